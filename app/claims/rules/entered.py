"""A figure or a finding that somebody enters by hand: read from their words, or refused."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.cases.rules.vocabulary import Word
from app.errors import RuleRefused
from app.periods import LIVING_MEMORY, SCHOOL_TERMS, Period, SchoolTerm, term_bounds, written_date
from app.programme.facts import MeasurementKind

LONGEST_SOURCE = 200
MOST_COUNTED = 999
WHOLE = 100_00
LONGEST_COUNTED = timedelta(days=366)

BY_TERM = frozenset(
    {
        MeasurementKind.UNAUTHORISED_ABSENCE,
        MeasurementKind.FIXED_TERM_EXCLUSIONS,
        MeasurementKind.SCHOOL_ATTENDANCE,
    }
)
"""The kinds of which one figure is one school term's."""

_PERCENT = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,2}))? ?%?")
_COUNT = re.compile(r"[0-9]{1,4}")


class EntryState(Word):
    """Where what somebody entered by hand stands. REPLACED: another entry stands in its place."""

    TO_BE_CHECKED = "to-be-checked"
    CHECKED = "checked"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Days:
    """The days that something is said of. last None: it goes on."""

    first: date
    last: date | None

    @property
    def written(self) -> str:
        """The days in plain words."""
        if self.last is None:
            return f"since {written_date(self.first)}"
        return f"{written_date(self.first)} to {written_date(self.last)}"

    def meets(self, other: "Days") -> bool:
        """Whether the two have a day in common."""
        return self.first <= (other.last or date.max) and other.first <= (self.last or date.max)


def term_named(label: str | None) -> SchoolTerm | None:
    """The school term of this name, such as 2012-autumn; None: none was named, or none so is declared."""
    return next((term for term in SCHOOL_TERMS if term.label == label), None)


def terms_to_offer(today: date) -> tuple[SchoolTerm, ...]:
    """The school terms that have ended, the latest first."""
    return tuple(sorted((term for term in SCHOOL_TERMS if term.last <= today), reverse=True))


def days_of(
    kind: MeasurementKind, *, term: str | None, starts_on: date | None, ends_on: date | None, today: date
) -> Days:
    """The days that a figure of a kind is about: a term's own, or those given.

    Raises RuleRefused("which-term" | "which-days" | "which-last-day" | "term-not-over" | "ends-before" |
    "in-the-future" | "ends-in-the-future" | "too-long").
    """
    if kind in BY_TERM:
        found = term_named(term)
        if found is None:
            raise RuleRefused("which-term", "Choose the school term that the figure is of.")
        if found.last > today:
            raise RuleRefused(
                "term-not-over", f"The {found.title} ends on {written_date(found.last)}: wait until then."
            )
        return Days(found.first, found.last)
    if starts_on is None:
        raise RuleRefused("which-days", "Enter the first day.")
    if ends_on is None and not kind.is_spell:
        raise RuleRefused("which-last-day", "Enter the last day that the count is of.")
    check_days(starts_on, ends_on, today)
    if not kind.is_spell and ends_on is not None and ends_on - starts_on >= LONGEST_COUNTED:
        raise RuleRefused("too-long", "Give a count of a year at most, such as of one month or of six.")
    return Days(starts_on, ends_on)


def check_days(starts_on: date, ends_on: date | None, today: date) -> None:
    """Refuse days that end before they begin, or that have not come yet.

    Raises RuleRefused("which-days" | "ends-before" | "in-the-future" | "ends-in-the-future").
    """
    if starts_on not in LIVING_MEMORY:
        raise RuleRefused("which-days", "Give a day from 2000 to 2099.")
    if starts_on > today:
        raise RuleRefused("in-the-future", "The first day must not be in the future.")
    if ends_on is not None and ends_on < starts_on:
        raise RuleRefused("ends-before", "The last day must not be before the first.")
    if ends_on is not None and ends_on > today:
        raise RuleRefused("ends-in-the-future", "The last day must not be in the future.")


def check_source_day(extract_on: date, days: Days, today: date, *, is_whole: bool) -> None:
    """Refuse a source that was read in the future, or before what it is said to tell had happened.

    is_whole: it tells of all of the days, not only that they began. Raises RuleRefused("source-day").
    """
    if extract_on > today:
        raise RuleRefused("source-day", "The day of the source must not be in the future.")
    if is_whole and days.last is not None and extract_on < days.last:
        raise RuleRefused(
            "source-day",
            f"The source was read before {written_date(days.last)}, so it cannot tell of all of those days.",
        )
    if extract_on < days.first:
        raise RuleRefused(
            "source-day", f"The source was read before {written_date(days.first)}, when it had not begun."
        )


def value_of(kind: MeasurementKind, figure: str | None) -> int:
    """A figure as it is stored, from what somebody wrote: "12.5" per cent is 1250; a spell is 1.

    Raises RuleRefused("figure").
    """
    text = (figure or "").strip()
    if kind.is_spell:
        return 1
    if not text:
        raise RuleRefused("figure", "Enter the figure. Enter 0 if there was none.")
    if kind.is_percentage:
        found = _PERCENT.fullmatch(text)
        if found is None:
            raise RuleRefused("figure", "Enter a percentage from 0 to 100, such as 12.5.")
        value = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
        if value > WHOLE:
            raise RuleRefused("figure", "A percentage must not be over 100.")
        return value
    if _COUNT.fullmatch(text) is None or int(text) > MOST_COUNTED:
        raise RuleRefused("figure", f"Enter a whole number from 0 to {MOST_COUNTED}.")
    return int(text)


def figure_words(kind: MeasurementKind, value: int, ends_on: date | None) -> str:
    """A stored figure in plain words: 1250 is "12.50%", a spell "Ended" or "Goes on"."""
    if kind.is_spell:
        return "Ended" if ends_on else "Goes on"
    if kind.is_percentage:
        return f"{value // 100}.{value % 100:02d}%"
    return f"{value:,}"


def same_figure(kind: MeasurementKind, days: Days, held: Iterable[Days]) -> Days | None:
    """Of the days of the figures that are held of the kind, those of the one that a new figure would correct.

    One that begins on the same day, or, of a term's kind, that lies in the same term. None: nothing is held.
    Raises RuleRefused("overlaps") where a figure is held for some of the days, and not the same.
    """
    if kind in BY_TERM:
        bounds = term_bounds(next(term for term in SCHOOL_TERMS if term.first == days.first))
        of_the_term = [each for each in held if _is_inside(each, bounds)]
        if len(of_the_term) > 1:
            raise RuleRefused(
                "overlaps",
                "More than one figure is held for this term, and the highest counts. Ask whoever imports "
                "them to put that right.",
            )
        return of_the_term[0] if of_the_term else None
    for each in held:
        if each.first != days.first and each.meets(days):
            raise RuleRefused(
                "overlaps",
                f"Something is held for some of those days already: {each.written}. Correct that, or give "
                "days that do not overlap.",
            )
    return next((each for each in held if each.first == days.first), None)


def _is_inside(days: Days, bounds: Period) -> bool:
    return days.last is not None and bounds.first <= days.first and days.last <= bounds.last
