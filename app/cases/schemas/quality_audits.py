"""Shapes of quality audits on the wire: samples, reviews and what follows. Shape only."""

from apiflask import Schema
from marshmallow import fields, validate

from app.cases.models.quality_audits import LONGEST_ACTION, LONGEST_FINDINGS
from app.cases.rules.audit_questions import AuditQuestion, AuditSection
from app.cases.rules.quality_audits import (
    LARGEST_SAMPLE,
    AgencyMix,
    AuditCategory,
    AuditScore,
    SampleState,
    TakenOutReason,
)
from app.cases.rules.vocabulary import AssessmentKind
from app.cases.schemas.course import CourseOut
from app.cases.schemas.forms import FormOut
from app.http import day, word


class PoolQuery(Schema):
    """The days of initiation, both included."""

    initiated_from = day(required=True)
    initiated_to = day(required=True)


class DrawSample(Schema):
    """What a sample is drawn from, and its size."""

    title = fields.String(required=True, validate=validate.Length(1, 100))
    category = word(AuditCategory, required=True)
    mix = word(AgencyMix, required=True)
    initiated_from = day(required=True)
    initiated_to = day(required=True)
    size = fields.Integer(required=True, strict=True, validate=validate.Range(1, LARGEST_SAMPLE))


class NameAuditor(Schema):
    """The user who audits."""

    auditor_id = fields.UUID(required=True)


class TakeOut(Schema):
    """Why an assessment is taken out of a sample."""

    reason = word(TakenOutReason, required=True)


class SaveReview(Schema):
    """All answers of a review so far, by question. is_finished: it is complete, and counts."""

    scores = fields.Dict(
        keys=fields.Enum(AuditQuestion, by_value=fields.String),
        values=fields.Enum(AuditScore, by_value=fields.String),
        required=True,
    )
    findings = fields.String(
        load_default=None, allow_none=True, validate=validate.Length(1, LONGEST_FINDINGS)
    )
    is_finished = fields.Boolean(required=True)


class AskForAction(Schema):
    """What is to be done, by which practitioner, by when."""

    what = fields.String(required=True, validate=validate.Length(1, LONGEST_ACTION))
    practitioner_id = fields.UUID(required=True)
    due_on = day(required=True)


class TallyOut(Schema):
    """A score with its base. percent null: nothing applied."""

    ones = fields.Integer(required=True)
    base = fields.Integer(required=True)
    percent = fields.Integer(required=True, allow_none=True)


class PoolSizeOut(Schema):
    """How many assessments there are of a category, by number of agencies."""

    category = word(AuditCategory, required=True)
    mix = word(AgencyMix, required=True)
    assessments = fields.Integer(required=True)


class PoolSizesOut(Schema):
    """How many there are to draw from."""

    sizes = fields.List(fields.Nested(PoolSizeOut), required=True)


class AuditListedOut(Schema):
    """An audit. scored, waiting: of its sample."""

    id = fields.UUID(required=True)
    title = fields.String(required=True)
    category = word(AuditCategory, required=True)
    mix = word(AgencyMix, required=True)
    drawn_on = fields.Date(required=True)
    closed_on = fields.Date(required=True, allow_none=True)
    size = fields.Integer(required=True)
    scored = fields.Integer(required=True)
    waiting = fields.Integer(required=True)


class AuditsOut(Schema):
    """The audits, the open ones first."""

    audits = fields.List(fields.Nested(AuditListedOut), required=True)


class SampledOut(Schema):
    """An assessment of a sample. version: its entity tag."""

    id = fields.UUID(required=True)
    audit_id = fields.UUID(required=True)
    audit_title = fields.String(required=True)
    position = fields.Integer(required=True)
    version = fields.Integer(required=True)
    state = word(SampleState, required=True)
    kind = word(AssessmentKind, required=True)
    initiated_on = fields.Date(required=True)
    auditor = fields.String(required=True, allow_none=True)
    scored_on = fields.Date(required=True, allow_none=True)
    taken_out = word(TakenOutReason, required=True, allow_none=True)
    score = fields.Nested(TallyOut, required=True)


