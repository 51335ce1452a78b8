"""Shapes of exports on the wire, and of the forms that ask for one."""

from apiflask import Schema
from marshmallow import fields, validate

from app.exports.rules.pack import LARGEST_SEED, MOST_SAMPLED
from app.exports.rules.vocabulary import ExportName
from app.http import day, word

DAY_WORDS = {
    "required": "Enter the day that the export is as at.",
    "invalid": "The date must be a real one, like 31 3 2013 or 2013-03-31.",
}


class RequestExport(Schema):
    """The day that an export is as at; of the extract, whether its pseudonyms are those of others."""

    as_at = day(required=True, error_messages=DAY_WORDS)
    stable = fields.Boolean(
        load_default=False, error_messages={"invalid": "Choose which pseudonyms the extract is to have."}
    )


class RequestPack(Schema):
    """The day that a pack is as at, how many cases are drawn by which seed, and which are chosen."""

    as_at = day(required=True, error_messages=DAY_WORDS)
    draw = fields.Integer(
        load_default=0,
        validate=validate.Range(0, MOST_SAMPLED, error=f"Enter a whole number from 0 to {MOST_SAMPLED}."),
        error_messages={"invalid": f"Enter a whole number from 0 to {MOST_SAMPLED}."},
    )
    seed = fields.Integer(
        load_default=0,
        validate=validate.Range(0, LARGEST_SEED, error=f"Enter a whole number from 0 to {LARGEST_SEED}."),
        error_messages={"invalid": f"Enter a whole number from 0 to {LARGEST_SEED}."},
    )
    chosen = fields.List(
        fields.String(validate=validate.Length(max=20)),
        load_default=list,
        validate=validate.Length(max=MOST_SAMPLED),
        metadata={"description": "References of families, such as PF-000012K."},
    )


class PackForm(RequestPack):
    """The same as a page sends it: the references in one box."""

    chosen = fields.String(  # type: ignore[assignment]
        load_default="",
        validate=validate.Length(max=400, error="Enter up to 20 references, separated by spaces or commas."),
    )


class ColumnOut(Schema):
    """A column of an export, as its data dictionary describes it."""

    name = fields.String(required=True)
    meaning = fields.String(required=True)
    form = fields.String(required=True)
    codes = fields.List(fields.List(fields.String()), required=True)
    empty = fields.String(required=True, allow_none=True)
    verify = fields.String(required=True, allow_none=True)


class RuleOut(Schema):
    """A check of an export."""

    code = fields.String(required=True)
    grade = fields.String(required=True)
    column = fields.String(required=True)
    sentence = fields.String(required=True)
    fix = fields.String(required=True)


class ExportOfferedOut(Schema):
    """An export that you may ask for."""

    name = word(ExportName, required=True)
    title = fields.String(required=True)
    for_whom = fields.String(required=True)
    holds = fields.List(fields.String(), required=True)
    columns = fields.List(fields.Nested(ColumnOut), required=True)
    rules = fields.List(fields.Nested(RuleOut), required=True)
    verify = fields.List(fields.String(), required=True)
    last_made_at = fields.AwareDateTime(required=True, allow_none=True)


class ExportFileOut(Schema):
    """A file of an export. digest: SHA-256."""

    name = fields.String(required=True)
    media_type = fields.String(required=True)
    size = fields.Integer(required=True)
    digest = fields.String(required=True)


class ExportOut(Schema):
    """An export that was made. lines: rows of its table, or children listed."""

    id = fields.UUID(required=True)
    name = word(ExportName, required=True)
    as_at = fields.Date(required=True)
    made_at = fields.AwareDateTime(required=True)
    made_by = fields.String(required=True)
    job_id = fields.UUID(required=True)
    code_version = fields.String(required=True)
    lines = fields.Integer(required=True)
    errors = fields.Integer(required=True)
    queries = fields.Integer(required=True)
    expires_at = fields.AwareDateTime(required=True)
    files = fields.List(fields.Nested(ExportFileOut), required=True)


class ExportListed(ExportOut):
    """An export that was made, in a list."""


class ExportsOut(Schema):
    """The exports that you may ask for, and those made lately."""

    offered = fields.List(fields.Nested(ExportOfferedOut), required=True)
    made = fields.List(fields.Nested(ExportListed), required=True)
