"""What is read of campaigns, as frozen values."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.campaigns.rules.sending import Place
from app.campaigns.rules.vocabulary import CampaignKind, PointDecision, RowAnswer
from app.cases.rules.consent_items import ConsentItem
from app.cases.rules.vocabulary import AssessmentKind, ClosureReason


@dataclass(frozen=True, slots=True)
class CampaignRead:
    """A campaign. closed_on None: it takes answers."""

    id: UUID
    kind: CampaignKind
    started_on: date
    started_by: str | None
    due_on: date
    note: str | None
    year: str
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases somebody was asked about, has answered, and has still to answer for.

    Those that were closed without an answer are neither answered nor outstanding. to_decide: those said not
    to be theirs, for which the coordinator has still to decide. sent_on: those that came from another agency.
    points_closed: those of which the coordinator closed the point.
    """

    asked: int = 0
    answered: int = 0
    outstanding: int = 0
    to_decide: int = 0
    sent_on: int = 0
    points_closed: int = 0

    @property
    def closed_unasked(self) -> int:
        """How many were closed without an answer."""
        return self.asked - self.answered - self.outstanding


@dataclass(frozen=True, slots=True)
class CampaignListed:
    """A campaign with how far the cases are that an actor may answer for."""

    campaign: CampaignRead
    counts: Counts


@dataclass(frozen=True, slots=True)
class AgencyProgress:
    """How far an agency is. agency None: the coordinator's own cases. answers: how often each holds.

    passed_on: how often a case was sent on to others because this agency said that it was not theirs.
    """

    agency_id: UUID | None
    agency: str | None
    counts: Counts
    answers: dict[RowAnswer, int]
    passed_on: int = 0


@dataclass(frozen=True, slots=True)
class LatestAnswer:
    """The answer that holds, and who gave it when."""

    answer: RowAnswer
    closed_on: date | None
    closure_reason: ClosureReason | None
    words: str | None
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """An answer about a case, or a decision about one that was said not to be theirs, in the order of both.

    at_agency, at_establishment: who answered, or where it was sent on to; None: the whole agency, and of a
    point that was closed nowhere. version: its place among them, from 1.
    """

    version: int
    answer: RowAnswer | None
    decision: PointDecision | None
    at_agency: str | None
    at_establishment: str | None
    words: str | None
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class AssessmentAsked:
    """The assessment of a row, as the register has it now.

    register_key: what the council's register calls it; None where it was registered here.
    family_id, reference, children: only for those who may open the family's whole record; else None and
    empty. record_version: of the family's record, which a closure starts from. date_faults: what is wrong
    with its days. items: what of it whoever is asked may read; the rest is None, and of date faults only
    how many there are is left.
    """

    id: UUID
    kind: AssessmentKind
    initiated_on: date
    assessment_started_on: date | None
    assessment_completed_on: date | None
    first_team_meeting_on: date | None
    first_reviewed_on: date | None
    next_review_on: date | None
    closed_on: date | None
    closure_reason: ClosureReason | None
    initiating_agency: str
    lead_agency: str | None
    lead: str | None
    record_version: int
    register_key: str | None
    family_id: UUID | None
    reference: str | None
    children: tuple[str, ...]
    items: tuple[ConsentItem, ...]
    date_faults: tuple[str, ...] = ()
    date_fault_count: int = 0

    def shows(self, item: ConsentItem) -> bool:
        """Whether whoever is asked may read an item of it."""
        return item in self.items

    @property
    def is_whole(self) -> bool:
        """Whether whoever is asked may read all of it."""
        return len(self.items) == len(ConsentItem)


@dataclass(frozen=True, slots=True)
class PersonAsked:
    """One of two people who may be one, with a family that they live in."""

    id: UUID
    forename: str
    surname: str
    born_on: date | None
    family_id: UUID
    reference: str | None
    ward: str | None


@dataclass(frozen=True, slots=True)
class RowRead:
    """A case on a campaign's list. version 0: nobody has answered yet.

    decision: what was decided about the answer that holds. history: every answer and decision, for a case
    about which something was decided; else empty.

    agency, establishment: who is asked, by code and name; None: the coordinator, the whole agency. lead: who
    led the assessment when the list was made. Either assessment or people is there.
    """

    id: UUID
    number: int
    version: int
    agency: str | None
    establishment: str | None
    lead: str | None
    is_settled: bool
    latest: LatestAnswer | None
    assessment: AssessmentAsked | None = None
    people: tuple[PersonAsked, ...] = ()
    decision: PointDecision | None = None
    history: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class MemberRead:
    """A member of a figure: a family, or an assessment of one; kind and the days None for a family."""

    family_id: UUID
    reference: str | None
    assessment_id: UUID | None = None
    kind: AssessmentKind | None = None
    initiated_on: date | None = None
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class DisownedCase:
    """A case that somebody who was asked said is not theirs, with every answer and decision since.

    agency, establishment: who is asked now. words: whose it is, where those who are asked now know; None
    also where they have not said that it is not theirs. waits: whether the coordinator has still to decide.
    answer, decision: what holds now. assessment_id: whose form the coordinator may read.
    """

    id: UUID
    number: int
    version: int
    agency: str | None
    establishment: str | None
    lead: str | None
    initiated_on: date | None
    assessment_id: UUID | None
    answer: RowAnswer | None
    decision: PointDecision | None
    waits: bool
    words: str | None
    history: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class PlaceOffered:
    """A place at which somebody is responsible, and would find a case that is sent on to it."""

    place: Place
    agency: str
    establishment: str | None

    @property
    def name(self) -> str:
        """The place as pages and messages call it."""
        return f"{self.establishment} ({self.agency})" if self.establishment else self.agency


@dataclass(frozen=True, slots=True)
class OutstandingCase:
    """A case that nobody has answered, as the coordinator's list has it: without names.

    number: on the list. assessment_id None: two people who may be one.
    """

    number: int
    agency: str | None
    establishment: str | None
    lead: str | None
    initiated_on: date | None
    assessment_id: UUID | None
