"""The forms of assessments, read section by section and put together."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.access.family_access import FamilyScope
from app.access.models import Agency, Practitioner, UserAccount
from app.cases.models.assessments import AssessedChild, Assessment, Consent
from app.cases.models.forms import FormAction, FormAnswer, FormCompletion, SavedSection
from app.cases.models.people import Family, HouseholdMember, Person, Residence
from app.cases.queries.columns import columns, values
from app.cases.queries.families import held_within
from app.cases.queries.form_parts import (
    CompletionKept,
    DraftToFinish,
    FormOnFile,
    PersonOnForm,
    SectionKept,
)
from app.cases.queries.within import form_within
from app.cases.rules.consent_items import ConsentItem
from app.cases.rules.form import Content, PlannedAction
from app.cases.rules.form_boxes import FormSection
from app.cases.rules.vocabulary import ConsentDecision
from app.db import in_force, rows

MOST_DRAFTS = 20


def assessment_on(session: Session, assessment_id: UUID, on: date) -> Assessment | None:
    """An assessment that was initiated by a day."""
    return session.exec(
        select(Assessment).where(Assessment.id == assessment_id, col(Assessment.initiated_on) <= on)
    ).one_or_none()


def form_on_file(
    session: Session,
    assessment: Assessment,
    on: date,
    *,
    may_change: bool,
    items: frozenset[ConsentItem],
) -> FormOnFile:
    """An assessment's form as it stands, with the household as it is on a day, and only these items of it."""
    consent = latest_consent(session, assessment.id, on)
    sections = _sections(session, assessment.id)
    completions = _completions(session, assessment.id)
    family = session.get_one(Family, assessment.family_id)
    lead = session.get(Practitioner, assessment.lead_practitioner_id or UUID(int=0))
    agency = session.get(Agency, assessment.lead_agency_id or UUID(int=0))
    form = FormOnFile(
        assessment_id=assessment.id,
        family_id=family.id,
        reference=family.reference,
        kind=assessment.kind,
        initiated_on=assessment.initiated_on,
        started_on=assessment.assessment_started_on,
        completed_on=assessment.assessment_completed_on,
        closed_on=assessment.closed_on,
        consent=consent[0] if consent else None,
        consent_on=consent[1] if consent else None,
        lead=lead.display_name if lead else None,
        lead_agency=agency.name if agency else None,
        address=_address(session, family.id, on),
        people=_people(session, assessment, on),
        sections=sections,
        completions=completions,
        may_change=may_change,
        was_saved=bool(sections),
        version=sum(kept.version for kept in sections.values())
        + sum(1 if each.reopened_at is None else 2 for each in completions),
        items=items,
    )
    return form_within(form)


def latest_consent(session: Session, assessment_id: UUID, on: date) -> tuple[ConsentDecision, date] | None:
    """The latest decision about consent by a day, and its day."""
    statement = (
        sa.select(*columns(Consent, "decision", "decided_on"))
        .where(col(Consent.assessment_id) == assessment_id, col(Consent.decided_on) <= on)
        .order_by(col(Consent.decided_on).desc(), col(Consent.sequence).desc())
        .limit(1)
    )
    found = rows(session, statement)
    return (found[0].decision, found[0].decided_on) if found else None


def saved_section(session: Session, assessment_id: UUID, section: FormSection) -> SavedSection | None:
    """A section that somebody has saved."""
    return session.exec(
        select(SavedSection).where(
            SavedSection.assessment_id == assessment_id, SavedSection.section == section
        )
    ).one_or_none()


def content_of(session: Session, section_id: UUID) -> Content:
    """What stands in a saved section."""
    return _contents(session, col(SavedSection.id) == section_id).get(section_id, Content())


def completion_in_force(session: Session, assessment_id: UUID) -> FormCompletion | None:
    """The completion of a form that has not been reopened since."""
    return session.exec(
        select(FormCompletion).where(
            FormCompletion.assessment_id == assessment_id, col(FormCompletion.reopened_at).is_(None)
        )
    ).one_or_none()


def completion_of(session: Session, assessment_id: UUID, completion_id: UUID) -> FormCompletion | None:
    """A completion of a form, by its id."""
    return session.exec(
        select(FormCompletion).where(
            FormCompletion.id == completion_id, FormCompletion.assessment_id == assessment_id
        )
    ).one_or_none()


