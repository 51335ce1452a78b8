"""Jobs as rows: asked for, taken, finished, failed, cancelled, and sent again when their message is lost."""

import json
import logging
import threading
from base64 import b64decode
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import redis
import sqlalchemy as sa
from sqlmodel import select

from app import clock, embedded
from app.access.policies import SYSTEM
from app.audit import AuditEvent
from app.db import reading, transaction
from app.errors import NotFound, RuleRefused
from app.jobs import broker, queue
from app.jobs.models import Job, JobProgress, JobStatus
from tests.conftest import ANALYST, COORDINATOR, counted

NAME = queue.BUILD_BOARD_REPORT
REDIS_NUMBER = 5
Sent = list[tuple[str, UUID]]


def a_job(*, pending_for: timedelta = timedelta(0), status: JobStatus = JobStatus.PENDING) -> UUID:
    """A job of the coordinator's whose message was sent so long ago."""
    with transaction(COORDINATOR) as session:
        job = queue.enqueue(session, COORDINATOR, NAME, as_at="2013-03-31")
        job.sent_at = clock.now() - pending_for
        job.status = status
    return job.id


def stored(job_id: UUID) -> Job:
    with reading(COORDINATOR) as session:
        return session.get_one(Job, job_id)


def progress(job_id: UUID) -> JobProgress:
    with reading(COORDINATOR) as session:
        return session.get_one(JobProgress, job_id)


def audited(job_id: UUID) -> list[tuple[str, UUID]]:
    with reading(COORDINATOR) as session:
        events = session.exec(
            select(AuditEvent).where(AuditEvent.subject_id == job_id).order_by(sa.text("position"))
        )
        return [(event.action, event.user_id) for event in events]


# Asking


def test_a_job_is_a_row_with_its_progress_and_an_audit_event(database: sa.Connection, sent_jobs: Sent):
    job_id = a_job()

    job = stored(job_id)
    assert (job.name, job.parameters, job.status) == (NAME, {"as_at": "2013-03-31"}, JobStatus.PENDING)
    assert (job.requested_by, job.finished_at) == (COORDINATOR.user_id, None)
    assert (progress(job_id).stage, progress(job_id).cancel_wanted) == ("waiting", False)
    assert audited(job_id) == [(f"job.requested.{NAME}", COORDINATOR.user_id)]


def test_its_message_leaves_after_the_commit_and_not_before(database: sa.Connection, sent_jobs: Sent):
    with transaction(COORDINATOR) as session:
        job = queue.enqueue(session, COORDINATOR, NAME)
        before = list(sent_jobs)

    assert before == []
    assert sent_jobs == [(NAME, job.id)]


def test_a_request_that_is_rolled_back_sends_nothing_and_leaves_nothing(
    database: sa.Connection, sent_jobs: Sent
):
    def ask_and_think_better_of_it() -> None:
        with transaction(COORDINATOR) as session:
            queue.enqueue(session, COORDINATOR, NAME)
            raise RuleRefused("no", "No.")

    with pytest.raises(RuleRefused):
        ask_and_think_better_of_it()

    assert sent_jobs == []
    with reading(COORDINATOR) as session:
        assert (
            counted(session, "job")
            == counted(session, "job_progress")
            == counted(session, "audit_event")
            == 0
        )


