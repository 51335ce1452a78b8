"""Calendar arithmetic: inclusive periods, financial years, quarters, months, ages and school terms."""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.errors import RuleRefused

ONE_DAY = timedelta(days=1)
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from `first` to `last`, both included.

    Raises ValueError when `last` comes before `first`.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a period may not end before it begins")

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def days(self) -> int:
        """How many days the period has; one when it begins and ends on the same day."""
        return (self.last - self.first).days + 1

    def holds(self, other: "Period") -> bool:
        """Whether the other period lies wholly inside this one."""
        return self.first <= other.first and other.last <= self.last


LIVING_MEMORY = Period(date(2000, 1, 1), date(2099, 12, 31))
"""The days that anything may be asked about; beyond them calendars end and mistakes begin."""


def financial_year(starts_in: int) -> Period:
    """The financial year that begins in April of this year: 2012 → 1 April 2012 to 31 March 2013."""
    return Period(date(starts_in, 4, 1), date(starts_in + 1, 3, 31))


def financial_year_of(day: date) -> int:
    """The year in which this day's financial year began: 31 March 2013 → 2012."""
    return day.year if day.month >= 4 else day.year - 1


def financial_year_label(starts_in: int) -> str:
    """A financial year as the council writes it: 2012 → "2012/13", 1999 → "1999/00"."""
    return f"{starts_in}/{(starts_in + 1) % 100:02d}"


def parse_financial_year(label: str) -> int:
    """The year in which a labelled financial year began: "2012/13" → 2012.

    Raises ValueError unless the label is written so and its two halves follow each other.
    """
    found = re.fullmatch(r"([0-9]{4})/([0-9]{2})", label)
    if found is None or (int(found[1]) + 1) % 100 != int(found[2]):
        raise ValueError("a financial year is written like 2012/13")
    return int(found[1])


def quarter_of(day: date) -> int:
    """The quarter of the financial year that holds this day, 1 to 4: 12 July 2013 → 2."""
    return (day.month - 4) % 12 // 3 + 1


def quarter(starts_in: int, number: int) -> Period:
    """A quarter of the financial year that begins in this year: 2012, 4 → January to March 2013.

    Raises ValueError unless the number is 1, 2, 3 or 4.
    """
    if number not in (1, 2, 3, 4):
        raise ValueError("a financial year has quarters 1 to 4")
    first = add_months(date(starts_in, 4, 1), 3 * (number - 1))
    return Period(first, add_months(first, 3) - ONE_DAY)


def add_months(day: date, months: int) -> date:
    """The same day some months later (earlier, if negative), or that month's last day if it has no such.

    31 January 2013 and 1 → 28 February 2013; 31 August 2013 and -2 → 30 June 2013.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def age_on(born_on: date, day: date) -> int:
    """Whole years lived by this day; someone born on 29 February has a birthday on 1 March in other years.

    Raises ValueError for a day before the birth.
    """
    if day < born_on:
        raise ValueError("there is no age before birth")
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def months_before(day: date, months: int) -> Period:
    """The months that end on this day, the day included: 12 July 2013, 6 → 13 January to 12 July 2013."""
    return Period(add_months(day, -months) + ONE_DAY, day)


def written_date(day: date) -> str:
    """A day as a letter writes it: "12 July 2013"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def month_end(day: date) -> date:
    """The last day of the month that holds this day."""
    return date(day.year, day.month, monthrange(day.year, day.month)[1])


def complete_months_before(day: date, months: int) -> Period:
    """The latest whole calendar months that had ended by this day; a month has ended on its own last day.

    12 July 2013, 6 → 1 January to 30 June 2013; 30 June 2013, 6 → the same; 29 June 2013, 6 → 1 December
    2012 to 31 May 2013.
    """
    last = day if day == month_end(day) else day.replace(day=1) - ONE_DAY
    return Period(add_months(last.replace(day=1), 1 - months), last)


@dataclass(frozen=True, slots=True, order=True)
class SchoolTerm(Period):
    """One school term, named by its calendar year and season: '2012-autumn'."""

    label: str

    @property
    def title(self) -> str:
        """The term in plain words: "autumn term 2012"."""
        year, season = self.label.split("-")
        return f"{season} term {year}"

    @property
    def age_reckoned_on(self) -> date:
        """The 31 August before the term's school year, on which school age is reckoned."""
        return date(self.first.year if self.first.month >= 9 else self.first.year - 1, 8, 31)


# Term dates as Nottingham schools kept them, to within a few days: recalled, so verify before the first live
# claim. A measurement may begin and end a week to either side of them (TERM_GRACE), since schools differ.
SCHOOL_TERMS: tuple[SchoolTerm, ...] = (
    SchoolTerm(date(2009, 9, 1), date(2009, 12, 18), "2009-autumn"),
    SchoolTerm(date(2010, 1, 4), date(2010, 4, 1), "2010-spring"),
    SchoolTerm(date(2010, 4, 19), date(2010, 7, 23), "2010-summer"),
    SchoolTerm(date(2010, 9, 1), date(2010, 12, 17), "2010-autumn"),
    SchoolTerm(date(2011, 1, 4), date(2011, 4, 8), "2011-spring"),
    SchoolTerm(date(2011, 4, 26), date(2011, 7, 22), "2011-summer"),
    SchoolTerm(date(2011, 9, 1), date(2011, 12, 16), "2011-autumn"),
    SchoolTerm(date(2012, 1, 3), date(2012, 3, 30), "2012-spring"),
    SchoolTerm(date(2012, 4, 16), date(2012, 7, 20), "2012-summer"),
    SchoolTerm(date(2012, 9, 3), date(2012, 12, 21), "2012-autumn"),
    SchoolTerm(date(2013, 1, 7), date(2013, 3, 28), "2013-spring"),
    SchoolTerm(date(2013, 4, 15), date(2013, 7, 24), "2013-summer"),
    SchoolTerm(date(2013, 9, 2), date(2013, 12, 20), "2013-autumn"),
    SchoolTerm(date(2014, 1, 6), date(2014, 4, 4), "2014-spring"),
    SchoolTerm(date(2014, 4, 22), date(2014, 7, 23), "2014-summer"),
    SchoolTerm(date(2014, 9, 1), date(2014, 12, 19), "2014-autumn"),
    SchoolTerm(date(2015, 1, 5), date(2015, 3, 27), "2015-spring"),
    SchoolTerm(date(2015, 4, 13), date(2015, 7, 24), "2015-summer"),
)

TERM_GRACE = timedelta(days=7)
# No two terms end further apart than this, so on a later day one has ended that is not declared here.
LONGEST_BETWEEN_TERM_ENDS = timedelta(days=160)


def last_terms(day: date, number: int, terms: Sequence[SchoolTerm] = SCHOOL_TERMS) -> tuple[SchoolTerm, ...]:
    """The latest school terms that had ended by this day, oldest first; a term counts on its own last day.

    12 July 2013, 3 → summer 2012, autumn 2012, spring 2013: the summer term of 2013 ends on 24 July.
    Raises RuleRefused("terms-not-declared") when the declared dates do not reach back, or on, that far.
    """
    ended = tuple(term for term in terms if term.last <= day)
    if len(ended) < number or day - ended[-1].last > LONGEST_BETWEEN_TERM_ENDS:
        raise RuleRefused("terms-not-declared", f"School terms are not declared for {written_date(day)}.")
    return ended[len(ended) - number :]


def term_bounds(term: SchoolTerm) -> Period:
    """The dates inside which a measurement must lie to be that term's: a week more at either end."""
    return Period(term.first - TERM_GRACE, term.last + TERM_GRACE)
