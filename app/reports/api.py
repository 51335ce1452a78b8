"""Reports, returns, their figures and the work on them, for programs."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, current_app, url_for

from app import clock, http
from app.http import JSON
from app.jobs import queue
from app.openapi import Described, refused_by
from app.reports import reading, schemas, services
from app.reports.render.json import render_json
from app.reports.render.words import plain_number
from app.reports.rules import against_target, caf_figured
from app.reports.rules.figured import definitions
from app.reports.rules.figures import Figure
from app.reports.rules.restatement import Reason
from app.reports.views import OpenedFigure

api = http.api_blueprint("reports_api", __name__, tag="Reports")

FILE_TYPES = (
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "text/csv",
    "text/html",
    JSON,
)
A_FILE: Described = {
    "description": "The file, as it was released",
    "content": {each: {"schema": {"type": "string", "format": "binary"}} for each in FILE_TYPES},
}


@api.get("/measures")
@api.output(schemas.MeasuresOut)
def measures() -> dict[str, Any]:
    """List the measures and what each counts."""
    declared = sorted(
        {**definitions(), **against_target.definitions(), **caf_figured.live_definitions()}.items()
    )
    return {"measures": [{"name": name, "definition": words} for name, words in declared]}


@api.get("/data-sheet")
@api.input(schemas.AsAtQuery, location="query")
@api.output(schemas.DocumentOut)
@api.doc(responses=refused_by(services.live_data_sheet))
def data_sheet(query_data: dict[str, Any]) -> Response:
    """Read the data sheet as it stands on a day, counted now."""
    document = services.live_data_sheet(
        as_at=_day(query_data), organisation=organisation(), actor=http.current_actor()
    )
    return Response(render_json(document), mimetype=JSON)


@api.get("/programme")
@api.input(schemas.AsAtQuery, location="query")
@api.output(schemas.FiguresOut)
@api.doc(responses=refused_by(services.programme_against_target))
def programme(query_data: dict[str, Any]) -> dict[str, Any]:
    """Count the programme against its target now: its funnel, and each agency's and ward's share.

    Each figure opens as a figure of the data sheet.
    """
    found = services.programme_against_target(as_at=_day(query_data), actor=http.current_actor())
    return {"figures": [_figure(each) for each in found.figures]}


@api.get("/data-sheet/figure")
@api.input(schemas.LiveFigureQuery, location="query")
@api.output(schemas.OpenedFigureOut)
@api.doc(responses=refused_by(services.open_live_figure))
def live_figure(query_data: dict[str, Any]) -> dict[str, Any]:
    """Open a figure of the live data sheet, with the families behind it."""
    opened = services.open_live_figure(
        query_data["id"],
        as_at=_day(query_data),
        organisation=organisation(),
        actor=http.current_actor(),
    )
    return _opened(opened)


@api.get("/reports/cafs")
@api.input(schemas.AsAtQuery, location="query")
@api.output(schemas.DocumentOut)
@api.doc(responses=refused_by(services.live_caf_reports))
def caf_reports(query_data: dict[str, Any]) -> Response:
    """Read the CAF reports as they stand on a day, counted now."""
    document = services.live_caf_reports(
        as_at=_day(query_data), organisation=organisation(), actor=http.current_actor()
    )
    return Response(render_json(document), mimetype=JSON)


@api.get("/reports/cafs/figure")
@api.input(schemas.LiveFigureQuery, location="query")
@api.output(schemas.OpenedFigureOut)
@api.doc(responses=refused_by(services.open_caf_figure))
def caf_figure(query_data: dict[str, Any]) -> dict[str, Any]:
    """Open a figure of the CAF reports, with the assessments or other records behind it."""
    opened = services.open_caf_figure(
        query_data["id"],
        as_at=_day(query_data),
        organisation=organisation(),
        actor=http.current_actor(),
    )
    return _opened(opened)


@api.get("/reconciliation")
@api.input(schemas.AsAtQuery, location="query")
@api.output(schemas.IdentitiesOut)
@api.doc(responses=refused_by(services.reconciliation))
def reconciliation(query_data: dict[str, Any]) -> dict[str, Any]:
    """List every identity that must hold before a release, as it stands on a day."""
    as_at = _day(query_data)
    found = services.reconciliation(as_at=as_at, organisation=organisation(), actor=http.current_actor())
    return {"as_at": as_at, "identities": found}


@api.post("/board-reports")
@api.input(schemas.RequestBoardReport)
@api.output(schemas.JobOut, status_code=202)
@api.doc(responses=refused_by(services.request_board_report))
def request_board_report(json_data: dict[str, Any]) -> Any:
    """Ask for the Partnership Board's report: exact for named readers, or protected for the public."""
    job = services.request_board_report(**json_data, actor=http.current_actor())
    return _accepted(job.id)


