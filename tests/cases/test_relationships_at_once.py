"""Somebody relates a person to another while somebody else corrects that person: both come to an end."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from uuid import UUID

from sqlmodel import select

from app import embedded
from app.cases.models.people import Family, HouseholdMember
from app.cases.rules.household import Membership, Spell
from app.cases.rules.household_words import CorrectionReason
from app.cases.rules.relationships import End, RelationshipKind, SetAsideWhy, Tie
from app.cases.rules.vocabulary import Sex
from app.cases.services import correcting, relationships
from app.cases.services.people import PersonDetails
from app.db import reading
from app.errors import Conflict
from app.programme.facts import MemberRole
from tests.cases.builders import TODAY, a_family, a_person
from tests.conftest import COORDINATOR

ROUNDS = 4
CHILD = Membership(Spell(date(2010, 6, 1), None), MemberRole.CHILD)


def version_of(family: UUID) -> int:
    with reading(COORDINATOR) as session:
        return session.get_one(Family, family).version


def said_of(change: Callable[..., object], version: int, ready: Barrier) -> str:
    """What comes of a change, once everybody is ready."""
    ready.wait()
    try:
        change(version=version, actor=COORDINATOR, today=TODAY)
    except Conflict as refused:
        return refused.code
    return "changed"


def both_end(family: UUID, one: Callable[..., object], other: Callable[..., object]) -> None:
    """Both begin from one version, and so one of them is told that the other has changed it."""
    ready, version = Barrier(2), version_of(family)
    with ThreadPoolExecutor(2) as both:
        asked = [both.submit(said_of, change, version, ready) for change in (one, other)]
    assert sorted(each.result() for each in asked) == ["changed", "changed-meanwhile"]


def test_two_who_relate_and_correct_a_person_at_once_never_wait_for_each_other(
    separate_database: embedded.Urls,
) -> None:
    family = a_family()
    tansy = a_person(family)
    with reading(COORDINATOR) as session:
        (member,) = session.exec(select(HouseholdMember.id)).all()

    def an_aunt(name: str) -> Tie:
        return Tie(RelationshipKind.OTHER, End(label=name), End(tansy), described="Aunt")

    def renamed(name: str) -> Callable[..., object]:
        details = PersonDetails(name, "Testcase", date(2001, 5, 9), None, Sex.UNKNOWN, None, None, None)
        return lambda **given: correcting.correct_person(
            family, member, details, CHILD, reason=CorrectionReason.TYPED_WRONG, **given
        )

    relationships.record_relationship(
        family, an_aunt("Aunt Fern"), version=version_of(family), actor=COORDINATOR, today=TODAY
    )
    for number in range(ROUNDS):
        both_end(
            family,
            lambda number=number, **given: relationships.record_relationship(
                family, an_aunt(f"Aunt {number}"), **given
            ),
            renamed(f"Tansie {number}"),
        )
        kept = relationships.open_map(family, actor=COORDINATOR, today=TODAY).relationships
        standing = next(each for each in kept if "Aunt F" in str(each.tie.first.label))
        both_end(
            family,
            lambda number=number, standing=standing, **given: relationships.correct_relationship(
                family, standing.id, an_aunt(f"Aunt Fern {number}"), why=SetAsideWhy.TOLD_WRONG, **given
            ),
            renamed(f"Tansee {number}"),
        )
