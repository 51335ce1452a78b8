"""Information-sharing agreements on their pages: the register, one recorded, changed or ended."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from apiflask import Schema
from flask import flash, redirect, render_template, request, url_for
from marshmallow import fields, validate
from werkzeug.wrappers import Response as AnyResponse

from app import clashes, clock, govuk
from app.access.policies import check_may
from app.access.roles import Action
from app.cases.pages.blueprint import pages
from app.cases.pages.training_forms import NO_DATE
from app.cases.queries.agreements import Agreement
from app.cases.rules.agreements import LONGEST_TITLE, AgreementKind, AgreementState
from app.cases.services import agreements as services
from app.cases.services.agreements import AgreementMade
from app.cases.services.finding import Choice
from app.clashes import Page, Standing
from app.govuk import Form
from app.http import day, word
from app.questions import Kind, Question, filled

AGREEMENT = "/agreements/<uuid:agreement_id>"
KINDS = tuple(Choice(each.value, each.label) for each in AgreementKind)
REFUSED_AT = {
    "signed-to-come": "signed_on",
    "review-before-signing": "review_due_on",
    "review-without-signing": "signed_on",
    "no-such-agency": "agency_id",
}
NOBODY = "Choose an agency."
KIND_WORDS = {"required": "Choose what it is for.", "unknown": "Choose what it is for."}
LENGTH = f"Enter 1 to {LONGEST_TITLE} characters."


class AgreementForm(Schema):
    """An agreement as a page sends it. version: None for a new one."""

    agency_id = fields.UUID(required=True, error_messages={"required": NOBODY, "invalid_uuid": NOBODY})
    kind = word(AgreementKind, required=True, error_messages=KIND_WORDS)
    title = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_TITLE, error=LENGTH),
        error_messages={"required": LENGTH},
    )
    signed_on = day(load_default=None, allow_none=True, error_messages={"invalid": NO_DATE})
    review_due_on = day(load_default=None, allow_none=True, error_messages={"invalid": NO_DATE})
    version = fields.Integer(load_default=None, error_messages={"invalid": "Open it again."})


class EndAgreementForm(Schema):
    """The version of the agreement that is ended."""

    version = fields.Integer(required=True, error_messages={"required": "Open it again."})


@pages.get("/agreements")
def agreements() -> str:
    """The register: what is in place, due or missing, and the agencies with nothing."""
    return render_template(
        "cases/agreements/list.html",
        register=services.register(actor=govuk.actor(), today=clock.today()),
        states=AgreementState,
    )


@pages.get("/agreements/new")
def agreement_form() -> str:
    """The form that records an agreement."""
    return _form_page(Form(), None)


@pages.post("/agreements/new")
def record_agreement() -> Page:
    """Record it, and go back to the register."""
    check_may(govuk.actor(), Action.KEEP_AGREEMENTS)
    try:
        made, _ = _entered()
        services.record_agreement(made, actor=govuk.actor(), today=clock.today())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: _form_page(form, None), field_of=REFUSED_AT)
    flash("The agreement has been recorded.")
    return _to_register()


@pages.get(AGREEMENT)
def agreement(agreement_id: UUID) -> str:
    """The form that changes an agreement, with what is recorded of it."""
    found = _opened(agreement_id)
    return _form_page(_recorded(found), found)


@pages.post(AGREEMENT)
def change_agreement(agreement_id: UUID) -> Page:
    """Change it, and go back to the register."""
    check_may(govuk.actor(), Action.KEEP_AGREEMENTS)

    def act() -> None:
        made, version = _entered()
        services.change_agreement(
            agreement_id, made, version=version or 0, actor=govuk.actor(), today=clock.today()
        )

    def done(_: None) -> AnyResponse:
        flash("The agreement has been changed.")
        return _to_register()

    return clashes.take(
        act,
        shown=lambda form: _form_page(form, _opened(agreement_id)),
        standing=lambda: _standing(_opened(agreement_id)),
        done=done,
        field_of=REFUSED_AT,
    )


@pages.post(f"{AGREEMENT}/end")
def end_agreement(agreement_id: UUID) -> Page:
    """End it from today on, and go back to the register."""
    check_may(govuk.actor(), Action.KEEP_AGREEMENTS)
    try:
        version = govuk.load_form(EndAgreementForm(), request.form)["version"]
        services.end_agreement(agreement_id, version=version, actor=govuk.actor(), today=clock.today())
    except govuk.REFUSALS as refusal:
        found = _opened(agreement_id)
        return govuk.redisplay(
            refusal, lambda form: _form_page(replace(_recorded(found), errors=form.errors), found)
        )
    flash("The agreement has been ended. It is kept, and stands in the register no more.")
    return _to_register()


def _entered() -> tuple[AgreementMade, int | None]:
    values: dict[str, Any] = govuk.load_form(AgreementForm(), request.form)
    version: int | None = values.pop("version")
    return AgreementMade(**values), version


def _opened(agreement_id: UUID) -> Agreement:
    return services.open_agreement(agreement_id, actor=govuk.actor(), today=clock.today())


def _form_page(form: Form, found: Agreement | None) -> str:
    register = services.register(actor=govuk.actor(), today=clock.today())
    offered = (
        Choice("", "Choose an agency"),
        *(Choice(str(each.id), each.name) for each in register.agencies),
    )
    return render_template(
        "cases/agreements/form.html",
        form=form if form.value("agency_id") or found is None or form.errors else _recorded(found),
        agreement=found,
        version=form.value("version") or (found.version if found else ""),
        agency_items=govuk.choices(offered, form.value("agency_id")),
        kind_items=govuk.choices(KINDS, form.value("kind")),
    )


def _recorded(found: Agreement) -> Form:
    return filled(
        {
            "agency_id": str(found.agency_id),
            "kind": found.kind.value,
            "title": found.title,
            "signed_on": found.signed_on,
            "review_due_on": found.review_due_on,
        }
    )


def _standing(found: Agreement) -> Standing:
    register = services.register(actor=govuk.actor(), today=clock.today())
    questions = (
        Question(
            "agency_id",
            "Agency",
            Kind.RADIOS,
            choices=tuple(Choice(str(each.id), each.name) for each in register.agencies),
        ),
        Question("kind", "What it is for", Kind.RADIOS, choices=KINDS),
        Question("title", "Title"),
        Question("signed_on", "Signed on", Kind.DATE),
        Question("review_due_on", "Review due on", Kind.DATE),
    )
    return Standing(
        questions,
        _recorded(found),
        found.version,
        "Change the agreement",
        f"{found.agency}: {found.title}",
        url_for("cases_pages.agreement", agreement_id=found.id),
    )


def _to_register() -> AnyResponse:
    return redirect(url_for("cases_pages.agreements"), 303)
