"""A family known only by name is registered: its home, its people one by one, and a last look at all of it.

What is entered is kept in the session, and written once, at the end.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from flask import abort, flash, redirect, render_template, request, session, url_for
from werkzeug.datastructures import MultiDict

from app import clock, govuk
from app.access.policies import check_may
from app.access.roles import Action
from app.cases.pages import household_questions as ask
from app.cases.pages.blueprint import pages
from app.cases.pages.family_form import FIELD_OF
from app.cases.pages.household_forms import RegisterMemberForm
from app.cases.schemas import household as shapes
from app.cases.services import household
from app.cases.services import registering_families as registering
from app.cases.services.homes import Home
from app.cases.services.registering_families import NewMember
from app.clashes import Page
from app.errors import Conflict, RuleRefused
from app.govuk import Form
from app.questions import Question

DRAFT = "family-to-register"
MOST_PEOPLE = 30

Entered = dict[str, list[str]]


@pages.get("/families/register/home")
def register_home_form() -> str:
    """The first step: where the family lives."""
    return _home_page(Form(_draft()["home"]))


@pages.post("/families/register/home")
def register_home() -> Page:
    """Keep where the family lives, and go on to its people."""
    check_may(govuk.actor(), Action.REGISTER_A_FAMILY)
    try:
        values = govuk.load_form(shapes.NewHome(), request.form)
        registering.check_home(shapes.home(values), today=clock.today())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, _home_page, field_of={"in-the-future": "starts_on"})
    draft = _draft()
    session[DRAFT] = {**draft, "home": _sent()}
    if not draft["people"]:
        return redirect(url_for("cases_pages.register_person_form", number=1), 303)
    return redirect(url_for("cases_pages.register_family_form"), 303)


@pages.get("/families/register/people/<int:number>")
def register_person_form(number: int) -> Page:
    """One person of the family, new or entered already."""
    check_may(govuk.actor(), Action.REGISTER_A_FAMILY)
    return _person_page(number, Form(_person(number)))


@pages.post("/families/register/people/<int:number>")
def register_person(number: int) -> Page:
    """Keep what was entered of one person."""
    check_may(govuk.actor(), Action.REGISTER_A_FAMILY)
    _person(number)
    draft = _draft()
    try:
        member = _member(request.form)
        registering.membership_of_new(member, _home(draft["home"]).starts_on, today=clock.today())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(
            refusal,
            lambda form: _person_page(number, form),
            field_of={**FIELD_OF, "in-the-future": "starts_on"},
        )
    people = [*draft["people"]]
    people[number - 1 : number] = [_sent()]
    session[DRAFT] = {**draft, "people": people}
    return redirect(url_for("cases_pages.register_family_form"), 303)


@pages.post("/families/register/people/<int:number>/remove")
def remove_from_registration(number: int) -> Page:
    """Leave one person out again."""
    check_may(govuk.actor(), Action.REGISTER_A_FAMILY)
    draft = _draft()
    if not 1 <= number <= len(draft["people"]):
        abort(404)
    people = [each for place, each in enumerate(draft["people"], 1) if place != number]
    session[DRAFT] = {**draft, "people": people}
    return redirect(url_for("cases_pages.register_family_form"), 303)


@pages.get("/families/register")
def register_family_form() -> Page:
    """All that was entered, for a last look before it is written."""
    check_may(govuk.actor(), Action.REGISTER_A_FAMILY)
    draft = _draft()
    if not draft["home"]:
        return redirect(url_for("cases_pages.register_home_form"), 303)
    return _check_page(draft, Form())


@pages.post("/families/register")
def register_family() -> Page:
    """Register the family and open its record; or stop, and forget what was entered."""
    check_may(govuk.actor(), Action.REGISTER_A_FAMILY)
    draft = _draft()
    if "forget" in request.form:
        session.pop(DRAFT, None)
        return redirect(url_for("cases_pages.families"), 303)
    if not draft["home"]:
        return redirect(url_for("cases_pages.register_home_form"), 303)
    family_id = UUID(draft["id"])
    try:
        if not draft["people"]:
            raise RuleRefused("nobody", "Add at least one person.")
        people = [_member(MultiDict(each)) for each in draft["people"]]
        registering.register_family(
            family_id, _home(draft["home"]), people, actor=govuk.actor(), today=clock.today()
        )
    except Conflict:
        pass  # it was sent twice, and is registered
    except RuleRefused as refusal:
        return govuk.redisplay(refusal, lambda form: _check_page(draft, form))
    session.pop(DRAFT, None)
    flash("The family has been registered.")
    return redirect(url_for("cases_pages.family", family_id=family_id), 303)


def _draft() -> dict[str, Any]:
    """What has been entered so far, under the id that the family will have."""
    draft: dict[str, Any] | None = session.get(DRAFT)
    if draft is None:
        draft = {"id": str(uuid4()), "home": {}, "people": []}
        session[DRAFT] = draft
    return draft


def _sent() -> Entered:
    return {name: request.form.getlist(name) for name in request.form if name != "csrf_token"}


def _person(number: int) -> Entered:
    """What was entered of a person; nothing of the next one. Others are pages that do not exist."""
    draft = _draft()
    people: list[Entered] = draft["people"]
    if not draft["home"] or not 1 <= number <= min(len(people) + 1, MOST_PEOPLE):
        abort(404)
    return people[number - 1] if number <= len(people) else {}


def _member(sent: MultiDict[str, str]) -> NewMember:
    values = govuk.load_form(RegisterMemberForm(), sent)
    return NewMember(shapes.person_details(values), values["role"], values["starts_on"])


def _home(entered: Mapping[str, list[str]]) -> Home:
    return shapes.home(govuk.load_form(shapes.NewHome(), MultiDict(entered)))


def _home_page(form: Form) -> str:
    wards = household.wards_to_live_in(actor=govuk.actor())
    return render_template(
        "cases/register_step.html",
        heading="Where does the family live?",
        questions=ask.home_questions(wards, "Since when"),
        form=form,
    )


def _person_page(number: int, form: Form) -> str:
    return render_template(
        "cases/register_step.html",
        heading="Who is in the family?" if number == 1 else f"Person {number} of the family",
        questions=(*ask.PERSON, ask.SINCE_IF_KNOWN),
        form=form,
    )


def _check_page(draft: dict[str, Any], form: Form) -> str:
    wards = household.wards_to_live_in(actor=govuk.actor())
    people = [_member(MultiDict(each)) for each in draft["people"]]
    return render_template(
        "cases/register_check.html",
        form=form,
        home=_answers(ask.home_questions(wards, "Since when"), draft["home"]),
        people=[_answers((*ask.PERSON, ask.SINCE_IF_KNOWN), each) for each in draft["people"]],
        names=[f"{each.details.forename} {each.details.surname}" for each in people],
        on_file=registering.already_on_file(people, actor=govuk.actor()) if people else (),
        may_add=len(people) < MOST_PEOPLE,
    )


def _answers(questions: tuple[Question, ...], entered: Entered) -> list[dict[str, dict[str, str]]]:
    """What was entered, as a summary list shows it."""
    form = Form(entered)
    answered = ((question.label, question.answer(form)) for question in questions)
    return [{"key": {"text": label}, "value": {"text": answer}} for label, answer in answered if answer]
