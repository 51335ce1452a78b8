"""Calendar arithmetic, on the days where it goes wrong."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import RuleRefused
from app.periods import (
    SCHOOL_TERMS,
    TERM_GRACE,
    Period,
    add_months,
    age_on,
    complete_months_before,
    financial_year,
    financial_year_label,
    financial_year_of,
    last_terms,
    month_end,
    months_before,
    parse_financial_year,
    quarter,
    quarter_of,
    term_bounds,
    written_date,
)

DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("day", "inside"),
    [
        pytest.param(date(2012, 3, 31), False, id="day before"),
        pytest.param(date(2012, 4, 1), True, id="first day"),
        pytest.param(date(2013, 3, 31), True, id="last day"),
        pytest.param(date(2013, 4, 1), False, id="day after"),
    ],
)
def test_a_financial_year_runs_from_1_april_to_31_march(day, inside):
    assert (day in financial_year(2012)) is inside
    assert (financial_year_of(day) == 2012) is inside


def test_a_period_may_be_one_day_but_may_not_end_before_it_begins():
    assert Period(date(2013, 1, 1), date(2013, 1, 1)).days == 1

    with pytest.raises(ValueError, match="may not end before"):
        Period(date(2013, 1, 2), date(2013, 1, 1))


@pytest.mark.parametrize(
    ("other", "held"),
    [
        pytest.param(Period(date(2012, 4, 1), date(2013, 3, 31)), True, id="the same days"),
        pytest.param(Period(date(2012, 3, 31), date(2013, 3, 31)), False, id="begins a day earlier"),
        pytest.param(Period(date(2012, 4, 1), date(2013, 4, 1)), False, id="ends a day later"),
    ],
)
def test_a_period_holds_another_only_if_all_of_it_lies_inside(other, held):
    assert financial_year(2012).holds(other) is held


@pytest.mark.parametrize(("year", "label"), [(2012, "2012/13"), (1999, "1999/00"), (2009, "2009/10")])
def test_a_financial_year_is_written_and_read_the_same_way(year, label):
    assert financial_year_label(year) == label
    assert parse_financial_year(label) == year


@pytest.mark.parametrize("text", ["2012/14", "2012-13", "12/13", "2012/2013", "", " 2012/13"])
def test_a_financial_year_written_otherwise_is_not_read(text):
    with pytest.raises(ValueError, match="written like 2012/13"):
        parse_financial_year(text)


@pytest.mark.parametrize(
    ("day", "number"),
    [
        pytest.param(date(2012, 4, 1), 1, id="first day of the first quarter"),
        pytest.param(date(2012, 6, 30), 1, id="last day of the first quarter"),
        pytest.param(date(2012, 7, 1), 2, id="first day of the second"),
        pytest.param(date(2012, 12, 31), 3, id="last day of the third"),
        pytest.param(date(2013, 1, 1), 4, id="first day of the fourth"),
        pytest.param(date(2013, 3, 31), 4, id="last day of the fourth"),
    ],
)
def test_every_day_lies_in_one_quarter_of_its_financial_year(day, number):
    assert quarter_of(day) == number
    assert day in quarter(2012, number)


def test_a_quarter_ends_the_day_before_the_next():
    assert quarter(2012, 3) == Period(date(2012, 10, 1), date(2012, 12, 31))
    assert quarter(2012, 4) == Period(date(2013, 1, 1), date(2013, 3, 31))


def test_there_is_no_fifth_quarter():
    with pytest.raises(ValueError, match="quarters 1 to 4"):
        quarter(2012, 5)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        pytest.param(date(2013, 1, 31), 1, date(2013, 2, 28), id="to a month with no such day"),
        pytest.param(date(2012, 1, 31), 1, date(2012, 2, 29), id="to a leap February"),
        pytest.param(date(2013, 8, 31), -2, date(2013, 6, 30), id="back to a shorter month"),
        pytest.param(date(2012, 12, 15), 1, date(2013, 1, 15), id="over the new year"),
        pytest.param(date(2013, 1, 15), -1, date(2012, 12, 15), id="back over the new year"),
        pytest.param(date(2013, 7, 12), 0, date(2013, 7, 12), id="nowhere"),
    ],
)
def test_months_are_added_to_the_same_day_or_the_last_there_is(day, months, then):
    assert add_months(day, months) == then


@pytest.mark.parametrize(
    ("born_on", "day", "years"),
    [
        pytest.param(date(2000, 7, 12), date(2013, 7, 11), 12, id="day before the birthday"),
        pytest.param(date(2000, 7, 12), date(2013, 7, 12), 13, id="birthday"),
        pytest.param(date(2000, 2, 29), date(2013, 2, 28), 12, id="born on 29 February, not yet"),
        pytest.param(date(2000, 2, 29), date(2013, 3, 1), 13, id="born on 29 February, 1 March"),
        pytest.param(date(2013, 7, 12), date(2013, 7, 12), 0, id="day of birth"),
    ],
)
def test_age_is_in_whole_years_lived(born_on, day, years):
    assert age_on(born_on, day) == years


def test_nobody_has_an_age_before_birth():
    with pytest.raises(ValueError, match="before birth"):
        age_on(date(2013, 7, 13), date(2013, 7, 12))


@given(DAYS, DAYS, st.integers(1, 30))
def test_being_some_years_old_is_being_born_by_the_day_that_many_years_ago(born_on, day, years):
    if born_on <= day:
        assert (age_on(born_on, day) >= years) == (born_on <= add_months(day, -12 * years))


def test_the_months_before_a_day_end_on_it():
    assert months_before(date(2013, 7, 12), 6) == Period(date(2013, 1, 13), date(2013, 7, 12))


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        pytest.param(date(2013, 7, 12), date(2013, 1, 1), date(2013, 6, 30), id="within a month"),
        pytest.param(date(2013, 6, 30), date(2013, 1, 1), date(2013, 6, 30), id="on a month's last day"),
        pytest.param(date(2013, 6, 29), date(2012, 12, 1), date(2013, 5, 31), id="the day before that"),
        pytest.param(date(2013, 3, 1), date(2012, 9, 1), date(2013, 2, 28), id="after a short February"),
    ],
)
def test_complete_months_are_those_that_have_ended(day, first, last):
    assert complete_months_before(day, 6) == Period(first, last)


@given(DAYS, st.integers(1, 36))
def test_complete_months_are_whole_and_as_many_as_asked(day, months):
    period = complete_months_before(day, months)

    assert period.first.day == 1
    assert period.last == month_end(period.last) <= day
    assert add_months(period.first, months) == period.last + timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "labels"),
    [
        pytest.param(
            date(2013, 7, 12), ["2012-summer", "2012-autumn", "2013-spring"], id="the July 2013 claim window"
        ),
        pytest.param(
            date(2013, 7, 23), ["2012-summer", "2012-autumn", "2013-spring"], id="day before summer term ends"
        ),
        pytest.param(
            date(2013, 7, 24), ["2012-autumn", "2013-spring", "2013-summer"], id="day summer term ends"
        ),
        pytest.param(
            date(2010, 7, 23), ["2009-autumn", "2010-spring", "2010-summer"], id="the first three declared"
        ),
        pytest.param(
            date(2015, 12, 31),
            ["2014-autumn", "2015-spring", "2015-summer"],
            id="last day the dates reach to",
        ),
        pytest.param(
            date(2013, 3, 27), ["2012-spring", "2012-summer", "2012-autumn"], id="day before Easter"
        ),
    ],
)
def test_a_school_term_counts_once_it_has_ended(day, labels):
    assert [term.label for term in last_terms(day, 3)] == labels


@pytest.mark.parametrize(
    "day",
    [
        pytest.param(date(2010, 3, 31), id="two terms declared so far"),
        pytest.param(date(2009, 1, 1), id="no term declared so far"),
        pytest.param(date(2016, 1, 1), id="a later term has ended"),
    ],
)
def test_terms_are_refused_where_nobody_declared_them(day):
    with pytest.raises(RuleRefused) as refusal:
        last_terms(day, 3)

    assert refusal.value.code == "terms-not-declared"


def test_terms_follow_each_other_and_their_widened_dates_never_overlap():
    for earlier, later in pairwise(SCHOOL_TERMS):
        assert term_bounds(earlier).last < term_bounds(later).first
    assert term_bounds(SCHOOL_TERMS[0]).first == SCHOOL_TERMS[0].first - TERM_GRACE


@pytest.mark.parametrize(
    ("label", "title", "reckoned_on"),
    [
        ("2012-autumn", "autumn term 2012", date(2012, 8, 31)),
        ("2013-spring", "spring term 2013", date(2012, 8, 31)),
        ("2012-summer", "summer term 2012", date(2011, 8, 31)),
    ],
)
def test_a_term_knows_its_name_and_the_day_on_which_school_age_is_reckoned(label, title, reckoned_on):
    term = next(term for term in SCHOOL_TERMS if term.label == label)

    assert term.title == title
    assert term.age_reckoned_on == reckoned_on


def test_a_day_is_written_as_in_a_letter():
    assert written_date(date(2013, 7, 2)) == "2 July 2013"
