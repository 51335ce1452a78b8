"""The forms of assessments for programs: reading, saving a section, completing, reopening, the paper."""

from typing import Any
from uuid import UUID

from flask import Response, current_app

from app import clock, http
from app.cases.api.blueprint import api
from app.cases.queries.form_parts import FormOnFile, Paper
from app.cases.rules.form import PlannedAction, tidied
from app.cases.rules.form_boxes import FormSection
from app.cases.schemas import forms as shapes
from app.cases.services import form_completion as completion
from app.cases.services import forms
from app.errors import NotFound
from app.openapi import Described, refused_by

PDF = "application/pdf"
A_PAPER: Described = {
    "description": "The form on paper",
    "content": {PDF: {"schema": {"type": "string", "format": "binary"}}},
}


@api.get("/assessments/<uuid:assessment_id>/form")
@api.output(shapes.FormOut)
@api.doc(responses=refused_by(forms.open_form))
def open_form(assessment_id: UUID) -> Response:
    """Read the form of an assessment, with what is missing. It is noted in the audit trail."""
    form = forms.open_form(assessment_id, actor=http.current_actor(), today=clock.today())
    return http.answer(shapes.FormOut().dump(told(form)), etag=form.version)


@api.put("/assessments/<uuid:assessment_id>/form/sections/<section>")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.SaveSection)
@api.output(shapes.SectionSavedOut)
@api.doc(responses=refused_by(forms.save_section))
def save_section(
    assessment_id: UUID, section: str, json_data: dict[str, Any], headers_data: dict[str, Any]
) -> Response:
    """Save a section of a form as a draft: all that is to stand in it. Its version is its entity tag."""
    if section not in list(FormSection):
        raise NotFound("section", "A form has no such section.")
    saved = forms.save_section(
        assessment_id,
        FormSection(section),
        tidied(json_data["answers"], [PlannedAction(**row) for row in json_data["actions"]]),
        version=http.expected_version(),
        actor=http.current_actor(),
        today=clock.today(),
        now=clock.now(),
    )
    return http.answer(shapes.SectionSavedOut().dump(saved), etag=saved.version)


@api.post("/assessments/<uuid:assessment_id>/form/completion")
@api.input(http.IfMatch, location="headers")
@api.output(shapes.FormEndedOut)
@api.doc(responses=refused_by(completion.complete_form))
def complete_form(assessment_id: UUID, headers_data: dict[str, Any]) -> Response:
    """Complete a form that nothing is missing from."""
    form = completion.complete_form(
        assessment_id,
        version=http.expected_version(),
        actor=http.current_actor(),
        today=clock.today(),
        now=clock.now(),
    )
    return http.answer(shapes.FormEndedOut().dump(form), etag=form.version)


@api.post("/assessments/<uuid:assessment_id>/form/reopening")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.ReopenForm)
@api.output(shapes.FormEndedOut)
@api.doc(responses=refused_by(completion.reopen_form))
def reopen_form(assessment_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]) -> Response:
    """Reopen a completed form, with a reason."""
    form = completion.reopen_form(
        assessment_id,
        json_data["reason"],
        version=http.expected_version(),
        actor=http.current_actor(),
        today=clock.today(),
        now=clock.now(),
    )
    return http.answer(shapes.FormEndedOut().dump(form), etag=form.version)


@api.get("/assessments/<uuid:assessment_id>/form.pdf")
@api.doc(responses={200: A_PAPER, **refused_by(forms.print_form)})
def form_paper(assessment_id: UUID) -> Response:
    """Download the form on paper, for the family. It is noted in the audit trail."""
    paper = forms.print_form(
        assessment_id,
        organisation=current_app.config["COUNCIL_NAME"],
        actor=http.current_actor(),
        today=clock.today(),
    )
    return _file(paper)


@api.get("/assessments/<uuid:assessment_id>/form/completions/<uuid:completion_id>")
@api.doc(responses={200: A_PAPER, **refused_by(forms.print_completion)})
def completion_paper(assessment_id: UUID, completion_id: UUID) -> Response:
    """Download the form on paper as it was when it was completed. It is noted in the audit trail."""
    paper = forms.print_completion(
        assessment_id,
        completion_id,
        organisation=current_app.config["COUNCIL_NAME"],
        actor=http.current_actor(),
        today=clock.today(),
    )
    return _file(paper)


def _file(paper: Paper) -> Response:
    response = Response(paper.content, mimetype=PDF)
    response.headers.set("Content-Disposition", "attachment", filename=paper.name)
    return response


def told(form: FormOnFile) -> dict[str, Any]:
    """A form as its shape has it: sections as a list, each with its words by box."""
    head = {name: getattr(form, name) for name in shapes.FormOut().fields if name != "sections"}
    return {**head, "sections": [_section(form, section) for section in FormSection]}


def _section(form: FormOnFile, section: FormSection) -> dict[str, Any]:
    kept = form.kept(section)
    return {
        "section": section,
        "state": form.state_of(section),
        "version": kept.version,
        "saved_at": kept.saved_at,
        "saved_by": kept.saved_by,
        "answers": kept.content.texts,
        "actions": kept.content.actions,
    }
