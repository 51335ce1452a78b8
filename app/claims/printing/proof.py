"""A claim's proof on paper, for an auditor's file: what was asked, found and paid, with its sources."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from reportlab.lib.colors import Color, HexColor, black
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer

from app import clock
from app.claims.queries.moves import MoveMade
from app.claims.queries.proofs import EvidenceHeld
from app.claims.rules.lifecycle import LineState
from app.claims.rules.outcomes import Outcome
from app.claims.rules.proof import VALUED_BY, rules_to_check
from app.money import Pence, format_pounds
from app.paper.canvas import PaperCanvas
from app.paper.flowables import Words, listed
from app.paper.pages import Size, TaggedPaper
from app.paper.tables import TaggedTable, Told
from app.paper.typeface import BOLD, REGULAR, SOFT_INK, can_print, marked_up
from app.periods import written_date

SIDE, TOP, BOTTOM = 20 * mm, 24 * mm, 24 * mm
TEXT_WIDTH = A4[0] - 2 * SIDE
RULE: Color = HexColor(0x1D2226)
HAIRLINE: Color = HexColor(0xC3C8CC)
SHADE: Color = HexColor(0xEEF0F2)
LEAST = 90.0  # points of a part that stand on the same page as its heading
SHOWN_OF_DIGEST = 16

BODY = ParagraphStyle(
    "body", fontName=REGULAR, fontSize=10, leading=13.5, spaceAfter=5, textColor=black, splitLongWords=1
)
ORGANISATION = ParagraphStyle("organisation", BODY, fontSize=11, textColor=SOFT_INK, spaceAfter=2)
TITLE = ParagraphStyle("title", BODY, fontName=BOLD, fontSize=20, leading=25, spaceAfter=8, role="H1")
HEADING = ParagraphStyle("heading", BODY, fontName=BOLD, fontSize=13.5, leading=17, spaceBefore=12, role="H2")
PART = ParagraphStyle(
    "part", BODY, fontName=BOLD, fontSize=11.5, leading=15, spaceBefore=8, spaceAfter=3, role="H3"
)
LABEL = ParagraphStyle("label", BODY, fontName=BOLD, fontSize=9.5, leading=12.5, spaceAfter=0)
CELL = ParagraphStyle("cell", BODY, fontSize=9.5, leading=12.5, spaceAfter=0)
SMALL = ParagraphStyle("small", BODY, fontSize=8.5, leading=11.5, textColor=SOFT_INK)
WARNING = ParagraphStyle("warning", BODY, fontName=BOLD, fontSize=10.5, leading=14, spaceAfter=0)
BULLET = ParagraphStyle(
    "bullet", BODY, leftIndent=12, bulletIndent=2, spaceAfter=3, bulletFontName=REGULAR, bulletFontSize=10
)

PLAIN = {"yes": "Yes", "no": "No", "not-known": "Not known"}
STATES = {
    "confirmed": "Met and verified",
    "unverified": "Reported, not verified",
    "not-met": "Verified as not met",
    "not-known": "Not known",
}
VERIFY = "Verify before first live claim."


def proof_pdf(
    proof: Mapping[str, Any],
    digest: str,
    evidence: Sequence[EvidenceHeld],
    moves: Sequence[MoveMade],
    *,
    organisation: str,
    state: LineState,
    is_sound: bool,
) -> bytes:
    """A frozen proof as PDF. The same proof and moves give the same bytes: it reads no clock."""
    paper = _Paper(
        claim=str(proof["claim"]),
        digest=digest,
        organisation=organisation,
        dated=max((move.moved_at for move in moves), default=datetime(2000, 1, 1, tzinfo=UTC)),
    )
    story = [
        *_front(proof, organisation, state, is_sound=is_sound),
        *_eligibility(proof),
        *_parts(proof),
        *_valuation(proof),
        *_evidence(evidence),
        *_moves(moves),
        *_filing(proof, digest),
    ]
    return paper.printed(story)


class _Paper(TaggedPaper):
    """The proof on A4, with its claim and digest at the foot of every page.

    dated: the instant of the line's last move.
    """

    def __init__(self, *, claim: str, digest: str, organisation: str, dated: datetime) -> None:
        self.claim, self.digest, self.organisation = claim, digest, organisation
        super().__init__(title="Proof of a claimed result", author=organisation, dated=dated)
        self.add_pages("proof", A4, side=SIDE, top=TOP, bottom=BOTTOM)

    def furnish(self, canvas: PaperCanvas, size: Size) -> None:
        """Paints the marking, and the claim with its digest."""
        canvas.setFont(REGULAR, 8.5)
        canvas.setFillColor(SOFT_INK)
        with canvas.furniture():
            canvas.drawString(SIDE, size[1] - TOP + 16, self.organisation)
        with canvas.said_once():
            canvas.drawRightString(size[0] - SIDE, size[1] - TOP + 16, "OFFICIAL-SENSITIVE")
        with canvas.furniture():
            canvas.setStrokeColor(HAIRLINE)
            canvas.line(SIDE, BOTTOM - 10, size[0] - SIDE, BOTTOM - 10)
            foot = f"Claim {self.claim}  ·  proof {self.digest[:SHOWN_OF_DIGEST]}"
            canvas.drawString(SIDE, BOTTOM - 22, foot)
            canvas.number_page(size[0] - SIDE, BOTTOM - 22)


def _front(
    proof: Mapping[str, Any], organisation: str, state: LineState, *, is_sound: bool
) -> Iterator[Flowable]:
    worth = proof["valuation"]
    yield _set(organisation, ORGANISATION)
    yield _set(f"Proof of a claimed result: family {proof['family'] or 'without a reference'}", TITLE)
    if not is_sound:
        yield _framed("This proof is not what was frozen: its digest differs. Do not rely on it.")
    yield _facts(
        ("Result claimed", proof["route"]["title"]),
        ("Claimed", _pounds(worth["value_pence"])),
        ("Window", proof["window"]),
        ("Where the line stands", state.label),
        ("Tested as at", _day(proof["tested_on"])),
        ("Evidence complete on", _day(proof["completed_on"])),
        ("Rules", f"{proof['pack']['code']}, {proof['pack']['authority']}"),
        ("Claim", proof["claim"]),
        ("Line of the claim", proof["line"]),
    )
    to_check = rules_to_check(proof)
    if to_check:
        yield _framed(
            f"{VERIFY} These rules are recalled or worked out, not read in print: {'; '.join(to_check)}."
        )
    yield _set(
        "People are told by their age on the test date only. “Not known” never passes; a neutral part is"
        " neither for nor against.",
        SMALL,
    )


def _eligibility(proof: Mapping[str, Any]) -> Iterator[Flowable]:
    found = proof["eligibility"]
    yield from _heading(f"Eligible: {PLAIN[found['answer']]}")
    yield from _bullets(found["reasons"])
    known = [each for each in found["criteria"] if each["evidence"]]
    if known:
        yield _table(
            ("Criterion", "What is known", "Source", "Verified"),
            [
                (
                    each["title"],
                    STATES[each["state"]],
                    "; ".join(
                        f"{fact['source']}, {_span(fact)}, extracted {_day(fact['extract_on'])}"
                        for fact in each["evidence"]
                    ),
                    "; ".join(_day(fact["verified_on"]) or "no" for fact in each["evidence"]),
                )
                for each in known
            ],
            (0.27, 0.17, 0.38, 0.18),
        )
    yield _rule(found["rule"])


def _parts(proof: Mapping[str, Any]) -> Iterator[Flowable]:
    yield CondPageBreak(2 * LEAST)  # with the first part below it
    yield _set(f"The result test, part by part: {Outcome(proof['route']['outcome']).label}", HEADING)
    for number, part in enumerate(proof["parts"], start=1):
        if number > 1:
            yield CondPageBreak(LEAST)
        yield _set(f"{number}. {part['title']}: {Outcome(part['outcome']).label.upper()}", PART)
        yield _labelled("Asked", part["asked"])
        yield _labelled("Found", part["reason"])
        if given := part.get("let_pass"):
            leave = f"At an approver’s discretion on {_day(given['approved_on'])}: {given['reason']}"
            yield _labelled("Let pass", f"{leave} By the measure alone it failed.")
        yield from _bullets(
            f"{finding['sentence']} {Outcome(finding['outcome']).label}." for finding in part["findings"]
        )
        rows = [
            (row["kind"], _span(row), row["figure"], row["source"], _day(row["extract_on"]))
            for finding in part["findings"]
            for row in finding["evidence"]
        ]
        if rows:
            yield _table(
                ("Evidence", "Of", "Figure", "Source", "Extracted"), rows, (0.24, 0.28, 0.1, 0.2, 0.18)
            )
        yield from _bullets(f"Missing: {sentence}" for sentence in part["missing"])
        yield _rule(part["rule"])


def _valuation(proof: Mapping[str, Any]) -> Iterator[Flowable]:
    worth = proof["valuation"]
    yield from _heading("What it is worth")
    facts = [("Claimed", _pounds(worth["value_pence"]))]
    if worth["funded_elsewhere"]:
        facts += [
            ("Funded elsewhere", f"{worth['funded_elsewhere']}. It is proved and counted, at £0."),
            ("A funded family would earn", _pounds(worth["worth_pence"])),
        ]
    if worth["attached_on"]:
        facts += [
            ("Attached on", _day(worth["attached_on"])),
            ("Cohort year", f"{worth['cohort_year']}/{(worth['cohort_year'] + 1) % 100:02d}"),
            ("Most that its results can earn", _pounds(worth["pot_pence"])),
        ]
    yield _facts(*facts)
    for name in VALUED_BY:
        if name in worth:
            yield _rule(worth[name])


def _moves(moves: Sequence[MoveMade]) -> Iterator[Flowable]:
    yield from _heading("Who did what")
    if not moves:
        yield _set("No move of this line was made in Loxley: it was brought in from elsewhere.", BODY)
        return
    yield _table(
        ("When", "Became", "By", "Why"),
        [
            (
                _when(move),
                move.to_state.label,
                move.name or "The system",
                move.reason or "",
            )
            for move in moves
        ],
        (0.25, 0.22, 0.23, 0.3),
    )


def _evidence(evidence: Sequence[EvidenceHeld]) -> Iterator[Flowable]:
    yield from _heading("Who checked the evidence")
    if not evidence:
        yield _set("No evidence is held with this line.", BODY)
        return
    yield _table(
        ("Part", "Source", "Read on", "Checked"),
        [
            (
                each.title,
                each.source,
                written_date(each.evidence_on),
                f"{written_date(each.checked_on)}, {each.checked_by or 'by the system'}"
                if each.checked_on
                else "Not checked",
            )
            for each in evidence
        ],
        (0.24, 0.28, 0.18, 0.3),
    )


def _filing(proof: Mapping[str, Any], digest: str) -> Iterator[Flowable]:
    yield KeepTogether(
        [
            *_heading("For the file"),
            _set("Digest of this proof (SHA-256 of its canonical JSON):", BODY),
            _set(digest, LABEL),
            Spacer(0, 8),
            _table(
                ("Looked at by", "Finding", "Signature", "Date"),
                [("\n\n", "", "", "")],
                (0.28, 0.26, 0.28, 0.18),
                has_row_heads=False,
            ),
        ]
    )
    if not all(can_print(words) for words in _words(proof)):
        yield _set("Some letters cannot be printed here, and show as empty boxes.", SMALL)


def _when(move: MoveMade) -> str:
    """The instant of a move on the council's clock, and its day of business where that is another."""
    local = move.moved_at.astimezone(clock.LONDON)
    instant = f"{written_date(local.date())}, {local:%H:%M}"
    return instant if local.date() == move.moved_on else f"{instant}\n(as on {written_date(move.moved_on)})"


