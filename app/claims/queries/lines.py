"""Lines of claims as they stand, and locked to be moved."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.cases.models.people import Family
from app.cases.queries.columns import columns, values
from app.claims.models.claims import Claim, ClaimLine
from app.claims.rules.lifecycle import LineState
from app.db import rows
from app.programme.packs import Phase, Route


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a family's claim. value_pence: nothing for a family funded elsewhere."""

    id: UUID
    claim_id: UUID
    family_id: UUID
    reference: str | None
    phase: Phase
    route: Route
    window_id: UUID
    state: LineState
    value_pence: int
    unfunded_reason: str | None
    drafted_on: date
    tested_on: date | None
    version: int


_COLUMNS = (
    *columns(ClaimLine, "id", "claim_id"),
    col(Claim.family_id),
    col(Family.reference),
    col(Claim.phase),
    *columns(
        ClaimLine,
        "route",
        "window_id",
        "state",
        "value_pence",
        "unfunded_reason",
        "drafted_on",
        "tested_on",
        "version",
    ),
)


def lines(
    session: Session,
    *,
    window_id: UUID | None = None,
    family_id: UUID | None = None,
    states: Collection[LineState] | None = None,
    ids: Sequence[UUID] | None = None,
) -> tuple[Line, ...]:
    """Lines by the reference of their family, then route; each condition that is given must hold."""
    conditions = [
        *([] if window_id is None else [col(ClaimLine.window_id) == window_id]),
        *([] if family_id is None else [col(Claim.family_id) == family_id]),
        *([] if states is None else [col(ClaimLine.state).in_(sorted(states))]),
        *([] if ids is None else [col(ClaimLine.id).in_(ids)]),
    ]
    statement = (
        sa.select(*_COLUMNS)
        .join_from(ClaimLine, Claim, col(Claim.id) == col(ClaimLine.claim_id))
        .join(Family, col(Family.id) == col(Claim.family_id))
        .where(sa.true(), *conditions)
        .order_by(col(Family.reference), col(Family.id), col(ClaimLine.route))
    )
    return values(Line, rows(session, statement))


def lines_to_move(session: Session, ids: Collection[UUID]) -> list[ClaimLine]:
    """These lines, locked until the transaction ends, in the order of their ids; one that is gone is not."""
    statement = (
        select(ClaimLine)
        .where(col(ClaimLine.id).in_(list(ids)))
        .order_by(col(ClaimLine.id))
        .with_for_update()
    )
    return list(session.exec(statement))
