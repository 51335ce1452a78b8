"""Imports, for programs."""

from http import HTTPStatus
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from apiflask import Schema
from flask import Response, current_app
from marshmallow import fields
from werkzeug.datastructures import FileStorage
from werkzeug.utils import secure_filename

from app import clock, http
from app.access.policies import check_may
from app.access.roles import Action
from app.intake import services
from app.intake.report import ImportReport
from app.openapi import refused_by

api = http.api_blueprint("intake_api", __name__, tag="Imports")

MOST_FAULTS = 500


class ImportQuery(Schema):
    """Whether the file is only to be checked."""

    check = fields.Boolean(
        load_default=True, metadata={"description": "true: report every fault and write nothing."}
    )


class Upload(Schema):
    """A ZIP of CSV files, a workbook, or one CSV file named after its table."""

    file = fields.Raw(required=True, metadata={"type": "string", "format": "binary"})


class TableOut(Schema):
    """One table of an import, and the records that its rows added or changed."""

    table = fields.String(required=True)
    file = fields.String(required=True)
    rows = fields.Integer(required=True)
    added = fields.Integer(required=True)
    changed = fields.Integer(required=True)


class FaultOut(Schema):
    """A fault and its place. row: as a spreadsheet numbers it; null for the whole file."""

    file = fields.String(required=True)
    row = fields.Integer(required=True, allow_none=True)
    column = fields.String(required=True, allow_none=True)
    code = fields.String(required=True)
    sentence = fields.String(required=True)
    fix = fields.String(required=True)


class NoteOut(Schema):
    """Something that is no fault, and good to know."""

    file = fields.String(required=True)
    sentence = fields.String(required=True)


class ImportOut(Schema):
    """What became of an import. fault_count: of all faults; faults: the first 500 of them."""

    is_sound = fields.Boolean(required=True)
    is_loaded = fields.Boolean(required=True)
    summary = fields.String(required=True)
    sha256 = fields.String(required=True)
    tables = fields.List(fields.Nested(TableOut), required=True)
    notes = fields.List(fields.Nested(NoteOut), required=True)
    fault_count = fields.Integer(required=True)
    faults = fields.List(fields.Nested(FaultOut), required=True)


@api.post("/imports")
@api.input(ImportQuery, location="query")
@api.input(Upload, location="files")
@api.output(ImportOut)
@api.doc(responses=refused_by(services.check_import, services.load_import))
def take_import(query_data: dict[str, Any], files_data: dict[str, Any]) -> Response:
    """Check a file, or load all of it or none.

    With `check=true`, which is the default, every fault is reported and nothing is written. With
    `check=false` a file with faults is refused as `faulty-import`, and its faults come with the problem.
    """
    check_may(http.current_actor(), Action.IMPORT)
    report = _given(files_data["file"], check_only=query_data["check"])
    body = ImportOut().dump(_described(report))
    if report.is_sound or query_data["check"]:
        return http.answer(body)
    faults = {"faults": body["faults"], "fault_count": body["fault_count"]}
    return http.problem_of(HTTPStatus.UNPROCESSABLE_ENTITY, "faulty-import", report.summary, **faults)


def _given(file: FileStorage, *, check_only: bool) -> ImportReport:
    """What the service makes of the file, which stays in a folder of its own for as long as it is read."""
    with TemporaryDirectory(prefix="loxley-import-") as folder:
        source = Path(folder) / (secure_filename(file.filename or "") or "upload")
        file.save(source)
        given: dict[str, Any] = {
            "actor": http.current_actor(),
            "today": clock.today(),
            "limit_bytes": current_app.config["UPLOAD_LIMIT_BYTES"],
        }
        return services.check_import(source, **given) if check_only else services.load_import(source, **given)


def _described(report: ImportReport) -> dict[str, Any]:
    return {
        "is_sound": report.is_sound,
        "is_loaded": report.is_loaded,
        "summary": report.summary,
        "sha256": report.sha256,
        "tables": report.tables,
        "notes": report.notes,
        "fault_count": len(report.faults),
        "faults": list(islice(report.faults, MOST_FAULTS)),
    }
