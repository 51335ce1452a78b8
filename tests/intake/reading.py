"""Tables read for tests, without files or a database."""

from datetime import date

from app.intake.readers.parts import Part, RowBlock
from app.intake.reading import read_tables
from app.intake.rules.content import Content
from app.intake.rules.findings import Findings
from app.intake.rules.known import Contents
from tests.conftest import TODAY
from tests.intake.files import BY_NAME, Cells


def read(
    tables: dict[str, list[Cells]], findings: Findings | None = None, *, today: date = TODAY
) -> Contents:
    """The contents of these rows, and their faults in `findings`."""
    parts = [
        Part(
            f"{name}.csv",
            name,
            iter([RowBlock([list(BY_NAME[name].names), *(list(row.values()) for row in rows)])]),
        )
        for name, rows in tables.items()
    ]
    return read_tables(parts, today=today, findings=Findings() if findings is None else findings)


def read_one(name: str, *rows: Cells) -> Content:
    """The content of one table."""
    return read({name: list(rows)})[name]


def codes(findings: Findings) -> list[tuple[int | None, str | None, str]]:
    """Row, column and code of every fault."""
    return [(fault.row, fault.column, fault.code) for fault in findings]
