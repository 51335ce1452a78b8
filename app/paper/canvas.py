"""The pages of a paper: numbered, with all that is drawn on them either read out or marked as furniture."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from app.paper.tags import Box, Mark, Tag, heading_level
from app.paper.typeface import REGULAR, SOFT_INK

FURNITURE_SIZE = 8.5


class SpacedText(PDFTextObject):
    """Text with a space at the end of each line, unseen: else the words on both sides are read as one."""

    def _textOut(self, text: str, TStar: int = 0) -> None:  # noqa: N802, N803 (ReportLab's names)
        super()._textOut(f"{text} " if TStar and text else text, TStar)  # type: ignore[misc]


class PaperCanvas(Canvas):
    """A canvas that knows what of it is to be read, in which order, and how many pages there are at the end.

    Each page shows its number in a form of its own, which may be defined after it: the story is set once, not
    twice.
    """

    _code: list[str]

    def __init__(self, *given: Any, number_size: float = FURNITURE_SIZE, **named: Any) -> None:
        super().__init__(*given, **named)
        self.number_size = number_size
        self.tree = Tag("Document")
        self.container = self.tree
        self.is_marking = False
        self._said_last: list[Tag] = []
        self._due: list[Tag] = []
        self._marks = 0
        self._headings = 0
        self._levels = 0

    def open_mark(self, tag: Tag) -> None:
        """Begins a piece of the page that is read out as part of a node."""
        self.place(tag)
        tag.kids.append(Mark(self.getPageNumber() - 1, self._marks))
        self._code.append(f"/{tag.role} <</MCID {self._marks}>> BDC")
        self._marks += 1
        self.is_marking = True

    def open_artifact(self, kind: str = "") -> None:
        """Begins a piece of the page that is seen but never read out: a rule, a shade, a repeated heading."""
        self._code.append(f"/Artifact <</Type /{kind}>> BDC" if kind else "/Artifact BMC")
        self.is_marking = True

    def close_mark(self) -> None:
        """Ends the piece."""
        if self._code[-1].startswith("/Artifact"):
            self._code.pop()  # nothing was drawn in it
        else:
            self._code.append("EMC")
        self.is_marking = False

    def place(self, tag: Tag) -> None:
        """Puts a node where it belongs in the structure, once; those around it first."""
        if not tag.is_placed:
            tag.is_placed = True
            around = tag.within or self.container
            if around is not self.tree:
                self.place(around)
            around.kids.append(tag)

    @contextmanager
    def furniture(self) -> Iterator[None]:
        """What stands on every page and is not read out."""
        self.open_artifact("Pagination")
        yield
        self.close_mark()

    @contextmanager
    def said_once(self, *, at_the_end: bool = False) -> Iterator[None]:
        """What stands on every page and is read out once, before all else or after it."""
        if self.getPageNumber() > 1:
            self.open_artifact("Pagination")
        else:
            tag = Tag("P")
            if at_the_end:
                tag.is_placed = True
                self._said_last.append(tag)
            self.open_mark(tag)
        yield
        self.close_mark()

    def open_figure(self, tag: Tag, width: float, height: float) -> None:
        """Begins a figure, which stands where the canvas now is."""
        left, bottom = self.absolutePosition(0, 0)
        tag.box = Box(left, bottom, left + width, bottom + height)
        self.open_mark(tag)

    def expect(self, tags: list[Tag]) -> None:
        """The next texts drawn are read out as these nodes, the last of them for all that follow."""
        self._due = tags

    def add_heading(self, tag: Tag, words: str, height: float) -> None:
        """Puts a heading in the reader's list of contents; the paper's title is not in it."""
        level = heading_level(tag.role)
        if level and level > 1 and not tag.is_placed:
            self._headings += 1
            key = f"heading-{self._headings}"
            self.bookmarkHorizontal(key, 0, height)
            self.addOutlineEntry(words, key, level=level - 2)

    def drawText(self, aTextObject: PDFTextObject) -> None:  # noqa: N802, N803 (ReportLab's names)
        """Paints a text, as part of the node that is expected."""
        if self._due and not self.is_marking:
            self.open_mark(self._due.pop(0) if len(self._due) > 1 else self._due[0])
            super().drawText(aTextObject)
            self.close_mark()
        else:
            super().drawText(aTextObject)

    def beginText(self, x: float = 0, y: float = 0, direction: Any = None) -> PDFTextObject:  # noqa: N802
        """A text to be written."""
        return SpacedText(self, x, y, direction=direction)

    def rect(self, *given: Any, **named: Any) -> None:
        """Paints a rectangle; one behind a text is not read out."""
        if self._due and not self.is_marking:
            self.open_artifact()
            super().rect(*given, **named)
            self.close_mark()
        else:
            super().rect(*given, **named)

    def showPage(self) -> None:  # noqa: N802 (ReportLab's name)
        """Ends a page."""
        super().showPage()
        self._marks = 0

    def number_page(self, right: float, level: float) -> None:
        """Leaves the place for "Page 3 of 9", which ends here."""
        self.saveState()
        self.translate(right, level)
        self.doForm(f"page-{self.getPageNumber()}")
        self.restoreState()

    def save(self) -> None:
        """Fills in the page numbers, puts last what is said last, and finishes the file."""
        pages = self.getPageNumber() - 1
        for page in range(1, pages + 1):
            self.beginForm(f"page-{page}", lowerx=-150, lowery=-4, upperx=2, uppery=self.number_size)
            self.setFont(REGULAR, self.number_size)
            self.setFillColor(SOFT_INK)
            self.drawRightString(0, 0, f"Page {page} of {pages}")
            self.endForm()
        self.tree.kids.extend(self._said_last)
        super().save()
