"""What a family's record says of its team, of consent and of who has opened it, as plain values."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.cases.rules.consent_items import ConsentItem
from app.cases.rules.sharing import ConsentBy, LawfulReason, SharingState
from app.cases.rules.vocabulary import ConsentDecision


@dataclass(frozen=True, slots=True)
class ConsentLimit:
    """What a limited consent opens to an agency, by code. agency None: to every agency that it does not name.

    items None: all of the assessment.
    """

    agency: str | None
    items: tuple[ConsentItem, ...] | None


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """What was decided about consent, and when; sequence counts the decisions of one day.

    limits: what a limited consent opens, and to whom; whoever reads for an agency sees what is opened to
    that one. risk_noted None: not for this reader to know.
    risk_id: the risk noted at a refusal, for those who may open it.
    """

    decided_on: date
    sequence: int
    decision: ConsentDecision
    risk_noted: bool | None
    decided_by: ConsentBy | None = None
    present: str | None = None
    limits: tuple[ConsentLimit, ...] = ()
    risk_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class SharingOnFile:
    """A wish to share an assessment with an agency without consent, and what became of it.

    asked_by, decided_by: users by name. asked_by_id: who asked, and so may not decide.
    """

    id: UUID
    agency: str
    reason: LawfulReason
    explanation: str
    state: SharingState
    asked_by_id: UUID
    asked_by: str
    asked_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class TeamPlace:
    """A practitioner's place in the team around the family, and the agency they were in on joining.

    is_current: whether it holds on the day that the record is of. is_over: it was ended, or its last day has
    passed; one that is neither holds in days to come, or again once they are posted in that agency.
    """

    id: UUID
    practitioner_id: UUID
    name: str
    agency_id: UUID
    agency: str
    establishment: str
    starts_on: date
    ends_on: date | None
    removed_at: datetime | None
    is_current: bool
    is_over: bool


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening of a family's record: by whom, as what, when. seen_as None: it was not noted then."""

    by: str
    seen_as: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Opener:
    """Somebody who has opened a family's record: how often, and when last."""

    by: str
    times: int
    last_at: datetime
