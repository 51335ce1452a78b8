"""What a worker does with a job: once; again after a fault that passes; with a plain word when it cannot."""

import os
import signal
import subprocess
import sys

import pytest
import sqlalchemy as sa

from app import embedded
from app.db import transaction
from app.exports import services as exports
from app.exports.rules.vocabulary import ExportName
from app.jobs import queue
from app.jobs.models import JobStatus
from tests.conftest import COORDINATOR
from tests.exports.requests import asked_for
from tests.reports.records import as_owner, ask, run
from tests.reports.requests import a_report_asked_for, a_return_asked_for
from tests.workers.conftest import AtWork
from tests.workers.watching import begun, children_of, emptied, ended, releases

TELLS_A_NAME = """
    create function tell_a_name() returns trigger language plpgsql as
    $$ begin raise exception 'Tansy Testcase, born 9 May 2001'; end $$;
    create trigger tell_a_name before insert on release for each row execute function tell_a_name();
"""


def test_a_report_and_a_return_asked_for_together_both_arrive(at_work: AtWork):
    jobs = [a_report_asked_for(), a_return_asked_for()]

    assert [ended(job.id).status for job in jobs] == [JobStatus.READY, JobStatus.READY]


def test_a_worker_makes_an_export_where_the_site_fetches_it(at_work: AtWork):
    job = asked_for(ExportName.LIST_TWO)

    assert ended(job.id).status is JobStatus.READY
    made = exports.export_of_job(job.id, actor=COORDINATOR)
    folder = at_work.installation.settings.documents
    fetched = exports.fetch_file(made.id, made.files[0].name, folder=folder, actor=COORDINATOR)
    assert fetched.place.stat().st_size == made.files[0].size


def test_a_message_that_comes_twice_at_once_makes_one_release(at_work: AtWork):
    before, job = releases(), a_report_asked_for()

    for _ in range(3):
        queue._sender(job.name, job.id)

    assert ended(job.id).status is JobStatus.READY
    another = a_return_asked_for()
    assert ended(another.id).status is JobStatus.READY  # the repeats were before it in the queue
    assert releases() == before + 2


def test_when_one_process_of_a_worker_is_killed_its_report_goes_to_the_other(at_work: AtWork):
    before, job = releases(), a_report_asked_for()
    begun(job.id)

    for child in children_of(at_work.worker_id):
        os.kill(child, signal.SIGKILL)

    assert ended(job.id).status is JobStatus.READY
    assert releases() == before + 1


def cut_connections(urls: embedded.Urls) -> int:
    """End every other connection in a transaction, as a server that restarts does; how many there were."""
    administrator = sa.create_engine(urls.admin_url)
    with administrator.begin() as connection:
        cut = connection.execute(
            sa.text(
                "select count(*) filter (where pg_terminate_backend(pid)) from pg_stat_activity "
                "where datname = current_database() and xact_start is not null and pid <> pg_backend_pid()"
            )
        ).scalar_one()
    administrator.dispose()
    return int(cut)


def test_a_report_whose_database_connections_are_cut_is_tried_again_and_arrives(at_work: AtWork):
    before, job = releases(), a_report_asked_for()
    begun(job.id)

    assert cut_connections(at_work.urls) >= 1
    assert ended(job.id).status is JobStatus.READY
    assert releases() == before + 1


def test_a_broker_emptied_while_workers_wait_on_it_takes_the_next_message(at_work: AtWork):
    emptied(at_work.installation.redis_url)

    assert ended(a_report_asked_for().id).status is JobStatus.READY


def test_a_report_cancelled_while_it_is_made_is_not_made(at_work: AtWork):
    before, job = releases(), a_report_asked_for()
    begun(job.id)

    queue.cancel(job.id, actor=COORDINATOR)

    view = ended(job.id)
    assert (view.status, view.release_id) == (JobStatus.CANCELLED, None)
    assert releases() == before


