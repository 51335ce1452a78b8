"""The form of an assessment: reading it, saving a section of it, printing it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app import audit
from app.access.family_access import holds_record
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.models.forms import FormAction, FormAnswer, SavedSection
from app.cases.models.people import Family
from app.cases.printing.form import form_pdf
from app.cases.queries import forms, records
from app.cases.queries.form_parts import FormOnFile, Paper, SectionKept, SectionSaved
from app.cases.queries.map_parts import MapOnFile
from app.cases.queries.within import form_within
from app.cases.rules.form import (
    Content,
    FormState,
    check_belongs,
)
from app.cases.rules.form_boxes import FormSection
from app.cases.rules.form_clash import Keep, merged, undecided
from app.cases.rules.form_frozen import thawed
from app.cases.services.changing import changed
from app.cases.services.form_opening import (
    assessment_to_change,
    changed_meanwhile,
    check_is_open,
    form_to_read,
)
from app.cases.services.map_reading import map_of
from app.db import transaction
from app.errors import NotFound, RuleRefused


def open_form(assessment_id: UUID, *, actor: Actor, today: date) -> FormOnFile:
    """The form of an assessment, with what the record knows of the people. Writes audit_event.

    Raises Forbidden("role"), NotFound("assessment").
    """
    check_may(actor, Action.READ_ASSESSMENT_FORMS)
    with transaction(actor) as session:
        form = form_to_read(session, assessment_id, actor=actor, today=today)
        audit.record(
            session, actor, "assessment-form.opened", form.family_id, assessment_id=str(assessment_id)
        )
        return form


def save_section(
    assessment_id: UUID,
    section: FormSection,
    content: Content,
    *,
    version: int,
    choices: Mapping[str, Keep] | None = None,
    actor: Actor,
    today: date,
    now: datetime,
) -> SectionSaved:
    """Save a section as it was filled in on the version that was seen.

    What is saved already is not saved again, so a repeated message is harmless. The first save of a form
    begins the assessment. choices: what to keep, when it had been changed by somebody else meanwhile and
    both texts were seen. Writes form_section, form_answer, form_action, assessment, family, audit_event.
    Raises Forbidden("role"), NotFound("assessment"), Conflict("changed-meanwhile"),
    RuleRefused("assessment-closed" | "form-completed" | "no-consent" | "not-in-this-section" |
    "too-many-actions" | "text-too-long").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    check_belongs(section, content)
    with transaction(actor) as session:
        family, assessment = assessment_to_change(session, assessment_id, actor=actor, today=today)
        check_is_open(session, assessment, today)
        saved = forms.saved_section(session, assessment_id, section)
        stored = forms.content_of(session, saved.id) if saved else Content()
        if saved and stored == content:
            return SectionSaved(saved.version, saved.saved_at)
        stands = saved.version if saved else 0
        if version != stands:
            raise changed_meanwhile(stands)
        if choices is not None:
            if undecided(stored, content, choices):
                raise changed_meanwhile(stands)
            content = merged(stored, content, choices)
            check_belongs(section, content)
        if saved is None:
            saved = SavedSection(
                assessment_id=assessment_id, section=section, saved_at=now, saved_by=actor.user_id
            )
            session.add(saved)
            session.flush()
        else:
            saved.version += 1
            saved.saved_at, saved.saved_by = now, actor.user_id
        _write(session, saved.id, stored, content)
        if assessment.assessment_started_on is None:
            assessment.assessment_started_on = today
            changed(family)
        audit.record(
            session,
            actor,
            "assessment-form.section-saved",
            family.id,
            assessment_id=str(assessment_id),
            section=section.value,
            version=saved.version,
        )
        return SectionSaved(saved.version, now)


def print_form(assessment_id: UUID, *, organisation: str, actor: Actor, today: date) -> Paper:
    """The form as a PDF that a family can be given; a draft is marked as one. Writes audit_event.

    The family's map is at its end, for those who may open the family.
    Raises Forbidden("role"), NotFound("assessment"), RuleRefused("nothing-to-print").
    """
    check_may(actor, Action.READ_ASSESSMENT_FORMS)
    with transaction(actor) as session:
        form = form_to_read(session, assessment_id, actor=actor, today=today)
        if not form.sections:
            raise RuleRefused(
                "nothing-to-print", "Nothing of this form that you may read has been saved in Loxley yet."
            )
        is_draft = form.state is not FormState.COMPLETED
        audit.record(
            session,
            actor,
            "assessment-form.printed",
            form.family_id,
            assessment_id=str(assessment_id),
            form_version=form.version,
            is_draft=is_draft,
        )
        family = _map_for(session, form.family_id, actor=actor, today=today)
    name = f"assessment-{'draft-' if is_draft else ''}{str(assessment_id)[:8]}.pdf"
    return Paper(name, form_pdf(form, organisation=organisation, family=family), is_draft)


def print_completion(
    assessment_id: UUID, completion_id: UUID, *, organisation: str, actor: Actor, today: date
) -> Paper:
    """The form as a PDF as it was when it was completed, whatever became of it since. Writes audit_event.

    The people, address and lead professional are those of today.
    Raises Forbidden("role"), NotFound("assessment" | "completion"),
    RuleRefused("nothing-to-print").
    """
    check_may(actor, Action.READ_ASSESSMENT_FORMS)
    with transaction(actor) as session:
        form = form_to_read(session, assessment_id, actor=actor, today=today)
        completion = forms.completion_of(session, assessment_id, completion_id)
        if completion is None:
            raise NotFound("completion", "There is no such completion of this form.")
        audit.record(
            session,
            actor,
            "assessment-form.completion-printed",
            form.family_id,
            assessment_id=str(assessment_id),
            completion_id=str(completion_id),
        )
        sections = {
            section: SectionKept(saved_at=completion.completed_at, content=content)
            for section, content in thawed(completion.content).items()
        }
        is_past = completion.reopened_at is not None
    form = form_within(replace(form, sections=sections, completed_on=completion.completed_on))
    if not form.sections:
        raise RuleRefused("nothing-to-print", "Nothing of this form is for you to read.")
    name = f"assessment-{completion.completed_on}-{str(assessment_id)[:8]}.pdf"
    return Paper(name, form_pdf(form, organisation=organisation, is_past=is_past), is_draft=False)


def _map_for(session: Session, family_id: UUID, *, actor: Actor, today: date) -> MapOnFile | None:
    """The family's map; none for who reads the form within consent, or without the records of families."""
    if not holds_record(actor, records.led_by(session, family_id, today)):
        return None
    family = session.get_one(Family, family_id)
    return map_of(session, family, today, is_whole=True, may_change=False)


def _write(session: Session, section_id: UUID, stored: Content, content: Content) -> None:
    """Bring a section's rows from what is stored to what was sent; what stays the same is left alone."""
    gone = [box for box, words in stored.texts.items() if content.texts.get(box) != words]
    if gone:
        session.connection().execute(
            sa.delete(FormAnswer).where(
                col(FormAnswer.section_id) == section_id, col(FormAnswer.box).in_(gone)
            )
        )
    for box, words in content.texts.items():
        if stored.texts.get(box) != words:
            session.add(FormAnswer(section_id=section_id, box=box, words=words))
    if stored.actions != content.actions:
        session.connection().execute(sa.delete(FormAction).where(col(FormAction.section_id) == section_id))
        for position, row in enumerate(content.actions, start=1):
            session.add(
                FormAction(
                    section_id=section_id,
                    position=position,
                    desired_outcome=row.desired_outcome,
                    action=row.action,
                    who=row.who,
                    by_when=row.by_when,
                    by_on=row.by_on,
                )
            )
