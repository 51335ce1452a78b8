"""The shapes of the forms about reports."""

from marshmallow import Schema, fields


def _day(missing: str) -> fields.Date:
    return fields.Date(
        required=True,
        error_messages={"required": missing, "invalid": "The date must be a real one, like 31 3 2013."},
    )


class DataSheetForm(Schema):
    """The day that the data sheet is counted as at."""

    as_at = _day("Enter the day that the data sheet is to show.")


class BoardReportForm(Schema):
    """The day that a board report is as at, and the day that the paper is dated."""

    as_at = _day("Enter the day that the figures are as at.")
    dated = _day("Enter the day that the paper is dated.")


class ReturnForm(Schema):
    """The claim window of a return, and the day that it is as at."""

    window_id = fields.UUID(
        required=True,
        error_messages={"required": "Choose a claim window.", "invalid_uuid": "Choose a claim window."},
    )
    as_at = _day("Enter the day that the results are as at.")


class ReaderForm(Schema):
    """A board reader to be named for an internal report, by e-mail address."""

    email = fields.Email(
        required=True,
        error_messages={
            "required": "Enter the board reader’s e-mail address.",
            "invalid": "Enter an e-mail address like name@example.org.",
        },
    )
