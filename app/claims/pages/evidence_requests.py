"""Requests for figures that are missing: asked, seen on one list, answered on one screen."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from marshmallow import ValidationError
from werkzeug.wrappers import Response as AnyResponse

from app import clock, govuk
from app.access.policies import check_may, may
from app.access.roles import Action
from app.claims.pages.blueprint import pages
from app.claims.pages.supplying import FIELDS
from app.claims.queries.requests import Counts, Requested
from app.claims.rules.entered import BY_TERM
from app.claims.rules.requests import Answer, RequestState
from app.claims.schemas.supplying import AnswerRequest, AskForEvidence
from app.claims.services import requesting
from app.claims.services.recording import OnRecord
from app.claims.services.requesting import Asked
from app.clashes import Page
from app.errors import Conflict
from app.govuk import Form, FormRefused

NOTHING_TO_ANSWER = frozenset({"request-settled", "figure-come"})
MOST_SHOWN = 200
ALL = "all"
STATES = (ALL, *(state.value for state in RequestState))
ANSWERS: Mapping[Answer, str] = {
    Answer.FIGURE: "Here is the figure",
    Answer.NONE_THERE: "There was none in that time",
    Answer.NOT_HELD: "We do not hold it",
    Answer.NOT_OURS: "It is not ours to answer",
}


@pages.get("/evidence-requests")
def evidence_requests() -> str:
    """The requests that wait for whoever asks; for the coordinator, all of them and where they stand."""
    return _list_page(Form())


@pages.post("/evidence-requests")
def ask_for_evidence() -> Page:
    """Ask for every figure that the chosen families lack: those that are ticked, or all that were shown."""
    check_may(govuk.actor(), Action.ASK_FOR_EVIDENCE)
    chosen = request.form.getlist("shown" if request.form.get("which") == ALL else "family_ids")
    try:
        family_ids = AskForEvidence().load({"family_ids": chosen})["family_ids"]
        asked = requesting.ask(family_ids, actor=govuk.actor(), today=clock.today())
    except ValidationError:
        refused = FormRefused({"": "Choose families from the list."})
        return govuk.redisplay(refused, lambda form: _list_page(Form({}, form.errors)))
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: _list_page(Form({}, form.errors)))
    flash(_told(asked))
    return redirect(url_for("claims_pages.evidence_requests"), 303)


@pages.get("/evidence-requests/<uuid:request_id>")
def evidence_request(request_id: UUID) -> str:
    """The one screen on which a request is answered. Opening it is noted, as a sharing of a name."""
    return _request_page(request_id, Form())


@pages.post("/evidence-requests/<uuid:request_id>")
def answer_request(request_id: UUID) -> Page:
    """Answer it, and go back to what else waits."""
    check_may(govuk.actor(), Action.ENTER_EVIDENCE)
    values: dict[str, Any] = {}
    try:
        values = govuk.load_form(AnswerRequest(), request.form)
        requesting.answer(request_id, **values, actor=govuk.actor(), today=clock.today())
    except govuk.REFUSALS as refusal:
        if isinstance(refusal, Conflict) and refusal.code in NOTHING_TO_ANSWER:
            flash(refusal.message)
            return redirect(url_for("claims_pages.evidence_requests"), 303)
        held = (
            requesting.on_record(request_id, **values, actor=govuk.actor(), today=clock.today())
            if isinstance(refusal, Conflict)
            else None
        )
        return govuk.redisplay(
            refusal,
            lambda form: _request_page(request_id, form, held),
            field_of={**FIELDS, "source": "source", "answer": "answer"},
        )
    flash("Thank you. Your answer has been saved.")
    return redirect(url_for("claims_pages.evidence_requests"), 303)


@pages.post("/evidence-requests/<uuid:request_id>/withdrawal")
def withdraw_request(request_id: UUID) -> AnyResponse:
    """Take a request back."""
    requesting.withdraw(request_id, actor=govuk.actor(), today=clock.today())
    flash("The request has been taken back.")
    return redirect(url_for("claims_pages.evidence_requests"), 303)


def _list_page(form: Form) -> str:
    actor, today = govuk.actor(), clock.today()
    mine = requesting.waiting(actor=actor, today=today)
    everything: tuple[Requested, ...] | None = None
    counts: Counts | None = None
    state = govuk.chosen("state", STATES) or RequestState.ASKED.value
    if may(actor, Action.ASK_FOR_EVIDENCE):
        wanted = None if state == ALL else RequestState(state)
        everything, counts = requesting.all_requests(actor=actor, today=today, state=wanted)
    return render_template(
        "claims/evidence_requests.html",
        mine=mine,
        everything=everything,
        counts=counts,
        state=state,
        states=[(ALL, "All"), *((each.value, each.label) for each in RequestState)],
        most=MOST_SHOWN,
        today=today,
        form=form,
        asked=RequestState.ASKED,
    )


def _request_page(request_id: UUID, form: Form, held: OnRecord | None = None) -> str:
    found = requesting.open_request(request_id, actor=govuk.actor(), today=clock.today())
    asked = found.request
    answers = [
        {"value": answer.value, "text": text, "checked": form.value("answer") == answer.value}
        for answer, text in ANSWERS.items()
        if answer is not Answer.NONE_THERE or asked.kind.is_spell
    ]
    return render_template(
        "claims/evidence_request.html",
        found=found,
        asked=asked,
        form=form,
        answer_items=answers,
        waits=asked.state is RequestState.ASKED,
        is_spell=asked.kind.is_spell,
        by_term=asked.kind in BY_TERM,
        is_percent=asked.kind.is_percentage,
        may_withdraw=may(govuk.actor(), Action.ASK_FOR_EVIDENCE),
        held=held,
    )


def _told(asked: Asked) -> str:
    """What became of asking, in a sentence or two."""
    parts = [f"{_number(asked.asked, 'figure')} asked for, needed by {govuk.long_date(asked.needed_by)}."]
    if asked.waiting_already:
        parts.append(f"{_number(asked.waiting_already, 'figure')} asked for already.")
    if asked.nobody:
        parts.append(f"Nobody is left to ask for {_number(asked.nobody, 'figure')}.")
    if asked.to_verify:
        parts.append(
            f"Evidence of eligibility waits to be checked for {_number(asked.to_verify, 'family')}: it is on "
            "the family’s evidence page."
        )
    if asked.not_nearly:
        parts.append(f"Nothing was asked for {_number(asked.not_nearly, 'family')} without such a gap.")
    return " ".join(parts)


def _number(number: int, noun: str) -> str:
    plural = "families" if noun == "family" else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"
