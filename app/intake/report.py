"""What became of an import: what was wrong with it, or what it added and changed."""

from dataclasses import dataclass

from app.intake.rules.findings import Findings, Note


@dataclass(frozen=True, slots=True)
class TableReport:
    """One table of an import: its rows, and the records that they added to the database or changed there."""

    table: str
    file: str
    rows: int
    added: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The outcome of a check or an import.

    sha256: of the file, or of a folder's files; "" when they could not be read. faults: every one, sized and
    iterable in order of file and row; any one of them and nothing is loaded. tables: in the order of loading.
    """

    source: str
    sha256: str
    faults: Findings
    tables: tuple[TableReport, ...] = ()
    is_loaded: bool = False

    @property
    def notes(self) -> tuple[Note, ...]:
        """What is no fault, and good to know."""
        return self.faults.notes

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong with it."""
        return not len(self.faults)

    @property
    def changed_nothing(self) -> bool:
        """Whether it was loaded and the database held all of it already."""
        return self.is_loaded and not any(table.added or table.changed for table in self.tables)

    @property
    def summary(self) -> str:
        """The outcome in a sentence."""
        rows = _counted(sum(table.rows for table in self.tables), "row")
        if not self.is_sound:
            return f"{_counted(len(self.faults), 'fault')} found; nothing was loaded."
        if not self.is_loaded:
            return f"No fault was found: {rows} read and nothing was loaded, as asked."
        if self.changed_nothing:
            return f"{rows} read and found in the database already; nothing was changed."
        added = _counted(sum(table.added for table in self.tables), "record")
        changed = sum(table.changed for table in self.tables)
        return f"{rows} read: {added} added and {changed:,} changed."


def _counted(count: int, noun: str) -> str:
    """The count with its noun and verb: "1 row was", "1,215 rows were"."""
    return f"{count:,} {noun} was" if count == 1 else f"{count:,} {noun}s were"
