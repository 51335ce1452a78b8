"""Training and mentors over real rows: places, who sees and books them, and one mentor at a time."""

from datetime import UTC, date, datetime
from threading import Barrier, Thread
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import select

from app import embedded
from app.access.policies import COMMAND_LINE, Actor
from app.access.roles import Role
from app.cases.models.training import MentorPairing, TrainingBooking
from app.cases.rules.training import BookingState
from app.cases.services import mentoring, overview, training
from app.cases.services import training_places as places
from app.db import Sessions, reading
from app.errors import Conflict, DomainError, Forbidden, NotFound, RuleRefused
from tests.cases.builders import TODAY, a_practitioner
from tests.cases.sharing_builders import Led, a_led_family

CAF = Actor(UUID(int=301), frozenset({Role.CAF_COORDINATOR}))
NOW = datetime(2013, 7, 12, 9, 0, tzinfo=UTC)
LATER = date(2013, 9, 4)


@pytest.fixture
def led(database: sa.Connection) -> Led:
    return a_led_family()


def a_session(held_on: date = LATER, capacity: int = 2, title: str = "Lead professional course") -> UUID:
    course = training.add_course(title, None, actor=CAF)
    return training.plan_session(
        course, held_on=held_on, venue="Town hall", capacity=capacity, actor=CAF, today=TODAY
    )


def book(session_id: UUID, practitioner_id: UUID, actor: Actor = CAF) -> UUID:
    return places.book_place(session_id, practitioner_id, actor=actor, today=TODAY, now=NOW)


def record(booking_id: UUID, state: BookingState, actor: Actor = CAF, today: date = TODAY) -> None:
    places.record_place(booking_id, state, actor=actor, today=today)


def pair(mentor: UUID, mentee: UUID, starts_on: date = TODAY, ends_on: date | None = None) -> UUID:
    return mentoring.name_mentor(
        mentor, mentee, starts_on=starts_on, ends_on=ends_on, actor=CAF, today=TODAY, now=NOW
    )


def test_a_manager_books_and_gives_up_places_of_their_own_staff_only(led: Led) -> None:
    session_id = a_session()

    booking = book(session_id, led.lee, led.manager)

    with pytest.raises(Forbidden) as refused:
        book(session_id, led.teacher, led.manager)
    assert refused.value.code == "not-your-staff"
    theirs = book(session_id, led.teacher)
    with pytest.raises(NotFound):
        record(theirs, BookingState.CANCELLED, led.manager)
    with pytest.raises(Forbidden):
        record(booking, BookingState.ATTENDED, led.manager, LATER)
    with pytest.raises(Forbidden):
        book(session_id, led.lee, led.lead)
    record(booking, BookingState.CANCELLED, led.manager)
    opened = training.open_session(session_id, actor=led.manager, today=TODAY)
    assert [(each.name, each.state) for each in opened.bookings] == [("Lee Example", BookingState.CANCELLED)]
    assert opened.session.taken == 1


def test_a_practitioner_sees_their_own_training_and_nobody_elses(led: Led) -> None:
    session_id = a_session()
    book(session_id, led.lee)
    book(session_id, led.teacher)
    pair(led.colleague, led.lee)
    pair(led.lee, led.teacher, ends_on=date(2013, 12, 31))
    pair(led.colleague, led.teacher, date(2014, 1, 1))

    mine = training.training(actor=led.lead, today=TODAY)
    theirs = training.training(actor=led.manager, today=TODAY)

    assert [each.name for each in mine.own] == ["Lee Example"]
    assert mine.staff == ()
    assert len(mine.mentors) == 2
    assert [each.name for each in theirs.staff] == ["Lee Example"]
    assert [
        each.name for each in training.open_session(session_id, actor=led.lead, today=TODAY).bookings
    ] == ["Lee Example"]
    with pytest.raises(Forbidden):
        training.training(actor=Actor(UUID(int=9), frozenset({Role.ANALYST})), today=TODAY)


def test_no_more_places_are_booked_than_there_are_and_one_given_up_is_free_again(led: Led) -> None:
    session_id = a_session(capacity=1)
    booking = book(session_id, led.lee)

    with pytest.raises(Conflict) as full:
        book(session_id, led.teacher)
    with pytest.raises(Conflict) as again:
        book(session_id, led.lee)
    record(booking, BookingState.CANCELLED)
    book(session_id, led.teacher)

    assert (full.value.code, again.value.code) == ("session-full", "booked-already")
    with pytest.raises(RuleRefused):
        record(booking, BookingState.ATTENDED)


