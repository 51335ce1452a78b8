"""The rows that a change of a household is decided on, locked, and what was corrected of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.access.models import UserAccount
from app.cases.models.corrections import Correction
from app.cases.models.people import Family, HouseholdMember, Person, Residence
from app.cases.queries.columns import columns, values
from app.cases.rules.household_words import CorrectedField, CorrectionReason
from app.db import in_force, rows


@dataclass(frozen=True, slots=True)
class CorrectionMade:
    """One value that was corrected. person_id None: it is about the family's home. by: who did, by name.

    was, became: days as 2013-07-12, words by value; None: not known.
    """

    corrected_at: datetime
    by: str | None
    person_id: UUID | None
    field: CorrectedField
    was: str | None
    became: str | None
    reason: CorrectionReason


@dataclass(frozen=True, slots=True)
class NameInFamily:
    """Somebody who lives in a family on the day."""

    family_id: UUID
    forename: str
    surname: str


@dataclass(frozen=True, slots=True)
class NamedOnFile:
    """Somebody on file by name, and a family that they are or were in."""

    family_id: UUID
    reference: str | None
    forename: str
    surname: str
    born_on: date | None


def person_for_update(session: Session, family_id: UUID, member_id: UUID) -> Person | None:
    """The person of a membership of this family, locked: whoever changes memberships locks it first.

    None also of somebody whose record has just been merged into another.
    """
    person_id = session.exec(
        select(HouseholdMember.person_id).where(
            HouseholdMember.family_id == family_id, HouseholdMember.id == member_id
        )
    ).one_or_none()
    if person_id is None:
        return None
    return session.exec(select(Person).where(Person.id == person_id).with_for_update()).one_or_none()


def memberships_of(session: Session, person_id: UUID) -> Sequence[HouseholdMember]:
    """Every membership of a person, in any family, in order."""
    return session.exec(
        select(HouseholdMember)
        .where(HouseholdMember.person_id == person_id)
        .order_by(col(HouseholdMember.starts_on), col(HouseholdMember.id))
    ).all()


def families_for_update(session: Session, ids: Iterable[UUID]) -> dict[UUID, Family]:
    """The families with these ids, locked in one order, so that no two people wait for each other."""
    found = session.exec(
        select(Family).where(col(Family.id).in_(set(ids))).order_by(col(Family.id)).with_for_update()
    ).all()
    return {family.id: family for family in found}


def residences_of(session: Session, family_id: UUID) -> Sequence[Residence]:
    """Where a family lives and has lived, in order."""
    return session.exec(
        select(Residence)
        .where(Residence.family_id == family_id)
        .order_by(col(Residence.starts_on), col(Residence.id))
    ).all()


def names_in(session: Session, family_ids: Iterable[UUID], on: date) -> tuple[NameInFamily, ...]:
    """Who lives in these families on a day, the eldest first."""
    statement = (
        sa.select(col(HouseholdMember.family_id), *columns(Person, "forename", "surname"))
        .join(HouseholdMember, col(HouseholdMember.person_id) == Person.id)
        .where(
            col(HouseholdMember.family_id).in_(set(family_ids)),
            in_force(col(HouseholdMember.starts_on), col(HouseholdMember.ends_on), on),
        )
        .order_by(col(Person.born_on).asc().nulls_last(), col(Person.id))
    )
    return values(NameInFamily, rows(session, statement))


def named_on_file(session: Session, names: Iterable[tuple[str, str]]) -> tuple[NamedOnFile, ...]:
    """Those on file with one of these names, which are search keys; at most 20, by name."""
    statement = (
        sa.select(
            col(Family.id).label("family_id"),
            col(Family.reference),
            *columns(Person, "forename", "surname", "born_on"),
        )
        .select_from(Person)
        .join(HouseholdMember, col(HouseholdMember.person_id) == Person.id)
        .join(Family, col(Family.id) == HouseholdMember.family_id)
        .where(sa.tuple_(col(Person.forename_key), col(Person.surname_key)).in_(list(names)))
        .distinct()
        .order_by(*columns(Person, "surname", "forename", "born_on"), col(Family.id))
        .limit(20)
    )
    return values(NamedOnFile, rows(session, statement))


def corrections_of(session: Session, family_id: UUID) -> tuple[CorrectionMade, ...]:
    """What was corrected of a family's home and of its people, the latest first.

    What is corrected of somebody who lives in another family now is for that family to see.
    """
    elsewhere = aliased(HouseholdMember)
    people = sa.select(col(HouseholdMember.person_id)).where(
        col(HouseholdMember.family_id) == family_id,
        sa.or_(
            col(HouseholdMember.ends_on).is_(None),
            ~sa.exists().where(
                col(elsewhere.person_id) == HouseholdMember.person_id, col(elsewhere.ends_on).is_(None)
            ),
        ),
    )
    made = columns(Correction, "corrected_at", "person_id", "field", "was", "became", "reason")
    of_the_person = sa.and_(col(Correction.family_id).is_(None), col(Correction.person_id).in_(people))
    statement = (
        sa.select(*made, col(UserAccount.display_name).label("by"))
        .select_from(Correction)
        .outerjoin(UserAccount, col(UserAccount.id) == Correction.corrected_by)
        .where(sa.or_(col(Correction.family_id) == family_id, of_the_person))
        .order_by(col(Correction.corrected_at).desc(), col(Correction.field), col(Correction.id))
    )
    return values(CorrectionMade, rows(session, statement))
