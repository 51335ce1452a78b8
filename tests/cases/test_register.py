"""What the CAF register comes to on a day."""

from datetime import date, timedelta
from itertools import product
from uuid import UUID

import pytest
import sqlalchemy as sa

from app.access.policies import SYSTEM
from app.cases.queries.overview import register_alike, register_entries
from app.cases.rules.lifecycle import AssessmentDates
from app.cases.rules.register import RegisterEntry, RegisterSummary, register_summary
from app.cases.rules.vocabulary import AssessmentStage, ClosureReason
from app.db import reading
from tests.cases.builders import a_family, a_practitioner, an_agency, an_assessment

TODAY = date(2013, 7, 12)
ONE_DAY = timedelta(1)


def an_entry(initiated_on=date(2013, 5, 14), *, met_on=None, reviewed_on=None, closed_on=None, has_lead=True):
    return RegisterEntry(
        UUID(int=1),
        AssessmentDates(initiated_on, initiated_on if met_on else None, met_on, reviewed_on, closed_on),
        has_lead,
        ClosureReason.NEEDS_MET if closed_on else None,
    )


def summary_of(entries: list[RegisterEntry], on: date) -> RegisterSummary:
    return register_summary([(entry, 1) for entry in entries], on)


def test_an_empty_register_comes_to_nothing():
    summary = summary_of([], TODAY)

    assert (summary.initiated, summary.closed, summary.open, summary.by_stage) == ({}, {}, 0, {})
    assert (summary.long_open, summary.without_lead, summary.review_due) == (0, 0, 0)


def test_assessments_are_counted_by_the_financial_years_in_which_they_began_and_ended():
    entries = [
        an_entry(date(2012, 3, 31)),
        an_entry(date(2012, 4, 1), closed_on=date(2013, 3, 31)),
        an_entry(date(2012, 4, 1), closed_on=date(2013, 4, 1)),
        an_entry(date(2013, 7, 13)),
    ]

    summary = summary_of(entries, TODAY)

    assert summary.initiated == {"2011/12": 1, "2012/13": 2}
    assert summary.closed == {
        "2012/13": {ClosureReason.NEEDS_MET: 1},
        "2013/14": {ClosureReason.NEEDS_MET: 1},
    }
    assert summary.open == 1


@pytest.mark.parametrize(
    ("closed_on", "is_open"),
    [
        pytest.param(None, 1, id="not closed"),
        pytest.param(TODAY, 0, id="closed on the day"),
        pytest.param(TODAY + ONE_DAY, 1, id="closed the day after"),
    ],
)
def test_an_assessment_is_open_until_the_day_it_is_closed(closed_on, is_open):
    assert summary_of([an_entry(closed_on=closed_on)], TODAY).open == is_open


@pytest.mark.parametrize(
    ("initiated_on", "long_open"),
    [
        pytest.param(date(2011, 7, 11), 1, id="two years and a day"),
        pytest.param(date(2011, 7, 12), 0, id="two years to the day"),
    ],
)
def test_an_assessment_is_long_open_once_two_years_have_passed(initiated_on, long_open):
    assert summary_of([an_entry(initiated_on)], TODAY).long_open == long_open


@pytest.mark.parametrize(
    ("met_on", "reviewed_on", "due"),
    [
        pytest.param(date(2013, 1, 11), None, 1, id="six months and a day past the first team meeting"),
        pytest.param(date(2013, 1, 12), None, 0, id="six months to the day"),
        pytest.param(date(2013, 1, 11), TODAY, 0, id="reviewed on the day"),
        pytest.param(date(2013, 1, 11), TODAY + ONE_DAY, 1, id="reviewed only after the day"),
        pytest.param(None, None, 0, id="no team meeting yet"),
    ],
)
def test_a_review_is_due_six_months_after_the_first_team_meeting(met_on, reviewed_on, due):
    entry = an_entry(date(2013, 1, 1), met_on=met_on, reviewed_on=reviewed_on)

    assert summary_of([entry], TODAY).review_due == due


def test_open_assessments_are_counted_by_stage_and_by_want_of_a_lead():
    entries = [an_entry(), an_entry(met_on=date(2013, 6, 1)), an_entry(has_lead=False)]

    summary = summary_of(entries, TODAY)

    assert summary.by_stage == {AssessmentStage.DELIVER: 1, AssessmentStage.IDENTIFY: 2}
    assert summary.without_lead == 1


EITHER_SIDE = (
    date(2011, 3, 31),
    date(2011, 4, 1),
    date(2011, 7, 11),
    date(2011, 7, 12),
    date(2013, 1, 11),
    date(2013, 1, 12),
    TODAY,
    TODAY + ONE_DAY,
)


def test_the_database_counts_entries_that_are_alike_and_the_summary_is_the_same(
    database: sa.Connection,
) -> None:
    lead, family, agency = a_practitioner(), a_family(), an_agency()
    for number, (begun, met, reviewed, closed) in enumerate(
        product(EITHER_SIDE, *[(None, EITHER_SIDE[-4], EITHER_SIDE[-2], EITHER_SIDE[-1])] * 3)
    ):
        an_assessment(
            family,
            agency_id=agency,
            initiated_on=begun,
            started_on=met if number % 2 else None,
            first_team_meeting_on=met,
            first_reviewed_on=reviewed,
            closed_on=max(begun, closed) if closed else None,
            closure_reason=list(ClosureReason)[number % len(ClosureReason)] if closed else None,
            lead_practitioner_id=lead if number % 3 else None,
        )

    with reading(SYSTEM) as session:
        entries = register_entries(session)
        for on in (TODAY - ONE_DAY, TODAY, date(2013, 3, 31), date(2013, 4, 1), date(2015, 1, 1)):
            alike = register_alike(session, on)
            assert sum(number for _, number in alike) == sum(
                each.dates.initiated_on <= on for each in entries
            )
            assert register_summary(alike, on) == summary_of(list(entries), on)
    assert len(entries) == 512
