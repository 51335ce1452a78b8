"""A document as HTML: one accessible file that opens anywhere, or its body for a page of the site."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.periods import written_date
from app.reports.render.outline import Outline, outline_of
from app.reports.render.svg import svg_element
from app.reports.render.tile_map import map_element
from app.reports.render.words import (
    clean,
    figure_of,
    made_at_text,
    number_text,
    only_number,
    plain_number,
    text_of,
)
from app.reports.rules.document import Chart, Document, Number, Text, TileMap

Link = Callable[[str], str | None]

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "reports"


def render_html(document: Document) -> bytes:
    """A document as one HTML file with its own style and charts, no script, and nothing fetched.

    Every number carries the id of its figure (data-figure) and its plain value. The same document gives
    the same bytes.
    """
    outline = outline_of(document)
    return (
        _environment()
        .get_template("document.html")
        .render(
            **_given(document, outline, link=lambda _: None),
            chart=lambda chart: _element(document, chart, f"chart-{outline.chart_numbers[chart.id]}"),
            made_at=made_at_text(document),
        )
        .encode()
    )


def body_html(document: Document, *, link: Link, chart_url: Callable[[str], str]) -> Markup:
    """A document's warning, title block and sections for a page of the site, which has the h1 itself.

    link: where a figure's id leads, or None for those who may not follow it. chart_url: where the SVG of
    a chart's id is served. No style or script stands in it, so that it passes a strict content policy.
    """
    outline = outline_of(document)
    body = (
        _environment()
        .get_template("document_body.html")
        .render(
            **_given(document, outline, link=link),
            chart=lambda chart: (
                _element(document, chart, f"chart-{outline.chart_numbers[chart.id]}", link)
                if isinstance(chart, TileMap)
                else _image(document, chart, chart_url(chart.id))
            ),
        )
    )
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


def _given(document: Document, outline: Outline, *, link: Link) -> dict[str, object]:
    """What the templates print, and how they print it; they decide nothing."""
    return {
        "document": document,
        "outline": outline,
        "words": lambda text: _words(document, text, link),
        "plain": lambda text: _lines(text),
        "kind": lambda block: type(block).__name__,
        "written_date": written_date,
        "is_number": lambda cell: only_number(cell) is not None,
    }


def _words(document: Document, text: Text, link: Link) -> Markup:
    return Markup("").join(
        _lines(part) if isinstance(part, str) else _number(document, part, link) for part in text
    )


def _lines(words: str) -> Markup:
    """Plain words, escaped; their line breaks stay."""
    return Markup("<br>").join(clean(words).split("\n"))


def _number(document: Document, number: Number, link: Link) -> Markup:
    """A number with its figure's id; a link where the reader may follow it."""
    figure = figure_of(document, number)
    value, printed = plain_number(figure.value), number_text(document, number)
    if value is None:
        why = "withheld" if figure.is_withheld else "of nothing"
        marked = Markup('<abbr title="{}" data-figure="{}">{}</abbr>').format(why, number.figure_id, printed)
    else:
        marked = Markup('<data value="{}" data-figure="{}">{}</data>').format(
            value, number.figure_id, printed
        )
    target = link(number.figure_id)
    return (
        marked
        if target is None
        else Markup('<a class="govuk-link report-figure" href="{}">{}</a>').format(target, marked)
    )


def _element(document: Document, chart: Chart | TileMap, name: str, link: Link = lambda _: None) -> Markup:
    """A chart or a map in the page itself; the tiles of a map are links where the reader may follow them."""
    drawn = (
        map_element(document, chart, name=name, link=link)
        if isinstance(chart, TileMap)
        else svg_element(document, chart, name=name)
    )
    return Markup(drawn)  # noqa: S704 (made here, of escaped words)


def _image(document: Document, chart: Chart, url: str) -> Markup:
    described = f"{clean(chart.title)}. {text_of(document, chart.summary)}"
    return Markup('<img class="report-chart__image" src="{}" alt="{}">').format(url, described)
