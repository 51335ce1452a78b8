"""Which records were merged into one, and where the one that went leads to."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.access.models import UserAccount
from app.cases.models.merging import RecordMerge
from app.cases.models.people import HouseholdMember
from app.cases.queries.columns import columns, values
from app.cases.rules.merge_words import MergeKind
from app.db import rows


@dataclass(frozen=True, slots=True)
class MergeMade:
    """A merge that stands. stays_id: the record that stayed. reference: of the one that went. by: a name."""

    id: UUID
    kind: MergeKind
    stays_id: UUID
    merged_id: UUID
    reference: str | None
    merged_at: datetime
    by: str | None


def merges_of(session: Session, family_id: UUID) -> tuple[MergeMade, ...]:
    """The merges that stand of a family, and of everybody who is or was in it, the latest first."""
    people = sa.select(col(HouseholdMember.person_id)).where(col(HouseholdMember.family_id) == family_id)
    return _merges(
        session, sa.or_(col(RecordMerge.family_id) == family_id, col(RecordMerge.person_id).in_(people))
    )


def merge_made(session: Session, merge_id: UUID) -> MergeMade | None:
    """A merge that stands; None if there is none, or it has been undone."""
    return next(iter(_merges(session, col(RecordMerge.id) == merge_id)), None)


def leads_to(session: Session, kind: MergeKind, record_id: UUID) -> UUID | None:
    """The record that one that was merged leads to now; None if this one was not merged into another."""
    statement = sa.select(sa.func.coalesce(RecordMerge.family_id, RecordMerge.person_id)).where(
        col(RecordMerge.kind) == kind, col(RecordMerge.merged_id) == record_id
    )
    return session.connection().execute(statement).scalar_one_or_none()


def _merges(session: Session, condition: sa.ColumnElement[bool]) -> tuple[MergeMade, ...]:
    statement = (
        sa.select(
            *columns(RecordMerge, "id", "kind", "merged_id", "reference", "merged_at"),
            sa.func.coalesce(RecordMerge.family_id, RecordMerge.person_id).label("stays_id"),
            col(UserAccount.display_name).label("by"),
        )
        .outerjoin(UserAccount, col(UserAccount.id) == RecordMerge.merged_by)
        .where(condition)
        .order_by(col(RecordMerge.merged_at).desc(), col(RecordMerge.id))
    )
    return values(MergeMade, rows(session, statement))
