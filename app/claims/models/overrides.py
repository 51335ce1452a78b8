"""Failed parts of results that an approver let pass at their discretion, each with its reason."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from app.db import Row

LONGEST_REASON = 1_000


class PartOverride(Row, table=True):
    """A part of a family's result that somebody asked to let pass, and what the approver said.

    pack_code: the edition of the rules that it was asked under. Neither approved nor refused: it waits.
    """

    __tablename__ = "part_override"
    __table_args__ = (
        sa.CheckConstraint(f"char_length(reason) between 1 and {LONGEST_REASON}", name="reason_length"),
        sa.CheckConstraint("num_nonnulls(approved_on, refused_on) <= 1", name="decided_once"),
        sa.CheckConstraint(
            "(num_nonnulls(approved_on, refused_on) = 1) = (decided_by is not null)", name="decided_by_and_on"
        ),
        sa.CheckConstraint("decided_by <> asked_by", name="two_people"),
        sa.Index(
            "uq_part_override_standing",
            "family_id",
            "part",
            "pack_code",
            unique=True,
            postgresql_where=sa.text("refused_on is null"),
        ),
    )

    family_id: UUID = Field(foreign_key="family.id")
    part: str
    pack_code: str
    reason: str
    asked_by: UUID
    asked_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    decided_by: UUID | None = None
    approved_on: date | None = None
    refused_on: date | None = None
