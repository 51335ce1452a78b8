"""The synthetic city as tests use it: through the importer, with reports and a return made from it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from app.access.policies import COMMAND_LINE
from app.demo.city import make_city, write_city
from app.intake import services as intake
from app.jobs.models import Job
from app.reports import services as reports
from app.reports.windows import claim_windows
from tests.conftest import TODAY

COUNCIL = "Nottingham (synthetic)"


@dataclass(frozen=True, slots=True)
class Released:
    """The June 2013 board report, one as at two months earlier, and the July 2013 return."""

    report_id: UUID
    earlier_report_id: UUID
    return_id: UUID


def take_in(folder: Path) -> None:
    """Load the whole city into the database that sessions are bound to."""
    write_city(make_city(), folder)
    assert intake.load_import(folder, actor=COMMAND_LINE, today=TODAY).is_loaded


def release() -> Released:
    """Two board reports and a return, made as the worker makes them."""
    window = claim_windows(actor=COMMAND_LINE)[-1]
    return Released(
        _built(_report(date(2013, 3, 31), date(2013, 6, 26))),
        _built(_report(date(2013, 1, 31), date(2013, 2, 27))),
        _built(reports.request_return(window.id, as_at=TODAY, actor=COMMAND_LINE)),
    )


def _report(as_at: date, dated: date) -> Job:
    return reports.request_board_report(as_at=as_at, dated=dated, actor=COMMAND_LINE)


def _built(job: Job) -> UUID:
    reports.build(job.id, organisation=COUNCIL)
    release_id = reports.job_view(job.id, actor=COMMAND_LINE).release_id
    assert release_id is not None
    return release_id
