"""What does not reconcile is not released, and is named."""

from datetime import date

import pytest
import sqlalchemy as sa

from app import embedded
from app.db import reading, transaction
from app.jobs.models import JobStatus
from app.reports import services as reports
from tests.conftest import COORDINATOR, counted
from tests.reports.records import A_FAMILY_OF_BASFORD, allocate_again, as_owner, ask
from tests.reports.requests import AS_AT, COUNCIL, a_report_asked_for, a_return_asked_for, deliver

pytestmark = pytest.mark.usefixtures("on_the_demonstrations_day")


@pytest.mark.parametrize(
    ("agency", "route", "identity"),
    [
        pytest.param("the same", None, "Families allocated at meetings", id="with the same agency"),
        pytest.param("another", None, "Families allocated at meetings", id="with another agency"),
        pytest.param("the same", "referral", "Families ", id="by another route"),
        pytest.param("another", "referral", "Families ", id="with another agency by another route"),
    ],
)
def test_two_current_allocations_of_one_family_stop_the_release_and_are_named(
    own_city: embedded.Urls, agency: str, route: str | None, identity: str
):
    ((family_id, reference, _),) = ask(A_FAMILY_OF_BASFORD, as_at=date(2013, 1, 1))
    ((allocation, own_agency),) = ask(
        "select allocation.id, agency_id from allocation "
        "join allocation_agency on allocation_id = allocation.id where family_id = :family and position = 1",
        family=family_id,
    )
    ((other_agency,),) = ask(
        "select min(id::text)::uuid from agency "
        "where data_sheet_order is not null and code <> 'FIP' and id <> :own",
        own=own_agency,
    )
    with as_owner(own_city) as owner:
        owner.execute(sa.text("alter table allocation drop constraint ex_allocation_one_current"))
    with transaction(COORDINATOR) as session:
        allocate_again(
            session,
            family_id,
            own_agency if agency == "the same" else other_agency,
            starts_on=date(2013, 1, 15),
            like=allocation,
            route=route,
        )
    report, government_return = a_report_asked_for(), a_return_asked_for()

    deliver(report)
    deliver(government_return)

    for job in (report, government_return):
        view = reports.job_view(job.id, actor=COORDINATOR)
        assert (view.status, view.failure) == (JobStatus.FAILED, "does-not-reconcile")
        assert view.problem is not None
        assert "nothing was released" in view.problem
        assert identity in view.problem
        assert "The difference is +1." in view.problem
        assert f"Families in it: {reference}." in view.problem
        assert view.release_id is None
    with reading(COORDINATOR) as session:
        for table in ("release", "figure", "release_file", "release_inputs", "frozen_input"):
            assert counted(session, table) == 0
    broken = [
        each
        for each in reports.reconciliation(as_at=AS_AT, organisation=COUNCIL, actor=COORDINATOR)
        if not each.holds
    ]
    assert broken
    assert {each.families for each in broken} == {(reference,)}


def test_a_family_without_an_address_is_not_left_out_in_silence(own_city: embedded.Urls):
    ((family_id, reference, _),) = ask(A_FAMILY_OF_BASFORD, as_at=AS_AT)
    with as_owner(own_city) as owner:
        owner.execute(sa.text("delete from residence where family_id = :family"), {"family": family_id})
    job = a_report_asked_for()

    deliver(job)

    view = reports.job_view(job.id, actor=COORDINATOR)
    assert view.failure == "does-not-reconcile"
    assert f"The difference is -1. Families in it: {reference}." in (view.problem or "")


def test_an_assessment_without_a_reason_is_not_left_out_in_silence(own_city: embedded.Urls):
    ((assessment_id,),) = ask("select min(id::text)::uuid from assessment where kind = 'caf'")
    with as_owner(own_city) as owner:
        owner.execute(
            sa.text("delete from assessment_reason where assessment_id = :id"), {"id": assessment_id}
        )
    job = a_report_asked_for()

    deliver(job)

    assert str(assessment_id) in (reports.job_view(job.id, actor=COORDINATOR).problem or "")


def test_many_families_in_one_difference_are_counted_and_twenty_are_named(own_city: embedded.Urls):
    with as_owner(own_city) as owner:
        owner.execute(sa.text("update family set funded_elsewhere = null"))
        owner.execute(
            sa.text(
                "delete from residence where family_id in "
                "(select family_id from triage_decision where outcome = 'allocate')"
            )
        )
    job = a_report_asked_for()

    deliver(job)

    problem = reports.job_view(job.id, actor=COORDINATOR).problem or ""
    assert "The difference is -170." in problem
    assert problem.count("PF-") == 20
    assert "and 150 more." in problem


def test_a_report_without_a_target_is_refused_with_a_sentence(own_city: embedded.Urls):
    with transaction(COORDINATOR) as session:
        session.connection().execute(sa.text("delete from target"))
    report, government_return = a_report_asked_for(), a_return_asked_for()

    deliver(report)
    deliver(government_return)

    for job, day in ((report, "31 March 2013"), (government_return, "12 July 2013")):
        view = reports.job_view(job.id, actor=COORDINATOR)
        assert (view.status, view.failure) == (JobStatus.FAILED, "no-target")
        assert view.problem == (
            f"No target is recorded for a year of the programme begun by {day}. "
            "Import the targets, then ask again."
        )


def test_a_report_on_an_empty_database_is_refused_with_a_sentence_and_the_live_sheet_is_zeros(
    separate_database: embedded.Urls,
):
    job = a_report_asked_for()

    deliver(job)
    sheet = reports.live_data_sheet(as_at=AS_AT, organisation=COUNCIL, actor=COORDINATOR)

    assert reports.job_view(job.id, actor=COORDINATOR).failure == "no-target"
    assert sheet.figures["families.on-the-data-sheet@2013-03-31"].value == 0
