"""Changes of lead professional: one leads on any day; and cover that ends by itself."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from app.cases.rules.leading import Led, check_cover_dates, last_day_before, lead_to_end
from app.errors import RuleRefused

FROM, TO, TODAY = date(2012, 11, 26), date(2013, 10, 31), date(2013, 7, 12)
LEE, SAM = UUID(int=1), UUID(int=2)
CLINIC, SCHOOL = UUID(int=11), UUID(int=12)


def led(who=LEE, starts_on=FROM, ends_on=None, *, where=CLINIC):
    return Led(who, where, starts_on, ends_on)


def ended(new, *leads, allocated_to=None):
    return lead_to_end(leads, new, allocated_from=FROM, allocated_to=allocated_to)


def test_whoever_leads_ends_the_day_before_the_new_lead_begins():
    assert ended(led(SAM, TODAY), led()) == led()
    assert last_day_before(TODAY) == TODAY - timedelta(1)


def test_the_last_of_several_leads_is_the_one_who_ends():
    first, second = led(ends_on=date(2013, 1, 31)), led(SAM, date(2013, 2, 1))

    assert ended(led(LEE, TODAY), second, first) == second


def test_nobody_ends_where_nobody_leads_any_more():
    assert ended(led(SAM, TODAY)) is None
    assert ended(led(SAM, TODAY), led(ends_on=TODAY - timedelta(1))) is None
    assert ended(led(SAM, TODAY), led(ends_on=TODAY)) == led(ends_on=TODAY)


def test_the_same_person_may_lead_from_another_establishment():
    assert ended(led(LEE, TODAY, where=SCHOOL), led()) == led()


@pytest.mark.parametrize(
    ("new", "code"),
    [
        pytest.param(led(SAM, FROM - timedelta(1)), "outside-allocation", id="before the allocation"),
        pytest.param(led(SAM, TO + timedelta(1)), "outside-allocation", id="after the allocation"),
        pytest.param(led(SAM, FROM), "lead-follows", id="on the first day of who leads"),
        pytest.param(led(LEE, TODAY), "same-lead", id="who leads already"),
    ],
)
def test_a_change_that_cannot_be_is_refused(new, code):
    with pytest.raises(RuleRefused) as refused:
        ended(new, led(), allocated_to=TO)

    assert refused.value.code == code


def test_an_allocation_without_an_end_says_only_when_it_began():
    with pytest.raises(RuleRefused, match=r"began on 26 November 2012\. Choose"):
        ended(led(SAM, FROM - timedelta(1)), led())


def test_a_lead_may_begin_on_the_last_day_of_the_allocation():
    assert ended(led(SAM, TO), led(), allocated_to=TO) == led()


@pytest.mark.parametrize(
    ("first", "last"),
    [
        pytest.param(0, 0, id="one day"),
        pytest.param(-3, 0, id="begun already"),
        pytest.param(0, 183, id="half a year"),
    ],
)
def test_cover_lasts_for_half_a_year_at_most(first, last):
    check_cover_dates(TODAY + timedelta(first), TODAY + timedelta(last), today=TODAY)


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        pytest.param(1, 0, "cover-dates", id="backwards"),
        pytest.param(-2, -1, "cover-over", id="over already"),
        pytest.param(0, 184, "cover-long", id="longer than half a year"),
    ],
)
def test_cover_that_is_backwards_over_or_too_long_is_refused(first, last, code):
    with pytest.raises(RuleRefused) as refused:
        check_cover_dates(TODAY + timedelta(first), TODAY + timedelta(last), today=TODAY)

    assert refused.value.code == code
