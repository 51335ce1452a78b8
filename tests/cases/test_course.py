"""The course of an assessment as it is recorded: what is written, what is audited, what is refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import select

from app.access.models import Posting
from app.access.policies import SYSTEM, Actor
from app.access.roles import Responsibility, Role
from app.audit import AuditEvent
from app.cases.models.assessments import Assessment, AssessmentReason, Consent
from app.cases.models.course import LevelOfNeed, PlanAction, TeamMeeting
from app.cases.models.triage import Allocation, AllocationAgency
from app.cases.queries.course_parts import CourseOnFile
from app.cases.rules.activity import Invited
from app.cases.rules.course import Attendance, DateCorrection, NeedMoment, ReopeningReason, StageDate
from app.cases.rules.due import DueKind
from app.cases.rules.vocabulary import (
    AssessmentKind,
    AssessmentStage,
    ClosureReason,
    ConsentDecision,
    InitiationReason,
)
from app.cases.services import closing, course, dating, plan, registering, reviews, team_meetings
from app.cases.services.plan import NewAction
from app.cases.services.registering import NewAssessment
from app.cases.services.reviews import NewReview
from app.db import reading, transaction
from app.errors import Conflict, DomainError, NotFound, RuleRefused
from tests.cases import builders
from tests.cases.builders import (
    TODAY,
    a_family,
    a_lead,
    a_person,
    a_practitioner,
    an_agency,
    an_allocation,
    an_assessment,
    an_establishment,
)

pytestmark = pytest.mark.usefixtures("database")

MET_ON, REVIEWED_ON, NEXT = date(2013, 3, 4), date(2013, 6, 3), date(2013, 9, 2)


class Led:
    """A family with two children, led by somebody who is posted."""

    def __init__(self, code: str = "HEALTH") -> None:
        self.agency = an_agency(code)
        self.lead = a_practitioner("Lee Example")
        establishment = an_establishment(self.agency)
        builders._saved(
            Posting(
                practitioner_id=self.lead,
                establishment_id=establishment,
                responsibility=Responsibility.OWN_CASELOAD,
                starts_on=date(2012, 4, 1),
            )
        )
        self.family = a_family()
        self.children = (a_person(self.family, "Tansy"), a_person(self.family, "Rowan"))
        a_lead(an_allocation(self.family, self.agency), self.lead, establishment)
        self.actor = Actor(uuid4(), frozenset({Role.LEAD_PROFESSIONAL}), self.lead)
        self.version = 1

    def asked(self) -> dict[str, Any]:
        return {"version": self.version, "actor": self.actor, "today": TODAY}

    def does(self, service: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """Have it done over the version that stands, and keep the next."""
        answer = service(self.family, *given, **named, **self.asked())
        made, self.version = answer if isinstance(answer, tuple) else (None, answer)
        return made

    def registers(self, **changed: Any) -> UUID:
        new = NewAssessment(
            AssessmentKind.CAF,
            frozenset(self.children[:1]),
            date(2013, 7, 1),
            InitiationReason.BEHAVIOUR,
            frozenset({InitiationReason.HOUSING, InitiationReason.BEHAVIOUR}),
            self.agency,
            level=2,
        )
        made = self.does(registering.register_assessment, replace(new, **changed))
        return UUID(str(made))

    def course(self, assessment: UUID) -> CourseOnFile:
        return course.open_course(self.family, assessment, actor=self.actor, today=TODAY)


@pytest.fixture
def led() -> Led:
    return Led()


def a_review(**changed: Any) -> NewReview:
    actions = (NewAction("Ring the school"), NewAction("Visit the clinic", who="Mother"))
    return replace(
        NewReview(REVIEWED_ON, "He sleeps", "He is late", NEXT, level=2, actions=actions), **changed
    )


def code_of(refused: Callable[..., Any], *given: Any, **named: Any) -> str:
    with pytest.raises(DomainError) as refusal:
        refused(*given, **named)
    return refusal.value.code


def came(practitioner: UUID) -> list[Invited]:
    return [Invited(Attendance.ATTENDED, practitioner)]


def actions_audited(family: UUID) -> list[str]:
    with reading(Actor(uuid4())) as session:
        events = session.exec(
            select(AuditEvent).where(AuditEvent.subject_id == family).order_by(sa.text("position"))
        ).all()
        for event in events:
            assert "school" not in str(event.details)
            assert "Tansy" not in str(event.details)
        return [event.action for event in events if event.action != "family.opened"]


def test_a_caf_is_registered_with_its_reasons_its_level_and_the_leads_agency(led: Led) -> None:
    assessment_id = led.registers()

    with reading(led.actor) as session:
        stored = session.get(Assessment, assessment_id)
        reasons = session.exec(select(AssessmentReason.reason, AssessmentReason.is_primary)).all()
        level = session.exec(select(LevelOfNeed)).one()
    assert stored is not None
    assert (stored.lead_practitioner_id, stored.lead_agency_id) == (led.lead, led.agency)
    assert stored.import_key == str(assessment_id)
    assert sorted(reasons) == [("behaviour", True), ("housing", False)]
    assert (level.level, level.moment, level.decided_on) == (2, NeedMoment.INITIATION, date(2013, 7, 1))
    assert actions_audited(led.family) == ["assessment.registered"]
    assert led.version == 2


def test_a_second_open_caf_of_a_child_is_refused_and_leaves_nothing(led: Led) -> None:
    led.registers()

    assert code_of(led.registers) == "already-open"
    assert code_of(led.registers, children=frozenset({uuid4()})) == "not-in-household"
    other = frozenset(led.children[1:])
    assert code_of(led.registers, children=other, initiated_on=date(2013, 7, 13)) == "in-the-future"
    assert code_of(
        led.registers, children=frozenset(led.children[1:]), lead_practitioner_id=a_practitioner()
    ) == ("lead-not-posted")
    assert actions_audited(led.family) == ["assessment.registered"]


def test_a_child_known_to_another_household_shows_no_more_than_the_leading_agency(led: Led) -> None:
    other = a_family()
    an_assessment(other, led.children[0], agency_id=led.agency, lead_agency_id=led.agency)

    (known,) = course.open_to_register(led.family, actor=led.actor, today=TODAY).known

    assert (known.in_this_family, known.is_open, known.lead_agency) == (False, True, "HEALTH agency")
    assert code_of(led.registers) == "already-open"


def test_a_second_agency_s_manager_is_told_the_same_of_an_assessment_here_and_with_another_household(
    led: Led,
) -> None:
    for family in (led.family, a_family()):
        an_assessment(family, led.children[0], agency_id=led.agency, lead_agency_id=led.agency)
    second = an_agency("YOT")
    with transaction(SYSTEM) as session:
        allocation = session.exec(select(Allocation.id).where(Allocation.family_id == led.family)).one()
        session.add(AllocationAgency(allocation_id=allocation, agency_id=second, position=2))
    manager = Actor(uuid4(), frozenset({Role.AGENCY_MANAGER}), managed_agencies=frozenset({second}))

    here, elsewhere = course.open_to_register(led.family, actor=manager, today=TODAY).known

    assert here == elsewhere
    assert (here.in_this_family, here.initiated_on, here.lead_agency) == (None, None, "HEALTH agency")
    seen = course.open_to_register(led.family, actor=led.actor, today=TODAY).known
    assert [(each.in_this_family, each.initiated_on) for each in seen] in (
        [(True, date(2013, 1, 14)), (False, None)],
        [(False, None), (True, date(2013, 1, 14))],
    )


def test_the_first_meeting_held_begins_delivery_and_one_only_called_does_not(led: Led) -> None:
    made = an_assessment(led.family, led.children[0], agency_id=led.agency, first_team_meeting_on=None)
    called = [
        Invited(Attendance.INVITED, led.lead),
        Invited(Attendance.SENT_APOLOGIES, None, led.agency, "Nurse"),
    ]
    meeting = led.does(team_meetings.record_team_meeting, made, MET_ON, called)
    assert led.course(made).assessment.stage is AssessmentStage.ASSESS

    led.does(team_meetings.change_team_meeting, made, meeting, MET_ON, came(led.lead), NEXT)

    found = led.course(made)
    assert (found.assessment.stage, found.assessment.first_team_meeting_on) == (
        AssessmentStage.DELIVER,
        MET_ON,
    )
    assert found.next_review_on == NEXT
    assert [person.name for person in found.meetings[0].people] == ["Lee Example"]
    assert actions_audited(led.family) == ["team-meeting.recorded", "team-meeting.changed"]


def test_a_team_does_not_meet_before_the_assessment_has_begun(led: Led) -> None:
    made = an_assessment(
        led.family, led.children[0], agency_id=led.agency, started_on=None, first_team_meeting_on=None
    )

    assert (
        code_of(led.does, team_meetings.record_team_meeting, made, MET_ON, came(led.lead))
        == "stage-not-allowed"
    )
    assert code_of(led.does, reviews.record_review, made, a_review()) == "stage-not-allowed"


def test_two_meetings_on_one_day_are_one_too_many(led: Led) -> None:
    made = an_assessment(led.family, led.children[0], agency_id=led.agency)
    led.does(team_meetings.record_team_meeting, made, MET_ON, came(led.lead))

    with pytest.raises(Conflict, match="A team meeting of that day"):
        led.does(team_meetings.record_team_meeting, made, MET_ON, came(led.lead))


def test_a_review_with_two_actions_gives_them_to_me_by_the_next_review(led: Led) -> None:
    made = an_assessment(led.family, led.children[0], agency_id=led.agency)

    led.does(reviews.record_review, made, a_review())

    found = led.course(made)
    assert (found.assessment.stage, found.next_review_on, found.level) == (AssessmentStage.REVIEW, NEXT, 2)
    assert sorted((each.what, each.who, each.due_on) for each in found.actions) == [
        ("Ring the school", "Lee Example", NEXT),
        ("Visit the clinic", "Mother", NEXT),
    ]
    assert actions_audited(led.family) == ["review.recorded"]


def test_the_next_review_carries_forward_what_is_not_done(led: Led) -> None:
    made = an_assessment(led.family, led.children[0], agency_id=led.agency)
    led.does(reviews.record_review, made, a_review())
    ring, visit = sorted(led.course(made).open_actions, key=lambda each: each.what)

    later = a_review(reviewed_on=date(2013, 7, 8), actions=(), done=frozenset({ring.id}))
    led.does(reviews.record_review, made, later)

    found = led.course(made)
    assert [each.id for each in found.open_actions] == [visit.id]
    assert found.actions[-1].done_on == date(2013, 7, 8)
    assert found.assessment.first_reviewed_on == REVIEWED_ON
    assert (
        code_of(led.does, reviews.record_review, made, replace(later, done=frozenset({ring.id}))) == "action"
    )
    assert (
        code_of(led.does, reviews.record_review, made, replace(later, done=frozenset()))
        == "reviewed-that-day"
    )


def test_an_action_is_changed_and_done(led: Led) -> None:
    made = an_assessment(led.family, led.children[0], agency_id=led.agency)
    assert code_of(led.does, plan.agree_action, made, NewAction("Ring")) == "due-needed"
    action = led.does(plan.agree_action, made, NewAction("Ring", due_on=date(2013, 8, 1)))

    led.does(plan.change_action, made, action, NewAction("Ring", date(2013, 8, 2), who="Father"), TODAY)

    (found,) = led.course(made).actions
    assert (found.who, found.due_on, found.done_on) == ("Father", date(2013, 8, 2), TODAY)
    tomorrow = date(2013, 7, 13)
    assert code_of(led.does, plan.change_action, made, action, NewAction("Ring", tomorrow), tomorrow) == (
        "in-the-future"
    )
    assert code_of(led.does, plan.change_action, made, uuid4(), NewAction("Ring", TODAY), None) == "action"


def test_what_a_review_says_is_corrected(led: Led) -> None:
    made = an_assessment(led.family, led.children[0], agency_id=led.agency)
    review = led.does(reviews.record_review, made, a_review())
    text = {
        "works_well": "Sleeps",
        "worries": "Late",
        "needs_to_happen": None,
        "childs_words": "I like maths",
    }

    led.does(reviews.correct_review, made, review, **text, next_review_on=date(2013, 9, 9), level=3)

    found = led.course(made)
    assert (found.reviews[0].childs_words, found.next_review_on) == ("I like maths", date(2013, 9, 9))
    assert [each.level for each in found.levels] == [3]
    led.does(reviews.correct_review, made, review, **text, next_review_on=date(2013, 9, 9), level=None)
    assert led.course(made).levels == ()


def test_closing_at_a_meeting_and_opening_again_restores_what_was_there(led: Led) -> None:
    made = an_assessment(led.family, led.children[0], agency_id=led.agency)
    led.does(reviews.record_review, made, a_review())
    close = (closing.close_assessment, made, date(2013, 7, 8), ClosureReason.NEEDS_MET, 1)
    assert code_of(led.does, *close) == "no-closing-meeting"
    led.does(team_meetings.record_team_meeting, made, date(2013, 7, 8), came(led.lead))
    before = led.course(made)

    led.does(*close)
    closed = led.course(made)
    assert (closed.assessment.stage, closed.level, closed.goes_on) == (AssessmentStage.CLOSED, 1, False)
    assert code_of(led.does, reviews.record_review, made, a_review()) == "assessment-closed"
    assert code_of(led.does, plan.agree_action, made, NewAction("Ring", TODAY)) == "assessment-closed"
    assert code_of(led.does, *close) == "assessment-closed"
    led.does(closing.reopen_assessment, made, ReopeningReason.CLOSED_BY_MISTAKE)

    after = led.course(made)
    assert replace(after, version=before.version, reopenings=()) == before
    assert [each.closure_reason for each in after.reopenings] == [ClosureReason.NEEDS_MET]
    assert code_of(led.does, closing.reopen_assessment, made, ReopeningReason.MOVED_BACK) == "not-closed"


def test_an_assessment_is_not_opened_again_beside_a_newer_one(led: Led) -> None:
    made = an_assessment(
        led.family,
        led.children[0],
        agency_id=led.agency,
        closed_on=date(2013, 6, 3),
        closure_reason=ClosureReason.MOVED_AWAY,
    )
    led.registers()

    assert code_of(led.does, closing.reopen_assessment, made, ReopeningReason.MOVED_BACK) == "already-open"


def test_without_consent_nothing_is_recorded_but_the_closure(led: Led) -> None:
    made = an_assessment(led.family, led.children[0], agency_id=led.agency)
    builders._saved(
        Consent(assessment_id=made, decided_on=date(2013, 7, 1), decision=ConsentDecision.WITHDRAWN)
    )

    assert code_of(led.does, reviews.record_review, made, a_review()) == "no-consent"
    assert code_of(led.does, team_meetings.record_team_meeting, made, TODAY, came(led.lead)) == "no-consent"
    assert code_of(course.open_to_go_on, led.family, made, again=False, actor=led.actor, today=TODAY) == (
        "no-consent"
    )
    assert course.due(actor=led.actor, today=TODAY) == ()
    led.does(closing.close_assessment, made, TODAY, ClosureReason.CONSENT_WITHDRAWN, None)
    assert actions_audited(led.family) == ["assessment.closed"]


def test_a_date_is_corrected_with_a_reason_and_takes_its_meeting_along(led: Led) -> None:
    made = an_assessment(led.family, led.children[0], agency_id=led.agency, first_team_meeting_on=None)
    led.does(team_meetings.record_team_meeting, made, MET_ON, came(led.lead))
    first = StageDate.FIRST_TEAM_MEETING
    right = date(2013, 3, 5)
    assert code_of(led.does, dating.date_stage, made, first, right, None) == "reason-needed"
    assert code_of(led.does, dating.date_stage, made, first, MET_ON, DateCorrection.MISTYPED) == "same-date"
    early = date(2013, 1, 2)
    assert code_of(led.does, dating.date_stage, made, first, early, DateCorrection.MISTYPED) == (
        "dates-out-of-order"
    )
    assert code_of(led.does, dating.date_stage, made, StageDate.CLOSED, TODAY, None) == "not-yet"

    led.does(dating.date_stage, made, first, right, DateCorrection.MISTYPED)

    with reading(led.actor) as session:
        assert session.exec(select(TeamMeeting.meets_on)).one() == right
    assert led.course(made).assessment.first_team_meeting_on == right
    assert actions_audited(led.family) == ["team-meeting.recorded", "assessment.date-corrected"]


def test_the_start_of_an_assessment_is_recorded_once_and_then_corrected(led: Led) -> None:
    made = led.registers()

    led.does(dating.date_stage, made, StageDate.ASSESSMENT_STARTED, date(2013, 7, 3), None)
    led.does(dating.date_stage, made, StageDate.INITIATED, date(2013, 7, 2), DateCorrection.MISTYPED)

    found = led.course(made)
    assert (found.assessment.stage, found.assessment.initiated_on) == (
        AssessmentStage.ASSESS,
        date(2013, 7, 2),
    )
    assert found.levels[0].decided_on == date(2013, 7, 2)


def test_somebody_elses_change_and_somebody_elses_family_are_refused(led: Led) -> None:
    made = an_assessment(led.family, led.children[0], agency_id=led.agency)
    elsewhere = an_assessment(a_family(), agency_id=led.agency)
    stranger = Actor(uuid4(), frozenset({Role.LEAD_PROFESSIONAL}), a_practitioner())
    review = (reviews.record_review, led.family, made, a_review())

    assert code_of(*review, version=7, actor=led.actor, today=TODAY) == "changed-meanwhile"
    assert code_of(*review, version=1, actor=stranger, today=TODAY) == "family"
    assert code_of(led.does, reviews.record_review, elsewhere, a_review()) == "assessment"
    with pytest.raises(NotFound):
        led.does(reviews.record_review, made, a_review(actions=(NewAction("Ring", practitioner_id=uuid4()),)))
    with reading(led.actor) as session:
        assert session.exec(select(PlanAction)).all() == []
    assert actions_audited(led.family) == []


def test_what_is_due_comes_oldest_first_and_only_of_families_that_may_be_opened(led: Led) -> None:
    made = an_assessment(led.family, led.children[0], agency_id=led.agency)
    an_assessment(a_family(), agency_id=led.agency)
    led.does(
        reviews.record_review,
        made,
        a_review(next_review_on=date(2013, 7, 26), actions=(NewAction("Ring", due_on=date(2013, 7, 1)),)),
    )

    found = course.due(actor=led.actor, today=TODAY)

    assert [(each.kind, each.due_on, each.is_overdue) for each in found] == [
        (DueKind.ASSESSMENT_TO_COMPLETE, date(2013, 2, 25), True),
        (DueKind.ACTION, date(2013, 7, 1), True),
        (DueKind.REVIEW, date(2013, 7, 26), False),
    ]
    assert {each.family_id for each in found} == {led.family}


def test_a_rule_is_refused_with_a_sentence(led: Led) -> None:
    made = an_assessment(led.family, led.children[0], agency_id=led.agency)

    with pytest.raises(RuleRefused, match="The next review must be after this day"):
        led.does(reviews.record_review, made, a_review(next_review_on=REVIEWED_ON))
