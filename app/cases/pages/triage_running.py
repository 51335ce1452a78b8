"""One screen that runs a rollout meeting: the grid of families by agencies, and one family to decide on."""

from itertools import groupby
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for

from app import clashes, clock, govuk
from app.access.policies import check_may
from app.access.roles import Action
from app.cases.pages import triage_words as words
from app.cases.pages.blueprint import pages
from app.cases.pages.triage_forms import REFUSED_AT, DecisionForm, decision_of
from app.cases.queries.triage_lists import FamilyAtMeeting
from app.cases.rules.triage import MeetingState
from app.cases.rules.vocabulary import LeadChosen, NotAllocatedReason, TriageOutcome
from app.cases.services import triage_board, triage_deciding
from app.cases.services.triage_board import Board, decided_at
from app.clashes import Page
from app.errors import RuleRefused
from app.govuk import Form

KEYS = {
    TriageOutcome.ALLOCATE: "a",
    TriageOutcome.CHECK_FOR_CLAIM: "c",
    TriageOutcome.NOT_TO_BE_ALLOCATED: "n",
}


@pages.get("/meetings/<uuid:meeting_id>/run")
def run_meeting(meeting_id: UUID) -> str:
    """A meeting while it runs, with one family to decide on. Opening it is noted."""
    return _board_page(meeting_id, _named("family"), Form(), after=_named("after"))


@pages.post("/meetings/<uuid:meeting_id>/run/<uuid:family_id>")
def decide(meeting_id: UUID, family_id: UUID) -> Page:
    """Save one decision, and go on to the next family."""
    check_may(govuk.actor(), Action.RUN_TRIAGE)
    try:
        values = govuk.load_form(DecisionForm(), request.form)
        decision = decision_of(values)
        triage_deciding.decide(
            meeting_id,
            family_id,
            decision,
            version=values["version"],
            actor=govuk.actor(),
            today=clock.today(),
            now=clock.now(),
        )
    except govuk.REFUSALS as refusal:
        if isinstance(refusal, RuleRefused) and refusal.code == "not-on-the-list":
            raise
        is_clash = clashes.is_clash(refusal)
        try:
            return govuk.redisplay(
                refusal,
                lambda form: _board_page(meeting_id, family_id, form, is_clash=is_clash),
                field_of=REFUSED_AT,
            )
        except RuleRefused as gone:
            return clashes.words_only(gone.message, 409 if is_clash else 422)
    flash(f"Saved: {decision.outcome.label.lower()}.")
    # Without scripts the keyboard goes on where the next decision is taken, not at the top of the page.
    address = url_for("cases_pages.run_meeting", meeting_id=meeting_id, after=family_id, _anchor="deciding")
    return redirect(address, 303)


def _board_page(
    meeting_id: UUID,
    family_id: UUID | None,
    form: Form,
    *,
    after: UUID | None = None,
    is_clash: bool = False,
) -> str:
    board = triage_board.open_board(
        meeting_id, family_id, after=after, actor=govuk.actor(), today=clock.today()
    )
    return render_template(
        "cases/triage/run.html",
        board=board,
        meeting=board.meeting,
        may_decide=board.meeting.state is not MeetingState.PLANNED,
        rows=[_row(board, family) for family in board.families],
        panel=_panel(board, board.selected, form, is_clash=is_clash) if board.selected else None,
        before=_decided_before(board, after),
        form=form,
    )


def _row(board: Board, family: FamilyAtMeeting) -> dict[str, Any]:
    made = decided_at(board.meeting, family)
    was = family.latest
    note = words.decision_words(made) if made else ""
    if was and not made:
        note = f"Before: {words.decision_words(was)}"
    return {
        "id": family.id,
        "reference": family.reference,
        "ward": family.ward,
        "cells": [words.answer_words(family.answers.get(agency.id)) for agency in board.meeting.invited],
        "decision": note,
        "is_decided": made is not None,
    }


def _decided_before(board: Board, after: UUID | None) -> dict[str, Any] | None:
    """The family that was decided on a moment ago, with what was saved; None if the panel shows it."""
    was = next((family for family in board.families if family.id == after), None)
    made = decided_at(board.meeting, was) if was else None
    if was is None or made is None or was == board.selected:
        return None
    return {"id": was.id, "reference": was.reference, "decision": words.decision_words(made)}


def _panel(board: Board, family: FamilyAtMeeting, form: Form, *, is_clash: bool) -> dict[str, Any]:
    """One family to decide on: what is known of it, and the form with what is entered or suggested."""
    made = decided_at(board.meeting, family)
    suggested = None if made else words.proposal(family, board.leads)
    names = {agency.id: agency.name for agency in board.meeting.invited}
    entered = form if form.entered else _suggestion(suggested)
    return {
        "family": family,
        "children": words.children_words(family.children, board.meeting.held_on),
        "answers": [
            (names[agency_id], words.answer_words(seen), seen.who)
            for agency_id, seen in family.answers.items()
            if agency_id in names
        ],
        "decision": words.decision_words(family.latest) if family.latest else None,
        "is_decided": made is not None,
        "needs_reason": made is not None and board.meeting.state is MeetingState.HELD,
        "replaced": board.replaced,
        # After a clash the form shows the family as it stands now, and goes on from there.
        "version": family.version if is_clash else form.value("version") or family.version,
        "is_clash": is_clash,
        "outcomes": [{"value": each.value, "text": each.label, "key": KEYS[each]} for each in TriageOutcome],
        "agency_items": [
            [
                {"value": "", "text": "Choose an agency" if number == 1 else "No other agency"},
                *({"value": str(each.id), "text": each.name} for each in board.agencies),
            ]
            for number in (1, 2, 3)
        ],
        "lead_groups": [
            (agency, [(str(lead.posting_id), words.lead_words(lead)) for lead in leads], next_id)
            for agency, leads, next_id in _by_agency(board)
        ],
        "chosen_items": [{"value": "", "text": "Choose"}, *_items(tuple(LeadChosen))],
        "reasons": [{"value": each.value, "text": each.label} for each in NotAllocatedReason],
        "entered": entered,
    }


def _by_agency(board: Board) -> list[tuple[str, list[Any], str]]:
    """The leads in groups: the agency's code, its leads, its id."""
    grouped = []
    for (code, agency_id), leads in groupby(board.leads, key=lambda lead: (lead.agency, lead.agency_id)):
        grouped.append((code, list(leads), str(agency_id)))
    return grouped


def _items(offered: tuple[LeadChosen, ...]) -> list[dict[str, str]]:
    return [{"value": each.value, "text": each.label} for each in offered]


def _suggestion(suggested: words.Proposal | None) -> Form:
    """What the answers suggest, filled in to begin with; which decision it is stays open."""
    if suggested is None:
        return Form()
    entered = {"agency_1": [str(suggested.agency_id)]}
    if suggested.lead and suggested.chosen:
        entered |= {"lead": [str(suggested.lead.posting_id)], "chosen": [suggested.chosen.value]}
    return Form(entered)


def _named(name: str) -> UUID | None:
    """A family that the address names; what is no id is a page that there is not."""
    text = request.args.get(name)
    try:
        return UUID(text) if text else None
    except ValueError:
        abort(404)
