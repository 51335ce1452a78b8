"""The shape of the form that looks through the CAF register."""

from marshmallow import Schema, fields, validate

from app.cases.rules.register_search import HOW_TO_FIND_A_CHILD, HOW_TO_FIND_A_LEAD
from app.cases.schemas.finding import LONGEST_SEARCH

TOO_LONG = f"Enter at most {LONGEST_SEARCH} characters."


class SearchRegisterForm(Schema):
    """Who is looked for, and what the list is narrowed to."""

    child = fields.String(
        validate=[
            validate.Length(min=2, error=HOW_TO_FIND_A_CHILD),
            validate.Length(max=LONGEST_SEARCH, error=TOO_LONG),
        ]
    )
    lead = fields.String(
        validate=[
            validate.Length(min=2, error=HOW_TO_FIND_A_LEAD),
            validate.Length(max=LONGEST_SEARCH, error=TOO_LONG),
        ]
    )
    kind = fields.String(validate=validate.Length(max=40))
    agency = fields.String(validate=validate.Length(max=40))
    status = fields.String(validate=validate.Length(max=40))
    year = fields.String(validate=validate.Length(max=4))
