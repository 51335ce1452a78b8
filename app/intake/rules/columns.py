"""Reads a column's cells from text into the one form that everything after uses, and says which are at fault.

A column is read at once: each different value is parsed once and remembered, so that a million dates
cost as many parses as there are days.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from app.intake.rules import faults
from app.intake.rules.faults import Problem
from app.intake.rules.tables import Column, Kind, Table
from app.periods import parse_financial_year

FIRST_YEAR, LAST_YEAR = 1900, 2199
LARGEST_NUMBER = 999_999_999
LONGEST_KEY = 80
YES = frozenset({"yes", "y", "true", "1"})
NO = frozenset({"no", "n", "false", "0"})
SPREADSHEET_ERRORS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_FIGURES = re.compile(r"[0-9]+")

Parse = Callable[[str], str | Problem]
"""Reads one cell's text; blanks and surrounding spaces are gone already."""


@dataclass(slots=True)
class ColumnReader:
    """Reads one column of one file, block after block, remembering the values it has met."""

    column: Column
    parse: Parse
    is_key: bool
    latest: date
    _met: dict[str, str] = field(default_factory=dict)
    _wrong: dict[str, Problem] = field(default_factory=dict)
    _repeats: bool | None = None

    def read(self, cells: Sequence[str]) -> tuple[list[str], dict[Problem, list[int]]]:
        """The values of these cells, "" where blank or at fault, and the positions of each problem."""
        if self.column.kind in (Kind.TEXT, Kind.REFERENCE):
            plain = self._plain(cells)
            if plain is not None:
                return plain, {}
        met = self._met
        if met and not self._wrong:
            with suppress(KeyError):  # in most blocks but the first, every value has been met
                return list(map(met.__getitem__, cells)), {}
        new = set(cells).difference(met)
        if self.column.kind is Kind.DATE:
            days = plain_days(new, self.latest)
            met.update(zip(days, days, strict=True))
            new.difference_update(days)
        for text in new:
            outcome = self._parsed(text)
            if isinstance(outcome, Problem):
                self._wrong[text] = outcome
                outcome = ""
            met[text] = outcome
        return list(map(met.__getitem__, cells)), self._problems(cells)

    def _plain(self, cells: Sequence[str]) -> list[str] | None:
        """Texts that need no more than their outer spaces taken off, found by a few looks at all of them."""
        joined = "".join(cells)
        if not (joined.isascii() and joined.isprintable()) or "#" in joined:
            return None
        if self.is_key and (";" in joined or "|" in joined):
            return None
        values = list(cells)
        if " " in joined:
            values = list(map(str.strip, cells))
            if "  " in joined and any("  " in value for value in values):
                return None
        is_plain = max(map(len, values), default=0) <= _longest(self.column, self.is_key) and (
            not self.column.required or all(values)
        )
        return self._shared(values) if is_plain else None

    def _shared(self, values: list[str]) -> list[str]:
        """The values, with one text for all that are the same, in columns where most are: it saves memory."""
        if self._repeats is None:
            self._repeats = len(set(values)) * 2 <= len(values)
        if not self._repeats:
            return values
        return list(map(self._met.setdefault, values, values))

    def _parsed(self, text: str) -> str | Problem:
        value = " ".join(text.split())
        if not value:
            return faults.required() if self.column.required else ""
        if value in SPREADSHEET_ERRORS:
            return faults.spreadsheet_error()
        outcome = self.parse(value)
        return faults.required() if outcome == "" and self.column.required else outcome

    def _problems(self, cells: Sequence[str]) -> dict[Problem, list[int]]:
        wrong = self._wrong
        if not wrong or wrong.keys().isdisjoint(cells):
            return {}
        problems: dict[Problem, list[int]] = {}
        for position, text in enumerate(cells):
            if text in wrong:
                problems.setdefault(wrong[text], []).append(position)
        return problems


def column_reader(table: Table, column: Column, today: date) -> ColumnReader:
    """The reader of a table's column. today: later dates are faults where the column records the past."""
    is_key = is_key_column(table, column)
    latest = today if column.is_past else date(LAST_YEAR, 12, 31)
    return ColumnReader(column, _parse(column, today, is_key), is_key, latest)


