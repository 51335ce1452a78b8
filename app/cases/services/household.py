"""What the forms about a household start from: the record as it stands, and what may be chosen."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.access.family_access import access_to_family, can_open_family, family_scope
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.models.people import Family
from app.cases.queries import household as queries
from app.cases.queries import records
from app.cases.queries.families import FamilyFilters
from app.cases.queries.record_parts import FamilyRecord
from app.cases.queries.search import families_found
from app.cases.rules.searches import sought
from app.cases.services.changing import no_such_family
from app.cases.services.finding import Choice, ward_choices
from app.cases.services.reading import note_opening, reader_of
from app.db import reading, transaction

MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class HouseholdToChange:
    """A family's record as it stands, and the wards that it may live in."""

    record: FamilyRecord
    wards: tuple[Choice, ...]


def household_to_change(family_id: UUID, *, actor: Actor, today: date) -> HouseholdToChange:
    """What a form about a household starts from. Opens the record, and so writes audit_event.

    Raises Forbidden("role"), NotFound("family").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        family = session.get(Family, family_id)
        led_by = records.led_by(session, family_id, today)
        seen_as = access_to_family(actor, led_by)
        if family is None or seen_as is None or not can_open_family(actor, led_by):
            raise no_such_family()
        note_opening(session, family_id, actor=actor, led_by=led_by)
        record = records.family_record(
            session, family, today, reader=reader_of(actor, led_by), seen_as=seen_as
        )
        return HouseholdToChange(record, ward_choices(session))


def families_to_join(search: str, *, actor: Actor, today: date) -> tuple[Choice, ...]:
    """The families that the actor may open and that are found by reference or name, with who lives in them.

    The best found first, at most 20. Raises Forbidden("role").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with reading(actor) as session:
        scope = family_scope(actor).without_teams()
        found, _ = families_found(
            session, sought(search, today), FamilyFilters(), scope, limit=MOST_FOUND, on=today
        )
        people: dict[UUID, list[str]] = {family.id: [] for family in found}
        for person in queries.names_in(session, people, today):
            people[person.family_id].append(f"{person.forename} {person.surname}")
    return tuple(
        Choice(
            str(family.id),
            f"{family.reference or 'Family without a reference'}, {family.ward or 'ward not known'}: "
            f"{', '.join(people[family.id]) or 'nobody now'}",
        )
        for family in found
    )


def wards_to_live_in(*, actor: Actor) -> tuple[Choice, ...]:
    """Every ward, by name, for a family that is being registered. Raises Forbidden("role")."""
    check_may(actor, Action.REGISTER_A_FAMILY)
    with reading(actor) as session:
        return ward_choices(session)
