"""Releases: the list of them, one opened, its files and figures, and two compared."""

from collections.abc import Sequence
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for

from app import govuk
from app.access.policies import check_may, may
from app.access.roles import Action
from app.clashes import Page
from app.errors import NotFound
from app.govuk import Form
from app.reports import approving, services
from app.reports.pages.blueprint import pages
from app.reports.pages.comparing import to_compare
from app.reports.pages.documents import body
from app.reports.pages.figures import figure_page
from app.reports.pages.forms import ReaderForm
from app.reports.rules.vocabulary import Profile, ReleaseKind
from app.reports.views import FileSummary

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
        may_write_report=may(govuk.actor(), Action.WRITE_BOARD_REPORT),
        may_request_return=may(govuk.actor(), Action.REQUEST_A_RETURN),
        may_keep_agreements=may(govuk.actor(), Action.KEEP_AGREEMENTS),
        may_see_briefs=may(govuk.actor(), Action.SEE_BRIEFS),
        may_make_exports=may(govuk.actor(), Action.MAKE_EXPORTS),
        compare_items=to_compare(found) if may(govuk.actor(), Action.OPEN_FIGURES) else None,
    )


@pages.get("/families/<uuid:family_id>/releases")
def family_releases(family_id: UUID) -> str:
    """The releases that count a family: where its facts have gone. Looking is noted."""
    found = services.releases_holding(family_id, actor=govuk.actor())
    return render_template("reports/family_releases.html", releases=found, family_id=family_id)


@pages.get("/reports/<uuid:release_id>")
def release(release_id: UUID) -> str:
    """A release, every number of it a link for those who may open it. Opening it is noted."""
    return release_page(release_id, Form())


@pages.post("/reports/<uuid:release_id>/readers")
def name_reader(release_id: UUID) -> Page:
    """Name a board reader of an internal report."""
    check_may(govuk.actor(), Action.NAME_READERS)
    try:
        email = govuk.load_form(ReaderForm(), request.form)["email"]
        services.name_reader(release_id, email, actor=govuk.actor())
    except (*govuk.REFUSALS, NotFound) as refusal:
        return govuk.redisplay(refusal, lambda form: release_page(release_id, form), field_of=READER_REFUSALS)
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


def in_reading_order(files: Sequence[FileSummary]) -> list[FileSummary]:
    """Files to download: what people read before what programs read."""
    return sorted(files, key=_use)


def _use(file: FileSummary) -> tuple[int, str]:
    ending = file.name.rpartition(".")[2]
    return (list(USES).index(ending) if ending in USES else len(USES), file.name)


def release_page(release_id: UUID, form: Form, *, link: str | None = None) -> str:
    """A release's page with a form on it. link: one that was just made, to be shown this once."""
    opened = services.open_release(release_id, actor=govuk.actor())
    is_report = opened.summary.kind is ReleaseKind.BOARD_REPORT
    approval = approving.open_approval(release_id, actor=govuk.actor()) if is_report else None
    has_readers = is_report and opened.summary.profile is Profile.INTERNAL
    return render_template(
        "reports/release.html",
        release=opened.summary,
        document=opened.document,
        files=in_reading_order(opened.files),
        uses=USES,
        form=form,
        body=body(opened.document, lambda figure_id: _address(release_id, figure_id)),
        may_name_readers=has_readers and may(govuk.actor(), Action.NAME_READERS),
        approval=approval,
        link=link,
    )


def _address(release_id: UUID, figure_id: str) -> str:
    return url_for("reports_pages.figure", release_id=release_id, id=figure_id)
