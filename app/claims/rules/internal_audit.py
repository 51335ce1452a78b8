"""Internal audit of a batch of claim lines: how a sample is drawn, what is found, and what follows from it.

Nothing is extrapolated: a line that was not read is passed because the batch is, and is never counted as
upheld. Source: policy.md 1.5 and 2 (results are claimed once they have satisfied internal audit; each council
chose its own method; about one claim in ten) and 8 (6).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from app.cases.rules.quality_audits import fingerprint
from app.cases.rules.vocabulary import Word
from app.claims.rules.intervals import Interval, exact_interval
from app.errors import RuleRefused
from app.programme.packs import Certainty, Source

LARGEST_SEED = 2**31
MOST_LEAST = 1_000


class Finding(Word):
    """What an auditor found of a claim line that they read."""

    UPHELD = "upheld"
    NOT_UPHELD = "not-upheld"
    EVIDENCE_MISSING = "evidence-missing"

    @property
    def has_failed(self) -> bool:
        """Whether the line goes back to be put right."""
        return self is not Finding.UPHELD


class DrawKind(Word):
    """Which sample of a batch it is.

    FURTHER: of lines not read yet, judged together with those read before. ANEW: of the whole batch, once the
    lines that had failed were put right; it is judged by itself.
    """

    FIRST = "first"
    FURTHER = "further"
    ANEW = "anew"


class AuditState(Word):
    """Where the audit of a batch stands.

    NOTHING_READ: every line of the sample has left the batch before it was read. BEING_PUT_RIGHT: held, and
    what failed was sent back.
    """

    READING = "reading"
    NOTHING_READ = "nothing-read"
    HELD = "held"
    BEING_PUT_RIGHT = "being-put-right"
    WITHIN_THE_LIMIT = "within-the-limit"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Terms:
    """How many lines are drawn, and from which failure rate on a batch is held, in whole per cent.

    A batch is held above the limit, not at it.
    """

    share_percent: int
    least: int
    limit_percent: int


SHARE_SOURCE = Source(
    "About 10% of each claim was audited under phase 2 of the programme; each council chose its own method",
    Certainty.RECALLED,
)

TERMS_TO_BEGIN_WITH = Terms(share_percent=10, least=5, limit_percent=5)
"""What is in force until the council sets terms of its own.

The share is recalled (SHARE_SOURCE). No source prints a least number or a limit: both are ours.
"""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many lines were read, by finding. A line not read counts nowhere."""

    upheld: int = 0
    not_upheld: int = 0
    evidence_missing: int = 0

    @property
    def failed(self) -> int:
        """The lines that failed."""
        return self.not_upheld + self.evidence_missing

    @property
    def read(self) -> int:
        """The lines that were read: the base of the failure rate."""
        return self.upheld + self.failed

    @property
    def tenths(self) -> int | None:
        """The failure rate in tenths of a per cent, half rounded up: 1 of 3 → 333; None of nothing."""
        return (2000 * self.failed + self.read) // (2 * self.read) if self.read else None

    @property
    def interval(self) -> Interval | None:
        """The 95% interval of the failure rate; None of nothing."""
        return exact_interval(self.failed, self.read)

    def is_above(self, limit_percent: int) -> bool:
        """Whether the failure rate is above a limit: 1 of 20 is not above 5%."""
        return 100 * self.failed > limit_percent * self.read


def check_terms(terms: Terms) -> None:
    """Raises RuleRefused("terms-out-of-range") for a share, a least number or a limit out of all reason."""
    if not (
        1 <= terms.share_percent <= 100 and 1 <= terms.least <= MOST_LEAST and 0 <= terms.limit_percent <= 100
    ):
        raise RuleRefused(
            "terms-out-of-range",
            f"Give a share from 1 to 100 per cent, a least number from 1 to {MOST_LEAST:,} and a limit from "
            "0 to 100 per cent.",
        )


