"""Measures two ways to one answer against each other: interleaved, in rounds, with the memory they took."""

import gc
import operator
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Any

ROUNDS = 15  # many short ones, so that a machine busy for a second with something else spoils few
ROUNDS_OF_SLOW = 3
SLOW_SECONDS = 2.5
LEAST_SECONDS = 0.1  # of one timing: whatever is quicker is repeated within it
MOST_CALLS = 400

LEAST_MB = 8
"""Work that takes less memory is weighed as if it took so much: of less, a fifth more or less is chance."""

LATER = "a later issue"


class Sense(Enum):
    """How a ratio is reckoned, and on which side of its goal it should lie."""

    TIMES_THE_FLOOR = "≤"  # our time ÷ the floor's
    SPEED_OF_THE_FLOOR = "≥"  # the floor's time ÷ ours

    def ratio(self, *, floor: float, ours: float) -> float:
        """The ratio of two times."""
        return ours / floor if self is Sense.TIMES_THE_FLOOR else floor / ours


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal of the project: its number, its ratio, and whether it is to be reached already."""

    number: str
    sense: Sense
    ratio: float
    is_due: bool = True

    def holds(self, ratio: float) -> bool:
        """Whether a measured ratio reaches it."""
        reached = operator.le if self.sense is Sense.TIMES_THE_FLOOR else operator.ge
        return bool(reached(ratio, self.ratio))


@dataclass(frozen=True, slots=True)
class Race:
    """Our way to an answer and the floor's, both ready to run.

    agree: whether their answers are the same. before: makes each call ready, outside its timing; with it
    nothing is called twice within a timing. floor_units, our_units: how many things one call does, where the
    two sides do not do the same number; times are then of one. database: whose servers' memory is read.
    has_tail: whether each call is timed by itself, so that the slow ones are seen.
    """

    goal: Goal
    size: int
    what: str
    floor_is: str
    floor: Callable[[], Any]
    ours: Callable[[], Any]
    agree: Callable[[Any, Any], bool] = operator.eq
    before: Callable[[], None] | None = None
    floor_units: int = 1
    our_units: int = 1
    database: str | None = None
    has_tail: bool = False


@dataclass(frozen=True, slots=True)
class Weight:
    """What a piece of work took: seconds, and the process's memory in MB as it began, and at its most."""

    seconds: float
    before: float
    peak: float

    @property
    def of_the_work(self) -> float:
        """The memory that the work took beside what the process had before."""
        return self.peak - self.before


@dataclass(frozen=True, slots=True)
class Weighing:
    """One piece of work on a city of a size and on one of a tenth of it: does its memory grow with the city?

    Each is done once, in a process that has done nothing else. Its ratio is of the memory that the work took
    beside what the process had before: to count all of the process would hide what grows. See LEAST_MB.
    """

    goal: Goal
    size: int
    what: str
    floor_is: str
    floor: Callable[[], Weight]
    ours: Callable[[], Weight]


