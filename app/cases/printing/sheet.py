"""The sheet that a family's paper is printed on: large type, and a mark on every page of a draft."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime

from reportlab.lib.colors import Color, HexColor, black
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from app.paper import BOLD, REGULAR, SOFT_INK, CountingCanvas

SIDE, TOP, BOTTOM = 22 * mm, 26 * mm, 24 * mm
TEXT_WIDTH = A4[0] - 2 * SIDE
RULE: Color = HexColor(0x1D2226)
SHADE: Color = HexColor(0xEEF0F2)
FURNITURE = 11

# Larger than other papers: it is read at a kitchen table, by children too.
BODY = ParagraphStyle(
    "body",
    fontName=REGULAR,
    fontSize=13,
    leading=18.5,
    spaceAfter=6,
    textColor=black,
    splitLongWords=1,
    allowWidows=0,
)
ORGANISATION = ParagraphStyle("organisation", BODY, textColor=SOFT_INK, spaceAfter=2)
TITLE = ParagraphStyle("title", BODY, fontName=BOLD, fontSize=25, leading=30, spaceAfter=12)
DRAFT = ParagraphStyle("draft", BODY, fontName=BOLD, fontSize=15, leading=20, spaceAfter=4)
HEADING = ParagraphStyle(
    "heading", BODY, fontName=BOLD, fontSize=18, leading=23, spaceBefore=16, spaceAfter=6
)
ELEMENT = ParagraphStyle(
    "element", BODY, fontName=BOLD, fontSize=14.5, leading=19, spaceBefore=10, spaceAfter=3
)
LABEL = ParagraphStyle("label", BODY, fontName=BOLD, spaceAfter=1)
NOTE = ParagraphStyle("note", BODY, textColor=SOFT_INK)
WORDS = ParagraphStyle(
    "words",
    BODY,
    fontSize=14,
    leading=20,
    leftIndent=12,
    rightIndent=12,
    borderPadding=8,
    backColor=SHADE,
    spaceBefore=8,
    spaceAfter=16,
)


class CountingSheets(CountingCanvas):
    """Pages numbered in the larger type."""

    number_size = FURNITURE


class Sheet(BaseDocTemplate):
    """A family's paper on A4; the same story gives the same bytes."""

    canv: CountingSheets

    def __init__(self, *, organisation: str, is_draft: bool, dated: datetime, whose: str) -> None:
        self.is_draft = is_draft
        self.whose = whose
        self.dated = dated
        self.written = io.BytesIO()
        super().__init__(
            self.written,
            pagesize=A4,
            title="An assessment" + (" (draft)" if is_draft else ""),
            author=organisation,
            creator="Loxley",
            lang="en-GB",
            displayDocTitle=1,
            invariant=1,
            pageCompression=1,
            initialFontName=REGULAR,
        )
        frame = Frame(
            SIDE,
            BOTTOM,
            TEXT_WIDTH,
            A4[1] - TOP - BOTTOM,
            leftPadding=0,
            rightPadding=0,
            topPadding=0,
            bottomPadding=0,
        )
        self.addPageTemplates([PageTemplate("sheet", [frame], onPage=_furnish)])

    def printed(self, story: Sequence[Flowable]) -> bytes:
        """The story on paper."""
        self.build(list(story), canvasmaker=CountingSheets)
        return self.written.getvalue()

    def beforeDocument(self) -> None:  # noqa: N802 (ReportLab's name)
        """The instant of the last save is the file's date: no clock is read."""
        saved_at = f"D:{self.dated.astimezone(UTC):%Y%m%d%H%M%S}+00'00'"
        self.canv.setDateFormatter(lambda *_: saved_at)


def _furnish(canvas: Canvas, sheet: Sheet) -> None:
    canvas.saveState()
    if sheet.is_draft:
        canvas.setFont(BOLD, FURNITURE + 3)
        canvas.drawString(SIDE, A4[1] - TOP + 22, "DRAFT – not finished")
    canvas.setFillColor(SOFT_INK)
    canvas.setFont(REGULAR, FURNITURE)
    canvas.drawRightString(A4[0] - SIDE, A4[1] - TOP + 22, f"Private: {sheet.whose}")
    sheet.canv.number_page(A4[0] - SIDE, BOTTOM - 26)
    canvas.restoreState()
