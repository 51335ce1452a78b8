"""What the narrow rows say of themselves: routes, columns, years, and since when a family is worked with."""

from datetime import date

import pytest

from tests.reports.rules.rows import (
    a_checked_family,
    a_closed_caf,
    a_family,
    a_family_not_allocated,
    a_result,
    an_allocation,
    an_assessment,
    an_undecided_family,
)

BEFORE, LATER = date(2012, 11, 1), date(2013, 4, 8)


def test_an_allocation_to_one_agency_stands_in_its_column():
    assert an_allocation("SCHOOL").column == "SCHOOL"


def test_a_joint_allocation_stands_in_the_column_shared_and_nowhere_else():
    assert an_allocation("SCHOOL", "HEALTH").column == "SHARED"


@pytest.mark.parametrize(
    ("family", "routes", "since"),
    [
        pytest.param(a_family(), ("rollout-meeting",), date(2012, 11, 26), id="allocated and at work"),
        pytest.param(
            a_family(allocations=[an_allocation(starts_on=LATER, has_started=False)]),
            (),
            None,
            id="allocated, work to begin later",
        ),
        pytest.param(a_checked_family(), ("check-for-claim",), date(2012, 11, 26), id="being checked"),
        pytest.param(a_family_not_allocated(), (), None, id="not to be allocated"),
        pytest.param(
            a_family(
                outcome="not-to-be-allocated",
                reason="social-care-case",
                allocations=[an_allocation(route="referral", starts_on=BEFORE)],
            ),
            ("referral",),
            BEFORE,
            id="not to be allocated by the meeting, but allocated by another route",
        ),
        pytest.param(an_undecided_family(), (), None, id="undecided"),
        pytest.param(
            a_family(outcome="check-for-claim", allocations=[an_allocation("FIP", route="fip")]),
            ("fip",),
            date(2012, 11, 26),
            id="checked for a claim and with FIP: its allocation counts, once",
        ),
        pytest.param(
            a_family(
                allocations=[an_allocation(starts_on=LATER), an_allocation(route="fip", starts_on=BEFORE)]
            ),
            ("rollout-meeting", "fip"),
            BEFORE,
            id="two allocations at once, which is a fault: both, since the first",
        ),
    ],
)
def test_a_family_is_worked_with_by_its_routes_since_the_first_day(family, routes, since):
    assert family.routes == routes
    assert family.worked_with_from == since


def test_a_family_that_changed_agency_is_worked_with_since_its_first_allocation():
    family = a_family(allocations=[an_allocation(starts_on=date(2013, 2, 1))], first_started_on=BEFORE)

    assert family.worked_with_from == BEFORE


@pytest.mark.parametrize(
    ("route", "on_the_sheet"),
    [
        pytest.param("rollout-meeting", True, id="a rollout meeting"),
        pytest.param("fip", False, id="FIP"),
        pytest.param("pilot", False, id="the pilot group"),
        pytest.param("referral", True, id="a referral"),
        pytest.param("backdated", True, id="backdated"),
    ],
)
def test_the_data_sheet_leaves_out_fip_and_the_pilot_group(route, on_the_sheet):
    assert a_family(allocations=[an_allocation(route=route)]).is_on_the_sheet is on_the_sheet


def test_a_family_with_no_allocation_is_on_the_sheet():
    assert an_undecided_family().is_on_the_sheet


def test_a_family_has_a_cohort_year_once_it_is_attached():
    assert a_family(cohort=2012).cohort_year == ("2012/13",)
    assert a_family(cohort=None).cohort_year == ()


@pytest.mark.parametrize(
    ("initiated_on", "year"),
    [
        pytest.param(date(2012, 3, 31), "2011/12", id="last day of the year before"),
        pytest.param(date(2012, 4, 1), "2012/13", id="first day of the year"),
        pytest.param(date(2013, 3, 31), "2012/13", id="last day of the year"),
    ],
)
def test_a_caf_belongs_to_the_financial_year_of_its_initiation(initiated_on, year):
    assert an_assessment(initiated_on=initiated_on).year == (year,)


def test_a_caf_is_closed_in_the_year_of_its_closure_and_while_open_in_none():
    assert a_closed_caf(initiated_on=date(2012, 3, 1), closed_on=date(2012, 4, 1)).closed_year == ("2012/13",)
    assert an_assessment().closed_year == ()


@pytest.mark.parametrize(
    ("is_eligible", "passed", "counts"),
    [
        pytest.param(True, ["education-and-crime"], True, id="eligible and passed"),
        pytest.param(True, ["progress-to-work"], False, id="another route passed"),
        pytest.param(False, ["education-and-crime"], False, id="passed, but not eligible"),
        pytest.param(True, [], False, id="nothing passed"),
    ],
)
def test_a_result_counts_only_for_an_eligible_family_that_passed_its_route(is_eligible, passed, counts):
    assert a_result(is_eligible=is_eligible, passed=passed).has_passed("education-and-crime") is counts


def test_a_result_belongs_to_its_cohort_year():
    assert a_result(cohort_year=2013).year == ("2013/14",)


def test_a_family_allocated_anew_is_worked_with_from_its_first_allocation():
    family = a_family(
        allocations=[an_allocation("EWS", starts_on=date(2013, 4, 19))], first_started_on=date(2012, 11, 26)
    )

    assert family.worked_with_from == date(2012, 11, 26)
