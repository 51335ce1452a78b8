"""How wide the columns of a printed table are, at what type size, and whether it needs turned headings."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from reportlab.pdfbase.pdfmetrics import stringWidth

from app.paper.typeface import BOLD

PADDING = 4.0  # each side of a cell, in points
SIZES = (9.5, 9.0, 8.5, 8.0, 7.5)
LONG = 12  # rows; a longer table is set a little smaller and closer, so that it stays in one piece
WIDEST_WORD = 190.0  # a longer one is broken
WIDEST_HEADING = 80.0  # a longer one goes over several lines
SMALLEST_TABLE = 0.6  # of the line, so that short tables look alike
FULL_LINE_FROM = 3  # columns of numbers: such a table fills the line
TURNED_AIR = 14.0  # the most that a column under a turned heading is widened by
HEADERS_AT_LEAST = 100.0  # for row headers that are no longer than that
MODEST_SHARE = 0.28  # of the line, which each column of words may have before the longest take the rest
SHARE_OF_HEADERS = 0.4  # of the line, at most, for the row headers before they go over several lines


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's layout.

    widths: points, the row headers first. turned: headings are printed upwards. wide: on a page on its side.
    """

    widths: tuple[float, ...]
    size: float
    turned: bool
    wide: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A column's words: its heading, and its cells as printed."""

    heading: str
    cells: Sequence[str]


def number_grids(columns: Sequence[Column], *, width: float, wide_width: float) -> tuple[Grid, ...]:
    """The layout of a table of numbers, the row headers being the first of its columns.

    Upright if it can be, else with turned headings, else on a wide page. No number is ever broken: a
    table too wide even for that comes in parts, each with the row headers and the next of the columns.
    """
    headers, others = columns[0], columns[1:]
    for parts in range(1, len(others) + 1):
        size = ceil(len(others) / parts)
        groups = [others[first : first + size] for first in range(0, len(others), size)]
        grids = [_grid([headers, *group], width, wide_width) for group in groups]
        fitting = tuple(grid for grid in grids if grid is not None)
        if len(fitting) == len(groups):
            return fitting
    raise ValueError("a column is wider than a page")


def _grid(columns: Sequence[Column], width: float, wide_width: float) -> Grid | None:
    """The layout at the largest type that fits; None when none does."""
    sizes = SIZES if len(columns[0].cells) <= LONG else SIZES[1:]
    for turned, wide in ((False, False), (True, False), (False, True), (True, True)):
        room = wide_width if wide else width
        for size in sizes:
            needed = [
                _least_for_headers(columns[0], size),
                *(_least_for_numbers(column, size, turned=turned) for column in columns[1:]),
            ]
            if sum(needed) <= room:
                return Grid(_spread(columns, needed, size, room, turned=turned), size, turned, wide)
    return None


def word_widths(columns: Sequence[Column], *, width: float, size: float) -> tuple[float, ...]:
    """The widths of a table of words, which fills the line: short columns their need, long ones the rest."""
    texts = [(column.heading, *column.cells) for column in columns]
    least = [min(width / len(columns), _longest_word(each, BOLD, size)) for each in texts]
    natural = [max(_line(text, BOLD, size) for text in each) for each in texts]
    modest = [max(need, min(wish, width * MODEST_SHARE)) for need, wish in zip(least, natural, strict=True)]
    if sum(modest) >= width:
        return _by_length(least, natural, width)
    more = [min(wish, 3 * width) - given + 1 for wish, given in zip(natural, modest, strict=True)]
    left = width - sum(modest)
    return tuple(given + left * wish / sum(more) for given, wish in zip(modest, more, strict=True))


def _least_for_headers(column: Column, size: float) -> float:
    """Short row headers stay on a line of their own; longer ones are broken between words."""
    texts = (column.heading, *column.cells)
    natural = max(_line(text, BOLD, size) for text in texts)
    return max(_longest_word(texts, BOLD, size), min(natural, HEADERS_AT_LEAST))


def _least_for_numbers(column: Column, size: float, *, turned: bool) -> float:
    """The least a column can do with: numbers are never broken, headings are broken between words."""
    heading = size * 2.2 if turned else _longest_word([column.heading], BOLD, size)
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
    return _aired(roomy, room, turned=turned, evenly=max(least[1:], default=0.0))


def _aired(widths: Sequence[float], room: float, *, turned: bool, evenly: float) -> tuple[float, ...]:
    """Gives a narrow table air: turned columns share the room there is, a small table takes most of it.

    evenly: the width at which any of the number columns could do; they are alike when all can have it.
    """
    first, others = widths[0], widths[1:]
    mean = sum(others) / max(1, len(others))
    if mean >= evenly:
        others = [mean for _ in others]
    share = 1.0 if turned or len(others) >= FULL_LINE_FROM else SMALLEST_TABLE
    air = max(0.0, room * share - first - sum(others)) / (len(others) + (not turned))
    if turned:
        return (first, *(width + min(TURNED_AIR, air) for width in others))
    return (first + air, *(width + air for width in others))


def _shared(least: Sequence[float], wanted: Sequence[float], room: float) -> tuple[float, ...]:
    """Fills the room exactly: each column its least, the modest all they want, the rest shared alike."""
    widths = list(least)
    left = room - sum(least)
    by_wish = sorted(range(len(widths)), key=lambda place: wanted[place] - least[place])
    for done, place in enumerate(by_wish):
        granted = min(max(0.0, wanted[place] - least[place]), left / (len(by_wish) - done))
        widths[place] += granted
        left -= granted
    return tuple(width + left / len(widths) for width in widths)


def _by_length(least: Sequence[float], natural: Sequence[float], room: float) -> tuple[float, ...]:
    """Fills the room exactly: each column its least, and the more of the rest the longer its longest text."""
    wishes = [max(0.0, wish - need) ** 0.5 + 0.1 for need, wish in zip(least, natural, strict=True)]
    left = room - sum(least)
    return tuple(need + left * wish / sum(wishes) for need, wish in zip(least, wishes, strict=True))


def _line(text: str, font: str, size: float) -> float:
    return max(stringWidth(line, font, size) for line in text.split("\n")) + 2 * PADDING


def _longest_word(texts: Sequence[str], font: str, size: float) -> float:
    words = (word for text in texts for word in text.split())
    longest = max((stringWidth(word, font, size) for word in words), default=0.0)
    return min(longest, WIDEST_WORD) + 2 * PADDING
