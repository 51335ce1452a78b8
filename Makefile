# Every target first sets up what it needs, once, in .venv (scripts/bootstrap).

SHELL := /bin/bash
PYTHON := .venv/bin/python
LONG := tests/rules tests/cases/test_household_over_time.py tests/cases/test_allocations_over_time.py tests/claims tests/intake tests/edges/test_contract_api.py tests/edges/test_contract_as_each_role.py tests/edges/test_dumping.py tests/reports/rules tests/reports/disclosure
# Tests that prove the rules: every branch of every rule is run by these, with each line traced. The others are
# slow enough without that; three of them at once on two cores, for some do nothing but wait, the longest first
# (tests/conftest.py).
PROVING := tests/rules tests/reports/rules tests/reports/disclosure tests/exports/rules tests/access tests/finance tests/intake tests/reports/test_disclosure.py tests/cases/test_cells.py tests/cases/test_quality.py tests/cases/test_register.py

.PHONY: help demo run test test-long mutants check format docs screenshots bench clean
.DEFAULT_GOAL := help

help:
	@echo "make demo          build the 2012/13 year and its reports in out/, then serve it (SERVE=no: stop there)"
	@echo "make run           serve a database of your own, kept in var/run"
	@echo "make test          every check and every test (ARGS=...: pytest's own, for some of them)"
	@echo "make test-long     the tests that take minutes"
	@echo "make mutants       change the rules in every small way, and see that a test notices each"
	@echo "make check         format, lint, types and imports only"
	@echo "make format        put the code into its one format"
	@echo "make docs          write the generated documents anew"
	@echo "make screenshots   write docs/screenshots anew"
	@echo "make bench         all benchmarks, a line each (make bench-NAME: one of them)"
	@echo "make clean         delete all that can be made again; var/run stays"

demo:
	@scripts/bootstrap runtime
	@.venv/bin/loxley demo $(if $(filter no,$(SERVE)),--no-serve)

run:
	@scripts/bootstrap runtime
	@.venv/bin/loxley run

# The tests start many processes, which compile what they import once, whatever the shell says.
test: export PYTHONDONTWRITEBYTECODE :=

test: check
	@$(PYTHON) -m tests.browser.chromium
ifdef ARGS
	@$(PYTHON) -m pytest $(ARGS)
else
	@$(PYTHON) -m pytest $(PROVING) -n 2 --dist loadfile --cov --cov-report=term
	@$(PYTHON) -m pytest tests $(addprefix --ignore=,$(PROVING)) -n 3 --dist loadfile --no-loadscope-reorder
endif

test-long:
	@scripts/bootstrap dev
	@mkdir -p docs/evidence
	@set -o pipefail; LOXLEY_LONG_TESTS=yes $(PYTHON) -m pytest $(if $(ARGS),$(ARGS),$(LONG)) -q --durations=10 | tee docs/evidence/test-long.txt
	@$(MAKE) --no-print-directory mutants

mutants:
	@scripts/bootstrap dev
	@mkdir -p docs/evidence
	@set -o pipefail; $(PYTHON) -m scripts.mutants | tee docs/evidence/mutants.txt

check:
	@scripts/bootstrap dev
	@.venv/bin/ruff format --check --quiet .
	@.venv/bin/ruff check --quiet .
	@.venv/bin/mypy --no-error-summary
	@out=$$(.venv/bin/lint-imports --no-logo 2>&1) || { echo "$$out"; exit 1; }

format:
	@scripts/bootstrap dev
	@.venv/bin/ruff check --quiet --fix --select I .
	@.venv/bin/ruff format --quiet .

docs:
	@scripts/bootstrap dev
	@$(PYTHON) -m scripts.docs

screenshots:
	@scripts/bootstrap dev
	@$(PYTHON) -m tests.browser.chromium
	@$(PYTHON) -m scripts.screenshots

bench:
	@scripts/bootstrap bench
	@$(PYTHON) -m benchmarks

bench-%:
	@scripts/bootstrap bench
	@$(PYTHON) -m benchmarks $*

clean:
	@if [ -x .venv/bin/loxley ]; then .venv/bin/loxley services stop >/dev/null 2>&1 || true; fi
	@rm -rf .venv node_modules out var/demo var/bench var/test-* htmlcov .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache .schemathesis mutants
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
