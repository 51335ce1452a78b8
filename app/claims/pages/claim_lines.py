"""A line of a claim on its page: drafted, proved, moved, printed; and concerns about it settled."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from marshmallow import Schema, fields
from werkzeug.wrappers import Response as AnyResponse

from app import clashes, clock, govuk
from app.access.policies import check_may
from app.access.roles import Action
from app.claims.pages.blueprint import pages
from app.claims.pages.line_words import (
    CRITERIA,
    ELIGIBLE,
    NEXT,
    OUTCOME_COLOURS,
    PARTS,
    PHASES,
    STATE_COLOURS,
    pounds,
)
from app.claims.queries.moves import MoveMade
from app.claims.rules.lifecycle import LineState, can_move
from app.claims.rules.outcomes import Outcome
from app.claims.schemas.lines import DraftIn, NoteIn, ReasonIn
from app.claims.services import drafting, opening, preparing, undermined
from app.claims.services.opening import LineOpened
from app.clashes import Page, Standing
from app.govuk import Form
from app.questions import Question, filled

REASON = Question("reason", "Reason")
ANOTHER = "Say why this is another family"


class VersionForm(Schema):
    """The version that the page was opened by."""

    version = fields.Integer(required=True)


class ReasonForm(ReasonIn):
    """Why, and the version that the form was opened by."""

    version = fields.Integer(required=True)


@pages.get("/claims/lines/<uuid:line_id>")
def claim_line(line_id: UUID) -> str:
    """A line of a claim with its proof. Opening it is noted."""
    return _line_page(line_id, Form())


@pages.get("/claims/lines/<uuid:line_id>/proof.pdf")
def claim_proof(line_id: UUID) -> Response:
    """The frozen proof of a line on paper. The download is noted."""
    paper = opening.print_proof(
        line_id,
        organisation=current_app.config["COUNCIL_NAME"],
        actor=govuk.actor(),
        today=clock.today(),
    )
    response = Response(paper.content, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=paper.name)
    return response


@pages.post("/claims/lines/<uuid:line_id>/test")
def test_line(line_id: UUID) -> Page:
    """Test a draft on today's facts, and show it."""
    return _moved(line_id, preparing.test_again, "The line has been tested on today’s facts.")


@pages.post("/claims/lines/<uuid:line_id>/complete")
def complete_line(line_id: UUID) -> Page:
    """Say that the evidence of a line is complete, and show it with its proof."""
    return _moved(line_id, preparing.complete_line, "The evidence is complete, and its proof is frozen.")


@pages.post("/claims/lines/<uuid:line_id>/audit")
def send_line(line_id: UUID) -> Page:
    """Send a line to internal audit, and show it."""
    return _moved(line_id, preparing.send_to_audit, "The line has been sent to internal audit.")


@pages.get("/claims/lines/<uuid:line_id>/take-back")
def take_back_form(line_id: UUID) -> str:
    """Why a line is taken back to draft."""
    check_may(govuk.actor(), Action.PREPARE_CLAIMS)
    return _reason_page(line_id, Form(), "Take back to draft")


@pages.post("/claims/lines/<uuid:line_id>/take-back")
def take_back(line_id: UUID) -> Page:
    """Take a line back to draft, and show it."""
    return _moved_with_reason(
        line_id, preparing.take_back, "Take back to draft", "The line is a draft again."
    )


@pages.get("/claims/lines/<uuid:line_id>/withdraw")
def withdraw_form(line_id: UUID) -> str:
    """Why a line is withdrawn."""
    check_may(govuk.actor(), Action.PREPARE_CLAIMS)
    return _reason_page(line_id, Form(), "Withdraw")


@pages.post("/claims/lines/<uuid:line_id>/withdraw")
def withdraw_line(line_id: UUID) -> Page:
    """Withdraw a line, and show it."""
    return _moved_with_reason(line_id, preparing.withdraw_line, "Withdraw", "The line has been withdrawn.")


@pages.get("/claims/lines/<uuid:line_id>/another-family")
def another_family_form(line_id: UUID) -> str:
    """Why a line's family is another than those whose people it shares."""
    check_may(govuk.actor(), Action.PREPARE_CLAIMS)
    return _reason_page(line_id, Form(), ANOTHER)


@pages.post("/claims/lines/<uuid:line_id>/another-family")
def say_another_family(line_id: UUID) -> Page:
    """Keep why a line's family is another, and show the line."""
    return _moved_with_reason(
        line_id, preparing.say_another_family, ANOTHER, "The reason is kept with the claim."
    )


@pages.get("/families/<uuid:family_id>/claim/draft")
def draft_form(family_id: UUID) -> str:
    """What a claim of a family would be, before it is drafted."""
    return _draft_page(family_id, Form())


@pages.post("/families/<uuid:family_id>/claim/draft")
def draft_claim(family_id: UUID) -> Page:
    """Draft the claim of a family, and show its first line."""
    check_may(govuk.actor(), Action.PREPARE_CLAIMS)
    try:
        values = govuk.load_form(DraftIn(), request.form)
        drafted = drafting.draft_claim(family_id, **values, actor=govuk.actor(), today=clock.today())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(
            refusal,
            lambda form: _draft_page(family_id, form),
            field_of={"shares-people": "reason", "window-not-open": "window_id"},
        )
    flash("The claim has been drafted.")
    return redirect(url_for("claims_pages.claim_line", line_id=drafted.line_ids[0]), 303)


