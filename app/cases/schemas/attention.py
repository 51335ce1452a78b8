"""Shapes of what wants attention over many families."""

from apiflask import Schema
from marshmallow import fields

from app.cases.rules.leading import LeadWanting
from app.http import word


class NewChangeOut(Schema):
    """What somebody else has done to a family's record, the last time that they did it.

    part: where on the record it stands. agency: where they are posted; null for nowhere.
    """

    family_id = fields.UUID(required=True)
    reference = fields.String(required=True, allow_none=True)
    what = fields.String(required=True)
    part = fields.String(required=True)
    by = fields.String(required=True)
    agency = fields.String(required=True, allow_none=True)
    at = fields.AwareDateTime(required=True)


class NewChangesOut(Schema):
    """The newest changes by others, at most twenty of the last four weeks, the newest first."""

    changes = fields.List(fields.Nested(NewChangeOut), required=True)


class LeadToSettleOut(Schema):
    """A family allocated now whose lead wants settling. since: from when they lead, or it is allocated."""

    family_id = fields.UUID(required=True)
    reference = fields.String(required=True, allow_none=True)
    agencies = fields.List(fields.String(), required=True)
    why = word(LeadWanting, required=True)
    name = fields.String(required=True, allow_none=True)
    since = fields.Date(required=True)


class LeadsToSettleOut(Schema):
    """Families without a lead, then those whose lead has left, then those led by default."""

    families = fields.List(fields.Nested(LeadToSettleOut), required=True)
