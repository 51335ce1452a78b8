"""A later correction, and what two releases of the same records have in common."""

from datetime import date
from typing import Any

import pytest

from app.cases.rules.corrections import WardCorrection
from app.cases.services import families as cases
from app.db import transaction
from app.errors import RuleRefused
from app.reports import services as reports
from app.reports.rules.restatement import Difference, Reason
from tests.conftest import COORDINATOR, TODAY
from tests.main_job.files import papers
from tests.reports.conftest import Released
from tests.reports.records import A_FAMILY_OF_BASFORD, allocate_again, ask, figures, run
from tests.reports.requests import AS_AT, COUNCIL, made_report


def shares_apart(moved: dict[str, Any]) -> tuple[dict[str, Any], set[str]]:
    """By how much counts moved, by their ids; and the ids of the shares that moved with them."""
    shares = {name for name in moved if ".share-" in name}
    return {name: by for name, by in moved.items() if name not in shares}, shares


pytestmark = pytest.mark.usefixtures("on_the_demonstrations_day")


def test_correcting_one_family_s_ward_moves_two_cells_by_one_and_names_that_family_alone(released: Released):
    ((family_id, reference, version),) = ask(A_FAMILY_OF_BASFORD, as_at=AS_AT)
    ((aspley,),) = ask("select id from ward where name = 'Aspley'")

    cases.correct_ward(
        family_id,
        aspley,
        version=version,
        reason=WardCorrection.MISTAKE_ON_THE_LIST,
        actor=COORDINATOR,
        today=TODAY,
    )
    again = made_report()
    found = reports.compare_releases(released.report_id, again, actor=COORDINATOR)

    before, after = figures(released.report_id), figures(again)
    moved = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    counts, shares = shares_apart(moved)
    # The data sheet's ward table counts it once in two of its columns; the report besides in two.
    assert counts == {
        f"families.{measure}[ward={ward}]": by
        for measure in ("allocated-excluding-fip", "on-the-data-sheet", "reviewed", "taken-up")
        for ward, by in (("Basford", -1), ("Aspley", 1))
    }
    assert shares == {f"families.share-taken-up[ward={ward}]" for ward in ("Basford", "Aspley")}
    assert all(
        each.holds for each in reports.reconciliation(as_at=AS_AT, organisation=COUNCIL, actor=COORDINATOR)
    )
    (restated,) = found.records
    assert (restated.id, restated.name) == (family_id, reference)
    assert restated.differences == (Difference("ward: Basford → Aspley", Reason.CORRECTION),)
    assert {each.id: each.members for each in found.moved} == {
        **{f"{name}@{AS_AT}": {family_id} for name in counts},
        **{f"{name}@{AS_AT}": frozenset() for name in shares},
    }
    assert f"{reference}: ward: Basford → Aspley (corrected)" in list(found.lines())


def test_a_release_stays_as_it_was_when_a_family_is_corrected_later(released: Released):
    ((family_id, _, version),) = ask(A_FAMILY_OF_BASFORD, as_at=AS_AT)
    ((aspley,),) = ask("select id from ward where name = 'Aspley'")
    cases.correct_ward(
        family_id,
        aspley,
        version=version,
        reason=WardCorrection.ADDRESS_MISREAD,
        actor=COORDINATOR,
        today=TODAY,
    )

    opened = reports.open_figure(
        released.report_id, "families.allocated-excluding-fip[ward=Basford]@2013-03-31", actor=COORDINATOR
    )

    assert family_id in {family.id for family in opened.families}
    assert {family.ward for family in opened.families} == {"Basford"}
    assert reports.rebuilt(released.report_id, actor=COORDINATOR).figures == ()


def test_a_report_and_a_return_are_not_compared(released: Released):
    with pytest.raises(RuleRefused) as refused:
        reports.compare_releases(released.report_id, released.return_id, actor=COORDINATOR)

    assert refused.value.code == "different-kinds"


def test_two_reports_from_the_same_records_have_one_hash_and_share_what_they_froze(released: Released):
    kept = {kind: ask(f"select count(*) from {kind}")[0][0] for kind in ("frozen_input", "release")}

    again = made_report()

    summaries = {each.id: each for each in reports.releases(actor=COORDINATOR)}
    assert summaries[again].digest == summaries[released.report_id].digest
    assert ask("select count(*) from frozen_input")[0][0] == kept["frozen_input"]
    assert ask("select count(*) from release")[0][0] == kept["release"] + 1
    found = reports.compare_releases(released.report_id, again, actor=COORDINATOR)
    assert (found.moved, found.records) == ((), ())


def test_releases_are_rebuilt_from_what_they_froze_to_the_same_bytes(released: Released):
    for release_id, names in (
        (released.report_id, sorted(papers("internal"))),
        (released.return_id, [f"return-2013-07.{form}" for form in ("csv", "json", "pdf", "xlsx")]),
    ):
        rebuilt = reports.rebuilt(release_id, actor=COORDINATOR)

        assert rebuilt.files == tuple((name, True) for name in names)
        assert rebuilt.figures == ()


def test_a_family_that_changed_its_agency_counts_once_and_a_past_month_still_counts_it(released: Released):
    ((family_id, _, _),) = ask(A_FAMILY_OF_BASFORD, as_at=date(2013, 1, 1))
    ((allocation, code),) = ask(
        "select allocation.id, agency.code from allocation "
        "join allocation_agency on allocation_id = allocation.id and position = 1 "
        "join agency on agency.id = agency_id where family_id = :family",
        family=family_id,
    )
    other = "HOUSING" if code != "HOUSING" else "POLICE"
    ((agency,),) = ask("select id from agency where code = :other", other=other)
    with transaction(COORDINATOR) as session:
        run(session, "update allocation set ends_on = '2013-02-28' where id = :id", id=allocation)
        allocate_again(session, family_id, agency, starts_on=date(2013, 3, 1), like=allocation)

    before, after = figures(released.report_id), figures(made_report())

    assert after["families.worked-with"] == before["families.worked-with"] == 375
    assert after["families.worked-with-by[month=2013-01]"] == 112
    at_meetings = "families.allocated-at-meetings"
    moved = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    counts, shares = shares_apart(moved)
    now, overseen = "families.allocated-now", "families.overseen-on-time"
    assert counts == {
        f"{at_meetings}[agency={code}]": -1,
        f"{at_meetings}[agency={other}]": 1,
        f"{at_meetings}[rollout=1,agency={code}]": -1,
        f"{at_meetings}[rollout=1,agency={other}]": 1,
        f"{now}[agency={code}]": -1,
        f"{now}[agency={other}]": 1,
        overseen: 1,  # its six weeks begin anew with the allocation
        f"{overseen}[agency={other}]": 1,
    }
    assert {name.partition("[")[0] for name in shares} == {
        "families.share-overseen-on-time",
        "families.share-led-by-default",
    }
