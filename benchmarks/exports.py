"""Each export that is a table against a raw COPY of the rows that it reads, and the memory of every export.

The memory is that of the whole work of a worker, on a city and on one of a tenth of it.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.dialects import postgresql

from app.access.policies import COMMAND_LINE, SYSTEM
from app.db import reading
from app.embedded import Urls
from app.exports import services
from app.exports.making import Asked, Made, make_table
from app.exports.queries.episodes import chosen
from app.exports.rules import adcs, list_two
from app.exports.rules.pack import MOST_SAMPLED
from app.exports.rules.vocabulary import ExportName
from app.periods import add_months, months_before
from benchmarks.cities import TODAY, Cities, connected
from benchmarks.measuring import Goal, Race, Sense, Weighing, Weight, weight_of

EXPORTS = Goal("exports", Sense.TIMES_THE_FLOOR, 20)
SIZES = (4_000, 40_000)
STREAMS = Goal("streams", Sense.TIMES_THE_FLOOR, 1.25)
WEIGHED_SIZES = (40_000,)
TENTH = 10
STATEMENTS = {
    ExportName.LIST_TWO: chosen(TODAY, open_since=add_months(TODAY, -list_two.MONTHS)),
    ExportName.SSD: chosen(TODAY),
    ExportName.ADCS: chosen(TODAY, closed_in=months_before(TODAY, adcs.MONTHS)),
    ExportName.EXTRACT: chosen(TODAY, shuffled_by="secret"),
}


def races(cities: Cities, families: int) -> Iterator[Race]:
    """One race an export: the memory is of the process that writes the files, whatever it held before."""
    template = cities.template(families)
    with connected(cities.services.urls(template)), TemporaryDirectory() as folder:
        for name in STATEMENTS:
            yield Race(
                EXPORTS,
                families,
                f"{name.value}: CSV, XLSX, checks",
                "COPY of the rows to a file",
                copied(name, Path(folder)),
                exported(name, Path(folder)),
                agree=lambda rows, made: rows in (made, None) or made == len(adcs.ENGLAND) + 1,
                database=template,
            )


def copied(name: ExportName, folder: Path) -> Callable[[], int]:
    """The rows that an export reads, as PostgreSQL itself writes them; how many."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    statement = str(STATEMENTS[name].compile(dialect=dialect, compile_kwargs={"literal_binds": True}))

    def copy() -> int:
        with reading(SYSTEM) as session, (folder / "copied.csv").open("wb") as file:
            cursor = session.connection().connection.cursor()
            with cursor.copy(f"copy ({statement}) to stdout with (format csv)") as rows:
                for row in rows:
                    file.write(row)
            return int(cursor.rowcount)

    return copy


def exported(name: ExportName, folder: Path) -> Callable[[], int]:
    """The export as a worker makes it; how many rows its table has."""
    asked = Asked(
        name, TODAY, "Nottingham (synthetic)", datetime(2013, 7, 12, tzinfo=UTC), "benchmark", key="k" * 40
    )

    def export() -> int:
        with reading(SYSTEM) as session:
            made: Made = make_table(session, folder, asked, lambda _: None)
            return made.lines

    return export


def weighings(cities: Cities, families: int) -> Iterator[Weighing]:
    """One weighing an export; the pack tells as many cases as it may."""
    with ExitStack() as stack:
        small, large = (
            stack.enter_context(cities.copy(cities.template(each))) for each in (families // TENTH, families)
        )
        for name in ExportName:
            yield Weighing(
                STREAMS,
                families,
                f"{name.value}: memory of the work",
                f"the same of {families // TENTH:,} families",
                partial(_apart, small, name),
                partial(_apart, large, name),
            )


def _apart(urls: Urls, name: ExportName) -> Weight:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        return apart.submit(weighed_export, urls, name).result()


def weighed_export(urls: Urls, name: ExportName) -> Weight:
    """What it takes to build an export that was asked for: read, written, checked, kept and noted."""
    with connected(urls), TemporaryDirectory() as folder:
        if name is ExportName.INSPECTION_PACK:
            job = services.request_pack(as_at=TODAY, draw=MOST_SAMPLED, seed=7, actor=COMMAND_LINE)
        else:
            job = services.request_export(name, as_at=TODAY, actor=COMMAND_LINE)
        return weight_of(
            lambda: services.build(
                job.id, organisation="Nottingham (synthetic)", folder=Path(folder), key="k" * 40
            )
        )
