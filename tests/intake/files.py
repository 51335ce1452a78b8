"""Import files for tests: every table's example row, with what a test wants otherwise."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

from app.intake.report import ImportReport
from app.intake.rules.tables import TABLES

Cells = dict[str, str]
Load = Callable[..., ImportReport]
"""Loads tables and gives the report."""

BY_NAME = {table.name: table for table in TABLES}


def a_row(table: str, **other: str) -> Cells:
    """A table's example row, with these cells instead; `from_` and `to_` are the columns of those names."""
    cells = {column.name: column.example for column in BY_NAME[table].columns}
    for name, text in other.items():
        column = name.rstrip("_")
        assert column in cells, f"{table} has no column {column}"
        cells[column] = text
    return cells


def examples() -> dict[str, list[Cells]]:
    """One row for every table, which together are a sound import."""
    return {name: [a_row(name)] for name in BY_NAME}


def as_csv(table: str, rows: list[Cells]) -> str:
    """A table as a .csv file has it."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, BY_NAME[table].names)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_folder(folder: Path, tables: dict[str, list[Cells]]) -> Path:
    """A folder with a .csv file for each of the tables."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        (folder / f"{name}.csv").write_text(as_csv(name, rows), encoding="utf-8", newline="")
    return folder
