"""Where each number of a document is printed: in a table, a chart, a sentence or the title block."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.reports.render.outline import NumberedSection, Outline, outline_of
from app.reports.render.words import clean, number_text, numbers_in
from app.reports.rules.document import (
    Block,
    Bullets,
    Chart,
    Document,
    Number,
    Paragraph,
    Table,
    Text,
    TextTable,
    TileMap,
)

Cell = tuple[str, int, int]
"""A table's id, and the row and the column (both from 0, row headers left out) of a cell in it."""


@dataclass(frozen=True, slots=True)
class Place:
    """One printed number.

    part: the part of the paper that it stands in, as a reader looks for it: Table 3, Section 1. words: the
    same with the row and the column or the bar. cell: where it stands in a table; None outside one.
    """

    number: Number
    part: str
    words: str
    cell: Cell | None = None


def places(document: Document) -> tuple[Place, ...]:
    """Every number that a document prints, in the order in which it is read."""
    outline = outline_of(document)
    found = list(_in_text(tuple(part for _, text in document.title_block for part in text), "Title block"))
    for section in outline.sections:
        for block in section.blocks:
            found.extend(_in_block(outline, section, block))
    return tuple(found)


def by_figure(found: tuple[Place, ...]) -> Mapping[str, list[Place]]:
    """The places of each figure that is printed, by its id, in the order of its first place."""
    sorted_out: dict[str, list[Place]] = {}
    for place in found:
        sorted_out.setdefault(place.number.figure_id, []).append(place)
    return sorted_out


def parts(found: list[Place]) -> str:
    """The parts of the paper that some numbers stand in, each once: Table 3; Chart 1; Section 2."""
    return "; ".join(dict.fromkeys(place.part for place in found))


def as_printed(document: Document, found: list[Place]) -> str:
    """A figure as it is printed; with every way of rounding it, where there are several: 94%, 93.8%."""
    return ", ".join(dict.fromkeys(number_text(document, place.number) for place in found))


def _in_block(outline: Outline, section: NumberedSection, block: Block) -> Iterator[Place]:
    here = f"Section {section.number}"
    match block:
        case Paragraph(text):
            yield from _in_text(text, here)
        case Bullets(items):
            for item in items:
                yield from _in_text(item, here)
        case Table():
            yield from _in_table(outline, block)
        case TextTable():
            title = f"Table {outline.table_numbers[block.id]}"
            for down, row in enumerate(block.rows):
                for across, cell in enumerate(row.cells):
                    yield from _in_text(cell, title, cell=(block.id, down, across - 1))
        case Chart() | TileMap():
            yield from _in_chart(outline, block)


def _in_table(outline: Outline, table: Table) -> Iterator[Place]:
    title = f"Table {outline.table_numbers[table.id]}"
    for down, row in enumerate(table.rows):
        for across, cell in enumerate(row.cells):
            named = f"{title}: {clean(row.header)}, {clean(table.columns[across])}"
            yield from _in_text(cell, title, words=named, cell=(table.id, down, across))
    for note in table.notes:
        yield from _in_text(note, title, words=f"{title}: note")


def _in_chart(outline: Outline, chart: Chart | TileMap) -> Iterator[Place]:
    title = f"Chart {outline.chart_numbers[chart.id]}"
    for each in chart.tiles if isinstance(chart, TileMap) else chart.bars:
        yield Place(each.number, title, f"{title}: {clean(each.label)}")
    yield from _in_text(chart.summary, title)


def _in_text(text: Text, part: str, *, words: str = "", cell: Cell | None = None) -> Iterator[Place]:
    return (Place(number, part, words or part, cell) for number in numbers_in(text))
