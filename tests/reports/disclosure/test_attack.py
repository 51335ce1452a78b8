"""What a reader can work out, by linear programming and by trying every table there could be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reports.disclosure.attack import Between, bounds, prove
from app.reports.disclosure.profile import CHILDREN_IN_NEED, SuppressionRule
from app.reports.disclosure.proof import Proof, Witness, small_and_hidden, unproven, wrongly_shown
from app.reports.disclosure.system import Cell, Equation, Standing, System, system
from tests.lengths import examples
from tests.reports.disclosure.enumerating import ranges
from tests.reports.disclosure.tables import as_system, grid, rollout_by_agency, ward_by_outcome

SMALL = SuppressionRule("to-two", 2, "c", "tests: small enough to try every table")


def small_cells(of: System, rule: SuppressionRule = CHILDREN_IN_NEED) -> frozenset[str]:
    return frozenset(cell.id for cell in of.cells.values() if rule.is_small(cell.value))


@st.composite
def random_tables(draw: st.DrawFn) -> tuple[System, frozenset[str]]:
    """A small table of two or three dimensions, and cells to hide, the small ones among them."""
    shape = draw(st.sampled_from([(2, 2), (2, 3), (2, 2, 2)]))
    places: list[tuple[str, ...]] = [()]
    for size in shape:
        places = [(*where, str(name)) for where in places for name in range(size)]
    of = as_system({where: draw(st.integers(0, 4)) for where in places})
    open_to_hide = [cell.id for cell in of.cells.values() if cell.value > SMALL.threshold]
    besides = draw(st.sets(st.sampled_from(open_to_hide), max_size=3)) if open_to_hide else set()
    return of, small_cells(of, SMALL) | besides


@given(random_tables())
@settings(max_examples=examples(40), deadline=None)
def test_trying_every_table_finds_what_linear_programming_finds(drawn):
    of, hidden = drawn
    most = sum(cell.value for cell in of.cells.values())
    narrow = {cell: each for cell, each in bounds(of, hidden, in_whole_numbers=True).items() if each.most}
    wide = bounds(of, hidden)

    proof = prove(of, SMALL, hidden)

    endless = {cell for cell in hidden if cell not in narrow}
    if not endless and len(hidden) <= 9:
        assert ranges(of, hidden, most=min(most, 40)) == {
            cell: (each.least, each.most) for cell, each in narrow.items()
        }
    for cell, each in narrow.items():
        assert wide[cell].least <= each.least
        assert wide[cell].most is None or wide[cell].most >= each.most
    assert unproven(of, SMALL, proof) == [
        cell
        for cell in small_and_hidden(of, SMALL, hidden)
        if cell in narrow and narrow[cell].most <= SMALL.threshold
    ]


def test_hiding_only_small_counts_leaves_most_of_the_agency_table_open_to_a_reader():
    of = rollout_by_agency()

    found = bounds(of, small_cells(of))

    assert {cell for cell, each in found.items() if each.least == each.most} == {"3/FCT", "3/YOT"}
    assert sum(each.most is not None and each.most <= 5 for each in found.values()) == 12
    assert found["all/SHARED"] == Between(1, 2)


def test_hiding_only_small_counts_leaves_nine_of_the_ward_table_computable():
    of = ward_by_outcome()

    found = bounds(of, small_cells(of))

    assert sum(each.least == each.most for each in found.values()) == 9
    assert set(unproven(of, CHILDREN_IN_NEED, prove(of, CHILDREN_IN_NEED, small_cells(of)))) == {
        cell for cell, each in found.items() if each.most is not None and each.most <= 5
    }


def test_a_count_with_no_end_has_no_largest_value():
    of = grid([[3, 9]])

    found = bounds(of, frozenset(of.cells))

    assert found["r0/c0"] == Between(1, None)


def test_a_reader_who_counts_in_whole_families_may_know_more_than_one_who_does_not():
    of = system([Cell("twice", 12), Cell("a", 3), Cell("b", 6)], [Equation("twice", ("a", "a", "b"))])

    fractions = bounds(of, frozenset({"a", "b"}))
    whole = bounds(of, frozenset({"a", "b"}), in_whole_numbers=True)

    assert fractions["b"] == Between(1, 10)
    assert whole["b"] == Between(2, 10)


def test_a_proof_is_sought_in_whole_numbers_where_fractions_would_do():
    of = system([Cell("all", 21), Cell("a", 3), Cell("b", 9)], [Equation("all", ("a", "b", "b"))])

    (witness,) = prove(of, CHILDREN_IN_NEED, frozenset("ab")).witnesses

    assert witness.differences == {"a": 4, "b": -2}  # a is odd: it can be 7, and not 6


def test_nothing_hidden_needs_no_proof():
    of = grid([[7, 9], [0, 12]])

    assert bounds(of, frozenset()) == {}
    assert prove(of, CHILDREN_IN_NEED, frozenset()) == Proof(frozenset(), ())


LINE = system([Cell("all", 19), Cell("a", 3), Cell("b", 7), Cell("d", 9)], [Equation("all", ("a", "b", "d"))])
HIDDEN = frozenset({"a", "b"})


def test_a_witness_is_another_table_that_may_be_true():
    assert unproven(LINE, CHILDREN_IN_NEED, Proof(HIDDEN, (Witness({"a": 3, "b": -3}),))) == []


@pytest.mark.parametrize(
    "differences",
    [
        pytest.param({"a": 2, "b": -2}, id="the cell is still small in it"),
        pytest.param({"a": 3, "b": -2}, id="its parts do not sum to the total"),
        pytest.param({"a": 3, "d": -3}, id="a cell that is shown differs"),
        pytest.param({"a": 7, "b": -7}, id="a cell is zero, which would be shown"),
        pytest.param({"b": 3, "a": -3}, id="another cell is above the threshold"),
        pytest.param({"a": 3.5, "b": -3.5}, id="its families are not whole"),
        pytest.param({}, id="it is the true table"),
    ],
)
def test_a_witness_that_proves_nothing_is_not_taken(differences):
    assert unproven(LINE, CHILDREN_IN_NEED, Proof(HIDDEN, (Witness(differences),))) == ["a"]


def test_a_pattern_shows_what_is_known_and_hides_what_is_small():
    of = system(
        [
            Cell("zero", 0),
            Cell("small", 2),
            Cell("public", 3, Standing.SHOWN),
            Cell("unprinted", 8, Standing.HIDDEN, least=0),
            Cell("large", 8),
        ],
        [],
    )

    assert wrongly_shown(of, CHILDREN_IN_NEED, {"small", "unprinted"}) == []
    assert wrongly_shown(of, CHILDREN_IN_NEED, {"small", "unprinted", "large"}) == []
    assert wrongly_shown(of, CHILDREN_IN_NEED, {"zero", "public"}) == ["zero", "small", "public", "unprinted"]


@pytest.mark.parametrize(
    ("cells", "sums", "fault"),
    [
        pytest.param([Cell("a", 1), Cell("a", 1)], [], "two cells share the id a", id="a cell twice"),
        pytest.param([Cell("a", -1)], [], "zero or more", id="less than nobody"),
        pytest.param(
            [Cell("a", 3), Cell("b", 1)], [Equation("a", ("b",))], "do not sum", id="a sum that is wrong"
        ),
    ],
)
def test_what_is_not_a_table_is_a_mistake(cells, sums, fault):
    with pytest.raises(ValueError, match=fault):
        system(cells, sums)
