"""Briefs of agencies and establishments, for programs."""

from typing import Any
from uuid import UUID

from apiflask import Schema
from flask import Response
from marshmallow import fields

from app import clock, http
from app.http import JSON
from app.openapi import refused_by
from app.reports import briefing, schemas
from app.reports.api import A_FILE, api, organisation
from app.reports.render.json import render_json


class BriefOut(Schema):
    """An agency (establishment_id null) or an establishment whose brief you may open."""

    id = fields.UUID(required=True)
    agency_id = fields.UUID(required=True)
    establishment_id = fields.UUID(required=True, allow_none=True)
    name = fields.String(required=True)


class BriefsOut(Schema):
    """The briefs that you may open."""

    briefs = fields.List(fields.Nested(BriefOut), required=True)


@api.get("/briefs")
@api.output(BriefsOut)
@api.doc(responses=refused_by(briefing.briefs_for))
def briefs() -> dict[str, Any]:
    """List the agencies and establishments whose brief you may open."""
    return {"briefs": briefing.briefs_for(actor=http.current_actor())}


@api.get("/briefs/<uuid:place_id>")
@api.output(schemas.DocumentOut)
@api.doc(responses=refused_by(briefing.open_brief))
def brief(place_id: UUID) -> Response:
    """Read a brief, counted now. It is noted in the audit trail."""
    document = briefing.open_brief(
        place_id, as_at=clock.today(), organisation=organisation(), actor=http.current_actor()
    )
    return Response(render_json(document), mimetype=JSON)


@api.get("/briefs/<uuid:place_id>/paper")
@api.doc(responses={200: A_FILE, **refused_by(briefing.brief_paper)})
def brief_paper(place_id: UUID) -> Response:
    """Download a brief as a tagged PDF. It is noted in the audit trail."""
    content = briefing.brief_paper(
        place_id, as_at=clock.today(), organisation=organisation(), actor=http.current_actor()
    )
    return Response(content, mimetype="application/pdf")
