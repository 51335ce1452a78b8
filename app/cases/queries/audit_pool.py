"""What assessments are drawn by for a quality audit, and who has worked on one: read without names."""

from collections import defaultdict
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import Session, col

from app.access.models import Agency, Establishment, Posting, Practitioner
from app.cases.models.assessments import AssessedChild, Assessment, AssessmentReason, Consent
from app.cases.models.course import TeamMeeting, TeamMeetingInvitation
from app.cases.models.evidence import CriterionEvidence
from app.cases.models.forms import FormCompletion, SavedSection
from app.cases.models.people import Person
from app.cases.models.teams import TeamMember
from app.cases.models.triage import Allocation, LeadProfessional
from app.cases.queries.columns import columns
from app.cases.rules.course import Attendance
from app.cases.rules.quality_audits import AssessmentFacts
from app.db import in_force, rows
from app.periods import Period


def facts_of(session: Session, initiated: Period, on: date) -> tuple[AssessmentFacts, ...]:
    """Every assessment initiated within a period, as a draw on a day sees it, by id."""
    within = col(Assessment.initiated_on).between(initiated.first, initiated.last)
    reasons = _gathered(session, _reasons(within))
    criteria = _gathered(session, _criteria(within, on))
    agencies = _gathered(session, *_agencies(within, on))
    unborn = {row.assessment_id for row in rows(session, _unborn(within))}
    consents = {row.assessment_id: row.value for row in rows(session, _consents(within, on))}
    statement = (
        sa.select(*columns(Assessment, "id", "initiated_on", "closed_on"), col(Agency.sector))
        .join(Agency, col(Agency.id) == Assessment.initiating_agency_id)
        .where(within)
        .order_by(col(Assessment.id))
    )
    return tuple(
        AssessmentFacts(
            id=row.id,
            initiated_on=row.initiated_on,
            closed_on=row.closed_on,
            reasons=reasons[row.id],
            sector=row.sector,
            covers_unborn=row.id in unborn,
            criteria=criteria[row.id],
            agencies=agencies[row.id],
            consent=consents.get(row.id),
        )
        for row in rows(session, statement)
    )


def worked_on_by(session: Session, assessment: Assessment) -> frozenset[UUID]:
    """The practitioners who lead an assessment, or wrote in its form; who lead or led its family, or are or
    were in its team, however briefly.
    """
    wrote = (
        sa.select(col(Practitioner.id))
        .join(SavedSection, col(SavedSection.saved_by) == Practitioner.user_id)
        .where(col(SavedSection.assessment_id) == assessment.id)
    )
    completed = (
        sa.select(col(Practitioner.id))
        .join(FormCompletion, col(FormCompletion.completed_by) == Practitioner.user_id)
        .where(col(FormCompletion.assessment_id) == assessment.id)
    )
    team = sa.select(col(TeamMember.practitioner_id)).where(col(TeamMember.family_id) == assessment.family_id)
    led = (
        sa.select(col(LeadProfessional.practitioner_id))
        .join(Allocation, col(Allocation.id) == LeadProfessional.allocation_id)
        .where(col(Allocation.family_id) == assessment.family_id)
    )
    found = rows(session, sa.select(sa.union(wrote, completed, team, led).subquery()))
    leads = {assessment.lead_practitioner_id} if assessment.lead_practitioner_id else set()
    return frozenset(row[0] for row in found) | leads


def _reasons(within: sa.ColumnElement[bool]) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(*columns(AssessmentReason, "assessment_id"), col(AssessmentReason.reason).label("value"))
        .join(Assessment, col(Assessment.id) == AssessmentReason.assessment_id)
        .where(within)
    )


def _criteria(within: sa.ColumnElement[bool], on: date) -> sa.Select[*tuple[Any, ...]]:
    """Criteria met by a child whom the assessment covers, on the day."""
    return (
        sa.select(*columns(AssessedChild, "assessment_id"), col(CriterionEvidence.criterion).label("value"))
        .join(Assessment, col(Assessment.id) == AssessedChild.assessment_id)
        .join(
            CriterionEvidence,
            sa.and_(
                col(CriterionEvidence.family_id) == Assessment.family_id,
                col(CriterionEvidence.person_id) == AssessedChild.person_id,
            ),
        )
        .where(
            within,
            col(CriterionEvidence.met),
            in_force(col(CriterionEvidence.starts_on), col(CriterionEvidence.ends_on), on),
        )
    )