def test_a_report_cancelled_before_a_worker_comes_is_never_begun(at_work: AtWork):
    before, send = releases(), queue._sender
    queue.use_sender(queue.send_nowhere)
    job = a_report_asked_for()
    queue.cancel(job.id, actor=COORDINATOR)

    send(job.name, job.id)

    assert ended(job.id).status is JobStatus.CANCELLED
    assert releases() == before


def test_a_report_that_is_refused_says_why_in_a_sentence(at_work: AtWork):
    with transaction(COORDINATOR) as session:
        kept = list(run(session, "delete from target returning id, measure, financial_year, value"))
    job = a_report_asked_for()
    view = ended(job.id)
    with transaction(COORDINATOR) as session:
        for row in kept:
            run(session, "insert into target values (:id, :measure, :financial_year, :value)", **row._mapping)

    assert (view.status, view.failure) == (JobStatus.FAILED, "no-target")
    assert view.problem is not None
    assert view.problem.startswith("No target is recorded")


def test_a_report_that_fails_says_the_error_s_type_and_neither_row_nor_log_its_text(at_work: AtWork):
    before = releases()
    with as_owner(at_work.urls) as owner:
        owner.execute(sa.text(TELLS_A_NAME))
    job = a_report_asked_for()
    view = ended(job.id)
    with as_owner(at_work.urls) as owner:
        owner.execute(sa.text("drop trigger tell_a_name on release; drop function tell_a_name()"))

    assert (view.status, view.failure, view.problem) == (JobStatus.FAILED, "ProgrammingError", None)
    assert releases() == before
    ((told,),) = ask("select count(*) from job where job::text like '%Testcase%'")
    assert told == 0
    log = (at_work.logs / "worker.log").read_text()
    assert "ProgrammingError" in log
    assert "Testcase" not in log
    assert "2001" not in log


SAY_TASKS = """
from workers.celery_app import app
app.loader.import_default_modules()
conf = app.conf
print(*sorted(name for name in app.tasks if not name.startswith("celery.")))
print(*sorted(entry["task"] for entry in conf.beat_schedule.values()))
print(conf.task_soft_time_limit, conf.task_time_limit, conf.broker_transport_options["visibility_timeout"])
"""


@pytest.fixture(scope="module")
def told_of_tasks(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What a worker's configuration says: its tasks, what beat sends, and its limits in seconds."""
    env = {"PATH": os.environ["PATH"], "LOXLEY_HOME": str(tmp_path_factory.mktemp("home"))}
    told = subprocess.run(
        [sys.executable, "-c", SAY_TASKS], env=env, capture_output=True, text=True, check=True
    )
    return told.stdout.splitlines()


def test_there_is_a_task_for_every_job_and_a_job_for_every_task(told_of_tasks: list[str]):
    assert told_of_tasks[0].split() == sorted(
        [
            queue.BUILD_BOARD_REPORT,
            queue.BUILD_RETURN,
            queue.BUILD_SIGNED_RETURN,
            queue.KEEP_EVALUATION,
            queue.LOOK_FOR_REMINDERS,
            queue.LOOK_FOR_UNDERMINED,
            queue.SEND_REMINDERS,
            queue.ASK_FOR_QUARTERLY,
            queue.BUILD_EXPORT,
            queue.DISCARD_EXPORTS,
            queue.SWEEP,
        ]
    )


def test_beat_sends_tasks_that_there_are(told_of_tasks: list[str]):
    assert told_of_tasks[1].split() == [
        queue.ASK_FOR_QUARTERLY,
        queue.DISCARD_EXPORTS,
        queue.KEEP_EVALUATION,
        queue.LOOK_FOR_REMINDERS,
        queue.LOOK_FOR_UNDERMINED,
        queue.SWEEP,
    ]


def test_a_task_ends_before_its_message_would_be_delivered_again(told_of_tasks: list[str]):
    patient, ended_by, delivered_again = map(int, told_of_tasks[2].split())

    assert patient < ended_by < delivered_again
