"""Celery tasks. Each turns ids back into UUIDs, calls one service, and stops."""

from typing import Any
from uuid import UUID

from celery import Task, shared_task

from app import clock, db
from app.access import policies
from app.claims.services import standing, undermined
from app.errors import DomainError
from app.exports import services as exports
from app.jobs import queue
from app.reminders import services as reminders
from app.reports import quarterly, signing
from app.reports import services as reports
from workers.celery_app import SETTINGS


class JobTask(Task):  # type: ignore[type-arg]  # Celery's Task is not generic at run time
    """A task about one job; when it fails for good the job says so."""

    throws = (DomainError, queue.Cancelled)  # answers, not faults: the job says them, and no log need
    autoretry_for = (OSError, *db.AWAY)
    max_retries = 3
    retry_backoff = 5  # after 5, 10 and 20 seconds: long enough for a database to restart
    retry_jitter = False

    def on_failure(
        self, exc: BaseException, task_id: str, args: tuple[Any, ...], kwargs: dict[str, str], einfo: object
    ) -> None:
        queue.fail(policies.SYSTEM, UUID(kwargs["job_id"]), exc)


@shared_task(name=queue.BUILD_BOARD_REPORT, base=JobTask)
def build_board_report(job_id: str) -> None:
    """Build a Partnership Board report that was asked for."""
    reports.build(UUID(job_id), organisation=SETTINGS.council_name)


@shared_task(name=queue.BUILD_RETURN, base=JobTask)
def build_return(job_id: str) -> None:
    """Build a government return that was asked for."""
    reports.build(UUID(job_id), organisation=SETTINGS.council_name)


@shared_task(name=queue.BUILD_SIGNED_RETURN, base=JobTask)
def build_signed_return(job_id: str) -> None:
    """Make the files of a return that was signed."""
    signing.build_files(UUID(job_id))


@shared_task(name=queue.BUILD_EXPORT, base=JobTask)
def build_export(job_id: str) -> None:
    """Build an export that was asked for."""
    exports.build(
        UUID(job_id),
        organisation=SETTINGS.council_name,
        folder=SETTINGS.documents,
        key=SETTINGS.pseudonym_key,
    )


@shared_task(name=queue.DISCARD_EXPORTS)
def discard_expired_exports() -> None:
    """Delete the files of exports that have expired."""
    exports.discard_expired(folder=SETTINGS.documents)


@shared_task(name=queue.SEND_REMINDERS, base=JobTask)
def send_reminders(job_id: str) -> None:
    """Send the reminders that wait."""
    reminders.send(UUID(job_id), SETTINGS.mail, today=clock.today(), now=clock.now())


@shared_task(name=queue.LOOK_FOR_REMINDERS)
def look_for_reminders() -> None:
    """Write down what there is to remind people of; without a mail server there is nobody to tell."""
    if SETTINGS.mail:
        reminders.look(today=clock.today(), now=clock.now())


@shared_task(name=queue.KEEP_EVALUATION)
def keep_evaluation() -> None:
    """Bring the evaluation that stands up to date."""
    standing.keep_up_to_date(today=clock.today())


@shared_task(name=queue.LOOK_FOR_UNDERMINED)
def look_for_undermined() -> None:
    """Raise the claims that what is recorded now no longer bears out."""
    undermined.look_for_undermined(today=clock.today(), now=clock.now())


@shared_task(name=queue.ASK_FOR_QUARTERLY)
def ask_for_quarterly_reports() -> None:
    """Ask for the board's reports of the last quarter, unless the settings say that nobody wants them."""
    if SETTINGS.quarterly_reports:
        quarterly.ask_for_the_quarter(today=clock.today())


@shared_task(name=queue.SWEEP)
def sweep() -> None:
    """Send again the messages of jobs that have waited too long."""
    queue.sweep(policies.SYSTEM)
