"""A person of a family opened to be changed, with every household they are or were in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app.access.family_access import can_open_family
from app.access.policies import Actor
from app.cases.models.people import Family, HouseholdMember, Person
from app.cases.queries import household as queries
from app.cases.queries import records
from app.cases.rules.household import Membership, Spell
from app.cases.services.changing import changed, family_to_change
from app.errors import NotFound


@dataclass(frozen=True, slots=True)
class MemberToChange:
    """A membership of a family, its person, and the person's other memberships, wherever they are.

    families: by id, every family that the person is or was in, and the one they may join; all are locked.
    """

    family: Family
    person: Person
    member: HouseholdMember
    others: tuple[HouseholdMember, ...]
    families: dict[UUID, Family]

    @property
    def elsewhere(self) -> list[Spell]:
        """The days of the person's other memberships."""
        return [spell_of(other) for other in self.others]

    def person_changed(self) -> int:
        """Note that the records of all their families have changed; the version of this one."""
        for family in self.families.values():
            changed(family)
        return self.family.version


def member_to_change(
    session: Session,
    family_id: UUID,
    member_id: UUID,
    version: int,
    *,
    actor: Actor,
    today: date,
    joins: UUID | None = None,
) -> MemberToChange:
    """A person of a family, locked with their families, if the actor may open it as they saw it.

    The person is locked first, and then the families in one order: two who move the same people at once wait
    for each other, and never for ever. Raises NotFound("family" | "member"), Conflict("changed-meanwhile").
    """
    person = queries.person_for_update(session, family_id, member_id)
    memberships = queries.memberships_of(session, person.id) if person else ()
    concerned = {family_id, *(each.family_id for each in memberships), *([joins] if joins else [])}
    families = queries.families_for_update(session, concerned)
    family = family_to_change(session, family_id, version, actor=actor, today=today)
    member = next((each for each in memberships if each.id == member_id), None)
    if person is None or member is None:
        raise NotFound("member", "There is no such person in this family.")
    if (
        joins is None
        and member.ends_on is not None
        and not may_open_homes(session, memberships, actor, today)
    ):
        raise NotFound("member", "There is no such person in this family.")
    others = tuple(each for each in memberships if each is not member)
    return MemberToChange(family, person, member, others, families)


def may_open_homes(
    session: Session, memberships: Sequence[HouseholdMember], actor: Actor, today: date
) -> bool:
    """Whether the actor may open every family in which the person lives now."""
    return all(
        can_open_family(actor, records.led_by(session, each.family_id, today))
        for each in memberships
        if each.ends_on is None
    )


def spell_of(member: HouseholdMember) -> Spell:
    """The days of a membership."""
    return Spell(member.starts_on, member.ends_on)


def membership_of(member: HouseholdMember) -> Membership:
    """A membership's days and role."""
    return Membership(spell_of(member), member.role)


def put(member: HouseholdMember, membership: Membership) -> None:
    """Give a stored membership these days and this role."""
    member.starts_on = membership.spell.starts_on
    member.ends_on = membership.spell.ends_on
    member.role = membership.role
