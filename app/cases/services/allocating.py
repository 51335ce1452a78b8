"""How an allocation begins and is taken back, inside the transaction of the decision that says so."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import audit
from app.access.models import Agency
from app.access.policies import Actor
from app.cases.models.people import Family
from app.cases.models.triage import Allocation, AllocationAgency, LeadProfessional
from app.cases.queries.triage_leads import LeadToChoose, agencies_in, allocations_of, leads_of
from app.cases.rules.triage import has_begun
from app.cases.rules.vocabulary import AllocationRoute, LeadChosen
from app.periods import ONE_DAY

FIP = "FIP"
TAKEN_BACK = "Triage decision revised"


def begin(
    session: Session,
    family: Family,
    agencies: Sequence[UUID],
    lead: LeadToChoose | None,
    chosen: LeadChosen | None,
    *,
    meeting_id: UUID,
    starts_on: date,
    actor: Actor,
) -> None:
    """Allocate a family at a meeting, the first agency leading.

    Writes allocation, allocation_agency, lead_professional, audit_event.
    """
    allocation = Allocation(
        family_id=family.id,
        route=_route(session, agencies),
        meeting_id=meeting_id,
        starts_on=starts_on,
    )
    session.add(allocation)
    session.flush()
    session.add_all(
        AllocationAgency(allocation_id=allocation.id, agency_id=agency_id, position=position)
        for position, agency_id in enumerate(agencies, 1)
    )
    if lead is not None and chosen is not None:
        session.add(
            LeadProfessional(
                allocation_id=allocation.id,
                practitioner_id=lead.practitioner_id,
                establishment_id=lead.establishment_id,
                chosen=chosen,
                starts_on=starts_on,
            )
        )
    audit.record(
        session,
        actor,
        "family.allocated",
        family.id,
        allocation_id=str(allocation.id),
        agencies=len(agencies),
        practitioner_id=str(lead.practitioner_id) if lead else None,
        starts_on=starts_on.isoformat(),
    )


def take_back(session: Session, family: Family, decided_on: date, *, actor: Actor) -> None:
    """End what goes on of a family's allocations the day before a decision; what never began is taken out.

    A family whose only work is taken out is no longer attached.
    Writes allocation, allocation_agency, lead_professional, family, audit_event.
    """
    for allocation in allocations_of(session, family.id):
        if allocation.ends_on is not None and allocation.ends_on < decided_on:
            continue
        if has_begun(allocation.starts_on, decided_on):
            _end(session, allocation, decided_on - ONE_DAY)
        else:
            if family.attached_on == allocation.starts_on:
                family.attached_on = None
            _take_out(session, allocation)
        audit.record(
            session,
            actor,
            "family.allocation-taken-back",
            family.id,
            allocation_id=str(allocation.id),
            had_begun=has_begun(allocation.starts_on, decided_on),
        )
    session.flush()


def _route(session: Session, agencies: Sequence[UUID]) -> AllocationRoute:
    """How a meeting allocates: what it gives to the Family Intervention Project alone is FIP's."""
    alone = session.get_one(Agency, agencies[0]).code if len(agencies) == 1 else None
    return AllocationRoute.FIP if alone == FIP else AllocationRoute.ROLLOUT_MEETING


def _end(session: Session, allocation: Allocation, last_day: date) -> None:
    for lead in leads_of(session, allocation.id):
        if lead.starts_on > last_day:
            session.delete(lead)
        elif lead.ends_on is None or lead.ends_on > last_day:
            lead.ends_on = last_day
    allocation.ends_on, allocation.end_reason = last_day, TAKEN_BACK


def _take_out(session: Session, allocation: Allocation) -> None:
    for part in (*leads_of(session, allocation.id), *agencies_in(session, allocation.id)):
        session.delete(part)
    session.flush()
    session.delete(allocation)
