"""The fewest cells to hide, proven so: cuts added until the cheapest choice that meets them all is safe.

Where that takes too long the best choice found is made better a neighbourhood at a time.
"""

import time
from collections.abc import Sequence, Set
from dataclasses import dataclass
from math import ceil
from random import Random

from app.reports.disclosure.cuts import Cut, Cuts, Game
from app.reports.disclosure.greedy import Greedy
from app.reports.disclosure.near import Near
from app.reports.disclosure.solver import Programme, Row

ROUNDING = 1e-4
POLISHING = 3.0
"""Seconds spent on which cells to hide once it is proven how many."""
FOR_ONE = 0.05
"""The share of the time that one look at the whole may take; beyond it neighbourhoods are looked at."""
FOR_THE_BOUND = 0.1
"""The share of the time that is kept to prove, at the end, how few there must be."""
AT_FIRST, LEAST, LARGEST = 0.15, 0.03, 0.6
"""The share of all cells that are in a neighbourhood."""
GROWTH = 1.25
UNLIKELY = 0.01
"""What a cell costs in the first choice that is hidden in any case, as it seems."""
ROUNDS = 25
"""How often the cuts of a neighbourhood are sought before a smaller one is taken."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Cells to hide, by position, and the least that hiding besides the small ones can cost."""

    hidden: frozenset[int]
    bound: int


class Chooser:
    """Chooses the cells to hide. weights: each a whole number and a little: the littles under a half."""

    def __init__(self, of: Game, weights: Sequence[float]) -> None:
        self._game, self._weights = of, weights
        self._cuts = Cuts(of)
        self._rows: list[Row] = list(self._cuts.at_first())
        self._greedy = Greedy(of, weights)
        self._likely: Sequence[float] = [0.0] * len(of.cells)

    def choose(self, *, seconds: float) -> Choice:
        """The choice that hides least; when time runs out, the best found, with the bound that is proven.

        Raises NotProtectableError.
        """
        if not self._game.small:
            return Choice(self._game.always, 0)
        ends = time.monotonic() + seconds
        best, bound = self._of_the_whole(self._relaxed(ends), ends, FOR_ONE * seconds)
        if best is None or self._game.cost(best) > bound:
            found = self._nearby(self._guided(), bound, ends - FOR_THE_BOUND * seconds, FOR_ONE * seconds)
            best = found if best is None else min(best, found, key=self._cost)
            bound = max(bound, self._proven(ends))
        return Choice(best, min(bound, self._game.cost(best)))

    def _guided(self) -> frozenset[int]:
        """A safe choice, of cells that are likely where it can be. Raises NotProtectableError."""
        weights = [
            max(weight * (1 - share), UNLIKELY)
            for weight, share in zip(self._weights, self._likely, strict=True)
        ]
        return Greedy(self._game, weights).with_room_for(frozenset(), self._game.small)

    def _of_the_whole(self, bound: int, ends: float, for_one: float) -> tuple[frozenset[int] | None, int]:
        """The best choice and bound that looking at all cells at once gives, while a look is quick."""
        best: frozenset[int] | None = None
        while time.monotonic() < ends:
            master = self._master().solve(seconds=min(for_one, ends - time.monotonic()))
            if master is None:
                break
            bound = max(bound, self._fewest(master.bound))
            if best is not None and self._cost(best) <= master.bound + ROUNDING:
                break
            chosen = _whole(master.columns)
            cuts = self._cuts.against(chosen, self._likely)
            found = self._greedy.mended(chosen, [cut.place for cut in cuts]) if cuts else chosen
            if best is None or self._cost(found) < self._cost(best):
                best = found
            if not cuts or not master.is_proven:
                break
            self._rows += [cut.row for cut in cuts]
            if self._game.cost(best) <= bound:
                ends = min(ends, time.monotonic() + POLISHING)
        return best, bound

    def _nearby(self, best: frozenset[int], bound: int, ends: float, for_one: float) -> frozenset[int]:
        """A choice made better in one neighbourhood after another, as large as can be looked at whole."""
        count = len(self._game.cells)
        near, random, share = Near(self._game.equations, count), Random(0), AT_FIRST  # noqa: S311 (nothing secret)
        while self._game.cost(best) > bound and time.monotonic() < ends:
            free = near.at_random(random.randrange(count), max(2, int(share * count)), random)
            found, is_whole = self._freed(best, free, min(ends, time.monotonic() + for_one))
            share = min(LARGEST, share * GROWTH) if is_whole else max(LEAST, share / GROWTH)
            if found is not None:
                best = found
        return best

    def _freed(
        self, best: frozenset[int], free: Sequence[int], ends: float
    ) -> tuple[frozenset[int] | None, bool]:
        """A better choice that differs in these cells alone, and whether all such were looked at."""
        master = self._master()
        for place in set(range(len(self._weights))) - set(free) - self._game.always:
            stays = 1.0 if place in best else 0.0
            master.set_bounds(place, stays, stays)
        cost, chosen, cuts = self._cost(best), best, list[Cut]()
        likely = [(share + (place in best)) / 2 for place, share in enumerate(self._likely)]
        for _ in range(ROUNDS):
            left = ends - time.monotonic()
            solved = master.solve(seconds=left) if left > 0 else None
            if solved is None or not solved.is_proven:
                break
            if solved.objective >= cost - ROUNDING:
                return None, True
            chosen = _whole(solved.columns)
            cuts = self._cuts.against(chosen, likely)
            if not cuts:
                return chosen, True
            rows = [cut.row for cut in cuts]
            master.add(rows)
            self._rows += rows
        mended = self._greedy.mended(chosen, [cut.place for cut in cuts])
        return (mended if self._cost(mended) < cost else None), False

    def _relaxed(self, ends: float) -> int:
        """The bound that fractions of cells give, once they meet every cut found against them."""
        bound, master = 0.0, self._master(whole=False)
        while time.monotonic() < ends:
            solved = master.solve(seconds=ends - time.monotonic())
            if solved is None or not solved.is_proven or solved.objective <= bound + ROUNDING:
                break
            bound = solved.objective
            self._likely = [min(1.0, max(0.0, share)) for share in solved.columns]
            cuts = self._cuts.against_shares(self._likely)
            master.add(cuts)
            self._rows += cuts
        return self._fewest(bound)

    def _proven(self, ends: float) -> int:
        """The bound that all cuts found give in the time that is left."""
        left = ends - time.monotonic()
        solved = self._master().solve(seconds=left) if left > 0 else None
        return 0 if solved is None else self._fewest(solved.bound)

    def _master(self, *, whole: bool = True) -> Programme:
        always = self._game.always
        costs = [0.0 if place in always else weight for place, weight in enumerate(self._weights)]
        bounds = [(1.0, 1.0) if place in always else (0.0, 1.0) for place in range(len(costs))]
        return Programme(costs, bounds, self._rows, whole=whole)

    def _fewest(self, cost: float) -> int:
        """The whole cost of a choice that costs this at least with its littles."""
        return max(0, ceil(cost - 0.5 - ROUNDING))

    def _cost(self, hidden: Set[int]) -> float:
        return sum(self._weights[place] for place in hidden - self._game.always)


def _whole(columns: Sequence[float]) -> frozenset[int]:
    return frozenset(place for place, share in enumerate(columns) if share > 0.5)
