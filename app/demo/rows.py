"""Rows in the import tables' shape: text, in column order."""

from collections.abc import Iterable
from datetime import date

from app.intake.rules.tables import TABLES

Row = tuple[str, ...]
Rows = dict[str, list[Row]]
"""Rows by table, each in its table's column order."""


def no_rows() -> Rows:
    """Every import table, empty."""
    return {table.name: [] for table in TABLES}


def header(table_name: str) -> Row:
    """The column names of a table. Raises KeyError."""
    return _HEADERS[table_name]


_HEADERS = {table.name: tuple(column.name for column in table.columns) for table in TABLES}


def written(day: date | None) -> str:
    """A date as the import reads it; nothing when there is none."""
    return "" if day is None else day.isoformat()


def joined(keys: Iterable[str]) -> str:
    """Keys of another table, as the import reads several."""
    return ";".join(keys)
