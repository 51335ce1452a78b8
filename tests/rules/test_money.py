"""Whole pence: rounding and what a person reads."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.money import Pence, format_pounds, whole_pence


@pytest.mark.parametrize(
    ("exact", "pence"),
    [
        pytest.param(Fraction(1, 2), 1, id="half a penny"),
        pytest.param(Fraction(3, 2), 2, id="a penny and a half"),
        pytest.param(Fraction(49, 100), 0, id="under half a penny"),
        pytest.param(Fraction(-1, 2), -1, id="half a penny owed"),
        pytest.param(Fraction(320_000_000, 3), 106_666_667, id="the fees of 2012/13"),
        pytest.param(Fraction(7), 7, id="whole already"),
    ],
)
def test_an_exact_amount_goes_to_the_nearest_penny(exact, pence):
    assert whole_pence(exact) == pence


@given(st.fractions(-(10**9), 10**9))
def test_rounding_never_moves_an_amount_by_more_than_half_a_penny(exact):
    assert abs(whole_pence(exact) - exact) <= Fraction(1, 2)


@pytest.mark.parametrize(
    ("pence", "text"),
    [
        (0, "£0"),
        (5, "£0.05"),
        (-5, "-£0.05"),
        (70_000, "£700"),
        (120_000_000, "£1,200,000"),
        (106_666_667, "£1,066,666.67"),
        (-160_000, "-£1,600"),
    ],
)
def test_pounds_are_written_as_a_person_reads_them(pence, text):
    assert format_pounds(Pence(pence)) == text
