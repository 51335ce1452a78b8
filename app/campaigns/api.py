"""Data-cleansing campaigns for programs: started, watched, answered and closed."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response

from app import clock, http
from app.campaigns import schemas as shapes
from app.campaigns.rules.answers import answer_given
from app.campaigns.rules.sending import Decided, Place, decision_made
from app.campaigns.services import answering, deciding, running
from app.campaigns.services.answering import AnswerSent
from app.campaigns.services.deciding import DecisionSent
from app.errors import DomainError
from app.openapi import refused_by

api = http.api_blueprint("campaigns_api", __name__, tag="Campaigns")


@api.get("/campaigns")
@api.output(shapes.CampaignsOut)
@api.doc(responses=refused_by(running.list_campaigns))
def campaigns() -> dict[str, Any]:
    """List the campaigns that you run or are asked by, those open first."""
    return {"campaigns": running.list_campaigns(actor=http.current_actor(), today=clock.today())}


@api.post("/campaigns")
@api.input(shapes.StartCampaign)
@api.output(shapes.StartedOut, status_code=201)
@api.doc(responses=refused_by(running.start_campaign))
def start_campaign(json_data: dict[str, Any]) -> dict[str, UUID]:
    """Ask agencies about the cases of a kind as they are today, and keep the figures that it may change."""
    return {
        "id": running.start_campaign(**json_data, actor=http.current_actor(), today=clock.today()),
    }


@api.get("/campaigns/<uuid:campaign_id>")
@api.output(shapes.CampaignOpenedOut)
@api.doc(responses=refused_by(running.open_campaign))
def open_campaign(campaign_id: UUID) -> Response:
    """Read how far each agency is, what waits, and the board report's figures before and since."""
    found = running.open_campaign(campaign_id, actor=http.current_actor(), today=clock.today())
    shown = {
        "campaign": found.campaign,
        "agencies": [
            {
                "agency_id": each.agency_id,
                "agency": each.agency,
                "counts": each.counts,
                "answers": {answer.value: count for answer, count in each.answers.items()},
                "passed_on": each.passed_on,
            }
            for each in found.agencies
        ],
        "outstanding": found.outstanding,
        "disowned": found.disowned,
        "effect": [
            {
                "measure": each.measure,
                "coordinates": dict(each.coordinates),
                "before": each.before,
                "now": each.now,
                "difference": each.difference,
                "left": each.left,
                "joined": each.joined,
            }
            for each in found.effect
        ],
        "compared_on": found.compared_on,
    }
    return http.answer(shapes.CampaignOpenedOut().dump(shown))


@api.get("/campaigns/<uuid:campaign_id>/figure")
@api.input(shapes.FigureQuery, location="query")
@api.output(shapes.DifferenceOpenedOut)
@api.doc(responses=refused_by(running.open_difference))
def open_difference(campaign_id: UUID, query_data: dict[str, Any]) -> dict[str, Any]:
    """Open a figure to the cases that have left and joined it. It is noted in the audit trail."""
    found = running.open_difference(
        campaign_id, **query_data, actor=http.current_actor(), today=clock.today()
    )
    return {
        "measure": found.figure.measure,
        "coordinates": dict(found.figure.coordinates),
        "compared_on": found.compared_on,
        "left": found.left,
        "joined": found.joined,
    }


@api.post("/campaigns/<uuid:campaign_id>/close")
@api.output({}, status_code=204)
@api.doc(responses=refused_by(running.close_campaign))
def close_campaign(campaign_id: UUID) -> tuple[str, int]:
    """End a campaign: it takes no more answers, and its figures are kept as they are now."""
    running.close_campaign(campaign_id, actor=http.current_actor(), today=clock.today())
    return "", HTTPStatus.NO_CONTENT


@api.get("/campaigns/<uuid:campaign_id>/cases")
@api.input(shapes.CaseQuery, location="query")
@api.output(shapes.CasesOut)
@api.doc(responses=refused_by(answering.open_list))
def open_list(campaign_id: UUID, query_data: dict[str, Any]) -> Response:
    """Open a page of the cases that you are asked about. It is noted in the audit trail."""
    found = answering.open_list(campaign_id, **query_data, actor=http.current_actor(), today=clock.today())
    return http.answer(shapes.CasesOut().dump(found))


