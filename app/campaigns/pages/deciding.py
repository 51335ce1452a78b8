"""The page on which the coordinator sends on what an agency says is not theirs, or closes the point."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from marshmallow import Schema, fields, validate
from werkzeug.wrappers import Response as AnyResponse

from app import clock, govuk
from app.access.policies import check_may, may
from app.access.roles import Action
from app.campaigns.pages.blueprint import pages
from app.campaigns.pages.forms import OUT_OF_DATE
from app.campaigns.pages.step_words import step_words
from app.campaigns.queries.parts import DisownedCase, PlaceOffered
from app.campaigns.rules.answers import LONGEST_WORDS
from app.campaigns.rules.sending import Decided, Place, decision_made, lacking
from app.campaigns.rules.vocabulary import PointDecision
from app.campaigns.services import deciding as services
from app.campaigns.services.deciding import DecisionSent, DisownedOpened
from app.errors import DomainError
from app.govuk import Form, FormRefused
from app.http import word

Page = str | tuple[str, int] | AnyResponse

MOST_CASES = 100
REFUSED_AT = {
    "place-missing": "place",
    "nobody-there": "place",
    "said-already": "note",
    "closing-why-missing": "why",
}


def _words() -> fields.String:
    too_long = "Say it in at most {max} characters."
    return fields.String(load_default=None, validate=validate.Length(max=LONGEST_WORDS, error=too_long))


class DecideForm(Schema):
    """The cases that were chosen, each with its version, and what is to become of them."""

    case = fields.List(
        fields.String(validate=validate.Regexp(r"^[0-9a-f-]{36}:[0-9]{1,9}$", error=OUT_OF_DATE)),
        load_default=list,
        validate=validate.Length(1, MOST_CASES, error="Choose at least one case."),
        error_messages={"required": "Choose at least one case."},
    )
    decision = word(
        PointDecision,
        required=True,
        error_messages={
            "required": "Choose what is to become of them.",
            "unknown": "Choose one that is offered.",
        },
    )
    place = fields.String(load_default=None)
    note = _words()
    why = _words()


@pages.get("/campaigns/<uuid:campaign_id>/not-ours")
def disowned(campaign_id: UUID) -> str:
    """The cases that were said not to be theirs, to be sent on or closed; and what became of others."""
    return _page(_opened(campaign_id), Form())


@pages.post("/campaigns/<uuid:campaign_id>/not-ours")
def decide(campaign_id: UUID) -> Page:
    """Decide about the cases that were chosen; what was refused is shown again with why."""
    check_may(govuk.actor(), Action.RUN_CAMPAIGNS)
    opened = _opened(campaign_id)
    try:
        values = govuk.load_form(DecideForm(), request.form)
        decided = _decided(values, opened.places)
        versions = _versions(values["case"])
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: _page(opened, form))
    outcomes = services.decide_rows(
        campaign_id,
        {row_id: DecisionSent(decided, version) for row_id, version in versions.items()},
        actor=govuk.actor(),
        today=clock.today(),
        now=clock.now(),
    )
    if not outcomes.refused:
        flash(_saved_words(decided, len(outcomes.saved)))
        return redirect(url_for("campaigns_pages.disowned", campaign_id=campaign_id), 303)
    return _refused_page(_opened(campaign_id), outcomes.refused, len(outcomes.saved))


def _opened(campaign_id: UUID) -> DisownedOpened:
    return services.open_disowned(campaign_id, actor=govuk.actor(), today=clock.today())


def _decided(values: Mapping[str, Any], places: tuple[PlaceOffered, ...]) -> Decided:
    """The decision that a form holds. Raises FormRefused."""
    sends = values["decision"] is PointDecision.SEND_ON
    offered = {_value(each.place): each.place for each in places}
    if sends and values["place"] and values["place"] not in offered:
        raise FormRefused({"place": "Choose one that is offered."})
    decided = decision_made(
        values["decision"],
        to=offered.get(values["place"] or ""),
        words=values["note"] if sends else values["why"],
    )
    missing = {REFUSED_AT[code]: sentence for code, sentence in lacking(decided)}
    if missing:
        raise FormRefused(missing)
    return decided


def _versions(chosen: list[str]) -> dict[UUID, int]:
    """The cases that were chosen, with the version that was seen of each. Raises FormRefused."""
    try:
        return {UUID(text[:36]): int(text[37:]) for text in chosen}
    except ValueError:
        raise FormRefused({"case": OUT_OF_DATE}) from None


def _refused_page(opened: DisownedOpened, refused: Mapping[UUID, DomainError], saved: int) -> Page:
    """The page anew: what was refused stays chosen, from the version that stands now."""
    numbers = {each.id: each.number for each in opened.cases}
    errors: dict[str, str] = {}
    for row_id, refusal in refused.items():
        place = REFUSED_AT.get(refusal.code, "case")
        about = f"Case {numbers[row_id]}: " if row_id in numbers else ""
        errors[place] = (
            f"{errors[place]} {about}{refusal.message}" if place in errors else about + refusal.message
        )
    entered = {field: request.form.getlist(field) for field in request.form}
    entered["case"] = [_chosen(each) for each in opened.cases if each.id in refused]
    return _page(opened, Form(entered, errors), saved=saved), 422


def _page(opened: DisownedOpened, form: Form, *, saved: int = 0) -> str:
    waiting = [each for each in opened.cases if each.waits]
    chosen = set(form.values("case"))
    return render_template(
        "campaigns/not_ours.html",
        form=form,
        campaign=opened.campaign,
        waiting=len(waiting),
        case_items=[
            {
                "value": _chosen(each),
                "text": _case_words(each),
                "hint": {"html": _hint(each)},
                "checked": _chosen(each) in chosen,
            }
            for each in waiting[:MOST_CASES]
        ],
        more=max(0, len(waiting) - MOST_CASES),
        decisions=tuple(PointDecision),
        place_items=_items(opened.places, form.value("place")),
        decided=[
            (each, [step_words(step) for step in each.history]) for each in opened.cases if not each.waits
        ],
        saved=saved,
        may_read_forms=may(govuk.actor(), Action.READ_ASSESSMENT_FORMS),
        today=clock.today(),
    )


def _case_words(case: DisownedCase) -> str:
    initiated = f", initiated {govuk.long_date(case.initiated_on)}" if case.initiated_on else ""
    lead = f", led by {case.lead}" if case.lead else ""
    return f"Case {case.number}{initiated}{lead}"


def _hint(case: DisownedCase) -> str:
    """Every answer and decision about a case, one below the other."""
    return render_template("campaigns/steps.html", steps=[step_words(step) for step in case.history])


def _chosen(case: DisownedCase) -> str:
    """What the box of a case sends: the case and the version that is seen of it."""
    return f"{case.id}:{case.version}"


def _items(places: tuple[PlaceOffered, ...], chosen: str) -> list[dict[str, Any]]:
    """The places in the shape that a select takes."""
    offered = [("", "Choose a place"), *((_value(each.place), each.name) for each in places)]
    return [{"value": value, "text": text, "selected": value == chosen} for value, text in offered]


def _value(place: Place) -> str:
    return f"{place.agency_id}:{place.establishment_id or ''}"


def _saved_words(decided: Decided, saved: int) -> str:
    cases = f"{saved} {'case has' if saved == 1 else 'cases have'}"
    points = f"{saved} {'point has' if saved == 1 else 'points have'}"
    return f"{cases} been sent on." if decided.decision is PointDecision.SEND_ON else f"{points} been closed."
