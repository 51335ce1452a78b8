"""What the CAF register comes to: how much is open, for how long, and with whom."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from app.cases.rules.lifecycle import AssessmentDates, assessment_stage
from app.cases.rules.vocabulary import AssessmentStage, ClosureReason
from app.periods import add_months, financial_year_label, financial_year_of

Key = TypeVar("Key", bound=str)

LONG_OPEN_MONTHS = 24
REVIEW_DUE_MONTHS = 6


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One CAF of the register, without anybody's name."""

    id: UUID
    dates: AssessmentDates
    has_lead: bool
    closure_reason: ClosureReason | None


EntriesAlike = tuple[RegisterEntry, int]
"""An entry, and how many of the register's are like it in all that a summary asks; itself among them."""


@dataclass(frozen=True, slots=True)
class RegisterSummary:
    """The register on a day.

    initiated and closed: by financial year. by_stage: those open, by the stage they have come to.
    long_open: open for over two years. review_due: open, and six months past the first team meeting
    without a review.
    """

    initiated: Mapping[str, int]
    closed: Mapping[str, Mapping[ClosureReason, int]]
    open: int
    by_stage: Mapping[AssessmentStage, int]
    long_open: int
    without_lead: int
    review_due: int


def register_summary(entries: Iterable[EntriesAlike], on: date) -> RegisterSummary:
    """What the register comes to at the end of a day; what was initiated later is left out."""
    known = [(entry, number) for entry, number in entries if entry.dates.initiated_on <= on]
    going = [(entry, number) for entry, number in known if is_open(entry, on)]
    return RegisterSummary(
        initiated=_counted((_year(entry.dates.initiated_on), number) for entry, number in known),
        closed=_closures(known, on),
        open=sum(number for _, number in going),
        by_stage=_counted((assessment_stage(entry.dates, on), number) for entry, number in going),
        long_open=sum(number for entry, number in going if is_long_open(entry, on)),
        without_lead=sum(number for entry, number in going if not entry.has_lead),
        review_due=sum(number for entry, number in going if is_review_due(entry, on)),
    )


def is_open(entry: RegisterEntry, on: date) -> bool:
    """Whether an assessment is open at the end of a day."""
    return entry.dates.closed_on is None or entry.dates.closed_on > on


def long_open_before(on: date) -> date:
    """The day before which an assessment was initiated that is long open on a day: two years before."""
    return add_months(on, -LONG_OPEN_MONTHS)


def review_due_before(on: date) -> date:
    """The day before which the team first met where a first review is due on a day: six months before."""
    return add_months(on, -REVIEW_DUE_MONTHS)


def is_long_open(entry: RegisterEntry, on: date) -> bool:
    """Whether an open assessment was initiated more than two years before."""
    return entry.dates.initiated_on < long_open_before(on)


def is_review_due(entry: RegisterEntry, on: date) -> bool:
    """Whether an open assessment is more than six months past its first team meeting, never reviewed."""
    met_on, reviewed_on = entry.dates.first_team_meeting_on, entry.dates.first_reviewed_on
    reviewed = reviewed_on is not None and reviewed_on <= on
    return met_on is not None and not reviewed and met_on < review_due_before(on)


def _closures(entries: Iterable[EntriesAlike], on: date) -> Mapping[str, Mapping[ClosureReason, int]]:
    found: dict[str, list[tuple[ClosureReason, int]]] = {}
    for entry, number in entries:
        closed_on, reason = entry.dates.closed_on, entry.closure_reason
        if closed_on is not None and closed_on <= on and reason is not None:
            found.setdefault(_year(closed_on), []).append((reason, number))
    return {year: _counted(found[year]) for year in sorted(found)}


def _year(day: date) -> str:
    return financial_year_label(financial_year_of(day))


def _counted(found: Iterable[tuple[Key, int]]) -> Mapping[Key, int]:
    counts: Counter[Key] = Counter()
    for key, number in found:
        counts[key] += number
    return {key: counts[key] for key in sorted(counts)}
