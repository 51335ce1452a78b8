"""Who is what to whom in a family: its map opened, relationships recorded, corrected, ended, withdrawn."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import audit, clock
from app.access.family_access import FamilyAccess, access_to_family, can_open_family
from app.access.policies import Actor, check_may, may
from app.access.roles import Action
from app.cases.models.people import Family
from app.cases.models.relationships import FamilyRelationship
from app.cases.queries import household, records
from app.cases.queries import relationships as queries
from app.cases.queries.course_changing import lock_people
from app.cases.queries.map_parts import MapOnFile, RelationshipOnFile
from app.cases.queries.record_parts import PersonInFamily
from app.cases.rules.relationships import (
    Birth,
    End,
    SetAsideWhy,
    Tie,
    check_tie,
    ended,
    in_one_order,
)
from app.cases.services.changing import changed, family_to_change, no_such_family
from app.cases.services.map_reading import map_of
from app.cases.services.reading import note_opening
from app.db import transaction
from app.errors import NotFound, RuleRefused


@dataclass(frozen=True, slots=True)
class Recorded:
    """A relationship that was recorded, and the version of the family's record since."""

    id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class _Known:
    """A family opened to change its relationships: its people, and the relationships that stand."""

    family: Family
    families: dict[UUID, Family]
    people: dict[UUID, PersonInFamily]
    standing: dict[UUID, RelationshipOnFile]


def open_map(family_id: UUID, *, actor: Actor, today: date) -> MapOnFile:
    """Open a family's map.

    A team member sees the people of the household now, and what they are to each other. Writes audit_event.
    Raises Forbidden("role"), NotFound("family").
    """
    check_may(actor, Action.LIST_FAMILIES)
    with transaction(actor) as session:
        family = session.get(Family, family_id)
        led_by = records.led_by(session, family_id, today)
        seen_as = access_to_family(actor, led_by)
        if family is None or seen_as is None:
            raise no_such_family()
        note_opening(session, family_id, actor=actor, led_by=led_by)
        is_whole = seen_as is not FamilyAccess.TEAM_MEMBER
        may_change = is_whole and may(actor, Action.UPDATE_A_FAMILY)
        return map_of(session, family, today, is_whole=is_whole, may_change=may_change)


def open_to_change(family_id: UUID, *, actor: Actor, today: date) -> MapOnFile:
    """Open a family's map for a form that changes it. Writes audit_event.

    Raises Forbidden("role"), NotFound("family").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        family = session.get(Family, family_id)
        led_by = records.led_by(session, family_id, today)
        if family is None or not can_open_family(actor, led_by):
            raise no_such_family()
        note_opening(session, family_id, actor=actor, led_by=led_by)
        return map_of(session, family, today, is_whole=True, may_change=True)


def record_relationship(family_id: UUID, tie: Tie, *, version: int, actor: Actor, today: date) -> Recorded:
    """Record what one person of a family is to another. Writes relationship, family, audit_event.

    Raises Forbidden("role"), NotFound("family" | "person"), Conflict("changed-meanwhile"),
    RuleRefused("own-relation" | "say-what" | "words-not-needed" | "no-responsibility" | "dates-in-order" |
    "in-the-future" | "not-born-yet" | "too-young-for-this" | "own-forebear" | "already-related").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        lock_people(session, _people(tie))  # people before families, as everywhere
        known = _known(session, family_id, version, actor=actor, today=today)
        tie = _checked(known, tie, today=today)
        made = _new(family_id, tie, actor)
        session.add(made)
        _note(session, actor, "relationship.recorded", family_id, made)
        return Recorded(made.id, changed(known.family))


def correct_relationship(
    family_id: UUID,
    relationship_id: UUID,
    right: Tie,
    *,
    why: SetAsideWhy,
    version: int,
    actor: Actor,
    today: date,
) -> Recorded:
    """Put the right relationship in the place of a wrong one, which is kept.

    Writes relationship, family, audit_event. Raises Forbidden("role"),
    NotFound("family" | "relationship" | "person"), Conflict("changed-meanwhile"),
    RuleRefused("nothing-differs" | "own-relation" | "say-what" | "words-not-needed" | "no-responsibility" |
    "dates-in-order" | "in-the-future" | "not-born-yet" | "too-young-for-this" | "own-forebear" |
    "already-related").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        lock_people(session, _people(right))  # people before families, as everywhere
        known, wrong = _to_change(session, family_id, relationship_id, version, actor=actor, today=today)
        was = known.standing.pop(relationship_id)
        right = _checked(known, right, today=today)
        if right == was.tie:
            raise RuleRefused(
                "nothing-differs", "Nothing here differs from what is recorded. Change what is wrong."
            )
        _set_aside(wrong, why, actor)
        session.flush()
        made = _new(wrong.family_id, right, actor)
        made.corrects = wrong.id
        session.add(made)
        _note(
            session, actor, "relationship.corrected", family_id, made, why=why.value, corrects=str(wrong.id)
        )
        return Recorded(made.id, _all_changed(known))


def end_relationship(
    family_id: UUID, relationship_id: UUID, ends_on: date, *, version: int, actor: Actor, today: date
) -> int:
    """Record that a relationship is over, this day being its last. Returns the record's new version.

    Writes relationship, family, audit_event. Raises Forbidden("role"), NotFound("family" | "relationship"),
    Conflict("changed-meanwhile"), RuleRefused("ended-already" | "dates-in-order" | "in-the-future").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        known, found = _to_change(session, family_id, relationship_id, version, actor=actor, today=today)
        found.ends_on = ended(known.standing[relationship_id].tie, ends_on, today=today)
        _note(session, actor, "relationship.ended", family_id, found, ends_on=ends_on.isoformat())
        return _all_changed(known)


