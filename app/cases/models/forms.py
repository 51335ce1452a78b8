"""The form of an assessment as it is filled in: sections with a version each, words, and completions."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.cases.rules.form import ReopenReason
from app.cases.rules.form_boxes import Box, FormSection
from app.db import Row, stored


class SavedSection(Row, table=True):
    """A section of an assessment's form that somebody has saved; its version grows with each save.

    saved_by: the user who saved it last.
    """

    __tablename__ = "form_section"
    __table_args__ = (
        sa.UniqueConstraint("assessment_id", "section"),
        sa.CheckConstraint("version >= 1", name="version"),
        sa.Index("ix_form_section_saved_by", "saved_by"),
    )

    assessment_id: UUID = Field(foreign_key="assessment.id")
    section: FormSection = Field(sa_type=stored(FormSection))
    version: int = 1
    saved_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    saved_by: UUID


class FormAnswer(Row, table=True):
    """The words in one box; an empty box has no row."""

    __tablename__ = "form_answer"
    __table_args__ = (
        sa.UniqueConstraint("section_id", "box"),
        sa.CheckConstraint("char_length(words) between 1 and 5000", name="words"),
    )

    section_id: UUID = Field(foreign_key="form_section.id")
    box: Box = Field(sa_type=stored(Box, length=60))
    words: str


class FormAction(Row, table=True):
    """A row of the plan. by_when: as entered, for a draft may hold half a date; by_on: the day it is."""

    __tablename__ = "form_action"
    __table_args__ = (
        sa.UniqueConstraint("section_id", "position"),
        sa.CheckConstraint("position between 1 and 20", name="position"),
        sa.CheckConstraint(
            "char_length(desired_outcome) <= 2000 and char_length(action) <= 2000"
            " and char_length(who) <= 200 and char_length(by_when) <= 40",
            name="lengths",
        ),
        sa.CheckConstraint("desired_outcome || action || who || by_when <> ''", name="not_empty"),
    )

    section_id: UUID = Field(foreign_key="form_section.id")
    position: int
    desired_outcome: str
    action: str
    who: str
    by_when: str
    by_on: date | None = None


class FormCompletion(Row, table=True):
    """A completion of the form, and its end if the form was reopened. content: what it said, frozen."""

    __tablename__ = "form_completion"
    __table_args__ = (
        sa.CheckConstraint(
            "num_nulls(reopened_at, reopened_by, reopen_reason) in (0, 3)", name="reopened_with_a_reason"
        ),
        sa.Index("ix_form_completion_assessment_id", "assessment_id"),
        sa.Index(
            "uq_form_completion_in_force",
            "assessment_id",
            unique=True,
            postgresql_where=sa.text("reopened_at is null"),
        ),
    )

    assessment_id: UUID = Field(foreign_key="assessment.id")
    completed_on: date
    completed_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    completed_by: UUID
    content: dict[str, Any] = Field(sa_type=JSONB)
    reopened_at: datetime | None = Field(default=None, sa_type=sa.DateTime(timezone=True))
    reopened_by: UUID | None = None
    reopen_reason: ReopenReason | None = Field(default=None, sa_type=stored(ReopenReason))
