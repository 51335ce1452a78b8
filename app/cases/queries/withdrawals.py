"""Stays that were taken back as mistakes, and what of somebody is recorded in a family beside a stay."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.access.models import UserAccount
from app.cases.models.assessments import AssessedChild, Assessment
from app.cases.models.evidence import CriterionEvidence
from app.cases.models.people import HouseholdMember, Person
from app.cases.models.relationships import FamilyRelationship
from app.cases.models.withdrawals import WithdrawnEvidence, WithdrawnMembership, WithdrawnRelationship
from app.cases.queries.columns import columns, values
from app.cases.queries.record_parts import StayWithdrawn
from app.cases.rules.withdrawing import TiedHere
from app.db import rows


def tied_here(session: Session, family_id: UUID, member_id: UUID, person_id: UUID) -> TiedHere:
    """What is recorded of a person in a family beside this one of their stays."""
    counted = (
        _counted(
            HouseholdMember,
            col(HouseholdMember.person_id) == person_id,
            col(HouseholdMember.family_id) == family_id,
            col(HouseholdMember.id) != member_id,
        ),
        _counted(
            AssessedChild,
            col(AssessedChild.person_id) == person_id,
            col(AssessedChild.assessment_id).in_(
                sa.select(col(Assessment.id)).where(col(Assessment.family_id) == family_id)
            ),
        ),
        _counted(CriterionEvidence, *_of_them(family_id, person_id)),
        _counted(FamilyRelationship, *_between(family_id, person_id), ~_of_another_home(family_id).exists()),
    )
    return TiedHere(*session.connection().execute(sa.select(*counted)).one())


def evidence_of(session: Session, family_id: UUID, person_id: UUID) -> Sequence[CriterionEvidence]:
    """The evidence of a family's criteria that is about a person, in order."""
    return session.exec(
        select(CriterionEvidence)
        .where(*_of_them(family_id, person_id))
        .order_by(*columns(CriterionEvidence, "criterion", "starts_on", "id"))
    ).all()


def relationships_of_person(
    session: Session, family_id: UUID, person_id: UUID
) -> Sequence[FamilyRelationship]:
    """The relationships that stand on a family's map of which a person is one, locked."""
    return session.exec(
        select(FamilyRelationship)
        .where(*_between(family_id, person_id))
        .order_by(col(FamilyRelationship.id))
        .with_for_update()
    ).all()


def other_homes(session: Session, family_id: UUID, person_id: UUID) -> dict[UUID, UUID]:
    """By relationship on a family's map of which a person is one, another family in which both live now."""
    home = _of_another_home(family_id).order_by(sa.literal_column("1")).limit(1).scalar_subquery()
    statement = sa.select(col(FamilyRelationship.id), home.label("home")).where(
        *_between(family_id, person_id), home.is_not(None)
    )
    return {row.id: row.home for row in rows(session, statement)}


def withdrawal(session: Session, family_id: UUID, withdrawal_id: UUID) -> WithdrawnMembership | None:
    """A stay in this family that was taken back, as it stands now; None if there is none."""
    statement = select(WithdrawnMembership).where(
        WithdrawnMembership.id == withdrawal_id, WithdrawnMembership.family_id == family_id
    )
    return session.exec(statement.execution_options(populate_existing=True)).one_or_none()


def person_to_put_back(session: Session, person_id: UUID) -> Person | None:
    """A person, locked, as before any change of memberships; None once merged into another."""
    return session.exec(select(Person).where(Person.id == person_id).with_for_update()).one_or_none()


def evidence_along(session: Session, withdrawal_id: UUID) -> Sequence[WithdrawnEvidence]:
    """The evidence that was taken back with a stay."""
    return session.exec(
        select(WithdrawnEvidence).where(WithdrawnEvidence.withdrawal_id == withdrawal_id)
    ).all()


def relationships_along(session: Session, withdrawal_id: UUID) -> Sequence[WithdrawnRelationship]:
    """The relationships that were set aside with a stay."""
    return session.exec(
        select(WithdrawnRelationship).where(WithdrawnRelationship.withdrawal_id == withdrawal_id)
    ).all()


def relationships_set_aside(session: Session, found: WithdrawnMembership) -> int:
    """How many relationships stand no longer since a stay was taken back; others went to another home."""
    statement = (
        sa.select(sa.func.count())
        .select_from(WithdrawnRelationship)
        .join(FamilyRelationship, col(FamilyRelationship.id) == WithdrawnRelationship.relationship_id)
        .where(
            col(WithdrawnRelationship.withdrawal_id) == found.id,
            col(FamilyRelationship.family_id) == found.family_id,
        )
    )
    return int(session.connection().execute(statement).scalar_one())


def relationships_to_put_back(session: Session, ids: Sequence[UUID]) -> Sequence[FamilyRelationship]:
    """Those of these relationships that are on file still, locked."""
    return session.exec(
        select(FamilyRelationship)
        .where(col(FamilyRelationship.id).in_(ids))
        .order_by(col(FamilyRelationship.id))
        .with_for_update()
    ).all()


