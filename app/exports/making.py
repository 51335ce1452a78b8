"""Makes the files of an export in a folder: read behind a cursor, written row by row, checked as it goes."""

import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlmodel import Session

from app.exports.queries import episodes as queries
from app.exports.render.tables import CSV, XLSX, About, TableFiles, dictionary_csv, table_files
from app.exports.rules import adcs, extract, list_two, ssd
from app.exports.rules.catalogue import KINDS, Kind
from app.exports.rules.checks import Found, Rule
from app.exports.rules.columns import Cell, Column
from app.exports.rules.episodes import Episode
from app.exports.rules.vocabulary import ExportName, Grade
from app.periods import add_months, months_before, written_date

Row = TypeVar("Row")

EVERY = 2_000
"""Progress is told, and the wish to stop looked for, every so many rows."""

Tell = Callable[[int], None]
"""Takes how many rows are done; raises Cancelled when somebody wants the work to stop."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a table is made from. key: for pseudonyms; stable: whether they are those of other extracts."""

    name: ExportName
    as_at: date
    organisation: str
    made_at: datetime
    code: str
    stable: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: its files in the folder with their media types, its rows, and what the checks found."""

    files: tuple[tuple[str, str], ...]
    lines: int
    errors: int
    queries: int


def make_table(session: Session, folder: Path, asked: Asked, tell: Tell) -> Made:
    """Write one of the exports that are a table, with its checks, workbook and data dictionary."""
    kind = KINDS[asked.name]
    stem = f"{asked.name.value}-{asked.as_at.isoformat()}"
    tables: list[tuple[str, tuple[Column, ...]]] = [(_sheet_name(asked.name), kind.columns)]
    if asked.name is ExportName.ADCS:
        tables.append(("Behind the counts", adcs.BEHIND))
    about = About(kind.title, tuple(_facts(kind, asked)), tables)
    with table_files(folder, stem, tables, about) as files:
        _WRITE[asked.name](session, files, asked, tell)
    dictionary_csv(folder / f"{stem}-dictionary.csv", tables)
    written = [(f"{stem}.csv", CSV), (f"{stem}.xlsx", XLSX), (f"{stem}-checks.csv", CSV)]
    if asked.name is ExportName.ADCS:
        written.insert(1, (f"{stem}-behind-the-counts.csv", CSV))
    main = files.tables[tables[0][0]]
    return Made(
        (*written, (f"{stem}-dictionary.csv", CSV)),
        main.rows,
        files.counts[Grade.ERROR],
        files.counts[Grade.QUERY],
    )


def told(found: Iterator[Row], tell: Tell) -> Iterator[Row]:
    """The same, telling of progress on the way."""
    for done, each in enumerate(found, start=1):
        yield each
        if done % EVERY == 0:
            tell(done)


def _list_two(session: Session, files: TableFiles, asked: Asked, tell: Tell) -> None:
    since = add_months(asked.as_at, -list_two.MONTHS)
    found = queries.episodes(session, asked.as_at, open_since=since)
    _one_by_one(found, files, tell, lambda each: list_two.row(each, asked.as_at), _checked(list_two, asked))


def _ssd(session: Session, files: TableFiles, asked: Asked, tell: Tell) -> None:
    found = queries.episodes(session, asked.as_at)
    _one_by_one(found, files, tell, lambda each: ssd.row(each, asked.as_at), _checked(ssd, asked))


def _adcs(session: Session, files: TableFiles, asked: Asked, tell: Tell) -> None:
    counted = adcs.Tally()
    main, behind = files.tables.values()
    period = months_before(asked.as_at, adcs.MONTHS)
    for each in told(queries.episodes(session, asked.as_at, closed_in=period), tell):
        if counted.add(each):
            place = behind.add(adcs.behind(each))
            files.say(Found(rule, each.record, place) for rule in adcs.faults(each))
    for row in counted.rows():
        main.add(row)
    files.say(counted.faults())


def _extract(session: Session, files: TableFiles, asked: Asked, tell: Tell) -> None:
    salt = None if asked.stable else secrets.token_hex(16)
    pseudonyms = extract.Pseudonyms(asked.key.encode(), salt)
    crowd = extract.Crowd()
    (main,) = files.tables.values()
    order = secrets.token_hex(16)
    for each in told(queries.episodes(session, asked.as_at, shuffled_by=order), tell):
        cells = extract.row(each, asked.as_at, pseudonyms)
        place = main.add(cells)
        crowd.add(each, asked.as_at)
        files.say(Found(rule, str(cells[0]), place) for rule in extract.faults(each))
    files.say(crowd.faults(pseudonyms))


_WRITE: dict[ExportName, Callable[[Session, TableFiles, Asked, Tell], None]] = {
    ExportName.LIST_TWO: _list_two,
    ExportName.SSD: _ssd,
    ExportName.ADCS: _adcs,
    ExportName.EXTRACT: _extract,
}


def _one_by_one(
    found: Iterator[Episode],
    files: TableFiles,
    tell: Tell,
    row: Callable[[Episode], tuple[Cell, ...]],
    faults: Callable[[Episode], Iterable[Rule]],
) -> None:
    """Write a row for each child's assessment, and what is wrong with it."""
    (main,) = files.tables.values()
    for each in told(found, tell):
        place = main.add(row(each))
        files.say(Found(rule, each.record, place) for rule in faults(each))


def _checked(rules: Any, asked: Asked) -> Callable[[Episode], Iterable[Rule]]:
    return lambda each: rules.faults(each, asked.as_at)


def _sheet_name(name: ExportName) -> str:
    return {
        ExportName.LIST_TWO: "List 2",
        ExportName.SSD: "ssd_early_help_episodes",
        ExportName.ADCS: "Outcomes",
        ExportName.EXTRACT: "Extract",
    }[name]


def _facts(kind: Kind, asked: Asked) -> Iterator[tuple[str, str]]:
    """What the sheet About says of an export: what it is, from when, and what is to be verified."""
    yield "Council", asked.organisation
    yield "As at", written_date(asked.as_at)
    if asked.name is ExportName.LIST_TWO:
        since = add_months(asked.as_at, -list_two.MONTHS)
        yield "Rows", f"Assessments not closed before {written_date(since)}, and initiated by the day"
    elif asked.name is ExportName.ADCS:
        period = months_before(asked.as_at, adcs.MONTHS)
        yield "Period", f"Closed from {written_date(period.first)} to {written_date(period.last)}"
    yield "As known", "As the records stand when the file is made, with nothing dated after the day"
    yield "Made at", f"{asked.made_at:%Y-%m-%d %H:%M} UTC, by Loxley {asked.code}"
    yield "Source", kind.source
    for number, sentence in enumerate(kind.to_verify, start=1):
        yield f"Verify {number}", sentence
    if asked.name is ExportName.EXTRACT:
        yield "Pseudonyms", "The same in every extract of this council" if asked.stable else "Fresh"
        yield from extract.SHORT
    else:
        yield "Small numbers", "Not hidden. Nothing in this file may be published as it stands."