def is_key_column(table: Table, column: Column) -> bool:
    """Whether the column holds a key, of its own table or of another."""
    return column.kind in (Kind.REFERENCE, Kind.REFERENCES) or column.name in table.key


def _parse(column: Column, today: date, is_key: bool) -> Parse:
    match column.kind:
        case Kind.TEXT | Kind.REFERENCE:
            return lambda text: _text(text, _longest(column, is_key), is_key)
        case Kind.REFERENCES:
            return lambda text: _listed(text, lambda key: _text(key, LONGEST_KEY, is_key=True))
        case Kind.DATE:
            return lambda text: _date(text, today if column.is_past else None)
        case Kind.WHOLE_NUMBER:
            return _whole_number
        case Kind.YES_NO:
            return _yes_or_no
        case Kind.YEAR:
            return _financial_year
        case Kind.CHOICE:
            return _choice(column)
        case Kind.CHOICES:  # pragma: no branch  # the last kind there is
            choose = _choice(column)
            return lambda text: _listed(text, choose)


def _longest(column: Column, is_key: bool) -> int:
    return LONGEST_KEY if is_key else column.longest


def _text(text: str, longest: int, is_key: bool) -> str | Problem:
    value = unicodedata.normalize("NFC", text)
    if any(unicodedata.category(letter) in ("Cc", "Cs", "Cn", "Co") for letter in value):
        return faults.control_character()
    if is_key and not value.isprintable():
        return faults.control_character()
    if is_key and (";" in value or "|" in value):
        return faults.key_character()
    return value if len(value) <= longest else faults.too_long(longest)


def plain_days(texts: Iterable[str], latest: date) -> list[str]:
    """Those of the texts that are written as 2013-03-31 and within bounds: most texts of most files."""
    earliest = date(FIRST_YEAR, 1, 1)
    found: list[str] = []
    for text in texts:
        try:
            if earliest <= date.fromisoformat(text) <= latest and _ISO.fullmatch(text):
                found.append(text)
        except ValueError:
            continue  # it is looked at by itself, and may be a day all the same
    return found


def _date(text: str, today: date | None) -> str | Problem:
    iso, day_first = _ISO.fullmatch(text), _DAY_FIRST.fullmatch(text)
    if iso:
        year, month, day = iso.groups()
    elif day_first:
        day, month, year = day_first.groups()
    else:
        return faults.not_a_date()
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return faults.not_a_date()
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        return faults.date_out_of_range()
    if today is not None and found > today:
        return faults.in_the_future(today)
    return found.isoformat()


def _whole_number(text: str) -> str | Problem:
    if not _FIGURES.fullmatch(text):
        return faults.not_a_whole_number()
    figures = text.lstrip("0") or "0"
    return figures if len(figures) <= len(str(LARGEST_NUMBER)) else faults.number_too_large()


def _yes_or_no(text: str) -> str | Problem:
    word = text.casefold()
    if word in YES:
        return "yes"
    return "no" if word in NO else faults.not_yes_or_no()


def _financial_year(text: str) -> str | Problem:
    try:
        year = parse_financial_year(text)
    except ValueError:
        return faults.not_a_financial_year()
    return str(year) if FIRST_YEAR <= year <= LAST_YEAR else faults.not_a_financial_year()


def _choice(column: Column) -> Parse:
    values = [value.value for value in column.values or ()]
    spelt = {value.casefold(): value for value in values}
    problem = faults.not_allowed(values)
    return lambda text: spelt.get(re.sub("[ _]", "-", text.casefold()), problem)


def _listed(text: str, parse_one: Parse) -> str | Problem:
    """A list separated by semicolons; the first entry at fault speaks for it."""
    values: list[str] = []
    for entry in filter(None, map(str.strip, text.split(";"))):
        value = parse_one(entry)
        if isinstance(value, Problem):
            return value
        values.append(value)
    if len(set(values)) < len(values):
        return faults.listed_twice()
    return ";".join(values)
