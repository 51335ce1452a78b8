"""Consent to an assessment, sharing without it, and risks noted at refusals."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clashes, clock, govuk
from app.access.policies import check_may, may
from app.access.roles import Action
from app.cases.pages import record as words
from app.cases.pages.blueprint import pages
from app.cases.pages.consent_standing import (
    DECIDERS,
    DECISIONS,
    REASONS,
    consent_standing,
    sharing_standing,
    title_of,
)
from app.cases.pages.sharing_forms import EVERY, GROUPS, AskToShareForm, RecordConsentForm, limits_of
from app.cases.pages.teams import version_sent
from app.cases.rules.consent_items import ConsentItem
from app.cases.rules.vocabulary import ConsentDecision
from app.cases.schemas.sharing import FollowUp, new_consent
from app.cases.services import consenting, families, sharing
from app.cases.services.consenting import ConsentToRecord
from app.cases.services.finding import Choice
from app.clashes import Page
from app.govuk import Form

ASSESSMENT = "/families/<uuid:family_id>/assessments/<uuid:assessment_id>"
CLOSES = {
    ConsentDecision.WITHDRAWN: "The withdrawal has been recorded. From now on no other agency can read the "
    "assessment.",
    ConsentDecision.LIMITED: "The limits have been recorded. From now on other agencies can read what they "
    "open, and nothing else of the assessment.",
}
"""What is said of decisions that close something, beside who has read it until now."""
DECISION_HINTS = {
    ConsentDecision.GIVEN: "Other agencies that work with the family may read the assessment.",
    ConsentDecision.LIMITED: "Only the agencies and the parts that you tick below.",
    ConsentDecision.REFUSED: "The family was asked and says no. No other agency may read it.",
    ConsentDecision.WITHDRAWN: "The family takes back what it gave. No other agency may read it any more.",
}

FIELD_OF = {
    "consent-date": "decided_on",
    "consent-order": "decided_on",
    "nothing-to-withdraw": "decision",
    "agencies-needed": "agencies",
    "items-needed": "items",
    "nothing-limited": "decision",
    "risk-without-refusal": "risk",
    "risk-and-follow-up": "risk",
    "follow-up-date": "follow_up_on",
}


@pages.get(f"{ASSESSMENT}/consent")
def consent_form(family_id: UUID, assessment_id: UUID) -> str:
    """The form that records consent, with who has opened the record so that the family can be told."""
    return _consent_page(family_id, assessment_id, govuk.form_of_dates(decided_on=clock.today()))


@pages.post(f"{ASSESSMENT}/consent")
def record_consent(family_id: UUID, assessment_id: UUID) -> Page:
    """Record consent; where something was closed show who has opened the record, else the record itself."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)

    def act() -> ConsentDecision:
        values = govuk.load_form(RecordConsentForm(), request.form)
        consenting.record_consent(
            family_id,
            assessment_id,
            new_consent({**values, "limits": limits_of(values)}),
            decided_by=values["decided_by"],
            present=values["present"],
            version=values["version"],
            actor=govuk.actor(),
            today=clock.today(),
        )
        decision: ConsentDecision = values["decision"]
        return decision

    def done(decision: ConsentDecision) -> AnyResponse:
        if decision not in CLOSES:
            flash("What was decided about consent has been recorded.")
            return _to_consent(family_id)
        flash(CLOSES[decision])
        seen = url_for(
            "cases_pages.consent_form", family_id=family_id, assessment_id=assessment_id, _anchor="openers"
        )
        return redirect(seen, 303)

    return clashes.take(
        act,
        shown=lambda form: _consent_page(family_id, assessment_id, form),
        standing=lambda: consent_standing(_opened(family_id, assessment_id)),
        done=done,
        field_of=FIELD_OF,
    )


@pages.get(f"{ASSESSMENT}/sharing")
def sharing_form(family_id: UUID, assessment_id: UUID) -> str:
    """The form that asks to share an assessment without consent."""
    return _sharing_page(family_id, assessment_id, Form())


@pages.post(f"{ASSESSMENT}/sharing")
def ask_to_share(family_id: UUID, assessment_id: UUID) -> Page:
    """Ask to share without consent, and go back to the record."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)

    def act() -> None:
        values = govuk.load_form(AskToShareForm(), request.form)
        sharing.ask_to_share(family_id, assessment_id, **values, actor=govuk.actor(), today=clock.today())

    def done(_: None) -> AnyResponse:
        flash("A manager has been asked. Nothing is shared until they approve it.")
        return _to_consent(family_id)

    return clashes.take(
        act,
        shown=lambda form: _sharing_page(family_id, assessment_id, form),
        standing=lambda: sharing_standing(
            _opened(family_id, assessment_id),
            families.open_record(family_id, actor=govuk.actor(), today=clock.today()),
        ),
        done=done,
        field_of={"already-shared": "agency_id"},
    )


@pages.post(f"{ASSESSMENT}/sharing/<uuid:sharing_id>/decision")
def decide_sharing(family_id: UUID, assessment_id: UUID, sharing_id: UUID) -> Page:
    """Approve or refuse sharing without consent."""
    check_may(govuk.actor(), Action.APPROVE_SHARING)
    version = version_sent()
    is_approved = request.form.get("approve") == "yes"
    sharing.decide_sharing(
        family_id,
        assessment_id,
        sharing_id,
        is_approved=is_approved,
        version=version,
        actor=govuk.actor(),
        today=clock.today(),
    )
    flash("The sharing has been approved." if is_approved else "The sharing has been refused.")
    return _to_consent(family_id)


@pages.post(f"{ASSESSMENT}/sharing/<uuid:sharing_id>/end")
def end_sharing(family_id: UUID, assessment_id: UUID, sharing_id: UUID) -> Page:
    """Stop sharing without consent."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)
    sharing.end_sharing(
        family_id,
        assessment_id,
        sharing_id,
        version=version_sent(),
        actor=govuk.actor(),
        today=clock.today(),
    )
    flash("The assessment is no longer shared without consent.")
    return _to_consent(family_id)