def _unborn(within: sa.ColumnElement[bool]) -> sa.Select[*tuple[Any, ...]]:
    """Assessments of a child who was not born yet when they were initiated."""
    expected = sa.and_(col(Person.born_on).is_(None), col(Person.expected_on).is_not(None))
    return (
        sa.select(*columns(AssessedChild, "assessment_id"))
        .join(Assessment, col(Assessment.id) == AssessedChild.assessment_id)
        .join(Person, col(Person.id) == AssessedChild.person_id)
        .where(within, sa.or_(expected, col(Person.born_on) > Assessment.initiated_on))
    )


def _consents(within: sa.ColumnElement[bool], on: date) -> sa.Select[*tuple[Any, ...]]:
    """The latest decision about consent to each assessment by the day."""
    return (
        sa.select(*columns(Consent, "assessment_id"), col(Consent.decision).label("value"))
        .ext(distinct_on(col(Consent.assessment_id)))
        .join(Assessment, col(Assessment.id) == Consent.assessment_id)
        .where(within, col(Consent.decided_on) <= on)
        .order_by(col(Consent.assessment_id), col(Consent.decided_on).desc(), col(Consent.sequence).desc())
    )


def _agencies(within: sa.ColumnElement[bool], on: date) -> tuple[sa.Select[*tuple[Any, ...]], ...]:
    """The agencies of an assessment: initiating, leading, in the team while it went on, at its meetings."""
    own: sa.Label[UUID] = col(Assessment.id).label("assessment_id")
    in_time = sa.and_(
        col(TeamMember.removed_at).is_(None),
        col(TeamMember.starts_on) <= sa.func.coalesce(col(Assessment.closed_on), on),
        sa.or_(col(TeamMember.ends_on).is_(None), col(TeamMember.ends_on) >= Assessment.initiated_on),
    )
    meetings = (
        sa.select(*columns(TeamMeeting, "assessment_id"))
        .join(Assessment, col(Assessment.id) == TeamMeeting.assessment_id)
        .join(TeamMeetingInvitation, col(TeamMeetingInvitation.meeting_id) == TeamMeeting.id)
        .where(within, col(TeamMeetingInvitation.attendance) == Attendance.ATTENDED)
    )
    posting = sa.and_(
        col(Posting.practitioner_id) == TeamMeetingInvitation.practitioner_id,
        in_force(col(Posting.starts_on), col(Posting.ends_on), col(TeamMeeting.meets_on)),
    )
    return (
        sa.select(own, col(Assessment.initiating_agency_id).label("value")).where(within),
        sa.select(own, col(Assessment.lead_agency_id).label("value")).where(
            within, col(Assessment.lead_agency_id).is_not(None)
        ),
        sa.select(own, col(Establishment.agency_id).label("value"))
        .join(TeamMember, col(TeamMember.family_id) == Assessment.family_id)
        .join(Establishment, col(Establishment.id) == TeamMember.establishment_id)
        .where(within, in_time),
        meetings.add_columns(col(TeamMeetingInvitation.agency_id).label("value")).where(
            col(TeamMeetingInvitation.agency_id).is_not(None)
        ),
        meetings.add_columns(col(Establishment.agency_id).label("value"))
        .join(Posting, posting)
        .join(Establishment, col(Establishment.id) == Posting.establishment_id),
    )


def _gathered(session: Session, *statements: sa.Select[*tuple[Any, ...]]) -> defaultdict[UUID, set[Any]]:
    """The values of some statements by assessment."""
    found: defaultdict[UUID, set[Any]] = defaultdict(set)
    for statement in statements:
        for row in rows(session, statement):
            found[row.assessment_id].add(row.value)
    return found
