"""What the strongest reader can work out about hidden counts: the attack that a release must stand.

The reader knows all that is shown here and in earlier releases, every equation, that counts are whole and not
negative, that zeros are shown, and so that what is hidden is at least 1. Hidden counts all print one mark, so
the reader does not know which of them are hidden for being small. Whoever chooses what to hide has no part in
this: the model is built anew from the cells as published.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from math import ceil, floor

from app.reports.disclosure.near import Near
from app.reports.disclosure.pieces import Piece, Pieces
from app.reports.disclosure.profile import SuppressionRule
from app.reports.disclosure.proof import Checked, Proof, Witness, small_and_hidden
from app.reports.disclosure.solver import ENDLESS, Programme, Row
from app.reports.disclosure.system import System

NEARLY = 1e-6
SECONDS_FOR_ONE = 20.0
"""How long to look for one whole-number table before a cell counts as not protected."""
AT_ONCE = 2_000
"""The most hidden cells that are looked at all at once; of more, a piece and those nearest to it."""
IN_ONE = 200
"""The most hidden cells of a piece."""
OTHERS = (4, 16, 48)
"""How many pieces are looked at beside a cell's own, as long as no table is found."""
CLOSEST_FIRST = (3, 2, 1)
"""How many equations a cell shares with those that differ, to be looked at too."""


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


def prove(
    system: System,
    rule: SuppressionRule,
    hidden: frozenset[str],
    *,
    known: Sequence[Witness] = (),
    everywhere: bool = True,
) -> Proof:
    """A proof that nobody can tell the small hidden cells, as far as one can be found.

    `proof.unproven` says which cells it leaves out: those are known to the reader, or known to be small.
    known: other tables found while less was hidden. everywhere: whether to look among all hidden cells for
    what is not found near a small one; without it more may be left out.
    """
    wanted = small_and_hidden(system, rule, hidden)
    found = list(known)
    checked = Checked(system, hidden)
    protected = {cell for witness in found for cell in checked.protected_by(witness, rule)}
    search = _Search(system, hidden, everywhere=everywhere)
    for cell in wanted:
        if cell in protected:
            continue
        witness = search.for_cell(cell, rule.above)
        if witness is not None:
            found.append(witness)
            protected |= checked.protected_by(witness, rule)
    return Proof(hidden, tuple(found))


