"""Shapes of releases, figures and work on the wire."""

from typing import Any

from apiflask import Schema
from marshmallow import INCLUDE, fields, validate

from app.http import day, word
from app.jobs.models import JobStatus
from app.reports.rules.approval import ApprovalState
from app.reports.rules.dashboards import View
from app.reports.rules.restatement import Reason
from app.reports.rules.vocabulary import CountOf, Profile, ReleaseKind, Unit
from app.reports.rules.ward_map import ALLOCATED, MEASURES
from app.reports.views import Verdict


def _messages(missing: str) -> dict[str, Any]:
    """What is said of a day that is missing, or is none."""
    return {"required": missing, "invalid": "The date must be a real one, like 31 3 2013 or 2013-03-31."}


class AsAtQuery(Schema):
    """The day that figures are counted as at."""

    as_at = day(metadata={"description": "Today unless given."})


class LiveFigureQuery(AsAtQuery):
    """A figure of the live data sheet."""

    id = fields.String(required=True, metadata={"description": "The figure's id."})


class DashboardQuery(AsAtQuery):
    """Which dashboard, and what its map of wards shows."""

    view = word(View, required=True)
    map = fields.String(
        load_default=ALLOCATED,
        validate=validate.OneOf(tuple(MEASURES)),
        metadata={"description": "The measure that the map of wards shows."},
    )


class FigureQuery(Schema):
    """A figure of a release."""

    id = fields.String(required=True, metadata={"description": "The figure's id."})


class FiguresQuery(Schema):
    """Which of a release's figures are wanted."""

    measure = fields.List(fields.String(), metadata={"description": "Of these measures only; or of all."})


class CompareQuery(Schema):
    """What a release is compared with: another, or the records as they stand on its day or a later one."""

    to = fields.UUID(metadata={"description": "The other release; the records as they stand without one."})
    as_at = fields.Date(
        metadata={"description": "Of the records as they stand: a later day than the release’s own."}
    )


class RequestBoardReport(Schema):
    """The day that the figures are as at, the day that the paper is dated, and whom it is for."""

    as_at = day(required=True, error_messages=_messages("Enter the day that the figures are as at."))
    dated = day(required=True, error_messages=_messages("Enter the day that the paper is dated."))
    profile = word(
        Profile,
        load_default=Profile.INTERNAL,
        error_messages={
            "unknown": "Choose whom the report is for.",
            "invalid": "Choose whom the report is for.",
        },
    )


class RequestReturn(Schema):
    """The claim window of a return, and the day that it is as at."""

    window_id = fields.UUID(
        required=True,
        error_messages={"required": "Choose a claim window.", "invalid_uuid": "Choose a claim window."},
    )
    as_at = day(required=True, error_messages=_messages("Enter the day that the results are as at."))


class JobOut(Schema):
    """Where a piece of work stands. release_id: what it made, once it is ready."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    status = word(JobStatus, required=True)
    stage = fields.String(required=True)
    done = fields.Integer(required=True)
    total = fields.Integer(required=True, allow_none=True)
    seconds_left = fields.Integer(required=True, allow_none=True)
    problem = fields.String(required=True, allow_none=True)
    failure = fields.String(required=True, allow_none=True)
    requested_at = fields.AwareDateTime(required=True)
    finished_at = fields.AwareDateTime(required=True, allow_none=True)
    release_id = fields.UUID(required=True, allow_none=True)


class JobListed(JobOut):
    """A piece of work in a list."""


class JobsOut(Schema):
    """One's own latest work, newest first."""

    jobs = fields.List(fields.Nested(JobListed), required=True)


class ReleaseOut(Schema):
    """A release. digest: the hash of all that it froze. is_draft: a return that nobody has signed.

    approval: where a board report stands; null for a return. superseded_by: a later approved one as at the
    same day.
    """

    id = fields.UUID(required=True)
    kind = word(ReleaseKind, required=True)
    profile = word(Profile, required=True)
    title = fields.String(required=True)
    as_at = fields.Date(required=True)
    dated = fields.Date(required=True)
    made_at = fields.AwareDateTime(required=True)
    digest = fields.String(required=True)
    code_version = fields.String(required=True)
    is_draft = fields.Boolean(required=True)
    approval = word(ApprovalState, required=True, allow_none=True)
    superseded_by = fields.UUID(required=True, allow_none=True)


class ReleasesOut(Schema):
    """The releases that you may open, newest first."""

    releases = fields.List(fields.Nested(ReleaseOut), required=True)


class FileOut(Schema):
    """A file of a release. size in bytes; digest is SHA-256 in hexadecimal."""

    name = fields.String(required=True)
    media_type = fields.String(required=True)
    size = fields.Integer(required=True)
    digest = fields.String(required=True)


class OpenedReleaseOut(Schema):
    """A release with its files."""

    release = fields.Nested(ReleaseOut, required=True)
    warning = fields.String(
        required=True, allow_none=True, metadata={"description": "Why it may not be relied on as final."}
    )
    files = fields.List(fields.Nested(FileOut), required=True)


class FigureOut(Schema):
    """A figure. value: money in whole pence, percent 0 to 100; null when withheld."""

    id = fields.String(required=True)
    measure = fields.String(required=True)
    coordinates = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    as_at = fields.Date(required=True)
    unit = word(Unit, required=True)
    value = fields.Raw(required=True, allow_none=True, metadata={"type": ["number", "null"]})


