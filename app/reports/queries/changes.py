"""What a count saw of the records, and whether anything was written that it did not see."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session

SEEN = sa.text(
    "select current_database() || ' ' || 'fact_change'::regclass::oid || ' ' || pg_postmaster_start_time() "
    "as records, pg_current_snapshot()::text as snapshot,"
    " pg_current_xact_id_if_assigned() is not null as writes"
)

CHANGED = sa.text(
    "select exists (select from fact_change"
    " where transaction_id >= pg_snapshot_xmin(cast(:snapshot as pg_snapshot))::text::bigint"
    " and not pg_visible_in_snapshot(transaction_id::text::xid8, cast(:snapshot as pg_snapshot)))"
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen of the records: whose they are, and which transactions had been committed.

    records: a database that is restored, and a server that is started again, has other ones.
    writes: whether the transaction that looks has written something that no other sees yet.
    """

    records: str
    snapshot: str
    writes: bool


def seen(session: Session) -> Seen:
    """What the transaction at hand sees."""
    found = session.connection().execute(SEEN).one()
    return Seen(found.records, found.snapshot, writes=found.writes)


def has_changed(session: Session, before: Seen) -> bool:
    """Whether any fact that is seen now was committed after what was seen before."""
    return bool(session.connection().execute(CHANGED, {"snapshot": before.snapshot}).scalar_one())
