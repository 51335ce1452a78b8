"""The shapes of the forms of training and mentors that only pages have."""

from typing import Any

from marshmallow import Schema, fields, validate

from app.cases.rules.training import LARGEST_SESSION, BookingState
from app.http import day, word

HOW_MANY = f"Enter a whole number from 1 to {LARGEST_SESSION}."
NO_DATE = "Enter a real date, such as 27 9 2013."


def _person(missing: str) -> fields.UUID:
    return fields.UUID(
        required=True, error_messages={"required": missing, "invalid_uuid": "Choose from the list."}
    )


def _date(missing: str, **given: Any) -> fields.Date:
    return day(error_messages={"required": missing, "invalid": NO_DATE}, **given)


class CourseForm(Schema):
    """A course to add."""

    title = fields.String(
        required=True,
        validate=validate.Length(1, 100, error="Enter at most 100 characters."),
        error_messages={"required": "Enter what the course is called."},
    )
    about = fields.String(
        load_default=None, validate=validate.Length(1, 1_000, error="Enter at most 1,000 characters.")
    )


class SessionForm(Schema):
    """A session's day, place and number of places."""

    held_on = _date("Enter the day.", required=True)
    venue = fields.String(
        required=True,
        validate=validate.Length(1, 200, error="Enter at most 200 characters."),
        error_messages={"required": "Enter where it is held."},
    )
    capacity = fields.Integer(
        required=True,
        validate=validate.Range(1, LARGEST_SESSION, error=HOW_MANY),
        error_messages={
            "required": "Enter how many places there are.",
            "invalid": HOW_MANY,
            "too_large": HOW_MANY,
        },
    )


class ChangeSessionForm(SessionForm):
    """The same, with the version that was seen."""

    version = fields.Integer(required=True)


class VersionForm(Schema):
    """The version that a button carries."""

    version = fields.Integer(required=True)


class BookForm(Schema):
    """Who is given a place."""

    practitioner_id = _person("Choose who is to have the place.")


class PlaceForm(Schema):
    """What became of a place."""

    state = word(BookingState, required=True, error_messages={"unknown": "Choose one that is offered."})


class MentorForm(Schema):
    """Who mentors whom, between which days."""

    mentee_id = _person("Choose who is mentored.")
    mentor_id = _person("Choose the mentor.")
    starts_on = _date("Enter the first day.", required=True)
    ends_on = _date("Enter the last day.", load_default=None)


class EndPairingForm(Schema):
    """The last day of a pairing."""

    ends_on = _date("Enter the last day.", required=True)
