"""A family that is known only by name comes on file, with its people and its address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app import audit, clock
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.models.people import Family, Residence, Ward
from app.cases.queries.household import NamedOnFile, named_on_file
from app.cases.rules.household import Membership, Spell, check_residence, first_day
from app.cases.rules.names import name_key
from app.cases.services.homes import Home, no_such_ward
from app.cases.services.people import PersonDetails, check_new, new_member
from app.db import reading, transaction
from app.programme.facts import MemberRole


@dataclass(frozen=True, slots=True)
class NewMember:
    """Somebody in a family that is being registered. starts_on None: as long as the family, or from birth."""

    details: PersonDetails
    role: MemberRole
    starts_on: date | None


def register_family(
    family_id: UUID, home: Home, people: Sequence[NewMember], *, actor: Actor, today: date
) -> int:
    """Put a family on file without a reference, which it gets once identified. Returns the record's version.

    family_id: chosen by whoever asks, so that asking twice registers one family. Writes family, residence,
    person, household_member, audit_event. Raises Forbidden("role"), NotFound("ward"),
    Conflict("already-registered"), RuleRefused("in-the-future" | "born-in-the-future" | "expected-too-late" |
    "born-already" | "no-expected-date" | "not-born-yet" | "before-birth").
    """
    check_may(actor, Action.REGISTER_A_FAMILY)
    with transaction(actor) as session:
        if session.get(Ward, home.ward_id) is None:
            raise no_such_ward()
        check_home(home, today=today)
        family = Family(id=family_id, import_key=str(family_id), updated_at=clock.now())
        session.add(family)
        session.flush()
        session.add(
            Residence(
                family_id=family_id,
                ward_id=home.ward_id,
                address=home.address,
                postcode=home.postcode,
                starts_on=home.starts_on,
            )
        )
        for person in people:
            membership = membership_of_new(person, home.starts_on, today=today)
            new_member(session, family_id, person.details, membership, today=today)
        audit.record(
            session, actor, "family.registered", family_id, people=len(people), ward_id=str(home.ward_id)
        )
        return family.version


def check_home(home: Home, *, today: date) -> None:
    """Refuse a home from a day that has not come. Raises RuleRefused("in-the-future")."""
    check_residence(Spell(home.starts_on), (), today=today)


def membership_of_new(person: NewMember, family_from: date, *, today: date) -> Membership:
    """The days that somebody is in a family which is being registered, and lives there from a day on.

    Raises RuleRefused("in-the-future" | "born-in-the-future" | "expected-too-late" | "born-already" |
    "no-expected-date" | "not-born-yet" | "before-birth").
    """
    details = person.details
    starts_on = first_day(
        person.starts_on, family_from=family_from, born_on=details.born_on, role=person.role, today=today
    )
    membership = Membership(Spell(starts_on), person.role)
    check_new(details, membership, today=today)
    return membership


def already_on_file(people: Sequence[NewMember], *, actor: Actor) -> tuple[NamedOnFile, ...]:
    """Those on file who have the same name as somebody in a family that is being registered, by name.

    Raises Forbidden("role").
    """
    check_may(actor, Action.REGISTER_A_FAMILY)
    names = {(name_key(each.details.forename), name_key(each.details.surname)) for each in people}
    with reading(actor) as session:
        return named_on_file(session, names)
