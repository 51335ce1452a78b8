"""What of a document is seen, numbered: sections without content are left out, tables and charts counted."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.reports.rules.document import (
    Block,
    Bullets,
    Chart,
    Document,
    Paragraph,
    Section,
    Table,
    Text,
    TextTable,
    TileMap,
)


@dataclass(frozen=True, slots=True)
class NumberedSection:
    """A section as printed: its number and only the blocks that have something to show."""

    number: int
    title: str
    blocks: tuple[Block, ...]
    starts_page: bool
    opens: bool = False

    @property
    def heading(self) -> str:
        """4 Background and numbers."""
        return f"{self.number} {self.title}"


@dataclass(frozen=True, slots=True)
class Outline:
    """The sections of a document as printed, and the numbers of its tables and charts by their ids."""

    sections: tuple[NumberedSection, ...]
    table_numbers: Mapping[str, int]
    chart_numbers: Mapping[str, int]

    def table_title(self, table: Table | TextTable) -> str:
        """Table 2: Families by ward."""
        return f"Table {self.table_numbers[table.id]}: {table.title}"

    def chart_title(self, chart: Chart | TileMap) -> str:
        """Chart 1: Families worked with in 2012/13."""
        return f"Chart {self.chart_numbers[chart.id]}: {chart.title}"

    def chart_source(self, chart: Chart | TileMap) -> str:
        """Where a chart's numbers also stand; nothing to say when their table is not printed."""
        number = self.table_numbers.get(chart.table_id)
        return "" if number is None else f"The same numbers are in Table {number}."

    @property
    def opening(self) -> int:
        """How many sections stand before the title block."""
        return sum(1 for section in self.sections if section.opens)

    @property
    def tables(self) -> tuple[Table | TextTable, ...]:
        """Every table printed, in order."""
        blocks = (block for section in self.sections for block in section.blocks)
        return tuple(block for block in blocks if isinstance(block, Table | TextTable))


def outline_of(document: Document) -> Outline:
    """What of a document is seen. Raises ValueError when two tables, or two charts, share an id."""
    filled = [(section, _filled(section)) for section in document.sections]
    sections = tuple(
        NumberedSection(number, section.title, blocks, section.starts_page, section.opens)
        for number, (section, blocks) in enumerate(((s, b) for s, b in filled if b), start=1)
    )
    blocks = [block for section in sections for block in section.blocks]
    return Outline(
        sections,
        table_numbers=_counted([block.id for block in blocks if isinstance(block, Table | TextTable)]),
        chart_numbers=_counted([block.id for block in blocks if isinstance(block, Chart | TileMap)]),
    )


def chart_of(document: Document, chart_id: str) -> Chart:
    """The chart by that id. Raises ValueError when the document has none."""
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Chart) and block.id == chart_id:
                return block
    raise ValueError(f"no chart has the id {chart_id}")


def _filled(section: Section) -> tuple[Block, ...]:
    return tuple(block for block in section.blocks if _has_content(block))


def _has_content(block: Block) -> bool:
    match block:
        case Paragraph(text):
            return _says_something(text)
        case Bullets(items):
            return any(_says_something(item) for item in items)
        case Table() | TextTable():
            return bool(block.rows and block.columns)
        case Chart():
            return bool(block.bars)
        case TileMap():
            return bool(block.tiles)


def _says_something(text: Text) -> bool:
    return any(not isinstance(part, str) or part.strip() for part in text)


def _counted(ids: list[str]) -> Mapping[str, int]:
    if len(set(ids)) < len(ids):
        raise ValueError("two tables or two charts of one document share an id")
    return {each: number for number, each in enumerate(ids, start=1)}
