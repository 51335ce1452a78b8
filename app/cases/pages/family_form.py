"""One form about one family, as it is shown, sent, refused, and laid beside what somebody else recorded."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from marshmallow import Schema
from werkzeug.wrappers import Response as AnyResponse

from app import clashes, govuk
from app.cases.pages import record as words
from app.clashes import Page, Standing
from app.govuk import Form
from app.questions import Question

FIELD_OF: Mapping[str, str] = {
    "born-in-the-future": "born_on",
    "born-already": "role",
    "not-born-yet": "role",
    "no-expected-date": "expected_on",
    "expected-too-late": "expected_on",
    "before-birth": "starts_on",
    "same-ward": "ward_id",
    "same-family": "to_family_id",
    "say-what": "described",
    "words-not-needed": "described",
    "no-responsibility": "responsibility",
    "own-relation": "second_id",
}
"""The question at which a refusal of this code is shown; others are shown above the form."""


EMPTY = Form()
RECORD = "cases_pages.family"


@dataclass(frozen=True, slots=True)
class FamilyForm:
    """A form's questions, and what the record answers to them now.

    version: that of the record. begins: what stands in the form before anything is entered. lead: a sentence
    above the questions, and effects: what will happen, a sentence each. finder: the name of the button that
    looks something up without saving, and its words. part: the page to go back to. obstacle: why it cannot be
    done now; then nothing is asked. adds: it adds to the record, and takes nothing out of it.
    address: where it is sent from now on, where that is another than it was sent to.
    """

    family_id: UUID
    reference: str | None
    version: int
    heading: str
    button: str
    questions: tuple[Question, ...]
    recorded: Form
    begins: Form = EMPTY
    lead: str = ""
    effects: tuple[str, ...] = ()
    obstacle: str = ""
    finder: tuple[str, str] | None = None
    part: str = RECORD
    adds: bool = False
    address: str = ""

    @property
    def record_address(self) -> str:
        """Where the part of the family's record is that the form was opened from."""
        return url_for(self.part, family_id=self.family_id)

    @property
    def caption(self) -> str:
        """What the page calls the family."""
        return words.family_name(self.reference)

    @property
    def standing(self) -> Standing:
        """What the record answers to the form now, for whoever has just been overtaken."""
        return Standing(
            self.questions,
            self.recorded,
            self.version,
            self.heading,
            self.caption,
            self.record_address,
            adds=self.adds,
            address=self.address,
        )


def show(asked: FamilyForm, form: Form | None = None) -> str:
    """The form's page. form: what was entered already."""
    form = asked.begins if form is None else _placed(asked, form)
    return render_template(
        "cases/family_form.html", asked=asked, form=form, version=form.value("version") or asked.version
    )


def take(
    schema: Schema,
    act: Callable[[dict[str, Any]], object],
    asked: Callable[[], FamilyForm],
    *,
    done: str,
    part: str = RECORD,
) -> Page:
    """Do what a form asks for and go back to the record; or show the form again, with what was entered.

    Where somebody else changed the record meanwhile, both versions are shown side by side. done: what to say.
    part: the page of the record to go back to.
    """

    def went_back(_: object) -> AnyResponse:
        flash(done)
        return redirect(asked_address(part), 303)

    return clashes.take(
        lambda: act(govuk.load_form(schema, request.form)),
        shown=lambda form: show(asked(), form),
        standing=lambda: asked().standing,
        done=went_back,
        field_of=FIELD_OF,
    )


def asked_address(part: str = RECORD) -> str:
    """The record, or another part of it, of the family that this page is about."""
    return url_for(part, family_id=(request.view_args or {})["family_id"])


def _placed(asked: FamilyForm, form: Form) -> Form:
    """The form with what is wrong in a question that is not asked here said above it, as it has no box."""
    names = {question.name for question in asked.questions}
    elsewhere = [sentence for name, sentence in form.errors.items() if name and name not in names]
    if not elsewhere:
        return form
    errors = {name: sentence for name, sentence in form.errors.items() if name in names or not name}
    return Form(form.entered, {"": elsewhere[0], **errors})
