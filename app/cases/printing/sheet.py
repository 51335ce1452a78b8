"""The sheet that a family's paper is printed on: large type, and a mark on every page of a draft."""

from datetime import datetime

from reportlab.lib.colors import Color, HexColor, black
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

from app.paper.canvas import PaperCanvas
from app.paper.pages import Size, TaggedPaper
from app.paper.typeface import BOLD, REGULAR, SOFT_INK

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
TITLE = ParagraphStyle("title", BODY, fontName=BOLD, fontSize=25, leading=30, spaceAfter=12, role="H1")
DRAFT = ParagraphStyle("draft", BODY, fontName=BOLD, fontSize=15, leading=20, spaceAfter=4)
HEADING = ParagraphStyle(
    "heading", BODY, fontName=BOLD, fontSize=18, leading=23, spaceBefore=16, spaceAfter=6, role="H2"
)
ELEMENT = ParagraphStyle(
    "element", BODY, fontName=BOLD, fontSize=14.5, leading=19, spaceBefore=10, spaceAfter=3, role="H3"
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


class Sheet(TaggedPaper):
    """A family's paper on A4; the same story gives the same bytes.

    dated: the instant of the last save. whose: who may read it, printed on every page.
    """

    number_size = FURNITURE

    def __init__(self, *, organisation: str, is_draft: bool, dated: datetime, whose: str) -> None:
        self.is_draft = is_draft
        self.whose = whose
        super().__init__(
            title="An assessment" + (" (draft)" if is_draft else ""), author=organisation, dated=dated
        )
        self.add_pages("sheet", A4, side=SIDE, top=TOP, bottom=BOTTOM)

    def furnish(self, canvas: PaperCanvas, size: Size) -> None:
        """Paints whose it is, whether it is a draft, and the page's number."""
        if self.is_draft:
            canvas.setFont(BOLD, FURNITURE + 3)
            with canvas.furniture():  # the first page says it again in a frame
                canvas.drawString(SIDE, size[1] - TOP + 22, "DRAFT – not finished")
        canvas.setFillColor(SOFT_INK)
        canvas.setFont(REGULAR, FURNITURE)
        with canvas.said_once():
            canvas.drawRightString(size[0] - SIDE, size[1] - TOP + 22, f"Private: {self.whose}")
        with canvas.furniture():
            canvas.number_page(size[0] - SIDE, BOTTOM - 26)
