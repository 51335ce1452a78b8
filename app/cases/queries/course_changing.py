"""What a change of an assessment's course is decided on: its rows, locked, and all its days."""

from collections.abc import Set
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.access.models import Practitioner
from app.cases.models.assessments import AssessedChild, Assessment, Consent
from app.cases.models.course import (
    AssessmentReopening,
    AssessmentReview,
    LevelOfNeed,
    PlanAction,
    TeamMeeting,
    TeamMeetingInvitation,
)
from app.cases.models.people import Person
from app.cases.rules.course import NeedMoment
from app.cases.rules.course_dates import CourseDates
from app.cases.rules.vocabulary import AssessmentKind, ConsentDecision
from app.db import rows


def assessment_for_update(session: Session, family_id: UUID, assessment_id: UUID) -> Assessment | None:
    """An assessment of a family, locked for this transaction."""
    return session.exec(
        select(Assessment)
        .where(Assessment.id == assessment_id, Assessment.family_id == family_id)
        .with_for_update()
    ).one_or_none()


def course_dates(session: Session, assessment: Assessment) -> CourseDates:
    """Everything of an assessment that has a day, as it is stored."""

    def days(day: sa.SQLColumnExpression[date | None], *which: sa.ColumnElement[bool]) -> tuple[date, ...]:
        return tuple(row[0] for row in rows(session, sa.select(day).where(*which).order_by(day)))

    return CourseDates(
        initiated_on=assessment.initiated_on,
        assessment_started_on=assessment.assessment_started_on,
        assessment_completed_on=assessment.assessment_completed_on,
        first_team_meeting_on=assessment.first_team_meeting_on,
        first_reviewed_on=assessment.first_reviewed_on,
        closed_on=assessment.closed_on,
        meetings=days(
            col(TeamMeeting.meets_on),
            col(TeamMeeting.assessment_id) == assessment.id,
            col(TeamMeeting.held).is_(True),
        ),
        reviews=days(col(AssessmentReview.reviewed_on), col(AssessmentReview.assessment_id) == assessment.id),
        actions_done=days(
            col(PlanAction.done_on),
            col(PlanAction.assessment_id) == assessment.id,
            col(PlanAction.done_on).is_not(None),
        ),
        levels=days(col(LevelOfNeed.decided_on), col(LevelOfNeed.assessment_id) == assessment.id),
    )


def latest_consent(session: Session, assessment_id: UUID) -> ConsentDecision | None:
    """What was last decided about consent; None where nothing is recorded."""
    latest = session.exec(
        select(Consent)
        .where(Consent.assessment_id == assessment_id)
        .order_by(col(Consent.decided_on).desc(), col(Consent.sequence).desc())
        .limit(1)
    ).one_or_none()
    return latest.decision if latest else None


def meeting_for_update(session: Session, assessment_id: UUID, meeting_id: UUID) -> TeamMeeting | None:
    """A team meeting of an assessment, locked for this transaction."""
    return session.exec(
        select(TeamMeeting)
        .where(TeamMeeting.id == meeting_id, TeamMeeting.assessment_id == assessment_id)
        .with_for_update()
    ).one_or_none()


def meeting_held_on(session: Session, assessment_id: UUID, day: date) -> TeamMeeting | None:
    """The team meeting that was held on a day."""
    return session.exec(
        select(TeamMeeting).where(
            TeamMeeting.assessment_id == assessment_id,
            TeamMeeting.meets_on == day,
            col(TeamMeeting.held),
        )
    ).one_or_none()


def remove_invitations(session: Session, meeting_id: UUID) -> None:
    """Take out everybody invited to a meeting. Writes team_meeting_invitation."""
    session.exec(sa.delete(TeamMeetingInvitation).where(col(TeamMeetingInvitation.meeting_id) == meeting_id))


