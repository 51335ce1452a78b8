"""The fewest cells to hide, proven so: cuts added until the cheapest choice that meets them all is safe."""

import time
from collections.abc import Sequence, Set
from dataclasses import dataclass
from math import ceil

from app.reports.disclosure.cuts import Cuts, Game
from app.reports.disclosure.greedy import Greedy
from app.reports.disclosure.solver import Programme, Row

ROUNDING = 1e-4
POLISHING = 3.0
"""Seconds spent on which cells to hide once it is proven how many."""


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

    def choose(self, *, seconds: float) -> Choice:
        """The choice that hides least; when time runs out, the best found, with the bound that is proven.

        Raises NotProtectableError.
        """
        ends = time.monotonic() + seconds
        best = self._greedy.completed(frozenset(), ends=time.monotonic() + seconds / 4)
        bound = self._relaxed(ends)
        while time.monotonic() < ends:
            master = self._master(whole=True).solve(seconds=ends - time.monotonic())
            if master is None:
                break
            bound = max(bound, self._fewest(master.bound))
            if self._cost(best) <= master.bound + ROUNDING:
                break
            chosen = [float(round(each)) for each in master.columns]
            cuts = self._cuts.against(chosen)
            hidden = frozenset(place for place, share in enumerate(chosen) if share)
            found = self._greedy.completed(hidden, ends=ends) if cuts else hidden
            if self._cost(found) < self._cost(best):
                best = found
            if not cuts:
                break
            self._rows += cuts
            if self._game.cost(best) <= bound:
                ends = min(ends, time.monotonic() + POLISHING)
        return Choice(best, min(bound, self._game.cost(best)))

    def _relaxed(self, ends: float) -> int:
        """The bound that fractions of cells give, once they meet every cut found against them."""
        bound, master = 0.0, self._master(whole=False)
        while time.monotonic() < ends:
            solved = master.solve(seconds=ends - time.monotonic())
            if solved is None or solved.objective <= bound + ROUNDING:
                break
            bound = solved.objective
            cuts = self._cuts.against(solved.columns)
            master.add(cuts)
            self._rows += cuts
        return self._fewest(bound)

    def _master(self, *, whole: bool) -> Programme:
        always = self._game.always
        costs = [0.0 if place in always else weight for place, weight in enumerate(self._weights)]
        bounds = [(1.0, 1.0) if place in always else (0.0, 1.0) for place in range(len(costs))]
        return Programme(costs, bounds, self._rows, whole=whole)

    def _fewest(self, cost: float) -> int:
        """The whole cost of a choice that costs this at least with its littles."""
        return max(0, ceil(cost - 0.5 - ROUNDING))

    def _cost(self, hidden: Set[int]) -> float:
        return sum(self._weights[place] for place in hidden - self._game.always)
