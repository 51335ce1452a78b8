"""Drawing by lot from one seeded source, and sharing a whole number out in given proportions."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from app.periods import ONE_DAY

T = TypeVar("T")

SATURDAY = 5


def pick(rng: Random, choices: Sequence[T]) -> T:
    """One of the choices, each as likely as the next."""
    return choices[int(rng.random() * len(choices))]


def chance(rng: Random, probability: float) -> bool:
    """Whether something of this probability happens."""
    return rng.random() < probability


def number_between(rng: Random, least: int, most: int) -> int:
    """A whole number from least to most, both included."""
    return least + int(rng.random() * (most - least + 1))


def day_between(rng: Random, first: date, last: date) -> date:
    """A day from first to last, both included; first when last comes before it."""
    return first + timedelta(int(rng.random() * ((last - first).days + 1))) if last > first else first


def working_day_between(rng: Random, first: date, last: date) -> date:
    """A Monday to Friday from first to last, both included; first itself when there is none."""
    for _ in range(20):
        day = day_between(rng, first, last)
        if day.weekday() < SATURDAY:
            return day
    return first


def next_working_day(day: date) -> date:
    """The day itself, or the Monday after it."""
    while day.weekday() >= SATURDAY:
        day += ONE_DAY
    return day


def apportion(total: int, weights: Sequence[int]) -> list[int]:
    """A total shared out in proportion to the weights, in whole numbers that add up to it.

    Largest remainder, the earlier first where two are alike; a total equal to the sum of the weights gives
    the weights themselves. Raises ValueError when there is something to share and nobody to have it.
    """
    whole = sum(weights)
    if whole == 0:
        if total:
            raise ValueError("nothing can be shared out among no weights")
        return [0] * len(weights)
    shares = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: -(total * weights[place] % whole))
    for place in by_remainder[: total - sum(shares)]:
        shares[place] += 1
    return shares


def dealt(rng: Random, total: int, weights: Mapping[T, int]) -> list[T]:
    """So many of each as its weight's share of the total, in an order drawn by lot."""
    shares = apportion(total, list(weights.values()))
    cards = [value for value, share in zip(weights, shares, strict=True) for _ in range(share)]
    rng.shuffle(cards)
    return cards


def scaled(count: int, *, whole: int, to: int) -> int:
    """A count out of a whole, at another size of the whole, to the nearest one: 32 of 81, at 162 → 64."""
    return (2 * count * to + whole) // (2 * whole) if whole else 0
