"""What is recorded of families, as the facts that the pure rules decide on."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.cases.models import evidence
from app.cases.models.people import Family, HouseholdMember, Person
from app.cases.queries.columns import columns
from app.claims.models import overrides
from app.db import rows
from app.programme.facts import CriterionFact, FamilyFacts, Measurement, MemberFacts, PartOverride


def family_facts(session: Session, family_ids: Sequence[UUID]) -> list[FamilyFacts]:
    """Everything recorded of these families that the rules may decide on, ordered by family id.

    A family that does not exist is left out. Members include those who have left; measurements are those of
    every member, whenever they were taken.
    """
    criteria = _criteria(session, family_ids)
    members = _members(session, family_ids)
    let_pass = _overrides(session, family_ids)
    statement = (
        sa.select(*columns(Family, "id", "identified_on", "attached_on", "funded_elsewhere"))
        .where(col(Family.id).in_(family_ids))
        .order_by(col(Family.id))
    )
    return [
        FamilyFacts(
            family_id=row.id,
            attached_on=row.attached_on,
            funded_elsewhere=row.funded_elsewhere is not None,
            criteria=tuple(criteria[row.id]),
            members=tuple(members[row.id]),
            identified_on=row.identified_on,
            overrides=tuple(let_pass[row.id]),
        )
        for row in rows(session, statement)
    ]


def _criteria(session: Session, family_ids: Sequence[UUID]) -> dict[UUID, list[CriterionFact]]:
    fact = evidence.CriterionEvidence
    names = [field.name for field in fields(CriterionFact)]
    statement = (
        sa.select(*columns(fact, "family_id", *names))
        .where(col(fact.family_id).in_(family_ids))
        .order_by(*columns(fact, "family_id", "starts_on", "criterion", "id"))
    )
    found: dict[UUID, list[CriterionFact]] = defaultdict(list)
    for row in rows(session, statement):
        found[row.family_id].append(CriterionFact(*tuple(row)[1:]))
    return found


def _overrides(session: Session, family_ids: Sequence[UUID]) -> dict[UUID, list[PartOverride]]:
    given = overrides.PartOverride
    names = [field.name for field in fields(PartOverride)]
    statement = (
        sa.select(*columns(given, "family_id", *names))
        .where(col(given.family_id).in_(family_ids), col(given.approved_on).is_not(None))
        .order_by(*columns(given, "family_id", "approved_on", "id"))
    )
    found: dict[UUID, list[PartOverride]] = defaultdict(list)
    for row in rows(session, statement):
        found[row.family_id].append(PartOverride(*tuple(row)[1:]))
    return found


def _members(session: Session, family_ids: Sequence[UUID]) -> dict[UUID, list[MemberFacts]]:
    member = HouseholdMember
    statement = (
        sa.select(
            *columns(member, "family_id", "person_id", "role", "starts_on", "ends_on"), col(Person.born_on)
        )
        .join_from(member, Person, col(Person.id) == col(member.person_id))
        .where(col(member.family_id).in_(family_ids))
        .order_by(*columns(member, "family_id", "starts_on", "person_id"))
    )
    memberships = rows(session, statement)
    measured = _measurements(session, sorted({row.person_id for row in memberships}))
    found: dict[UUID, list[MemberFacts]] = defaultdict(list)
    for row in memberships:
        found[row.family_id].append(
            MemberFacts(
                person_id=row.person_id,
                born_on=row.born_on,
                role=row.role,
                starts_on=row.starts_on,
                ends_on=row.ends_on,
                measurements=tuple(measured[row.person_id]),
            )
        )
    return found


def _measurements(session: Session, person_ids: Sequence[UUID]) -> dict[UUID, list[Measurement]]:
    measurement = evidence.Measurement
    names = [field.name for field in fields(Measurement)]
    statement = (
        sa.select(*columns(measurement, "person_id", *names))
        .where(col(measurement.person_id).in_(person_ids))
        .order_by(*columns(measurement, "person_id", "starts_on", "kind"))
    )
    found: dict[UUID, list[Measurement]] = defaultdict(list)
    for row in rows(session, statement):
        found[row.person_id].append(Measurement(*tuple(row)[1:]))
    return found
