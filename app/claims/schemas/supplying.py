"""Shapes of evidence entered by hand, documents, checks and requests, for forms and programs alike."""

from apiflask import Schema
from marshmallow import fields, validate

from app.claims.rules.entered import LONGEST_SOURCE, EntryState
from app.claims.rules.lifecycle import LineState
from app.claims.rules.requests import Answer, RequestState
from app.http import day, word
from app.programme.facts import Criterion, MeasurementKind

WHEN = {"required": "Enter the day.", "invalid": "Enter a real day, like 27 3 2013."}
LONGEST_FIGURE = 20
TAG = "[0-9a-f]{16}"


def _source(*, required: bool = False) -> fields.String:
    return fields.String(
        validate=validate.Length(
            min=1, max=LONGEST_SOURCE, error="The source must be between 1 and {max} characters."
        ),
        error_messages={"required": "Enter the source: who or what says so."},
        required=required,
    )


def _figure() -> fields.String:
    return fields.String(
        validate=validate.Length(max=LONGEST_FIGURE, error="The figure is too long."),
        metadata={"description": "As a person writes it: 12.5 (per cent), 3 (a count); none for a spell."},
    )


def _replaces() -> fields.String:
    return fields.String(
        validate=validate.Regexp(f"{TAG}$", error="Look at what is on record again."),
        metadata={"description": "The tag of what is on record and is to be replaced."},
    )


class EnterEvidence(Schema):
    """A figure about a person, or whether a criterion was met: exactly one of kind and criterion.

    term: of absence and exclusions, in place of the days. person_id: left out for the family as a whole.
    """

    kind = word(MeasurementKind, error_messages={"unknown": "Choose one from the list."})
    criterion = word(Criterion, error_messages={"unknown": "Choose one from the list."})
    person_id = fields.UUID(error_messages={"invalid_uuid": "Choose one from the list."})
    term = fields.String(validate=validate.Length(max=20, error="Choose one from the list."))
    starts_on = day(error_messages=WHEN)
    ends_on = day(error_messages=WHEN)
    figure = _figure()
    met = fields.Boolean(error_messages={"invalid": "Choose yes or no."})
    source = _source(required=True)
    extract_on = day(
        required=True, error_messages={**WHEN, "required": "Enter the day on which the source said so."}
    )
    document_id = fields.UUID(error_messages={"invalid_uuid": "Choose the file again."})
    replaces = _replaces()


class AnswerRequest(Schema):
    """The answer to a request for a figure: the figure with its source and date, or why there is none."""

    answer = word(
        Answer,
        required=True,
        error_messages={"required": "Choose your answer.", "unknown": "Choose one from the list."},
    )
    figure = _figure()
    starts_on = day(error_messages=WHEN)
    ends_on = day(error_messages=WHEN)
    source = _source()
    extract_on = day(error_messages=WHEN)
    replaces = _replaces()


class AskForEvidence(Schema):
    """The families whose missing figures are to be asked for."""

    family_ids = fields.List(
        fields.UUID(error_messages={"invalid_uuid": "Choose from the list."}),
        required=True,
        validate=validate.Length(max=1000, error="Choose fewer families."),
    )


class CheckSource(Schema):
    """What was looked through: the tag that came with it."""

    tag = fields.String(required=True, validate=validate.Regexp(f"{TAG}$", error="Look through it again."))


class Upload(Schema):
    """A PDF, a PNG or JPEG picture, or plain text."""

    file = fields.Raw(required=True, metadata={"type": "string", "format": "binary"})


class IdOut(Schema):
    """The id of what was made."""

    id = fields.UUID(required=True)


class SaidOut(Schema):
    """What is on record, in words, by which source, read when."""

    words = fields.String(required=True)
    starts_on = fields.Date(required=True, attribute="days.first")
    ends_on = fields.Date(required=True, attribute="days.last", allow_none=True)
    source = fields.String(required=True)
    extract_on = fields.Date(required=True)


class OnRecordOut(Schema):
    """What an entry would replace, with the tag by which it says so; null: nothing."""

    said = fields.Nested(SaidOut, required=True)
    tag = fields.String(required=True)


class HeldOut(Schema):
    """What is on record of the same days."""

    held = fields.Nested(OnRecordOut, required=True, allow_none=True)


