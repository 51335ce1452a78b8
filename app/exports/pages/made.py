"""An export that was made, and its files."""

from uuid import UUID

from flask import Response, current_app, redirect, render_template, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock, govuk
from app.exports import services
from app.exports.pages.blueprint import pages
from app.exports.rules.catalogue import KINDS
from app.exports.rules.extract import SHORT
from app.exports.rules.vocabulary import MARKING, ExportName

USES = {"zip": "the whole pack", "xlsx": "a workbook", "csv": "a table", "pdf": "a paper"}


@pages.get("/exports/made/<uuid:export_id>")
def export(export_id: UUID) -> str:
    """An export with its files, what the checks found, and until when it is kept."""
    found = services.open_export(export_id, actor=govuk.actor())
    return render_template(
        "exports/export.html",
        export=found,
        kind=KINDS[found.name],
        is_pack=found.name is ExportName.INSPECTION_PACK,
        risks=SHORT if found.name is ExportName.EXTRACT else (),
        has_expired=found.expires_at <= clock.now(),
        uses=[_use(each.name) for each in found.files],
        marking=MARKING,
    )


@pages.get("/exports/of-work/<uuid:job_id>")
def of_work(job_id: UUID) -> AnyResponse:
    """Lead on to what a piece of work made."""
    found = services.export_of_job(job_id, actor=govuk.actor())
    return redirect(url_for("exports_pages.export", export_id=found.id), 303)


@pages.get("/exports/made/<uuid:export_id>/files/<name>")
def export_file(export_id: UUID, name: str) -> Response:
    """A file of an export, to keep. The download is noted with its hash."""
    found = services.fetch_file(export_id, name, folder=current_app.config["DOCUMENTS"], actor=govuk.actor())
    return send_file(
        found.place, mimetype=found.media_type, as_attachment=True, download_name=found.name, etag=False
    )


def _use(name: str) -> str:
    """What a file is for, in a word or two."""
    for part, words in (
        ("-checks.", "what to look at, with how to put it right"),
        ("-dictionary.", "the data dictionary"),
        ("-behind-", "the assessments behind the counts"),
    ):
        if part in name:
            return words
    return USES.get(name.rpartition(".")[2], "a file")
