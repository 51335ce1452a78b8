"""Turns cells that hold lists into a row an entry, and rows that repeat a thing into one row each."""

from collections.abc import Sequence


def spread(cells: Sequence[str]) -> tuple[list[int], list[str]]:
    """The position of the cell and the text of each entry: ["a;b", "", "c"] → [0, 0, 2], ["a", "b", "c"]."""
    found = [(place, entry) for place, cell in enumerate(cells) if cell for entry in cell.split(";")]
    return [place for place, _ in found], [entry for _, entry in found]


def at(values: Sequence[str], places: Sequence[int]) -> list[str]:
    """The values at these positions."""
    return [values[place] for place in places]


def numbered(places: Sequence[int]) -> list[str]:
    """The number of each entry in its cell's list, from 1: [0, 0, 2] → ["1", "2", "1"]."""
    numbers: list[str] = []
    number = 0
    before = -1
    for place in places:
        number = number + 1 if place == before else 1
        before = place
        numbers.append(str(number))
    return numbers


def first_places(values: Sequence[str]) -> list[int]:
    """Where each different value stands first, in order: ["a", "b", "a"] → [0, 1]."""
    first = dict(zip(reversed(values), range(len(values) - 1, -1, -1), strict=True))
    return sorted(first.values())
