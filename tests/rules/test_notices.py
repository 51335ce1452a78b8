"""What people are reminded of, when, and how often sending is tried."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from app.cases.rules.due import DueKind
from app.reminders.rules.notices import (
    AT_ONCE,
    OF_DUE,
    Choices,
    NoticeKind,
    Reminder,
    is_digest_day,
    is_morning,
    monday_of,
    next_wait,
    wanted,
)

MONDAY = date(2013, 7, 15)
ONE_OF_EACH = [Reminder(kind, UUID(int=1), MONDAY) for kind in NoticeKind]


@pytest.mark.parametrize(
    ("now", "is_so"),
    [
        pytest.param(datetime(2013, 7, 15, 5, 59, tzinfo=UTC), False, id="a minute to seven in summer"),
        pytest.param(datetime(2013, 7, 15, 6, 0, tzinfo=UTC), True, id="seven in summer"),
        pytest.param(datetime(2013, 1, 14, 6, 59, tzinfo=UTC), False, id="a minute to seven in winter"),
        pytest.param(datetime(2013, 1, 14, 7, 0, tzinfo=UTC), True, id="seven in winter"),
        pytest.param(datetime(2013, 4, 1, 6, 0, tzinfo=UTC), True, id="the day after clocks went forward"),
        pytest.param(datetime(2013, 3, 29, 6, 0, tzinfo=UTC), False, id="the day before they did"),
        pytest.param(datetime(2013, 10, 28, 6, 0, tzinfo=UTC), False, id="the day after they went back"),
    ],
)
def test_the_day_s_reminders_go_from_seven_as_london_s_clocks_show_it(now: datetime, is_so: bool):
    assert is_morning(now, now.date()) is is_so


@pytest.mark.parametrize(("day", "is_so"), [(12, True), (13, False), (14, False), (15, True)])
def test_nothing_that_is_due_is_sent_at_weekends(day: int, is_so: bool):
    assert is_morning(datetime(2013, 7, day, 9, tzinfo=UTC), date(2013, 7, day)) is is_so


@pytest.mark.parametrize(("day", "monday"), [(14, 8), (15, 15), (19, 15), (21, 15), (22, 22)])
def test_a_digest_is_that_of_its_week_s_monday(day: int, monday: int):
    assert monday_of(date(2013, 7, day)) == date(2013, 7, monday)


@pytest.mark.parametrize(
    ("today", "looked_on", "is_so"),
    [
        pytest.param(MONDAY, None, True, id="Monday, never looked at"),
        pytest.param(MONDAY, date(2013, 7, 12), True, id="Monday"),
        pytest.param(date(2013, 7, 16), MONDAY, False, id="Tuesday after a Monday"),
        pytest.param(date(2013, 7, 16), date(2013, 7, 12), True, id="Tuesday after a Monday that was missed"),
        pytest.param(date(2013, 7, 16), None, False, id="Tuesday of somebody new"),
    ],
)
def test_the_digest_goes_on_monday_or_when_monday_was_missed(
    today: date, looked_on: date | None, is_so: bool
):
    assert is_digest_day(today, looked_on) is is_so


@pytest.mark.parametrize(
    ("choices", "kinds"),
    [
        pytest.param(Choices(), set(NoticeKind), id="all, until somebody chooses"),
        pytest.param(
            Choices(weekly=False, at_once=False), {*OF_DUE.values(), "no-contact", "figure-asked"}, id="daily"
        ),
        pytest.param(Choices(daily=False, at_once=False), {NoticeKind.WEEKLY_DIGEST}, id="weekly"),
        pytest.param(Choices(daily=False, weekly=False), set(AT_ONCE), id="at once"),
        pytest.param(Choices(daily=False, weekly=False, at_once=False), set(), id="none"),
    ],
)
def test_each_kind_of_reminder_is_turned_off_by_one_choice(choices: Choices, kinds: set[str]):
    assert {each.kind for each in wanted(ONE_OF_EACH, choices)} == kinds


def test_whatever_is_due_has_a_notice_for_its_coming_and_one_for_its_being_overdue():
    assert set(OF_DUE) == {(kind, is_overdue) for kind in DueKind for is_overdue in (False, True)}


def test_each_wait_is_twice_the_one_before_and_the_eighth_try_is_the_last():
    waits = [next_wait(tries) for tries in range(1, 9)]

    assert waits[:3] == [timedelta(minutes=5), timedelta(minutes=10), timedelta(minutes=20)]
    assert waits[7] is None
    assert sum((wait for wait in waits if wait), timedelta()) > timedelta(hours=10)
