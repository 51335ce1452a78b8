"""D2 to D6: hiding the least in generated tables of counts, each pattern attacked, beside tau-ARGUS.

`python -m benchmarks.disclosure D3 "D4, two trees"` prints a line for each table. What is measured is how
many counts are hidden besides the small ones, how far that is from what is proven to be needed, how long it
takes, and how many small counts are left open to a reader who knows that zeros are shown: of our patterns, of
tau-ARGUS's in the same time, and of common practice, which hides two in each line and protects little.
"""

import gc
import sys
import time
from collections.abc import Iterator, Sequence
from math import ceil
from random import Random
from statistics import mean, median

from app.errors import RuleRefused
from app.reports.disclosure import protect as module
from app.reports.disclosure.attack import prove
from app.reports.disclosure.profile import SuppressionRule
from app.reports.disclosure.proof import unproven
from app.reports.disclosure.protect import Protected, protect
from app.reports.disclosure.system import System, system
from benchmarks import counts, rival
from benchmarks.cities import Cities
from benchmarks.counts import Shape, table
from benchmarks.measuring import Goal, Race, Sense, peak_of

RULE = SuppressionRule("to-four", 4, "c", "as where the goals were measured")
D2 = Goal("D2", Sense.TIMES_THE_FLOOR, 2.0)
SIZES = (1_200,)
RIVAL_UP_TO = 2_000
"""The most cells that the other engine is asked to look at."""
QUARTERS = range(20)


def races(_: Cities, families: int) -> Iterator[Race]:
    """The first table of the shape of D2: chosen, attacked and proved here; chosen by the other engine."""
    of = table(counts.D2, 0)
    yield Race(
        D2,
        families,
        "20 × 12 counts protected with the fewest hidden, and proved",
        "tau-ARGUS’s exact engine choosing which to hide",
        lambda: rival.fewest(of, RULE, minutes=1),
        lambda: protect(of, RULE),
        agree=lambda theirs, ours: len(theirs.hidden) == len(ours.proof.hidden),
    )


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
    """Some lines for each table, and one for all."""
    ratios, took = [], []
    for seed in shape.seeds:
        of = table(shape, seed)
        small = sum(RULE.is_small(cell.value) for cell in of.cells.values())
        yield f"{shape.goal}, seed {seed}: {len(of.cells):,} cells, {small:,} small"
        for seconds in shape.seconds:
            found, whole = _timed(of, seconds)
            ratios.append(found.cost / max(found.bound, 1))
            took.append(whole)
            yield (
                f"   ours, {seconds:.0f} s to choose: {found.besides:,} besides, {found.bound:,} needed at "
                f"least, {ratios[-1]:.3f} of that; {_left_open(of, found)} left open; {whole:.2f} s with the "
                f"proof; the process {peak_of('self') or 0:.0f} MB at most"
            )
        if len(of.cells) <= RIVAL_UP_TO:
            theirs = rival.fewest(of, RULE, minutes=max(1, ceil(max(shape.seconds) / 60)))
            yield (
                f"   tau-ARGUS: {len(theirs.hidden) - small:,} besides; "
                f"{_open_in(of, theirs.hidden)} left open; {theirs.seconds:.2f} s"
            )
            practice = two_in_a_line(of)
            yield f"   two in a line: {len(practice) - small:,} besides; {_open_in(of, practice)} left open"
    yield f"{shape.goal}, all: {mean(ratios):.3f} of what is needed at least; {median(took):.2f} s"


def _timed(of: System, seconds: float) -> tuple[Protected, float]:
    gc.collect()
    began = time.monotonic()
    found = protect(of, RULE, seconds=seconds)
    return found, time.monotonic() - began


def _left_open(of: System, found: Protected) -> int:
    return len(unproven(of, RULE, found.proof))


def _open_in(of: System, hidden: frozenset[str]) -> int:
    return len(unproven(of, RULE, prove(of, RULE, hidden)))


def quarters() -> Iterator[str]:
    """D6: rollout by agency linked with ward by outcome, this quarter after the last, drawn at random."""
    cells, besides, took, left_open, refused = [], [], [], 0, 0
    for seed in QUARTERS:
        random = Random(seed)
        march = counts.families(random, random.randint(250, 400))
        june = [*march, *counts.families(random, random.randint(5, 60))]
        earlier = system(*counts.quarter(march, "March"))
        try:
            then, _ = _timed(earlier, module.SECONDS)
            both = counts.after(earlier, then.proof.hidden, counts.quarter(june, "June"))
            found, whole = _timed(both, module.SECONDS)
        except RuleRefused:
            refused += 1
            continue
        cells.append(len(both.cells))
        besides.append(found.besides)
        took.append(whole)
        left_open += _left_open(both, found)
    yield (
        f"D6, {len(QUARTERS)} pairs of quarters of two linked tables, {max(cells):,} cells: "
        f"{mean(besides):.1f} besides; {left_open} left open; {refused} refused; {median(took):.2f} s"
    )


def main(names: Sequence[str]) -> None:
    """Measure the goals that are named, or all."""
    for shape in counts.SHAPES:
        if not names or shape.goal in names:
            for line in measured(shape):
                print(line, flush=True)
    if not names or "D6" in names:
        print(*quarters(), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
