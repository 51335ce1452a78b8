"""The evaluation of results: what may be claimed, what is missing, and one family explained."""

from uuid import UUID

from flask import render_template

from app import clock, govuk
from app.claims.pages.blueprint import pages
from app.claims.rules.outcomes import Outcome
from app.claims.services import evaluating, workbench
from app.money import format_pounds
from app.programme.facts import CriterionGroup
from app.programme.packs import Route

MOST_NEARLY = 100

# The words carry the meaning; the colours only repeat it.
OUTCOME_COLOURS = {
    Outcome.PASS: "green",
    Outcome.FAIL: "red",
    Outcome.NEUTRAL: "grey",
    Outcome.NOT_KNOWN: "yellow",
}


@pages.get("/claims")
def claims() -> str:
    """The whole programme evaluated today: totals, what may be claimed, and what nearly could be."""
    found = evaluating.evaluate_programme(on=clock.today(), actor=govuk.actor())
    return render_template(
        "claims/claims.html",
        evaluation=found,
        totals=found.totals,
        routes=[route for route in Route if any(found.totals.by_route[route].values())],
        outcomes=list(Outcome),
        most_nearly=MOST_NEARLY,
        lines=workbench.lines_by_family(actor=govuk.actor()),
        pounds=format_pounds,
    )


@pages.get("/families/<uuid:family_id>/claim")
def family(family_id: UUID) -> str:
    """One family's results explained today, part by part. Opening it is noted."""
    found = evaluating.explain_family(family_id, on=clock.today(), actor=govuk.actor())
    return render_template(
        "claims/family.html",
        family=found,
        lines=workbench.lines_of_family(family_id, actor=govuk.actor()),
        decision=found.decision,
        eligibility=found.decision.eligibility,
        groups=list(CriterionGroup),
        colours=OUTCOME_COLOURS,
        pounds=format_pounds,
        name=f"Family {found.reference}" if found.reference else "Family without a reference",
    )
