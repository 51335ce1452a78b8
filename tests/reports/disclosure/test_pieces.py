"""Systems too large to be looked at whole: in pieces, in windows of pieces, and in neighbourhoods."""

import time
from itertools import product
from random import Random

import pytest

from app.errors import RuleRefused
from app.reports.disclosure import attack, exact, parts
from app.reports.disclosure import protect as module
from app.reports.disclosure.attack import prove
from app.reports.disclosure.cuts import game
from app.reports.disclosure.exact import Chooser
from app.reports.disclosure.near import Near
from app.reports.disclosure.pieces import Pieces
from app.reports.disclosure.profile import CHILDREN_IN_NEED
from app.reports.disclosure.proof import unproven
from app.reports.disclosure.protect import Method, protect
from app.reports.disclosure.system import Cell, Equation, Standing, System, system
from tests.reports.disclosure.tables import as_system, ward_by_outcome

FAR = time.monotonic() + 86_400


def of_councils(seed: int = 0) -> System:
    """Councils by ward by agency: few know much of one another."""
    random = Random(seed)
    return as_system(
        {
            (f"council {council}", f"ward {ward}", f"agency {agency}"): int(random.paretovariate(0.6))
            for council, ward, agency in product(range(7), range(3), range(4))
        }
    )


@pytest.fixture
def small_pieces(monkeypatch):
    """Everything is too large: a council alone is a piece."""
    monkeypatch.setattr(module, "EXACT_UP_TO", 50)
    monkeypatch.setattr(parts, "IN_ONE", 20)
    monkeypatch.setattr(attack, "AT_ONCE", 10)
    monkeypatch.setattr(attack, "IN_ONE", 12)


def test_pieces_hold_every_cell_once_and_leave_out_the_widest_sums():
    councils = {name: [place for place in range(12) if place % 3 == name] for name in range(3)}
    across = [(0, 1, 2), (3, 4, 5), (6, 7, 8), (9, 10, 11)]
    sums = [*across, *map(tuple, councils.values())]

    found = Pieces(sums, [150, 150, 150, 150, 4, 4, 4], count=12, most=5)

    assert [piece.places for piece in found.all] == [tuple(each) for each in councils.values()]
    assert [piece.rows for piece in found.all] == [(4,), (5,), (6,)]
    assert found.of(5) is found.all[2]
    assert found.left_out([4, 7]) == [1, 2]
    assert Pieces(sums, [4] * 7, count=12, most=12).left_out(range(12)) == []
    beside = found.around([4], 1)
    assert (set(beside.places), beside.rows) == ({*councils[1], *councils[0]}, (0, 1, 2, 3, 4, 5))
    assert set(found.around([4], 9).places) == set(range(12))


@pytest.mark.parametrize("seed", range(4))
def test_in_pieces_few_are_hidden_as_safely_as_in_one(small_pieces, seed):
    of = of_councils(seed)

    found = protect(of, CHILDREN_IN_NEED)

    assert unproven(of, CHILDREN_IN_NEED, found.proof) == []
    assert 0 < found.bound <= found.cost


def test_the_bound_of_the_pieces_is_one_of_the_whole(monkeypatch):
    of = of_councils(1)
    fewest = protect(of, CHILDREN_IN_NEED)
    monkeypatch.setattr(module, "EXACT_UP_TO", 50)
    monkeypatch.setattr(parts, "IN_ONE", 20)

    few = protect(of, CHILDREN_IN_NEED)

    assert fewest.method is Method.FEWEST
    assert few.bound <= fewest.cost <= few.cost


def test_what_is_not_found_in_a_few_pieces_is_looked_for_in_all(small_pieces, monkeypatch):
    monkeypatch.setattr(parts, "OTHERS", 0)
    monkeypatch.setattr(attack, "OTHERS", (0,))
    of = of_councils()

    found = protect(of, CHILDREN_IN_NEED)

    assert unproven(of, CHILDREN_IN_NEED, found.proof) == []
    near = prove(of, CHILDREN_IN_NEED, found.proof.hidden, everywhere=False)
    assert unproven(of, CHILDREN_IN_NEED, near)


def test_what_cannot_be_protected_is_refused_in_pieces_too(monkeypatch):
    monkeypatch.setattr(module, "EXACT_UP_TO", 1)
    monkeypatch.setattr(parts, "IN_ONE", 2)
    cells = [Cell("all", 10, Standing.SHOWN), Cell("a", 4), Cell("b", 6, Standing.SHOWN)]

    with pytest.raises(RuleRefused, match="1 count of a"):
        protect(system(cells, [Equation("all", ("a", "b"))]), CHILDREN_IN_NEED)


