"""Meetings, caseloads, the register and what else is seen over many families, for programs."""

from typing import Any
from uuid import UUID

from flask import Response

from app import clock, http
from app.cases.api.blueprint import api
from app.cases.schemas import overview as shapes
from app.cases.services import meetings, overview
from app.dumping import compiled
from app.openapi import refused_by

decisions_listed = compiled(shapes.MeetingDecisionOut())


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
