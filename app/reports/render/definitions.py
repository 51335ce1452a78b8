"""Where a document says what its figures count: its table of definitions."""

from app.reports.render.outline import outline_of
from app.reports.render.words import text_of
from app.reports.rules.document import Document, TextTable

DEFINITIONS = "definitions"
"""The id of the table that heads each row with a measure and says beside it what that counts."""


def measures_defined(document: Document) -> frozenset[str]:
    """The measures that the table of definitions has a row for."""
    return frozenset(
        text_of(document, row.cells[0])
        for table in outline_of(document).tables
        if isinstance(table, TextTable) and table.id == DEFINITIONS
        for row in table.rows
    )


def definition_anchor(measure: str) -> str:
    """The name of the place in a page where a measure is defined."""
    return f"measure-{measure}"
