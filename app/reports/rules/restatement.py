"""Restatement: what is told otherwise of the same families and CAFs than it was, and for which reason.

Two releases, or a release and the records as they stand, differ for one of few reasons. Those that say
something new about the days that the first one told of restate it; what has only happened since does not.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from app.reports.rules.comparison import FACT_NAMES, Moved, said
from app.reports.rules.facts import AllocationFact, AssessmentRow, FamilyRow
from app.reports.rules.frozen import Frozen
from app.reports.rules.vocabulary import CountOf

RowT = TypeVar("RowT", FamilyRow, AssessmentRow)


class Reason(StrEnum):
    """Why a fact is told otherwise. A record with several reasons is counted under the first of them here."""

    MERGE = "merge"
    RULES_CHANGED = "rules-changed"
    DECISION_REVISED = "decision-revised"
    LATE_ENTRY = "late-entry"
    CORRECTION = "correction"
    SINCE_THEN = "since-then"
    NOT_TOLD_APART = "not-told-apart"

    @property
    def label(self) -> str:
        """As pages head it."""
        return _LABELS[self]

    @property
    def meaning(self) -> str:
        """What it says, in a sentence."""
        return _MEANINGS[self]


_LABELS = {
    Reason.MERGE: "Merged or un-merged",
    Reason.RULES_CHANGED: "Rule pack changed",
    Reason.DECISION_REVISED: "Decision revised",
    Reason.LATE_ENTRY: "Entered late",
    Reason.CORRECTION: "Corrected",
    Reason.NOT_TOLD_APART: "Since then or late",
    Reason.SINCE_THEN: "Happened since",
}

_MEANINGS = {
    Reason.MERGE: "Two records turned out to be one, or one to be two.",
    Reason.RULES_CHANGED: "Other rules were in force; the facts may be the same.",
    Reason.DECISION_REVISED: "A triage decision was replaced by another of a day that had been told of.",
    Reason.LATE_ENTRY: "It had happened by the first as-at day, and was entered after the first was made.",
    Reason.CORRECTION: "What had been told was wrong, and has been put right.",
    Reason.NOT_TOLD_APART: (
        "The fact carries no day of its own: it may have happened after the first as-at day, or been entered "
        "late."
    ),
    Reason.SINCE_THEN: "It happened after the first as-at day; nothing that had been told is different.",
}

ASSESSMENT_FACTS = {
    "kind": "kind of assessment",
    "initiated_on": "initiated",
    "initiating_agency": "initiating agency",
    "primary_reason": "primary reason",
    "reasons": "reasons",
    "lead_agency": "agency of the lead professional",
    "has_lead": "has a lead professional",
    "consented_on": "consent",
    "assessment_completed_on": "assessment complete",
    "first_team_meeting_on": "first team meeting",
    "first_reviewed_on": "first review",
    "closed_on": "closed",
    "closure_reason": "reason for closing",
    "age_band": "age when it began",
    "sex": "sex",
    "ethnicity": "ethnic group",
}

NOT_KEPT_AT_FIRST = frozenset({"age_band", "sex", "ethnicity"})
"""Facts of a CAF that the first releases did not keep: their coming to be kept says nothing of the CAF."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What is known of two releases beside their rows.

    first_day, last_day: their as-at days. same_rules: whether one rule pack was in force for both. merged:
    the families that were merged or un-merged between the making of the two. listed_on: the day on which a
    family that only one of them counts came on to the programme's list.
    """

    first_day: date
    last_day: date
    same_rules: bool
    merged: AbstractSet[UUID]
    listed_on: Mapping[UUID, date]

    @property
    def is_one_day(self) -> bool:
        """Whether both tell of the same day, so that nothing can have happened in between."""
        return self.last_day <= self.first_day


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact that is told otherwise, in words, and why."""

    words: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Restated:
    """A family or an assessment of which something is told otherwise."""

    record_id: UUID
    kind: CountOf
    differences: tuple[Difference, ...]

    @property
    def reason(self) -> Reason:
        """The reason it is counted under: the first of its own in the order of the reasons."""
        own = {each.reason for each in self.differences}
        return next(reason for reason in Reason if reason in own)


