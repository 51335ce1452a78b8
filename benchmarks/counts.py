"""Generated tables of counts, of the shapes that the goals of disclosure control are measured on; by seed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import product
from math import prod
from random import Random
from typing import TypeAlias

from app.reports.disclosure.system import Cell, Equation, Standing, System, system

ALL = "all"


@dataclass(frozen=True, slots=True)
class Axis:
    """The names along one side of a table, and the sums over it: each name with its parts.

    A name that sums others may be a part itself, and one may be a part of several sums.
    """

    names: int
    sums: Mapping[str, Sequence[object]] = field(default_factory=dict)

    def all_sums(self) -> Mapping[str, Sequence[object]]:
        """Every sum, the whole too: of all names, unless the axis says of what."""
        return self.sums if ALL in self.sums else {**self.sums, ALL: range(self.names)}

    def above(self) -> Mapping[int, Sequence[object]]:
        """For each name, itself and every sum that it is counted in."""
        sums = self.all_sums()

        def names_in(part: object) -> set[int]:
            if isinstance(part, int):
                return {part}
            return {name for each in sums[str(part)] for name in names_in(each)}

        within = {each: names_in(each) for each in sums}
        return {
            name: (name, *(each for each, names in within.items() if name in names))
            for name in range(self.names)
        }


@dataclass(frozen=True, slots=True)
class Shape:
    """Tables of one shape: their goal, sides, the families in each, the seeds, and the seconds for one."""

    goal: str
    axes: tuple[Axis, ...]
    families: int
    seeds: Sequence[int]
    seconds: Sequence[float]


REGIONS = {"c1": (1, 2), "c3": (3, 4), "c5": (5, 6)}
"""Nine regions in six counties, of which three are one region each."""
OF_COUNTIES = {**REGIONS, ALL: (0, "c1", "c3", "c5", 7, 8)}
OF_BOTH = {**OF_COUNTIES, "g0": (0, 2, 4, 6, 8), "g1": (1, 3, 5, 7)}
"""The same regions, in two groups besides that cut across counties."""
SEASONS = {"s0": range(5), "s1": range(5, 12), ALL: ("s0", "s1")}

D2 = Shape("D2", (Axis(20), Axis(12)), 1_200, range(10), (60.0,))
D3 = Shape("D3", (Axis(20), Axis(12), Axis(6)), 4_000, range(3), (10.0, 150.0))
ONE_TREE = Shape(
    "D4, one tree", (Axis(9, OF_COUNTIES), Axis(4), Axis(12, SEASONS)), 2_100, range(2), (180.0,)
)
TWO_TREES = Shape("D4, two trees", (Axis(9, OF_BOTH), Axis(4), Axis(12, SEASONS)), 2_100, range(1), (180.0,))
D5 = Shape("D5", (Axis(150), Axis(20), Axis(10)), 400_000, range(1), (150.0,))
SHAPES = (D2, D3, ONE_TREE, TWO_TREES, D5)


def table(shape: Shape, seed: int) -> System:
    """A table with all its totals: wards and agencies of very different size, as they are."""
    random = Random(seed)
    weights = [[random.paretovariate(1.0) for _ in range(axis.names)] for axis in shape.axes]
    places = list(product(*(range(axis.names) for axis in shape.axes)))
    chances = [
        prod(each[name] for each, name in zip(weights, place, strict=True)) * random.expovariate(1.0)
        for place in places
    ]
    counts: dict[tuple[object, ...], int] = dict.fromkeys(
        product(*([*range(axis.names), *axis.all_sums()] for axis in shape.axes)), 0
    )
    above = [axis.above() for axis in shape.axes]
    for place in random.choices(places, chances, k=shape.families):
        for where in product(*(each[name] for each, name in zip(above, place, strict=True))):
            counts[where] += 1
    return system((Cell(str(place), count) for place, count in counts.items()), _sums(counts, shape.axes))


def _sums(counts: Mapping[tuple[object, ...], int], axes: Sequence[Axis]) -> Iterator[Equation]:
    """Every sum, along each side."""
    for side, axis in enumerate(axes):
        sums = axis.all_sums()
        for place in counts:
            if place[side] in sums:
                parts = sums[str(place[side])]
                yield Equation(
                    str(place), tuple(str((*place[:side], part, *place[side + 1 :])) for part in parts)
                )


Family: TypeAlias = tuple[int, int, int]
"""Its ward, agency and outcome."""
WARDS, AGENCIES, OUTCOMES, ROLLOUTS = 20, 10, 4, 3


def families(random: Random, number: int) -> list[Family]:
    """Families of wards, agencies and outcomes of very different size."""
    sides = [[random.paretovariate(1.0) for _ in range(size)] for size in (WARDS, AGENCIES, OUTCOMES)]
    drawn = (random.choices(range(len(side)), side, k=number) for side in sides)
    return list(zip(*drawn, strict=True))


def quarter(found: Sequence[Family], name: str) -> tuple[list[Cell], list[Equation]]:
    """Rollout by agency and ward by outcome: linked, for a rollout is the sum of its wards."""
    agencies = _counted(((ward % ROLLOUTS, agency) for ward, agency, _ in found), (ROLLOUTS, AGENCIES))
    outcomes = _counted(((ward, outcome) for ward, _, outcome in found), (WARDS, OUTCOMES))
    cells, sums = [], []
    for kind, counts, sizes in (
        ("rollouts", agencies, (ROLLOUTS, AGENCIES)),
        ("wards", outcomes, (WARDS, OUTCOMES)),
    ):
        cells += [Cell(f"{name} {kind} {place}", count) for place, count in counts.items()]
        for sum_ in _sums(counts, tuple(Axis(size) for size in sizes)):
            parts = tuple(f"{name} {kind} {part}" for part in sum_.parts)
            sums.append(Equation(f"{name} {kind} {sum_.total}", parts))
    for rollout in range(ROLLOUTS):
        of = tuple(f"{name} wards {(ward, ALL)}" for ward in range(rollout, WARDS, ROLLOUTS))
        sums.append(Equation(f"{name} rollouts {(rollout, ALL)}", of))
    return cells, sums


def after(earlier: System, hidden: Set[str], later: tuple[list[Cell], list[Equation]]) -> System:
    """Two quarters together: what was shown is public, what was hidden stays hidden, and counts only grow.

    The cells of both are in the same order.
    """
    before = [
        replace(cell, standing=Standing.HIDDEN if cell.id in hidden else Standing.SHOWN)
        for cell in earlier.cells.values()
    ]
    cells, sums = later
    grown = [
        Cell(f"more in {now.id}", now.value - then.value, Standing.SPARE, least=0)
        for then, now in zip(before, cells, strict=True)
    ]
    growth = [
        Equation(now.id, (then.id, more.id)) for then, now, more in zip(before, cells, grown, strict=True)
    ]
    return system([*before, *cells, *grown], [*earlier.equations, *sums, *growth])


def _counted(places: Iterable[tuple[int, int]], sizes: tuple[int, int]) -> dict[tuple[object, ...], int]:
    """A table of two sides with its totals."""
    counts: dict[tuple[object, ...], int] = dict.fromkeys(
        product(*([*range(size), ALL] for size in sizes)), 0
    )
    for first, second in places:
        for place in product((first, ALL), (second, ALL)):
            counts[place] += 1
    return counts
