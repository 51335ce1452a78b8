"""The days of an assessment's stages: recorded, and corrected with a reason."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import audit
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.models.assessments import Assessment
from app.cases.queries import course_changing as queries
from app.cases.rules.activity import check_next_review
from app.cases.rules.course import DateCorrection, NeedMoment, StageDate
from app.cases.rules.course_dates import CourseDates, check_change
from app.cases.rules.lifecycle import check_stage_move
from app.cases.rules.vocabulary import AssessmentStage
from app.cases.services.changing import changed
from app.cases.services.course_changing import assessment_to_change, check_goes_on
from app.db import transaction
from app.errors import RuleRefused

COLUMNS = {
    StageDate.INITIATED: "initiated_on",
    StageDate.ASSESSMENT_STARTED: "assessment_started_on",
    StageDate.ASSESSMENT_COMPLETED: "assessment_completed_on",
    StageDate.FIRST_TEAM_MEETING: "first_team_meeting_on",
    StageDate.FIRST_REVIEW: "first_reviewed_on",
    StageDate.CLOSED: "closed_on",
}
RECORDED_HERE = frozenset({StageDate.ASSESSMENT_STARTED, StageDate.ASSESSMENT_COMPLETED})
"""The days that nothing else records: a meeting, a review and a closure bring their own."""


def date_stage(
    family_id: UUID,
    assessment_id: UUID,
    which: StageDate,
    day: date,
    reason: DateCorrection | None,
    *,
    version: int,
    actor: Actor,
    today: date,
) -> int:
    """Record the day of a stage, or correct it with a reason. Returns the record's new version.

    What happened that day moves with it: the meeting held, the review, the level of need decided.
    Writes assessment, team_meeting, assessment_review, level_of_need, family, audit_event.
    Raises Forbidden("role"), NotFound("family" | "assessment"),
    Conflict("changed-meanwhile" | "meeting-that-day" | "reviewed-that-day"), RuleRefused("not-yet" |
    "same-date" | "reason-needed" | "assessment-closed" | "no-consent" | "stage-not-allowed" |
    "date-missing" | "dates-out-of-order" | "in-the-future" | "after-closure" | "next-review-too-early").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        family, assessment = assessment_to_change(
            session, family_id, assessment_id, version, actor=actor, today=today
        )
        before = queries.course_dates(session, assessment)
        recorded: date | None = getattr(before, COLUMNS[which])
        if recorded is None:
            _check_first(session, assessment, before, which)
        elif recorded == day:
            raise RuleRefused("same-date", "That is the day already recorded.")
        elif reason is None:
            raise RuleRefused("reason-needed", "Choose why the recorded day was wrong.")
        check_change(before, _dated(before, which, recorded, day), today)
        if recorded is not None:
            _move(session, assessment.id, which, recorded, day)
        assessment.sqlmodel_update({COLUMNS[which]: day})
        audit.record(
            session,
            actor,
            "assessment.date-corrected" if recorded else "assessment.dated",
            family_id,
            assessment_id=str(assessment_id),
            which=which.value,
            was=recorded.isoformat() if recorded else None,
            now=day.isoformat(),
            reason=reason.value if reason else None,
        )
        return changed(family)


def _check_first(session: Session, assessment: Assessment, before: CourseDates, which: StageDate) -> None:
    """A day recorded for the first time is a step of the assessment, and has to be allowed as one."""
    if which not in RECORDED_HERE:
        raise RuleRefused("not-yet", "That has not been recorded yet. Record it first.")
    check_goes_on(session, assessment)
    if which is StageDate.ASSESSMENT_STARTED and before.stage is AssessmentStage.IDENTIFY:
        check_stage_move(before.stage, AssessmentStage.ASSESS)


def _dated(course: CourseDates, which: StageDate, recorded: date | None, day: date) -> CourseDates:
    """The course as it would be with another day for a stage and for what happened on it."""

    def moved(days: tuple[date, ...]) -> tuple[date, ...]:
        """The same days with the recorded one, once, at its new place."""
        if recorded not in days:
            return days
        place = days.index(recorded)
        return (*days[:place], day, *days[place + 1 :])

    match which:
        case StageDate.INITIATED:
            return replace(course, initiated_on=day, levels=moved(course.levels))
        case StageDate.ASSESSMENT_STARTED:
            return replace(course, assessment_started_on=day)
        case StageDate.ASSESSMENT_COMPLETED:
            return replace(course, assessment_completed_on=day)
        case StageDate.FIRST_TEAM_MEETING:
            return replace(course, first_team_meeting_on=day, meetings=moved(course.meetings))
        case StageDate.FIRST_REVIEW:
            return replace(
                course,
                first_reviewed_on=day,
                reviews=moved(course.reviews),
                levels=moved(course.levels),
            )
        case StageDate.CLOSED:
            return replace(course, closed_on=day, levels=moved(course.levels))


def _move(session: Session, assessment_id: UUID, which: StageDate, recorded: date, day: date) -> None:
    """Move what happened on the recorded day. Writes team_meeting, assessment_review, level_of_need."""
    moments = {
        StageDate.INITIATED: NeedMoment.INITIATION,
        StageDate.FIRST_REVIEW: NeedMoment.REVIEW,
        StageDate.CLOSED: NeedMoment.CLOSURE,
    }
    if which in moments:
        level = queries.level_decided(session, assessment_id, moments[which], recorded)
        if level is not None:
            level.decided_on = day
    if which is StageDate.FIRST_TEAM_MEETING:
        meeting = queries.meeting_held_on(session, assessment_id, recorded)
        if meeting is not None:
            meeting.meets_on = day
    if which is StageDate.FIRST_REVIEW:
        review = queries.review_on(session, assessment_id, recorded)
        if review is not None:
            check_next_review(day, review.next_review_on)
            review.reviewed_on = day
