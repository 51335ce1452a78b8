"""A document as JSON: every figure of the release, its relations, and the document's tables and sections."""

from collections.abc import Mapping, Sequence

import orjson

from app.reports.render.outline import NumberedSection, Outline, outline_of
from app.reports.render.words import clean, numbers_in, plain_number, text_of
from app.reports.rules.document import (
    Block,
    Bullets,
    Chart,
    Document,
    Paragraph,
    Table,
    Text,
    TextTable,
    TileMap,
)
from app.reports.rules.figures import Figure

Json = str | int | float | bool | None | Sequence["Json"] | Mapping[str, "Json"]


def render_json(document: Document) -> bytes:
    """A document as JSON in UTF-8; members of figures are left out, for they are families.

    A value is a JSON number (money in whole pence, percent 0-100), null when withheld. Words are
    {text, figures}: the text as printed and the ids of the figures in it.
    last_report: figures of the board report before, as it printed them.
    Raises ValueError when two figures have the same measure and coordinates.
    """
    _check_unique(document)
    outline = outline_of(document)
    return orjson.dumps(
        {
            "title": clean(document.title),
            "organisation": clean(document.organisation),
            "kind": document.kind.value,
            "profile": document.profile.value,
            "marking": clean(document.marking),
            "warning": None if document.warning is None else clean(document.warning),
            "release": _release(document),
            "title_block": [
                {"label": clean(label), **_words(document, text)} for label, text in document.title_block
            ],
            "figures": [_figure(figure_id, figure) for figure_id, figure in document.figures.items()],
            "last_report": [
                _figure(figure_id, figure) for figure_id, figure in document.figures.earlier.items()
            ],
            "derived": [
                _derivation(figure_id, figure)
                for figure_id, figure in document.figures.items()
                if figure.formula is not None
            ],
            "relations": [
                {"total": relation.total, "parts": list(relation.parts)} for relation in document.relations
            ],
            "tables": [_table(document, outline, table) for table in outline.tables],
            "sections": [_section(document, outline, section) for section in outline.sections],
        },
        option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE,
    )


def _check_unique(document: Document) -> None:
    found: set[tuple[str, frozenset[tuple[str, str]]]] = set()
    for figure in document.figures.values():
        place = (figure.measure, frozenset(figure.coordinates))
        if place in found:
            raise ValueError(f"two figures share the measure and coordinates of {figure.id}")
        found.add(place)


def _release(document: Document) -> Json:
    stamp = document.stamp
    return {
        "hash": stamp.digest,
        "as_at": stamp.as_at.isoformat(),
        "dated": stamp.dated.isoformat(),
        "made_at": stamp.made_at.isoformat(),
        "code_version": stamp.code_version,
    }


def _figure(figure_id: str, figure: Figure) -> Json:
    return {
        "id": figure_id,
        "measure": figure.measure,
        "coordinates": dict(figure.coordinates),
        "as_at": figure.as_at.isoformat(),
        "unit": figure.unit.value,
        "value": plain_number(figure.value),
    }


def _derivation(figure_id: str, figure: Figure) -> Json:
    """How a derived figure was made: its formula in words and the figures that it was made from."""
    return {"id": figure_id, "formula": figure.formula, "inputs": list(figure.inputs)}


def _table(document: Document, outline: Outline, table: Table | TextTable) -> Json:
    described: dict[str, Json] = {
        "id": table.id,
        "number": outline.table_numbers[table.id],
        "title": clean(table.title),
    }
    if isinstance(table, TextTable):
        rows: Json = [{"cells": [_words(document, cell) for cell in row.cells]} for row in table.rows]
        return {**described, "columns": [clean(heading) for heading in table.columns], "rows": rows}
    return {
        **described,
        "corner": clean(table.corner),
        "columns": [clean(heading) for heading in table.columns],
        "total_columns": sorted(table.total_columns),
        "rows": [
            {
                "header": clean(row.header),
                "is_total": row.is_total,
                "cells": [_words(document, cell) for cell in row.cells],
            }
            for row in table.rows
        ],
        "notes": [_words(document, note) for note in table.notes],
    }


def _section(document: Document, outline: Outline, section: NumberedSection) -> Json:
    blocks: list[Json] = [_block(document, outline, block) for block in section.blocks]
    return {"number": section.number, "title": clean(section.title), "blocks": blocks}


def _block(document: Document, outline: Outline, block: Block) -> Json:
    match block:
        case Paragraph(text):
            return {"paragraph": _words(document, text)}
        case Bullets(items, numbered):
            return {"list": [_words(document, item) for item in items], "numbered": numbered}
        case Table() | TextTable():
            return {"table": block.id}
        case Chart():
            return {
                "chart": block.id,
                "number": outline.chart_numbers[block.id],
                "title": clean(block.title),
                "axis": clean(block.axis),
                "summary": _words(document, block.summary),
                "table": block.table_id,
                "bars": [{"label": clean(bar.label), "figure": bar.number.figure_id} for bar in block.bars],
            }
        case TileMap():
            return {
                "map": block.id,
                "number": outline.chart_numbers[block.id],
                "title": clean(block.title),
                "summary": _words(document, block.summary),
                "table": block.table_id,
                "tiles": [
                    {
                        "label": clean(tile.label),
                        "column": tile.column,
                        "row": tile.row,
                        "figure": tile.number.figure_id,
                    }
                    for tile in block.tiles
                ],
            }


def _words(document: Document, text: Text) -> dict[str, Json]:
    return {
        "text": text_of(document, text),
        "figures": [number.figure_id for number in numbers_in(text)],
    }
