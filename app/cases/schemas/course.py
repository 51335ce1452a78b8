"""Shapes of an assessment's course on the wire. Shape only: what is allowed is for services."""

from apiflask import Schema
from marshmallow import fields, validate

from app.cases.rules.course import LEVELS, Attendance, DateCorrection, NeedMoment, ReopeningReason, StageDate
from app.cases.rules.due import DueKind
from app.cases.rules.plan import PlanField
from app.cases.rules.vocabulary import AssessmentKind, ClosureReason, InitiationReason
from app.cases.schemas.families import AssessmentOut
from app.http import day, word

LONGEST = 4000
SHORT = 200


def _text(longest: int = LONGEST, **given: object) -> fields.String:
    return fields.String(validate=validate.Length(1, longest), **given)  # type: ignore[arg-type]  # as given


def _level() -> fields.Integer:
    return fields.Integer(
        load_default=None,
        allow_none=True,
        strict=True,
        validate=validate.Range(LEVELS.start, LEVELS.stop - 1),
        metadata={"description": "A level of the Family Support Pathway; null: not decided on."},
    )


class RegisterAssessment(Schema):
    """An assessment to register. Without a lead professional it is yours."""

    kind = word(AssessmentKind, required=True)
    children = fields.List(fields.UUID(), required=True, validate=validate.Length(1, 30))
    initiated_on = day(required=True)
    primary_reason = word(InitiationReason, required=True)
    secondary_reasons = fields.List(word(InitiationReason), load_default=list)
    initiating_agency_id = fields.UUID(required=True)
    lead_practitioner_id = fields.UUID(load_default=None, allow_none=True)
    level = _level()


class InvitedIn(Schema):
    """Somebody invited: a practitioner, or an agency with the role of whoever comes."""

    practitioner_id = fields.UUID(load_default=None, allow_none=True)
    agency_id = fields.UUID(load_default=None, allow_none=True)
    role = _text(SHORT, load_default=None, allow_none=True)
    attendance = word(Attendance, required=True)


class TeamMeetingIn(Schema):
    """A team meeting. One that somebody attended was held."""

    meets_on = day(required=True)
    people = fields.List(fields.Nested(InvitedIn), required=True, validate=validate.Length(1, 30))
    next_review_on = day(load_default=None, allow_none=True)


class ActionIn(Schema):
    """An action to agree on. Without who it is yours; without a day it is due by the next review."""

    what = _text(required=True)
    who = _text(SHORT, load_default=None, allow_none=True)
    practitioner_id = fields.UUID(load_default=None, allow_none=True)
    due_on = day(load_default=None, allow_none=True)


class ActionOfReview(ActionIn):
    """An action that a review agrees on."""


class ActionChange(ActionIn):
    """An action as it is to be. done_on null: it is not done."""

    done_on = day(load_default=None, allow_none=True)


class ReviewText(Schema):
    """What a review says, and when the next one is."""

    works_well = _text(required=True)
    worries = _text(required=True)
    needs_to_happen = _text(load_default=None, allow_none=True)
    childs_words = _text(load_default=None, allow_none=True)
    next_review_on = day(required=True)
    level = _level()


class ReviewIn(ReviewText):
    """A review. done: the ids of actions that were found done; the others are carried forward."""

    reviewed_on = day(required=True)
    actions = fields.List(fields.Nested(ActionOfReview), load_default=list, validate=validate.Length(max=30))
    done = fields.List(fields.UUID(), load_default=list, validate=validate.Length(max=200))


class StageDateIn(Schema):
    """The day of a stage. A day that corrects another needs a reason."""

    which = word(StageDate, required=True)
    day = day(required=True)
    reason = word(DateCorrection, load_default=None, allow_none=True)


class ClosureIn(Schema):
    """An assessment's closure, on the day of the meeting that agreed on it."""

    closed_on = day(required=True)
    reason = word(ClosureReason, required=True)
    level = _level()


class ReopeningIn(Schema):
    """Why a closed assessment is opened again."""

    reason = word(ReopeningReason, required=True)


class MadeOut(Schema):
    """What was recorded, and the version of the family's record since."""

    id = fields.UUID(required=True)
    version = fields.Integer(required=True)


