"""Cities of any size as template databases, made once through the generator and the importer.

A measured city has figures by the month besides: the demonstration's city has a dozen facts for each family
of the programme, and the goals of evaluation rest on eighty (four people, twenty months each).
`benchmarks/months.py` adds them by SQL, to no other city than these.
"""

import hashlib
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import psycopg

from app import db, migrate
from app.access.policies import COMMAND_LINE
from app.demo.city import SEED, City, city_batches, write_city
from app.demo.rows import Rows, no_rows
from app.embedded import Services, Urls
from app.intake import services as intake
from benchmarks.months import add_months_of_figures

PROJECT = Path(__file__).resolve().parent.parent
TODAY = date(2013, 7, 12)

# What a city's rows follow from. A change in any of them makes every kept city out of date.
SOURCES = (
    "app/demo",
    "app/intake",
    "app/cases/rules",
    "app/programme",
    "app/periods.py",
    "migrations",
    "benchmarks/cities.py",
    "benchmarks/months.py",
)

# Families given to the importer at once: more than any council has, and no more memory for a larger city.
FAMILIES_AT_ONCE = 50_000

Say = Callable[[str], None]


class Extent(StrEnum):
    """How much of a city a database holds."""

    CITY = "city"
    PROGRAMME = "programme"
    HOUSEHOLDS = "households"

    @property
    def label(self) -> str:
        """What is in it, in words."""
        return _LABELS[self]


_LABELS = {
    Extent.CITY: "whole",
    Extent.PROGRAMME: "without its CAF register and the households known only by it",
    Extent.HOUSEHOLDS: "before anything is known of the people",
}
LEFT_OUT = {
    Extent.CITY: (),
    Extent.PROGRAMME: ("assessments", "consents"),
    Extent.HOUSEHOLDS: (
        "members",
        "criteria",
        "measurements",
        "triage",
        "allocations",
        "assessments",
        "consents",
        "claims",
    ),
}


@dataclass(slots=True)
class Cities:
    """The cities of one instance of the services. folder: where their import files are written meanwhile."""

    services: Services
    folder: Path
    say: Say
    _digest: str = field(default_factory=lambda: sources_digest())

    def template(self, families: int, extent: Extent = Extent.CITY) -> str:
        """The name of a database with a city of so many families on the programme's list.

        PROGRAMME leaves out the households known only through a CAF, who are two of every three: whatever is
        evaluated or allocated is there, in a city of any size.
        """
        name = f"{extent}_{families}_{self._digest}"
        if not self.services.database_exists(name):
            self._make(name, families, extent)
        return name

    def measured(self, families: int, extent: Extent = Extent.CITY) -> str:
        """The name of a database with the same city, measured by the month: about 80 facts a family."""
        name = f"{extent}_by_month_{families}_{self._digest}"
        if not self.services.database_exists(name):
            template = self.template(families, extent)
            self.say(f"Measuring {families:,} families by the month: once, then it is kept")
            began = time.monotonic()
            with (
                _drafted(self.services, name, template=template) as draft,
                administrator(self.services, draft) as connection,
            ):
                add_months_of_figures(connection, TODAY)
            self.say(f"Measured them in {time.monotonic() - began:.0f} s")
        return name

    @contextmanager
    def copy(self, template: str) -> Iterator[Urls]:
        """A copy of a template for a benchmark that writes; dropped at the end of the block."""
        name = f"copy_{template}"
        self.services.drop_database(name)
        self.services.create_database(name, template=template)
        try:
            yield self.services.urls(name)
        finally:
            self.services.drop_database(name)

    def clear_outdated(self) -> None:
        """Drop the cities that other sources made, and what an interrupted run left."""
        with administrator(self.services, "postgres") as connection:
            names = [name for (name,) in connection.execute("select datname from pg_database").fetchall()]
        for name in names:
            is_city = name.startswith(tuple(f"{extent}_" for extent in Extent)) and not name.endswith(
                self._digest
            )
            if is_city or name.startswith(("draft_", "copy_")):
                self.services.drop_database(name)

    def _make(self, name: str, families: int, extent: Extent) -> None:
        self.say(f"Making a city of {families:,} families, {extent.label}: once, then it is kept")
        began = time.monotonic()
        # In a process of its own, so that its memory is not counted to a benchmark.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
            apart.submit(make_city_database, self.services, self.folder, name, families, extent).result()
        self.say(f"Made it in {time.monotonic() - began:.0f} s")


def make_city_database(services: Services, folder: Path, name: str, families: int, extent: Extent) -> None:
    """A database with a city in it: complete under its name, or not there at all."""
    with _drafted(services, name) as draft:
        urls = services.urls(draft)
        migrate.upgrade(urls.owner_url)
        with connected(urls):
            for rows in _parts(families, extent):
                _import(folder / f"files-{name}", rows)


@contextmanager
def _drafted(services: Services, name: str, *, template: str = "template1") -> Iterator[str]:
    """A database to fill in the block, which has its own name only when the block has ended well."""
    draft = f"draft_{name}"
    services.drop_database(draft)
    services.create_database(draft, template=template)
    yield draft
    with administrator(services, draft) as connection:
        connection.execute("vacuum (analyze)")  # as the database does by itself, sooner or later
    services.rename_database(draft, name)


def _import(folder: Path, rows: Rows) -> None:
    write_city(City(SEED, len(rows["families"]), rows), folder)
    report = intake.load_import(folder, actor=COMMAND_LINE, today=TODAY)
    shutil.rmtree(folder)
    if not report.is_loaded:
        raise ValueError(f"the importer refused a city: {next(iter(report.faults)).sentence}")


@contextmanager
def connected(urls: Urls) -> Iterator[None]:
    """The application's sessions bound to a database, as its own role, for the block."""
    engine = db.connect(urls.app_url)
    try:
        yield
    finally:
        db.Sessions.configure(bind=None)
        engine.dispose()


def sources_digest() -> str:
    """A short hash of everything that a city's rows follow from."""
    found = hashlib.sha256()
    for source in SOURCES:
        path = PROJECT / source
        for file in [path] if path.is_file() else sorted(path.rglob("*")):
            if file.is_file() and file.suffix != ".pyc":
                found.update(file.relative_to(PROJECT).as_posix().encode())
                found.update(file.read_bytes())
    return found.hexdigest()[:12]


def administrator(services: Services, database: str) -> psycopg.Connection[Any]:
    """A connection of the superuser: for copies, statistics and what a backend needed, never for a timing."""
    return psycopg.connect(plain(services.urls(database).admin_url), autocommit=True)


def plain(url: str) -> str:
    """An SQLAlchemy URL as PostgreSQL's own library reads it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def _parts(families: int, extent: Extent) -> Iterator[Rows]:
    """A city's rows in parts that the importer takes one after another, each complete in itself."""
    rows = no_rows()
    for batch in city_batches(families=families):
        if extent is Extent.PROGRAMME and _is_of_the_register(batch):
            break  # no family of the list is still to come
        for name, of_batch in batch.items():
            if name not in LEFT_OUT[extent]:
                rows[name].extend(of_batch)
        if len(rows["families"]) >= FAMILIES_AT_ONCE:
            yield rows
            rows = no_rows()
    if any(rows.values()):
        yield rows


def _is_of_the_register(batch: Rows) -> bool:
    """Whether a batch has households, and none of them is on the programme's list."""
    return bool(batch["families"]) and not any(listed_on for _, listed_on, *_ in batch["families"])
