"""The CAF reports as they stand on a day, and what stands behind each of their numbers."""

from datetime import date

from flask import render_template, request, url_for

from app import clock, govuk
from app.access.policies import may
from app.access.roles import Action
from app.govuk import Form
from app.reports import services
from app.reports.pages.blueprint import council_name, pages
from app.reports.pages.documents import body
from app.reports.pages.figures import figure_page
from app.reports.pages.forms import DataSheetForm
from app.reports.pages.sheet import day_asked_for

Page = str | tuple[str, int]


@pages.get("/reports/cafs")
def caf_reports() -> Page:
    """The CAF reports, counted now by the measures that the board report counts by."""
    if not any(request.args.get(f"as_at-{part}") for part in govuk.DATE_PARTS):
        return _page(day_asked_for() or clock.today(), Form())
    try:
        as_at = govuk.load_form(DataSheetForm(), request.args)["as_at"]
    except govuk.FormRefused as refusal:
        return govuk.redisplay(refusal, lambda form: _page(clock.today(), form))
    return _page(as_at, Form())


@pages.get("/reports/cafs/figure")
def caf_figure() -> str:
    """One number of the CAF reports, with what stands behind it."""
    as_at = day_asked_for() or clock.today()
    opened = services.open_caf_figure(
        request.args.get("id", ""), as_at=as_at, organisation=council_name(), actor=govuk.actor()
    )
    return figure_page(
        opened,
        came_from=("CAF reports", url_for("reports_pages.caf_reports", as_at=as_at.isoformat())),
        address_of=lambda figure_id: _address(figure_id, as_at),
    )


def _page(as_at: date, form: Form) -> str:
    document = services.live_caf_reports(as_at=as_at, organisation=council_name(), actor=govuk.actor())
    return render_template(
        "reports/cafs.html",
        document=document,
        body=body(document, lambda figure_id: _address(figure_id, as_at)),
        may_open=may(govuk.actor(), Action.OPEN_FIGURES),
        as_at=as_at,
        form=form if form.errors else govuk.form_of_dates(as_at=as_at),
    )


def _address(figure_id: str, as_at: date) -> str:
    return url_for("reports_pages.caf_figure", id=figure_id, as_at=as_at.isoformat())
