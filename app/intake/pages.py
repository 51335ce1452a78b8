"""Importing a file: check it, see every fault, load it."""

from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Response, current_app, render_template, request
from marshmallow import Schema, fields, validate
from werkzeug.datastructures import FileStorage
from werkzeug.utils import secure_filename

from app import clock, govuk
from app.access.policies import check_may
from app.access.roles import Action
from app.govuk import Form
from app.intake import services, templates
from app.intake.report import ImportReport

pages = govuk.page_blueprint("intake_pages", __name__)

MOST_FAULTS = 500

Page = str | tuple[str, int]


class UploadForm(Schema):
    """What is to be done with the file."""

    action = fields.String(
        required=True,
        validate=validate.OneOf(["check", "load"], error="Choose whether to check or to load the file."),
        error_messages={"required": "Choose whether to check or to load the file."},
    )


@pages.get("/import")
def upload() -> str:
    """The form that takes a file."""
    check_may(govuk.actor(), Action.IMPORT)
    return _upload_page(Form({"action": ["check"]}))


@pages.post("/import")
def take_upload() -> Page:
    """Check the file, or load it whole, and say what became of it."""
    check_may(govuk.actor(), Action.IMPORT)
    try:
        action = govuk.load_form(UploadForm(), request.form)["action"]
        report = _given_to(action, _file())
    except govuk.FormRefused as refusal:
        return govuk.redisplay(refusal, _upload_page)
    page = render_template(
        "intake/report.html",
        report=report,
        name=_file().filename,
        faults=list(islice(report.faults, MOST_FAULTS)),
        most=MOST_FAULTS,
    )
    return page, 200 if report.is_sound else 422


@pages.get("/import/template.<ending>")
def template(ending: str) -> Response:
    """The template to fill in, as a workbook or as a ZIP of .csv files."""
    check_may(govuk.actor(), Action.IMPORT)
    content = templates.template(ending)
    response = Response(content, mimetype=templates.MEDIA_TYPES[ending])
    response.headers.set("Content-Disposition", "attachment", filename=f"loxley-import-template.{ending}")
    return response


def _given_to(action: str, file: FileStorage) -> ImportReport:
    """What the service makes of the file, which stays in a folder of its own for as long as it is read."""
    with TemporaryDirectory(prefix="loxley-import-") as folder:
        source = Path(folder) / (secure_filename(file.filename or "") or "upload")
        file.save(source)
        given: dict[str, Any] = {
            "actor": govuk.actor(),
            "today": clock.today(),
            "limit_bytes": current_app.config["UPLOAD_LIMIT_BYTES"],
        }
        if action == "load":
            return services.load_import(source, **given)
        return services.check_import(source, **given)


def _file() -> FileStorage:
    """The file that was sent. Raises FormRefused."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise govuk.FormRefused({"file": "Choose a file."})
    return file


def _upload_page(form: Form) -> str:
    limit = current_app.config["UPLOAD_LIMIT_BYTES"] // 1_000_000
    return render_template("intake/upload.html", form=form, limit=limit)
