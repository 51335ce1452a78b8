"""Merging two records of one person or of one family, and undoing it, for programs."""

from typing import Any
from uuid import UUID

from app import clock, http
from app.cases.rules.merge_words import MergeKind
from app.merging import schemas as shapes
from app.merging.services import comparing, merging, undoing
from app.openapi import refused_by

api = http.api_blueprint("merging_api", __name__, tag="Merging")


@api.get("/families/<uuid:family_id>/merge-with/<uuid:other_id>")
@api.output(shapes.ComparisonOut)
@api.doc(responses=refused_by(comparing.compare))
def compare_families(family_id: UUID, other_id: UUID) -> dict[str, Any]:
    """Compare two records of one family; the first would stay. It is noted in the audit trail."""
    return _compared(MergeKind.FAMILY, family_id, other_id)


@api.post("/families/<uuid:family_id>/merge-with/<uuid:other_id>")
@api.input(shapes.MergeRecords)
@api.output(shapes.MergedOut, status_code=201)
@api.doc(responses=refused_by(merging.merge_records))
def merge_families(family_id: UUID, other_id: UUID, json_data: dict[str, Any]) -> merging.Merged:
    """Merge two records of one family as they were compared; the first stays."""
    return _merged(MergeKind.FAMILY, family_id, other_id, json_data)


@api.get("/people/<uuid:person_id>/merge-with/<uuid:other_id>")
@api.output(shapes.ComparisonOut)
@api.doc(responses=refused_by(comparing.compare))
def compare_people(person_id: UUID, other_id: UUID) -> dict[str, Any]:
    """Compare two records of one person; the first would stay. It is noted in the audit trail."""
    return _compared(MergeKind.PERSON, person_id, other_id)


@api.post("/people/<uuid:person_id>/merge-with/<uuid:other_id>")
@api.input(shapes.MergeRecords)
@api.output(shapes.MergedOut, status_code=201)
@api.doc(responses=refused_by(merging.merge_records))
def merge_people(person_id: UUID, other_id: UUID, json_data: dict[str, Any]) -> merging.Merged:
    """Merge two records of one person as they were compared; the first stays."""
    return _merged(MergeKind.PERSON, person_id, other_id, json_data)


@api.get("/merges/<uuid:merge_id>")
@api.output(shapes.UndoableOut)
@api.doc(responses=refused_by(undoing.undoable))
def open_merge(merge_id: UUID) -> dict[str, Any]:
    """Say of a merge whether it can be undone."""
    found = undoing.undoable(merge_id, actor=http.current_actor())
    return {
        "merge": found.merge,
        "families": found.families,
        "notes_stay": found.notes_stay,
        "obstacle": found.obstacle.message if found.obstacle else None,
    }


@api.post("/merges/<uuid:merge_id>/undo")
@api.input(shapes.UndoMerge)
@api.output(shapes.MergedOut)
@api.doc(responses=refused_by(undoing.undo_merge))
def undo_merge(merge_id: UUID, json_data: dict[str, Any]) -> merging.Merged:
    """Undo a merge: both records stand as they were; what was written since stays where it was written."""
    return undoing.undo_merge(merge_id, **json_data, actor=http.current_actor())


def _compared(kind: MergeKind, stays_id: UUID, goes_id: UUID) -> dict[str, Any]:
    found = comparing.compare(kind, stays_id, goes_id, actor=http.current_actor(), today=clock.today())
    return {
        "kind": kind,
        "stays_id": stays_id,
        "goes_id": goes_id,
        "differences": found.differences,
        "effects": found.effects,
        "gains": found.gains,
        "obstacle": found.obstacle.message if found.obstacle else None,
        "as_shown": found.as_shown,
    }


def _merged(kind: MergeKind, stays_id: UUID, goes_id: UUID, sent: dict[str, Any]) -> merging.Merged:
    return merging.merge_records(
        kind, stays_id, goes_id, **sent, actor=http.current_actor(), today=clock.today()
    )
