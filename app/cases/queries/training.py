"""Training as it stands: courses, sessions, places; and who mentors whom."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.access.models import Practitioner
from app.cases.models.training import MentorPairing, TrainingBooking, TrainingCourse, TrainingSession
from app.cases.queries.columns import columns, values
from app.cases.queries.training_parts import Booked, CourseListed, Pairing, SessionListed
from app.cases.rules.training import BookingState
from app.db import rows

MOST_ROWS = 500

_COUNTS = col(TrainingBooking.state) != BookingState.CANCELLED
_STANDS = col(MentorPairing.removed_at).is_(None)


def courses(session: Session, on: date) -> tuple[CourseListed, ...]:
    """The courses by title."""
    coming = sa.func.count(sa.distinct(col(TrainingSession.id))).filter(
        col(TrainingSession.held_on) >= on, col(TrainingSession.called_off_on).is_(None)
    )
    trained = sa.func.count(sa.distinct(col(TrainingBooking.practitioner_id))).filter(
        col(TrainingBooking.state) == BookingState.ATTENDED
    )
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            *columns(TrainingCourse, "id", "title", "about"), coming.label("coming"), trained.label("trained")
        )
        .select_from(TrainingCourse)
        .outerjoin(TrainingSession, col(TrainingSession.course_id) == TrainingCourse.id)
        .outerjoin(TrainingBooking, col(TrainingBooking.session_id) == TrainingSession.id)
        .group_by(col(TrainingCourse.id))
        .order_by(col(TrainingCourse.title), col(TrainingCourse.id))
    )
    return values(CourseListed, rows(session, statement))


def sessions(session: Session, since: date) -> tuple[SessionListed, ...]:
    """The sessions held from a day on, the next one first."""
    which = col(TrainingSession.held_on) >= since
    return values(SessionListed, rows(session, _sessions(which).limit(MOST_ROWS)))


def session_listed(session: Session, session_id: UUID) -> SessionListed | None:
    """One session."""
    found = values(SessionListed, rows(session, _sessions(col(TrainingSession.id) == session_id)))
    return found[0] if found else None


def bookings_at(session: Session, session_id: UUID) -> tuple[Booked, ...]:
    """The places at a session by name, those given up last."""
    order = ((col(TrainingBooking.state) == BookingState.CANCELLED), col(Practitioner.display_name))
    return _bookings(session, col(TrainingBooking.session_id) == session_id, *order)


def bookings_of(session: Session, practitioners: Collection[UUID]) -> tuple[Booked, ...]:
    """The places that some practitioners have or had, the latest session first; none that was given up."""
    which = sa.and_(col(TrainingBooking.practitioner_id).in_(practitioners), _COUNTS)
    return _bookings(session, which, col(TrainingSession.held_on).desc(), col(Practitioner.display_name))


def taken(session: Session, session_id: UUID) -> int:
    """How many places of a session are taken."""
    statement = sa.select(sa.func.count()).where(col(TrainingBooking.session_id) == session_id, _COUNTS)
    return int(session.connection().execute(statement).scalar_one())


def has_place(session: Session, session_id: UUID, practitioner_id: UUID) -> bool:
    """Whether a practitioner has a place at a session."""
    statement = sa.select(
        sa.exists().where(
            col(TrainingBooking.session_id) == session_id,
            col(TrainingBooking.practitioner_id) == practitioner_id,
            _COUNTS,
        )
    )
    return bool(session.connection().execute(statement).scalar_one())


def course_by_title(session: Session, title: str) -> TrainingCourse | None:
    """The course of this title, however it is written in capitals."""
    return session.exec(
        select(TrainingCourse).where(sa.func.lower(TrainingCourse.title) == title.lower()).limit(1)
    ).one_or_none()


def session_for_update(session: Session, session_id: UUID) -> TrainingSession | None:
    """A session, locked for this transaction, so that places are counted by one at a time."""
    return session.exec(
        select(TrainingSession).where(TrainingSession.id == session_id).with_for_update()
    ).one_or_none()


def booking_for_update(session: Session, booking_id: UUID) -> TrainingBooking | None:
    """A place, locked for this transaction."""
    return session.exec(
        select(TrainingBooking).where(TrainingBooking.id == booking_id).with_for_update()
    ).one_or_none()


def booked_to_cancel(session: Session, session_id: UUID) -> list[TrainingBooking]:
    """The places of a session of which nothing has become yet, locked for this transaction."""
    return list(
        session.exec(
            select(TrainingBooking)
            .where(TrainingBooking.session_id == session_id, TrainingBooking.state == BookingState.BOOKED)
            .order_by(col(TrainingBooking.id))
            .with_for_update()
        )
    )


def pairings(
    session: Session, on: date, practitioners: Collection[UUID] | None = None
) -> tuple[Pairing, ...]:
    """Who mentors whom, now or to come, by first day. practitioners: only where one of them has a part."""
    mentor, mentee = aliased(Practitioner), aliased(Practitioner)
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            *columns(MentorPairing, "id", "mentor_id", "mentee_id", "starts_on", "ends_on"),
            col(mentor.display_name).label("mentor"),
            col(mentee.display_name).label("mentee"),
        )
        .join(mentor, col(mentor.id) == MentorPairing.mentor_id)
        .join(mentee, col(mentee.id) == MentorPairing.mentee_id)
        .where(_STANDS, sa.or_(col(MentorPairing.ends_on).is_(None), col(MentorPairing.ends_on) >= on))
        .order_by(col(mentee.display_name), col(MentorPairing.starts_on), col(MentorPairing.id))
    )
    if practitioners is not None:
        statement = statement.where(
            sa.or_(
                col(MentorPairing.mentor_id).in_(practitioners),
                col(MentorPairing.mentee_id).in_(practitioners),
            )
        )
    return values(Pairing, rows(session, statement))


def other_spells(
    session: Session, mentee_id: UUID, but: UUID | None = None
) -> tuple[tuple[date, date | None], ...]:
    """The first and last days of a practitioner's pairings as mentee, but for one of them."""
    statement = sa.select(*columns(MentorPairing, "id", "starts_on", "ends_on")).where(
        col(MentorPairing.mentee_id) == mentee_id, _STANDS
    )
    return tuple((row.starts_on, row.ends_on) for row in rows(session, statement) if row.id != but)