class SampledForOut(SampledOut):
    """An assessment of a sample, for those who run the audit."""

    reference = fields.String(required=True, allow_none=True)
    assessment_id = fields.UUID(required=True)


class AuditActionOut(Schema):
    """What is to be done after a review. is_overdue: its day has passed."""

    id = fields.UUID(required=True)
    audit_title = fields.String(required=True)
    kind = word(AssessmentKind, required=True)
    initiated_on = fields.Date(required=True)
    what = fields.String(required=True)
    practitioner_id = fields.UUID(required=True)
    who = fields.String(required=True)
    asked_on = fields.Date(required=True)
    due_on = fields.Date(required=True)
    done_on = fields.Date(required=True, allow_none=True)
    is_overdue = fields.Boolean(required=True)


class AuditActionsOut(Schema):
    """Actions, those not done first."""

    actions = fields.List(fields.Nested(AuditActionOut), required=True)


class AuditOut(Schema):
    """An audit with how it was drawn: the seed, the size of the pool, and a hash over the pool's ids."""

    id = fields.UUID(required=True)
    title = fields.String(required=True)
    category = word(AuditCategory, required=True)
    mix = word(AgencyMix, required=True)
    initiated_from = fields.Date(required=True)
    initiated_to = fields.Date(required=True)
    size = fields.Integer(required=True)
    seed = fields.Integer(required=True)
    pool_size = fields.Integer(required=True)
    pool_digest = fields.String(required=True)
    drawn_on = fields.Date(required=True)
    drawn_by = fields.String(required=True, allow_none=True)
    closed_on = fields.Date(required=True, allow_none=True)
    score = fields.Nested(TallyOut, required=True)
    samples = fields.List(fields.Nested(SampledForOut), required=True)
    actions = fields.List(fields.Nested(AuditActionOut), required=True)


class SampledListOut(Schema):
    """The assessments that wait for your review."""

    sampled = fields.List(fields.Nested(SampledOut), required=True)


class SampledFormOut(FormOut):
    """The form of a sampled assessment."""


class SampledCourseOut(CourseOut):
    """The course of a sampled assessment, without what other agencies keep to themselves."""


class SampledRecordOut(Schema):
    """What an auditor reads: the form and the course of an assessment."""

    sampled = fields.Nested(SampledOut, required=True)
    form = fields.Nested(SampledFormOut, required=True)
    course = fields.Nested(SampledCourseOut, required=True)


class AskedOut(Schema):
    """A question of the review form, with its answer. score null: not answered yet."""

    section = word(AuditSection, required=True)
    question = word(AuditQuestion, required=True)
    words = fields.String(required=True)
    score = word(AuditScore, required=True, allow_none=True)


class ReviewOpenedOut(Schema):
    """A review. may_review: you are its auditor, and it waits."""

    sampled = fields.Nested(SampledOut, required=True)
    asked = fields.List(fields.Nested(AskedOut), required=True)
    findings = fields.String(required=True, allow_none=True)
    may_review = fields.Boolean(required=True)
    actions = fields.List(fields.Nested(AuditActionOut), required=True)


class AuditorOut(Schema):
    """A user who may be named as the auditor. agencies: for which they read."""

    user_id = fields.UUID(required=True)
    name = fields.String(required=True)
    agencies = fields.List(fields.String(), required=True)


class AuditorsOut(Schema):
    """Who may be named, by name."""

    auditors = fields.List(fields.Nested(AuditorOut), required=True)


class SummaryCellOut(Schema):
    """A score. category, question null: all of them."""

    category = word(AuditCategory, required=True, allow_none=True)
    question = word(AuditQuestion, required=True, allow_none=True)
    score = fields.Nested(TallyOut, required=True)


class QualitySummaryOut(Schema):
    """The scores of finished reviews by category and question."""

    cells = fields.List(fields.Nested(SummaryCellOut), required=True)


class AuditMadeOut(Schema):
    """The id of what was made."""

    id = fields.UUID(required=True)


class AuditVersionOut(Schema):
    """The version that it has now; also its entity tag."""

    version = fields.Integer(required=True)
