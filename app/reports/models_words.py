"""What people write for the Board's report. Every row is a version, and none is ever changed."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from app.db import Row, stored
from app.reports.rules.board_words import LONGEST_LINE, LONGEST_WORDS, Level, PaperOf, Trend
from app.reports.rules.commentary import LONGEST_TEXT


def _length(column: str, most: int, least: int = 1) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"char_length({column}) between {least} and {most}", name=f"{column}_length")


class BoardText(Row, table=True):
    """A version of the text of a section of the report as at a day; an empty one is taken back."""

    __tablename__ = "board_text"
    __table_args__ = (
        sa.UniqueConstraint("as_at", "section", "version"),
        sa.CheckConstraint("version >= 1", name="version"),
        _length("text", LONGEST_TEXT, 0),
    )

    as_at: date
    section: str
    version: int
    text: str
    written_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    written_by: UUID


class BoardRecommendation(Row, table=True):
    """A version of a recommendation. number: what it is known by."""

    __tablename__ = "board_recommendation"
    __table_args__ = (
        sa.UniqueConstraint("number", "version"),
        sa.CheckConstraint("version >= 1 and number >= 1", name="version"),
        _length("text", LONGEST_WORDS),
        _length("owner", LONGEST_LINE),
        sa.CheckConstraint("due_on >= asked_on", name="asked_on_due_on_order"),
        sa.CheckConstraint("done_on >= asked_on", name="asked_on_done_on_order"),
    )

    number: int
    version: int
    paper: PaperOf = Field(sa_type=stored(PaperOf))
    text: str
    asked_on: date
    owner: str
    due_on: date
    done_on: date | None = None
    written_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    written_by: UUID


class BoardProgress(Row, table=True):
    """What has come of a recommendation by a day."""

    __tablename__ = "board_progress"
    __table_args__ = (
        _length("note", LONGEST_WORDS),
        sa.Index("ix_board_progress_number", "number"),
    )

    number: int
    noted_on: date
    note: str
    written_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    written_by: UUID


class BoardRisk(Row, table=True):
    """A version of a risk. number: what it is known by."""

    __tablename__ = "board_risk"
    __table_args__ = (
        sa.UniqueConstraint("number", "version"),
        sa.CheckConstraint("version >= 1 and number >= 1", name="version"),
        _length("risk", LONGEST_WORDS),
        _length("mitigation", LONGEST_WORDS),
        _length("owner", LONGEST_LINE),
        sa.CheckConstraint("review_on >= raised_on", name="raised_on_review_on_order"),
        sa.CheckConstraint("closed_on >= raised_on", name="raised_on_closed_on_order"),
    )

    number: int
    version: int
    paper: PaperOf = Field(sa_type=stored(PaperOf, name="risk_paper_of"))
    risk: str
    likelihood: Level = Field(sa_type=stored(Level, name="likelihood"))
    impact: Level = Field(sa_type=stored(Level, name="impact"))
    mitigation: str
    owner: str
    trend: Trend = Field(sa_type=stored(Trend))
    raised_on: date
    review_on: date
    closed_on: date | None = None
    written_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    written_by: UUID


class BoardTitleBlock(Row, table=True):
    """A version of the title block."""

    __tablename__ = "board_title_block"
    __table_args__ = (
        sa.UniqueConstraint("version"),
        sa.CheckConstraint("version >= 1", name="version"),
        *(
            _length(column, LONGEST_LINE)
            for column in ("director", "families_contact", "caf_contact", "other_officers", "wards_affected")
        ),
    )

    version: int
    director: str
    families_contact: str
    caf_contact: str
    other_officers: str
    wards_affected: str
    objectives: list[str] = Field(sa_type=ARRAY(sa.String))
    written_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    written_by: UUID
