"""What a choice of hidden cells must still meet: how far each small count can rise, and what stops it."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from app.reports.disclosure.profile import SuppressionRule
from app.reports.disclosure.solver import ENDLESS, Programme, Row, Solved
from app.reports.disclosure.system import Cell, Standing, System

ENOUGH = 1e-6
HINT = 1e-3
"""How far the search for a cut pretends that shown cells are hidden, so that its cut says more."""
HINTED = 0.5
"""How much further than it has to a cell must have risen in that search, to be far enough without it."""
NEAR = 10.0
"""How far that search lets a cell rise or fall: a little more than any small cell has to."""
MOST = 10_000.0
"""How far a hidden cell can rise while cuts are sought: far more than any small cell has to."""
TINY = 1e-7
NOISE = 1e-9
HINTS = 0.1
"""How far towards what is likely the search for a cut goes from a choice of whole cells."""
WAYS = 6
"""How many ways to rise are remembered of each small cell: while one is hidden whole none is sought."""


@dataclass(frozen=True, slots=True)
class Game:
    """The cells that are not known to a reader, by position, and what is asked of them.

    small: positions of the counts that are hidden by themselves, with how far each must be able to rise.
    room: how far each cell can fall in the reader's eyes while it is hidden.
    always: positions of cells that are hidden whatever is chosen.
    equations: their coefficients by position. widths: how many cells each has, those that are known too.
    """

    cells: tuple[Cell, ...]
    small: Mapping[int, int]
    room: tuple[int, ...]
    always: frozenset[int]
    equations: tuple[Mapping[int, int], ...]
    widths: tuple[int, ...]

    def cost(self, hidden: Set[int]) -> int:
        """What it costs to hide these, besides those that are hidden in any case."""
        return sum(self.cells[place].cost for place in hidden - self.always)


def game(system: System, rule: SuppressionRule) -> Game:
    """What a reader does not know before anything is shown, and what must be protected."""
    cells = tuple(cell for cell in system.cells.values() if not cell.is_known)
    places = {cell.id: place for place, cell in enumerate(cells)}
    small = {
        place: rule.above - cell.value
        for place, cell in enumerate(cells)
        if rule.is_small(cell.value) and cell.standing is not Standing.SPARE
    }
    reduced = []
    for equation in system.equations:
        terms = equation.terms()
        unknown = {places[cell]: times for cell, times in terms.items() if cell in places}
        if unknown:
            reduced.append((unknown, len(terms)))
    return Game(
        cells=cells,
        small=small,
        room=tuple(cell.value - cell.least for cell in cells),
        always=frozenset(
            place for place, cell in enumerate(cells) if place in small or cell.is_never_printed
        ),
        equations=tuple(unknown for unknown, _ in reduced),
        widths=tuple(width for _, width in reduced),
    )


@dataclass(frozen=True, slots=True)
class Cut:
    """What a choice lacks for one small cell."""

    place: int
    row: Row


class Cuts:
    """Finds what a choice lacks: inequalities over what is hidden that every safe choice meets.

    A cut for a small cell says that the room of certain cells, those of them that are hidden, must come to
    what the cell has to rise. It comes from the prices of a linear programme (any prices give a true one).
    """

    def __init__(self, of: Game) -> None:
        self._game = of
        rows = [Row(terms, 0.0, 0.0) for terms in of.equations]
        count = len(of.cells)
        self._programme = Programme([0.0] * count, [(0.0, 0.0)] * count, rows, costs_change=True)
        self._ways: dict[int, deque[frozenset[int]]] = {place: deque(maxlen=WAYS) for place in of.small}
        self._columns: list[list[tuple[int, int]]] = [[] for _ in of.cells]
        for row, terms in enumerate(of.equations):
            for place, times in terms.items():
                self._columns[place].append((row, times))

    def at_first(self) -> Iterator[Row]:
        """For each small cell and each equation that it stands in: the others must make room for it."""
        for place in self._game.small:
            for row, times in self._columns[place]:
                yield self._cut(place, {row: 1.0 / times})

    def against_shares(self, hidden: Sequence[float]) -> list[Row]:
        """Cuts that are not met where cells may be hidden in part; none when every small cell can rise.

        hidden: how far each cell is hidden, from 0 to 1.
        """
        return self._failed(
            hidden, [HINT + (1 - HINT) * share for share in hidden], NEAR, HINTED
        ) or self._failed(hidden, hidden, MOST, 0.0)

    def against(self, hidden: Set[int], hints: Sequence[float]) -> list[Cut]:
        """A cut for each small cell that cannot rise far enough while these are hidden.

        hints: how likely each cell is to be hidden in the end: a cut that is sought a little way towards that
        rules out more.
        """
        wanted = [place for place in self._game.small if not any(way <= hidden for way in self._ways[place])]
        shares = [1.0 if place in hidden else 0.0 for place in range(len(self._game.cells))]
        self._let(
            [(1 - HINTS) * share + HINTS * hint for share, hint in zip(shares, hints, strict=True)], NEAR
        )
        raised = ((place, self._raised(place)) for place in wanted)
        cuts = [cut for place, solved in raised if (cut := self._cut_by(place, solved, shares))]
        lacking = {cut.place for cut in cuts}
        self._let(shares, MOST)
        for place in wanted:
            if place in lacking:
                continue
            solved = self._raised(place)
            cut = self._cut_by(place, solved, shares)
            if cut:
                cuts.append(cut)
            else:
                moved = (each for each, by in enumerate(solved.columns) if abs(by) > TINY)
                self._ways[place].append(frozenset(moved))
        return cuts

    def _failed(
        self, hidden: Sequence[float], shares: Sequence[float], most: float, more: float
    ) -> list[Row]:
        """The cuts that fail where cells are taken to be hidden so far and can rise so much.

        more: how much further than it has to a small cell must have risen in the solution for another, to be
        left out: what is pretended may hide a shortfall.
        """
        found: list[Row] = []
        far_enough = self._all_at_once(shares, most, more)
        self._let(shares, most)
        for place in self._game.small:
            if place in far_enough:
                continue
            solved = self._raised(place)
            far_enough |= self._far_enough(solved, more)
            cut = self._cut_by(place, solved, hidden)
            if cut:
                found.append(cut.row)
        return found

    def _let(self, shares: Sequence[float], most: float) -> None:
        """Let each cell fall and rise as far as its share is hidden."""
        falls = [-share * min(fall, most) for share, fall in zip(shares, self._game.room, strict=True)]
        self._programme.set_all_bounds(falls, [share * most for share in shares])

    def _all_at_once(self, shares: Sequence[float], most: float, more: float) -> set[int]:
        """Small cells that rise far enough in one solution that raises as many as it can."""
        small = self._game.small
        falls = [-share * min(fall, most) for share, fall in zip(shares, self._game.room, strict=True)]
        rises = [share * most for share in shares]
        self._programme.set_all_bounds(
            falls,
            [min(rise, small[place] + more) if place in small else rise for place, rise in enumerate(rises)],
        )
        for place in small:
            self._programme.set_cost(place, -1.0)
        solved = self._programme.solve()
        for place in small:
            self._programme.set_cost(place, 0.0)
        assert solved is not None  # to change nothing is always a solution
        return self._far_enough(solved, more)

    def _far_enough(self, solved: Solved, more: float) -> set[int]:
        columns = list(solved.columns)
        return {place for place, rise in self._game.small.items() if columns[place] >= rise + more - ENOUGH}

    def _raised(self, place: int) -> Solved:
        """How far a small cell can rise, with the price of each equation."""
        self._programme.set_cost(place, -1.0)
        solved = self._programme.solve()
        self._programme.set_cost(place, 0.0)
        assert solved is not None  # to change nothing is always a solution
        return solved

    def _cut_by(self, place: int, solved: Solved, hidden: Sequence[float]) -> Cut | None:
        """The cut that the prices of a solution tell, if what is hidden does not meet it."""
        row = self._cut(place, {row: -price for row, price in enumerate(solved.prices) if abs(price) > TINY})
        room = sum(hidden[each] * times for each, times in row.terms.items())
        return Cut(place, row) if room < self._game.small[place] - ENOUGH else None

    def _cut(self, place: int, prices: Mapping[int, float]) -> Row:
        """By weak duality: what the cell rises is at most its room, priced, of every cell that is hidden."""
        rise = self._game.small[place]
        worth: dict[int, float] = {}
        for row, price in prices.items():
            for each, times in self._game.equations[row].items():
                worth[each] = worth.get(each, 0.0) - price * times
        worth[place] = worth.get(place, 0.0) + 1.0
        terms = {}
        for each, value in worth.items():
            if value > NOISE:  # hidden, it can rise as far as it likes
                terms[each] = float(rise)
            elif (given := -value * self._game.room[each]) > TINY:
                terms[each] = min(given, float(rise))
        return Row(terms, float(rise), ENDLESS)
