"""Claim windows, and how families are named beside their evaluation."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.cases.models.people import Family
from app.cases.queries.columns import columns, values
from app.claims.models.claims import ClaimWindow
from app.db import rows
from app.programme.packs import Phase


@dataclass(frozen=True, slots=True)
class Window:
    """A claim window; both days are included."""

    id: UUID
    label: str
    phase: Phase
    opens_on: date
    closes_on: date


def windows(session: Session) -> tuple[Window, ...]:
    """Every claim window, the first to open first."""
    statement = sa.select(*columns(ClaimWindow, "id", "label", "phase", "opens_on", "closes_on")).order_by(
        *columns(ClaimWindow, "opens_on", "id")
    )
    return values(Window, rows(session, statement))


def references(session: Session, family_ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """The references of families by id; a family without one is left out."""
    statement = sa.select(col(Family.id), col(Family.reference)).where(
        col(Family.id).in_(list(family_ids)), col(Family.reference).is_not(None)
    )
    return {row.id: row.reference for row in rows(session, statement)}
