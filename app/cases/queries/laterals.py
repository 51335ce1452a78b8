"""What the queries look up beside each row of theirs, one index descent each."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlmodel import col

from app.access.models import Agency, Practitioner
from app.cases.models.people import Residence
from app.cases.models.triage import Allocation, AllocationAgency, LeadProfessional, TriageDecision
from app.db import in_force


def latest_decision(family_id: sa.SQLColumnExpression[UUID], on: Any) -> sa.FromClause:
    """The latest decision about a family on or before a day: outcome, reason, decided_on."""
    return (
        sa.select(
            col(TriageDecision.outcome).label("outcome"),
            col(TriageDecision.reason).label("reason"),
            col(TriageDecision.decided_on).label("decided_on"),
        )
        .where(col(TriageDecision.family_id) == family_id, col(TriageDecision.decided_on) <= on)
        .order_by(col(TriageDecision.decided_on).desc())
        .limit(1)
        .lateral("decided")
    )


def latest_allocation(family_id: sa.SQLColumnExpression[UUID], on: Any) -> sa.FromClause:
    """The latest allocation of a family that began on or before a day: id, starts_on, ends_on."""
    return (
        sa.select(
            col(Allocation.id).label("id"),
            col(Allocation.starts_on).label("starts_on"),
            col(Allocation.ends_on).label("ends_on"),
        )
        .where(col(Allocation.family_id) == family_id, col(Allocation.starts_on) <= on)
        .order_by(col(Allocation.starts_on).desc())
        .limit(1)
        .lateral("allocated")
    )


def lives_in(family_id: sa.SQLColumnExpression[UUID], on: Any) -> sa.FromClause:
    """Where a family lives on a day: ward_id."""
    return (
        sa.select(col(Residence.ward_id).label("ward_id"))
        .where(
            col(Residence.family_id) == family_id,
            in_force(col(Residence.starts_on), col(Residence.ends_on), on),
        )
        .order_by(col(Residence.starts_on).desc())
        .limit(1)
        .lateral("lives")
    )


def agencies_of(allocation_id: sa.SQLColumnExpression[UUID]) -> sa.FromClause:
    """The agencies of an allocation: codes, the leading one first; null when it has none."""
    codes = sa.func.array_agg(aggregate_order_by(col(Agency.code), col(AllocationAgency.position)))
    return (
        sa.select(codes.label("codes"))
        .select_from(AllocationAgency)
        .join(Agency, col(Agency.id) == AllocationAgency.agency_id)
        .where(col(AllocationAgency.allocation_id) == allocation_id)
        .lateral("agencies")
    )


def lead_of(allocation_id: sa.SQLColumnExpression[UUID], on: Any) -> sa.FromClause:
    """Who leads under an allocation on a day: practitioner_id, establishment_id, name."""
    return (
        sa.select(
            col(LeadProfessional.practitioner_id).label("practitioner_id"),
            col(LeadProfessional.establishment_id).label("establishment_id"),
            col(Practitioner.display_name).label("name"),
        )
        .select_from(LeadProfessional)
        .join(Practitioner, col(Practitioner.id) == LeadProfessional.practitioner_id)
        .where(
            col(LeadProfessional.allocation_id) == allocation_id,
            in_force(col(LeadProfessional.starts_on), col(LeadProfessional.ends_on), on),
        )
        .order_by(col(LeadProfessional.starts_on).desc())
        .limit(1)
        .lateral("lead")
    )
