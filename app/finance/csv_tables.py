"""The tables of the programme's money as CSV: one row a cell, for a spreadsheet."""

import csv
import io

from app.finance.rules.statement import Statement
from app.finance.rules.tables import Cell
from app.reports.render.words import clean, neutralised, plain_number

COLUMNS = (
    "table",
    "row",
    "column",
    "words",
    "figure",
    "unit",
    "value",
    "families",
    "verify before first live claim",
    "marking",
)
MARKING = "OFFICIAL-SENSITIVE"


def csv_tables(statement: Statement) -> bytes:
    """Every cell of every table, in the page's order; UTF-8, lines ended as RFC 4180 says.

    value: a plain number, money in whole pence. Text that a spreadsheet would run as a formula has an
    apostrophe put before it. The marking stands on every row, so that it goes wherever a row goes.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for section in statement.sections:
        for table in section.tables:
            for row in table.rows:
                for column, cell in zip(table.columns, row.cells, strict=True):
                    if cell.figure or cell.words:
                        where = (table.title, row.header, column, cell.words)
                        writer.writerow([*(_safe(words) for words in where), *_figure(statement, cell)])
    return written.getvalue().encode()


def _figure(statement: Statement, cell: Cell) -> list[str]:
    if cell.figure is None:
        return ["", "", "", "", "", MARKING]
    money = statement.figures[cell.figure]
    value = plain_number(money.figure.value)
    return [
        _safe(money.id),
        money.figure.unit.value,
        "" if value is None else str(value),
        "" if money.families is None else str(money.families),
        "yes" if money.to_verify else "no",
        MARKING,
    ]


def _safe(words: str) -> str:
    return neutralised(clean(words))
