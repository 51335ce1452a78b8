"""What the database holds after an import."""

from typing import Any

import sqlalchemy as sa

from app.db import Sessions
from app.intake.report import ImportReport

TABLES = (
    "agency",
    "establishment",
    "ward",
    "practitioner",
    "posting",
    "family",
    "residence",
    "person",
    "household_member",
    "criterion_evidence",
    "measurement",
    "rollout_meeting",
    "meeting_ward",
    "meeting_agency",
    "triage_decision",
    "allocation",
    "allocation_agency",
    "lead_professional",
    "assessment",
    "assessed_child",
    "assessment_reason",
    "consent",
    "target",
    "claim_window",
    "claim",
    "claim_line",
    "claim_evidence",
)


def stored(statement: str) -> list[tuple[Any, ...]]:
    """What a query finds."""
    with Sessions() as session:
        return [tuple(row) for row in session.execute(sa.text(statement))]


def done(*statements: str) -> None:
    """Changes made to the database otherwise than by an import."""
    with Sessions() as session, session.begin():
        for statement in statements:
            session.execute(sa.text(statement))


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that an import writes, ids, versions and instants included."""
    return {table: stored(f"select t::text from {table} t order by 1") for table in TABLES}


def changed(report: ImportReport) -> dict[str, tuple[int, int]]:
    """Added and changed, for the tables where anything was."""
    return {
        table.table: (table.added, table.changed) for table in report.tables if table.added or table.changed
    }
