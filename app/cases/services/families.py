"""Families: the list of them, one family's record, and the correction of a mistake on the list."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import audit
from app.access.family_access import FamilyAccess, access_to_family, can_open_family, family_scope
from app.access.policies import Actor, check_may, may
from app.access.roles import Action
from app.cases.models.people import Family
from app.cases.queries import families as lists
from app.cases.queries import records, relationships
from app.cases.queries.chronology import chronology
from app.cases.queries.families import After, FamilyFilters, FamilyPage
from app.cases.queries.record_parts import FamilyRecord
from app.cases.queries.sharing_parts import Opening
from app.cases.queries.teams import openings
from app.cases.rules.corrections import WardCorrection
from app.cases.rules.household_words import CorrectedField, CorrectionReason
from app.cases.rules.notes import Event
from app.cases.services.changing import changed, family_to_change, no_such_family
from app.cases.services.noting import differing, keep_corrections
from app.cases.services.reading import note_opening, reader_of, shared_part
from app.db import reading, transaction
from app.errors import NotFound, RuleRefused

PAGE = 50


def list_families(
    filters: FamilyFilters, after: After | None = None, limit: int = PAGE, *, actor: Actor, today: date
) -> FamilyPage:
    """A page of the families that an actor may see, the latest changed first.

    after: where the page before ended; None for the first. Raises Forbidden("role").
    """
    check_may(actor, Action.LIST_FAMILIES)
    with reading(actor) as session:
        return lists.families_page(session, filters, family_scope(actor), after=after, limit=limit, on=today)


@dataclass(frozen=True, slots=True)
class Chronology:
    """A family's record as somebody reads it, and everything dated of the family, the latest first."""

    record: FamilyRecord
    events: tuple[Event, ...]


def open_record(family_id: UUID, *, actor: Actor, today: date) -> FamilyRecord:
    """Open one family's record, with all its history; a team member gets what is shared with their agency.

    Whoever may not see a family is told what they would be told if there were none. Writes audit_event.
    Raises Forbidden("role"), NotFound("family").
    """
    check_may(actor, Action.LIST_FAMILIES)
    with transaction(actor) as session:
        return _opened(session, family_id, actor, today)


def open_chronology(family_id: UUID, *, actor: Actor, today: date) -> Chronology:
    """Open everything dated of a family: its record, and its map as the same reader would see it.

    Writes audit_event. Raises Forbidden("role"), NotFound("family").
    """
    check_may(actor, Action.LIST_FAMILIES)
    with transaction(actor) as session:
        record = _opened(session, family_id, actor, today)
        here = frozenset(each.person_id for each in record.people if each.ends_on is None)
        kept = relationships.relationships_of(session, family_id, here)
        is_whole = record.seen_as is not FamilyAccess.TEAM_MEMBER
        read = relationships.readable(kept, here, is_whole=is_whole)
        return Chronology(record, chronology(record, read))


def _opened(session: Session, family_id: UUID, actor: Actor, today: date) -> FamilyRecord:
    """The record, its opening noted. Raises NotFound("family")."""
    family = session.get(Family, family_id)
    led_by = records.led_by(session, family_id, today)
    seen_as = access_to_family(actor, led_by)
    if family is None or seen_as is None:
        raise no_such_family()
    note_opening(session, family_id, actor=actor, led_by=led_by)
    knows_who = may(actor, Action.SEE_WHO_OPENED) and can_open_family(actor, led_by)
    record = records.family_record(
        session,
        family,
        today,
        reader=reader_of(actor, led_by),
        seen_as=seen_as,
        opened=openings(session, family_id) if knows_who else None,
    )
    return shared_part(record)


def who_opened(family_id: UUID, *, actor: Actor, today: date) -> tuple[Opening, ...]:
    """The latest openings of a family's record, the newest first.

    Raises Forbidden("role"), NotFound("family").
    """
    check_may(actor, Action.SEE_WHO_OPENED)
    with reading(actor) as session:
        if session.get(Family, family_id) is None or not can_open_family(
            actor, records.led_by(session, family_id, today)
        ):
            raise no_such_family()
        return openings(session, family_id)


def correct_ward(
    family_id: UUID,
    ward_id: UUID,
    *,
    version: int,
    reason: WardCorrection,
    actor: Actor,
    today: date,
) -> int:
    """Correct the ward where a family lives, which was wrong on the list. Returns the record's new version.

    It is not a move: the same residence gets the right ward, and the audit trail keeps the wrong one.
    Writes residence, correction, family, audit_event. Raises Forbidden("role"), NotFound("family" | "ward"),
    Conflict("changed-meanwhile"), RuleRefused("no-residence" | "same-ward").
    """
    check_may(actor, Action.CORRECT_A_FAMILY)
    with transaction(actor) as session:
        family = family_to_change(session, family_id, version, actor=actor, today=today)
        residence = records.residence_for_update(session, family_id, today)
        names = records.names_of_wards(session, ward_id, residence.ward_id if residence else ward_id)
        if ward_id not in names:
            raise NotFound("ward", "There is no such ward.")
        if residence is None:
            raise RuleRefused("no-residence", "No address is recorded for this family today.")
        if residence.ward_id == ward_id:
            raise RuleRefused("same-ward", "The family is recorded in that ward already.")
        audit.record(
            session,
            actor,
            "family.ward-corrected",
            family_id,
            residence_id=str(residence.id),
            from_ward_id=str(residence.ward_id),
            to_ward_id=str(ward_id),
            reason=reason.value,
        )
        keep_corrections(
            session,
            actor,
            differing((CorrectedField.WARD, names[residence.ward_id], names[ward_id])),
            reason=CorrectionReason(reason.value),
            family_id=family_id,
        )
        residence.ward_id = ward_id
        return changed(family)
