"""Rows for tests of leads, teams and consent: postings, assessments, and a family that is led."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlmodel import SQLModel

from app.access.models import Posting, Practitioner
from app.access.policies import SYSTEM, Actor
from app.access.roles import Responsibility, Role
from app.cases.models.assessments import Assessment
from app.cases.rules.vocabulary import AssessmentKind
from app.db import transaction
from tests.cases.builders import (
    DECIDED_ON,
    a_family,
    a_lead,
    a_practitioner,
    an_agency,
    an_allocation,
    an_establishment,
)

INITIATED_ON = date(2013, 1, 14)


def a_posting(
    practitioner_id: UUID,
    establishment_id: UUID,
    responsibility: Responsibility = Responsibility.OWN_CASELOAD,
) -> UUID:
    return saved(
        Posting(
            practitioner_id=practitioner_id,
            establishment_id=establishment_id,
            responsibility=responsibility,
            starts_on=date(2012, 1, 1),
        )
    )


def an_assessment(family_id: UUID, agency_id: UUID) -> UUID:
    return saved(
        Assessment(
            import_key=f"A-{uuid4()}",
            family_id=family_id,
            kind=AssessmentKind.CAF,
            initiated_on=INITIATED_ON,
            initiating_agency_id=agency_id,
        )
    )


def key_of(practitioner_id: UUID) -> str:
    """The import key by which an account is tied to a practitioner."""
    with transaction(SYSTEM) as session:
        return session.get_one(Practitioner, practitioner_id).import_key


@dataclass(frozen=True, slots=True)
class Led:
    """A family led from a clinic, with an assessment; a colleague there, and somebody at a school."""

    health: UUID
    school: UUID
    clinic: UUID
    family: UUID
    allocation: UUID
    assessment: UUID
    lee: UUID
    colleague: UUID
    colleagues_posting: UUID
    teacher: UUID
    teachers_posting: UUID

    @property
    def lead(self) -> Actor:
        """Whoever leads the family, signed in."""
        return Actor(UUID(int=201), frozenset({Role.LEAD_PROFESSIONAL}), self.lee)

    @property
    def manager(self) -> Actor:
        """Whoever manages the clinic."""
        return Actor(
            UUID(int=202), frozenset({Role.AGENCY_MANAGER}), managed_establishments=frozenset({self.clinic})
        )

    @property
    def member(self) -> Actor:
        """The person at the school, as a team member."""
        return Actor(UUID(int=203), frozenset({Role.TEAM_MEMBER}), self.teacher)


def a_led_family(of: str = "") -> Led:
    """of: what tells the agencies of several such families apart."""
    health, school = an_agency(f"HEALTH{of}"), an_agency(f"SCHOOL{of}")
    clinic, academy = an_establishment(health), an_establishment(school, "Birch Example School")
    lee, colleague, teacher = (
        a_practitioner(name) for name in ("Lee Example", "Robin Example", "Sam Example")
    )
    a_posting(lee, clinic)
    family = a_family(attached_on=DECIDED_ON)
    allocation = an_allocation(family, health)
    a_lead(allocation, lee, clinic)
    return Led(
        health,
        school,
        clinic,
        family,
        allocation,
        an_assessment(family, health),
        lee,
        colleague,
        a_posting(colleague, clinic),
        teacher,
        a_posting(teacher, academy),
    )


def saved(row: SQLModel) -> UUID:
    """The id of a row that is stored now."""
    with transaction(SYSTEM) as session:
        session.add(row)
        session.flush()
        return row.id  # type: ignore[attr-defined]  # every row here has one
