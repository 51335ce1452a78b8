"""Watching work that real workers do, from outside."""

import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
import redis

from app.db import reading
from app.jobs.models import JobStatus
from app.reports import services as reports
from app.reports.views import JobView
from tests.conftest import COORDINATOR, counted

WITHIN_A_MINUTE = 60
AT_ONCE, NOW_AND_THEN = 0.005, 0.1


def seen(job_id: UUID, is_so: Callable[[JobView], bool], every: float) -> JobView:
    """The job once it is so, looked at every so many seconds. Fails when that takes more than a minute."""
    until = time.monotonic() + WITHIN_A_MINUTE
    while time.monotonic() < until:
        view = reports.job_view(job_id, actor=COORDINATOR)
        if is_so(view):
            return view
        time.sleep(every)
    pytest.fail(f"the job is still {view.status} at {view.stage!r} after a minute")


def begun(job_id: UUID) -> JobView:
    """The job once a worker reads or counts for it."""
    return seen(job_id, lambda view: view.stage in reports.STAGES[:2], AT_ONCE)


def ended(job_id: UUID) -> JobView:
    """The job once it has ended, however."""
    return seen(job_id, lambda view: view.status is not JobStatus.PENDING, NOW_AND_THEN)


def releases() -> int:
    """How many releases there are."""
    with reading(COORDINATOR) as session:
        return counted(session, "release")


def emptied(address: str) -> None:
    """Take everything out of the broker."""
    client = redis.Redis.from_url(address)
    client.flushall()
    client.close()


def children_of(process_id: int) -> list[int]:
    """The processes that a process has started."""
    tasks = Path(f"/proc/{process_id}/task/{process_id}/children")
    return [int(child) for child in tasks.read_text().split()]
