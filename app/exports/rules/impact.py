"""The impact of CAF work over a period as the inspection pack counts it, with those behind it. Pure.

Closures are counted by the same conditions as the measure cafs.closed of the Board's report, over another
period and with family assessments told apart.
"""

import operator
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import partial
from typing import Protocol
from uuid import UUID

from app.periods import Period

CLOSURES = (
    ("needs-met", "Closed: needs met"),
    ("escalated-to-social-care", "Closed: escalated to social care"),
    ("family-disengaged", "Closed: family disengaged"),
    ("consent-withdrawn", "Closed: consent withdrawn"),
    ("moved-away", "Closed: moved away"),
    ("other", "Closed: another reason"),
)


@dataclass(frozen=True, slots=True)
class Worked:
    """An assessment with what the count of impact looks at. Dates after the day asked about are None.

    first_level: of need, at initiation or first decided on; last_level: the latest one. reviews: days of
    reviews held. words_on: days of reviews with the child's own words.
    first_reviewed_on: as the register holds it, where the review itself is not on file.
    actions, done: of its plan, by the day.
    """

    id: UUID
    kind: str
    initiated_on: date
    completed_on: date | None
    closed_on: date | None
    closure_reason: str | None
    first_level: int | None
    last_level: int | None
    levels: int
    reviews: tuple[date, ...]
    words_on: tuple[date, ...]
    first_reviewed_on: date | None
    actions: int
    done: int
    reopened_on: tuple[date, ...]


class Kept(Protocol):
    """Ids that are kept as they come, in memory or elsewhere, and read again in that order, however often."""

    def add(self, each: UUID, /) -> None: ...
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[UUID]: ...


class InMemory(list[UUID]):
    """Kept in memory, where there are few."""

    add = list.append


@dataclass(frozen=True, slots=True)
class Impact:
    """A number with its base and those behind it. base None: it is a count and no share.

    members: the assessments counted, by id. of: what the base is, in words.
    """

    code: str
    label: str
    members: Kept
    base: int | None = None
    of: str | None = None

    @property
    def value(self) -> int:
        """How many."""
        return len(self.members)

    @property
    def percent(self) -> str | None:
        """The share of the base to one place; None where there is none, or the base is nothing."""
        return f"{100 * self.value / self.base:.1f}%" if self.base else None

    @property
    def words(self) -> str:
        """The number as a paper prints it: with its base and share, where it has them."""
        if self.base is None:
            return f"{self.value:,}"
        share = f", {self.percent}" if self.percent else ""
        return f"{self.value:,} of {self.base:,} {self.of}{share}"


class Base(Enum):
    """What a share is of: the value is its words."""

    CLOSED = "closed"
    TWO_LEVELS = "closed with a level of need at both ends"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of the impact: which assessments it counts. base None: it is a count and no share."""

    code: str
    label: str
    holds: Callable[[Worked, Period], bool]
    base: Base | None = None


def impact(
    worked: Iterable[Worked], period: Period, keep: Callable[[], Kept] = InMemory
) -> tuple[Impact, ...]:
    """The impact over a period, one number a line.

    worked: in the order of ids, each looked at as it comes. keep: gives a place for the members of a number.
    """
    members = {each.code: keep() for each in NUMBERS}
    bases = dict.fromkeys(Base, 0)
    for each in worked:
        for base, holds in _BASES.items():
            bases[base] += holds(each, period)
        for number in NUMBERS:
            if number.holds(each, period):
                members[number.code].add(each.id)
    return tuple(
        Impact(
            each.code,
            each.label,
            members[each.code],
            None if each.base is None else bases[each.base],
            None if each.base is None else each.base.value,
        )
        for each in NUMBERS
    )


def _closed(each: Worked, period: Period) -> bool:
    return _in(each.closed_on, period)


def _closed_so(reason: str, each: Worked, period: Period) -> bool:
    return _closed(each, period) and each.closure_reason == reason


def _closed_with(holds: Callable[[Worked], bool], each: Worked, period: Period) -> bool:
    return _closed(each, period) and holds(each)


def _two_levels(each: Worked, period: Period) -> bool:
    return _closed(each, period) and each.levels > 1


def _levels(holds: Callable[[int, int], bool], each: Worked, period: Period) -> bool:
    return (
        _two_levels(each, period)
        and each.first_level is not None
        and each.last_level is not None
        and holds(each.first_level, each.last_level)
    )


def _began(kind: str, each: Worked, period: Period) -> bool:
    return each.kind == kind and each.initiated_on in period


def _reviewed(each: Worked, period: Period) -> bool:
    return _in(each.first_reviewed_on, period) or any(day in period for day in each.reviews)


def _heard(each: Worked, period: Period) -> bool:
    return _reviewed(each, period) and any(day in period for day in each.words_on)


def _in(day: date | None, period: Period) -> bool:
    return day is not None and day in period


_BASES = {Base.CLOSED: _closed, Base.TWO_LEVELS: _two_levels, Base.REVIEWED: _reviewed}

NUMBERS = (
    Counted("cafs-initiated", "CAFs initiated", partial(_began, "caf")),
    Counted(
        "family-assessments-initiated", "Family assessments initiated", partial(_began, "family-assessment")
    ),
    Counted("completed", "Assessments completed", lambda each, period: _in(each.completed_on, period)),
    Counted("closed", "Closed", _closed),
    *(
        Counted(f"closed.{reason}", label, partial(_closed_so, reason), Base.CLOSED)
        for reason, label in CLOSURES
    ),
    Counted("need-lower", "Level of need lower at closure", partial(_levels, operator.gt), Base.TWO_LEVELS),
    Counted("need-same", "Level of need the same at closure", partial(_levels, operator.eq), Base.TWO_LEVELS),
    Counted("need-higher", "Level of need higher at closure", partial(_levels, operator.lt), Base.TWO_LEVELS),
    Counted(
        "no-levels",
        "Closed without two levels of need on file",
        partial(_closed_with, lambda each: each.levels < 2),
        Base.CLOSED,
    ),
    Counted(
        "plan-done",
        "Closed with every action of the plan done",
        partial(_closed_with, lambda each: each.actions > 0 and each.done == each.actions),
        Base.CLOSED,
    ),
    Counted(
        "no-plan",
        "Closed without any action on file",
        partial(_closed_with, lambda each: each.actions == 0),
        Base.CLOSED,
    ),
    Counted("reviewed", "Reviewed at least once", _reviewed),
    Counted(
        "childs-words",
        "Reviewed, with the child’s own words in a review of the period",
        _heard,
        Base.REVIEWED,
    ),
    Counted(
        "reopened",
        "Opened again after a closure",
        lambda each, period: any(day in period for day in each.reopened_on),
    ),
)
"""The numbers in the order in which they are told."""
