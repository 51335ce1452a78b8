"""A released document, complete: what will be printed, in order. Renderers draw it and add nothing.

Every number in it, in a table, a chart or a sentence, is a Number: a reference to a figure.
"""

from dataclasses import dataclass
from datetime import date, datetime

from app.reports.disclosure.safe import SafeFigures
from app.reports.rules.figures import Relation
from app.reports.rules.vocabulary import Profile, ReleaseKind


@dataclass(frozen=True, slots=True)
class Number:
    """A figure where it is printed. places: decimal places of a percentage."""

    figure_id: str
    places: int = 0


Text = tuple[str | Number, ...]
"""Words and numbers, in order."""


def say(words: str, *numbers: Number) -> Text:
    """A text with a number in the place of each {}. Raises ValueError when places and numbers differ."""
    parts = words.split("{}")
    if len(parts) != len(numbers) + 1:
        raise ValueError("a text needs one number for each place")
    text: list[str | Number] = []
    for part, number in zip(parts, (*numbers, None), strict=True):
        text += [part] if part else []
        text += [number] if number else []
    return tuple(text)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    text: Text


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; numbered for recommendations."""

    items: tuple[Text, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A table row: its header, its cells, and whether it is a total."""

    header: str
    cells: tuple[Text, ...]
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header row and a header column.

    corner: the heading over the row headers. columns: one heading a cell. total_columns: positions
    (from 0) of columns that are totals of others. notes: printed beneath it.
    """

    id: str
    title: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    total_columns: frozenset[int] = frozenset()
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: its label and its figure."""

    label: str
    number: Number


@dataclass(frozen=True, slots=True)
class Chart:
    """A plain bar chart. Its numbers also stand in a table, which `table_id` names.

    summary: what it shows, in a sentence, for those who cannot see it.
    """

    id: str
    title: str
    bars: tuple[Bar, ...]
    summary: Text
    table_id: str
    axis: str = "Families"


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile of a map: its label, its column and row from the top left, and its figure."""

    label: str
    column: int
    row: int
    number: Number


@dataclass(frozen=True, slots=True)
class TileMap:
    """A map of equal tiles, shaded by their numbers, which also stand in the table that `table_id` names.

    summary: what it shows, in a sentence.
    """

    id: str
    title: str
    tiles: tuple[Tile, ...]
    summary: Text
    table_id: str
    axis: str = "Families"


@dataclass(frozen=True, slots=True)
class TextRow:
    """A row of a table of words: definitions, recommendations, checks."""

    cells: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table of words rather than numbers; the first column heads each row."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[TextRow, ...]


Block = Paragraph | Bullets | Table | Chart | TileMap | TextTable


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section of a document. opens: it stands before the title block."""

    title: str
    blocks: tuple[Block, ...]
    starts_page: bool = False
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Stamp:
    """What identifies the release: its hash, its dates, and the version of the code that made it."""

    digest: str
    as_at: date
    dated: date
    made_at: datetime
    code_version: str


@dataclass(frozen=True, slots=True)
class Document:
    """A released document.

    marking: printed on every page (OFFICIAL-SENSITIVE …). warning: printed on every form when the
    document may not be relied on as final ("Draft: not audited, not signed"); None when it may.
    title_block: label and text pairs. figures: every figure of the release by id, printed or not,
    in order. relations: every additive relation. definitions: each measure's name, and what it counts.
    """

    kind: ReleaseKind
    profile: Profile
    title: str
    organisation: str
    marking: str
    warning: str | None
    title_block: tuple[tuple[str, Text], ...]
    sections: tuple[Section, ...]
    figures: SafeFigures
    relations: tuple[Relation, ...]
    stamp: Stamp
    definitions: tuple[tuple[str, str], ...] = ()
