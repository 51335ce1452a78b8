"""Exceptions: what is one, on both sides of its target, and what it is held against."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.reports.rules import exceptions
from app.reports.rules.exceptions import Verdict, verdict
from app.reports.rules.facts import TargetRow
from app.reports.rules.figured import figured
from app.reports.rules.vocabulary import Unit
from tests.reports.rules.papers import a_paper, a_public_paper, rows_of, section_of
from tests.reports.rules.rows import AS_AT, TARGETS, a_frozen, an_assessment

MET = date(2012, 10, 1)
DUE = timedelta(weeks=12)


def cafs(agency: str, first: int, on_time: int, late: int):
    """CAFs that an agency leads, their first reviews on time or late, assessed ten days after consent."""
    return [
        an_assessment(
            first + place,
            lead_agency=agency,
            initiated_on=date(2012, 8, 1),
            consented_on=date(2012, 8, 1),
            assessment_completed_on=date(2012, 8, 11 if agency == "HEALTH" else 30),
            first_team_meeting_on=MET,
            first_reviewed_on=MET + DUE + timedelta(int(place >= on_time)),
        )
        for place in range(on_time + late)
    ]


CITY = [*cafs("HEALTH", 2000, 12, 0), *cafs("SCHOOL", 3000, 4, 8)]


@pytest.mark.parametrize(
    ("value", "against", "base", "unit", "found"),
    [
        pytest.param(Decimal(70), Decimal(80), 10, Unit.PERCENT, Verdict.WORSE, id="ten points below"),
        pytest.param(Decimal(90), Decimal(80), 10, Unit.PERCENT, Verdict.BETTER, id="ten points above"),
        pytest.param(Decimal("70.1"), Decimal(80), 10, Unit.PERCENT, None, id="not quite ten points"),
        pytest.param(Decimal(70), Decimal(80), 9, Unit.PERCENT, None, id="too few cases"),
        pytest.param(20, 27, 10, Unit.DAYS, Verdict.BETTER, id="a week quicker"),
        pytest.param(34, 27, 10, Unit.DAYS, Verdict.WORSE, id="a week slower"),
        pytest.param(33, 27, 10, Unit.DAYS, None, id="six days slower"),
        pytest.param(None, 27, 10, Unit.DAYS, None, id="a mean of nothing"),
        pytest.param(20, None, 10, Unit.DAYS, None, id="nothing to hold it against"),
    ],
)
def test_what_is_an_exception(value, against, base, unit, found):
    assert verdict(value, against, base=base, unit=unit) is found


def test_an_agency_above_and_one_below_the_target_are_both_told():
    paper = a_paper(frozen=a_frozen(assessments=CITY))

    assert rows_of(paper, "exceptions-better") == {
        "First reviews on time: HEALTH": ["100%", "12", "80%", "67%"],
        "Days from consent to assessment: HEALTH": ["10 days", "12", "Whole city", "20 days"],
    }
    assert rows_of(paper, "exceptions-worse") == {
        "First reviews on time: SCHOOL": ["33%", "12", "80%", "67%"],
        "Days from consent to assessment: SCHOOL": ["29 days", "12", "Whole city", "20 days"],
    }
    assert rows_of(paper, "exceptions-trend")["First reviews on time"] == ["–", "–", "67%", "–"]
    assert "ten percentage points" in section_of(paper, "Exceptions")


def test_with_nothing_out_of_line_the_report_says_so_on_both_sides():
    said = section_of(a_paper(), "Exceptions")

    assert "Better than target: nothing." in said
    assert "Worse than target: nothing." in said


def test_a_target_in_days_is_held_against_in_days():
    targets = (*TARGETS, TargetRow(exceptions.DAYS_TO_ASSESSMENT.name, 2012, 29))

    paper = a_paper(frozen=a_frozen(assessments=CITY, targets=targets))

    better = rows_of(paper, "exceptions-better")
    assert better["Days from consent to assessment: HEALTH"] == ["10 days", "12", "29 days", "20 days"]
    assert list(rows_of(paper, "exceptions-worse")) == ["First reviews on time: SCHOOL"]


@pytest.mark.parametrize(
    ("closed_on", "reviewed_on", "met_on", "due", "on_time"),
    [
        pytest.param(None, None, MET, 1, 0, id="due and not held"),
        pytest.param(None, MET + DUE, MET, 1, 1, id="held on the last day"),
        pytest.param(MET + DUE, None, MET, 0, 0, id="closed before it was due"),
        pytest.param(MET + DUE + timedelta(1), None, MET, 1, 0, id="closed once it was overdue"),
        pytest.param(None, None, AS_AT - DUE, 0, 0, id="falls due today"),
        pytest.param(None, None, None, 0, 0, id="no team meeting"),
    ],
)
def test_which_first_reviews_were_due_and_on_time(closed_on, reviewed_on, met_on, due, on_time):
    row = an_assessment(
        first_team_meeting_on=met_on,
        first_reviewed_on=reviewed_on,
        closed_on=closed_on,
        closure_reason="needs-met" if closed_on else None,
    )

    assert exceptions.review_due(AS_AT).includes(row) is bool(due)
    assert exceptions.reviewed_on_time(AS_AT).includes(row) is bool(on_time)


def test_comparators_are_dated_and_sourced_and_where_there_is_none_the_report_says_so():
    paper = a_paper()

    row = rows_of(paper, "comparators")["Share of target worked with"]
    assert row[1:] == ["All of it", "85%", "None recorded"]
    assert "First reviews on time" not in rows_of(paper, "comparators")  # no first review was due
    reviews = rows_of(a_paper(frozen=a_frozen(assessments=CITY)), "comparators")["First reviews on time"]
    assert reviews[1:] == ["80%", "None recorded", "None recorded"]
    assert "Communities and Local Government Committee" in section_of(paper, "Exceptions")
    assert exceptions.comparators(date(2013, 3, 30)) == ()
    before = a_paper(frozen=replace(a_frozen(), comparators=()))
    assert rows_of(before, "comparators")["Share of target worked with"][2] == "None recorded"


def test_a_comparator_of_which_no_count_was_published_stands_alone():
    (published,) = exceptions.comparators(AS_AT)

    found = figured(replace(a_frozen(), comparators=(replace(published, families=None),))).figures

    (figure,) = [each for each in found.values() if each.measure == exceptions.COMPARED.name]
    assert figure.inputs == ()
    assert not [each for each in found.values() if each.measure == exceptions.COMPARED_COUNT.name]


def test_the_public_has_comparators_and_no_exceptions_by_agency_or_ward():
    paper = a_public_paper(a_frozen(assessments=CITY))

    said = section_of(paper, "Exceptions")
    assert "stand in the internal report alone" in said
    assert "Share of target worked with" in rows_of(paper, "comparators")
    assert not [each for each in paper.figures if each.startswith(exceptions.REVIEWED_ON_TIME)]
