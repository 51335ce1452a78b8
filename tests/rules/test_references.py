"""A family reference shows when it was miswritten."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.rules.references import CHECK_LETTERS, family_reference, is_valid_reference

NUMBERS = st.integers(1, 999_999)


def test_a_reference_is_the_number_and_a_letter():
    assert family_reference(123) == "PF-000123T"


@given(NUMBERS)
def test_every_reference_is_valid(number):
    assert is_valid_reference(family_reference(number))


@given(NUMBERS, st.integers(3, 8), st.sampled_from("0123456789"))
def test_one_wrong_figure_is_always_noticed(number, place, figure):
    reference = family_reference(number)
    slipped = reference[:place] + figure + reference[place + 1 :]

    assert is_valid_reference(slipped) is (slipped == reference)


@given(NUMBERS, st.integers(3, 8), st.integers(3, 8))
def test_two_figures_that_changed_places_are_always_noticed(number, one, other):
    figures = list(family_reference(number))
    figures[one], figures[other] = figures[other], figures[one]
    swapped = "".join(figures)

    assert is_valid_reference(swapped) is (swapped == family_reference(number))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("PF-000123", id="no letter"),
        pytest.param("PF-000123A", id="another letter"),
        pytest.param("pf-000123t", id="small letters"),
        pytest.param("PF-000123T ", id="a space after it"),
        pytest.param("PF-0000123T", id="a figure too many"),
        pytest.param(f"PF-000000{CHECK_LETTERS[0]}", id="number nought"),
        pytest.param("PF-\u0660\u0660\u0660123T", id="figures of another script"),
    ],
)
def test_anything_else_is_not_a_reference(text):
    assert not is_valid_reference(text)


@pytest.mark.parametrize("number", [0, -1, 1_000_000])
def test_a_number_out_of_range_has_no_reference(number):
    with pytest.raises(ValueError, match="from 1 to 999,999"):
        family_reference(number)
