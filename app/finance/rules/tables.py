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


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: its heading, sentences that say what it rests on, and its tables."""

    code: str
    heading: str
    sentences: tuple[str, ...]
    tables: tuple[MoneyTable, ...]
