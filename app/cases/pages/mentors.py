"""Mentors: who mentors whom, a new pairing, its end, and one taken back."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock, govuk
from app.access.policies import check_may
from app.access.roles import Action
from app.cases.pages.blueprint import pages
from app.cases.pages.training_forms import EndPairingForm, MentorForm
from app.cases.services import mentoring as services
from app.cases.services.finding import Choice
from app.govuk import Form

Page = str | tuple[str, int] | AnyResponse

PAIRED_AT = {
    "own-mentor": "mentor_id",
    "not-posted": "mentor_id",
    "mentor-already": "mentee_id",
    "pairing-dates": "ends_on",
}


@pages.get("/training/mentors")
def mentors() -> str:
    """Who mentors whom, and the form that names a mentor."""
    return _mentors_page(govuk.form_of_dates(starts_on=clock.today()))


@pages.post("/training/mentors")
def name_mentor() -> Page:
    """Name a mentor for somebody."""
    check_may(govuk.actor(), Action.RUN_TRAINING)
    try:
        values = govuk.load_form(MentorForm(), request.form)
        services.name_mentor(**values, actor=govuk.actor(), today=clock.today(), now=clock.now())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, _mentors_page, field_of=PAIRED_AT)
    flash("The mentor has been named.")
    return _to_mentors()


@pages.get("/training/mentors/<uuid:pairing_id>/end")
def end_pairing_form(pairing_id: UUID) -> str:
    """The form that says when a pairing ends."""
    return _end_page(pairing_id, govuk.form_of_dates(ends_on=clock.today()))


@pages.post("/training/mentors/<uuid:pairing_id>/end")
def end_pairing(pairing_id: UUID) -> Page:
    """Say when it ends, and go back to the mentors."""
    check_may(govuk.actor(), Action.RUN_TRAINING)
    try:
        values = govuk.load_form(EndPairingForm(), request.form)
        services.end_pairing(pairing_id, **values, actor=govuk.actor())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(
            refusal,
            lambda form: _end_page(pairing_id, form),
            field_of={"pairing-dates": "ends_on", "mentor-already": "ends_on"},
        )
    flash("The last day has been recorded.")
    return _to_mentors()


@pages.post("/training/mentors/<uuid:pairing_id>/take-back")
def take_back_pairing(pairing_id: UUID) -> AnyResponse:
    """Take back a pairing that was a mistake."""
    services.take_back_pairing(pairing_id, actor=govuk.actor(), now=clock.now())
    flash("The pairing has been taken back.")
    return _to_mentors()


def _mentors_page(form: Form) -> str:
    found = services.mentoring(actor=govuk.actor(), today=clock.today())
    people = [Choice(str(each.id), f"{each.name}, {each.establishment}") for each in found.people]
    nobody = Choice("", "Choose a person")
    return render_template(
        "cases/training/mentors.html",
        found=found,
        form=form,
        mentee_items=govuk.choices((nobody, *people), form.value("mentee_id")),
        mentor_items=govuk.choices((nobody, *people), form.value("mentor_id")),
    )


def _end_page(pairing_id: UUID, form: Form) -> str:
    pairing = services.open_pairing(pairing_id, actor=govuk.actor(), today=clock.today())
    return render_template("cases/training/mentor_end.html", pairing=pairing, form=form)


def _to_mentors() -> AnyResponse:
    return redirect(url_for("cases_pages.mentors"), 303)
