"""A map of equal tiles: how dark each one is, and the map as SVG.

A tile's step follows from the numbers that are shown alone. One that is withheld is hatched, like every
other one that is withheld, and has no say in the steps: no shade tells anything of it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import count
from textwrap import wrap

from app.reports.render.words import clean, figure_of, number_text, text_of
from app.reports.rules.document import Document, TileMap

STEPS = 4
FILLS = ("#ffffff", "#dbe5ee", "#a9bfd4", "#4a6f96", "#22405c")
"""From none to most: each darker than the one before, in grey too."""

INK, PAPER, EDGE, HATCH = "#0b0c0c", "#ffffff", "#505a5f", "#b1b4b6"
FIRST_DARK = 3
"""From this step on the words stand white on the tile."""

LABEL_LINES = 3
WIDTH, GAP, TALL, KEY = 420, 4, 78, 34
SIZE, LEADING, LETTER, LARGE = 12, 13, 6.3, 19
FONT = "Arial, Helvetica, sans-serif"


@dataclass(frozen=True, slots=True)
class DrawnTile:
    """A tile: its label, its number as printed, its figure, its place, and its step; None when withheld."""

    label: str
    printed: str
    figure_id: str
    column: int
    row: int
    step: int | None


@dataclass(frozen=True, slots=True)
class DrawnMap:
    """A map ready to be painted. key: each step, None for what is withheld, with what it means."""

    tiles: tuple[DrawnTile, ...]
    columns: int
    rows: int
    key: tuple[tuple[int | None, str], ...]


def drawn_map(document: Document, tiles: TileMap) -> DrawnMap:
    """A map's tiles with their steps, and the key to them."""
    values = [figure_of(document, tile.number).value for tile in tiles.tiles]
    shown = [int(value) for value in values if value is not None]
    band = _band(max(shown, default=0))
    drawn = tuple(
        DrawnTile(
            clean(tile.label),
            number_text(document, tile.number),
            tile.number.figure_id,
            tile.column,
            tile.row,
            None if value is None else -(-int(value) // band),
        )
        for tile, value in zip(tiles.tiles, values, strict=True)
    )
    bands = [(step, f"{(step - 1) * band + 1:,} to {step * band:,}") for step in range(1, STEPS + 1)]
    if band == 1:
        bands = [(step, f"{step}") for step in range(1, STEPS + 1)]
    hidden = [(None, "Not shown")] if len(shown) < len(values) else []
    return DrawnMap(
        drawn,
        columns=1 + max(tile.column for tile in tiles.tiles),
        rows=1 + max(tile.row for tile in tiles.tiles),
        key=((0, "None"), *bands, *hidden),
    )


def lines_of(label: str, letters: int) -> list[str]:
    """A label in lines of so many letters; what does not fit in three is left out, and a mark says so."""
    lines = wrap(label, letters) or [""]
    return lines if len(lines) <= LABEL_LINES else [*lines[: LABEL_LINES - 1], f"{lines[LABEL_LINES - 1]} …"]


def map_element(
    document: Document, tiles: TileMap, *, name: str, link: Callable[[str], str | None] = lambda _: None
) -> str:
    """A map as an element to stand in a page; `name` begins its ids. link: where a figure's id leads."""
    shape = drawn_map(document, tiles)
    high = shape.rows * TALL + KEY
    title, summary = escape(clean(tiles.title)), escape(text_of(document, tiles.summary))
    opens = any(link(tile.figure_id) for tile in shape.tiles)
    parts = [_tile(shape, tile, name, link(tile.figure_id)) for tile in shape.tiles]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {high}" class="report-chart__image" '
        f'role="{"group" if opens else "img"}" aria-labelledby="{name}-title" aria-describedby="{name}-desc" '
        f'font-family="{FONT}" font-size="{SIZE}" fill="{INK}">'
        f'<title id="{name}-title">{title}</title><desc id="{name}-desc">{summary}</desc>'
        f'<defs><pattern id="{name}-hatch" width="7" height="7" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="7" height="7" fill="{PAPER}"/>'
        f'<line x1="0" y1="0" x2="0" y2="7" stroke="{HATCH}" stroke-width="3"/></pattern></defs>'
        f"{''.join(parts)}{''.join(_key(shape, name))}</svg>"
    )


def _tile(shape: DrawnMap, tile: DrawnTile, name: str, target: str | None) -> str:
    wide = WIDTH / shape.columns
    left, top = tile.column * wide + GAP / 2, tile.row * TALL + GAP / 2
    middle, is_dark = left + (wide - GAP) / 2, tile.step is not None and tile.step >= FIRST_DARK
    lines = lines_of(tile.label, int((wide - GAP) / LETTER))
    halo = f' stroke="{PAPER}" stroke-width="4" paint-order="stroke"' if tile.step is None else ""
    words = [
        f'<text x="{middle:.1f}" y="{top + 15 + place * LEADING:.1f}" text-anchor="middle"'
        f' fill="{PAPER if is_dark else INK}"{halo}>{escape(line)}</text>'
        for place, line in enumerate(lines)
    ]
    number = (
        f'<text x="{middle:.1f}" y="{top + TALL - GAP - 9:.1f}" text-anchor="middle" font-weight="bold" '
        f'font-size="{LARGE}" fill="{PAPER if is_dark else INK}"{halo} '
        f'data-figure="{escape(tile.figure_id)}">'
        f"{escape(tile.printed)}</text>"
    )
    drawn = f"{_box(left, top, wide - GAP, TALL - GAP, tile.step, name)}{''.join(words)}{number}"
    if target is None:
        return f"<g>{drawn}</g>"
    said = escape(f"{tile.label}: {tile.printed}")
    return f'<a href="{escape(target)}" aria-label="{said}">{drawn}</a>'


def _box(left: float, top: float, wide: float, high: float, step: int | None, name: str) -> str:
    fill = f"url(#{name}-hatch)" if step is None else FILLS[step]
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{high:.1f}" fill="{fill}" '
        f'stroke="{EDGE}" stroke-width="1"/>'
    )


def _key(shape: DrawnMap, name: str) -> Iterator[str]:
    top, slot = shape.rows * TALL + 12, WIDTH / len(shape.key)
    for place, (step, words) in enumerate(shape.key):
        left = place * slot + GAP / 2
        yield _box(left, top, 14, 14, step, name)
        yield f'<text x="{left + 18:.1f}" y="{top + 11:.1f}" font-size="{SIZE - 1}">{escape(words)}</text>'


def _band(largest: int) -> int:
    """How many numbers a step takes in: the first round one with which four steps reach the largest."""
    rounds: Iterator[int] = (factor * 10**power for power in count() for factor in (1, 2, 5))
    return next(size for size in rounds if size * STEPS >= largest)