@dataclass(frozen=True, slots=True)
class Why:
    """How many records a figure counts that it did not, and no longer counts, by reason.

    None: a record of which nothing is told otherwise, or of a kind that is not compared.
    """

    come: Mapping[Reason | None, int]
    gone: Mapping[Reason | None, int]


def restated(before: Frozen, after: Frozen, compared: Compared) -> tuple[Restated, ...]:
    """The families, then the assessments, of which something is told otherwise, each in id order."""
    return (*_families(before, after, compared), *_assessments(before, after, compared))


def why(moved: Moved, of_record: Mapping[UUID, Restated]) -> Why:
    """Why a figure moved: its members that came and went, by the reason of each."""
    old, new = (
        frozenset(each.members or ()) if each else frozenset() for each in (moved.before, moved.after)
    )

    def counted(members: AbstractSet[UUID]) -> dict[Reason | None, int]:
        found = Counter(of_record[each].reason if each in of_record else None for each in members)
        return {reason: found[reason] for reason in (*Reason, None) if reason in found}

    return Why(come=counted(new - old), gone=counted(old - new))


def by_reason(found: Iterable[Restated]) -> dict[Reason, Counter[CountOf]]:
    """How many families and assessments stand under each reason that has any, in the order of reasons."""
    counted: dict[Reason, Counter[CountOf]] = {}
    for each in found:
        counted.setdefault(each.reason, Counter())[each.kind] += 1
    return {reason: counted[reason] for reason in Reason if reason in counted}


def _families(before: Frozen, after: Frozen, compared: Compared) -> Iterator[Restated]:
    def come(row: FamilyRow) -> Difference:
        listed_on = compared.listed_on.get(row.family_id)
        late = Reason.LATE_ENTRY if compared.is_one_day else Reason.NOT_TOLD_APART
        return Difference(
            "came on to the list", _happened(listed_on, compared) if listed_on is not None else late
        )

    yield from _differing(
        CountOf.FAMILIES,
        (before.families, after.families),
        key=lambda row: row.family_id,
        come=come,
        gone=lambda row: Difference("left the list", Reason.CORRECTION),
        changed=lambda old, new: _family_differences(old, new, compared),
        merged=compared.merged,
    )


def _assessments(before: Frozen, after: Frozen, compared: Compared) -> Iterator[Restated]:
    yield from _differing(
        CountOf.ASSESSMENTS,
        (before.assessments, after.assessments),
        key=lambda row: row.assessment_id,
        come=lambda row: Difference(
            f"initiated {said(row.initiated_on)}", _happened(row.initiated_on, compared)
        ),
        gone=lambda row: Difference(
            f"no longer there; had been initiated {said(row.initiated_on)}", Reason.CORRECTION
        ),
        changed=lambda old, new: _assessment_differences(old, new, compared),
        merged=frozenset(),
    )


def _differing(
    kind: CountOf,
    rows: tuple[Sequence[RowT], Sequence[RowT]],
    *,
    key: Callable[[RowT], UUID],
    come: Callable[[RowT], Difference],
    gone: Callable[[RowT], Difference],
    changed: Callable[[RowT, RowT], Iterable[Difference]],
    merged: AbstractSet[UUID],
) -> Iterator[Restated]:
    first, second = ({key(row): row for row in each} for each in rows)
    for record_id in sorted(first.keys() | second.keys()):
        old, new = first.get(record_id), second.get(record_id)
        if old == new:
            continue
        found: Iterable[Difference]
        if old is None:
            assert new is not None  # one of the two has it
            found = (come(new),)
        elif new is None:
            found = (gone(old),)
        else:
            found = changed(old, new)
        differences = tuple(
            Difference(each.words, Reason.MERGE) if record_id in merged else each for each in found
        )
        if differences:
            yield Restated(record_id, kind, differences)


