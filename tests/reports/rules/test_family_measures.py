"""Which families each measure counts, and where it puts them."""

from collections.abc import Sequence
from datetime import date

import pytest

from app.cases.rules.vocabulary import AllocationRoute, IdentifiedHow, NotAllocatedReason, TriageOutcome
from app.reports.rules import families
from app.reports.rules.facts import POTENTIAL_CLAIM, FamilyRow
from tests.reports.rules.rows import (
    a_checked_family,
    a_family,
    a_family_not_allocated,
    an_allocation,
    an_undecided_family,
)

WITH_FIP = a_family(allocations=[an_allocation("FIP", route="fip")])
IN_THE_PILOT = a_family(outcome=None, decided_on=None, allocations=[an_allocation("HEALTH", route="pilot")])
AGREED = a_family(allocations=[an_allocation(starts_on=date(2013, 4, 8), has_started=False)])

KINDS: dict[str, FamilyRow] = {
    "allocated": a_family(),
    "agreed": AGREED,
    "with-fip": WITH_FIP,
    "in-the-pilot": IN_THE_PILOT,
    "checked": a_checked_family(),
    "not-allocated": a_family_not_allocated(),
    "undecided": an_undecided_family(),
}


@pytest.mark.parametrize(
    ("measure", "counted"),
    [
        pytest.param(
            families.ALLOCATED_AT_MEETINGS,
            ["allocated", "agreed", "with-fip"],
            id="allocated at meetings, with those flagged as FIP's",
        ),
        pytest.param(families.ALLOCATED_EXCLUDING_FIP, ["allocated", "agreed"], id="allocated excluding FIP"),
        pytest.param(families.POTENTIAL_CLAIMS, ["checked"], id="potential claims"),
        pytest.param(families.NOT_TO_BE_ALLOCATED, ["not-allocated"], id="not to be allocated"),
        pytest.param(families.YET_TO_BE_ALLOCATED, ["undecided"], id="yet to be allocated"),
        pytest.param(
            families.ON_THE_SHEET,
            ["allocated", "agreed", "checked", "not-allocated", "undecided"],
            id="on the data sheet",
        ),
        pytest.param(families.LISTED_FAMILIES, list(KINDS), id="listed: every one"),
        pytest.param(
            families.REVIEWED, ["allocated", "agreed", "checked", "not-allocated"], id="reviewed at a meeting"
        ),
        pytest.param(
            families.WORKED_WITH,
            ["allocated", "with-fip", "in-the-pilot", "checked"],
            id="worked with: work has begun",
        ),
        pytest.param(
            families.WORKED_WITH_COHORTS,
            ["allocated", "with-fip", "in-the-pilot", "checked"],
            id="worked with and attached",
        ),
    ],
)
def test_a_measure_counts_these_kinds_of_families(measure, counted: Sequence[str]):
    assert [kind for kind, family in KINDS.items() if measure.includes(family)] == counted


@pytest.mark.parametrize("kind", KINDS)
def test_every_family_on_the_sheet_is_in_exactly_one_of_its_four_columns(kind):
    columns = (
        families.ALLOCATED_EXCLUDING_FIP,
        families.POTENTIAL_CLAIMS,
        families.NOT_TO_BE_ALLOCATED,
        families.YET_TO_BE_ALLOCATED,
    )
    family = KINDS[kind]

    assert sum(column.includes(family) for column in columns) == families.ON_THE_SHEET.includes(family)


def test_identified_counts_confirmed_criteria_whatever_was_decided():
    assert families.IDENTIFIED.includes(a_family_not_allocated())
    assert not families.IDENTIFIED.includes(a_family(criteria_confirmed=False))


def test_funded_elsewhere_counts_only_families_worked_with():
    assert families.FUNDED_ELSEWHERE.includes(a_family(funded_elsewhere=True))
    assert not families.FUNDED_ELSEWHERE.includes(
        a_family(funded_elsewhere=True, outcome=None, allocations=[])
    )
    assert not families.FUNDED_ELSEWHERE.includes(a_family())


def test_a_family_not_attached_is_in_no_cohort():
    assert not families.WORKED_WITH_COHORTS.includes(a_family(cohort=None))


@pytest.mark.parametrize(
    ("axis", "family", "place"),
    [
        pytest.param(families.WARD, a_family(ward="St Ann's"), ("St Ann's",), id="ward"),
        pytest.param(families.ROLLOUT, a_family(rollout="none"), ("none",), id="rollout not yet held"),
        pytest.param(families.AGENCY, a_family(), ("HEALTH",), id="agency"),
        pytest.param(
            families.AGENCY,
            a_family(allocations=[an_allocation("SCHOOL", "HEALTH")]),
            ("SHARED",),
            id="a joint allocation, counted once",
        ),
        pytest.param(
            families.AGENCY,
            a_family(allocations=[an_allocation("SCHOOL"), an_allocation("HEALTH")]),
            ("SCHOOL", "HEALTH"),
            id="two allocations at once, which is a fault",
        ),
        pytest.param(families.ROUTE, a_checked_family(), ("check-for-claim",), id="route"),
        pytest.param(families.REASON, a_family_not_allocated(), ("social-care-case",), id="reason"),
        pytest.param(families.REASON, a_family(), (), id="no reason"),
        pytest.param(families.LISTED, a_family(listed_how="referral"), ("referral",), id="how listed"),
        pytest.param(families.COHORT, a_family(), ("2012/13",), id="cohort year"),
    ],
)
def test_a_family_stands_at_its_place_on_each_axis(axis, family, place):
    assert tuple(axis.of(family)) == place


@pytest.mark.parametrize(
    ("starts_on", "months"),
    [
        pytest.param(date(2013, 1, 1), ("2013-01", "2013-02", "2013-03"), id="first day of a month"),
        pytest.param(date(2013, 1, 31), ("2013-01", "2013-02", "2013-03"), id="last day of a month"),
        pytest.param(date(2013, 2, 1), ("2013-02", "2013-03"), id="first day of the next"),
        pytest.param(date(2012, 4, 1), ("2013-01", "2013-02", "2013-03"), id="long before"),
        pytest.param(date(2013, 4, 1), (), id="after the last month shown"),
    ],
)
def test_a_family_is_worked_with_by_the_end_of_the_month_in_which_work_began_and_ever_after(
    starts_on, months
):
    measure = families.worked_with_by(("2013-01", "2013-02", "2013-03"))
    ((month,),) = measure.breakdowns

    assert tuple(month.of(a_family(allocations=[an_allocation(starts_on=starts_on)]))) == months
    assert month.overlaps


def test_a_family_not_worked_with_is_in_no_month():
    measure = families.worked_with_by(("2013-01",))

    assert not measure.includes(an_undecided_family())
    assert tuple(measure.breakdowns[0][0].of(an_undecided_family())) == ()


def test_the_declared_values_are_those_that_records_may_hold():
    assert set(families.ROUTES) == {*(route.value for route in AllocationRoute), POTENTIAL_CLAIM}
    assert set(families.REASONS) == {reason.value for reason in NotAllocatedReason}
    assert set(families.LISTED_HOW) == {how.value for how in IdentifiedHow}
    assert TriageOutcome.CHECK_FOR_CLAIM.value == POTENTIAL_CLAIM
