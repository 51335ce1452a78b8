"""Papers of the tests' own: a story of any kind, set as every paper is."""

from collections.abc import Sequence
from datetime import UTC, datetime

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable

from app.paper.canvas import PaperCanvas
from app.paper.flowables import Words
from app.paper.pages import Size, TaggedPaper
from app.paper.typeface import BOLD, REGULAR

BODY = ParagraphStyle("body", fontName=REGULAR, fontSize=11, leading=15, bulletFontName=REGULAR)
TITLE = ParagraphStyle("title", BODY, fontName=BOLD, role="H1")
HEADING = ParagraphStyle("heading", BODY, fontName=BOLD, role="H2")
LESSER = ParagraphStyle("lesser", BODY, fontName=BOLD, role="H3")
SHADED = ParagraphStyle("shaded", BODY, backColor="#eeeeee")


class Plain(TaggedPaper):
    """A paper with a header that is said once, and the rest of its furniture never."""

    def __init__(self) -> None:
        super().__init__(title="A paper", author="A council", dated=datetime(2013, 7, 12, tzinfo=UTC))
        self.add_pages("plain", A4, side=60, top=60, bottom=60)

    def furnish(self, canvas: PaperCanvas, size: Size) -> None:
        canvas.setFont(REGULAR, 9)
        with canvas.said_once():
            canvas.drawString(60, size[1] - 40, "Marking")
        with canvas.said_once(at_the_end=True):
            canvas.drawString(60, 30, "Release")
        with canvas.furniture():
            canvas.line(60, 50, 400, 50)
            canvas.number_page(size[0] - 60, 30)


def printed(*story: Flowable) -> bytes:
    """A story on paper, under a title."""
    return Plain().printed([Words("A paper", TITLE), *story])


def words(text: str, style: ParagraphStyle = BODY) -> Words:
    return Words(text, style)


def lines(number: int) -> Sequence[Flowable]:
    return [words(f"Line {each}.") for each in range(number)]
