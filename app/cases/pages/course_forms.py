"""The shapes of the forms that record the course of an assessment."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, validate

from app.cases.rules.course import LEVELS, Attendance, DateCorrection, ReopeningReason
from app.cases.rules.vocabulary import AssessmentKind, ClosureReason, InitiationReason
from app.cases.schemas.course import LONGEST, SHORT
from app.http import day

NEW_ACTIONS = range(1, 6)
"""The rows for new actions on the page of a review; those after the second are folded away."""

KNOWN_PEOPLE = range(1, 16)
NEW_PEOPLE = range(1, 4)
"""The rows for people on the page of a team meeting: the team so far, and others."""


def a_day(missing: str, **given: Any) -> fields.Date:
    """A day in three boxes, with what is said when it is missing."""
    return day(
        error_messages={"required": missing, "invalid": "Enter a real date, for example 12 7 2013."}, **given
    )


def some_text(missing: str, longest: int = LONGEST, **given: Any) -> fields.String:
    """A text, with what is said when it is missing or too long."""
    return fields.String(
        validate=validate.Length(max=longest, error=f"Use at most {longest:,} characters."),
        error_messages={"required": missing},
        **given,
    )


def a_word(values: Any, missing: str, **given: Any) -> fields.Enum[Any]:
    """A choice of a vocabulary, with what is said when none is made."""
    return fields.Enum(
        values,
        by_value=True,
        error_messages={"required": missing, "unknown": "Choose one from the list."},
        **given,
    )


def an_id(missing: str = "", **given: Any) -> fields.UUID:
    """A choice from a list, with what is said when none is made."""
    return fields.UUID(
        error_messages={"required": missing, "invalid_uuid": "Choose one from the list."}, **given
    )


def a_level() -> fields.Integer:
    """A level of need, or none."""
    return fields.Integer(
        load_default=None,
        validate=validate.Range(LEVELS.start, LEVELS.stop - 1, error="Choose a level from the list."),
        error_messages={"invalid": "Choose a level from the list."},
    )


class Versioned(Schema):
    """A form that carries the version of the record that was seen."""

    version = fields.Integer(
        required=True,
        validate=validate.Range(0, 10**9, error="Open the page again."),
        error_messages=dict.fromkeys(("required", "invalid", "too_large"), "Open the page again."),
    )


class RegisterForm(Versioned):
    """An assessment to register."""

    kind = a_word(AssessmentKind, "Choose a CAF or a family assessment.", required=True)
    children = fields.List(
        an_id(),
        required=True,
        validate=validate.Length(min=1, error="Choose whom it is about."),
        error_messages={"required": "Choose whom it is about."},
    )
    initiated_on = a_day("Enter the day of initiation.", required=True)
    primary_reason = a_word(InitiationReason, "Choose the primary reason.", required=True)
    secondary_reasons = fields.List(a_word(InitiationReason, ""), load_default=list)
    initiating_agency_id = an_id("Choose the initiating agency.", required=True)
    lead_practitioner_id = an_id(load_default=None)
    level = a_level()


class ReviewTextForm(Versioned):
    """What a review says, and when the next one is."""

    works_well = some_text("Say what works well.", required=True)
    worries = some_text("Say what people worry about.", required=True)
    needs_to_happen = some_text("", load_default=None)
    childs_words = some_text("", load_default=None)
    next_review_on = a_day("Enter the day of the next review.", required=True)
    level = a_level()


def _action_rows() -> Mapping[str, fields.Field[Any]]:
    return {
        name: field
        for row in NEW_ACTIONS
        for name, field in (
            (f"action_{row}_what", some_text("", load_default=None)),
            (f"action_{row}_who", some_text("", SHORT, load_default=None)),
            (f"action_{row}_due_on", a_day("", load_default=None)),
        )
    }


def _people_rows() -> Mapping[str, fields.Field[Any]]:
    known = [(f"known_{row}", some_text("", 300, load_default=None)) for row in KNOWN_PEOPLE]
    came = [
        (f"known_{row}_attendance", a_word(Attendance, "", load_default=Attendance.INVITED))
        for row in KNOWN_PEOPLE
    ]
    new = [
        each
        for row in NEW_PEOPLE
        for each in (
            (f"new_{row}_practitioner_id", an_id(load_default=None)),
            (f"new_{row}_agency_id", an_id(load_default=None)),
            (f"new_{row}_role", some_text("", SHORT, load_default=None)),
            (f"new_{row}_attendance", a_word(Attendance, "", load_default=Attendance.INVITED)),
        )
    ]
    return dict([*known, *came, *new])


class _ReviewBase(ReviewTextForm):
    reviewed_on = a_day("Enter the day of the review.", required=True)
    done = fields.List(an_id(), load_default=list)


class _MeetingBase(Versioned):
    meets_on = a_day("Enter the day of the meeting.", required=True)
    next_review_on = a_day("", load_default=None)


ReviewForm = _ReviewBase.from_dict(dict(_action_rows()), name="ReviewForm")
TeamMeetingForm = _MeetingBase.from_dict(dict(_people_rows()), name="TeamMeetingForm")


class ActionForm(Versioned):
    """An action of the plan."""

    what = some_text("Say what is to be done.", required=True)
    who = some_text("", SHORT, load_default=None)
    due_on = a_day("", load_default=None)


class ActionChangeForm(ActionForm):
    """An action of the plan as it is to be."""

    practitioner_id = an_id(load_default=None)
    done_on = a_day("", load_default=None)


class StageDateForm(Versioned):
    """The day of a stage, and why the recorded one was wrong."""

    day = a_day("Enter the day.", required=True)
    reason = a_word(DateCorrection, "", load_default=None)


class ClosureForm(Versioned):
    """The closure of an assessment."""

    closed_on = a_day("Enter the day of the meeting that agreed on the closure.", required=True)
    reason = a_word(ClosureReason, "Choose why it is closed.", required=True)
    level = a_level()


class ReopeningForm(Versioned):
    """The re-opening of an assessment."""

    reason = a_word(ReopeningReason, "Choose why it is opened again.", required=True)
