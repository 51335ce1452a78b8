"""The index of figures at the end of a printed paper: by which id each number in it is found elsewhere."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable

from app.paper.flowables import Words
from app.paper.tables import Told
from app.paper.tags import Tag
from app.paper.typeface import BOLD, marked_up
from app.reports.render.pdf_styles import HEADING, NOTE, TEXT_WIDTH, cell_style
from app.reports.render.pdf_tables import Grown, common_style
from app.reports.render.pdf_widths import PADDING
from app.reports.render.places import Place, as_printed, by_figure, parts, places
from app.reports.render.words import WITHHELD, clean
from app.reports.rules.document import Document
from app.reports.rules.figures import Figure

TITLE = "Figure index"
SIZE = 7.5
SHARES = (0.32, 0.52, 0.16)  # of the line: the measure, its numbers, and where they stand
COLUMNS = ("Figure", "Number as printed", "Where")
ANY = "*"
LONG = 40  # numbers of one measure; more go on in a row of their own, so that few rows break over pages

Printed = tuple[Figure, list[Place]]


def index_of_figures(document: Document) -> Sequence[Flowable]:
    """The index; nothing for a paper that prints no figure. A hidden figure stands in it as its mark."""
    found = [(document.figures[each], where) for each, where in by_figure(places(document)).items()]
    if not found:
        return ()
    bold, plain = cell_style(SIZE, bold=True), cell_style(SIZE)
    rows = [
        [
            Words(marked_up(_broken(clean(pattern))), bold),
            Words(marked_up(clean(numbers)), plain),
            Words(marked_up(where), plain),
        ]
        for pattern, numbers, where in _rows(document, found)
    ]
    index = Grown(
        [[Words(marked_up(heading), bold) for heading in COLUMNS], *rows],
        colWidths=[TEXT_WIDTH * share for share in SHARES],
        style=[*common_style(len(rows)), ("VALIGN", (0, 1), (-1, -1), "TOP")],
        repeatRows=1,
        hAlign="LEFT",
        told=Told(tag=Tag("Table", summary=TITLE)),
    )
    return Words(marked_up(TITLE), HEADING), Words(marked_up(_told(document)), NOTE), index


def _told(document: Document) -> str:
    day = document.stamp.as_at
    told = (
        "Every figure printed in this paper, for whoever wants to look one up in the workbook, in the JSON "
        "file or on the site. A figure’s id is what stands on the left, with its own values in the places of "
        f"{ANY}, then the day that it is as at: @{day.isoformat()}."
    )
    if any(each in document.figures.earlier for each in by_figure(places(document))):
        told += " Where a day stands there already, the figure is that of the report before."
    hidden = any(figure.is_withheld for figure in document.figures.values())
    return f"{told} {WITHHELD} stands for a number that is not shown." if hidden else told


def _rows(document: Document, found: Sequence[Printed]) -> Iterator[tuple[str, str, str]]:
    """The figures of a measure by the same axes that stand in the same parts of the paper."""

    def shelf(each: Printed) -> tuple[str, str]:
        figure, where = each
        return _pattern(figure, document.stamp.as_at), parts(where)

    order = {name: place for place, name in enumerate(dict.fromkeys(map(shelf, found)))}
    for (pattern, where), group in groupby(sorted(found, key=lambda each: order[shelf(each)]), key=shelf):
        numbers = [_number(document, *each) for each in group]
        for first in range(0, len(numbers), LONG):
            yield pattern, "; ".join(numbers[first : first + LONG]), where


def _pattern(figure: Figure, day: date) -> str:
    """families.potential-claims[ward=*]: a figure's id without its values and the day.

    The day stays where it is another: families.worked-with@2013-03-31.
    """
    when = "" if figure.as_at == day else f"@{figure.as_at.isoformat()}"
    if not figure.coordinates:
        return f"{figure.measure}{when}"
    return f"{figure.measure}[{','.join(f'{name}={ANY}' for name, _ in figure.coordinates)}]{when}"


def _number(document: Document, figure: Figure, where: list[Place]) -> str:
    """Basford: 17, or EWS, needs-met: 21; 375 alone for the whole of a measure."""
    named = ", ".join(value for _, value in figure.coordinates)
    return f"{named}{': ' if named else ''}{as_printed(document, where)}"


def _broken(pattern: str) -> str:
    """The id on two lines where one does not hold it."""
    is_long = stringWidth(pattern, BOLD, SIZE) > TEXT_WIDTH * SHARES[0] - 2 * PADDING
    return pattern.replace("[", "\n[", 1) if is_long else pattern
