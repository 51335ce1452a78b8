"""The shapes of the forms about cases that only pages have."""

from marshmallow import Schema, fields

from app.cases.rules.corrections import WardCorrection


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
