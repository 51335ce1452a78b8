"""Training as the CAF coordinator plans it, and as those who have a part in it see it."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session

from app import audit as trail
from app.access.policies import Actor, check_may, may
from app.access.roles import Action, Role
from app.cases.models.training import TrainingCourse, TrainingSession
from app.cases.queries import posted
from app.cases.queries import training as queries
from app.cases.queries.training_parts import Booked, CourseListed, Offered, Pairing, SessionListed
from app.cases.rules.training import BookingState, check_session
from app.db import reading, transaction
from app.errors import Conflict, NotFound, RuleRefused

KEPT_IN_SIGHT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Training:
    """What somebody sees of training: the sessions, and the places and mentors that concern them.

    For the CAF coordinator the sessions of the last three months too, to record who came. own: the actor's
    places; staff: those of the practitioners posted where they manage. mentors: of them and of their staff.
    """

    courses: tuple[CourseListed, ...]
    sessions: tuple[SessionListed, ...]
    own: tuple[Booked, ...]
    staff: tuple[Booked, ...]
    mentors: tuple[Pairing, ...]


@dataclass(frozen=True, slots=True)
class SessionOpened:
    """A session with the places that the actor may see, and whom they may give one."""

    session: SessionListed
    bookings: tuple[Booked, ...]
    offered: tuple[Offered, ...]
    may_plan: bool


def training(*, actor: Actor, today: date) -> Training:
    """The training that concerns an actor. Raises Forbidden("role")."""
    check_may(actor, Action.SEE_TRAINING)
    runs = may(actor, Action.RUN_TRAINING)
    with reading(actor) as session:
        own = frozenset([actor.practitioner_id] if actor.practitioner_id else [])
        staff = frozenset(each.practitioner_id for each in staff_of(session, actor, today))
        return Training(
            courses=queries.courses(session, today),
            sessions=queries.sessions(session, today - KEPT_IN_SIGHT if runs else today),
            own=queries.bookings_of(session, own),
            staff=queries.bookings_of(session, staff - own),
            mentors=queries.pairings(session, today, None if runs else own | staff),
        )


def open_session(session_id: UUID, *, actor: Actor, today: date) -> SessionOpened:
    """A session with its places: all for the CAF coordinator, else one's own and one's staff's.

    Raises Forbidden("role"), NotFound("training-session").
    """
    check_may(actor, Action.SEE_TRAINING)
    runs = may(actor, Action.RUN_TRAINING)
    with reading(actor) as session:
        found = queries.session_listed(session, session_id)
        if found is None:
            raise no_such_session()
        people = staff_of(session, actor, today)
        seen = {each.practitioner_id for each in people} | {actor.practitioner_id}
        places = queries.bookings_at(session, session_id)
        have = {each.practitioner_id for each in places if each.state is not BookingState.CANCELLED}
        is_open = found.called_off_on is None and found.held_on >= today and found.places_left > 0
        return SessionOpened(
            session=found,
            bookings=tuple(each for each in places if runs or each.practitioner_id in seen),
            offered=tuple(each for each in people if is_open and each.practitioner_id not in have),
            may_plan=runs,
        )


def add_course(title: str, about: str | None, *, actor: Actor) -> UUID:
    """Add a course. Returns its id. Writes training_course, audit_event.

    Raises Forbidden("role"), Conflict("course-known").
    """
    check_may(actor, Action.RUN_TRAINING)
    with transaction(actor) as session:
        if queries.course_by_title(session, title) is not None:
            raise Conflict("course-known", "There is a course of this title already.")
        course = TrainingCourse(title=title, about=about)
        session.add(course)
        trail.record(session, actor, "training.course-added", course.id)
        return course.id


def plan_session(
    course_id: UUID, *, held_on: date, venue: str, capacity: int, actor: Actor, today: date
) -> UUID:
    """Plan a session of a course. Returns its id. Writes training_session, audit_event.

    Raises Forbidden("role"), NotFound("training-course"), RuleRefused("day-past").
    """
    check_may(actor, Action.RUN_TRAINING)
    check_session(held_on=held_on, capacity=capacity, taken=0, today=today)
    with transaction(actor) as session:
        if session.get(TrainingCourse, course_id) is None:
            raise NotFound("training-course", "There is no such course.")
        planned = TrainingSession(course_id=course_id, held_on=held_on, venue=venue, capacity=capacity)
        session.add(planned)
        trail.record(
            session,
            actor,
            "training.session-planned",
            planned.id,
            held_on=held_on.isoformat(),
            places=capacity,
        )
        return planned.id


def change_session(
    session_id: UUID,
    *,
    held_on: date,
    venue: str,
    capacity: int,
    version: int,
    actor: Actor,
    today: date,
) -> int:
    """Change a session's day, place or number of places; those booked stay. Returns its new version.

    Writes training_session, audit_event. Raises Forbidden("role"), NotFound("training-session"),
    Conflict("changed-meanwhile"), RuleRefused("day-past" | "fewer-than-booked" | "session-called-off").
    """
    check_may(actor, Action.RUN_TRAINING)
    with transaction(actor) as session:
        planned = _to_change(session, session_id, version)
        is_same_day = held_on == planned.held_on  # the venue of a session that was held may be mended
        check_session(
            held_on=today if is_same_day else held_on,
            capacity=capacity,
            taken=queries.taken(session, session_id),
            today=today,
        )
        planned.held_on, planned.venue, planned.capacity = held_on, venue, capacity
        planned.version += 1
        trail.record(
            session,
            actor,
            "training.session-changed",
            session_id,
            held_on=held_on.isoformat(),
            places=capacity,
        )
        return planned.version


def call_off_session(session_id: UUID, *, version: int, actor: Actor, today: date) -> int:
    """Call a session off; the places at it are given up. Returns its new version.

    Writes training_session, training_booking, audit_event. Raises Forbidden("role"),
    NotFound("training-session"), Conflict("changed-meanwhile"), RuleRefused("session-called-off" |
    "session-held").
    """
    check_may(actor, Action.RUN_TRAINING)
    with transaction(actor) as session:
        planned = _to_change(session, session_id, version)
        cancelled = queries.booked_to_cancel(session, session_id)
        if len(cancelled) < queries.taken(session, session_id):
            raise RuleRefused("session-held", "Somebody is recorded as there, or not, so it was held.")
        for booking in cancelled:
            booking.state = BookingState.CANCELLED
        planned.called_off_on = today
        planned.version += 1
        trail.record(session, actor, "training.session-called-off", session_id, places=len(cancelled))
        return planned.version


def staff_of(session: Session, actor: Actor, today: date) -> tuple[Offered, ...]:
    """The practitioners for whom an actor may book, each once: everybody, or those where they manage."""
    if may(actor, Action.RUN_TRAINING):
        found = posted.posted(session, today)
    elif Role.AGENCY_MANAGER in actor.roles:
        found = posted.posted(
            session, today, establishments=actor.managed_establishments, agencies=actor.managed_agencies
        )
    else:
        return ()
    once = {
        each.practitioner_id: Offered(each.practitioner_id, each.name, each.establishment) for each in found
    }
    return tuple(sorted(once.values(), key=lambda each: (each.name, each.practitioner_id)))


def no_such_session() -> NotFound:
    """What is said of a session that there is not."""
    return NotFound("training-session", "There is no such training session.")


def _to_change(session: Session, session_id: UUID, version: int) -> TrainingSession:
    planned = queries.session_for_update(session, session_id)
    if planned is None:
        raise no_such_session()
    if planned.version != version:
        raise Conflict(
            "changed-meanwhile",
            "Somebody else has changed this session since you opened it. Open it again.",
            version=planned.version,
        )
    if planned.called_off_on is not None:
        raise RuleRefused("session-called-off", "This session has been called off.")
    return planned