@pages.get("/noted-risks")
def noted_risks() -> str:
    """The risks noted where consent was refused."""
    found = consenting.noted_risks(actor=govuk.actor())
    return render_template("cases/noted_risks.html", risks=found, today=clock.today())


@pages.get("/noted-risks/<uuid:risk_id>")
def noted_risk(risk_id: UUID) -> str:
    """One risk noted where consent was refused. Opening it is noted."""
    return _risk_page(risk_id, Form())


@pages.post("/noted-risks/<uuid:risk_id>")
def follow_up_risk(risk_id: UUID) -> Page:
    """Record what came of following up a risk."""
    try:
        values = govuk.load_form(FollowUp(), request.form)
        consenting.follow_up_risk(risk_id, values["outcome"], actor=govuk.actor(), today=clock.today())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: _risk_page(risk_id, form))
    flash("The follow-up has been recorded.")
    return redirect(url_for("cases_pages.noted_risk", risk_id=risk_id), 303)


def _opened(family_id: UUID, assessment_id: UUID) -> ConsentToRecord:
    return consenting.consent_to_record(family_id, assessment_id, actor=govuk.actor(), today=clock.today())


def _consent_page(family_id: UUID, assessment_id: UUID, form: Form) -> str:
    found = _opened(family_id, assessment_id)
    return render_template(
        "cases/consent.html",
        **_around(found, form),
        decision_items=[
            item | {"hint": {"text": DECISION_HINTS[ConsentDecision(item["value"])]}}
            for item in govuk.choices(DECISIONS, form.value("decision"))
        ],
        may_open_figures=may(govuk.actor(), Action.OPEN_FIGURES),
        decider_items=govuk.choices(DECIDERS, form.value("decided_by")),
        groups=[_group(found, form, end) for end in GROUPS],
    )


def _group(found: ConsentToRecord, form: Form, end: str) -> dict[str, Any]:
    """A group of boxes of a limited consent: which agencies, and what they may read."""
    agencies = [
        ("Every agency" if not end else "Every agency that is not ticked above", EVERY, ""),
        *((each.name, str(each.id), "") for each in found.agencies),
    ]
    items = [("All of it", EVERY, ""), *((each.label, each.value, each.holds) for each in ConsentItem)]
    return {
        "end": end,
        "is_open": any(form.values(name) or form.error(name) for name in (f"agencies{end}", f"items{end}")),
        "agencies": _boxes(agencies, form.values(f"agencies{end}")),
        "items": _boxes(items, form.values(f"items{end}")),
    }


def _boxes(offered: list[tuple[str, str, str]], ticked: Sequence[str]) -> list[dict[str, Any]]:
    """Boxes to tick, each with what it stands for; the first one stands for all of them."""
    boxes = [
        {"text": text, "value": value, "hint": {"text": hint} if hint else None, "checked": value in ticked}
        for text, value, hint in offered
    ]
    return [boxes[0], {"divider": "or"}, *boxes[1:]]


def _sharing_page(family_id: UUID, assessment_id: UUID, form: Form) -> str:
    found = _opened(family_id, assessment_id)
    agencies = tuple(Choice(str(each.id), each.name) for each in found.agencies)
    return render_template(
        "cases/sharing.html",
        **_around(found, form),
        agency_items=govuk.choices((Choice("", "Choose an agency"), *agencies), form.value("agency_id")),
        reason_items=govuk.choices(REASONS, form.value("reason")),
    )


def _around(found: ConsentToRecord, form: Form) -> dict[str, object]:
    """What both forms about an assessment show around their fields."""
    return {
        "found": found,
        "form": form,
        "name": words.family_name(found.reference),
        "title": title_of(found),
        "version": form.value("version") or found.version,
    }


def _risk_page(risk_id: UUID, form: Form) -> str:
    found = consenting.open_noted_risk(risk_id, actor=govuk.actor())
    return render_template(
        "cases/noted_risk.html", risk=found, form=form, name=words.family_name(found.reference)
    )


def _to_consent(family_id: UUID) -> AnyResponse:
    return redirect(url_for("cases_pages.family", family_id=family_id, _anchor="consent"), 303)
