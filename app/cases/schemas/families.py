"""Shapes of families on the wire. Shape only: what is allowed is for services."""

from apiflask import Schema
from marshmallow import fields, validate

from app.access.family_access import FamilyAccess
from app.cases.rules.consent_items import ConsentItem
from app.cases.rules.corrections import WardCorrection
from app.cases.rules.merge_words import MergeKind
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
from app.cases.schemas.household import CorrectionOut, StayWithdrawnOut
from app.cases.schemas.notes import CaseNoteOut, OversightOut
from app.cases.schemas.sharing import ConsentOut, SharingOut, TeamPlaceOut
from app.http import LONGEST_PAGE, CursorField, word
from app.programme.facts import Criterion, MeasurementKind, MemberRole


class FamilyListQuery(Schema):
    """What a list of families is narrowed to, and which page of it is wanted."""

    ward = fields.String(metadata={"description": "A ward by name."})
    agency = fields.String(metadata={"description": "An agency by code, of an allocation in force."})
    status = word(FamilyStatus)
    listed_only = fields.Boolean(
        load_default=False, metadata={"description": "Leave out households on file only for a CAF."}
    )
    after = CursorField(metadata={"description": "The `next` of the page before.", "type": "string"})
    limit = fields.Integer(load_default=50, validate=validate.Range(1, LONGEST_PAGE))


class FamilyListed(Schema):
    """A family in a list. agencies: the leading one first."""

    id = fields.UUID(required=True)
    reference = fields.String(required=True, allow_none=True)
    ward = fields.String(required=True, allow_none=True)
    status = word(FamilyStatus, required=True)
    agencies = fields.List(fields.String(), required=True)
    lead_name = fields.String(required=True, allow_none=True)
    attached_on = fields.Date(required=True, allow_none=True)
    updated_at = fields.AwareDateTime(required=True)


class FamilyPageOut(Schema):
    """A page of families, the latest changed first. next: send it as `after`; null on the last page."""

    families = fields.List(fields.Nested(FamilyListed), required=True)
    next = fields.String(required=True, allow_none=True)


class PersonOut(Schema):
    """A person and their membership of the household."""

    member_id = fields.UUID(required=True, metadata={"description": "The membership of this household."})
    person_id = fields.UUID(required=True)
    forename = fields.String(required=True)
    surname = fields.String(required=True)
    role = word(MemberRole, required=True)
    born_on = fields.Date(required=True, allow_none=True)
    expected_on = fields.Date(required=True, allow_none=True)
    sex = word(Sex, required=True)
    ethnicity = fields.String(required=True, allow_none=True)
    first_language = fields.String(required=True, allow_none=True)
    is_disabled = fields.Boolean(required=True, allow_none=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True, allow_none=True)


class ResidenceOut(Schema):
    """Where the family lives or lived."""

    id = fields.UUID(required=True)
    ward_id = fields.UUID(required=True)
    ward = fields.String(required=True)
    address = fields.String(required=True, allow_none=True)
    postcode = fields.String(required=True, allow_none=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True, allow_none=True)


class CriterionOut(Schema):
    """What one source says of one criterion."""

    criterion = word(Criterion, required=True)
    met = fields.Boolean(required=True)
    person_id = fields.UUID(required=True, allow_none=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True, allow_none=True)
    source = fields.String(required=True)
    extract_on = fields.Date(required=True)
    verified_on = fields.Date(required=True, allow_none=True)
    verified_by = fields.String(required=True, allow_none=True)


class DecisionOut(Schema):
    """A decision about the family."""

    decided_on = fields.Date(required=True)
    outcome = word(TriageOutcome, required=True)
    reason = word(NotAllocatedReason, required=True, allow_none=True)
    deferred_until = fields.Date(required=True, allow_none=True)
    revision_reason = fields.String(required=True, allow_none=True)
    meeting_id = fields.UUID(required=True)
    meeting_held_on = fields.Date(required=True)
    rollout = fields.Integer(required=True)


class LeadOut(Schema):
    """Who led the family between two dates."""

    practitioner_id = fields.UUID(required=True)
    name = fields.String(required=True)
    agency = fields.String(required=True)
    establishment = fields.String(required=True)
    chosen = word(LeadChosen, required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True, allow_none=True)


class AllocationOut(Schema):
    """An allocation with its agencies and leads."""

    id = fields.UUID(required=True)
    route = word(AllocationRoute, required=True)
    meeting_id = fields.UUID(required=True, allow_none=True)
    agencies = fields.List(fields.String(), required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True, allow_none=True)
    end_reason = fields.String(required=True, allow_none=True)
    leads = fields.List(fields.Nested(LeadOut), required=True)


