"""Runs the benchmarks: all of them, or those named: `python -m benchmarks P7 import`.

`python -m benchmarks --help` lists them. `python -m benchmarks P11 P12 --families 400000` looks at a city
of that size in place of a benchmark's own sizes.
"""

import argparse
import gc
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from app import embedded
from app.embedded_servers import EmbeddedError
from benchmarks.cities import PROJECT, TODAY, Cities, administrator
from benchmarks.measuring import DifferentAnswersError, Race, Result, Weighing, peak_of, run, weighed
from benchmarks.table import explanation, heading, line_of, machine, slow_line_of, weights_line_of


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One subject: its module, which is imported when its turn comes, so that it weighs on no other.

    has_city: whether it looks at a city, of the sizes that its module names unless others are asked for.
    """

    name: str
    goals: tuple[str, ...]
    module: str
    races: str = "races"
    sizes: str = "SIZES"
    has_city: bool = True

    def all_races(self, cities: Cities, sizes: Sequence[int] = ()) -> Iterator[Race | Weighing]:
        """Its races at each of its sizes, or of those asked for, one after another."""
        module: Any = import_module(f"benchmarks.{self.module}")
        races: Callable[[Cities, int], Iterator[Race | Weighing]] = getattr(module, self.races)
        for families in sizes if sizes and self.has_city else getattr(module, self.sizes):
            yield from races(cities, families)


LEAST_FAMILIES = 100

BENCHMARKS = (
    Benchmark("case-list", ("P7", "P9"), "case_list"),
    Benchmark("finding", ("search", "page", "save"), "finding"),
    Benchmark("dumping", ("P8",), "dumped"),
    Benchmark("pack", ("P11",), "pack"),
    Benchmark("exports", ("exports",), "exports"),
    Benchmark("export-memory", ("streams",), "exports", "weighings", "WEIGHED_SIZES"),
    Benchmark("disclosure", ("D2",), "disclosure", has_city=False),
    Benchmark("import", ("P10",), "importing", has_city=False),
    Benchmark("evaluation", ("P1", "P2", "P5"), "evaluation"),
    Benchmark("cells", ("P6",), "cells"),
    Benchmark("long-list", ("P9",), "case_list", "long_list_races", "LONG_SIZES"),
    Benchmark("national", ("P3",), "evaluation", "national_races", "NATIONAL_SIZES"),
    Benchmark("year-one", ("P12",), "year_one"),
)


def main(arguments: Sequence[str]) -> int:
    """Prints a line for each race of the benchmarks asked for, by name or goal; of all when none is."""
    asked = _parser().parse_args(arguments)
    names: list[str] = asked.names
    unknown = set(names) - {word for each in BENCHMARKS for word in (each.name, *each.goals)}
    if unknown:
        known = "; ".join(f"{each.name} ({', '.join(each.goals)})" for each in BENCHMARKS)
        print(f"There is no benchmark {' or '.join(sorted(unknown))}. There are: {known}.", file=sys.stderr)
        return 2
    os.environ["LOXLEY_TODAY"] = TODAY.isoformat()
    gc.freeze()  # as the site's server does once it has started
    folder = PROJECT / "var" / "bench"
    try:
        with embedded.running(folder, fsync=False) as services:
            cities = Cities(services, folder, say)
            cities.clear_outdated()
            return measure(cities, names, asked.families)
    except (EmbeddedError, DifferentAnswersError) as error:
        print(f"Stopped: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Speed and memory, as ratios to floors measured in the same run. Cities are made once.",
        epilog="; ".join(f"{each.name}: {', '.join(each.goals)}" for each in BENCHMARKS),
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="a benchmark or a goal; all when none is named"
    )
    parser.add_argument(
        "--families",
        type=_families,
        action="append",
        default=[],
        metavar="N",
        help="look at a city of N families in place of a benchmark's own sizes; may be given again",
    )
    return parser


def _families(given: str) -> int:
    """How many were asked for. Raises ArgumentTypeError for a number that no city is made of."""
    if not given.isdecimal() or int(given) < LEAST_FAMILIES:
        raise argparse.ArgumentTypeError(f"a city has {LEAST_FAMILIES} families at least, as in 40000")
    return int(given)


def measure(cities: Cities, names: Sequence[str], sizes: Sequence[int] = ()) -> int:
    """Runs the races, printing each result as it comes, and sums up."""
    began = time.monotonic()
    with administrator(cities.services, "postgres") as connection:
        print(machine(f"{connection.info.server_version // 10_000}"))
    print(f"\n{heading()}", flush=True)
    results = []
    for race in _asked_for(cities, names, sizes):
        if isinstance(race, Weighing):
            results.append(weighed(race))
        else:
            results.append(run(race, lambda database: _server_peak(cities, database)))
        lines = (each(results[-1]) for each in (line_of, slow_line_of, weights_line_of))
        print(*filter(None, lines), sep="\n", flush=True)
    print(f"\n{explanation()}\n\n{_sum(results)} It took {time.monotonic() - began:.0f} s.")
    return 0


def _asked_for(cities: Cities, names: Sequence[str], sizes: Sequence[int]) -> Iterator[Race | Weighing]:
    for benchmark in BENCHMARKS:
        if not names or {benchmark.name, *benchmark.goals} & set(names):
            for race in benchmark.all_races(cities, sizes):
                if not names or benchmark.name in names or race.goal.number in names:
                    yield race


def _server_peak(cities: Cities, database: str) -> float | None:
    """The most memory that any of the database's processes serving a client has had."""
    with administrator(cities.services, "postgres") as connection:
        serving = connection.execute(
            "select pid from pg_stat_activity where datname = %s and backend_type = 'client backend'",
            [database],
        ).fetchall()
    return max((peak for (process,) in serving if (peak := peak_of(process))), default=None)


def _sum(results: Sequence[Result]) -> str:
    due = [result for result in results if result.race.goal.is_due]
    missed = [f"{result.race.goal.number} at {result.race.size:,}" for result in due if not result.reached]
    if missed:
        return f"Not reached: {', '.join(missed)}."
    return f"All {len(due)} goals due now are reached."


def say(sentence: str) -> None:
    """Progress, apart from the table."""
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
