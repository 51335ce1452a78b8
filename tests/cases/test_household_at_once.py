"""Two people change the same households at the same moment, over connections of their own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from uuid import UUID

from sqlmodel import col, select

from app import embedded
from app.access.policies import Actor
from app.access.roles import Role
from app.cases.models.people import Family, HouseholdMember
from app.cases.rules.household import Spell
from app.cases.services import people
from app.db import reading
from app.errors import Conflict
from app.programme.facts import MemberRole
from tests.cases.builders import TODAY, a_family, a_person

COORDINATOR = Actor(UUID(int=101), frozenset({Role.PROGRAMME_COORDINATOR}))
ROUNDS = 8


def moved(member: HouseholdMember, to: UUID, on: date, version: int, ready: Barrier) -> str:
    """What comes of moving somebody, once everybody is ready."""
    ready.wait()
    try:
        people.person_moves(
            member.family_id,
            member.id,
            to,
            on=on,
            role=MemberRole.CHILD,
            version=version,
            actor=COORDINATOR,
            today=TODAY,
        )
    except Conflict as refused:
        return refused.code
    return "moved"


def current() -> list[HouseholdMember]:
    """Who is where now, in one order."""
    with reading(COORDINATOR) as session:
        found = select(HouseholdMember).where(col(HouseholdMember.ends_on).is_(None))
        return list(session.exec(found.order_by(col(HouseholdMember.person_id))).all())


def test_two_who_move_people_between_the_same_families_never_wait_for_ever(
    separate_database: embedded.Urls,
) -> None:
    families = (a_family(), a_family())
    for family in families:
        a_person(family)

    for number in range(ROUNDS):
        ready, on = Barrier(2), TODAY - timedelta(ROUNDS - number)
        with reading(COORDINATOR) as session:
            versions = {family: session.get_one(Family, family).version for family in families}
        with ThreadPoolExecutor(2) as both:
            asked = [
                both.submit(
                    moved,
                    member,
                    next(family for family in families if family != member.family_id),
                    on,
                    versions[member.family_id],
                    ready,
                )
                for member in current()
            ]
        # Both began from the version that one of them changed.
        assert sorted(each.result() for each in asked) == ["changed-meanwhile", "moved"]

    with reading(COORDINATOR) as session:
        held = session.exec(select(HouseholdMember)).all()
    for one in held:
        for other in held:
            if one is not other and one.person_id == other.person_id:
                assert not Spell(one.starts_on, one.ends_on).overlaps(Spell(other.starts_on, other.ends_on))
