"""What is said in the place of a chart: made from its figures, in words that need no picture."""

from collections.abc import Iterator, Sequence

from app.reports.render.bars import DrawnBar
from app.reports.render.words import clean, figure_of, number_text
from app.reports.rules.document import Bar, Chart, Document, Number, TileMap

MOST_NAMED = 3
"""As many names are given where several bars are alike."""


def alternative(document: Document, chart: Chart) -> str:
    """What a chart shows: "Bar chart. 3 bars, Families. Largest: 170 (Early Help). Smallest: …".

    The total is said where it too is a figure, of which the bars are the parts: other bars may stand for the
    same families at several dates, and to add those up would mislead.
    """
    count = f"{len(chart.bars)} bars" if len(chart.bars) > 1 else "1 bar"
    return " ".join([f"Bar chart. {count}, {clean(chart.axis)}.", *_sentences(document, chart)])


def alternative_of_map(document: Document, tiles: TileMap) -> str:
    """What a map shows: "Map of tiles. 20 tiles, Families. Largest: 89 (Aspley). Smallest: …"."""
    bars = tuple(Bar(tile.label, tile.number) for tile in tiles.tiles)
    chart = Chart(tiles.id, tiles.title, bars, tiles.summary, tiles.table_id, tiles.axis)
    count = f"{len(bars)} tiles" if len(bars) > 1 else "1 tile"
    return " ".join([f"Map of tiles. {count}, {clean(tiles.axis)}.", *_sentences(document, chart)])


def rest_of(bars: Sequence[DrawnBar]) -> str:
    """What is said of the part of a chart that stands on a later page."""
    ends = " to ".join(f"{bar.label}, {bar.printed}" for bar in (bars[0], *bars[1:][-1:]))
    return f"The chart goes on: {ends}."


def _sentences(document: Document, chart: Chart) -> Iterator[str]:
    values = [(bar, figure_of(document, bar.number).value) for bar in chart.bars]
    known = [value for _, value in values if value is not None]
    if known and min(known) < max(known):
        yield f"Largest: {_named(document, [bar for bar, value in values if value == max(known)])}."
        yield f"Smallest: {_named(document, [bar for bar, value in values if value == min(known)])}."
    elif known:
        alike = [bar for bar, value in values if value is not None]
        yield f"{'All alike: ' if len(alike) > 1 else ''}{_named(document, alike)}."
    hidden = sum(figure_of(document, bar.number).is_withheld for bar in chart.bars)
    if hidden:
        yield f"Withheld: {hidden} of {len(chart.bars)}."
    total = _total(document, chart)
    if total is not None:
        yield f"All together: {number_text(document, total)}."


def _named(document: Document, bars: Sequence[Bar]) -> str:
    """The value of bars that are alike, and whose they are: 12 (Arboretum; Aspley)."""
    labels = [clean(bar.label) for bar in bars]
    if len(labels) > MOST_NAMED:
        labels = [*labels[: MOST_NAMED - 1], f"{len(labels) - MOST_NAMED + 1} others"]
    return f"{number_text(document, bars[0].number)} ({'; '.join(labels)})"


def _total(document: Document, chart: Chart) -> Number | None:
    parts = {bar.number.figure_id for bar in chart.bars}
    totals = (each.total for each in document.relations if set(each.parts) == parts and len(parts) > 1)
    return next((Number(total) for total in totals if total in document.figures), None)
