"""Referrals: the list of them, the form that refers a family, one referral, and the answer about it."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clashes, clock, govuk, http
from app.access import sessions
from app.access.policies import check_may, may
from app.access.roles import Action
from app.cases.pages.blueprint import pages
from app.cases.pages.referral_forms import (
    ADD,
    ANYWAY,
    FEWEST_SHOWN,
    AnswerForm,
    load_referral,
    people_shown,
)
from app.cases.pages.referral_standing import answering
from app.cases.pages.referral_words import STATE_COLOURS, how_like, known_words, told
from app.cases.queries.referral_parts import KnownToProgramme, ReferralPage, ReferralRecord
from app.cases.rules.referrals import ReferralConsent, ReferralState, can_move_referral
from app.cases.rules.referred import MOST_PEOPLE
from app.cases.services import overview, referring
from app.cases.services import referrals as services
from app.cases.services.finding import Choice
from app.clashes import Page
from app.errors import NotFound
from app.govuk import Form
from app.programme.facts import MemberRole

AT_THE_BOX = {"ward": "ward_id"}
FIRST_ROLES = (MemberRole.CHILD, MemberRole.PARENT_OR_CARER)


@pages.get("/referrals")
def referrals() -> str:
    """The referrals that this person may open, narrowed by what the address says."""
    state = govuk.chosen("state", tuple(ReferralState))
    own = govuk.chosen("own", ("yes",))
    found = services.list_referrals(
        state=ReferralState(state) if state else None,
        own_only=bool(own),
        after=_after(),
        actor=govuk.actor(),
    )
    return render_template(
        "cases/referrals.html",
        found=found,
        decides=may(govuk.actor(), Action.DECIDE_REFERRALS),
        chosen=state,
        own=own,
        states=tuple(ReferralState),
        colours=STATE_COLOURS,
        paging=_paging(found),
    )


@pages.get("/referrals/new")
def refer_form() -> str:
    """The form that refers a family."""
    check_may(govuk.actor(), Action.REFER_A_FAMILY)
    return _refer_page(Form())


@pages.post("/referrals/new")
@sessions.limiter.limit(sessions.SEARCHES, key_func=sessions.signed_in_id)
def refer_family() -> Page:
    """Refer the family, or say first that it is known, or make room for one more person."""
    check_may(govuk.actor(), Action.REFER_A_FAMILY)
    today = clock.today()
    if ADD in request.form:
        return _refer_page(_entered(), more=1)
    try:
        family = load_referral(request.form, today)
        if ANYWAY not in request.form:
            known = referring.known_to_programme(family.people, actor=govuk.actor(), today=today)
            if known.likeness:
                return _refer_page(_entered(), known=known)
        sent = referring.refer(family, actor=govuk.actor(), today=today, now=clock.now())
    except (*govuk.REFUSALS, NotFound) as refusal:
        return govuk.redisplay(refusal, _refer_page, field_of=AT_THE_BOX)
    flash(f"Referral {sent.number} has been sent to the programme coordinator.")
    return redirect(url_for("cases_pages.referral", referral_id=sent.id), 303)


@pages.get("/referrals/<uuid:referral_id>")
def referral(referral_id: UUID) -> str:
    """One referral. Opening it is noted."""
    return _referral_page(referral_id, Form())


@pages.post("/referrals/<uuid:referral_id>/answer")
def answer_referral(referral_id: UUID) -> Page:
    """Answer what was asked, and go back to the referral."""
    check_may(govuk.actor(), Action.REFER_A_FAMILY)

    def act() -> None:
        values = govuk.load_form(AnswerForm(), request.form)
        referring.answer(
            referral_id,
            values["answer"],
            version=values["version"],
            actor=govuk.actor(),
            now=clock.now(),
        )

    def done(_: None) -> AnyResponse:
        flash("Your answer has been sent.")
        return redirect(url_for("cases_pages.referral", referral_id=referral_id), 303)

    return clashes.take(
        act,
        shown=lambda form: _referral_page(referral_id, form),
        standing=lambda: answering(_opened(referral_id)),
        done=done,
    )


def _opened(referral_id: UUID) -> ReferralRecord:
    return services.open_referral(referral_id, actor=govuk.actor(), today=clock.today())


def _refer_page(form: Form, *, known: KnownToProgramme | None = None, more: int = 0) -> str:
    wards = overview.wards(actor=govuk.actor())
    offered = (Choice("", "Choose a ward"), *(Choice(str(ward.id), ward.name) for ward in wards))
    consents = [Choice(consent.value, consent.label) for consent in ReferralConsent]
    shown = min(people_shown(form.entered) + more, MOST_PEOPLE) if form.entered else FEWEST_SHOWN
    return render_template(
        "cases/refer.html",
        form=form,
        known=known_words(known) if known else None,
        people=[(number, _role_items(form, number)) for number in range(1, shown + 1)],
        can_add=shown < MOST_PEOPLE,
        ward_items=govuk.choices(offered, form.value("ward_id")),
        consent_items=govuk.choices(consents, form.value("consent")),
        criteria=referring.criteria_offered(actor=govuk.actor(), today=clock.today()),
    )


def _role_items(form: Form, number: int) -> list[dict[str, Any]]:
    """The roles of one person, with those of most households chosen to begin with."""
    roles = (Choice("", "Choose"), *(Choice(role.value, role.label) for role in MemberRole))
    usual = FIRST_ROLES[number - 1].value if number <= len(FIRST_ROLES) and not form.entered else ""
    return govuk.choices(roles, form.value(f"people-{number}-role") or usual)


def _referral_page(referral_id: UUID, form: Form) -> str:
    actor, record = govuk.actor(), _opened(referral_id)
    names = {person.position: f"{person.forename} {person.surname}" for person in record.people}
    return render_template(
        "cases/referral.html",
        referral=record,
        form=form,
        version=form.value("version") or record.version,
        told=told(record),
        colour=STATE_COLOURS[record.state],
        colours=STATE_COLOURS,
        decides=may(actor, Action.DECIDE_REFERRALS),
        likenesses={family.id: how_like(family, names) for family in record.families},
        moves=[state.value for state in ReferralState if can_move_referral(record.state, state)],
    )


def _entered() -> Form:
    """What stands in the form that was sent, with nothing wrong."""
    return Form({name: request.form.getlist(name) for name in request.form})


def _after() -> http.Position | None:
    text = request.args.get("after")
    try:
        return http.position(text) if text else None
    except ValueError:
        abort(404)


def _paging(found: ReferralPage) -> dict[str, Any] | None:
    """Forward to the next page, and back to the first."""
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if name != "after" and value}
    links: dict[str, Any] = {}
    if request.args.get("after"):
        links["previous"] = {"href": url_for("cases_pages.referrals", **kept), "text": "First page"}
    if found.next:
        after = http.cursor_text(http.Position(*found.next))
        links["next"] = {"href": url_for("cases_pages.referrals", **kept, after=after), "text": "Next page"}
    return links or None
