"""Returns of claim windows for programs: prepared, checked, signed, submitted."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response

from app import clock, http
from app.claims.rules.returns import Tally
from app.claims.schemas import returns as shapes
from app.claims.services import returning
from app.openapi import refused_by
from app.reports import return_movements, signing
from app.reports.api import organisation
from app.reports.signing import OpenedReturn

api = http.api_blueprint("returns_api", __name__, tag="Returns")


@api.get("/claim-returns")
@api.output(shapes.ReturnsOut)
@api.doc(responses=refused_by(returning.returns))
def returns() -> dict[str, Any]:
    """List the returns, of the latest window first."""
    return {"returns": returning.returns(actor=http.current_actor())}


@api.post("/claim-returns")
@api.input(shapes.PrepareReturn)
@api.output(shapes.PreparedOut, status_code=201)
@api.doc(responses=refused_by(returning.prepare))
def prepare(json_data: dict[str, Any]) -> dict[str, UUID]:
    """Prepare the next return of a window, with every audited line of it."""
    return {
        "id": returning.prepare(json_data["window_id"], actor=http.current_actor(), on=clock.today()),
    }


@api.get("/claim-returns/<uuid:return_id>")
@api.output(shapes.OpenedReturnOut)
@api.doc(responses=refused_by(signing.open_return))
def open_return(return_id: UUID) -> Response:
    """Open a return with its lines, its checks, and what moved since the last one. It is noted."""
    found = signing.open_return(
        return_id, actor=http.current_actor(), on=clock.today(), organisation=organisation()
    )
    return http.answer(shapes.OpenedReturnOut().dump(_shown(found)), etag=found.read.version)


@api.get("/claim-returns/<uuid:return_id>/movements")
@api.output(shapes.ReturnMovedOut)
@api.doc(responses=refused_by(return_movements.movements))
def movements(return_id: UUID) -> dict[str, Any]:
    """Compare a return with the last one: each line then and now, each movement family by family."""
    found = return_movements.movements(
        return_id, actor=http.current_actor(), on=clock.today(), organisation=organisation()
    )
    opened = found.opened
    return {
        "compared_with": opened.last_title,
        "tallies": _tallies(opened.now, opened.last),
        "moved": opened.moved,
        "programme_compared_with": found.signed_title,
        "programme": found.programme,
    }


@api.post("/claim-returns/<uuid:return_id>/lines")
@api.input(http.IfMatch, location="headers")
@api.output(shapes.LinesMovedOut)
@api.doc(responses=refused_by(returning.put_on))
def put_on(return_id: UUID, headers_data: dict[str, Any]) -> dict[str, int]:
    """Put on every audited line of the window that is not on the return."""
    lines = returning.put_on(return_id, http.expected_version(), actor=http.current_actor())
    return {"lines": lines}


@api.post("/claim-returns/<uuid:return_id>/lines-off")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.LinesChosen)
@api.output(shapes.LinesMovedOut)
@api.doc(responses=refused_by(returning.take_off))
def take_off(return_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]) -> dict[str, int]:
    """Take lines off a return that is prepared; they stay audited."""
    lines = returning.take_off(
        return_id, http.expected_version(), json_data["line_ids"], actor=http.current_actor()
    )
    return {"lines": lines}


@api.put("/claim-returns/<uuid:return_id>/explanations/<code>")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.QueryExplained)
@api.output({}, status_code=204)
@api.doc(responses=refused_by(signing.explain))
def explain(
    return_id: UUID, code: str, json_data: dict[str, Any], headers_data: dict[str, Any]
) -> tuple[str, int]:
    """Explain why a QUERY may stand."""
    signing.explain(
        return_id,
        http.expected_version(),
        code,
        json_data["explanation"],
        actor=http.current_actor(),
        on=clock.today(),
        organisation=organisation(),
    )
    return "", HTTPStatus.NO_CONTENT


@api.post("/claim-returns/<uuid:return_id>/abandon")
@api.input(http.IfMatch, location="headers")
@api.output({}, status_code=204)
@api.doc(responses=refused_by(returning.abandon))
def abandon(return_id: UUID, headers_data: dict[str, Any]) -> tuple[str, int]:
    """Give up a return that is prepared; its lines stay audited."""
    returning.abandon(return_id, http.expected_version(), actor=http.current_actor())
    return "", HTTPStatus.NO_CONTENT


@api.post("/claim-returns/<uuid:return_id>/send")
@api.input(http.IfMatch, location="headers")
@api.output({}, status_code=204)
@api.doc(responses=refused_by(signing.send))
def send(return_id: UUID, headers_data: dict[str, Any]) -> tuple[str, int]:
    """Send a return for signature; it changes no more."""
    signing.send(
        return_id,
        http.expected_version(),
        actor=http.current_actor(),
        on=clock.today(),
        organisation=organisation(),
    )
    return "", HTTPStatus.NO_CONTENT


@api.post("/claim-returns/<uuid:return_id>/sign")
@api.input(http.IfMatch, location="headers")
@api.output(shapes.WorkOut, status_code=202)
@api.doc(responses=refused_by(signing.sign))
def sign(return_id: UUID, headers_data: dict[str, Any]) -> dict[str, UUID]:
    """Sign a return: its lines are submitted, its figures are frozen, and its files are made."""
    job_id = signing.sign(
        return_id,
        http.expected_version(),
        actor=http.current_actor(),
        on=clock.today(),
        organisation=organisation(),
    )
    return {"job_id": job_id}


@api.post("/claim-returns/<uuid:return_id>/refuse")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.RefusedReturn)
@api.output({}, status_code=204)
@api.doc(responses=refused_by(signing.refuse))
def refuse(return_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]) -> tuple[str, int]:
    """Refuse to sign a return; its lines are audited again, for the next one."""
    signing.refuse(
        return_id,
        http.expected_version(),
        json_data["reason"],
        actor=http.current_actor(),
        on=clock.today(),
    )
    return "", HTTPStatus.NO_CONTENT


@api.post("/claim-returns/<uuid:return_id>/submitted")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.Submission)
@api.output({}, status_code=204)
@api.doc(responses=refused_by(signing.submitted))
def submitted(return_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]) -> tuple[str, int]:
    """Record that a signed return was sent to the department."""
    signing.submitted(
        return_id,
        http.expected_version(),
        json_data["submitted_on"],
        json_data["reference"],
        actor=http.current_actor(),
        on=clock.today(),
    )
    return "", HTTPStatus.NO_CONTENT


@api.post("/claim-returns/<uuid:return_id>/files")
@api.output(shapes.WorkOut, status_code=202)
@api.doc(responses=refused_by(signing.make_files_again))
def make_files(return_id: UUID) -> dict[str, UUID]:
    """Ask for the files of a signed return again, where the work on them failed."""
    return {"job_id": signing.make_files_again(return_id, actor=http.current_actor())}


def _shown(found: OpenedReturn) -> dict[str, Any]:
    return {
        "read": found.read,
        "lines": [line.then for line in found.lines],
        "checks": [
            {
                **{
                    name: getattr(each, name)
                    for name in shapes.ReturnCheckOut().fields
                    if name not in ("families", "grade")
                },
                "grade": each.grade.label,
                "families": [
                    {"family_id": family, "reference": reference} for family, reference in each.families
                ],
            }
            for each in found.checks
        ],
        "tallies": _tallies(found.now, found.last),
        "compared_with": found.last_title,
        "moved": found.moved,
        "release_id": found.release_id,
        "files": [each.name for each in found.files],
    }


def _tallies(now: Mapping[str, Tally], last: Mapping[str, Tally] | None) -> list[dict[str, Any]]:
    return [
        {
            "line": name,
            "families": of_now.families,
            "pence": of_now.pence,
            "families_then": last[name].families if last else None,
            "pence_then": last[name].pence if last else None,
        }
        for name, of_now in now.items()
    ]