class AssessmentOut(Schema):
    """An assessment of the CAF register. items: what of it you may read; the rest is left out."""

    id = fields.UUID(required=True)
    kind = word(AssessmentKind, required=True)
    stage = word(AssessmentStage, required=True)
    initiated_on = fields.Date(required=True)
    initiating_agency = fields.String(required=True)
    primary_reason = word(InitiationReason, required=True, allow_none=True)
    secondary_reasons = fields.List(word(InitiationReason), required=True)
    children = fields.List(fields.UUID(), required=True)
    lead = fields.String(required=True, allow_none=True)
    lead_agency = fields.String(required=True, allow_none=True)
    consented_on = fields.Date(required=True, allow_none=True)
    assessment_started_on = fields.Date(required=True, allow_none=True)
    assessment_completed_on = fields.Date(required=True, allow_none=True)
    first_team_meeting_on = fields.Date(required=True, allow_none=True)
    first_reviewed_on = fields.Date(required=True, allow_none=True)
    closed_on = fields.Date(required=True, allow_none=True)
    closure_reason = word(ClosureReason, required=True, allow_none=True)
    consents = fields.List(fields.Nested(ConsentOut), required=True)
    sharings = fields.List(fields.Nested(SharingOut), required=True)
    items = fields.List(word(ConsentItem), required=True)


class MeasurementOut(Schema):
    """One figure about one person; its kind fixes its unit."""

    person_id = fields.UUID(required=True)
    kind = word(MeasurementKind, required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True, allow_none=True)
    value = fields.Integer(required=True)
    source = fields.String(required=True)
    extract_on = fields.Date(required=True)


class MergeOut(Schema):
    """A merge that stands, of this family or of somebody in it. reference: of the record that went."""

    id = fields.UUID(required=True)
    kind = word(MergeKind, required=True)
    stays_id = fields.UUID(required=True)
    merged_id = fields.UUID(required=True)
    reference = fields.String(required=True, allow_none=True)
    merged_at = fields.AwareDateTime(required=True)
    by = fields.String(required=True, allow_none=True)


class ActionToDoOut(Schema):
    """An action of an open assessment's plan that is still to be done."""

    assessment_id = fields.UUID(required=True)
    action_id = fields.UUID(required=True)
    desired_outcome = fields.String(required=True, allow_none=True)
    what = fields.String(required=True)
    who = fields.String(required=True)
    due_on = fields.Date(required=True)


class FamilyOut(Schema):
    """A family's record with its history; a team member gets what is shared with their agency."""

    id = fields.UUID(required=True)
    seen_as = word(FamilyAccess, required=True)
    reference = fields.String(required=True, allow_none=True)
    status = word(FamilyStatus, required=True)
    ward = fields.String(required=True, allow_none=True)
    identified_on = fields.Date(required=True, allow_none=True)
    identified_how = word(IdentifiedHow, required=True, allow_none=True)
    attached_on = fields.Date(required=True, allow_none=True)
    funded_elsewhere = fields.String(required=True, allow_none=True)
    not_workable_reason = fields.String(required=True, allow_none=True)
    version = fields.Integer(required=True)
    updated_at = fields.AwareDateTime(required=True)
    people = fields.List(fields.Nested(PersonOut), required=True)
    residences = fields.List(fields.Nested(ResidenceOut), required=True)
    criteria = fields.List(fields.Nested(CriterionOut), required=True)
    decisions = fields.List(fields.Nested(DecisionOut), required=True)
    allocations = fields.List(fields.Nested(AllocationOut), required=True)
    assessments = fields.List(fields.Nested(AssessmentOut), required=True)
    plan = fields.List(fields.Nested(ActionToDoOut), required=True)
    measurements = fields.List(fields.Nested(MeasurementOut), required=True)
    notes = fields.List(fields.Nested(CaseNoteOut), required=True)
    oversight = fields.List(fields.Nested(OversightOut), required=True)
    team = fields.List(fields.Nested(TeamPlaceOut), required=True)
    corrections = fields.List(fields.Nested(CorrectionOut), required=True)
    withdrawn = fields.List(fields.Nested(StayWithdrawnOut), required=True)
    merges = fields.List(fields.Nested(MergeOut), required=True)


class CorrectWard(Schema):
    """The right ward, and why the recorded one was wrong."""

    ward_id = fields.UUID(required=True)
    reason = word(WardCorrection, required=True)


class CorrectedOut(Schema):
    """The version of the record after a correction."""

    version = fields.Integer(required=True)
