"""P10: a file of 50,000 people imported with every check, against a raw COPY of the same file."""

import csv
import shutil
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from app.access.policies import COMMAND_LINE
from app.demo.rows import Row, header
from app.embedded_servers import APP
from app.intake import services as intake
from benchmarks.cities import TODAY, Cities, connected, plain
from benchmarks.measuring import Goal, Race, Sense

P10 = Goal("P10", Sense.SPEED_OF_THE_FLOOR, 0.05)
SIZES = (40_000,)
PEOPLE = 50_000
STAGING = "staging"

# Synthetic people who fill one household after another; nothing about them repeats from file to file.
FORENAMES = ("Tansy", "Bryony", "Rowan", "Sorrel", "Linnet", "Wren", "Juniper", "Alder")
ETHNICITIES = ("WBRI", "BCRB", "AIND", "")


def races(cities: Cities, families: int, people: int = PEOPLE) -> Iterator[Race]:
    """Each call has a new file, of people whom the city does not know yet in households that it does."""
    template = cities.template(families)
    folder = cities.folder / "people"
    with cities.copy(template) as urls, psycopg.connect(plain(urls.owner_url), autocommit=True) as owner:
        households = [
            key for (key,) in owner.execute("select import_key from family order by import_key").fetchall()
        ]
        columns = sql.SQL(", ").join(sql.SQL("{} text").format(sql.Identifier(name)) for name in MEMBERS)
        owner.execute(sql.SQL("create table {} ({})").format(sql.Identifier(STAGING), columns))
        grant = sql.SQL("grant insert on {} to {}")
        owner.execute(grant.format(sql.Identifier(STAGING), sql.Identifier(APP)))
        files = count(1)

        def new_file() -> None:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            write_people(folder / "members.csv", households, people, number=next(files))
            owner.execute(sql.SQL("truncate {}").format(sql.Identifier(STAGING)))

        with connected(urls), psycopg.connect(plain(urls.app_url)) as connection:
            yield Race(
                P10,
                families,
                f"{people:,} people imported, all checks",
                "raw COPY of the file, no index",
                lambda: copied(connection, folder / "members.csv"),
                lambda: imported(folder),
                before=new_file,
                database=f"copy_{template}",
            )
    shutil.rmtree(folder, ignore_errors=True)


MEMBERS = header("members")


def copied(connection: psycopg.Connection[Any], file: Path) -> int:
    """The file's rows in a table without keys or indexes; how many they are."""
    statement = sql.SQL("copy {} from stdin (format csv, header)").format(sql.Identifier(STAGING))
    cursor = connection.cursor()
    with cursor.copy(statement) as stream:
        stream.write(file.read_bytes())
    connection.commit()
    return cursor.rowcount


def imported(folder: Path) -> int:
    """The file's people in the database, checked and audited; how many they are."""
    report = intake.load_import(folder, actor=COMMAND_LINE, today=TODAY)
    ((members,),) = ([table.added for table in report.tables if table.table == "members"],)
    return members or 0


def write_people(file: Path, households: list[str], people: int, *, number: int) -> None:
    """A members file of so many people. number: the file's own, which makes its people new ones."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(MEMBERS)
        writer.writerows(islice(_people(households, number), people))


def _people(households: list[str], number: int) -> Iterator[Row]:
    for place in count():
        born_on = f"{1960 + place % 50}-{1 + place % 12:02}-{1 + place % 28:02}"
        person = {
            "person": f"B{number}-{place:06}",
            "family": households[place // 4 % len(households)],
            "role": "child" if place % 50 > 35 else "other-adult",
            "forename": FORENAMES[place % len(FORENAMES)],
            "surname": f"Sample{place // 4 % 997}",
            "born_on": born_on,
            "sex": ("female", "male")[place % 2],
            "ethnicity": ETHNICITIES[place % len(ETHNICITIES)],
            "first_language": "English" if place % 3 else "",
            "is_disabled": ("no", "yes", "")[place % 3],
            "from": born_on,
        }
        yield tuple(person.get(name, "") for name in MEMBERS)
