"""Building: once, of one instant, seen while it goes on, stopped when asked."""

import threading
from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa

from app import embedded
from app.db import reading, transaction
from app.jobs import queue
from app.jobs.models import JobStatus
from app.reports import services as reports
from tests.conftest import COORDINATOR, counted
from tests.reports.conftest import Released
from tests.reports.records import allocate_again, ask, figures, interrupting, run
from tests.reports.requests import COUNCIL, a_report_asked_for, a_return_asked_for, built, deliver, status

pytestmark = pytest.mark.usefixtures("on_the_demonstrations_day")


def test_a_release_is_of_one_instant_whatever_is_saved_while_it_is_made(own_city: embedded.Urls):
    """A meeting allocates a family between the reading of allocations and the reading of decisions."""
    ((family_id,),) = ask(
        """
        select min(family.id::text)::uuid from family
        join residence on residence.family_id = family.id
        join ward on ward.id = residence.ward_id and ward.name = 'Aspley'
        where family.identified_on is not null
          and family.id not in (select family_id from triage_decision)
          and family.id not in (select family_id from allocation)
        """
    )
    ((like,),) = ask("select min(id::text)::uuid from allocation where route = 'rollout-meeting'")
    ((agency,),) = ask("select id from agency where code = 'HEALTH'")

    def decide() -> None:
        with transaction(COORDINATOR) as session:
            run(
                session,
                "insert into triage_decision (id, family_id, meeting_id, decided_on, outcome) "
                "select gen_random_uuid(), :family, meeting_id, '2013-03-14', 'allocate' "
                "from allocation where id = :like",
                family=family_id,
                like=like,
            )
            allocate_again(session, family_id, agency, starts_on=date(2013, 3, 14), like=like)

    first, second = a_report_asked_for(), a_report_asked_for()
    with interrupting("FROM allocation JOIN allocation_agency", decide) as interrupted:
        before = figures(built(first))
    after = figures(built(second))

    assert interrupted
    assert before["families.reviewed"] == 521
    assert after["families.reviewed"] == 522
    assert after["families.worked-with"] == before["families.worked-with"] + 1 == 376


def at_once(*work: Callable[[], None]) -> None:
    """Start all of these together, and wait for all."""
    gate, faults = threading.Barrier(len(work)), []

    def run(each: Callable[[], None]) -> None:
        gate.wait()
        try:
            each()
        except BaseException as error:  # noqa: BLE001  # told to the test below
            faults.append(error)

    threads = [threading.Thread(target=run, args=(each,)) for each in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_the_same_job_delivered_three_times_at_once_is_built_once(own_city: embedded.Urls):
    job = a_report_asked_for()

    at_once(*[lambda: reports.build(job.id, organisation=COUNCIL)] * 3)

    with reading(COORDINATOR) as session:
        assert counted(session, "release") == 1
        made = session.connection().execute(
            sa.text("select count(*) from audit_event where action = 'release.made'")
        )
        assert made.scalar_one() == 1
    assert status(job) is JobStatus.READY


def test_a_job_delivered_again_after_it_is_done_changes_nothing(released: Released):
    job = a_report_asked_for()
    release_id = built(job)

    assert built(job) == release_id
    assert ask("select count(*) from release")[0][0] == 3


def test_two_requests_built_at_once_give_two_releases_that_share_what_they_froze(own_city: embedded.Urls):
    jobs = [a_report_asked_for(), a_report_asked_for()]

    at_once(*[lambda job=job: reports.build(job.id, organisation=COUNCIL) for job in jobs])

    first, second = (reports.job_view(job.id, actor=COORDINATOR).release_id for job in jobs)
    assert first != second
    assert len({each.digest for each in reports.releases(actor=COORDINATOR)}) == 1
    ((rows, distinct),) = ask(
        "select count(*), count(distinct digest) from release_inputs cross join unnest(digests) as digest"
    )
    assert (rows, distinct) == (2 * ask("select count(*) from frozen_input")[0][0], rows // 2)


def test_a_report_and_a_return_built_at_once_both_arrive(own_city: embedded.Urls):
    jobs = [a_report_asked_for(), a_return_asked_for()]

    at_once(*[lambda job=job: reports.build(job.id, organisation=COUNCIL) for job in jobs])

    assert [status(job) for job in jobs] == [JobStatus.READY, JobStatus.READY]


def test_progress_is_seen_by_others_while_the_work_s_own_transaction_is_open(own_city: embedded.Urls):
    job = a_report_asked_for()
    seen: list[tuple[str, int, int | None, JobStatus]] = []

    def look() -> None:
        view = reports.job_view(job.id, actor=COORDINATOR)
        seen.append((view.stage, view.done, view.total, view.status))

    with interrupting("FROM allocation JOIN allocation_agency", look):
        built(job)

    assert seen == [("reading the records", 0, 4, JobStatus.PENDING)]
    view = reports.job_view(job.id, actor=COORDINATOR)
    assert (view.stage, view.done, view.total, view.seconds_left) == ("finished", 4, 4, None)


def test_work_cancelled_while_it_goes_on_stops_and_leaves_nothing(own_city: embedded.Urls):
    job = a_report_asked_for()

    with interrupting(
        "FROM allocation JOIN allocation_agency", lambda: queue.cancel(job.id, actor=COORDINATOR)
    ):
        deliver(job)

    view = reports.job_view(job.id, actor=COORDINATOR)
    assert (view.status, view.release_id, view.problem) == (JobStatus.CANCELLED, None, None)
    with reading(COORDINATOR) as session:
        assert counted(session, "release") == counted(session, "frozen_input") == 0


def test_work_cancelled_before_it_began_never_begins(released: Released):
    job = a_report_asked_for()
    queue.cancel(job.id, actor=COORDINATOR)

    deliver(job)

    assert status(job) is JobStatus.CANCELLED
    assert ask("select count(*) from release")[0][0] == 2


def test_a_crash_leaves_the_job_to_be_done_again(own_city: embedded.Urls):
    job = a_report_asked_for()

    class CrashError(Exception):
        pass

    def crash() -> None:
        raise CrashError

    with interrupting("insert into release", crash), interrupting("INSERT INTO release", crash):
        with pytest.raises(CrashError):
            reports.build(job.id, organisation=COUNCIL)

    assert status(job) is JobStatus.PENDING
    with reading(COORDINATOR) as session:
        assert counted(session, "release") == counted(session, "frozen_input") == 0
    assert built(job)
