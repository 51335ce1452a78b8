"""The household that a referral names: who is in it, and what cannot be so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from app.cases.rules.referrals import ReferralConsent
from app.errors import RuleRefused
from app.periods import age_on
from app.programme.editions import DECLARED, Editions
from app.programme.facts import Criterion, CriterionGroup, MemberRole

MOST_PEOPLE = 20
OLDEST_CHILD = 25
LONGEST_LIFE = 120
OVERDUE, LONGEST_WAIT = timedelta(days=60), timedelta(days=300)


@dataclass(frozen=True, slots=True)
class PersonReferred:
    """Someone whom a referral names. born_on None: not known. expected_on: of an unborn child."""

    forename: str
    surname: str
    role: MemberRole
    born_on: date | None = None
    expected_on: date | None = None


@dataclass(frozen=True, slots=True)
class FamilyReferred:
    """What a referral says of a family: who they are, where they live, why, and whether they agree.

    criteria: those that seem met to whoever refers.
    """

    people: tuple[PersonReferred, ...]
    ward_id: UUID
    why: str
    consent: ReferralConsent
    criteria: frozenset[Criterion] = frozenset()
    address: str | None = None
    postcode: str | None = None


@dataclass(frozen=True, slots=True)
class PersonFault:
    """What is wrong with a person of a referral. position: 1 for the first. field: where it is put right."""

    position: int
    field: str
    code: str
    sentence: str


def household_faults(people: Sequence[PersonReferred], today: date) -> tuple[PersonFault, ...]:
    """Everything that is wrong with the people of a referral, in their order.

    Source: Board pack, 26 June 2013 (a family has a child or young person aged 0 to 25).
    """
    faults = [
        PersonFault(position, *wrong)
        for position, person in enumerate(people, 1)
        if (wrong := _wrong_with(person, today)) is not None
    ]
    if not any(person.role in (MemberRole.CHILD, MemberRole.UNBORN_CHILD) for person in people):
        nobody = PersonFault(1, "role", "no-child", "Name at least one child or young person.")
        faults.insert(0, nobody)
    return tuple(faults)


def check_household(people: Sequence[PersonReferred], today: date) -> None:
    """Refuse a referral whose people cannot be as they are given, with the first thing that is wrong.

    Raises RuleRefused("no-child" | "date-of-birth" | "too-old-for-a-child" | "expected-date").
    """
    for fault in household_faults(people, today):
        raise RuleRefused(fault.code, f"Person {fault.position}: {fault.sentence}")


def criteria_asked(on: date, packs: Editions = DECLARED) -> dict[CriterionGroup, tuple[Criterion, ...]]:
    """The criteria that a referral may name on a day, by group.

    They are those of the rule pack in force, or of the last before that day where none is.
    """
    pack = packs.nearest(on)
    return {group: pack.criteria_in(group) for group in pack.groups}


def _wrong_with(person: PersonReferred, today: date) -> tuple[str, str, str] | None:
    """The field, the code and the sentence of what is wrong with one person."""
    if person.role is MemberRole.UNBORN_CHILD:
        return _wrong_with_unborn(person, today)
    if person.expected_on is not None:
        return "expected_on", "expected-date", "Only an unborn child has a day on which it is expected."
    if person.born_on is None:
        return None
    if person.born_on > today:
        return "born_on", "date-of-birth", "The date of birth must not be after today."
    if person.born_on.year < today.year - LONGEST_LIFE:
        return "born_on", "date-of-birth", "Check the year of birth."
    if person.role is MemberRole.CHILD and age_on(person.born_on, today) > OLDEST_CHILD:
        return (
            "born_on",
            "too-old-for-a-child",
            f"A child or young person is at most {OLDEST_CHILD}. Check the date, or choose “other adult”.",
        )
    return None


def _wrong_with_unborn(person: PersonReferred, today: date) -> tuple[str, str, str] | None:
    if person.born_on is not None:
        return "born_on", "expected-date", "An unborn child has no date of birth yet."
    if person.expected_on is None:
        return "expected_on", "expected-date", "Enter the day on which the child is expected."
    if not today - OVERDUE <= person.expected_on <= today + LONGEST_WAIT:
        return "expected_on", "expected-date", "Check the day on which the child is expected."
    return None
