"""Case notes, oversight notes and chronologies, for programs."""

from typing import Any
from uuid import UUID

from app import clock, http
from app.cases.api.blueprint import api
from app.cases.schemas import notes as shapes
from app.cases.services import families, notes
from app.openapi import refused_by


@api.post("/families/<uuid:family_id>/notes")
@api.input(shapes.WriteNote)
@api.output(shapes.NoteWrittenOut, status_code=201)
@api.doc(responses=refused_by(notes.write_note))
def write_note(family_id: UUID, json_data: dict[str, Any]) -> dict[str, UUID]:
    """Write a case note of contact or work with a family."""
    return {"id": notes.write_note(family_id, **json_data, actor=http.current_actor(), today=clock.today())}


@api.post("/families/<uuid:family_id>/notes/<uuid:note_id>/correction")
@api.input(shapes.CorrectNote)
@api.output(shapes.NoteWrittenOut, status_code=201)
@api.doc(responses=refused_by(notes.correct_note))
def correct_note(family_id: UUID, note_id: UUID, json_data: dict[str, Any]) -> dict[str, UUID]:
    """Put a corrected note in the place of one; both are kept."""
    return {
        "id": notes.correct_note(
            family_id, note_id, **json_data, actor=http.current_actor(), today=clock.today()
        )
    }


@api.post("/families/<uuid:family_id>/oversight-notes")
@api.input(shapes.WriteOversight)
@api.output(shapes.NoteWrittenOut, status_code=201)
@api.doc(responses=refused_by(notes.write_oversight))
def write_oversight(family_id: UUID, json_data: dict[str, Any]) -> dict[str, UUID]:
    """Record supervision, a management decision or a mentor session about a family."""
    return {
        "id": notes.write_oversight(family_id, **json_data, actor=http.current_actor(), today=clock.today())
    }


@api.get("/families/<uuid:family_id>/chronology")
@api.output(shapes.ChronologyOut)
@api.doc(responses=refused_by(families.open_chronology))
def open_chronology(family_id: UUID) -> dict[str, Any]:
    """Open everything dated of a family, the latest first. It is noted in the audit trail."""
    found = families.open_chronology(family_id, actor=http.current_actor(), today=clock.today())
    return {"events": found.events}
