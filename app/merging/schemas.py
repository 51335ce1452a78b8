"""Shapes of merges, for forms and programs alike."""

from apiflask import Schema
from marshmallow import fields, validate

from app.cases.rules.merge_words import MergeKind
from app.cases.schemas.families import MergeOut
from app.http import word
from app.merging.rules.plan import FIELDS

TAKEN = sorted({field for fields_of in FIELDS.values() for field in fields_of})


class MergeRecords(Schema):
    """What the record that stays takes over from the other, and what the two looked like."""

    takes = fields.List(
        fields.String(validate=validate.OneOf(TAKEN)),
        load_default=list,
        metadata={"description": "Fields in which the two differ; the other record's value is taken over."},
    )
    as_shown = fields.String(
        required=True,
        validate=validate.Length(max=64),
        metadata={"description": "`as_shown` of the comparison, unchanged."},
    )


class UndoMerge(Schema):
    """What is known to stay where it was written when a merge is undone."""

    notes_stay = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=0, max=1_000_000),
        metadata={"description": "`notes_stay` of the merge, unchanged; needed when it is more than none."},
    )


class ChooseFamily(Schema):
    """Another family: one of those shown, or by its reference."""

    other_id = fields.UUID(error_messages={"invalid_uuid": "Choose one of the families."})
    reference = fields.String(validate=validate.Length(max=20, error="A reference has ten characters."))


class ChoosePerson(Schema):
    """Another person: one of those shown."""

    other_id = fields.UUID(
        required=True,
        error_messages={
            "required": "Choose who is the same person.",
            "invalid_uuid": "Choose one of the people shown.",
        },
    )


class DifferenceOut(Schema):
    """Something in which the two records differ. takes: whether taking the other's value is proposed."""

    field = fields.String(required=True)
    kept = fields.List(fields.Raw(allow_none=True), required=True)
    other = fields.List(fields.Raw(allow_none=True), required=True)
    takes = fields.Boolean(required=True)


class EffectOut(Schema):
    """How many rows of one part of the record would move, be shortened, and be set aside.

    differs: how many of those set aside say something else than the row that stands; differs_in: in what.
    """

    part = fields.Function(lambda effect: effect.words[1], required=True, metadata={"type": "string"})
    moved = fields.Integer(required=True)
    shortened = fields.Integer(required=True)
    set_aside = fields.Integer(required=True)
    differs = fields.Integer(required=True)
    differs_in = fields.List(fields.String(), required=True)


class GainOut(Schema):
    """Somebody of one record who may open, after the merge, what is the other's. name None: an agency.

    of_stays: whether they are of the record that stays. removed_at: when they were taken out of the other's
    team: the merge gives back what was taken away.
    """

    name = fields.String(required=True, allow_none=True)
    agency = fields.String(required=True)
    of_stays = fields.Boolean(required=True)
    removed_at = fields.AwareDateTime(required=True, allow_none=True)


class ComparisonOut(Schema):
    """Two records side by side, and what their merge would do. obstacle: why they cannot be merged so."""

    kind = word(MergeKind, required=True)
    stays_id = fields.UUID(required=True)
    goes_id = fields.UUID(required=True)
    differences = fields.List(fields.Nested(DifferenceOut), required=True)
    effects = fields.List(fields.Nested(EffectOut), required=True)
    gains = fields.List(fields.Nested(GainOut), required=True)
    obstacle = fields.String(required=True, allow_none=True)
    as_shown = fields.String(required=True)


class MergedOut(Schema):
    """A merge that was made or undone. family_id: a family in which the record can be seen."""

    merge_id = fields.UUID(required=True)
    stays_id = fields.UUID(required=True)
    family_id = fields.UUID(required=True, allow_none=True)


class UndoableOut(Schema):
    """A merge that stands. families: those it concerns. obstacle: why it cannot be undone as things are.

    notes_stay: how many notes written since would stay with the record that stayed, though one of the two has
    an assessment of which they may tell: to be sent back as it is.
    """

    merge = fields.Nested(MergeOut, required=True)
    families = fields.List(fields.UUID(), required=True)
    notes_stay = fields.Integer(required=True)
    obstacle = fields.String(required=True, allow_none=True)
