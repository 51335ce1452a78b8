"""Rollout meetings in the words that their pages print: pure, from what is known to rows of text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.cases.queries.triage_leads import LeadToChoose
from app.cases.queries.triage_lists import AnswerSeen, ChildSeen, DecisionSeen, FamilyAtMeeting
from app.cases.rules.triage import Knowledge, strongest
from app.cases.rules.vocabulary import LeadChosen, TriageOutcome
from app.govuk import short_date


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the answers suggest: the agency that works with the family best, and who does there."""

    agency_id: UUID
    lead: LeadToChoose | None

    @property
    def chosen(self) -> LeadChosen | None:
        """How a lead that the answers name is chosen."""
        return LeadChosen.BEST_RELATIONSHIP if self.lead else None


def children_words(children: Iterable[ChildSeen], on: date) -> list[str]:
    """Each child by name and age on a day: "Tansy Testcase, 12"; never a date of birth."""
    return [f"{child.forename} {child.surname}, {_age(child.age(on))}" for child in children]


def answer_words(seen: AnswerSeen | None) -> str:
    """What an agency says, short enough for a grid: "Working, good"; a dash where it has not answered."""
    if seen is None:
        return "–"
    match seen.answer.knowledge:
        case Knowledge.NOT_KNOWN:
            return "No"
        case Knowledge.KNOWN:
            return "Known"
        case Knowledge.WORKING_NOW:
            how_good = seen.answer.relationship
            return f"Working, {how_good.value}" if how_good else "Working"


def decision_words(made: DecisionSeen) -> str:
    """A decision in one line: "Allocate: HEALTH with SCHOOL, Lee Example"."""
    details: list[str] = []
    if made.outcome is TriageOutcome.ALLOCATE:
        details = [" with ".join(made.agencies), *([made.lead_name] if made.lead_name else [])]
    elif made.reason:
        until = f" ({short_date(made.deferred_until)})" if made.deferred_until else ""
        details = [f"{made.reason.label.lower()}{until}"]
    return f"{made.outcome.label}: {', '.join(details)}" if any(details) else made.outcome.label


def lead_words(lead: LeadToChoose) -> str:
    """A practitioner with their caseload in sight: "Lee Example, Alder Clinic: 3 of 6 families"."""
    of = f"{lead.families} of {lead.limit}" if lead.limit is not None else f"{lead.families}, no limit set"
    is_full = lead.limit is not None and lead.families >= lead.limit
    return f"{lead.name}, {lead.establishment}: {of}{' – full' if is_full else ''}"


def proposal(family: FamilyAtMeeting, leads: Sequence[LeadToChoose]) -> Proposal | None:
    """What the answers about a family suggest; None when no agency works with it now."""
    working = {
        agency_id: seen
        for agency_id, seen in family.answers.items()
        if seen.answer.knowledge is Knowledge.WORKING_NOW
    }
    best = strongest(seen.answer for seen in working.values())
    if best is None:
        return None
    agency_id = next(agency for agency, seen in working.items() if seen.answer is best)
    lead = next(
        (
            each
            for each in leads
            if each.agency_id == agency_id and each.practitioner_id == best.practitioner_id
        ),
        None,
    )
    return Proposal(agency_id, lead)


def _age(age: int | None) -> str:
    return "age not known" if age is None else str(age)
