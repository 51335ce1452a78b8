"""A rollout meeting from its planning to its end: its state, what agencies answer, what may be decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from app.cases.rules.vocabulary import LeadChosen, NotAllocatedReason, TriageOutcome, Word
from app.errors import RuleRefused

TYPED_UP_WITHIN = timedelta(days=7)
"""How long after its day a meeting may be typed up: after that its decisions are revised, not corrected."""

MOST_AGENCIES = 3
"""How many agencies may share one allocation."""


class MeetingState(Word):
    """Where a rollout meeting stands: decisions are taken while it is open, answers until it is held."""

    PLANNED = "planned"
    OPEN = "open"
    HELD = "held"


class Knowledge(Word):
    """What an agency says of a family before the meeting."""

    NOT_KNOWN = "not-known"
    KNOWN = "known"
    WORKING_NOW = "working-now"


class Relationship(Word):
    """How good the relationship of whoever works with a family is; None where nobody said."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one place says of one family. practitioner_id: who works with it now; None: none named."""

    knowledge: Knowledge
    practitioner_id: UUID | None = None
    relationship: Relationship | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a meeting decides about one family.

    agencies: the leading one first. lead: the posting of the lead professional; None: none named yet.
    revision_reason: why an earlier decision is changed; None for a first one.
    """

    outcome: TriageOutcome
    agencies: tuple[UUID, ...] = ()
    lead: UUID | None = None
    chosen: LeadChosen | None = None
    reason: NotAllocatedReason | None = None
    deferred_until: date | None = None
    revision_reason: str | None = None


@dataclass(frozen=True, slots=True)
class DecidedBefore:
    """The latest decision about a family."""

    meeting_id: UUID
    decided_on: date
    outcome: TriageOutcome
    reason: NotAllocatedReason | None
    deferred_until: date | None


@dataclass(frozen=True, slots=True)
class Recording:
    """How a decision is recorded: on which day, and whether it takes the place of one of the same day."""

    decided_on: date
    replaces: bool


def meeting_state(held_on: date, *, is_closed: bool, today: date) -> MeetingState:
    """Where a meeting planned here stands: 12 July 2013, not closed → open until 19 July, then held."""
    if is_closed or today > held_on + TYPED_UP_WITHIN:
        return MeetingState.HELD
    return MeetingState.PLANNED if today < held_on else MeetingState.OPEN


def check_answer(answer: Answer) -> None:
    """Refuse who works with a family, and how well, of an agency that does not work with it.

    Raises RuleRefused("not-working-now").
    """
    says_who = answer.practitioner_id is not None or answer.relationship is not None
    if says_who and answer.knowledge is not Knowledge.WORKING_NOW:
        raise RuleRefused(
            "not-working-now", "Say who works with a family, and how well, only where they work with it now."
        )


def strongest(answers: Iterable[Answer]) -> Answer | None:
    """What an agency says as a whole: the answer of whichever of its places works with the family best.

    None when no place has answered.
    """
    return min(answers, key=_strength, default=None)


def _strength(answer: Answer) -> tuple[int, int, bool]:
    known = (Knowledge.WORKING_NOW, Knowledge.KNOWN, Knowledge.NOT_KNOWN).index(answer.knowledge)
    # Nobody said how good it is: better than poor, not as good as fair.
    how_good = (Relationship.GOOD, Relationship.FAIR, None, Relationship.POOR).index(answer.relationship)
    return known, how_good, answer.practitioner_id is None


def check_decision(decision: Decision, decided_on: date) -> None:
    """Refuse a decision whose parts do not belong together.

    Raises RuleRefused("agency-missing" | "agency-twice" | "too-many-agencies" | "agency-not-wanted" |
    "chosen-missing" | "lead-missing" | "reason-missing" | "reason-not-wanted" | "deferral-missing" |
    "deferral-not-wanted" | "deferral-too-early").
    """
    if decision.outcome is TriageOutcome.ALLOCATE:
        _check_allocation(decision)
    elif decision.agencies or decision.lead or decision.chosen:
        raise RuleRefused("agency-not-wanted", "Only a family that is allocated gets an agency and a lead.")
    if decision.outcome is TriageOutcome.NOT_TO_BE_ALLOCATED:
        if decision.reason is None:
            raise RuleRefused("reason-missing", "Choose why the family is not to be allocated.")
    elif decision.reason is not None:
        raise RuleRefused("reason-not-wanted", "Only a family that is not to be allocated has such a reason.")
    _check_deferral(decision, decided_on)


def _check_allocation(decision: Decision) -> None:
    if not decision.agencies:
        raise RuleRefused("agency-missing", "Choose the agency that the family is allocated to.")
    if len(set(decision.agencies)) < len(decision.agencies):
        raise RuleRefused("agency-twice", "Choose each agency once.")
    if len(decision.agencies) > MOST_AGENCIES:
        raise RuleRefused("too-many-agencies", f"Choose at most {MOST_AGENCIES} agencies.")
    if decision.lead is not None and decision.chosen is None:
        raise RuleRefused("chosen-missing", "Choose how the lead professional was chosen.")
    if decision.lead is None and decision.chosen is not None:
        raise RuleRefused("lead-missing", "Choose the lead professional, or leave out how they were chosen.")


def _check_deferral(decision: Decision, decided_on: date) -> None:
    if decision.reason is NotAllocatedReason.DEFERRED:
        if decision.deferred_until is None:
            raise RuleRefused("deferral-missing", "Enter the date until which the family is deferred.")
        if decision.deferred_until <= decided_on:
            raise RuleRefused(
                "deferral-too-early", "The date of a deferral must come after the day of the decision."
            )
    elif decision.deferred_until is not None:
        raise RuleRefused("deferral-not-wanted", "Only a family that is deferred has such a date.")


def is_due(before: DecidedBefore, on: date) -> bool:
    """Whether a family that was deferred comes before a meeting on this day again."""
    until = before.deferred_until
    return before.reason is NotAllocatedReason.DEFERRED and until is not None and until <= on


def how_to_record(
    state: MeetingState,
    before: DecidedBefore | None,
    *,
    meeting_id: UUID,
    held_on: date,
    today: date,
    reason: str | None,
) -> Recording:
    """How a decision of a meeting about a family is recorded.

    While the meeting is open, a first decision is of the meeting's day, and another takes its place: a slip
    is mended, and the history keeps it. Afterwards a decision is revised, with a reason, from today on.
    Raises RuleRefused("meeting-not-open" | "decided-elsewhere" | "revision-reason-missing").
    """
    if before is None or (before.meeting_id != meeting_id and is_due(before, held_on)):
        if state is not MeetingState.OPEN:
            raise RuleRefused(
                "meeting-not-open",
                "This meeting is not open: decide from its day until it is closed, for a week at most.",
            )
        return Recording(held_on, replaces=False)
    if before.meeting_id != meeting_id or before.decided_on > today:
        raise RuleRefused(
            "decided-elsewhere", "Another meeting has decided about this family. Revise the decision there."
        )
    if state is MeetingState.OPEN and before.decided_on == held_on:
        return Recording(held_on, replaces=True)
    if reason is None:
        raise RuleRefused("revision-reason-missing", "Say why the decision is revised.")
    return Recording(today, replaces=before.decided_on == today)


def has_begun(starts_on: date, decided_on: date) -> bool:
    """Whether work under an allocation had begun when a decision of this day takes it back.

    What was allocated that day or for later, by a slip that is mended at once for one, never began.
    """
    return starts_on < decided_on
