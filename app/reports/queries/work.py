"""Jobs as their owners see them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db import rows
from app.errors import NotFound
from app.jobs.models import Job, JobProgress, JobStatus
from app.reports.models import Release
from app.reports.views import JobView

LATEST = 20


def job_view(session: Session, job_id: UUID, *, requested_by: UUID, now: datetime) -> JobView:
    """Where a job of this user stands. Raises NotFound("job")."""
    found = rows(session, _jobs().where(col(Job.id) == job_id, col(Job.requested_by) == requested_by))
    if not found:
        raise NotFound("job", "There is no such piece of work among yours.")
    return _view(found[0], now)


def jobs_of(session: Session, requested_by: UUID, *, now: datetime) -> list[JobView]:
    """This user's latest jobs, newest first."""
    found: Sequence[sa.Row[Any]] = rows(
        session,
        _jobs()
        .where(col(Job.requested_by) == requested_by)
        .order_by(col(Job.requested_at).desc(), col(Job.id))
        .limit(LATEST),
    )
    return [_view(row, now) for row in found]


def _jobs() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            col(Job.id),
            col(Job.name),
            col(Job.status),
            col(Job.problem),
            col(Job.failure),
            col(Job.requested_at),
            col(Job.finished_at),
            col(JobProgress.stage),
            col(JobProgress.done),
            col(JobProgress.total),
            col(JobProgress.started_at),
            col(Release.id).label("release_id"),
        )
        .join(JobProgress, col(JobProgress.job_id) == col(Job.id))
        .outerjoin(Release, col(Release.job_id) == col(Job.id))
    )


def _view(row: sa.Row[Any], now: datetime) -> JobView:
    """A job with how far it is. A ready one is done: its last progress was written before its commit."""
    is_ready = row.status is JobStatus.READY
    return JobView(
        id=row.id,
        name=row.name,
        status=row.status,
        stage="finished" if is_ready else row.stage,
        done=row.total or 0 if is_ready else row.done,
        total=row.total,
        seconds_left=_seconds_left(row, now),
        problem=row.problem,
        failure=row.failure,
        requested_at=row.requested_at,
        finished_at=row.finished_at,
        release_id=row.release_id,
    )


def _seconds_left(row: sa.Row[Any], now: datetime) -> int | None:
    """How long the rest will take at the pace so far; None when that cannot be told or nothing is left."""
    if row.status is not JobStatus.PENDING or not (row.done and row.total and row.started_at):
        return None
    passed: timedelta = now - row.started_at
    left: int = row.total - row.done
    return round(passed.total_seconds() / int(row.done) * left)
