"""Team Around the Family meetings: called with invitations, held with attendance and apologies."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import audit
from app.access.models import Agency, Practitioner
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.models.assessments import Assessment
from app.cases.models.course import TeamMeeting, TeamMeetingInvitation
from app.cases.queries import course_changing as queries
from app.cases.rules.activity import Invited, check_invited, check_next_review, is_held
from app.cases.rules.course import Attendance
from app.cases.rules.course_dates import CourseDates, check_change
from app.cases.rules.lifecycle import check_stage_move
from app.cases.rules.vocabulary import AssessmentStage
from app.cases.services.changing import changed
from app.cases.services.course_changing import assessment_to_change, check_goes_on
from app.db import transaction
from app.errors import NotFound


def record_team_meeting(
    family_id: UUID,
    assessment_id: UUID,
    meets_on: date,
    people: Sequence[Invited],
    next_review_on: date | None = None,
    *,
    version: int,
    actor: Actor,
    today: date,
) -> tuple[UUID, int]:
    """Record a team meeting, to come or held. Returns its id and the record's new version.

    The first one held begins delivery. Writes team_meeting, team_meeting_invitation, assessment, family,
    audit_event. Raises Forbidden("role"), NotFound("family" | "assessment" | "practitioner" | "agency"),
    Conflict("changed-meanwhile" | "meeting-that-day"), RuleRefused("assessment-closed" | "no-consent" |
    "nobody-invited" | "invited-unclear" | "invited-twice" | "not-held-yet" | "stage-not-allowed" |
    "next-review-too-early" | "date-missing" | "dates-out-of-order").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        family, assessment = assessment_to_change(
            session, family_id, assessment_id, version, actor=actor, today=today
        )
        check_goes_on(session, assessment)
        check_invited(people, meets_on, today)
        if next_review_on is not None:
            check_next_review(meets_on, next_review_on)
        before = queries.course_dates(session, assessment)
        _follow(assessment, before, _with(before, meets_on if is_held(people) else None), today)
        meeting = TeamMeeting(assessment_id=assessment_id, meets_on=meets_on, held=is_held(people))
        session.add(meeting)
        session.flush()
        _invite(session, meeting.id, people)
        assessment.next_review_on = next_review_on or assessment.next_review_on
        _note(session, actor, "team-meeting.recorded", family_id, meeting, people)
        return meeting.id, changed(family)


def change_team_meeting(
    family_id: UUID,
    assessment_id: UUID,
    meeting_id: UUID,
    meets_on: date,
    people: Sequence[Invited],
    next_review_on: date | None = None,
    *,
    version: int,
    actor: Actor,
    today: date,
) -> int:
    """Say who came to a meeting that was called, or correct what is recorded. Returns the new version.

    Writes team_meeting, team_meeting_invitation, assessment, family, audit_event. Raises Forbidden("role"),
    NotFound("family" | "assessment" | "meeting" | "practitioner" | "agency"),
    Conflict("changed-meanwhile" | "meeting-that-day"), RuleRefused("assessment-closed" | "no-consent" |
    "nobody-invited" | "invited-unclear" | "invited-twice" | "not-held-yet" | "stage-not-allowed" |
    "next-review-too-early" | "date-missing" | "dates-out-of-order").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        family, assessment = assessment_to_change(
            session, family_id, assessment_id, version, actor=actor, today=today
        )
        meeting = queries.meeting_for_update(session, assessment_id, meeting_id)
        if meeting is None:
            raise NotFound("meeting", "There is no such team meeting of this assessment.")
        check_goes_on(session, assessment)
        check_invited(people, meets_on, today)
        if next_review_on is not None:
            check_next_review(meets_on, next_review_on)
        before = queries.course_dates(session, assessment)
        without = _without(before, meeting.meets_on if meeting.held else None)
        _follow(assessment, before, _with(without, meets_on if is_held(people) else None), today)
        meeting.meets_on, meeting.held = meets_on, is_held(people)
        session.flush()
        queries.remove_invitations(session, meeting.id)
        _invite(session, meeting.id, people)
        assessment.next_review_on = next_review_on or assessment.next_review_on
        _note(session, actor, "team-meeting.changed", family_id, meeting, people)
        return changed(family)


def _with(course: CourseDates, held_on: date | None) -> CourseDates:
    """The course with one more meeting held; the first one, if it came before the others."""
    if held_on is None:
        return course
    first = min(held_on, course.first_team_meeting_on or held_on)
    return replace(course, meetings=(*course.meetings, held_on), first_team_meeting_on=first)


def _without(course: CourseDates, held_on: date | None) -> CourseDates:
    """The course without a meeting held on a day; the next one held becomes the first."""
    if held_on is None:
        return course
    others = tuple(day for day in course.meetings if day != held_on)
    first = course.first_team_meeting_on
    if first == held_on:
        first = min(others, default=None)
    return replace(course, meetings=others, first_team_meeting_on=first)


def _follow(assessment: Assessment, before: CourseDates, after: CourseDates, today: date) -> None:
    """Let the assessment's own date follow its meetings, if its days and its stage allow it."""
    if before.first_team_meeting_on is None and after.first_team_meeting_on is not None:
        check_stage_move(before.stage, AssessmentStage.DELIVER)
    check_change(before, after, today)
    assessment.first_team_meeting_on = after.first_team_meeting_on


def _invite(session: Session, meeting_id: UUID, people: Sequence[Invited]) -> None:
    for each in people:
        if each.practitioner_id is not None and session.get(Practitioner, each.practitioner_id) is None:
            raise NotFound("practitioner", "There is no such practitioner.")
        if each.agency_id is not None and session.get(Agency, each.agency_id) is None:
            raise NotFound("agency", "There is no such agency.")
        session.add(
            TeamMeetingInvitation(
                meeting_id=meeting_id,
                practitioner_id=each.practitioner_id,
                agency_id=each.agency_id,
                role=each.role,
                attendance=each.attendance,
            )
        )


def _note(
    session: Session,
    actor: Actor,
    action: str,
    family_id: UUID,
    meeting: TeamMeeting,
    people: Sequence[Invited],
) -> None:
    audit.record(
        session,
        actor,
        action,
        family_id,
        assessment_id=str(meeting.assessment_id),
        meeting_id=str(meeting.id),
        meets_on=meeting.meets_on.isoformat(),
        invited=len(people),
        attended=sum(each.attendance is Attendance.ATTENDED for each in people),
    )
