"""A document as a workbook: what it is, a sheet for each table, and a sheet with every figure."""

from collections.abc import Iterable, Mapping, Sequence

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from app.periods import written_date
from app.reports.render.outline import Outline, outline_of
from app.reports.render.places import Place, as_printed, by_figure, places
from app.reports.render.words import (
    WITHHELD,
    coordinates_text,
    made_at_text,
    only_number,
    plain_number,
    short_digest,
    text_of,
)
from app.reports.render.xlsx_sheets import (
    BOLD,
    HEADER,
    NUMBER_HEADER,
    RIGHT,
    TITLE,
    TOTAL,
    WORDS,
    Book,
    Style,
    open_book,
    sheet_names,
)
from app.reports.rules.document import Document, Row, Table, Text, TextTable
from app.reports.rules.figures import OF_NOTHING, Figure, printed

ABOUT, FIGURES = "About", "Figures"
HEADER_ROW = 4  # of a table's sheet, counted from 0: its title and what it is of stand above
FIGURE_COLUMNS = (
    ("Figure", 62),
    ("Measure", 36),
    ("Coordinates", 34),
    ("As at", 12),
    ("Unit", 9),
    ("Value", 13),
    ("As printed", 15),
    ("Where it is printed", 52),
    ("Cells", 44),
    ("Definition", 80),
    ("Formula", 44),
    ("Made from", 62),
)
NUMBERS = frozenset({"Value", "As printed"})


def render_xlsx(document: Document) -> bytes:
    """A document as a workbook. The same document gives the same bytes.

    Words are text cells always, so nothing in them runs as a formula. Each number of a table leads to
    its row on the sheet of figures.
    """
    outline = outline_of(document)
    book = open_book(document)
    names = sheet_names((table.title for table in outline.tables), taken=(ABOUT, FIGURES))
    _write_about(book, outline, names)
    rows = {figure_id: place for place, figure_id in enumerate(document.figures, start=2)}
    for table, name in zip(outline.tables, names, strict=True):
        _write_table(book, outline, table, name=name, rows=rows)
    _write_figures(book, dict(zip(outline.table_numbers, names, strict=True)))
    return book.finished()


def _write_about(book: Book, outline: Outline, names: Sequence[str]) -> None:
    sheet = book.sheet(ABOUT, widths=(34, 96))
    book.write_words(sheet, 0, 0, book.document.title, TITLE)
    row = 2
    for label, words in _about(book.document):
        book.write_words(sheet, row, 0, label, BOLD)
        book.write_words(sheet, row, 1, words, WORDS)
        row += 1
    book.write_words(sheet, row + 1, 0, "Sheets", TITLE)
    titles = [outline.table_title(table) for table in outline.tables]
    listed = [
        *zip(names, titles, strict=True),
        (FIGURES, "Every figure, how it was made, and where it stands"),
    ]
    for place, (name, title) in enumerate(listed, start=row + 2):
        sheet.write_url(place, 0, _link(name, 1), book.style({"underline": 1}), name)
        book.write_words(sheet, place, 1, title, WORDS)


def _about(document: Document) -> Iterable[tuple[str, str]]:
    """What the workbook is: its marking and warning first, then the paper's own title block."""
    stamp = document.stamp
    yield "Marking", document.marking
    if document.warning is not None:
        yield "Warning", document.warning
    yield "Organisation", document.organisation
    yield "Kind", f"{document.kind.label}, {document.profile.value} profile"
    yield "As at", written_date(stamp.as_at)
    yield "Dated", written_date(stamp.dated)
    yield "Release", stamp.digest
    yield "Made at", made_at_text(document)
    yield "Made by", f"Loxley {stamp.code_version}"
    yield (
        "Reading the numbers",
        (
            f"Money is in pounds on the sheets of tables and in whole pence on the sheet {FIGURES}. A "
            f"percentage is held as 93.75 and shown with the places printed. {WITHHELD} stands for a number "
            f"withheld, and {OF_NOTHING} for a share or a mean of nothing."
        ),
    )
    for label, text in document.title_block:
        yield label, text_of(document, text)


def _write_table(
    book: Book, outline: Outline, table: Table | TextTable, *, name: str, rows: dict[str, int]
) -> None:
    document = book.document
    sheet = book.sheet(name, widths=_widths(document, table))
    book.write_words(sheet, 0, 0, outline.table_title(table), TITLE)
    warned = " · ".join(filter(None, (document.marking, document.warning)))
    book.write_words(sheet, 1, 0, warned, BOLD)
    made = f"As at {written_date(document.stamp.as_at)} · Release {short_digest(document)}"
    book.write_words(sheet, 2, 0, made)
    if isinstance(table, Table):
        last = _write_numbers(book, sheet, table, rows)
        for place, note in enumerate(table.notes, start=last + 2):
            book.write_words(sheet, place, 0, text_of(document, note))
    else:
        _write_words(book, sheet, table)
    sheet.freeze_panes(HEADER_ROW + 1, 1)
    sheet.repeat_rows(HEADER_ROW)


