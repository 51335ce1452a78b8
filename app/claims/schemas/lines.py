"""Shapes of windows, lines and proofs on the wire. Shape only: what is allowed is for services."""

from apiflask import Schema
from marshmallow import fields, validate

from app.claims.rules.lifecycle import LineState
from app.claims.rules.outcomes import Outcome
from app.claims.schemas.evaluating import PENCE, WindowOut
from app.claims.services.bulk import Step
from app.http import day, word
from app.programme.packs import Phase, Route

LONGEST_LABEL = 100
LONGEST_REASON = 2000
LONGEST_REFERENCE = 40
A_DAY = {"required": "Enter a date.", "invalid": "Enter a real date, like 1 7 2013.", "null": "Enter a date."}


def words(what: str, longest: int = LONGEST_REASON) -> fields.String:
    """A field of text that somebody writes. what: what is asked for when it is missing."""
    return fields.String(
        required=True,
        validate=[
            validate.Length(max=longest, error=f"Use at most {longest:,} characters."),
            validate.Regexp(r"^\s*\S", error=what),
        ],
        error_messages={"required": what, "null": what},
    )


class WindowDaysIn(Schema):
    """A window's name and days; both days are included."""

    label = words("Enter a name for the window, like July 2013.", LONGEST_LABEL)
    opens_on = day(required=True, error_messages=A_DAY)
    closes_on = day(required=True, error_messages=A_DAY)


class WindowIn(WindowDaysIn):
    """A claim window to be opened."""

    phase = word(
        Phase,
        required=True,
        error_messages={"required": "Choose a phase.", "unknown": "Choose a phase from the list."},
    )


class MadeOut(Schema):
    """The id of what was made."""

    id = fields.UUID(required=True)


class VersionOut(Schema):
    """The version that the record has now."""

    version = fields.Integer(required=True)


class ReasonIn(Schema):
    """Why."""

    reason = words("Enter a reason.")


class NoteIn(Schema):
    """What was done about it."""

    note = words("Enter what you found and did about it.")


class DraftIn(Schema):
    """The window to claim in, and why it is another family, where people of it stood in one with a claim."""

    window_id = fields.UUID(
        required=True, error_messages={"required": "Choose a window.", "invalid_uuid": "Choose a window."}
    )
    reason = fields.String(
        load_default=None,
        allow_none=True,
        validate=[
            validate.Length(max=LONGEST_REASON, error=f"Use at most {LONGEST_REASON:,} characters."),
            validate.Regexp(r"^\s*\S", error="Enter a reason."),
        ],
    )


class DraftedOut(Schema):
    """The claim, and the lines that were drafted on it."""

    claim_id = fields.UUID(required=True)
    line_ids = fields.List(fields.UUID(), required=True)


class LineOut(Schema):
    """A line of a family's claim."""

    id = fields.UUID(required=True)
    claim_id = fields.UUID(required=True)
    family_id = fields.UUID(required=True)
    reference = fields.String(required=True, allow_none=True)
    phase = word(Phase, required=True)
    route = word(Route, required=True)
    window_id = fields.UUID(required=True)
    state = word(LineState, required=True)
    value_pence = fields.Integer(required=True, metadata=PENCE)
    unfunded_reason = fields.String(required=True, allow_none=True)
    drafted_on = fields.Date(required=True)
    tested_on = fields.Date(required=True, allow_none=True)
    version = fields.Integer(required=True)


class HeldOut(Schema):
    """A source that a part of the result rests on."""

    part = fields.String(required=True)
    source = fields.String(required=True)
    evidence_on = fields.Date(required=True)


class MoveOut(Schema):
    """One move of a line. name: of whoever made it; null: by no user who can sign in."""

    from_state = word(LineState, required=True, allow_none=True)
    to_state = word(LineState, required=True)
    moved_on = fields.Date(required=True)
    moved_at = fields.AwareDateTime(required=True)
    name = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)


class ConcernOut(Schema):
    """Something recorded now that no longer bears a line out."""

    id = fields.UUID(required=True)
    line_id = fields.UUID(required=True)
    reference = fields.String(required=True, allow_none=True)
    route = word(Route, required=True)
    state = word(LineState, required=True)
    part = fields.String(required=True)
    outcome = word(Outcome, required=True)
    said = fields.String(required=True)
    noticed_on = fields.Date(required=True)
    passed_again_at = fields.AwareDateTime(required=True, allow_none=True)
    settled_at = fields.AwareDateTime(required=True, allow_none=True)
    settled_by = fields.String(required=True, allow_none=True)
    note = fields.String(required=True, allow_none=True)


