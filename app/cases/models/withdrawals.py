"""Stays in households that were taken back as mistakes, and what was taken back with them.

A stay that never was is no row of household_member, so that nothing that reads households can count it. The
row is moved here as it was, and moved back when that is undone.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.cases.rules.household_words import CorrectionReason
from app.db import Row, in_order, stored
from app.programme.facts import MemberRole


class WithdrawnMembership(Row, table=True):
    """A person's stay in a family that was taken back: it never was.

    member_id: what the membership was called by, and is again once put back. put_back_…: when and by whom
    that was undone; None: it stands. Rows are kept.
    """

    __tablename__ = "withdrawn_membership"
    __table_args__ = (
        sa.CheckConstraint("(put_back_at is null) = (put_back_by is null)", name="put_back_by_and_at"),
        in_order("starts_on", "ends_on"),
    )

    family_id: UUID = Field(foreign_key="family.id", index=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    member_id: UUID
    role: MemberRole = Field(sa_type=stored(MemberRole))
    starts_on: date
    ends_on: date | None = None
    reason: CorrectionReason = Field(sa_type=stored(CorrectionReason))
    withdrawn_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    withdrawn_by: UUID
    put_back_at: datetime | None = Field(default=None, sa_type=sa.DateTime(timezone=True))
    put_back_by: UUID | None = None


class WithdrawnEvidence(Row, table=True):
    """Evidence of a criterion that was taken back with a stay. Its row goes once the stay is put back.

    was: the evidence as it was, but for whom and which family it is about: those are the withdrawal's.
    """

    __tablename__ = "withdrawn_evidence"

    withdrawal_id: UUID = Field(foreign_key="withdrawn_membership.id", index=True)
    was: dict[str, Any] = Field(sa_type=JSONB)


class WithdrawnRelationship(Row, table=True):
    """A relationship that was set aside with a stay. Its row goes once the stay is put back."""

    __tablename__ = "withdrawn_relationship"

    withdrawal_id: UUID = Field(foreign_key="withdrawn_membership.id", index=True)
    relationship_id: UUID
