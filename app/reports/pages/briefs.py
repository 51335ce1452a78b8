"""Briefs on their pages: which there are, one of them, and its paper."""

from collections.abc import Callable
from uuid import UUID

from flask import Response, render_template, request, url_for

from app import clock, govuk
from app.access.policies import may
from app.access.roles import Action
from app.reports import briefing
from app.reports.pages.blueprint import council_name, pages
from app.reports.pages.figures import figure_page
from app.reports.render.html import body_html
from app.reports.rules.briefs import is_own
from app.reports.rules.document import Document


@pages.get("/briefs")
def briefs() -> str:
    """The agencies and establishments whose brief this person may open."""
    found = briefing.briefs_for(actor=govuk.actor())
    return render_template(
        "reports/briefs.html",
        agencies=[each for each in found if each.establishment_id is None],
        establishments=[each for each in found if each.establishment_id is not None],
    )


@pages.get("/briefs/<uuid:place_id>")
def brief(place_id: UUID) -> str:
    """One brief, counted now. Opening it is noted."""
    document = briefing.open_brief(
        place_id, as_at=clock.today(), organisation=council_name(), actor=govuk.actor()
    )
    return render_template(
        "reports/brief.html",
        document=document,
        place_id=place_id,
        body=body_html(document, link=_link(document, place_id)),
    )


@pages.get("/briefs/<uuid:place_id>/figure")
def brief_figure(place_id: UUID) -> str:
    """One number of a brief's own cases, with the cases behind it. Opening it is noted."""
    opened = briefing.open_brief_figure(
        place_id,
        request.args.get("id", ""),
        as_at=clock.today(),
        organisation=council_name(),
        actor=govuk.actor(),
    )
    return figure_page(
        opened,
        came_from=("The brief", url_for("reports_pages.brief", place_id=place_id)),
        address_of=lambda figure_id: _address(place_id, figure_id),
    )


@pages.get("/briefs/<uuid:place_id>/brief.pdf")
def brief_paper(place_id: UUID) -> Response:
    """The brief on paper. The download is noted."""
    content = briefing.brief_paper(
        place_id, as_at=clock.today(), organisation=council_name(), actor=govuk.actor()
    )
    response = Response(content, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename="brief.pdf")
    return response


def _link(document: Document, place_id: UUID) -> Callable[[str], str | None]:
    """Where a brief's own figures open, for those who may see the cases; the group's open nowhere."""
    opens = may(govuk.actor(), Action.OPEN_FIGURES)
    own = {each.id for each in document.figures.values() if is_own(each)} if opens else frozenset()
    return lambda figure_id: _address(place_id, figure_id) if figure_id in own else None


def _address(place_id: UUID, figure_id: str) -> str:
    return url_for("reports_pages.brief_figure", place_id=place_id, id=figure_id)
