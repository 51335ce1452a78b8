"""Releases: the list of them, one opened, its files and figures, and two compared."""

from typing import Any
from uuid import UUID

from flask import Response, abort, render_template, request, url_for

from app import govuk
from app.access.policies import Action, may
from app.reports import services
from app.reports.pages.blueprint import pages
from app.reports.pages.documents import body
from app.reports.pages.figures import figure_page
from app.reports.rules.figures import printed
from app.reports.rules.vocabulary import ReleaseKind
from app.reports.views import ReleaseSummary


@pages.get("/reports")
def releases() -> str:
    """The releases that this person may open, newest first."""
    found = services.releases(actor=govuk.actor())
    return render_template(
        "reports/releases.html",
        releases=found,
        may_request_report=may(govuk.actor(), Action.REQUEST_A_REPORT),
        may_request_return=may(govuk.actor(), Action.REQUEST_A_RETURN),
        may_compare=may(govuk.actor(), Action.OPEN_FIGURES) and len(found) > 1,
        compare_items=_compared(found),
        draft_kind=ReleaseKind.GOVERNMENT_RETURN,
    )


@pages.get("/reports/<uuid:release_id>")
def release(release_id: UUID) -> str:
    """A release, every number of it a link for those who may open it. Opening it is noted."""
    opened = services.open_release(release_id, actor=govuk.actor())
    return render_template(
        "reports/release.html",
        release=opened.summary,
        document=opened.document,
        files=opened.files,
        body=body(opened.document, lambda figure_id: _address(release_id, figure_id)),
    )


@pages.get("/reports/<uuid:release_id>/files/<name>")
def release_file(release_id: UUID, name: str) -> Response:
    """A file of a release, to keep. The download is noted."""
    found = services.release_file(release_id, name, actor=govuk.actor())
    response = Response(found.content, mimetype=found.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=found.name)
    return response


@pages.get("/reports/<uuid:release_id>/figure")
def figure(release_id: UUID) -> str:
    """One figure of a release, with the families behind it as they stood. Opening it is noted."""
    opened = services.open_figure(release_id, request.args.get("id", ""), actor=govuk.actor())
    title = opened.release.title if opened.release else "Report"
    return figure_page(
        opened,
        came_from=(title, url_for("reports_pages.release", release_id=release_id)),
        address_of=lambda figure_id: _address(release_id, figure_id),
    )


@pages.get("/reports/compare")
def compare() -> str:
    """Two releases of one kind: the figures that moved, and the families that changed."""
    first_id, second_id = _release_named("first"), _release_named("second")
    found = services.compare_releases(first_id, second_id, actor=govuk.actor())
    return render_template("reports/compare.html", comparison=found, printed=printed)


def _compared(found: list[ReleaseSummary]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What may be compared: the two newest are chosen to begin with."""
    offered = [
        {
            "value": each.id,
            "text": f"{each.title}, as at {govuk.long_date(each.as_at)}, made {govuk.at_time(each.made_at)}",
        }
        for each in found
    ]
    return (
        [{**item, "selected": place == 1} for place, item in enumerate(offered)],
        [{**item, "selected": place == 0} for place, item in enumerate(offered)],
    )


def _address(release_id: UUID, figure_id: str) -> str:
    return url_for("reports_pages.figure", release_id=release_id, id=figure_id)


def _release_named(name: str) -> UUID:
    """The release that the address names; anything else is a page that there is not."""
    try:
        return UUID(request.args.get(name, ""))
    except ValueError:
        abort(404)