def review_on(session: Session, assessment_id: UUID, day: date) -> AssessmentReview | None:
    """The review of a day."""
    return session.exec(
        select(AssessmentReview).where(
            AssessmentReview.assessment_id == assessment_id, AssessmentReview.reviewed_on == day
        )
    ).one_or_none()


def review_for_update(session: Session, assessment_id: UUID, review_id: UUID) -> AssessmentReview | None:
    """A review of an assessment, locked for this transaction."""
    return session.exec(
        select(AssessmentReview)
        .where(AssessmentReview.id == review_id, AssessmentReview.assessment_id == assessment_id)
        .with_for_update()
    ).one_or_none()


def action_for_update(session: Session, assessment_id: UUID, action_id: UUID) -> PlanAction | None:
    """An action of an assessment's plan, locked for this transaction."""
    return session.exec(
        select(PlanAction)
        .where(PlanAction.id == action_id, PlanAction.assessment_id == assessment_id)
        .with_for_update()
    ).one_or_none()


def open_actions(session: Session, assessment_id: UUID) -> dict[UUID, PlanAction]:
    """The actions of an assessment that are neither done nor withdrawn, locked for this transaction."""
    found = session.exec(
        select(PlanAction)
        .where(
            PlanAction.assessment_id == assessment_id,
            col(PlanAction.done_on).is_(None),
            col(PlanAction.withdrawn_on).is_(None),
        )
        .order_by(col(PlanAction.id))
        .with_for_update()
    ).all()
    return {action.id: action for action in found}


def actions_from_form(session: Session, assessment_id: UUID) -> dict[UUID, PlanAction]:
    """The actions that came into a plan from the form, in its order, locked for this transaction."""
    found = session.exec(
        select(PlanAction)
        .where(PlanAction.assessment_id == assessment_id, col(PlanAction.completion_id).is_not(None))
        .order_by(col(PlanAction.completion_row), col(PlanAction.id))
        .with_for_update()
    ).all()
    return {action.id: action for action in found}


def practitioner_name(session: Session, practitioner_id: UUID) -> str:
    """What a practitioner is called."""
    return session.get_one(Practitioner, practitioner_id).display_name


def level_decided(session: Session, assessment_id: UUID, moment: NeedMoment, day: date) -> LevelOfNeed | None:
    """The level of need decided on a day on such an occasion."""
    return session.exec(
        select(LevelOfNeed).where(
            LevelOfNeed.assessment_id == assessment_id,
            LevelOfNeed.moment == moment,
            LevelOfNeed.decided_on == day,
        )
    ).one_or_none()


def former_closures(session: Session, assessment_id: UUID) -> frozenset[date]:
    """The days of closures that were undone."""
    found = sa.select(col(AssessmentReopening.closed_on)).where(
        col(AssessmentReopening.assessment_id) == assessment_id
    )
    return frozenset(row.closed_on for row in rows(session, found))


def lock_people(session: Session, people: Set[UUID]) -> None:
    """Lock people in one order, so that nobody registers, moves, merges or relates them meanwhile."""
    session.exec(
        select(Person.id).where(col(Person.id).in_(people)).order_by(col(Person.id)).with_for_update()
    )


def open_kinds(
    session: Session, children: Set[UUID], *, but: UUID | None = None
) -> frozenset[AssessmentKind]:
    """The kinds of open assessments that cover any of these children, one assessment left out."""
    statement = (
        sa.select(col(Assessment.kind))
        .join(AssessedChild, col(AssessedChild.assessment_id) == Assessment.id)
        .where(
            col(AssessedChild.person_id).in_(children),
            col(Assessment.closed_on).is_(None),
            col(Assessment.id) != but if but else sa.true(),
        )
    )
    return frozenset(row.kind for row in rows(session, statement))


def children_assessed(session: Session, assessment_id: UUID) -> frozenset[UUID]:
    """The children whom an assessment covers."""
    found = sa.select(col(AssessedChild.person_id)).where(col(AssessedChild.assessment_id) == assessment_id)
    return frozenset(row.person_id for row in rows(session, found))
