"""The work queue: a job is a row first; a message goes after the commit; a sweeper sends lost ones again."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import audit, clock
from app.db import ActsAs, transaction
from app.errors import DomainError, NotFound, RuleRefused
from app.jobs.models import Job, JobProgress, JobStatus

log = logging.getLogger(__name__)

BUILD_BOARD_REPORT = "build-board-report"
BUILD_RETURN = "build-return"
BUILD_SIGNED_RETURN = "build-signed-return"
SEND_REMINDERS = "send-reminders"
LOOK_FOR_REMINDERS = "look-for-reminders"
KEEP_EVALUATION = "keep-evaluation"
LOOK_FOR_UNDERMINED = "look-for-undermined-claims"
ASK_FOR_QUARTERLY = "ask-for-quarterly-reports"
BUILD_EXPORT = "build-export"
DISCARD_EXPORTS = "discard-expired-exports"
SWEEP = "sweep-jobs"

STALE_AFTER = timedelta(seconds=30)
SWEEPER_LOCK = 7_204_001

NEVER_CANCELLED = frozenset({BUILD_SIGNED_RETURN})
"""Work that must be done: what was signed has its files."""


class Cancelled(Exception):  # noqa: N818  # a wish granted, not an error
    """Someone asked for the job at hand to stop."""


def send_nowhere(name: str, job_id: UUID) -> None:
    """Send nothing: what a process without a broker does. The sweeper of one that has a broker sends it."""


_sender: Callable[[str, UUID], None] = send_nowhere


def use_sender(send: Callable[[str, UUID], None]) -> None:
    """Say how messages leave this process: a job's name and id. Called once when the process starts."""
    global _sender  # one process, one broker, like the engine behind Sessions
    _sender = send


def enqueue(session: Session, actor: ActsAs, name: str, **parameters: Any) -> Job:
    """Add a job to the transaction; its message leaves after the commit. Writes job, audit_event.

    parameters: ids, dates and codes as text, nothing personal.
    """
    now = clock.now()
    job = Job(name=name, parameters=parameters, requested_by=actor.user_id, requested_at=now, sent_at=now)
    session.add(job)
    session.flush()
    session.add(JobProgress(job_id=job.id, stage="waiting", updated_at=now))
    audit.record(session, actor, f"job.requested.{name}", job.id)
    session.info.setdefault("after_commit", []).append(partial(_send, name, job.id))
    return job


def take(session: Session, job_id: UUID) -> Job | None:
    """The job, locked for this transaction; None when it is done already or someone else is at it.

    The lock leaves the job's key alone, so that its progress row can be written meanwhile.
    """
    statement = (
        select(Job)
        .where(Job.id == job_id, Job.status == JobStatus.PENDING)
        .with_for_update(skip_locked=True, key_share=True)
    )
    return session.exec(statement).one_or_none()


def finish(job: Job) -> None:
    """Mark a taken job as ready, in the transaction that did its work."""
    job.status = JobStatus.READY
    job.finished_at = clock.now()


def fail(actor: ActsAs, job_id: UUID, error: BaseException) -> None:
    """Mark a job as failed. A refusal keeps its sentence; any other error only its type. Writes job."""
    with transaction(actor) as session:
        job = take(session, job_id)
        if job is None:
            return
        job.status = JobStatus.CANCELLED if isinstance(error, Cancelled) else JobStatus.FAILED
        job.finished_at = clock.now()
        job.failure = error.code if isinstance(error, DomainError) else type(error).__name__
        job.problem = error.message if isinstance(error, DomainError) else None
        audit.record(
            session, actor, "job.cancelled" if isinstance(error, Cancelled) else "job.failed", job.id
        )


def report_progress(
    actor: ActsAs, job_id: UUID, stage: str, *, done: int = 0, total: int | None = None
) -> None:
    """Say how far a job is, in a short transaction of its own. Writes job_progress.

    Raises Cancelled when someone has asked for the job to stop.
    """
    with transaction(actor) as session:
        progress = session.get_one(JobProgress, job_id, with_for_update=True)
        progress.started_at = progress.started_at or clock.now()
        progress.stage, progress.done, progress.total, progress.updated_at = stage, done, total, clock.now()
        wanted = progress.cancel_wanted
    if wanted:
        raise Cancelled


def cancel(job_id: UUID, *, actor: ActsAs) -> None:
    """Ask for a job of one's own to stop; the worker does at its next step. Writes job_progress, audit_event.

    Raises NotFound("job"), RuleRefused("job-finished" | "never-cancelled").
    """
    with transaction(actor) as session:
        job = session.get(Job, job_id)
        if job is None or job.requested_by != actor.user_id:
            raise NotFound("job", "There is no such piece of work among yours.")
        if job.status is not JobStatus.PENDING:
            raise RuleRefused("job-finished", "This work has already ended.")
        if job.name in NEVER_CANCELLED:
            raise RuleRefused("never-cancelled", "The files of a signed return are made, and not cancelled.")
        progress = session.get_one(JobProgress, job_id, with_for_update=True)
        progress.cancel_wanted = True
        audit.record(session, actor, "job.cancel-wanted", job_id)


def sweep(actor: ActsAs) -> int:
    """Send again every job that has been pending too long; how many were sent. Writes job.

    Two sweepers at once do no harm: the second finds the lock taken and leaves.
    """
    now = clock.now()
    with transaction(actor) as session:
        if not session.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(SWEEPER_LOCK))):
            return 0
        stale = _stale(session, now)
        for job in stale:
            job.sent_at = now
            session.info.setdefault("after_commit", []).append(partial(_send, job.name, job.id))
    return len(stale)


def _stale(session: Session, now: datetime) -> list[Job]:
    statement = (
        select(Job)
        .where(Job.status == JobStatus.PENDING, col(Job.sent_at) < now - STALE_AFTER)
        .order_by(col(Job.sent_at), col(Job.id))
        .with_for_update(skip_locked=True)
    )
    return list(session.exec(statement))


def _send(name: str, job_id: UUID) -> None:
    """Send a message; a failure is a delay, not a loss, for the row is there and the sweeper will find it."""
    try:
        _sender(name, job_id)
    except OSError as error:
        log.warning("job %s (%s) could not be sent: %s", job_id, name, type(error).__name__)
