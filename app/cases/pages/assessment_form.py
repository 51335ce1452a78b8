"""The form of an assessment, section by section: its list of tasks, filling in, saving, choosing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock, govuk, self_saving
from app.access.policies import check_may
from app.access.roles import Action
from app.cases.pages import form_words as words
from app.cases.pages import section_forms as shapes
from app.cases.pages.blueprint import pages
from app.cases.queries.form_parts import FormOnFile, SectionSaved
from app.cases.rules.form import Content
from app.cases.rules.form_boxes import DOMAINS, TITLES, FormSection, elements_of
from app.cases.rules.form_clash import Keep, differences
from app.cases.services import forms as services
from app.errors import Conflict, DomainError
from app.govuk import Form

Page = str | tuple[str, int] | AnyResponse


@pages.get("/assessments/<uuid:assessment_id>/form")
def assessment_form(assessment_id: UUID) -> str:
    """The form as a list of sections to fill in; or to be read, by those who may not change it now."""
    return form_page(assessment_id)


@pages.get("/assessments/<uuid:assessment_id>/form/<section>")
def form_section(assessment_id: UUID, section: str) -> Page:
    """One section to fill in."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)
    which = _section(section)
    form = _opened(assessment_id)
    if not form.can_be_filled_in:
        return redirect(url_for("cases_pages.assessment_form", assessment_id=assessment_id), 303)
    return _section_page(form, which, Form(shapes.entered(form.kept(which).content)))


@pages.post("/assessments/<uuid:assessment_id>/form/<section>")
def save_section(assessment_id: UUID, section: str) -> Page:
    """Save a section, and go on to the next one or back to the list."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)
    which = _section(section)
    try:
        _save(assessment_id, which, choices=_choices())
    except govuk.REFUSALS as refusal:
        if isinstance(refusal, Conflict) or "choosing" in request.form:
            return _choice_page(assessment_id, which, refusal)
        return govuk.redisplay(refusal, lambda form: _section_page(_opened(assessment_id), which, form))
    return redirect(_onwards(assessment_id, which), 303)


@pages.put("/assessments/<uuid:assessment_id>/form/<section>")
def self_save_section(assessment_id: UUID, section: str) -> tuple[Response, int]:
    """Save a section as it is being filled in, and say when it was saved."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)
    which = _section(section)

    def save() -> tuple[int, datetime]:
        saved = _save(assessment_id, which, choices=None)
        return saved.version, saved.saved_at

    return self_saving.answer(save)


def form_page(assessment_id: UUID) -> str:
    """The form's own page."""
    form = _opened(assessment_id)
    return render_template(
        "cases/form/tasks.html" if form.can_be_filled_in else "cases/form/read.html",
        opened=form,
        name=words.form_name(form),
        details=words.details(form),
        tasks=words.tasks(form, _address),
        missing=words.missing(form, _address),
        parts=words.parts(form),
        history=words.history(form),
    )


def _opened(assessment_id: UUID) -> FormOnFile:
    return services.open_form(assessment_id, actor=govuk.actor(), today=clock.today())


def _section(name: str) -> FormSection:
    """The section that the address names; anything else is a page that there is not."""
    if name not in list(FormSection):
        abort(404)
    return FormSection(name)


def _save(assessment_id: UUID, section: FormSection, *, choices: Mapping[str, Keep] | None) -> SectionSaved:
    values = govuk.load_form(shapes.section_schema(section), request.form)
    return services.save_section(
        assessment_id,
        section,
        shapes.content_of(section, values),
        version=values["version"],
        choices=choices,
        actor=govuk.actor(),
        today=clock.today(),
        now=clock.now(),
    )


def _choices() -> dict[str, Keep] | None:
    """What to keep of two texts, where that was asked; a choice that was not offered is none."""
    if "choosing" not in request.form:
        return None
    sent = (
        (name.removeprefix("keep-"), value)
        for name, value in request.form.items()
        if name.startswith("keep-")
    )
    return {place: Keep(value) for place, value in sent if value in list(Keep)}


def _onwards(assessment_id: UUID, section: FormSection) -> str:
    """Another row, the next section, or the list of them, by the button that was pressed."""
    if "another" in request.form:
        return _address(assessment_id, section, "more")
    later = list(FormSection)[list(FormSection).index(section) + 1 :]
    if "onwards" in request.form and later:
        return _address(assessment_id, later[0], None)
    if "onwards" in request.form:
        return url_for("cases_pages.check_form", assessment_id=assessment_id)
    flash("The draft has been saved.")
    return url_for("cases_pages.assessment_form", assessment_id=assessment_id)


def _section_page(form: FormOnFile, section: FormSection, shown: Form) -> str:
    kept = form.kept(section)
    sections = list(FormSection)
    return render_template(
        "cases/form/section.html",
        opened=form,
        name=words.form_name(form),
        details=words.details(form),
        section=section,
        title=TITLES[section],
        place=f"Section {sections.index(section) + 1} of {len(sections)}",
        is_domain=section in DOMAINS,
        elements=elements_of(section),
        rows=shapes.rows_shown(shown.entered),
        lengths=shapes.ROW_LENGTHS,
        form=shown,
        version=shown.value("version") or kept.version,
        saved=words.saved(kept),
        user_id=govuk.actor().user_id,
    )


def _choice_page(assessment_id: UUID, section: FormSection, refusal: Exception) -> Page:
    """Both texts wherever two people's differ, for whoever came second to choose; nothing is dropped."""
    form = _opened(assessment_id)
    kept = form.kept(section)
    mine = shapes.content_of(section, {name: request.form[name].strip() for name in request.form})
    is_conflict = isinstance(refusal, Conflict)
    said = refusal.message if isinstance(refusal, DomainError) else "Something here is too long to keep."
    if is_conflict:
        who = kept.saved_by or "Somebody else"
        said = f"{who} has changed this section since you opened it. Choose what to keep."
    page = render_template(
        "cases/form/choose.html",
        opened=form,
        name=words.form_name(form),
        title=TITLES[section],
        section=section,
        form=Form(errors={"": said}),
        differences=differences(kept.content, mine),
        carried=_carried(mine),
        version=kept.version,
        saved=words.saved(kept),
        choices=words.keep_choices(kept),
    )
    return page, 409 if is_conflict else 422


def _carried(mine: Content) -> dict[str, Any]:
    """What the second person entered, to be sent again with their choice."""
    return {name: values[0] for name, values in shapes.entered(mine).items()}


def _address(assessment_id: UUID, section: FormSection, place: str | None) -> str:
    return url_for(
        "cases_pages.form_section", assessment_id=assessment_id, section=section.value, _anchor=place
    )
