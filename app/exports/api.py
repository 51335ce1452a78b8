"""Exports, for programs."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from flask import Response, current_app, send_file

from app import http
from app.exports import schemas, services
from app.exports.packing import ZIP
from app.exports.render.tables import CSV, XLSX
from app.exports.views import ExportMade, Offered
from app.openapi import Described, refused_by
from app.reports import services as reports
from app.reports.schemas import JobOut

api = http.api_blueprint("exports_api", __name__, tag="Exports")

A_FILE: Described = {
    "description": "The file, as it was made",
    "content": {each: {"schema": {"type": "string", "format": "binary"}} for each in (ZIP, XLSX, CSV)},
}


@api.get("/exports")
@api.output(schemas.ExportsOut)
@api.doc(responses=refused_by(services.offered))
def list_exports() -> dict[str, Any]:
    """List the exports that you may ask for with their data dictionaries, and those made lately."""
    actor = http.current_actor()
    return {
        "offered": [_offered(each) for each in services.offered(actor=actor)],
        "made": services.recent(actor=actor),
    }


@api.post("/exports/inspection-pack")
@api.input(schemas.RequestPack)
@api.output(JobOut, status_code=202)
@api.doc(responses=refused_by(services.request_pack))
def request_pack(json_data: dict[str, Any]) -> Any:
    """Ask for an inspection pack."""
    job = services.request_pack(**json_data, actor=http.current_actor())
    return reports.job_view(job.id, actor=http.current_actor())


@api.post("/exports/<name>")
@api.input(schemas.RequestExport)
@api.output(JobOut, status_code=202)
@api.doc(responses=refused_by(services.request_export))
def request_export(name: str, json_data: dict[str, Any]) -> Any:
    """Ask for an export that is a table."""
    actor = http.current_actor()
    kind = services.kind_of(name, actor=actor)
    job = services.request_export(kind.name, **json_data, actor=actor)
    return reports.job_view(job.id, actor=actor)


@api.get("/exports/made/<uuid:export_id>")
@api.output(schemas.ExportOut)
@api.doc(responses=refused_by(services.open_export))
def open_export(export_id: UUID) -> ExportMade:
    """Open an export that was made: its files, what the checks found, and until when it is kept."""
    return services.open_export(export_id, actor=http.current_actor())


@api.get("/exports/of-job/<uuid:job_id>")
@api.output(schemas.ExportOut)
@api.doc(responses=refused_by(services.export_of_job))
def export_of_job(job_id: UUID) -> ExportMade:
    """Open the export that a piece of work made."""
    return services.export_of_job(job_id, actor=http.current_actor())


@api.get("/exports/made/<uuid:export_id>/files/<name>")
@api.doc(responses={200: A_FILE, **refused_by(services.fetch_file)})
def export_file(export_id: UUID, name: str) -> Response:
    """Download a file of an export; noted with its hash."""
    found = services.fetch_file(
        export_id, name, folder=current_app.config["DOCUMENTS"], actor=http.current_actor()
    )
    return send_file(
        found.place, mimetype=found.media_type, as_attachment=True, download_name=found.name, etag=False
    )


def _offered(each: Offered) -> dict[str, Any]:
    kind = each.kind
    return {
        "name": kind.name,
        "title": kind.title,
        "for_whom": kind.for_whom,
        "holds": kind.holds,
        "columns": [asdict(column) for column in kind.columns],
        "rules": [{**asdict(rule), "grade": rule.grade.value} for rule in kind.rules],
        "verify": kind.to_verify,
        "last_made_at": each.last_made_at,
    }
