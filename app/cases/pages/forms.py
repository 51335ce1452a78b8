"""The shapes of the forms about cases that only pages have."""

from marshmallow import Schema, fields, validate

from app.cases.rules.corrections import WardCorrection


class SearchFamiliesForm(Schema):
    """What a list of families is to be narrowed to."""

    search = fields.String(
        validate=validate.Length(
            min=2, max=100, error="Enter at least 2 letters of a name, or a reference like PF-000123T."
        )
    )
    ward = fields.String(validate=validate.Length(max=100))
    agency = fields.String(validate=validate.Length(max=40))
    status = fields.String(validate=validate.Length(max=40))


class CorrectWardForm(Schema):
    """The right ward, why the recorded one was wrong, and the version of the record that was seen."""

    ward_id = fields.UUID(
        required=True,
        error_messages={"required": "Choose the right ward.", "invalid_uuid": "Choose a ward from the list."},
    )
    reason = fields.Enum(
        WardCorrection,
        by_value=True,
        required=True,
        error_messages={
            "required": "Choose why the ward was wrong.",
            "unknown": "Choose a reason from the list.",
        },
    )
    version = fields.Integer(required=True)
