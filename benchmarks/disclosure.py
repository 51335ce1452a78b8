"""D1 to D3: hiding the least in generated tables of counts, each pattern attacked, against hiding two a line.

Run by itself: `python -m benchmarks.disclosure D2`. The floor is common practice, which takes no time and
protects nothing to speak of: what is measured is how much more we hide, how long it takes, how far from the
proven fewest it is, and how many small counts each leaves open to a reader who knows that zeros are shown.
"""

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from random import Random
from statistics import mean, median

from app.reports.disclosure.attack import bounds, prove
from app.reports.disclosure.profile import SuppressionRule
from app.reports.disclosure.proof import unproven
from app.reports.disclosure.protect import protect
from app.reports.disclosure.system import Cell, Equation, Standing, System, system
from benchmarks.cities import Cities
from benchmarks.measuring import Goal, Race, Sense

RULE = SuppressionRule("to-four", 4, "c", "the counts hidden in the measurements that the goals come from")
ALL = "all"


@dataclass(frozen=True, slots=True)
class Shape:
    """Tables of one shape: their goal, sizes, the families in each, the seeds, and the time for one."""

    goal: str
    sizes: tuple[int, ...]
    families: int
    seeds: Sequence[int]
    seconds: float


SHAPES = (
    Shape("D2", (20, 12), 1_200, range(10), 60.0),
    Shape("D3", (20, 12, 6), 4_000, range(3), 150.0),
)


D2 = Goal("D2", Sense.TIMES_THE_FLOOR, 2.0, is_due=False)
"""The goal is against another program's exact engine, which is not run here yet."""
SIZES = (1_200,)


def races(_: Cities, families: int) -> Iterator[Race]:
    """The first table of the shape of D2: choosing, attacking and proving, beside asking for every range."""
    of = table(SHAPES[0], 0)
    best = protect(of, RULE)
    yield Race(
        D2,
        families,
        "20 × 12 counts protected with the fewest hidden, and proved",
        "the smallest and largest of every hidden count, once they are chosen",
        lambda: bounds(of, best.proof.hidden),
        lambda: protect(of, RULE),
        agree=lambda ranges, found: found == best and ranges.keys() == found.proof.hidden,
    )


def table(shape: Shape, seed: int) -> System:
    """A table with all its totals: wards and agencies of very different size, as they are."""
    random = Random(seed)
    weights = [[random.paretovariate(1.0) for _ in range(size)] for size in shape.sizes]
    places = list(product(*(range(size) for size in shape.sizes)))
    chances = [
        prod(each[name] for each, name in zip(weights, place, strict=True)) * random.expovariate(1.0)
        for place in places
    ]
    counts = dict.fromkeys(places, 0)
    for place in random.choices(places, chances, k=shape.families):
        counts[place] += 1
    return system(*_with_totals(counts, shape.sizes))


def _with_totals(
    counts: Mapping[tuple[int, ...], int], sizes: Sequence[int]
) -> tuple[list[Cell], list[Equation]]:
    cells, sums = [], []
    for place in product(*([*range(size), ALL] for size in sizes)):
        within = (
            count
            for each, count in counts.items()
            if all(name in (ALL, found) for name, found in zip(place, each, strict=True))
        )
        cells.append(Cell(str(place), sum(within)))
        for axis, size in enumerate(sizes):
            if place[axis] == ALL:
                parts = tuple(str((*place[:axis], name, *place[axis + 1 :])) for name in range(size))
                sums.append(Equation(str(place), parts))
    return cells, sums


def two_in_a_line(of: System) -> frozenset[str]:
    """Common practice: the small counts, and the smallest other in each line that has one hidden alone."""
    hidden = {cell.id for cell in of.cells.values() if RULE.is_small(cell.value)}
    found = True
    while found:
        found = False
        for equation in of.equations:
            line = [of.cells[each] for each in equation.terms()]
            others = [cell for cell in line if cell.id not in hidden and cell.value > RULE.threshold]
            if sum(cell.id in hidden for cell in line) == 1 and others:
                hidden.add(min(others, key=lambda cell: (cell.value, cell.id)).id)
                found = True
    return frozenset(hidden)


def measured(shape: Shape) -> Iterator[str]:
    """A line for each table, and one for all."""
    rows = []
    for seed in shape.seeds:
        of = table(shape, seed)
        small = sum(
            RULE.is_small(cell.value) and cell.standing is Standing.OPEN for cell in of.cells.values()
        )
        practice = two_in_a_line(of)
        left_open = len(unproven(of, RULE, prove(of, RULE, practice)))
        began = time.monotonic()
        found = protect(of, RULE, seconds=shape.seconds)
        took = time.monotonic() - began
        began = time.monotonic()
        again = len(unproven(of, RULE, prove(of, RULE, found.proof.hidden)))
        proved = time.monotonic() - began
        rows.append((found.besides, found.bound, took, again, len(practice) - small, left_open, small))
        yield (
            f"{shape.goal}  seed {seed}: {len(of.cells):,} cells, {small} small; "
            f"{found.besides} hidden besides, at least {found.bound} needed, so "
            f"{found.cost / max(found.bound, 1):.3f} of the fewest or less, in {took:.2f} s, "
            f"{proved:.2f} s of it to prove; {again} left open. "
            f"Two in a line: {len(practice) - small} besides, {left_open} left open."
        )
    yield (
        f"{shape.goal}  all: mean {mean(row[0] for row in rows):.1f} besides (bound "
        f"{mean(row[1] for row in rows):.1f}), median {median(row[2] for row in rows):.2f} s; "
        f"{sum(row[3] for row in rows)} of {sum(row[6] for row in rows)} small counts left open, "
        f"{sum(row[5] for row in rows)} by two in a line."
    )


def main(names: Sequence[str]) -> None:
    """Measure the shapes whose goals are named, or all."""
    for shape in SHAPES:
        if not names or shape.goal in names:
            for line in measured(shape):
                print(line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
