"""Who may read an assessment: by consent, by a lawful reason without it, or by holding the record."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar
from uuid import UUID

from app.cases.rules.vocabulary import ConsentDecision, Word
from app.errors import Forbidden, RuleRefused
from app.periods import written_date

MAY_BE_WITHDRAWN = frozenset({ConsentDecision.GIVEN, ConsentDecision.LIMITED})


class ConsentBy(Word):
    """Who decided about consent. Capacity decides, not age alone; at 16 and over a young person may alone."""

    CHILD_OR_YOUNG_PERSON = "child-or-young-person"
    PARENT_OR_CARER = "parent-or-carer"
    BOTH = "both"


class LawfulReason(Word):
    """Why an assessment may be shared without consent. There is no other reason.

    Source: Buckinghamshire and Leicestershire guidance on consent and information sharing.
    """

    SIGNIFICANT_HARM = "significant-harm"
    PUBLIC_INTEREST_OVERRIDES = "public-interest-overrides"
    SERIOUS_CRIME = "serious-crime"
    COURT_ORDER = "court-order"
    LEGAL_DUTY = "legal-duty"
    VITAL_INTEREST = "vital-interest"


class SharingState(Word):
    """Where a wish to share without consent stands. Only an approved one opens anything."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever would read a family's assessments.

    holds_record: they lead the family, manage where it is led from, or coordinate the programme. agencies:
    those for which anybody else reads. sees_every_risk: whether they see each risk noted at a refusal, and
    not only those that they recorded themselves.
    """

    user_id: UUID
    holds_record: bool
    agencies: frozenset[UUID] = frozenset()
    sees_every_risk: bool = False


@dataclass(frozen=True, slots=True)
class ConsentInForce:
    """What was decided last about an assessment. agencies: those that a limited consent names."""

    decision: ConsentDecision
    agencies: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class NewConsent:
    """A decision about consent that is to be recorded. risk, follow_up_on: at a refusal with a known risk."""

    decision: ConsentDecision
    decided_on: date
    agencies: frozenset[UUID] = frozenset()
    risk: str | None = None
    follow_up_on: date | None = None


class Decided(Protocol):
    """A decision about consent as it is on file; sequence counts the decisions of one day."""

    @property
    def decided_on(self) -> date: ...

    @property
    def sequence(self) -> int: ...


OnFile = TypeVar("OnFile", bound=Decided)


def in_force(decisions: Iterable[OnFile], on: date) -> OnFile | None:
    """The decision that holds on a day: the last one made on or before it."""
    made = [each for each in decisions if each.decided_on <= on]
    return max(made, key=lambda each: (each.decided_on, each.sequence), default=None)


def may_read_assessment(
    reader: Reader, consent: ConsentInForce | None, shared_anyway: AbstractSet[UUID]
) -> bool:
    """Whether somebody may read an assessment.

    Those who hold the record may. Any other reads for an agency: consent given opens it, a limited one to
    the agencies that it names, and refusal, withdrawal or nothing recorded to none. An approved sharing for
    a lawful reason opens it to its agency whatever consent says. shared_anyway: the agencies of those.
    """
    if reader.holds_record or not reader.agencies.isdisjoint(shared_anyway):
        return True
    if consent is None:
        return False
    if consent.decision is ConsentDecision.LIMITED:
        return not reader.agencies.isdisjoint(consent.agencies)
    return consent.decision is ConsentDecision.GIVEN and bool(reader.agencies)


def may_see_risk(reader: Reader, recorded_by: UUID | None) -> bool:
    """Whether somebody may know of a risk noted at a refusal: coordinators, and who recorded it."""
    return reader.sees_every_risk or recorded_by == reader.user_id


def check_consent(
    new: NewConsent, *, latest: tuple[date, ConsentDecision] | None, initiated_on: date, today: date
) -> None:
    """Refuse a decision that cannot have been made so, or says too little.

    latest: day and decision of the last one on file. Raises RuleRefused("consent-date" | "consent-order" |
    "nothing-to-withdraw" | "agencies-needed" | "risk-without-refusal" | "risk-and-follow-up" |
    "follow-up-date").
    """
    if not initiated_on <= new.decided_on <= today:
        raise RuleRefused(
            "consent-date",
            f"Give a day from {written_date(initiated_on)}, when the assessment was initiated, to today.",
        )
    if latest is not None and new.decided_on < latest[0]:
        raise RuleRefused(
            "consent-order",
            f"A later decision is on file, of {written_date(latest[0])}. Give a day from then.",
        )
    if new.decision is ConsentDecision.WITHDRAWN and (latest is None or latest[1] not in MAY_BE_WITHDRAWN):
        raise RuleRefused("nothing-to-withdraw", "There is no consent to withdraw. Record a refusal instead.")
    if new.decision is ConsentDecision.LIMITED and not new.agencies:
        raise RuleRefused("agencies-needed", "Choose the agencies with which the assessment may be shared.")
    _check_risk(new)


def _check_risk(new: NewConsent) -> None:
    if new.risk is None and new.follow_up_on is None:
        return
    if new.decision is not ConsentDecision.REFUSED:
        raise RuleRefused("risk-without-refusal", "A risk is noted here only when consent is refused.")
    if new.risk is None or new.follow_up_on is None:
        raise RuleRefused("risk-and-follow-up", "Say what the risk is, and by which day it is followed up.")
    if new.follow_up_on < new.decided_on:
        raise RuleRefused("follow-up-date", "The day to follow up may not be before that of the refusal.")


def check_can_decide_sharing(state: SharingState, *, asked_by: UUID, decider: UUID) -> None:
    """Refuse a second decision, and one by the person who asked.

    Raises RuleRefused("sharing-decided"), Forbidden("own-sharing").
    """
    if asked_by == decider:
        raise Forbidden("own-sharing", "Another manager must decide: you asked for this yourself.")
    if state is not SharingState.ASKED:
        raise RuleRefused("sharing-decided", "This has been decided already.")
