"""Real workers on a real broker, killed and emptied: the report still arrives, and arrives once."""

import os
import signal
from pathlib import Path

from app.db import transaction
from app.installation import Installation, beat, worker
from app.jobs import queue
from app.jobs.models import JobStatus
from app.reports import services as reports
from tests.conftest import COORDINATOR
from tests.reports.records import run
from tests.reports.requests import COUNCIL, a_report_asked_for
from tests.workers.watching import begun, emptied, ended, releases


def test_a_worker_killed_during_a_report_leaves_it_to_the_next_and_it_arrives_once(
    installation: Installation, tmp_path: Path
):
    job = a_report_asked_for()
    with worker(installation, logs=tmp_path) as first:
        begun(job.id)
        os.killpg(first.pid, signal.SIGKILL)
    left = reports.job_view(job.id, actor=COORDINATOR)
    with transaction(COORDINATOR) as session:
        run(session, "update job set sent_at = sent_at - interval '1 minute'")

    with worker(installation, logs=tmp_path), beat(installation, logs=tmp_path):
        arrived = ended(job.id)
        queue.sweep(COORDINATOR)
        reports.build(job.id, organisation=COUNCIL)  # as if the message came once more

    assert (left.status, left.release_id) == (JobStatus.PENDING, None)
    assert arrived.status is JobStatus.READY
    assert releases() == 1


def test_a_request_whose_message_is_lost_with_the_broker_still_arrives_within_a_minute(
    installation: Installation, tmp_path: Path
):
    job = a_report_asked_for()
    emptied(installation.redis_url)

    with worker(installation, logs=tmp_path), beat(installation, logs=tmp_path):
        arrived = ended(job.id)

    assert arrived.status is JobStatus.READY
    assert releases() == 1