class FiguresOut(Schema):
    """Figures of a release, in its order."""

    figures = fields.List(fields.Nested(FigureOut), required=True)


class FamilyBehindOut(Schema):
    """A family behind a figure, as it stood."""

    id = fields.UUID(required=True)
    reference = fields.String(required=True, allow_none=True)
    ward = fields.String(required=True)
    standing = fields.String(required=True)


class AssessmentBehindOut(Schema):
    """An assessment behind a figure, as it stood."""

    id = fields.UUID(required=True)
    initiated_on = fields.Date(required=True)
    initiating_agency = fields.String(required=True)
    standing = fields.String(required=True)


class RecordBehindOut(Schema):
    """A claim line, visit, action, decision about consent, review or child behind a figure, as it stood."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    standing = fields.String(required=True)
    family_id = fields.UUID(required=True, allow_none=True)


class OpenedFigureOut(Schema):
    """A figure with what stands behind it: families, assessments, other records, or the figures it was made
    from.
    """

    figure = fields.Nested(FigureOut, required=True)
    definition = fields.String(required=True)
    members_are = word(CountOf, required=True, allow_none=True)
    families = fields.List(fields.Nested(FamilyBehindOut), required=True)
    assessments = fields.List(fields.Nested(AssessmentBehindOut), required=True)
    records = fields.List(fields.Nested(RecordBehindOut), required=True)
    formula = fields.String(required=True, allow_none=True)
    inputs = fields.List(fields.Nested(FigureOut), required=True)


class MovedOut(Schema):
    """A figure that differs between two releases; null where a release has no such figure.

    more, fewer: how many members came and went by reason; “other”: nothing that is compared differs.
    """

    id = fields.String(required=True)
    measure = fields.String(required=True)
    coordinates = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    before = fields.Raw(required=True, allow_none=True, metadata={"type": ["number", "null"]})
    after = fields.Raw(required=True, allow_none=True, metadata={"type": ["number", "null"]})
    more = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    fewer = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class ToldOtherwiseOut(Schema):
    """A fact that is told otherwise, in words, and why."""

    words = fields.String(required=True)
    reason = word(Reason, required=True)


class RestatedOut(Schema):
    """A family or an assessment of which something is told otherwise, and why."""

    id = fields.UUID(required=True)
    kind = word(CountOf, required=True)
    name = fields.String(required=True)
    family_id = fields.UUID(required=True, allow_none=True)
    reason = word(Reason, required=True)
    differences = fields.List(fields.Nested(ToldOtherwiseOut), required=True)


class ComparisonOut(Schema):
    """Two releases side by side, the one of the earlier day first; second null: the records as they stand."""

    first = fields.Nested(ReleaseOut, required=True)
    second = fields.Nested(ReleaseOut, required=True, allow_none=True)
    as_at = fields.Date(required=True)
    moved = fields.List(fields.Nested(MovedOut), required=True)
    records = fields.List(fields.Nested(RestatedOut), required=True)


class FileAgainOut(Schema):
    """A file of a release that was made again, and whether its bytes are the same."""

    name = fields.String(required=True)
    is_same = fields.Boolean(required=True)


class RebuiltOut(Schema):
    """A release made again. figures: ids of those that differ. made_by, now: versions of the code."""

    verdict = word(Verdict, required=True)
    sentence = fields.String(required=True)
    files = fields.List(fields.Nested(FileAgainOut), required=True)
    figures = fields.List(fields.String(), required=True)
    made_by = fields.String(required=True)
    now = fields.String(required=True)


class DocumentOut(Schema):
    """A document in the form that its JSON file has: figures, relations, tables, sections and more."""

    class Meta:
        unknown = INCLUDE

    title = fields.String(required=True)
    kind = word(ReleaseKind, required=True)
    profile = word(Profile, required=True)
    warning = fields.String(required=True, allow_none=True)
    figures = fields.List(fields.Nested(FigureOut), required=True)
    relations = fields.List(fields.Dict(), required=True)
    tables = fields.List(fields.Dict(), required=True)
    sections = fields.List(fields.Dict(), required=True)


class IdentityOut(Schema):
    """An identity between figures, as it is now.

    subject: what it is about. total, sum: the number that stands on its own, and what it is held against.
    is_within: the sum's members must all be among the total's, which may have more. families: the references
    of those in a difference.
    """

    code = fields.String(required=True)
    subject = fields.String(required=True)
    sentence = fields.String(required=True)
    total = fields.Integer(required=True)
    sum = fields.Integer(required=True)
    is_within = fields.Boolean(required=True)
    difference = fields.Integer(required=True)
    holds = fields.Boolean(required=True)
    families = fields.List(fields.String(), required=True)


class IdentitiesOut(Schema):
    """Every identity, those that are broken first."""

    as_at = fields.Date(required=True)
    identities = fields.List(fields.Nested(IdentityOut), required=True)


class MeasureOut(Schema):
    """A measure and what it counts, in words."""

    name = fields.String(required=True, validate=validate.Length(min=1))
    definition = fields.String(required=True)


class MeasuresOut(Schema):
    """Every measure, by name."""

    measures = fields.List(fields.Nested(MeasureOut), required=True)
