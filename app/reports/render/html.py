"""A document as HTML: one accessible file that opens anywhere, or its body for a page of the site."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.periods import written_date
from app.reports.render.definitions import DEFINITIONS, definition_anchor, measures_defined
from app.reports.render.outline import outline_of
from app.reports.render.svg import svg_element
from app.reports.render.tile_map import map_element
from app.reports.render.words import (
    clean,
    figure_of,
    made_at_text,
    number_text,
    numbers_in,
    plain_number,
    text_of,
)
from app.reports.rules.document import Chart, Document, Number, Table, Text, TileMap
from app.reports.rules.figures import Figure

Link = Callable[[str], str | None]

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "reports"


@dataclass(frozen=True, slots=True)
class Leads:
    """Where the numbers of a document lead: to what stands behind them, or to what they count.

    opens: the address at which a figure opens, by its id; None for those who may not open it. defined: the
    measures that the page itself defines.
    """

    opens: Link
    defined: frozenset[str]

    def definition(self, figure: Figure) -> str | None:
        """The place in the page that says what a figure counts."""
        return f"#{definition_anchor(figure.measure)}" if figure.measure in self.defined else None


def render_html(document: Document) -> bytes:
    """A document as one HTML file with its own style and charts, no script, and nothing fetched.

    Every number carries the id of its figure (data-figure) and its plain value, and leads to what it counts.
    The same document gives the same bytes.
    """
    return (
        _environment()
        .get_template("document.html")
        .render(**_given(document, opens=lambda _: None), made_at=made_at_text(document))
        .encode()
    )


def body_html(document: Document, *, link: Link) -> Markup:
    """A document's warning, title block and sections for a page of the site, which has the h1 itself.

    link: where a figure's id leads, or None for those who may not follow it: its number then leads to what
    it counts, if the document says it. No style or script stands in the body, so that it passes a strict
    content policy.
    """
    body = _environment().get_template("document_body.html").render(**_given(document, opens=link))
    return Markup(body)  # noqa: S704 (made by a template that escapes)


def words_html(document: Document) -> Markup:
    """The paragraphs and lists of a document alone, for the page where they are written."""
    given = _given(document, opens=lambda _: None)
    body = _environment().get_template("document_words.html").render(**given)
    return Markup(body)  # noqa: S704 (made by a template that escapes)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _given(document: Document, *, opens: Link) -> dict[str, object]:
    """What the templates print, and how they print it; they decide nothing."""
    outline = outline_of(document)
    leads = Leads(opens, measures_defined(document))
    return {
        "document": document,
        "outline": outline,
        "words": lambda text: _words(document, text, leads),
        "cell": lambda table, column, text: _words(
            document, text, leads, is_told=_told_by(document, table, column, leads) is not None
        ),
        "heading": lambda table, column: _led(
            _lines(table.columns[column]), _told_by(document, table, column, leads)
        ),
        "counts": lambda chart: _counts(document, chart, leads),
        "row_id": lambda table, row: (
            definition_anchor(text_of(document, row.cells[0])) if table.id == DEFINITIONS else None
        ),
        "plain": lambda text: _lines(text),
        "kind": lambda block: type(block).__name__,
        "written_date": written_date,
        "chart": lambda chart: _drawn(document, chart, f"chart-{outline.chart_numbers[chart.id]}", leads),
        "is_defining": bool(leads.defined),
    }


def _words(document: Document, text: Text, leads: Leads, *, is_told: bool = False) -> Markup:
    """is_told: the heading over it leads to what its numbers count, so that they need not."""
    return Markup("").join(
        _lines(part) if isinstance(part, str) else _number(document, part, leads, is_told=is_told)
        for part in text
    )


def _lines(words: str) -> Markup:
    """Plain words, escaped; their line breaks stay."""
    return Markup("<br>").join(clean(words).split("\n"))


def _number(document: Document, number: Number, leads: Leads, *, is_told: bool) -> Markup:
    """A number with its figure's id, and where it leads."""
    figure = figure_of(document, number)
    value, printed = plain_number(figure.value), number_text(document, number)
    if value is None:
        why = "withheld" if figure.is_withheld else "of nothing"
        marked = Markup('<abbr title="{}" data-figure="{}">{}</abbr>').format(why, number.figure_id, printed)
    else:
        marked = Markup('<data value="{}" data-figure="{}">{}</data>').format(
            value, number.figure_id, printed
        )
    opens = leads.opens(number.figure_id)
    return _led(marked, opens or (None if is_told else leads.definition(figure)), "report-figure")


def _led(marked: Markup, target: str | None, more: str = "report-defined") -> Markup:
    """A link, where there is somewhere to lead to."""
    if target is None:
        return marked
    return Markup('<a class="govuk-link {}" href="{}">{}</a>').format(more, target, marked)


def _told_by(document: Document, table: Table, column: int, leads: Leads) -> str | None:
    """Where the heading of a column leads, if all its numbers are of one measure and none opens."""
    figures = [figure_of(document, number) for row in table.rows for number in numbers_in(row.cells[column])]
    if len({figure.measure for figure in figures}) != 1 or leads.opens(figures[0].id):
        return None
    return leads.definition(figures[0])


def _drawn(document: Document, chart: Chart | TileMap, name: str, leads: Leads) -> Markup:
    """A chart or a map in the page itself; its bars or tiles are links where the reader may follow them."""
    if isinstance(chart, TileMap):
        return Markup(map_element(document, chart, name=name, link=leads.opens))  # noqa: S704 (made here)
    return Markup(svg_element(document, chart, name=name, link=leads.opens))  # noqa: S704 (made here)


def _counts(document: Document, chart: Chart | TileMap, leads: Leads) -> Markup:
    """What the bars of a chart count, each measure once; nothing where the bars themselves open."""
    shown = chart.tiles if isinstance(chart, TileMap) else chart.bars
    figures = {figure.measure: figure for figure in (figure_of(document, each.number) for each in shown)}
    told = [
        _led(_lines(measure), leads.definition(figure))
        for measure, figure in figures.items()
        if leads.definition(figure) and not leads.opens(figure.id)
    ]
    return Markup(", ").join(told)
