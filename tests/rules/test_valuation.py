"""What results and attachments are worth, on the published figures."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.claims.rules.valuation import (
    attachment_fees,
    attachment_fees_in_all,
    expected_funded_elsewhere,
    fee_band,
    fees_paid_now,
    highest_results_payments,
    payable_routes,
    results_payment,
)
from app.errors import RuleRefused
from app.programme.phase_one import P1_2012

EDUCATION, PROGRESS, EMPLOYMENT = (rule.route for rule in P1_2012.routes)
YEAR_ONE, YEAR_TWO, YEAR_THREE = P1_2012.terms
PLAN = [(400, YEAR_ONE), (600, YEAR_TWO), (200, YEAR_THREE)]


@pytest.mark.parametrize(
    ("attached_on", "education_and_crime", "continuous_employment"),
    [
        pytest.param(date(2010, 12, 1), 700_00, 800_00, id="first day that may be backdated to"),
        pytest.param(date(2012, 4, 1), 700_00, 800_00, id="first day of the scheme"),
        pytest.param(date(2013, 3, 31), 700_00, 800_00, id="last day of year one"),
        pytest.param(date(2013, 4, 1), 1_500_00, 1_600_00, id="first day of year two"),
        pytest.param(date(2014, 3, 31), 1_500_00, 1_600_00, id="last day of year two"),
        pytest.param(date(2014, 4, 1), 2_300_00, 2_400_00, id="first day of year three"),
        pytest.param(date(2015, 3, 31), 2_300_00, 2_400_00, id="last day of the scheme"),
    ],
)
def test_a_result_is_paid_at_the_rate_of_the_year_the_family_was_attached(
    attached_on, education_and_crime, continuous_employment
):
    assert results_payment({EDUCATION}, attached_on, P1_2012) == education_and_crime
    assert results_payment({EMPLOYMENT}, attached_on, P1_2012) == continuous_employment
    assert results_payment({PROGRESS}, attached_on, P1_2012) == 100_00


@pytest.mark.parametrize("attached_on", [date(2010, 11, 30), date(2015, 4, 1)])
def test_outside_the_scheme_there_are_no_terms(attached_on):
    with pytest.raises(RuleRefused) as refusal:
        results_payment({EDUCATION}, attached_on, P1_2012)

    assert refusal.value.code == "no-terms"


@pytest.mark.parametrize(
    ("achieved", "paid", "pence"),
    [
        pytest.param(set(), set(), 0, id="nothing"),
        pytest.param(
            {EDUCATION, PROGRESS}, {EDUCATION, PROGRESS}, 800_00, id="education and progress add up"
        ),
        pytest.param({EDUCATION, EMPLOYMENT}, {EMPLOYMENT}, 800_00, id="employment instead of education"),
        pytest.param({PROGRESS, EMPLOYMENT}, {EMPLOYMENT}, 800_00, id="employment instead of progress"),
        pytest.param(
            {EDUCATION, PROGRESS, EMPLOYMENT}, {EMPLOYMENT}, 800_00, id="employment instead of both"
        ),
    ],
)
def test_continuous_employment_stands_instead_of_the_other_two_which_add_up(achieved, paid, pence):
    assert payable_routes(achieved, P1_2012) == paid
    assert results_payment(achieved, date(2012, 10, 1), P1_2012) == pence


@given(
    st.sets(st.sampled_from([EDUCATION, PROGRESS, EMPLOYMENT])),
    st.dates(date(2010, 12, 1), date(2015, 3, 31)),
)
def test_no_family_ever_earns_more_than_the_pot(routes, attached_on):
    pot = P1_2012.terms_on(attached_on).results_pot

    assert 0 <= results_payment(routes, attached_on, P1_2012) <= pot


@given(st.sampled_from(P1_2012.terms))
def test_fee_and_pot_make_4000_pounds_in_every_year(terms):
    assert terms.attachment_fee + terms.results_pot == 4_000_00


@pytest.mark.parametrize(
    ("families", "terms", "pence"),
    [
        pytest.param(400, YEAR_ONE, 106_666_667, id="400 families of 2012/13"),
        pytest.param(600, YEAR_TWO, 120_000_000, id="600 families of 2013/14: the paper's £1.2 million"),
        pytest.param(200, YEAR_THREE, 26_666_667, id="200 families of 2014/15"),
        pytest.param(0, YEAR_ONE, 0, id="none"),
        pytest.param(1, YEAR_ONE, 266_667, id="one"),
    ],
)
def test_attachment_fees_are_paid_for_five_of_every_six_families(families, terms, pence):
    assert attachment_fees(families, terms, P1_2012) == pence


def test_the_three_years_add_up_exactly_and_are_rounded_once():
    one_by_one = sum(attachment_fees(families, terms, P1_2012) for families, terms in PLAN)

    assert attachment_fees_in_all(PLAN, P1_2012) == 253_333_333 == one_by_one - 1
    assert highest_results_payments(PLAN, P1_2012) == 146_666_667
    assert attachment_fees_in_all(PLAN, P1_2012) + highest_results_payments(PLAN, P1_2012) == 400_000_000
    assert attachment_fees_in_all([], P1_2012) == 0


def test_a_negative_number_of_families_is_a_mistake():
    with pytest.raises(ValueError, match=r"^a number of families is zero or more$"):
        attachment_fees(-1, YEAR_ONE, P1_2012)


@pytest.mark.parametrize(
    ("families", "expected"), [(1200, 200), (400, 67), (600, 100), (3, 1), (2, 0), (0, 0)]
)
def test_one_in_six_is_expected_to_be_funded_elsewhere(families, expected):
    assert expected_funded_elsewhere(families, P1_2012) == expected


@pytest.mark.parametrize(
    ("worked_with", "now", "pence"),
    [
        pytest.param(375, Fraction(1), 120_000_000, id="Nottingham's 375 of 400"),
        pytest.param(300, Fraction(1), 120_000_000, id="exactly 75%"),
        pytest.param(299, Fraction(1, 2), 60_000_000, id="just under 75%"),
        pytest.param(132, Fraction(1, 2), 60_000_000, id="exactly 33%"),
        pytest.param(131, Fraction(0), 0, id="just under 33%"),
        pytest.param(0, Fraction(0), 0, id="none"),
        pytest.param(500, Fraction(1), 120_000_000, id="more than the target"),
    ],
)
def test_the_share_worked_with_decides_how_much_of_the_fees_is_paid_now(worked_with, now, pence):
    band = fee_band(worked_with, 400, P1_2012)

    assert band.paid_now == now
    assert fees_paid_now(600, YEAR_TWO, band, P1_2012) == pence


def test_a_target_of_one_family_is_a_target():
    assert fee_band(1, 1, P1_2012).paid_now == 1
    assert fee_band(0, 1, P1_2012).paid_now == 0


@pytest.mark.parametrize(("worked_with", "target"), [(1, 0), (-1, 400)])
def test_a_share_of_nothing_is_a_mistake(worked_with, target):
    with pytest.raises(ValueError, match=r"^a share needs a target above zero and a count of zero or more$"):
        fee_band(worked_with, target, P1_2012)
