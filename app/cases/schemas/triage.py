"""Shapes of rollout meetings on the wire: their plan, agencies' answers, and decisions. Shape only."""

from typing import Any

from apiflask import Schema
from marshmallow import fields, validate

from app.cases.rules.triage import Knowledge, MeetingState, Relationship
from app.cases.rules.vocabulary import LeadChosen, NotAllocatedReason, TriageOutcome
from app.http import day, word

MOST_FAMILIES = 5_000


def _ids() -> fields.List[Any]:
    return fields.List(fields.UUID(), required=True, validate=validate.Length(min=1, max=100))


class PlanMeeting(Schema):
    """A rollout meeting to plan. agencies: those invited, columns of the data sheet."""

    held_on = day(required=True)
    rollout = fields.Integer(required=True, strict=True, validate=validate.Range(1, 99))
    wards = _ids()
    agencies = _ids()


class CloseMeeting(Schema):
    """The agencies that were present."""

    present = fields.List(fields.UUID(), required=True, validate=validate.Length(max=100))


class NamedOut(Schema):
    """A ward or an agency."""

    id = fields.UUID(required=True)
    code = fields.String(required=True)
    name = fields.String(required=True)


class PlannedMeetingOut(Schema):
    """A rollout meeting with its plan. version 0: it was imported, and was held."""

    id = fields.UUID(required=True)
    held_on = fields.Date(required=True)
    rollout = fields.Integer(required=True)
    version = fields.Integer(required=True)
    state = word(MeetingState, required=True)
    wards = fields.List(fields.Nested(NamedOut), required=True)
    invited = fields.List(fields.Nested(NamedOut), required=True)
    present = fields.List(fields.Nested(NamedOut), required=True)


class MeetingPlanOut(Schema):
    """A meeting with its plan, and the agencies of which no place has answered."""

    meeting = fields.Nested(PlannedMeetingOut, required=True)
    not_answered = fields.List(fields.Nested(NamedOut), required=True)


class PlaceOut(Schema):
    """Who answers: an agency, or one establishment of it."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    agency = fields.Nested(NamedOut, required=True)


class ListToAnswerOut(Schema):
    """A meeting's list for one place."""

    meeting = fields.Nested(PlannedMeetingOut, required=True)
    place = fields.Nested(PlaceOut, required=True)
    families = fields.Integer(required=True)
    answered = fields.Integer(required=True)


class ListsToAnswerOut(Schema):
    """The lists that your places are asked to answer."""

    lists = fields.List(fields.Nested(ListToAnswerOut), required=True)


class AnswerIn(Schema):
    """What a place says of a family; who, and how well, only where somebody works with it now."""

    family_id = fields.UUID(required=True)
    knowledge = word(Knowledge, required=True)
    practitioner_id = fields.UUID(load_default=None, allow_none=True)
    relationship = word(Relationship, load_default=None, allow_none=True)


class AnswersIn(Schema):
    """All of a place's answers. A family that is left out has none."""

    answers = fields.List(fields.Nested(AnswerIn), required=True, validate=validate.Length(max=MOST_FAMILIES))


class ChildOut(Schema):
    """A child or young person. age: on the meeting's day; null where it is not known."""

    forename = fields.String(required=True)
    surname = fields.String(required=True)
    age = fields.Integer(required=True, allow_none=True)


class ListedFamilyOut(Schema):
    """A family as an agency sees it: just enough to recognise it."""

    family_id = fields.UUID(required=True)
    reference = fields.String(required=True)
    ward = fields.String(required=True)
    children = fields.List(fields.Nested(ChildOut), required=True)
    knowledge = word(Knowledge, required=True, allow_none=True)
    practitioner_id = fields.UUID(required=True, allow_none=True)
    relationship = word(Relationship, required=True, allow_none=True)


class PractitionerOut(Schema):
    """Somebody who may be named as working with a family."""

    practitioner_id = fields.UUID(required=True)
    name = fields.String(required=True)
    establishment = fields.String(required=True)


class TriageListOut(Schema):
    """A meeting's list for one place, with its answers so far."""

    meeting = fields.Nested(PlannedMeetingOut, required=True)
    place = fields.Nested(PlaceOut, required=True)
    version = fields.Integer(required=True)
    families = fields.List(fields.Nested(ListedFamilyOut), required=True)
    practitioners = fields.List(fields.Nested(PractitionerOut), required=True)


class AgencySaysOut(Schema):
    """What an agency says of a family."""

    agency_id = fields.UUID(required=True)
    knowledge = word(Knowledge, required=True)
    practitioner_id = fields.UUID(required=True, allow_none=True)
    relationship = word(Relationship, required=True, allow_none=True)


class TriageDecisionOut(Schema):
    """What stands of a decision."""

    meeting_id = fields.UUID(required=True)
    decided_on = fields.Date(required=True)
    outcome = word(TriageOutcome, required=True)
    reason = word(NotAllocatedReason, required=True, allow_none=True)
    deferred_until = fields.Date(required=True, allow_none=True)
    revision_reason = fields.String(required=True, allow_none=True)
    agencies = fields.List(fields.String(), required=True)
    lead_name = fields.String(required=True, allow_none=True)


class FamilyAtMeetingOut(Schema):
    """A family before a meeting. version: send it as If-Match of a decision. latest: of any meeting."""

    family_id = fields.UUID(required=True)
    reference = fields.String(required=True)
    ward = fields.String(required=True)
    version = fields.Integer(required=True)
    is_decided = fields.Boolean(required=True)
    latest = fields.Nested(TriageDecisionOut, required=True, allow_none=True)
    answers = fields.List(fields.Nested(AgencySaysOut), required=True)


class OpenedDecisionOut(FamilyAtMeetingOut):
    """One family of a meeting, with the version to decide from."""


class TriageTotalsOut(Schema):
    """How far a meeting is. by_agency: families allocated, by the data sheet's columns."""

    families = fields.Integer(required=True)
    undecided = fields.Integer(required=True)
    by_outcome = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    by_agency = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class LeadToChooseOut(Schema):
    """Who may lead, where they are posted, and their caseload. limit: null when none is set."""

    posting_id = fields.UUID(required=True)
    name = fields.String(required=True)
    agency_id = fields.UUID(required=True)
    establishment = fields.String(required=True)
    families = fields.Integer(required=True)
    limit = fields.Integer(required=True, allow_none=True)


class BoardOut(Schema):
    """A meeting while it runs."""

    meeting = fields.Nested(PlannedMeetingOut, required=True)
    not_answered = fields.List(fields.Nested(NamedOut), required=True)
    totals = fields.Nested(TriageTotalsOut, required=True)
    families = fields.List(fields.Nested(FamilyAtMeetingOut), required=True)
    leads = fields.List(fields.Nested(LeadToChooseOut), required=True)


class DecideIn(Schema):
    """A decision about a family. lead: a posting. revision_reason: needed once the meeting has been held."""

    outcome = word(TriageOutcome, required=True)
    agencies = fields.List(fields.UUID(), load_default=list, validate=validate.Length(max=10))
    lead = fields.UUID(load_default=None, allow_none=True)
    chosen = word(LeadChosen, load_default=None, allow_none=True)
    reason = word(NotAllocatedReason, load_default=None, allow_none=True)
    deferred_until = day(load_default=None, allow_none=True)
    revision_reason = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 500))


class VersionOut(Schema):
    """The version that the record has now; also its entity tag."""

    version = fields.Integer(required=True)


class PlannedOut(VersionOut):
    """The meeting that was planned."""

    id = fields.UUID(required=True)
