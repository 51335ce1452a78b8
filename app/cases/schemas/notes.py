"""Shapes of case notes, oversight notes and chronologies, for forms and programs alike."""

from apiflask import Schema
from marshmallow import fields, validate

from app.cases.rules.notes import LONGEST_NOTE, NoteCorrection, NoteKind, OversightKind
from app.http import day, word

CHOOSE_KIND = {"required": "Choose what it was.", "unknown": "Choose one from the list."}
WHEN = {"required": "Enter the day.", "invalid": "Enter a real day, like 27 3 2013."}


class WriteNote(Schema):
    """A note of contact or work with a family."""

    kind = word(NoteKind, required=True, error_messages=CHOOSE_KIND)
    happened_on = day(required=True, error_messages=WHEN)
    text = fields.String(
        required=True,
        validate=validate.Length(
            min=1, max=LONGEST_NOTE, error="The note must be between 1 and {max} characters."
        ),
        error_messages={"required": "Write what happened."},
    )


class CorrectNote(WriteNote):
    """The note as it should have been, and why."""

    correction = word(
        NoteCorrection,
        required=True,
        error_messages={"required": "Choose why it is corrected.", "unknown": "Choose one from the list."},
    )


class WriteOversight(Schema):
    """Supervision, a management decision or a mentor session about a family."""

    kind = word(OversightKind, required=True, error_messages=CHOOSE_KIND)
    held_on = day(required=True, error_messages=WHEN)
    direction = fields.String(
        required=True,
        validate=validate.Length(
            min=1, max=LONGEST_NOTE, error="The direction must be between 1 and {max} characters."
        ),
        error_messages={"required": "Write what direction was given."},
    )
    actions = fields.String(
        validate=validate.Length(max=LONGEST_NOTE, error="The actions must be at most {max} characters.")
    )
    next_due_on = day(error_messages=WHEN)


class NoteWrittenOut(Schema):
    """The id of what was written."""

    id = fields.UUID(required=True)


class CaseNoteOut(Schema):
    """A case note. corrects: the note that it stands in place of."""

    id = fields.UUID(required=True)
    kind = word(NoteKind, required=True)
    happened_on = fields.Date(required=True)
    text = fields.String(required=True)
    written_by = fields.String(required=True)
    written_at = fields.AwareDateTime(required=True)
    corrects = fields.UUID(required=True, allow_none=True)
    correction = word(NoteCorrection, required=True, allow_none=True)


class OversightOut(Schema):
    """An oversight note."""

    id = fields.UUID(required=True)
    kind = word(OversightKind, required=True)
    held_on = fields.Date(required=True)
    direction = fields.String(required=True)
    actions = fields.String(required=True, allow_none=True)
    next_due_on = fields.Date(required=True, allow_none=True)
    written_by = fields.String(required=True)
    written_at = fields.AwareDateTime(required=True)


class ChronologyEventOut(Schema):
    """Something dated. about: the part of the record that it is from, or map: the family map."""

    day = fields.Date(required=True)
    what = fields.String(required=True)
    about = fields.String(required=True)


class ChronologyOut(Schema):
    """Everything dated of a family, the latest first."""

    events = fields.List(fields.Nested(ChronologyEventOut), required=True)
