"""What can be wrong with an import: one function a code, each with its sentence and how to put it right.

No sentence repeats what a cell holds: a key, a name or a date in the wrong column may be a person's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.periods import written_date


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, wherever it is. code: stable, kebab-case."""

    code: str
    sentence: str
    fix: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem and its place.

    row: as a spreadsheet numbers it, the header being row 1; None when it is of the whole file.
    column: the column's name in the table; None when it is of the whole row.
    """

    file: str
    row: int | None
    column: str | None
    code: str
    sentence: str
    fix: str

    def __str__(self) -> str:
        row = f", row {self.row}" if self.row else ""
        column = f", column {self.column}" if self.column else ""
        return f"{self.file}{row}{column}: {self.sentence} {self.fix} [{self.code}]"


# Of one cell.


def required() -> Problem:
    return Problem("required", "This column needs a value.", "Fill it in, or take the row out.")


def not_a_date() -> Problem:
    return Problem(
        "not-a-date",
        "This is not a date of the calendar.",
        "Write it as 2013-03-31 or 31/03/2013, day first.",
    )


def date_out_of_range() -> Problem:
    return Problem(
        "date-out-of-range",
        "This date is not between 1900 and 2199.",
        "Check the year: it needs four figures.",
    )


def in_the_future(today: date) -> Problem:
    return Problem(
        "in-the-future",
        f"This date is after {written_date(today)}, the day of the import.",
        "Check it: the column records what has happened.",
    )


def not_a_whole_number() -> Problem:
    return Problem(
        "not-a-whole-number",
        "This is not a whole number of nought or more.",
        "Write figures only, without a comma, point, sign or unit.",
    )


def number_too_large() -> Problem:
    return Problem("number-too-large", "This number is above 999,999,999.", "Check it and its unit.")


def not_yes_or_no() -> Problem:
    return Problem("not-yes-or-no", "This is neither yes nor no.", "Write yes or no.")


def not_a_financial_year() -> Problem:
    return Problem(
        "not-a-financial-year",
        "This is not a financial year.",
        "Write it like 2012/13; in a spreadsheet, format the column as text first, or it becomes a date.",
    )


def not_allowed(values: Iterable[str]) -> Problem:
    return Problem(
        "not-allowed", "The column does not allow this value.", f"Use one of: {', '.join(values)}."
    )


def listed_twice() -> Problem:
    return Problem("listed-twice", "The same entry stands twice in this list.", "Take one of them out.")


def too_long(longest: int) -> Problem:
    return Problem("too-long", f"This is longer than {longest:,} characters.", "Shorten it.")


def control_character() -> Problem:
    return Problem(
        "control-character",
        "This holds a character that cannot be seen or printed.",
        "Type it again by hand.",
    )


def key_character() -> Problem:
    return Problem(
        "key-character",
        "A key may not hold a semicolon or an upright bar.",
        "Change the key here and wherever it is used.",
    )


def spreadsheet_error() -> Problem:
    return Problem(
        "spreadsheet-error",
        "This cell holds a spreadsheet's error, such as #N/A or #REF!.",
        "Correct its formula in the spreadsheet, or leave it blank.",
    )


# Of one row.


def dates_out_of_order(first: str, last: str) -> Problem:
    return Problem("dates-out-of-order", f"{last} is before {first}.", "Check both dates, the day first.")


def given_in_part(columns: tuple[str, ...]) -> Problem:
    return Problem(
        "given-in-part",
        f"{', '.join(columns[:-1])} and {columns[-1]} are given together or not at all.",
        "Fill in what is missing, or leave all of them blank.",
    )


def only_with(column: str, other: str) -> Problem:
    return Problem(
        "only-with", f"{column} is given without {other}.", f"Fill in {other}, or leave {column} blank."
    )


def only_when(column: str, other: str, value: str) -> Problem:
    return Problem(
        "only-when",
        f"{column} may be given only when {other} is {value}.",
        f"Leave {column} blank, or check {other}.",
    )


def required_when(column: str, other: str, value: str) -> Problem:
    return Problem(
        "required-when", f"{column} is needed when {other} is {value}.", f"Fill it in, or check {other}."
    )


def not_both(column: str, other: str) -> Problem:
    return Problem("not-both", f"{column} and {other} may not both be given.", "Leave one of them blank.")


def value_too_high(column: str, kind: str, most: int, meaning: str) -> Problem:
    return Problem(
        "value-too-high", f"{column} may be at most {most} for {kind}: {meaning}.", "Check the figure."
    )


def already_the_primary(column: str, primary: str) -> Problem:
    return Problem(
        "already-the-primary", f"{column} repeats {primary}.", f"Take it out of {column}: one is enough."
    )


# Of rows together, and with what is already in the database.


def duplicate_key(key: tuple[str, ...]) -> Problem:
    return Problem(
        "duplicate-key",
        f"A row above has the same {' and '.join(key)}.",
        "Take one of the two out, or correct the key.",
    )


def rows_differ(column: str, alike: tuple[str, ...]) -> Problem:
    return Problem(
        "rows-differ",
        f"A row above, of the same {' and '.join(alike)}, says otherwise.",
        f"Give {column} the same value in each of these rows.",
    )


def unknown_reference(table: str) -> Problem:
    return Problem(
        "unknown-reference",
        f"No row of {table}, in this import or in the database, has this key.",
        f"Correct the key, capitals and all, or add the row to {table}.",
    )


def overlapping_allocations() -> Problem:
    return Problem(
        "overlapping-allocations",
        "This household has another allocation on some of these days.",
        "End the earlier one the day before: give its row its last day in the same import.",
    )


def not_listed(column: str) -> Problem:
    return Problem(
        "not-listed",
        f"The household in {column} is not on the programme's list.",
        "Give it a listed_on date in families, or take the row out.",
    )


def already_listed() -> Problem:
    return Problem(
        "already-listed",
        "This household is on the programme's list already and keeps its reference.",
        "Fill in listed_on and identified_how. If it does not belong there, decide so in triage.",
    )


def not_of_this_household(column: str) -> Problem:
    return Problem(
        "not-of-this-household",
        f"A person in {column} has never been of this household.",
        "Correct the key, or add the person to the household in members. If they were taken out of it by"
        " hand, put them back on the family's page.",
    )


def merged_record(column: str) -> Problem:
    return Problem(
        "merged-record",
        f"The record that {column} names was merged with another one, where this is decided.",
        "Take the row out, or give it the key of the record that stayed: the programme coordinator knows it.",
    )


def references_used_up() -> Problem:
    return Problem(
        "references-used-up",
        "There are not enough numbers left for the new households' references.",
        "Import fewer listed households: references end at 999,999.",
    )
