"""The impact of CAF work over a period as the inspection pack counts it, with those behind it. Pure.

Closures are counted by the same conditions as the measure cafs.closed of the Board's report, over another
period and with family assessments told apart.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
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


@dataclass(frozen=True, slots=True)
class Impact:
    """A number with its base and those behind it. base None: it is a count and no share.

    members: the assessments counted, by id. of: what the base is, in words.
    """

    code: str
    label: str
    members: tuple[UUID, ...]
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


def impact(worked: Iterable[Worked], period: Period) -> tuple[Impact, ...]:
    """The impact over a period, one number a line."""
    found = tuple(sorted(worked, key=lambda each: each.id))

    def those(holds: Callable[[Worked], bool]) -> tuple[UUID, ...]:
        return tuple(each.id for each in found if holds(each))

    closed = [each for each in found if each.closed_on and each.closed_on in period]
    ended = len(closed)

    def of_closed(code: str, label: str, holds: Callable[[Worked], bool]) -> Impact:
        members = tuple(each.id for each in closed if holds(each))
        return Impact(code, label, members, ended, "closed")

    two_levels = [each for each in closed if each.levels > 1]

    def of_levels(code: str, label: str, holds: Callable[[int, int], bool]) -> Impact:
        members = tuple(
            each.id
            for each in two_levels
            if each.first_level is not None
            and each.last_level is not None
            and holds(each.first_level, each.last_level)
        )
        return Impact(code, label, members, len(two_levels), "closed with a level of need at both ends")

    reviewed = [
        each
        for each in found
        if _in(each.first_reviewed_on, period) or any(day in period for day in each.reviews)
    ]
    return (
        Impact("cafs-initiated", "CAFs initiated", those(lambda each: _began(each, "caf", period))),
        Impact(
            "family-assessments-initiated",
            "Family assessments initiated",
            those(lambda each: _began(each, "family-assessment", period)),
        ),
        Impact("completed", "Assessments completed", those(lambda each: _in(each.completed_on, period))),
        Impact("closed", "Closed", tuple(each.id for each in closed)),
        *(of_closed(f"closed.{reason}", label, partial(_ended_so, reason)) for reason, label in CLOSURES),
        of_levels("need-lower", "Level of need lower at closure", lambda first, last: last < first),
        of_levels("need-same", "Level of need the same at closure", lambda first, last: last == first),
        of_levels("need-higher", "Level of need higher at closure", lambda first, last: last > first),
        of_closed("no-levels", "Closed without two levels of need on file", lambda each: each.levels < 2),
        of_closed(
            "plan-done",
            "Closed with every action of the plan done",
            lambda each: each.actions > 0 and each.done == each.actions,
        ),
        of_closed("no-plan", "Closed without any action on file", lambda each: each.actions == 0),
        Impact("reviewed", "Reviewed at least once", tuple(each.id for each in reviewed)),
        Impact(
            "childs-words",
            "Reviewed, with the child’s own words in a review of the period",
            tuple(each.id for each in reviewed if any(day in period for day in each.words_on)),
            len(reviewed),
            "reviewed",
        ),
        Impact(
            "reopened",
            "Opened again after a closure",
            those(lambda each: any(day in period for day in each.reopened_on)),
        ),
    )


def _began(each: Worked, kind: str, period: Period) -> bool:
    return each.kind == kind and each.initiated_on in period


def _ended_so(reason: str, worked: Worked) -> bool:
    return worked.closure_reason == reason


def _in(day: date | None, period: Period) -> bool:
    return day is not None and day in period
