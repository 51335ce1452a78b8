"""The home page: what matters today to whoever has signed in."""

from flask import current_app, render_template

from app import clock, govuk
from app.cases.rules.notes import CONTACT_WEEKS, OVERSIGHT_WEEKS
from app.cases.rules.standing import FamilyStatus
from app.home import services
from app.reports.rules.vocabulary import ReleaseKind

pages = govuk.page_blueprint("home_pages", __name__)

MOST_DUE = 20

STANDINGS = {
    FamilyStatus.WORKED_WITH: "allocated and worked with now",
    FamilyStatus.CHECK_FOR_CLAIM: "being checked for a claim",
    FamilyStatus.NOT_TO_BE_ALLOCATED: "not to be allocated",
    FamilyStatus.YET_TO_BE_ALLOCATED: "yet to be decided on or allocated",
    FamilyStatus.CLOSED: "closed",
}


@pages.get("/")
def home() -> str:
    """The home page of every role that the person holds, one part after another."""
    today = clock.today()
    found = services.home(actor=govuk.actor(), today=today, now=clock.now())
    return render_template(
        "home/home.html",
        home=found,
        today=today,
        standings=STANDINGS,
        contact_weeks=CONTACT_WEEKS,
        oversight_weeks=OVERSIGHT_WEEKS,
        most_due=MOST_DUE,
        sends_mail=current_app.config["SENDS_MAIL"],
        returns=[each for each in found.released or () if each.kind is ReleaseKind.GOVERNMENT_RETURN],
    )
