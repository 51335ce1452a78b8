"""Shapes of a search of the CAF register on the wire."""

from apiflask import Schema
from marshmallow import fields, validate

from app.cases.rules.matches import Match
from app.cases.rules.register_search import RegisterStatus
from app.cases.rules.vocabulary import AssessmentKind, AssessmentStage, ClosureReason
from app.cases.schemas.finding import LONGEST_SEARCH
from app.http import LONGEST_PAGE, CursorField, word
from app.periods import LIVING_MEMORY


class RegisterSearch(Schema):
    """A search, sent as a body, so that no name stands in an address or a log."""

    child = fields.String(
        validate=validate.Length(2, LONGEST_SEARCH),
        metadata={"description": "A child's name, a date of birth (12/3/2004), or both."},
    )
    lead = fields.String(
        validate=validate.Length(2, LONGEST_SEARCH),
        metadata={"description": "The name of a lead professional."},
    )
    agency = fields.String(
        validate=validate.Length(max=40),
        metadata={"description": "An agency by code, that initiated an assessment or leads it."},
    )
    kind = word(AssessmentKind)
    status = word(RegisterStatus)
    initiated_in = fields.Integer(
        validate=validate.Range(LIVING_MEMORY.first.year, LIVING_MEMORY.last.year),
        metadata={"description": "A financial year, by the year that it starts in."},
    )
    after = CursorField(metadata={"description": "The `next` of the page before.", "type": "string"})
    limit = fields.Integer(load_default=50, validate=validate.Range(1, LONGEST_PAGE))


class ChildListedOut(Schema):
    """A child whom an assessment covers."""

    id = fields.UUID(required=True)
    forename = fields.String(required=True)
    surname = fields.String(required=True)
    born_on = fields.Date(required=True, allow_none=True)


class RegisterListedOut(Schema):
    """An assessment of the register as it stands. why: how a child was found, if one was looked for."""

    id = fields.UUID(required=True)
    kind = word(AssessmentKind, required=True)
    reference = fields.String(required=True, allow_none=True)
    children = fields.List(fields.Nested(ChildListedOut), required=True)
    initiated_on = fields.Date(required=True)
    initiating_agency = fields.String(required=True)
    lead = fields.String(required=True, allow_none=True)
    lead_agency = fields.String(required=True, allow_none=True)
    stage = word(AssessmentStage, required=True)
    closed_on = fields.Date(required=True, allow_none=True)
    closure_reason = word(ClosureReason, required=True, allow_none=True)
    why = word(Match, required=True, allow_none=True)


class RegisterFoundOut(Schema):
    """A page of the register. count: how many fit in all. next: null on the last page."""

    assessments = fields.List(fields.Nested(RegisterListedOut), required=True)
    count = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)
