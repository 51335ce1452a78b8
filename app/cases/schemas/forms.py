"""Shapes of assessments' forms on the wire. Shape only: what is allowed is for services."""

from apiflask import Schema
from marshmallow import fields, validate

from app.cases.rules.consent_items import ConsentItem
from app.cases.rules.form import FormState, ReopenReason, SectionState
from app.cases.rules.form_boxes import LONGEST_TEXT, MOST_ACTIONS, Box, FormSection
from app.cases.rules.vocabulary import AssessmentKind, ConsentDecision
from app.http import word

LONGEST_LINES = 2_000

BY_WHEN = {"description": "As entered, day/month/year: 27/9/2013. A draft may hold half of it."}


class PlannedActionShape(Schema):
    """A row of the plan. An empty string stands for what is not entered yet."""

    desired_outcome = fields.String(required=True, validate=validate.Length(max=LONGEST_LINES))
    action = fields.String(required=True, validate=validate.Length(max=LONGEST_LINES))
    who = fields.String(required=True, validate=validate.Length(max=200))
    by_when = fields.String(required=True, validate=validate.Length(max=32), metadata=BY_WHEN)


class PlannedActionOut(PlannedActionShape):
    """A row of the plan as it is kept. by_on: the day, once what was entered is one."""

    by_on = fields.Date(required=True, allow_none=True)


class SaveSection(Schema):
    """All that is to stand in a section: words by box, or for the plan its actions in order."""

    answers = fields.Dict(
        keys=fields.Enum(Box, by_value=fields.String),
        values=fields.String(validate=validate.Length(max=LONGEST_TEXT)),
        load_default=dict,
    )
    actions = fields.List(
        fields.Nested(PlannedActionShape), load_default=list, validate=validate.Length(max=MOST_ACTIONS)
    )


class SectionSavedOut(Schema):
    """The section's version after a save."""

    version = fields.Integer(required=True)
    saved_at = fields.AwareDateTime(required=True)


class SectionOut(Schema):
    """A section as it stands. version: its entity tag when it is saved; 0 before it ever was."""

    section = word(FormSection, required=True)
    state = word(SectionState, required=True)
    version = fields.Integer(required=True)
    saved_at = fields.AwareDateTime(required=True, allow_none=True)
    saved_by = fields.String(required=True, allow_none=True)
    answers = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    actions = fields.List(fields.Nested(PlannedActionOut), required=True)


class MissingOut(Schema):
    """Something that the form needs before it can be completed."""

    section = word(FormSection, required=True)
    sentence = fields.String(required=True)


class CompletionOut(Schema):
    """When the form was completed, and when and why it was reopened if it was."""

    id = fields.UUID(required=True)
    completed_on = fields.Date(required=True)
    completed_by = fields.String(required=True, allow_none=True)
    reopened_at = fields.AwareDateTime(required=True, allow_none=True)
    reopen_reason = word(ReopenReason, required=True, allow_none=True)


class FormOut(Schema):
    """The form of an assessment. version: its entity tag when it is completed or reopened.

    items: what of it you may read; sections has no others.
    """

    assessment_id = fields.UUID(required=True)
    family_id = fields.UUID(required=True)
    kind = word(AssessmentKind, required=True)
    state = word(FormState, required=True)
    version = fields.Integer(required=True)
    initiated_on = fields.Date(required=True)
    started_on = fields.Date(required=True, allow_none=True)
    completed_on = fields.Date(required=True, allow_none=True)
    closed_on = fields.Date(required=True, allow_none=True)
    consent = word(ConsentDecision, required=True, allow_none=True)
    can_be_filled_in = fields.Boolean(required=True)
    items = fields.List(word(ConsentItem), required=True)
    sections = fields.List(fields.Nested(SectionOut), required=True)
    completions = fields.List(fields.Nested(CompletionOut), required=True)
    missing = fields.List(fields.Nested(MissingOut), required=True)


class ReopenForm(Schema):
    """Why a completed form is opened again."""

    reason = word(ReopenReason, required=True)


class FormEndedOut(Schema):
    """The form after it was completed or reopened."""

    version = fields.Integer(required=True)
    state = word(FormState, required=True)
    completed_on = fields.Date(required=True, allow_none=True)
