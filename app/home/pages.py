"""The home page: what matters today to whoever has signed in."""

from collections.abc import Iterable

from flask import current_app, render_template, url_for

from app import clock, govuk
from app.access.policies import may
from app.access.roles import Action
from app.cases.rules.leading import LeadWanting
from app.cases.rules.notes import CONTACT_WEEKS, OVERSIGHT_WEEKS
from app.cases.rules.standing import FamilyStatus
from app.claims.printing import audit_words
from app.claims.services import undermined
from app.home import services
from app.reports.rules.against_target import NO_AGENCY, OTHER_AGENCY, Part
from app.reports.rules.facts import NOT_RECORDED
from app.reports.rules.figures import Figure, printed
from app.reports.views import JOB_NAMES

pages = govuk.page_blueprint("home_pages", __name__)

MOST_DUE = 20

STANDINGS = {
    FamilyStatus.WORKED_WITH: "allocated and worked with now",
    FamilyStatus.CHECK_FOR_CLAIM: "being checked for a claim",
    FamilyStatus.NOT_TO_BE_ALLOCATED: "not to be allocated",
    FamilyStatus.YET_TO_BE_ALLOCATED: "yet to be decided on or allocated",
    FamilyStatus.CLOSED: "closed",
}

FUNNEL = {
    "families.identified": "identified: criteria confirmed",
    "families.reviewed": "reviewed at a rollout meeting",
    "families.allocated-excluding-fip": "allocated at a meeting, not counting FIP",
    "families.worked-with": "worked with so far, by every route",
    "families.closed": "closed: the last allocation has ended",
}

PLACES = {
    OTHER_AGENCY: "Another agency",
    NO_AGENCY: "None: being checked for a claim",
    NOT_RECORDED: "No ward recorded",
}


@pages.get("/")
def home() -> str:
    """The home page of every role that the person holds, one part after another."""
    today = clock.today()
    if may(govuk.actor(), Action.PREPARE_CLAIMS):
        undermined.look_for_undermined(today=today, now=clock.now())
    found = services.home(actor=govuk.actor(), today=today, now=clock.now())
    return render_template(
        "home/home.html",
        home=found,
        today=today,
        standings=STANDINGS,
        funnel=_funnel(found.programme.funnel) if found.programme else [],
        address_of=_address_of,
        name_of=_name_of,
        printed=printed,
        contact_weeks=CONTACT_WEEKS,
        oversight_weeks=OVERSIGHT_WEEKS,
        most_due=MOST_DUE,
        sends_mail=current_app.config["SENDS_MAIL"],
        wanting=LeadWanting,
        audit_words=audit_words,
        job_names=JOB_NAMES,
    )


def _funnel(figures: Iterable[Figure]) -> list[tuple[str, Figure]]:
    """The funnel's figures, each with what it is called here."""
    return [(FUNNEL[figure.measure], figure) for figure in figures]


def _address_of(figure: Figure) -> str:
    """Where a figure opens to its families, as every figure of the data sheet does."""
    return url_for("reports_pages.live_figure", id=figure.id, as_at=figure.as_at.isoformat())


def _name_of(part: Part) -> str:
    return PLACES.get(part.name, part.name)
