"""Notes about a family: writing one, correcting it, and the direction of those who answer for the work."""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import audit, clock
from app.access.family_access import holds_record
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.models.notes import CaseNote, OversightNote
from app.cases.queries import notes as queries
from app.cases.queries import records, sharing
from app.cases.queries.record_parts import NoteWritten
from app.cases.rules.notes import (
    PARTS,
    NoteCorrection,
    NoteKind,
    OversightKind,
    check_next_due,
    check_note_day,
)
from app.cases.rules.sharing import may_read_note
from app.cases.services.changing import added_to, family_to_add_to, no_such_family
from app.cases.services.reading import reader_of
from app.db import reading, transaction
from app.errors import Conflict, NotFound


def write_note(
    family_id: UUID, *, kind: NoteKind, happened_on: date, text: str, actor: Actor, today: date
) -> UUID:
    """Write a case note of contact or work with a family, as its team may too. Returns its id.

    Writes case_note, family, audit_event. Raises Forbidden("role"), NotFound("family"),
    RuleRefused("in-the-future").
    """
    check_may(actor, Action.ADD_TO_A_FAMILY)
    with transaction(actor) as session:
        family = family_to_add_to(session, family_id, actor=actor, today=today, with_team=True)
        check_note_day(happened_on, today)
        note = CaseNote(
            family_id=family_id,
            kind=kind,
            happened_on=happened_on,
            text=text,
            written_by=actor.user_id,
            written_at=clock.now(),
        )
        session.add(note)
        added_to(family)
        audit.record(session, actor, "note.written", family_id, note_id=str(note.id), kind=kind.value)
    return note.id


def correct_note(
    family_id: UUID,
    note_id: UUID,
    *,
    kind: NoteKind,
    happened_on: date,
    text: str,
    correction: NoteCorrection,
    actor: Actor,
    today: date,
) -> UUID:
    """Put a corrected note in the place of one, which is kept to be read. Returns the new one's id.

    A team member corrects their own. Writes case_note, family, audit_event.
    Raises Forbidden("role"), NotFound("family" | "note"), RuleRefused("in-the-future"),
    Conflict("note-corrected").
    """
    check_may(actor, Action.ADD_TO_A_FAMILY)
    with transaction(actor) as session:
        family = family_to_add_to(session, family_id, actor=actor, today=today, with_team=True)
        note_before = queries.note_for_update(session, family_id, note_id)
        if note_before is None or not _may_read(session, note_before, actor=actor, today=today):
            raise NotFound("note", "There is no such note of this family.")
        if queries.is_corrected(session, note_id):
            raise Conflict(
                "note-corrected",
                "Somebody has corrected this note already. Correct the note that stands in its place.",
            )
        check_note_day(happened_on, today)
        note = CaseNote(
            family_id=family_id,
            kind=kind,
            happened_on=happened_on,
            text=text,
            written_by=actor.user_id,
            written_at=clock.now(),
            corrects=note_id,
            correction=correction,
        )
        session.add(note)
        added_to(family)
        audit.record(
            session,
            actor,
            "note.corrected",
            family_id,
            note_id=str(note.id),
            corrects=str(note_id),
            reason=correction.value,
        )
    return note.id


def sent_in(family_id: UUID, *, actor: Actor, today: date) -> tuple[NoteWritten, ...]:
    """What people sent in as their part of an assessment or review of a family, the latest day first.

    For those who write them up. Raises Forbidden("role"), NotFound("family").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with reading(actor) as session:
        if not holds_record(actor, records.led_by(session, family_id, today)):
            raise no_such_family()
        return tuple(
            note
            for note in queries.standing_notes(queries.notes_of(session, family_id))
            if note.kind in PARTS
        )


def write_oversight(
    family_id: UUID,
    *,
    kind: OversightKind,
    held_on: date,
    direction: str,
    actions: str | None = None,
    next_due_on: date | None = None,
    actor: Actor,
    today: date,
) -> UUID:
    """Record supervision, a management decision or a mentor session about a family. Returns its id.

    Writes oversight_note, family, audit_event. Raises Forbidden("role"), NotFound("family"),
    RuleRefused("in-the-future" | "next-due-before").
    """
    check_may(actor, Action.WRITE_OVERSIGHT)
    with transaction(actor) as session:
        family = family_to_add_to(session, family_id, actor=actor, today=today)
        check_note_day(held_on, today)
        check_next_due(held_on, next_due_on)
        note = OversightNote(
            family_id=family_id,
            kind=kind,
            held_on=held_on,
            direction=direction,
            actions=actions,
            next_due_on=next_due_on,
            written_by=actor.user_id,
            written_at=clock.now(),
        )
        session.add(note)
        added_to(family)
        audit.record(session, actor, "oversight.written", family_id, note_id=str(note.id), kind=kind.value)
    return note.id


def _may_read(session: Session, note: CaseNote, *, actor: Actor, today: date) -> bool:
    """Whether consent lets an actor who may open the family read a note of it."""
    reader = reader_of(actor, records.led_by(session, note.family_id, today))
    return may_read_note(
        reader,
        written_by=note.written_by,
        written_on=note.written_at.astimezone(clock.LONDON).date(),
        assessments=sharing.items_of_family(session, note.family_id, today, reader),
    )
