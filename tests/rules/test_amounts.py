"""An amount of money is nothing but what its families contribute."""

from hypothesis import given
from hypothesis import strategies as st

from app.claims.rules.amounts import amount_of, together
from app.money import Pence
from tests.rules.money_rows import family

CONTRIBUTIONS = st.lists(
    st.tuples(st.integers(1, 6).map(family), st.integers(0, 1600_00).map(Pence)), max_size=12
)


def test_two_results_of_one_family_are_one_familys_contribution():
    amount = amount_of([(family(1), Pence(700_00)), (family(1), Pence(100_00)), (family(2), Pence(800_00))])

    assert amount.by_family == {family(1): 800_00, family(2): 800_00}
    assert (amount.pence, amount.families) == (1600_00, 2)


def test_a_family_that_contributes_nothing_is_counted_all_the_same():
    amount = amount_of([(family(1), Pence(0)), (family(2), Pence(700_00))])

    assert (amount.pence, amount.families) == (700_00, 2)


def test_nothing_is_no_pence_and_no_families():
    assert (amount_of(()).pence, amount_of(()).families) == (0, 0)


@given(st.lists(CONTRIBUTIONS, max_size=4))
def test_an_amount_equals_the_sum_of_its_families_however_it_is_put_together(parts):
    amounts = [amount_of(part) for part in parts]
    whole = together(amounts)

    assert whole.pence == sum(amount.pence for amount in amounts) == sum(whole.by_family.values())
    assert list(whole.by_family) == sorted({each for part in parts for each, _ in part})
