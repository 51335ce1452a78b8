"""Tables of figures, complete: what the page shows and the download holds, in order."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure where it stands in a table, or (figure None) words alone.

    says_families: whether to say of how many families it is.
    """

    figure: str | None
    words: str = ""
    says_families: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: its header, its cells, and whether it is a total."""

    header: str
    cells: tuple[Cell, ...]
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class MoneyTable:
    """A table. corner: what its row headers are. notes: sentences that stand under it."""

    code: str
    title: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    notes: tuple[str, ...] = ()

    @property
    def number_columns(self) -> frozenset[str]:
        """The columns whose figures stand under one another: the last ones of the table, without words.

        None where words come after them, which would stand too close to the numbers.
        """
        has_words = [any(row.cells[place].words for row in self.rows) for place in range(len(self.columns))]
        in_order = has_words == sorted(has_words, reverse=True)
        found = (column for column, words in zip(self.columns, has_words, strict=True) if not words)
        return frozenset(found) if in_order else frozenset()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: its heading, sentences that say what it rests on, and its tables."""

    code: str
    heading: str
    sentences: tuple[str, ...]
    tables: tuple[MoneyTable, ...]
