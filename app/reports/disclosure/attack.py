"""What the strongest reader can work out about hidden counts: the attack that a release must stand.

The reader knows all that is shown here and in earlier releases, every equation, that counts are whole and not
negative, that zeros are shown, and so that what is hidden is at least 1. Hidden counts all print one mark, so
the reader does not know which of them are hidden for being small. Whoever chooses what to hide has no part in
this: the model is built anew from the cells as published.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from math import ceil, floor

from app.reports.disclosure.profile import SuppressionRule
from app.reports.disclosure.proof import Proof, Witness, small_and_hidden, unproven
from app.reports.disclosure.solver import ENDLESS, Programme, Row
from app.reports.disclosure.system import System

NEARLY = 1e-6
SECONDS_FOR_ONE = 20.0
"""How long to look for one whole-number table before a cell counts as not protected."""


@dataclass(frozen=True, slots=True)
class Between:
    """The smallest and the largest value that a hidden cell can have. most: None when there is no largest."""

    least: int
    most: int | None


def bounds(system: System, hidden: Set[str], *, in_whole_numbers: bool = False) -> Mapping[str, Between]:
    """What the reader can prove of every hidden cell, by linear programming.

    in_whole_numbers: hold every other cell to whole numbers too, which tells the reader more in some tables
    of three dimensions, and takes longer.
    """
    cells = sorted(hidden)
    places = {cell: place for place, cell in enumerate(cells)}
    programme = Programme(
        [0.0] * len(cells),
        [(system.cells[cell].least, ENDLESS) for cell in cells],
        list(_as_published(system, places)),
        whole=in_whole_numbers,
        costs_change=not in_whole_numbers,
    )
    return {cell: Between(*_ends(programme, places[cell], system.cells[cell].least)) for cell in cells}


def prove(system: System, rule: SuppressionRule, hidden: frozenset[str]) -> Proof:
    """A proof that nobody can tell the small hidden cells, as far as one can be found.

    `proof.unproven` says which cells it leaves out: those are known to the reader, or known to be small.
    """
    wanted = small_and_hidden(system, rule, hidden)
    found: list[Witness] = []
    protected: set[str] = set()
    search = _Search(system, hidden)
    for cell in wanted:
        if cell in protected:
            continue
        witness = search.for_cell(cell, rule.above)
        if witness is not None:
            found.append(witness)
            protected |= set(wanted) - set(unproven(system, rule, Proof(hidden, (witness,))))
    return Proof(hidden, tuple(found))


class _Search:
    """Looks for tables that differ from the true one as little as may be: by what each cell is up or down."""

    def __init__(self, system: System, hidden: Set[str]) -> None:
        self._cells = sorted(hidden)
        self._places = {cell: place for place, cell in enumerate(self._cells)}
        self._downs = [system.cells[cell].value - system.cells[cell].least for cell in self._cells]
        self._values = {cell: system.cells[cell].value for cell in self._cells}
        self._rows = list(self._both_ways(system))
        self._linear: Programme | None = None

    def for_cell(self, cell: str, at_least: int) -> Witness | None:
        """A table in which a cell has at least that value; None when there is none."""
        place, rise = self._places[cell], at_least - self._values[cell]
        if self._linear is None:
            self._linear = self._programme(whole=False)
        found = self._raised(self._linear, place, rise)
        if found is None or not _is_whole(found):
            whole = None if found is None else self._raised(self._programme(whole=True), place, rise)
            found = whole
        return None if found is None else self._witness(found)

    def _raised(self, programme: Programme, place: int, rise: int) -> list[float] | None:
        count = len(self._cells)
        programme.set_bounds(place, rise, ENDLESS)
        programme.set_bounds(count + place, 0.0, 0.0)
        solved = programme.solve(seconds=SECONDS_FOR_ONE)
        programme.set_bounds(place, 0.0, ENDLESS)
        programme.set_bounds(count + place, 0.0, self._downs[place])
        if solved is None:
            return None
        return [solved.columns[each] - solved.columns[count + each] for each in range(count)]

    def _programme(self, *, whole: bool) -> Programme:
        ups = [(0.0, ENDLESS)] * len(self._cells)
        downs = [(0.0, float(down)) for down in self._downs]
        return Programme([1.0] * (2 * len(self._cells)), [*ups, *downs], self._rows, whole=whole)

    def _both_ways(self, system: System) -> Iterator[Row]:
        for equation in system.equations:
            terms: dict[int, float] = {}
            for cell, times in equation.terms().items():
                if cell in self._places:
                    terms[self._places[cell]] = times
                    terms[len(self._cells) + self._places[cell]] = -times
            if terms:
                yield Row(terms, 0.0, 0.0)

    def _witness(self, differences: list[float]) -> Witness:
        whole = {cell: round(each) for cell, each in zip(self._cells, differences, strict=True)}
        return Witness({cell: each for cell, each in whole.items() if each})


def _as_published(system: System, places: Mapping[str, int]) -> Iterator[Row]:
    """Each equation with what is shown in it added up, and what is hidden left to be found."""
    for equation in system.equations:
        terms = {places[cell]: float(times) for cell, times in equation.terms().items() if cell in places}
        known = sum(
            system.cells[cell].value * times for cell, times in equation.terms().items() if cell not in places
        )
        if terms:
            yield Row(terms, -known, -known)


def _ends(programme: Programme, place: int, least: int) -> tuple[int, int | None]:
    """The smallest and the largest whole number that a column can be."""
    programme.set_cost(place, 1.0)
    smallest = programme.solve()
    programme.set_cost(place, -1.0)
    largest = programme.solve()
    programme.set_cost(place, 0.0)
    low = least if smallest is None else ceil(smallest.objective - NEARLY)
    if largest is None or not largest.is_proven:
        return low, None
    return low, floor(-largest.objective + NEARLY)


def _is_whole(numbers: list[float]) -> bool:
    return all(abs(each - round(each)) < NEARLY for each in numbers)
