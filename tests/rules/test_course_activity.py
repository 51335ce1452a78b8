"""What may be recorded of an assessment: while it is open, within consent, each thing with what it needs."""

from datetime import date
from uuid import UUID

import pytest

from app.cases.rules import activity
from app.cases.rules.activity import Invited
from app.cases.rules.course import Attendance
from app.cases.rules.vocabulary import AssessmentKind, AssessmentStage, ClosureReason, ConsentDecision
from app.errors import RuleRefused

TODAY = date(2013, 7, 12)
ANNE, BEN, SOMEBODY_ELSE = UUID(int=1), UUID(int=2), UUID(int=3)
CAF, FAMILY = AssessmentKind.CAF, AssessmentKind.FAMILY_ASSESSMENT


def refusal(check: object, *given: object, **named: object) -> str | None:
    try:
        check(*given, **named)  # type: ignore[operator]  # a rule
    except RuleRefused as refused:
        return refused.code
    return None


def test_a_closed_assessment_takes_nothing_more() -> None:
    assert refusal(activity.check_open, None) is None
    assert refusal(activity.check_open, TODAY) == "assessment-closed"


@pytest.mark.parametrize(
    ("latest", "code"),
    [
        pytest.param(None, None, id="nothing recorded"),
        pytest.param(ConsentDecision.GIVEN, None, id="given"),
        pytest.param(ConsentDecision.LIMITED, None, id="limited"),
        pytest.param(ConsentDecision.REFUSED, "no-consent", id="refused"),
        pytest.param(ConsentDecision.WITHDRAWN, "no-consent", id="withdrawn"),
    ],
)
def test_nothing_is_recorded_against_a_familys_will(latest: ConsentDecision | None, code: str | None) -> None:
    assert refusal(activity.check_consent, latest) == code


@pytest.mark.parametrize(
    ("kind", "children", "code"),
    [
        pytest.param(CAF, {ANNE}, None, id="a CAF of one"),
        pytest.param(CAF, {ANNE, BEN}, "one-child", id="a CAF of two"),
        pytest.param(CAF, set(), "one-child", id="a CAF of nobody"),
        pytest.param(FAMILY, {ANNE, BEN}, None, id="a family assessment of two"),
        pytest.param(FAMILY, set(), "one-child", id="a family assessment of nobody"),
        pytest.param(FAMILY, {ANNE, SOMEBODY_ELSE}, "not-in-household", id="a child who lives elsewhere"),
    ],
)
def test_an_assessment_is_of_children_of_the_household(
    kind: AssessmentKind, children: set[UUID], code: str | None
) -> None:
    assert refusal(activity.check_children, kind, children, {ANNE, BEN}) == code


@pytest.mark.parametrize(
    ("kind", "open_kinds", "code"),
    [
        pytest.param(CAF, set(), None, id="a first CAF"),
        pytest.param(CAF, {CAF}, "already-open", id="a second CAF"),
        pytest.param(CAF, {FAMILY}, "already-open", id="a CAF beside a family assessment"),
        pytest.param(FAMILY, {CAF}, None, id="a family assessment after a CAF"),
        pytest.param(FAMILY, {FAMILY, CAF}, "already-open", id="a second family assessment"),
    ],
)
def test_a_child_has_one_open_assessment_of_a_kind(
    kind: AssessmentKind, open_kinds: set[AssessmentKind], code: str | None
) -> None:
    assert refusal(activity.check_not_open_already, kind, open_kinds) == code


COMES = Attendance.INVITED
CAME = Invited(Attendance.ATTENDED, ANNE)
SENT_APOLOGIES = Invited(Attendance.SENT_APOLOGIES, None, SOMEBODY_ELSE, "Health visitor")


@pytest.mark.parametrize(
    ("people", "meets_on", "code"),
    [
        pytest.param([CAME, SENT_APOLOGIES], TODAY, None, id="held today"),
        pytest.param([], TODAY, "nobody-invited", id="nobody invited"),
        pytest.param([CAME, CAME], TODAY, "invited-twice", id="the same person twice"),
        pytest.param([Invited(COMES)], TODAY, "invited-unclear", id="nobody named"),
        pytest.param([Invited(COMES, None, ANNE)], TODAY, "invited-unclear", id="an agency without a role"),
        pytest.param(
            [Invited(COMES, ANNE, None, "Nurse")], TODAY, "invited-unclear", id="a practitioner with a role"
        ),
        pytest.param([SENT_APOLOGIES], date(2013, 7, 13), None, id="apologies before the day"),
        pytest.param([CAME], date(2013, 7, 13), "not-held-yet", id="attended before the day"),
    ],
)
def test_a_meeting_has_people_and_nobody_has_been_to_one_to_come(
    people: list[Invited], meets_on: date, code: str | None
) -> None:
    assert refusal(activity.check_invited, people, meets_on, TODAY) == code


def test_a_meeting_was_held_once_somebody_came() -> None:
    assert activity.is_held([SENT_APOLOGIES, CAME])
    assert not activity.is_held([SENT_APOLOGIES])


@pytest.mark.parametrize(
    ("stage", "reason", "closed_on", "code"),
    [
        pytest.param(AssessmentStage.REVIEW, ClosureReason.NEEDS_MET, TODAY, None, id="at a meeting"),
        pytest.param(
            AssessmentStage.REVIEW,
            ClosureReason.NEEDS_MET,
            date(2013, 7, 11),
            "no-closing-meeting",
            id="the day before the meeting",
        ),
        pytest.param(
            AssessmentStage.DELIVER,
            ClosureReason.CONSENT_WITHDRAWN,
            date(2013, 7, 11),
            None,
            id="consent withdrawn",
        ),
        pytest.param(
            AssessmentStage.ASSESS, ClosureReason.MOVED_AWAY, date(2013, 7, 11), None, id="before any team"
        ),
    ],
)
def test_an_assessment_with_a_team_is_closed_at_one_of_its_meetings(
    stage: AssessmentStage, reason: ClosureReason, closed_on: date, code: str | None
) -> None:
    assert refusal(activity.check_closing_day, stage, reason, closed_on, {TODAY}) == code


@pytest.mark.parametrize(
    ("next_review_on", "needs_to_happen", "actions", "code"),
    [
        pytest.param(date(2013, 7, 13), None, 1, None, id="the next day, with an action"),
        pytest.param(date(2013, 7, 13), "Rest", 0, None, id="in words only"),
        pytest.param(date(2013, 7, 13), None, 0, "nothing-to-happen", id="nothing needs to happen"),
        pytest.param(TODAY, "Rest", 1, "next-review-too-early", id="the same day"),
    ],
)
def test_a_review_leads_on_to_another_day_and_to_something_that_happens(
    next_review_on: date, needs_to_happen: str | None, actions: int, code: str | None
) -> None:
    given = {"needs_to_happen": needs_to_happen, "actions": actions}
    assert refusal(activity.check_review, TODAY, next_review_on, **given) == code


@pytest.mark.parametrize(
    ("due_on", "done_on", "code"),
    [
        pytest.param(TODAY, None, None, id="due at once"),
        pytest.param(TODAY, TODAY, None, id="done at once"),
        pytest.param(date(2013, 7, 11), None, "due-before-agreed", id="due the day before"),
        pytest.param(TODAY, date(2013, 7, 11), "done-before-agreed", id="done the day before"),
    ],
)
def test_an_action_is_due_and_done_no_earlier_than_it_was_agreed_on(
    due_on: date, done_on: date | None, code: str | None
) -> None:
    assert refusal(activity.check_action_days, TODAY, due_on, done_on) == code
