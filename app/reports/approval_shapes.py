"""Shapes of the approval of board reports, and of links to them, in forms and on the wire."""

from apiflask import Schema
from marshmallow import fields, validate

from app.claims.schemas.returns import words
from app.http import word
from app.reports.rules.approval import (
    LONGEST_LINK,
    SHORTEST_LINK,
    ApprovalState,
    ApprovalStep,
    LinkState,
)

NO_DAYS = f"Enter a whole number of days from {SHORTEST_LINK} to {LONGEST_LINK}."


class SentBack(Schema):
    """Why a report is sent back."""

    reason = words("Say what has to change before you can approve it.")


class Withdrawn(Schema):
    """Why a release is taken back."""

    reason = words("Say why this release is taken back.")


class NewLink(Schema):
    """For how many days a link is open."""

    days = fields.Integer(
        required=True,
        validate=validate.Range(min=SHORTEST_LINK, max=LONGEST_LINK, error=NO_DAYS),
        error_messages={"required": NO_DAYS, "invalid": NO_DAYS, "too_large": NO_DAYS},
    )


class LinkIssuedOut(Schema):
    """A link that was just made. address: what opens it, shown this once."""

    id = fields.UUID(required=True)
    address = fields.String(required=True)


class StepTakenOut(Schema):
    """A step of an approval. name: null for whoever has no account."""

    step = word(ApprovalStep, required=True)
    name = fields.String(required=True, allow_none=True)
    taken_at = fields.AwareDateTime(required=True)
    reason = fields.String(required=True, allow_none=True)


class LinkOut(Schema):
    """A link to a report, without what opens it."""

    id = fields.UUID(required=True)
    made_at = fields.AwareDateTime(required=True)
    maker = fields.String(required=True, allow_none=True)
    expires_at = fields.AwareDateTime(required=True)
    state = word(LinkState, required=True)


class ApprovalOut(Schema):
    """Where the approval of a board report stands.

    may: the steps that you may take now. superseded_by: a later approved report as at the same day.
    """

    state = word(ApprovalState, required=True)
    superseded_by = fields.UUID(required=True, allow_none=True)
    may = fields.List(word(ApprovalStep), required=True)
    steps = fields.List(fields.Nested(StepTakenOut), required=True)
    links = fields.List(fields.Nested(LinkOut), required=True)
