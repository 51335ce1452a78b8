"""Tables of a printed paper: header rows that repeat, right-aligned numbers, totals under a rule."""

from collections.abc import Iterator, Sequence

from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable

from app.paper.flowables import Words
from app.paper.tables import TaggedTable, Told
from app.paper.typeface import BOLD, REGULAR, SOFT_INK, marked_up
from app.reports.render.pdf_styles import (
    HAIRLINE,
    INK,
    LABEL,
    RULE,
    SHADE,
    TEXT_HEIGHT,
    TEXT_WIDTH,
    VALUE,
    WIDE_TEXT_WIDTH,
    cell_style,
)
from app.reports.render.pdf_widths import (
    LONG,
    PADDING,
    WIDEST_HEADING,
    Column,
    Grid,
    number_grids,
    word_widths,
)
from app.reports.render.words import clean, text_of
from app.reports.rules import document as contents
from app.reports.rules.document import Document

Command = tuple[str, tuple[int, int], tuple[int, int], *tuple[object, ...]]
Cell = str | Words

PLAIN: Command = ("FONT", (0, 0), (-1, -1), REGULAR)  # else ReportLab names a face that it does not embed
WORDS_SIZE = 9.5
LEAST_PART_OF_A_ROW = 40  # points of a tall row that may stand at the foot of a page
SPACE_AFTER = 8
KEPT_ROWS = 3  # at least so many stand at the head and at the foot of a table that goes over a page


class Grown(TaggedTable):
    """A table that breaks between rows; inside a row only where that row has most of a page to itself."""

    def split(self, aW: float, aH: float) -> list[Flowable]:  # noqa: N803 (ReportLab's names)
        """What stands on this page, and the rest."""
        self.splitInRow = LEAST_PART_OF_A_ROW if aH > TEXT_HEIGHT / 2 else 0
        return super().split(aW, aH)


def set_numbers(
    document: Document, table: contents.Table, title: str
) -> tuple[tuple[TaggedTable, ...], bool]:
    """A table of numbers, in parts if it has too many columns, and whether it needs a page on its side.

    title: what is said of the parts after the first, over which it does not stand.
    """
    headers = Column(clean(table.corner), [clean(row.header) for row in table.rows])
    columns = [
        Column(clean(heading), [text_of(document, row.cells[place]) for row in table.rows])
        for place, heading in enumerate(table.columns)
    ]
    grids = number_grids([headers, *columns], width=TEXT_WIDTH, wide_width=WIDE_TEXT_WIDTH)
    parts: list[TaggedTable] = []
    first = 0
    for grid in grids:
        last = first + len(grid.widths) - 1
        totals = frozenset(place - first for place in table.total_columns if first <= place < last)
        part = _part(table, [headers, *columns[first:last]], grid, totals)
        if parts and part.told is not None:
            part.told.tag.summary = f"{clean(title)}: columns {first + 1} to {last}"
        parts.append(part)
        first = last
    return tuple(parts), any(grid.wide for grid in grids)


def _part(
    table: contents.Table, columns: Sequence[Column], grid: Grid, total_columns: frozenset[int]
) -> TaggedTable:
    """The table, or as many of its columns as a page takes. total_columns: positions among these."""
    total_rows = frozenset(place for place, row in enumerate(table.rows) if row.is_total)
    rows = [
        [
            _fitted(
                column.cells[place],
                grid.widths[number] - 2 * PADDING,
                size=grid.size,
                bold=place in total_rows or number - 1 in total_columns,
                right=number > 0,
            )
            for number, column in enumerate(columns)
        ]
        for place in range(len(table.rows))
    ]
    return Grown(
        [_headings(columns, grid), *rows],
        colWidths=grid.widths,
        style=[*common_style(len(rows)), *_number_style(grid, total_rows, total_columns)],
        repeatRows=1,
        hAlign="LEFT",
        spaceAfter=SPACE_AFTER,
        told=Told(),
    )


def set_words(document: Document, table: contents.TextTable) -> TaggedTable:
    """A table of words, over the whole line."""
    cells = [[text_of(document, cell) for cell in row.cells] for row in table.rows]
    return words_table([clean(heading) for heading in table.columns], cells)


def words_table(headings: Sequence[str], cells: Sequence[Sequence[str]]) -> TaggedTable:
    """Rows of words under their headings, over the whole line."""
    columns = [Column(heading, [row[place] for row in cells]) for place, heading in enumerate(headings)]
    plain, bold = cell_style(WORDS_SIZE), cell_style(WORDS_SIZE, bold=True)
    rows = [
        [Words(marked_up(words), plain if place else bold) for place, words in enumerate(row)]
        for row in cells
    ]
    return Grown(
        [[Words(marked_up(column.heading), bold) for column in columns], *rows],
        colWidths=word_widths(columns, width=TEXT_WIDTH, size=WORDS_SIZE),
        style=[*common_style(len(rows)), ("VALIGN", (0, 1), (-1, -1), "TOP")],
        repeatRows=1,
        hAlign="LEFT",
        spaceAfter=SPACE_AFTER,
        told=Told(),
    )


