"""People come into a household, leave it, move between households, and are born."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlmodel import Session

from app import audit
from app.access.family_access import can_open_family
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.models.people import HouseholdMember, Person
from app.cases.queries import records
from app.cases.rules.household import (
    Membership,
    Spell,
    after_birth,
    check_born,
    check_membership,
    left,
    moved_away,
)
from app.cases.rules.names import name_key
from app.cases.rules.vocabulary import Ethnicity, Sex
from app.cases.services.changing import changed, family_to_change, no_such_family
from app.cases.services.members import member_to_change, membership_of, put, spell_of
from app.db import transaction
from app.errors import RuleRefused
from app.programme.facts import MemberRole


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """What is recorded of a person, whatever household they are in. None: not known."""

    forename: str
    surname: str
    born_on: date | None
    expected_on: date | None
    sex: Sex
    ethnicity: Ethnicity | None
    first_language: str | None
    is_disabled: bool | None


@dataclass(frozen=True, slots=True)
class Added:
    """Somebody new in a family: the person, their membership, and the record's new version."""

    person_id: UUID
    member_id: UUID
    version: int


def add_person(
    family_id: UUID,
    details: PersonDetails,
    *,
    role: MemberRole,
    starts_on: date,
    version: int,
    actor: Actor,
    today: date,
) -> Added:
    """Add somebody who is not on file yet to a household, born or unborn, from this day.

    Writes person, household_member, family, audit_event. Raises Forbidden("role"), NotFound("family"),
    Conflict("changed-meanwhile"), RuleRefused("born-in-the-future" | "expected-too-late" | "in-the-future" |
    "born-already" | "no-expected-date" | "not-born-yet" | "before-birth").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        family = family_to_change(session, family_id, version, actor=actor, today=today)
        membership = Membership(Spell(starts_on), role)
        member = new_member(session, family_id, details, membership, today=today)
        audit.record(
            session,
            actor,
            "person.added",
            family_id,
            person_id=str(member.person_id),
            role=role.value,
            starts_on=starts_on.isoformat(),
        )
        return Added(member.person_id, member.id, changed(family))


def person_leaves(
    family_id: UUID, member_id: UUID, last_day: date, *, version: int, actor: Actor, today: date
) -> int:
    """Record that somebody left a household, this day being their last in it. Returns the new version.

    Writes household_member, family, audit_event. Raises Forbidden("role"), NotFound("family" | "member"),
    Conflict("changed-meanwhile"), RuleRefused("left-already" | "in-the-future" | "dates-in-order").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        found = member_to_change(session, family_id, member_id, version, actor=actor, today=today)
        found.member.ends_on = left(spell_of(found.member), last_day, today=today).ends_on
        audit.record(
            session,
            actor,
            "person.left",
            family_id,
            person_id=str(found.person.id),
            last_day=last_day.isoformat(),
        )
        return changed(found.family)


