"""Training and mentors: who may have a place, what becomes of it, and one mentor at a time."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from app.cases.rules.vocabulary import Word
from app.errors import Conflict, RuleRefused
from app.periods import written_date

LARGEST_SESSION = 500


class BookingState(Word):
    """What became of a place at a training session."""

    BOOKED = "booked"
    ATTENDED = "attended"
    DID_NOT_ATTEND = "did-not-attend"
    CANCELLED = "cancelled"


MOVES: Mapping[BookingState, frozenset[BookingState]] = {
    BookingState.BOOKED: frozenset(
        {BookingState.ATTENDED, BookingState.DID_NOT_ATTEND, BookingState.CANCELLED}
    ),
    BookingState.ATTENDED: frozenset({BookingState.DID_NOT_ATTEND}),
    BookingState.DID_NOT_ATTEND: frozenset({BookingState.ATTENDED}),
    BookingState.CANCELLED: frozenset(),
}
"""Attendance can be mended; whoever has cancelled is booked anew."""

ATTENDANCE = frozenset({BookingState.ATTENDED, BookingState.DID_NOT_ATTEND})


def check_can_book(*, held_on: date, is_called_off: bool, capacity: int, taken: int, today: date) -> None:
    """Refuse a place at a session that is over, called off or full.

    taken: places that are booked. Raises RuleRefused("session-over" | "session-called-off"),
    Conflict("session-full").
    """
    if is_called_off:
        raise RuleRefused("session-called-off", "This session has been called off. Choose another.")
    if held_on < today:
        raise RuleRefused("session-over", "This session is over. Choose one from today on.")
    if taken >= capacity:
        raise Conflict("session-full", "Every place of this session is taken. Choose another.")


def check_move(now: BookingState, wanted: BookingState, *, held_on: date, today: date) -> None:
    """Refuse what cannot become of a place. Attendance is known on the day at the earliest.

    Raises RuleRefused("booking-move" | "not-held-yet").
    """
    if wanted not in MOVES[now]:
        raise RuleRefused(
            "booking-move", f"A place that is recorded as “{now.label.lower()}” cannot become that."
        )
    if wanted in ATTENDANCE and today < held_on:
        raise RuleRefused("not-held-yet", "Who came is recorded on the day of the session or later.")


def check_session(*, held_on: date, capacity: int, taken: int, today: date) -> None:
    """Refuse a session that is planned for the past, or for fewer than have a place.

    Raises RuleRefused("day-past" | "fewer-than-booked").
    """
    if held_on < today:
        raise RuleRefused("day-past", "Give a day from today on.")
    if capacity < taken:
        raise RuleRefused(
            "fewer-than-booked", f"{taken} people have a place already. Enter that many or more."
        )


def check_mentor(mentor_id: UUID, mentee_id: UUID, *, starts_on: date, ends_on: date | None) -> None:
    """Nobody mentors themselves, and a pairing ends no earlier than it begins.

    Raises RuleRefused("own-mentor" | "pairing-dates").
    """
    if mentor_id == mentee_id:
        raise RuleRefused("own-mentor", "Nobody is their own mentor. Choose somebody else.")
    if ends_on is not None and ends_on < starts_on:
        raise RuleRefused("pairing-dates", "The last day may not be before the first.")


def check_no_other_mentor(
    spells: Iterable[tuple[date, date | None]], starts_on: date, ends_on: date | None
) -> None:
    """A practitioner has one mentor at a time. spells: first and last days of their other pairings.

    Raises Conflict("mentor-already").
    """
    last = ends_on or date.max
    for first, end in sorted(spells):
        if first <= last and (end or date.max) >= starts_on:
            until = f" to {written_date(end)}" if end else ""
            raise Conflict(
                "mentor-already",
                f"They have a mentor from {written_date(first)}{until}. End that, or choose other days.",
            )