@api.post("/returns")
@api.input(schemas.RequestReturn)
@api.output(schemas.JobOut, status_code=202)
@api.doc(responses=refused_by(services.request_return))
def request_return(json_data: dict[str, Any]) -> Any:
    """Ask for the draft return of a claim window."""
    job = services.request_return(
        json_data["window_id"], as_at=json_data["as_at"], actor=http.current_actor()
    )
    return _accepted(job.id)


@api.get("/jobs")
@api.output(schemas.JobsOut)
def list_jobs() -> dict[str, Any]:
    """List your own latest work, newest first."""
    return {"jobs": services.my_jobs(actor=http.current_actor())}


@api.get("/jobs/<uuid:job_id>")
@api.output(schemas.JobOut)
@api.doc(responses=refused_by(services.job_view))
def open_job(job_id: UUID) -> Any:
    """See how far a piece of your own work is."""
    return services.job_view(job_id, actor=http.current_actor())


@api.post("/jobs/<uuid:job_id>/cancel")
@api.output(schemas.JobOut, status_code=202)
@api.doc(responses=refused_by(queue.cancel))
def cancel_job(job_id: UUID) -> Any:
    """Ask for a piece of your own work to stop; it stops at its next step."""
    queue.cancel(job_id, actor=http.current_actor())
    return services.job_view(job_id, actor=http.current_actor())


@api.get("/releases")
@api.output(schemas.ReleasesOut)
@api.doc(responses=refused_by(services.releases))
def list_releases() -> dict[str, Any]:
    """List the releases that you may open, newest first."""
    return {"releases": services.releases(actor=http.current_actor())}


@api.get("/families/<uuid:family_id>/releases")
@api.output(schemas.ReleasesOut)
@api.doc(responses=refused_by(services.releases_holding))
def family_releases(family_id: UUID) -> dict[str, Any]:
    """List the releases that count a family or its assessments. It is noted in the audit trail."""
    return {"releases": services.releases_holding(family_id, actor=http.current_actor())}


@api.get("/releases/<uuid:release_id>")
@api.output(schemas.OpenedReleaseOut)
@api.doc(responses=refused_by(services.open_release))
def open_release(release_id: UUID) -> dict[str, Any]:
    """Open a release with its files. It is noted in the audit trail."""
    opened = services.open_release(release_id, actor=http.current_actor())
    return {"release": opened.summary, "warning": opened.document.warning, "files": opened.files}


@api.get("/releases/<uuid:release_id>/files/<name>")
@api.doc(responses={200: A_FILE, **refused_by(services.release_file)})
def download_file(release_id: UUID, name: str) -> Response:
    """Download a file of a release. It is noted in the audit trail."""
    found = services.release_file(release_id, name, actor=http.current_actor())
    response = Response(found.content, mimetype=found.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=found.name)
    return response


@api.get("/releases/<uuid:release_id>/figures")
@api.input(schemas.FiguresQuery, location="query")
@api.output(schemas.FiguresOut)
@api.doc(responses=refused_by(reading.release_figures))
def list_figures(release_id: UUID, query_data: dict[str, Any]) -> Response:
    """Read the figures of a release, of some measures or of all. It is noted in the audit trail."""
    found = reading.release_figures(
        release_id, measures=query_data.get("measure"), actor=http.current_actor()
    )
    return http.answer({"figures": [_kept(each) for each in found]})


