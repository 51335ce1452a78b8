"""The pages of a paper: numbered, with all that is drawn on them either read out or marked as furniture."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from app.paper.tags import Box, Mark, Spot, Tag, heading_level
from app.paper.typeface import REGULAR, SOFT_INK

FURNITURE_SIZE = 8.5


def target_of(link: str) -> str:
    """Where a link of a paragraph leads, as the canvas is told it."""
    return link.removeprefix("#")


@dataclass(slots=True)
class Stretch:
    """A link's words on one line: from and to where in the text's code."""

    tag: Tag
    first: int
    last: int | None = None


class SpacedText(PDFTextObject):
    """A text that knows where its links are.

    Each of its lines ends with a space, unseen: else the words on both sides are read as one. A line that
    ends within a word has none.
    """

    _code: list[str]

    def __init__(self, canvas: "PaperCanvas", *given: Any, **named: Any) -> None:
        super().__init__(canvas, *given, **named)
        self.stretches: list[Stretch] = []
        self.links, self._broken, self._lines = canvas.links, canvas.broken, 0
        self._last_words = ""

    def _textOut(self, text: str, TStar: int = 0) -> None:  # noqa: N802, N803 (ReportLab's names)
        spaced = f"{text} " if TStar and self._lines not in self._broken else text
        super()._textOut(spaced, TStar)  # type: ignore[misc]
        self._lines += bool(TStar)
        self._last_words = text
        if self.stretches and self.stretches[-1].last is None:
            self.stretches[-1].tag.link = f"{self.stretches[-1].tag.link}{text}"

    def _linkRecord(self, link: tuple[int, str], event: str) -> None:  # noqa: N802 (ReportLab's name)
        """What ReportLab calls behind the first and the last words of a link on a line."""
        if event == "end":
            self.stretches[-1].last = len(self._code)
            return
        tag = self.links.setdefault(target_of(link[1]), Tag("Link", link=""))
        tag.link = f"{tag.link} {self._last_words}".strip()
        self.stretches.append(Stretch(tag, len(self._code) - 1))

    def marked(self, canvas: "PaperCanvas", tag: Tag) -> None:
        """Marks the links in it, and all else as part of a node."""
        begun, *code = self._code
        self._code = [begun]
        done = 1
        for each in self.stretches:
            each.tag.within = tag
            self._mark(canvas, tag, code[done - 1 : each.first - 1])
            done = each.last or len(code) + 1
            self._mark(canvas, each.tag, code[each.first - 1 : done - 1])
        self._mark(canvas, tag, code[done - 1 :])

    def _mark(self, canvas: "PaperCanvas", tag: Tag, code: list[str]) -> None:
        if any(" Tj" in each for each in code):
            self._code += [canvas.begun(tag), *code, "EMC"]
        else:
            self._code += code


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
        self._marks = self._spots = self._headings = 0
        self.links: dict[str, Tag] = {}
        self.broken: frozenset[int] = frozenset()

    def open_mark(self, tag: Tag) -> None:
        """Begins a piece of the page that is read out as part of a node."""
        self._code.append(self.begun(tag))
        self.is_marking = True

    def begun(self, tag: Tag) -> str:
        """What begins a piece that is read out, in the words of a page's code."""
        self.place(tag)
        number = self._marks
        tag.kids.append(Mark(self.getPageNumber() - 1, number))
        self._marks += 1
        return f"/{tag.role} <</MCID {number}>> BDC"

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

    def expect(self, *tags: Tag) -> None:
        """The next texts drawn are read out as these nodes, the last of them for all that follow."""
        self._due = list(tags)
        self.links.clear()

    def add_heading(self, tag: Tag, words: str, height: float) -> None:
        """Puts a heading in the reader's list of contents; the paper's title is not in it."""
        level = heading_level(tag.role)
        if words.strip() and level and level > 1 and not tag.is_placed:
            self._headings += 1
            key = f"heading-{self._headings}"
            self.bookmarkHorizontal(key, 0, height)
            self.addOutlineEntry(words, key, level=level - 2)

    def drawText(self, aTextObject: PDFTextObject) -> None:  # noqa: N802, N803 (ReportLab's names)
        """Paints a text, as part of the node that is expected."""
        if not self._due or self.is_marking:
            super().drawText(aTextObject)
            return
        tag = self._due.pop(0) if len(self._due) > 1 else self._due[0]
        if isinstance(aTextObject, SpacedText) and aTextObject.stretches:
            aTextObject.marked(self, tag)
            super().drawText(aTextObject)
        else:
            self.open_mark(tag)
            super().drawText(aTextObject)
            self.close_mark()

    def linkRect(self, contents: str, destinationname: str, *given: Any, **named: Any) -> None:  # noqa: N802
        """Makes a part of the page lead to a place of the paper."""
        self._lead(destinationname)
        named.setdefault("Border", "[0 0 0]")  # no frame is drawn around it
        super().linkRect(contents, destinationname, *given, **named)

    def linkURL(self, url: str, *given: Any, **named: Any) -> None:  # noqa: N802 (ReportLab's name)
        """Makes a part of the page lead to an address."""
        self._lead(url)
        super().linkURL(url, *given, **named)

    def _lead(self, target: str) -> None:
        tag = self.links.get(target)
        if tag is not None and not self.is_marking:
            tag.kids.append(Spot(self.getPageNumber() - 1, self._spots))
        self._spots += 1

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
        self._marks = self._spots = 0

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
