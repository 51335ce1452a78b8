"""The course of an assessment for programs: registered, planned, reviewed, closed, opened again."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response

from app import clock, http
from app.cases.api.blueprint import api
from app.cases.rules.activity import Invited
from app.cases.schemas import course as shapes
from app.cases.schemas.families import CorrectedOut
from app.cases.services import closing, course, dating, plan, registering, reviews, team_meetings
from app.cases.services.plan import NewAction
from app.cases.services.registering import NewAssessment
from app.cases.services.reviews import NewReview
from app.openapi import refused_by

OF_ASSESSMENT = "/families/<uuid:family_id>/assessments/<uuid:assessment_id>"

Sent = dict[str, Any]


@api.get("/due")
@api.output(shapes.DueOut)
@api.doc(responses=refused_by(course.due))
def due() -> Sent:
    """List what is overdue or due soon about assessments of the families that you may open."""
    return {"due": course.due(actor=http.current_actor(), today=clock.today())}


@api.post("/families/<uuid:family_id>/assessments")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.RegisterAssessment)
@api.output(shapes.MadeOut, status_code=201)
@api.doc(responses=refused_by(registering.register_assessment))
def register_assessment(family_id: UUID, json_data: Sent, headers_data: Sent) -> Response:
    """Register a CAF of one child or a family assessment of several."""
    new = NewAssessment(
        **{
            **json_data,
            "children": frozenset(json_data["children"]),
            "secondary_reasons": frozenset(json_data["secondary_reasons"]),
        }
    )
    return _made(registering.register_assessment(family_id, new, **_as_asked()))


@api.get(OF_ASSESSMENT)
@api.output(shapes.CourseOut)
@api.doc(responses=refused_by(course.open_course))
def open_assessment(family_id: UUID, assessment_id: UUID) -> Response:
    """Open one assessment with its course. It is noted in the audit trail."""
    found = course.open_course(family_id, assessment_id, actor=http.current_actor(), today=clock.today())
    return http.answer(shapes.CourseOut().dump(found), etag=found.version)


@api.post(f"{OF_ASSESSMENT}/team-meetings")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.TeamMeetingIn)
@api.output(shapes.MadeOut, status_code=201)
@api.doc(responses=refused_by(team_meetings.record_team_meeting))
def record_team_meeting(
    family_id: UUID, assessment_id: UUID, json_data: Sent, headers_data: Sent
) -> Response:
    """Record a Team Around the Family meeting, to come or held."""
    return _made(
        team_meetings.record_team_meeting(
            family_id,
            assessment_id,
            json_data["meets_on"],
            [Invited(**each) for each in json_data["people"]],
            json_data["next_review_on"],
            **_as_asked(),
        )
    )


@api.put(f"{OF_ASSESSMENT}/team-meetings/<uuid:meeting_id>")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.TeamMeetingIn)
@api.output(CorrectedOut)
@api.doc(responses=refused_by(team_meetings.change_team_meeting))
def change_team_meeting(
    family_id: UUID, assessment_id: UUID, meeting_id: UUID, json_data: Sent, headers_data: Sent
) -> Response:
    """Say who came to a meeting that was called, or correct what is recorded of it."""
    return _changed(
        team_meetings.change_team_meeting(
            family_id,
            assessment_id,
            meeting_id,
            json_data["meets_on"],
            [Invited(**each) for each in json_data["people"]],
            json_data["next_review_on"],
            **_as_asked(),
        )
    )


@api.post(f"{OF_ASSESSMENT}/reviews")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.ReviewIn)
@api.output(shapes.MadeOut, status_code=201)
@api.doc(responses=refused_by(reviews.record_review))
def record_review(family_id: UUID, assessment_id: UUID, json_data: Sent, headers_data: Sent) -> Response:
    """Record a review with its actions and the day of the next."""
    new = NewReview(
        **{
            **json_data,
            "actions": tuple(NewAction(**each) for each in json_data["actions"]),
            "done": frozenset(json_data["done"]),
        }
    )
    return _made(reviews.record_review(family_id, assessment_id, new, **_as_asked()))


@api.put(f"{OF_ASSESSMENT}/reviews/<uuid:review_id>")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.ReviewText)
@api.output(CorrectedOut)
@api.doc(responses=refused_by(reviews.correct_review))
def correct_review(
    family_id: UUID, assessment_id: UUID, review_id: UUID, json_data: Sent, headers_data: Sent
) -> Response:
    """Correct what a review says."""
    return _changed(reviews.correct_review(family_id, assessment_id, review_id, **json_data, **_as_asked()))


@api.post(f"{OF_ASSESSMENT}/actions")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.ActionIn)
@api.output(shapes.MadeOut, status_code=201)
@api.doc(responses=refused_by(plan.agree_action))
def agree_action(family_id: UUID, assessment_id: UUID, json_data: Sent, headers_data: Sent) -> Response:
    """Add an action to the plan between reviews."""
    return _made(plan.agree_action(family_id, assessment_id, NewAction(**json_data), **_as_asked()))


@api.put(f"{OF_ASSESSMENT}/actions/<uuid:action_id>")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.ActionChange)
@api.output(CorrectedOut)
@api.doc(responses=refused_by(plan.change_action))
def change_action(
    family_id: UUID, assessment_id: UUID, action_id: UUID, json_data: Sent, headers_data: Sent
) -> Response:
    """Say that an action is done, or change what was agreed on."""
    done_on = json_data.pop("done_on")
    to = NewAction(**json_data)
    return _changed(plan.change_action(family_id, assessment_id, action_id, to, done_on, **_as_asked()))


@api.post(f"{OF_ASSESSMENT}/stage-dates")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.StageDateIn)
@api.output(CorrectedOut)
@api.doc(responses=refused_by(dating.date_stage))
def date_stage(family_id: UUID, assessment_id: UUID, json_data: Sent, headers_data: Sent) -> Response:
    """Record the day of a stage, or correct it with a reason."""
    given = (json_data["which"], json_data["day"], json_data["reason"])
    return _changed(dating.date_stage(family_id, assessment_id, *given, **_as_asked()))


@api.post(f"{OF_ASSESSMENT}/closure")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.ClosureIn)
@api.output(CorrectedOut)
@api.doc(responses=refused_by(closing.close_assessment))
def close_assessment(family_id: UUID, assessment_id: UUID, json_data: Sent, headers_data: Sent) -> Response:
    """Close an assessment, as a team meeting agreed."""
    return _changed(closing.close_assessment(family_id, assessment_id, **json_data, **_as_asked()))


@api.post(f"{OF_ASSESSMENT}/reopening")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.ReopeningIn)
@api.output(CorrectedOut)
@api.doc(responses=refused_by(closing.reopen_assessment))
def reopen_assessment(family_id: UUID, assessment_id: UUID, json_data: Sent, headers_data: Sent) -> Response:
    """Open a closed assessment again, at the stage where it was."""
    return _changed(closing.reopen_assessment(family_id, assessment_id, **json_data, **_as_asked()))


def _as_asked() -> Sent:
    """By whom, when, and over which version of the record."""
    return {
        "version": http.expected_version(),
        "actor": http.current_actor(),
        "today": clock.today(),
    }


def _made(made: tuple[UUID, int]) -> Response:
    made_id, version = made
    body = {"id": str(made_id), "version": version}
    return http.answer(body, etag=version, status=HTTPStatus.CREATED)


def _changed(version: int) -> Response:
    return http.answer({"version": version}, etag=version)
