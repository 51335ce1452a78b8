"""Corrections of what was recorded of families and the people in them. Rows are only ever added."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from app.cases.rules.household_words import CorrectedField, CorrectionReason
from app.db import Row, stored


class Correction(Row, table=True):
    """One value that was corrected. It keeps the old one, which audit events must not hold.

    family_id: whose household or home; None where it is about the person, in whatever household they are.
    was, became: days as 2013-07-12, words by value, "yes" and "no"; None: not known.
    """

    __tablename__ = "correction"
    __table_args__ = (
        sa.CheckConstraint("family_id is not null or person_id is not null", name="about_somebody"),
        sa.CheckConstraint("was is distinct from became", name="changes_something"),
    )

    family_id: UUID | None = Field(default=None, foreign_key="family.id", index=True)
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    field: CorrectedField = Field(sa_type=stored(CorrectedField))
    was: str | None = None
    became: str | None = None
    reason: CorrectionReason = Field(sa_type=stored(CorrectionReason))
    corrected_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    corrected_by: UUID
