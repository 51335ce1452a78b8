"""What each of two records has, as a page or a program shows them side by side."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.cases.models.assessments import AssessedChild
from app.cases.models.evidence import CriterionEvidence, Measurement
from app.cases.models.people import Family, HouseholdMember, Person
from app.cases.queries.columns import columns, values
from app.claims.models.claims import Claim, ClaimLine
from app.claims.rules.lifecycle import LineState
from app.db import rows
from app.programme.facts import MemberRole
from app.programme.packs import Phase, Route


@dataclass(frozen=True, slots=True)
class StayInFamily:
    """A person's days in one family. reference None: the family has none."""

    family_id: UUID
    reference: str | None
    role: MemberRole
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class LineClaimed:
    """One line of a family's claim."""

    phase: Phase
    route: Route
    state: LineState


def stays_in_families(session: Session, person_id: UUID) -> tuple[StayInFamily, ...]:
    """Where a person lives and has lived, in order."""
    statement = (
        sa.select(
            *columns(HouseholdMember, "family_id", "role", "starts_on", "ends_on"), col(Family.reference)
        )
        .join(Family, col(Family.id) == HouseholdMember.family_id)
        .where(col(HouseholdMember.person_id) == person_id)
        .order_by(col(HouseholdMember.starts_on), col(Family.id))
    )
    return values(StayInFamily, rows(session, statement))


def counts_of_person(session: Session, person_id: UUID) -> Mapping[str, int]:
    """How much is recorded of a person: measurements, evidence of criteria, assessments that cover them."""
    return {
        name: session.connection().execute(sa.select(sa.func.count()).where(column == person_id)).scalar_one()
        for name, column in (
            ("measurements", col(Measurement.person_id)),
            ("criteria", col(CriterionEvidence.person_id)),
            ("assessments", col(AssessedChild.person_id)),
        )
    }


def lines_of(session: Session, family_id: UUID) -> tuple[LineClaimed, ...]:
    """The lines of a family's claims, by phase and route."""
    statement = (
        sa.select(col(Claim.phase), *columns(ClaimLine, "route", "state"))
        .join(ClaimLine, col(ClaimLine.claim_id) == Claim.id)
        .where(col(Claim.family_id) == family_id)
        .order_by(col(Claim.phase), col(ClaimLine.route))
    )
    return values(LineClaimed, rows(session, statement))


def family_of_person(session: Session, person_id: UUID) -> UUID | None:
    """The family that a person is in, or was in last; None if they were in none."""
    stays = stays_in_families(session, person_id)
    latest = sorted(stays, key=lambda stay: (stay.ends_on is None, stay.starts_on))
    return latest[-1].family_id if latest else None


def person_of_member(session: Session, family_id: UUID, member_id: UUID) -> UUID | None:
    """The person of a membership of this family."""
    statement = sa.select(col(HouseholdMember.person_id)).where(
        col(HouseholdMember.family_id) == family_id, col(HouseholdMember.id) == member_id
    )
    return session.connection().execute(statement).scalar_one_or_none()


@dataclass(frozen=True, slots=True)
class PersonToMerge:
    """Somebody on file who may be the same person, and a family that they are or were in."""

    person_id: UUID
    forename: str
    surname: str
    born_on: date | None
    family_id: UUID
    reference: str | None


def people_to_merge(session: Session, person_ids: Iterable[UUID]) -> tuple[PersonToMerge, ...]:
    """These people, each with the family that they are in or were in last, by name."""
    latest = (
        sa.select(
            col(Person.id).label("person_id"),
            *columns(Person, "forename", "surname", "born_on"),
            col(Family.id).label("family_id"),
            col(Family.reference),
        )
        .join(HouseholdMember, col(HouseholdMember.person_id) == Person.id)
        .join(Family, col(Family.id) == HouseholdMember.family_id)
        .where(col(Person.id).in_(set(person_ids)))
        .order_by(
            col(Person.surname),
            col(Person.forename),
            col(Person.id),
            col(HouseholdMember.ends_on).desc().nulls_first(),
            col(HouseholdMember.starts_on).desc(),
        )
    )
    found: dict[UUID, PersonToMerge] = {}
    for each in values(PersonToMerge, rows(session, latest)):
        found.setdefault(each.person_id, each)
    return tuple(found.values())
