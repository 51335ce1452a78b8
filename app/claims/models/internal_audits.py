"""Internal audit of claim lines: its terms, the samples drawn, and what was found of each line read."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from app.claims.rules.internal_audit import MOST_LEAST, DrawKind, Finding
from app.db import Row, in_order, stored
from app.programme.packs import Route

LONGEST_NOTE = 1_900
"""Shorter than the reason of a move, which begins with the finding."""


class ClaimAuditTerms(Row, table=True):
    """What the council set about samples and the limit, in whole per cent. Only added to: the last holds.

    decided_by: the meeting or paper that the council decided it by.
    """

    __tablename__ = "claim_audit_terms"
    __table_args__ = (
        sa.CheckConstraint("share_percent between 1 and 100", name="share"),
        sa.CheckConstraint(f"least between 1 and {MOST_LEAST}", name="least"),
        sa.CheckConstraint("limit_percent between 0 and 100", name="limit"),
        sa.CheckConstraint("char_length(decided_by) between 1 and 200", name="decided_by_length"),
    )

    share_percent: int
    least: int
    limit_percent: int
    decided_by: str
    set_on: date
    set_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    set_by: UUID


class ClaimAudit(Row, table=True):
    """The audit of one batch: the lines of a window that were with internal audit when it was first drawn.

    number: its place among those of the window. version: one more with each draw, finding and decision.
    sent_back_on: what failed in a held batch was sent back then, and the batch has not been drawn anew since.
    passed, went_back: the lines that became audited, and those that went back, when it was closed.
    """

    __tablename__ = "claim_audit"
    __table_args__ = (
        sa.UniqueConstraint("window_id", "number"),
        sa.CheckConstraint("version >= 1", name="version"),
        sa.CheckConstraint("(closed_on is null) = (closed_by is null)", name="closed_by_and_on"),
        sa.CheckConstraint("(closed_on is null) = (passed is null)", name="closed_with_passed"),
        sa.CheckConstraint("(closed_on is null) = (went_back is null)", name="closed_with_went_back"),
        sa.CheckConstraint("closed_on is null or sent_back_on is null", name="closed_or_sent_back"),
        in_order("opened_on", "closed_on"),
        sa.Index(
            "uq_claim_audit_open",
            "window_id",
            unique=True,
            postgresql_where=sa.text("closed_on is null"),
        ),
    )

    window_id: UUID = Field(foreign_key="claim_window.id")
    number: int
    version: int = 1
    opened_on: date
    sent_back_on: date | None = None
    closed_on: date | None = None
    closed_by: UUID | None = None
    passed: list[UUID] | None = Field(default=None, sa_type=ARRAY(sa.Uuid))
    went_back: list[UUID] | None = Field(default=None, sa_type=ARRAY(sa.Uuid))


class ClaimAuditDraw(Row, table=True):
    """One sample of a batch: what it was drawn from, and by which terms. Never changed.

    population_size, population_digest: how many lines it was drawn from, and a hash over their ids, by which
    the draw can be repeated and proved.
    """

    __tablename__ = "claim_audit_draw"
    __table_args__ = (
        sa.UniqueConstraint("audit_id", "round"),
        sa.CheckConstraint("size between 1 and population_size", name="size"),
        sa.CheckConstraint("seed >= 0", name="seed"),
        sa.CheckConstraint("round >= 1", name="round"),
    )

    audit_id: UUID = Field(foreign_key="claim_audit.id")
    round: int
    kind: DrawKind = Field(sa_type=stored(DrawKind))
    share_percent: int
    least: int
    limit_percent: int
    seed: int
    size: int
    population_size: int
    population_digest: str
    drawn_on: date
    drawn_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    drawn_by: UUID


class ClaimAuditLine(Row, table=True):
    """A line of the batch that a sample was drawn from, as it was then. Never changed.

    line_id: no key, so that the record stands when the line is set aside with one of two drafts of a family.
    line_version: the line belongs to the batch while it has this version, which every move raises.
    position: its place in the draw; None: not drawn.
    """

    __tablename__ = "claim_audit_line"
    __table_args__ = (
        sa.UniqueConstraint("draw_id", "line_id"),
        sa.UniqueConstraint("draw_id", "position"),
        sa.CheckConstraint("position >= 1", name="position"),
        sa.Index("ix_claim_audit_line_line_id", "line_id"),
    )

    draw_id: UUID = Field(foreign_key="claim_audit_draw.id")
    line_id: UUID
    line_version: int
    family_id: UUID
    reference: str | None = None
    route: Route = Field(sa_type=stored(Route))
    position: int | None = None


class ClaimAuditFinding(Row, table=True):
    """What was found of a line of a sample. Only ever added to: a correction is another, and the last holds.

    version: 1 for the first. found_at: the instant.
    """

    __tablename__ = "claim_audit_finding"
    __table_args__ = (
        sa.UniqueConstraint("sampled_id", "version"),
        sa.CheckConstraint("version >= 1", name="version"),
        sa.CheckConstraint(f"char_length(note) between 1 and {LONGEST_NOTE}", name="note_length"),
        sa.CheckConstraint("finding = 'upheld' or note is not null", name="failed_says_why"),
        sa.Index("ix_claim_audit_finding_found_by", "found_by"),
    )

    sampled_id: UUID = Field(foreign_key="claim_audit_line.id")
    version: int
    finding: Finding = Field(sa_type=stored(Finding))
    note: str | None = None
    found_on: date
    found_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    found_by: UUID