def withdraw_relationship(
    family_id: UUID, relationship_id: UUID, why: SetAsideWhy, *, version: int, actor: Actor, today: date
) -> int:
    """Take back a relationship that never was; it is kept as withdrawn. Returns the record's new version.

    Writes relationship, family, audit_event. Raises Forbidden("role"), NotFound("family" | "relationship"),
    Conflict("changed-meanwhile").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        known, found = _to_change(session, family_id, relationship_id, version, actor=actor, today=today)
        _set_aside(found, why, actor)
        _note(session, actor, "relationship.withdrawn", family_id, found, why=why.value)
        return _all_changed(known)


def _known(
    session: Session,
    family_id: UUID,
    version: int,
    *,
    actor: Actor,
    today: date,
    families: dict[UUID, Family] | None = None,
) -> _Known:
    """The family, locked as it was seen. Raises NotFound("family"), Conflict("changed-meanwhile")."""
    family = family_to_change(session, family_id, version, actor=actor, today=today)
    everybody = records.people_of(session, family_id)
    here = frozenset(each.person_id for each in everybody if each.ends_on is None)
    kept = queries.relationships_of(session, family_id, here)
    return _Known(
        family,
        families or {family_id: family},
        {each.person_id: each for each in reversed(everybody)},
        {each.id: each for each in kept if each.set_aside_at is None},
    )


def _to_change(
    session: Session, family_id: UUID, relationship_id: UUID, version: int, *, actor: Actor, today: date
) -> tuple[_Known, FamilyRelationship]:
    """A relationship of a family that stands, locked with every family that it is recorded with.

    Raises NotFound("family" | "relationship"), Conflict("changed-meanwhile").
    """
    seen = session.get(FamilyRelationship, relationship_id)
    concerned = {family_id, seen.family_id if seen else family_id}
    families = household.families_for_update(session, concerned)
    known = _known(session, family_id, version, actor=actor, today=today, families=families)
    found = queries.relationship_for_update(session, relationship_id)
    if found is None or relationship_id not in known.standing:
        raise NotFound("relationship", "There is no such relationship on this family’s map.")
    return known, found


def _people(tie: Tie) -> frozenset[UUID]:
    """The people on file whom a relationship is between."""
    return frozenset(end.person_id for end in (tie.first, tie.second) if end.person_id is not None)


def _checked(known: _Known, tie: Tie, *, today: date) -> Tie:
    for end in (tie.first, tie.second):
        if end.person_id is not None and end.person_id not in known.people:
            raise NotFound("person", "There is no such person in this family.")
    births = {
        End(person_id).key: Birth(person.born_on, person.expected_on)
        for person_id, person in known.people.items()
    }
    standing = [each.tie for each in known.standing.values()]
    check_tie(tie, standing, births, today=today)
    return in_one_order(_called_alike(tie, standing))


def _called_alike(tie: Tie, standing: list[Tie]) -> Tie:
    """The same, with a label spelt as it stands on the map already."""
    spelt = {end.key: end for each in standing for end in (each.first, each.second)}
    return replace(
        tie, first=spelt.get(tie.first.key, tie.first), second=spelt.get(tie.second.key, tie.second)
    )


def _new(family_id: UUID, tie: Tie, actor: Actor) -> FamilyRelationship:
    return FamilyRelationship(
        family_id=family_id,
        kind=tie.kind,
        first_person_id=tie.first.person_id,
        first_label=tie.first.label,
        second_person_id=tie.second.person_id,
        second_label=tie.second.label,
        described=tie.described,
        responsibility=tie.responsibility,
        starts_on=tie.starts_on,
        ends_on=tie.ends_on,
        recorded_at=clock.now(),
        recorded_by=actor.user_id,
    )


def _set_aside(relationship: FamilyRelationship, why: SetAsideWhy, actor: Actor) -> None:
    relationship.set_aside_at, relationship.set_aside_by = clock.now(), actor.user_id
    relationship.set_aside_why = why


def _all_changed(known: _Known) -> int:
    for family in known.families.values():
        changed(family)
    return known.family.version


def _note(
    session: Session,
    actor: Actor,
    action: str,
    family_id: UUID,
    relationship: FamilyRelationship,
    **details: str,
) -> None:
    """Note a change, of whom by id, and never in a word that somebody wrote. Writes audit_event."""
    people = {"first_id": relationship.first_person_id, "second_id": relationship.second_person_id}
    audit.record(
        session,
        actor,
        action,
        family_id,
        relationship_id=str(relationship.id),
        kind=relationship.kind.value,
        **{name: str(person) for name, person in people.items() if person},
        **details,
    )
