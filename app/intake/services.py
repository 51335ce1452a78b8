"""Imports: check one without writing anything, or load all of it or none."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app import audit
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.db import reading, transaction
from app.intake import queries
from app.intake.loading.load import load
from app.intake.loading.writing import Cursor, Tally
from app.intake.readers.parts import UnreadableError
from app.intake.readers.source import check_size, digest, source_files, source_parts
from app.intake.reading import read_tables
from app.intake.report import ImportReport, TableReport
from app.intake.rules.cross_checks import cross_faults
from app.intake.rules.findings import Findings, rows_left_out, values_kept
from app.intake.rules.known import Contents, Known


def check_import(source: Path, *, actor: Actor, today: date, limit_bytes: int | None = None) -> ImportReport:
    """Every fault of an import, with file, row, column, code, sentence and fix. Writes nothing.

    source: a folder of .csv files, a ZIP of them, a workbook or one .csv file. limit_bytes: the most that may
    be uploaded; None for no limit.
    Raises Forbidden("role").
    """
    check_may(actor, Action.IMPORT)
    given = _read(source, today, limit_bytes)
    with reading(actor) as session:
        _check(queries.cursor_of(session), given)
    return given.report()


def load_import(source: Path, *, actor: Actor, today: date, limit_bytes: int | None = None) -> ImportReport:
    """Load all of an import, or nothing when anything is wrong with it. The same again changes nothing.

    Rows are matched by their table's key: new ones are added, those that differ are corrected, and what the
    import does not name is left alone.
    Writes the tables of design.md 3 that the import names, audit_event.
    Raises Forbidden("role").
    """
    check_may(actor, Action.IMPORT)
    given = _read(source, today, limit_bytes)
    if len(given.faults) and not given.contents:
        return given.report()
    with transaction(actor) as session:
        cursor = queries.cursor_of(session)
        queries.lock_imports(cursor)
        known = _check(cursor, given)
        if len(given.faults):
            return given.report()
        tallies = load(cursor, given.contents, known)
        _note_kept(given, tallies)
        report = given.report(tallies)
        audit.record(session, actor, "import.loaded", None, **_details(report))
    return report


@dataclass(frozen=True, slots=True)
class _Given:
    """What was given to be imported, as far as it could be read."""

    source: str
    sha256: str
    contents: Contents
    faults: Findings

    def report(self, tallies: dict[str, Tally] | None = None) -> ImportReport:
        """tallies: what loading it did; None when it was not loaded."""
        did = tallies or {}
        return ImportReport(
            self.source,
            self.sha256,
            self.faults,
            tuple(
                TableReport(name, content.file, len(content), did[name].added, did[name].changed)
                if name in did
                else TableReport(name, content.file, len(content))
                for name, content in self.contents.items()
            ),
            is_loaded=tallies is not None,
        )


def _read(source: Path, today: date, limit_bytes: int | None) -> _Given:
    """Reads all that can be read, and finds all that can be found without the database."""
    faults = Findings()
    sha256 = ""
    contents: Contents = {}
    try:
        files = source_files(source)
        check_size(source, files, limit_bytes)
        sha256 = digest(source, files)
        contents = read_tables(source_parts(source, files, limit_bytes, faults), today=today, findings=faults)
    except UnreadableError as error:
        faults.add(error.problem, error.file or source.name, rows=[error.row or 0])
    return _Given(source.name, sha256, contents, faults)


def _check(cursor: Cursor, given: _Given) -> Known:
    """Finds what is wrong between rows, tables and the database, which is returned as far as it was asked."""
    known = queries.known(cursor, given.contents)
    for found in cross_faults(given.contents, known):
        rows = found.content.numbers(found.positions) or [0]
        given.faults.add(found.problem, found.content.file, column=found.column, rows=rows)
    return known


def _note_kept(given: _Given, tallies: dict[str, Tally]) -> None:
    """Says of each file how much of it was corrected or taken back by hand since, and stays so."""
    for name, tally in tallies.items():
        if tally.left_out:
            given.faults.note(given.contents[name].file, rows_left_out(tally.left_out))
        if tally.kept:
            given.faults.note(given.contents[name].file, values_kept(tally.kept))


def _details(report: ImportReport) -> dict[str, str | int]:
    """For the audit trail: the file's hash, and the counts of each table."""
    details: dict[str, str | int] = {"sha256": report.sha256}
    for table in report.tables:
        details[f"{table.table}_rows"] = table.rows
        details[f"{table.table}_added"] = table.added
        details[f"{table.table}_changed"] = table.changed
    return details
