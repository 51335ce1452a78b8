"""Which other record may be the same person or the same family, and where a merged one leads to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app.access.family_access import access_to_family
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.models.people import Family
from app.cases.queries import records as cases
from app.cases.queries.matching import families_like, people_like
from app.cases.queries.merges import leads_to
from app.cases.queries.numbering import family_id_of_reference
from app.cases.queries.referral_parts import FamilyLike
from app.cases.rules.matching import Named
from app.cases.rules.merge_words import MergeKind
from app.cases.services.reading import note_opening
from app.db import reading, transaction
from app.errors import NotFound
from app.merging.queries import records, rows, sides
from app.merging.queries.sides import PersonToMerge
from app.merging.rules.fitting import Values
from app.merging.services.planning import no_such_record


@dataclass(frozen=True, slots=True)
class FamiliesToChoose:
    """A family, and those on file that have somebody like its people in them."""

    family_id: UUID
    reference: str | None
    alike: tuple[FamilyLike, ...]


@dataclass(frozen=True, slots=True)
class PeopleToChoose:
    """Somebody in a family, and those who may be the same person: of the family, or much like them."""

    family_id: UUID
    reference: str | None
    person: PersonToMerge
    others: tuple[PersonToMerge, ...]


def families_to_choose(family_id: UUID, *, actor: Actor, today: date) -> FamiliesToChoose:
    """The families that may be the same as this one. Opens its record, and so writes audit_event.

    Raises Forbidden("role"), NotFound("family").
    """
    check_may(actor, Action.MERGE_RECORDS)
    with transaction(actor) as session:
        family = _opened(session, family_id, actor=actor, today=today)
        people = [
            rows.row(session, "person", each) for each in sorted(records.people_of(session, [family_id]))
        ]
        named = dict(enumerate(map(_named, people), 1))
        alike = families_like(session, named, today) if named else ()
        return FamiliesToChoose(
            family_id, family.reference, tuple(each for each in alike if each.id != family_id)
        )


def family_by_reference(reference: str, *, actor: Actor) -> UUID:
    """The family that has, or had, a reference. Raises Forbidden("role"), NotFound("reference")."""
    check_may(actor, Action.MERGE_RECORDS)
    with reading(actor) as session:
        found = family_id_of_reference(session, reference)
    if found is None:
        raise NotFound("reference", "No family has that reference. Check its figures and last letter.")
    return found


def order_of(family_id: UUID, other_id: UUID, *, actor: Actor) -> tuple[UUID, UUID]:
    """The two families, first the one that is proposed to stay: the one that is on the programme's list."""
    check_may(actor, Action.MERGE_RECORDS)
    with reading(actor) as session:
        family, other = session.get(Family, family_id), session.get(Family, other_id)
        only_other = family and other and not family.reference and other.reference
        return (other_id, family_id) if only_other else (family_id, other_id)


def people_to_choose(family_id: UUID, member_id: UUID, *, actor: Actor, today: date) -> PeopleToChoose:
    """Who may be the same person as somebody in a family. Opens its record, and so writes audit_event.

    Raises Forbidden("role"), NotFound("family" | "member").
    """
    check_may(actor, Action.MERGE_RECORDS)
    with transaction(actor) as session:
        family = _opened(session, family_id, actor=actor, today=today)
        person_id = sides.person_of_member(session, family_id, member_id)
        if person_id is None:
            raise NotFound("member", "There is no such person in this family.")
        named = {1: _named(rows.row(session, "person", person_id))}
        alike = {each.person_id for each in people_like(session, named, today, listed_only=False)}
        found = sides.people_to_merge(session, {*alike, *records.people_of(session, [family_id]), person_id})
        person = next(each for each in found if each.person_id == person_id)
        others: Sequence[PersonToMerge] = sorted(
            (each for each in found if each.person_id != person_id),
            key=lambda each: each.person_id not in alike,
        )
        return PeopleToChoose(family_id, family.reference, person, tuple(others))


def lead_on(kind: MergeKind, record_id: UUID, *, actor: Actor, today: date) -> UUID | None:
    """Where the id of a merged record leads, for those who may open what it leads to; None for nowhere."""
    with reading(actor) as session:
        stays = leads_to(session, kind, record_id)
        if stays is None:
            return None
        family_id = stays if kind is MergeKind.FAMILY else sides.family_of_person(session, stays)
        if family_id is None or access_to_family(actor, cases.led_by(session, family_id, today)) is None:
            return None
        return stays


def _opened(session: Session, family_id: UUID, *, actor: Actor, today: date) -> Family:
    family = session.get(Family, family_id)
    if family is None:
        raise no_such_record(MergeKind.FAMILY)
    note_opening(session, family_id, actor=actor, led_by=cases.led_by(session, family_id, today))
    return family


def _named(person: Values | None) -> Named:
    assert person is not None  # whoever is in a family is on file
    born_on = person["born_on"]
    return Named(
        person["forename_key"], person["surname_key"], date.fromisoformat(born_on) if born_on else None
    )
