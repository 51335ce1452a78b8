"""The record of an internal audit on paper, to be filed: its draw, what was found, and what came of it."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, TableStyle

from app.claims.printing import audit_words as words
from app.claims.queries.internal_audits import AuditOnFile, DrawMade, LineDrawn
from app.paper.canvas import PaperCanvas
from app.paper.flowables import Words
from app.paper.pages import Size, TaggedPaper
from app.paper.tables import TaggedTable, Told
from app.paper.typeface import BOLD, REGULAR, SOFT_INK, marked_up
from app.periods import written_date

SIDE, TOP, BOTTOM = 18 * mm, 24 * mm, 20 * mm
WIDTH = A4[0] - 2 * SIDE
RULE = HexColor(0xB1B4B6)
MARKING = "OFFICIAL-SENSITIVE"

BODY = ParagraphStyle("body", fontName=REGULAR, fontSize=10, leading=13.5, spaceAfter=5, splitLongWords=1)
SMALL = ParagraphStyle("small", BODY, fontSize=9, leading=12, spaceAfter=0)
LABEL = ParagraphStyle("label", SMALL, fontName=BOLD)
SOFT = ParagraphStyle("soft", BODY, textColor=SOFT_INK)
TITLE = ParagraphStyle("title", BODY, fontName=BOLD, fontSize=18, leading=23, spaceAfter=4, role="H1")
HEADING = ParagraphStyle(
    "heading", BODY, fontName=BOLD, fontSize=13, leading=17, spaceBefore=12, spaceAfter=4, role="H2"
)
COLUMNS = (0.06, 0.17, 0.25, 0.16, 0.36)
HEADS = ("No.", "Family", "Result claimed", "Finding", "Note, by whom and when")


RULED = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, RULE),
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), 6),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ]
)


class _Record(TaggedPaper):
    """A paper on A4; the same story gives the same bytes. dated: the instant of the last that happened."""

    def __init__(self, audit: AuditOnFile, organisation: str, dated: datetime) -> None:
        self.name = audit.name
        super().__init__(title=f"Internal audit of claims: {audit.name}", author=organisation, dated=dated)
        self.add_pages("record", A4, side=SIDE, top=TOP, bottom=BOTTOM)

    def furnish(self, canvas: PaperCanvas, size: Size) -> None:
        """Paints the marking, and which audit it is."""
        canvas.setFont(BOLD, 9)
        with canvas.said_once():
            canvas.drawString(SIDE, size[1] - TOP + 18, MARKING)
        with canvas.furniture():
            canvas.setFillColor(SOFT_INK)
            canvas.setFont(REGULAR, 9)
            canvas.drawRightString(size[0] - SIDE, size[1] - TOP + 18, self.name)
            canvas.number_page(size[0] - SIDE, BOTTOM - 22)


def record_pdf(audit: AuditOnFile, *, organisation: str) -> bytes:
    """An audit as PDF. The same audit gives the same bytes."""
    instants = [made.drawn_at for made in audit.draws]
    instants += [each.found_at for made in audit.draws for line in made.sampled for each in line.found]
    return _Record(audit, organisation, max(instants)).printed(list(_story(audit, organisation)))


def _story(audit: AuditOnFile, organisation: str) -> Iterator[Flowable]:
    yield _set(organisation, SOFT)
    yield _set(f"Internal audit of claims: {audit.name}", TITLE)
    yield _set(words.standing(audit), BODY)
    if audit.closed_on is None:
        yield _set("This audit is open: the record may still change.", BODY)
    yield _facts(words.facts(audit))
    yield Spacer(1, 6)
    yield _set(words.NOT_EXTRAPOLATED, BODY)
    for made in audit.draws:
        yield from _sample(made)
    yield _set("How to prove the draw", HEADING)
    yield _set(words.HOW_DRAWN, BODY)


def _sample(made: DrawMade) -> Iterator[Flowable]:
    yield _set(f"{made.round}. {words.SAMPLES[made.kind]}", HEADING)
    yield _facts(words.sample_facts(made))
    yield Spacer(1, 6)
    rows: list[list[Flowable]] = [[_set(head, LABEL) for head in HEADS]]
    rows += [_line(each) for each in made.sampled]
    widths = [WIDTH * share for share in COLUMNS]
    # A note may be longer than a page.
    table = TaggedTable(rows, colWidths=widths, repeatRows=1, splitInRow=1, told=Told())
    table.setStyle(RULED)
    yield table


def _line(line: LineDrawn) -> list[Flowable]:
    told = [
        f"{each.finding.label if each is not line.finding else ''}"
        f"{': ' if each is not line.finding and each.note else ''}{each.note or ''}"
        f"{' ' if each.note or each is not line.finding else ''}"
        f"({each.name or 'no user who can sign in'}, {written_date(each.found_on)}"
        f"{'' if each is line.finding else '; corrected since'})"
        for each in reversed(line.found)
    ]
    return [
        _set(str(line.position), SMALL),
        _set(words.family(line), SMALL),
        _set(line.route.label, SMALL),
        _set(words.finding(line), SMALL),
        _set("\n".join(told), SMALL),
    ]


def _facts(facts: Iterable[tuple[str, str]]) -> TaggedTable:
    rows = [[_set(label, LABEL), _set(text, SMALL)] for label, text in facts]
    table = TaggedTable(rows, colWidths=[WIDTH * 0.3, WIDTH * 0.7], told=Told(head_rows=0))
    table.setStyle(RULED)
    return table


def _set(text: str, style: ParagraphStyle) -> Words:
    return Words(marked_up(text), style)
