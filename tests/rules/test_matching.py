"""A person who is named may be one who is on file already."""

from datetime import date

import pytest

from app.cases.rules.matching import Likeness, Named, likeness

BORN = date(2001, 5, 9)
TANSY = Named("tansy", "testcase", BORN)


def test_the_same_names_and_date_of_birth_are_the_same_person():
    assert likeness(TANSY, Named("tansy", "testcase", BORN)) is Likeness.KNOWN


@pytest.mark.parametrize(
    "held",
    [
        pytest.param(Named("tansy", "testcase", None), id="no date of birth on file"),
        pytest.param(Named("tansy", "testcase", date(2002, 5, 9)), id="another year"),
        pytest.param(Named("tansy", "testcase", date(2001, 6, 9)), id="another month"),
        pytest.param(Named("tansy", "testcase", date(2001, 5, 19)), id="another day"),
        pytest.param(Named("tansy", "testcase", date(2001, 9, 5)), id="day and month changed round"),
        pytest.param(Named("testcase", "tansy", BORN), id="names changed round"),
        pytest.param(Named("fennel", "testcase", BORN), id="another forename, the same surname"),
        pytest.param(Named("tansy", "example testcase", BORN), id="half of a double surname"),
    ],
)
def test_one_slip_leaves_a_person_perhaps_known(held):
    assert likeness(TANSY, held) is Likeness.PERHAPS


def test_a_named_person_without_a_date_of_birth_is_perhaps_known_by_name():
    assert likeness(Named("tansy", "testcase", None), TANSY) is Likeness.PERHAPS


@pytest.mark.parametrize(
    "held",
    [
        pytest.param(Named("tansy", "testcase", date(2002, 6, 9)), id="two parts of the date differ"),
        pytest.param(Named("tansy", "example", BORN), id="another surname"),
        pytest.param(Named("fennel", "testcase", None), id="another forename and no date"),
        pytest.param(Named("fennel", "testcase", date(2002, 5, 9)), id="another forename and year"),
    ],
)
def test_more_than_one_slip_is_another_person(held):
    assert likeness(TANSY, held) is None


def test_nobody_without_a_date_of_birth_is_found_by_one_name():
    assert likeness(Named("tansy", "testcase", None), Named("fennel", "testcase", None)) is None
