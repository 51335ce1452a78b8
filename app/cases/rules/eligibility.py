"""Whether a family meets a rule pack's criteria, and why; what nobody has checked is not a no."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.periods import written_date
from app.programme.facts import Criterion, CriterionFact, CriterionGroup
from app.programme.packs import AtLeast, Condition, Met, RulePack


class Answer(StrEnum):
    """An answer that may be missing."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not-known"


class CriterionState(StrEnum):
    """What is known of one criterion: confirmed is met and verified; not-met was verified too."""

    CONFIRMED = "confirmed"
    UNVERIFIED = "unverified"
    NOT_MET = "not-met"
    NOT_KNOWN = "not-known"

    @property
    def answer(self) -> Answer:
        """Whether the criterion counts as met; a report that nobody verified leaves it not known."""
        return _ANSWERS[self]


_ANSWERS = {
    CriterionState.CONFIRMED: Answer.YES,
    CriterionState.UNVERIFIED: Answer.NOT_KNOWN,
    CriterionState.NOT_MET: Answer.NO,
    CriterionState.NOT_KNOWN: Answer.NOT_KNOWN,
}


@dataclass(frozen=True, slots=True)
class CriterionFinding:
    """What is known of one criterion that the pack counts, and the facts that say so."""

    criterion: Criterion
    group: CriterionGroup
    state: CriterionState
    evidence: tuple[CriterionFact, ...]


@dataclass(frozen=True, slots=True)
class EligibilityDecision:
    """Whether a family is eligible under a pack on a day, by group of criteria and by criterion.

    reasons: a sentence for each group of the pack, then one for the whole; no personal data.
    """

    pack_code: str
    as_at: date
    answer: Answer
    groups: Mapping[CriterionGroup, Answer]
    findings: tuple[CriterionFinding, ...]
    reasons: tuple[str, ...]


def eligibility(
    criteria: Sequence[CriterionFact], pack: RulePack, as_at: date, *, since: date | None = None
) -> EligibilityDecision:
    """Whether a family is eligible under a pack, as known on a day, with the reasons.

    Evidence counts if it was in force on that day or, given `since`, on any day from then to that day. Only
    what had been verified by that day confirms a criterion or rules it out. A criterion is met if anybody's
    evidence confirms it, whatever else says.
    Source: Board pack, 26 June 2013 (all three national problems, or two and a need of the local filter).
    """
    standing = [fact for fact in criteria if stood(fact, since=since or as_at, until=as_at)]
    findings = tuple(
        _finding(counted.criterion, counted.group, standing, as_at=as_at) for counted in pack.criteria
    )
    groups = {
        group: group_answer(
            [found.state.answer for found in findings if found.group is group], pack.needed_in(group)
        )
        for group in pack.groups
    }
    answer = condition_answer(pack.selection, groups)
    reasons = (
        *(_group_reason(group, findings, pack.needed_in(group)) for group in pack.groups),
        _WHOLE[answer],
    )
    return EligibilityDecision(pack.code, as_at, answer, groups, findings, reasons)


def stood(fact: CriterionFact, *, since: date, until: date) -> bool:
    """Whether a fact was in force on some day of these, both included, and had been extracted by the last."""
    begun = fact.starts_on <= until and fact.extract_on <= until
    return begun and (fact.ends_on is None or fact.ends_on >= since)


def group_answer(criteria: Sequence[Answer], needed: int = 1) -> Answer:
    """Whether enough criteria of a group are met: no only if too few of them still could be."""
    if criteria.count(Answer.YES) >= needed:
        return Answer.YES
    could_be = len(criteria) - criteria.count(Answer.NO)
    return Answer.NO if could_be < needed else Answer.NOT_KNOWN


def condition_answer(condition: Condition, groups: Mapping[CriterionGroup, Answer]) -> Answer:
    """Whether a selection rule holds, given the answer for each group.

    Yes when enough is known to hold, no when too little could, otherwise not known.
    """
    match condition:
        case Met(group):
            return groups[group]
        case AtLeast(number, of):  # pragma: no branch  # the last kind there is
            answers = [condition_answer(part, groups) for part in of]
            if answers.count(Answer.YES) >= number:
                return Answer.YES
            return Answer.NO if len(answers) - answers.count(Answer.NO) < number else Answer.NOT_KNOWN


def _finding(
    criterion: Criterion, group: CriterionGroup, standing: Sequence[CriterionFact], *, as_at: date
) -> CriterionFinding:
    """The state of one criterion: confirmed before reported, reported before ruled out."""
    facts = tuple(fact for fact in standing if fact.criterion is criterion)
    verified = [fact for fact in facts if fact.verified_on is not None and fact.verified_on <= as_at]
    if any(fact.met for fact in verified):
        state = CriterionState.CONFIRMED
    elif any(fact.met for fact in facts):
        state = CriterionState.UNVERIFIED
    elif verified:
        state = CriterionState.NOT_MET
    else:
        state = CriterionState.NOT_KNOWN
    return CriterionFinding(criterion, group, state, facts)


def _group_reason(group: CriterionGroup, findings: Sequence[CriterionFinding], needed: int) -> str:
    """One sentence about a group: its confirmed criteria, or else what stands in the way."""
    of_group = [found for found in findings if found.group is group]
    confirmed = [found for found in of_group if found.state is CriterionState.CONFIRMED]
    reported = [found for found in of_group if found.state is CriterionState.UNVERIFIED]
    if confirmed:
        said = f"{group.label}: confirmed ({'; '.join(_sourced(found) for found in confirmed)})"
        return f"{said}; {needed} are needed." if len(confirmed) < needed else f"{said}."
    if reported:
        return f"{group.label}: reported, but nobody has verified it ({'; '.join(map(_sourced, reported))})."
    if all(found.state is CriterionState.NOT_MET for found in of_group):
        return f"{group.label}: checked, and not met."
    return f"{group.label}: not known."


def _sourced(found: CriterionFinding) -> str:
    """A criterion with the source and date of a fact that says it is met, a verified one if there is any."""
    met = [fact for fact in found.evidence if fact.met]
    fact = next((fact for fact in met if fact.verified_on is not None), met[0])
    return f"{found.criterion.label}, {fact.source}, {written_date(fact.extract_on)}"


_WHOLE = {
    Answer.YES: "The family is eligible.",
    Answer.NO: "The family is not eligible.",
    Answer.NOT_KNOWN: "Too little is known to say that the family is eligible.",
}
