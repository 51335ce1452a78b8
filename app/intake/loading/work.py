"""What each step of loading is given."""

from dataclasses import dataclass

from app.intake.loading.ids import Ids
from app.intake.loading.writing import Columns, Cursor, Rows, Tally, write
from app.intake.rules.content import Content
from app.intake.rules.known import Known


@dataclass(frozen=True, slots=True)
class Work:
    """The transaction's cursor, what the database held before, and the ids of keys."""

    cursor: Cursor
    known: Known
    ids: Ids


def write_keyed(work: Work, content: Content, table: str, key: str, columns: Columns, tally: Tally) -> None:
    """Write a table whose rows are known by the first key column of the import's table."""
    keys = content[content.table.key[0]]
    name = content.table.name
    rows = Rows(
        table,
        (key,),
        {"id": work.ids.of(name, keys), key: keys, **columns},
        work.ids.are_stored(name, keys),
    )
    write(work.cursor, rows, tally)