@api.get("/campaigns/<uuid:campaign_id>/cases/<uuid:case_id>")
@api.output(shapes.OpenedCaseOut)
@api.doc(responses=refused_by(answering.open_case))
def open_case(campaign_id: UUID, case_id: UUID) -> Response:
    """Open one case that you are asked about, with the version to answer from."""
    found = answering.open_case(campaign_id, case_id, actor=http.current_actor(), today=clock.today())
    return http.answer(shapes.OpenedCaseOut().dump(found), etag=found.version)


@api.put("/campaigns/<uuid:campaign_id>/cases/<uuid:case_id>/answer")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.CaseAnswerIn)
@api.output(shapes.AnswerVersionOut)
@api.doc(responses=refused_by(answering.answer_row))
def answer_case(
    campaign_id: UUID, case_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]
) -> Response:
    """Answer about one case; an assessment that you close is closed with it."""
    version = answering.answer_row(
        campaign_id,
        case_id,
        _sent(json_data, http.expected_version()),
        actor=http.current_actor(),
        today=clock.today(),
        now=clock.now(),
    )
    return http.answer({"version": version}, etag=version)


@api.post("/campaigns/<uuid:campaign_id>/answers")
@api.input(shapes.CaseAnswersIn)
@api.output(shapes.OutcomesOut)
@api.doc(responses=refused_by(answering.answer_rows))
def answer_cases(campaign_id: UUID, json_data: dict[str, Any]) -> dict[str, Any]:
    """Answer about several cases at once, each saved whole or not at all."""
    found = answering.answer_rows(
        campaign_id,
        {each["case_id"]: _sent(each, each["version"]) for each in json_data["answers"]},
        actor=http.current_actor(),
        today=clock.today(),
        now=clock.now(),
    )
    return _outcomes(found.saved, found.refused)


@api.get("/campaigns/<uuid:campaign_id>/not-ours")
@api.output(shapes.DisownedOpenedOut)
@api.doc(responses=refused_by(deciding.open_disowned))
def open_disowned(campaign_id: UUID) -> dict[str, Any]:
    """Read the cases that were said not to be theirs, and where each may be sent on to."""
    found = deciding.open_disowned(campaign_id, actor=http.current_actor(), today=clock.today())
    places = [
        {
            "agency_id": each.place.agency_id,
            "establishment_id": each.place.establishment_id,
            "name": each.name,
        }
        for each in found.places
    ]
    return {"cases": found.cases, "places": places}


@api.put("/campaigns/<uuid:campaign_id>/cases/<uuid:case_id>/decision")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.DecisionIn)
@api.output(shapes.AnswerVersionOut)
@api.doc(responses=refused_by(deciding.decide_row))
def decide_case(
    campaign_id: UUID, case_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]
) -> Response:
    """Send on a case that was said not to be theirs, or close the point."""
    version = deciding.decide_row(
        campaign_id,
        case_id,
        DecisionSent(_decided(json_data), http.expected_version()),
        actor=http.current_actor(),
        today=clock.today(),
        now=clock.now(),
    )
    return http.answer({"version": version}, etag=version)


@api.post("/campaigns/<uuid:campaign_id>/decisions")
@api.input(shapes.DecisionsIn)
@api.output(shapes.OutcomesOut)
@api.doc(responses=refused_by(deciding.decide_rows))
def decide_cases(campaign_id: UUID, json_data: dict[str, Any]) -> dict[str, Any]:
    """Decide about several cases that were said not to be theirs, each saved whole or not at all."""
    found = deciding.decide_rows(
        campaign_id,
        {each["case_id"]: DecisionSent(_decided(each), each["version"]) for each in json_data["decisions"]},
        actor=http.current_actor(),
        today=clock.today(),
        now=clock.now(),
    )
    return _outcomes(found.saved, found.refused)


def _outcomes(saved: Mapping[UUID, int], refused: Mapping[UUID, DomainError]) -> dict[str, Any]:
    return {
        "saved": [{"case_id": case_id, "version": version} for case_id, version in saved.items()],
        "refused": [
            {"case_id": case_id, "code": refusal.code, "detail": refusal.message}
            for case_id, refusal in refused.items()
        ],
    }


def _decided(body: dict[str, Any]) -> Decided:
    agency_id = body["agency_id"]
    to = Place(agency_id, body["establishment_id"]) if agency_id else None
    return decision_made(body["decision"], to=to, words=body["words"])


def _sent(body: dict[str, Any], version: int) -> AnswerSent:
    given = answer_given(
        body["answer"],
        closed_on=body["closed_on"],
        closure_reason=body["closure_reason"],
        words=body["words"],
    )
    return AnswerSent(given, version, body["record_version"])
