"""Briefs on their pages: which there are, one of them, and its paper."""

from uuid import UUID

from flask import Response, render_template

from app import clock, govuk
from app.reports import briefing
from app.reports.pages.blueprint import council_name, pages
from app.reports.render.html import body_html


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
        body=body_html(document, link=lambda _: None),
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
