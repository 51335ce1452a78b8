"""The shape of the form that narrows the list of families, or searches it."""

from marshmallow import Schema, fields, validate

from app.cases.rules.searches import HOW_TO_SEARCH
from app.cases.schemas.finding import LONGEST_SEARCH


class FindFamiliesForm(Schema):
    """What is looked for, and what the list is narrowed to."""

    search = fields.String(
        validate=[
            validate.Length(min=2, error=HOW_TO_SEARCH),
            validate.Length(max=LONGEST_SEARCH, error=f"Enter at most {LONGEST_SEARCH} characters."),
        ]
    )
    ward = fields.String(validate=validate.Length(max=100))
    agency = fields.String(validate=validate.Length(max=40))
    status = fields.String(validate=validate.Length(max=40))
