"""Shapes of training and mentors on the wire. Shape only."""

from apiflask import Schema
from marshmallow import fields, validate

from app.cases.rules.training import LARGEST_SESSION, BookingState
from app.http import day, word


class AddCourse(Schema):
    """A course to add."""

    title = fields.String(required=True, validate=validate.Length(1, 100))
    about = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 1_000))


class PlanSession(Schema):
    """A session's day, place and number of places."""

    held_on = day(required=True)
    venue = fields.String(required=True, validate=validate.Length(1, 200))
    capacity = fields.Integer(required=True, strict=True, validate=validate.Range(1, LARGEST_SESSION))


class BookPlace(Schema):
    """Who has a place."""

    practitioner_id = fields.UUID(required=True)


class RecordPlace(Schema):
    """What became of a place."""

    state = word(BookingState, required=True)


class NameMentor(Schema):
    """Who mentors whom, between which days."""

    mentor_id = fields.UUID(required=True)
    mentee_id = fields.UUID(required=True)
    starts_on = day(required=True)
    ends_on = day(load_default=None, allow_none=True)


class EndPairing(Schema):
    """The last day of a pairing."""

    ends_on = day(required=True)


class TrainingMadeOut(Schema):
    """The id of what was made."""

    id = fields.UUID(required=True)


class TrainingVersionOut(Schema):
    """The version that a session has now; also its entity tag."""

    version = fields.Integer(required=True)


class CourseListedOut(Schema):
    """A course. coming: its sessions to come. trained: how many practitioners have attended."""

    id = fields.UUID(required=True)
    title = fields.String(required=True)
    about = fields.String(required=True, allow_none=True)
    coming = fields.Integer(required=True)
    trained = fields.Integer(required=True)


class SessionListedOut(Schema):
    """A session of a course."""

    id = fields.UUID(required=True)
    course_id = fields.UUID(required=True)
    course = fields.String(required=True)
    held_on = fields.Date(required=True)
    venue = fields.String(required=True)
    capacity = fields.Integer(required=True)
    taken = fields.Integer(required=True)
    places_left = fields.Integer(required=True)
    called_off_on = fields.Date(required=True, allow_none=True)
    version = fields.Integer(required=True)


class BookedOut(Schema):
    """A practitioner's place at a session."""

    id = fields.UUID(required=True)
    session_id = fields.UUID(required=True)
    course = fields.String(required=True)
    held_on = fields.Date(required=True)
    venue = fields.String(required=True)
    practitioner_id = fields.UUID(required=True)
    name = fields.String(required=True)
    state = word(BookingState, required=True)


class PairingOut(Schema):
    """Who mentors whom. ends_on null: until something changes."""

    id = fields.UUID(required=True)
    mentor_id = fields.UUID(required=True)
    mentor = fields.String(required=True)
    mentee_id = fields.UUID(required=True)
    mentee = fields.String(required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True, allow_none=True)


class TrainingOut(Schema):
    """The training that concerns you. own: your places; staff: those of the people whom you manage."""

    courses = fields.List(fields.Nested(CourseListedOut), required=True)
    sessions = fields.List(fields.Nested(SessionListedOut), required=True)
    own = fields.List(fields.Nested(BookedOut), required=True)
    staff = fields.List(fields.Nested(BookedOut), required=True)
    mentors = fields.List(fields.Nested(PairingOut), required=True)


class OfferedOut(Schema):
    """Somebody whom you may give a place."""

    practitioner_id = fields.UUID(required=True)
    name = fields.String(required=True)
    establishment = fields.String(required=True)


class SessionOpenedOut(Schema):
    """A session with the places that you may see, and whom you may give one."""

    session = fields.Nested(SessionListedOut, required=True)
    bookings = fields.List(fields.Nested(BookedOut), required=True)
    offered = fields.List(fields.Nested(OfferedOut), required=True)


class PairingsOut(Schema):
    """The pairings now and to come."""

    pairings = fields.List(fields.Nested(PairingOut), required=True)
