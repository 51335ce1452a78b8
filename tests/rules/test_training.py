"""Training and mentors: places at a session, what becomes of them, and one mentor at a time."""

from datetime import date
from itertools import product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.rules.training import (
    MOVES,
    BookingState,
    check_can_book,
    check_mentor,
    check_move,
    check_no_other_mentor,
    check_session,
)
from app.errors import Conflict, DomainError, RuleRefused

TODAY = date(2013, 7, 12)
BEFORE, AFTER = date(2013, 7, 11), date(2013, 7, 13)
MENTOR, MENTEE = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("held_on", "called_off", "taken", "code"),
    [
        pytest.param(TODAY, False, 1, None, id="the last place, today"),
        pytest.param(TODAY, False, 2, "session-full", id="full"),
        pytest.param(BEFORE, False, 0, "session-over", id="over"),
        pytest.param(AFTER, True, 0, "session-called-off", id="called off"),
    ],
)
def test_a_place_is_booked_while_there_is_one(
    held_on: date, called_off: bool, taken: int, code: str | None
) -> None:
    def book() -> None:
        check_can_book(held_on=held_on, is_called_off=called_off, capacity=2, taken=taken, today=TODAY)

    if code is None:
        book()
    else:
        with pytest.raises(DomainError) as refused:
            book()
        assert refused.value.code == code


@pytest.mark.parametrize(("now", "wanted"), list(product(BookingState, BookingState)))
def test_a_place_moves_as_the_table_says_and_in_no_other_way(now: BookingState, wanted: BookingState) -> None:
    if wanted in MOVES[now]:
        check_move(now, wanted, held_on=TODAY, today=TODAY)
    else:
        with pytest.raises(RuleRefused, match="cannot become"):
            check_move(now, wanted, held_on=TODAY, today=TODAY)


def test_who_came_is_not_known_before_the_day_but_a_place_can_be_given_up() -> None:
    check_move(BookingState.BOOKED, BookingState.CANCELLED, held_on=AFTER, today=TODAY)
    for wanted in (BookingState.ATTENDED, BookingState.DID_NOT_ATTEND):
        with pytest.raises(RuleRefused, match="day of the session"):
            check_move(BookingState.BOOKED, wanted, held_on=AFTER, today=TODAY)


def test_a_session_is_planned_for_today_or_later_and_for_all_who_have_a_place() -> None:
    check_session(held_on=TODAY, capacity=3, taken=3, today=TODAY)
    with pytest.raises(RuleRefused, match="from today on"):
        check_session(held_on=BEFORE, capacity=3, taken=0, today=TODAY)
    with pytest.raises(RuleRefused, match="3 people have a place"):
        check_session(held_on=TODAY, capacity=2, taken=3, today=TODAY)


def test_nobody_mentors_themselves_and_days_are_in_order() -> None:
    check_mentor(MENTOR, MENTEE, starts_on=TODAY, ends_on=TODAY)
    check_mentor(MENTOR, MENTEE, starts_on=TODAY, ends_on=None)
    with pytest.raises(RuleRefused, match="own mentor"):
        check_mentor(MENTOR, MENTOR, starts_on=TODAY, ends_on=None)
    with pytest.raises(RuleRefused, match="may not be before"):
        check_mentor(MENTOR, MENTEE, starts_on=TODAY, ends_on=BEFORE)


@pytest.mark.parametrize(
    ("spells", "starts_on", "ends_on", "is_free"),
    [
        pytest.param([], TODAY, None, True, id="no mentor before"),
        pytest.param([(date(2013, 1, 1), BEFORE)], TODAY, None, True, id="ended the day before"),
        pytest.param([(date(2013, 1, 1), TODAY)], TODAY, None, False, id="ends on the first day"),
        pytest.param([(date(2013, 1, 1), None)], TODAY, AFTER, False, id="still mentored"),
        pytest.param([(AFTER, None)], TODAY, TODAY, True, id="begins the day after"),
        pytest.param([(AFTER, None)], TODAY, None, False, id="begins later, without an end here"),
    ],
)
def test_a_practitioner_has_one_mentor_at_a_time(
    spells: list[tuple[date, date | None]], starts_on: date, ends_on: date | None, is_free: bool
) -> None:
    if is_free:
        check_no_other_mentor(spells, starts_on, ends_on)
    else:
        with pytest.raises(Conflict, match="They have a mentor"):
            check_no_other_mentor(spells, starts_on, ends_on)


DAYS = st.dates(date(2013, 1, 1), date(2013, 3, 1))


@given(st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=8))
def test_pairings_taken_one_after_another_never_overlap(wanted: list[tuple[date, date | None]]) -> None:
    kept: list[tuple[date, date | None]] = []
    for first, last in wanted:
        try:
            check_mentor(MENTOR, MENTEE, starts_on=first, ends_on=last)
            check_no_other_mentor(kept, first, last)
        except DomainError:
            continue
        kept.append((first, last))

    for day in (
        date.fromordinal(n) for n in range(date(2013, 1, 1).toordinal(), date(2013, 3, 3).toordinal())
    ):
        assert sum(first <= day and (last is None or day <= last) for first, last in kept) <= 1