def test_what_lacks_something_in_whole_numbers_alone_is_mended_in_pieces_too(monkeypatch):
    monkeypatch.setattr(module, "EXACT_UP_TO", 2)
    spare = Cell("d", 1, Standing.SPARE, least=0)
    of = system(
        [Cell("a", 1), spare, Cell("s", 1, Standing.SHOWN), Cell("y", 6), Cell("t", 7)],
        [Equation("a", ("d", "d"), ("s",)), Equation("t", ("a", "y"))],
    )

    found = protect(of, CHILDREN_IN_NEED)

    assert unproven(of, CHILDREN_IN_NEED, found.proof) == []


def test_a_refusal_names_the_measure_and_not_what_stands_at_its_place_in_a_piece(monkeypatch):
    monkeypatch.setattr(module, "EXACT_UP_TO", 3)
    monkeypatch.setattr(parts, "IN_ONE", 2)
    good = [Cell("good", 20), Cell("good[a]", 12), Cell("good[b]", 8)]
    bad = [Cell("all", 10, Standing.SHOWN), Cell("bad[a]", 4), Cell("bad[b]", 6, Standing.SHOWN)]
    sums = [Equation("good", ("good[a]", "good[b]")), Equation("all", ("bad[a]", "bad[b]"))]

    with pytest.raises(RuleRefused, match="1 count of bad"):
        protect(system([*good, *bad], sums), CHILDREN_IN_NEED)


def test_what_only_the_sums_across_pieces_give_away_is_refused(monkeypatch):
    monkeypatch.setattr(module, "EXACT_UP_TO", 1)
    monkeypatch.setattr(parts, "IN_ONE", 2)
    shown = [Cell(name, count, Standing.SHOWN) for name, count in (("one", 10), ("other", 10), ("both", 2))]
    cells = [*shown, Cell("a", 1), Cell("b", 9), Cell("c", 1), Cell("d", 9)]
    within, across = (
        [Equation("one", ("a", "b")), Equation("other", ("c", "d"))],
        Equation("both", ("a", "c")),
    )

    assert protect(system(cells, within), CHILDREN_IN_NEED).besides == 2
    with pytest.raises(RuleRefused, match="1 count of a"):
        protect(system(cells, [*within, across]), CHILDREN_IN_NEED)


def test_a_table_in_fractions_alone_proves_nothing():
    shown = [Cell("one", 7, Standing.SHOWN), Cell("twice", 21, Standing.SHOWN)]
    of = system(
        [*shown, Cell("a", 1), Cell("b", 6), Cell("c", 10)],
        [Equation("one", ("a", "b")), Equation("twice", ("a", "c", "c"))],
    )

    proof = prove(of, CHILDREN_IN_NEED, frozenset("abc"))

    assert proof.witnesses == ()


def test_a_neighbourhood_grows_from_one_cell_to_those_of_its_sums():
    chain = Near([(0, 1), (1, 2), (2, 3), (3, 4)], 6)

    assert chain.at_random(0, 3, Random(1)) == [0, 1, 2]
    assert set(chain.at_random(2, 9, Random(1))) == {0, 1, 2, 3, 4}
    assert chain.at_random(5, 9, Random(1)) == [5]
    assert chain.beside([1], sharing=1) == [0, 1, 2]
    assert chain.beside([1, 3], sharing=2) == [1, 2, 3]
    assert chain.equations_of([0, 1]) == [0, 1]


def chooser() -> Chooser:
    of = game(ward_by_outcome(), CHILDREN_IN_NEED)
    return Chooser(of, [1.0] * len(of.cells))


EVERY = game(ward_by_outcome(), CHILDREN_IN_NEED)
ALL = frozenset(range(len(EVERY.cells)))


def test_a_choice_is_made_the_fewest_where_every_cell_is_freed_and_then_no_better():
    choosing = chooser()

    better, is_whole = choosing._freed(ALL, sorted(ALL), FAR)

    assert better is not None
    assert (EVERY.cost(better), is_whole) == (10, True)
    assert choosing._freed(better, sorted(ALL), FAR) == (None, True)


def test_a_neighbourhood_that_takes_too_long_is_mended_and_told_to_be_too_large(monkeypatch):
    assert chooser()._freed(ALL, sorted(ALL), time.monotonic() - 1) == (None, False)
    monkeypatch.setattr(exact, "ROUNDS", 1)

    mended, is_whole = chooser()._freed(ALL, sorted(ALL), FAR)

    assert mended is not None
    assert (EVERY.cost(mended) >= 10, is_whole) == (True, False)


def test_where_the_whole_takes_too_long_neighbourhoods_come_to_as_few(monkeypatch):
    monkeypatch.setattr(Chooser, "_of_the_whole", lambda self, bound, ends, for_one: (None, bound))

    found = chooser().choose(seconds=1.0)

    assert EVERY.cost(found.hidden) == 10
    assert found.bound <= 10
