"""What one family's record is made of, as plain values for pages and programs."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.cases.queries.household import CorrectionMade
from app.cases.rules.standing import FamilyStatus
from app.cases.rules.vocabulary import (
    AllocationRoute,
    AssessmentKind,
    AssessmentStage,
    ClosureReason,
    ConsentDecision,
    IdentifiedHow,
    InitiationReason,
    LeadChosen,
    NotAllocatedReason,
    Sex,
    TriageOutcome,
)
from app.programme.facts import Criterion, MeasurementKind, MemberRole


@dataclass(frozen=True, slots=True)
class PersonInFamily:
    """A person and their membership of the household; ends_on None: they are in it still.

    member_id: the membership, by which a page calls it.
    """

    member_id: UUID
    person_id: UUID
    forename: str
    surname: str
    role: MemberRole
    born_on: date | None
    expected_on: date | None
    sex: Sex
    ethnicity: str | None
    first_language: str | None
    is_disabled: bool | None
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class ResidenceSpell:
    """Where the family lives or lived."""

    id: UUID
    ward_id: UUID
    ward: str
    address: str | None
    postcode: str | None
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class CriterionKnown:
    """What one source says of one criterion. verified_by: the practitioner who checked it, by name."""

    criterion: Criterion
    met: bool
    person_id: UUID | None
    starts_on: date
    ends_on: date | None
    source: str
    extract_on: date
    verified_on: date | None
    verified_by: str | None


@dataclass(frozen=True, slots=True)
class DecisionMade:
    """A decision about the family, and the rollout meeting it goes back to."""

    decided_on: date
    outcome: TriageOutcome
    reason: NotAllocatedReason | None
    deferred_until: date | None
    revision_reason: str | None
    meeting_id: UUID
    meeting_held_on: date
    rollout: int


@dataclass(frozen=True, slots=True)
class LeadSpell:
    """Who led the family between two dates, and where they were posted at the time."""

    practitioner_id: UUID
    name: str
    agency: str
    establishment: str
    chosen: LeadChosen
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class AllocationSpell:
    """An allocation, its agencies (the leading one first) and its lead professionals in order."""

    id: UUID
    route: AllocationRoute
    meeting_id: UUID | None
    agencies: tuple[str, ...]
    starts_on: date
    ends_on: date | None
    end_reason: str | None
    leads: tuple[LeadSpell, ...]


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """What was decided about consent, and when."""

    decided_on: date
    decision: ConsentDecision
    risk_noted: bool


@dataclass(frozen=True, slots=True)
class AssessmentOnFile:
    """An assessment of the CAF register. primary_reason first, then the secondary ones by name.

    lead: the lead professional's name. The dates are those of its stages.
    """

    id: UUID
    kind: AssessmentKind
    stage: AssessmentStage
    initiated_on: date
    initiating_agency: str
    primary_reason: InitiationReason | None
    secondary_reasons: tuple[InitiationReason, ...]
    children: tuple[UUID, ...]
    lead: str | None
    lead_agency: str | None
    consented_on: date | None
    assessment_started_on: date | None
    assessment_completed_on: date | None
    first_team_meeting_on: date | None
    first_reviewed_on: date | None
    closed_on: date | None
    closure_reason: ClosureReason | None
    consents: tuple[ConsentGiven, ...]


@dataclass(frozen=True, slots=True)
class MeasurementTaken:
    """One figure about one person over a period; the kind says what it counts."""

    person_id: UUID
    kind: MeasurementKind
    starts_on: date
    ends_on: date | None
    value: int
    source: str
    extract_on: date


@dataclass(frozen=True, slots=True)
class FamilyRecord:
    """One family's record as it stands on a day, with its history, latest first where it has dates.

    ward: where it lives on that day. version: to be sent back with a correction.
    """

    id: UUID
    reference: str | None
    status: FamilyStatus
    ward: str | None
    identified_on: date | None
    identified_how: IdentifiedHow | None
    attached_on: date | None
    funded_elsewhere: str | None
    not_workable_reason: str | None
    version: int
    updated_at: datetime
    people: tuple[PersonInFamily, ...]
    residences: tuple[ResidenceSpell, ...]
    criteria: tuple[CriterionKnown, ...]
    decisions: tuple[DecisionMade, ...]
    allocations: tuple[AllocationSpell, ...]
    assessments: tuple[AssessmentOnFile, ...]
    measurements: tuple[MeasurementTaken, ...]
    corrections: tuple[CorrectionMade, ...]
