"""The course of one assessment, read part by part and put together."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.access.models import Agency, Practitioner, UserAccount
from app.cases.models.assessments import Assessment
from app.cases.models.course import (
    AssessmentReopening,
    AssessmentReview,
    LevelOfNeed,
    PlanAction,
    PlanChange,
    TeamMeeting,
    TeamMeetingInvitation,
)
from app.cases.models.people import Family, HouseholdMember, Person
from app.cases.queries.columns import columns, values
from app.cases.queries.course_parts import (
    ActionInPlan,
    CourseOnFile,
    InvitedPerson,
    LevelDecided,
    PlanChangeMade,
    ReopeningOnFile,
    ReviewOnFile,
    TeamMeetingOnFile,
)
from app.cases.queries.record_parts import ActionToDo
from app.cases.queries.register import assessments_of
from app.cases.rules.activity import NO_CONSENT
from app.cases.rules.sharing import Reader
from app.db import rows


def course_on_file(
    session: Session, family: Family, assessment_id: UUID, on: date, reader: Reader
) -> CourseOnFile | None:
    """A family's assessment with its course; None when the family has no such one for this reader."""
    found = next(
        (each for each in assessments_of(session, family.id, on, reader) if each.id == assessment_id), None
    )
    if found is None:
        return None
    names = _names(session, family.id)
    levels = _levels(session, assessment_id)
    latest = found.consents[-1].decision if found.consents else None
    return CourseOnFile(
        family_id=family.id,
        reference=family.reference,
        version=family.version,
        assessment=found,
        children=tuple(names.get(child, "A child of another household") for child in found.children),
        goes_on=found.closed_on is None and latest not in NO_CONSENT,
        next_review_on=_next_review(session, assessment_id),
        level=levels[0].level if levels else None,
        meetings=_meetings(session, assessment_id),
        actions=_actions(session, assessment_id),
        plan_changes=_plan_changes(session, assessment_id),
        reviews=_reviews(session, assessment_id),
        levels=levels,
        reopenings=_reopenings(session, assessment_id),
    )


def actions_to_do(session: Session, assessment_ids: Sequence[UUID]) -> tuple[ActionToDo, ...]:
    """What is still to be done of these assessments' plans, the first due first."""
    if not assessment_ids:
        return ()
    statement = (
        sa.select(
            *columns(PlanAction, "assessment_id", "desired_outcome", "what", "due_on"),
            col(PlanAction.id).label("action_id"),
            sa.func.coalesce(col(Practitioner.display_name), col(PlanAction.who)).label("who"),
        )
        .select_from(PlanAction)
        .outerjoin(Practitioner, col(Practitioner.id) == PlanAction.practitioner_id)
        .where(
            col(PlanAction.assessment_id).in_(assessment_ids),
            col(PlanAction.done_on).is_(None),
            col(PlanAction.withdrawn_on).is_(None),
        )
        .order_by(*columns(PlanAction, "due_on", "what", "id"))
    )
    return values(ActionToDo, rows(session, statement))


def _names(session: Session, family_id: UUID) -> dict[UUID, str]:
    statement = (
        sa.select(*columns(Person, "id", "forename", "surname"))
        .join(HouseholdMember, col(HouseholdMember.person_id) == Person.id)
        .where(col(HouseholdMember.family_id) == family_id)
    )
    return {row.id: f"{row.forename} {row.surname}" for row in rows(session, statement)}


def _next_review(session: Session, assessment_id: UUID) -> date | None:
    found = rows(
        session, sa.select(col(Assessment.next_review_on)).where(col(Assessment.id) == assessment_id)
    )
    day: date | None = found[0].next_review_on if found else None
    return day


def _meetings(session: Session, assessment_id: UUID) -> tuple[TeamMeetingOnFile, ...]:
    people = _invited(session, assessment_id)
    statement = (
        sa.select(*columns(TeamMeeting, "id", "meets_on", "held"))
        .where(col(TeamMeeting.assessment_id) == assessment_id)
        .order_by(col(TeamMeeting.meets_on).desc())
    )
    return tuple(
        TeamMeetingOnFile(**row._asdict(), people=tuple(people[row.id])) for row in rows(session, statement)
    )


