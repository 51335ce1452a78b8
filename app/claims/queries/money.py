"""The rows that money is told from: lines of claims, numbers agreed, and windows planned."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session, col

from app.cases.models.people import Family
from app.cases.queries.columns import columns, values
from app.claims.models.claims import Claim, ClaimLine, ClaimMove, ClaimWindow, Target
from app.claims.models.returns import ReturnAnswer
from app.claims.rules.claimed import ClaimedLine
from app.claims.rules.forecast import AgreedNumber, PlannedWindow
from app.claims.rules.lifecycle import LineState
from app.claims.rules.returns import AnswerOutcome
from app.db import rows
from app.money import Pence
from app.periods import Period


@dataclass(frozen=True, slots=True)
class FamilyNamed:
    """A family as it is named beside what it contributes."""

    id: UUID
    reference: str | None
    funded_elsewhere: bool


def families_named(session: Session, ids: Sequence[UUID]) -> tuple[FamilyNamed, ...]:
    """These families by reference, then id."""
    statement = (
        sa.select(
            col(Family.id),
            col(Family.reference),
            col(Family.funded_elsewhere).is_not(None).label("funded_elsewhere"),
        )
        .where(col(Family.id) == sa.any_(sa.literal(list(ids), ARRAY(sa.Uuid))))
        .order_by(sa.func.coalesce(col(Family.reference), ""), col(Family.id))
    )
    return values(FamilyNamed, rows(session, statement))


def claimed_lines(session: Session) -> tuple[ClaimedLine, ...]:
    """Every line of every claim, in whatever state, by family and route; paid: by the department's answer."""
    was_paid = sa.exists().where(
        col(ClaimMove.line_id) == col(ClaimLine.id), col(ClaimMove.to_state) == LineState.PAID
    )
    paid = (
        sa.select(col(ReturnAnswer.paid_pence))
        .where(
            col(ReturnAnswer.line_id) == col(ClaimLine.id),
            col(ReturnAnswer.outcome) != AnswerOutcome.NOT_VALID,
        )
        .order_by(col(ReturnAnswer.recorded_at).desc(), col(ReturnAnswer.id).desc())
        .limit(1)
        .scalar_subquery()
    )
    statement = (
        sa.select(
            col(Claim.family_id),
            col(Claim.phase),
            sa.or_(
                col(Family.funded_elsewhere).is_not(None), col(ClaimLine.unfunded_reason).is_not(None)
            ).label("funded_elsewhere"),
            col(ClaimLine.window_id),
            col(ClaimLine.route),
            col(ClaimLine.state),
            col(ClaimLine.value_pence),
            was_paid.label("was_paid"),
            paid.label("paid"),
        )
        .join(ClaimLine, col(ClaimLine.claim_id) == col(Claim.id))
        .join(Family, col(Family.id) == col(Claim.family_id))
        .order_by(col(Claim.family_id), col(Claim.phase), col(ClaimLine.route), col(ClaimLine.id))
    )
    return tuple(
        ClaimedLine(
            family_id=row.family_id,
            phase=row.phase,
            funded_elsewhere=row.funded_elsewhere,
            window_id=row.window_id,
            route=row.route,
            state=row.state,
            value=Pence(row.value_pence),
            was_paid=row.was_paid,
            paid=None if row.paid is None else Pence(row.paid),
        )
        for row in rows(session, statement)
    )


def agreed_numbers(session: Session) -> tuple[AgreedNumber, ...]:
    """Every number that was agreed, by measure and financial year."""
    statement = sa.select(*columns(Target, "measure", "financial_year", "value")).order_by(
        *columns(Target, "measure", "financial_year")
    )
    return values(AgreedNumber, rows(session, statement))


def planned_windows(session: Session) -> tuple[PlannedWindow, ...]:
    """Every claim window, the first to open first."""
    statement = sa.select(*columns(ClaimWindow, "id", "label", "phase", "opens_on", "closes_on")).order_by(
        *columns(ClaimWindow, "opens_on", "id")
    )
    return tuple(
        PlannedWindow(row.id, row.label, row.phase, Period(row.opens_on, row.closes_on))
        for row in rows(session, statement)
    )
