"""Claim windows, claims and their evidence, and the programme's targets."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.claims.rules.lifecycle import LineState
from app.db import Row, in_order, stored
from app.programme.packs import Phase, Route


class Target(Row, table=True):
    """What was agreed for a measure in a financial year, named by the year it starts in."""

    __tablename__ = "target"
    __table_args__ = (sa.UniqueConstraint("measure", "financial_year"),)

    measure: str
    financial_year: int
    value: int


class ClaimWindow(Row, table=True):
    """When results may be claimed. Windows are rows, not a calendar in code. version: one more a change."""

    __tablename__ = "claim_window"
    __table_args__ = (in_order("opens_on", "closes_on"),)

    label: str = Field(unique=True)
    phase: Phase = Field(sa_type=stored(Phase))
    opens_on: date
    closes_on: date
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})


class Claim(Row, table=True):
    """The one claim a family may have in a phase."""

    __tablename__ = "claim"
    __table_args__ = (sa.UniqueConstraint("family_id", "phase"),)

    family_id: UUID = Field(foreign_key="family.id")
    phase: Phase = Field(sa_type=stored(Phase))


class ClaimLine(Row, table=True):
    """A result claimed by one route, in one window. Value in whole pence.

    version: one more with each move. tested_on, pack_code: the test date and the rules of its last
    evaluation. unfunded_reason: why a family funded elsewhere is claimed for at nothing. proof: the
    explanation that its evidence was complete by, frozen then, under its SHA-256 in hexadecimal.
    """

    __tablename__ = "claim_line"
    __table_args__ = (
        sa.UniqueConstraint("claim_id", "route"),
        sa.CheckConstraint("value_pence >= 0", name="value"),
        sa.CheckConstraint("(proof is null) = (proof_digest is null)", name="proof_and_digest"),
    )

    claim_id: UUID = Field(foreign_key="claim.id")
    route: Route = Field(sa_type=stored(Route))
    window_id: UUID = Field(foreign_key="claim_window.id", index=True)
    state: LineState = Field(sa_type=stored(LineState))
    value_pence: int = Field(sa_type=sa.BigInteger)
    drafted_on: date
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    tested_on: date | None = None
    pack_code: str | None = None
    unfunded_reason: str | None = None
    proof: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    proof_digest: str | None = None


class ClaimMove(Row, table=True):
    """One move of a line of a claim: from which state to which, by whom, and why. Only ever added to.

    from_state None: the line was drafted. moved_on: the day of business; moved_at: the instant.
    """

    __tablename__ = "claim_move"
    __table_args__ = (
        sa.CheckConstraint("char_length(reason) between 1 and 2000", name="reason_length"),
        sa.Index("ix_claim_move_line_id_moved_at", "line_id", "moved_at"),
    )

    line_id: UUID = Field(foreign_key="claim_line.id")
    from_state: LineState | None = Field(default=None, sa_type=stored(LineState, name="from_state"))
    to_state: LineState = Field(sa_type=stored(LineState, name="to_state"))
    moved_on: date
    moved_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    moved_by: UUID
    reason: str | None = None


class ClaimEvidence(Row, table=True):
    """What proves a part of a claimed result: its source and date, and who has checked it.

    expires_on: the last day on which it stands; None: it does not run out.
    """

    __tablename__ = "claim_evidence"
    __table_args__ = (
        sa.UniqueConstraint("line_id", "part", "source"),
        sa.CheckConstraint("(checked_on is null) = (checked_by is null)", name="checked_by_and_on"),
    )

    line_id: UUID = Field(foreign_key="claim_line.id")
    part: str
    source: str
    evidence_on: date
    checked_by: UUID | None = None
    checked_on: date | None = None
    expires_on: date | None = None
    document_id: UUID | None = Field(default=None, foreign_key="document.id", index=True)
