"""Reconciliation: what holds, what does not, by how much and because of whom."""

from dataclasses import replace

import pytest

from app.reports.rules.figures import Figure, Relation, by_id
from app.reports.rules.identities import PARTS, Checked, Identity, check, declared, subject, sums, within
from app.reports.rules.vocabulary import Unit
from tests.reports.a_document import a_figure
from tests.reports.rules.rows import AS_AT, number

TOTAL, FIRST, SECOND = "families.all", "families.first", "families.second"


def counting(measure: str, *members: int) -> Figure:
    ids = tuple(number(of) for of in members)
    return replace(a_figure(measure, len(ids)), members=ids)


def an_identity(*, plus: tuple[str, ...] = (FIRST, SECOND), minus: tuple[str, ...] = ()) -> Identity:
    return Identity(
        "all",
        "All are the first and the second.",
        f"{TOTAL}@2013-03-31",
        tuple(f"{each}@2013-03-31" for each in plus),
        tuple(f"{each}@2013-03-31" for each in minus),
    )


@pytest.mark.parametrize(
    ("total", "first", "second", "difference", "members"),
    [
        pytest.param((), (), (), 0, (), id="nobody anywhere"),
        pytest.param((1, 2), (1,), (2,), 0, (), id="each in one part"),
        pytest.param((1, 2), (1,), (), -1, (2,), id="one in no part"),
        pytest.param((1, 2), (1,), (1, 2), 1, (1,), id="one in both parts"),
        pytest.param((1,), (1,), (2,), 1, (2,), id="one in a part and not in the total"),
        pytest.param((1, 2), (1, 1), (), 0, (1, 2), id="one twice and one nowhere: no difference, two wrong"),
        pytest.param((3, 1), (1,), (), -1, (3,), id="named in id order"),
    ],
)
def test_an_identity_is_checked_member_by_member(total, first, second, difference, members):
    figures = by_id([counting(TOTAL, *total), counting(FIRST, *first), counting(SECOND, *second)])

    found = check(an_identity(), figures)

    assert found.difference == difference
    assert found.members == tuple(number(of) for of in members)
    assert found.holds is (not difference and not members)


@pytest.mark.parametrize(
    ("total", "first", "second", "difference", "members"),
    [
        pytest.param((1,), (1, 2), (2,), 0, (), id="the second taken from the first"),
        pytest.param((1, 2), (1, 2), (2,), -1, (2,), id="taken away, and still in the total"),
    ],
)
def test_an_identity_may_take_figures_away(total, first, second, difference, members):
    figures = by_id([counting(TOTAL, *total), counting(FIRST, *first), counting(SECOND, *second)])

    found = check(an_identity(plus=(FIRST,), minus=(SECOND,)), figures)

    assert (found.difference, found.members) == (difference, tuple(number(of) for of in members))


def test_money_is_checked_by_its_sum_alone():
    figures = by_id(
        [
            a_figure(TOTAL, 300_00, unit=Unit.PENCE),
            a_figure(FIRST, 100_00, unit=Unit.PENCE),
            a_figure(SECOND, 199_99, unit=Unit.PENCE),
        ]
    )

    assert check(an_identity(), figures) == Checked(an_identity(), -1, (), 300_00, 299_99)


def test_money_that_keeps_its_families_is_still_checked_by_its_sum():
    """A family whose two results are paid stands in two parts, rightly."""
    figures = by_id(
        [
            replace(a_figure(TOTAL, 300_00, unit=Unit.PENCE), members=(number(1),)),
            replace(a_figure(FIRST, 100_00, unit=Unit.PENCE), members=(number(1),)),
            replace(a_figure(SECOND, 200_00, unit=Unit.PENCE), members=(number(1),)),
        ]
    )

    assert check(an_identity(), figures).holds


def test_a_count_without_members_is_checked_by_its_sum():
    figures = by_id(
        [
            replace(a_figure(name, value), members=None)
            for name, value in ((TOTAL, 3), (FIRST, 1), (SECOND, 1))
        ]
    )

    assert check(an_identity(), figures) == Checked(an_identity(), -1, (), 3, 2)


