"""The evaluation of results: what may be claimed, what is missing, and one family explained."""

import re
from typing import Any
from uuid import UUID

from flask import abort, render_template, request, url_for

from app import clock, govuk
from app.claims.pages.blueprint import pages
from app.claims.rules.outcomes import Outcome
from app.claims.services import evaluating, standing, workbench
from app.money import format_pounds
from app.programme.facts import CriterionGroup
from app.programme.packs import Route

FIRST = 10  # of each list, on the page that has all four
PER_PAGE = 50
LISTS = ("claimable", "nearly", "regressing", "never")
PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,5}")

# The words carry the meaning; the colours only repeat it.
OUTCOME_COLOURS = {
    Outcome.PASS: "green",
    Outcome.FAIL: "red",
    Outcome.NEUTRAL: "grey",
    Outcome.NOT_KNOWN: "yellow",
}


@pages.get("/claims")
def claims() -> str:
    """Where every family of the programme stands today: four places, or a page of one of them."""
    found = standing.programme_standing(today=clock.today(), actor=govuk.actor())
    shown, number = _asked_for()
    begin, most = ((number - 1) * PER_PAGE, PER_PAGE) if shown else (0, FIRST)
    lists = {name: getattr(found, name)[begin : begin + most] for name in LISTS}
    if shown and number > 1 and not lists[shown]:
        abort(404)
    return render_template(
        "claims/claims.html",
        evaluation=found,
        totals=found.totals,
        shown=shown,
        lists=lists,
        paging=_paging(shown, number, len(getattr(found, shown))) if shown else None,
        routes=[route for route in Route if any(found.totals.by_route[route].values())],
        outcomes=list(Outcome),
        lines=workbench.lines_by_family(actor=govuk.actor()),
        pounds=format_pounds,
    )


def _asked_for() -> tuple[str | None, int]:
    """The list asked for and the number of its page; no list: the beginning of all."""
    shown, number = request.args.get("show"), request.args.get("page", "1")
    if (shown is not None and shown not in LISTS) or not PAGE_NUMBER.fullmatch(number):
        abort(404)
    return shown, int(number)


def _paging(shown: str, number: int, families: int) -> dict[str, Any] | None:
    links: dict[str, Any] = {}
    if number > 1:
        links["previous"] = {"href": url_for("claims_pages.claims", show=shown, page=number - 1)}
    if families > number * PER_PAGE:
        links["next"] = {"href": url_for("claims_pages.claims", show=shown, page=number + 1)}
    return links or None


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
