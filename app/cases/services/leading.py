"""Who leads a family: to choose from, to hand over to, and to tell the CAF coordinator of."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import audit, clock
from app.access.family_access import (
    FamilyAccess,
    access_to_family,
    can_name_lead,
    can_open_family,
    check_can_name_lead,
)
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.models.people import Family
from app.cases.models.teams import LeadChange
from app.cases.models.triage import Allocation, LeadProfessional
from app.cases.queries import overview, posted, records, teams
from app.cases.queries.overview import AgencyListed
from app.cases.queries.posted import Posted
from app.cases.queries.teams import LeadChanged
from app.cases.rules.leading import Led, last_day_before, lead_to_end
from app.cases.rules.vocabulary import LeadChosen
from app.cases.services.changing import changed, family_to_change, no_such_family
from app.cases.services.reading import note_opening
from app.db import reading, transaction
from app.errors import NotFound, RuleRefused


@dataclass(frozen=True, slots=True)
class PeopleToChoose:
    """A family for which somebody is to be chosen, those who may be, and the agencies to look in.

    agency: the code of the one looked in; None: nothing is narrowed to an agency. lead: who leads now.
    taken: those who might be chosen but have the place already.
    """

    family_id: UUID
    reference: str | None
    version: int
    lead: str | None
    people: tuple[Posted, ...]
    agencies: tuple[AgencyListed, ...]
    agency: str | None
    taken: tuple[Posted, ...] = ()


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The version of the record after a change of lead, and whether the actor may still open it."""

    version: int
    is_open: bool


def leads_to_choose(
    family_id: UUID, agency: str | None = None, *, actor: Actor, today: date
) -> PeopleToChoose:
    """Who may be given a family to lead, with their caseloads. It opens the record: writes audit_event.

    agency: by code, for a coordinator, who may look anywhere; by default the one that leads now.
    Raises Forbidden("role"), NotFound("family").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        family = session.get(Family, family_id)
        led_by = records.led_by(session, family_id, today)
        if family is None or not can_open_family(actor, led_by):
            raise no_such_family()
        note_opening(session, family_id, actor=actor, led_by=led_by)
        is_anywhere = access_to_family(actor, led_by) is FamilyAccess.COORDINATOR
        wanted = posted.agency_by_code(session, agency) if agency and is_anywhere else None
        everybody = posted.posted(
            session,
            today,
            establishments=led_by.establishments | actor.managed_establishments,
            agencies={wanted} if wanted else led_by.lead_agencies | actor.managed_agencies,
        )
        leads = [each for each in everybody if each.practitioner_id in led_by.practitioners]
        if is_anywhere and wanted is None:
            wanted = next((each.agency_id for each in (*leads, *everybody)), None)
        people = tuple(
            each
            for each in everybody
            if can_name_lead(actor, led_by, establishment_id=each.establishment_id, agency_id=each.agency_id)
            and wanted in (None, each.agency_id)
        )
        listed = overview.agencies(session) if is_anywhere else ()
        return PeopleToChoose(
            family_id,
            family.reference,
            family.version,
            posted.name_of(session, led_by.practitioners),
            people,
            listed,
            next((each.code for each in listed if each.id == wanted), None),
        )


def change_lead(
    family_id: UUID,
    posting_id: UUID,
    *,
    starts_on: date,
    chosen: LeadChosen,
    version: int,
    actor: Actor,
    today: date,
) -> HandedOver:
    """Give a family another lead professional from a day; the one before leads until the day before.

    posting_id: where the new lead is posted that day. The CAF coordinator is told. Writes
    lead_professional, lead_change, family, audit_event. Raises Forbidden("role" | "not-your-establishment"),
    NotFound("family" | "posting"), Conflict("changed-meanwhile" | "lead-follows"),
    RuleRefused("not-allocated" | "outside-allocation" | "lead-follows" | "same-lead").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        family = family_to_change(session, family_id, version, actor=actor, today=today)
        place = posted.posted_as(session, posting_id, starts_on)
        if place is None:
            raise NotFound("posting", "Nobody is posted there on that day. Choose from the list.")
        led_by = records.led_by(session, family_id, today)
        check_can_name_lead(actor, led_by, establishment_id=place.establishment_id, agency_id=place.agency_id)
        allocation = records.allocation_in_force(session, family_id, today)
        if allocation is None:
            raise RuleRefused("not-allocated", "The family is not allocated now, so nobody leads it.")
        before = _hand_over(session, allocation, place, starts_on=starts_on, chosen=chosen)
        change = LeadChange(
            family_id=family_id,
            from_practitioner_id=before,
            to_practitioner_id=place.practitioner_id,
            establishment_id=place.establishment_id,
            starts_on=starts_on,
            changed_by=actor.user_id,
            changed_at=clock.now(),
        )
        session.add(change)
        audit.record(
            session,
            actor,
            "family.lead-changed",
            family_id,
            from_practitioner_id=str(before) if before else None,
            to_practitioner_id=str(place.practitioner_id),
            starts_on=starts_on.isoformat(),
            chosen=chosen.value,
        )
        session.flush()
        is_open = can_open_family(actor, records.led_by(session, family_id, today))
        return HandedOver(changed(family), is_open)


def lead_changes_to_note(*, actor: Actor) -> tuple[LeadChanged, ...]:
    """The changes of lead professional not noted yet, the oldest first. Raises Forbidden("role")."""
    check_may(actor, Action.NOTE_LEAD_CHANGES)
    with reading(actor) as session:
        return teams.lead_changes_to_note(session)


def note_lead_change(change_id: UUID, *, actor: Actor) -> None:
    """Note a change of lead professional; noting it twice changes nothing. Writes lead_change, audit_event.

    Raises Forbidden("role"), NotFound("lead-change").
    """
    check_may(actor, Action.NOTE_LEAD_CHANGES)
    with transaction(actor) as session:
        change = teams.lead_change_for_update(session, change_id)
        if change is None:
            raise NotFound("lead-change", "There is no such change of lead professional.")
        if change.noted_at is None:
            change.noted_by, change.noted_at = actor.user_id, clock.now()
            audit.record(session, actor, "lead-change.noted", change_id)


def _hand_over(
    session: Session, allocation: Allocation, place: Posted, *, starts_on: date, chosen: LeadChosen
) -> UUID | None:
    """Store the new lead, and end the one before; who that was."""
    known = records.leads_for_update(session, allocation.id)
    new = Led(place.practitioner_id, place.establishment_id, starts_on, allocation.ends_on)
    ends = lead_to_end(
        [Led(each.practitioner_id, each.establishment_id, each.starts_on, each.ends_on) for each in known],
        new,
        allocated_from=allocation.starts_on,
        allocated_to=allocation.ends_on,
    )
    for lead in known:
        if ends is not None and lead.starts_on == ends.starts_on:
            lead.ends_on = last_day_before(starts_on)
    session.flush()  # the one before ends before the new one begins
    session.add(
        LeadProfessional(
            allocation_id=allocation.id,
            practitioner_id=place.practitioner_id,
            establishment_id=place.establishment_id,
            chosen=chosen,
            starts_on=starts_on,
            ends_on=allocation.ends_on,
        )
    )
    return ends.practitioner_id if ends else None
