"""The end of an assessment's form: the check, its completion, its reopening, and the paper for the family."""

from uuid import UUID

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clashes, clock, govuk
from app.access.policies import check_may
from app.access.roles import Action
from app.cases.pages import form_words as words
from app.cases.pages.blueprint import pages
from app.cases.pages.section_forms import ReopenForm, VersionForm
from app.cases.queries.form_parts import FormOnFile, Paper
from app.cases.rules.form import ReopenReason
from app.cases.rules.form_boxes import FormSection
from app.cases.services import form_completion as completion
from app.cases.services import forms as services
from app.cases.services.finding import Choice
from app.clashes import Page, Standing
from app.govuk import Form
from app.questions import Kind, Question, filled

WHY = Question(
    "reason",
    "Why it is opened again",
    Kind.RADIOS,
    choices=tuple(Choice(each.value, each.label) for each in ReopenReason),
)


@pages.get("/assessments/<uuid:assessment_id>/form/check")
def check_form(assessment_id: UUID) -> Page:
    """The whole form to be read over, with what is missing, before it is completed."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)
    opened = _opened(assessment_id)
    if not opened.can_be_filled_in:
        return redirect(url_for("cases_pages.assessment_form", assessment_id=assessment_id), 303)
    return _check_page(opened, Form())


@pages.post("/assessments/<uuid:assessment_id>/form/check")
def complete_form(assessment_id: UUID) -> Page:
    """Complete the form and show it."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)
    try:
        version = govuk.load_form(VersionForm(), request.form)["version"]
        completion.complete_form(
            assessment_id, version=version, actor=govuk.actor(), today=clock.today(), now=clock.now()
        )
    except govuk.REFUSALS as refusal:
        is_clash = clashes.is_clash(refusal)
        return govuk.redisplay(
            refusal, lambda form: _check_page(_opened(assessment_id), form, is_clash=is_clash)
        )
    flash("The form has been completed.")
    return redirect(url_for("cases_pages.assessment_form", assessment_id=assessment_id), 303)


@pages.get("/assessments/<uuid:assessment_id>/form/reopen")
def reopen_page(assessment_id: UUID) -> Page:
    """Why a completed form is to be opened again."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)
    opened = _opened(assessment_id)
    if not opened.can_be_reopened:
        return redirect(url_for("cases_pages.assessment_form", assessment_id=assessment_id), 303)
    return _reopen_page(opened, Form())


@pages.post("/assessments/<uuid:assessment_id>/form/reopen")
def reopen_form(assessment_id: UUID) -> Page:
    """Open the form again and show its sections."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)

    def act() -> None:
        values = govuk.load_form(ReopenForm(), request.form)
        completion.reopen_form(
            assessment_id, **values, actor=govuk.actor(), today=clock.today(), now=clock.now()
        )

    def done(_: None) -> AnyResponse:
        flash("The form has been opened again.")
        return redirect(url_for("cases_pages.assessment_form", assessment_id=assessment_id), 303)

    return clashes.take(
        act,
        shown=lambda form: _reopen_page(_opened(assessment_id), form),
        standing=lambda: _standing(_opened(assessment_id)),
        done=done,
    )


@pages.get("/assessments/<uuid:assessment_id>/form.pdf")
def form_paper(assessment_id: UUID) -> Response:
    """The form on paper, for the family. The download is noted."""
    paper = services.print_form(
        assessment_id,
        organisation=current_app.config["COUNCIL_NAME"],
        actor=govuk.actor(),
        today=clock.today(),
    )
    return _file(paper)


@pages.get("/assessments/<uuid:assessment_id>/form/completions/<uuid:completion_id>")
def completion_paper(assessment_id: UUID, completion_id: UUID) -> Response:
    """The form on paper as it was when it was completed. The download is noted."""
    paper = services.print_completion(
        assessment_id,
        completion_id,
        organisation=current_app.config["COUNCIL_NAME"],
        actor=govuk.actor(),
        today=clock.today(),
    )
    return _file(paper)


def _file(paper: Paper) -> Response:
    response = Response(paper.content, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=paper.name)
    return response


def _opened(assessment_id: UUID) -> FormOnFile:
    return services.open_form(assessment_id, actor=govuk.actor(), today=clock.today())


def _check_page(opened: FormOnFile, form: Form, *, is_clash: bool = False) -> str:
    return render_template(
        "cases/form/check.html",
        opened=opened,
        name=words.form_name(opened),
        details=words.details(opened),
        missing=words.missing(opened, _address),
        parts=words.parts(opened),
        form=form,
        version=opened.version if is_clash else form.value("version") or opened.version,
    )


def _reopen_page(opened: FormOnFile, form: Form) -> str:
    return render_template(
        "cases/form/reopen.html",
        opened=opened,
        name=words.form_name(opened),
        form=form,
        version=form.value("version") or opened.version,
        reasons=WHY.items(form),
    )


def _standing(opened: FormOnFile) -> Standing:
    """Whether the form is completed still, and if not, why somebody else opened it again."""
    last = opened.completions[-1] if opened.completions else None
    reason = last.reopen_reason if last else None
    return Standing(
        (WHY,),
        filled({"reason": reason.value if reason else None}),
        opened.version,
        "Reopen the form",
        words.form_name(opened),
        url_for("cases_pages.assessment_form", assessment_id=opened.assessment_id),
        now="It is completed." if opened.can_be_reopened else "It is not completed now.",
    )


def _address(assessment_id: UUID, section: FormSection, place: str | None) -> str:
    return url_for(
        "cases_pages.form_section", assessment_id=assessment_id, section=section.value, _anchor=place
    )
