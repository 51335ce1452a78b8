"""A synthetic Nottingham, by seed, in the import tables' shape, with the aggregates that the Board was given.

docs/explanation/the-city.md says what it holds and what had to be settled. Nobody in it is real.
"""

import csv
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random

from app.demo.making import made
from app.demo.plan import published_families
from app.demo.rows import Rows, header, no_rows
from app.intake.rules.tables import TABLES

SEED = 2013
FEWEST_FAMILIES = 100


@dataclass(frozen=True, slots=True)
class City:
    """A whole city. families: on the programme's list. tables: rows of text, in each table's column order."""

    seed: int
    families: int
    tables: Rows


def make_city(*, seed: int = SEED, families: int | None = None) -> City:
    """The published city; with `families`, one with so many on the programme's list and the same proportions.

    The same seed and size make the same rows, on any machine. Raises ValueError for fewer than 100 families.
    """
    tables = no_rows()
    for batch in city_batches(seed=seed, families=families):
        for name, rows in batch.items():
            tables[name].extend(rows)
    return City(seed, _size(families), tables)


def write_city(city: City, folder: Path) -> None:
    """Write a city's tables as CSV files in the import format: UTF-8, a header row, a file a table."""
    _write([city.tables], folder)


def write_new_city(folder: Path, *, seed: int = SEED, families: int | None = None) -> None:
    """Make a city and write it as it is made: the bytes of make_city and write_city, in little memory.

    Raises ValueError for fewer than 100 families.
    """
    _write(city_batches(seed=seed, families=families), folder)


def city_batches(*, seed: int = SEED, families: int | None = None) -> Iterator[Rows]:
    """The rows of a city, some households at a time; those of each table in order.

    Raises ValueError for fewer than 100 families.
    """
    size = _size(families)
    if size < FEWEST_FAMILIES:
        raise ValueError(f"a city has at least {FEWEST_FAMILIES} families")
    return made(Random(seed), size)  # noqa: S311  # nothing here is secret, and it has to come out the same


def _size(families: int | None) -> int:
    return published_families() if families is None else families


def _write(batches: Iterable[Rows], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as files:
        writers = {}
        for table in TABLES:
            path = folder / f"{table.name}.csv"
            file = files.enter_context(path.open("w", encoding="utf-8", newline=""))
            writers[table.name] = csv.writer(file, lineterminator="\n")
            writers[table.name].writerow(header(table.name))
        for batch in batches:
            for name, rows in batch.items():
                writers[name].writerows(rows)
