"""The shapes of the forms about rule packs that only pages have."""

from typing import Any

from marshmallow import Schema, fields, validate

from app.cases.rules.editions import LONGEST_WHY
from app.claims.models.overrides import LONGEST_REASON
from app.claims.rules.drafting import Setting
from app.http import day, word
from app.programme.facts import Criterion
from app.programme.places import LONGEST_TEXT

WHOLE = "Enter a whole number."


def _text(missing: str, longest: int) -> fields.String:
    return fields.String(
        required=True,
        validate=validate.Length(1, longest, error=f"Enter at most {longest:,} characters."),
        error_messages={"required": missing},
    )


def _line(missing: str) -> fields.String:
    one_line = validate.Regexp(r"[^\r\n]*\Z", error="Write it on one line.")
    return fields.String(
        required=True,
        validate=[
            validate.Length(1, LONGEST_TEXT, error=f"Enter at most {LONGEST_TEXT:,} characters."),
            one_line,
        ],
        error_messages={"required": missing},
    )


def _number(missing: str) -> fields.Integer:
    return fields.Integer(
        required=True, error_messages={"required": missing, "invalid": WHOLE, "too_large": WHOLE}
    )


def _criteria() -> fields.List[Any]:
    return fields.List(
        word(Criterion, error_messages={"unknown": "Choose criteria from the list."}), load_default=list
    )


class StartForm(Schema):
    """What a draft is started from, and why."""

    replaces = fields.String(required=True, error_messages={"required": "Choose what it is drafted from."})
    why = _text("Say why.", LONGEST_WHY)


class ProblemForm(Schema):
    """Which criteria show a problem, how many are needed, and where the council decided it."""

    criteria = _criteria()
    needed = _number("Enter how many are needed.")
    decided_in = _line("Say where this was decided.")
    version = fields.Integer(required=True)


class DiscretionForm(Schema):
    """Whether a failed part may be let pass, and where the council decided it."""

    allowed = fields.Boolean(
        required=True, error_messages={"required": "Choose yes or no.", "invalid": "Choose yes or no."}
    )
    decided_in = _line("Say where this was decided.")
    version = fields.Integer(required=True)


class ReturnForm(Schema):
    """What is to change before it can be approved."""

    returned_why = _text("Say what is to change.", LONGEST_WHY)
    version = fields.Integer(required=True)


class ApproveForm(Schema):
    """The day from which an edition is in force."""

    in_force_from = day(
        required=True,
        error_messages={
            "required": "Enter the day from which it is in force.",
            "invalid": "Enter a real date, such as 27 9 2013.",
        },
    )
    version = fields.Integer(required=True)


class VersionForm(Schema):
    """The version that a button carries."""

    version = fields.Integer(required=True)


class LetPassForm(Schema):
    """Why a failed part should be let pass."""

    reason = _text("Say why it should be let pass.", LONGEST_REASON)


class DecisionForm(Schema):
    """Whether a failed part is let pass."""

    decision = fields.String(
        required=True,
        validate=validate.OneOf(["let-pass", "refuse"], error="Choose one that is offered."),
        error_messages={"required": "Choose whether it is let pass."},
    )


def measure_form(settings: tuple[Setting, ...]) -> Schema:
    """The form of a measure: its question, its numbers, what it asks about, and where it was decided."""
    numbers = {setting.name: _number(f"{setting.label}: enter a number.") for setting in settings}
    form: type[Schema] = Schema.from_dict(
        {
            "question": _line("Write what is asked."),
            **numbers,
            "applies_to": _criteria(),
            "decided_in": _line("Say where this was decided."),
            "version": fields.Integer(required=True),
        }
    )
    return form()
