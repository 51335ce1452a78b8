"""The typeface, sizes, colours and measures of a printed paper."""

from reportlab.lib.colors import Color, HexColor, black
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

from app.paper.typeface import BOLD, REGULAR, SOFT_INK

PAGE, WIDE_PAGE = A4, landscape(A4)
SIDE = 20 * mm
TOP = 25 * mm
BOTTOM = 22 * mm
TEXT_WIDTH = PAGE[0] - 2 * SIDE
WIDE_TEXT_WIDTH = WIDE_PAGE[0] - 2 * SIDE
TEXT_HEIGHT = PAGE[1] - TOP - BOTTOM
WIDE_TEXT_HEIGHT = WIDE_PAGE[1] - TOP - BOTTOM

# Dark enough on paper and far enough apart in greyscale.
INK = black
BAR: Color = HexColor(0x34567A)
RULE: Color = HexColor(0x1D2226)
HAIRLINE: Color = HexColor(0xC3C8CC)
SHADE: Color = HexColor(0xEEF0F2)


BODY = ParagraphStyle(
    "body",
    fontName=REGULAR,
    fontSize=10.5,
    leading=14.5,
    spaceAfter=7,
    textColor=INK,
    allowWidows=0,
    allowOrphans=0,
    splitLongWords=1,
)
BULLET = ParagraphStyle(
    "bullet", BODY, leftIndent=16, bulletIndent=3, spaceAfter=4, bulletFontName=REGULAR, bulletFontSize=10.5
)
NUMBERED = ParagraphStyle(
    "numbered", BODY, leftIndent=20, bulletIndent=0, spaceAfter=5, bulletFontName=REGULAR, bulletFontSize=10.5
)
ORGANISATION = ParagraphStyle("organisation", BODY, fontSize=11, textColor=SOFT_INK, spaceAfter=2)
TITLE = ParagraphStyle("title", BODY, fontName=BOLD, fontSize=22, leading=26, spaceAfter=10, role="H1")
WARNING = ParagraphStyle("warning", BODY, fontName=BOLD, fontSize=12.5, leading=16, spaceAfter=0)
HEADING = ParagraphStyle(
    "heading", BODY, fontName=BOLD, fontSize=14, leading=18, spaceBefore=14, spaceAfter=6, role="H2"
)
# The first page holds what is new and what is asked; its parts stand closer.
OPENING_BULLET = ParagraphStyle("opening-bullet", BULLET, leading=13, spaceAfter=1)
OPENING_HEADING = ParagraphStyle("opening-heading", HEADING, leading=16, spaceBefore=8, spaceAfter=2)
CAPTION = ParagraphStyle("caption", BODY, fontName=BOLD, leading=14, spaceBefore=12, spaceAfter=4)
OPENING_CAPTION = ParagraphStyle("opening-caption", CAPTION, spaceBefore=0, spaceAfter=3)
NOTE = ParagraphStyle("note", BODY, fontSize=9, leading=12, textColor=SOFT_INK, spaceBefore=4, spaceAfter=7)
LABEL = ParagraphStyle("label", BODY, fontName=BOLD, fontSize=10, leading=13, spaceAfter=0)
VALUE = ParagraphStyle("value", BODY, fontSize=10, leading=13, spaceAfter=0)


def cell_style(size: float, *, bold: bool = False, right: bool = False) -> ParagraphStyle:
    """The style of a table's cell at a type size in points."""
    return ParagraphStyle(
        "cell",
        BODY,
        fontName=BOLD if bold else REGULAR,
        fontSize=size,
        leading=size * 1.25,
        spaceAfter=0,
        alignment=TA_RIGHT if right else BODY.alignment,
    )
