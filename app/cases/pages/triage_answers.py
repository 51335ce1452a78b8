"""What agencies answer before a rollout meeting: their lists, and one screen for each."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock, govuk
from app.access.policies import check_may, may
from app.access.roles import Action
from app.cases.pages.blueprint import pages
from app.cases.pages.triage_forms import REST_NOT_KNOWN, answers_of, version_of
from app.cases.pages.triage_words import children_words
from app.cases.queries.triage_lists import FamilyAtMeeting
from app.cases.rules.triage import Answer, Knowledge, Relationship
from app.cases.services import triage_answers as services
from app.cases.services.triage_answers import OpenedList
from app.errors import Conflict
from app.govuk import Form

Page = str | tuple[str, int] | AnyResponse


@pages.get("/triage-lists")
def triage_lists() -> str:
    """The lists that this person's places are asked to answer, the next meeting first."""
    found = services.lists_to_answer(actor=govuk.actor(), today=clock.today())
    return render_template("cases/triage/lists.html", lists=found)


@pages.get("/meetings/<uuid:meeting_id>/lists/<uuid:place_id>")
def triage_list(meeting_id: UUID, place_id: UUID) -> str:
    """A meeting's list for one place. Opening it is noted."""
    return _list_page(meeting_id, place_id, Form())


@pages.post("/meetings/<uuid:meeting_id>/lists/<uuid:place_id>")
def answer_list(meeting_id: UUID, place_id: UUID) -> Page:
    """Save the answers of a place, all at once."""
    if not may(govuk.actor(), Action.RUN_TRIAGE):
        check_may(govuk.actor(), Action.ANSWER_TRIAGE)
    try:
        services.answer_list(
            meeting_id,
            place_id,
            answers_of(request.form),
            version=version_of(request.form),
            actor=govuk.actor(),
            today=clock.today(),
            now=clock.now(),
        )
    except govuk.REFUSALS as refusal:
        is_conflict = isinstance(refusal, Conflict)
        return govuk.redisplay(
            refusal, lambda form: _list_page(meeting_id, place_id, form, is_conflict=is_conflict)
        )
    flash("The answers are saved. They can be changed until the meeting has been held.")
    return redirect(url_for("cases_pages.triage_list", meeting_id=meeting_id, place_id=place_id), 303)


def _list_page(meeting_id: UUID, place_id: UUID, form: Form, *, is_conflict: bool = False) -> str:
    found = services.open_list(meeting_id, place_id, actor=govuk.actor(), today=clock.today())
    return render_template(
        "cases/triage/answers.html",
        form=form,
        opened=found,
        version=found.version if is_conflict else form.value("version") or found.version,
        rows=[_row(found, family, form) for family in found.families],
        knowledge=tuple(Knowledge),
        relationships=tuple(Relationship),
        rest_not_known=REST_NOT_KNOWN,
        back=("Triage lists", url_for("cases_pages.triage_lists"))
        if may(govuk.actor(), Action.ANSWER_TRIAGE)
        else ("The meeting", url_for("cases_pages.meeting", meeting_id=meeting_id)),
    )


def _row(found: OpenedList, family: FamilyAtMeeting, form: Form) -> dict[str, Any]:
    """A family as the list shows it: what is entered, else what was answered."""
    given = found.answers.get(family.id)
    row: dict[str, Any] = {
        "id": str(family.id),
        "reference": family.reference,
        "ward": family.ward,
        "children": children_words(family.children, found.meeting.held_on),
    }
    if form.entered:
        entered = {name: form.value(f"{name}-{family.id}") for name in ("knows", "who", "relationship")}
        return {**row, **entered}
    return {**row, **_given(given)}


def _given(answer: Answer | None) -> dict[str, str]:
    if answer is None:
        return {"knows": "", "who": "", "relationship": ""}
    return {
        "knows": answer.knowledge.value,
        "who": str(answer.practitioner_id or ""),
        "relationship": answer.relationship.value if answer.relationship else "",
    }
