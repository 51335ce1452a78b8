"""Mentors: named for a practitioner between two days, ended, or taken back as a mistake."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from app import audit as trail
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.models.training import MentorPairing
from app.cases.queries import training as queries
from app.cases.queries.course_choices import practitioners_posted
from app.cases.queries.course_parts import PractitionerPosted
from app.cases.queries.training_parts import Pairing
from app.cases.rules.training import check_mentor, check_no_other_mentor
from app.db import reading, transaction
from app.errors import NotFound, RuleRefused


@dataclass(frozen=True, slots=True)
class Mentoring:
    """Who mentors whom now or later, and who may be chosen for it."""

    pairings: tuple[Pairing, ...]
    people: tuple[PractitionerPosted, ...]


def mentoring(*, actor: Actor, today: date) -> Mentoring:
    """The pairings now and to come, and whom to choose from. Raises Forbidden("role")."""
    check_may(actor, Action.RUN_TRAINING)
    with reading(actor) as session:
        return Mentoring(queries.pairings(session, today), practitioners_posted(session, today))


def open_pairing(pairing_id: UUID, *, actor: Actor, today: date) -> Pairing:
    """One pairing, now or to come. Raises Forbidden("role"), NotFound("pairing")."""
    found = mentoring(actor=actor, today=today).pairings
    pairing = next((each for each in found if each.id == pairing_id), None)
    if pairing is None:
        raise _no_such_pairing()
    return pairing


def name_mentor(
    mentor_id: UUID,
    mentee_id: UUID,
    *,
    starts_on: date,
    ends_on: date | None,
    actor: Actor,
    today: date,
    now: datetime,
) -> UUID:
    """Name a mentor for a practitioner. Returns the pairing's id. Writes mentor_pairing, audit_event.

    Raises Forbidden("role"), NotFound("practitioner"), Conflict("mentor-already"),
    RuleRefused("own-mentor" | "pairing-dates" | "not-posted").
    """
    check_may(actor, Action.RUN_TRAINING)
    check_mentor(mentor_id, mentee_id, starts_on=starts_on, ends_on=ends_on)
    with transaction(actor) as session:
        if queries.practitioner_for_update(session, mentee_id) is None:
            raise NotFound("practitioner", "There is no such practitioner. Choose from the list.")
        for person in (mentor_id, mentee_id):
            if not practitioners_posted(session, today, person):
                raise RuleRefused("not-posted", "Choose people who are posted to an establishment today.")
        check_no_other_mentor(queries.other_spells(session, mentee_id), starts_on, ends_on)
        pairing = MentorPairing(
            mentor_id=mentor_id,
            mentee_id=mentee_id,
            starts_on=starts_on,
            ends_on=ends_on,
            paired_by=actor.user_id,
            paired_at=now,
        )
        session.add(pairing)
        trail.record(
            session,
            actor,
            "mentor.named",
            pairing.id,
            mentor_id=str(mentor_id),
            mentee_id=str(mentee_id),
            starts_on=starts_on.isoformat(),
        )
        return pairing.id


def end_pairing(pairing_id: UUID, ends_on: date, *, actor: Actor) -> None:
    """Say on which day a pairing ends, or correct it. Writes mentor_pairing, audit_event.

    Raises Forbidden("role"), NotFound("pairing"), Conflict("mentor-already"), RuleRefused("pairing-dates").
    """
    check_may(actor, Action.RUN_TRAINING)
    with transaction(actor) as session:
        pairing = _to_change(session, pairing_id)
        check_mentor(pairing.mentor_id, pairing.mentee_id, starts_on=pairing.starts_on, ends_on=ends_on)
        check_no_other_mentor(
            queries.other_spells(session, pairing.mentee_id, pairing_id), pairing.starts_on, ends_on
        )
        pairing.ends_on = ends_on
        trail.record(session, actor, "mentor.ended", pairing_id, ends_on=ends_on.isoformat())


def take_back_pairing(pairing_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Take back a pairing that was recorded by mistake; the row is kept. Writes mentor_pairing, audit_event.

    Raises Forbidden("role"), NotFound("pairing").
    """
    check_may(actor, Action.RUN_TRAINING)
    with transaction(actor) as session:
        pairing = _to_change(session, pairing_id)
        pairing.removed_at = now
        trail.record(session, actor, "mentor.taken-back", pairing_id)


def _to_change(session: Session, pairing_id: UUID) -> MentorPairing:
    pairing = queries.pairing_for_update(session, pairing_id)
    if pairing is None:
        raise _no_such_pairing()
    return pairing


def _no_such_pairing() -> NotFound:
    return NotFound("pairing", "There is no such pairing of mentor and practitioner.")
