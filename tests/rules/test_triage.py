"""What holds from the planning of a rollout meeting to the revision of what it decided."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from app.cases.rules.triage import (
    Answer,
    DecidedBefore,
    Decision,
    Knowledge,
    MeetingState,
    Recording,
    Relationship,
    check_answer,
    check_decision,
    has_begun,
    how_to_record,
    is_due,
    meeting_state,
    strongest,
)
from app.cases.rules.vocabulary import LeadChosen, NotAllocatedReason, TriageOutcome
from app.errors import RuleRefused

HELD_ON = date(2013, 7, 12)
MEETING, ANOTHER = UUID(int=1), UUID(int=2)
HEALTH, SCHOOL, POLICE, YOT = (UUID(int=number) for number in range(11, 15))
LEE, ROBIN = UUID(int=21), UUID(int=22)

ALLOCATE = Decision(TriageOutcome.ALLOCATE, (HEALTH,), LEE, LeadChosen.KEY_WORKER)
CHECK = Decision(TriageOutcome.CHECK_FOR_CLAIM)
DEFER = Decision(
    TriageOutcome.NOT_TO_BE_ALLOCATED,
    reason=NotAllocatedReason.DEFERRED,
    deferred_until=date(2013, 9, 1),
)
REFUSE = Decision(TriageOutcome.NOT_TO_BE_ALLOCATED, reason=NotAllocatedReason.DATA_TO_CHECK)


@pytest.mark.parametrize(
    ("today", "is_closed", "state"),
    [
        pytest.param(date(2013, 7, 11), False, MeetingState.PLANNED, id="the day before"),
        pytest.param(date(2013, 7, 12), False, MeetingState.OPEN, id="its day"),
        pytest.param(date(2013, 7, 19), False, MeetingState.OPEN, id="the last day of the week after"),
        pytest.param(date(2013, 7, 20), False, MeetingState.HELD, id="the day after that"),
        pytest.param(date(2013, 7, 12), True, MeetingState.HELD, id="closed on its day"),
    ],
)
def test_a_meeting_is_open_from_its_day_until_it_is_closed_for_a_week_at_most(today, is_closed, state):
    assert meeting_state(HELD_ON, is_closed=is_closed, today=today) is state


@pytest.mark.parametrize("knowledge", [Knowledge.NOT_KNOWN, Knowledge.KNOWN])
def test_who_works_with_a_family_is_said_only_where_somebody_does(knowledge):
    check_answer(Answer(knowledge))
    check_answer(Answer(Knowledge.WORKING_NOW, LEE, Relationship.POOR))
    for wrong in (Answer(knowledge, LEE), Answer(knowledge, relationship=Relationship.GOOD)):
        with pytest.raises(RuleRefused, match="only where they work with it now"):
            check_answer(wrong)


def test_an_agency_says_what_whichever_of_its_places_works_best_with_the_family_says():
    unsaid, named = Answer(Knowledge.WORKING_NOW), Answer(Knowledge.WORKING_NOW, LEE)
    fair = Answer(Knowledge.WORKING_NOW, LEE, Relationship.FAIR)
    poor = Answer(Knowledge.WORKING_NOW, ROBIN, Relationship.POOR)
    known, unknown = Answer(Knowledge.KNOWN), Answer(Knowledge.NOT_KNOWN)

    assert strongest([unknown, known, poor, unsaid, named, fair]) is fair
    assert strongest([unknown, poor, unsaid, named]) is named
    assert strongest([unknown, poor, known]) is poor
    assert strongest([unknown, known]) is known
    assert strongest([]) is None


@pytest.mark.parametrize(
    "decision",
    [
        pytest.param(ALLOCATE, id="allocated with a lead professional"),
        pytest.param(replace(ALLOCATE, lead=None, chosen=None), id="allocated, nobody named yet"),
        pytest.param(replace(ALLOCATE, agencies=(HEALTH, SCHOOL, POLICE)), id="jointly"),
        pytest.param(CHECK, id="to be checked for a claim"),
        pytest.param(REFUSE, id="not to be allocated"),
        pytest.param(DEFER, id="deferred"),
        pytest.param(replace(DEFER, deferred_until=date(2013, 7, 13)), id="deferred for a day"),
    ],
)
def test_a_decision_whose_parts_belong_together_may_be_taken(decision):
    check_decision(decision, HELD_ON)


@pytest.mark.parametrize(
    ("decision", "code"),
    [
        pytest.param(replace(ALLOCATE, agencies=()), "agency-missing", id="to no agency"),
        pytest.param(replace(ALLOCATE, agencies=(HEALTH, HEALTH)), "agency-twice", id="twice to one"),
        pytest.param(
            replace(ALLOCATE, agencies=(HEALTH, SCHOOL, POLICE, YOT)), "too-many-agencies", id="to four"
        ),
        pytest.param(replace(ALLOCATE, chosen=None), "chosen-missing", id="chosen nobody knows how"),
        pytest.param(replace(ALLOCATE, lead=None), "lead-missing", id="nobody, chosen"),
        pytest.param(replace(CHECK, agencies=(HEALTH,)), "agency-not-wanted", id="checked, with an agency"),
        pytest.param(replace(REFUSE, lead=LEE), "agency-not-wanted", id="refused, with a lead"),
        pytest.param(
            replace(CHECK, chosen=LeadChosen.BY_DEFAULT), "agency-not-wanted", id="checked, by default"
        ),
        pytest.param(replace(REFUSE, reason=None), "reason-missing", id="refused without a reason"),
        pytest.param(replace(REFUSE, outcome=CHECK.outcome), "reason-not-wanted", id="checked, with one"),
        pytest.param(replace(DEFER, deferred_until=None), "deferral-missing", id="deferred for ever"),
        pytest.param(replace(DEFER, deferred_until=HELD_ON), "deferral-too-early", id="until that day"),
        pytest.param(
            replace(REFUSE, deferred_until=date(2013, 9, 1)), "deferral-not-wanted", id="refused until a day"
        ),
    ],
)
def test_a_decision_whose_parts_contradict_each_other_is_refused(decision, code):
    with pytest.raises(RuleRefused) as refused:
        check_decision(decision, HELD_ON)

    assert refused.value.code == code


def test_a_deferred_family_comes_again_from_the_day_of_its_deferral():
    deferred = before(reason=NotAllocatedReason.DEFERRED, deferred_until=date(2013, 7, 12))

    assert not is_due(deferred, date(2013, 7, 11))
    assert is_due(deferred, date(2013, 7, 12))
    assert not is_due(replace(deferred, deferred_until=None), HELD_ON)
    assert not is_due(replace(deferred, reason=NotAllocatedReason.FALSE_POSITIVE), HELD_ON)


def test_a_first_decision_is_of_the_meetings_day_even_when_it_is_typed_up_later():
    typed_up = recorded(None, today=date(2013, 7, 15))

    assert typed_up == Recording(HELD_ON, replaces=False)


def test_a_deferred_family_is_decided_on_by_the_next_meeting():
    deferred = before(ANOTHER, reason=NotAllocatedReason.DEFERRED, deferred_until=date(2013, 7, 1))

    assert recorded(deferred) == Recording(HELD_ON, replaces=False)


@pytest.mark.parametrize("state", [MeetingState.PLANNED, MeetingState.HELD])
def test_a_meeting_that_is_not_open_takes_no_first_decision(state):
    assert refused(None, state=state) == "meeting-not-open"


def test_while_the_meeting_is_open_another_decision_takes_the_place_of_the_first():
    assert recorded(before()) == Recording(HELD_ON, replaces=True)


def test_afterwards_a_decision_is_revised_from_today_on_with_a_reason():
    later = date(2013, 8, 1)

    assert refused(before(), state=MeetingState.HELD, today=later) == "revision-reason-missing"
    assert recorded(before(), state=MeetingState.HELD, today=later, reason="Looked at again") == Recording(
        later, replaces=False
    )


def test_a_second_revision_on_one_day_takes_the_place_of_the_first():
    today = date(2013, 8, 1)

    again = recorded(before(decided_on=today), state=MeetingState.HELD, today=today, reason="Again")

    assert again == Recording(today, replaces=True)


def test_a_revision_is_not_undone_by_a_meeting_that_is_still_open():
    revised = before(decided_on=date(2013, 7, 14))

    assert recorded(revised, today=date(2013, 7, 15), reason="Again") == Recording(
        date(2013, 7, 15), replaces=False
    )


def test_what_another_meeting_decided_is_revised_there():
    assert refused(before(ANOTHER)) == "decided-elsewhere"
    assert refused(before(decided_on=date(2013, 7, 20))) == "decided-elsewhere"


@pytest.mark.parametrize(
    ("starts_on", "began"),
    [
        pytest.param(date(2013, 7, 11), True, id="the day before"),
        pytest.param(date(2013, 7, 12), False, id="that day"),
        pytest.param(date(2013, 7, 13), False, id="the day after"),
    ],
)
def test_work_began_only_if_the_allocation_began_before_the_day_of_the_decision(starts_on, began):
    assert has_begun(starts_on, date(2013, 7, 12)) is began


def before(
    meeting_id: UUID = MEETING,
    *,
    decided_on: date = HELD_ON,
    reason: NotAllocatedReason | None = None,
    deferred_until: date | None = None,
) -> DecidedBefore:
    return DecidedBefore(meeting_id, decided_on, TriageOutcome.NOT_TO_BE_ALLOCATED, reason, deferred_until)


def recorded(
    decided: DecidedBefore | None,
    *,
    state: MeetingState = MeetingState.OPEN,
    today: date = HELD_ON,
    reason: str | None = None,
) -> Recording:
    return how_to_record(state, decided, meeting_id=MEETING, held_on=HELD_ON, today=today, reason=reason)


def refused(
    decided: DecidedBefore | None, *, state: MeetingState = MeetingState.OPEN, today: date = HELD_ON
) -> str:
    with pytest.raises(RuleRefused) as found:
        recorded(decided, state=state, today=today)
    return found.value.code