def drafts_of(session: Session, user_id: UUID, scope: FamilyScope, on: date) -> tuple[DraftToFinish, ...]:
    """The forms in scope that a person saved a section of and nobody has completed, the latest first."""
    saved_at = sa.func.max(col(SavedSection.saved_at)).label("saved_at")
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            col(Assessment.id).label("assessment_id"),
            col(Family.reference),
            *columns(Assessment, "kind", "initiated_on"),
            saved_at,
        )
        .join(SavedSection, col(SavedSection.assessment_id) == Assessment.id)
        .join(Family, col(Family.id) == Assessment.family_id)
        .where(
            col(SavedSection.saved_by) == user_id,
            col(Assessment.assessment_completed_on).is_(None),
            col(Assessment.closed_on).is_(None),
        )
        .group_by(col(Assessment.id), col(Family.reference))
        .order_by(saved_at.desc(), col(Assessment.id))
        .limit(MOST_DRAFTS)
    )
    if not scope.every_family:
        statement = statement.where(col(Assessment.family_id).in_(held_within(scope, on)))
    return values(DraftToFinish, rows(session, statement))


def _sections(session: Session, assessment_id: UUID) -> Mapping[FormSection, SectionKept]:
    contents = _contents(session, col(SavedSection.assessment_id) == assessment_id)
    statement = (
        sa.select(
            *columns(SavedSection, "id", "section", "version", "saved_at"),
            col(UserAccount.display_name).label("saved_by"),
        )
        .select_from(SavedSection)
        .outerjoin(UserAccount, col(UserAccount.id) == SavedSection.saved_by)
        .where(col(SavedSection.assessment_id) == assessment_id)
    )
    return {
        row.section: SectionKept(row.version, row.saved_at, row.saved_by, contents.get(row.id, Content()))
        for row in rows(session, statement)
    }


def _contents(session: Session, of_sections: sa.ColumnElement[bool]) -> Mapping[UUID, Content]:
    """What stands in some saved sections, by section."""
    ids = sa.select(col(SavedSection.id)).where(of_sections)
    answers = rows(
        session,
        sa.select(*columns(FormAnswer, "section_id", "box", "words")).where(
            col(FormAnswer.section_id).in_(ids)
        ),
    )
    asked = columns(FormAction, "section_id", "desired_outcome", "action", "who", "by_when")
    actions = rows(
        session,
        sa.select(*asked).where(col(FormAction.section_id).in_(ids)).order_by(col(FormAction.position)),
    )
    texts: dict[UUID, dict[Any, str]] = defaultdict(dict)
    planned: dict[UUID, list[PlannedAction]] = defaultdict(list)
    for row in answers:
        texts[row.section_id][row.box] = row.words
    for row in actions:
        planned[row.section_id].append(PlannedAction(row.desired_outcome, row.action, row.who, row.by_when))
    return {each: Content(texts[each], tuple(planned[each])) for each in (*texts, *planned)}


def _completions(session: Session, assessment_id: UUID) -> tuple[CompletionKept, ...]:
    """The completions of a form, the first one first; the one that stands is always the last."""
    statement = (
        sa.select(
            *columns(FormCompletion, "id", "completed_on", "reopened_at", "reopen_reason"),
            col(UserAccount.display_name).label("completed_by"),
        )
        .select_from(FormCompletion)
        .outerjoin(UserAccount, col(UserAccount.id) == FormCompletion.completed_by)
        .where(col(FormCompletion.assessment_id) == assessment_id)
        .order_by(col(FormCompletion.completed_at), col(FormCompletion.reopened_at).nulls_last())
    )
    return values(CompletionKept, rows(session, statement))


def _address(session: Session, family_id: UUID, on: date) -> str | None:
    statement = (
        sa.select(*columns(Residence, "address", "postcode"))
        .where(
            col(Residence.family_id) == family_id,
            in_force(col(Residence.starts_on), col(Residence.ends_on), on),
        )
        .order_by(col(Residence.starts_on).desc())
        .limit(1)
    )
    found = rows(session, statement)
    return ", ".join(part for part in found[0] if part) or None if found else None


def _people(session: Session, assessment: Assessment, on: date) -> tuple[PersonOnForm, ...]:
    """The children whom the form is about, then everyone else of the household, the eldest first."""
    lives_there = sa.and_(
        col(HouseholdMember.person_id) == Person.id,
        col(HouseholdMember.family_id) == assessment.family_id,
        in_force(col(HouseholdMember.starts_on), col(HouseholdMember.ends_on), on),
    )
    is_assessed = (
        sa.exists()
        .where(col(AssessedChild.person_id) == Person.id, col(AssessedChild.assessment_id) == assessment.id)
        .label("is_assessed")
    )
    statement = (
        sa.select(
            col(Person.id).label("person_id"),
            (col(Person.forename) + " " + col(Person.surname)).label("name"),
            col(HouseholdMember.role),
            *columns(Person, "born_on", "expected_on", "sex", "ethnicity", "first_language", "is_disabled"),
            is_assessed,
        )
        .select_from(Person)
        .outerjoin(HouseholdMember, lives_there)
        .where(sa.or_(col(HouseholdMember.id).is_not(None), is_assessed.element))
        .order_by(is_assessed.desc(), col(Person.born_on).asc().nulls_last(), col(Person.id))
    )
    return values(PersonOnForm, rows(session, statement))
