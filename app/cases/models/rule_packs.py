"""Editions of the rules that the council drafts and approves: each a whole pack, as a document."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from app.cases.rules.editions import LONGEST_WHY, EditionState
from app.db import Row, stored


class RulePackEdition(Row, table=True):
    """An edition of the rules: drafted, proposed, approved by a second person, in force from a day.

    code: never given again, since decisions name it. replaces: the code of the pack that it was drafted from.
    content: the pack as a document (app/programme/documents.py). edited_by: everybody who had a hand in it.
    in_force_from: known once approved. returned_why: what the officer wants changed.
    """

    __tablename__ = "rule_pack_edition"
    __table_args__ = (
        sa.CheckConstraint("char_length(code) between 1 and 60", name="code_length"),
        sa.CheckConstraint(f"char_length(why) between 1 and {LONGEST_WHY}", name="why_length"),
        sa.CheckConstraint(
            f"char_length(returned_why) between 1 and {LONGEST_WHY}", name="returned_why_length"
        ),
        sa.CheckConstraint(
            "num_nonnulls(approved_by, approved_at, in_force_from)"
            " = case when state = 'approved' then 3 else 0 end",
            name="approved",
        ),
        sa.CheckConstraint("not (approved_by = any (edited_by))", name="two_people"),
        sa.UniqueConstraint("in_force_from"),
    )

    code: str = Field(unique=True)
    replaces: str
    content: dict[str, Any] = Field(sa_type=JSONB)
    why: str
    state: EditionState = Field(sa_type=stored(EditionState))
    version: int = 1
    drafted_by: UUID
    drafted_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    edited_by: list[UUID] = Field(sa_type=ARRAY(sa.Uuid))
    proposed_at: datetime | None = Field(default=None, sa_type=sa.DateTime(timezone=True))
    returned_why: str | None = None
    approved_by: UUID | None = None
    approved_at: datetime | None = Field(default=None, sa_type=sa.DateTime(timezone=True))
    in_force_from: date | None = None
