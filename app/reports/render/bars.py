"""The geometry of a plain bar chart: how long each bar is against an axis that always begins at nought."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from app.money import Pence, format_pounds
from app.reports.render.words import clean, figure_of, number_text
from app.reports.rules.document import Chart, Document
from app.reports.rules.vocabulary import Unit

MOST_STEPS = 6
UPRIGHT_LABEL = 9
UPRIGHT_BARS = 12


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """One bar: its label, its number as printed, the figure's id, and its length from 0 to 1 of the axis."""

    label: str
    printed: str
    figure_id: str
    length: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the axis: its label and its place, from 0 to 1."""

    label: str
    place: float


@dataclass(frozen=True, slots=True)
class DrawnChart:
    """A chart ready to be painted. upright: bars stand as columns, for short labels such as years."""

    bars: tuple[DrawnBar, ...]
    ticks: tuple[Tick, ...]
    axis: str
    upright: bool


def drawn(document: Document, chart: Chart) -> DrawnChart:
    """A chart's bars and axis. A withheld or negative value has no length; its label says what it is."""
    figures = [figure_of(document, bar.number) for bar in chart.bars]
    values = [0 if figure.value is None else max(0, figure.value) for figure in figures]
    unit = figures[0].unit
    ends = _axis(float(max(values)), unit)
    bars = tuple(
        DrawnBar(
            clean(bar.label),
            number_text(document, bar.number),
            bar.number.figure_id,
            float(value) / ends[-1],
        )
        for bar, value in zip(chart.bars, values, strict=True)
    )
    return DrawnChart(
        bars,
        tuple(Tick(_tick_label(end, unit), end / ends[-1]) for end in ends),
        chart.axis,
        upright=len(bars) <= UPRIGHT_BARS and all(len(bar.label) <= UPRIGHT_LABEL for bar in bars),
    )


def _axis(largest: float, unit: Unit) -> list[int]:
    """Round steps from nought to the first that reaches the largest value; money in steps of whole pounds."""
    step = next(
        step for step in _round_steps(100 if unit is Unit.PENCE else 1) if step * MOST_STEPS >= largest
    )
    ends = [0, step]
    while ends[-1] < largest:
        ends.append(ends[-1] + step)
    return ends


def _round_steps(smallest: int) -> Iterator[int]:
    """1, 2, 5, 10, 20, 50 and so on, times the smallest."""
    return (smallest * factor * 10**power for power in count() for factor in (1, 2, 5))


def _tick_label(value: int, unit: Unit) -> str:
    match unit:
        case Unit.PENCE:
            return format_pounds(Pence(value))
        case Unit.PERCENT:
            return f"{value}%"
        case Unit.COUNT | Unit.DAYS:
            return f"{value:,}"
