"""Few cells to hide, found quickly: one small count after another protected cheaply, then cleaned up."""

from collections.abc import Iterable, Sequence, Set

from app.reports.disclosure.cuts import Game
from app.reports.disclosure.solver import ENDLESS, Programme, Row

MOVED = 1e-6


class NotProtectableError(Exception):
    """Nothing that could be hidden besides would protect these small cells (by position)."""

    def __init__(self, places: Sequence[int]) -> None:
        super().__init__(f"{len(places)} cells cannot be protected")
        self.places = tuple(places)


class Greedy:
    """Adds hidden cells until every small one can rise far enough, and takes back what proves needless.

    For each small cell the cheapest other table in which it has risen is found by linear programming, cells
    hidden already costing nothing; whatever differs in that table is hidden.
    """

    def __init__(self, of: Game, weights: Sequence[float], *, whole: bool = False) -> None:
        self._game, self._weights = of, weights
        self._count = len(of.cells)
        self._rows = [
            Row({**terms, **{self._count + place: -times for place, times in terms.items()}}, 0.0, 0.0)
            for terms in of.equations
        ]
        self._is_whole = whole

    def mended(self, hidden: Set[int], lacking: Iterable[int]) -> frozenset[int]:
        """A choice with what these small cells lack, and nothing of that which they do not need.

        lacking: all that lack something. Raises NotProtectableError.
        """
        before = hidden | self._game.always
        chosen, moves = self._with_room(before, lacking)
        return self._without_needless(chosen, moves, chosen - before)

    def moved(self, hidden: Set[int], place: int) -> frozenset[int]:
        """The cells that differ in the cheapest table in which a small one has risen, as these are hidden.

        Raises NotProtectableError.
        """
        found = self._moved(self._programme(hidden | self._game.always, only=False), place)
        if found is None:
            raise NotProtectableError([place])
        return found

    def with_room_for(self, hidden: Set[int], places: Iterable[int]) -> frozenset[int]:
        """A choice with what these small cells lack. Raises NotProtectableError."""
        return self._with_room(hidden | self._game.always, places)[0]

    def _with_room(
        self, hidden: Set[int], places: Iterable[int]
    ) -> tuple[frozenset[int], dict[int, frozenset[int]]]:
        """With whatever differs when each of these has risen, those first that have furthest to rise."""
        programme = self._programme(hidden, only=False)
        chosen = set(hidden)
        moves: dict[int, frozenset[int]] = {}
        beyond: list[int] = []
        for place in sorted(places, key=lambda each: (-self._game.small[each], each)):
            moved = self._moved(programme, place)
            if moved is None:
                beyond.append(place)
                continue
            moves[place] = moved
            for each in moved - chosen:
                programme.set_cost(each, MOVED)
                programme.set_cost(self._count + each, MOVED)
            chosen |= moved
        if beyond:
            raise NotProtectableError(sorted(beyond))
        return frozenset(chosen), moves

    def _without_needless(
        self, hidden: Set[int], moves: dict[int, frozenset[int]], doubted: Set[int]
    ) -> frozenset[int]:
        """Each that is doubted shown again, the dearest first, where every small cell still finds a way."""
        programme = self._programme(hidden, only=True)
        chosen = set(hidden)
        for tried in sorted(doubted, key=lambda each: (-self._weights[each], each)):
            programme.set_bounds(tried, 0.0, 0.0)
            programme.set_bounds(self._count + tried, 0.0, 0.0)
            others = self._otherwise(programme, [place for place, moved in moves.items() if tried in moved])
            if others is None:
                programme.set_bounds(tried, 0.0, ENDLESS)
                programme.set_bounds(self._count + tried, 0.0, self._game.room[tried])
            else:
                moves |= others
                chosen.remove(tried)
        return frozenset(chosen)

    def _otherwise(self, programme: Programme, places: Iterable[int]) -> dict[int, frozenset[int]] | None:
        """What else differs when each of these cells has risen; None when one of them cannot."""
        found = {}
        for place in places:
            moved = self._moved(programme, place)
            if moved is None:
                return None
            found[place] = moved
        return found

    def _programme(self, hidden: Set[int], *, only: bool) -> Programme:
        """Tables that differ from the true one. only: whether nothing but what is hidden may differ."""
        costs = [MOVED + (0.0 if each in hidden else weight) for each, weight in enumerate(self._weights)]
        may = [not only or each in hidden for each in range(self._count)]
        ups = [(0.0, ENDLESS if each else 0.0) for each in may]
        downs = [(0.0, float(fall) if each else 0.0) for each, fall in zip(may, self._game.room, strict=True)]
        return Programme([*costs, *costs], [*ups, *downs], self._rows, whole=self._is_whole)

    def _moved(self, programme: Programme, place: int) -> frozenset[int] | None:
        """The cells that differ in the cheapest table in which a cell has risen; None when there is none."""
        fall = self._count + place
        programme.set_bounds(place, self._game.small[place], ENDLESS)
        programme.set_bounds(fall, 0.0, 0.0)
        solved = programme.solve()
        programme.set_bounds(place, 0.0, ENDLESS)
        programme.set_bounds(fall, 0.0, self._game.room[place])
        if solved is None:
            return None
        columns = list(solved.columns)
        return frozenset(
            each for each in range(self._count) if abs(columns[each] - columns[self._count + each]) > MOVED
        )
