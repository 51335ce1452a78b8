"""The pages on which the coordinator decides on a referral: one for each decision."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from marshmallow import Schema
from werkzeug.wrappers import Response as AnyResponse

from app import clashes, clock, govuk
from app.access.policies import check_may
from app.access.roles import Action
from app.cases.pages import referral_standing as standing
from app.cases.pages.blueprint import pages
from app.cases.pages.referral_forms import (
    BY_REFERENCE,
    NEW_FAMILY,
    AcceptForm,
    AskForm,
    DeclineForm,
    TakeToMeetingForm,
)
from app.cases.pages.referral_words import how_like
from app.cases.rules.referrals import ReferralState
from app.cases.services import referral_decisions as decisions
from app.cases.services.referrals import ReferralToDecide, referral_to_decide
from app.clashes import Page, Standing
from app.govuk import Form

Show = Callable[[ReferralToDecide, Form], dict[str, Any]]

AT_THE_BOX = {
    "meeting": "meeting_id",
    "meeting-before-referral": "meeting_id",
    "no-explanation": "explanation",
    "no-such-reference": "reference",
    "family": "family",
}


@pages.get("/referrals/<uuid:referral_id>/question")
def ask_form(referral_id: UUID) -> str:
    """The form that asks whoever sent a referral something."""
    return _page(referral_id, ReferralState.ASKED, Form())


@pages.post("/referrals/<uuid:referral_id>/question")
def ask_about_referral(referral_id: UUID) -> Page:
    """Ask, and go back to the referral."""
    return _decide(
        referral_id,
        ReferralState.ASKED,
        AskForm(),
        lambda values: decisions.ask(
            referral_id,
            values["question"],
            version=values["version"],
            actor=govuk.actor(),
            now=clock.now(),
        ),
        "The question has been sent.",
    )


@pages.get("/referrals/<uuid:referral_id>/meeting")
def meeting_form(referral_id: UUID) -> str:
    """The form that takes a referral to a rollout meeting."""
    return _page(referral_id, ReferralState.TO_A_MEETING, Form())


@pages.post("/referrals/<uuid:referral_id>/meeting")
def take_referral_to_meeting(referral_id: UUID) -> Page:
    """Take it there, and go back to the referral."""
    return _decide(
        referral_id,
        ReferralState.TO_A_MEETING,
        TakeToMeetingForm(),
        lambda values: decisions.take_to_meeting(
            referral_id, values["meeting_id"], version=values["version"], actor=govuk.actor()
        ),
        "The referral has been taken to the meeting.",
    )


@pages.get("/referrals/<uuid:referral_id>/acceptance")
def accept_form(referral_id: UUID) -> str:
    """The form that accepts a referral."""
    return _page(referral_id, ReferralState.ACCEPTED, Form())


@pages.post("/referrals/<uuid:referral_id>/acceptance")
def accept_referral(referral_id: UUID) -> Page:
    """Accept it, and go back to the referral."""
    return _decide(
        referral_id,
        ReferralState.ACCEPTED,
        AcceptForm(),
        lambda values: decisions.accept(
            referral_id,
            **_family_named(values),
            version=values["version"],
            actor=govuk.actor(),
            today=clock.today(),
        ),
        "The referral has been accepted.",
    )


@pages.get("/referrals/<uuid:referral_id>/decline")
def decline_form(referral_id: UUID) -> str:
    """The form that declines a referral."""
    return _page(referral_id, ReferralState.DECLINED, Form())


@pages.post("/referrals/<uuid:referral_id>/decline")
def decline_referral(referral_id: UUID) -> Page:
    """Decline it, and go back to the referral."""
    return _decide(
        referral_id,
        ReferralState.DECLINED,
        DeclineForm(),
        lambda values: decisions.decline(referral_id, **values, actor=govuk.actor(), today=clock.today()),
        "The referral has been declined.",
    )


def _decide(
    referral_id: UUID,
    wanted: ReferralState,
    schema: Schema,
    decide: Callable[[dict[str, Any]], int],
    done: str,
) -> Page:
    """Read a form, decide by it, and go back to the referral; or show it again with what is wrong."""
    check_may(govuk.actor(), Action.DECIDE_REFERRALS)

    def went_back(_: int) -> AnyResponse:
        flash(done)
        return redirect(url_for("cases_pages.referral", referral_id=referral_id), 303)

    return clashes.take(
        lambda: decide(govuk.load_form(schema, request.form)),
        shown=lambda form: _page(referral_id, wanted, form),
        standing=lambda: _standing(referral_id, wanted),
        done=went_back,
        field_of=AT_THE_BOX,
    )


def _standing(referral_id: UUID, wanted: ReferralState) -> Standing:
    """How the referral stands now, beside what was to be decided about it."""
    found = referral_to_decide(referral_id, wanted, again=True, actor=govuk.actor(), today=clock.today())
    return standing.deciding(found, wanted)


def _page(referral_id: UUID, wanted: ReferralState, form: Form) -> str:
    found = referral_to_decide(
        referral_id, wanted, again=bool(form.entered), actor=govuk.actor(), today=clock.today()
    )
    template, offered = _SHOWN[wanted]
    return render_template(
        template,
        referral=found.referral,
        form=form,
        version=form.value("version") or found.referral.version,
        **offered(found, form),
    )


def _nothing(_: ReferralToDecide, __: Form) -> dict[str, Any]:
    return {}


def _meetings(found: ReferralToDecide, form: Form) -> dict[str, Any]:
    return {"meeting_items": govuk.choices(standing.meetings(found), form.value("meeting_id"))}


def _families(found: ReferralToDecide, form: Form) -> dict[str, Any]:
    names = {each.position: f"{each.forename} {each.surname}" for each in found.referral.people}
    hints = {str(family.id): how_like(family, names) for family in found.referral.families}
    hints[NEW_FAMILY] = "It gets a reference, the people and the address of the referral."
    items = govuk.choices(standing.families(found), form.value("family"))
    return {"family_items": items, "hints": hints, "by_reference": BY_REFERENCE}


def _reasons(_: ReferralToDecide, form: Form) -> dict[str, Any]:
    return {"reason_items": govuk.choices(standing.REASONS, form.value("reason"))}


def _family_named(values: dict[str, Any]) -> dict[str, Any]:
    """The family that was chosen, as `accept` is told of it.

    Raises FormRefused when it is to be found by a reference that was not entered.
    """
    match values["family"]:
        case "new":
            return {}
        case "by-reference":
            if "reference" not in values:
                raise govuk.FormRefused({"reference": "Enter the family’s reference."})
            return {"reference": values["reference"]}
        case family_id:
            return {"family_id": _as_id(family_id)}


def _as_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise govuk.FormRefused({"family": "Choose a family from the list."}) from None


_SHOWN: dict[ReferralState, tuple[str, Show]] = {
    ReferralState.ASKED: ("cases/referral_question.html", _nothing),
    ReferralState.TO_A_MEETING: ("cases/referral_meeting.html", _meetings),
    ReferralState.ACCEPTED: ("cases/referral_acceptance.html", _families),
    ReferralState.DECLINED: ("cases/referral_decline.html", _reasons),
}