def test_every_relation_is_an_identity_that_names_its_total():
    (identity,) = sums([Relation("families.all@2013-03-31", ("families.first@2013-03-31",))])

    assert identity.code == PARTS
    assert identity.sentence == "Families all: counted by its parts, they add up to the total."
    assert (identity.total, identity.plus) == ("families.all@2013-03-31", ("families.first@2013-03-31",))


@pytest.mark.parametrize(
    ("total", "part", "sentence"),
    [
        (
            "cafs.closed[financial-year=2012/13]@2013-03-31",
            "cafs.closed[financial-year=2012/13,reason=moved]@2013-03-31",
            "CAFs closed, financial year 2012/13: counted by reason, they add up to the total.",
        ),
        (
            "families.allocated-excluding-fip@2013-03-31",
            "families.allocated-excluding-fip[ward=Basford]@2013-03-31",
            "Families allocated excluding FIP: counted by ward, they add up to the total.",
        ),
        (
            "families.listed@2013-03-31",
            "families.listed[listed=match]@2013-03-31",
            "Families listed: counted by how they came on the list, they add up to the total.",
        ),
    ],
)
def test_a_sum_is_told_in_the_words_of_its_measure_and_of_what_it_is_counted_by(total, part, sentence):
    (identity,) = sums([Relation(total, (part,))])

    assert identity.sentence == sentence


def test_what_is_no_id_of_a_figure_is_not_told():
    with pytest.raises(ValueError, match="not the id of a figure"):
        sums([Relation("families.all", ("families.first@2013-03-31",))])


def test_the_data_sheet_s_identities_are_one_a_rollout_and_two_over_all():
    found = declared(["1", "none"], ["FIP", "HEALTH", "SHARED"], AS_AT)

    assert [identity.code for identity in found] == [
        "allocated-excluding-fip",
        "allocated-excluding-fip",
        "reviewed",
        "once-on-the-sheet",
    ]
    assert found[0].total == "families.allocated-excluding-fip[rollout=1]@2013-03-31"
    assert found[0].plus == (
        "families.allocated-at-meetings[rollout=1,agency=HEALTH]@2013-03-31",
        "families.allocated-at-meetings[rollout=1,agency=SHARED]@2013-03-31",
    )
    assert found[-1].plus == (
        "families.allocated-excluding-fip@2013-03-31",
        "families.potential-claims@2013-03-31",
        "families.not-to-be-allocated@2013-03-31",
        "families.yet-to-be-allocated@2013-03-31",
    )


@pytest.mark.parametrize(
    ("total", "part", "lacking"),
    [
        pytest.param((1, 2, 3), (1, 2), (), id="all are among them, and another is too"),
        pytest.param((1, 2), (2, 1), (), id="the same ones"),
        pytest.param((1, 2), (2, 4, 3), (3, 4), id="two are not among them, though there are fewer"),
        pytest.param((), (), (), id="nobody anywhere"),
    ],
)
def test_a_measure_within_another_counts_nobody_whom_that_does_not(total, part, lacking):
    figures = by_id([counting(TOTAL, *total), counting(FIRST, *part)])

    found = check(replace(an_identity(plus=(FIRST,)), is_within=True), figures)

    assert found.members == tuple(number(of) for of in lacking)
    assert (found.difference, found.holds) == (len(lacking), not lacking)
    assert (found.total, found.sum) == (len(total), len(part))


def test_figures_without_members_are_within_any_other():
    figures = by_id([replace(a_figure(name, 3), members=None) for name in (TOTAL, FIRST)])

    assert check(replace(an_identity(plus=(FIRST,)), is_within=True), figures).holds


def test_measures_that_are_taken_for_one_another_are_declared_within_each_other_and_add_up_to_nothing():
    found = {each.code: each for each in within(AS_AT)}

    assert found["reviewed-within-on-the-data-sheet"].total == f"families.on-the-data-sheet@{AS_AT}"
    assert found["identified-within-listed"].plus == (f"families.identified@{AS_AT}",)
    assert all(each.is_within for each in found.values())


@pytest.mark.parametrize(
    ("total", "about"),
    [
        ("families.listed@2013-03-31", "Families"),
        ("closures.share-by-reason@2013-03-31", "Common Assessment Framework"),
        ("partner-meetings.held@2013-03-31", "Partner meetings"),
    ],
)
def test_an_identity_is_about_what_its_total_counts(total: str, about: str):
    assert subject(replace(an_identity(), total=total)) == about
