"""Shapes of rule packs, their editions and discretion on the wire. Shape only."""

from apiflask import Schema
from marshmallow import fields, validate

from app.cases.rules.editions import LONGEST_WHY, EditionState
from app.cases.rules.eligibility import Answer
from app.claims.models.overrides import LONGEST_REASON
from app.claims.rules.trial import TrialFigure
from app.claims.schemas.evaluating import PENCE, PartOut
from app.http import day, word
from app.programme.facts import Criterion
from app.programme.places import LONGEST_TEXT

DOCUMENT = {"description": "A rule pack as a document; docs/reference/rule-packs.md lists its keys."}
DECIDED_IN = {"description": "The paper or meeting of the council that says so, on one line."}


def _why() -> fields.String:
    return fields.String(required=True, validate=validate.Length(1, LONGEST_WHY))


def _line(metadata: dict[str, str]) -> fields.String:
    return fields.String(
        required=True,
        validate=[
            validate.Length(1, LONGEST_TEXT),
            validate.Regexp(r"[^\x00-\x1f\x7f]*\Z", error="Write it on one line."),
        ],
        metadata=metadata,
    )


class StartDraft(Schema):
    """What a draft is started from, and why. content: a document of the council's own, in place of that."""

    replaces = fields.String(required=True, validate=validate.Length(1, 60))
    why = _why()
    content = fields.Dict(load_default=None, allow_none=True, metadata=DOCUMENT)


class ChangeContent(Schema):
    """The document that takes the place of a draft's."""

    content = fields.Dict(required=True, metadata=DOCUMENT)


class ChangeProblem(Schema):
    """Which criteria show a problem, and how many of them are needed."""

    criteria = fields.List(word(Criterion), required=True)
    needed = fields.Integer(required=True, strict=True)
    decided_in = _line(DECIDED_IN)


class ChangeMeasure(Schema):
    """What counts as a result. numbers: by the names under which the edition gives them."""

    question = _line({"description": "In plain words, on one line."})
    numbers = fields.Dict(keys=fields.String(), values=fields.Integer(strict=True), required=True)
    applies_to = fields.List(word(Criterion), load_default=list)
    decided_in = _line(DECIDED_IN)


class ChangeDiscretion(Schema):
    """Whether an approver may let a failed part pass."""

    allowed = fields.Boolean(required=True)
    decided_in = fields.String(
        load_default=None, allow_none=True, validate=validate.Length(1, LONGEST_TEXT), metadata=DECIDED_IN
    )


class SendBack(Schema):
    """What is to change before an edition can be approved."""

    why = _why()


class Approve(Schema):
    """The day from which an edition is in force."""

    in_force_from = day(required=True)


class EditionMadeOut(Schema):
    """The id of what was made."""

    id = fields.UUID(required=True)


class EditionVersionOut(Schema):
    """The version that an edition has now; also its entity tag."""

    version = fields.Integer(required=True)


class InForceOut(Schema):
    """A pack and the days of entry for which it is in force."""

    code = fields.String(required=True, attribute="pack.code")
    authority = fields.String(required=True, attribute="pack.authority")
    first = fields.Date(required=True)
    last = fields.Date(required=True)


class EditionOut(Schema):
    """An edition of the rules, without its content."""

    id = fields.UUID(required=True)
    code = fields.String(required=True)
    replaces = fields.String(required=True)
    why = fields.String(required=True)
    state = word(EditionState, required=True)
    version = fields.Integer(required=True)
    drafted_by = fields.String(required=True, allow_none=True)
    drafted_at = fields.AwareDateTime(required=True)
    returned_why = fields.String(required=True, allow_none=True)
    approved_by = fields.String(required=True, allow_none=True)
    approved_at = fields.AwareDateTime(required=True, allow_none=True)
    in_force_from = fields.Date(required=True, allow_none=True)


class RulePacksOut(Schema):
    """The packs in force, the council's editions, and what a draft may be started from."""

    in_force = fields.List(fields.Nested(InForceOut), required=True)
    editions = fields.List(fields.Nested(EditionOut), required=True)
    to_start_from = fields.List(fields.String(), required=True)


