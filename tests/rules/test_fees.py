"""Attachment fees by cohort year, on the published figures (policy T5 to T7)."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.claims.rules.fees import FIRST_YEAR, LATER_YEARS, FeeStanding, fees_by_cohort, fees_in_all
from app.money import format_pounds
from app.programme.phase_one import P1_2012, SPLIT

ON = date(2013, 7, 12)
PLAN = {2012: 400, 2013: 600, 2014: 200}
NOW, CATCHING_UP, NONE_YET, NOT_DUE = FeeStanding


def year(cohort_year: int, worked_with: dict[int, int], on: date = ON, agreed: dict[int, int] = PLAN):
    """The fees of one cohort year."""
    found = fees_by_cohort(agreed, worked_with, P1_2012, on)
    return next(each for each in found if each.cohort_year == cohort_year)


@pytest.mark.parametrize(
    ("cohort_year", "agreed", "rate", "fee"),
    [
        pytest.param(2012, 400, "£3,200", "£1,066,666.67", id="2012/13"),
        pytest.param(2013, 600, "£2,400", "£1,200,000", id="2013/14: the paper’s £1.2 million"),
        pytest.param(2014, 200, "£1,600", "£266,666.67", id="2014/15"),
    ],
)
def test_a_years_fee_is_five_sixths_of_its_families_at_its_rate(cohort_year, agreed, rate, fee):
    found = year(cohort_year, {})

    assert (found.agreed, format_pounds(found.terms.attachment_fee), format_pounds(found.fee)) == (
        agreed,
        rate,
        fee,
    )


def test_the_years_are_added_up_exactly_and_rounded_once():
    cohorts = fees_by_cohort(PLAN, {2012: 375}, P1_2012, ON)

    assert fees_in_all(cohorts, P1_2012) == 2_533_333_33 == sum(each.fee for each in cohorts) - 1
    assert fees_in_all(cohorts, P1_2012, NOW) == 2_266_666_67
    assert fees_in_all(cohorts, P1_2012, NOT_DUE) == 266_666_67
    assert fees_in_all((), P1_2012) == fees_in_all((), P1_2012, NOW) == 0


@pytest.mark.parametrize(
    ("worked_with", "now", "catching_up", "none_yet"),
    [
        pytest.param(375, 1_200_000_00, 0, 0, id="375 of 400, Nottingham’s 93.75%: all now"),
        pytest.param(300, 1_200_000_00, 0, 0, id="300 of 400, exactly 75%: all now"),
        pytest.param(299, 600_000_00, 600_000_00, 0, id="299, just under 75%: half now"),
        pytest.param(132, 600_000_00, 600_000_00, 0, id="132, exactly 33%: half now"),
        pytest.param(131, 0, 0, 1_200_000_00, id="131, just under 33%: none yet"),
        pytest.param(0, 0, 0, 1_200_000_00, id="nobody: none yet"),
        pytest.param(450, 1_200_000_00, 0, 0, id="more than was agreed: all now"),
    ],
)
def test_the_share_of_the_year_before_decides_how_the_fees_of_2013_14_stand(
    worked_with, now, catching_up, none_yet
):
    found = year(2013, {2012: worked_with})

    assert [found.standing(each) for each in FeeStanding] == [now, catching_up, none_yet, 0]
    assert (found.tested.cohort_year, found.tested.worked_with, found.tested.agreed) == (
        2012,
        worked_with,
        400,
    )


@pytest.mark.parametrize(
    ("on", "now", "not_due"),
    [
        pytest.param(date(2013, 3, 31), 0, 1_200_000_00, id="the day before the year begins"),
        pytest.param(date(2013, 4, 1), 1_200_000_00, 0, id="the day it begins"),
    ],
)
def test_nothing_is_due_before_its_year_begins_whatever_the_share(on, now, not_due):
    found = year(2013, {2012: 400}, on)

    assert (found.standing(NOW), found.standing(NOT_DUE)) == (now, not_due)


def test_no_share_is_asked_for_the_first_years_fees_and_we_say_that_this_is_our_reading():
    found = year(2012, {})

    assert found.tested is None
    assert found.standing(NOW) == found.fee
    assert FIRST_YEAR in found.sources


def test_a_year_of_which_nobody_is_attached_yet_has_nobody_worked_with():
    tested = year(2013, {}).tested

    assert (tested.worked_with, tested.agreed) == (0, 400)


def test_the_band_of_2013_14_is_read_in_a_source_and_the_year_after_only_derived():
    assert year(2013, {}).sources == (P1_2012.terms[1].source, P1_2012.funded_source, SPLIT)
    assert LATER_YEARS in year(2014, {}).sources


def test_under_rules_without_bands_no_share_is_asked_and_all_is_paid():
    (first, second, _) = fees_by_cohort(PLAN, {}, replace(P1_2012, bands=()), ON)

    assert (first.tested, second.tested) == (None, None)
    assert second.standing(NOW) == second.fee
    assert second.sources == (P1_2012.terms[1].source, P1_2012.funded_source)


def test_a_half_that_is_no_whole_number_of_pence_leaves_the_other_half_the_rest():
    found = year(2013, {2012: 2}, agreed={2012: 4, 2013: 1})

    assert (found.fee, found.standing(NOW), found.standing(CATCHING_UP)) == (200_000, 100_000, 100_000)


def test_years_without_families_agreed_or_without_terms_have_no_fees():
    assert fees_by_cohort({2012: 0, 2011: 400, 2015: 10}, {}, P1_2012, ON) == ()
    assert year(2012, {2011: 5}, agreed={2011: 400, 2012: 6}).tested is None


@pytest.mark.parametrize(
    ("standing", "by"),
    [
        (NOW, date(2013, 6, 30)),
        (CATCHING_UP, date(2013, 9, 30)),
        (NONE_YET, None),
        (NOT_DUE, date(2013, 6, 30)),
    ],
)
def test_fees_fall_due_in_the_first_quarter_or_the_second_on_catching_up(standing, by):
    assert year(2013, {}).due_by(standing) == by


@given(
    st.dictionaries(st.sampled_from([2012, 2013, 2014]), st.integers(0, 1_000)),
    st.dictionaries(st.sampled_from([2012, 2013, 2014]), st.integers(0, 1_000)),
    st.dates(date(2012, 4, 1), date(2015, 5, 31)),
)
def test_the_parts_of_a_years_fee_are_the_whole_of_it_to_the_penny(agreed, worked_with, on):
    for cohort in fees_by_cohort(agreed, worked_with, P1_2012, on):
        assert sum(cohort.standing(each) for each in FeeStanding) == cohort.fee
        assert all(cohort.standing(each) >= 0 for each in FeeStanding)


def test_standings_are_told_in_plain_words():
    assert [each.label for each in FeeStanding] == ["Paid now", "On catching up", "None yet", "Not yet due"]
