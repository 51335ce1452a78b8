"""The results as lines of an aligned table, and a word on the machine that they were taken on."""

import os
import platform
from pathlib import Path

from benchmarks.measuring import LATER, LEAST_MB, Goal, Result

# Heading and width of each column; a negative width is aligned to the right.
COLUMNS = (
    ("Goal", 7),
    ("Families", -8),
    ("Ours", 46),
    ("The floor", 31),
    ("Floor, ms", -9),
    ("Ours, ms", -9),
    ("Ratio", -7),
    ("Range", 15),
    ("Wanted", 7),
    ("Reached", 8),
    ("Our MB", -6),
    ("Server MB", -9),
)


def heading() -> str:
    """The table's first line."""
    return _line(tuple(name for name, _ in COLUMNS))


def line_of(result: Result) -> str:
    """What one race came to."""
    race, goal = result.race, result.race.goal
    lowest, highest = min(result.ratios), max(result.ratios)
    return _line(
        (
            goal.number,
            f"{race.size:,}",
            race.what,
            race.floor_is,
            _figures(result.floor_seconds * 1000),
            _figures(result.our_seconds * 1000),
            _figures(result.ratio),
            f"{_figures(lowest)}–{_figures(highest)}",
            _wanted(goal),
            _reached(result),
            _memory(result.our_peak),
            _memory(result.server_peak),
        )
    )


def slow_line_of(result: Result) -> str | None:
    """What 95 of 100 calls of a race stay under; None where they are not timed singly."""
    if result.slow_seconds is None:
        return None
    floor, ours = result.slow_seconds
    return _line(
        (
            "",
            "",
            "  what 95 of 100 calls stay under",
            "",
            _figures(floor * 1000),
            _figures(ours * 1000),
            _figures(result.race.goal.sense.ratio(floor=floor, ours=ours)),
            *("",) * (len(COLUMNS) - 7),
        )
    )


def weights_line_of(result: Result) -> str | None:
    """The memory of both sides of a weighing, in all and of the work itself; None of a race."""
    if result.weights is None:
        return None
    floor, ours = result.weights
    return _line(
        (
            "",
            "",
            f"  its process {ours.peak:,.0f} MB, {ours.of_the_work:,.1f} of it for the work",
            f"{floor.peak:,.0f} MB, {floor.of_the_work:,.1f} of it",
            *("",) * (len(COLUMNS) - 4),
        )
    )


def explanation() -> str:
    """How to read the table."""
    return (
        "≤: our time ÷ the floor’s. ≥: the floor’s time ÷ ours. The median of the rounds’ ratios, and their\n"
        f"range; the two sides are timed in turn. “later”: {LATER} is to reach it. MB: the most memory\n"
        "resident at once, of this process during our side, and of the database’s process that served it,\n"
        "with the shared buffers that it touched. “streams”: the ratio is of the memory that the work\n"
        "itself took on the larger city and on one of a tenth of it, each in a process of its own; less\n"
        f"than {LEAST_MB} MB counts as {LEAST_MB}."
    )


def machine(server_version: str) -> str:
    """What the results were taken on: compare them with no other machine's."""
    memory = "unknown memory"
    meminfo = Path("/proc/meminfo")
    if meminfo.exists():
        kilobytes = int(meminfo.read_text().split("MemTotal:", 1)[1].split()[0])
        memory = f"{kilobytes / 1_000_000:.0f} GB of memory"
    return (
        f"{os.cpu_count()} cores, {memory}, {platform.system()}, Python {platform.python_version()}, "
        f"PostgreSQL {server_version}"
    )


def _line(cells: tuple[str, ...]) -> str:
    return "  ".join(
        cell.rjust(-width) if width < 0 else cell.ljust(width)
        for cell, (_, width) in zip(cells, COLUMNS, strict=True)
    ).rstrip()


def _wanted(goal: Goal) -> str:
    return f"{goal.sense.value} {goal.ratio:g}"


def _reached(result: Result) -> str:
    if result.reached:
        return "yes"
    return "no" if result.race.goal.is_due else "later"


def _memory(megabytes: float | None) -> str:
    return "–" if megabytes is None else f"{megabytes:,.0f}"


def _figures(value: float) -> str:
    """Three figures at least, however small the value is."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.{1 if value >= 10 else 2 if value >= 1 else 3 if value >= 0.1 else 4}f}"
