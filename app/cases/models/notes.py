"""What was written about a family: case notes, and oversight notes of those who answer for the work."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from app.cases.rules.notes import LONGEST_NOTE, NoteCorrection, NoteKind, OversightKind
from app.db import Row, stored


class CaseNote(Row, table=True):
    """A note of contact or work with a family, on a day.

    corrects: the note that this one stands in place of, which is kept; a note is corrected once, and its
    correction may be corrected again.
    """

    __tablename__ = "case_note"
    __table_args__ = (
        sa.CheckConstraint("(corrects is null) = (correction is null)", name="corrected_with_a_reason"),
        sa.CheckConstraint(f"char_length(text) between 1 and {LONGEST_NOTE}", name="text_length"),
        sa.Index("ix_case_note_family", "family_id", "happened_on"),
    )

    family_id: UUID = Field(foreign_key="family.id")
    kind: NoteKind = Field(sa_type=stored(NoteKind))
    happened_on: date
    text: str
    written_by: UUID = Field(foreign_key="user_account.id", index=True)
    written_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    corrects: UUID | None = Field(default=None, foreign_key="case_note.id", unique=True)
    correction: NoteCorrection | None = Field(default=None, sa_type=stored(NoteCorrection))


class OversightNote(Row, table=True):
    """Supervision, a management decision or a mentor session about a family: the direction that was given.

    next_due_on: when it is to be looked at again; None when no day was set.
    """

    __tablename__ = "oversight_note"
    __table_args__ = (
        sa.CheckConstraint("next_due_on > held_on", name="next_due_after"),
        sa.CheckConstraint(f"char_length(direction) between 1 and {LONGEST_NOTE}", name="direction_length"),
        sa.Index("ix_oversight_note_family", "family_id", "held_on"),
    )

    family_id: UUID = Field(foreign_key="family.id")
    kind: OversightKind = Field(sa_type=stored(OversightKind))
    held_on: date
    direction: str
    actions: str | None = None
    next_due_on: date | None = None
    written_by: UUID = Field(foreign_key="user_account.id", index=True)
    written_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
