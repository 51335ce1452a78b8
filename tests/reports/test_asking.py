"""Asking for reports and returns."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from app.access.policies import Actor
from app.access.roles import Role
from app.errors import Forbidden, NotFound, RuleRefused
from app.jobs.models import JobStatus
from app.reports import services as reports
from tests.conftest import ANALYST, COORDINATOR, TODAY
from tests.reports.conftest import Released
from tests.reports.records import ask
from tests.reports.requests import a_report_asked_for, deliver

pytestmark = pytest.mark.usefixtures("on_the_demonstrations_day")


@pytest.mark.parametrize(
    ("as_at", "dated", "code"),
    [
        pytest.param(date(2013, 7, 13), date(2013, 7, 13), "day-to-come", id="tomorrow"),
        pytest.param(date(2010, 11, 30), date(2013, 6, 26), "no-rule-pack", id="before any rules"),
        pytest.param(date(2013, 3, 31), date(2013, 3, 30), "dated-too-early", id="dated before its figures"),
    ],
)
def test_a_report_that_cannot_be_is_refused_when_it_is_asked_for(released: Released, as_at, dated, code):
    jobs = ask("select count(*) from job")

    with pytest.raises(RuleRefused) as refused:
        reports.request_board_report(as_at=as_at, dated=dated, actor=COORDINATOR)

    assert refused.value.code == code
    assert ask("select count(*) from job") == jobs


@pytest.mark.parametrize("as_at", [date(2010, 12, 1), date(2012, 4, 1), date(2013, 4, 1), TODAY], ids=str)
def test_a_report_as_at_any_day_of_the_programme_reconciles_or_says_what_it_lacks(released: Released, as_at):
    job = a_report_asked_for(as_at)

    deliver(job)

    view = reports.job_view(job.id, actor=COORDINATOR)
    expected = (JobStatus.READY, None) if as_at >= date(2012, 4, 1) else (JobStatus.FAILED, "no-target")
    assert (view.status, view.failure) == expected, view.problem


def test_a_return_for_a_window_that_is_not_there_is_refused(released: Released):
    with pytest.raises(NotFound) as refused:
        reports.request_return(uuid4(), as_at=TODAY, actor=COORDINATOR)

    assert refused.value.code == "claim-window"


def test_only_those_whose_role_includes_it_may_ask(released: Released):
    with pytest.raises(Forbidden):
        a_report_asked_for(actor=Actor(uuid4(), frozenset({Role.BOARD_READER})))
    with pytest.raises(Forbidden):
        reports.request_return(uuid4(), as_at=TODAY, actor=ANALYST)


def test_asking_writes_the_job_and_who_asked_and_sends_its_name_and_id_after_the_commit(
    released: Released, sent_jobs: list[tuple[str, UUID]]
):
    job = a_report_asked_for(actor=ANALYST)

    assert sent_jobs == [("build-board-report", job.id)]
    ((action, user),) = ask("select action, user_id from audit_event where subject_id = :job", job=job.id)
    assert (action, user) == ("job.requested.build-board-report", ANALYST.user_id)
    assert [view.id for view in reports.my_jobs(actor=ANALYST)] == [job.id]


def test_a_job_is_seen_by_whoever_asked_for_it_and_nobody_else(released: Released):
    job = a_report_asked_for(actor=ANALYST)

    with pytest.raises(NotFound):
        reports.job_view(job.id, actor=COORDINATOR)
    assert reports.job_view(job.id, actor=ANALYST).stage == "waiting"