def person_moves(
    family_id: UUID,
    member_id: UUID,
    to_family_id: UUID,
    *,
    on: date,
    role: MemberRole,
    version: int,
    actor: Actor,
    today: date,
) -> int:
    """Record that somebody is in another family from this day, or back in their own after they had left.

    The day before is their last where they were. Returns the new version of the family that they came from.
    Writes household_member, family, audit_event (of both). Raises Forbidden("role"),
    NotFound("family" | "member"), Conflict("changed-meanwhile"), RuleRefused("same-family" |
    "moves-before-they-came" | "in-the-future" | "born-already" | "no-expected-date" | "not-born-yet" |
    "before-birth" | "in-another-household").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        found = member_to_change(
            session, family_id, member_id, version, actor=actor, today=today, joins=to_family_id
        )
        joined = found.families.get(to_family_id)
        if joined is None or not can_open_family(actor, records.led_by(session, to_family_id, today)):
            raise no_such_family()
        if to_family_id == family_id and found.member.ends_on is None:
            raise RuleRefused("same-family", "They are in that family already.")
        before = moved_away(spell_of(found.member), on)
        check_membership(
            Membership(Spell(on), role),
            [before, *found.elsewhere],
            born_on=found.person.born_on,
            expected_on=found.person.expected_on,
            today=today,
        )
        found.member.ends_on = before.ends_on
        session.add(
            HouseholdMember(person_id=found.person.id, family_id=to_family_id, starts_on=on, role=role)
        )
        for concerned in {family_id: found.family, to_family_id: joined}.values():
            audit.record(
                session,
                actor,
                "person.moved",
                concerned.id,
                person_id=str(found.person.id),
                from_family_id=str(family_id),
                to_family_id=str(to_family_id),
                on=on.isoformat(),
            )
            changed(concerned)
        return found.family.version


def child_is_born(
    family_id: UUID,
    member_id: UUID,
    born_on: date,
    *,
    forename: str,
    surname: str,
    sex: Sex,
    version: int,
    actor: Actor,
    today: date,
) -> int:
    """Record that an unborn child was born: the same person, a child from this day, with their name and sex.

    Returns the new version. Writes person, household_member, family, audit_event. Raises Forbidden("role"),
    NotFound("family" | "member"), Conflict("changed-meanwhile"), RuleRefused("born-already" |
    "born-in-the-future").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        found = member_to_change(session, family_id, member_id, version, actor=actor, today=today)
        person, member = found.person, found.member
        if person.born_on is not None or member.role is not MemberRole.UNBORN_CHILD:
            raise RuleRefused("born-already", "They are not recorded as an unborn child.")
        check_born(born_on, person.expected_on, today=today)
        for each in (member, *found.others):
            _is_born(session, each, born_on)
        person.born_on = born_on
        person.forename, person.forename_key = forename, name_key(forename)
        person.surname, person.surname_key = surname, name_key(surname)
        person.sex = sex
        audit.record(session, actor, "person.born", family_id, person_id=str(person.id))
        return found.person_changed()


def new_member(
    session: Session, family_id: UUID, details: PersonDetails, membership: Membership, *, today: date
) -> HouseholdMember:
    """Somebody new in a household, added to the transaction at hand. Writes person, household_member.

    Raises RuleRefused("born-in-the-future" | "expected-too-late" | "in-the-future" | "born-already" |
    "no-expected-date" | "not-born-yet" | "before-birth").
    """
    check_new(details, membership, today=today)
    person_id = uuid4()
    session.add(
        Person(
            id=person_id,
            import_key=str(person_id),
            forename=details.forename,
            surname=details.surname,
            forename_key=name_key(details.forename),
            surname_key=name_key(details.surname),
            born_on=details.born_on,
            expected_on=details.expected_on,
            sex=details.sex,
            ethnicity=details.ethnicity,
            first_language=details.first_language,
            is_disabled=details.is_disabled,
        )
    )
    session.flush()
    member = HouseholdMember(
        person_id=person_id,
        family_id=family_id,
        starts_on=membership.spell.starts_on,
        role=membership.role,
    )
    session.add(member)
    return member


def check_new(details: PersonDetails, membership: Membership, *, today: date) -> None:
    """Refuse what cannot be of somebody who comes on file.

    Raises RuleRefused("born-in-the-future" | "expected-too-late" | "in-the-future" | "born-already" |
    "no-expected-date" | "not-born-yet" | "before-birth").
    """
    check_born(details.born_on, details.expected_on, today=today)
    check_membership(membership, (), born_on=details.born_on, expected_on=details.expected_on, today=today)


def _is_born(session: Session, member: HouseholdMember, born_on: date) -> None:
    """Split an unborn child's membership at its birth."""
    if member.role is not MemberRole.UNBORN_CHILD:
        return
    until, since = after_birth(membership_of(member), born_on)
    put(member, until)
    session.flush()
    if since is not None:
        session.add(
            HouseholdMember(
                person_id=member.person_id,
                family_id=member.family_id,
                starts_on=since.spell.starts_on,
                ends_on=since.spell.ends_on,
                role=since.role,
            )
        )
