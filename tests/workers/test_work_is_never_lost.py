"""Real workers on a real broker: killed, emptied, cancelled; the report still arrives, and arrives once."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import redis
import sqlalchemy as sa

from app import embedded
from app.config import load_settings
from app.db import reading
from app.installation import Installation, beat, worker
from app.jobs import broker, queue
from app.jobs.models import JobStatus
from app.reports import services as reports
from app.reports.views import JobView
from tests.conftest import COORDINATOR, TODAY, counted
from tests.reports.requests import a_report_asked_for

WITHIN_A_MINUTE = 60
REDIS_NUMBER = 3


@pytest.fixture
def installation(
    services: embedded.Services,
    own_city: embedded.Urls,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Installation]:
    """The city in a database of its own, with an empty broker."""
    monkeypatch.setenv("LOXLEY_TODAY", TODAY.isoformat())
    address = f"unix://{services.sockets}/valkey.sock?db={REDIS_NUMBER}"
    settings = replace(
        load_settings({"LOXLEY_HOME": str(tmp_path)}), database_url=own_city.app_url, redis_url=address
    )
    emptied(address)
    broker.connect(address)
    yield Installation(settings, services)
    queue.use_sender(queue.send_nowhere)


def test_a_worker_killed_during_a_report_leaves_it_to_the_next_and_it_arrives_once(installation, tmp_path):
    job = a_report_asked_for()
    with worker(installation, logs=tmp_path) as first:
        seen(job.id, lambda view: view.stage in reports.STAGES[:2])
        os.killpg(first.pid, signal.SIGKILL)
    left = reports.job_view(job.id, actor=COORDINATOR)

    with worker(installation, logs=tmp_path), beat(installation, logs=tmp_path):
        arrived = seen(job.id, lambda view: view.status is not JobStatus.PENDING)
        queue.sweep(COORDINATOR)
        reports.build(job.id, organisation="Nottingham (synthetic)")  # as if the message came once more

    assert left.status is JobStatus.PENDING
    assert left.release_id is None
    assert arrived.status is JobStatus.READY
    assert releases() == 1


def test_a_request_whose_message_is_lost_with_the_broker_still_arrives_within_a_minute(
    installation, tmp_path
):
    job = a_report_asked_for()
    emptied(installation.redis_url)

    with worker(installation, logs=tmp_path), beat(installation, logs=tmp_path):
        arrived = seen(job.id, lambda view: view.status is not JobStatus.PENDING)

    assert arrived.status is JobStatus.READY
    assert releases() == 1


def test_a_report_that_was_cancelled_before_a_worker_came_is_never_made(installation, tmp_path):
    job = a_report_asked_for()
    queue.cancel(job.id, actor=COORDINATOR)

    with worker(installation, logs=tmp_path):
        ended = seen(job.id, lambda view: view.status is not JobStatus.PENDING)

    assert ended.status is JobStatus.CANCELLED
    assert releases() == 0


def test_a_report_that_cannot_be_built_says_why_in_a_sentence(installation, own_city, tmp_path):
    owner = sa.create_engine(own_city.owner_url)
    with owner.begin() as connection:
        connection.execute(sa.text("delete from target"))
    owner.dispose()
    job = a_report_asked_for()

    with worker(installation, logs=tmp_path):
        ended = seen(job.id, lambda view: view.status is not JobStatus.PENDING)

    assert ended.status is JobStatus.FAILED
    assert ended.failure == "no-target"
    assert ended.problem is not None


def seen(job_id, is_so: Callable[[JobView], bool]) -> JobView:
    """The job once it is so. Fails when that takes more than a minute."""
    until = time.monotonic() + WITHIN_A_MINUTE
    while time.monotonic() < until:
        view = reports.job_view(job_id, actor=COORDINATOR)
        if is_so(view):
            return view
        time.sleep(0.005)
    pytest.fail(f"the job is still {view.status} at {view.stage!r} after a minute")


def releases() -> int:
    with reading(COORDINATOR) as session:
        return counted(session, "release")


def emptied(address: str) -> None:
    client = redis.Redis.from_url(address)
    client.flushdb()
    client.close()
