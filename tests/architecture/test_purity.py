"""Rules can be imported, and so tested and explained, without the web, the database or the queue.

The import contracts see what a module names; this sees what is really loaded, packages' own files included.
"""

import subprocess
import sys

import pytest

from app.config import PROJECT

FOREIGN = {
    "apiflask",
    "celery",
    "flask",
    "marshmallow",
    "openpyxl",
    "psycopg",
    "pydantic",
    "redis",
    "reportlab",
    "sqlalchemy",
    "sqlmodel",
    "xlsxwriter",
}
FLOOR = (
    "app.access.family_access",
    "app.access.policies",
    "app.access.roles",
    "app.errors",
    "app.money",
    "app.periods",
)
PURE_PACKAGES = ("app/programme", "app/reports/disclosure", "app/*/rules")

IMPORT_ONE_BY_ONE = """
import importlib, sys
foreign = set(sys.argv[1].split())
for name in sys.argv[2:]:
    importlib.import_module(name)
    loaded = foreign & {module.partition(".")[0] for module in sys.modules}
    if loaded:
        sys.exit(f"{name} loads {', '.join(sorted(loaded))}")
"""


def pure_modules() -> list[str]:
    """Every module that is to know the standard library only."""
    found = [
        path.relative_to(PROJECT).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
        for package in PURE_PACKAGES
        for path in PROJECT.glob(f"{package}/**/*.py")
    ]
    floor = [name for name in FLOOR if (PROJECT / f"{name.replace('.', '/')}.py").exists()]
    return sorted([*found, *floor])


def load(*names: str) -> str:
    """What a fresh interpreter says against these modules; nothing when they are pure."""
    command = [sys.executable, "-c", IMPORT_ONE_BY_ONE, " ".join(FOREIGN), *names]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False).stderr.strip()


def test_no_rule_loads_the_web_the_database_or_the_queue():
    names = pure_modules()

    assert set(FLOOR) <= set(names)
    assert any(".rules." in name for name in names)
    assert any(name.startswith("app.programme.") for name in names)
    assert load(*names) == ""


@pytest.mark.parametrize("name", ["app.db", "app.access.models"])
def test_the_look_out_notices_a_module_that_is_not_pure(name):
    assert load(name).startswith(f"{name} loads ")


def test_package_files_are_empty():
    packages = [path for top in ("app", "workers", "tests") for path in (PROJECT / top).rglob("__init__.py")]

    assert [str(path.relative_to(PROJECT)) for path in packages if path.read_text().strip()] == []