class SettingOut(Schema):
    """A number of a measure that the council sets."""

    name = fields.String(required=True)
    label = fields.String(required=True)
    least = fields.Integer(required=True)
    most = fields.Integer(required=True)
    value = fields.Integer(required=True)


class OwnMeasureOut(Schema):
    """A measure that the council defines, with its numbers."""

    code = fields.String(required=True)
    title = fields.String(required=True)
    question = fields.String(required=True)
    numbers = fields.List(fields.Nested(SettingOut), required=True)


class EditionOpenedOut(EditionOut):
    """An edition of the rules with its content, and what the council defines of it."""

    content = fields.Dict(required=True, metadata=DOCUMENT)
    problems = fields.List(fields.String(), required=True)
    measures = fields.List(fields.Nested(OwnMeasureOut), required=True)


class PackOut(Schema):
    """A rule pack as a document."""

    content = fields.Dict(required=True, metadata=DOCUMENT)


class TrialFigureOut(Schema):
    """A number of a trial."""

    figure = word(TrialFigure, required=True)
    families = fields.Integer(required=True)


class TrialOut(Schema):
    """What an edition would change, were every family to have entered by it."""

    code = fields.String(required=True)
    compared_with = fields.String(required=True)
    on = fields.Date(required=True)
    families = fields.Integer(required=True)
    figures = fields.List(fields.Nested(TrialFigureOut), required=True)
    value_before_pence = fields.Integer(required=True, metadata=PENCE)
    value_after_pence = fields.Integer(required=True, metadata=PENCE)


class StandsOut(Schema):
    """How a family stands under one edition."""

    eligibility = word(Answer, required=True)
    turned_around = fields.Boolean(required=True)
    claimable = fields.Boolean(required=True)
    value = fields.Integer(required=True, data_key="value_pence", metadata=PENCE)


class FamilyTriedOut(Schema):
    """A family behind a number of a trial, before and after."""

    family_id = fields.UUID(required=True)
    reference = fields.String(required=True, allow_none=True)
    before = fields.Nested(StandsOut, required=True)
    after = fields.Nested(StandsOut, required=True)


class FamiliesTriedOut(Schema):
    """The families behind a number of a trial."""

    figure = word(TrialFigure, required=True)
    families = fields.List(fields.Nested(FamilyTriedOut), required=True)


class AskToLetPass(Schema):
    """Which failed part should be let pass, and why."""

    part = fields.String(required=True, validate=validate.Length(1, 60))
    reason = fields.String(required=True, validate=validate.Length(1, LONGEST_REASON))


class DecideToLetPass(Schema):
    """Whether a failed part is let pass."""

    lets_pass = fields.Boolean(required=True)


class PartToLetPassOut(Schema):
    """A request to let a failed part pass. Neither day: it waits."""

    id = fields.UUID(required=True)
    family_id = fields.UUID(required=True)
    reference = fields.String(required=True, allow_none=True)
    part = fields.String(required=True)
    pack_code = fields.String(required=True)
    reason = fields.String(required=True)
    asked_by = fields.String(required=True, allow_none=True)
    asked_at = fields.AwareDateTime(required=True)
    decided_by = fields.String(required=True, allow_none=True)
    approved_on = fields.Date(required=True, allow_none=True)
    refused_on = fields.Date(required=True, allow_none=True)


class PartToLetPassDecidedOut(PartToLetPassOut):
    """A request to let a failed part pass, and what was decided."""


class WaitingOut(Schema):
    """The requests that wait for a decision, the oldest first."""

    waiting = fields.List(fields.Nested(PartToLetPassOut), required=True)


class PartToLetPassOpenedOut(Schema):
    """A request with what was found of its part; null if the family is judged by other rules now."""

    asked = fields.Nested(PartToLetPassOut, required=True)
    part = fields.Nested(PartOut, required=True, allow_none=True)
