"""Figures: how they are named, and how every form prints them."""

from datetime import date
from decimal import Decimal

import pytest

from app.reports.rules.figures import Figure, by_id, figure_id, printed, rounded
from app.reports.rules.vocabulary import Unit
from tests.reports.a_document import a_figure


@pytest.mark.parametrize(
    ("coordinates", "expected"),
    [
        pytest.param((), "families.listed@2013-03-31", id="a total leaves every axis out"),
        pytest.param((("ward", "St Ann's"),), "families.listed[ward=St Ann's]@2013-03-31", id="one axis"),
        pytest.param(
            (("rollout", "1"), ("agency", "FIP")),
            "families.listed[rollout=1,agency=FIP]@2013-03-31",
            id="two axes in the order they are declared",
        ),
    ],
)
def test_a_figure_is_named_by_its_measure_its_place_and_its_day(coordinates, expected):
    assert figure_id("families.listed", coordinates, date(2013, 3, 31)) == expected


@pytest.mark.parametrize(
    ("unit", "value", "places", "expected"),
    [
        pytest.param(Unit.COUNT, 0, 0, "0", id="a true zero"),
        pytest.param(Unit.COUNT, 1140, 0, "1,140", id="a count in thousands"),
        pytest.param(Unit.PERCENT, Decimal("93.75"), 0, "94%", id="a percentage to the whole"),
        pytest.param(Unit.PERCENT, Decimal("93.75"), 1, "93.8%", id="half is rounded up"),
        pytest.param(Unit.PERCENT, Decimal(28), 2, "28.00%", id="a percentage to two places"),
        pytest.param(Unit.PENCE, 120_000_000, 0, "£1,200,000", id="whole pounds"),
        pytest.param(Unit.PENCE, 106_666_667, 0, "£1,066,666.67", id="pounds and pence"),
        pytest.param(Unit.DAYS, 1083, 0, "1,083 days", id="days"),
    ],
)
def test_a_figure_is_printed_in_its_unit(unit, value, places, expected):
    assert printed(a_figure("anything.at-all", value, unit=unit), places=places) == expected


@pytest.mark.parametrize("unit", Unit)
def test_a_withheld_figure_prints_the_same_letter_in_every_unit(unit):
    assert printed(a_figure("anything.at-all", None, unit=unit)) == "c"
    assert printed(a_figure("anything.at-all", None, unit=unit), withheld="–") == "–"


def test_a_share_of_nothing_is_not_taken_for_a_withheld_one():
    of_nothing = a_figure("anything.at-all", None, unit=Unit.PERCENT, formula="0 of 0")

    assert printed(of_nothing) == "–"
    assert not of_nothing.is_withheld
    assert a_figure("anything.at-all", None).is_withheld
    assert not a_figure("anything.at-all", 0).is_withheld


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        pytest.param("93.75", 0, "94", id="three quarters up"),
        pytest.param("0.5", 0, "1", id="a half up"),
        pytest.param("0.4999", 0, "0", id="under a half down"),
        pytest.param("2.345", 2, "2.35", id="a half of the last place up"),
    ],
)
def test_values_are_rounded_half_up(value, places, expected):
    assert rounded(Decimal(value), places) == Decimal(expected)


def test_two_figures_of_one_id_are_a_fault():
    figure = a_figure("families.listed", 3, ward="Basford")

    with pytest.raises(ValueError, match=r"families.listed\[ward=Basford\]@2013-03-31"):
        by_id([figure, figure])


def test_figures_are_found_by_id_in_the_order_given():
    second, first = a_figure("families.listed", 2), a_figure("families.listed", 1, ward="Aspley")

    found = by_id([second, first])

    assert list(found.values()) == [second, first]
    assert found["families.listed[ward=Aspley]@2013-03-31"] == first


def test_a_derived_figure_has_no_members_of_its_own():
    assert Figure("money.results", (), date(2013, 3, 31), Unit.PENCE, 0).members is None
