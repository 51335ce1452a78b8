"""What is known beside frozen rows of records that two releases tell of differently."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session, col

from app.audit import AuditEvent
from app.cases.models.assessments import Assessment
from app.cases.models.people import Family
from app.db import rows

MERGES = ("family.merged", "family.merge-undone")


def merged_between(session: Session, first: datetime, last: datetime) -> frozenset[UUID]:
    """The families that were merged or un-merged between two instants, those that stayed with them."""
    statement = sa.select(
        col(AuditEvent.subject_id), col(AuditEvent.details)["stays"].astext.label("stays")
    ).where(col(AuditEvent.action).in_(MERGES), col(AuditEvent.at) > first, col(AuditEvent.at) <= last)
    found = rows(session, statement)
    return frozenset(
        each for row in found for each in (row.subject_id, UUID(row.stays) if row.stays else None) if each
    )


def listed_on(session: Session, family_ids: Collection[UUID]) -> Mapping[UUID, date]:
    """The day on which each of these families came on to the programme's list, of those that are on it."""
    wanted = sa.literal(list(family_ids), ARRAY(sa.Uuid))
    statement = sa.select(col(Family.id), col(Family.identified_on)).where(
        col(Family.id) == sa.any_(wanted), col(Family.identified_on).is_not(None)
    )
    return {row.id: row.identified_on for row in rows(session, statement)}


def families_of(session: Session, assessment_ids: Collection[UUID]) -> Mapping[UUID, UUID]:
    """The family of each of these assessments that is still there."""
    wanted = sa.literal(list(assessment_ids), ARRAY(sa.Uuid))
    statement = sa.select(col(Assessment.id), col(Assessment.family_id)).where(
        col(Assessment.id) == sa.any_(wanted)
    )
    return {row.id: row.family_id for row in rows(session, statement)}
