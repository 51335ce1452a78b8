"""The dashboards: the report's figures with charts, as they stand, each number leading to its families."""

from datetime import date

from flask import abort, render_template, request

from app import clock, govuk
from app.govuk import Form
from app.reports.dashboards import dashboard
from app.reports.pages.blueprint import council_name, pages
from app.reports.pages.documents import body
from app.reports.pages.forms import DashboardForm
from app.reports.pages.sheet import day_asked_for, figure_address
from app.reports.rules.dashboards import View
from app.reports.rules.ward_map import ALLOCATED, MEASURES

Page = str | tuple[str, int]


@pages.get("/dashboards")
def dashboards() -> Page:
    """The first of the dashboards."""
    return dashboard_page(View.PROGRAMME.value)


@pages.get("/dashboards/<view>")
def dashboard_page(view: str) -> Page:
    """One dashboard as it stands on a day."""
    if view not in set(View):
        abort(404)
    which = View(view)
    if not any(request.args.get(f"as_at-{part}") for part in govuk.DATE_PARTS):
        return _page(which, day_asked_for() or clock.today(), Form())
    try:
        as_at = govuk.load_form(DashboardForm(), request.args)["as_at"]
    except govuk.FormRefused as refusal:
        return govuk.redisplay(refusal, lambda form: _page(which, clock.today(), form))
    return _page(which, as_at, Form())


def _page(view: View, as_at: date, form: Form) -> str:
    mapped = govuk.chosen("map", tuple(MEASURES)) or ALLOCATED
    found = dashboard(view, mapped=mapped, as_at=as_at, organisation=council_name(), actor=govuk.actor())
    return render_template(
        "reports/dashboard.html",
        document=found.document,
        counted_at=found.counted_at,
        body=body(found.document, lambda figure_id: figure_address(figure_id, as_at)),
        view=view,
        views=list(View),
        as_at=as_at,
        mapped=mapped,
        measures=MEASURES,
        form=form if form.errors else govuk.form_of_dates(as_at=as_at),
    )
