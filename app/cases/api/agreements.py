"""Information-sharing agreements for programs."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response

from app import clock, http
from app.cases.api.blueprint import api
from app.cases.schemas import agreements as shapes
from app.cases.services import agreements as services
from app.cases.services.agreements import AgreementMade
from app.openapi import refused_by

Sent = dict[str, Any]


@api.get("/agreements")
@api.output(shapes.AgreementsOut)
@api.doc(responses=refused_by(services.register))
def agreements() -> Any:
    """List the information-sharing agreements, and the agencies with none."""
    return services.register(actor=http.current_actor(), today=clock.today())


@api.post("/agreements")
@api.input(shapes.AgreementIn)
@api.output(shapes.AgreementMadeOut, status_code=201)
@api.doc(responses=refused_by(services.record_agreement))
def record_agreement(json_data: Sent) -> Response:
    """Record an agreement."""
    made = services.record_agreement(
        AgreementMade(**json_data), actor=http.current_actor(), today=clock.today()
    )
    return http.answer({"id": str(made)}, etag=1, status=HTTPStatus.CREATED)


@api.get("/agreements/<uuid:agreement_id>")
@api.output(shapes.AgreementOpenedOut)
@api.doc(responses=refused_by(services.open_agreement))
def open_agreement(agreement_id: UUID) -> Response:
    """Read one agreement."""
    found = services.open_agreement(agreement_id, actor=http.current_actor(), today=clock.today())
    return http.answer(shapes.AgreementOpenedOut().dump(found), etag=found.version)


@api.put("/agreements/<uuid:agreement_id>")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.AgreementIn)
@api.output(shapes.AgreementVersionOut)
@api.doc(responses=refused_by(services.change_agreement))
def change_agreement(agreement_id: UUID, json_data: Sent, headers_data: Sent) -> Response:
    """Change what is recorded of an agreement."""
    version = services.change_agreement(
        agreement_id,
        AgreementMade(**json_data),
        version=http.expected_version(),
        actor=http.current_actor(),
        today=clock.today(),
    )
    return http.answer({"version": version}, etag=version)


@api.post("/agreements/<uuid:agreement_id>/end")
@api.input(http.IfMatch, location="headers")
@api.output(shapes.AgreementVersionOut)
@api.doc(responses=refused_by(services.end_agreement))
def end_agreement(agreement_id: UUID, headers_data: Sent) -> Response:
    """End an agreement from today on; it is kept."""
    version = services.end_agreement(
        agreement_id, version=http.expected_version(), actor=http.current_actor(), today=clock.today()
    )
    return http.answer({"version": version}, etag=version)
