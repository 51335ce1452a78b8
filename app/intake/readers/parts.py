"""What an import is made of before anything is known of its cells: named tables of text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.intake.rules.faults import Problem

ROWS_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class RowBlock:
    """Rows of text in order, as wide as each is; blank ones are among them, as a spreadsheet counts them."""

    rows: list[list[str]]

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class ColumnBlock:
    """Rows of text in order, all as wide and none blank, turned into columns."""

    columns: list[Sequence[str]]

    def __len__(self) -> int:
        return len(self.columns[0])

    def as_rows(self) -> RowBlock:
        """The same rows, row by row."""
        return RowBlock(list(map(list, zip(*self.columns, strict=True))))


Block = RowBlock | ColumnBlock


@dataclass(frozen=True, slots=True)
class Part:
    """One table's file or sheet. name: without folder and ending. blocks: all of its rows."""

    file: str
    name: str
    blocks: Iterator[Block]


class UnreadableError(Exception):
    """A file that cannot be read, or not further than a row. row: None when it is the whole file."""

    def __init__(self, problem: Problem, file: str = "", row: int | None = None) -> None:
        super().__init__(problem.code)
        self.problem = problem
        self.file = file
        self.row = row
