"""What agencies answer before a rollout meeting: their lists, and one screen for each."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clashes, clock, govuk
from app.access.policies import check_may, may
from app.access.roles import Action
from app.cases.pages.blueprint import pages
from app.cases.pages.triage_forms import REST_NOT_KNOWN, answers_of, version_of
from app.cases.pages.triage_words import children_words
from app.cases.queries.triage_lists import FamilyAtMeeting
from app.cases.rules.triage import Answer, Knowledge, Relationship
from app.cases.services import triage_answers as services
from app.cases.services.finding import Choice
from app.cases.services.triage_answers import OpenedList
from app.clashes import Page, Standing
from app.govuk import Form
from app.questions import Kind, Question, filled

KNOWLEDGE = tuple(Choice(each.value, each.label) for each in Knowledge)
RELATIONSHIPS = tuple(Choice(each.value, each.label) for each in Relationship)


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

    def act() -> None:
        services.answer_list(
            meeting_id,
            place_id,
            answers_of(request.form),
            version=version_of(request.form),
            actor=govuk.actor(),
            today=clock.today(),
            now=clock.now(),
        )

    def done(_: None) -> AnyResponse:
        flash("The answers are saved. They can be changed until the meeting has been held.")
        return redirect(url_for("cases_pages.triage_list", meeting_id=meeting_id, place_id=place_id), 303)

    return clashes.take(
        act,
        shown=lambda form: _list_page(meeting_id, place_id, form),
        standing=lambda: _standing(_opened(meeting_id, place_id)),
        done=done,
    )


def _opened(meeting_id: UUID, place_id: UUID) -> OpenedList:
    return services.open_list(meeting_id, place_id, actor=govuk.actor(), today=clock.today())


def _standing(found: OpenedList) -> Standing:
    """What somebody else of the place has answered, family by family."""
    people = [Choice(str(each.practitioner_id), each.name) for each in found.practitioners]
    told = {
        f"{name}-{family.id}": value
        for family in found.families
        for name, value in _given(found.answers.get(family.id)).items()
    }
    recorded, mine = filled(told), _mine(found)
    asked = [question for family in found.families for question in _questions(family, people)]
    # A list may have a hundred families: those of which both say the same need nobody's eye.
    differing = [each for each in asked if each.answer(recorded) != each.answer(mine)]
    return Standing(
        differing or asked,
        recorded,
        found.version,
        f"Triage list of {found.place.name}",
        f"Rollout meeting of {govuk.long_date(found.meeting.held_on)}",
        url_for("cases_pages.triage_list", meeting_id=found.meeting.id, place_id=found.place.id),
        mine=mine,
    )


def _questions(family: FamilyAtMeeting, people: list[Choice]) -> tuple[Question, ...]:
    """What is asked about one family of a list."""
    return (
        Question(f"knows-{family.id}", f"{family.reference}", Kind.RADIOS, choices=KNOWLEDGE),
        Question(f"who-{family.id}", f"{family.reference}: who", Kind.SELECT, choices=people),
        Question(
            f"relationship-{family.id}",
            f"{family.reference}: how good the relationship is",
            Kind.SELECT,
            choices=RELATIONSHIPS,
        ),
    )


def _mine(found: OpenedList) -> Form:
    """What was entered, with what it stands for: who works with a family counts only where somebody does."""
    sent = clashes.entered()
    told: dict[str, Sequence[str]] = {}
    for family in found.families:
        rest = Knowledge.NOT_KNOWN.value if sent.value(REST_NOT_KNOWN) else ""
        knows = sent.value(f"knows-{family.id}") or rest
        told[f"knows-{family.id}"] = [knows]
        if knows == Knowledge.WORKING_NOW.value:
            told |= {name: sent.values(name) for name in (f"who-{family.id}", f"relationship-{family.id}")}
    return Form(told)


def _list_page(meeting_id: UUID, place_id: UUID, form: Form) -> str:
    found = _opened(meeting_id, place_id)
    return render_template(
        "cases/triage/answers.html",
        form=form,
        opened=found,
        version=form.value("version") or found.version,
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
