"""The team around a family, changes of lead to be told, and who has opened a record."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.access.family_access import FamilyScope
from app.access.models import Agency, Establishment, Practitioner, UserAccount
from app.audit import AuditEvent
from app.cases.models.assessments import Assessment
from app.cases.models.merging import RecordMerge
from app.cases.models.people import Family
from app.cases.models.sharing import SharingWithoutConsent
from app.cases.models.teams import LeadChange, TeamMember
from app.cases.queries.columns import columns, values
from app.cases.queries.families import held_within, is_in_team
from app.cases.queries.sharing import NOBODY
from app.cases.queries.sharing_parts import Opener, Opening, TeamPlace
from app.cases.rules.merge_words import MergeKind
from app.cases.rules.sharing import SharingState
from app.db import rows

MOST_OPENINGS = 50
OPENED = "family.opened"
SAMPLED_OPENED = "quality-audit.assessment-opened"
READ = (
    OPENED,
    SAMPLED_OPENED,
    "assessment-form.opened",
    "assessment-form.printed",
    "assessment-form.completion-printed",
)


@dataclass(frozen=True, slots=True)
class LeadChanged:
    """A change of lead professional of which the CAF coordinator is told. from_name None: nobody led."""

    id: UUID
    reference: str | None
    from_name: str | None
    to_name: str
    agency: str
    establishment: str
    starts_on: date
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class FamilyToApprove:
    """A family for which somebody has asked to share an assessment without consent."""

    id: UUID
    reference: str | None


def team_of(session: Session, family_id: UUID, on: date) -> tuple[TeamPlace, ...]:
    """Who is, was or will be in the team around a family, those who are in it now first."""
    statement = (
        sa.select(
            *columns(TeamMember, "id", "practitioner_id", "starts_on", "ends_on", "removed_at"),
            col(Practitioner.display_name).label("name"),
            col(Agency.id).label("agency_id"),
            col(Agency.code).label("agency"),
            col(Establishment.name).label("establishment"),
            is_in_team(on).label("is_current"),
            sa.or_(
                col(TeamMember.removed_at).is_not(None), sa.func.coalesce(col(TeamMember.ends_on) < on, False)
            ).label("is_over"),
        )
        .join(Practitioner, col(Practitioner.id) == TeamMember.practitioner_id)
        .join(Establishment, col(Establishment.id) == TeamMember.establishment_id)
        .join(Agency, col(Agency.id) == Establishment.agency_id)
        .where(col(TeamMember.family_id) == family_id)
        .order_by(
            is_in_team(on).desc(),
            col(TeamMember.starts_on).desc(),
            col(Practitioner.display_name),
            col(TeamMember.id),
        )
    )
    return values(TeamPlace, rows(session, statement))


def member_for_update(session: Session, family_id: UUID, member_id: UUID) -> TeamMember | None:
    """A place in a family's team, locked for this transaction."""
    return session.exec(
        select(TeamMember)
        .where(TeamMember.id == member_id, TeamMember.family_id == family_id)
        .with_for_update()
    ).one_or_none()


def openings(session: Session, family_id: UUID) -> tuple[Opening, ...]:
    """The latest openings of a family's record, or of one merged into it, the newest first; at most fifty."""
    statement = (
        sa.select(
            _user().label("by"),
            sa.cast(col(AuditEvent.details)["seen_as"].astext, sa.String).label("seen_as"),
            col(AuditEvent.at),
        )
        .select_from(AuditEvent)
        .outerjoin(UserAccount, col(UserAccount.id) == AuditEvent.user_id)
        .where(*_openings_of(family_id))
        .order_by(col(AuditEvent.at).desc(), col(AuditEvent.position).desc())
        .limit(MOST_OPENINGS)
    )
    return values(Opening, rows(session, statement))


def openers(session: Session, family_id: UUID) -> tuple[Opener, ...]:
    """Everybody who has opened a family's record or one merged into it, the latest first."""
    last_at = sa.func.max(col(AuditEvent.at))
    statement = (
        sa.select(_user().label("by"), sa.func.count().label("times"), last_at.label("last_at"))
        .select_from(AuditEvent)
        .outerjoin(UserAccount, col(UserAccount.id) == AuditEvent.user_id)
        .where(*_openings_of(family_id))
        .group_by(col(AuditEvent.user_id), col(UserAccount.display_name))
        .order_by(last_at.desc(), col(AuditEvent.user_id))
    )
    return values(Opener, rows(session, statement))


def lead_changes_to_note(session: Session) -> tuple[LeadChanged, ...]:
    """The changes of lead professional that the CAF coordinator has not noted yet, the oldest first."""
    before, after = aliased(Practitioner), aliased(Practitioner)
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            *columns(LeadChange, "id", "starts_on", "changed_at"),
            col(Family.reference),
            col(before.display_name).label("from_name"),
            col(after.display_name).label("to_name"),
            col(Agency.code).label("agency"),
            col(Establishment.name).label("establishment"),
        )
        .select_from(LeadChange)
        .join(Family, col(Family.id) == LeadChange.family_id)
        .outerjoin(before, col(before.id) == LeadChange.from_practitioner_id)
        .join(after, col(after.id) == LeadChange.to_practitioner_id)
        .join(Establishment, col(Establishment.id) == LeadChange.establishment_id)
        .join(Agency, col(Agency.id) == Establishment.agency_id)
        .where(col(LeadChange.noted_at).is_(None))
        .order_by(col(LeadChange.changed_at), col(LeadChange.id))
    )
    return values(LeadChanged, rows(session, statement))


def lead_change_for_update(session: Session, change_id: UUID) -> LeadChange | None:
    """A change of lead professional, locked for this transaction."""
    return session.exec(select(LeadChange).where(LeadChange.id == change_id).with_for_update()).one_or_none()


def families_to_approve(
    session: Session, scope: FamilyScope, user_id: UUID, on: date
) -> tuple[FamilyToApprove, ...]:
    """The families in scope for which somebody other than this user asks to share without consent."""
    statement = (
        sa.select(*columns(Family, "id", "reference"))
        .distinct()
        .join(Assessment, col(Assessment.family_id) == Family.id)
        .join(SharingWithoutConsent, col(SharingWithoutConsent.assessment_id) == Assessment.id)
        .where(
            col(SharingWithoutConsent.state) == SharingState.ASKED,
            col(SharingWithoutConsent.asked_by) != user_id,
        )
        .order_by(col(Family.reference), col(Family.id))
    )
    if not scope.every_family:
        statement = statement.where(col(Family.id).in_(held_within(scope, on)))
    return values(FamilyToApprove, rows(session, statement))


def _user() -> sa.ColumnElement[str]:
    return sa.func.coalesce(col(UserAccount.display_name), NOBODY)


def _openings_of(family_id: UUID) -> tuple[sa.ColumnElement[bool], ...]:
    """The record's own, and those of the records that were merged into it, while they are."""
    merged = sa.select(col(RecordMerge.merged_id)).where(
        col(RecordMerge.kind) == MergeKind.FAMILY, col(RecordMerge.family_id) == family_id
    )
    records = sa.union_all(sa.select(sa.literal(family_id, sa.Uuid())), merged)
    ids = sa.func.array(records.scalar_subquery(), type_=sa.ARRAY(sa.Uuid()))
    return (col(AuditEvent.subject_id) == sa.any_(ids), col(AuditEvent.action).in_(READ))
