"""A map of equal tiles, painted straight on the page."""

from reportlab.lib.colors import HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable

from app.paper.flowables import Figure
from app.paper.typeface import BOLD, REGULAR
from app.reports.render.alternative import alternative_of_map
from app.reports.render.tile_map import (
    EDGE,
    FILLS,
    FIRST_DARK,
    HATCH,
    INK,
    PAPER,
    DrawnMap,
    DrawnTile,
    drawn_map,
    lines_of,
)
from app.reports.rules.document import Document, TileMap

TILE_WIDTH, TILE_HEIGHT, GAP, KEY = 84.0, 52.0, 3.0, 20.0
SIZE, LEADING, LARGE = 8.0, 9.0, 12.0
LETTERS = 18
HATCH_STEP = 5.0


class TilesOnPaper(Figure):
    """The map, and the words said in its place."""

    def __init__(self, shape: DrawnMap, alt: str) -> None:
        super().__init__()
        self.shape, self.said = shape, alt

    @property
    def alt(self) -> str:
        """What it shows, in words."""
        return self.said

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 (ReportLab's names)
        """As wide as its tiles, or as the line where that is less."""
        self.tile_width = min(TILE_WIDTH, aW / self.shape.columns)
        self.width = self.tile_width * self.shape.columns
        self.height = self.shape.rows * TILE_HEIGHT + KEY
        return self.width, self.height

    def paint(self) -> None:
        """Paints the tiles and the key to them."""
        for tile in self.shape.tiles:
            self._tile(tile)
        slot = self.width / len(self.shape.key)
        for place, (step, words) in enumerate(self.shape.key):
            self._box(place * slot, 2, 10, 10, step)
            self._words(place * slot + 14, 4, words, REGULAR, SIZE, INK)

    def _tile(self, tile: DrawnTile) -> None:
        wide, high = self.tile_width - GAP, TILE_HEIGHT - GAP
        left, foot = tile.column * self.tile_width, self.height - (tile.row + 1) * TILE_HEIGHT + GAP
        ink = PAPER if tile.step is not None and tile.step >= FIRST_DARK else INK
        self._box(left, foot, wide, high, tile.step)
        placed = [
            (line, REGULAR, SIZE, foot + high - 10 - place * LEADING)
            for place, line in enumerate(lines_of(tile.label, LETTERS))
        ]
        for words, font, size, level in (*placed, (tile.printed, BOLD, LARGE, foot + 5)):
            across = left + (wide - stringWidth(words, font, size)) / 2
            if tile.step is None:  # white behind the words, so that no hatching runs through them
                self.canv.setFillColor(HexColor(PAPER))
                self.canv.rect(
                    across - 1, level - 2, stringWidth(words, font, size) + 2, size + 1, stroke=0, fill=1
                )
            self._words(across, level, words, font, size, ink)

    def _box(self, left: float, foot: float, wide: float, high: float, step: int | None) -> None:
        canvas = self.canv
        canvas.setStrokeColor(HexColor(EDGE))
        canvas.setLineWidth(0.6)
        canvas.setFillColor(HexColor(PAPER if step is None else FILLS[step]))
        canvas.rect(left, foot, wide, high, stroke=1, fill=1)
        if step is not None:
            return
        canvas.setStrokeColor(HexColor(HATCH))
        canvas.setLineWidth(1.2)
        across = HATCH_STEP
        while across < wide + high:
            canvas.line(
                left + max(0.0, across - high),
                foot + min(across, high),
                left + min(across, wide),
                foot + max(0.0, across - wide),
            )
            across += HATCH_STEP

    def _words(self, left: float, foot: float, words: str, font: str, size: float, ink: str) -> None:
        self.canv.setFont(font, size)
        self.canv.setFillColor(HexColor(ink))
        self.canv.drawString(left, foot, words)


def tile_map(document: Document, tiles: TileMap) -> Flowable:
    """A map ready to be placed."""
    return TilesOnPaper(drawn_map(document, tiles), alternative_of_map(document, tiles))
