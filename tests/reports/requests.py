"""Reports and returns asked for and built in the test's own process, as a worker builds them."""

from datetime import date
from uuid import UUID

from app.access.policies import SYSTEM, Actor
from app.errors import DomainError
from app.jobs import queue
from app.jobs.models import Job, JobStatus
from app.reports import services as reports
from app.reports.windows import claim_windows
from tests.conftest import COORDINATOR, TODAY

COUNCIL = "Nottingham (synthetic)"
AS_AT = date(2013, 3, 31)


def a_report_asked_for(as_at: date = AS_AT, *, actor: Actor = COORDINATOR) -> Job:
    """A board report that was asked for."""
    return reports.request_board_report(as_at=as_at, dated=max(as_at, date(2013, 6, 26)), actor=actor)


def a_return_asked_for(window_of: str = "July 2013", *, actor: Actor = COORDINATOR) -> Job:
    """The return of a window, asked for as at the demonstration's day."""
    (window,) = [each for each in claim_windows(actor=actor) if each.label == window_of]
    return reports.request_return(window.id, as_at=TODAY, actor=actor)


def made_report(as_at: date = AS_AT) -> UUID:
    """The id of a board report, asked for and built."""
    return built(a_report_asked_for(as_at))


def made_return() -> UUID:
    """The id of the July 2013 return, asked for and built."""
    return built(a_return_asked_for())


def built(job: Job, *, actor: Actor = COORDINATOR) -> UUID:
    """The id of the release that a job makes."""
    reports.build(job.id, organisation=COUNCIL)
    release_id = reports.job_view(job.id, actor=actor).release_id
    assert release_id is not None
    return release_id


def deliver(job: Job) -> None:
    """Do what a worker's task does with a job: build it, or say that it failed."""
    try:
        reports.build(job.id, organisation=COUNCIL)
    except (DomainError, queue.Cancelled) as error:
        queue.fail(SYSTEM, job.id, error)


def status(job: Job) -> JobStatus:
    """Where a job of the coordinator's stands."""
    return reports.job_view(job.id, actor=COORDINATOR).status
