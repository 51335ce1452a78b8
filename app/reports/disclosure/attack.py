"""What the strongest reader can work out about hidden counts: the attack that a release must stand.

The reader knows all that is shown here and in earlier releases, every equation, that counts are whole and not
negative, that zeros are shown, and so that what is hidden is at least 1. Hidden counts all print one mark, so
the reader does not know which of them are hidden for being small. Whoever chooses what to hide has no part in
this: the model is built anew from the cells as published.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from math import ceil, floor

from app.reports.disclosure.profile import SuppressionRule
from app.reports.disclosure.proof import Proof, Witness, small_and_hidden, unproven
from app.reports.disclosure.solver import ENDLESS, Programme, Row
from app.reports.disclosure.system import System

NEARLY = 1e-6
REWARD = 1_000.0
"""What each step of a rise is worth, where a difference of one in another cell costs one."""
DEARER = 3.0
"""What a difference costs where the last search found a fraction."""
TURNS = 4
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
        found = self._drawn_up(place, rise)
        if found is None or not _is_whole(found):
            found = self._raised(place, rise)
        return None if found is None else self._witness(found)

    def _drawn_up(self, place: int, rise: int) -> list[float] | None:
        """The cell made to rise by a reward, from where the last search ended; perhaps in fractions."""
        if self._linear is None:
            self._linear = self._programme(whole=False)
        programme, count = self._linear, len(self._cells)
        programme.set_cost(place, -REWARD)
        programme.set_bounds(place, 0.0, rise)
        programme.set_bounds(count + place, 0.0, 0.0)
        found, avoided = None, set[int]()
        for _ in range(TURNS):
            solved = programme.solve(seconds=SECONDS_FOR_ONE)
            found = None if solved is None else self._differences(solved.columns)
            broken = {each for each, value in enumerate(found or ()) if not _is_whole([value])} - {place}
            if not broken:
                break
            for each in broken:
                programme.set_cost(each, DEARER)
                programme.set_cost(count + each, DEARER)
            avoided |= broken
        for each in (*avoided, place):
            programme.set_cost(each, 1.0)
            programme.set_cost(count + each, 1.0)
        programme.set_bounds(place, 0.0, ENDLESS)
        programme.set_bounds(count + place, 0.0, self._downs[place])
        return None if found is None or found[place] < rise - NEARLY else found

    def _raised(self, place: int, rise: int) -> list[float] | None:
        """The cell that has risen, in whole numbers; None where it cannot."""
        programme = self._programme(whole=True)
        programme.set_bounds(place, rise, ENDLESS)
        programme.set_bounds(len(self._cells) + place, 0.0, 0.0)
        solved = programme.solve(seconds=SECONDS_FOR_ONE)
        return None if solved is None else self._differences(solved.columns)

    def _differences(self, columns: Sequence[float]) -> list[float]:
        both = list(columns)
        ups, downs = both[: len(self._cells)], both[len(self._cells) :]
        return [up - down for up, down in zip(ups, downs, strict=True)]

    def _programme(self, *, whole: bool) -> Programme:
        ups = [(0.0, ENDLESS)] * len(self._cells)
        downs = [(0.0, float(down)) for down in self._downs]
        return Programme(
            [1.0] * (2 * len(self._cells)), [*ups, *downs], self._rows, whole=whole, costs_change=not whole
        )

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