def _write_numbers(book: Book, sheet: Worksheet, table: Table, rows: dict[str, int]) -> int:
    """Writes the header row and the rows; answers the last row written."""
    book.write_words(sheet, HEADER_ROW, 0, table.corner, HEADER)
    for column, heading in enumerate(table.columns, start=1):
        book.write_words(sheet, HEADER_ROW, column, heading, NUMBER_HEADER)
    for place, row in enumerate(table.rows, start=HEADER_ROW + 1):
        total: Style = TOTAL if row.is_total else {}
        book.write_words(sheet, place, 0, row.header, total)
        for column, cell in enumerate(row.cells):
            style = {**total, **(BOLD if column in table.total_columns else {})}
            _write_cell(book, sheet, (place, column + 1), cell, style=style, rows=rows)
    return HEADER_ROW + len(table.rows)


def _write_cell(
    book: Book, sheet: Worksheet, at: tuple[int, int], cell: Text, *, style: Style, rows: dict[str, int]
) -> None:
    """A number as a number; a cell with words, or with several numbers, as it is printed."""
    number = only_number(cell)
    if number is None:
        book.write_words(sheet, *at, text_of(book.document, cell), RIGHT, style)
    else:
        book.write_number(sheet, *at, number, link=_link(FIGURES, rows[number.figure_id]), style=style)


def _write_words(book: Book, sheet: Worksheet, table: TextTable) -> None:
    for column, heading in enumerate(table.columns):
        book.write_words(sheet, HEADER_ROW, column, heading, HEADER)
    for place, row in enumerate(table.rows, start=HEADER_ROW + 1):
        for column, cell in enumerate(row.cells):
            style = WORDS if column else {**WORDS, **BOLD}
            book.write_words(sheet, place, column, text_of(book.document, cell), style)


def _write_figures(book: Book, names: Mapping[str, str]) -> None:
    """Every figure, one row each from the second row on; values as the JSON has them.

    names: the name of each table's sheet, by the table's id.
    """
    sheet = book.sheet(FIGURES, widths=(width for _, width in FIGURE_COLUMNS))
    for column, (heading, _) in enumerate(FIGURE_COLUMNS):
        book.write_words(sheet, 0, column, heading, NUMBER_HEADER if heading in NUMBERS else HEADER)
    where = by_figure(places(book.document))
    defined = dict(book.document.definitions)
    for row, (figure_id, figure) in enumerate(book.document.figures.items(), start=1):
        _write_figure(
            book, sheet, row, figure, where.get(figure_id, []), names, defined.get(figure.measure, "")
        )
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, len(book.document.figures), len(FIGURE_COLUMNS) - 1)


def _write_figure(
    book: Book,
    sheet: Worksheet,
    row: int,
    figure: Figure,
    where: list[Place],
    names: Mapping[str, str],
    definition: str,
) -> None:
    cells = [_cell(names[each.cell[0]], *each.cell[1:]) for each in where if each.cell is not None]
    words = {
        "Figure": figure.id,
        "Measure": figure.measure,
        "Coordinates": coordinates_text(figure),
        "As at": figure.as_at.isoformat(),
        "Unit": figure.unit.value,
        "As printed": as_printed(book.document, where),
        "Where it is printed": "; ".join(dict.fromkeys(each.words for each in where)),
        "Cells": "\n".join(cells),
        "Definition": definition,
        "Formula": figure.formula or "",
        "Made from": "\n".join(figure.inputs),
    }
    for column, (heading, _) in enumerate(FIGURE_COLUMNS):
        if heading in words:
            book.write_words(sheet, row, column, words[heading], RIGHT if heading in NUMBERS else {})
            continue
        value = plain_number(figure.value)
        if value is None:
            book.write_words(sheet, row, column, printed(figure, withheld=WITHHELD), RIGHT)
        else:
            sheet.write_number(row, column, value, book.style({"num_format": "General"}))


def _cell(sheet: str, row: int, column: int) -> str:
    """The address of a table's cell in the workbook: 'Families by ward'!C8."""
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{xl_rowcol_to_cell(row + HEADER_ROW + 1, column + 1)}"


def _link(sheet: str, row: int) -> str:
    """A link inside the workbook; rows are counted from 1, as the reader sees them."""
    quoted = sheet.replace("'", "''")
    return f"internal:'{quoted}'!A{row}"


def _widths(document: Document, table: Table | TextTable) -> list[float]:
    """Column widths in characters, by what stands in them."""
    if isinstance(table, TextTable):
        columns = [
            [heading, *(text_of(document, row.cells[place]) for row in table.rows)]
            for place, heading in enumerate(table.columns)
        ]
        return [min(80.0, max(14.0, 1.15 * max(map(len, column)))) for column in columns]
    headers = min(60.0, max(12.0, 1.2 * max(len(row.header) for row in table.rows)))
    return [
        headers,
        *(_number_width(document, heading, table.rows, place) for place, heading in enumerate(table.columns)),
    ]


def _number_width(document: Document, heading: str, rows: Sequence[Row], place: int) -> float:
    word = max((len(word) for word in heading.split()), default=0)
    cells = max(len(text_of(document, row.cells[place])) for row in rows)
    return max(9.0, 1.25 * word + 1, 1.2 * cells + 2)
