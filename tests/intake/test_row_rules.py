"""What must hold between the cells of one row."""

import pytest

from app.intake.rules.findings import Findings
from tests.intake.files import a_row
from tests.intake.reading import codes, read

REASON = "not-to-be-allocated"


@pytest.mark.parametrize(
    ("table", "cells", "column", "code"),
    [
        pytest.param(
            "postings", {"to_": "2012-03-31"}, "to", "dates-out-of-order", id="ends before it begins"
        ),
        pytest.param(
            "windows", {"closes_on": "2013-06-30"}, "closes_on", "dates-out-of-order", id="shut, then open"
        ),
        pytest.param(
            "families", {"identified_how": ""}, "listed_on", "given-in-part", id="listed, nobody knows how"
        ),
        pytest.param(
            "families",
            {"listed_on": "", "attached_on": ""},
            "listed_on",
            "given-in-part",
            id="how, and not when",
        ),
        pytest.param(
            "families",
            {"listed_on": "", "identified_how": ""},
            "attached_on",
            "only-with",
            id="attached, not listed",
        ),
        pytest.param(
            "members", {"expected_on": "2013-09-01"}, "expected_on", "not-both", id="born and expected"
        ),
        pytest.param(
            "criteria", {"verified_by": ""}, "verified_on", "given-in-part", id="verified by nobody"
        ),
        pytest.param("measurements", {"to_": ""}, "to", "required-when", id="a term without an end"),
        pytest.param(
            "measurements", {"value": "10001"}, "value", "value-too-high", id="absent more than always"
        ),
        pytest.param(
            "triage", {"outcome": REASON}, "reason", "required-when", id="not allocated without a reason"
        ),
        pytest.param(
            "triage", {"reason": "data-to-check"}, "reason", "only-when", id="allocated with a reason"
        ),
        pytest.param(
            "triage",
            {"outcome": REASON, "reason": "data-to-check", "deferred_until": "2013-09-01"},
            "deferred_until",
            "only-when",
            id="until a day, and not deferred",
        ),
        pytest.param(
            "allocations", {"end_reason": "Moved."}, "end_reason", "only-with", id="why, but not when"
        ),
        pytest.param(
            "allocations", {"meeting": ""}, "meeting", "required-when", id="by a meeting that is not named"
        ),
        pytest.param(
            "allocations", {"lead_chosen": ""}, "lead", "given-in-part", id="a lead, nobody knows how"
        ),
        pytest.param("allocations", {"lead": ""}, "lead", "given-in-part", id="where, and no lead"),
        pytest.param(
            "assessments", {"closed_on": "2013-01-01"}, "closed_on", "given-in-part", id="shut for no reason"
        ),
        pytest.param(
            "assessments", {"closure_reason": "other"}, "closed_on", "given-in-part", id="a reason, not shut"
        ),
        pytest.param(
            "assessments",
            {"assessment_completed_on": "2012-05-20"},
            "assessment_completed_on",
            "dates-out-of-order",
            id="completed before it was started",
        ),
        pytest.param(
            "assessments",
            {"secondary_reasons": "housing;behaviour"},
            "secondary_reasons",
            "already-the-primary",
            id="the main reason once more",
        ),
        pytest.param("claims", {"source": ""}, "part", "given-in-part", id="evidence without its source"),
    ],
)
def test_a_row_that_contradicts_itself_is_a_fault(
    table: str, cells: dict[str, str], column: str, code: str
) -> None:
    findings = Findings()

    read({table: [a_row(table), a_row(table, **cells)]}, findings)

    assert (3, column, code) in codes(findings)
    assert {row for row, _, _ in codes(findings)} == {3}


@pytest.mark.parametrize(
    ("table", "cells"),
    [
        pytest.param("postings", {"to_": "2012-04-01"}, id="one day only"),
        pytest.param("members", {"born_on": "", "expected_on": ""}, id="neither born nor expected is known"),
        pytest.param("measurements", {"kind": "employment", "to_": ""}, id="a spell goes on"),
        pytest.param(
            "measurements", {"kind": "proven-offences", "value": "10001"}, id="a figure of another kind"
        ),
        pytest.param("measurements", {"value": "10000"}, id="always absent"),
        pytest.param(
            "triage", {"outcome": REASON, "reason": "deferred", "deferred_until": "2014-01-01"}, id="deferred"
        ),
        pytest.param("allocations", {"route": "fip", "meeting": ""}, id="by another route than a meeting"),
        pytest.param(
            "allocations",
            {"lead": "", "lead_establishment": "", "lead_chosen": ""},
            id="no lead professional yet",
        ),
        pytest.param(
            "assessments", {"closed_on": "2012-05-14", "closure_reason": "other"}, id="shut the same day"
        ),
        pytest.param("claims", {"part": "", "source": "", "evidence_on": ""}, id="no evidence yet"),
    ],
)
def test_a_row_at_the_edge_of_a_rule_is_sound(table: str, cells: dict[str, str]) -> None:
    findings = Findings()

    read({table: [a_row(table, **cells)]}, findings)

    assert codes(findings) == []


def test_a_cell_at_fault_is_not_held_against_the_rest_of_its_row() -> None:
    findings = Findings()

    read({"assessments": [a_row("assessments", closed_on="soon", closure_reason="other")]}, findings)

    assert codes(findings) == [(2, "closed_on", "not-a-date")]
