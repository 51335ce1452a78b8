"""Concerns about claims that what is recorded now no longer bears out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.access.models import UserAccount
from app.cases.models.evidence import CriterionEvidence, Measurement
from app.cases.models.people import Family, HouseholdMember
from app.cases.queries.columns import columns, values
from app.claims.models.claims import Claim, ClaimLine
from app.claims.models.guards import ClaimConcern
from app.claims.rules.lifecycle import LineState
from app.claims.rules.outcomes import Outcome
from app.db import rows
from app.programme.packs import Phase, Route

LOOK_LOCK = 7_204_032

LIVE = tuple(
    state for state in LineState if state not in (LineState.DRAFT, LineState.WITHDRAWN, LineState.NOT_VALID)
)
"""The states of lines that a correction may undermine: past draft, and neither withdrawn nor not valid."""


@dataclass(frozen=True, slots=True)
class Concern:
    """A concern about a line. settled_by: a name; None: it is not settled, or by no user who can sign in."""

    id: UUID
    line_id: UUID
    reference: str | None
    route: Route
    state: LineState
    window_id: UUID
    part: str
    outcome: Outcome
    said: str
    noticed_on: date
    passed_again_at: datetime | None
    settled_at: datetime | None
    settled_by: str | None
    note: str | None

    @property
    def is_open(self) -> bool:
        """Whether it waits for the coordinator."""
        return self.settled_at is None and self.passed_again_at is None


@dataclass(frozen=True, slots=True)
class LiveLine:
    """A line that was proved, to be looked at again."""

    id: UUID
    family_id: UUID
    phase: Phase
    route: Route
    tested_on: date
    pack_code: str
    value_pence: int


_OPEN = (col(ClaimConcern.settled_at).is_(None), col(ClaimConcern.passed_again_at).is_(None))


def open_concerns(session: Session, *, window_id: UUID | None = None) -> tuple[Concern, ...]:
    """The concerns that wait for the coordinator, by family; of one window, or of all."""
    in_window = [] if window_id is None else [col(ClaimLine.window_id) == window_id]
    statement = _concerns().where(col(ClaimLine.state).in_(LIVE), *_OPEN, *in_window)
    return values(Concern, rows(session, statement))


def concerns_of(session: Session, line_id: UUID) -> tuple[Concern, ...]:
    """Every concern that there was about a line."""
    return values(Concern, rows(session, _concerns().where(col(ClaimConcern.line_id) == line_id)))


def concern_by_id(session: Session, concern_id: UUID) -> Concern | None:
    """One concern, whether or not it is open."""
    found = values(Concern, rows(session, _concerns().where(col(ClaimConcern.id) == concern_id)))
    return found[0] if found else None


def concern_count(session: Session) -> int:
    """How many lines have a concern that waits for the coordinator."""
    statement = (
        sa.select(sa.func.count(col(ClaimConcern.line_id).distinct()))
        .join(ClaimLine, col(ClaimLine.id) == col(ClaimConcern.line_id))
        .where(col(ClaimLine.state).in_(LIVE), *_OPEN)
    )
    return int(session.connection().execute(statement).scalar_one())


def lines_in_doubt(session: Session, line_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these lines about which a concern is open."""
    statement = sa.select(col(ClaimConcern.line_id)).where(
        col(ClaimConcern.line_id).in_(list(line_ids)), *_OPEN
    )
    return frozenset(row.line_id for row in rows(session, statement))


def concern_for_update(session: Session, concern_id: UUID) -> ClaimConcern | None:
    """A concern, locked until the transaction ends."""
    return session.exec(
        select(ClaimConcern).where(ClaimConcern.id == concern_id).with_for_update()
    ).one_or_none()


def is_somebody_looking(session: Session) -> bool:
    """Whether another look is at work now; if not, this transaction holds the look until it ends."""
    return (
        not session.connection().execute(sa.select(sa.func.pg_try_advisory_xact_lock(LOOK_LOCK))).scalar_one()
    )


def live_lines(session: Session, line_ids: Collection[UUID] | None = None) -> tuple[LiveLine, ...]:
    """Every line that was proved and may be undermined, or those of these, by test date and pack."""
    chosen = [] if line_ids is None else [col(ClaimLine.id).in_(list(line_ids))]
    statement = (
        sa.select(
            col(ClaimLine.id),
            *columns(Claim, "family_id", "phase"),
            *columns(ClaimLine, "route", "tested_on", "pack_code", "value_pence"),
        )
        .join_from(ClaimLine, Claim, col(Claim.id) == col(ClaimLine.claim_id))
        .where(col(ClaimLine.state).in_(LIVE), col(ClaimLine.proof).is_not(None), *chosen)
        .order_by(*columns(ClaimLine, "tested_on", "pack_code", "id"))
    )
    return values(LiveLine, rows(session, statement))


def told_late(session: Session, family_ids: Sequence[UUID], on: date) -> frozenset[UUID]:
    """Those of these families about whom something of before a day was extracted, or checked, after it."""
    families = list(family_ids)
    measured = (
        sa.select(col(HouseholdMember.family_id))
        .join(Measurement, col(Measurement.person_id) == col(HouseholdMember.person_id))
        .where(
            col(HouseholdMember.family_id).in_(families),
            col(Measurement.extract_on) > on,
            col(Measurement.starts_on) <= on,
        )
    )
    criterion = CriterionEvidence
    met = sa.select(col(criterion.family_id)).where(
        col(criterion.family_id).in_(families),
        sa.or_(col(criterion.extract_on) > on, col(criterion.verified_on) > on),
        col(criterion.starts_on) <= on,
    )
    found = session.connection().execute(sa.union(measured, met))
    return frozenset(row.family_id for row in found)


def standing_concerns(session: Session, line_ids: Collection[UUID]) -> frozenset[tuple[UUID, str, Outcome]]:
    """The line, part and outcome of each concern that has not passed again, settled ones among them."""
    statement = sa.select(*columns(ClaimConcern, "line_id", "part", "outcome")).where(
        col(ClaimConcern.line_id).in_(list(line_ids)), col(ClaimConcern.passed_again_at).is_(None)
    )
    return frozenset((row.line_id, row.part, row.outcome) for row in rows(session, statement))


def concerns_to_write(session: Session, line_ids: Collection[UUID]) -> list[ClaimConcern]:
    """The same concerns, locked until the transaction ends."""
    statement = (
        select(ClaimConcern)
        .where(col(ClaimConcern.line_id).in_(list(line_ids)), col(ClaimConcern.passed_again_at).is_(None))
        .order_by(col(ClaimConcern.id))
        .with_for_update()
    )
    return list(session.exec(statement))


def _concerns() -> sa.Select[*tuple[object, ...]]:
    return (
        sa.select(
            *columns(ClaimConcern, "id", "line_id"),
            col(Family.reference),
            *columns(ClaimLine, "route", "state", "window_id"),
            *columns(ClaimConcern, "part", "outcome", "said", "noticed_on", "passed_again_at", "settled_at"),
            col(UserAccount.display_name).label("settled_by"),
            col(ClaimConcern.note),
        )
        .join_from(ClaimConcern, ClaimLine, col(ClaimLine.id) == col(ClaimConcern.line_id))
        .join(Claim, col(Claim.id) == col(ClaimLine.claim_id))
        .join(Family, col(Family.id) == col(Claim.family_id))
        .outerjoin(UserAccount, col(UserAccount.id) == col(ClaimConcern.settled_by))
        .order_by(
            col(Family.reference), col(ClaimLine.id), col(ClaimConcern.noticed_at), col(ClaimConcern.id)
        )
    )
