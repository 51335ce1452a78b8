"""Which cell of a table's first row names which of its columns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.intake.rules import file_faults
from app.intake.rules.faults import Problem
from app.intake.rules.tables import TABLES, Table


@dataclass(frozen=True, slots=True)
class Header:
    """Where each column of a table stands in a file.

    positions: by column name. width: how many cells the first row has, up to its last name. extra: cells
    that name no column of the table, which are left alone. problems: with the column, where it is of one.
    """

    positions: dict[str, int]
    width: int
    extra: tuple[int, ...]
    problems: tuple[tuple[Problem, str | None], ...]


def read_header(cells: Sequence[str], table: Table) -> Header:
    """The columns that the first row names, in any order, whatever their capitals and spaces."""
    positions: dict[str, int] = {}
    extra: list[int] = []
    problems: list[tuple[Problem, str | None]] = []
    names = [normalised(cell) for cell in cells]
    while names and not names[-1]:
        names.pop()
    for position, name in enumerate(names):
        if name not in table.names:
            extra.append(position)
        elif name in positions:
            problems.append((file_faults.duplicate_column(), name))
        else:
            positions[name] = position
    if not positions:
        problems = [(file_faults.no_column_names(), None)]
    else:
        problems += [
            (file_faults.missing_column(column.name, needed=column.required), column.name)
            for column in table.columns
            if column.name not in positions
        ]
    return Header(positions, len(names), tuple(extra), tuple(problems))


def extra_columns(header: Header) -> str:
    """A sentence on the cells that name no column, by their letters: their text may be anything."""
    letters = [column_letter(position) for position in header.extra]
    are = "is not a column" if len(letters) == 1 else "are not columns"
    return (
        f"{', '.join(letters)} {are} of this table and {'was' if len(letters) == 1 else 'were'} left alone."
    )


def column_letter(position: int) -> str:
    """How a spreadsheet names a column: 0 → "A", 25 → "Z", 26 → "AA"."""
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def table_named(name: str) -> Table | None:
    """The table that a file or sheet is named after, whatever its capitals and spaces; None for no table."""
    return _TABLES.get(normalised(name))


def known_names(cells: Sequence[str]) -> int:
    """How many of these cells name a column of some table: what tells a header's separator."""
    return sum(normalised(cell) in _COLUMN_NAMES for cell in cells)


def normalised(name: str) -> str:
    """A name without regard to capitals, surrounding spaces, and spaces or hyphens for underscores."""
    return re.sub(r"[\s_-]+", "_", name.strip().strip("\ufeff").strip().casefold())


_TABLES = {table.name: table for table in TABLES}
_COLUMN_NAMES = frozenset(name for table in TABLES for name in table.names)
