"""A workbook's sheets: their names, styles and print set-up, and cells that are never taken for a formula."""

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.periods import written_date
from app.reports.render.words import clean, figure_of, number_text, plain_number, short_digest
from app.reports.rules.document import Document, Number
from app.reports.rules.vocabulary import Unit

A4_PAPER = 9
LONGEST_TEXT = 32_767  # characters that a cell can hold
LONGEST_NAME = 31  # characters of a sheet's name
LONGEST_TIP = 255
NOT_IN_A_NAME = re.compile(r"[\[\]:*?]+")
SLASHES = re.compile(r"[/\\]+")
LEFT_HANGING = re.compile(r"[ ,;'(]+(and|by|for|from|in|of|on|or|the|to|with)?$")
CUT = "… (cut: the cell holds no more)"

Style = Mapping[str, object]
BASE: Style = {"font_name": "Arial", "font_size": 10, "valign": "top"}
TITLE: Style = {"bold": True, "font_size": 14}
BOLD: Style = {"bold": True}
WORDS: Style = {"text_wrap": True}
HEADER: Style = {
    "bold": True,
    "text_wrap": True,
    "bg_color": "#EEF0F2",
    "top": 1,
    "bottom": 1,
    "valign": "bottom",
}
NUMBER_HEADER: Style = {**HEADER, "align": "right"}
TOTAL: Style = {"bold": True, "top": 1}
RIGHT: Style = {"align": "right"}


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook being written, the document that it holds, and the styles in use so far."""

    document: Document
    workbook: Workbook
    written: io.BytesIO
    styles: dict[tuple[tuple[str, object], ...], Format] = field(default_factory=dict)

    def style(self, *parts: Style) -> Format:
        """One style made of several, later ones first; the same parts give the same style."""
        merged = {name: value for part in (BASE, *parts) for name, value in part.items()}
        key = tuple(sorted(merged.items()))
        if key not in self.styles:
            self.styles[key] = self.workbook.add_format(dict(merged))
        return self.styles[key]

    def sheet(self, name: str, *, widths: Iterable[float]) -> Worksheet:
        """A new sheet, set up to print on A4 on its side, one page wide, with the marking on every page."""
        sheet = self.workbook.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(A4_PAPER)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        stamp = self.document.stamp
        warned = [self.document.marking, *filter(None, [self.document.warning])]
        sheet.set_header(f"&L{_printable(' · '.join(warned))}&R{_printable(self.document.title)}")
        made = f"As at {written_date(stamp.as_at)} · Release {short_digest(self.document)}"
        sheet.set_footer(f"&L{made} · Loxley {_printable(stamp.code_version)}&RPage &P of &N")
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        return sheet

    def write_words(self, sheet: Worksheet, row: int, column: int, words: str, *style: Style) -> None:
        """Words as a text cell, whatever they begin with; none leave the cell empty."""
        text = clean(words)
        if not text:
            sheet.write_blank(row, column, None, self.style(*style))
            return
        if len(text) > LONGEST_TEXT:
            text = text[: LONGEST_TEXT - len(CUT)] + CUT
        sheet.write_string(row, column, text, self.style(*style))

    def write_number(
        self, sheet: Worksheet, row: int, column: int, number: Number, *, link: str, style: Style
    ) -> None:
        """A figure as a number that leads to its row among the figures; c where it is withheld.

        Money is in pounds here, a percentage is 0-100; both are shown with the places that are printed.
        """
        figure = figure_of(self.document, number)
        sheet.write_url(row, column, link, None, "", number.figure_id[:LONGEST_TIP])
        value = plain_number(figure.value)
        if value is None:
            self.write_words(sheet, row, column, number_text(self.document, number), RIGHT, style)
            return
        shown = {"num_format": _number_format(figure.unit, number.places, value)}
        if figure.unit is Unit.PENCE:
            value = value / 100
        sheet.write_number(row, column, value, self.style(RIGHT, shown, style))

    def finished(self) -> bytes:
        """The workbook's bytes: the same for the same document."""
        self.workbook.close()
        return self.written.getvalue()


def open_book(document: Document) -> Book:
    """A new workbook whose own dates are those of the release."""
    written = io.BytesIO()
    workbook = Workbook(
        written,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "remove_timezone": True,
        },
    )
    workbook.set_properties(
        {
            "title": clean(document.title),
            "subject": document.kind.label,
            "author": clean(document.organisation),
            "keywords": clean(document.marking),
            "comments": f"Loxley {document.stamp.code_version}",
            "created": document.stamp.made_at.astimezone(UTC).replace(tzinfo=None),
        }
    )
    return Book(document, workbook, written)


def sheet_names(titles: Iterable[str], *, taken: Iterable[str]) -> list[str]:
    """A name for the sheet of each title: short, unique whatever the case, and one that Excel accepts."""
    used = {name.casefold() for name in (*taken, "History")}
    names = []
    for title in titles:
        plain = " ".join(SLASHES.sub("-", NOT_IN_A_NAME.sub(" ", clean(title))).split()).strip("'") or "Table"
        name, count = _shortened(plain, LONGEST_NAME), 1
        while name.casefold() in used:
            count += 1
            ending = f" ({count})"
            name = _shortened(plain, LONGEST_NAME - len(ending)) + ending
        used.add(name.casefold())
        names.append(name)
    return names


def _shortened(words: str, most: int) -> str:
    """Words cut to so many characters, between words if that leaves at least half of them."""
    if len(words) <= most:
        return words
    cut = words[: most + 1].rsplit(" ", 1)[0]
    return LEFT_HANGING.sub("", cut if most / 2 <= len(cut) <= most else words[:most])


def _printable(words: str) -> str:
    """Words for a page's header or footer, where & begins a command and there is little room."""
    return _shortened(clean(words).replace("\n", " "), 80).replace("&", "&&")


def _number_format(unit: Unit, places: int, value: float) -> str:
    match unit:
        case Unit.COUNT:
            return "#,##0"
        case Unit.PERCENT:
            return f'0{"." + "0" * places if places else ""}"%"'
        case Unit.PENCE:
            return '"£"#,##0' if value % 100 == 0 else '"£"#,##0.00'
        case Unit.DAYS:
            return '#,##0" days"'
