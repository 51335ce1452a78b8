"""What one family's record is made of, as plain values for pages and programs."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.access.family_access import FamilyAccess
from app.cases.queries.household import CorrectionMade
from app.cases.queries.merges import MergeMade
from app.cases.queries.sharing_parts import ConsentGiven, Opening, SharingOnFile, TeamPlace
from app.cases.rules.consent_items import ConsentItem
from app.cases.rules.household_words import CorrectionReason
from app.cases.rules.notes import NoteCorrection, NoteKind, OversightKind
from app.cases.rules.standing import FamilyStatus
from app.cases.rules.vocabulary import (
    AllocationRoute,
    AssessmentKind,
    AssessmentStage,
    ClosureReason,
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
class StayWithdrawn:
    """A stay in the household that was taken back: it never was. put_back_at: when that was undone.

    person_id, forename, surname: None of somebody who lives in another family now. withdrawn_by,
    put_back_by: by name; None when not known.
    """

    id: UUID
    person_id: UUID | None
    role: MemberRole
    starts_on: date
    ends_on: date | None
    reason: CorrectionReason
    withdrawn_at: datetime
    put_back_at: datetime | None
    forename: str | None
    surname: str | None
    withdrawn_by: str | None
    put_back_by: str | None

    @property
    def name(self) -> str | None:
        """Who it is; None of somebody who lives in another family now."""
        return f"{self.forename} {self.surname}" if self.forename is not None else None


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
    """What one source says of one criterion. verified_by: who checked it, by name."""

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
class AssessmentOnFile:
    """An assessment of the CAF register. primary_reason first, then the secondary ones by name.

    lead: the lead professional's name. The dates are those of its stages. sharings: with agencies that
    consent does not include, for a lawful reason. items: what of it this reader may read; what falls under
    no other of its items is always there. may_change: whether they hold the record. may_add: whether they may
    add to its plan, as a team member may whose agency reads that.
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
    sharings: tuple[SharingOnFile, ...]
    items: tuple[ConsentItem, ...]
    may_change: bool
    may_add: bool

    def shows(self, item: ConsentItem) -> bool:
        """Whether this reader may read an item of it."""
        return item in self.items

    @property
    def is_whole(self) -> bool:
        """Whether this reader may read all of it."""
        return len(self.items) == len(ConsentItem)


@dataclass(frozen=True, slots=True)
class ActionToDo:
    """An action of an open assessment's plan that is still to be done. who: by name, or in words."""

    assessment_id: UUID
    action_id: UUID
    desired_outcome: str | None
    what: str
    who: str
    due_on: date


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
class NoteWritten:
    """A case note. corrects: the note that it stands in place of, and why; None for a first note."""

    id: UUID
    kind: NoteKind
    happened_on: date
    text: str
    written_by: str
    written_at: datetime
    corrects: UUID | None
    correction: NoteCorrection | None
    written_by_id: UUID


@dataclass(frozen=True, slots=True)
class OversightWritten:
    """An oversight note: the direction given, what is to be done, and when it is looked at again."""

    id: UUID
    kind: OversightKind
    held_on: date
    direction: str
    actions: str | None
    next_due_on: date | None
    written_by: str
    written_at: datetime
    written_by_id: UUID


@dataclass(frozen=True, slots=True)
class FamilyRecord:
    """One family's record as it stands on a day, with its history, latest first where it has dates.

    ward: where it lives on that day. version: to be sent back with a correction. seen_as: as what it was
    opened; a team member gets only what is shared with their agency. opened: the latest openings of it; None
    for those who may not know. plan: what is still to be done, of the assessments shown, the first due first.
    holds_record: consent keeps nothing of it from this reader.
    """

    id: UUID
    seen_as: FamilyAccess
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
    plan: tuple[ActionToDo, ...]
    measurements: tuple[MeasurementTaken, ...]
    notes: tuple[NoteWritten, ...]
    oversight: tuple[OversightWritten, ...]
    team: tuple[TeamPlace, ...]
    opened: tuple[Opening, ...] | None
    corrections: tuple[CorrectionMade, ...]
    withdrawn: tuple[StayWithdrawn, ...]
    merges: tuple[MergeMade, ...]
    holds_record: bool
