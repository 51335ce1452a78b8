"""The dashboards for programs."""

from typing import Any

from flask import Response, current_app

from app import clock, http
from app.http import JSON
from app.openapi import refused_by
from app.reports import schemas
from app.reports.dashboards import dashboard
from app.reports.render.json import render_json

api = http.api_blueprint("dashboards_api", __name__, tag="Reports")


@api.get("/dashboard")
@api.input(schemas.DashboardQuery, location="query")
@api.output(schemas.DocumentOut)
@api.doc(responses=refused_by(dashboard))
def read_dashboard(query_data: dict[str, Any]) -> Response:
    """Read a dashboard as at a day, as a document in the form of a release's JSON file.

    `release.made_at` is when its figures were counted; no record that they count has changed since.
    """
    found = dashboard(
        query_data["view"],
        mapped=query_data["map"],
        as_at=query_data.get("as_at") or clock.today(),
        organisation=current_app.config["COUNCIL_NAME"],
        actor=http.current_actor(),
    )
    return Response(render_json(found.document), mimetype=JSON)
