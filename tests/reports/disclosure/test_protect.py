"""What is hidden: the least that protects every small count, proven, and never less."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import RuleRefused
from app.reports.disclosure import parts
from app.reports.disclosure import protect as module
from app.reports.disclosure.attack import bounds, prove
from app.reports.disclosure.exact import Choice
from app.reports.disclosure.profile import CHILDREN_IN_NEED, SuppressionRule
from app.reports.disclosure.proof import Proof, unproven, wrongly_shown
from app.reports.disclosure.protect import Method, protect
from app.reports.disclosure.system import Cell, Equation, Standing, System, system
from tests.lengths import examples
from tests.reports.disclosure.enumerating import broken, fewest_besides
from tests.reports.disclosure.tables import (
    TO_FOUR,
    as_system,
    both_linked,
    grid,
    place,
    rollout_by_agency,
    ward_by_outcome,
    without,
)

TO_ONE = SuppressionRule("to-one", 1, "c", "tests: small enough to try every table")
JUNE_2013 = {
    "rollout by agency": rollout_by_agency(),
    "ward by outcome": ward_by_outcome(),
    "both, linked": both_linked(),
}


def small(of: System, rule: SuppressionRule) -> set[str]:
    return {cell.id for cell in of.cells.values() if rule.is_small(cell.value)}


@pytest.mark.parametrize(
    ("name", "cells", "rule", "hidden_for_themselves", "besides"),
    [
        pytest.param("rollout by agency", 44, TO_FOUR, 14, 3, id="rollout by agency, 1 to 4"),
        pytest.param("ward by outcome", 105, TO_FOUR, 10, 10, id="ward by outcome, 1 to 4"),
        pytest.param("rollout by agency", 44, CHILDREN_IN_NEED, 17, 3, id="rollout by agency"),
        pytest.param("ward by outcome", 105, CHILDREN_IN_NEED, 13, 10, id="ward by outcome"),
        pytest.param("both, linked", 161, CHILDREN_IN_NEED, 30, 18, id="both, with what they share"),
    ],
)
def test_the_fewest_counts_of_june_2013_are_hidden(name, cells, rule, hidden_for_themselves, besides):
    of = JUNE_2013[name]

    found = protect(of, rule)

    assert len(of.cells) == cells
    assert len(small(of, rule)) == hidden_for_themselves
    assert (found.besides, found.bound, found.method) == (besides, besides, Method.FEWEST)
    assert len(found.proof.hidden) == hidden_for_themselves + besides
    assert not wrongly_shown(of, rule, found.proof.hidden)
    assert not unproven(of, rule, found.proof)
    for cell, each in bounds(of, found.proof.hidden).items():
        if rule.is_small(of.cells[cell].value):
            assert each.most is None or each.most > rule.threshold
            assert each.least != each.most


@pytest.mark.parametrize("name", JUNE_2013)
def test_publishing_one_more_count_of_the_fewest_breaks_the_proof(name):
    of = JUNE_2013[name]
    hidden = protect(of, CHILDREN_IN_NEED).proof.hidden

    for cell in sorted(hidden - small(of, CHILDREN_IN_NEED)):
        shown = without(hidden, cell)
        assert unproven(of, CHILDREN_IN_NEED, prove(of, CHILDREN_IN_NEED, shown)), cell


def test_a_total_in_another_table_has_to_be_hidden_too():
    tables = [grid([[3, 9, 8], [7, 12, 9]]), grid([[3, 4, 6], [20, 8, 7]])]
    cells = [
        Cell(place(number, cell.id), cell.value)
        for number, each in enumerate(tables)
        for cell in each.cells.values()
    ]
    sums = [
        Equation(place(number, each.total), tuple(place(number, part) for part in each.parts))
        for number, of in enumerate(tables)
        for each in of.equations
    ]
    apart, linked = system(cells, sums), system(cells, [*sums, Equation("0/r0/c0", ("1/r0/c0",))])
    hidden = protect(apart, CHILDREN_IN_NEED).proof.hidden

    found = protect(linked, CHILDREN_IN_NEED).proof

    assert not unproven(linked, CHILDREN_IN_NEED, found)
    leaked = without(found.hidden, "1/r0/c0")
    assert wrongly_shown(linked, CHILDREN_IN_NEED, leaked) == ["1/r0/c0"]
    assert unproven(linked, CHILDREN_IN_NEED, Proof(leaked, found.witnesses)) != []
    assert hidden != found.hidden or not unproven(linked, CHILDREN_IN_NEED, Proof(hidden, found.witnesses))


def test_totals_are_kept_where_as_few_parts_can_be_hidden():
    of = grid([[3, 20, 30], [40, 50, 60], [70, 80, 90]])

    found = protect(of, CHILDREN_IN_NEED)

    assert found.besides == 3
    assert found.proof.hidden == {"r0/c0", "r0/c1", "r1/c0", "r1/c1"}  # no total, and the smaller of as many


def test_what_is_public_already_stays_shown_and_what_nobody_prints_stays_hidden():
    cells = [Cell("all", 30), Cell("a", 2), Cell("b", 8, Standing.SHOWN), Cell("d", 9), Cell("rest", 11)]
    sums = [Equation("all", ("a", "b", "d", "rest"))]
    unprinted = [*cells[:-1], Cell("rest", 11, Standing.HIDDEN, least=0)]

    known = protect(system(cells, sums), CHILDREN_IN_NEED)
    spare = protect(system(unprinted, sums), CHILDREN_IN_NEED)

    assert known.proof.hidden == {"a", "d"}
    assert spare.proof.hidden == {"a", "rest"}
    assert spare.besides == 0


def test_what_cannot_be_protected_is_refused_by_name():
    listed, bridge, dales = (f"families.listed{where}@2013-03-31" for where in ("", "[ward=A]", "[ward=B]"))
    of = system(
        [Cell(listed, 10, Standing.SHOWN), Cell(bridge, 4), Cell(dales, 6, Standing.SHOWN)],
        [Equation(listed, (bridge, dales))],
    )

    with pytest.raises(RuleRefused) as refused:
        protect(of, CHILDREN_IN_NEED)

    assert refused.value.code == "cannot-be-protected"
    assert "nothing was released" in refused.value.message
    assert "1 count of families.listed." in refused.value.message


def test_a_release_is_refused_when_no_proof_is_found(monkeypatch):
    monkeypatch.setattr(module, "prove", lambda system, rule, hidden, **_: Proof(hidden, ()))

    with pytest.raises(RuleRefused, match=r"17 counts"):
        protect(rollout_by_agency(), CHILDREN_IN_NEED)


def test_a_choice_that_whole_families_would_give_away_is_made_safe(monkeypatch):
    monkeypatch.setattr(module, "_chosen", lambda of, seconds: Choice(of.always, 0))

    found = protect(rollout_by_agency(), CHILDREN_IN_NEED)

    assert found.besides >= 3
    assert found.method is Method.FEW
    assert not unproven(rollout_by_agency(), CHILDREN_IN_NEED, found.proof)


@pytest.mark.parametrize(
    ("most_cells", "seconds"),
    [pytest.param(10, 60.0, id="too many cells"), pytest.param(4_000, 0.0, id="no time")],
)
def test_beyond_a_size_or_a_time_few_counts_are_hidden_instead_of_the_fewest(
    monkeypatch, most_cells, seconds
):
    monkeypatch.setattr(module, "EXACT_UP_TO", most_cells)
    monkeypatch.setattr(parts, "IN_ONE", most_cells)

    found = protect(ward_by_outcome(), CHILDREN_IN_NEED, seconds=seconds)

    assert found.method is Method.FEW
    assert found.bound <= 10 <= found.besides
    assert not unproven(ward_by_outcome(), CHILDREN_IN_NEED, found.proof)


def test_the_same_counts_are_hidden_every_time():
    assert protect(both_linked(), CHILDREN_IN_NEED) == protect(both_linked(), CHILDREN_IN_NEED)


def test_a_count_that_moves_a_thousandfold_is_still_hidden_where_that_is_the_fewest():
    cells = [Cell("a", 1), Cell("b", 100), Cell("c", 90_000), Cell("z", 80_000, cost=5)]
    of = system(cells, [Equation("b", ("a",) * 100), Equation("c", (*("b",) * 100, "z"))])

    found = protect(of, CHILDREN_IN_NEED)

    assert (found.proof.hidden, found.cost, found.bound) == ({"a", "b", "c"}, 2, 2)


def test_nothing_small_needs_nothing_hidden():
    found = protect(grid([[7, 0], [12, 9]]), CHILDREN_IN_NEED)

    assert (found.proof.hidden, found.besides, found.method) == (frozenset(), 0, Method.FEWEST)


@given(st.lists(st.integers(0, 3), min_size=4, max_size=4))
@settings(max_examples=examples(12), deadline=None)
def test_trying_every_pattern_finds_none_that_hides_less(counts):
    of = as_system({(str(n // 2), str(n % 2)): count for n, count in enumerate(counts)})
    most = 2 * sum(counts) + 2

    fewest = fewest_besides(of, TO_ONE, most=most)

    if fewest is None:
        with pytest.raises(RuleRefused):
            protect(of, TO_ONE)
        return
    found = protect(of, TO_ONE)
    assert (found.besides, found.method) == (fewest, Method.FEWEST)
    assert not broken(of, TO_ONE, found.proof.hidden, most=most)


@given(st.lists(st.integers(0, 9), min_size=12, max_size=12), st.integers(1, 5))
@settings(max_examples=examples(20), deadline=None)
def test_no_pattern_leaves_a_small_count_open(counts, threshold):
    rule = SuppressionRule("any", threshold, "c", "tests")
    of = as_system({(str(n // 4), str(n % 4)): count for n, count in enumerate(counts)})

    try:
        found = protect(of, rule)
    except RuleRefused:
        return

    assert not unproven(of, rule, prove(of, rule, found.proof.hidden))
    for cell, each in bounds(of, found.proof.hidden).items():
        assert not rule.is_small(of.cells[cell].value) or each.most is None or each.most > threshold


@given(
    st.lists(st.integers(0, 9), min_size=9, max_size=9), st.lists(st.integers(0, 9), min_size=9, max_size=9)
)
@settings(max_examples=examples(15), deadline=None)
def test_two_tables_that_share_totals_leave_no_small_count_open(first, second):
    first_total, second_total = sum(first[:3]), sum(second[:3])
    second = [*second[:2], second[2] + max(first_total - second_total, 0), *second[3:]]
    first = [*first[:2], first[2] + max(second_total - first_total, 0), *first[3:]]
    cells, sums = [], []
    for name, counts in (("first", first), ("second", second)):
        of = as_system({(str(n // 3), str(n % 3)): count for n, count in enumerate(counts)})
        cells += [Cell(place(name, cell.id), cell.value) for cell in of.cells.values()]
        for each in of.equations:
            sums.append(Equation(place(name, each.total), tuple(place(name, part) for part in each.parts)))
    linked = system(cells, [*sums, Equation("first/0/all", ("second/0/all",))])

    try:
        found = protect(linked, CHILDREN_IN_NEED)
    except RuleRefused:
        return

    for cell, each in bounds(linked, found.proof.hidden).items():
        if CHILDREN_IN_NEED.is_small(linked.cells[cell].value):
            assert each.most is None or each.most > CHILDREN_IN_NEED.threshold
