"""Discretion for programs: asking to let a failed part of a result pass, and deciding about it."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response

from app import clock, http
from app.claims.api.blueprint import api
from app.claims.schemas import rule_packs as shapes
from app.claims.services import discretion
from app.openapi import refused_by

Sent = dict[str, Any]


@api.post("/families/<uuid:family_id>/let-pass")
@api.input(shapes.AskToLetPass)
@api.output(shapes.EditionMadeOut, status_code=201)
@api.doc(responses=refused_by(discretion.ask_to_let_pass))
def ask_to_let_pass(family_id: UUID, json_data: Sent) -> Response:
    """Ask to let a failed part of a family's result pass, and say why."""
    request_id = discretion.ask_to_let_pass(
        family_id, **json_data, on=clock.today(), actor=http.current_actor(), now=clock.now()
    )
    return http.answer({"id": str(request_id)}, status=HTTPStatus.CREATED)


@api.get("/let-pass")
@api.output(shapes.WaitingOut)
@api.doc(responses=refused_by(discretion.requests_waiting))
def parts_to_let_pass() -> dict[str, Any]:
    """List the requests that wait for a decision."""
    return {"waiting": discretion.requests_waiting(actor=http.current_actor())}


@api.get("/let-pass/<uuid:request_id>")
@api.output(shapes.PartToLetPassOpenedOut)
@api.doc(responses=refused_by(discretion.open_request))
def open_part_to_let_pass(request_id: UUID) -> Any:
    """Open a request with what was found of its part. It is noted in the audit trail."""
    return discretion.open_request(request_id, on=clock.today(), actor=http.current_actor())


@api.post("/let-pass/<uuid:request_id>/decision")
@api.input(shapes.DecideToLetPass)
@api.output(shapes.PartToLetPassDecidedOut)
@api.doc(responses=refused_by(discretion.decide_request))
def decide_part_to_let_pass(request_id: UUID, json_data: Sent) -> Any:
    """Let a failed part pass, or refuse to."""
    actor = http.current_actor()
    discretion.decide_request(request_id, **json_data, on=clock.today(), actor=actor)
    return discretion.open_request(request_id, on=clock.today(), actor=actor).asked
