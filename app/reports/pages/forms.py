"""The shapes of the forms about reports that only pages have."""

from marshmallow import Schema, fields

from app.http import day


class DataSheetForm(Schema):
    """The day that the data sheet is counted as at."""

    as_at = day(
        required=True,
        error_messages={
            "required": "Enter the day that the data sheet is to show.",
            "invalid": "The date must be a real one, like 31 3 2013.",
        },
    )


class DashboardForm(Schema):
    """The day that a dashboard is counted as at."""

    as_at = day(
        required=True,
        error_messages={
            "required": "Enter the day that the figures are to show.",
            "invalid": "The date must be a real one, like 31 3 2013.",
        },
    )


class ReaderForm(Schema):
    """A board reader to be named for an internal report, by e-mail address."""

    email = fields.Email(
        required=True,
        error_messages={
            "required": "Enter the board reader’s e-mail address.",
            "invalid": "Enter an e-mail address like name@example.org.",
        },
    )
