"""The moves of a return, what stands on it, what moved since the last one, and how its answers reconcile."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.cases.rules.vocabulary import Word
from app.errors import RuleRefused
from app.money import Pence
from app.programme.packs import Route


class ReturnState(Word):
    """Where a return stands between its preparation and the department's answer to its last line."""

    PREPARING = "preparing"
    WAITING = "waiting-for-signature"
    REFUSED = "refused"
    ABANDONED = "abandoned"
    SIGNED = "signed"
    SUBMITTED = "submitted"
    ANSWERED = "answered"

    @property
    def is_open(self) -> bool:
        """Whether it may still become anything else before it is signed; a window has one such return."""
        return self in (ReturnState.PREPARING, ReturnState.WAITING)

    @property
    def is_signed(self) -> bool:
        """Whether it has been signed: its lines, its figures and its files never change again."""
        return self in SIGNED_STATES


SIGNED_STATES = frozenset({ReturnState.SIGNED, ReturnState.SUBMITTED, ReturnState.ANSWERED})

# A refused return stays as it was refused; its lines are audited again, and go on the next one.
RETURN_MOVES: Mapping[ReturnState, frozenset[ReturnState]] = {
    ReturnState.PREPARING: frozenset({ReturnState.WAITING, ReturnState.ABANDONED}),
    ReturnState.WAITING: frozenset({ReturnState.SIGNED, ReturnState.REFUSED}),
    ReturnState.REFUSED: frozenset(),
    ReturnState.ABANDONED: frozenset(),
    ReturnState.SIGNED: frozenset({ReturnState.SUBMITTED}),
    ReturnState.SUBMITTED: frozenset({ReturnState.ANSWERED}),
    ReturnState.ANSWERED: frozenset(),
}


def check_return_move(current: ReturnState, wanted: ReturnState) -> None:
    """Refuse a move of a return that the table of moves does not allow.

    Raises RuleRefused("return-move-not-allowed").
    """
    if wanted not in RETURN_MOVES[current]:
        raise RuleRefused(
            "return-move-not-allowed",
            f"This return is {current.label.lower()}, so it may not become {wanted.label.lower()}.",
        )


class LinePart(Word):
    """What a line is to a return: claimed by it, claimed before and standing, or taken back by it."""

    CLAIMED = "claimed"
    STANDS = "stands"
    TAKEN_BACK = "taken-back"


class AnswerOutcome(Word):
    """What became of a submitted line."""

    PAID = "paid"
    PART_PAID = "part-paid"
    NOT_VALID = "not-valid"


class FoundBy(Word):
    """Who answers for what became of a line: the department, or the council that corrects itself."""

    DEPARTMENT = "department"
    COUNCIL = "council"


@dataclass(frozen=True, slots=True)
class LineThen:
    """A line of a return as it stood on it. cohort_year: by the year it starts in; None: not attached."""

    line_id: UUID
    family_id: UUID
    reference: str | None
    route: Route
    value_pence: int
    funded_elsewhere: bool
    cohort_year: int | None
    part: LinePart

    @property
    def counts(self) -> bool:
        """Whether it counts among the results so far."""
        return self.part is not LinePart.TAKEN_BACK


@dataclass(frozen=True, slots=True)
class Movement:
    """A family's line that counts now and did not then, or the other way round, and why."""

    line: LineThen
    joined: bool
    why: str

    @property
    def pence(self) -> int:
        """What it adds to what is claimed, below zero when it leaves."""
        return self.line.value_pence if self.joined else -self.line.value_pence


def movements(
    then: Iterable[LineThen], now: Iterable[LineThen], left: Mapping[UUID, str]
) -> tuple[Movement, ...]:
    """What moved between two returns, by family: the lines that joined, and those that left.

    left: why a line no longer counts, by its id.
    """
    before = {line.line_id: line for line in then if line.counts}
    after = {line.line_id: line for line in now if line.counts}
    found = [
        *(
            Movement(line, joined=False, why=left.get(line_id, "No longer on the return."))
            for line_id, line in before.items()
            if line_id not in after
        ),
        *(
            Movement(line, joined=True, why=_why_joined(line))
            for line_id, line in after.items()
            if line_id not in before
        ),
    ]
    return tuple(sorted(found, key=lambda each: (each.joined, _by_family(each.line))))


