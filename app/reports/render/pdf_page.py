"""The furniture of a printed page: running header, footer, and its number of how many."""

import io
from collections.abc import Sequence
from datetime import UTC
from functools import partial

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from app.paper import BOLD, FURNITURE_SIZE, REGULAR, SOFT_INK, CountingCanvas
from app.periods import written_date
from app.reports.render.pdf_styles import (
    BOTTOM,
    HAIRLINE,
    INK,
    PAGE,
    SIDE,
    TOP,
    WIDE_PAGE,
)
from app.reports.render.words import clean, short_digest
from app.reports.rules.document import Document

UPRIGHT, WIDE = "upright", "wide"
SIZE = FURNITURE_SIZE
LEADING = 11.5

Size = tuple[float, float]


class Paper(BaseDocTemplate):
    """A document on A4 with its header and footer on every page; the same story gives the same bytes."""

    canv: CountingCanvas

    def __init__(self, document: Document) -> None:
        self.document = document
        self.written = io.BytesIO()
        super().__init__(
            self.written,
            pagesize=PAGE,
            title=clean(document.title),
            author=clean(document.organisation),
            subject=f"{document.kind.label} as at {written_date(document.stamp.as_at)}",
            keywords=[clean(document.marking)],
            creator=f"Loxley {document.stamp.code_version}",
            lang="en-GB",
            displayDocTitle=1,
            invariant=1,
            pageCompression=1,
            initialFontName=REGULAR,
        )
        for name, size in ((UPRIGHT, PAGE), (WIDE, WIDE_PAGE)):
            furnish = partial(_furnish, document=document, size=size)
            self.addPageTemplates([PageTemplate(name, [_frame(size)], onPage=furnish, pagesize=size)])

    def printed(self, story: Sequence[Flowable]) -> bytes:
        """The story on paper."""
        self.build(list(story), canvasmaker=CountingCanvas)
        return self.written.getvalue()

    def beforeDocument(self) -> None:  # noqa: N802 (ReportLab's name)
        """The instant at which the release was made is the file's date too: no clock is read."""
        made_at = f"D:{self.document.stamp.made_at.astimezone(UTC):%Y%m%d%H%M%S}+00'00'"
        self.canv.setDateFormatter(lambda *_: made_at)
        self.canv.showOutline()


def _frame(size: Size) -> Frame:
    width, height = size[0] - 2 * SIDE, size[1] - TOP - BOTTOM
    return Frame(SIDE, BOTTOM, width, height, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)


def _furnish(canvas: CountingCanvas, _: BaseDocTemplate, *, document: Document, size: Size) -> None:
    canvas.saveState()
    _head(canvas, document, size)
    _foot(canvas, document, size)
    canvas.restoreState()


def _head(canvas: Canvas, document: Document, size: Size) -> None:
    """The marking and the short title; under the marking, the warning."""
    level = size[1] - TOP + 12 + LEADING
    marking = clean(document.marking)
    canvas.setFillColor(INK)
    canvas.setFont(BOLD, SIZE)
    canvas.drawString(SIDE, level, marking)
    if document.warning is not None:
        canvas.drawString(SIDE, level - LEADING, clean(document.warning))
    room = size[0] - 2 * SIDE - stringWidth(marking, BOLD, SIZE) - 20
    canvas.setFillColor(SOFT_INK)
    canvas.setFont(REGULAR, SIZE)
    canvas.drawRightString(size[0] - SIDE, level, shortened(clean(document.title), room))
    _rule(canvas, size, size[1] - TOP + 6)


def _foot(canvas: CountingCanvas, document: Document, size: Size) -> None:
    """What the paper was made from: the day, the release and the code."""
    stamp = document.stamp
    level = BOTTOM - 22
    canvas.setFillColor(SOFT_INK)
    canvas.setFont(REGULAR, SIZE)
    canvas.drawString(
        SIDE,
        level,
        f"As at {written_date(stamp.as_at)} · Release {short_digest(document)} · Loxley {stamp.code_version}",
    )
    canvas.number_page(size[0] - SIDE, level)
    _rule(canvas, size, BOTTOM - 9)


def _rule(canvas: Canvas, size: Size, level: float) -> None:
    canvas.setStrokeColor(HAIRLINE)
    canvas.setLineWidth(0.5)
    canvas.line(SIDE, level, size[0] - SIDE, level)


def shortened(words: str, room: float) -> str:
    """Words cut between words to what fits on the line, with an ellipsis where they were cut."""
    if stringWidth(words, REGULAR, SIZE) <= room:
        return words
    kept = words.split()
    while kept and stringWidth(" ".join(kept) + "…", REGULAR, SIZE) > room:
        kept.pop()
    return " ".join(kept) + "…"
