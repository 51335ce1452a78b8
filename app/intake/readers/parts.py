"""What an import is made of before anything is known of its cells: named tables of text."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.intake.rules.faults import Problem

ROWS_AT_ONCE = 10_000

Block = list[list[str]]
"""Rows of text, in order; blank rows are among them, so that rows can be counted as a spreadsheet does."""


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
