"""P10: a file of 50,000 people imported with every check, against a raw COPY of the same file."""

import csv
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from app.access.policies import COMMAND_LINE
from app.db import reading
from app.demo.city import city_batches
from app.demo.rows import header
from app.embedded_servers import APP
from app.intake import services as intake
from app.intake.rules.tables import TABLES, Kind
from benchmarks.cities import TODAY, Cities, Extent, connected, plain
from benchmarks.measuring import Goal, Race, Sense

P10 = Goal("P10", Sense.SPEED_OF_THE_FLOOR, 0.05)
SIZES = (6_500,)  # with the households of the CAF register, enough for as many people
PEOPLE = 50_000

MEMBERS = next(table for table in TABLES if table.name == "members")
TYPES = {Kind.DATE: "date", Kind.YES_NO: "boolean"}
STAGING = sql.SQL("create table staging ({})").format(
    sql.SQL(", ").join(
        sql.SQL(f"{{}} {TYPES.get(column.kind, 'text')}").format(sql.Identifier(column.name))
        for column in MEMBERS.columns
    )
)
COPY = "copy staging from stdin (format csv, header)"
MEET = "select from family, person, household_member limit 1"


def races(cities: Cities, families: int, people: int = PEOPLE) -> Iterator[Race]:
    """A council's first file of people: the database knows its households and nobody in them, every time."""
    template = cities.template(families, Extent.HOUSEHOLDS)
    folder = cities.folder / "people"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "members.csv"
    write_members(file, families, people)
    with ExitStack() as now:
        connections: list[psycopg.Connection[Any]] = []

        def anew() -> None:
            """A fresh copy of the database, with an empty staging table that has neither key nor index.

            Both sides' connections have met their tables before they are timed.
            """
            now.close()
            urls = now.enter_context(cities.copy(template))
            with psycopg.connect(plain(urls.owner_url), autocommit=True) as owner:
                owner.execute(STAGING)
                owner.execute(sql.SQL("grant insert on staging to {}").format(sql.Identifier(APP)))
            now.enter_context(connected(urls))
            connections[:] = [now.enter_context(psycopg.connect(plain(urls.app_url)))]
            copied(connections[0], b"")
            with reading(COMMAND_LINE) as session:
                session.connection().exec_driver_sql(MEET)

        yield Race(
            P10,
            families,
            f"{people:,} people imported, all checks",
            "raw COPY of the file, no index",
            lambda: copied(connections[0], file.read_bytes()),
            lambda: imported(folder),
            before=anew,
            database=f"copy_{template}",
        )
    shutil.rmtree(folder)


def copied(connection: psycopg.Connection[Any], content: bytes) -> int:
    """A file's rows in the staging table; how many they are."""
    cursor = connection.cursor()
    with cursor.copy(COPY) as stream:
        stream.write(content)
    connection.commit()
    return cursor.rowcount


def imported(folder: Path) -> int:
    """The file's people in the database, checked and audited; how many they are."""
    report = intake.load_import(folder, actor=COMMAND_LINE, today=TODAY)
    return sum(table.added or 0 for table in report.tables)


def write_members(file: Path, families: int, people: int) -> None:
    """The first so many people of a city's members file."""
    members = (row for batch in city_batches(families=families) for row in batch["members"])
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header(MEMBERS.name))
        writer.writerows(islice(members, people))
