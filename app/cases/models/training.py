"""Training of practitioners: courses, their sessions, places at them; and who mentors whom."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import Field

from app.cases.rules.training import LARGEST_SESSION, BookingState
from app.db import Row, in_order, stored


class TrainingCourse(Row, table=True):
    """A course that practitioners are trained in."""

    __tablename__ = "training_course"
    __table_args__ = (
        sa.CheckConstraint("char_length(title) between 1 and 100", name="title_length"),
        sa.CheckConstraint("char_length(about) between 1 and 1000", name="about_length"),
    )

    title: str = Field(unique=True)
    about: str | None = None


class TrainingSession(Row, table=True):
    """A course held on a day, with so many places. version: grows with every change of its day or places."""

    __tablename__ = "training_session"
    __table_args__ = (
        sa.CheckConstraint(f"capacity between 1 and {LARGEST_SESSION}", name="capacity"),
        sa.CheckConstraint("char_length(venue) between 1 and 200", name="venue_length"),
        sa.Index("ix_training_session_held_on", "held_on"),
    )

    course_id: UUID = Field(foreign_key="training_course.id", index=True)
    held_on: date
    venue: str
    capacity: int
    version: int = 1
    called_off_on: date | None = None


class TrainingBooking(Row, table=True):
    """A practitioner's place at a session and what became of it; given up, it is kept and counts no more."""

    __tablename__ = "training_booking"
    __table_args__ = (
        sa.Index(
            "uq_training_booking_once",
            "session_id",
            "practitioner_id",
            unique=True,
            postgresql_where=sa.text("state <> 'cancelled'"),
        ),
    )

    session_id: UUID = Field(foreign_key="training_session.id")
    practitioner_id: UUID = Field(foreign_key="practitioner.id", index=True)
    state: BookingState = Field(default=BookingState.BOOKED, sa_type=stored(BookingState))
    booked_by: UUID
    booked_at: datetime = Field(sa_type=sa.DateTime(timezone=True))


class MentorPairing(Row, table=True):
    """Who mentors a practitioner between two dates, both inclusive; one at a time.

    removed_at: when it was taken back as a mistake, from which instant it never was.
    """

    __tablename__ = "mentor_pairing"
    __table_args__ = (
        ExcludeConstraint(
            ("mentee_id", "="),
            (sa.text("daterange(starts_on, ends_on, '[]')"), "&&"),
            name="ex_mentor_pairing_one_at_a_time",
            using="gist",
            where=sa.text("removed_at is null"),
        ),
        sa.CheckConstraint("mentor_id <> mentee_id", name="another_mentor"),
        in_order("starts_on", "ends_on"),
    )

    mentor_id: UUID = Field(foreign_key="practitioner.id", index=True)
    mentee_id: UUID = Field(foreign_key="practitioner.id", index=True)
    starts_on: date
    ends_on: date | None = None
    paired_by: UUID
    paired_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    removed_at: datetime | None = Field(default=None, sa_type=sa.DateTime(timezone=True))
