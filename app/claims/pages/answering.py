"""What became of a submitted return: its answers line by line, the rest at once, and repayments."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from marshmallow import ValidationError, fields
from werkzeug.wrappers import Response as AnyResponse

from app import clock, govuk
from app.access.policies import check_may, may
from app.access.roles import Action
from app.claims.pages.blueprint import pages
from app.claims.rules.returns import AnswerOutcome, FoundBy
from app.claims.schemas.returns import LineAnswer, RepaidOn, RestAnswer
from app.claims.services import answering
from app.claims.services.answering import Answer, Answers
from app.errors import NotFound
from app.govuk import Form
from app.money import format_pounds

Page = str | tuple[str, int] | AnyResponse

ANSWERED_AT = {
    "answer-day": "answered_on",
    "part-paid-how-much": "paid",
    "why-not-valid": "reason",
    "repaid-day": "repaid_on",
}
START_AGAIN: dict[str, str | list[Any] | dict[Any, Any]] = {
    "required": "Open the return again, and start from there.",
    "invalid": "Open the return again, and start from there.",
}
POUNDS = re.compile(r"£?([0-9]{1,3}(?:,?[0-9]{3}){0,2})(?:\.([0-9]{2}))?")


class Pounds(fields.Field[int]):
    """An amount as a person writes it: £1,066.67, 700."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> int:
        found = POUNDS.fullmatch(str(value).strip())
        if found is None:
            raise ValidationError("Enter an amount in pounds, like 700 or 66.67.")
        return int(found[1].replace(",", "")) * 100 + int(found[2] or 0)


class AnswerForm(LineAnswer):
    """What became of a line, with what was paid in pounds."""

    class Meta:
        exclude = ("paid_pence",)

    version = fields.Integer(required=True, error_messages=START_AGAIN)
    paid = Pounds(load_default=None)


class RestForm(RestAnswer):
    """The day on which the rest was paid."""

    version = fields.Integer(required=True, error_messages=START_AGAIN)


@pages.get("/claims/returns/<uuid:return_id>/answers")
def return_answers(return_id: UUID) -> str:
    """What became of a return's lines, and how it reconciles."""
    return _answers_page(return_id, Form())


@pages.get("/claims/returns/<uuid:return_id>/answers/rest")
def rest_form(return_id: UUID) -> str:
    """The lines that have no answer, and the form that says they were all paid."""
    check_may(govuk.actor(), Action.PREPARE_RETURNS)
    return _rest_page(return_id, govuk.form_of_dates(answered_on=clock.today()))


@pages.post("/claims/returns/<uuid:return_id>/answers/rest")
def answer_rest(return_id: UUID) -> Page:
    """Say that they were all paid."""
    check_may(govuk.actor(), Action.PREPARE_RETURNS)
    try:
        values = govuk.load_form(RestForm(), request.form)
        lines = answering.answer_rest(
            return_id, values["version"], values["answered_on"], actor=govuk.actor(), on=clock.today()
        )
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: _rest_page(return_id, form), field_of=ANSWERED_AT)
    flash(f"{lines:,} {'line has' if lines == 1 else 'lines have'} been paid.")
    return _to_answers(return_id)


@pages.get("/claims/returns/<uuid:return_id>/answers/<uuid:line_id>")
def answer_form(return_id: UUID, line_id: UUID) -> str:
    """The form that says what became of one line."""
    check_may(govuk.actor(), Action.PREPARE_RETURNS)
    return _answer_page(return_id, line_id, govuk.form_of_dates(answered_on=clock.today()))


@pages.post("/claims/returns/<uuid:return_id>/answers/<uuid:line_id>")
def answer_line(return_id: UUID, line_id: UUID) -> Page:
    """Say what became of it."""
    check_may(govuk.actor(), Action.PREPARE_RETURNS)
    try:
        values = govuk.load_form(AnswerForm(), request.form)
        version, paid = values.pop("version"), values.pop("paid")
        answering.answer_line(
            return_id,
            version,
            line_id,
            Answer(**values, paid_pence=paid),
            actor=govuk.actor(),
            on=clock.today(),
        )
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(
            refusal, lambda form: _answer_page(return_id, line_id, form), field_of=ANSWERED_AT
        )
    flash("The answer has been recorded.")
    return _to_answers(return_id)


@pages.post("/claims/returns/<uuid:return_id>/repayments/<uuid:repayment_id>")
def record_repaid(return_id: UUID, repayment_id: UUID) -> Page:
    """Say on which day something was repaid."""
    check_may(govuk.actor(), Action.PREPARE_RETURNS)
    try:
        values = govuk.load_form(RepaidOn(), request.form)
        answering.repaid(repayment_id, **values, actor=govuk.actor(), on=clock.today())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: _answers_page(return_id, form), field_of=ANSWERED_AT)
    flash("The repayment has been recorded.")
    return _to_answers(return_id)


def _answers_page(return_id: UUID, form: Form) -> str:
    found = answering.answers(return_id, actor=govuk.actor())
    return render_template(
        "claims/return_answers.html",
        found=found,
        read=found.read,
        reconciled=found.reconciled,
        pounds=format_pounds,
        form=form if form.errors else govuk.form_of_dates(repaid_on=clock.today()),
        may_prepare=may(govuk.actor(), Action.PREPARE_RETURNS),
        may_open=may(govuk.actor(), Action.SEE_CLAIMS),
        today=clock.today(),
    )


def _rest_page(return_id: UUID, form: Form) -> str:
    found = answering.answers(return_id, actor=govuk.actor())
    waiting = [each.line for each in found.lines if each.outcome is None]
    return render_template(
        "claims/return_rest.html", read=found.read, waiting=waiting, pounds=format_pounds, form=form
    )


def _answer_page(return_id: UUID, line_id: UUID, form: Form) -> str:
    found = answering.answers(return_id, actor=govuk.actor())
    return render_template(
        "claims/return_answer.html",
        read=found.read,
        answered=_of_line(found, line_id),
        outcomes=list(AnswerOutcome),
        found_by=list(FoundBy),
        pounds=format_pounds,
        form=form,
    )


def _of_line(found: Answers, line_id: UUID) -> Any:
    """The line with its answer. Raises NotFound("line")."""
    for each in found.lines:
        if each.line.line_id == line_id:
            return each
    raise NotFound("line", "This return claims no such line.")


def _to_answers(return_id: UUID) -> AnyResponse:
    return redirect(url_for("claims_pages.return_answers", return_id=return_id), 303)
