"""The record of an internal audit on paper, to be filed: its draw, what was found, and what came of it."""

import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from app.claims.printing import audit_words as words
from app.claims.queries.internal_audits import AuditOnFile, DrawMade, LineDrawn
from app.paper import BOLD, REGULAR, SOFT_INK, CountingCanvas, marked_up
from app.periods import written_date

SIDE, TOP, BOTTOM = 18 * mm, 24 * mm, 20 * mm
WIDTH = A4[0] - 2 * SIDE
RULE = HexColor(0xB1B4B6)
MARKING = "OFFICIAL-SENSITIVE"

BODY = ParagraphStyle("body", fontName=REGULAR, fontSize=10, leading=13.5, spaceAfter=5, splitLongWords=1)
SMALL = ParagraphStyle("small", BODY, fontSize=9, leading=12, spaceAfter=0)
LABEL = ParagraphStyle("label", SMALL, fontName=BOLD)
SOFT = ParagraphStyle("soft", BODY, textColor=SOFT_INK)
TITLE = ParagraphStyle("title", BODY, fontName=BOLD, fontSize=18, leading=23, spaceAfter=4)
HEADING = ParagraphStyle(
    "heading", BODY, fontName=BOLD, fontSize=13, leading=17, spaceBefore=12, spaceAfter=4
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


class _Record(BaseDocTemplate):
    """A paper on A4; the same story gives the same bytes."""

    canv: CountingCanvas

    def __init__(self, audit: AuditOnFile, organisation: str, dated: datetime) -> None:
        self.name, self.dated = audit.name, dated
        self.written = io.BytesIO()
        super().__init__(
            self.written,
            pagesize=A4,
            title=f"Internal audit of claims: {audit.name}",
            author=organisation,
            creator="Loxley",
            lang="en-GB",
            displayDocTitle=1,
            invariant=1,
            pageCompression=1,
            initialFontName=REGULAR,
        )
        frame = Frame(SIDE, BOTTOM, WIDTH, A4[1] - TOP - BOTTOM, 0, 0, 0, 0)
        self.addPageTemplates([PageTemplate("record", [frame], onPage=_furnish)])

    def beforeDocument(self) -> None:  # noqa: N802 (ReportLab's name)
        """The instant of the last that happened is the file's date: no clock is read."""
        at = f"D:{self.dated.astimezone(UTC):%Y%m%d%H%M%S}+00'00'"
        self.canv.setDateFormatter(lambda *_: at)


def record_pdf(audit: AuditOnFile, *, organisation: str) -> bytes:
    """An audit as PDF. The same audit gives the same bytes."""
    instants = [made.drawn_at for made in audit.draws]
    instants += [each.found_at for made in audit.draws for line in made.sampled for each in line.found]
    record = _Record(audit, organisation, max(instants))
    record.build(list(_story(audit, organisation)), canvasmaker=CountingCanvas)
    return record.written.getvalue()


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
    table = Table(rows, colWidths=widths, repeatRows=1, splitInRow=1)  # a note may be longer than a page
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


def _facts(facts: Iterable[tuple[str, str]]) -> Table:
    rows = [[_set(label, LABEL), _set(text, SMALL)] for label, text in facts]
    table = Table(rows, colWidths=[WIDTH * 0.3, WIDTH * 0.7])
    table.setStyle(RULED)
    return table


def _set(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(marked_up(text), style)


def _furnish(canvas: Canvas, record: _Record) -> None:
    canvas.saveState()
    canvas.setFont(BOLD, 9)
    canvas.drawString(SIDE, A4[1] - TOP + 18, MARKING)
    canvas.setFillColor(SOFT_INK)
    canvas.setFont(REGULAR, 9)
    canvas.drawRightString(A4[0] - SIDE, A4[1] - TOP + 18, record.name)
    record.canv.number_page(A4[0] - SIDE, BOTTOM - 22)
    canvas.restoreState()
