"""Where families stand, decided inside the database by the table in rules/standing."""

from typing import Any

import sqlalchemy as sa

from app.cases.rules.standing import OTHERWISE, PRECEDENCE, Fact
from app.cases.rules.vocabulary import TriageOutcome
from app.db import in_force


def status_of(identified_on: Any, decided: Any, allocated: Any, on: Any) -> sa.ColumnElement[str]:
    """Where a family stands, by the table in rules/standing.

    decided, allocated: the columns of `latest_decision` and `latest_allocation`.
    """
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
