"""A year of partners' work in the demonstration: team meetings, oversight, referrals, training, agreements.

It is written as it would stand had it been recorded through the year; nothing of it moves a published number.
"""

from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle
from random import Random
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.access.models import Agency, Establishment, Posting
from app.access.policies import Actor
from app.access.roles import Responsibility
from app.cases.models.agreements import SharingAgreement
from app.cases.models.assessments import Assessment
from app.cases.models.course import TeamMeeting, TeamMeetingInvitation
from app.cases.models.notes import OversightNote
from app.cases.models.training import MentorPairing, TrainingBooking, TrainingCourse, TrainingSession
from app.cases.models.triage import Allocation
from app.cases.rules.agreements import AgreementKind
from app.cases.rules.course import Attendance
from app.cases.rules.notes import OversightKind
from app.cases.rules.training import BookingState
from app.claims.models.claims import Target
from app.db import transaction
from app.demo.draws import chance, number_between, pick

SEED = 31
MEETINGS_SINCE = date(2011, 10, 1)
AGREED_ON = date(2012, 6, 29)
YEAR = timedelta(365)
PARTNERS = ("EWS", "FCT", "HEALTH", "HOUSING", "POLICE", "SCHOOL", "YOT", "HEALTH-VISITING")
"""The agencies that are invited to team meetings."""

LIKELY = {"HOUSING": 0.45, "POLICE": 0.35, "HEALTH": 0.5}
"""How likely some of them are to come; the others come to three in four."""

SESSIONS = ((date(2012, 11, 14), 40), (date(2013, 2, 6), 24), (date(2013, 6, 19), 64))
AGREEMENTS = (
    ("EWS", AgreementKind.PROGRAMME, True),
    ("FCT", AgreementKind.CASE_WORK, True),
    ("HEALTH", AgreementKind.CASE_WORK, False),
    ("POLICE", AgreementKind.PROGRAMME, True),
    ("SCHOOL", AgreementKind.CAF, True),
    ("YOT", AgreementKind.PROGRAMME, True),
)
TARGETS = {"cafs.share-first-reviewed-on-time": 80, "families.share-overseen-on-time": 90}
"""Targets of the year, in percent: synthetic, as all of this is."""


def a_year_of_partners(*, actor: Actor) -> None:
    """Add it all. The same records make the same, by the order of their keys and one seed."""
    rng = Random(SEED)  # noqa: S311  # nothing here is secret, and it has to come out the same
    with transaction(actor) as session:
        agencies = {row.code: row.id for row in session.exec(select(Agency)).all()}
        _meetings(session, rng, agencies)
        _oversight(session, rng, actor)
        _training(session, rng, actor)
        _agreements(session, agencies, actor)
        session.add_all(
            Target(measure=measure, financial_year=2012, value=value) for measure, value in TARGETS.items()
        )


def _meetings(session: Session, rng: Random, agencies: dict[str, UUID]) -> None:
    """The first team meeting of each CAF since October 2011, with three agencies invited."""
    statement = (
        select(Assessment)
        .where(col(Assessment.first_team_meeting_on) >= MEETINGS_SINCE)
        .order_by(col(Assessment.import_key))
    )
    for assessment in session.exec(statement).all():
        if assessment.first_team_meeting_on is None:
            continue
        meeting = TeamMeeting(
            assessment_id=assessment.id, meets_on=assessment.first_team_meeting_on, held=True
        )
        session.add(meeting)
        session.flush()
        for code in rng.sample(PARTNERS, 3):
            session.add(
                TeamMeetingInvitation(
                    meeting_id=meeting.id,
                    agency_id=agencies[code],
                    role="Practitioner",
                    attendance=_attendance(rng, code),
                )
            )


def _attendance(rng: Random, code: str) -> Attendance:
    if chance(rng, LIKELY.get(code, 0.75)):
        return Attendance.ATTENDED
    return Attendance.SENT_APOLOGIES if chance(rng, 0.6) else Attendance.DID_NOT_ATTEND


def _oversight(session: Session, rng: Random, actor: Actor) -> None:
    """Supervision of most families that are allocated, at the end of March and again in June."""
    statement = (
        select(Allocation)
        .where(col(Allocation.ends_on).is_(None))
        .order_by(col(Allocation.starts_on), col(Allocation.family_id))
    )
    for allocation in session.exec(statement).all():
        for first, last in ((date(2013, 2, 18), date(2013, 3, 28)), (date(2013, 6, 3), date(2013, 7, 5))):
            held_on = first + timedelta(number_between(rng, 0, (last - first).days))
            if held_on > allocation.starts_on and chance(rng, 0.8):
                session.add(
                    OversightNote(
                        family_id=allocation.family_id,
                        kind=OversightKind.SUPERVISION,
                        held_on=held_on,
                        direction="Keep to the plan; bring the review forward if attendance falls.",
                        next_due_on=held_on + timedelta(42),
                        written_by=actor.user_id,
                        written_at=_at(held_on),
                    )
                )


def _training(session: Session, rng: Random, actor: Actor) -> None:
    """Two sessions of the first phase and one of the second, and mentors for some of those who came."""
    course = TrainingCourse(title="Working with the whole family", about="For lead professionals.")
    session.add(course)
    session.flush()
    staff = _staff(session)
    mentors = cycle(staff[:6])
    for held_on, places in SESSIONS:
        held = TrainingSession(
            course_id=course.id, held_on=held_on, venue="Example Training Centre", capacity=places
        )
        session.add(held)
        session.flush()
        for practitioner in rng.sample(staff, min(places * 9 // 10, len(staff))):
            came = pick(rng, (BookingState.ATTENDED,) * 9 + (BookingState.DID_NOT_ATTEND,))
            session.add(
                TrainingBooking(
                    session_id=held.id,
                    practitioner_id=practitioner,
                    state=came,
                    booked_by=actor.user_id,
                    booked_at=_at(held_on - timedelta(30)),
                )
            )
    for practitioner in staff[6::3]:
        session.add(
            MentorPairing(
                mentor_id=next(mentors),
                mentee_id=practitioner,
                starts_on=date(2012, 12, 3),
                paired_by=actor.user_id,
                paired_at=_at(date(2012, 12, 3)),
            )
        )


def _staff(session: Session) -> list[UUID]:
    """Who was posted through the year with a caseload of their own, in order of agency and place."""
    statement: sa.Select[Any] = (
        sa.select(col(Posting.practitioner_id))
        .join(Establishment, col(Establishment.id) == Posting.establishment_id)
        .where(
            col(Posting.responsibility) == Responsibility.OWN_CASELOAD,
            col(Posting.ends_on).is_(None),
            col(Posting.starts_on) < date(2012, 4, 1),
        )
        .order_by(col(Posting.starts_on), col(Establishment.import_key), col(Posting.practitioner_id))
    )
    return list(dict.fromkeys(session.connection().execute(statement).scalars()))


def _agreements(session: Session, agencies: dict[str, UUID], actor: Actor) -> None:
    """Five agreements, one of them due for review, and one that nobody has signed."""
    for code, kind, is_signed in AGREEMENTS:
        session.add(
            SharingAgreement(
                agency_id=agencies[code],
                kind=kind,
                title="Sharing for Priority Families",
                signed_on=AGREED_ON if is_signed else None,
                review_due_on=(AGREED_ON + (YEAR / 2 if code == "YOT" else 2 * YEAR)) if is_signed else None,
                recorded_on=AGREED_ON,
                recorded_at=_at(AGREED_ON),
                recorded_by=actor.user_id,
            )
        )


def _at(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)
