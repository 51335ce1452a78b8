"""What becomes of a case that an agency says is not theirs: sent on to another, or the point closed; pure."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.campaigns.rules.answers import OFFERED
from app.campaigns.rules.finding import Asked, CaseFacts
from app.campaigns.rules.vocabulary import CampaignKind, PointDecision, RowAnswer
from app.errors import RuleRefused


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case is answered for. establishment_id None: by the agency as a whole."""

    agency_id: UUID
    establishment_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """What the coordinator decides. to: where it is sent on to. words: a note to them, or why it ends."""

    decision: PointDecision
    to: Place | None = None
    words: str | None = None


def decision_made(decision: PointDecision, *, to: Place | None, words: str | None) -> Decided:
    """A decision with what belongs to it; a place that was chosen for a point to close does not count."""
    said = (words or "").strip() or None
    return Decided(decision, to if decision is PointDecision.SEND_ON else None, said)


def is_to_decide(
    kind: CampaignKind, *, answer: RowAnswer | None, decision: PointDecision | None, closed_on: date | None
) -> bool:
    """Whether a case waits for its coordinator: it was said not to be theirs, and nothing came of it yet.

    answer: the one that holds. decision: what was decided about it. Once an assessment that was asked about
    as open is closed, nothing is left to decide.
    """
    is_moot = closed_on is not None and RowAnswer.STILL_OPEN in OFFERED[kind]
    return answer is RowAnswer.NOT_OURS and decision is None and not is_moot


def check_waits(*, is_waiting: bool) -> None:
    """Refuse to decide about a case that nobody has disowned. Raises RuleRefused("nothing-to-decide")."""
    if not is_waiting:
        raise RuleRefused(
            "nothing-to-decide", "Whoever is asked about this case has not said that it is not theirs."
        )


def check_decision(decided: Decided, *, offered: Collection[Place], said: Collection[Place]) -> None:
    """Refuse a decision that lacks what belongs to it, or that would send a case round in a circle unseen.

    offered: where somebody would find it. said: who has said already that it is not theirs; to be sent it
    once more they are told why. Raises RuleRefused("place-missing" | "closing-why-missing" |
    "nobody-there" | "said-already").
    """
    for code, sentence in lacking(decided):
        raise RuleRefused(code, sentence)
    if decided.to is None:
        return
    if decided.to not in offered:
        raise RuleRefused("nobody-there", "Nobody is responsible there today, so nobody would find it.")
    if decided.to in said and decided.words is None:
        raise RuleRefused(
            "said-already", "They have said already that it is not theirs. Say in the note why it is."
        )


def lacking(decided: Decided) -> Iterator[tuple[str, str]]:
    """What a decision lacks that belongs to it: a code and a sentence; nothing when it is whole."""
    if decided.decision is PointDecision.SEND_ON and decided.to is None:
        yield "place-missing", "Choose where to send it on to."
    if decided.decision is PointDecision.CLOSE and decided.words is None:
        yield "closing-why-missing", "Say why nobody is asked any more."


def asked_there(case: CaseFacts, place: Place) -> Asked:
    """Who has to answer for an assessment that is sent on: the place, and its lead if led from there now."""
    of_agency = case.lead_agency_id == place.agency_id
    leads_there = of_agency and place.establishment_id in (None, case.lead_at)
    return Asked(place.agency_id, place.establishment_id, case.lead_id if leads_there else None)


def check_takes_answers(decision: PointDecision | None) -> None:
    """Refuse an answer once the coordinator has closed the point. Raises RuleRefused("point-closed")."""
    if decision is PointDecision.CLOSE:
        raise RuleRefused("point-closed", "The coordinator has closed this point, so nothing is asked.")
