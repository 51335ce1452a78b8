"""Two people change the same households at the same moment, over connections of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from app import embedded
from app.access.policies import Actor
from app.access.roles import Role
from app.cases.models.people import Family, HouseholdMember
from app.cases.models.withdrawals import WithdrawnMembership
from app.cases.rules.household import Spell
from app.cases.rules.household_words import CorrectionReason
from app.cases.services import people, withdrawing
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


def test_of_two_who_take_out_and_put_back_the_same_person_at_once_one_is_told(
    separate_database: embedded.Urls,
) -> None:
    family = a_family()
    a_person(family)
    (member,) = current()
    asked: dict[str, Any] = {"actor": COORDINATOR, "today": TODAY}

    taken = at_once(
        lambda: withdrawing.withdraw_membership(
            family, member.id, CorrectionReason.TYPED_WRONG, version=1, **asked
        )
    )
    with reading(COORDINATOR) as session:
        withdrawal = session.exec(select(WithdrawnMembership.id)).one()
    put = at_once(lambda: withdrawing.put_back(family, withdrawal, version=2, **asked))

    assert taken == put == ["changed-meanwhile", "done"]
    assert current() == [member]


def at_once(act: Callable[[], object]) -> list[str]:
    """What comes of two who do the same at the same moment."""
    ready = Barrier(2)

    def done() -> str:
        ready.wait()
        try:
            act()
        except Conflict as refused:
            return refused.code
        return "done"

    with ThreadPoolExecutor(2) as both:
        return sorted(each.result() for each in [both.submit(done), both.submit(done)])
