"""The buttons of a board report's page: submitted, approved, sent back, withdrawn, shared by link."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from marshmallow import Schema, fields

from app import govuk
from app.access.policies import check_may
from app.access.roles import Action
from app.clashes import Page
from app.govuk import Form
from app.reports import approving, links
from app.reports.approval_shapes import NewLink, SentBack, Withdrawn
from app.reports.pages.blueprint import pages
from app.reports.pages.releases import release_page
from app.reports.pages.steps import take_step

AGAIN = "Open the report again, and start from there."


class Version(Schema):
    """The version of the approval that a form started from."""

    version = fields.Integer(required=True, error_messages={"required": AGAIN, "invalid": AGAIN})


class SendBackForm(Version, SentBack):
    """What has to change."""


class WithdrawForm(Version, Withdrawn):
    """Why the release is taken back."""


@pages.post("/reports/<uuid:release_id>/submit")
def submit_report(release_id: UUID) -> Page:
    """Submit the draft for approval."""
    return _act(
        release_id,
        Action.SUBMIT_REPORTS,
        Version(),
        lambda values: approving.submit(release_id, values["version"], actor=govuk.actor()),
        "The report waits for approval.",
    )


@pages.post("/reports/<uuid:release_id>/approve")
def approve_report(release_id: UUID) -> Page:
    """Approve the report for release."""
    return _act(
        release_id,
        Action.APPROVE_REPORTS,
        Version(),
        lambda values: approving.approve(release_id, values["version"], actor=govuk.actor()),
        "The report is approved. Its readers may open it from now on.",
    )


@pages.post("/reports/<uuid:release_id>/send-back")
def send_report_back(release_id: UUID) -> Page:
    """Send the report back, with a reason."""
    return _act(
        release_id,
        Action.APPROVE_REPORTS,
        SendBackForm(),
        lambda values: approving.send_back(
            release_id, values["version"], values["reason"], actor=govuk.actor()
        ),
        "The report has been sent back.",
    )


@pages.post("/reports/<uuid:release_id>/withdraw")
def withdraw_report(release_id: UUID) -> Page:
    """Take the release back, with a reason."""
    return _act(
        release_id,
        Action.APPROVE_REPORTS,
        WithdrawForm(),
        lambda values: approving.withdraw(
            release_id, values["version"], values["reason"], actor=govuk.actor()
        ),
        "The release has been taken back. Its readers and its links open it no more.",
    )


@pages.post("/reports/<uuid:release_id>/links")
def make_report_link(release_id: UUID) -> Page:
    """Make a link to the report, and show it this once."""
    check_may(govuk.actor(), Action.SHARE_REPORTS)
    try:
        days = govuk.load_form(NewLink(), request.form)["days"]
        made = links.make_link(release_id, days, actor=govuk.actor())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(
            refusal, lambda form: release_page(release_id, form), field_of={"link-life": "days"}
        )
    # Not a redirect: the link is kept nowhere that another request could show it from.
    address = url_for("published_pages.published", token=made.token, _external=True)
    return release_page(release_id, Form(), link=address)


@pages.post("/reports/<uuid:release_id>/links/<uuid:link_id>/revoke")
def revoke_report_link(release_id: UUID, link_id: UUID) -> Page:
    """Close a link to the report."""
    check_may(govuk.actor(), Action.SHARE_REPORTS)
    try:
        links.revoke_link(release_id, link_id, actor=govuk.actor())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: release_page(release_id, form))
    flash("The link is closed.")
    return redirect(url_for("reports_pages.release", release_id=release_id, _anchor="links"), 303)


def _act(
    release_id: UUID, action: Action, form: Schema, act: Callable[[dict[str, Any]], None], done: str
) -> Page:
    return take_step(
        action,
        form,
        act,
        done,
        shown=lambda shown: release_page(release_id, shown),
        address=url_for("reports_pages.release", release_id=release_id),
    )
