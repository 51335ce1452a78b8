"""Whom the course of an assessment may be about or with, and what is known of them already."""

from collections.abc import Set
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import Session, col

from app.access.models import Agency, Establishment, Posting, Practitioner
from app.cases.models.assessments import AssessedChild, Assessment
from app.cases.models.people import HouseholdMember, Person
from app.cases.queries.columns import columns, values
from app.cases.queries.course_parts import ChildInHousehold, KnownAssessment, PractitionerPosted
from app.db import in_force, rows
from app.programme.facts import MemberRole

CHILDREN = (MemberRole.CHILD, MemberRole.UNBORN_CHILD)


def children_of_household(session: Session, family_id: UUID, on: date) -> tuple[ChildInHousehold, ...]:
    """The children and young people in a household on a day, the eldest first."""
    statement = (
        sa.select(*columns(Person, "id", "forename", "surname", "born_on"))
        .join(HouseholdMember, col(HouseholdMember.person_id) == Person.id)
        .where(
            col(HouseholdMember.family_id) == family_id,
            col(HouseholdMember.role).in_(CHILDREN),
            in_force(col(HouseholdMember.starts_on), col(HouseholdMember.ends_on), on),
        )
        .order_by(col(Person.born_on).asc().nulls_last(), col(Person.id))
    )
    return tuple(
        ChildInHousehold(row.id, f"{row.forename} {row.surname}", row.born_on)
        for row in rows(session, statement)
    )


def known_assessments(
    session: Session, family_id: UUID, children: Set[UUID], *, holds_record: bool
) -> tuple[KnownAssessment, ...]:
    """The assessments of these children that there are, wherever, the open ones first, then the latest.

    holds_record: whoever asks holds the family's record, and is told more of the assessments that it has.
    """
    is_here = col(Assessment.family_id) == family_id
    here, initiated_on = (
        (is_here, sa.case((is_here, col(Assessment.initiated_on))))
        if holds_record
        else (sa.null(), sa.null())
    )
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            col(AssessedChild.person_id).label("child_id"),
            col(Assessment.kind),
            initiated_on.label("initiated_on"),
            here.label("in_this_family"),
            col(Assessment.closed_on).is_(None).label("is_open"),
            col(Agency.name).label("lead_agency"),
        )
        .select_from(AssessedChild)
        .join(Assessment, col(Assessment.id) == AssessedChild.assessment_id)
        .outerjoin(Agency, col(Agency.id) == Assessment.lead_agency_id)
        .where(col(AssessedChild.person_id).in_(children))
        .order_by(
            col(Assessment.closed_on).is_not(None), col(Assessment.initiated_on).desc(), col(Assessment.id)
        )
    )
    return values(KnownAssessment, rows(session, statement))


def practitioners_posted(
    session: Session, on: date, practitioner_id: UUID | None = None
) -> tuple[PractitionerPosted, ...]:
    """Practitioners with a posting on a day, by name, each once with the posting that began last.

    practitioner_id: only this one.
    """
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            col(Practitioner.id),
            col(Practitioner.display_name).label("name"),
            col(Establishment.name).label("establishment"),
            col(Agency.id).label("agency_id"),
            col(Agency.code).label("agency"),
        )
        .ext(distinct_on(col(Practitioner.id)))
        .select_from(Posting)
        .join(Practitioner, col(Practitioner.id) == Posting.practitioner_id)
        .join(Establishment, col(Establishment.id) == Posting.establishment_id)
        .join(Agency, col(Agency.id) == Establishment.agency_id)
        .where(in_force(col(Posting.starts_on), col(Posting.ends_on), on))
        .order_by(col(Practitioner.id), col(Posting.starts_on).desc(), col(Posting.id))
    )
    if practitioner_id is not None:
        statement = statement.where(col(Practitioner.id) == practitioner_id)
    found = values(PractitionerPosted, rows(session, statement))
    return tuple(sorted(found, key=lambda each: (each.name, each.id)))