class ConcernsOut(Schema):
    """The concerns that wait, by family."""

    concerns = fields.List(fields.Nested(ConcernOut), required=True)


class LineOpenedOut(Schema):
    """A line with its proof. frozen: the digest that the proof is filed under; null: it is not frozen yet."""

    line = fields.Nested(LineOut, required=True)
    window = fields.Nested(WindowOut, required=True)
    beside = fields.List(fields.Nested(LineOut), required=True)
    proof = fields.Dict(required=True, allow_none=True)
    frozen = fields.String(required=True, allow_none=True)
    is_sound = fields.Boolean(required=True)
    to_check = fields.List(fields.String(), required=True)
    wanting = fields.List(fields.String(), required=True)
    evidence = fields.List(fields.Nested(HeldOut), required=True)
    moves = fields.List(fields.Nested(MoveOut), required=True)
    concerns = fields.List(fields.Nested(ConcernOut), required=True)
    to_answer = fields.List(
        fields.String(), required=True, metadata={"description": "People it shares, without a reason yet."}
    )


class FamilyToDraftOut(Schema):
    """A family that may be drafted, or that is held."""

    family_id = fields.UUID(required=True)
    reference = fields.String(required=True, allow_none=True)
    routes = fields.List(word(Route), required=True)
    value = fields.Integer(required=True, data_key="value_pence", metadata=PENCE)
    held = fields.String(required=True, allow_none=True, metadata={"description": "Why it is held."})


class StateOut(Schema):
    """The lines of a window in one state."""

    state = word(LineState, required=True)
    count = fields.Integer(required=True)
    value_pence = fields.Integer(required=True, metadata=PENCE)
    lines = fields.List(fields.Nested(LineOut), required=True)


class WorkbenchOut(Schema):
    """A window as it stands."""

    window = fields.Nested(WindowOut, required=True)
    on = fields.Date(required=True)
    is_open = fields.Boolean(required=True)
    concerns = fields.List(fields.Nested(ConcernOut), required=True)
    ready = fields.List(fields.Nested(FamilyToDraftOut), required=True)
    held = fields.List(fields.Nested(FamilyToDraftOut), required=True)
    nearly_families = fields.Integer(required=True)
    nearly_worth_pence = fields.Integer(required=True, metadata=PENCE)
    states = fields.List(fields.Nested(StateOut), required=True)


class WindowQuery(Schema):
    """What of a window is asked for."""

    route = word(Route, load_default=None)
    reference = fields.String(
        load_default=None,
        validate=validate.Length(max=LONGEST_REFERENCE),
        metadata={"description": "A part of a family's reference."},
    )


class BulkItemOut(Schema):
    """A family or a line that a step would be taken with. mark: what it is sent back by."""

    id = fields.UUID(required=True)
    family_id = fields.UUID(required=True)
    reference = fields.String(required=True, allow_none=True)
    routes = fields.List(word(Route), required=True)
    value = fields.Integer(required=True, data_key="value_pence", metadata=PENCE)
    mark = fields.String(required=True)
    left_out = fields.String(required=True, allow_none=True)


class PreviewOut(Schema):
    """What a step would do, and leave out."""

    step = word(Step, required=True)
    ready = fields.List(fields.Nested(BulkItemOut), required=True)
    left_out = fields.List(fields.Nested(BulkItemOut), required=True)
    value = fields.Integer(required=True, data_key="value_pence", metadata=PENCE)
    beyond = fields.Integer(required=True)


class SentIn(Schema):
    """One of those shown, by the mark that it was shown by."""

    id = fields.UUID(required=True)
    mark = fields.String(required=True, validate=validate.Length(max=40))


class StepIn(Schema):
    """Those shown that the step is to be taken with."""

    items = fields.List(fields.Nested(SentIn), required=True, validate=validate.Length(max=1000))


class DoneOut(Schema):
    """What was done, and what was left out since it was shown."""

    step = word(Step, required=True)
    done = fields.List(fields.Nested(BulkItemOut), required=True)
    left_out = fields.List(fields.Nested(BulkItemOut), required=True)
    value = fields.Integer(required=True, data_key="value_pence", metadata=PENCE)
