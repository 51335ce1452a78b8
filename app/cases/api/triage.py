"""Rollout meetings for programs: planning, agencies' answers, and decisions family by family."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response

from app import clock, http
from app.cases.api.blueprint import api
from app.cases.queries.triage_lists import FamilyAtMeeting
from app.cases.rules.triage import Answer, Decision
from app.cases.schemas import triage as shapes
from app.cases.services import triage_answers, triage_board, triage_deciding, triage_planning
from app.cases.services.triage_answers import OpenedList
from app.cases.services.triage_board import Board, decided_at
from app.cases.services.triage_planning import Plan
from app.openapi import refused_by


@api.post("/meetings")
@api.input(shapes.PlanMeeting)
@api.output(shapes.PlannedOut, status_code=201)
@api.doc(responses=refused_by(triage_planning.plan_meeting))
def plan_meeting(json_data: dict[str, Any]) -> Response:
    """Plan a rollout meeting, and so ask the agencies invited about the families of its wards."""
    meeting_id = triage_planning.plan_meeting(
        _plan(json_data), actor=http.current_actor(), today=clock.today()
    )
    return http.answer({"id": str(meeting_id), "version": 1}, etag=1, status=HTTPStatus.CREATED)


@api.get("/meetings/<uuid:meeting_id>/plan")
@api.output(shapes.MeetingPlanOut)
@api.doc(responses=refused_by(triage_planning.open_plan))
def open_plan(meeting_id: UUID) -> Response:
    """Read a meeting's plan, and which agencies have not answered."""
    found = triage_planning.open_plan(meeting_id, actor=http.current_actor(), today=clock.today())
    return http.answer(shapes.MeetingPlanOut().dump(found), etag=found.meeting.version)


@api.put("/meetings/<uuid:meeting_id>/plan")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.PlanMeeting)
@api.output(shapes.VersionOut)
@api.doc(responses=refused_by(triage_planning.change_plan))
def change_plan(meeting_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]) -> Response:
    """Change the plan of a meeting that has decided nothing yet."""
    version = triage_planning.change_plan(
        meeting_id,
        _plan(json_data),
        version=http.expected_version(),
        actor=http.current_actor(),
        today=clock.today(),
    )
    return _versioned(version)


@api.post("/meetings/<uuid:meeting_id>/call-off")
@api.input(http.IfMatch, location="headers")
@api.output({}, status_code=204)
@api.doc(responses=refused_by(triage_planning.call_off))
def call_off(meeting_id: UUID, headers_data: dict[str, Any]) -> tuple[str, int]:
    """Take a meeting that will not be held out of the plan, with what agencies answered."""
    triage_planning.call_off(meeting_id, version=http.expected_version(), actor=http.current_actor())
    return "", 204


@api.post("/meetings/<uuid:meeting_id>/close")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.CloseMeeting)
@api.output(shapes.VersionOut)
@api.doc(responses=refused_by(triage_planning.close_meeting))
def close_meeting(meeting_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]) -> Response:
    """End a meeting: record who was present, and close the agencies' lists."""
    version = triage_planning.close_meeting(
        meeting_id,
        frozenset(json_data["present"]),
        version=http.expected_version(),
        actor=http.current_actor(),
        today=clock.today(),
        now=clock.now(),
    )
    return _versioned(version)


@api.get("/triage-lists")
@api.output(shapes.ListsToAnswerOut)
@api.doc(responses=refused_by(triage_answers.lists_to_answer))
def triage_lists() -> dict[str, Any]:
    """List the lists that your places are asked to answer, the next meeting first."""
    return {"lists": triage_answers.lists_to_answer(actor=http.current_actor(), today=clock.today())}


@api.get("/meetings/<uuid:meeting_id>/lists/<uuid:place_id>")
@api.output(shapes.TriageListOut)
@api.doc(responses=refused_by(triage_answers.open_list))
def open_triage_list(meeting_id: UUID, place_id: UUID) -> Response:
    """Open a meeting's list for an agency or one establishment of it. It is noted in the audit trail."""
    found = triage_answers.open_list(meeting_id, place_id, actor=http.current_actor(), today=clock.today())
    shown = {
        "meeting": found.meeting,
        "place": found.place,
        "version": found.version,
        "families": [_listed(found, family) for family in found.families],
        "practitioners": found.practitioners,
    }
    return http.answer(shapes.TriageListOut().dump(shown), etag=found.version)


