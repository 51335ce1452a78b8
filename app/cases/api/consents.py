"""Consent to assessments, sharing without it, and risks noted at refusals, for programs."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response

from app import clock, http
from app.cases.api.blueprint import api
from app.cases.schemas import sharing as shapes
from app.cases.services import consenting, sharing
from app.openapi import refused_by

ASSESSMENT = "/families/<uuid:family_id>/assessments/<uuid:assessment_id>"


@api.post(f"{ASSESSMENT}/consents")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.RecordConsent)
@api.output(shapes.VersionOut)
@api.doc(responses=refused_by(consenting.record_consent))
def record_consent(
    family_id: UUID, assessment_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]
) -> Response:
    """Record consent given, limited, refused or withdrawn. Who may read the assessment changes at once."""
    version = consenting.record_consent(
        family_id,
        assessment_id,
        shapes.new_consent(json_data),
        decided_by=json_data["decided_by"],
        present=json_data["present"],
        version=http.expected_version(),
        actor=http.current_actor(),
        today=clock.today(),
    )
    return http.answer({"version": version}, etag=version)


@api.post(f"{ASSESSMENT}/sharings")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.AskToShare)
@api.output(shapes.AskedOut, status_code=HTTPStatus.CREATED)
@api.doc(responses=refused_by(sharing.ask_to_share))
def ask_to_share(
    family_id: UUID, assessment_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]
) -> Response:
    """Ask that the assessment be shared with an agency without consent; a manager decides."""
    asked = sharing.ask_to_share(
        family_id,
        assessment_id,
        **json_data,
        version=http.expected_version(),
        actor=http.current_actor(),
        today=clock.today(),
    )
    body = {"id": str(asked.id), "version": asked.version}
    return http.answer(body, etag=asked.version, status=HTTPStatus.CREATED)


@api.post(f"{ASSESSMENT}/sharings/<uuid:sharing_id>/decision")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.DecideSharing)
@api.output(shapes.VersionOut)
@api.doc(responses=refused_by(sharing.decide_sharing))
def decide_sharing(
    family_id: UUID,
    assessment_id: UUID,
    sharing_id: UUID,
    json_data: dict[str, Any],
    headers_data: dict[str, Any],
) -> Response:
    """Approve or refuse the sharing of the assessment without consent."""
    version = sharing.decide_sharing(
        family_id,
        assessment_id,
        sharing_id,
        is_approved=json_data["approve"],
        version=http.expected_version(),
        actor=http.current_actor(),
        today=clock.today(),
    )
    return http.answer({"version": version}, etag=version)


@api.post(f"{ASSESSMENT}/sharings/<uuid:sharing_id>/end")
@api.input(http.IfMatch, location="headers")
@api.output(shapes.VersionOut)
@api.doc(responses=refused_by(sharing.end_sharing))
def end_sharing(
    family_id: UUID, assessment_id: UUID, sharing_id: UUID, headers_data: dict[str, Any]
) -> Response:
    """Stop sharing the assessment without consent, at once."""
    version = sharing.end_sharing(
        family_id,
        assessment_id,
        sharing_id,
        version=http.expected_version(),
        actor=http.current_actor(),
        today=clock.today(),
    )
    return http.answer({"version": version}, etag=version)


@api.get("/noted-risks")
@api.output(shapes.RisksOut)
@api.doc(responses=refused_by(consenting.noted_risks))
def noted_risks() -> Response:
    """The risks noted where consent was refused, those to be followed up first."""
    found = consenting.noted_risks(actor=http.current_actor())
    return http.answer(shapes.RisksOut().dump({"risks": found}))


@api.get("/noted-risks/<uuid:risk_id>")
@api.output(shapes.RiskOut)
@api.doc(responses=refused_by(consenting.open_noted_risk))
def open_noted_risk(risk_id: UUID) -> Response:
    """Open a risk noted where consent was refused. It is noted in the audit trail."""
    return http.answer(shapes.RiskOut().dump(consenting.open_noted_risk(risk_id, actor=http.current_actor())))


@api.post("/noted-risks/<uuid:risk_id>/follow-up")
@api.input(shapes.FollowUp)
@api.output(shapes.RiskOut)
@api.doc(responses=refused_by(consenting.follow_up_risk))
def follow_up_risk(risk_id: UUID, json_data: dict[str, Any]) -> Response:
    """Record what came of following up a risk, and see it."""
    actor = http.current_actor()
    consenting.follow_up_risk(risk_id, json_data["outcome"], actor=actor, today=clock.today())
    return http.answer(shapes.RiskOut().dump(consenting.open_noted_risk(risk_id, actor=actor)))
