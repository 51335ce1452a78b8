"""Which allocation stands on a day, and which cohort year a family belongs to."""

from datetime import date

import pytest

from app.programme.phase_one import P1_2012
from app.reports.rules.standing import AgreedAllocation, cohort_year, first_start, standing_allocations

AS_AT = date(2013, 3, 31)


def agreed(starts_on: date, ends_on: date | None = None, *, agency: str = "HEALTH") -> AgreedAllocation:
    return AgreedAllocation("rollout-meeting", (agency,), starts_on, ends_on)


@pytest.mark.parametrize(
    ("allocations", "standing"),
    [
        pytest.param([], [], id="none"),
        pytest.param([agreed(date(2012, 11, 1))], [(date(2012, 11, 1), True)], id="open-ended"),
        pytest.param([agreed(AS_AT)], [(AS_AT, True)], id="starts on the day"),
        pytest.param([agreed(date(2013, 4, 1))], [(date(2013, 4, 1), False)], id="starts the day after"),
        pytest.param(
            [agreed(date(2012, 11, 1), AS_AT)], [(date(2012, 11, 1), True)], id="its last day is the day"
        ),
        pytest.param(
            [agreed(date(2012, 11, 1), date(2013, 3, 30))],
            [(date(2012, 11, 1), True)],
            id="ended the day before: the latest that ended stands",
        ),
        pytest.param(
            [agreed(date(2013, 2, 1), date(2013, 2, 28)), agreed(date(2012, 11, 1), date(2013, 1, 31))],
            [(date(2013, 2, 1), True)],
            id="two ended: the later",
        ),
        pytest.param(
            [agreed(date(2012, 11, 1), date(2013, 1, 31)), agreed(date(2013, 2, 1))],
            [(date(2013, 2, 1), True)],
            id="one ended and one current: the current",
        ),
        pytest.param(
            [agreed(date(2012, 11, 1), date(2013, 1, 31)), agreed(date(2013, 5, 1))],
            [(date(2012, 11, 1), True)],
            id="one ended and one agreed for later: the one that ended",
        ),
        pytest.param(
            [agreed(date(2013, 6, 1)), agreed(date(2013, 5, 1))],
            [(date(2013, 5, 1), False)],
            id="two agreed for later: the first",
        ),
        pytest.param(
            [agreed(date(2013, 1, 1)), agreed(date(2012, 11, 1))],
            [(date(2012, 11, 1), True), (date(2013, 1, 1), True)],
            id="two current, which is a fault: both",
        ),
    ],
)
def test_the_allocation_that_stands_on_a_day(allocations, standing):
    found = standing_allocations(allocations, AS_AT)

    assert [(each.starts_on, each.has_started) for each in found] == standing


def test_the_order_in_which_allocations_are_read_makes_no_difference():
    two = [agreed(date(2012, 11, 1), agency="SCHOOL"), agreed(date(2012, 11, 1), agency="HEALTH")]

    assert standing_allocations(two, AS_AT) == standing_allocations(two[::-1], AS_AT)


@pytest.mark.parametrize(
    ("allocations", "began"),
    [
        pytest.param([], None, id="none"),
        pytest.param([agreed(date(2013, 4, 1))], None, id="agreed for the day after"),
        pytest.param([agreed(AS_AT)], AS_AT, id="begun on the day"),
        pytest.param(
            [agreed(date(2013, 2, 1)), agreed(date(2012, 11, 1), date(2013, 1, 31))],
            date(2012, 11, 1),
            id="the agency changed since: the first one's",
        ),
    ],
)
def test_work_with_a_family_begins_with_its_first_allocation_ended_or_not(allocations, began):
    assert first_start(allocations, AS_AT) == began


@pytest.mark.parametrize(
    ("attached_on", "year"),
    [
        pytest.param(date(2010, 11, 30), None, id="the day before any terms"),
        pytest.param(date(2010, 12, 1), 2012, id="first day, before the scheme began"),
        pytest.param(date(2013, 3, 31), 2012, id="last day of year one"),
        pytest.param(date(2013, 4, 1), 2013, id="first day of year two"),
        pytest.param(date(2015, 3, 31), 2014, id="last day of year three"),
        pytest.param(date(2015, 4, 1), None, id="the day after"),
    ],
)
def test_a_family_belongs_to_the_cohort_year_whose_terms_cover_the_day_it_was_attached(attached_on, year):
    assert cohort_year(attached_on, P1_2012) == year
