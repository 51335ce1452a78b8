"""The claim windows that a return may be asked for."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.access.policies import Action, Actor, check_may
from app.claims.models import ClaimWindow
from app.db import reading, rows


@dataclass(frozen=True, slots=True)
class Window:
    """A claim window: its label, and its first and last day."""

    id: UUID
    label: str
    opens_on: date
    closes_on: date


def claim_windows(*, actor: Actor) -> tuple[Window, ...]:
    """Every claim window, the latest first. Raises Forbidden("role")."""
    check_may(actor, Action.REQUEST_A_RETURN)
    statement = sa.select(
        col(ClaimWindow.id), col(ClaimWindow.label), col(ClaimWindow.opens_on), col(ClaimWindow.closes_on)
    ).order_by(col(ClaimWindow.opens_on).desc(), col(ClaimWindow.id))
    with reading(actor) as session:
        return tuple(Window(**row._asdict()) for row in rows(session, statement))