@pages.get("/claims/concerns")
def claim_concerns() -> str:
    """The lines that what is recorded now no longer bears out."""
    check_may(govuk.actor(), Action.PREPARE_CLAIMS)
    undermined.look_for_undermined(today=clock.today(), now=clock.now())
    return render_template(
        "claims/concerns.html",
        concerns=undermined.list_concerns(actor=govuk.actor()),
        parts=PARTS,
        colours=OUTCOME_COLOURS,
    )


@pages.get("/claims/concerns/<uuid:concern_id>")
def concern_form(concern_id: UUID) -> str:
    """A concern about a line, and what was done about it."""
    return _concern_page(concern_id, Form())


@pages.post("/claims/concerns/<uuid:concern_id>")
def settle_concern(concern_id: UUID) -> Page:
    """Settle a concern, and show its line."""
    check_may(govuk.actor(), Action.PREPARE_CLAIMS)
    try:
        note = govuk.load_form(NoteIn(), request.form)["note"]
        undermined.settle_concern(concern_id, note, actor=govuk.actor(), now=clock.now())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: _concern_page(concern_id, form))
    concern = undermined.open_concern(concern_id, actor=govuk.actor())
    flash("The concern has been settled.")
    return redirect(url_for("claims_pages.claim_line", line_id=concern.line_id), 303)


Move = Callable[..., int]


def _moved(line_id: UUID, move: Move, said: str) -> Page:
    """Move a line by a button of its page; nothing is entered, so a clash is a sentence on the page."""
    check_may(govuk.actor(), Action.PREPARE_CLAIMS)
    try:
        version = govuk.load_form(VersionForm(), request.form)["version"]
        move(line_id, version=version, actor=govuk.actor(), today=clock.today())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: _line_page(line_id, form))
    flash(said)
    return redirect(url_for("claims_pages.claim_line", line_id=line_id), 303)


def _moved_with_reason(line_id: UUID, move: Move, heading: str, said: str) -> Page:
    check_may(govuk.actor(), Action.PREPARE_CLAIMS)

    def act() -> None:
        values = govuk.load_form(ReasonForm(), request.form)
        move(line_id, **values, actor=govuk.actor(), today=clock.today())

    def done(_: None) -> AnyResponse:
        flash(said)
        return redirect(url_for("claims_pages.claim_line", line_id=line_id), 303)

    return clashes.take(
        act,
        shown=lambda form: _reason_page(line_id, form, heading),
        standing=lambda: _standing(line_id, heading),
        done=done,
    )


def _standing(line_id: UUID, heading: str) -> Standing:
    """Where the line stands now, and why somebody else moved it there."""
    opened = _opened(line_id)
    last = opened.moves[-1] if opened.moves else None
    return Standing(
        (REASON,),
        filled({"reason": last.reason if last else None}),
        opened.line.version,
        heading,
        _name(opened),
        url_for("claims_pages.claim_line", line_id=line_id),
        now=f"The line is now: {opened.line.state.label.lower()}.",
    )


def _opened(line_id: UUID) -> LineOpened:
    return opening.open_line(line_id, actor=govuk.actor(), today=clock.today())


def _name(opened: LineOpened) -> str:
    reference = opened.line.reference
    return (
        f"{opened.line.route.label}, {f'family {reference}' if reference else 'family without a reference'}"
    )


def _sent_back(opened: LineOpened) -> MoveMade | None:
    """The move that made a line a draft again, if nothing has moved it since."""
    last = opened.moves[-1] if opened.moves else None
    return last if last and last.to_state is LineState.DRAFT and last.reason else None


def _line_page(line_id: UUID, form: Form) -> str:
    opened = _opened(line_id)
    line = opened.line
    return render_template(
        "claims/line.html",
        form=form,
        opened=opened,
        line=line,
        name=_name(opened),
        sent_back=_sent_back(opened),
        proof=_shown(opened.proof),
        next_step=NEXT[line.state],
        state_colours=STATE_COLOURS,
        colours=OUTCOME_COLOURS,
        outcomes={each.value: each for each in Outcome},
        eligible=ELIGIBLE,
        criteria=CRITERIA,
        parts=PARTS,
        phases=PHASES,
        states=LineState,
        can_take_back=line.state is LineState.EVIDENCE_COMPLETE,
        can_withdraw=can_move(line.state, LineState.WITHDRAWN),
        open_concerns=[each for each in opened.concerns if each.is_open],
        past_concerns=[each for each in opened.concerns if not each.is_open],
        pounds=pounds,
    )


def _reason_page(line_id: UUID, form: Form, heading: str) -> str:
    opened = _opened(line_id)
    return render_template(
        "claims/reason.html", form=form, opened=opened, line=opened.line, name=_name(opened), heading=heading
    )


def _draft_page(family_id: UUID, form: Form) -> str:
    found = drafting.to_draft(family_id, actor=govuk.actor(), today=clock.today())
    return render_template(
        "claims/draft.html", form=form, found=found, planned=found.planned, pounds=pounds, today=clock.today()
    )


def _concern_page(concern_id: UUID, form: Form) -> str:
    concern = undermined.open_concern(concern_id, actor=govuk.actor())
    return render_template("claims/concern.html", form=form, concern=concern, parts=PARTS)


def _shown(told: Any) -> Any:
    """A proof with its ISO dates as dates, which pages print as they print others."""
    if isinstance(told, dict):
        return {
            name: date.fromisoformat(value)
            if name.endswith("_on") and isinstance(value, str)
            else _shown(value)
            for name, value in told.items()
        }
    return [_shown(each) for each in told] if isinstance(told, list) else told
