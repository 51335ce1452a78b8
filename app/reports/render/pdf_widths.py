"""How wide the columns of a printed table are, at what type size, and whether it needs turned headings."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.pdfbase.pdfmetrics import stringWidth

from app.reports.render.pdf_styles import BOLD

PADDING = 4.0  # each side of a cell, in points
SIZES = (9.5, 9.0, 8.5, 8.0)
SMALLEST = 7.5
LONG = 12  # rows; a longer table is set a little smaller and closer, so that it stays in one piece
WIDEST_WORD = 150.0  # a longer one is broken
WIDEST_HEADING = 80.0  # a longer one goes over several lines
SMALLEST_TABLE = 0.6  # of the line, so that short tables look alike
FULL_LINE_FROM = 3  # columns of numbers: such a table fills the line
TURNED_AIR = 14.0  # the most that a column under a turned heading is widened by
SHARE_OF_WORDS = 0.6  # of the line, at most, that one column of words may ask for
SHARE_OF_HEADERS = 0.4  # of the line, at most, for the row headers before they go over several lines


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's layout. widths: points, the row headers first. turned: headings are printed upwards."""

    widths: tuple[float, ...]
    size: float
    turned: bool
    wide: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A column's words: its heading, and its cells as printed."""

    heading: str
    cells: Sequence[str]


def number_grid(columns: Sequence[Column], *, width: float, wide_width: float) -> Grid:
    """The layout of a table of numbers: upright if it can be, else with turned headings, else on a wide page.

    columns: the row headers first.
    """
    sizes = SIZES if len(columns[0].cells) <= LONG else SIZES[1:]
    for turned, wide in ((False, False), (True, False), (False, True), (True, True)):
        room = wide_width if wide else width
        for size in sizes:
            needed = [_narrowest(columns[0], size, turned=False, line=room)]
            needed += [_narrowest(column, size, turned=turned, line=room) for column in columns[1:]]
            if sum(needed) <= room:
                return Grid(_spread(columns, needed, size, room, turned=turned), size, turned, wide)
    equal = (wide_width - needed[0]) / max(1, len(columns) - 1)
    return Grid((needed[0], *(equal for _ in columns[1:])), SMALLEST, turned=True, wide=True)


def word_widths(columns: Sequence[Column], *, width: float, size: float) -> tuple[float, ...]:
    """The widths of a table of words, which fills the line: room is shared by how much each column says."""
    least = [
        min(width / len(columns), _longest_word([column.heading, *column.cells], BOLD, size))
        for column in columns
    ]
    wanted = [
        min(width * SHARE_OF_WORDS, max(_line(text, BOLD, size) for text in (column.heading, *column.cells)))
        for column in columns
    ]
    return _shared(least, wanted, width)


def _narrowest(column: Column, size: float, *, turned: bool, line: float) -> float:
    """The least a column can do with: numbers are never broken, words are broken between words."""
    if column.heading and not turned:
        heading = _longest_word([column.heading], BOLD, size)
    else:
        heading = size * 1.25 + 2 * PADDING
    return max(heading, _longest_word(column.cells, BOLD, size))


def _spread(
    columns: Sequence[Column], least: Sequence[float], size: float, room: float, *, turned: bool
) -> tuple[float, ...]:
    """Widens columns from the least they need to what they would like, as far as there is room."""
    likes = [min(_line(column.heading, BOLD, size), WIDEST_HEADING) for column in columns[1:]]
    wanted = [
        min(
            max(_line(text, BOLD, size) for text in (columns[0].heading, *columns[0].cells)),
            room * SHARE_OF_HEADERS,
        ),
        *(least[1:] if turned else likes),
    ]
    roomy = [max(pair) for pair in zip(least, wanted, strict=True)]
    if sum(roomy) > room:
        return _shared(least, roomy, room)
    return _stretched(roomy, room, turned=turned)


def _stretched(widths: Sequence[float], room: float, *, turned: bool) -> tuple[float, ...]:
    """Gives a narrow table air: turned columns share the room there is, a small table takes most of it."""
    first, others = widths[0], widths[1:]
    if turned:
        air = min(TURNED_AIR, (room - sum(widths)) / len(others))
        return (first, *(width + air for width in others))
    share = 1.0 if len(others) >= FULL_LINE_FROM else SMALLEST_TABLE
    air = max(0.0, room * share - sum(widths)) / len(widths)
    return tuple(width + air for width in widths)


def _shared(least: Sequence[float], wanted: Sequence[float], room: float) -> tuple[float, ...]:
    """Fills the room exactly: each column its least, and of what is left a share by what more it wanted."""
    more = [max(0.0, want - need) for want, need in zip(wanted, least, strict=True)]
    left = room - sum(least)
    total = sum(more)
    if total == 0:
        return tuple(need + left / len(least) for need in least)
    return tuple(need + left * extra / total for need, extra in zip(least, more, strict=True))


def _line(text: str, font: str, size: float) -> float:
    return max(stringWidth(line, font, size) for line in text.split("\n")) + 2 * PADDING


def _longest_word(texts: Sequence[str], font: str, size: float) -> float:
    words = (word for text in texts for word in text.split())
    longest = max((stringWidth(word, font, size) for word in words), default=0.0)
    return min(longest, WIDEST_WORD) + 2 * PADDING
