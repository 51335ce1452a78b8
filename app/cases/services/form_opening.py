"""The form of an assessment opened: to be read, or to be changed by those who may."""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from app.access.family_access import can_read_forms, holds_record
from app.access.policies import Actor, may
from app.access.roles import Action
from app.cases.models.assessments import Assessment
from app.cases.models.people import Family
from app.cases.queries import forms, records
from app.cases.queries.form_parts import FormOnFile
from app.cases.queries.sharing import items_open
from app.cases.rules.consent_items import EVERY_ITEM
from app.cases.rules.form import check_can_fill_in
from app.cases.services.changing import family_to_add_to
from app.cases.services.reading import reader_of
from app.errors import Conflict, NotFound


def form_to_read(session: Session, assessment_id: UUID, *, actor: Actor, today: date) -> FormOnFile:
    """What an actor may read of the form: all of it, or what consent opens to their agency.

    Raises NotFound("assessment").
    """
    assessment = forms.assessment_on(session, assessment_id, today)
    if assessment is None:
        raise _no_such_assessment()
    led_by = records.led_by(session, assessment.family_id, today)
    items = EVERY_ITEM
    if not can_read_forms(actor, led_by):
        items = items_open(session, [assessment_id], today, reader_of(actor, led_by))[assessment_id]
    if not items:
        raise _no_such_assessment()
    may_change = may(actor, Action.UPDATE_A_FAMILY) and holds_record(actor, led_by)
    return forms.form_on_file(session, assessment, today, may_change=may_change, items=items)


def assessment_to_change(
    session: Session, assessment_id: UUID, *, actor: Actor, today: date
) -> tuple[Family, Assessment]:
    """The family, locked, and its assessment as it stands under the lock, if the actor may open it.

    Raises NotFound("assessment").
    """
    found = forms.assessment_on(session, assessment_id, today)
    if found is None:
        raise _no_such_assessment()
    try:
        family = family_to_add_to(session, found.family_id, actor=actor, today=today)
    except NotFound:
        raise _no_such_assessment() from None
    if not holds_record(actor, records.led_by(session, found.family_id, today)):
        raise _no_such_assessment()
    session.refresh(found)
    return family, found


def check_is_open(session: Session, assessment: Assessment, today: date) -> None:
    """Raises RuleRefused("assessment-closed" | "form-completed" | "no-consent")."""
    consent = forms.latest_consent(session, assessment.id, today)
    check_can_fill_in(
        is_completed=assessment.assessment_completed_on is not None,
        is_closed=assessment.closed_on is not None,
        consent=consent[0] if consent else None,
    )


def _no_such_assessment() -> NotFound:
    """What whoever may not read a form is told, as if there were none."""
    return NotFound("assessment", "There is no such assessment among those you may open.")


def changed_meanwhile(version: int) -> Conflict:
    """What whoever comes second is told. version: the one that stands."""
    return Conflict(
        "changed-meanwhile",
        "Somebody else has changed this since you opened it. Nothing is lost: open it again.",
        version=version,
    )
