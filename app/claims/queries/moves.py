"""The moves that lines of claims have made, and who made them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.access.models import UserAccount
from app.cases.queries.columns import columns
from app.claims.models.claims import ClaimEvidence, ClaimLine, ClaimMove
from app.claims.models.internal_audits import ClaimAuditDraw, ClaimAuditFinding, ClaimAuditLine
from app.claims.rules.lifecycle import LineState
from app.claims.rules.segregation import Duty, duty_of
from app.db import rows


@dataclass(frozen=True, slots=True)
class MoveMade:
    """One move of a line, and by whom. name None: by no user who can sign in."""

    from_state: LineState | None
    to_state: LineState
    moved_on: date
    moved_at: datetime
    moved_by: UUID
    name: str | None
    reason: str | None


def moves_of(session: Session, line_id: UUID) -> tuple[MoveMade, ...]:
    """The moves of a line, the first first."""
    statement = (
        sa.select(
            *columns(ClaimMove, "from_state", "to_state", "moved_on", "moved_at", "moved_by"),
            col(UserAccount.display_name),
            col(ClaimMove.reason),
        )
        .join_from(ClaimMove, UserAccount, col(UserAccount.id) == col(ClaimMove.moved_by), isouter=True)
        .where(col(ClaimMove.line_id) == line_id)
        .order_by(*columns(ClaimMove, "moved_at", "id"))
    )
    return tuple(MoveMade(*tuple(row)) for row in rows(session, statement))


def duties_done(session: Session, claim_ids: Sequence[UUID], user_id: UUID) -> dict[UUID, frozenset[Duty]]:
    """What a user has done about each of these claims; one that they did nothing about is left out.

    Whoever drew a sample, or recorded a finding, has audited the claim, also if somebody else closed the
    audit; whoever checked its evidence has prepared it, also if somebody else drafted it.
    """
    statement = (
        sa.select(col(ClaimLine.claim_id), *columns(ClaimMove, "from_state", "to_state"))
        .join_from(ClaimMove, ClaimLine, col(ClaimLine.id) == col(ClaimMove.line_id))
        .where(col(ClaimLine.claim_id).in_(claim_ids), col(ClaimMove.moved_by) == user_id)
    )
    found: dict[UUID, set[Duty]] = {}
    for row in rows(session, statement):
        found.setdefault(row.claim_id, set()).add(duty_of(row.from_state, row.to_state))
    for claim_id in _read_by(session, claim_ids, user_id):
        found.setdefault(claim_id, set()).add(Duty.AUDITED)
    for claim_id in _evidence_checked_by(session, claim_ids, user_id):
        found.setdefault(claim_id, set()).add(Duty.DRAFTED)
    return {claim_id: frozenset(duties) for claim_id, duties in found.items()}


def _read_by(session: Session, claim_ids: Sequence[UUID], user_id: UUID) -> list[UUID]:
    """The claims a line of which a user has read for internal audit, or drew a sample from."""
    statement = (
        sa.select(col(ClaimLine.claim_id))
        .join_from(ClaimLine, ClaimAuditLine, col(ClaimAuditLine.line_id) == col(ClaimLine.id))
        .join(ClaimAuditDraw, col(ClaimAuditDraw.id) == col(ClaimAuditLine.draw_id))
        .outerjoin(ClaimAuditFinding, col(ClaimAuditFinding.sampled_id) == col(ClaimAuditLine.id))
        .where(
            col(ClaimLine.claim_id).in_(claim_ids),
            sa.or_(col(ClaimAuditFinding.found_by) == user_id, col(ClaimAuditDraw.drawn_by) == user_id),
        )
        .distinct()
    )
    return [row.claim_id for row in rows(session, statement)]


def _evidence_checked_by(session: Session, claim_ids: Sequence[UUID], user_id: UUID) -> list[UUID]:
    """The claims of whose lines a user has checked evidence."""
    statement = (
        sa.select(col(ClaimLine.claim_id))
        .join_from(ClaimLine, ClaimEvidence, col(ClaimEvidence.line_id) == col(ClaimLine.id))
        .where(col(ClaimLine.claim_id).in_(claim_ids), col(ClaimEvidence.checked_by) == user_id)
        .distinct()
    )
    return [row.claim_id for row in rows(session, statement)]