@api.put("/meetings/<uuid:meeting_id>/lists/<uuid:place_id>")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.AnswersIn)
@api.output(shapes.VersionOut)
@api.doc(responses=refused_by(triage_answers.answer_list))
def answer_triage_list(
    meeting_id: UUID, place_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]
) -> Response:
    """Answer a meeting's list for a place, all families at once."""
    answers = {
        each["family_id"]: Answer(each["knowledge"], each["practitioner_id"], each["relationship"])
        for each in json_data["answers"]
    }
    version = triage_answers.answer_list(
        meeting_id,
        place_id,
        answers,
        version=http.expected_version(),
        actor=http.current_actor(),
        today=clock.today(),
        now=clock.now(),
    )
    return _versioned(version)


@api.get("/meetings/<uuid:meeting_id>/triage")
@api.output(shapes.BoardOut)
@api.doc(responses=refused_by(triage_board.open_board))
def open_triage(meeting_id: UUID) -> Response:
    """Open a meeting to run it: families, answers, decisions, totals. It is noted in the audit trail."""
    board = triage_board.open_board(meeting_id, actor=http.current_actor(), today=clock.today())
    shown = {
        "meeting": board.meeting,
        "not_answered": board.not_answered,
        "totals": {
            "families": board.totals.families,
            "undecided": board.totals.undecided,
            "by_outcome": {outcome.value: count for outcome, count in board.totals.by_outcome.items()},
            "by_agency": board.totals.by_agency,
        },
        "families": [_at_meeting(board, family) for family in board.families],
        "leads": board.leads,
    }
    return http.answer(shapes.BoardOut().dump(shown))


@api.get("/meetings/<uuid:meeting_id>/families/<uuid:family_id>/decision")
@api.output(shapes.OpenedDecisionOut)
@api.doc(responses=refused_by(triage_board.open_board))
def open_decision(meeting_id: UUID, family_id: UUID) -> Response:
    """Read what is decided about one family of a meeting, with the version to decide from."""
    board = triage_board.open_board(meeting_id, family_id, actor=http.current_actor(), today=clock.today())
    (family,) = (each for each in board.families if each.id == family_id)
    return http.answer(shapes.OpenedDecisionOut().dump(_at_meeting(board, family)), etag=family.version)


@api.post("/meetings/<uuid:meeting_id>/families/<uuid:family_id>/decision")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.DecideIn)
@api.output(shapes.VersionOut)
@api.doc(responses=refused_by(triage_deciding.decide))
def decide_on_family(
    meeting_id: UUID, family_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]
) -> Response:
    """Decide about a family at a meeting, or revise what it decided."""
    version = triage_deciding.decide(
        meeting_id,
        family_id,
        Decision(**{**json_data, "agencies": tuple(json_data["agencies"])}),
        version=http.expected_version(),
        actor=http.current_actor(),
        today=clock.today(),
        now=clock.now(),
    )
    return _versioned(version)


def _plan(sent: dict[str, Any]) -> Plan:
    return Plan(sent["held_on"], sent["rollout"], frozenset(sent["wards"]), frozenset(sent["agencies"]))


def _versioned(version: int) -> Response:
    return http.answer({"version": version}, etag=version)


def _listed(found: OpenedList, family: FamilyAtMeeting) -> dict[str, Any]:
    answer = found.answers.get(family.id)
    return {
        "family_id": family.id,
        "reference": family.reference,
        "ward": family.ward,
        "children": [
            {"forename": each.forename, "surname": each.surname, "age": each.age(found.meeting.held_on)}
            for each in family.children
        ],
        "knowledge": answer.knowledge if answer else None,
        "practitioner_id": answer.practitioner_id if answer else None,
        "relationship": answer.relationship if answer else None,
    }


def _at_meeting(board: Board, family: FamilyAtMeeting) -> dict[str, Any]:
    return {
        "family_id": family.id,
        "reference": family.reference,
        "ward": family.ward,
        "version": family.version,
        "is_decided": decided_at(board.meeting, family) is not None,
        "latest": family.latest,
        "answers": [
            {
                "agency_id": agency_id,
                "knowledge": seen.answer.knowledge,
                "practitioner_id": seen.answer.practitioner_id,
                "relationship": seen.answer.relationship,
            }
            for agency_id, seen in family.answers.items()
        ],
    }
