"""Claim windows, and how families are named beside their evaluation."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.cases.models.people import Family
from app.cases.queries.columns import columns, values
from app.claims.models import claims
from app.claims.models.claims import Claim, ClaimLine
from app.claims.rules.lifecycle import LineState
from app.claims.rules.windows import ClaimWindow
from app.db import rows
from app.errors import NotFound
from app.periods import Period
from app.programme.packs import Phase

WINDOWS_LOCK = 7_204_031
RETURNED = (LineState.ON_A_RETURN, LineState.SUBMITTED, LineState.PAID, LineState.NOT_VALID)


@dataclass(frozen=True, slots=True)
class Window:
    """A claim window; both days are included."""

    id: UUID
    label: str
    phase: Phase
    opens_on: date
    closes_on: date
    version: int = 1

    def as_rule(self) -> ClaimWindow:
        """The window as the rules know it."""
        return ClaimWindow(self.label, Period(self.opens_on, self.closes_on))


def windows(session: Session) -> tuple[Window, ...]:
    """Every claim window, the first to open first."""
    return values(Window, rows(session, _windows()))


def window_by_id(session: Session, window_id: UUID) -> Window:
    """One claim window. Raises NotFound("claim-window")."""
    found = values(Window, rows(session, _windows().where(col(claims.ClaimWindow.id) == window_id)))
    if not found:
        raise NotFound("claim-window", "There is no such claim window.")
    return found[0]


def window_for_update(session: Session, window_id: UUID) -> claims.ClaimWindow | None:
    """A claim window, locked until the transaction ends."""
    statement = select(claims.ClaimWindow).where(claims.ClaimWindow.id == window_id).with_for_update()
    return session.exec(statement.execution_options(populate_existing=True)).one_or_none()


def plan_windows_one_at_a_time(session: Session) -> None:
    """Wait until nobody else opens or changes a window: two that overlap are never written side by side."""
    session.connection().execute(sa.select(sa.func.pg_advisory_xact_lock(WINDOWS_LOCK)))


def has_been_on_a_return(session: Session, window_id: UUID) -> bool:
    """Whether a line of a window is, or was, on a return."""
    statement = sa.select(col(ClaimLine.id)).where(
        col(ClaimLine.window_id) == window_id, col(ClaimLine.state).in_(RETURNED)
    )
    return session.connection().execute(statement.limit(1)).first() is not None


def line_counts(session: Session) -> Mapping[UUID, tuple[int, int]]:
    """How many lines that are not withdrawn or found not valid each window has, and their pence."""
    statement = (
        sa.select(
            col(ClaimLine.window_id),
            sa.func.count().label("lines"),
            sa.cast(sa.func.sum(ClaimLine.value_pence), sa.BigInteger).label("pence"),
        )
        .join(Claim, col(Claim.id) == col(ClaimLine.claim_id))
        .where(col(ClaimLine.state).not_in((LineState.WITHDRAWN, LineState.NOT_VALID)))
        .group_by(col(ClaimLine.window_id))
    )
    return {row.window_id: (row.lines, row.pence) for row in rows(session, statement)}


def _windows() -> sa.Select[*tuple[Any, ...]]:
    window = claims.ClaimWindow
    names = ("id", "label", "phase", "opens_on", "closes_on", "version")
    return sa.select(*columns(window, *names)).order_by(*columns(window, "opens_on", "id"))


def references(session: Session, family_ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """The references of families by id; a family without one is left out."""
    statement = sa.select(col(Family.id), col(Family.reference)).where(
        col(Family.id).in_(list(family_ids)), col(Family.reference).is_not(None)
    )
    return {row.id: row.reference for row in rows(session, statement)}
