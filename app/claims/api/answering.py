"""What became of submitted returns, and repayments, for programs."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response

from app import clock, http
from app.claims.api.blueprint import api
from app.claims.schemas import returns as shapes
from app.claims.services import answering
from app.claims.services.answering import Answer
from app.openapi import refused_by


@api.get("/claim-returns/<uuid:return_id>/answers")
@api.output(shapes.AnswersOut)
@api.doc(responses=refused_by(answering.answers))
def return_answers(return_id: UUID) -> Response:
    """Read what became of a return's lines, and how the answers reconcile with what was claimed."""
    found = answering.answers(return_id, actor=http.current_actor())
    return http.answer(shapes.AnswersOut().dump(found), etag=found.read.version)


@api.put("/claim-returns/<uuid:return_id>/answers/<uuid:line_id>")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.LineAnswer)
@api.output({}, status_code=204)
@api.doc(responses=refused_by(answering.answer_line))
def answer_line(
    return_id: UUID, line_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]
) -> tuple[str, int]:
    """Record what became of a line: paid, part paid, or not valid, which is then repaid."""
    answering.answer_line(
        return_id,
        http.expected_version(),
        line_id,
        Answer(**json_data),
        actor=http.current_actor(),
        on=clock.today(),
    )
    return "", HTTPStatus.NO_CONTENT


@api.post("/claim-returns/<uuid:return_id>/answers")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.RestAnswer)
@api.output(shapes.LinesMovedOut)
@api.doc(responses=refused_by(answering.answer_rest))
def answer_rest(return_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]) -> dict[str, int]:
    """Record that every line without an answer was paid whole."""
    lines = answering.answer_rest(
        return_id,
        http.expected_version(),
        json_data["answered_on"],
        actor=http.current_actor(),
        on=clock.today(),
    )
    return {"lines": lines}


@api.post("/repayments/<uuid:repayment_id>/repaid")
@api.input(shapes.RepaidOn)
@api.output({}, status_code=204)
@api.doc(responses=refused_by(answering.repaid))
def repaid(repayment_id: UUID, json_data: dict[str, Any]) -> tuple[str, int]:
    """Record the day on which something was repaid."""
    answering.repaid(repayment_id, json_data["repaid_on"], actor=http.current_actor(), on=clock.today())
    return "", HTTPStatus.NO_CONTENT
