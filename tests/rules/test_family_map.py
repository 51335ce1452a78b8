"""A family drawn as a map: a row a generation, everybody once, no two on one place, always the same."""

from datetime import date
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.rules.family_map import (
    BOX_HEIGHT,
    BOX_WIDTH,
    MARGIN,
    Line,
    LineStyle,
    Mapped,
    drawn,
    family_map,
)
from app.cases.rules.relationships import End, RelationshipKind, Tie

Kind = RelationshipKind
ENDS = [End(UUID(int=number)) for number in range(12)]
NAN, MUM, DAD, NEW, TANSY, BRAMBLE, FERN, *_ = ENDS
TODAY = date(2013, 7, 12)


def child(end, born_on=None):
    return Mapped(end.key, born_on, is_child=True)


def adult(end, born_on=None):
    return Mapped(end.key, born_on)


def rows_of(found):
    """The keys of each generation, from left to right."""
    rows = [[] for _ in range(found.generations)]
    for place in sorted(found.places, key=lambda place: place.x):
        rows[place.generation].append(place.key)
    return rows


def keys(*ends):
    return [end.key for end in ends]


def test_nobody_makes_an_empty_map():
    found = family_map([], [])

    assert (found.places, found.lines, found.generations) == ((), (), 0)
    assert (found.width, found.height) == (2 * MARGIN, 2 * MARGIN)


def test_without_relationships_adults_stand_above_children_the_eldest_first():
    people = [child(TANSY, date(2005, 1, 1)), child(FERN), child(BRAMBLE, date(2001, 1, 1)), adult(MUM)]

    found = family_map(people, [])

    assert rows_of(found) == [keys(MUM), keys(BRAMBLE, TANSY, FERN)]
    assert found.lines == ()


