"""The whole database as it stands, and two records that have everything that a record can have."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa

from app import tables
from app.access.policies import SYSTEM
from app.cases.rules.merge_words import MergeKind
from app.db import reading
from app.merging.services import merging, undoing
from app.merging.services.comparing import Comparison, compare
from tests.conftest import COORDINATOR, TODAY

Database = Mapping[str, Sequence[str]]


# The marks on whatever was written since the families were evaluated stay: a merge undone has written twice.
LEFT_OUT = ("audit_event", "evaluation_touched", "fact_change")
TABLES = [table.name for table in tables.metadata.sorted_tables if table.name not in LEFT_OUT]
EVERYTHING = sa.text(
    " union all ".join(f"select '{name}' as name, t::text as row from \"{name}\" t" for name in TABLES)
)


def database_now() -> Database:
    """Every row of every table as text, in one order, but for the audit trail."""
    found: dict[str, list[str]] = {name: [] for name in TABLES}
    with reading(SYSTEM) as session:
        for name, row in session.connection().execute(EVERYTHING):
            found[name].append(row)
    return {name: sorted(rows) for name, rows in found.items()}


def differing(before: Database, after: Database) -> dict[str, tuple[set[str], set[str]]]:
    """The rows that one of the two has and the other has not, by table."""
    return {
        name: (set(rows) - set(after[name]), set(after[name]) - set(rows))
        for name, rows in before.items()
        if rows != after[name]
    }


def shown(kind: MergeKind, stays: UUID, goes: UUID) -> Comparison:
    return compare(kind, stays, goes, actor=COORDINATOR, today=TODAY)


def merge(kind: MergeKind, stays: UUID, goes: UUID, *takes: str) -> merging.Merged:
    comparison = shown(kind, stays, goes)
    if comparison.obstacle is not None:
        raise comparison.obstacle
    return merging.merge_records(
        kind,
        stays,
        goes,
        takes=takes,
        as_shown=comparison.as_shown,
        actor=COORDINATOR,
        today=TODAY,
    )


def undo(merged: merging.Merged, notes_stay: int | None = None) -> None:
    undoing.undo_merge(merged.merge_id, notes_stay=notes_stay, actor=COORDINATOR)
