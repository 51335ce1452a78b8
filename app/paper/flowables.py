"""What a paper's story is made of, each part telling a screen reader what it is."""

from abc import abstractmethod
from collections.abc import Iterable
from itertools import accumulate
from typing import Any

from reportlab.graphics.shapes import Drawing
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph

from app.paper.canvas import PaperCanvas, SpacedText, target_of
from app.paper.tags import Tag

PARAGRAPH = "P"


class Words(Paragraph):
    """A paragraph, a heading or an item of a list: its style says which by its `role` (H1, H2; else P).

    One that goes over a page is still one. tag: the node that it is in the structure, where the style does
    not say all. mark: the node of its bullet or number. anchor: the name by which links lead to it. plain:
    its words without markup. begun: so many of their letters stand on the pages before.
    """

    canv: PaperCanvas
    tag: Tag | None = None
    mark: Tag | None = None
    anchor: str | None = None
    begun = 0
    is_part = False
    blPara: Any  # noqa: N815 (ReportLab's name)

    def __init__(self, text: Any, *given: Any, **named: Any) -> None:
        super().__init__(text, *given, **named)
        self.plain = "".join(
            " " if getattr(frag, "lineBreak", False) else getattr(frag, "text", "") for frag in self.frags
        )

    @property
    def has_links(self) -> bool:
        """Whether some of its words lead elsewhere."""
        return any(getattr(frag, "link", None) for frag in self.frags)

    def draw(self) -> None:
        """Paints the words; in a table's cell they are the cell's."""
        canvas = self.canv
        canvas.broken = self._broken_lines()
        if canvas.is_marking:
            super().draw()
        else:
            self._draw_told(canvas)
        canvas.broken = frozenset()

    def _draw_told(self, canvas: PaperCanvas) -> None:
        tag = self._tag()
        if self.anchor and not tag.is_placed:
            canvas.bookmarkHorizontal(self.anchor, 0, self.height)
        canvas.add_heading(tag, self.plain, self.height)
        marks = [self.mark] if self.mark and self.bulletText else []
        links = getattr(self.blPara, "link", None)  # of words in one style: all of them
        if links:
            whole = Tag("Link", within=tag, link=self.plain)
            canvas.expect(*marks, whole)
            canvas.links |= {target_of(target): whole for _, target in links}
        else:
            canvas.expect(*marks, tag)
        super().draw()
        canvas.expect()

    def split(self, availWidth: float, availHeight: float) -> list[Flowable]:  # noqa: N803 (ReportLab's)
        """What stands on this page, and the rest of the same paragraph."""
        parts = super().split(availWidth, availHeight)
        begun = self.begun
        for part in parts:
            assert isinstance(part, Words)
            part.tag, part.mark, part.anchor = self._tag(), self.mark, self.anchor
            part.plain, part.begun, part.is_part = self.plain, begun, True
            if part is not parts[-1]:
                begun += sum(_letters(part))
        return parts

    def _broken_lines(self) -> frozenset[int]:
        """The lines that end within a word: one that is longer than a line is broken."""
        if len(self.blPara.lines) == 1 and not self.is_part:
            return frozenset()
        ends = frozenset(accumulate(len(word) for word in self.plain.split()))
        placed = accumulate(_letters(self), initial=self.begun)
        return frozenset(line for line, place in enumerate(placed, start=-1) if place not in ends)

    def beginText(self, x: float, y: float) -> SpacedText:  # noqa: N802 (ReportLab's name)
        """The text that the words are written in."""
        return SpacedText(self.canv, x, y)

    def _tag(self) -> Tag:
        if self.tag is None:
            self.tag = Tag(getattr(self.style, "role", PARAGRAPH))
        return self.tag


def _letters(words: Words) -> list[int]:
    """How many letters stand on each line, spaces not counted."""
    return [len("".join(_line_words(line).split())) for line in words.blPara.lines]


def _line_words(line: Any) -> str:
    """What stands on a line, which ReportLab keeps as words, or as pieces in several styles."""
    if isinstance(line, tuple):
        return "".join(line[1])
    return "".join(getattr(piece, "text", "") for piece in line.words)


def listed(items: Iterable[str], style: ParagraphStyle, *, is_numbered: bool = False) -> list[Words]:
    """The items of one list, in ReportLab's markup, each behind its bullet or number."""
    whole = Tag("L", numbering="Decimal" if is_numbered else "Disc")
    made = []
    for number, item in enumerate(items, start=1):
        words = Words(item, style, bulletText=f"{number}." if is_numbered else "•")
        around = Tag("LI", within=whole)
        words.mark, words.tag = Tag("Lbl", within=around), Tag("LBody", within=around)
        made.append(words)
    return made


class Figure(Flowable):
    """A picture, with the words that are said in its place."""

    canv: PaperCanvas

    @property
    @abstractmethod
    def alt(self) -> str:
        """The words."""

    def draw(self) -> None:
        """Paints the picture and marks it as one. Raises ValueError when there are no words for it."""
        if not self.alt.strip():
            raise ValueError("a figure needs words that are said in its place")
        self.canv.open_figure(Tag("Figure", alt=self.alt), self.width, self.height)
        self.paint()
        self.canv.close_mark()

    @abstractmethod
    def paint(self) -> None:
        """Paints the picture."""


class DrawnFigure(Figure):
    """A drawing as a figure."""

    def __init__(self, drawing: Drawing, alt: str) -> None:
        super().__init__()
        self.drawing, self._alt = drawing, alt
        self.width, self.height = drawing.width, drawing.height

    @property
    def alt(self) -> str:
        """The words said in its place."""
        return self._alt

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 (ReportLab's names)
        """As large as the drawing."""
        return self.width, self.height

    def paint(self) -> None:
        """Paints the drawing."""
        self.drawing.drawOn(self.canv, 0, 0)
