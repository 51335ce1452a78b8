"""Families by their references, and the next free number."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.cases.models.merging import RecordMerge
from app.cases.models.people import Family

# The number that imports lock by while they give references; no other work locks by it.
GIVING_REFERENCES = 0x10C5E7


def lock_numbering(session: Session) -> None:
    """Have the giving of references to this transaction until it ends.

    Imports lock it before they touch a family, so it is locked before a family is: neither then waits for
    the other without end.
    """
    session.connection().execute(sa.select(sa.func.pg_advisory_xact_lock(GIVING_REFERENCES)))


def next_number(session: Session) -> int:
    """The number after that of the last reference given, once the numbering is locked."""
    given = (sa.select(sa.func.max(col(kind.reference))).scalar_subquery() for kind in (Family, RecordMerge))
    # All references have six figures, so the order of texts serves.
    last = session.connection().execute(sa.select(sa.func.greatest(*given))).scalar_one()
    return int(last[3:9]) + 1 if last else 1


def family_id_of_reference(session: Session, reference: str) -> UUID | None:
    """The family that has this reference, however its letters were typed, or had it before it was merged."""
    typed = reference.strip().upper()
    has = select(Family.id).where(Family.reference == typed)
    had = select(RecordMerge.family_id).where(RecordMerge.reference == typed)
    return session.exec(has).one_or_none() or session.exec(had).one_or_none()
