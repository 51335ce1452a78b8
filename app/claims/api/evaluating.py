"""Claim windows and the evaluation of results, for programs."""

from typing import Any
from uuid import UUID

from app import clock, http
from app.claims.api.blueprint import api
from app.claims.schemas import evaluating as shapes
from app.claims.services import evaluating, standing
from app.openapi import refused_by
from app.programme.packs import Route


@api.get("/claim-windows")
@api.output(shapes.WindowsOut)
@api.doc(responses=refused_by(evaluating.claim_windows))
def claim_windows() -> dict[str, Any]:
    """List the claim windows."""
    return {"windows": evaluating.claim_windows(actor=http.current_actor())}


@api.get("/evaluation")
@api.input(shapes.OnQuery, location="query")
@api.output(shapes.EvaluationOut)
@api.doc(responses=refused_by(evaluating.evaluate_programme))
def evaluation(query_data: dict[str, Any]) -> dict[str, Any]:
    """Say where every family stands on a day: claimable, nearly, regressing, or never as things stand.

    Today's answer is from the evaluation that stands, which knows since when; another day's from the facts
    alone.
    """
    today, actor = clock.today(), http.current_actor()
    on = query_data.get("on") or today
    if on == today:
        found = standing.programme_standing(today=today, actor=actor)
    else:
        found = evaluating.evaluate_programme(on=on, actor=actor)
    return {
        "on": found.on,
        "window": found.window.label if found.window else None,
        "totals": found.totals,
        "routes": [
            {"route": route, "outcome": outcome, "families": families}
            for route, outcomes in found.totals.by_route.items()
            for outcome, families in outcomes.items()
        ],
        "claimable": found.claimable,
        "nearly": found.nearly,
        "regressing": found.regressing,
        "never": found.never,
    }


@api.get("/families/<uuid:family_id>/evaluation")
@api.input(shapes.OnQuery, location="query")
@api.output(shapes.ExplanationOut)
@api.doc(responses=refused_by(evaluating.explain_family))
def explain_family(family_id: UUID, query_data: dict[str, Any]) -> dict[str, Any]:
    """Explain one family's results on a day, part by part. It is noted in the audit trail."""
    on = query_data.get("on") or clock.today()
    found = evaluating.explain_family(family_id, on=on, actor=http.current_actor())
    decision = found.decision
    return {
        "family_id": found.family_id,
        "reference": found.reference,
        "on": found.on,
        "pack_code": found.pack.code,
        "claimable": decision.claimable,
        "obstacles": [{"code": each, "sentence": each.sentence} for each in decision.obstacles],
        "payable": [route for route in Route if route in decision.payable],
        "worth_pence": decision.worth,
        "value_pence": decision.value,
        "funded_elsewhere": decision.funded_elsewhere,
        "eligibility": decision.eligibility,
        "routes": decision.results.routes,
        "outcomes": decision.results.outcomes,
    }
