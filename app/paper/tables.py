"""Tables whose headings a screen reader says with their numbers, and tables that only lay out a page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from reportlab.platypus import Flowable, Table

from app.paper.canvas import PaperCanvas
from app.paper.flowables import Figure, Words
from app.paper.tags import Tag


@dataclass(slots=True, eq=False)
class Told:
    """How a table is read out, whole though it goes over pages.

    head_rows: so many rows at its head are headings of its columns. has_row_heads: its first column heads
    the rows. tag: the table in the structure, which its caption is within.
    """

    head_rows: int = 1
    has_row_heads: bool = True
    tag: Tag = field(default_factory=lambda: Tag("Table"))
    _rows: dict[int, tuple[Tag, dict[int, Tag]]] = field(default_factory=dict)

    def cell(self, row: int, column: int) -> Tag:
        """A cell in the structure, the same one each time that it is asked for."""
        around, cells = self._rows.setdefault(row, (Tag("TR", within=self.tag), {}))
        if column not in cells:
            if row < self.head_rows:
                cells[column] = Tag("TH", within=around, scope="Column")
            elif self.has_row_heads and column == 0:
                cells[column] = Tag("TH", within=around, scope="Row")
            else:
                cells[column] = Tag("TD", within=around)
        return cells[column]


class TaggedTable(Table):
    """A table that is read out as `told` says; without that its cells are read as what stands in them.

    Its shades and lines are not read out, nor are headings repeated on a later page.
    """

    canv: PaperCanvas

    def __init__(self, data: Sequence[Any], *given: Any, told: Told | None = None, **named: Any) -> None:
        named.setdefault("renderCB", _tell)
        super().__init__(data, *given, **named)
        self.told = told
        self.rows_told: Sequence[int] = range(len(data))
        self.is_rest = self._repeats = False

    def split(self, availWidth: float, availHeight: float) -> list[Flowable]:  # noqa: N803 (ReportLab's)
        """What stands on this page, and the rest of the same table."""
        parts = super().split(availWidth, availHeight)
        if len(parts) == 2 and self.told is not None:
            first, rest = parts
            assert isinstance(first, TaggedTable)
            assert isinstance(rest, TaggedTable)
            self._share(first, rest, int(self.repeatRows or 0))
        return parts

    def _share(self, first: "TaggedTable", rest: "TaggedTable", repeated: int) -> None:
        """Tells the parts which of the table's rows they have; a row may be in both."""
        going_on = len(self.rows_told) - (len(rest.rows_told) - repeated)
        first.told = rest.told = self.told
        first.rows_told, first.is_rest = self.rows_told[: len(first.rows_told)], self.is_rest
        rest.rows_told = [*self.rows_told[:repeated], *self.rows_told[going_on:]]
        rest.is_rest = True

    def open_cell(self, row: int, column: int, content: Any) -> None:
        """Begins a cell; a figure, and words with links in them, mark themselves."""
        assert self.told is not None
        canvas = self.canv
        if canvas.is_marking:  # in a heading that is repeated
            return
        tag = self.told.cell(self.rows_told[row], column)
        only = content[0] if isinstance(content, (list, tuple)) and content else content
        if isinstance(only, Words) and only.has_links:
            only.tag = tag
        elif content and not isinstance(only, Figure):
            canvas.open_mark(tag)
            return
        canvas.place(tag)
        canvas.container = tag

    def close_cell(self) -> None:
        """Ends a cell."""
        canvas = self.canv
        canvas.container = canvas.tree
        if canvas.is_marking and not self._repeats:
            canvas.close_mark()

    def open_row(self, row: int) -> None:
        """Begins a row."""
        assert self.told is not None
        self._repeats = self.is_rest and row < self.told.head_rows
        if self._repeats:
            self.canv.open_artifact("Pagination")

    def close_row(self) -> None:
        """Ends a row."""
        if self._repeats:
            self.canv.close_mark()


def _tell(table: TaggedTable, event: str, *given: Any) -> None:
    """What ReportLab calls before and after each part of a table that it draws."""
    match event:
        case "startBG" | "startLines":
            table.canv.open_artifact()
        case "endBG" | "endLines":
            table.canv.close_mark()
        case _ if table.told is None:
            pass
        case "startCell":
            table.open_cell(*given[:3])
        case "endCell":
            table.close_cell()
        case "startRow":
            table.open_row(*given)
        case "endRow":
            table.close_row()