def test_a_broker_that_is_away_delays_the_job_and_refuses_nobody(
    database: sa.Connection, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def away(name: str, job_id: UUID) -> None:
        raise ConnectionError("redis://user:secret@broker")

    monkeypatch.setattr(queue, "_sender", away)

    with caplog.at_level(logging.WARNING):
        job_id = a_job()

    assert stored(job_id).status is JobStatus.PENDING
    assert [record.getMessage() for record in caplog.records] == [
        f"job {job_id} ({NAME}) could not be sent: ConnectionError"
    ]


# Taking


@pytest.mark.parametrize(
    ("status", "is_free"),
    [
        pytest.param(JobStatus.PENDING, True, id="pending"),
        pytest.param(JobStatus.READY, False, id="done already"),
        pytest.param(JobStatus.FAILED, False, id="failed"),
        pytest.param(JobStatus.CANCELLED, False, id="cancelled"),
    ],
)
def test_only_a_pending_job_can_be_taken(database: sa.Connection, sent_jobs: Sent, status, is_free):
    job_id = a_job(status=status)

    with transaction(SYSTEM) as session:
        taken = queue.take(session, job_id)
        assert (taken is not None) is is_free


def test_a_job_that_is_not_there_cannot_be_taken(database: sa.Connection):
    with transaction(SYSTEM) as session:
        assert queue.take(session, uuid4()) is None


def test_a_job_that_somebody_is_at_cannot_be_taken_until_they_let_go(separate_database: embedded.Urls):
    job_id = a_job()

    with transaction(SYSTEM) as first, transaction(SYSTEM) as second:
        assert queue.take(first, job_id) is not None
        assert queue.take(second, job_id) is None
    with transaction(SYSTEM) as third:
        assert queue.take(third, job_id) is not None


def test_progress_is_written_and_seen_while_the_job_is_taken(separate_database: embedded.Urls):
    job_id = a_job()

    with transaction(SYSTEM) as session:
        assert queue.take(session, job_id)
        queue.report_progress(COORDINATOR, job_id, "counting", done=1, total=4)
        queue.report_progress(COORDINATOR, job_id, "writing", done=2, total=4)
        found = progress(job_id)

    assert (found.stage, found.done, found.total) == ("writing", 2, 4)
    assert found.started_at is not None
    assert found.started_at < found.updated_at


# Ending


def test_a_finished_job_is_ready_with_the_work_or_not_at_all(separate_database: embedded.Urls):
    job_id = a_job()

    def finish_and_crash() -> None:
        with transaction(SYSTEM) as session:
            job = queue.take(session, job_id)
            assert job is not None
            queue.finish(job)
            session.flush()
            raise ValueError("crash")

    with pytest.raises(ValueError, match="crash"):
        finish_and_crash()
    left = stored(job_id)
    with transaction(SYSTEM) as session:
        job = queue.take(session, job_id)
        assert job is not None
        queue.finish(job)

    assert (left.status, left.finished_at) == (JobStatus.PENDING, None)
    assert stored(job_id).status is JobStatus.READY
    assert stored(job_id).finished_at is not None


@pytest.mark.parametrize(
    ("error", "status", "failure", "problem", "action"),
    [
        pytest.param(
            RuleRefused("does-not-reconcile", "The figures do not reconcile."),
            JobStatus.FAILED,
            "does-not-reconcile",
            "The figures do not reconcile.",
            "job.failed",
            id="a refusal keeps its sentence",
        ),
        pytest.param(
            KeyError("Tansy Testcase"),
            JobStatus.FAILED,
            "KeyError",
            None,
            "job.failed",
            id="an error keeps its type",
        ),
        pytest.param(
            queue.Cancelled(),
            JobStatus.CANCELLED,
            "Cancelled",
            None,
            "job.cancelled",
            id="a wish is no failure",
        ),
    ],
)
def test_a_job_that_fails_says_how(
    database: sa.Connection, sent_jobs: Sent, error, status, failure, problem, action
):
    job_id = a_job()

    queue.fail(SYSTEM, job_id, error)

    job = stored(job_id)
    assert (job.status, job.failure, job.problem) == (status, failure, problem)
    assert job.finished_at is not None
    assert audited(job_id)[-1] == (action, SYSTEM.user_id)


def test_a_job_that_has_ended_fails_no_more(database: sa.Connection, sent_jobs: Sent):
    job_id = a_job(status=JobStatus.READY)

    queue.fail(SYSTEM, job_id, KeyError())

    assert (stored(job_id).status, stored(job_id).failure) == (JobStatus.READY, None)
    assert len(audited(job_id)) == 1


# Cancelling


def test_a_wish_to_stop_is_met_at_the_next_step(database: sa.Connection, sent_jobs: Sent):
    job_id = a_job()
    queue.report_progress(COORDINATOR, job_id, "counting")

    queue.cancel(job_id, actor=COORDINATOR)

    assert stored(job_id).status is JobStatus.PENDING
    with pytest.raises(queue.Cancelled):
        queue.report_progress(COORDINATOR, job_id, "writing")
    assert audited(job_id)[-1] == ("job.cancel-wanted", COORDINATOR.user_id)


def test_a_job_can_be_cancelled_while_it_is_taken(separate_database: embedded.Urls):
    job_id = a_job()

    with transaction(SYSTEM) as session:
        assert queue.take(session, job_id)
        queue.cancel(job_id, actor=COORDINATOR)
        with pytest.raises(queue.Cancelled):
            queue.report_progress(COORDINATOR, job_id, "writing")


@pytest.mark.parametrize("status", [JobStatus.READY, JobStatus.FAILED, JobStatus.CANCELLED])
def test_what_has_ended_cannot_be_cancelled(database: sa.Connection, sent_jobs: Sent, status: JobStatus):
    job_id = a_job(status=status)

    with pytest.raises(RuleRefused) as refused:
        queue.cancel(job_id, actor=COORDINATOR)

    assert refused.value.code == "job-finished"
    assert not progress(job_id).cancel_wanted


def test_somebody_else_s_job_and_one_that_is_not_there_are_the_same_to_whoever_asks(
    database: sa.Connection, sent_jobs: Sent
):
    job_id, told = a_job(), []

    for asked_for in (job_id, uuid4()):
        with pytest.raises(NotFound) as refused:
            queue.cancel(asked_for, actor=ANALYST)
        told.append((refused.value.code, refused.value.message))

    assert len(set(told)) == 1
    assert not progress(job_id).cancel_wanted


# Sweeping


@pytest.mark.parametrize(
    ("pending_for", "is_sent"),
    [
        pytest.param(timedelta(seconds=29), False, id="under 30 seconds: left"),
        pytest.param(timedelta(seconds=31), True, id="over 30 seconds: sent again"),
        pytest.param(timedelta(days=2), True, id="for days: sent again"),
    ],
)
def test_a_job_that_waits_too_long_is_sent_again(
    database: sa.Connection, sent_jobs: Sent, pending_for, is_sent
):
    job_id = a_job(pending_for=pending_for)
    sent_jobs.clear()

    count = queue.sweep(SYSTEM)

    assert count == len(sent_jobs) == int(is_sent)
    assert sent_jobs == [(NAME, job_id)] * is_sent


def test_a_job_sent_again_is_left_for_another_thirty_seconds(database: sa.Connection, sent_jobs: Sent):
    a_job(pending_for=timedelta(minutes=5))

    assert [queue.sweep(SYSTEM), queue.sweep(SYSTEM)] == [1, 0]


@pytest.mark.parametrize("status", [JobStatus.READY, JobStatus.FAILED, JobStatus.CANCELLED])
def test_a_job_that_has_ended_is_not_sent_again(database: sa.Connection, sent_jobs: Sent, status: JobStatus):
    a_job(pending_for=timedelta(minutes=5), status=status)

    assert queue.sweep(SYSTEM) == 0


def test_jobs_are_sent_again_the_longest_waiting_first(database: sa.Connection, sent_jobs: Sent):
    second = a_job(pending_for=timedelta(minutes=1))
    first = a_job(pending_for=timedelta(minutes=2))
    sent_jobs.clear()

    queue.sweep(SYSTEM)

    assert [job_id for _, job_id in sent_jobs] == [first, second]


def test_a_job_that_is_worked_on_is_not_sent_again(separate_database: embedded.Urls, sent_jobs: Sent):
    job_id = a_job(pending_for=timedelta(minutes=5))

    with transaction(SYSTEM) as session:
        assert queue.take(session, job_id)
        while_worked_on = queue.sweep(SYSTEM)
    afterwards = queue.sweep(SYSTEM)

    assert (while_worked_on, afterwards) == (0, 1)


def test_of_two_sweepers_at_once_one_leaves(separate_database: embedded.Urls, sent_jobs: Sent):
    a_job(pending_for=timedelta(minutes=5))
    sent_jobs.clear()

    with transaction(SYSTEM) as session:
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(queue.SWEEPER_LOCK)))
        assert queue.sweep(SYSTEM) == 0
    counts: list[int] = []
    threads = [threading.Thread(target=lambda: counts.append(queue.sweep(SYSTEM))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(counts) == len(sent_jobs) == 1


# The message


@pytest.fixture
def store(services: embedded.Services) -> Iterator[redis.Redis]:
    """An empty broker."""
    client = redis.Redis(unix_socket_path=str(services.sockets / "valkey.sock"), db=REDIS_NUMBER)
    client.flushdb()
    yield client
    queue.use_sender(queue.send_nowhere)
    client.flushdb()
    client.close()


def test_a_message_is_a_name_and_an_id_and_nothing_else(
    database: sa.Connection, services: embedded.Services, store: redis.Redis
):
    broker.connect(services.urls("any", redis_number=REDIS_NUMBER).redis_url)

    job_id = a_job()

    (message,) = [json.loads(each) for each in store.lrange("celery", 0, -1)]
    assert message["content-type"] == "application/json"
    assert message["headers"]["task"] == NAME
    assert str(job_id) in message["headers"]["kwargsrepr"]
    args, kwargs, _ = json.loads(b64decode(message["body"]))
    assert (args, kwargs) == ([], {"job_id": str(job_id)})
    assert "2013-03-31" not in json.dumps(message)


def test_a_process_without_a_broker_sends_nothing_and_the_sweeper_of_another_does(
    database: sa.Connection, sent_jobs: Sent, monkeypatch: pytest.MonkeyPatch
):
    with_a_broker = queue._sender
    monkeypatch.setattr(queue, "_sender", queue.send_nowhere)
    job_id = a_job(pending_for=timedelta(minutes=1))
    monkeypatch.setattr(queue, "_sender", with_a_broker)

    queue.sweep(SYSTEM)

    assert sent_jobs == [(NAME, job_id)]
