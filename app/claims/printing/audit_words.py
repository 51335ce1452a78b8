"""An internal audit in the words that its pages and its printed record share."""

from app.claims.queries.internal_audits import AuditOnFile, DrawMade, LineDrawn
from app.claims.rules.internal_audit import AuditState, DrawKind, Tally, Terms
from app.claims.rules.intervals import Interval
from app.periods import written_date

Facts = list[tuple[str, str]]

STATES = {
    AuditState.READING: "Being read",
    AuditState.NOTHING_READ: "Nothing read",
    AuditState.HELD: "Held",
    AuditState.BEING_PUT_RIGHT: "Held: being put right",
    AuditState.WITHIN_THE_LIMIT: "Within the limit",
    AuditState.CLOSED: "Closed",
}
COLOURS = {
    AuditState.READING: "light-blue",
    AuditState.NOTHING_READ: "yellow",
    AuditState.HELD: "red",
    AuditState.BEING_PUT_RIGHT: "red",
    AuditState.WITHIN_THE_LIMIT: "green",
    AuditState.CLOSED: "grey",
}
SAMPLES = {
    DrawKind.FIRST: "First sample",
    DrawKind.FURTHER: "Further sample, judged together with the one before",
    DrawKind.ANEW: "New sample of the whole batch, after what failed was put right",
}
NOT_EXTRAPOLATED = (
    "Nothing is extrapolated: lines that were not read pass with their batch and count as read nowhere. The "
    "interval says how far a sample of this size can be from the whole batch (Clopper and Pearson, exact)."
)
HOW_DRAWN = (
    "How the draw is repeated: each line of the batch is ranked by the SHA-256 of the seed, a colon and the "
    "line’s id; the first so many are the sample. The digest is the SHA-256 of the ids in order, one a line. "
    "The ids are in the record’s data (API)."
)


def lines(number: int) -> str:
    """So many lines: "1 line", "1,200 lines"."""
    return "1 line" if number == 1 else f"{number:,} lines"


def rate(found: Tally) -> str:
    """The failure rate with its base: "5.0%: 1 of 20 lines read failed"."""
    if found.tenths is None:
        return "None yet: no line has been read"
    return f"{found.tenths / 10:.1f}%: {found.failed:,} of {lines(found.read)} read failed"


def interval(found: Interval | None) -> str:
    """The interval to a tenth of a per cent, rounded outwards: "0.1% to 24.9%"."""
    if found is None:
        return "None yet"
    return f"{found.lower // 10 / 10:.1f}% to {-(-found.upper // 10) / 10:.1f}%"


def terms(of: Terms) -> str:
    """How many are drawn: "10%, at least 5"."""
    return f"{of.share_percent}%, at least {of.least:,}"


def standing(audit: AuditOnFile) -> str:
    """Where an audit stands, in a sentence."""
    passes, fails = audit.parts
    match audit.state:
        case AuditState.READING:
            return f"{lines(len(audit.waiting))} of the sample {_wait(len(audit.waiting))} to be read."
        case AuditState.NOTHING_READ:
            return "Every line of the sample has left the batch before it was read. Draw a further sample."
        case AuditState.HELD:
            return (
                f"The failure rate is above the limit of {audit.limit_percent}%. Nothing of the "
                "batch goes further until a second sample passes, or what failed is put right and a new "
                "sample passes."
            )
        case AuditState.BEING_PUT_RIGHT:
            out = audit.still_out
            waits = (
                f"{lines(out)} {'is' if out == 1 else 'are'} still being put right."
                if out
                else ("All of them are with internal audit again, or withdrawn: draw a new sample.")
            )
            sent_back_on = written_date(audit.sent_back_on or audit.opened_on)
            return f"What failed was sent back on {sent_back_on}. {waits}"
        case AuditState.WITHIN_THE_LIMIT:
            return (
                f"Within the limit. Closed now, {lines(len(passes))} would become audited and "
                f"{lines(len(fails))} would go back."
            )
        case AuditState.CLOSED:
            return (
                f"Closed: {lines(len(audit.passed))} became audited and {lines(len(audit.went_back))} "
                "went back to be put right."
            )


def facts(audit: AuditOnFile) -> Facts:
    """The head of an audit: its batch, what was found, the limit, and who closed it."""
    found = audit.tally
    shown = [
        ("State", STATES[audit.state]),
        ("Claim window", audit.window),
        ("Batch", f"Number {audit.number}, opened on {written_date(audit.opened_on)}"),
        ("Lines in the batch", f"{len(audit.population):,}"),
        (
            "Read so far" if audit.closed_on is None else "Read",
            (
                f"{found.read:,}: {found.upheld:,} upheld, {found.not_upheld:,} not upheld, "
                f"{found.evidence_missing:,} with evidence missing"
            ),
        ),
        ("Failure rate", rate(found)),
        ("95% interval", interval(found.interval)),
        ("Limit", f"{audit.limit_percent}%; a batch above it is held"),
    ]
    if audit.closed_on:
        shown.append(("Closed", f"{written_date(audit.closed_on)}{_by(audit.closed_by)}"))
    return shown


def sample_facts(made: DrawMade) -> Facts:
    """How a sample was drawn, and whether its seed draws it again."""
    return [
        ("Drawn", f"{written_date(made.drawn_on)}{_by(made.drawn_by)}"),
        ("Size", f"{made.size:,} of {made.population_size:,} ({terms(made.terms)})"),
        ("Seed", str(made.seed)),
        ("Digest of the batch", made.population_digest),
        (
            "Drawn again from its seed",
            "The same sample" if made.is_as_drawn else "ANOTHER SAMPLE: the record does not prove itself",
        ),
    ]


def family(line: LineDrawn) -> str:
    """A line's family by its reference."""
    return line.reference or "No reference"


def finding(line: LineDrawn) -> str:
    """What stands of a line of a sample."""
    if line.finding:
        return line.finding.finding.label
    return "Not read yet" if line.is_in_batch else "Left the batch before it was read"


def _wait(number: int) -> str:
    return "waits" if number == 1 else "wait"


def _by(name: str | None) -> str:
    return f" by {name}" if name else ""
