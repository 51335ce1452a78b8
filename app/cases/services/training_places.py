"""Places at training sessions: booked, given up, and who came."""

from datetime import date, datetime
from uuid import UUID

from app import audit as trail
from app.access.policies import Actor, can_book_for, check_may
from app.access.roles import Action
from app.cases.models.training import TrainingBooking
from app.cases.queries import posted
from app.cases.queries import training as queries
from app.cases.rules.training import ATTENDANCE, BookingState, check_can_book, check_move
from app.cases.services.training import no_such_session
from app.db import transaction
from app.errors import Conflict, Forbidden, NotFound


def book_place(session_id: UUID, practitioner_id: UUID, *, actor: Actor, today: date, now: datetime) -> UUID:
    """Book a place for a practitioner. Returns its id.

    The CAF coordinator may for anybody who is posted, a manager for their own. Writes training_booking,
    audit_event. Raises Forbidden("role" | "not-your-staff"), NotFound("training-session"),
    Conflict("session-full" | "booked-already"), RuleRefused("session-over" | "session-called-off").
    """
    check_may(actor, Action.BOOK_TRAINING)
    with transaction(actor) as session:
        planned = queries.session_for_update(session, session_id)
        if planned is None:
            raise no_such_session()
        postings = posted.postings_of(session, practitioner_id, today)
        if not postings or not can_book_for(actor, postings):
            raise _not_your_staff()
        if queries.has_place(session, session_id, practitioner_id):
            raise Conflict("booked-already", "This person has a place at this session already.")
        check_can_book(
            held_on=planned.held_on,
            is_called_off=planned.called_off_on is not None,
            capacity=planned.capacity,
            taken=queries.taken(session, session_id),
            today=today,
        )
        booking = TrainingBooking(
            session_id=session_id,
            practitioner_id=practitioner_id,
            booked_by=actor.user_id,
            booked_at=now,
        )
        session.add(booking)
        trail.record(
            session,
            actor,
            "training.booked",
            session_id,
            booking_id=str(booking.id),
            practitioner_id=str(practitioner_id),
        )
        return booking.id


def record_place(booking_id: UUID, state: BookingState, *, actor: Actor, today: date) -> UUID:
    """Say what became of a place. Returns the session's id.

    A manager gives up a place of their own staff; who came is recorded by the CAF coordinator. Writes
    training_booking, audit_event. Raises Forbidden("role"), NotFound("booking"),
    RuleRefused("booking-move" | "not-held-yet").
    """
    check_may(actor, Action.RUN_TRAINING if state in ATTENDANCE else Action.BOOK_TRAINING)
    with transaction(actor) as session:
        booking = queries.booking_for_update(session, booking_id)
        planned = queries.session_listed(session, booking.session_id) if booking else None
        if booking is None or planned is None:
            raise NotFound("booking", "There is no such place.")
        if not can_book_for(actor, posted.postings_of(session, booking.practitioner_id, today)):
            raise NotFound("booking", "There is no such place.")
        check_move(booking.state, state, held_on=planned.held_on, today=today)
        booking.state = state
        trail.record(
            session,
            actor,
            "training.place-recorded",
            booking.session_id,
            booking_id=str(booking_id),
            state=state.value,
        )
        return booking.session_id


def _not_your_staff() -> Forbidden:
    return Forbidden("not-your-staff", "You can book training for those who are posted where you manage.")