def test_three_generations_stand_below_each_other_with_partners_side_by_side():
    people = [adult(NAN), adult(MUM), adult(DAD), adult(NEW), child(TANSY), child(BRAMBLE)]
    ties = [
        Tie(Kind.PARENT, NAN, MUM),
        Tie(Kind.GRANDPARENT, NAN, TANSY),
        Tie(Kind.PARENT, MUM, TANSY),
        Tie(Kind.PARENT, DAD, TANSY),
        Tie(Kind.PARENT, MUM, BRAMBLE),
        Tie(Kind.PARENT, NEW, BRAMBLE),
        Tie(Kind.FORMER_PARTNER, DAD, MUM),
        Tie(Kind.PARTNER, MUM, NEW),
        Tie(Kind.HALF_SIBLING, TANSY, BRAMBLE),
    ]

    found = family_map(people, ties)

    assert rows_of(found) == [keys(NAN), keys(DAD, MUM, NEW), keys(TANSY, BRAMBLE)]
    styles = sorted(line.style for line in found.lines)
    assert styles == ["former-partners", *["parent"] * 5, "partners"], "what other lines say is not drawn"
    (cut,) = [line for line in found.lines if line.is_cut]
    (left, y), (right, _) = cut.points
    assert cut.cut == ((left + right) // 2, y)


def test_a_grandparent_stands_two_rows_up_though_nobody_is_between():
    found = family_map(
        [adult(NAN), child(TANSY), adult(MUM)],
        [Tie(Kind.GRANDPARENT, NAN, TANSY), Tie(Kind.SIBLING, MUM, DAD)],
    )

    assert rows_of(found) == [keys(NAN), keys(MUM), keys(TANSY)]
    assert [line.style for line in found.lines] == [LineStyle.GRANDPARENT]


def test_a_carer_stands_above_the_child_and_a_sister_who_cares_stays_beside():
    people = [child(TANSY), child(BRAMBLE), adult(NAN)]

    above = family_map(people, [Tie(Kind.CARER, NAN, TANSY)])
    beside = family_map(people, [Tie(Kind.CARER, BRAMBLE, TANSY), Tie(Kind.SIBLING, BRAMBLE, TANSY)])

    assert rows_of(above) == [keys(NAN), keys(TANSY, BRAMBLE)]
    assert rows_of(beside) == [keys(NAN), keys(TANSY, BRAMBLE)]
    assert sorted(line.style for line in beside.lines) == ["carer", "siblings"]


def test_children_stand_below_their_parents():
    first, second, third, fourth = ENDS[7:11]
    people = [adult(MUM), adult(first), child(TANSY), child(BRAMBLE), child(second), child(third)]
    ties = [
        Tie(Kind.PARENT, MUM, third),
        Tie(Kind.PARENT, MUM, BRAMBLE),
        Tie(Kind.PARENT, first, TANSY),
        Tie(Kind.PARENT, first, second),
        Tie(Kind.PARENT, fourth, second),
    ]

    found = family_map(people, ties)

    assert rows_of(found) == [keys(MUM, first), keys(BRAMBLE, third, TANSY, second)]


def test_partners_of_different_rows_and_others_are_joined_by_a_line_all_the_same():
    people = [adult(MUM), child(TANSY), child(BRAMBLE), adult(DAD), adult(NEW)]
    ties = [
        Tie(Kind.PARENT, MUM, TANSY),
        Tie(Kind.SIBLING, TANSY, BRAMBLE),
        Tie(Kind.PARTNER, MUM, BRAMBLE),
        Tie(Kind.OTHER, TANSY, NEW, described="friend"),
        Tie(Kind.OTHER, NEW, DAD, described="friend"),
        Tie(Kind.OTHER, DAD, MUM, described="friend"),
    ]

    found = family_map(people, ties)

    assert sorted(line.style for line in found.lines) == [*["other"] * 3, "parent", "partners", "siblings"]


def test_a_partner_relationship_that_is_over_is_drawn_as_one_of_former_partners():
    over = Tie(Kind.PARTNER, MUM, DAD, None, date(2012, 1, 1))
    again = Tie(Kind.PARTNER, MUM, DAD, date(2013, 1, 1))
    care = Tie(Kind.CARER, NAN, TANSY, None, date(2012, 1, 1))

    assert [tie.kind for tie in drawn([over, care], TODAY)] == [Kind.FORMER_PARTNER]
    assert drawn([over, again], TODAY) == (again,)
    assert drawn([again], date(2012, 6, 1)) == (Tie(Kind.FORMER_PARTNER, MUM, DAD, date(2013, 1, 1)),)


def test_the_cut_is_in_the_middle_of_the_longest_level_stretch():
    line = Line(LineStyle.FORMER_PARTNERS, ((0, 10), (0, 20), (40, 20), (40, 10)), is_cut=True)

    assert line.cut == (20, 20)


_people = st.lists(
    st.builds(
        Mapped,
        st.sampled_from([end.key for end in ENDS]),
        st.none() | st.dates(date(1930, 1, 1), date(2013, 7, 12)),
        st.booleans(),
    ),
    unique_by=lambda person: person.key,
)
_ties = st.lists(
    st.builds(
        Tie,
        st.sampled_from(Kind),
        st.sampled_from(ENDS),
        st.sampled_from(ENDS),
    ).filter(lambda tie: tie.first != tie.second),
    max_size=24,
)


@given(people=_people, ties=_ties, seed=st.integers(0, 1000))
def test_whatever_the_family_everybody_has_one_place_and_no_two_touch(people, ties, seed):
    found = family_map(people, ties)

    assert sorted(place.key for place in found.places) == sorted(person.key for person in people)
    for place in found.places:
        assert 0 <= place.x <= found.width - BOX_WIDTH
        assert 0 <= place.y <= found.height - BOX_HEIGHT
    for one in found.places:
        for other in found.places:
            apart = abs(one.x - other.x) >= BOX_WIDTH or abs(one.y - other.y) >= BOX_HEIGHT
            assert one is other or apart
    for line in found.lines:
        for x, y in line.points:
            assert 0 <= x <= found.width
            assert 0 <= y <= found.height
        assert 0 <= line.cut[0] <= found.width
    shuffled = Random(seed)
    assert family_map(_shuffled(people, shuffled), _shuffled(ties, shuffled)) == found


@given(ties=_ties)
def test_a_parent_stands_above_a_child_wherever_parents_alone_are_known(ties):
    parents = []
    for tie in ties:
        if ENDS.index(tie.first) < ENDS.index(tie.second) and tie.second not in {t.second for t in parents}:
            parents.append(Tie(Kind.PARENT, tie.first, tie.second))

    found = family_map([adult(end) for end in ENDS], parents)

    row_of = {place.key: place.generation for place in found.places}
    assert all(row_of[tie.first.key] < row_of[tie.second.key] for tie in parents)
    assert len([line for line in found.lines if line.style is LineStyle.PARENT]) == len(set(parents))


@pytest.mark.parametrize("boxes", [1, 30])
def test_a_map_is_as_wide_as_its_longest_row(boxes):
    people = [Mapped(f"person {number:02}", is_child=True) for number in range(boxes)]

    found = family_map(people, [])

    assert max(place.x for place in found.places) + BOX_WIDTH + MARGIN == found.width


def _shuffled(values, random):
    return random.sample(values, len(values))
