"""The data sheet as it stands on a day, and the families behind each of its numbers."""

from collections.abc import Sequence
from datetime import date

from flask import abort, render_template, request, url_for
from marshmallow import ValidationError

from app import clock, govuk
from app.access.policies import may
from app.access.roles import Action
from app.govuk import Form
from app.periods import financial_year, financial_year_of
from app.reports import services
from app.reports.pages.blueprint import council_name, pages
from app.reports.pages.documents import body
from app.reports.pages.figures import figure_page
from app.reports.pages.forms import DataSheetForm
from app.reports.schemas import AsAtQuery
from app.reports.views import IdentityResult

Page = str | tuple[str, int]


@pages.get("/data-sheet")
def data_sheet() -> Page:
    """The data sheet, counted now by the measures that the board report counts by."""
    if not any(request.args.get(f"as_at-{part}") for part in govuk.DATE_PARTS):
        return _sheet_page(day_asked_for() or clock.today(), Form())
    try:
        as_at = govuk.load_form(DataSheetForm(), request.args)["as_at"]
    except govuk.FormRefused as refusal:
        return govuk.redisplay(refusal, lambda form: _sheet_page(clock.today(), form))
    return _sheet_page(as_at, Form())


@pages.get("/data-sheet/figure")
def live_figure() -> str:
    """One number of the data sheet, with the families behind it as they stand."""
    as_at = day_asked_for() or clock.today()
    opened = services.open_live_figure(
        request.args.get("id", ""), as_at=as_at, organisation=council_name(), actor=govuk.actor()
    )
    return figure_page(
        opened,
        came_from=("Data sheet", url_for("reports_pages.data_sheet", as_at=as_at.isoformat())),
        address_of=lambda figure_id: figure_address(figure_id, as_at),
    )


@pages.get("/data-sheet/reconciliation")
def reconciliation() -> str:
    """Every identity that must hold before a release, as it stands on a day."""
    as_at = day_asked_for() or clock.today()
    found = services.reconciliation(as_at=as_at, organisation=council_name(), actor=govuk.actor())
    opens = may(govuk.actor(), Action.OPEN_FIGURES)
    day = as_at.isoformat()
    return render_template(
        "reports/reconciliation.html",
        identities=found,
        subjects=_by_subject(found),
        as_at=as_at,
        address=lambda figure_id: figure_address(figure_id, as_at) if opens else None,
        alike=[(words, [(name, f"{figure}@{day}") for name, figure in pair]) for words, pair in ALIKE],
    )


ALIKE = (
    (
        (
            "FIP’s column in the rollout table is the families that meetings flagged as FIP’s already. FIP’s "
            "families are all that it works with."
        ),
        (
            ("flagged at meetings", "families.allocated-at-meetings[agency=FIP]"),
            ("FIP’s families", "families.worked-with[route=fip]"),
        ),
    ),
    (
        (
            "Identified is not reviewed: a family’s criteria are confirmed by evidence, or a meeting has "
            "decided on it. Either may come without the other."
        ),
        (("identified", "families.identified"), ("reviewed", "families.reviewed")),
    ),
    (
        "The list holds more families than the data sheet, which leaves out FIP’s and the pilot’s.",
        (("on the list", "families.listed"), ("on the data sheet", "families.on-the-data-sheet")),
    ),
    (
        (
            "The target to date is of the financial years begun, the whole target of all of them. A share "
            "says which it is of."
        ),
        (
            ("agreed to date", "programme.target-families-to-date"),
            ("agreed in all", "programme.target-families"),
        ),
    ),
    (
        "Not to be allocated is the decision of a meeting; yet to be allocated is that none has decided.",
        (
            ("not to be allocated", "families.not-to-be-allocated"),
            ("yet to be allocated", "families.yet-to-be-allocated"),
        ),
    ),
)
"""Measures that are taken for one another, with why they differ."""


def _by_subject(found: Sequence[IdentityResult]) -> dict[str, list[IdentityResult]]:
    """The identities by what they are about, in the order that they come in."""
    subjects: dict[str, list[IdentityResult]] = {}
    for each in found:
        subjects.setdefault(each.subject, []).append(each)
    return subjects


def _sheet_page(as_at: date, form: Form) -> str:
    document = services.live_data_sheet(as_at=as_at, organisation=council_name(), actor=govuk.actor())
    year_end = financial_year(financial_year_of(clock.today()) - 1).last
    return render_template(
        "reports/data_sheet.html",
        document=document,
        body=body(document, lambda figure_id: figure_address(figure_id, as_at)),
        as_at=as_at,
        year_end=year_end if year_end != as_at else None,
        form=form if form.errors else govuk.form_of_dates(as_at=as_at),
    )


def figure_address(figure_id: str, as_at: date) -> str:
    """Where a figure that is counted now opens."""
    return url_for("reports_pages.live_figure", id=figure_id, as_at=as_at.isoformat())


def day_asked_for() -> date | None:
    """The day that the address names; one that is no day is a page that there is not."""
    text = request.args.get("as_at")
    try:
        day: date | None = AsAtQuery().load({"as_at": text} if text else {}).get("as_at")
    except ValidationError:
        abort(404)
    return day
