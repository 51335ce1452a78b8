"""Which cells stand close to one another in the equations: those that differ together in another table."""

from collections import Counter, deque
from collections.abc import Iterable
from random import Random


class Near:
    """The cells by position, with the equations that each stands in."""

    def __init__(self, equations: Iterable[Iterable[int]], count: int) -> None:
        self._equations = [tuple(terms) for terms in equations]
        self._of: list[list[int]] = [[] for _ in range(count)]
        for row, terms in enumerate(self._equations):
            for place in terms:
                self._of[place].append(row)

    def equations_of(self, places: Iterable[int]) -> list[int]:
        """The equations that these cells stand in, in order."""
        return sorted({row for place in places for row in self._of[place]})

    def beside(self, places: Iterable[int], *, sharing: int) -> list[int]:
        """These cells, and every other that shares so many equations with them."""
        shared = Counter(each for row in self.equations_of(places) for each in self._equations[row])
        return sorted({*places, *(each for each, times in shared.items() if times >= sharing)})

    def at_random(self, place: int, most: int, random: Random) -> list[int]:
        """Up to so many cells, from one to those of its equations to those of theirs, in no certain order."""
        found = {place: None}
        queue = deque(found)
        while queue:
            rows = self._of[queue.popleft()]
            for row in random.sample(rows, len(rows)):
                for each in random.sample(self._equations[row], len(self._equations[row])):
                    if each not in found:
                        if len(found) == most:
                            return list(found)
                        found[each] = None
                        queue.append(each)
        return list(found)
