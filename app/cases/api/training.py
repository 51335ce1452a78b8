"""Training and mentors for programs: courses, sessions, places, pairings."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response

from app import clock, http
from app.cases.api.blueprint import api
from app.cases.schemas import training as shapes
from app.cases.services import mentoring, training, training_places
from app.openapi import refused_by

Sent = dict[str, Any]


@api.get("/training")
@api.output(shapes.TrainingOut)
@api.doc(responses=refused_by(training.training))
def open_training() -> Any:
    """Read the training that concerns you: courses, sessions, places, mentors."""
    return training.training(actor=http.current_actor(), today=clock.today())


@api.post("/training/courses")
@api.input(shapes.AddCourse)
@api.output(shapes.TrainingMadeOut, status_code=201)
@api.doc(responses=refused_by(training.add_course))
def add_course(json_data: Sent) -> dict[str, UUID]:
    """Add a course."""
    return {"id": training.add_course(**json_data, actor=http.current_actor())}


@api.post("/training/courses/<uuid:course_id>/sessions")
@api.input(shapes.PlanSession)
@api.output(shapes.TrainingMadeOut, status_code=201)
@api.doc(responses=refused_by(training.plan_session))
def plan_training_session(course_id: UUID, json_data: Sent) -> Response:
    """Plan a session of a course."""
    session_id = training.plan_session(
        course_id, **json_data, actor=http.current_actor(), today=clock.today()
    )
    return http.answer({"id": str(session_id)}, etag=1, status=HTTPStatus.CREATED)


@api.get("/training/sessions/<uuid:session_id>")
@api.output(shapes.SessionOpenedOut)
@api.doc(responses=refused_by(training.open_session))
def open_training_session(session_id: UUID) -> Response:
    """Open a session with its places."""
    found = training.open_session(session_id, actor=http.current_actor(), today=clock.today())
    return http.answer(shapes.SessionOpenedOut().dump(found), etag=found.session.version)


@api.put("/training/sessions/<uuid:session_id>")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.PlanSession)
@api.output(shapes.TrainingVersionOut)
@api.doc(responses=refused_by(training.change_session))
def change_training_session(session_id: UUID, json_data: Sent, headers_data: Sent) -> Response:
    """Change a session's day, place or number of places."""
    version = training.change_session(
        session_id,
        **json_data,
        version=http.expected_version(),
        actor=http.current_actor(),
        today=clock.today(),
    )
    return http.answer({"version": version}, etag=version)


@api.post("/training/sessions/<uuid:session_id>/call-off")
@api.input(http.IfMatch, location="headers")
@api.output(shapes.TrainingVersionOut)
@api.doc(responses=refused_by(training.call_off_session))
def call_off_training_session(session_id: UUID, headers_data: Sent) -> Response:
    """Call a session off; the places at it are given up."""
    version = training.call_off_session(
        session_id, version=http.expected_version(), actor=http.current_actor(), today=clock.today()
    )
    return http.answer({"version": version}, etag=version)


@api.post("/training/sessions/<uuid:session_id>/bookings")
@api.input(shapes.BookPlace)
@api.output(shapes.TrainingMadeOut, status_code=201)
@api.doc(responses=refused_by(training_places.book_place))
def book_training_place(session_id: UUID, json_data: Sent) -> dict[str, UUID]:
    """Book a place for a practitioner."""
    return {
        "id": training_places.book_place(
            session_id, **json_data, actor=http.current_actor(), today=clock.today(), now=clock.now()
        )
    }


@api.post("/training/bookings/<uuid:booking_id>/state")
@api.input(shapes.RecordPlace)
@api.output({}, status_code=204)
@api.doc(responses=refused_by(training_places.record_place))
def record_training_place(booking_id: UUID, json_data: Sent) -> tuple[str, int]:
    """Say what became of a place."""
    training_places.record_place(
        booking_id, json_data["state"], actor=http.current_actor(), today=clock.today()
    )
    return "", 204


@api.get("/mentor-pairings")
@api.output(shapes.PairingsOut)
@api.doc(responses=refused_by(mentoring.mentoring))
def mentor_pairings() -> Sent:
    """List who mentors whom, now and to come."""
    return {"pairings": mentoring.mentoring(actor=http.current_actor(), today=clock.today()).pairings}


@api.post("/mentor-pairings")
@api.input(shapes.NameMentor)
@api.output(shapes.TrainingMadeOut, status_code=201)
@api.doc(responses=refused_by(mentoring.name_mentor))
def name_mentor(json_data: Sent) -> dict[str, UUID]:
    """Name a mentor for a practitioner."""
    return {
        "id": mentoring.name_mentor(
            **json_data, actor=http.current_actor(), today=clock.today(), now=clock.now()
        )
    }


@api.post("/mentor-pairings/<uuid:pairing_id>/end")
@api.input(shapes.EndPairing)
@api.output({}, status_code=204)
@api.doc(responses=refused_by(mentoring.end_pairing))
def end_pairing(pairing_id: UUID, json_data: Sent) -> tuple[str, int]:
    """Say on which day a pairing ends."""
    mentoring.end_pairing(pairing_id, json_data["ends_on"], actor=http.current_actor())
    return "", 204


@api.post("/mentor-pairings/<uuid:pairing_id>/take-back")
@api.output({}, status_code=204)
@api.doc(responses=refused_by(mentoring.take_back_pairing))
def take_back_pairing(pairing_id: UUID) -> tuple[str, int]:
    """Take back a pairing that was recorded by mistake."""
    mentoring.take_back_pairing(pairing_id, actor=http.current_actor(), now=clock.now())
    return "", 204
