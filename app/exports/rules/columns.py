"""What a column of an export is: its header, its meaning, its codes, and what is still to be verified."""

from dataclasses import dataclass
from decimal import Decimal

Cell = str | int | Decimal | None
"""A value of an export: words, a number, or nothing, where the records hold none."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an export, as its data dictionary describes it.

    name: the header, exactly as the file has it. codes: each value with its meaning; none where the column
    has no list. empty: what an empty cell means; None: it is never empty. verify: what of this has to be
    checked against the current specification before the file is sent; None where the source was read.
    """

    name: str
    meaning: str
    form: str
    codes: tuple[tuple[str, str], ...] = ()
    empty: str | None = None
    verify: str | None = None


def names(columns: tuple[Column, ...]) -> tuple[str, ...]:
    """The headers, in order."""
    return tuple(column.name for column in columns)
