"""Releases: the list of them, one opened, its files and figures, and two compared."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any
from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import govuk
from app.access.policies import check_may, may
from app.access.roles import Action
from app.errors import NotFound
from app.govuk import Form
from app.reports import services
from app.reports.pages.blueprint import pages
from app.reports.pages.documents import body
from app.reports.pages.figures import figure_page
from app.reports.pages.forms import ReaderForm
from app.reports.rules.figures import printed
from app.reports.rules.vocabulary import Profile, ReleaseKind
from app.reports.views import FileSummary, ReleaseSummary

Page = str | tuple[str, int] | AnyResponse

READER_REFUSALS = {"user": "email", "not-a-board-reader": "email"}
USES = {
    "pdf": "the paper, to print",
    "xlsx": "a workbook",
    "csv": "a table, for a spreadsheet",
    "html": "a web page",
    "json": "for programs",
}


@pages.get("/reports")
def releases() -> str:
    """The releases that this person may open, newest first."""
    found = services.releases(actor=govuk.actor())
    return render_template(
        "reports/releases.html",
        releases=found,
        may_request_report=may(govuk.actor(), Action.REQUEST_A_REPORT),
        may_request_return=may(govuk.actor(), Action.REQUEST_A_RETURN),
        compare_items=_compared(found) if may(govuk.actor(), Action.OPEN_FIGURES) else None,
    )


@pages.get("/families/<uuid:family_id>/releases")
def family_releases(family_id: UUID) -> str:
    """The releases that count a family: where its facts have gone. Looking is noted."""
    found = services.releases_holding(family_id, actor=govuk.actor())
    return render_template("reports/family_releases.html", releases=found, family_id=family_id)


@pages.get("/reports/<uuid:release_id>")
def release(release_id: UUID) -> str:
    """A release, every number of it a link for those who may open it. Opening it is noted."""
    return _release_page(release_id, Form())


@pages.post("/reports/<uuid:release_id>/readers")
def name_reader(release_id: UUID) -> Page:
    """Name a board reader of an internal report."""
    check_may(govuk.actor(), Action.NAME_READERS)
    try:
        email = govuk.load_form(ReaderForm(), request.form)["email"]
        services.name_reader(release_id, email, actor=govuk.actor())
    except (*govuk.REFUSALS, NotFound) as refusal:
        return govuk.redisplay(
            refusal, lambda form: _release_page(release_id, form), field_of=READER_REFUSALS
        )
    flash("The reader has been named.")
    return redirect(url_for("reports_pages.release", release_id=release_id), 303)


@pages.get("/reports/<uuid:release_id>/files/<name>")
def release_file(release_id: UUID, name: str) -> Response:
    """A file of a release, to keep. The download is noted."""
    found = services.release_file(release_id, name, actor=govuk.actor())
    response = Response(found.content, mimetype=found.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=found.name)
    return response


@pages.get("/reports/<uuid:release_id>/rebuilt")
def rebuilt(release_id: UUID) -> str:
    """A release made again from what it froze, and whether it comes out the same. It is noted."""
    found = services.rebuilt(release_id, actor=govuk.actor())
    return render_template("reports/rebuilt.html", rebuilt=found, release_id=release_id)


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


def _use(file: FileSummary) -> tuple[int, str]:
    """Where a file stands among those to download: what people read before what programs read."""
    ending = file.name.rpartition(".")[2]
    return (list(USES).index(ending) if ending in USES else len(USES), file.name)


def _release_page(release_id: UUID, form: Form) -> str:
    opened = services.open_release(release_id, actor=govuk.actor())
    has_readers = (
        opened.summary.kind is ReleaseKind.BOARD_REPORT and opened.summary.profile is Profile.INTERNAL
    )
    return render_template(
        "reports/release.html",
        release=opened.summary,
        document=opened.document,
        files=sorted(opened.files, key=_use),
        uses=USES,
        form=form,
        body=body(opened.document, lambda figure_id: _address(release_id, figure_id)),
        may_name_readers=has_readers and may(govuk.actor(), Action.NAME_READERS),
    )


def _compared(found: Sequence[ReleaseSummary]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]] | None:
    """What may be compared, an earlier with a later of its kind; None while no two are of one kind.

    The two newest of one kind are chosen to begin with.
    """
    pairs = ((before, after) for after, before in combinations(found, 2) if before.kind is after.kind)
    chosen = next(pairs, None)
    if chosen is None:
        return None
    return _offered(found, chosen[0]), _offered(found, chosen[1])


def _offered(found: Sequence[ReleaseSummary], chosen: ReleaseSummary) -> list[dict[str, Any]]:
    return [
        {
            "value": each.id,
            "text": f"{each.title}, as at {govuk.long_date(each.as_at)}, made {govuk.at_time(each.made_at)}",
            "selected": each is chosen,
        }
        for each in found
    ]


def _address(release_id: UUID, figure_id: str) -> str:
    return url_for("reports_pages.figure", release_id=release_id, id=figure_id)


def _release_named(name: str) -> UUID:
    """The release that the address names; anything else is a page that there is not."""
    try:
        return UUID(request.args.get(name, ""))
    except ValueError:
        abort(404)
