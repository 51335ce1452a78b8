"""Plain bar charts, painted straight on the page: bars from nought, each with its number."""

from collections.abc import Sequence
from dataclasses import replace

from reportlab.lib.colors import Color, white
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from app.paper.flowables import Figure
from app.paper.typeface import BOLD, REGULAR, SOFT_INK
from app.reports.render.alternative import rest_of
from app.reports.render.bars import DrawnChart
from app.reports.render.pdf_styles import BAR, HAIRLINE, INK, RULE

SIZE = 9.0
LEADING = 11.0
GAP = 5.0
MIDDLE = SIZE * 0.32  # from the middle of a line of figures down to its foot
COLUMNS_HEIGHT = 165.0
WIDEST_COLUMN = 62.0
THICKEST_BAR = 15.0
LABELS_SHARE = 0.38  # of the line, at most, for the labels of lying bars
LABEL_LINES = 6  # the rest of a longer label is left out


class BarChart(Figure):
    """A chart, and the words said in its place."""

    def __init__(self, chart: DrawnChart, alt: str) -> None:
        super().__init__()
        self.chart, self.said = chart, alt

    @property
    def alt(self) -> str:
        """What it shows, in words."""
        return self.said


class Columns(BarChart):
    """A chart of standing columns, as wide as the line."""

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 (ReportLab's names)
        """The whole line, and as deep as such a chart always is."""
        self.width, self.height = aW, COLUMNS_HEIGHT
        return self.width, self.height

    def paint(self) -> None:
        """Paints the axis, the columns, their numbers and labels."""
        canvas, chart = self.canv, self.chart
        left = max(stringWidth(tick.label, REGULAR, SIZE) for tick in chart.ticks) + GAP
        foot = LEADING + GAP
        tall = self.height - 2 * LEADING - GAP - foot
        _pen(canvas, REGULAR, SOFT_INK)
        canvas.drawString(0, self.height - LEADING, chart.axis)
        for tick in chart.ticks:
            level = foot + tick.place * tall
            canvas.drawRightString(left - GAP, level - MIDDLE, tick.label)
            _line(canvas, (left, level, self.width, level))
        slot = (self.width - left) / len(chart.bars)
        thick = min(WIDEST_COLUMN, slot * 0.62)
        for place, bar in enumerate(chart.bars):
            middle = left + (place + 0.5) * slot
            _bar(canvas, middle - thick / 2, foot, thick, bar.length * tall)
            wide = stringWidth(bar.printed, BOLD, SIZE)
            _number(canvas, middle - wide / 2, foot + bar.length * tall + 3, bar.printed)
            _pen(canvas, REGULAR, INK)
            canvas.drawCentredString(middle, foot - LEADING, bar.label)
        _line(canvas, (left, foot, self.width, foot), strong=True)


class Bars(BarChart):
    """A chart of lying bars, as wide as the line; one too long for a page goes on to the next."""

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 (ReportLab's names)
        """The whole line, and as deep as the bars with their labels need."""
        self.width = aW
        natural = max(stringWidth(bar.label, REGULAR, SIZE) for bar in self.chart.bars)
        self.label_width = min(natural, aW * LABELS_SHARE) + 1
        self.labels = [
            simpleSplit(bar.label, REGULAR, SIZE, self.label_width)[:LABEL_LINES] for bar in self.chart.bars
        ]
        self.slots = [max(THICKEST_BAR + GAP, len(lines) * LEADING + GAP) for lines in self.labels]
        self.height = sum(self.slots) + 2 * LEADING + GAP
        return self.width, self.height

    def split(self, aW: float, aH: float) -> list[Flowable]:  # noqa: N803 (ReportLab's names)
        """As many bars as there is room for, and the rest with an axis of its own."""
        self.wrap(aW, aH)
        room = aH - 2 * LEADING - GAP
        fitting = sum(sum(self.slots[: last + 1]) <= room for last in range(len(self.slots)))
        if not 0 < fitting < len(self.slots):
            return []
        bars = self.chart.bars
        return [
            Bars(replace(self.chart, bars=bars[:fitting]), self.said),
            Bars(replace(self.chart, bars=bars[fitting:]), rest_of(bars[fitting:])),
        ]

    def paint(self) -> None:
        """Paints the axis, the bars, their numbers and labels."""
        canvas, chart = self.canv, self.chart
        left = self.label_width + GAP
        right = self.width - max(stringWidth(bar.printed, BOLD, SIZE) for bar in chart.bars) - GAP
        foot = 2 * LEADING + GAP
        _pen(canvas, REGULAR, SOFT_INK)
        canvas.drawCentredString((left + right) / 2, foot - 2 * LEADING, chart.axis)
        for tick in chart.ticks:
            across = left + tick.place * (right - left)
            canvas.drawCentredString(across, foot - LEADING, tick.label)
            _line(canvas, (across, foot, across, self.height))
        level = self.height
        for bar, lines, slot in zip(chart.bars, self.labels, self.slots, strict=True):
            middle = level - slot / 2
            long = bar.length * (right - left)
            _bar(canvas, left, middle - THICKEST_BAR / 2, long, THICKEST_BAR)
            _number(canvas, left + long + 4, middle - MIDDLE, bar.printed)
            _label(canvas, self.label_width, middle, lines)
            level -= slot
        _line(canvas, (left, foot, left, self.height), strong=True)


def bar_chart(chart: DrawnChart, alt: str) -> Flowable:
    """A chart ready to be placed: standing columns for short labels, lying bars for others.

    alt: the words said in its place.
    """
    return Columns(chart, alt) if chart.upright else Bars(chart, alt)


def _pen(canvas: Canvas, font: str, colour: Color) -> None:
    canvas.setFont(font, SIZE)
    canvas.setFillColor(colour)


def _line(canvas: Canvas, ends: tuple[float, float, float, float], *, strong: bool = False) -> None:
    canvas.setStrokeColor(RULE if strong else HAIRLINE)
    canvas.setLineWidth(0.8 if strong else 0.4)
    canvas.line(*ends)


def _bar(canvas: Canvas, left: float, foot: float, width: float, height: float) -> None:
    """A filled bar; one of no length is not drawn, its number alone says so."""
    if width and height:
        canvas.setFillColor(BAR)
        canvas.rect(left, foot, width, height, stroke=0, fill=1)


def _number(canvas: Canvas, left: float, foot: float, printed: str) -> None:
    """A bar's number on white, so that no line of the axis runs through it."""
    canvas.setFillColor(white)
    canvas.rect(left - 1, foot - 1, stringWidth(printed, BOLD, SIZE) + 2, SIZE, stroke=0, fill=1)
    _pen(canvas, BOLD, INK)
    canvas.drawString(left, foot, printed)


def _label(canvas: Canvas, right: float, middle: float, lines: Sequence[str]) -> None:
    """The lines of a bar's label, flush right, centred on the middle of the bar."""
    _pen(canvas, REGULAR, INK)
    first = middle + (len(lines) - 1) * LEADING / 2 - MIDDLE
    for number, line in enumerate(lines):
        canvas.drawRightString(right, first - number * LEADING, line)
