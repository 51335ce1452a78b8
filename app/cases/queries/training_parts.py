"""What training and mentoring are made of, as plain values for pages and programs."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.cases.rules.training import BookingState


@dataclass(frozen=True, slots=True)
class CourseListed:
    """A course, with how many sessions are still to come and how many practitioners have attended."""

    id: UUID
    title: str
    about: str | None
    coming: int
    trained: int


@dataclass(frozen=True, slots=True)
class SessionListed:
    """A session of a course. taken: the places that have not been given up. version: its entity tag."""

    id: UUID
    course_id: UUID
    course: str
    held_on: date
    venue: str
    capacity: int
    taken: int
    called_off_on: date | None
    version: int

    @property
    def places_left(self) -> int:
        """How many places are free."""
        return max(0, self.capacity - self.taken)


@dataclass(frozen=True, slots=True)
class Booked:
    """A practitioner's place at a session, and what became of it."""

    id: UUID
    session_id: UUID
    course: str
    held_on: date
    venue: str
    practitioner_id: UUID
    name: str
    state: BookingState


@dataclass(frozen=True, slots=True)
class Pairing:
    """Who mentors whom, between two days; ends_on None: until something changes."""

    id: UUID
    mentor_id: UUID
    mentor: str
    mentee_id: UUID
    mentee: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Offered:
    """A practitioner who may be given a place, with where they are posted."""

    practitioner_id: UUID
    name: str
    establishment: str
