"""What the Board is told of internal audit and assurance, and releases from before it was."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.reports.rules import audits
from app.reports.rules.figured import figured
from tests.reports.rules.papers import a_paper, rows_of, section_of
from tests.reports.rules.rows import AS_AT, a_frozen, a_visit, an_action, an_audited_line, number

TITLE = "Audit and assurance visits"

# A batch of five of which two were read, one of them failed; one had left. A line read in another sample.
AUDITED = (
    an_audited_line(5001, finding="upheld"),
    an_audited_line(5002, result="sent-back", finding="evidence-missing"),
    an_audited_line(5003),
    an_audited_line(5004),
    an_audited_line(5005, result="left-the-batch"),
    an_audited_line(5006, result=None, finding="not-upheld"),
)
VISITS = (a_visit(8001), a_visit(8002, kind="peer", rating="not-assured"))
ACTIONS = (an_action(9001), an_action(9002, state="overdue"), an_action(9003, state="done", visit=8002))
KEPT = replace(a_frozen(), audited=AUDITED, visits=VISITS, actions=ACTIONS)


def value(name, frozen=KEPT):
    return figured(frozen).figures[f"{name}@{AS_AT}"].value


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("claim-lines.through-internal-audit", 5),
        ("claim-lines.through-internal-audit[audit-result=audited]", 3),
        ("claim-lines.through-internal-audit[audit-result=sent-back]", 1),
        ("claim-lines.through-internal-audit[audit-result=left-the-batch]", 1),
        ("claim-lines.read-by-internal-audit", 3),
        ("claim-lines.read-by-internal-audit[finding=upheld]", 1),
        ("claim-lines.read-by-internal-audit[finding=not-upheld]", 1),
        ("claim-lines.read-by-internal-audit[finding=evidence-missing]", 1),
        ("assurance-visits.held", 2),
        ("assurance-visits.held[visit-kind=peer]", 1),
        ("assurance-visits.held[rating=assured-with-actions]", 0),
        ("assurance-actions.asked", 3),
        ("assurance-actions.asked[action-state=overdue]", 1),
    ],
)
def test_each_line_visit_and_action_is_counted_where_it_stands(name, count):
    assert value(name) == count


def test_every_count_keeps_its_members_and_the_parts_add_up():
    found = figured(KEPT)

    assert found.broken == ()
    read = found.figures[f"claim-lines.read-by-internal-audit@{AS_AT}"]
    assert read.members == (number(5001), number(5002), number(5006))


def test_the_failure_rate_says_its_base_and_is_made_from_what_was_read():
    rate = figured(KEPT).figures[f"internal-audit.failure-rate@{AS_AT}"]

    assert rate.value == Decimal("66.6667")
    assert rate.formula == "2 of 3 read"
    assert [each.split("@")[0] for each in rate.inputs] == [
        "claim-lines.read-by-internal-audit[finding=not-upheld]",
        "claim-lines.read-by-internal-audit[finding=evidence-missing]",
        "claim-lines.read-by-internal-audit",
    ]


def test_a_failure_rate_of_nothing_read_has_no_value():
    assert value("internal-audit.failure-rate", replace(KEPT, audited=AUDITED[2:5])) is None


def test_the_paper_tells_what_was_audited_and_visited():
    paper = a_paper(frozen=KEPT)

    said = section_of(paper, TITLE)
    assert "5 claim lines have been through internal audit: 3 became audited, 1 went back" in said
    assert "Auditors read 3 claim lines in random samples, and 67% of those read failed." in said
    assert "2 assurance visits: 1 by the government and 1 by peers." in said
    assert "3 actions: 1 done, 1 open and 1 overdue." in said
    assert rows_of(paper, "internal-audit") == {
        "Upheld": ["1"],
        "Not upheld": ["1"],
        "Evidence missing": ["1"],
        "Total read": ["3"],
    }
    assert rows_of(paper, "assurance-visits") == {
        "Assured": ["1"],
        "Assured, with actions": ["0"],
        "Not assured": ["1"],
        "Not rated": ["0"],
        "Total": ["2"],
    }


def test_a_paper_without_audits_says_so_plainly():
    said = section_of(a_paper(frozen=a_frozen()), TITLE)

    assert said == "No claim has been through internal audit. No assurance visit has been recorded."


def test_a_release_from_before_has_no_such_figures_and_no_such_section():
    before = a_frozen()
    values = {axis: given for axis, given in before.manifest.values.items() if axis not in audits.VALUES}
    before = replace(before, manifest=replace(before.manifest, values=values))

    paper = a_paper(frozen=before)

    assert TITLE not in [each.title for each in paper.sections]
    assert not any(
        each.startswith(("claim-lines.", "assurance-", "internal-audit.")) for each in figured(before).figures
    )