@api.get("/releases/<uuid:release_id>/figure")
@api.input(schemas.FigureQuery, location="query")
@api.output(schemas.OpenedFigureOut)
@api.doc(responses=refused_by(services.open_figure))
def open_figure(release_id: UUID, query_data: dict[str, Any]) -> dict[str, Any]:
    """Open a figure of a release, with the families behind it as they stood. It is noted."""
    return _opened(services.open_figure(release_id, query_data["id"], actor=http.current_actor()))


@api.get("/releases/<uuid:release_id>/rebuilt")
@api.output(schemas.RebuiltOut)
@api.doc(responses=refused_by(services.rebuilt))
def rebuild(release_id: UUID) -> dict[str, Any]:
    """Make a release again from what it froze, and say whether it comes out the same. It is noted."""
    found = services.rebuilt(release_id, actor=http.current_actor())
    return {
        "verdict": found.verdict,
        "sentence": found.sentence,
        "files": [{"name": name, "is_same": is_same} for name, is_same in found.files],
        "figures": found.figures,
        "made_by": found.made_by,
        "now": found.now,
    }


@api.get("/releases/<uuid:release_id>/comparison")
@api.input(schemas.CompareQuery, location="query")
@api.output(schemas.ComparisonOut)
@api.doc(responses=refused_by(services.compare_releases, services.compare_with_now))
def compare_releases(release_id: UUID, query_data: dict[str, Any]) -> dict[str, Any]:
    """Compare two releases, or one with the records as they stand: what moved, and why."""
    if "to" in query_data:
        found = services.compare_releases(release_id, query_data["to"], actor=http.current_actor())
    else:
        found = services.compare_with_now(
            release_id,
            as_at=query_data.get("as_at"),
            organisation=organisation(),
            actor=http.current_actor(),
        )
    moved = [
        {
            "id": each.id,
            "measure": each.measure,
            "coordinates": dict(each.coordinates),
            "before": _value(each.before),
            "after": _value(each.after),
            "more": _by_reason(each.why.come),
            "fewer": _by_reason(each.why.gone),
        }
        for each in found.moved
    ]
    return {
        "first": found.first,
        "second": found.second,
        "as_at": found.last_day,
        "moved": moved,
        "records": found.records,
    }


def _by_reason(counted: Mapping[Reason | None, int]) -> dict[str, int]:
    return {reason.value if reason else "other": number for reason, number in counted.items()}


def _accepted(job_id: UUID) -> Any:
    """The work as it stands, and where to watch it."""
    where = url_for("reports_api.open_job", job_id=job_id)
    return services.job_view(job_id, actor=http.current_actor()), 202, {"Location": where}


def _opened(opened: OpenedFigure) -> dict[str, Any]:
    return {
        "figure": _figure(opened.figure),
        "definition": opened.definition,
        "members_are": opened.figure.members_are,
        "families": opened.families,
        "assessments": opened.assessments,
        "records": opened.records,
        "formula": opened.figure.formula,
        "inputs": [_figure(each) for each in opened.inputs],
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "id": figure.id,
        "measure": figure.measure,
        "coordinates": dict(figure.coordinates),
        "as_at": figure.as_at,
        "unit": figure.unit,
        "value": plain_number(figure.value),
    }


def _kept(figure: reading.FigureValue) -> dict[str, Any]:
    return {
        "id": figure.id,
        "measure": figure.measure,
        "coordinates": figure.coordinates,
        "as_at": figure.as_at.isoformat(),
        "unit": figure.unit.value,
        "value": figure.value,
    }


def _value(figure: Figure | None) -> int | float | None:
    return plain_number(figure.value) if figure else None


def _day(query: dict[str, Any]) -> date:
    day: date = query.get("as_at") or clock.today()
    return day


def organisation() -> str:
    """The council whose figures these are."""
    name: str = current_app.config["COUNCIL_NAME"]
    return name