class InvitedOut(Schema):
    """Somebody invited to a team meeting. name: of the practitioner, or the role with its agency."""

    practitioner_id = fields.UUID(required=True, allow_none=True)
    agency_id = fields.UUID(required=True, allow_none=True)
    role = fields.String(required=True, allow_none=True)
    attendance = word(Attendance, required=True)
    name = fields.String(required=True)


class TeamMeetingOut(Schema):
    """A team meeting."""

    id = fields.UUID(required=True)
    meets_on = fields.Date(required=True)
    held = fields.Boolean(required=True)
    people = fields.List(fields.Nested(InvitedOut), required=True)


class ActionOut(Schema):
    """An action of the plan. review_id null: it was agreed on in the form, or between reviews.

    from_form: the completed form says it. withdrawn_on: since when the form has it no more.
    """

    id = fields.UUID(required=True)
    review_id = fields.UUID(required=True, allow_none=True)
    desired_outcome = fields.String(required=True, allow_none=True)
    what = fields.String(required=True)
    practitioner_id = fields.UUID(required=True, allow_none=True)
    who = fields.String(required=True)
    agreed_on = fields.Date(required=True)
    due_on = fields.Date(required=True)
    done_on = fields.Date(required=True, allow_none=True)
    withdrawn_on = fields.Date(required=True, allow_none=True)
    from_form = fields.Boolean(required=True)


class PlanChangeOut(Schema):
    """One value of an action that was changed. by_form: completing the form changed it."""

    changed_at = fields.AwareDateTime(required=True)
    by = fields.String(required=True, allow_none=True)
    action_id = fields.UUID(required=True)
    field = word(PlanField, required=True)
    was = fields.String(required=True, allow_none=True)
    became = fields.String(required=True, allow_none=True)
    by_form = fields.Boolean(required=True)


class ReviewOut(Schema):
    """A review."""

    id = fields.UUID(required=True)
    reviewed_on = fields.Date(required=True)
    works_well = fields.String(required=True)
    worries = fields.String(required=True)
    needs_to_happen = fields.String(required=True, allow_none=True)
    childs_words = fields.String(required=True, allow_none=True)
    next_review_on = fields.Date(required=True)


class LevelOut(Schema):
    """A level of need as it was decided on."""

    decided_on = fields.Date(required=True)
    moment = word(NeedMoment, required=True)
    level = fields.Integer(required=True)


class ReopeningOut(Schema):
    """A closure that was undone."""

    reopened_on = fields.Date(required=True)
    reason = word(ReopeningReason, required=True)
    closed_on = fields.Date(required=True)
    closure_reason = word(ClosureReason, required=True)


class CourseOut(Schema):
    """An assessment with its course. version: of the family's record. level: the one decided on last."""

    family_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    assessment = fields.Nested(AssessmentOut, required=True)
    next_review_on = fields.Date(required=True, allow_none=True)
    level = fields.Integer(required=True, allow_none=True)
    meetings = fields.List(fields.Nested(TeamMeetingOut), required=True)
    actions = fields.List(fields.Nested(ActionOut), required=True)
    plan_changes = fields.List(fields.Nested(PlanChangeOut), required=True)
    reviews = fields.List(fields.Nested(ReviewOut), required=True)
    levels = fields.List(fields.Nested(LevelOut), required=True)
    reopenings = fields.List(fields.Nested(ReopeningOut), required=True)


class DueItemOut(Schema):
    """Something due about an assessment. lead: its lead professional, or whoever an action is with."""

    due_on = fields.Date(required=True)
    kind = word(DueKind, required=True)
    is_overdue = fields.Boolean(required=True)
    family_id = fields.UUID(required=True)
    reference = fields.String(required=True, allow_none=True)
    assessment_id = fields.UUID(required=True)
    action_id = fields.UUID(required=True, allow_none=True)
    lead = fields.String(required=True, allow_none=True)


class DueOut(Schema):
    """What is overdue or due within two weeks (consent: within four), the longest overdue first."""

    due = fields.List(fields.Nested(DueItemOut), required=True)
