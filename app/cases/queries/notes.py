"""Reads of case notes and oversight notes, and of how long families have gone without them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.access.family_access import FamilyScope
from app.access.models import UserAccount
from app.cases.models.notes import CaseNote, OversightNote
from app.cases.models.people import Family
from app.cases.models.triage import Allocation
from app.cases.queries.columns import columns, values
from app.cases.queries.families import held_within, led_within
from app.cases.queries.record_parts import NoteWritten, OversightWritten
from app.cases.rules.notes import CONTACT, LastSeen
from app.db import in_force, rows


@dataclass(frozen=True, slots=True)
class FamilySeen:
    """A family allocated now, and when it was last in contact or under oversight."""

    family_id: UUID
    reference: str | None
    seen: LastSeen


def notes_of(session: Session, family_id: UUID) -> tuple[NoteWritten, ...]:
    """Every note of a family, corrected ones among them, the latest day first."""
    statement = (
        sa.select(
            *columns(CaseNote, "id", "kind", "happened_on", "text", "written_at", "corrects", "correction"),
            col(UserAccount.display_name).label("written_by"),
            col(CaseNote.written_by).label("written_by_id"),
        )
        .join(UserAccount, col(UserAccount.id) == CaseNote.written_by)
        .where(col(CaseNote.family_id) == family_id)
        .order_by(col(CaseNote.happened_on).desc(), col(CaseNote.written_at).desc(), col(CaseNote.id))
    )
    return values(NoteWritten, rows(session, statement))


def oversight_of(session: Session, family_id: UUID) -> tuple[OversightWritten, ...]:
    """Every oversight note of a family, the latest day first."""
    held = columns(
        OversightNote, "id", "kind", "held_on", "direction", "actions", "next_due_on", "written_at"
    )
    statement = (
        sa.select(
            *held,
            col(UserAccount.display_name).label("written_by"),
            col(OversightNote.written_by).label("written_by_id"),
        )
        .join(UserAccount, col(UserAccount.id) == OversightNote.written_by)
        .where(col(OversightNote.family_id) == family_id)
        .order_by(
            col(OversightNote.held_on).desc(), col(OversightNote.written_at).desc(), col(OversightNote.id)
        )
    )
    return values(OversightWritten, rows(session, statement))


def standing_notes(notes: tuple[NoteWritten, ...]) -> tuple[NoteWritten, ...]:
    """The notes that no other stands in place of, in the order given."""
    corrected = {note.corrects for note in notes}
    return tuple(note for note in notes if note.id not in corrected)


def earlier_notes(notes: tuple[NoteWritten, ...]) -> Mapping[UUID, tuple[NoteWritten, ...]]:
    """What stood in place of each standing note before it, the latest first."""
    by_id = {note.id: note for note in notes}
    found: dict[UUID, tuple[NoteWritten, ...]] = {}
    for note in standing_notes(notes):
        before: list[NoteWritten] = []
        current = note
        while current.corrects in by_id:
            current = by_id[current.corrects]
            before.append(current)
        found[note.id] = tuple(before)
    return found


def note_for_update(session: Session, family_id: UUID, note_id: UUID) -> CaseNote | None:
    """A note of this family, locked for this transaction."""
    return session.exec(
        select(CaseNote).where(CaseNote.family_id == family_id, CaseNote.id == note_id).with_for_update()
    ).one_or_none()


def is_corrected(session: Session, note_id: UUID) -> bool:
    """Whether another note stands in place of this one."""
    return session.exec(select(CaseNote.id).where(CaseNote.corrects == note_id)).first() is not None


def last_contacts(session: Session, scope: FamilyScope, on: date) -> tuple[FamilySeen, ...]:
    """The families in scope that are allocated on a day, with the last contact noted by then."""
    corrected = sa.select(col(CaseNote.corrects)).where(col(CaseNote.corrects).is_not(None))
    last = (
        sa.select(col(CaseNote.family_id), sa.func.max(col(CaseNote.happened_on)).label("last_on"))
        .where(
            col(CaseNote.kind).in_(CONTACT),
            col(CaseNote.happened_on) <= on,
            col(CaseNote.id).not_in(corrected),
        )
        .group_by(col(CaseNote.family_id))
        .subquery()
    )
    return _seen(session, led_within(scope, on), scope, on, last)


def last_oversight(session: Session, scope: FamilyScope, on: date) -> tuple[FamilySeen, ...]:
    """The families that are allocated on a day and whose record is held, with the last oversight by then.

    A manager of the second agency of a joint allocation may not read what the first one's wrote, and is not
    told when they did.
    """
    last = (
        sa.select(col(OversightNote.family_id), sa.func.max(col(OversightNote.held_on)).label("last_on"))
        .where(col(OversightNote.held_on) <= on)
        .group_by(col(OversightNote.family_id))
        .subquery()
    )
    return _seen(session, held_within(scope, on), scope, on, last)


def _seen(
    session: Session, shown: sa.Select[UUID], scope: FamilyScope, on: date, last: sa.Subquery
) -> tuple[FamilySeen, ...]:
    """Those seen longest ago first, then by reference. shown: the families, unless every one is in scope."""
    statement = (
        sa.select(col(Family.id), col(Family.reference), col(Allocation.starts_on), last.c.last_on)
        .join(Allocation, col(Allocation.family_id) == Family.id)
        .outerjoin(last, last.c.family_id == Family.id)
        .where(in_force(col(Allocation.starts_on), col(Allocation.ends_on), on))
    )
    if not scope.every_family:
        statement = statement.where(col(Family.id).in_(shown))
    found = (
        FamilySeen(row.id, row.reference, LastSeen(row.starts_on, row.last_on))
        for row in rows(session, statement)
    )
    return tuple(
        sorted(found, key=lambda each: (each.seen.counts_from, each.reference or "", each.family_id))
    )
