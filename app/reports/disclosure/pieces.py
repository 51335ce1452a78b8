"""A system too large to be looked at whole, in pieces that are not."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from app.reports.disclosure.near import Near


@dataclass(frozen=True, slots=True)
class Piece:
    """Cells by position, and the equations, by number, that are told of them: each of these cells alone."""

    places: tuple[int, ...]
    rows: tuple[int, ...]


class Pieces:
    """All cells, in pieces of no more than so many, with as many short equations as fit.

    The widest sums are left out first: of each of their parts they tell a reader least.
    widths: how many cells each sum has, those that are known too.
    """

    def __init__(
        self, equations: Sequence[Collection[int]], widths: Sequence[int], count: int, most: int
    ) -> None:
        self._equations = equations
        self._near = Near(equations, count)
        joined = _Joined(count)
        shortest_first = sorted(range(len(equations)), key=lambda row: widths[row])
        told = {row for row in shortest_first if joined.join(equations[row], most)}
        self._across = frozenset(range(len(equations))) - told
        places: dict[int, list[int]] = {}
        for place in range(count):
            places.setdefault(joined.root(place), []).append(place)
        rows: dict[int, list[int]] = {root: [] for root in places}
        for row in sorted(told):
            rows[joined.root(next(iter(equations[row])))].append(row)
        self.all = [Piece(tuple(found), tuple(rows[root])) for root, found in places.items()]
        self._number = {place: number for number, piece in enumerate(self.all) for place in piece.places}

    def of(self, place: int) -> Piece:
        """The piece that a cell is in."""
        return self.all[self._number[place]]

    def left_out(self, places: Iterable[int]) -> list[int]:
        """The sums of these cells that no piece tells: none where their piece tells all there is to know."""
        return [row for row in self._near.equations_of(places) if row in self._across]

    def around(self, places: Sequence[int], others: int) -> Piece:
        """The piece that cells are in, with so many others: first those that have part in most of their sums.

        Only the sums that were left out count. What the wider piece tells is every sum of its cells, as far
        as they are in it.
        """
        mine = self._number[places[0]]
        shared = Counter(
            number
            for row in self.left_out(places)
            for number in {self._number[each] for each in self._equations[row]}
        )
        del shared[mine]
        nearest = [number for number, _ in shared.most_common(others)]
        rest = [number for number in range(len(self.all)) if number not in {*nearest, mine}]
        numbers = (mine, *nearest, *rest[: others - len(nearest)])
        found = tuple(each for number in numbers for each in self.all[number].places)
        return Piece(found, tuple(self._near.equations_of(found)))


class _Joined:
    """Which cells are in one piece."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))
        self._size = [1] * count

    def root(self, place: int) -> int:
        """The cell that stands for the piece of a cell."""
        while self._above[place] != place:
            self._above[place] = self._above[self._above[place]]
            place = self._above[place]
        return place

    def join(self, places: Iterable[int], most: int) -> bool:
        """Make one piece of all of these, unless it would be too large."""
        roots = dict.fromkeys(self.root(place) for place in places)
        if sum(self._size[root] for root in roots) > most:
            return False
        first, *others = roots
        for root in others:
            self._above[root] = first
            self._size[first] += self._size[root]
        return True
