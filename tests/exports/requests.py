"""Exports asked for and built in the test's own process, as a worker builds them."""

from datetime import date
from pathlib import Path
from typing import Any

from app.access.policies import Actor
from app.exports import services as exports
from app.exports.rules.vocabulary import ExportName
from app.exports.views import ExportMade
from app.jobs.models import Job
from tests.conftest import COORDINATOR, TODAY

COUNCIL = "Nottingham (synthetic)"
KEY = "a key that is kept outside the database"


def asked_for(name: ExportName, *, as_at: date = TODAY, actor: Actor = COORDINATOR, **wanted: Any) -> Job:
    """An export that was asked for."""
    if name is ExportName.INSPECTION_PACK:
        return exports.request_pack(as_at=as_at, actor=actor, **wanted)
    return exports.request_export(name, as_at=as_at, actor=actor, **wanted)


def built(job: Job, folder: Path, *, actor: Actor = COORDINATOR) -> ExportMade:
    """What a job makes."""
    exports.build(job.id, organisation=COUNCIL, folder=folder, key=KEY)
    return exports.export_of_job(job.id, actor=actor)


def made(name: ExportName, folder: Path, *, as_at: date = TODAY, **wanted: Any) -> dict[str, Path]:
    """The files of an export, asked for and built, by the end of their names: "csv", "checks.csv" ..."""
    found = built(asked_for(name, as_at=as_at, **wanted), folder)
    stem = f"{name.value}-{as_at.isoformat()}"
    return {
        file.name.removeprefix(stem)[1:]: exports.fetch_file(
            found.id, file.name, folder=folder, actor=COORDINATOR
        ).place
        for file in found.files
    }
