"""Relationships of a family, and the people whom its map shows."""

from collections.abc import Iterable, Sequence, Set
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.access.models import UserAccount
from app.cases.models.relationships import FamilyRelationship
from app.cases.queries.columns import columns, values
from app.cases.queries.map_parts import PersonOnMap, RelationshipOnFile
from app.cases.queries.record_parts import PersonInFamily
from app.cases.rules.family_map import FamilyMap, Mapped, drawn, family_map
from app.cases.rules.vocabulary import Sex
from app.db import rows
from app.programme.facts import MemberRole

CHILDREN = frozenset({MemberRole.CHILD, MemberRole.UNBORN_CHILD})


def relationships_of(session: Session, family_id: UUID, here: Set[UUID]) -> tuple[RelationshipOnFile, ...]:
    """Every relationship of a family, those set aside among them: what still goes on first, then by kind.

    here: those who live in the household now. What is recorded with another family is one of this family's
    too once both live here.
    """
    recorded, aside = aliased(UserAccount), aliased(UserAccount)
    held = columns(
        FamilyRelationship,
        "id",
        "family_id",
        "kind",
        "first_person_id",
        "first_label",
        "second_person_id",
        "second_label",
        "described",
        "responsibility",
        "starts_on",
        "ends_on",
        "recorded_at",
        "corrects",
        "set_aside_at",
        "set_aside_why",
    )
    both_here = sa.and_(
        col(FamilyRelationship.first_person_id).in_(here), col(FamilyRelationship.second_person_id).in_(here)
    )
    statement = (
        sa.select(
            *held,
            col(recorded.display_name).label("recorded_by"),
            col(aside.display_name).label("set_aside_by"),
        )
        .select_from(FamilyRelationship)
        .outerjoin(recorded, col(recorded.id) == FamilyRelationship.recorded_by)
        .outerjoin(aside, col(aside.id) == FamilyRelationship.set_aside_by)
        .where(sa.or_(col(FamilyRelationship.family_id) == family_id, both_here))
        .order_by(
            col(FamilyRelationship.set_aside_at).desc().nulls_first(),
            col(FamilyRelationship.ends_on).desc().nulls_first(),
            *columns(FamilyRelationship, "kind", "recorded_at", "id"),
        )
    )
    return values(RelationshipOnFile, rows(session, statement))


def readable(
    kept: Iterable[RelationshipOnFile], here: Set[UUID], *, is_whole: bool
) -> tuple[RelationshipOnFile, ...]:
    """Those that a reader may read: all with a whole record; in a team, what people of the household are now.

    here: those who live in the household now.
    """
    if is_whole:
        return tuple(kept)
    return tuple(
        each
        for each in kept
        if each.set_aside_at is None and {each.first_person_id, each.second_person_id} <= here
    )


def relationship_for_update(session: Session, relationship_id: UUID) -> FamilyRelationship | None:
    """A relationship, locked for this transaction."""
    return session.exec(
        select(FamilyRelationship).where(FamilyRelationship.id == relationship_id).with_for_update()
    ).one_or_none()


def everybody(people: Sequence[PersonInFamily]) -> dict[str, PersonOnMap]:
    """Everybody who is or was in a household, by key, each once. people: those of now first."""
    found: dict[str, PersonOnMap] = {}
    for person in people:
        on_map = PersonOnMap(
            person_id=person.person_id,
            name=f"{person.forename} {person.surname}",
            role=person.role,
            sex=person.sex,
            born_on=person.born_on,
            expected_on=person.expected_on,
            is_here=person.ends_on is None,
        )
        found.setdefault(on_map.end.key, on_map)
    return found


def people_on_map(
    people: Sequence[PersonInFamily], relationships: Iterable[RelationshipOnFile]
) -> dict[str, PersonOnMap]:
    """Everybody whom a family's map shows, by key: the household, and those related to somebody of it.

    people: the household, now and before, those of now first.
    """
    related = {end.key: end for each in relationships for end in (each.tie.first, each.tie.second)}
    found = {key: person for key, person in everybody(people).items() if person.is_here or key in related}
    for key, end in related.items():
        if end.label is not None and key not in found:
            found[key] = PersonOnMap(None, end.label, None, Sex.UNKNOWN, None, None, is_here=False)
    return found


def drawing_of(
    people: dict[str, PersonOnMap], relationships: Iterable[RelationshipOnFile], on: date
) -> FamilyMap:
    """The map of these people on a day."""
    mapped = [Mapped(key, each.birth.day, each.role in CHILDREN) for key, each in people.items()]
    return family_map(mapped, drawn([each.tie for each in relationships], on))
