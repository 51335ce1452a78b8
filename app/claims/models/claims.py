"""Claim windows, claims and their evidence, and the programme's targets."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
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
    """When results may be claimed. Windows are rows, not a calendar in code."""

    __tablename__ = "claim_window"
    __table_args__ = (in_order("opens_on", "closes_on"),)

    label: str = Field(unique=True)
    phase: Phase = Field(sa_type=stored(Phase))
    opens_on: date
    closes_on: date


class Claim(Row, table=True):
    """The one claim a family may have in a phase."""

    __tablename__ = "claim"
    __table_args__ = (sa.UniqueConstraint("family_id", "phase"),)

    family_id: UUID = Field(foreign_key="family.id")
    phase: Phase = Field(sa_type=stored(Phase))


class ClaimLine(Row, table=True):
    """A result claimed by one route, in one window. Value in whole pence."""

    __tablename__ = "claim_line"
    __table_args__ = (
        sa.UniqueConstraint("claim_id", "route"),
        sa.CheckConstraint("value_pence >= 0", name="value"),
    )

    claim_id: UUID = Field(foreign_key="claim.id")
    route: Route = Field(sa_type=stored(Route))
    window_id: UUID = Field(foreign_key="claim_window.id", index=True)
    state: LineState = Field(sa_type=stored(LineState))
    value_pence: int = Field(sa_type=sa.BigInteger)
    drafted_on: date


class ClaimEvidence(Row, table=True):
    """What proves a part of a claimed result: its source and date."""

    __tablename__ = "claim_evidence"
    __table_args__ = (sa.UniqueConstraint("line_id", "part", "source"),)

    line_id: UUID = Field(foreign_key="claim_line.id")
    part: str
    source: str
    evidence_on: date
