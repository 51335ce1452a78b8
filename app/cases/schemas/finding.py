"""Shapes of a search for families on the wire."""

from apiflask import Schema
from marshmallow import fields, validate

from app.cases.rules.matches import Match
from app.cases.rules.standing import FamilyStatus
from app.cases.schemas.families import FamilyListed
from app.http import LONGEST_PAGE, word

LONGEST_SEARCH = 100


class FamilySearch(Schema):
    """A search, sent as a body, so that no name stands in an address or a log."""

    search = fields.String(
        required=True,
        validate=validate.Length(2, LONGEST_SEARCH),
        metadata={
            "description": "In any order: names, a date of birth (12/3/2004, 12 March 2004 or 2004-03-12), a "
            "PF reference with or without its check letter, an address, a postcode, a school or another "
            "establishment, a lead professional."
        },
    )
    ward = fields.String(metadata={"description": "A ward by name."})
    agency = fields.String(metadata={"description": "An agency by code, of an allocation in force."})
    status = word(FamilyStatus)
    listed_only = fields.Boolean(
        load_default=False, metadata={"description": "Leave out households on file only for a CAF."}
    )
    limit = fields.Integer(load_default=50, validate=validate.Range(1, LONGEST_PAGE))


class FamilyFound(FamilyListed):
    """A family that a search found. why: the best fit first. person: whoever it was found by."""

    why = fields.List(word(Match), required=True)
    person = fields.String(required=True, allow_none=True)


class KnownElsewhere(Schema):
    """All that may be said of a family that is not yours.

    agency: the one that leads it; null while none does. contact, email: whom to ask; null for the programme
    team.
    """

    agency = fields.String(required=True, allow_none=True)
    contact = fields.String(required=True, allow_none=True)
    email = fields.String(required=True, allow_none=True)


class FoundOut(Schema):
    """What a search found, the best fit first. more: others fit too; say more of whom you look for.

    elsewhere: after a search with a name and a date of birth, families of such a child that you may not open.
    """

    families = fields.List(fields.Nested(FamilyFound), required=True)
    more = fields.Boolean(required=True)
    elsewhere = fields.List(fields.Nested(KnownElsewhere), required=True)
