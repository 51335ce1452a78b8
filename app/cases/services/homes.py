"""A family moves house, and what was recorded of an address is corrected."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app import audit
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.models.people import Residence, Ward
from app.cases.queries import household as queries
from app.cases.rules.household import Spell, check_residence, moved_away
from app.cases.rules.household_words import CorrectedField, CorrectionReason
from app.cases.services.changing import changed, family_to_change
from app.cases.services.noting import Differing, differing, note_corrections
from app.db import transaction
from app.errors import NotFound


@dataclass(frozen=True, slots=True)
class Home:
    """Where a family lives from a day on. None: not known."""

    ward_id: UUID
    address: str | None
    postcode: str | None
    starts_on: date


@dataclass(frozen=True, slots=True)
class AddressRecorded:
    """What is recorded of an address but its ward. None: not known; ends_on None: the family lives there."""

    address: str | None
    postcode: str | None
    starts_on: date
    ends_on: date | None


def family_moves(family_id: UUID, home: Home, *, version: int, actor: Actor, today: date) -> int:
    """Record that a family lives somewhere else from a day on; the day before is its last where it was.

    Returns the record's new version. A family without an address gets its first. Writes residence, family,
    audit_event. Raises Forbidden("role"), NotFound("family" | "ward"), Conflict("changed-meanwhile"),
    RuleRefused("moves-before-they-came" | "in-the-future" | "lives-elsewhere-then").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        family = family_to_change(session, family_id, version, actor=actor, today=today)
        if session.get(Ward, home.ward_id) is None:
            raise no_such_ward()
        residences = queries.residences_of(session, family_id)
        ended = [moved_away(_spell(each), home.starts_on) for each in residences]
        check_residence(Spell(home.starts_on), ended, today=today)
        for residence, spell in zip(residences, ended, strict=True):
            residence.ends_on = spell.ends_on
        session.flush()  # only one address of a family may go on
        new = Residence(
            family_id=family_id,
            ward_id=home.ward_id,
            address=home.address,
            postcode=home.postcode,
            starts_on=home.starts_on,
        )
        session.add(new)
        audit.record(
            session,
            actor,
            "family.moved",
            family_id,
            residence_id=str(new.id),
            to_ward_id=str(home.ward_id),
            on=home.starts_on.isoformat(),
        )
        return changed(family)


def correct_address(
    family_id: UUID,
    residence_id: UUID,
    right: AddressRecorded,
    *,
    reason: CorrectionReason,
    version: int,
    actor: Actor,
    today: date,
) -> int:
    """Correct what is recorded of an address, which was wrong; the correction is kept with the old values.

    Returns the record's new version. A ward is corrected by itself; a family that moved has a new address.
    Writes residence, correction, family, audit_event. Raises Forbidden("role"),
    NotFound("family" | "residence"), Conflict("changed-meanwhile"), RuleRefused("nothing-differs" |
    "in-the-future" | "dates-in-order" | "lives-elsewhere-then").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        family = family_to_change(session, family_id, version, actor=actor, today=today)
        residences = queries.residences_of(session, family_id)
        residence = next((each for each in residences if each.id == residence_id), None)
        if residence is None:
            raise NotFound("residence", "There is no such address of this family.")
        check_residence(
            Spell(right.starts_on, right.ends_on),
            [_spell(each) for each in residences if each is not residence],
            today=today,
        )
        note_corrections(
            session,
            actor,
            _differences(residence, right),
            reason=reason,
            family_id=family_id,
            residence_id=residence_id,
        )
        residence.address, residence.postcode = right.address, right.postcode
        residence.starts_on, residence.ends_on = right.starts_on, right.ends_on
        return changed(family)


def no_such_ward() -> NotFound:
    """What is said of a ward that is not in the list."""
    return NotFound("ward", "There is no such ward.")


def _differences(was: Residence, right: AddressRecorded) -> list[Differing]:
    return differing(
        (CorrectedField.ADDRESS, was.address, right.address),
        (CorrectedField.POSTCODE, was.postcode, right.postcode),
        (CorrectedField.LIVED_FROM, was.starts_on, right.starts_on),
        (CorrectedField.LIVED_UNTIL, was.ends_on, right.ends_on),
    )


def _spell(residence: Residence) -> Spell:
    return Spell(residence.starts_on, residence.ends_on)
