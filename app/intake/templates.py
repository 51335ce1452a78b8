"""Templates of an import: every table with its columns' names and meanings, and one example row."""

import csv
import io
import zipfile
from collections.abc import Iterator

import xlsxwriter

from app.errors import NotFound
from app.intake.readers.workbook import EXPLANATION
from app.intake.rules.guide import holds
from app.intake.rules.tables import TABLES, Table

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}

# Fixed, so that the same version makes the same bytes. It is the earliest that a ZIP can hold.
_MADE = (1980, 1, 1, 0, 0, 0)

_HEADINGS = ("Table", "Column", "Needed", "What it holds", "Meaning")
_OPENING = (
    "Each sheet is one table of the import. Its first row names the columns; put your own rows in place of "
    "the example. Sheets that you do not need may be taken out. This one is not read."
)


def template(ending: str) -> bytes:
    """The template as a workbook ("xlsx") or as an archive of .csv files ("zip").

    Raises NotFound("template").
    """
    match ending:
        case "xlsx":
            return workbook_template()
        case "zip":
            return csv_template()
        case _:
            raise NotFound("template", "There is a template as .xlsx and as .zip, and no other.")


def workbook_template() -> bytes:
    """An .xlsx workbook: a sheet that explains the columns, then a sheet a table. It imports as it is."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        explanation = book.add_worksheet(EXPLANATION)
        explanation.write_string(0, 0, _OPENING)
        explanation.write_row(2, 0, _HEADINGS, bold)
        for number, line in enumerate(explanation_lines(), start=3):
            for place, words in enumerate(line):
                explanation.write_string(number, place, words, wrapped)
        for place, width in enumerate((16, 24, 8, 60, 60)):
            explanation.set_column(place, place, width)
        explanation.freeze_panes(3, 0)
        for table in TABLES:
            sheet = book.add_worksheet(table.name)
            # As text, so that a spreadsheet does not turn 2011/12 and the like into dates.
            sheet.set_column(0, len(table.columns) - 1, 20, text)
            sheet.freeze_panes(1, 0)
            for place, column in enumerate(table.columns):
                sheet.write_string(0, place, column.name, bold)
                if column.example:
                    sheet.write_string(1, place, column.example, text)
    return out.getvalue()


def csv_template() -> bytes:
    """A ZIP of .csv files, one a table, and a text that explains the columns. It imports as it is."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        lines = ["  ".join(line) for line in explanation_lines()]
        _add(archive, "read-me.txt", "\r\n".join([_OPENING.replace("sheet", "file"), "", *lines, ""]))
        for table in TABLES:
            _add(archive, f"{table.name}.csv", _as_csv(table))
    return out.getvalue()


def explanation_lines() -> Iterator[tuple[str, ...]]:
    """Table, column, whether it is needed, what it holds and what it means: a line a column."""
    for table in TABLES:
        for column in table.columns:
            needed = "yes" if column.required else ""
            yield table.name, column.name, needed, holds(table, column), column.meaning


def _as_csv(table: Table) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(table.names)
    writer.writerow([column.example for column in table.columns])
    return text.getvalue()


def _add(archive: zipfile.ZipFile, name: str, text: str) -> None:
    """In UTF-8 with a byte-order mark, by which Excel knows it."""
    info = zipfile.ZipInfo(name, _MADE)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, text.encode("utf-8-sig"))
