"""A chart as SVG: plain bars that read in greyscale and on a phone, and that a strict page accepts."""

from collections.abc import Iterator, Sequence
from html import escape
from textwrap import wrap

from app.reports.render.bars import DrawnBar, DrawnChart, drawn
from app.reports.render.outline import chart_of
from app.reports.render.words import clean, text_of
from app.reports.rules.document import Chart, Document

WIDTH = 480
SIZE = 14
LEADING = 17
LETTER = 8.4  # about how wide a letter is at this size, in the widest of the fonts that may draw it
GAP = 6
TALL = 200  # of standing columns
THICKEST = 22
WIDEST = 60
LONGEST_LABEL = 22  # letters on a line of a lying bar's label
FONT = "Arial, Helvetica, sans-serif"
BAR, INK, SOFT_INK, HAIRLINE = "#34567a", "#0b0c0c", "#505a5f", "#b1b4b6"


def chart_svg(document: Document, chart_id: str) -> bytes:
    """One chart as an SVG file. Raises ValueError when the document has no chart by that id."""
    return f"{svg_element(document, chart_of(document, chart_id), name='chart')}\n".encode()


def svg_element(document: Document, chart: Chart, *, name: str) -> str:
    """One chart as an element to stand in a page; `name` begins the ids in it, which no other may share."""
    shape = drawn(document, chart)
    height, parts = _columns(shape) if shape.upright else _bars(shape)
    title, summary = escape(clean(chart.title)), escape(text_of(document, chart.summary))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc" font-family="{FONT}" font-size="{SIZE}" fill="{INK}">'
        f'<title id="{name}-title">{title}</title><desc id="{name}-desc">{summary}</desc>'
        f"{''.join(parts)}</svg>"
    )


def _columns(chart: DrawnChart) -> tuple[int, list[str]]:
    left = max(len(tick.label) for tick in chart.ticks) * LETTER + GAP
    foot = 2 * LEADING + GAP + TALL
    parts = [_text(0, LEADING - 3, chart.axis, colour=SOFT_INK)]
    for tick in chart.ticks:
        level = foot - tick.place * TALL
        parts.append(_line(left, level, WIDTH, level))
        parts.append(_text(left - GAP, level + SIZE * 0.35, tick.label, anchor="end", colour=SOFT_INK))
    slot = (WIDTH - left) / len(chart.bars)
    thick = min(WIDEST, slot * 0.62)
    for place, bar in enumerate(chart.bars):
        middle, tall = left + (place + 0.5) * slot, bar.length * TALL
        parts.append(_rect(middle - thick / 2, foot - tall, thick, tall))
        parts.append(_number(bar, middle, foot - tall - 5, anchor="middle"))
        parts.append(_text(middle, foot + LEADING, bar.label, anchor="middle"))
    parts.append(_line(left, foot, WIDTH, foot, strong=True))
    return round(foot + LEADING + GAP), parts


def _bars(chart: DrawnChart) -> tuple[int, list[str]]:
    labels = [wrap(bar.label, LONGEST_LABEL) or [""] for bar in chart.bars]
    left = max(len(line) for lines in labels for line in lines) * LETTER + GAP
    right = WIDTH - max(len(bar.printed) for bar in chart.bars) * (LETTER + 1) - GAP
    slots = [max(THICKEST, len(lines) * LEADING) + GAP for lines in labels]
    foot = sum(slots)
    parts = []
    for tick in chart.ticks:
        across = left + tick.place * (right - left)
        parts.append(_line(across, 0, across, foot))
        parts.append(_text(across, foot + LEADING, tick.label, anchor="middle", colour=SOFT_INK))
    parts.append(_text((left + right) / 2, foot + 2 * LEADING, chart.axis, anchor="middle", colour=SOFT_INK))
    level = 0.0
    for bar, lines, slot in zip(chart.bars, labels, slots, strict=True):
        middle, long = level + slot / 2, bar.length * (right - left)
        parts.append(_rect(left, middle - THICKEST / 2, long, THICKEST))
        parts.extend(_label(lines, left - GAP, middle))
        parts.append(_number(bar, left + long + 5, middle + SIZE * 0.35, anchor="start"))
        level += slot
    parts.append(_line(left, 0, left, foot, strong=True))
    return round(foot + 2 * LEADING + GAP), parts


def _label(lines: Sequence[str], right: float, middle: float) -> Iterator[str]:
    first = middle - (len(lines) - 1) * LEADING / 2 + SIZE * 0.35
    return (_text(right, first + number * LEADING, line, anchor="end") for number, line in enumerate(lines))


def _text(across: float, down: float, words: str, *, anchor: str = "start", colour: str = INK) -> str:
    return (
        f'<text x="{across:.1f}" y="{down:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'
    )


def _number(bar: DrawnBar, across: float, down: float, *, anchor: str) -> str:
    """A bar's number, edged in white so that no line of the axis runs through it."""
    return (
        f'<text x="{across:.1f}" y="{down:.1f}" text-anchor="{anchor}" font-weight="bold" stroke="#ffffff" '
        f'stroke-width="4" paint-order="stroke" data-figure="{escape(bar.figure_id)}">'
        f"{escape(bar.printed)}</text>"
    )


def _rect(left: float, top: float, width: float, height: float) -> str:
    if not (width and height):
        return ""
    return f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{BAR}"/>'


def _line(x1: float, y1: float, x2: float, y2: float, *, strong: bool = False) -> str:
    colour, width = (INK, 1.5) if strong else (HAIRLINE, 0.75)
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {ends} stroke="{colour}" stroke-width="{width}"/>'
