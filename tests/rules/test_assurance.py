"""Assurance visits: when one may be recorded, and where an action after it stands."""

from datetime import date

import pytest

from app.claims.rules.assurance import (
    RATING_WORDS,
    RATINGS,
    ActionState,
    action_state,
    check_due_on,
    check_visited_on,
)
from app.errors import RuleRefused

VISITED = date(2013, 5, 14)


@pytest.mark.parametrize(
    ("today", "is_allowed"),
    [
        pytest.param(date(2013, 5, 13), False, id="the day before"),
        pytest.param(date(2013, 5, 14), True, id="the day itself"),
        pytest.param(date(2013, 5, 15), True, id="the day after"),
    ],
)
def test_a_visit_is_recorded_once_it_has_been(today, is_allowed):
    if is_allowed:
        check_visited_on(VISITED, today)
    else:
        with pytest.raises(RuleRefused, match="once it has been") as refusal:
            check_visited_on(VISITED, today)
        assert refusal.value.code == "visit-to-come"


@pytest.mark.parametrize(
    ("due_on", "is_allowed"),
    [
        pytest.param(date(2013, 5, 13), False, id="the day before the visit"),
        pytest.param(date(2013, 5, 14), True, id="the day of the visit"),
    ],
)
def test_an_action_is_due_on_the_day_of_the_visit_or_later(due_on, is_allowed):
    if is_allowed:
        check_due_on(due_on, VISITED)
    else:
        with pytest.raises(RuleRefused, match="or later") as refusal:
            check_due_on(due_on, VISITED)
        assert refusal.value.code == "due-before-visit"


@pytest.mark.parametrize(
    ("done_on", "on", "state"),
    [
        pytest.param(None, date(2013, 6, 29), ActionState.OPEN, id="the day before it is due"),
        pytest.param(None, date(2013, 6, 30), ActionState.OPEN, id="the day it is due"),
        pytest.param(None, date(2013, 7, 1), ActionState.OVERDUE, id="the day after"),
        pytest.param(
            date(2013, 7, 3), date(2013, 7, 2), ActionState.OVERDUE, id="done too late, told before"
        ),
        pytest.param(date(2013, 7, 3), date(2013, 7, 3), ActionState.DONE, id="done too late"),
        pytest.param(date(2013, 6, 3), date(2013, 6, 1), ActionState.OPEN, id="done in time, told before"),
    ],
)
def test_where_an_action_due_on_30_june_stands(done_on, on, state):
    assert action_state(date(2013, 6, 30), done_on, on) is state


def test_every_rating_has_words_of_its_own():
    assert len(RATING_WORDS) == len({each.words for each in RATINGS}) == len(RATINGS)
