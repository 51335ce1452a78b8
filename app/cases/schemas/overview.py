"""Shapes of meetings, caseloads, counts and the register on the wire."""

from apiflask import Schema
from marshmallow import fields

from app.cases.rules.quality import SubjectKind
from app.cases.rules.vocabulary import NotAllocatedReason, TriageOutcome
from app.http import day, word


class CellsQuery(Schema):
    """The day as at which families are counted."""

    on = day(metadata={"description": "Today unless given."})


class CellOut(Schema):
    """How many families stand so. `total` in an axis: all of its values. null: no ward, or no agency."""

    ward = fields.String(required=True, allow_none=True)
    agency = fields.String(required=True, allow_none=True)
    status = fields.String(required=True)
    families = fields.Integer(required=True)


class CellsOut(Schema):
    """Families on the list by ward, agency and standing, with every total."""

    on = fields.Date(required=True)
    cells = fields.List(fields.Nested(CellOut), required=True)


class WardOut(Schema):
    """A ward."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    locality = fields.String(required=True, allow_none=True)


class WardsOut(Schema):
    """The wards, by name."""

    wards = fields.List(fields.Nested(WardOut), required=True)


class AgencyOut(Schema):
    """An agency. data_sheet_order: its place among the data sheet's columns; null for none."""

    id = fields.UUID(required=True)
    code = fields.String(required=True)
    name = fields.String(required=True)
    sector = fields.String(required=True)
    data_sheet_order = fields.Integer(required=True, allow_none=True)


class AgenciesOut(Schema):
    """The agencies, the data sheet's columns first."""

    agencies = fields.List(fields.Nested(AgencyOut), required=True)


class MeetingTotalsOut(Schema):
    """How many families a meeting decided on, by what stands now; and how many wait."""

    reviewed = fields.Integer(required=True)
    allocate = fields.Integer(required=True)
    check_for_claim = fields.Integer(required=True)
    not_to_be_allocated = fields.Integer(required=True)
    undecided = fields.Integer(required=True)


class MeetingOut(Schema):
    """A rollout meeting."""

    id = fields.UUID(required=True)
    held_on = fields.Date(required=True)
    rollout = fields.Integer(required=True)
    wards = fields.List(fields.String(), required=True)
    agencies = fields.List(fields.String(), required=True)
    totals = fields.Nested(MeetingTotalsOut, required=True)


class MeetingsOut(Schema):
    """The rollout meetings, the first held first."""

    meetings = fields.List(fields.Nested(MeetingOut), required=True)


class MeetingDecisionOut(Schema):
    """What stands of a meeting's decision about a family."""

    family_id = fields.UUID(required=True)
    reference = fields.String(required=True)
    ward = fields.String(required=True, allow_none=True)
    outcome = word(TriageOutcome, required=True)
    reason = word(NotAllocatedReason, required=True, allow_none=True)
    deferred_until = fields.Date(required=True, allow_none=True)
    decided_on = fields.Date(required=True)
    revised = fields.Boolean(required=True)
    agencies = fields.List(fields.String(), required=True)
    lead_name = fields.String(required=True, allow_none=True)


class MeetingRecordOut(Schema):
    """A rollout meeting with its decisions, by the families' references."""

    meeting = fields.Nested(MeetingOut, required=True)
    decisions = fields.List(fields.Nested(MeetingDecisionOut), required=True)


class CaseloadOut(Schema):
    """How many families a lead professional leads now, against their limit.

    courses: of training, attended. mentor: who mentors them now.
    """

    practitioner_id = fields.UUID(required=True)
    name = fields.String(required=True)
    agency = fields.String(required=True)
    establishment = fields.String(required=True)
    families = fields.Integer(required=True)
    limit = fields.Integer(required=True, allow_none=True)
    is_over = fields.Boolean(required=True)
    courses = fields.Integer(required=True)
    mentor = fields.String(required=True, allow_none=True)


class CaseloadsOut(Schema):
    """Caseloads, by agency, establishment and name."""

    caseloads = fields.List(fields.Nested(CaseloadOut), required=True)


class RegisterOut(Schema):
    """The CAF register on a day. initiated and closed: by financial year."""

    initiated = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    closed = fields.Dict(keys=fields.String(), values=fields.Dict(), required=True)
    open = fields.Integer(required=True)
    by_stage = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    long_open = fields.Integer(required=True)
    without_lead = fields.Integer(required=True)
    review_due = fields.Integer(required=True)


class FindingOut(Schema):
    """Something in the data that looks wrong. first: the ids of the first twenty subjects."""

    code = fields.String(required=True)
    sentence = fields.String(required=True)
    fix = fields.String(required=True)
    about = word(SubjectKind, required=True)
    count = fields.Integer(required=True)
    first = fields.List(fields.UUID(), required=True)


class FindingsOut(Schema):
    """What looks wrong in the data."""

    findings = fields.List(fields.Nested(FindingOut), required=True)
