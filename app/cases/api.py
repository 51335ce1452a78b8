"""Families, meetings and the register, for programs."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response

from app import clock, http
from app.access import sessions
from app.cases.queries.families import FamilyFilters, FamilyPage
from app.cases.schemas import families as family_shapes
from app.cases.schemas import overview as shapes
from app.cases.services import families, meetings, overview
from app.dumping import compiled
from app.openapi import refusal, refused_by

api = http.api_blueprint("cases_api", __name__, tag="Cases")

TOO_OFTEN = refusal(HTTPStatus.TOO_MANY_REQUESTS)

families_listed = compiled(family_shapes.FamilyListed())
decisions_listed = compiled(shapes.MeetingDecisionOut())
FILTERS = ("search", "ward", "agency", "status", "listed_only")


@api.get("/families")
@api.input(family_shapes.FamilyListQuery, location="query")
@api.output(family_shapes.FamilyPageOut)
@api.doc(responses=refused_by(families.list_families))
def list_families(query_data: dict[str, Any]) -> Response:
    """List the families that you may see, the latest changed first."""
    return _families(query_data)


@api.post("/families/search")
@http.reads
@sessions.limiter.limit(sessions.SEARCHES, key_func=http.asked_by)
@api.input(family_shapes.FamilySearch)
@api.output(family_shapes.FamilyPageOut)
@api.doc(responses={**refused_by(families.list_families), 429: TOO_OFTEN})
def search_families(json_data: dict[str, Any]) -> Response:
    """Search the families that you may see by name or reference. It changes nothing."""
    return _families(json_data)


@api.get("/families/<uuid:family_id>")
@api.output(family_shapes.FamilyOut)
@api.doc(responses=refused_by(families.open_record))
def open_family(family_id: UUID) -> Response:
    """Open one family's record. It is noted in the audit trail."""
    record = families.open_record(family_id, actor=http.current_actor(), today=clock.today())
    return http.answer(family_shapes.FamilyOut().dump(record), etag=record.version)


@api.post("/families/<uuid:family_id>/ward-correction")
@api.input(http.IfMatch, location="headers")
@api.input(family_shapes.CorrectWard)
@api.output(family_shapes.CorrectedOut)
@api.doc(responses=refused_by(families.correct_ward))
def correct_ward(family_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]) -> Response:
    """Correct the ward where a family lives, which was wrong on the list."""
    version = families.correct_ward(
        family_id,
        json_data["ward_id"],
        version=http.expected_version(),
        reason=json_data["reason"],
        actor=http.current_actor(),
        today=clock.today(),
    )
    return http.answer({"version": version}, etag=version)


@api.get("/families/by-ward-agency-and-status")
@api.input(shapes.CellsQuery, location="query")
@api.output(shapes.CellsOut)
@api.doc(responses=refused_by(overview.families_by_cell))
def families_by_cell(query_data: dict[str, Any]) -> Response:
    """Count the families on the list by ward, agency and standing, with every total."""
    on = query_data.get("on") or clock.today()
    cells = overview.families_by_cell(on=on, actor=http.current_actor())
    listed = [
        {"ward": ward, "agency": agency, "status": status, "families": count}
        for (ward, agency, status), count in cells.items()
    ]
    return http.answer({"on": on.isoformat(), "cells": listed})


@api.get("/wards")
@api.output(shapes.WardsOut)
def wards() -> dict[str, Any]:
    """List the wards."""
    return {"wards": overview.wards(actor=http.current_actor())}


@api.get("/agencies")
@api.output(shapes.AgenciesOut)
def agencies() -> dict[str, Any]:
    """List the agencies, the data sheet's columns first."""
    return {"agencies": overview.agencies(actor=http.current_actor())}


@api.get("/meetings")
@api.output(shapes.MeetingsOut)
@api.doc(responses=refused_by(meetings.meetings))
def list_meetings() -> dict[str, Any]:
    """List the rollout meetings with their totals."""
    return {"meetings": meetings.meetings(actor=http.current_actor())}


@api.get("/meetings/<uuid:meeting_id>")
@api.output(shapes.MeetingRecordOut)
@api.doc(responses=refused_by(meetings.open_meeting))
def open_meeting(meeting_id: UUID) -> Response:
    """Open a rollout meeting with its decisions."""
    record = meetings.open_meeting(meeting_id, actor=http.current_actor())
    return http.answer(
        {
            "meeting": shapes.MeetingOut().dump(record.meeting),
            "decisions": decisions_listed(record.decisions),
        }
    )


@api.get("/caseloads")
@api.output(shapes.CaseloadsOut)
@api.doc(responses=refused_by(overview.caseloads))
def caseloads() -> dict[str, Any]:
    """List the caseloads of those who lead families that you may see."""
    return {"caseloads": overview.caseloads(actor=http.current_actor(), today=clock.today())}


@api.get("/caf-register")
@api.output(shapes.RegisterOut)
@api.doc(responses=refused_by(overview.caf_register))
def caf_register() -> Any:
    """Read what the CAF register comes to today."""
    return overview.caf_register(actor=http.current_actor(), today=clock.today())


@api.get("/data-quality")
@api.output(shapes.FindingsOut)
@api.doc(responses=refused_by(overview.data_quality))
def data_quality() -> dict[str, Any]:
    """List what looks wrong in the data, and how it is mended."""
    return {"findings": overview.data_quality(actor=http.current_actor(), today=clock.today())}


def _families(wanted: dict[str, Any]) -> Response:
    filters = FamilyFilters(**{name: wanted[name] for name in FILTERS if name in wanted})
    page: FamilyPage = families.list_families(
        filters, wanted.get("after"), wanted["limit"], actor=http.current_actor(), today=clock.today()
    )
    return http.answer({"families": families_listed(page.families), "next": http.cursor_text(page.next)})
