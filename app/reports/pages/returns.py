"""Returns: the list, and the one page that a return's preparer and its signatory look at."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from marshmallow import Schema, fields

from app import clock, govuk
from app.access.policies import check_may, may
from app.access.roles import Action
from app.claims.rules.returns import LinePart
from app.claims.schemas.returns import (
    LinesChosen,
    PrepareReturn,
    QueryExplained,
    RefusedReturn,
    Submission,
)
from app.claims.services import returning
from app.clashes import Page
from app.govuk import Form
from app.money import format_pounds
from app.periods import financial_year_label
from app.programme.packs import Route
from app.reports import signing, windows
from app.reports.pages.blueprint import council_name, pages
from app.reports.pages.releases import USES
from app.reports.pages.steps import take_step
from app.reports.return_movements import movements

LINE_NAMES = {**{route.value: route.label for route in Route}, "turned-around": "Turned around"}
REFUSED_AT = {
    "no-line-chosen": "line_ids",
    "submitted-day": "submitted_on",
    "return-open": "window_id",
    "nothing-to-return": "window_id",
}


class Version(Schema):
    """The version of the return that a form started from."""

    version = fields.Integer(
        required=True,
        error_messages={
            "required": "Open the return again, and start from there.",
            "invalid": "Open the return again, and start from there.",
        },
    )


class TakeOffForm(Version, LinesChosen):
    """Lines to take off."""


class ExplainForm(Version, QueryExplained):
    """The check, and why it may stand."""

    code = fields.String(required=True, error_messages={"required": "Choose a check."})


class RefuseForm(Version, RefusedReturn):
    """Why it is not signed."""


class SubmittedForm(Version, Submission):
    """When it was submitted, and its reference."""


@pages.get("/claims/returns")
def returns() -> str:
    """Every return, of the latest window first, and the form that prepares the next one."""
    return _list_page(Form())


@pages.post("/claims/returns")
def prepare_return() -> Page:
    """Prepare the next return of a window, and go to it."""
    check_may(govuk.actor(), Action.PREPARE_RETURNS)
    try:
        values = govuk.load_form(PrepareReturn(), request.form)
        return_id = returning.prepare(**values, actor=govuk.actor(), on=clock.today())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, _list_page, field_of=REFUSED_AT)
    flash("The return is being prepared, with every audited line of its window.")
    return redirect(url_for("reports_pages.claim_return", return_id=return_id), 303)


@pages.get("/claims/returns/<uuid:return_id>")
def claim_return(return_id: UUID) -> str:
    """A return with its checks, its lines, and who did what to it. Opening it is noted."""
    return _return_page(return_id, Form())


@pages.get("/claims/returns/<uuid:return_id>/movements")
def return_movements(return_id: UUID) -> str:
    """What moved since the last return, family by family. Opening it is noted."""
    moved = movements(return_id, actor=govuk.actor(), on=clock.today(), organisation=council_name())
    return render_template(
        "claims/return_moved.html",
        moved_return=moved,
        found=moved.opened,
        read=moved.opened.read,
        names=LINE_NAMES,
        pounds=format_pounds,
        may_open=may(govuk.actor(), Action.SEE_CLAIMS),
    )


@pages.post("/claims/returns/<uuid:return_id>/put-on")
def put_lines_on(return_id: UUID) -> Page:
    """Put on every audited line that is not on the return."""
    return _act(
        return_id,
        Action.PREPARE_RETURNS,
        Version(),
        lambda values: returning.put_on(return_id, values["version"], actor=govuk.actor()),
        "The audited lines are on the return.",
    )


@pages.post("/claims/returns/<uuid:return_id>/take-off")
def take_lines_off(return_id: UUID) -> Page:
    """Take lines off; they stay audited."""
    return _act(
        return_id,
        Action.PREPARE_RETURNS,
        TakeOffForm(),
        lambda values: returning.take_off(
            return_id, values["version"], values["line_ids"], actor=govuk.actor()
        ),
        "The lines are off the return.",
    )


@pages.post("/claims/returns/<uuid:return_id>/explain")
def explain_query(return_id: UUID) -> Page:
    """Explain why a QUERY may stand."""
    return _act(
        return_id,
        Action.PREPARE_RETURNS,
        ExplainForm(),
        lambda values: signing.explain(
            return_id,
            values["version"],
            values["code"],
            values["explanation"],
            actor=govuk.actor(),
            on=clock.today(),
            organisation=council_name(),
        ),
        "The explanation has been saved.",
        field_of={"explanation": _explained_at()},
    )


@pages.post("/claims/returns/<uuid:return_id>/abandon")
def abandon_return(return_id: UUID) -> Page:
    """Give up the return; its lines stay audited."""
    return _act(
        return_id,
        Action.PREPARE_RETURNS,
        Version(),
        lambda values: returning.abandon(return_id, values["version"], actor=govuk.actor()),
        "The return has been abandoned. Its lines stay audited.",
    )


@pages.post("/claims/returns/<uuid:return_id>/send")
def send_return(return_id: UUID) -> Page:
    """Send it for signature."""
    return _act(
        return_id,
        Action.PREPARE_RETURNS,
        Version(),
        lambda values: signing.send(
            return_id,
            values["version"],
            actor=govuk.actor(),
            on=clock.today(),
            organisation=council_name(),
        ),
        "The return waits for signature.",
    )


@pages.post("/claims/returns/<uuid:return_id>/sign")
def sign_return(return_id: UUID) -> Page:
    """Sign it."""
    return _act(
        return_id,
        Action.SIGN_RETURNS,
        Version(),
        lambda values: signing.sign(
            return_id,
            values["version"],
            actor=govuk.actor(),
            on=clock.today(),
            organisation=council_name(),
        ),
        "The return is signed. Its files are being made.",
    )


@pages.post("/claims/returns/<uuid:return_id>/refuse")
def refuse_return(return_id: UUID) -> Page:
    """Refuse to sign it."""
    return _act(
        return_id,
        Action.SIGN_RETURNS,
        RefuseForm(),
        lambda values: signing.refuse(
            return_id, values["version"], values["reason"], actor=govuk.actor(), on=clock.today()
        ),
        "The return has been refused. Its lines are audited again.",
    )


@pages.post("/claims/returns/<uuid:return_id>/submitted")
def return_submitted(return_id: UUID) -> Page:
    """Record that it was submitted."""
    return _act(
        return_id,
        Action.PREPARE_RETURNS,
        SubmittedForm(),
        lambda values: signing.submitted(
            return_id,
            values["version"],
            values["submitted_on"],
            values["reference"],
            actor=govuk.actor(),
            on=clock.today(),
        ),
        "The return has been submitted.",
    )


@pages.post("/claims/returns/<uuid:return_id>/files")
def make_return_files(return_id: UUID) -> Page:
    """Ask for its files again."""
    try:
        signing.make_files_again(return_id, actor=govuk.actor())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: _return_page(return_id, form))
    flash("The files are being made.")
    return redirect(url_for("reports_pages.claim_return", return_id=return_id), 303)


def _act(
    return_id: UUID,
    action: Action,
    form: Schema,
    act: Callable[[dict[str, Any]], object],
    done: str,
    *,
    field_of: dict[str, str] | None = None,
) -> Page:
    return take_step(
        action,
        form,
        act,
        done,
        shown=lambda shown: _return_page(return_id, shown),
        address=url_for("reports_pages.claim_return", return_id=return_id),
        field_of=REFUSED_AT,
        entered_at=field_of,
    )


def _explained_at() -> str:
    """The id of the box in which a check is explained: there is one for each."""
    return f"explanation-{request.form.get('code', '')[:8]}"


def _opened(return_id: UUID) -> signing.OpenedReturn:
    return signing.open_return(return_id, actor=govuk.actor(), on=clock.today(), organisation=council_name())


def _return_page(return_id: UUID, form: Form) -> str:
    found = _opened(return_id)
    return render_template(
        "claims/return.html",
        found=found,
        read=found.read,
        state=found.read.state.value,
        claimed=found.claimed,
        taken_back=found.taken_back,
        stands=found.of_part(LinePart.STANDS),
        names=LINE_NAMES,
        uses=USES,
        form=form,
        pounds=format_pounds,
        may_open=may(govuk.actor(), Action.SEE_CLAIMS),
        year_label=financial_year_label,
    )


def _list_page(form: Form) -> str:
    prepares = may(govuk.actor(), Action.PREPARE_RETURNS)
    return render_template(
        "claims/returns.html",
        returns=returning.returns(actor=govuk.actor()),
        windows=windows.claim_windows(actor=govuk.actor()) if prepares else (),
        may_prepare=prepares,
        pounds=format_pounds,
        form=form,
    )