def _heading(title: str) -> Iterator[Flowable]:
    yield CondPageBreak(LEAST)
    yield _set(title, HEADING)


def _rule(source: Mapping[str, Any]) -> Flowable:
    mark = f" <b>{VERIFY}</b>" if source["verify"] else ""
    return Words(f"Rule: {marked_up(source['text'])} ({marked_up(source['certainty'])}).{mark}", SMALL)


def _labelled(label: str, words: str) -> Flowable:
    return Words(f"<b>{label}:</b> {marked_up(words)}", BODY)


def _bullets(sentences: Iterable[str]) -> Sequence[Flowable]:
    return listed((marked_up(sentence) for sentence in sentences), BULLET)


def _facts(*facts: tuple[str, str]) -> Flowable:
    return TaggedTable(
        [[_set(label, LABEL), _set(words, CELL)] for label, words in facts],
        colWidths=[0.3 * TEXT_WIDTH, 0.7 * TEXT_WIDTH],
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, HAIRLINE),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 2.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
        ],
        spaceAfter=8,
        told=Told(head_rows=0),
    )


def _table(
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    shares: Sequence[float],
    *,
    has_row_heads: bool = True,
) -> Flowable:
    return TaggedTable(
        [[_set(each, LABEL) for each in head], *([_set(each, CELL) for each in row] for row in rows)],
        colWidths=[share * TEXT_WIDTH for share in shares],
        repeatRows=1,
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("BACKGROUND", (0, 0), (-1, 0), SHADE),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, HAIRLINE),
            ("LEFTPADDING", (0, 0), (-1, -1), 4),
            ("RIGHTPADDING", (0, 0), (-1, -1), 4),
            ("TOPPADDING", (0, 0), (-1, -1), 2.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
        ],
        spaceBefore=3,
        spaceAfter=6,
        told=Told(has_row_heads=has_row_heads),
    )


def _framed(words: str) -> Flowable:
    return TaggedTable(
        [[_set(words, WARNING)]],
        colWidths=[TEXT_WIDTH],
        style=[
            ("BOX", (0, 0), (-1, -1), 1.2, RULE),
            ("LEFTPADDING", (0, 0), (-1, -1), 8),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
        ],
        spaceAfter=8,
    )


def _set(words: str, style: ParagraphStyle) -> Words:
    return Words(marked_up(words), style)


def _pounds(pence: int) -> str:
    return format_pounds(Pence(pence))


def _day(iso: str | None) -> str:
    return written_date(date.fromisoformat(iso)) if iso else ""


def _span(row: Mapping[str, Any]) -> str:
    """The days that a row speaks of; one without an end went on when it was extracted."""
    first = _day(row["starts_on"])
    return f"{first} to {_day(row['ends_on'])}" if row["ends_on"] else f"since {first}"


def _words(told: Any) -> Iterator[str]:
    """All words in a proof."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, Mapping):
        for each in told.values():
            yield from _words(each)
    elif isinstance(told, list):
        for each in told:
            yield from _words(each)
