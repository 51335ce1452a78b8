"""A worker killed while it makes the files of a signed return: they arrive once, as they were signed."""

import os
import signal
import time
from pathlib import Path
from uuid import UUID

from app.access.policies import SYSTEM
from app.claims.services import returning
from app.db import transaction
from app.installation import Installation, worker
from app.jobs import queue
from app.jobs.models import JobStatus
from app.reports import services as reports
from app.reports import signing
from app.reports.views import JobView
from tests.days import TODAY
from tests.reports import returning as world
from tests.reports.records import run

A_MINUTE = 60


def seen(job_id: UUID, who: world.People, *, begun: bool) -> JobView:
    """The work once it has begun, or once it has ended."""
    until = time.monotonic() + A_MINUTE
    while True:
        view = reports.job_view(job_id, actor=who.officer)
        if view.status is not JobStatus.PENDING or (begun and view.stage in signing.STAGES):
            return view
        assert time.monotonic() < until, view.stage
        time.sleep(0.002 if begun else 0.1)  # it is begun for an instant, and ended for good


def test_a_worker_killed_while_it_makes_a_signed_returns_files_leaves_them_to_the_next(
    installation: Installation, tmp_path: Path
):
    people, window = world.the_people(), world.july()
    world.audited(2, window, people)
    return_id = returning.prepare(window, actor=people.preparer, on=TODAY)
    job_id = world.signed(return_id, people, with_files=False)

    with worker(installation, logs=tmp_path) as first:
        seen(job_id, people, begun=True)
        os.killpg(first.pid, signal.SIGKILL)
    left = reports.job_view(job_id, actor=people.officer)
    files_left = world.opened(return_id, people.officer).files
    with transaction(SYSTEM) as session:
        run(session, "update job set sent_at = sent_at - interval '1 minute'")
    with worker(installation, logs=tmp_path):
        queue.sweep(SYSTEM)
        arrived = seen(job_id, people, begun=False)
    signing.build_files(job_id)  # as if the message came once more

    opened = world.opened(return_id, people.officer)
    assert (left.status, files_left) == (JobStatus.PENDING, ())
    assert arrived.status is JobStatus.READY
    assert len(opened.files) == 4
    assert opened.release_id == left.release_id is not None
    assert all(same for _, same in reports.rebuilt(opened.release_id, actor=people.officer).files)