def pairing_for_update(session: Session, pairing_id: UUID) -> MentorPairing | None:
    """A pairing that stands, locked for this transaction."""
    return session.exec(
        select(MentorPairing).where(MentorPairing.id == pairing_id, _STANDS).with_for_update()
    ).one_or_none()


def practitioner_for_update(session: Session, practitioner_id: UUID) -> Practitioner | None:
    """A practitioner, locked for this transaction, so that their pairings are changed by one at a time."""
    return session.exec(
        select(Practitioner).where(Practitioner.id == practitioner_id).with_for_update()
    ).one_or_none()


def _sessions(which: sa.ColumnElement[bool]) -> sa.Select[*tuple[Any, ...]]:
    places = (
        sa.select(col(TrainingBooking.session_id), sa.func.count().label("taken"))
        .where(_COUNTS)
        .group_by(col(TrainingBooking.session_id))
        .subquery()
    )
    return (
        sa.select(
            *columns(TrainingSession, "id", "course_id", "held_on", "venue", "capacity", "called_off_on"),
            *columns(TrainingSession, "version"),
            col(TrainingCourse.title).label("course"),
            sa.func.coalesce(places.c.taken, 0).label("taken"),
        )
        .join(TrainingCourse, col(TrainingCourse.id) == TrainingSession.course_id)
        .outerjoin(places, places.c.session_id == TrainingSession.id)
        .where(which)
        .order_by(col(TrainingSession.held_on), col(TrainingCourse.title), col(TrainingSession.id))
    )


def _bookings(session: Session, which: sa.ColumnElement[bool], *order: Any) -> tuple[Booked, ...]:
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            *columns(TrainingBooking, "id", "session_id", "practitioner_id", "state"),
            col(TrainingCourse.title).label("course"),
            *columns(TrainingSession, "held_on", "venue"),
            col(Practitioner.display_name).label("name"),
        )
        .join(TrainingSession, col(TrainingSession.id) == TrainingBooking.session_id)
        .join(TrainingCourse, col(TrainingCourse.id) == TrainingSession.course_id)
        .join(Practitioner, col(Practitioner.id) == TrainingBooking.practitioner_id)
        .where(which)
        .order_by(*order, col(TrainingBooking.id))
        .limit(MOST_ROWS)
    )
    return values(Booked, rows(session, statement))