@dataclass(frozen=True, slots=True)
class Result:
    """What a race came to. Times are medians in seconds, of one unit; memory is in MB, None if not known."""

    race: Race | Weighing
    floor_seconds: float
    our_seconds: float
    ratios: tuple[float, ...]
    our_peak: float | None
    server_peak: float | None
    slow_seconds: tuple[float, float] | None = None
    """What 95 calls of 100 stay under, the floor’s and ours; None where calls are not timed singly."""
    weights: tuple[Weight, Weight] | None = None
    """What each side of a weighing took; None of a race."""

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios."""
        return median(self.ratios)

    @property
    def reached(self) -> bool:
        """Whether the goal is reached."""
        return self.race.goal.holds(self.ratio)


class DifferentAnswersError(Exception):
    """The two sides of a race did not come to the same, so that neither time means anything."""


def run(race: Race, server_peak: Callable[[str], float | None]) -> Result:
    """The race, run in rounds, the sides taking turns to begin.

    Raises DifferentAnswersError.
    """
    first = _checked(race)
    _leave_the_rest_alone()
    rounds = ROUNDS_OF_SLOW if max(first) > SLOW_SECONDS else ROUNDS
    calls = [1 if race.before else _calls(seconds) for seconds in first]
    units = (race.floor_units, race.our_units)
    times: list[tuple[float, float]] = []
    every: tuple[list[float], list[float]] = ([], [])
    peaks: list[float] = []
    for floor_first in [begins for begins, _ in zip(cycle((True, False)), range(rounds), strict=False)]:
        found = [0.0, 0.0]
        for side in (0, 1) if floor_first else (1, 0):
            way = race.ours if side else race.floor
            _forget_peak()
            if race.has_tail:
                each = [_timed(race, way, 1) / units[side] for _ in range(calls[side])]
                every[side].extend(each)
                found[side] = median(each)
            else:
                found[side] = _timed(race, way, calls[side]) / units[side]
            peaks += [peak for peak in [own_peak()] if side and peak is not None]
        times.append((found[0], found[1]))
    return Result(
        race=race,
        floor_seconds=median(floor for floor, _ in times),
        our_seconds=median(ours for _, ours in times),
        ratios=tuple(race.goal.sense.ratio(floor=floor, ours=ours) for floor, ours in times),
        our_peak=max(peaks, default=None),
        server_peak=server_peak(race.database) if race.database else None,
        slow_seconds=(_slow(every[0]), _slow(every[1])) if race.has_tail else None,
    )


def weighed(weighing: Weighing) -> Result:
    """The work done on both cities."""
    floor, ours = weighing.floor(), weighing.ours()
    return Result(
        race=weighing,
        floor_seconds=floor.seconds,
        our_seconds=ours.seconds,
        ratios=(max(ours.of_the_work, LEAST_MB) / max(floor.of_the_work, LEAST_MB),),
        our_peak=ours.peak,
        server_peak=None,
        weights=(floor, ours),
    )


def weight_of(work: Callable[[], Any]) -> Weight:
    """What a piece of work takes in this process, which should have done nothing else.

    Raises OSError where the system does not say.
    """
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")
    before = own_peak()
    began = time.perf_counter()
    work()
    seconds, peak = time.perf_counter() - began, own_peak()
    if before is None or peak is None:
        raise OSError("the system does not say how much memory a process has had")
    return Weight(seconds, before, peak)


def _slow(times: Sequence[float]) -> float:
    """What 95 of 100 of these stay under."""
    return sorted(times)[round(0.95 * (len(times) - 1))]


def own_peak() -> float | None:
    """The most memory, in MB, that this process has had resident since it was last asked to forget it."""
    return peak_of("self")


def peak_of(process: int | str) -> float | None:
    """The most memory, in MB, that a process has had resident; None where the system does not say."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1000
    return None


def _checked(race: Race) -> tuple[float, float]:
    """One call of each side, timed roughly; their answers must agree."""
    seconds, answers = [], []
    for way in (race.floor, race.ours):
        if race.before:
            race.before()
        began = time.perf_counter()
        answers.append(way())
        seconds.append(time.perf_counter() - began)
    if not race.agree(*answers):
        raise DifferentAnswersError(f"{race.goal.number} at {race.size:,}: {race.what}")
    return seconds[0], seconds[1]


def _calls(seconds: float) -> int:
    return max(1, min(MOST_CALLS, round(LEAST_SECONDS / max(seconds, 1e-6))))


def _timed(race: Race, way: Callable[[], Any], calls: int) -> float:
    if race.before:
        race.before()
    began = time.perf_counter()
    for _ in _times(calls):
        way()
    return (time.perf_counter() - began) / calls


def _times(calls: int) -> Iterator[int]:
    yield from range(calls)


def _leave_the_rest_alone() -> None:
    """Keep what earlier races left behind from being looked through, time and again, while this one runs."""
    gc.collect()
    gc.freeze()


def _forget_peak() -> None:
    """Let the system count this process's most memory anew; where it cannot, the count goes on."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")
