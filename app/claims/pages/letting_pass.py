"""Discretion: asking to let a failed part of a result pass, and deciding about it."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock, govuk
from app.access.policies import check_may
from app.access.roles import Action
from app.cases.services.finding import Choice
from app.claims.pages.blueprint import pages
from app.claims.pages.evaluating import OUTCOME_COLOURS
from app.claims.pages.pack_forms import DecisionForm, LetPassForm
from app.claims.services import discretion as services
from app.claims.services import evaluating
from app.clashes import Page
from app.errors import NotFound
from app.govuk import Form

DECISIONS = (
    Choice("let-pass", "Let the part pass"),
    Choice("refuse", "Refuse: the part stays failed"),
)


@pages.get("/families/<uuid:family_id>/claim/let-pass/<part>")
def let_pass_form(family_id: UUID, part: str) -> str:
    """The form that asks to let a failed part of a family's result pass."""
    return _ask_page(family_id, part, Form())


@pages.post("/families/<uuid:family_id>/claim/let-pass/<part>")
def ask_to_let_pass(family_id: UUID, part: str) -> Page:
    """Ask to let a failed part pass, and go back to the family's claim."""
    check_may(govuk.actor(), Action.ASK_FOR_DISCRETION)
    try:
        values = govuk.load_form(LetPassForm(), request.form)
        services.ask_to_let_pass(
            family_id, part, values["reason"], on=clock.today(), actor=govuk.actor(), now=clock.now()
        )
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: _ask_page(family_id, part, form))
    flash("An authorising officer is asked to decide.")
    return redirect(url_for("claims_pages.family", family_id=family_id), 303)


@pages.get("/let-pass")
def let_pass() -> str:
    """The requests that wait for an authorising officer."""
    return render_template("claims/let_pass.html", waiting=services.requests_waiting(actor=govuk.actor()))


@pages.get("/let-pass/<uuid:override_id>")
def let_pass_request(override_id: UUID) -> str:
    """One request, with what was found of its part. Opening it is noted."""
    return _request_page(override_id, Form())


@pages.post("/let-pass/<uuid:override_id>")
def decide_let_pass(override_id: UUID) -> Page:
    """Let a part pass or refuse to, and go back to what waits."""
    check_may(govuk.actor(), Action.USE_DISCRETION)
    try:
        decision = govuk.load_form(DecisionForm(), request.form)["decision"]
        services.decide_request(
            override_id, lets_pass=decision == "let-pass", on=clock.today(), actor=govuk.actor()
        )
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: _request_page(override_id, form))
    flash("The part is let pass." if decision == "let-pass" else "The part stays failed.")
    return _to_waiting()


def _to_waiting() -> AnyResponse:
    return redirect(url_for("claims_pages.let_pass"), 303)


def _ask_page(family_id: UUID, part: str, form: Form) -> str:
    check_may(govuk.actor(), Action.ASK_FOR_DISCRETION)
    found = evaluating.explain_family(family_id, on=clock.today(), actor=govuk.actor())
    asked = next((each for each in found.decision.results.parts if each.code == part), None)
    if asked is None:
        raise NotFound("part", "The rules of this family have no such part.")
    return render_template(
        "claims/ask_to_let_pass.html",
        family=found,
        part=asked,
        form=form,
        name=f"Family {found.reference}" if found.reference else "Family without a reference",
    )


def _request_page(override_id: UUID, form: Form) -> str:
    opened = services.open_request(override_id, on=clock.today(), actor=govuk.actor())
    return render_template(
        "claims/let_pass_request.html",
        opened=opened,
        asked=opened.asked,
        part=opened.part,
        colours=OUTCOME_COLOURS,
        form=form,
        items=govuk.choices(DECISIONS, form.value("decision")),
        name=f"Family {opened.asked.reference}" if opened.asked.reference else "Family without a reference",
    )
