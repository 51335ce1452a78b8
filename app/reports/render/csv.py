"""A document's figures as CSV: one row a figure, for those who read a return with a machine."""

import csv
import io

from app.reports.render.outline import outline_of
from app.reports.render.words import clean, coordinates_text, neutralised, numbers_in, plain_number
from app.reports.rules.document import Document, Table
from app.reports.rules.figures import Figure

COLUMNS = ("line", "id", "measure", "coordinates", "as_at", "unit", "value", "marking", "warning")


def render_csv(document: Document) -> bytes:
    """Every figure of a document, one row each in the release's order; UTF-8, lines ended as RFC 4180 says.

    line: where the figure stands in the document's tables, empty when in none. value: a plain number
    (money in whole pence, percent 0-100), empty when withheld. marking and warning stand on every row,
    so that they go wherever a row goes. Text that a spreadsheet would run as a formula has an
    apostrophe put before it.
    """
    lines = lines_of(document)
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for figure_id, figure in document.figures.items():
        writer.writerow(_row(document, figure_id, figure, line=lines.get(figure_id, "")))
    return written.getvalue().encode()


def lines_of(document: Document) -> dict[str, str]:
    """Where each figure stands, by its id: the first table that prints it, with its row and its column.

    "Families by ward: Basford, Potential claims".
    """
    found: dict[str, str] = {}
    for table in outline_of(document).tables:
        if isinstance(table, Table):
            for row in table.rows:
                for column, cell in zip(table.columns, row.cells, strict=True):
                    place = f"{table.title}: {row.header}, {column}"
                    for number in numbers_in(cell):
                        found.setdefault(number.figure_id, place)
    return found


def _row(document: Document, figure_id: str, figure: Figure, *, line: str) -> list[str]:
    value = plain_number(figure.value)
    return [
        _safe(line),
        _safe(figure_id),
        _safe(figure.measure),
        _safe(coordinates_text(figure)),
        figure.as_at.isoformat(),
        figure.unit.value,
        "" if value is None else str(value),
        _safe(document.marking),
        _safe(document.warning or ""),
    ]


def _safe(words: str) -> str:
    return neutralised(clean(words))
