"""All counts of a release as one linear system: what a reader can add up and take away."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """What may be done with a cell: shown or hidden; shown already; hidden whatever is chosen.

    A spare cell is what a count has over one that it includes: printed nowhere, and not protected.
    """

    OPEN = "open"
    SHOWN = "shown"
    HIDDEN = "hidden"
    SPARE = "spare"


@dataclass(frozen=True, slots=True)
class Cell:
    """A count, once, however many tables print it.

    least: the smallest value that a reader gives it while it is hidden: 1 where zeros are shown.
    cost: how many ordinary cells are rather hidden than this one.
    """

    id: str
    value: int
    standing: Standing = Standing.OPEN
    least: int = 1
    cost: int = 1

    @property
    def is_never_printed(self) -> bool:
        """Whether it is hidden whatever is chosen."""
        return self.standing in (Standing.HIDDEN, Standing.SPARE)

    @property
    def is_known(self) -> bool:
        """Whether a reader knows it whatever is chosen: it is public already, or a zero, which is shown."""
        return self.standing is Standing.SHOWN or self.value < self.least


@dataclass(frozen=True, slots=True)
class Equation:
    """A total that is the sum of its parts less others, each a cell's id, which may stand in it twice."""

    total: str
    parts: tuple[str, ...]
    less: tuple[str, ...] = ()

    def terms(self) -> Mapping[str, int]:
        """The cells with their coefficients, which sum to nothing: the total once, each part taken away."""
        found: dict[str, int] = {}
        for cell, times in ((self.total, 1), *((part, -1) for part in self.parts)):
            found[cell] = found.get(cell, 0) + times
        for cell in self.less:
            found[cell] = found.get(cell, 0) + 1
        return {cell: times for cell, times in found.items() if times}


@dataclass(frozen=True, slots=True)
class System:
    """The cells of a release by id, and the equations between them."""

    cells: Mapping[str, Cell]
    equations: tuple[Equation, ...]


def system(cells: Iterable[Cell], equations: Iterable[Equation]) -> System:
    """A system of cells. Raises ValueError for a cell there twice, or an equation that does not hold."""
    known: dict[str, Cell] = {}
    for cell in cells:
        if cell.id in known:
            raise ValueError(f"two cells share the id {cell.id}")
        if cell.value < 0:
            raise ValueError(f"a count must be zero or more: {cell.id}")
        known[cell.id] = cell
    kept = tuple(dict.fromkeys(equations))
    for equation in kept:
        if sum(known[each].value * times for each, times in equation.terms().items()):
            raise ValueError(f"the parts of {equation.total} do not sum to it")
    return System(known, kept)
