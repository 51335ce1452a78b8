"""Who may lead a family that a meeting allocates, with their caseloads; and the parts of an allocation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.access.models import Agency, Establishment, Posting, Practitioner
from app.cases.models.triage import Allocation, AllocationAgency, LeadProfessional, TriageDecision
from app.cases.models.triage_meetings import ReplacedDecision
from app.cases.queries.columns import columns
from app.cases.rules.vocabulary import NotAllocatedReason, TriageOutcome
from app.db import in_force, rows


@dataclass(frozen=True, slots=True)
class LeadToChoose:
    """A practitioner where they are posted, and how many families they lead now, of how many at most."""

    posting_id: UUID
    practitioner_id: UUID
    establishment_id: UUID
    agency_id: UUID
    agency: str
    name: str
    establishment: str
    families: int
    limit: int | None


@dataclass(frozen=True, slots=True)
class DecisionReplaced:
    """What was decided before another decision of the same day took its place."""

    outcome: TriageOutcome
    reason: NotAllocatedReason | None
    deferred_until: date | None
    revision_reason: str | None
    agencies: tuple[str, ...]
    lead_name: str | None
    replaced_at: datetime


def leads_to_choose(
    session: Session, on: date, *, agencies: Iterable[UUID], posting_id: UUID | None = None
) -> tuple[LeadToChoose, ...]:
    """The practitioners posted in these agencies on a day, by agency, name and establishment.

    posting_id: only the one posted so; nothing when it is none of theirs.
    """
    led = (
        sa.select(sa.func.count())
        .select_from(LeadProfessional)
        .join(Allocation, col(Allocation.id) == LeadProfessional.allocation_id)
        .where(
            col(LeadProfessional.practitioner_id) == Practitioner.id,
            in_force(col(LeadProfessional.starts_on), col(LeadProfessional.ends_on), on),
            in_force(col(Allocation.starts_on), col(Allocation.ends_on), on),
        )
        .correlate(Practitioner)
        .scalar_subquery()
    )
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            col(Posting.id).label("posting_id"),
            *columns(Posting, "practitioner_id", "establishment_id"),
            col(Establishment.agency_id),
            col(Agency.code).label("agency"),
            col(Practitioner.display_name).label("name"),
            col(Establishment.name).label("establishment"),
            led.label("families"),
            col(Practitioner.caseload_limit).label("limit"),
        )
        .join(Practitioner, col(Practitioner.id) == Posting.practitioner_id)
        .join(Establishment, col(Establishment.id) == Posting.establishment_id)
        .join(Agency, col(Agency.id) == Establishment.agency_id)
        .where(
            col(Agency.id).in_(list(agencies)),
            in_force(col(Posting.starts_on), col(Posting.ends_on), on),
            sa.or_(col(Practitioner.left_on).is_(None), col(Practitioner.left_on) > on),
        )
        .order_by(
            col(Agency.data_sheet_order).asc().nulls_last(),
            col(Agency.code),
            *columns(Practitioner, "display_name"),
            *columns(Establishment, "name"),
            col(Posting.id),
        )
    )
    if posting_id is not None:
        statement = statement.where(col(Posting.id) == posting_id)
    return tuple(LeadToChoose(**row._asdict()) for row in rows(session, statement))


def allocations_of(session: Session, family_id: UUID) -> Sequence[Allocation]:
    """A family's allocations, the first begun first."""
    return session.exec(
        select(Allocation).where(Allocation.family_id == family_id).order_by(col(Allocation.starts_on))
    ).all()


def leads_of(session: Session, allocation_id: UUID) -> Sequence[LeadProfessional]:
    """Those who have led under an allocation, the first one first."""
    return session.exec(
        select(LeadProfessional)
        .where(LeadProfessional.allocation_id == allocation_id)
        .order_by(col(LeadProfessional.starts_on))
    ).all()


def agencies_in(session: Session, allocation_id: UUID) -> Sequence[AllocationAgency]:
    """The agencies of an allocation, the leading one first."""
    return session.exec(
        select(AllocationAgency)
        .where(AllocationAgency.allocation_id == allocation_id)
        .order_by(col(AllocationAgency.position))
    ).all()


def decision_for_update(session: Session, decision_id: UUID) -> TriageDecision:
    """A decision, locked for this transaction."""
    return session.exec(
        select(TriageDecision).where(TriageDecision.id == decision_id).with_for_update()
    ).one()


def replaced_decisions(session: Session, family_id: UUID) -> tuple[DecisionReplaced, ...]:
    """What was decided about a family and replaced on the same day, the latest first."""
    statement = (
        sa.select(
            *columns(
                ReplacedDecision,
                "outcome",
                "reason",
                "deferred_until",
                "revision_reason",
                "agencies",
                "replaced_at",
            ),
            col(Practitioner.display_name).label("lead_name"),
        )
        .select_from(ReplacedDecision)
        .join(TriageDecision, col(TriageDecision.id) == ReplacedDecision.decision_id)
        .outerjoin(Practitioner, col(Practitioner.id) == ReplacedDecision.lead_id)
        .where(col(TriageDecision.family_id) == family_id)
        .order_by(col(ReplacedDecision.replaced_at).desc(), col(ReplacedDecision.id))
    )
    return tuple(
        DecisionReplaced(**{**row._asdict(), "agencies": tuple(row.agencies)})
        for row in rows(session, statement)
    )
