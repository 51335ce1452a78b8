"""Requests to let a failed part of a family's result pass, as they wait and as they were decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.access.models import UserAccount
from app.cases.models.people import Family
from app.cases.queries.columns import columns
from app.claims.models.overrides import PartOverride
from app.db import rows


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to let a part pass. asked_by, decided_by: names. Neither day: it waits."""

    id: UUID
    family_id: UUID
    reference: str | None
    part: str
    pack_code: str
    reason: str
    asked_by: str | None
    asked_at: datetime
    decided_by: str | None
    approved_on: date | None
    refused_on: date | None


def waiting(session: Session) -> tuple[Asked, ...]:
    """The requests that nobody has decided, the oldest first."""
    undecided = (col(PartOverride.approved_on).is_(None), col(PartOverride.refused_on).is_(None))
    return _read(session, _statement().where(*undecided))


def of_family(session: Session, family_id: UUID) -> tuple[Asked, ...]:
    """All requests about a family, the oldest first."""
    return _read(session, _statement().where(col(PartOverride.family_id) == family_id))


def one(session: Session, override_id: UUID) -> Asked | None:
    """One request. None: there is none."""
    return next(iter(_read(session, _statement().where(col(PartOverride.id) == override_id))), None)


def for_update(session: Session, override_id: UUID) -> PartOverride | None:
    """One request's row, locked until the transaction ends."""
    statement = select(PartOverride).where(PartOverride.id == override_id).with_for_update()
    return session.exec(statement).one_or_none()


def _statement() -> sa.Select[Any]:
    asked, asker, decider = PartOverride, aliased(UserAccount), aliased(UserAccount)
    names = ("id", "family_id", "part", "pack_code", "reason", "asked_at", "approved_on", "refused_on")
    return (
        sa.select(
            *columns(asked, *names),
            col(Family.reference).label("reference"),
            col(asker.display_name).label("asked_by"),
            col(decider.display_name).label("decided_by"),
        )
        .select_from(asked)
        .join(Family, col(Family.id) == col(asked.family_id))
        .outerjoin(asker, col(asker.id) == col(asked.asked_by))
        .outerjoin(decider, col(decider.id) == col(asked.decided_by))
        .order_by(*columns(asked, "asked_at", "id"))
    )


def _read(session: Session, statement: sa.Select[Any]) -> tuple[Asked, ...]:
    found: Sequence[sa.Row[Any]] = rows(session, statement)
    return tuple(Asked(**row._asdict()) for row in found)