class _Search:
    """Looks for tables that differ from the true one."""

    def __init__(self, system: System, hidden: Set[str], *, everywhere: bool) -> None:
        self._cells = sorted(hidden)
        self._everywhere = everywhere
        self._places = {cell: place for place, cell in enumerate(self._cells)}
        self._values = [system.cells[cell].value for cell in self._cells]
        self._downs = [system.cells[cell].value - system.cells[cell].least for cell in self._cells]
        self._equations, widths = self._unknown(system)
        self._near = Near(self._equations, len(self._cells))
        self._tables: dict[Piece, _Table] = {}
        few = len(self._cells) <= AT_ONCE
        self._pieces = Pieces(self._equations, widths, len(self._cells), AT_ONCE if few else IN_ONE)

    def for_cell(self, cell: str, at_least: int) -> Witness | None:
        """A table in which a cell has at least that value; None when there is none, or none was found."""
        place = self._places[cell]
        rise = at_least - self._values[place]
        found = self._anywhere(place, rise)
        if found is not None and not _is_whole(found):
            found = self._in_whole_numbers(place, rise, found)
        if found is None:
            return None
        whole = {self._cells[each]: round(by) for each, by in found.items()}
        return Witness({each: by for each, by in whole.items() if by})

    def _anywhere(self, place: int, rise: int) -> Mapping[int, float] | None:
        """By how much each cell differs where one has so much more, in fractions.

        Where there are too many cells, within the piece of the cell first, as if no more were known: that
        tells which other pieces to look at with it.
        """
        found = self._kept(self._pieces.of(place)).with_more(place, rise)
        if found is None or not self._pieces.left_out(_differing(found)):
            return found
        widths = (*OTHERS, len(self._pieces.all)) if self._everywhere else OTHERS
        for others in widths:
            wider = self._told(self._pieces.around([place, *_differing(found)], others))
            beside = wider.with_more(place, rise)
            if beside is not None:
                return beside
        return None

    def _in_whole_numbers(
        self, place: int, rise: int, found: Mapping[int, float]
    ) -> Mapping[int, float] | None:
        """The same in whole numbers: where they differ in fractions, ever further around, and anywhere."""
        differing = _differing(found)
        around = (self._near.beside(differing, sharing=times) for times in CLOSEST_FIRST)
        everywhere = [range(len(self._cells))] if self._everywhere else []
        for places in (differing, *around, *everywhere):
            whole = self._table(places).with_more(place, rise, whole=True)
            if whole is not None:
                return whole
        return None

    def _kept(self, piece: Piece) -> "_Table":
        if piece not in self._tables:
            self._tables[piece] = self._told(piece)
        return self._tables[piece]

    def _table(self, places: Iterable[int]) -> "_Table":
        """The tables that differ in these cells alone."""
        kept = tuple(places)
        return self._told(Piece(kept, tuple(self._near.equations_of(kept))))

    def _told(self, piece: Piece) -> "_Table":
        """The tables that differ in the cells of a piece alone, as far as its own equations tell."""
        here = {place: at for at, place in enumerate(piece.places)}
        rows = (
            {here[each]: times for each, times in self._equations[row].items() if each in here}
            for row in piece.rows
        )
        return _Table(here, list(rows), [self._downs[place] for place in piece.places])

    def _unknown(self, system: System) -> tuple[list[Mapping[int, int]], list[int]]:
        """Each equation with its hidden cells alone, by position, and how many cells it has in all."""
        equations, widths = list[Mapping[int, int]](), list[int]()
        for terms in (equation.terms() for equation in system.equations):
            unknown = {self._places[cell]: times for cell, times in terms.items() if cell in self._places}
            if unknown:
                equations.append(unknown)
                widths.append(len(terms))
        return equations, widths


class _Table:
    """Tables that differ in some cells, and in those as little as may be: by what each is up or down."""

    def __init__(
        self, places: Mapping[int, int], equations: Sequence[Mapping[int, int]], downs: Sequence[int]
    ) -> None:
        """places: where each cell stands here, by its position; equations and downs by where it stands."""
        self._places, self._downs = places, downs
        count = len(downs)
        self._rows = [
            Row({**terms, **{count + at: -times for at, times in terms.items()}}, 0.0, 0.0)
            for terms in equations
        ]
        self._linear: Programme | None = None

    def with_more(self, place: int, rise: int, *, whole: bool = False) -> Mapping[int, float] | None:
        """By how much each cell differs where one has so much more; None when there is no such table."""
        if whole:
            programme = self._programme(whole=True)
        else:
            programme = self._linear = self._linear or self._programme(whole=False)
        at, count = self._places[place], len(self._downs)
        programme.set_bounds(at, rise, ENDLESS)
        programme.set_bounds(count + at, 0.0, 0.0)
        solved = programme.solve(seconds=SECONDS_FOR_ONE)
        programme.set_bounds(at, 0.0, ENDLESS)
        programme.set_bounds(count + at, 0.0, self._downs[at])
        if solved is None:
            return None
        columns = list(solved.columns)
        return {each: columns[here] - columns[count + here] for each, here in self._places.items()}

    def _programme(self, *, whole: bool) -> Programme:
        ups = [(0.0, ENDLESS)] * len(self._downs)
        downs = [(0.0, float(down)) for down in self._downs]
        return Programme(
            [1.0] * (2 * len(self._downs)), [*ups, *downs], self._rows, whole=whole, any_will_do=whole
        )


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


def _differing(found: Mapping[int, float]) -> list[int]:
    return [place for place, by in found.items() if abs(by) > NEARLY]


def _is_whole(found: Mapping[int, float]) -> bool:
    return all(abs(each - round(each)) < NEARLY for each in found.values())
