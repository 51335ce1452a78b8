"""Claim windows are rows; which is open follows from their days."""

from datetime import date

import pytest

from app.claims.rules.windows import (
    ClaimWindow,
    check_is_open,
    check_window,
    is_open,
    next_window,
    window_on,
)
from app.errors import RuleRefused
from app.periods import Period

JANUARY = ClaimWindow("January 2013", Period(date(2013, 1, 2), date(2013, 1, 31)))
JULY = ClaimWindow("July 2013", Period(date(2013, 7, 1), date(2013, 7, 31)))
LATE_JULY = ClaimWindow("Late July 2013", Period(date(2013, 7, 15), date(2013, 8, 15)))
WINDOWS = [LATE_JULY, JULY, JANUARY]


@pytest.mark.parametrize(
    ("day", "window", "following"),
    [
        pytest.param(date(2013, 1, 1), None, JANUARY, id="day before the first"),
        pytest.param(date(2013, 1, 2), JANUARY, JULY, id="first day"),
        pytest.param(date(2013, 1, 31), JANUARY, JULY, id="last day"),
        pytest.param(date(2013, 2, 1), None, JULY, id="day after"),
        pytest.param(date(2013, 7, 20), JULY, None, id="two open: the one that closes first"),
        pytest.param(date(2013, 8, 1), LATE_JULY, None, id="only the later one is left"),
        pytest.param(date(2013, 8, 16), None, None, id="after the last"),
    ],
)
def test_the_window_of_a_day_is_the_open_one_that_closes_first(day, window, following):
    assert window_on(day, WINDOWS) == window
    assert next_window(day, WINDOWS) == following


def test_with_no_windows_none_is_open_and_none_is_next():
    assert window_on(date(2013, 7, 12), []) is None
    assert next_window(date(2013, 7, 12), []) is None


def test_a_window_is_open_on_its_days_only():
    assert is_open(JULY, date(2013, 7, 1))
    assert not is_open(JULY, date(2013, 8, 1))


def test_a_window_may_follow_another_but_not_overlap_it():
    august = ClaimWindow("August 2013", Period(date(2013, 8, 1), date(2013, 8, 31)))
    check_window(august, [JULY, JANUARY])

    with pytest.raises(RuleRefused) as refused:
        check_window(LATE_JULY, [JANUARY, JULY])

    assert refused.value.code == "windows-overlap"
    assert refused.value.message == (
        "July 2013 is open from 1 July 2013 to 31 July 2013. Two windows of one phase may not overlap."
    )


@pytest.mark.parametrize(
    "open_for",
    [
        pytest.param(Period(date(2013, 6, 1), date(2013, 7, 1)), id="closes on the day the other opens"),
        pytest.param(Period(date(2013, 7, 31), date(2013, 8, 30)), id="opens on the day the other closes"),
    ],
)
def test_two_windows_may_not_share_a_single_day(open_for):
    with pytest.raises(RuleRefused, match="may not overlap"):
        check_window(ClaimWindow("Another", open_for), [JULY])


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        pytest.param(date(2013, 6, 30), "July 2013 opens on 1 July 2013.", id="day before"),
        pytest.param(date(2013, 7, 1), None, id="first day"),
        pytest.param(date(2013, 7, 31), None, id="last day"),
        pytest.param(
            date(2013, 8, 1),
            "July 2013 closed on 31 July 2013. Claim in a window that is open.",
            id="day after",
        ),
    ],
)
def test_nothing_is_claimed_in_a_window_that_is_not_open(day, sentence):
    if sentence is None:
        check_is_open(JULY, day)
    else:
        with pytest.raises(RuleRefused) as refused:
            check_is_open(JULY, day)
        assert (refused.value.code, refused.value.message) == ("window-not-open", sentence)