def waiting_for_another(session: Session, found: WithdrawnMembership) -> dict[UUID, UUID]:
    """By relationship that was set aside with a stay, the stay for whose return it has to wait.

    It is the last one taken back of its other person, where they are out of the family by it too.
    """
    along, other = aliased(WithdrawnRelationship), aliased(WithdrawnMembership)
    still_in = sa.exists().where(
        col(HouseholdMember.person_id) == other.person_id, col(HouseholdMember.family_id) == other.family_id
    )
    statement = (
        sa.select(col(along.relationship_id), col(other.id))
        .join(FamilyRelationship, col(FamilyRelationship.id) == along.relationship_id)
        .join(
            other,
            sa.or_(
                col(other.person_id) == FamilyRelationship.first_person_id,
                col(other.person_id) == FamilyRelationship.second_person_id,
            ),
        )
        .where(
            col(along.withdrawal_id) == found.id,
            col(other.family_id) == found.family_id,
            col(other.person_id) != found.person_id,
            col(other.put_back_at).is_(None),
            ~still_in,
        )
        .order_by(col(other.withdrawn_at), col(other.id))
    )
    return {row.relationship_id: row.id for row in rows(session, statement)}


def stays_withdrawn(session: Session, family_id: UUID) -> tuple[StayWithdrawn, ...]:
    """The stays in a family that were taken back, the latest first, those put back since among them.

    Who lives in another family now is not named, nor who was in another and never here: that is for that
    family to see.
    """
    found = session.connection().execute(_stays_withdrawn(), {"family_id": family_id})
    return values(StayWithdrawn, found.all())


@lru_cache(maxsize=1)
def _stays_withdrawn() -> sa.Select[*tuple[Any, ...]]:
    """The statement of them, made once: every opening of a record asks it. Bound: family_id."""
    family_id = sa.bindparam("family_id", type_=sa.Uuid)
    taken, put = aliased(UserAccount), aliased(UserAccount)
    theirs = sa.select(col(HouseholdMember.person_id)).where(
        col(HouseholdMember.person_id) == WithdrawnMembership.person_id
    )
    elsewhere = theirs.where(col(HouseholdMember.family_id) != family_id)
    here = theirs.where(col(HouseholdMember.family_id) == family_id)
    of_others = sa.or_(
        elsewhere.where(col(HouseholdMember.ends_on).is_(None)).exists(),
        sa.and_(elsewhere.exists(), ~here.exists()),
    )
    kept = columns(
        WithdrawnMembership,
        "id",
        "role",
        "starts_on",
        "ends_on",
        "reason",
        "withdrawn_at",
        "put_back_at",
    )
    return (
        sa.select(
            *kept,
            *(
                sa.case((of_others, sa.null()), else_=col(column)).label(name)
                for name, column in (
                    ("person_id", Person.id),
                    ("forename", Person.forename),
                    ("surname", Person.surname),
                )
            ),
            col(taken.display_name).label("withdrawn_by"),
            col(put.display_name).label("put_back_by"),
        )
        .select_from(WithdrawnMembership)
        .join(Person, col(Person.id) == WithdrawnMembership.person_id)
        .outerjoin(taken, col(taken.id) == WithdrawnMembership.withdrawn_by)
        .outerjoin(put, col(put.id) == WithdrawnMembership.put_back_by)
        .where(col(WithdrawnMembership.family_id) == family_id)
        .order_by(col(WithdrawnMembership.withdrawn_at).desc(), col(WithdrawnMembership.id))
    )


def _of_them(family_id: UUID, person_id: UUID) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        col(CriterionEvidence.family_id) == family_id,
        col(CriterionEvidence.person_id) == person_id,
    )


def _between(family_id: UUID, person_id: UUID) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        col(FamilyRelationship.family_id) == family_id,
        col(FamilyRelationship.set_aside_at).is_(None),
        sa.or_(
            col(FamilyRelationship.first_person_id) == person_id,
            col(FamilyRelationship.second_person_id) == person_id,
        ),
    )


def _of_another_home(family_id: UUID) -> sa.Select[*tuple[Any, ...]]:
    """The other families in which both people of a relationship live now, where it is not recorded too."""
    first, second, same = aliased(HouseholdMember), aliased(HouseholdMember), aliased(FamilyRelationship)
    recorded_there = sa.exists().where(
        col(same.family_id) == col(first.family_id),
        col(same.kind) == FamilyRelationship.kind,
        col(same.first_person_id) == FamilyRelationship.first_person_id,
        col(same.second_person_id) == FamilyRelationship.second_person_id,
        col(same.set_aside_at).is_(None),
    )
    return sa.select(col(first.family_id)).where(
        col(first.person_id) == FamilyRelationship.first_person_id,
        col(second.person_id) == FamilyRelationship.second_person_id,
        col(second.family_id) == first.family_id,
        col(first.family_id) != family_id,
        col(first.ends_on).is_(None),
        col(second.ends_on).is_(None),
        ~recorded_there,
    )


def _counted(table: type[object], *conditions: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(table).where(*conditions).scalar_subquery()
