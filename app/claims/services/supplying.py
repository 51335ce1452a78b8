"""Evidence entered by hand, by those who work with a family: entered, corrected and read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app.access.family_access import can_open_family
from app.access.policies import Actor, check_may, may
from app.access.roles import Action
from app.cases.models.people import Family
from app.cases.queries import records
from app.cases.queries.record_parts import PersonInFamily
from app.cases.services.changing import added_to, family_to_add_to, no_such_family
from app.cases.services.reading import note_opening
from app.claims.queries import lines, supplied
from app.claims.queries.lines import Line
from app.claims.queries.supplied import CriterionToCheck, Entry
from app.claims.services.recording import OnRecord, Supplied, prepared, record
from app.db import reading, transaction


@dataclass(frozen=True, slots=True)
class FamilyEvidence:
    """What was supplied of a family by hand, and what nobody has checked.

    lines: of its claims, for those who may see them. may_check: whether the actor may check what somebody
    else has entered.
    """

    family_id: UUID
    reference: str | None
    people: tuple[PersonInFamily, ...]
    entries: tuple[Entry, ...]
    to_check: tuple[CriterionToCheck, ...]
    lines: tuple[Line, ...]
    may_check: bool

    @property
    def names(self) -> Mapping[UUID, str]:
        """Everybody who lives or lived there, by id."""
        return {each.person_id: f"{each.forename} {each.surname}" for each in self.people}


def enter(family_id: UUID, given: Supplied, *, actor: Actor, today: date) -> UUID:
    """Enter a figure or a finding about a family by hand. Returns the entry's id.

    What is on record of the same days is replaced only if it is named as seen, and is kept with the entry.
    Writes measurement, criterion_evidence, evidence_entry, claim_evidence, family, audit_event.
    Raises Forbidden("role"), NotFound("family" | "document"), RuleRefused("which" | "of-whom" |
    "not-of-the-family" | "which-term" | "which-days" | "which-last-day" | "term-not-over" | "ends-before" |
    "in-the-future" | "ends-in-the-future" | "too-long" | "source-day" | "figure" | "met" | "overlaps" |
    "nothing-new"), Conflict("figure-held").
    """
    check_may(actor, Action.ENTER_EVIDENCE)
    with transaction(actor) as session:
        _lock_person(session, family_id, given)
        family = family_to_add_to(session, family_id, actor=actor, today=today)
        entry = record(session, family_id, given, actor=actor, today=today)
        added_to(family)
    return entry.id


def on_record(family_id: UUID, given: Supplied, *, actor: Actor, today: date) -> OnRecord | None:
    """What an entry would replace, as it stands now; None: nothing. Raises what `enter` raises."""
    check_may(actor, Action.ENTER_EVIDENCE)
    with transaction(actor) as session:
        _lock_person(session, family_id, given)
        family_to_add_to(session, family_id, actor=actor, today=today)
        held = prepared(session, family_id, given, today=today).held
        return OnRecord(supplied.held_words(held), supplied.tag_of(held)) if held is not None else None


def family_evidence(family_id: UUID, *, actor: Actor, today: date) -> FamilyEvidence:
    """What was supplied of a family by hand, and what is to be checked. It is noted as an opening.

    Writes audit_event. Raises Forbidden("role"), NotFound("family").
    """
    check_may(actor, Action.ENTER_EVIDENCE)
    with transaction(actor) as session:
        reference = _open(session, family_id, actor=actor, today=today)
        return FamilyEvidence(
            family_id=family_id,
            reference=reference,
            people=_each_once(records.people_of(session, family_id)),
            entries=supplied.entries_of(session, family_id),
            to_check=supplied.criteria_to_check(session, family_id),
            lines=lines.lines(session, family_id=family_id) if may(actor, Action.SEE_CLAIMS) else (),
            may_check=may(actor, Action.CHECK_EVIDENCE),
        )


def people_to_choose(
    family_id: UUID, *, actor: Actor, today: date
) -> tuple[str | None, tuple[PersonInFamily, ...]]:
    """A family's reference and the people that an entry may be about. Raises what `family_evidence` does."""
    check_may(actor, Action.ENTER_EVIDENCE)
    with reading(actor) as session:
        family = session.get(Family, family_id)
        if family is None or not can_open_family(actor, records.led_by(session, family_id, today)):
            raise no_such_family()
        return family.reference, _each_once(records.people_of(session, family_id))


def _open(session: Session, family_id: UUID, *, actor: Actor, today: date) -> str | None:
    family, led_by = session.get(Family, family_id), records.led_by(session, family_id, today)
    if family is None or not can_open_family(actor, led_by):
        raise no_such_family()
    note_opening(session, family_id, actor=actor, led_by=led_by)
    return family.reference


def _each_once(people: tuple[PersonInFamily, ...]) -> tuple[PersonInFamily, ...]:
    """Somebody who left and came back is named once."""
    return tuple({each.person_id: each for each in reversed(people)}.values())[::-1]


def _lock_person(session: Session, family_id: UUID, given: Supplied) -> None:
    """People are locked before families."""
    if given.person_id is not None:
        supplied.person_for_update(session, family_id, given.person_id)
