"""The stage of an assessment follows from its dates; its moves are one table."""

from datetime import date
from itertools import product

import pytest

from app.cases.rules.lifecycle import (
    STAGE_MOVES,
    AssessmentDates,
    assessment_stage,
    can_move_stage,
    check_stage_move,
)
from app.cases.rules.vocabulary import AssessmentStage
from app.errors import RuleRefused

DATES = AssessmentDates(
    initiated_on=date(2012, 4, 2),
    assessment_started_on=date(2012, 4, 16),
    first_team_meeting_on=date(2012, 5, 28),
    first_reviewed_on=date(2012, 8, 20),
    closed_on=date(2013, 1, 7),
)


@pytest.mark.parametrize(
    ("on", "stage"),
    [
        pytest.param(date(2012, 4, 2), AssessmentStage.IDENTIFY, id="day of initiation"),
        pytest.param(date(2012, 4, 15), AssessmentStage.IDENTIFY, id="day before assessment"),
        pytest.param(date(2012, 4, 16), AssessmentStage.ASSESS, id="assessment begins"),
        pytest.param(date(2012, 5, 28), AssessmentStage.DELIVER, id="first team meeting"),
        pytest.param(date(2012, 8, 19), AssessmentStage.DELIVER, id="day before review"),
        pytest.param(date(2012, 8, 20), AssessmentStage.REVIEW, id="review"),
        pytest.param(date(2013, 1, 7), AssessmentStage.CLOSED, id="day of closure"),
        pytest.param(date(2014, 1, 7), AssessmentStage.CLOSED, id="long after"),
    ],
)
def test_an_assessment_is_at_the_furthest_stage_dated_by_the_day(on, stage):
    assert assessment_stage(DATES, on) is stage


def test_an_assessment_with_no_later_dates_is_still_being_identified():
    only_begun = AssessmentDates(date(2012, 4, 2), None, None, None, None)

    assert assessment_stage(only_begun, date(2014, 4, 2)) is AssessmentStage.IDENTIFY


def test_there_is_no_stage_before_initiation():
    with pytest.raises(ValueError, match="not been initiated"):
        assessment_stage(DATES, date(2012, 4, 1))


ALLOWED = {
    ("identify", "assess"),
    ("identify", "closed"),
    ("assess", "deliver"),
    ("assess", "closed"),
    ("deliver", "review"),
    ("deliver", "closed"),
    ("review", "review"),
    ("review", "closed"),
    ("closed", "identify"),
    ("closed", "assess"),
    ("closed", "deliver"),
    ("closed", "review"),
}


@pytest.mark.parametrize(("current", "wanted"), list(product(AssessmentStage, repeat=2)))
def test_an_assessment_moves_only_as_the_table_allows(current, wanted):
    allowed = (current.value, wanted.value) in ALLOWED

    assert can_move_stage(current, wanted) is allowed
    if allowed:
        check_stage_move(current, wanted)
    else:
        with pytest.raises(RuleRefused) as refusal:
            check_stage_move(current, wanted)
        assert refusal.value.code == "stage-not-allowed"


def test_every_stage_has_its_row_in_the_table():
    assert set(STAGE_MOVES) == set(AssessmentStage)