def sample_size(population: int, terms: Terms) -> int:
    """How many lines are drawn: the share, rounded up, at least so many, and never more than there are.

    10% of 101, at least 5 → 11; of 20 → 5; of 3 → 3.
    """
    return min(population, max(terms.least, -(-population * terms.share_percent // 100)))


def draw(population: Collection[UUID], size: int, seed: int) -> tuple[UUID, ...]:
    """So many lines of a batch, in the order drawn: the same for the same lines, size and seed.

    Each is ranked by the SHA-256 of the seed and its id, which nobody can steer and no version of a language
    changes. Raises RuleRefused("nothing-to-draw").
    """
    if not population:
        raise RuleRefused("nothing-to-draw", "No claim line of this batch waits to be drawn.")
    return tuple(sorted(set(population), key=lambda each: (_rank(each, seed), each))[:size])


def is_as_drawn(population: Collection[UUID], *, seed: int, digest: str, sampled: Collection[UUID]) -> bool:
    """Whether a sample that is kept is what its seed draws from the batch that is kept."""
    return (
        fingerprint(population) == digest
        and bool(population)
        and set(draw(population, len(sampled), seed)) == set(sampled)
    )


def tally(findings: Iterable[Finding]) -> Tally:
    """The lines read, by finding."""
    found = list(findings)
    return Tally(*(found.count(each) for each in Finding))


def state_of(
    found: Tally, *, limit_percent: int, waiting: int, is_closed: bool, is_sent_back: bool
) -> AuditState:
    """Where an audit stands. waiting: lines of its samples in the batch that nobody has read yet."""
    if is_closed:
        return AuditState.CLOSED
    if is_sent_back:
        return AuditState.BEING_PUT_RIGHT
    if waiting:
        return AuditState.READING
    if not found.read:
        return AuditState.NOTHING_READ
    return AuditState.HELD if found.is_above(limit_percent) else AuditState.WITHIN_THE_LIMIT


def parted(
    batch: Iterable[UUID], findings: Mapping[UUID, Finding]
) -> tuple[tuple[UUID, ...], tuple[UUID, ...]]:
    """The lines of a batch that pass, and those that go back: exactly those read that failed."""
    lines = sorted(set(batch))
    fails = tuple(each for each in lines if each in findings and findings[each].has_failed)
    return tuple(each for each in lines if each not in set(fails)), fails


def check_note(finding: Finding, note: str | None) -> None:
    """Raises RuleRefused("note-needed") when a line fails and nothing says why."""
    if finding.has_failed and not note:
        raise RuleRefused(
            "note-needed", "Write what is wrong or missing, so that whoever prepared the claim can act on it."
        )


def check_may_close(state: AuditState, in_batch: int) -> None:
    """Raises RuleRefused unless a batch is within the limit, or nothing of it is left with internal audit.

    Codes: "sample-not-read" | "batch-held" | "not-put-right". in_batch: its lines still with internal audit.
    """
    if state is AuditState.WITHIN_THE_LIMIT or not in_batch:
        return
    if state is AuditState.BEING_PUT_RIGHT:
        raise RuleRefused(
            "not-put-right",
            "This batch is held. Draw a new sample once the lines sent back have been put right.",
        )
    if state is AuditState.HELD:
        raise RuleRefused(
            "batch-held",
            "This batch is held: its failure rate is above the limit. Draw a second sample, or send the "
            "lines that failed back to be put right.",
        )
    raise RuleRefused("sample-not-read", "Read every line of the sample before you close the audit.")


def check_may_send_back(state: AuditState) -> None:
    """Raises RuleRefused("not-held") unless the batch is held and nothing was sent back yet."""
    if state is not AuditState.HELD:
        raise RuleRefused("not-held", "Lines are sent back from a batch that is held, or when it is closed.")


def check_may_draw_further(state: AuditState) -> None:
    """Raises RuleRefused("sample-not-read" | "not-put-right") while another sample may not be drawn yet."""
    if state is AuditState.READING:
        raise RuleRefused("sample-not-read", "Read every line of the sample before you draw another.")
    if state is AuditState.BEING_PUT_RIGHT:
        raise RuleRefused(
            "not-put-right", "Lines of this batch were sent back. Draw anew once they have been put right."
        )


def check_put_right(state: AuditState, still_out: int) -> None:
    """Raises RuleRefused unless what was sent back is with internal audit again, or was withdrawn.

    Codes: "not-sent-back" | "not-put-right". still_out: the lines that are neither.
    """
    if state is not AuditState.BEING_PUT_RIGHT:
        raise RuleRefused("not-sent-back", "Nothing of this batch was sent back. Draw a second sample.")
    if still_out:
        lines = "1 line" if still_out == 1 else f"{still_out:,} lines"
        raise RuleRefused(
            "not-put-right",
            f"{lines} of this batch sent back to be put right {'is' if still_out == 1 else 'are'} not with "
            "internal audit again yet. The coordinator puts right, or withdraws, what failed.",
        )


def _rank(line_id: UUID, seed: int) -> str:
    return sha256(f"{seed}:{line_id}".encode()).hexdigest()
