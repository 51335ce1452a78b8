"""Who is in a household and where it lives, day by day: what is possible, and what follows from a change.

Only what cannot be is refused: a person in two households at once, a family in two homes, a day before its
time. Whether a household is complete or likely is for people to judge.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.errors import RuleRefused
from app.periods import ONE_DAY, written_date
from app.programme.facts import MemberRole

LONGEST_TO_BIRTH = timedelta(days=300)
"""No child is expected later than this after the day it is recorded: 40 weeks, and what is late."""


@dataclass(frozen=True, slots=True)
class Spell:
    """Days from the first to the last, both included. ends_on None: it goes on."""

    starts_on: date
    ends_on: date | None = None

    def overlaps(self, other: "Spell") -> bool:
        """Whether the two have a day in common."""
        return (other.ends_on is None or self.starts_on <= other.ends_on) and (
            self.ends_on is None or other.starts_on <= self.ends_on
        )


@dataclass(frozen=True, slots=True)
class Membership:
    """A person's days in one household, and their place in it."""

    spell: Spell
    role: MemberRole


def check_born(born_on: date | None, expected_on: date | None, *, today: date) -> None:
    """Refuse a birth that is recorded before it happens, and one that is expected impossibly late.

    Raises RuleRefused("born-in-the-future" | "expected-too-late").
    """
    if born_on is not None and born_on > today:
        raise RuleRefused("born-in-the-future", "The date of birth is after today.")
    if born_on is None and expected_on is not None and expected_on > today + LONGEST_TO_BIRTH:
        raise RuleRefused("expected-too-late", "The expected date of birth is more than 300 days away.")


def check_membership(
    membership: Membership,
    others: Iterable[Spell],
    *,
    born_on: date | None,
    expected_on: date | None,
    today: date,
) -> None:
    """Refuse days in a household that cannot be: out of order, to come, before birth, or in two at once.

    others: the person's days in any household but these.
    Raises RuleRefused("in-the-future" | "dates-in-order" | "born-already" | "no-expected-date" |
    "not-born-yet" | "before-birth" | "in-another-household").
    """
    _check_days(membership.spell, today)
    _check_role(membership, born_on, expected_on)
    if any(membership.spell.overlaps(other) for other in others):
        raise RuleRefused(
            "in-another-household",
            "They are recorded in a household already on some of these days. A person is in one household"
            " at a time: give other days, or record the day on which they left.",
        )


def check_residence(spell: Spell, others: Iterable[Spell], *, today: date) -> None:
    """Refuse days at an address that cannot be: out of order, to come, or at two addresses at once.

    Raises RuleRefused("in-the-future" | "dates-in-order" | "lives-elsewhere-then").
    """
    _check_days(spell, today)
    if any(spell.overlaps(other) for other in others):
        raise RuleRefused(
            "lives-elsewhere-then",
            "The family is recorded at another address on some of these days. Give other days, or correct"
            " the other address first.",
        )


def left(spell: Spell, last_day: date, *, today: date) -> Spell:
    """The days of somebody who left, this day being their last in the household.

    Raises RuleRefused("left-already" | "in-the-future" | "dates-in-order").
    """
    if spell.ends_on is not None:
        raise RuleRefused(
            "left-already", "They have left the household already. Correct the day if it is wrong."
        )
    ended = replace(spell, ends_on=last_day)
    _check_days(ended, today)
    return ended


def moved_away(spell: Spell, on: date) -> Spell:
    """The days of what ended because somebody moved on this day: the day before was the last.

    What had ended already stays as it was. Raises RuleRefused("moves-before-they-came").
    """
    if spell.ends_on is not None:
        return spell
    if on <= spell.starts_on:
        raise RuleRefused(
            "moves-before-they-came",
            f"The move must be after {written_date(spell.starts_on)}, the day they came."
            " If that day is wrong, correct it first.",
        )
    return replace(spell, ends_on=on - ONE_DAY)


def after_birth(membership: Membership, born_on: date) -> tuple[Membership, Membership | None]:
    """What an unborn child's days in a household become when it is born: until the birth, and from then on.

    Recorded only after the birth, they are a child's from the first day. None: it left before it was born.
    """
    spell = membership.spell
    if spell.starts_on >= born_on:
        return replace(membership, role=MemberRole.CHILD), None
    if spell.ends_on is not None and spell.ends_on < born_on:
        return membership, None
    unborn = replace(membership, spell=replace(spell, ends_on=born_on - ONE_DAY))
    return unborn, Membership(Spell(born_on, spell.ends_on), MemberRole.CHILD)


def follow_birth(membership: Membership, was: date, now: date) -> Membership:
    """The same days once a date of birth is corrected: those that began or ended with the birth move with it.

    Born 9 May, in the household from 9 May; corrected to 12 May → from 12 May.
    """
    spell = membership.spell
    if membership.role is MemberRole.UNBORN_CHILD:
        seam = spell.ends_on == was - ONE_DAY
        return replace(membership, spell=replace(spell, ends_on=now - ONE_DAY)) if seam else membership
    return replace(membership, spell=replace(spell, starts_on=now)) if spell.starts_on == was else membership


def first_day(
    given: date | None, *, family_from: date, born_on: date | None, role: MemberRole, today: date
) -> date:
    """The day since which somebody is in a household that is being registered.

    Nothing given: since the family lives there, but not before they were born; an unborn child, from today.
    """
    if given is not None:
        return given
    if role is MemberRole.UNBORN_CHILD:
        return today
    return max(family_from, born_on) if born_on else family_from


def _check_days(spell: Spell, today: date) -> None:
    if spell.starts_on > today or (spell.ends_on is not None and spell.ends_on > today):
        raise RuleRefused("in-the-future", "The day is after today. Record it once it has come.")
    if spell.ends_on is not None and spell.ends_on < spell.starts_on:
        raise RuleRefused(
            "dates-in-order", f"The last day is before the first, which is {written_date(spell.starts_on)}."
        )


def _check_role(membership: Membership, born_on: date | None, expected_on: date | None) -> None:
    spell = membership.spell
    if membership.role is MemberRole.UNBORN_CHILD:
        if born_on is not None and (spell.ends_on is None or spell.ends_on >= born_on):
            raise RuleRefused(
                "born-already", "They are born, so they cannot be an unborn child on these days."
            )
        if born_on is None and expected_on is None:
            raise RuleRefused("no-expected-date", "Enter the date on which the child is expected.")
        return
    if born_on is None and expected_on is not None:
        raise RuleRefused(
            "not-born-yet",
            "With an expected date and no date of birth they are an unborn child. Choose that role, or"
            " take the expected date out.",
        )
    if born_on is not None and spell.starts_on < born_on:
        raise RuleRefused(
            "before-birth", "The first day in the household is before the date of birth. Check them both."
        )