class EntryOut(Schema):
    """Something entered by hand. before: what it replaced. now: what is on record, if that is different."""

    id = fields.UUID(required=True)
    person_id = fields.UUID(required=True, allow_none=True)
    title = fields.String(required=True)
    said = fields.Nested(SaidOut, required=True)
    before = fields.Nested(SaidOut, required=True, allow_none=True)
    now = fields.Nested(SaidOut, required=True, allow_none=True)
    state = word(EntryState, required=True)
    document_id = fields.UUID(required=True, allow_none=True)
    entered_by = fields.String(required=True, allow_none=True)
    entered_at = fields.AwareDateTime(required=True)
    checked_by = fields.String(required=True, allow_none=True)
    checked_on = fields.Date(required=True, allow_none=True)


class CriterionToCheckOut(Schema):
    """Evidence of a criterion that nobody has checked."""

    id = fields.UUID(required=True)
    criterion = word(Criterion, required=True)
    met = fields.Boolean(required=True)
    person_id = fields.UUID(required=True, allow_none=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True, allow_none=True)
    source = fields.String(required=True)
    extract_on = fields.Date(required=True)


class FamilyEvidenceOut(Schema):
    """What was supplied of a family by hand, the latest first, and what is to be checked."""

    entries = fields.List(fields.Nested(EntryOut), required=True)
    to_check = fields.List(fields.Nested(CriterionToCheckOut), required=True)


class ItemOut(Schema):
    """One source's evidence of one part of a claim's line."""

    id = fields.UUID(required=True)
    line_id = fields.UUID(required=True)
    family_id = fields.UUID(required=True)
    reference = fields.String(required=True, allow_none=True)
    state = word(LineState, required=True)
    part = fields.String(required=True)
    source = fields.String(required=True)
    evidence_on = fields.Date(required=True)
    expires_on = fields.Date(required=True, allow_none=True)
    checked_on = fields.Date(required=True, allow_none=True)
    checked_by = fields.String(required=True, allow_none=True)
    document_id = fields.UUID(required=True, allow_none=True)


class LineEvidenceOut(Schema):
    """The evidence of a line. wanting: what keeps it from being complete today, in sentences."""

    items = fields.List(fields.Nested(ItemOut), required=True)
    wanting = fields.List(fields.String(), required=True)


class SourceToCheckOut(Schema):
    """A source of which evidence waits to be checked."""

    key = fields.String(required=True)
    source = fields.String(required=True)
    pieces = fields.Integer(required=True)


class SourcesOut(Schema):
    """The sources of which evidence waits to be checked."""

    sources = fields.List(fields.Nested(SourceToCheckOut), required=True)


class FromSourceOut(Schema):
    """What waits from one source. tag: sent back to check exactly this. left_out: one's own entries."""

    source = fields.String(required=True)
    items = fields.List(fields.Nested(ItemOut), required=True)
    left_out = fields.Integer(required=True)
    tag = fields.String(required=True)


class CheckedOut(Schema):
    """How many pieces of evidence were checked."""

    checked = fields.Integer(required=True)


class RequestsQuery(Schema):
    """Which requests. mine: those that wait for oneself; the others are the coordinator's to see."""

    mine = fields.Boolean(load_default=True)
    state = word(RequestState)


class RequestOut(Schema):
    """A request for a figure, without a name. reference: for those who may open the family."""

    id = fields.UUID(required=True)
    reference = fields.String(required=True, allow_none=True)
    what = fields.String(required=True)
    whose = fields.String(required=True)
    kind = word(MeasurementKind, required=True)
    first_on = fields.Date(required=True)
    last_on = fields.Date(required=True)
    needed_by = fields.Date(required=True)
    agency = fields.String(required=True, allow_none=True)
    state = word(RequestState, required=True)
    has_come = fields.Boolean(required=True)
    is_overdue = fields.Boolean(required=True)
    asked_at = fields.AwareDateTime(required=True)


class RequestsOut(Schema):
    """Requests, those that are needed first first."""

    requests = fields.List(fields.Nested(RequestOut), required=True)


class RequestOpenedOut(Schema):
    """A request with what is needed to look the figure up."""

    request = fields.Nested(RequestOut, required=True)
    name = fields.String(required=True)
    born_on = fields.Date(required=True, allow_none=True)


class FiguresAskedOut(Schema):
    """What became of asking, in numbers of figures and of families."""

    asked = fields.Integer(required=True)
    waiting_already = fields.Integer(required=True)
    nobody = fields.Integer(required=True)
    to_verify = fields.Integer(required=True)
    not_nearly = fields.Integer(required=True)
    needed_by = fields.Date(required=True)
