"""What tests release from the synthetic city: reports and a return."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.access.policies import COMMAND_LINE
from app.jobs.models import Job
from app.reports import services as reports
from app.reports.windows import claim_windows
from tests.days import TODAY

COUNCIL = "Nottingham (synthetic)"


@dataclass(frozen=True, slots=True)
class Released:
    """The June 2013 board report, one as at two months earlier, and the return of the last window."""

    report_id: UUID
    earlier_report_id: UUID
    return_id: UUID


def release_report() -> UUID:
    """The June 2013 board report, made as the worker makes it."""
    return _built(_report(date(2013, 3, 31), date(2013, 6, 26)))


def release_more(report_id: UUID) -> Released:
    """Another board report and a return beside that one, made as the worker makes them."""
    window = claim_windows(actor=COMMAND_LINE)[-1]
    return Released(
        report_id,
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
