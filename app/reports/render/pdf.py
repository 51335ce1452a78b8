"""A document as a PDF that a board member can read on paper: one story, set once, nothing computed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    NextPageTemplate,
    PageBreak,
)

from app.paper.flowables import Words, listed
from app.paper.tables import TaggedTable
from app.paper.tags import Tag
from app.paper.typeface import marked_up
from app.reports.render.alternative import alternative
from app.reports.render.bars import drawn
from app.reports.render.outline import Outline, outline_of
from app.reports.render.pdf_charts import bar_chart
from app.reports.render.pdf_index import index_of_figures
from app.reports.render.pdf_page import UPRIGHT, WIDE, Paper
from app.reports.render.pdf_styles import (
    BODY,
    BULLET,
    CAPTION,
    HEADING,
    NOTE,
    NUMBERED,
    OPENING_BULLET,
    OPENING_CAPTION,
    OPENING_HEADING,
    ORGANISATION,
    RULE,
    TEXT_HEIGHT,
    TEXT_WIDTH,
    TITLE,
    WARNING,
    WIDE_TEXT_HEIGHT,
    WIDE_TEXT_WIDTH,
)
from app.reports.render.pdf_tables import PLAIN, set_numbers, set_title_block, set_words
from app.reports.render.pdf_tile_map import tile_map
from app.reports.render.words import clean, text_of
from app.reports.rules import document as contents
from app.reports.rules.document import Block, Bullets, Chart, Document, TextTable, TileMap

LEAST_TEXT = 50.0  # points of text that stand on the same page as the heading over it
LEAST_INDEX = 160.0  # points of the index of figures that stand together
WIDEST_GAP = 0.3  # of a page, left white to keep a table in one piece; with more room it is broken instead


@dataclass(frozen=True, slots=True)
class Piece:
    """A block set for the page.

    least: points of it that stand on the same page as the heading over it; None for all of it, up to
    `gap` of a page. wide: it needs a page turned on its side.
    """

    flowables: tuple[Flowable, ...]
    least: float | None = None
    gap: float = 1.0
    wide: bool = False


def render_pdf(document: Document) -> bytes:
    """A document as tagged PDF (PDF/UA-1). The same document gives the same bytes."""
    return Paper(document).printed(list(_story(document)))


def _story(document: Document) -> Iterator[Flowable]:
    outline = outline_of(document)
    yield from _front(document, is_first=not outline.opening)
    wide = False
    for place, section in enumerate(outline.sections):
        if place and place == outline.opening:
            yield PageBreak()
            yield from _block_of_titles(document)
        heading: Sequence[Flowable] = [
            Words(marked_up(clean(section.heading)), OPENING_HEADING if section.opens else HEADING)
        ]
        for block in section.blocks:
            piece = _piece(document, outline, block, is_opening=section.opens)
            if piece.wide != wide:
                yield NextPageTemplate(WIDE if piece.wide else UPRIGHT)
                yield PageBreak()
            elif heading and section.starts_page:
                yield CondPageBreak(_page_height(wide) - 1)
            yield from _placed(heading, piece)
            wide, heading = piece.wide, []
    index = index_of_figures(document)
    if index and wide:
        yield NextPageTemplate(UPRIGHT)
        yield PageBreak()
    yield CondPageBreak(LEAST_INDEX)
    yield from index


def _front(document: Document, *, is_first: bool) -> Iterator[Flowable]:
    """Whose paper it is, its title, the warning in a frame, and the title block where that comes first."""
    yield Words(marked_up(clean(document.organisation)), ORGANISATION)
    yield Words(marked_up(clean(document.title)), TITLE)
    if document.warning is not None:
        yield TaggedTable(
            [[Words(marked_up(clean(document.warning)), WARNING)]],
            colWidths=[TEXT_WIDTH],
            style=[
                PLAIN,
                ("BOX", (0, 0), (-1, -1), 1.2, RULE, "butt"),
                ("LINEBEFORE", (0, 0), (0, -1), 7, RULE, "butt"),
                ("LEFTPADDING", (0, 0), (-1, -1), 14),
                ("TOPPADDING", (0, 0), (-1, -1), 6),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 8),
            ],
            spaceAfter=12,
        )
    if is_first:
        yield from _block_of_titles(document)


def _block_of_titles(document: Document) -> Iterator[Flowable]:
    if document.title_block:
        yield set_title_block(document)


def _placed(heading: Sequence[Flowable], piece: Piece) -> Iterator[Flowable]:
    """A block under its heading, on a new page if too little of it would stand on this one."""
    together = [*heading, *piece.flowables]
    if piece.least is None:
        needed = min(_height(together, piece.wide), piece.gap * (_page_height(piece.wide) - 1))
    else:
        needed = _height(heading, piece.wide) + piece.least
    yield CondPageBreak(needed)
    yield from together


def _page_height(wide: bool) -> float:
    return WIDE_TEXT_HEIGHT if wide else TEXT_HEIGHT


def _height(flowables: Sequence[Flowable], wide: bool) -> float:
    width = WIDE_TEXT_WIDTH if wide else TEXT_WIDTH
    return sum(
        flowable.wrap(width, TEXT_HEIGHT)[1] + flowable.getSpaceBefore() + flowable.getSpaceAfter()
        for flowable in flowables
    )


def _piece(document: Document, outline: Outline, block: Block, *, is_opening: bool) -> Piece:
    match block:
        case contents.Paragraph(text):
            return Piece((Words(marked_up(text_of(document, text)), BODY),), LEAST_TEXT)
        case Bullets():
            return Piece(tuple(_items(document, block, is_opening=is_opening)), LEAST_TEXT)
        case contents.Table():
            return _numbers(document, outline, block)
        case TextTable():
            return _words(document, outline, block, OPENING_CAPTION if is_opening else CAPTION)
        case Chart():
            return _chart(
                document, outline, block, bar_chart(drawn(document, block), alternative(document, block))
            )
        case TileMap():
            return _chart(document, outline, block, tile_map(document, block))


def _items(document: Document, block: Bullets, *, is_opening: bool) -> Sequence[Flowable]:
    bullet = OPENING_BULLET if is_opening else BULLET
    return listed(
        (marked_up(text_of(document, item)) for item in block.items),
        NUMBERED if block.numbered else bullet,
        is_numbered=block.numbered,
    )


def _numbers(document: Document, outline: Outline, table: contents.Table) -> Piece:
    parts, wide = set_numbers(document, table, outline.table_title(table))
    notes = (Words(marked_up(text_of(document, note)), NOTE) for note in table.notes)
    title = _caption(outline.table_title(table), _place(outline, table.id), parts[0])
    return Piece((title, *parts, *notes), gap=WIDEST_GAP, wide=wide)


def _words(document: Document, outline: Outline, table: TextTable, style: ParagraphStyle) -> Piece:
    words = set_words(document, table)
    title = _caption(outline.table_title(table), _place(outline, table.id), words, style)
    return Piece((title, words), gap=WIDEST_GAP)


def _chart(document: Document, outline: Outline, chart: Chart | TileMap, picture: Flowable) -> Piece:
    source = outline.chart_source(chart)
    said = marked_up(text_of(document, chart.summary))
    if source:
        said += f' <link href="#{_place(outline, chart.table_id)}">{marked_up(source)}</link>'
    return Piece(
        (
            Words(marked_up(clean(outline.chart_title(chart))), CAPTION),
            picture,
            Words(said.strip(), NOTE),
        )
    )


def _place(outline: Outline, table_id: str) -> str:
    """The name of a table's place in the paper."""
    return f"table-{outline.table_numbers[table_id]}"


def _caption(title: str, place: str, table: TaggedTable, style: ParagraphStyle = CAPTION) -> Words:
    words = Words(marked_up(clean(title)), style)
    words.anchor = place
    if table.told is not None:
        words.tag = Tag("Caption", within=table.told.tag)
    return words
