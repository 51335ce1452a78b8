"""A section of an assessment's form between a page and the rules: its shape, and what was entered in it."""

from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import Schema, fields, validate

from app.cases.rules.form import Content, PlannedAction, ReopenReason, tidied
from app.cases.rules.form_boxes import LONGEST_TEXT, MOST_ACTIONS, QUESTIONS, FormSection, boxes_of

BLANK_ROWS = 2
DATE_PARTS = ("day", "month", "year")
ROW_LENGTHS = {"desired_outcome": 2_000, "action": 2_000, "who": 200}
ROW_NAMES = {"desired_outcome": "the desired outcome", "action": "the action", "who": "who will do it"}
LONGEST_DATE_PART = 10


class VersionForm(Schema):
    """The version of the form that was seen."""

    version = fields.Integer(required=True)


class ReopenForm(VersionForm):
    """Why a completed form is opened again."""

    reason = fields.Enum(
        ReopenReason,
        by_value=True,
        required=True,
        error_messages={
            "required": "Choose why the form is opened again.",
            "unknown": "Choose a reason from the list.",
        },
    )


def section_schema(section: FormSection) -> Schema:
    """The shape of a section's page: drafts may be empty anywhere, but no box holds more than it can keep."""
    boxes: dict[str, fields.Field[Any]] = {"version": fields.Integer(required=True)}
    for box in boxes_of(section):
        boxes[box.value] = _text(LONGEST_TEXT, f"“{QUESTIONS[box]}”")
    if section is FormSection.PLAN:
        for number in range(1, MOST_ACTIONS + 1):
            for name, longest in ROW_LENGTHS.items():
                boxes[f"action-{number}-{name}"] = _text(longest, f"{ROW_NAMES[name]} of action {number}")
            for part in DATE_PARTS:
                name = f"the {part} of action {number}"
                boxes[f"action-{number}-by_when-{part}"] = _text(LONGEST_DATE_PART, name)
    return Schema.from_dict(boxes)()


def content_of(section: FormSection, values: Mapping[str, str]) -> Content:
    """What was entered in a section's page."""
    texts = {box: values[box.value] for box in boxes_of(section) if box.value in values}
    rows = range(1, MOST_ACTIONS + 1) if section is FormSection.PLAN else range(0)
    return tidied(texts, [_row(values, number) for number in rows])


def entered(content: Content) -> dict[str, Sequence[str]]:
    """What stands in a section, as its page's boxes hold it."""
    found: dict[str, Sequence[str]] = {box.value: [words] for box, words in content.texts.items()}
    for number, row in enumerate(content.actions, start=1):
        day, month, year = [*row.by_when.split("/"), "", "", ""][:3]
        found |= {
            f"action-{number}-desired_outcome": [row.desired_outcome],
            f"action-{number}-action": [row.action],
            f"action-{number}-who": [row.who],
            f"action-{number}-by_when-day": [day],
            f"action-{number}-by_when-month": [month],
            f"action-{number}-by_when-year": [year],
        }
    return found


def rows_shown(entered_in: Mapping[str, Sequence[str]]) -> range:
    """The numbers of the rows that the plan's page shows: those with something in them, and some blank."""
    filled = [
        number
        for number in range(1, MOST_ACTIONS + 1)
        if any(any(words) for name, words in entered_in.items() if name.startswith(f"action-{number}-"))
    ]
    return range(1, min(max(filled, default=0) + BLANK_ROWS, MOST_ACTIONS) + 1)


def _row(values: Mapping[str, str], number: int) -> PlannedAction:
    def of(name: str) -> str:
        return values.get(f"action-{number}-{name}", "").strip()

    parts = [of(f"by_when-{part}").replace("/", "") for part in DATE_PARTS]
    by_when = "/".join(parts) if any(parts) else ""
    return PlannedAction(of("desired_outcome"), of("action"), of("who"), by_when)


def _text(longest: int, name: str) -> fields.String:
    sentence = f"Shorten {name} to {longest:,} characters or fewer. It is all still on this page."
    return fields.String(validate=validate.Length(max=longest, error=sentence))
