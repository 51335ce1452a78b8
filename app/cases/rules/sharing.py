"""Who may read an assessment: by consent, by a lawful reason without it, or by holding the record."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeVar
from uuid import UUID

from app.cases.rules.consent_items import EVERY_ITEM, ConsentItem
from app.cases.rules.vocabulary import ConsentDecision, Word
from app.errors import Forbidden, RuleRefused
from app.periods import written_date

Limits = Mapping[UUID | None, frozenset[ConsentItem]]
"""What a limited consent opens to each agency that it names; None stands for every other agency."""

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
    not only those that they recorded themselves. is_in_team: they read as one of its team.
    """

    user_id: UUID
    holds_record: bool
    agencies: frozenset[UUID] = frozenset()
    sees_every_risk: bool = False
    is_in_team: bool = False


@dataclass(frozen=True, slots=True)
class ConsentInForce:
    """What was decided last about an assessment. limits: what a limited consent opens, and to whom."""

    decision: ConsentDecision
    limits: Limits = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewConsent:
    """A decision about consent that is to be recorded. risk, follow_up_on: at a refusal with a known risk."""

    decision: ConsentDecision
    decided_on: date
    limits: Limits = field(default_factory=dict)
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


def open_items(
    reader: Reader, consent: ConsentInForce | None, shared_anyway: AbstractSet[UUID]
) -> frozenset[ConsentItem]:
    """What somebody may read of an assessment; nothing at all: they may not know of it.

    Those who hold the record read all of it. Any other reads for an agency: consent given opens all, a
    limited one what it says for that agency, and refusal, withdrawal or nothing recorded opens nothing. An
    approved sharing for a lawful reason opens all to its agency whatever consent says. shared_anyway: the
    agencies of those.
    """
    if reader.holds_record or not reader.agencies.isdisjoint(shared_anyway):
        return EVERY_ITEM
    if consent is None or not reader.agencies:
        return frozenset()
    if consent.decision is ConsentDecision.LIMITED:
        return frozenset().union(*(opened_to(agency, consent.limits) for agency in reader.agencies))
    return EVERY_ITEM if consent.decision is ConsentDecision.GIVEN else frozenset()


def opened_to(agency: UUID, limits: Limits) -> frozenset[ConsentItem]:
    """What a limited consent opens to an agency: what it says of it, else what it says of every other."""
    return limits.get(agency, limits.get(None, frozenset()))


def may_read_note(
    reader: Reader,
    *,
    written_by: UUID,
    written_on: date,
    assessments: Iterable[tuple[date, AbstractSet[ConsentItem]]],
) -> bool:
    """Whether somebody may read a case note or an oversight note.

    A note may tell of any assessment that had been initiated when it was written, so whoever does not hold
    the record reads it only where consent opens all of each of those to their agency; as one of the family's
    team, none. Their own they read.
    assessments: the day on which each was initiated, and what the reader may read of it.
    """
    if reader.holds_record or written_by == reader.user_id:
        return True
    if reader.is_in_team:
        return False
    return all(items >= EVERY_ITEM for initiated_on, items in assessments if initiated_on <= written_on)


def may_see_risk(reader: Reader, recorded_by: UUID | None) -> bool:
    """Whether somebody may know of a risk noted at a refusal: coordinators, and who recorded it."""
    return reader.sees_every_risk or recorded_by == reader.user_id


def check_consent(
    new: NewConsent, *, latest: tuple[date, ConsentDecision] | None, initiated_on: date, today: date
) -> None:
    """Refuse a decision that cannot have been made so, or says too little.

    latest: day and decision of the last one on file. Raises RuleRefused("consent-date" | "consent-order" |
    "nothing-to-withdraw" | "agencies-needed" | "items-needed" | "nothing-limited" |
    "risk-without-refusal" | "risk-and-follow-up" | "follow-up-date").
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
    if new.decision is ConsentDecision.LIMITED:
        _check_limits(new.limits)
    _check_risk(new)


def _check_limits(limits: Limits) -> None:
    if not limits:
        raise RuleRefused("agencies-needed", "Choose the agencies with which the assessment may be shared.")
    if not all(limits.values()):
        raise RuleRefused("items-needed", "Choose what may be shared, or that all of it may be.")
    if None in limits and all(items >= EVERY_ITEM for items in limits.values()):
        raise RuleRefused(
            "nothing-limited", "All of it to every agency is no limit. Record that consent is given instead."
        )


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