def set_title_block(document: Document) -> TaggedTable:
    """The title block: two columns, labels in bold."""
    rows = [
        [Words(marked_up(clean(label)), LABEL), Words(marked_up(text_of(document, text)), VALUE)]
        for label, text in document.title_block
    ]
    style: list[Command] = [
        PLAIN,
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, HAIRLINE),
        ("LINEABOVE", (0, 0), (-1, 0), 1, RULE, "butt"),
        ("LINEBELOW", (0, -1), (-1, -1), 1, RULE, "butt"),
        ("LEFTPADDING", (0, 0), (0, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
    ]
    widths = (TEXT_WIDTH * 0.32, TEXT_WIDTH * 0.68)
    return Grown(rows, colWidths=widths, style=style, spaceAfter=SPACE_AFTER, told=Told(head_rows=0))


class Turned(Flowable):
    """A heading printed upwards, over as many lines as it needs."""

    def __init__(self, heading: str, size: float) -> None:
        super().__init__()
        self.lines = simpleSplit(heading, BOLD, size, WIDEST_HEADING)
        self.size = size

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 (ReportLab's names)
        """The room it takes: as wide as its lines are deep, as deep as they are long."""
        longest = max((stringWidth(line, BOLD, self.size) for line in self.lines), default=0.0)
        self.width, self.height = len(self.lines) * self.size * 1.1, longest + 2
        return self.width, self.height

    def draw(self) -> None:
        """Paints the lines, the first to the left."""
        self.canv.rotate(90)
        self.canv.setFillColor(INK)
        self.canv.setFont(BOLD, self.size)
        for number, line in enumerate(self.lines, start=1):
            self.canv.drawString(0, -number * self.size * 1.1 + self.size * 0.32, f"{line} ")


def _headings(columns: Sequence[Column], grid: Grid) -> list[Flowable]:
    corner = Words(marked_up(columns[0].heading), cell_style(grid.size, bold=True))
    if grid.turned:
        return [corner, *(Turned(column.heading, grid.size) for column in columns[1:])]
    over_numbers = cell_style(grid.size, bold=True, right=True)
    return [corner, *(Words(marked_up(column.heading), over_numbers) for column in columns[1:])]


def _fitted(words: str, width: float, *, size: float, bold: bool, right: bool) -> Cell:
    if "\n" not in words and stringWidth(words, BOLD if bold else REGULAR, size) <= width + 0.01:
        return words
    return Words(marked_up(words), cell_style(size, bold=bold, right=right))


def common_style(rows: int) -> Iterator[Command]:
    """Shades and lines that every table has, for a table of so many rows."""
    yield PLAIN
    yield ("BACKGROUND", (0, 0), (-1, 0), SHADE)
    yield ("LINEBELOW", (0, 1), (-1, -1), 0.4, HAIRLINE)
    yield ("LINEABOVE", (0, 0), (-1, 0), 1, RULE, "butt")
    yield ("LINEBELOW", (0, 0), (-1, 0), 0.7, RULE, "butt")
    yield ("LINEBELOW", (0, -1), (-1, -1), 1, RULE, "butt")
    yield ("VALIGN", (0, 0), (-1, 0), "BOTTOM")
    yield ("LEFTPADDING", (0, 0), (-1, -1), PADDING)
    yield ("RIGHTPADDING", (0, 0), (-1, -1), PADDING)
    yield ("TOPPADDING", (0, 0), (-1, -1), 3 if rows <= LONG else 1.5)
    yield ("BOTTOMPADDING", (0, 0), (-1, -1), 4 if rows <= LONG else 3)
    if rows > 2 * KEPT_ROWS:
        yield ("NOSPLIT", (0, 0), (-1, KEPT_ROWS))
        yield ("NOSPLIT", (0, -KEPT_ROWS - 1), (-1, -1))


def _number_style(grid: Grid, total_rows: frozenset[int], total_columns: frozenset[int]) -> Iterator[Command]:
    regular, bold = (REGULAR, grid.size, grid.size * 1.25), (BOLD, grid.size, grid.size * 1.25)
    yield ("FONT", (0, 1), (-1, -1), *regular)
    yield ("ALIGN", (1, 0), (-1, -1), "RIGHT")
    yield ("VALIGN", (0, 1), (-1, -1), "BOTTOM")
    for column in sorted(total_columns):
        yield ("FONT", (column + 1, 1), (column + 1, -1), *bold)
        if column > 0 and column - 1 not in total_columns:
            yield ("LINEBEFORE", (column + 1, 0), (column + 1, -1), 0.4, SOFT_INK, "butt")
    for row in sorted(total_rows):
        yield ("FONT", (0, row + 1), (-1, row + 1), *bold)
        if row > 0:
            yield ("LINEABOVE", (0, row + 1), (-1, row + 1), 0.9, RULE, "butt")
