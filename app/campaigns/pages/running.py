"""Campaigns on their pages: the list of them, one started, one watched with its effect, one closed."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock, govuk
from app.access.policies import check_may, may
from app.access.roles import Action
from app.campaigns.pages.blueprint import pages
from app.campaigns.rules.answers import OFFERED
from app.campaigns.schemas import StartCampaign
from app.campaigns.services import running as services
from app.govuk import Form

Page = str | tuple[str, int] | AnyResponse

FIRST_OUTSTANDING = 100


@pages.get("/campaigns")
def campaigns() -> str:
    """The campaigns that this person runs or is asked by, those open first."""
    return render_template(
        "campaigns/campaigns.html",
        campaigns=services.list_campaigns(actor=govuk.actor(), today=clock.today()),
        runs=services.kinds_run_by(govuk.actor()),
        today=clock.today(),
    )


@pages.get("/campaigns/new")
def campaign_form() -> str:
    """The form that starts a campaign."""
    check_may(govuk.actor(), Action.RUN_CAMPAIGNS)
    return _campaign_form(Form())


@pages.post("/campaigns/new")
def start_campaign() -> Page:
    """Start a campaign and show who is asked."""
    check_may(govuk.actor(), Action.RUN_CAMPAIGNS)
    try:
        values = govuk.load_form(StartCampaign(), request.form)
        campaign_id = services.start_campaign(**values, actor=govuk.actor(), today=clock.today())
    except govuk.REFUSALS as refusal:
        fields = {"due-too-early": "due_on", "nothing-found": "kind", "campaign-open": "kind"}
        return govuk.redisplay(refusal, _campaign_form, field_of=fields)
    flash("The campaign has been started. Those who are asked see it on their home page.")
    return redirect(url_for("campaigns_pages.campaign", campaign_id=campaign_id), 303)


@pages.get("/campaigns/<uuid:campaign_id>")
def campaign(campaign_id: UUID) -> str:
    """A campaign: who has answered, what is outstanding, and the figures before it and since."""
    return _campaign_page(campaign_id, Form())


@pages.post("/campaigns/<uuid:campaign_id>/close")
def close_campaign(campaign_id: UUID) -> Page:
    """End a campaign and show what came of it."""
    try:
        services.close_campaign(campaign_id, actor=govuk.actor(), today=clock.today())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: _campaign_page(campaign_id, form))
    flash("The campaign has been closed. Its figures are kept as they are now.")
    return redirect(url_for("campaigns_pages.campaign", campaign_id=campaign_id), 303)


@pages.get("/campaigns/<uuid:campaign_id>/figures/<int:number>")
def difference(campaign_id: UUID, number: int) -> str:
    """A figure with the cases that have left and joined it. Opening it is noted."""
    found = services.open_difference(campaign_id, number, actor=govuk.actor(), today=clock.today())
    return render_template("campaigns/figure.html", opened=found, campaign=found.campaign)


def _campaign_form(form: Form) -> str:
    items: list[dict[str, Any]] = [
        {
            "value": kind.value,
            "text": kind.label,
            "hint": {"text": kind.meaning},
            "checked": kind.value == form.value("kind"),
        }
        for kind in services.kinds_run_by(govuk.actor())
    ]
    return render_template("campaigns/start.html", form=form, kind_items=items)


def _campaign_page(campaign_id: UUID, form: Form) -> str:
    found = services.open_campaign(campaign_id, actor=govuk.actor(), today=clock.today())
    return render_template(
        "campaigns/campaign.html",
        form=form,
        opened=found,
        campaign=found.campaign,
        answers=OFFERED[found.campaign.kind],
        totals=_totals(found),
        first=FIRST_OUTSTANDING,
        today=clock.today(),
        may_open_figures=may(govuk.actor(), Action.OPEN_FIGURES),
        may_read_forms=may(govuk.actor(), Action.READ_ASSESSMENT_FORMS),
    )


def _totals(found: services.CampaignOpened) -> dict[str, int]:
    """Asked, answered and outstanding over all agencies."""
    counts = [each.counts for each in found.agencies]
    return {
        "asked": sum(each.asked for each in counts),
        "answered": sum(each.answered for each in counts),
        "outstanding": sum(each.outstanding for each in counts),
        "closed_unasked": sum(each.closed_unasked for each in counts),
        "to_decide": sum(each.to_decide for each in counts),
        "sent_on": sum(each.sent_on for each in counts),
        "points_closed": sum(each.points_closed for each in counts),
    }
