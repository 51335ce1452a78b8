"""Shapes of information-sharing agreements on the wire. Shape only."""

from apiflask import Schema
from marshmallow import fields, validate

from app.cases.rules.agreements import LONGEST_TITLE, AgreementKind, AgreementState
from app.http import day, word


class AgreementIn(Schema):
    """What is recorded of an agreement. signed_on null: it is wanted and nobody has signed it."""

    agency_id = fields.UUID(required=True)
    kind = word(AgreementKind, required=True)
    title = fields.String(required=True, validate=validate.Length(1, LONGEST_TITLE))
    signed_on = day(load_default=None, allow_none=True)
    review_due_on = day(load_default=None, allow_none=True)


class AgreementOut(Schema):
    """An agreement with where it stands today."""

    id = fields.UUID(required=True)
    agency_id = fields.UUID(required=True)
    agency = fields.String(required=True)
    kind = word(AgreementKind, required=True)
    title = fields.String(required=True)
    signed_on = fields.Date(required=True, allow_none=True)
    review_due_on = fields.Date(required=True, allow_none=True)
    ended_on = fields.Date(required=True, allow_none=True)
    version = fields.Integer(required=True)
    state = word(AgreementState, required=True)


class AgreementOpenedOut(AgreementOut):
    """One agreement, opened."""


class AgencyNamedOut(Schema):
    """An agency."""

    id = fields.UUID(required=True)
    code = fields.String(required=True)
    name = fields.String(required=True)


class AgreementsOut(Schema):
    """The agreements, the agencies, and those of them with which none is recorded."""

    agreements = fields.List(fields.Nested(AgreementOut), required=True)
    agencies = fields.List(fields.Nested(AgencyNamedOut), required=True)
    without = fields.List(fields.Nested(AgencyNamedOut), required=True)


class AgreementMadeOut(Schema):
    """The id of the agreement recorded."""

    id = fields.UUID(required=True)


class AgreementVersionOut(Schema):
    """The version that an agreement has now; also its entity tag."""

    version = fields.Integer(required=True)
