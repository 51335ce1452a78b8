"""Asking for a report or a return, and watching the work on it."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock, govuk
from app.access.policies import check_may
from app.access.roles import Action
from app.govuk import Form
from app.jobs import queue
from app.jobs.models import JobStatus
from app.reports import services, windows
from app.reports.pages.blueprint import pages
from app.reports.schemas import RequestBoardReport, RequestReturn
from app.reports.views import JOB_NAMES

Page = str | tuple[str, int] | AnyResponse

DATE_REFUSALS = {"day-to-come": "as_at", "no-rule-pack": "as_at", "dated-too-early": "dated"}


@pages.get("/reports/board-report")
def board_report_form() -> str:
    """The form that asks for the Board's report."""
    check_may(govuk.actor(), Action.REQUEST_A_REPORT)
    today = clock.today()
    return _board_report_page(govuk.form_of_dates(as_at=today, dated=today))


@pages.post("/reports/board-report")
def request_board_report() -> Page:
    """Ask for the report and go to where its progress shows."""
    check_may(govuk.actor(), Action.REQUEST_A_REPORT)
    try:
        values = govuk.load_form(RequestBoardReport(), request.form)
        job = services.request_board_report(**values, actor=govuk.actor())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, _board_report_page, field_of=DATE_REFUSALS)
    return redirect(url_for("reports_pages.job", job_id=job.id), 303)


@pages.get("/reports/return")
def return_form() -> str:
    """The form that asks for the return of a claim window."""
    return _return_page(govuk.form_of_dates(as_at=clock.today()))


@pages.post("/reports/return")
def request_return() -> Page:
    """Ask for the return and go to where its progress shows."""
    check_may(govuk.actor(), Action.REQUEST_A_RETURN)
    try:
        values = govuk.load_form(RequestReturn(), request.form)
        job = services.request_return(values["window_id"], as_at=values["as_at"], actor=govuk.actor())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, _return_page, field_of=DATE_REFUSALS)
    return redirect(url_for("reports_pages.job", job_id=job.id), 303)


@pages.get("/work")
def jobs() -> str:
    """What this person has asked for lately, newest first."""
    return render_template("reports/jobs.html", jobs=services.my_jobs(actor=govuk.actor()), names=JOB_NAMES)


@pages.get("/work/<uuid:job_id>")
def job(job_id: UUID) -> str:
    """How far a piece of one's own work is."""
    return _job_page(job_id, Form())


@pages.post("/work/<uuid:job_id>/cancel")
def cancel_job(job_id: UUID) -> Page:
    """Ask for the work to stop; it stops at its next step."""
    try:
        queue.cancel(job_id, actor=govuk.actor())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: _job_page(job_id, form))
    flash("The work will stop at its next step.")
    return redirect(url_for("reports_pages.job", job_id=job_id), 303)


def _board_report_page(form: Form) -> str:
    return render_template("reports/board_report_form.html", form=form)


def _return_page(form: Form) -> str:
    found = windows.claim_windows(actor=govuk.actor())
    return render_template("reports/return_form.html", form=form, windows=found)


def _job_page(job_id: UUID, form: Form) -> str:
    found = services.job_view(job_id, actor=govuk.actor())
    return render_template(
        "reports/job.html",
        job=found,
        form=form,
        name=JOB_NAMES.get(found.name, "Work"),
        is_waiting=found.status is JobStatus.PENDING,
    )