def test_who_came_is_recorded_on_the_day_and_counts_with_the_caseload(led: Led) -> None:
    session_id = a_session(held_on=TODAY)
    booking = book(session_id, led.lee)
    pair(led.colleague, led.lee)

    record(booking, BookingState.DID_NOT_ATTEND)
    record(booking, BookingState.ATTENDED)

    (load,) = overview.caseloads(actor=led.manager, today=TODAY)
    assert (load.name, load.courses, load.mentor) == ("Lee Example", 1, "Robin Example")
    (course,) = training.training(actor=CAF, today=TODAY).courses
    assert (course.coming, course.trained) == (1, 1)
    with pytest.raises(RuleRefused) as held:
        training.call_off_session(session_id, version=1, actor=CAF, today=TODAY)
    assert held.value.code == "session-held"


def test_a_session_is_changed_within_its_places_and_called_off_with_them(led: Led) -> None:
    session_id = a_session()
    book(session_id, led.lee)
    book(session_id, led.teacher)

    def change(version: int, capacity: int, held_on: date = LATER) -> int:
        return training.change_session(
            session_id,
            held_on=held_on,
            venue="Library",
            capacity=capacity,
            version=version,
            actor=CAF,
            today=TODAY,
        )

    with pytest.raises(RuleRefused) as fewer:
        change(1, 1)
    version = change(1, 5)
    with pytest.raises(Conflict):
        change(1, 6)
    version = training.call_off_session(session_id, version=version, actor=CAF, today=TODAY)

    assert fewer.value.code == "fewer-than-booked"
    opened = training.open_session(session_id, actor=CAF, today=TODAY)
    assert (opened.session.taken, opened.session.called_off_on, opened.offered) == (0, TODAY, ())
    with pytest.raises(RuleRefused):
        book(session_id, led.lee)
    with pytest.raises(RuleRefused):
        change(version, 5)


def test_a_course_is_added_once(led: Led) -> None:
    training.add_course("Consent", "What it means.", actor=CAF)

    with pytest.raises(Conflict):
        training.add_course("consent", None, actor=CAF)
    with pytest.raises(NotFound):
        training.plan_session(UUID(int=1), held_on=LATER, venue="Hall", capacity=1, actor=CAF, today=TODAY)
    with pytest.raises(NotFound):
        training.open_session(UUID(int=1), actor=CAF, today=TODAY)


def test_a_mentor_follows_another_and_a_mistake_is_taken_back(led: Led) -> None:
    first = pair(led.colleague, led.lee, date(2013, 1, 1))

    with pytest.raises(Conflict) as taken:
        pair(led.teacher, led.lee)
    mentoring.end_pairing(first, date(2013, 7, 11), actor=CAF)
    second = pair(led.teacher, led.lee)
    with pytest.raises(Conflict):
        mentoring.end_pairing(first, TODAY, actor=CAF)
    mentoring.take_back_pairing(second, actor=CAF, now=NOW)
    mentoring.end_pairing(first, TODAY, actor=CAF)

    assert taken.value.code == "mentor-already"
    assert [each.mentor for each in mentoring.mentoring(actor=CAF, today=TODAY).pairings] == ["Robin Example"]
    with pytest.raises(NotFound):
        mentoring.take_back_pairing(second, actor=CAF, now=NOW)
    with reading(COMMAND_LINE) as session:
        assert len(session.exec(select(MentorPairing)).all()) == 2


def test_mentors_are_posted_and_named_by_the_caf_coordinator(led: Led) -> None:
    gone = a_practitioner("Gone Example")

    with pytest.raises(RuleRefused) as refused:
        pair(gone, led.lee)
    with pytest.raises(NotFound):
        pair(led.lee, UUID(int=1))
    with pytest.raises(Forbidden):
        mentoring.mentoring(actor=led.manager, today=TODAY)
    with pytest.raises(NotFound):
        mentoring.open_pairing(UUID(int=1), actor=CAF, today=TODAY)

    assert refused.value.code == "not-posted"


def test_two_managers_at_once_do_not_book_the_last_place_twice(separate_database: embedded.Urls) -> None:
    led = a_led_family()
    session_id = a_session(capacity=1)
    start, answers = Barrier(2), []

    def take(practitioner_id: UUID) -> None:
        start.wait()
        try:
            answers.append(book(session_id, practitioner_id))
        except DomainError as refusal:
            answers.append(refusal.code)

    both = [Thread(target=take, args=(each,)) for each in (led.lee, led.teacher)]
    for each in both:
        each.start()
    for each in both:
        each.join()

    assert answers.count("session-full") == 1
    with Sessions() as session:
        assert len(session.exec(select(TrainingBooking)).all()) == 1