def _why_joined(line: LineThen) -> str:
    if line.part is LinePart.CLAIMED:
        return "Newly claimed on this return."
    return "Claimed on a return between the two."


def _by_family(line: LineThen) -> tuple[str, UUID, Route]:
    return (line.reference or "", line.family_id, line.route)


@dataclass(frozen=True, slots=True)
class Tally:
    """A line of the return in numbers: families, and pence. The same family is counted once."""

    families: int
    pence: int


def tally(lines: Iterable[LineThen]) -> Tally:
    """The families of some lines, each once, and what the lines come to."""
    known = list(lines)
    return Tally(len({line.family_id for line in known}), sum(line.value_pence for line in known))


@dataclass(frozen=True, slots=True)
class Answered:
    """A claimed line with what was answered. outcome None: nothing yet; paid_pence: what came for it."""

    line: LineThen
    outcome: AnswerOutcome | None
    paid_pence: int
    reason: str | None
    found_by: FoundBy | None
    answered_on: date | None

    @property
    def unpaid_pence(self) -> int:
        """What was claimed, stands, and has not come."""
        if self.outcome is AnswerOutcome.NOT_VALID:
            return 0
        return self.line.value_pence - self.paid_pence

    @property
    def not_valid_pence(self) -> int:
        """What was claimed and was found not valid."""
        return self.line.value_pence if self.outcome is AnswerOutcome.NOT_VALID else 0


@dataclass(frozen=True, slots=True)
class Reconciled:
    """A submitted return against its answers, in whole pence: claimed = paid + unpaid + not valid.

    waiting: how many lines have no answer. to_repay: what came for lines that are not valid.
    """

    claimed: Pence
    paid: Pence
    unpaid: Pence
    not_valid: Pence
    to_repay: Pence
    waiting: int
    differing: tuple[Answered, ...]

    @property
    def holds(self) -> bool:
        """Whether every pound that was claimed is accounted for."""
        return self.claimed == self.paid + self.unpaid + self.not_valid

    @property
    def is_closed(self) -> bool:
        """Whether every line has its answer and nothing that stands is unpaid."""
        return not self.waiting and not self.unpaid


def reconcile(lines: Sequence[Answered]) -> Reconciled:
    """What was claimed on a return against what came of it; differing: the lines that were not paid whole."""
    standing = [each for each in lines if each.outcome is not AnswerOutcome.NOT_VALID]
    return Reconciled(
        claimed=Pence(sum(each.line.value_pence for each in lines)),
        paid=Pence(sum(each.paid_pence for each in standing)),
        unpaid=Pence(sum(each.unpaid_pence for each in lines)),
        not_valid=Pence(sum(each.not_valid_pence for each in lines)),
        to_repay=Pence(sum(each.paid_pence for each in lines if each.outcome is AnswerOutcome.NOT_VALID)),
        waiting=sum(each.outcome is None for each in lines),
        differing=tuple(
            each for each in lines if each.outcome is None or each.unpaid_pence or each.not_valid_pence
        ),
    )


def check_answer(outcome: AnswerOutcome, claimed: int, paid: int | None, reason: str | None) -> int:
    """Pence that came for a line by an answer to it.

    Raises RuleRefused("part-paid-how-much" | "why-not-valid").
    """
    match outcome:
        case AnswerOutcome.PAID:
            return claimed
        case AnswerOutcome.PART_PAID:
            if paid is None or not 0 < paid < claimed:
                raise RuleRefused(
                    "part-paid-how-much",
                    "Enter what was paid: more than nothing, and less than was claimed.",
                )
            return paid
        case AnswerOutcome.NOT_VALID:  # pragma: no branch  # the last there is
            if not reason:
                raise RuleRefused("why-not-valid", "Say why the line was found not valid.")
            return 0


def repayment_due(paid_pence: int) -> Pence | None:
    """What must be repaid for a line that is found not valid after so much came for it; None: nothing."""
    return Pence(paid_pence) if paid_pence else None
