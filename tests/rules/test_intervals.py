"""The exact 95% interval of a failure rate, against published values."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.claims.rules.intervals import Interval, exact_interval

# Bounds in per cent by the quantiles of the beta distribution (scipy.stats.beta.ppf), to four places.
KNOWN = [
    pytest.param(0, 1, 0, 97.5, id="none of one"),
    pytest.param(1, 1, 2.5, 100, id="one of one"),
    pytest.param(0, 10, 0, 30.8497, id="none of ten"),
    pytest.param(1, 10, 0.2529, 44.5016, id="one of ten"),
    pytest.param(10, 10, 69.1503, 100, id="ten of ten"),
    pytest.param(0, 20, 0, 16.8433, id="none of twenty"),
    pytest.param(1, 20, 0.1265, 24.8733, id="one of twenty"),
    pytest.param(2, 20, 1.2349, 31.6983, id="two of twenty"),
    pytest.param(1, 30, 0.0844, 17.2169, id="one of thirty"),
    pytest.param(0, 50, 0, 7.1122, id="none of fifty"),
    pytest.param(3, 50, 1.2549, 16.5482, id="three of fifty"),
    pytest.param(5, 100, 1.6432, 11.2835, id="five of a hundred"),
    pytest.param(50, 100, 39.8321, 60.1679, id="half of a hundred"),
    pytest.param(12, 400, 1.5596, 5.1817, id="twelve of four hundred"),
    pytest.param(7, 250, 1.1330, 5.6837, id="seven of two hundred and fifty"),
]


@pytest.mark.parametrize(("found", "of", "lower", "upper"), KNOWN)
def test_the_bounds_are_those_of_clopper_and_pearson_rounded_outwards(found, of, lower, upper):
    interval = exact_interval(found, of)

    assert interval is not None
    assert 0 <= lower * 100 - interval.lower < 1 + 1e-9
    assert 0 <= interval.upper - upper * 100 < 1 + 1e-9


@pytest.mark.parametrize(
    ("found", "interval"),
    [
        pytest.param(1, Interval(250, 10_000), id="one of one"),
        pytest.param(0, Interval(0, 9_750), id="none of one"),
    ],
)
def test_a_bound_at_which_the_chance_is_one_in_forty_exactly_is_that_bound(found, interval):
    assert exact_interval(found, 1) == interval


def test_nothing_has_no_interval():
    assert exact_interval(0, 0) is None


@pytest.mark.parametrize(("found", "of"), [(-1, 4), (5, 4)])
def test_no_more_can_be_found_than_there_is(found, of):
    with pytest.raises(ValueError, match="than there is"):
        exact_interval(found, of)


@given(st.integers(1, 40).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_interval_holds_what_was_found_and_mirrors_what_was_not(found_of):
    found, of = found_of
    interval = exact_interval(found, of)
    mirrored = exact_interval(of - found, of)

    assert interval is not None
    assert interval.lower * of <= found * 10_000 <= interval.upper * of
    assert mirrored == Interval(10_000 - interval.upper, 10_000 - interval.lower)


@pytest.mark.parametrize("of", [5, 12, 30])
@pytest.mark.parametrize("share", [0.01, 0.05, 0.2, 0.5, 0.93])
def test_whatever_the_true_rate_is_it_lies_within_in_95_samples_of_100_at_least(of, share):
    within = sum(
        comb(of, found) * share**found * (1 - share) ** (of - found)
        for found in range(of + 1)
        if (interval := exact_interval(found, of)) and interval.lower <= share * 10_000 <= interval.upper
    )

    assert within >= 0.95
