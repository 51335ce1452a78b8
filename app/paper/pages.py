"""A paper on its pages: the story is set, and the file finished so that every reader is told the same."""

import io
from abc import abstractmethod
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from app.paper.canvas import FURNITURE_SIZE, PaperCanvas
from app.paper.finishing import finished
from app.paper.tags import Tag
from app.paper.typeface import REGULAR, forget_words

rl_config.useA85 = 0  # streams as compressed bytes: writing them as letters would only be undone at the end

Size = tuple[float, float]


class TaggedPaper(BaseDocTemplate):
    """A paper that is tagged PDF (PDF/UA-1); the same story gives the same bytes: no clock is read.

    dated: the instant that is the file's date.
    """

    canv: PaperCanvas
    number_size = FURNITURE_SIZE

    def __init__(
        self, *, title: str, author: str, dated: datetime, creator: str = "Loxley", **more: Any
    ) -> None:
        self.dated, self.told_title, self.told_author = dated, title, author
        self.written = io.BytesIO()
        self.tree: Tag | None = None
        super().__init__(
            self.written,
            pagesize=A4,
            title=title,
            author=author,
            creator=creator,
            lang="en-GB",
            displayDocTitle=1,
            invariant=1,
            pageCompression=1,
            initialFontName=REGULAR,
            **more,
        )

    def printed(self, story: Sequence[Flowable]) -> bytes:
        """The story on paper. Nothing of its words stays in the process."""
        try:
            self.build(list(story), canvasmaker=partial(PaperCanvas, number_size=self.number_size))
        finally:
            forget_words()
        assert self.tree is not None
        return finished(self.written.getvalue(), self.tree, title=self.told_title, author=self.told_author)

    def beforeDocument(self) -> None:  # noqa: N802 (ReportLab's name)
        """Dates the file, and keeps what is told of it."""
        dated = f"D:{self.dated.astimezone(UTC):%Y%m%d%H%M%S}+00'00'"
        self.canv.setDateFormatter(lambda *_: dated)
        self.tree = self.canv.tree

    def add_pages(self, name: str, size: Size, *, side: float, top: float, bottom: float) -> None:
        """Pages of a size, with margins; the first added are used until the story asks for others."""
        frame = Frame(side, bottom, size[0] - 2 * side, size[1] - top - bottom, 0, 0, 0, 0)
        furnish = partial(self._furnish_page, size)
        self.addPageTemplates([PageTemplate(name, [frame], onPage=furnish, pagesize=size)])

    @abstractmethod
    def furnish(self, canvas: PaperCanvas, size: Size) -> None:
        """Paints what stands on every page, outside its margins: each piece as furniture, or as said once."""

    def _furnish_page(self, size: Size, *_: object) -> None:
        self.canv.saveState()
        self.furnish(self.canv, size)
        self.canv.restoreState()
