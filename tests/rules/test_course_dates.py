"""The days of an assessment's course: in order, none to come, nothing after closure."""

from dataclasses import replace
from datetime import date

import pytest

from app.cases.rules.course_dates import CourseDates, check_change, faults
from app.cases.rules.vocabulary import AssessmentStage
from app.errors import RuleRefused

TODAY = date(2013, 7, 12)
SOUND = CourseDates(
    initiated_on=date(2013, 1, 7),
    assessment_started_on=date(2013, 1, 14),
    assessment_completed_on=date(2013, 2, 4),
    first_team_meeting_on=date(2013, 2, 18),
    first_reviewed_on=date(2013, 4, 15),
    meetings=(date(2013, 2, 18), date(2013, 4, 15)),
    reviews=(date(2013, 4, 15),),
    actions_done=(date(2013, 3, 1),),
    levels=(date(2013, 1, 7), date(2013, 4, 15)),
)


def refusal_of(after: CourseDates, before: CourseDates = SOUND) -> str | None:
    try:
        check_change(before, after, TODAY)
    except RuleRefused as refusal:
        return refusal.code
    return None


def test_a_course_in_order_has_no_fault() -> None:
    assert list(faults(SOUND, TODAY)) == []
    assert list(faults(CourseDates(date(2013, 1, 7)), TODAY)) == []
    assert list(faults(replace(SOUND, closed_on=date(2013, 4, 15)), TODAY)) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        pytest.param({"assessment_started_on": date(2013, 1, 7)}, None, id="started on its first day"),
        pytest.param(
            {"assessment_started_on": date(2013, 1, 6)}, "dates-out-of-order", id="started the day before"
        ),
        pytest.param(
            {"assessment_completed_on": date(2013, 1, 13)}, "dates-out-of-order", id="completed before begun"
        ),
        pytest.param({"assessment_started_on": None}, "date-missing", id="a meeting without an assessment"),
        pytest.param(
            {"first_team_meeting_on": date(2013, 2, 19)},
            "dates-out-of-order",
            id="a meeting before the first",
        ),
        pytest.param(
            {"first_reviewed_on": date(2013, 2, 17)}, "dates-out-of-order", id="a review before any meeting"
        ),
        pytest.param(
            {"reviews": (date(2013, 4, 14),)}, "dates-out-of-order", id="a review before the first one"
        ),
        pytest.param(
            {"actions_done": (date(2013, 1, 6),)}, "dates-out-of-order", id="an action done before it all"
        ),
        pytest.param({"levels": (date(2013, 1, 6),)}, "dates-out-of-order", id="a level before it all"),
        pytest.param({"meetings": (date(2013, 2, 18), TODAY)}, None, id="a meeting today"),
        pytest.param({"meetings": (date(2013, 2, 18), date(2013, 7, 13))}, "in-the-future", id="tomorrow"),
        pytest.param({"closed_on": date(2013, 4, 15)}, None, id="closed on the day of the last review"),
        pytest.param({"closed_on": date(2013, 4, 14)}, "after-closure", id="closed the day before it"),
        pytest.param({"closed_on": date(2013, 7, 13)}, "in-the-future", id="closed tomorrow"),
    ],
)
def test_a_change_may_not_bring_the_days_out_of_order(changed: dict[str, object], code: str | None) -> None:
    assert refusal_of(replace(SOUND, **changed)) == code


def test_a_refusal_says_which_days_do_not_fit() -> None:
    with pytest.raises(
        RuleRefused, match="The start of the assessment on 6 January 2013 would be before the"
    ):
        check_change(SOUND, replace(SOUND, assessment_started_on=date(2013, 1, 6)), TODAY)


def test_what_an_import_brought_out_of_order_does_not_stop_another_mistake_from_being_mended() -> None:
    wrong = replace(SOUND, assessment_completed_on=date(2013, 1, 2), closed_on=date(2013, 6, 3))

    assert refusal_of(replace(wrong, closed_on=date(2013, 6, 4)), before=wrong) is None


def test_the_stage_is_the_furthest_that_has_a_day() -> None:
    assert SOUND.stage is AssessmentStage.REVIEW
    assert CourseDates(date(2013, 1, 7)).stage is AssessmentStage.IDENTIFY
    assert replace(SOUND, closed_on=TODAY).stage is AssessmentStage.CLOSED
