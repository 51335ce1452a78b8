"""One table of an import once its cells have been read: column by column, every value in one form."""

from array import array
from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from app.intake.rules.tables import Table


@dataclass(frozen=True, slots=True)
class Content:
    """The rows of a table, by column, in the order of the file.

    columns: a date as 2013-03-31, a choice by its value, yes or no, a financial year by the year it starts
    in, lists with semicolons; "" is blank, and stands also where a cell is at fault. rows: the number of
    each row in a spreadsheet. faulty: the positions of rows with a cell at fault, which other rules skip.
    """

    table: Table
    file: str
    columns: dict[str, list[str]]
    rows: "array[int]" = field(default_factory=lambda: array("L"))
    faulty: set[int] = field(default_factory=set)
    _different: dict[str, frozenset[str]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, column: str) -> list[str]:
        return self.columns[column]

    def different(self, column: str) -> frozenset[str]:
        """The different values of a column, blank not among them; for a table whose rows are complete."""
        if column not in self._different:
            self._different[column] = frozenset(self.columns[column]) - {""}
        return self._different[column]

    def numbers(self, positions: Sequence[int]) -> list[int]:
        """The spreadsheet's numbers of the rows at these positions."""
        return [self.rows[position] for position in positions]

    def sound(self, positions: Sequence[int]) -> list[int]:
        """Those of the positions whose rows have no cell at fault."""
        return (
            [position for position in positions if position not in self.faulty]
            if self.faulty
            else list(positions)
        )

    def where(self, column: str, wrong: Set[str]) -> list[int]:
        """The positions at which a column has one of these values."""
        if not wrong:
            return []
        return [position for position, value in enumerate(self.columns[column]) if value in wrong]
