"""What becomes of a case that an agency says is not theirs."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from app.campaigns.rules.finding import Asked, CaseFacts
from app.campaigns.rules.sending import (
    Decided,
    Place,
    asked_there,
    check_decision,
    check_takes_answers,
    check_waits,
    decision_made,
    is_to_decide,
)
from app.campaigns.rules.vocabulary import CampaignKind, PointDecision, RowAnswer
from app.cases.rules.course_dates import CourseDates
from app.errors import RuleRefused

HEALTH, SCHOOL, CLINIC, LEE = (UUID(int=number) for number in range(1, 5))
CLOSED_ON = date(2013, 7, 1)
CASE = CaseFacts(UUID(int=9), UUID(int=8), CourseDates(date(2011, 1, 14)), None, LEE, HEALTH, CLINIC, SCHOOL)
OFFERED = (Place(HEALTH), Place(HEALTH, CLINIC), Place(SCHOOL))


@pytest.mark.parametrize(
    ("answer", "decision", "closed_on", "waits"),
    [
        pytest.param(RowAnswer.NOT_OURS, None, None, True, id="not ours, and nothing decided"),
        pytest.param(RowAnswer.NOT_OURS, PointDecision.CLOSE, None, False, id="the point is closed"),
        pytest.param(RowAnswer.NOT_OURS, None, CLOSED_ON, False, id="the assessment was closed since"),
        pytest.param(RowAnswer.STILL_OPEN, None, None, False, id="another answer"),
        pytest.param(None, None, None, False, id="no answer holds"),
    ],
)
def test_what_was_said_not_to_be_theirs_waits_until_it_is_decided(
    answer: RowAnswer | None, decision: PointDecision | None, closed_on: date | None, waits: bool
) -> None:
    assert (
        is_to_decide(CampaignKind.LONG_OPEN, answer=answer, decision=decision, closed_on=closed_on) is waits
    )


def test_contradictory_dates_wait_though_the_assessment_is_closed() -> None:
    kind = CampaignKind.CONTRADICTORY_DATES

    assert is_to_decide(kind, answer=RowAnswer.NOT_OURS, decision=None, closed_on=CLOSED_ON)


def test_nothing_is_decided_about_a_case_that_nobody_disowned() -> None:
    check_waits(is_waiting=True)
    with pytest.raises(RuleRefused, match="has not said"):
        check_waits(is_waiting=False)


@pytest.mark.parametrize(
    ("decided", "code"),
    [
        pytest.param(Decided(PointDecision.SEND_ON), "place-missing", id="sent nowhere"),
        pytest.param(Decided(PointDecision.CLOSE), "closing-why-missing", id="closed without why"),
        pytest.param(
            Decided(PointDecision.SEND_ON, Place(SCHOOL, CLINIC)), "nobody-there", id="nobody is there"
        ),
        pytest.param(
            Decided(PointDecision.SEND_ON, Place(HEALTH)),
            "said-already",
            id="back to who said so, unsaid why",
        ),
        pytest.param(
            Decided(PointDecision.SEND_ON, Place(HEALTH), "You lead it."), None, id="back, with why"
        ),
        pytest.param(
            Decided(PointDecision.SEND_ON, Place(HEALTH, CLINIC)), None, id="one clinic of the agency"
        ),
        pytest.param(Decided(PointDecision.SEND_ON, Place(SCHOOL)), None, id="to another"),
        pytest.param(Decided(PointDecision.CLOSE, words="On paper only."), None, id="closed with why"),
    ],
)
def test_a_decision_has_what_belongs_to_it_and_sends_nothing_round_in_a_circle_unseen(
    decided: Decided, code: str | None
) -> None:
    with pytest.raises(RuleRefused) if code else nullcontext() as refused:
        check_decision(decided, offered=OFFERED, said={Place(HEALTH)})
    assert (refused.value.code if refused else None) == code


def test_what_was_entered_for_another_decision_does_not_count() -> None:
    assert decision_made(PointDecision.CLOSE, to=Place(HEALTH), words="Gone") == Decided(
        PointDecision.CLOSE, None, "Gone"
    )
    assert decision_made(PointDecision.CLOSE, to=None, words="  ") == Decided(PointDecision.CLOSE)
    assert decision_made(PointDecision.SEND_ON, to=Place(HEALTH), words="") == Decided(
        PointDecision.SEND_ON, Place(HEALTH)
    )
    assert [each.label for each in PointDecision] == ["Send on to another agency", "Close the point"]


@pytest.mark.parametrize(
    ("case", "place", "asked"),
    [
        pytest.param(
            CASE, Place(HEALTH), Asked(HEALTH, None, LEE), id="the lead of that agency is asked too"
        ),
        pytest.param(CASE, Place(HEALTH, CLINIC), Asked(HEALTH, CLINIC, LEE), id="posted at that clinic"),
        pytest.param(CASE, Place(SCHOOL), Asked(SCHOOL), id="the lead of another agency is not"),
        pytest.param(
            replace(CASE, lead_at=None), Place(HEALTH, CLINIC), Asked(HEALTH, CLINIC), id="posted elsewhere"
        ),
        pytest.param(
            replace(CASE, lead_id=None, lead_agency_id=None), Place(HEALTH), Asked(HEALTH), id="nobody leads"
        ),
    ],
)
def test_a_case_is_asked_of_the_place_and_of_its_lead_if_led_from_there(
    case: CaseFacts, place: Place, asked: Asked
) -> None:
    assert asked_there(case, place) == asked


def test_a_point_that_was_closed_takes_no_more_answers() -> None:
    check_takes_answers(None)
    check_takes_answers(PointDecision.SEND_ON)
    with pytest.raises(RuleRefused, match="closed this point"):
        check_takes_answers(PointDecision.CLOSE)
