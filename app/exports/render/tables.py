"""The files of a table, written row by row: CSV, the checks beside it, and a workbook with both.

Nothing of the rows is kept in memory, however many there are.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.exports.rules.checks import COLUMNS as CHECK_COLUMNS
from app.exports.rules.checks import Found
from app.exports.rules.columns import Cell, Column
from app.exports.rules.vocabulary import MARKING, Grade
from app.reports.render.words import clean, neutralised

MOST_ROWS = 1_048_575  # of a sheet, under its header
LONGEST_TEXT = 32_767
WIDEST, NARROWEST = 60, 12
FONT = {"font_name": "Arial", "font_size": 10, "valign": "top"}
CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHECK_WIDTHS = (8, 52, 9, 9, 30, 70, 70)


@dataclass(slots=True)
class Sheet:
    """A table as it goes into a CSV and on to a sheet of the workbook."""

    written: Any
    sheet: Worksheet
    words: Format
    columns: int
    rows: int = 0

    def add(self, cells: Sequence[Cell]) -> int:
        """Write a row; which one it is, counted from 1."""
        self.rows += 1
        self.written.writerow([plain(cell) for cell in cells])
        if self.rows <= MOST_ROWS:
            for place, cell in enumerate(cells):
                _write(self.sheet, self.rows, place, cell, self.words)
        return self.rows


@dataclass(slots=True)
class TableFiles:
    """The files of one export while they are written. tables: by name; checks: what goes with them."""

    tables: dict[str, Sheet]
    checks: Sheet
    counts: dict[Grade, int] = field(default_factory=lambda: dict.fromkeys(Grade, 0))

    def say(self, found: Iterable[Found]) -> None:
        """Write what was found, and count it by its grade."""
        for each in found:
            self.counts[each.rule.grade] += 1
            self.checks.add(each.line)


@dataclass(frozen=True, slots=True)
class About:
    """What the sheet About says: of the export, and of each column. title: of the workbook."""

    title: str
    facts: Sequence[tuple[str, str]]
    dictionary: Sequence[tuple[str, Sequence[Column]]]


@contextmanager
def table_files(
    folder: Path, stem: str, tables: Sequence[tuple[str, Sequence[Column]]], about: About
) -> Iterator[TableFiles]:
    """The files of an export in a folder: stem.csv for the first table, stem-NAME.csv for each other one,

    stem-checks.csv and stem.xlsx. They are whole once the block has ended.
    """
    with ExitStack() as stack:
        book = Workbook(str(folder / f"{stem}.xlsx"), book_options(folder))
        book.set_properties({"title": about.title, "keywords": MARKING})
        head = book.add_format({**FONT, "bold": True, "text_wrap": True, "bg_color": "#EEF0F2", "bottom": 1})
        words = book.add_format({**FONT, "text_wrap": True})

        def opened(name: str, file: str, headers: Sequence[str], widths: Sequence[float]) -> Sheet:
            written = csv.writer(
                stack.enter_context((folder / file).open("w", encoding="utf-8", newline="")),
                lineterminator="\r\n",
            )
            written.writerow(headers)
            sheet = book.add_worksheet(name)
            set_up(sheet, about.title, widths)
            for place, header in enumerate(headers):
                sheet.write_string(0, place, header, head)
            return Sheet(written, sheet, words, len(headers))

        made = {
            name: opened(
                name,
                f"{stem}.csv" if place == 0 else f"{stem}-{name.lower().replace(' ', '-')}.csv",
                [column.name for column in columns],
                [_width(column) for column in columns],
            )
            for place, (name, columns) in enumerate(tables)
        }
        checks = opened("Checks", f"{stem}-checks.csv", CHECK_COLUMNS, CHECK_WIDTHS)
        yield TableFiles(made, checks)
        for each in (*made.values(), checks):
            if each.rows:
                each.sheet.autofilter(0, 0, min(each.rows, MOST_ROWS), each.columns - 1)
        _write_dictionary(book, about, head, words)
        _write_about(book, about, (*made.items(), ("Checks", checks)), words)
        book.close()


def dictionary_csv(place: Path, dictionary: Sequence[tuple[str, Sequence[Column]]]) -> None:
    """The data dictionary as a file of its own."""
    with place.open("w", encoding="utf-8", newline="") as file:
        written = csv.writer(file, lineterminator="\r\n")
        written.writerow(DICTIONARY)
        written.writerows([plain(cell) for cell in row] for row in _dictionary(dictionary))


DICTIONARY = ("table", "column", "meaning", "form", "codes", "empty means", "verify")


def _dictionary(dictionary: Sequence[tuple[str, Sequence[Column]]]) -> Iterator[tuple[Cell, ...]]:
    for table, columns in dictionary:
        for column in columns:
            codes = "; ".join(f"{code}: {words}" if words else code for code, words in column.codes)
            yield (
                table,
                column.name,
                column.meaning,
                column.form,
                codes,
                column.empty or "never empty",
                column.verify,
            )


def _write_dictionary(book: Workbook, about: About, head: Format, words: Format) -> None:
    sheet = book.add_worksheet("Data dictionary")
    set_up(sheet, about.title, (24, 32, 56, 22, 60, 40, 60))
    for place, header in enumerate(DICTIONARY):
        sheet.write_string(0, place, header, head)
    for line, row in enumerate(_dictionary(about.dictionary), start=1):
        for place, cell in enumerate(row):
            _write(sheet, line, place, cell, words)


def _write_about(book: Workbook, about: About, made: Sequence[tuple[str, Sheet]], words: Format) -> None:
    sheet = book.add_worksheet("About")
    set_up(sheet, about.title, (34, 100))
    bold = book.add_format({**FONT, "bold": True})
    lines = [("Export", about.title), ("Marking", MARKING), *about.facts]
    for name, each in made:
        cut = f"; the first {MOST_ROWS:,} stand on the sheet, all of them in the CSV"
        lines.append((f"Rows: {name}", f"{each.rows:,}{cut if each.rows > MOST_ROWS else ''}"))
    for line, (label, said) in enumerate(lines):
        sheet.write_string(line, 0, label, bold)
        sheet.write_string(line, 1, clean(said), words)


def set_up(sheet: Worksheet, title: str, widths: Sequence[float]) -> None:
    """A sheet that prints on A4 on its side with the marking on every page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 0)
    sheet.set_header(f"&L{MARKING}&R{title.replace('&', '&&')}")
    sheet.set_footer("&RPage &P of &N")
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)


def book_options(folder: Path) -> dict[str, Any]:
    """Each row goes to disk once the next begins; no text is ever taken for a formula, number or link."""
    return {
        "constant_memory": True,
        "tmpdir": str(folder),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }


def _write(sheet: Worksheet, row: int, column: int, cell: Cell, words: Format) -> None:
    if cell is None:
        return
    if isinstance(cell, str):
        sheet.write_string(row, column, clean(cell)[:LONGEST_TEXT], words)
    else:
        sheet.write_number(row, column, float(cell) if isinstance(cell, Decimal) else cell, words)


def plain(cell: Cell) -> str:
    """A cell of a CSV; words that a spreadsheet would run as a formula have an apostrophe before them."""
    if cell is None:
        return ""
    return neutralised(clean(cell)) if isinstance(cell, str) else str(cell)


def _width(column: Column) -> float:
    longest = max((len(code) for code, _ in column.codes), default=0)
    return min(WIDEST, max(NARROWEST, len(column.name) + 2, longest + 2))
