"""The course of one assessment opened: to be read, or for a form that goes on with it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app.access.family_access import (
    FamilyLedBy,
    access_to_family,
    can_open_family,
    family_scope,
    holds_record,
)
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.models.people import Family
from app.cases.queries import course, course_changing, course_choices, overview, records
from app.cases.queries.course_parts import (
    ChildInHousehold,
    CourseOnFile,
    KnownAssessment,
    PractitionerPosted,
)
from app.cases.queries.due import DueItem, due_items
from app.cases.queries.overview import AgencyListed
from app.cases.rules.activity import check_consent, check_open
from app.cases.rules.sharing import Reader
from app.cases.services.changing import no_such_family
from app.cases.services.course_changing import no_such_assessment
from app.cases.services.reading import note_opening, reader_of
from app.db import reading, transaction


@dataclass(frozen=True, slots=True)
class Choices:
    """Whom an entry may name. me: the practitioner who fills it in, if they are one."""

    practitioners: tuple[PractitionerPosted, ...]
    agencies: tuple[AgencyListed, ...]
    me: UUID | None


@dataclass(frozen=True, slots=True)
class ToRegister:
    """What the registration of an assessment starts from. known: the assessments of these children so far."""

    family_id: UUID
    reference: str | None
    version: int
    children: tuple[ChildInHousehold, ...]
    known: tuple[KnownAssessment, ...]
    choices: Choices


def open_course(family_id: UUID, assessment_id: UUID, *, actor: Actor, today: date) -> CourseOnFile:
    """Open one assessment with its course; others than those who lead get what is shared with their agency.

    Writes audit_event. Raises Forbidden("role"), NotFound("family" | "assessment").
    """
    check_may(actor, Action.LIST_FAMILIES)
    with transaction(actor) as session:
        family = session.get(Family, family_id)
        led_by = records.led_by(session, family_id, today)
        if family is None or access_to_family(actor, led_by) is None:
            raise no_such_family()
        note_opening(session, family_id, actor=actor, led_by=led_by)
        return _course_of(session, family, assessment_id, today, reader_of(actor, led_by))


def open_to_go_on(
    family_id: UUID, assessment_id: UUID, *, again: bool, actor: Actor, today: date
) -> tuple[CourseOnFile, Choices]:
    """Open an assessment for a form that records more of it. Writes audit_event.

    again: a form that was refused is shown again with all that was entered, even where it can no longer be
    sent.
    Raises Forbidden("role"), NotFound("family" | "assessment"), RuleRefused("assessment-closed" |
    "no-consent").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        family, led_by = _opened_family(session, family_id, actor, today)
        found = _course_of(session, family, assessment_id, today, reader_of(actor, led_by))
        if not found.assessment.may_change:
            raise no_such_assessment()
        if not again:
            check_open(found.assessment.closed_on)
            check_consent(course_changing.latest_consent(session, assessment_id))
        return found, _choices(session, actor, today)


def open_to_add(
    family_id: UUID, assessment_id: UUID, *, again: bool, actor: Actor, today: date
) -> CourseOnFile:
    """Open an assessment for the form of an action, which a team member may add too. Writes audit_event.

    again: as for open_to_go_on. Raises Forbidden("role"), NotFound("family" | "assessment"),
    RuleRefused("assessment-closed" | "no-consent").
    """
    check_may(actor, Action.ADD_TO_A_FAMILY)
    found = open_course(family_id, assessment_id, actor=actor, today=today)
    if not found.assessment.may_add:
        raise no_such_assessment()
    if not again:
        check_open(found.assessment.closed_on)
        check_consent(found.assessment.consents[-1].decision if found.assessment.consents else None)
    return found


def open_to_register(family_id: UUID, *, actor: Actor, today: date) -> ToRegister:
    """Open a family to register an assessment, with those that there are already. Writes audit_event.

    Of an assessment on file with another household no more is told than its kind, whether it is open, and the
    leading agency; nor of any to somebody who does not hold the family's record.
    Raises Forbidden("role"), NotFound("family").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        family, led_by = _opened_family(session, family_id, actor, today)
        children = course_choices.children_of_household(session, family_id, today)
        return ToRegister(
            family_id=family_id,
            reference=family.reference,
            version=family.version,
            children=children,
            known=course_choices.known_assessments(
                session,
                family_id,
                {each.id for each in children},
                holds_record=holds_record(actor, led_by),
            ),
            choices=_choices(session, actor, today),
        )


def due(*, actor: Actor, today: date) -> tuple[DueItem, ...]:
    """What is overdue or due soon of the families that an actor may open, the longest overdue first.

    Raises Forbidden("role").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with reading(actor) as session:
        return due_items(session, family_scope(actor).without_teams(), today)


def _opened_family(
    session: Session, family_id: UUID, actor: Actor, today: date
) -> tuple[Family, FamilyLedBy]:
    family = session.get(Family, family_id)
    led_by = records.led_by(session, family_id, today)
    if family is None or not can_open_family(actor, led_by):
        raise no_such_family()
    note_opening(session, family_id, actor=actor, led_by=led_by)
    return family, led_by


def _course_of(
    session: Session, family: Family, assessment_id: UUID, today: date, reader: Reader
) -> CourseOnFile:
    found = course.course_on_file(session, family, assessment_id, today, reader)
    if found is None:
        raise no_such_assessment()
    return found


def _choices(session: Session, actor: Actor, today: date) -> Choices:
    return Choices(
        course_choices.practitioners_posted(session, today),
        overview.agencies(session),
        actor.practitioner_id,
    )
