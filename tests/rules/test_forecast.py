"""The forecast by month, and the range that was promised."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.claims.rules.amounts import amount_of
from app.claims.rules.claimed import STANDING, claimed
from app.claims.rules.fees import FeeStanding, fees_by_cohort
from app.claims.rules.forecast import AgreedNumber, forecast, promises, window_to_claim_in
from app.claims.rules.lifecycle import LineState
from app.claims.rules.prospects import Prospects
from app.money import Pence
from app.programme.phase_one import P1_2012
from tests.rules.money_rows import JANUARY, JULY, OCTOBER, a_line, family

ON = date(2013, 7, 12)
WINDOWS = (JANUARY, JULY, OCTOBER)
NOTHING_FOUND = Prospects(amount_of(()), {})
FOUND = Prospects(
    amount_of([(family(7), Pence(700_00))]),
    {
        ("education",): amount_of([(family(8), Pence(700_00))]),
        ("eligibility",): amount_of([(family(9), Pence(800_00))]),
    },
)


@pytest.mark.parametrize(
    ("on", "window"),
    [
        pytest.param(date(2013, 6, 30), JULY, id="the day before it opens"),
        pytest.param(date(2013, 7, 1), JULY, id="the day it opens"),
        pytest.param(date(2013, 7, 31), JULY, id="the day it closes"),
        pytest.param(date(2013, 8, 1), OCTOBER, id="the day after: the next one"),
        pytest.param(date(2013, 11, 1), None, id="after the last: none is planned"),
    ],
)
def test_what_is_not_claimed_yet_stands_in_the_window_that_closes_next(on, window):
    assert window_to_claim_in(WINDOWS, on) == window


def test_what_is_claimed_falls_where_its_window_closes_and_what_is_not_yet_where_it_would_be():
    lines = [
        a_line(1, 700_00, LineState.PAID, window=JANUARY),
        a_line(2, 700_00, LineState.NOT_VALID, window=JANUARY),
        a_line(3, 800_00, LineState.DRAFT),
        a_line(4, 800_00, LineState.WITHDRAWN),
    ]

    months = forecast(WINDOWS, lines, FOUND, (), OCTOBER)

    assert [
        (each.first, each.windows, each.claimed.pence, each.claimable.pence, each.nearly.pence)
        for each in months
    ] == [
        (date(2013, 1, 1), ("January 2013",), 700_00, 0, 0),
        (date(2013, 7, 1), ("July 2013",), 800_00, 0, 0),
        (date(2013, 10, 1), ("October 2013",), 0, 700_00, 1500_00),
    ]
    assert [each.firm for each in months] == [700_00, 800_00, 700_00]


def test_where_no_window_is_planned_what_may_still_be_claimed_falls_in_no_month():
    *planned, none = forecast(WINDOWS, [], FOUND, (), None)

    assert [each.claimable.families for each in planned] == [0, 0, 0]
    assert (none.first, none.windows, none.claimable.pence, none.nearly.families) == (None, (), 700_00, 2)


@pytest.mark.parametrize(
    ("found", "holds"),
    [
        pytest.param(Prospects(FOUND.now, {}), True, id="something is claimable now"),
        pytest.param(Prospects(amount_of(()), FOUND.nearly), True, id="something is nearly claimable"),
        pytest.param(NOTHING_FOUND, False, id="nothing is"),
    ],
)
def test_a_row_without_a_month_is_there_when_it_holds_something(found, holds):
    assert (forecast(WINDOWS, [], found, (), None)[-1].first is None) == holds


def test_a_part_of_the_fees_that_falls_due_says_of_which_year_it_is_and_how_it_stands():
    cohorts = fees_by_cohort({2012: 400, 2013: 600}, {2012: 200}, P1_2012, ON)

    due = [each for month in forecast((), [], NOTHING_FOUND, cohorts, None) for each in month.fees]

    assert [(each.cohort_year, each.standing) for each in due] == [
        (2012, FeeStanding.PAID_NOW),
        (2013, FeeStanding.PAID_NOW),
        (2013, FeeStanding.ON_CATCHING_UP),
    ]


def test_fees_fall_by_the_end_of_their_quarter_and_those_of_the_lowest_band_in_no_month():
    cohorts = fees_by_cohort({2012: 400, 2013: 600, 2014: 200}, {2012: 200}, P1_2012, ON)
    lowest = fees_by_cohort({2012: 400, 2013: 600}, {2012: 0}, P1_2012, ON)

    assert [
        (each.first, round(each.fees_due)) for each in forecast((), [], NOTHING_FOUND, cohorts, None)
    ] == [
        (date(2012, 6, 1), 1_066_666_67),
        (date(2013, 6, 1), 600_000_00),
        (date(2013, 9, 1), 600_000_00),
        (date(2014, 6, 1), 266_666_67),
    ]
    assert [(each.first, round(each.fees_due)) for each in forecast((), [], NOTHING_FOUND, lowest, None)] == [
        (date(2012, 6, 1), 1_066_666_67),
        (None, 1_200_000_00),
    ]


def test_two_windows_that_close_in_a_month_stand_in_one_row():
    late = replace(JULY, id=UUID(int=908), label="Late July 2013")

    (month,) = forecast((JULY, late), [a_line(1), a_line(2, window=late)], NOTHING_FOUND, (), None)

    assert (month.windows, month.claimed.families) == (("July 2013", "Late July 2013"), 2)


@given(
    st.lists(
        st.builds(
            a_line,
            st.integers(1, 9),
            st.integers(0, 900_00),
            st.sampled_from(LineState),
            window=st.sampled_from(WINDOWS),
        ),
        max_size=12,
    ),
    st.sampled_from([None, *WINDOWS]),
)
def test_the_months_hold_all_that_stands_and_may_be_claimed_each_pound_once(lines, into):
    months = forecast(WINDOWS, lines, FOUND, (), into)

    assert sum(each.claimed.pence for each in months) == claimed(lines, STANDING).pence
    assert sum(each.claimable.pence for each in months) == FOUND.now.pence
    assert sum(each.nearly.pence for each in months) == 1500_00
    assert sum(each.firm for each in months) == claimed(lines, STANDING).pence + FOUND.now.pence


def promised(label: str, least: int | None, most: int | None) -> list[AgreedNumber]:
    """The targets that make a promise for the window of this label."""
    bounds = {"least": least, "most": most}
    return [
        AgreedNumber(f"families.promised-at-{bound}[window={label}]", 2013, value)
        for bound, value in bounds.items()
        if value is not None
    ]


@pytest.mark.parametrize(
    ("families", "stands"),
    [
        pytest.param(0, "150 below the range", id="none"),
        pytest.param(149, "1 below the range", id="one too few"),
        pytest.param(150, "within the range", id="the least"),
        pytest.param(300, "within the range", id="the most"),
        pytest.param(301, "1 above the range", id="one too many"),
    ],
)
def test_the_board_was_promised_150_to_300_families_in_july_2013(families, stands):
    (promise,) = promises(promised("July 2013", 150, 300), WINDOWS)

    assert (promise.window, promise.least, promise.most) == (JULY, 150, 300)
    assert promise.kept_by(families) == stands


@pytest.mark.parametrize(
    "agreed",
    [
        pytest.param([], id="no targets"),
        pytest.param(promised("July 2013", 150, None), id="half a range"),
        pytest.param(promised("July 2013", None, 300), id="the other half"),
        pytest.param(promised("July 2013", 300, 150), id="the least above the most"),
        pytest.param(promised("May 2015", 150, 300), id="for a window that there is not"),
    ],
)
def test_what_makes_no_range_for_a_window_is_no_promise(agreed):
    assert promises(agreed, WINDOWS) == ()


def test_a_range_of_one_number_is_a_promise():
    assert len(promises(promised("July 2013", 150, 150), WINDOWS)) == 1
