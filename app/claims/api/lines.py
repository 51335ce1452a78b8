"""Claim windows worked through, and lines of claims drafted, proved, moved and printed, for programs."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response, current_app

from app import clock, http
from app.access.policies import check_may
from app.access.roles import Action
from app.claims.api.blueprint import api
from app.claims.schemas import lines as shapes
from app.claims.services import bulk, drafting, opening, preparing, undermined, windows, workbench
from app.claims.services.bulk import Sent
from app.claims.services.drafting import Drafted
from app.claims.services.planning import PlannedDraft
from app.claims.services.workbench import Filters
from app.openapi import Described, refused_by

PDF = "application/pdf"
A_PROOF: Described = {
    "description": "The proof on paper",
    "content": {PDF: {"schema": {"type": "string", "format": "binary"}}},
}


@api.post("/claim-windows")
@api.input(shapes.WindowIn)
@api.output(shapes.MadeOut, status_code=201)
@api.doc(responses=refused_by(windows.open_window))
def open_window(json_data: dict[str, Any]) -> dict[str, UUID]:
    """Open a claim window."""
    return {"id": windows.open_window(**json_data, actor=http.current_actor())}


@api.get("/claim-windows/<uuid:window_id>")
@api.input(shapes.WindowQuery, location="query")
@api.output(shapes.WorkbenchOut)
@api.doc(responses=refused_by(workbench.open_window))
def read_window(window_id: UUID, query_data: dict[str, Any]) -> Response:
    """Read a window: what may be drafted, what is held, and every line by its state."""
    found = workbench.open_window(
        window_id, Filters(**query_data), actor=http.current_actor(), today=clock.today()
    )
    told = {
        "window": found.window,
        "on": found.on,
        "is_open": found.is_open,
        "concerns": found.concerns,
        "ready": [_to_draft(each) for each in found.ready],
        "held": [_to_draft(each) for each in found.held],
        "nearly_families": found.nearly.families,
        "nearly_worth_pence": found.nearly.worth,
        "states": [
            {"state": state, "count": len(lines), "value_pence": found.value_of(state), "lines": lines}
            for state, lines in found.lines.items()
        ],
    }
    return http.answer(shapes.WorkbenchOut().dump(told), etag=found.window.version)


@api.put("/claim-windows/<uuid:window_id>")
@api.input(shapes.WindowDaysIn)
@api.input(http.IfMatch, location="headers")
@api.output(shapes.VersionOut)
@api.doc(responses=refused_by(windows.change_window))
def change_window(window_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]) -> Response:
    """Change a window's name and days, while nothing in it is on a return."""
    version = windows.change_window(
        window_id, **json_data, version=http.expected_version(), actor=http.current_actor()
    )
    return http.answer({"version": version}, etag=version)


@api.get("/claim-windows/<uuid:window_id>/steps/<step>")
@api.output(shapes.PreviewOut)
@api.doc(responses=refused_by(bulk.preview))
def preview_step(window_id: UUID, step: str) -> bulk.Preview:
    """Show what a step would do for all of a window: draft, test-again, complete or send-to-audit."""
    return bulk.preview(window_id, bulk.step_named(step), actor=http.current_actor(), today=clock.today())


@api.post("/claim-windows/<uuid:window_id>/steps/<step>")
@api.input(shapes.StepIn)
@api.output(shapes.DoneOut)
@api.doc(responses=refused_by(bulk.carry_out))
def take_step(window_id: UUID, step: str, json_data: dict[str, Any]) -> bulk.Outcome:
    """Take a step with exactly what was shown; what has changed since is left out and named."""
    sent = [Sent(**each) for each in json_data["items"]]
    return bulk.carry_out(
        window_id, bulk.step_named(step), sent, actor=http.current_actor(), today=clock.today()
    )


@api.post("/families/<uuid:family_id>/claim")
@api.input(shapes.DraftIn)
@api.output(shapes.DraftedOut, status_code=201)
@api.doc(responses=refused_by(drafting.draft_claim))
def draft_claim(family_id: UUID, json_data: dict[str, Any]) -> Drafted:
    """Draft the claim of a family: a line for each payable result that is not claimed yet."""
    return drafting.draft_claim(family_id, **json_data, actor=http.current_actor(), today=clock.today())


@api.get("/claim-lines/<uuid:line_id>")
@api.output(shapes.LineOpenedOut)
@api.doc(responses=refused_by(opening.open_line))
def open_line(line_id: UUID) -> Response:
    """Read a line of a claim with its proof. It is noted in the audit trail."""
    found = opening.open_line(line_id, actor=http.current_actor(), today=clock.today())
    return http.answer(shapes.LineOpenedOut().dump(found), etag=found.line.version)


