"""Where families stand, decided inside the database by the table in rules/standing."""

from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.cases.models.triage import Allocation, TriageDecision
from app.cases.rules.standing import OTHERWISE, PRECEDENCE, Fact
from app.cases.rules.vocabulary import TriageOutcome
from app.db import in_force


def latest_decision(family_id: sa.SQLColumnExpression[UUID], on: date) -> sa.FromClause:
    """The latest decision about a family on or before a day: outcome, reason, decided_on."""
    return (
        sa.select(
            col(TriageDecision.outcome).label("outcome"),
            col(TriageDecision.reason).label("reason"),
            col(TriageDecision.decided_on).label("decided_on"),
        )
        .where(col(TriageDecision.family_id) == family_id, col(TriageDecision.decided_on) <= on)
        .order_by(col(TriageDecision.decided_on).desc())
        .limit(1)
        .lateral("decided")
    )


def latest_allocation(family_id: sa.SQLColumnExpression[UUID], on: date) -> sa.FromClause:
    """The latest allocation of a family that began on or before a day: id, starts_on, ends_on."""
    return (
        sa.select(
            col(Allocation.id).label("id"),
            col(Allocation.starts_on).label("starts_on"),
            col(Allocation.ends_on).label("ends_on"),
        )
        .where(col(Allocation.family_id) == family_id, col(Allocation.starts_on) <= on)
        .order_by(col(Allocation.starts_on).desc())
        .limit(1)
        .lateral("allocated")
    )


def status_of(identified_on: Any, decided: Any, allocated: Any, on: date) -> sa.ColumnElement[str]:
    """Where a family stands, by the table in rules/standing, over columns of the two laterals above."""
    stands = sa.or_(allocated.starts_on.is_(None), allocated.starts_on <= decided.decided_on)
    holds: dict[Fact, sa.ColumnElement[bool]] = {
        Fact.NOT_ON_THE_LIST: sa.or_(identified_on.is_(None), identified_on > on),
        Fact.ALLOCATED_NOW: in_force(allocated.starts_on, allocated.ends_on, on),
        Fact.TO_CHECK_FOR_CLAIM: sa.and_(decided.outcome == TriageOutcome.CHECK_FOR_CLAIM, stands),
        Fact.NOT_TO_BE_ALLOCATED: sa.and_(decided.outcome == TriageOutcome.NOT_TO_BE_ALLOCATED, stands),
        Fact.ALLOCATED_BEFORE: allocated.ends_on < on,
    }
    return sa.case(
        *((holds[fact], sa.literal_column(f"'{status.value}'")) for fact, status in PRECEDENCE),
        else_=sa.literal_column(f"'{OTHERWISE.value}'"),
    )
