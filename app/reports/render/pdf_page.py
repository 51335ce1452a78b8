"""The furniture of a printed page: running header, footer, and its number of how many."""

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from app.paper.canvas import FURNITURE_SIZE, PaperCanvas
from app.paper.pages import Size, TaggedPaper
from app.paper.typeface import BOLD, REGULAR, SOFT_INK
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


class Paper(TaggedPaper):
    """A document on A4 with its header and footer on every page; the same story gives the same bytes.

    The instant at which the release was made is the file's date too.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        super().__init__(
            title=clean(document.title),
            author=clean(document.organisation),
            dated=document.stamp.made_at,
            creator=f"Loxley {document.stamp.code_version}",
            subject=f"{document.kind.label} as at {written_date(document.stamp.as_at)}",
            keywords=[clean(document.marking)],
        )
        for name, size in ((UPRIGHT, PAGE), (WIDE, WIDE_PAGE)):
            self.add_pages(name, size, side=SIDE, top=TOP, bottom=BOTTOM)

    def beforeDocument(self) -> None:  # noqa: N802 (ReportLab's name)
        """A reader's list of contents is open from the first."""
        super().beforeDocument()
        self.canv.showOutline()

    def furnish(self, canvas: PaperCanvas, size: Size) -> None:
        """Paints the header and the footer."""
        _head(canvas, self.document, size)
        _foot(canvas, self.document, size)


def _head(canvas: PaperCanvas, document: Document, size: Size) -> None:
    """The marking, which is read out once, and the short title; under the marking, the warning."""
    level = size[1] - TOP + 12 + LEADING
    marking = clean(document.marking)
    canvas.setFillColor(INK)
    canvas.setFont(BOLD, SIZE)
    with canvas.said_once():
        canvas.drawString(SIDE, level, marking)
    with canvas.furniture():
        if document.warning is not None:
            canvas.drawString(SIDE, level - LEADING, clean(document.warning))
        room = size[0] - 2 * SIDE - stringWidth(marking, BOLD, SIZE) - 20
        canvas.setFillColor(SOFT_INK)
        canvas.setFont(REGULAR, SIZE)
        canvas.drawRightString(size[0] - SIDE, level, shortened(clean(document.title), room))
        _rule(canvas, size, size[1] - TOP + 6)


def _foot(canvas: PaperCanvas, document: Document, size: Size) -> None:
    """What the paper was made from: the day, the release and the code; read out once, at the end."""
    stamp = document.stamp
    level = BOTTOM - 22
    canvas.setFillColor(SOFT_INK)
    canvas.setFont(REGULAR, SIZE)
    told = (
        f"As at {written_date(stamp.as_at)} · Release {short_digest(document)} · Loxley {stamp.code_version}"
    )
    with canvas.said_once(at_the_end=True):
        canvas.drawString(SIDE, level, told)
    with canvas.furniture():
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
