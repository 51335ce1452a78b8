"""The page on which one chooses which reminders come by e-mail."""

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clashes, govuk
from app.cases.services.finding import Choice
from app.clashes import Page, Standing
from app.govuk import Form
from app.questions import Kind, Question
from app.reminders import services
from app.reminders.rules.notices import Choices
from app.reminders.services import Chosen

pages = govuk.page_blueprint("reminders_pages", __name__)

KINDS = ("daily", "weekly", "at_once")
MOST_DIGITS = 9
WORDS = {
    "daily": "What has become due or overdue",
    "weekly": "All that is due, on Mondays",
    "at_once": "Invitations, referrals and cover",
}
OFFERED = tuple(Choice(kind, words) for kind, words in WORDS.items())


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

    def done(_: int) -> AnyResponse:
        flash("Your reminders have been saved.")
        return redirect(url_for("reminders_pages.reminders"), 303)

    return clashes.take(
        lambda: services.choose(choices, version=version, actor=govuk.actor()),
        shown=lambda form: _page(services.chosen(actor=govuk.actor()), form),
        standing=lambda: _standing(services.chosen(actor=govuk.actor())),
        done=done,
    )


def _standing(chosen: Chosen) -> Standing:
    """What the same person has chosen in another window."""
    return Standing(
        (Question("reminders", "Reminders by e-mail", Kind.TICKS, choices=OFFERED),),
        _chosen(chosen),
        chosen.version,
        "Reminders",
        "Yours",
        url_for("reminders_pages.reminders"),
        sentence="You changed this in another window meanwhile. What you entered has not been saved yet.",
    )


def _chosen(chosen: Chosen) -> Form:
    return Form({"reminders": [kind for kind in KINDS if getattr(chosen, kind)]})


def _page(chosen: Chosen, form: Form | None) -> str:
    shown = form or _chosen(chosen)
    return render_template(
        "reminders/reminders.html",
        form=shown,
        chosen=chosen,
        kinds=WORDS,
        is_sent=current_app.config["SENDS_MAIL"],
        address=services.address(actor=govuk.actor()),
    )
