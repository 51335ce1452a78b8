"""The page on which one chooses which reminders come by e-mail."""

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import govuk
from app.errors import Conflict
from app.govuk import Form
from app.reminders import services
from app.reminders.rules.notices import Choices
from app.reminders.services import Chosen

pages = govuk.page_blueprint("reminders_pages", __name__)

Page = str | tuple[str, int] | AnyResponse

KINDS = ("daily", "weekly", "at_once")
MOST_DIGITS = 9


@pages.get("/reminders")
def reminders() -> str:
    """Which reminders the person takes by e-mail."""
    return _page(services.chosen(actor=govuk.actor()), None)


@pages.post("/reminders")
def choose() -> Page:
    """Take exactly the reminders that are ticked."""
    ticked = set(request.form.getlist("reminders"))
    sent = request.form.get("version", "")
    version = int(sent) if sent.isascii() and sent.isdecimal() and len(sent) <= MOST_DIGITS else 0
    choices = Choices(**{kind: kind in ticked for kind in KINDS})
    try:
        services.choose(choices, version=version, actor=govuk.actor())
    except Conflict as refusal:
        standing = services.chosen(actor=govuk.actor())
        return _page(standing, Form({"reminders": sorted(ticked)}, {"reminders": refusal.message})), 409
    flash("Your reminders have been saved.")
    return redirect(url_for("reminders_pages.reminders"), 303)


def _page(chosen: Chosen, form: Form | None) -> str:
    shown = form or Form({"reminders": [kind for kind in KINDS if getattr(chosen, kind)]})
    return render_template(
        "reminders/reminders.html",
        form=shown,
        chosen=chosen,
        is_sent=current_app.config["SENDS_MAIL"],
        address=services.address(actor=govuk.actor()),
    )
