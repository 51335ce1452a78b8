"""What consent lets somebody read of an assessment, its form, and the notes about a family. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from app.cases.queries.course_parts import CourseOnFile
from app.cases.queries.form_parts import FormOnFile
from app.cases.queries.record_parts import AssessmentOnFile, NoteWritten, OversightWritten
from app.cases.rules.consent_items import ConsentItem, items_of, within
from app.cases.rules.course import NeedMoment
from app.cases.rules.sharing import Reader, may_read_note
from app.clock import LONDON

Told = tuple[tuple[date, frozenset[ConsentItem]], ...]
"""The day on which each assessment of a family was initiated, and what a reader may read of it."""


def assessment_within(assessment: AssessmentOnFile) -> AssessmentOnFile:
    """An assessment of the register without what its reader may not read.

    Its kind, stage, children, agency, lead professional, consent, and when it was begun, completed and closed
    are there for whoever may read anything of it.
    """
    shows = assessment.shows
    led_to_it, concluded = shows(ConsentItem.WHAT_LED_TO_IT), shows(ConsentItem.CONCLUSIONS)
    return replace(
        assessment,
        primary_reason=assessment.primary_reason if led_to_it else None,
        secondary_reasons=assessment.secondary_reasons if led_to_it else (),
        first_team_meeting_on=assessment.first_team_meeting_on if shows(ConsentItem.TEAM_MEETINGS) else None,
        first_reviewed_on=assessment.first_reviewed_on if shows(ConsentItem.REVIEWS) else None,
        closure_reason=assessment.closure_reason if concluded else None,
    )


def course_within(course: CourseOnFile) -> CourseOnFile:
    """The course of an assessment without what its reader may not read."""
    shows = course.assessment.shows
    reviewed, concluded = shows(ConsentItem.REVIEWS), shows(ConsentItem.CONCLUSIONS)
    hears_the_child = shows(ConsentItem.CHILDS_WORDS)
    levels = tuple(
        each for each in course.levels if (reviewed if each.moment is NeedMoment.REVIEW else concluded)
    )
    return replace(
        course,
        next_review_on=course.next_review_on if reviewed else None,
        level=levels[0].level if levels else None,
        meetings=course.meetings if shows(ConsentItem.TEAM_MEETINGS) else (),
        actions=course.actions if shows(ConsentItem.PLAN) else (),
        plan_changes=course.plan_changes if shows(ConsentItem.PLAN) else (),
        reviews=tuple(
            replace(each, childs_words=each.childs_words if hears_the_child else None)
            for each in (course.reviews if reviewed else ())
        ),
        levels=levels,
        reopenings=course.reopenings if concluded else (),
    )


def form_within(form: FormOnFile) -> FormOnFile:
    """The form of an assessment without the sections and boxes that its reader may not read."""
    sections = {
        section: replace(kept, content=within(kept.content, form.items))
        for section, kept in form.sections.items()
        if not items_of(section).isdisjoint(form.items)
    }
    return replace(form, sections=sections)


def notes_within(
    notes: tuple[NoteWritten, ...], reader: Reader, assessments: Told
) -> tuple[NoteWritten, ...]:
    """The case notes that somebody may read; one that was corrected only with what stands in its place."""
    corrected_by = {note.corrects: note for note in notes if note.corrects is not None}

    def is_shown(note: NoteWritten) -> bool:
        later: NoteWritten | None = note
        while later is not None:
            if not _may_read(reader, later.written_by_id, later.written_at, assessments):
                return False
            later = corrected_by.get(later.id)
        return True

    return tuple(note for note in notes if is_shown(note))


def oversight_within(
    notes: Iterable[OversightWritten], reader: Reader, assessments: Told
) -> tuple[OversightWritten, ...]:
    """The oversight notes that somebody may read."""
    return tuple(
        note for note in notes if _may_read(reader, note.written_by_id, note.written_at, assessments)
    )


def _may_read(reader: Reader, written_by: UUID, at: datetime, assessments: Told) -> bool:
    written_on = at.astimezone(LONDON).date()
    return may_read_note(reader, written_by=written_by, written_on=written_on, assessments=assessments)
