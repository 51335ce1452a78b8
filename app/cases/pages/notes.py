"""Notes about a family: writing one, correcting one, oversight, and the chronology."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clashes, clock, govuk
from app.access.policies import check_may, may
from app.access.roles import Action
from app.cases.pages import record as words
from app.cases.pages.blueprint import pages
from app.cases.queries.chronology import MAP
from app.cases.queries.notes import standing_notes
from app.cases.queries.record_parts import FamilyRecord, NoteWritten
from app.cases.rules.notes import NoteCorrection, NoteKind, OversightKind
from app.cases.rules.vocabulary import Word
from app.cases.schemas.notes import CorrectNote, WriteNote, WriteOversight
from app.cases.services import families
from app.cases.services import notes as services
from app.cases.services.finding import Choice
from app.clashes import Page, Standing
from app.errors import NotFound
from app.govuk import Form
from app.questions import Kind, Question, filled

IN_THE_FUTURE = {"in-the-future": "happened_on"}


@pages.get("/families/<uuid:family_id>/chronology")
def chronology_page(family_id: UUID) -> str:
    """Everything dated of a family, the latest first. Opening it is noted."""
    found = families.open_chronology(family_id, actor=govuk.actor(), today=clock.today())
    return render_template(
        "cases/chronology.html",
        may_see_claims=may(govuk.actor(), Action.SEE_CLAIMS),
        record=found.record,
        name=words.family_name(found.record.reference),
        events=found.events,
        parts=dict(words.CONTENTS),
        map=MAP,
    )


@pages.get("/families/<uuid:family_id>/notes/new")
def note_form(family_id: UUID) -> str:
    """The form for a note, dated today to begin with."""
    check_may(govuk.actor(), Action.ADD_TO_A_FAMILY)
    return _note_page(family_id, govuk.form_of_dates(happened_on=clock.today()))


@pages.post("/families/<uuid:family_id>/notes/new")
def write_note(family_id: UUID) -> Page:
    """Write the note and go back to the record."""
    check_may(govuk.actor(), Action.ADD_TO_A_FAMILY)
    try:
        values = govuk.load_form(WriteNote(), request.form)
        services.write_note(family_id, **values, actor=govuk.actor(), today=clock.today())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: _note_page(family_id, form), field_of=IN_THE_FUTURE)
    flash("The note has been added.")
    return _to_the_notes(family_id)


@pages.get("/families/<uuid:family_id>/notes/<uuid:note_id>/correct")
def correct_note_form(family_id: UUID, note_id: UUID) -> str:
    """The form that corrects a note, as it was written to begin with."""
    check_may(govuk.actor(), Action.ADD_TO_A_FAMILY)
    return _note_page(family_id, None, note_id)


@pages.post("/families/<uuid:family_id>/notes/<uuid:note_id>/correct")
def correct_note(family_id: UUID, note_id: UUID) -> Page:
    """Put the corrected note in the place of the one before, which is kept."""
    check_may(govuk.actor(), Action.ADD_TO_A_FAMILY)

    def act() -> None:
        values = govuk.load_form(CorrectNote(), request.form)
        services.correct_note(family_id, note_id, **values, actor=govuk.actor(), today=clock.today())

    def done(_: None) -> AnyResponse:
        flash("The note has been corrected. What it said before is kept.")
        return _to_the_notes(family_id)

    return clashes.take(
        act,
        shown=lambda form: _note_page(family_id, form, note_id),
        standing=lambda: _corrected(_opened(family_id), note_id),
        done=done,
        field_of=IN_THE_FUTURE,
    )


@pages.get("/families/<uuid:family_id>/oversight/new")
def oversight_form(family_id: UUID) -> str:
    """The form for supervision, a management decision or a mentor session."""
    check_may(govuk.actor(), Action.WRITE_OVERSIGHT)
    return _oversight_page(family_id, govuk.form_of_dates(held_on=clock.today()))


@pages.post("/families/<uuid:family_id>/oversight/new")
def write_oversight(family_id: UUID) -> Page:
    """Record the oversight and go back to the record."""
    check_may(govuk.actor(), Action.WRITE_OVERSIGHT)
    try:
        values = govuk.load_form(WriteOversight(), request.form)
        services.write_oversight(family_id, **values, actor=govuk.actor(), today=clock.today())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(
            refusal,
            lambda form: _oversight_page(family_id, form),
            field_of={"in-the-future": "held_on", "next-due-before": "next_due_on"},
        )
    flash("The oversight note has been added.")
    return _to_the_notes(family_id)


def _opened(family_id: UUID) -> FamilyRecord:
    return families.open_record(family_id, actor=govuk.actor(), today=clock.today())


def _note_page(family_id: UUID, form: Form | None, note_id: UUID | None = None) -> str:
    """The form of a note; form None: filled with the note that is to be corrected."""
    record = _opened(family_id)
    notes = standing_notes(record.notes) if form is None else record.notes
    note = _note_of(notes, note_id) if note_id else None
    shown = form if form is not None else _as_written(note)
    return render_template(
        "cases/note.html",
        record=record,
        name=words.family_name(record.reference),
        note=note,
        form=shown,
        kind_items=_items(NoteKind, shown.value("kind")),
        correction_items=_items(NoteCorrection, shown.value("correction")),
    )


def _note_of(notes: Iterable[NoteWritten], note_id: UUID) -> NoteWritten:
    """The note to correct; one that has been corrected already has no page of its own any more."""
    found = next((note for note in notes if note.id == note_id), None)
    if found is None:
        raise NotFound("note", "There is no such note of this family.")
    return found


def _corrected(record: FamilyRecord, note_id: UUID) -> Standing:
    """The note that somebody else has put in the place of one: it is what is to be corrected now."""
    by_corrected = {note.corrects: note for note in record.notes}
    stands = _note_of(record.notes, note_id)
    while stands.id in by_corrected:
        stands = by_corrected[stands.id]
    return Standing(
        (
            Question("kind", "What it was", Kind.RADIOS, choices=_choices(NoteKind)),
            Question("happened_on", "When it was", Kind.DATE),
            Question("text", "What happened, and what comes next"),
            Question("correction", "Why it is corrected", Kind.RADIOS, choices=_choices(NoteCorrection)),
        ),
        filled(
            {
                "kind": stands.kind.value,
                "happened_on": stands.happened_on,
                "text": stands.text,
                "correction": stands.correction.value if stands.correction else None,
            }
        ),
        None,
        "Correct a note",
        words.family_name(record.reference),
        url_for("cases_pages.family", family_id=record.id, _anchor="notes"),
        now=f"{stands.written_by} has corrected this note, {govuk.at_time(stands.written_at)}.",
        address=url_for("cases_pages.correct_note", family_id=record.id, note_id=stands.id),
    )


def _as_written(note: NoteWritten | None) -> Form:
    if note is None:
        return Form()
    day = govuk.form_of_dates(happened_on=note.happened_on)
    return Form({**day.entered, "kind": [note.kind.value], "text": [note.text]})


def _oversight_page(family_id: UUID, form: Form) -> str:
    record = _opened(family_id)
    return render_template(
        "cases/oversight.html",
        record=record,
        name=words.family_name(record.reference),
        form=form,
        kind_items=_items(OversightKind, form.value("kind")),
    )


def _choices(kinds: type[Word]) -> tuple[Choice, ...]:
    return tuple(Choice(kind.value, kind.label) for kind in kinds)


def _items(kinds: type[Word], chosen: str) -> list[dict[str, Any]]:
    return [{"value": kind.value, "text": kind.label, "checked": kind.value == chosen} for kind in kinds]


def _to_the_notes(family_id: UUID) -> AnyResponse:
    return redirect(url_for("cases_pages.family", family_id=family_id, _anchor="notes"), 303)
