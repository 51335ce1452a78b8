"""Counting: every declared place has a figure, and whatever stands wrongly breaks a sum."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.reports.rules.figures import Relation, by_id
from app.reports.rules.identities import check, sums
from app.reports.rules.measures import Axis, Counted, Measure, count
from app.reports.rules.vocabulary import CountOf
from tests.reports.rules.rows import AS_AT, number

COLOURS, SIZES = ("red", "blue"), ("small", "large")


@dataclass(frozen=True)
class Thing:
    of: int
    colours: tuple[str, ...] = ("red",)
    sizes: tuple[str, ...] = ("small",)
    counts: bool = True


COLOUR = Axis[Thing]("colour", lambda thing: thing.colours)
SIZE = Axis[Thing]("size", lambda thing: thing.sizes)
ANY_SIZE = Axis[Thing]("size", lambda thing: thing.sizes, overlaps=True)


def counted(*things: Thing, breakdowns: Sequence[tuple[Axis[Thing], ...]] = ((), (COLOUR,))) -> Counted:
    measure = Measure[Thing](
        "things.counted", "Things.", lambda thing: thing.counts, tuple(breakdowns), CountOf.FAMILIES
    )
    return count(
        measure,
        things,
        identify=lambda thing: number(thing.of),
        values={"colour": COLOURS, "size": SIZES},
        as_at=AS_AT,
    )


def values(found: Counted) -> dict[str, int]:
    return {
        figure.id.removeprefix("things.counted").removesuffix("@2013-03-31"): figure.value
        for figure in found.figures
    }


def wrongly_placed(found: Counted) -> dict[str, tuple[UUID, ...]]:
    figures = by_id(found.figures)
    checked = [check(identity, figures) for identity in sums(found.relations)]
    return {each.identity.total: each.members for each in checked if not each.holds}


def test_every_combination_of_declared_values_is_a_figure_zeros_included():
    found = counted(Thing(1), breakdowns=((), (COLOUR,), (COLOUR, SIZE)))

    assert values(found) == {
        "": 1,
        "[colour=red]": 1,
        "[colour=blue]": 0,
        "[colour=red,size=small]": 1,
        "[colour=red,size=large]": 0,
        "[colour=blue,size=small]": 0,
        "[colour=blue,size=large]": 0,
    }


def test_a_figure_keeps_its_members_in_id_order_and_says_what_they_are():
    total, red, _ = counted(Thing(3), Thing(1, ("blue",)), Thing(2)).figures

    assert total.members == (number(1), number(2), number(3))
    assert red.members == (number(2), number(3))
    assert total.members_are is CountOf.FAMILIES


def test_what_the_population_leaves_out_is_in_no_figure():
    assert set(values(counted(Thing(1, counts=False))).values()) == {0}


def test_nothing_at_all_gives_zeros_that_reconcile():
    found = counted()

    assert values(found) == {"": 0, "[colour=red]": 0, "[colour=blue]": 0}
    assert wrongly_placed(found) == {}


def test_one_relation_is_declared_for_each_axis_left_out_of_a_breakdown_that_is_counted():
    found = counted(breakdowns=((), (COLOUR,), (COLOUR, SIZE)))

    def named(place: str = "") -> str:
        return f"things.counted{place}@2013-03-31"

    assert found.relations == (
        Relation(named(), (named("[colour=red]"), named("[colour=blue]"))),
        Relation(
            named("[colour=red]"),
            (named("[colour=red,size=small]"), named("[colour=red,size=large]")),
        ),
        Relation(
            named("[colour=blue]"),
            (named("[colour=blue,size=small]"), named("[colour=blue,size=large]")),
        ),
    )


def test_an_axis_that_overlaps_has_no_relation_and_counts_a_member_wherever_it_stands():
    found = counted(Thing(1, sizes=("small", "large")), breakdowns=((), (ANY_SIZE,)))

    assert values(found) == {"": 1, "[size=small]": 1, "[size=large]": 1}
    assert found.relations == ()


def test_a_member_in_two_parts_breaks_the_sum_and_is_named():
    found = counted(Thing(1), Thing(2, ("red", "blue")))

    assert values(found) == {"": 2, "[colour=red]": 2, "[colour=blue]": 1}
    assert wrongly_placed(found) == {"things.counted@2013-03-31": (number(2),)}


def test_a_member_twice_in_one_part_breaks_the_sum_and_is_named():
    found = counted(Thing(1), Thing(2, ("red", "red")))

    assert values(found)["[colour=red]"] == 3
    assert wrongly_placed(found) == {"things.counted@2013-03-31": (number(2),)}


def test_a_member_in_no_part_breaks_the_sum_and_is_named():
    assert wrongly_placed(counted(Thing(1), Thing(2, ()))) == {"things.counted@2013-03-31": (number(2),)}


def test_a_member_at_a_value_that_was_not_declared_breaks_the_sum_and_is_named():
    found = counted(Thing(1), Thing(2, ("green",)))

    assert values(found)["[colour=red]"] == 1
    assert wrongly_placed(found) == {"things.counted@2013-03-31": (number(2),)}


def test_two_faults_that_cancel_out_in_the_sum_are_both_named():
    found = counted(Thing(1, ()), Thing(2, ("red", "blue")))

    assert values(found) == {"": 2, "[colour=red]": 1, "[colour=blue]": 1}
    assert wrongly_placed(found) == {"things.counted@2013-03-31": (number(1), number(2))}


@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from([*COLOURS, "green"]), max_size=3),
            st.lists(st.sampled_from(SIZES), max_size=2),
        ),
        max_size=12,
    )
)
def test_sums_hold_exactly_when_every_member_stands_in_one_declared_place(places):
    things = [Thing(of, tuple(colours), tuple(sizes)) for of, (colours, sizes) in enumerate(places, 1)]
    found = counted(*things, breakdowns=((), (COLOUR,), (SIZE,), (COLOUR, SIZE)))

    def declared(thing: Thing) -> tuple[list[str], list[str]]:
        return [each for each in thing.colours if each in COLOURS], list(thing.sizes)

    astray = {number(thing.of) for thing in things if any(len(places) != 1 for places in declared(thing))}
    assert {member for members in wrongly_placed(found).values() for member in members} == astray
    assert bool(wrongly_placed(found)) is bool(astray)


@given(st.lists(st.tuples(st.sampled_from(COLOURS), st.sampled_from(SIZES)), max_size=12))
def test_every_figure_has_an_id_of_its_own_and_as_many_members_as_its_value(places):
    things = [Thing(of, (colour,), (size,)) for of, (colour, size) in enumerate(places, 1)]
    found = counted(*things, breakdowns=((), (COLOUR,), (SIZE,), (COLOUR, SIZE)))

    assert len(by_id(found.figures)) == len(found.figures) == 1 + 2 + 2 + 4
    assert all(figure.value == len(figure.members or ()) for figure in found.figures)
