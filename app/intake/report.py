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
        rows = sum(table.rows for table in self.tables)
        if not self.is_sound:
            count = len(self.faults)
            return f"{count:,} {'fault was' if count == 1 else 'faults were'} found; nothing was loaded."
        if not self.is_loaded:
            return f"No fault was found in {rows:,} rows; nothing was loaded, as asked."
        if self.changed_nothing:
            return f"All {rows:,} rows were in the database already; nothing was changed."
        added, changed = (
            sum(table.added for table in self.tables),
            sum(table.changed for table in self.tables),
        )
        return f"{rows:,} rows were read: {added:,} records were added and {changed:,} changed."