@api.get("/claim-lines/<uuid:line_id>/proof.pdf")
@api.doc(responses={200: A_PROOF, **refused_by(opening.print_proof)})
def print_proof(line_id: UUID) -> Response:
    """Download the frozen proof of a line on paper. It is noted in the audit trail."""
    paper = opening.print_proof(
        line_id,
        organisation=current_app.config["COUNCIL_NAME"],
        actor=http.current_actor(),
        today=clock.today(),
    )
    response = Response(paper.content, mimetype=PDF)
    response.headers.set("Content-Disposition", "attachment", filename=paper.name)
    return response


@api.post("/claim-lines/<uuid:line_id>/test")
@api.input(http.IfMatch, location="headers")
@api.output(shapes.VersionOut)
@api.doc(responses=refused_by(preparing.test_again))
def test_again(line_id: UUID, headers_data: dict[str, Any]) -> Response:
    """Test a draft again on today's facts."""
    return _moved(
        preparing.test_again(
            line_id, version=http.expected_version(), actor=http.current_actor(), today=clock.today()
        )
    )


@api.post("/claim-lines/<uuid:line_id>/completion")
@api.input(http.IfMatch, location="headers")
@api.output(shapes.VersionOut)
@api.doc(responses=refused_by(preparing.complete_line))
def complete_line(line_id: UUID, headers_data: dict[str, Any]) -> Response:
    """Say that the evidence of a line is complete, and freeze its proof."""
    return _moved(
        preparing.complete_line(
            line_id, version=http.expected_version(), actor=http.current_actor(), today=clock.today()
        )
    )


@api.post("/claim-lines/<uuid:line_id>/audit")
@api.input(http.IfMatch, location="headers")
@api.output(shapes.VersionOut)
@api.doc(responses=refused_by(preparing.send_to_audit))
def send_to_audit(line_id: UUID, headers_data: dict[str, Any]) -> Response:
    """Send a line to internal audit."""
    return _moved(
        preparing.send_to_audit(
            line_id, version=http.expected_version(), actor=http.current_actor(), today=clock.today()
        )
    )


@api.post("/claim-lines/<uuid:line_id>/draft")
@api.input(shapes.ReasonIn)
@api.input(http.IfMatch, location="headers")
@api.output(shapes.VersionOut)
@api.doc(responses=refused_by(preparing.take_back))
def take_back(line_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]) -> Response:
    """Take a line whose evidence is complete back to draft, with a reason."""
    return _moved(
        preparing.take_back(
            line_id,
            **json_data,
            version=http.expected_version(),
            actor=http.current_actor(),
            today=clock.today(),
        )
    )


@api.post("/claim-lines/<uuid:line_id>/another-family")
@api.input(shapes.ReasonIn)
@api.input(http.IfMatch, location="headers")
@api.output(shapes.VersionOut)
@api.doc(responses=refused_by(preparing.say_another_family))
def say_another_family(line_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]) -> Response:
    """Say why the family is another than those with a claim whose people it shares."""
    return _moved(
        preparing.say_another_family(
            line_id,
            **json_data,
            version=http.expected_version(),
            actor=http.current_actor(),
            today=clock.today(),
        )
    )


@api.post("/claim-lines/<uuid:line_id>/withdrawal")
@api.input(shapes.ReasonIn)
@api.input(http.IfMatch, location="headers")
@api.output(shapes.VersionOut)
@api.doc(responses=refused_by(preparing.withdraw_line))
def withdraw_line(line_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]) -> Response:
    """Withdraw a line that is not on a return yet, with a reason."""
    return _moved(
        preparing.withdraw_line(
            line_id,
            **json_data,
            version=http.expected_version(),
            actor=http.current_actor(),
            today=clock.today(),
        )
    )


@api.get("/claim-concerns")
@api.output(shapes.ConcernsOut)
@api.doc(responses=refused_by(undermined.list_concerns))
def concerns() -> dict[str, Any]:
    """List the lines that what is recorded now no longer bears out."""
    check_may(http.current_actor(), Action.PREPARE_CLAIMS)
    undermined.look_for_undermined(today=clock.today(), now=clock.now())
    return {"concerns": undermined.list_concerns(actor=http.current_actor())}


@api.post("/claim-concerns/<uuid:concern_id>/settlement")
@api.input(shapes.NoteIn)
@api.output({}, status_code=204)
@api.doc(responses=refused_by(undermined.settle_concern))
def settle_concern(concern_id: UUID, json_data: dict[str, Any]) -> tuple[str, int]:
    """Settle a concern about a line with a note."""
    undermined.settle_concern(concern_id, **json_data, actor=http.current_actor(), now=clock.now())
    return "", HTTPStatus.NO_CONTENT


def _moved(version: int) -> Response:
    return http.answer({"version": version}, etag=version)


def _to_draft(planned: PlannedDraft) -> dict[str, Any]:
    return {
        "family_id": planned.family_id,
        "reference": planned.reference,
        "routes": list(planned.values),
        "value": planned.value,
        "held": planned.refusal.message if planned.refusal else None,
    }
