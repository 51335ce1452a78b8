"""The risks noted where consent was refused."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.access.models import UserAccount
from app.cases.models.assessments import Assessment, Consent
from app.cases.models.people import Family
from app.cases.models.sharing import NotedRisk
from app.cases.queries.columns import columns, values
from app.cases.queries.sharing import NOBODY
from app.cases.rules.vocabulary import AssessmentKind
from app.db import rows


@dataclass(frozen=True, slots=True)
class RiskNoted:
    """A risk that is known although consent was refused. recorded_by_id: who may see it beside coordinators.

    followed_up_on, outcome None: it is still to be followed up.
    """

    id: UUID
    family_id: UUID
    reference: str | None
    assessment_id: UUID
    kind: AssessmentKind
    decided_on: date
    risk: str
    follow_up_on: date
    recorded_by_id: UUID
    recorded_by: str
    followed_up_on: date | None
    outcome: str | None


def risks_noted(session: Session) -> tuple[RiskNoted, ...]:
    """The risks noted at refusals: those to be followed up first, by day."""
    statement = _risks().order_by(
        col(NotedRisk.followed_up_on).is_not(None), col(NotedRisk.follow_up_on), col(NotedRisk.id)
    )
    return values(RiskNoted, rows(session, statement))


def risk_noted(session: Session, risk_id: UUID) -> RiskNoted | None:
    """One risk noted at a refusal, with the family and assessment that it is about."""
    found = values(RiskNoted, rows(session, _risks().where(col(NotedRisk.id) == risk_id)))
    return found[0] if found else None


def risk_for_update(session: Session, risk_id: UUID) -> NotedRisk | None:
    """A risk noted at a refusal, locked for this transaction."""
    return session.exec(select(NotedRisk).where(NotedRisk.id == risk_id).with_for_update()).one_or_none()


def _risks() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            *columns(NotedRisk, "id", "risk", "follow_up_on", "followed_up_on", "outcome"),
            col(NotedRisk.recorded_by).label("recorded_by_id"),
            col(Consent.decided_on),
            col(Assessment.id).label("assessment_id"),
            col(Assessment.kind),
            col(Family.id).label("family_id"),
            col(Family.reference),
            sa.func.coalesce(col(UserAccount.display_name), NOBODY).label("recorded_by"),
        )
        .select_from(NotedRisk)
        .join(Consent, col(Consent.id) == NotedRisk.consent_id)
        .join(Assessment, col(Assessment.id) == Consent.assessment_id)
        .join(Family, col(Family.id) == Assessment.family_id)
        .outerjoin(UserAccount, col(UserAccount.id) == NotedRisk.recorded_by)
    )
