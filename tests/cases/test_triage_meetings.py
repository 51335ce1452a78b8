"""Rollout meetings that are planned and run here: what is written, what is refused, and what stays."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import select

from app import clock
from app.access.models import Posting
from app.access.policies import Actor
from app.access.roles import Responsibility, Role
from app.audit import AuditEvent
from app.cases.models.people import Family
from app.cases.models.triage import Allocation, AllocationAgency, LeadProfessional, TriageDecision
from app.cases.models.triage_meetings import ReplacedDecision
from app.cases.rules.triage import Answer, Decision, Knowledge, Relationship
from app.cases.rules.vocabulary import LeadChosen, NotAllocatedReason, TriageOutcome
from app.cases.services import triage_answers, triage_board, triage_deciding, triage_planning
from app.cases.services.triage_planning import Plan
from app.db import reading
from app.errors import Conflict, DomainError, Forbidden, NotFound, RuleRefused
from tests.cases.builders import (
    TODAY,
    _saved,
    a_decision,
    a_family,
    a_meeting,
    a_person,
    a_practitioner,
    a_ward,
    an_agency,
    an_allocation,
    an_establishment,
)

COORDINATOR = Actor(UUID(int=101), frozenset({Role.PROGRAMME_COORDINATOR}))
CHECK = Decision(TriageOutcome.CHECK_FOR_CLAIM)
REFUSE = Decision(TriageOutcome.NOT_TO_BE_ALLOCATED, reason=NotAllocatedReason.SOCIAL_CARE_CASE)
LATER = TODAY + timedelta(30)


@dataclass(frozen=True, slots=True)
class Scene:
    """A ward with a meeting of today, two agencies invited, somebody who can lead, and a family."""

    ward: UUID
    health: UUID
    school: UUID
    clinic: UUID
    lead: UUID
    posting: UUID
    meeting: UUID
    family: UUID

    @property
    def allocate(self) -> Decision:
        return Decision(TriageOutcome.ALLOCATE, (self.health,), self.posting, LeadChosen.KEY_WORKER)

    def decide(self, decision: Decision, *, version: int | None = None, today: date = TODAY) -> int:
        return triage_deciding.decide(
            self.meeting,
            self.family,
            decision,
            version=self.version if version is None else version,
            actor=COORDINATOR,
            today=today,
            now=clock.now(),
        )

    @property
    def version(self) -> int:
        with reading(COORDINATOR) as session:
            return session.get_one(Family, self.family).version

    def answer(self, place: UUID, answers: dict[UUID, Answer], *, version: int = 0, actor: Actor) -> int:
        return triage_answers.answer_list(
            self.meeting, place, answers, version=version, actor=actor, today=TODAY, now=clock.now()
        )


@pytest.fixture
def scene(database: sa.Connection) -> Scene:
    ward = a_ward("Basford")
    health, school = an_agency("HEALTH", data_sheet_order=1), an_agency("SCHOOL", data_sheet_order=2)
    clinic, lead = an_establishment(health), a_practitioner("Lee Example", caseload_limit=6)
    posting = _saved(
        Posting(
            practitioner_id=lead,
            establishment_id=clinic,
            responsibility=Responsibility.OWN_CASELOAD,
            starts_on=date(2010, 1, 4),
        )
    )
    plan = Plan(TODAY, 4, frozenset({ward}), frozenset({health, school}))
    meeting = triage_planning.plan_meeting(plan, actor=COORDINATOR, today=TODAY)
    return Scene(ward, health, school, clinic, lead, posting, meeting, a_family(ward))


def test_those_who_wait_in_the_ward_are_on_the_list_and_nobody_else(scene: Scene):
    due, not_due, decided = (a_family(scene.ward) for _ in range(3))
    held = a_meeting(scene.ward)
    for family, until in ((due, TODAY), (not_due, TODAY + timedelta(1))):
        a_decision(
            family,
            held,
            TriageOutcome.NOT_TO_BE_ALLOCATED,
            reason=NotAllocatedReason.DEFERRED,
            deferred_until=until,
        )
    a_decision(decided, held)
    an_allocation(a_family(scene.ward), scene.health)
    a_family(a_ward("Bulwell"))
    a_family(scene.ward, listed_on=None)
    a_family(scene.ward, listed_on=TODAY + timedelta(1))

    board = triage_board.open_board(scene.meeting, actor=COORDINATOR, today=TODAY)

    assert {family.id for family in board.families} == {scene.family, due}
    assert board.totals.undecided == 2
    assert {agency.code for agency in board.not_answered} == {"HEALTH", "SCHOOL"}


def test_an_allocation_begins_with_its_decision_and_attaches_the_family(scene: Scene):
    assert scene.decide(scene.allocate) == 2

    with reading(COORDINATOR) as session:
        allocation = session.exec(select(Allocation)).one()
        assert (allocation.starts_on, allocation.ends_on, allocation.meeting_id) == (
            TODAY,
            None,
            scene.meeting,
        )
        assert session.exec(select(AllocationAgency)).one().agency_id == scene.health
        lead = session.exec(select(LeadProfessional)).one()
        assert (lead.practitioner_id, lead.establishment_id) == (scene.lead, scene.clinic)
        assert session.get_one(Family, scene.family).attached_on == TODAY
        noted = {event.action for event in session.exec(select(AuditEvent))}
    assert {"family.decided-on", "family.allocated"} <= noted


def test_a_joint_allocation_has_its_first_agency_first(scene: Scene):
    scene.decide(Decision(TriageOutcome.ALLOCATE, (scene.school, scene.health)))

    board = triage_board.open_board(scene.meeting, actor=COORDINATOR, today=TODAY)
    assert board.families[0].latest is not None
    assert board.families[0].latest.agencies == ("SCHOOL", "HEALTH")
    assert board.totals.by_agency == {"SHARED": 1}


def test_a_slip_during_the_meeting_leaves_no_work_behind_but_its_history(scene: Scene):
    scene.decide(scene.allocate)
    scene.decide(REFUSE)

    with reading(COORDINATOR) as session:
        assert not session.exec(select(Allocation)).all()
        assert session.get_one(Family, scene.family).attached_on is None
        decision = session.exec(select(TriageDecision)).one()
        assert (decision.outcome, decision.reason) == (REFUSE.outcome, REFUSE.reason)
        was = session.exec(select(ReplacedDecision)).one()
        assert (was.outcome, was.agencies, was.lead_id) == (
            TriageOutcome.ALLOCATE,
            ["HEALTH"],
            scene.lead,
        )


def test_a_family_found_turned_round_is_attached_until_that_is_mended(scene: Scene):
    scene.decide(CHECK)
    with reading(COORDINATOR) as session:
        assert session.get_one(Family, scene.family).attached_on == TODAY
    scene.decide(REFUSE)

    with reading(COORDINATOR) as session:
        assert session.get_one(Family, scene.family).attached_on is None


def test_a_later_revision_ends_the_allocation_the_day_before_and_keeps_the_first_decision(scene: Scene):
    scene.decide(scene.allocate)
    reason = "Social care has taken the case"
    with pytest.raises(RuleRefused, match="Say why"):
        scene.decide(REFUSE, today=LATER)
    scene.decide(Decision(REFUSE.outcome, reason=REFUSE.reason, revision_reason=reason), today=LATER)

    with reading(COORDINATOR) as session:
        allocation = session.exec(select(Allocation)).one()
        lead = session.exec(select(LeadProfessional)).one()
        assert allocation.ends_on == lead.ends_on == LATER - timedelta(1)
        assert allocation.end_reason == "Triage decision revised"
        assert session.get_one(Family, scene.family).attached_on == TODAY
        first, second = session.exec(select(TriageDecision).order_by(TriageDecision.decided_on)).all()
        assert (first.outcome, second.outcome) == (TriageOutcome.ALLOCATE, REFUSE.outcome)
        assert (second.decided_on, second.revision_reason) == (LATER, reason)


def test_a_family_is_allocated_anew_by_a_revision(scene: Scene):
    scene.decide(scene.allocate)
    anew = Decision(TriageOutcome.ALLOCATE, (scene.school,), revision_reason="The school knows them better")
    scene.decide(anew, today=LATER)

    with reading(COORDINATOR) as session:
        first, second = session.exec(select(Allocation).order_by(Allocation.starts_on)).all()
        assert (first.ends_on, second.starts_on, second.ends_on) == (LATER - timedelta(1), LATER, None)


def test_the_second_of_two_coordinators_does_not_overwrite_the_first(scene: Scene):
    scene.decide(CHECK, version=1)

    with pytest.raises(Conflict) as refused:
        scene.decide(scene.allocate, version=1)

    assert refused.value.code == "changed-meanwhile"
    with reading(COORDINATOR) as session:
        assert not session.exec(select(Allocation)).all()
        assert session.exec(select(TriageDecision)).one().outcome is CHECK.outcome


def test_what_may_not_be_chosen_is_refused_and_leaves_nothing(scene: Scene):
    voluntary = an_agency("VOLUNTARY")

    def code_of(decision: Decision) -> str:
        with pytest.raises(DomainError) as refused:
            scene.decide(decision)
        return refused.value.code

    assert code_of(Decision(TriageOutcome.ALLOCATE, (voluntary,))) == "agency-off-the-data-sheet"
    of_another = Decision(TriageOutcome.ALLOCATE, (scene.school,), scene.posting, LeadChosen.KEY_WORKER)
    assert code_of(of_another) == "lead-of-another-agency"
    with reading(COORDINATOR) as session:
        assert not session.exec(select(TriageDecision)).all()
        assert session.get_one(Family, scene.family).version == 1


def test_a_meeting_before_its_day_or_after_its_end_takes_no_decision(scene: Scene):
    with pytest.raises(RuleRefused, match="not open"):
        scene.decide(CHECK, today=TODAY - timedelta(1))
    triage_planning.close_meeting(
        scene.meeting, {scene.health}, version=1, actor=COORDINATOR, today=TODAY, now=clock.now()
    )

    with pytest.raises(RuleRefused, match="not on the meeting's list"):
        scene.decide(CHECK)
    opened = triage_planning.open_plan(scene.meeting, actor=COORDINATOR, today=TODAY)
    assert [agency.code for agency in opened.meeting.present] == ["HEALTH"]


def test_a_plan_changes_until_the_first_decision(scene: Scene):
    bulwell = a_ward("Bulwell")
    plan = Plan(TODAY + timedelta(3), 5, frozenset({bulwell}), frozenset({scene.school}))

    def change(version: int) -> int:
        return triage_planning.change_plan(
            scene.meeting, plan, version=version, actor=COORDINATOR, today=TODAY
        )

    assert change(1) == 2
    with pytest.raises(Conflict):
        change(1)
    meeting = triage_planning.open_plan(scene.meeting, actor=COORDINATOR, today=TODAY).meeting
    assert (meeting.held_on, meeting.rollout) == (plan.held_on, 5)
    assert ([ward.name for ward in meeting.wards], [each.code for each in meeting.invited]) == (
        ["Bulwell"],
        ["SCHOOL"],
    )


def test_a_meeting_that_is_called_off_leaves_nothing_but_its_families(scene: Scene):
    scene.answer(scene.health, {scene.family: Answer(Knowledge.KNOWN)}, actor=COORDINATOR)

    triage_planning.call_off(scene.meeting, version=1, actor=COORDINATOR)

    with pytest.raises(NotFound):
        triage_planning.open_plan(scene.meeting, actor=COORDINATOR, today=TODAY)
    with reading(COORDINATOR) as session:
        assert session.get(Family, scene.family) is not None


def test_a_plan_that_has_begun_stays(scene: Scene):
    scene.decide(CHECK)
    with pytest.raises(RuleRefused, match="has begun"):
        triage_planning.call_off(scene.meeting, version=1, actor=COORDINATOR)

    with pytest.raises(RuleRefused, match="has begun"):
        triage_planning.change_plan(
            scene.meeting,
            Plan(TODAY, 4, frozenset({scene.ward}), frozenset({scene.health})),
            version=1,
            actor=COORDINATOR,
            today=TODAY,
        )


def test_a_manager_answers_for_their_own_place_and_sees_no_other(scene: Scene):
    a_person(scene.family, "Tansy", "Testcase")
    manager = Actor(uuid4(), frozenset({Role.AGENCY_MANAGER}), managed_agencies=frozenset({scene.health}))
    working = Answer(Knowledge.WORKING_NOW, scene.lead, Relationship.GOOD)

    assert scene.answer(scene.health, {scene.family: working}, actor=manager) == 1

    (listed,) = triage_answers.lists_to_answer(actor=manager, today=TODAY)
    assert (listed.families, listed.answered, listed.place.name) == (1, 1, "HEALTH agency")
    opened = triage_answers.open_list(scene.meeting, scene.health, actor=manager, today=TODAY)
    assert opened.answers == {scene.family: working}
    assert [child.forename for child in opened.families[0].children] == ["Tansy"]
    with pytest.raises(NotFound):
        triage_answers.open_list(scene.meeting, scene.school, actor=manager, today=TODAY)
    with pytest.raises(Forbidden):
        triage_board.open_board(scene.meeting, actor=manager, today=TODAY)


def test_two_places_of_an_agency_answer_apart_and_the_stronger_answer_is_shown(scene: Scene):
    first, second = an_establishment(scene.school, "Alder Academy"), an_establishment(scene.school, "Birch")
    heads = {
        place: Actor(uuid4(), frozenset({Role.AGENCY_MANAGER}), managed_establishments=frozenset({place}))
        for place in (first, second)
    }
    scene.answer(first, {scene.family: Answer(Knowledge.KNOWN)}, actor=heads[first])
    scene.answer(second, {scene.family: Answer(Knowledge.NOT_KNOWN)}, actor=heads[second])

    board = triage_board.open_board(scene.meeting, actor=COORDINATOR, today=TODAY)

    assert board.families[0].answers[scene.school].answer.knowledge is Knowledge.KNOWN
    assert [agency.code for agency in board.not_answered] == ["HEALTH"]
    with pytest.raises(NotFound):
        triage_answers.open_list(scene.meeting, first, actor=heads[second], today=TODAY)


def test_answers_are_refused_that_nobody_could_have_given(scene: Scene):
    def code_of(answers: dict[UUID, Answer], version: int = 0) -> str:
        with pytest.raises(DomainError) as refused:
            scene.answer(scene.school, answers, version=version, actor=COORDINATOR)
        return refused.value.code

    assert code_of({uuid4(): Answer(Knowledge.KNOWN)}) == "not-on-the-list"
    assert code_of({scene.family: Answer(Knowledge.WORKING_NOW, scene.lead)}) == (
        "practitioner-of-another-agency"
    )
    assert code_of({scene.family: Answer(Knowledge.KNOWN)}, version=1) == "changed-meanwhile"


def test_the_lists_close_with_the_meeting(scene: Scene):
    triage_planning.close_meeting(
        scene.meeting, (), version=1, actor=COORDINATOR, today=TODAY, now=clock.now()
    )

    with pytest.raises(RuleRefused, match="lists are closed"):
        triage_answers.open_list(scene.meeting, scene.health, actor=COORDINATOR, today=TODAY)