def _invited(session: Session, assessment_id: UUID) -> dict[UUID, list[InvitedPerson]]:
    """Those invited to each meeting of an assessment, by name."""
    name = sa.func.coalesce(
        col(Practitioner.display_name), col(TeamMeetingInvitation.role) + ", " + col(Agency.name)
    )
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            *columns(
                TeamMeetingInvitation, "meeting_id", "practitioner_id", "agency_id", "role", "attendance"
            ),
            name.label("name"),
        )
        .select_from(TeamMeetingInvitation)
        .join(TeamMeeting, col(TeamMeeting.id) == TeamMeetingInvitation.meeting_id)
        .outerjoin(Practitioner, col(Practitioner.id) == TeamMeetingInvitation.practitioner_id)
        .outerjoin(Agency, col(Agency.id) == TeamMeetingInvitation.agency_id)
        .where(col(TeamMeeting.assessment_id) == assessment_id)
        .order_by(name, col(TeamMeetingInvitation.id))
    )
    found: dict[UUID, list[InvitedPerson]] = defaultdict(list)
    for row in rows(session, statement):
        held = row._asdict()
        found[held.pop("meeting_id")].append(InvitedPerson(**held))
    return found


def _actions(session: Session, assessment_id: UUID) -> tuple[ActionInPlan, ...]:
    """Those still to be done first, by the day they are due and by what they are; withdrawn ones last."""
    statement = (
        sa.select(
            *columns(PlanAction, "id", "review_id", "desired_outcome", "what", "practitioner_id"),
            *columns(PlanAction, "agreed_on", "due_on", "done_on", "withdrawn_on"),
            sa.func.coalesce(col(Practitioner.display_name), col(PlanAction.who)).label("who"),
            col(PlanAction.completion_id).is_not(None).label("from_form"),
        )
        .select_from(PlanAction)
        .outerjoin(Practitioner, col(Practitioner.id) == PlanAction.practitioner_id)
        .where(col(PlanAction.assessment_id) == assessment_id)
        .order_by(
            col(PlanAction.withdrawn_on).desc().nulls_first(),
            col(PlanAction.done_on).desc().nulls_first(),
            *columns(PlanAction, "due_on", "what", "id"),
        )
    )
    return values(ActionInPlan, rows(session, statement))


def _plan_changes(session: Session, assessment_id: UUID) -> tuple[PlanChangeMade, ...]:
    """What was changed of a plan's actions, the latest first."""
    statement = (
        sa.select(
            *columns(PlanChange, "changed_at", "action_id", "field", "was", "became"),
            col(UserAccount.display_name).label("by"),
            col(PlanAction.what),
            col(PlanChange.completion_id).is_not(None).label("by_form"),
        )
        .select_from(PlanChange)
        .join(PlanAction, col(PlanAction.id) == PlanChange.action_id)
        .outerjoin(UserAccount, col(UserAccount.id) == PlanChange.changed_by)
        .where(col(PlanAction.assessment_id) == assessment_id)
        .order_by(col(PlanChange.changed_at).desc(), *columns(PlanChange, "action_id", "field", "id"))
    )
    return values(PlanChangeMade, rows(session, statement))


def _reviews(session: Session, assessment_id: UUID) -> tuple[ReviewOnFile, ...]:
    statement = (
        sa.select(
            *columns(AssessmentReview, "id", "reviewed_on", "works_well", "worries"),
            *columns(AssessmentReview, "needs_to_happen", "childs_words", "next_review_on"),
        )
        .where(col(AssessmentReview.assessment_id) == assessment_id)
        .order_by(col(AssessmentReview.reviewed_on).desc())
    )
    return values(ReviewOnFile, rows(session, statement))


def _levels(session: Session, assessment_id: UUID) -> tuple[LevelDecided, ...]:
    statement = (
        sa.select(*columns(LevelOfNeed, "decided_on", "moment", "level"))
        .where(col(LevelOfNeed.assessment_id) == assessment_id)
        .order_by(col(LevelOfNeed.decided_on).desc(), col(LevelOfNeed.moment).desc())
    )
    return values(LevelDecided, rows(session, statement))


def _reopenings(session: Session, assessment_id: UUID) -> tuple[ReopeningOnFile, ...]:
    statement = (
        sa.select(*columns(AssessmentReopening, "reopened_on", "reason", "closed_on", "closure_reason"))
        .where(col(AssessmentReopening.assessment_id) == assessment_id)
        .order_by(col(AssessmentReopening.reopened_on).desc(), col(AssessmentReopening.id))
    )
    return values(ReopeningOnFile, rows(session, statement))