def _family_differences(old: FamilyRow, new: FamilyRow, compared: Compared) -> Iterator[Difference]:
    decision = _of_decision(old, new, compared)
    for name in FACT_NAMES:
        was, now = getattr(old, name), getattr(new, name)
        if was == now:
            continue
        yield Difference(
            f"{FACT_NAMES[name]}: {said(was)} → {said(now)}",
            _family_reason(name, was, now, decision, compared),
        )


def _family_reason(
    name: str, was: object, now: object, decision: Reason | None, compared: Compared
) -> Reason:
    match name:
        case "outcome" | "reason" | "decided_on" if decision is not None:
            return decision
        case "rollout" | "ward":
            return decision or (Reason.CORRECTION if compared.is_one_day else Reason.NOT_TOLD_APART)
        case "allocations":
            return _of_allocations(_agreed(was), _agreed(now), decision, compared)
        case "cohort" | "criteria_confirmed" if not compared.same_rules:
            return Reason.RULES_CHANGED
        case "first_started_on" | "attached_on":
            return _dated(was, now, compared)
        case _:
            return _undated(was, now, compared)


def _of_decision(old: FamilyRow, new: FamilyRow, compared: Compared) -> Reason | None:
    """Why the decision in force is another; None when it is the same."""
    if (old.outcome, old.reason, old.decided_on) == (new.outcome, new.reason, new.decided_on):
        return None
    if new.decided_on is not None and new.decided_on > compared.first_day:
        return Reason.SINCE_THEN
    return Reason.LATE_ENTRY if old.outcome is None else Reason.DECISION_REVISED


def _of_allocations(
    was: frozenset[AllocationFact],
    now: frozenset[AllocationFact],
    decision: Reason | None,
    compared: Compared,
) -> Reason:
    if decision is not None:
        return decision
    later = [each.starts_on > compared.first_day for each in now - was]
    begun = not compared.is_one_day and {_agreement(each) for each in was} == {
        _agreement(each) for each in now
    }
    if begun or (later and all(later)):
        return Reason.SINCE_THEN
    if not compared.is_one_day and not now - was:  # one of several has ended
        return Reason.NOT_TOLD_APART
    return Reason.CORRECTION if was else Reason.LATE_ENTRY


def _agreed(value: object) -> frozenset[AllocationFact]:
    assert isinstance(value, tuple)
    return frozenset(value)


def _agreement(allocation: AllocationFact) -> tuple[object, ...]:
    """What was agreed, whether or not its first day has come."""
    return (allocation.route, allocation.agencies, allocation.starts_on)


def _assessment_differences(
    old: AssessmentRow, new: AssessmentRow, compared: Compared
) -> Iterator[Difference]:
    for name in ASSESSMENT_FACTS:
        was, now = getattr(old, name), getattr(new, name)
        came_to_be_kept = name in NOT_KEPT_AT_FIRST and None in (was, now)
        follows = name == "closure_reason" and old.closed_on != new.closed_on
        if was == now or came_to_be_kept or follows:
            continue
        match name:
            case "lead_agency" | "has_lead":
                reason = _undated(was, now, compared)
            case _:
                reason = _dated(was, now, compared)
        yield Difference(f"{ASSESSMENT_FACTS[name]}: {said(was)} → {said(now)}", reason)


def _dated(was: object, now: object, compared: Compared) -> Reason:
    """Why a day is another; anything else that is told otherwise was wrong."""
    return _happened(now, compared) if was is None and isinstance(now, date) else Reason.CORRECTION


def _happened(on: date, compared: Compared) -> Reason:
    return Reason.SINCE_THEN if on > compared.first_day else Reason.LATE_ENTRY


def _undated(was: object, now: object, compared: Compared) -> Reason:
    if not compared.is_one_day:
        return Reason.NOT_TOLD_APART
    return Reason.LATE_ENTRY if (was is None or was is False) and now else Reason.CORRECTION
