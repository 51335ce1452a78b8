"""Runs the benchmarks: all of them, or those named: `python -m benchmarks P7 import`."""

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
from benchmarks.measuring import DifferentAnswersError, Race, Result, peak_of, run
from benchmarks.table import explanation, heading, line_of, machine, slow_line_of


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One subject: its module, which is imported when its turn comes, so that it weighs on no other."""

    name: str
    goals: tuple[str, ...]
    module: str
    races: str = "races"
    sizes: str = "SIZES"

    def all_races(self, cities: Cities) -> Iterator[Race]:
        """Its races at each of its sizes, one after another."""
        module: Any = import_module(f"benchmarks.{self.module}")
        races: Callable[[Cities, int], Iterator[Race]] = getattr(module, self.races)
        for families in getattr(module, self.sizes):
            yield from races(cities, families)


BENCHMARKS = (
    Benchmark("case-list", ("P7", "P9"), "case_list"),
    Benchmark("finding", ("search", "page", "save"), "finding"),
    Benchmark("dumping", ("P8",), "dumped"),
    Benchmark("pack", ("P11",), "pack"),
    Benchmark("exports", ("exports",), "exports"),
    Benchmark("disclosure", ("D2",), "disclosure"),
    Benchmark("import", ("P10",), "importing"),
    Benchmark("evaluation", ("P1", "P2", "P5"), "evaluation"),
    Benchmark("cells", ("P6",), "cells"),
    Benchmark("long-list", ("P9",), "case_list", "long_list_races", "LONG_SIZES"),
    Benchmark("national", ("P3",), "evaluation", "national_races", "NATIONAL_SIZES"),
    Benchmark("year-one", ("P12",), "year_one"),
)


def main(names: Sequence[str]) -> int:
    """Prints a line for each race of the benchmarks asked for, by name or goal; of all when none is."""
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
            return measure(cities, names)
    except (EmbeddedError, DifferentAnswersError) as error:
        print(f"Stopped: {error}", file=sys.stderr)
        return 1


def measure(cities: Cities, names: Sequence[str]) -> int:
    """Runs the races, printing each result as it comes, and sums up."""
    began = time.monotonic()
    with administrator(cities.services, "postgres") as connection:
        print(machine(f"{connection.info.server_version // 10_000}"))
    print(f"\n{heading()}", flush=True)
    results = []
    for race in _asked_for(cities, names):
        results.append(run(race, lambda database: _server_peak(cities, database)))
        print(*filter(None, (line_of(results[-1]), slow_line_of(results[-1]))), sep="\n", flush=True)
    print(f"\n{explanation()}\n\n{_sum(results)} It took {time.monotonic() - began:.0f} s.")
    return 0


def _asked_for(cities: Cities, names: Sequence[str]) -> Iterator[Race]:
    for benchmark in BENCHMARKS:
        if not names or {benchmark.name, *benchmark.goals} & set(names):
            for race in benchmark.all_races(cities):
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
