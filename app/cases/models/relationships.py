"""What people of a family are to each other."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from app.cases.rules.relationships import (
    LONGEST_LABEL,
    MUTUAL,
    RelationshipKind,
    Responsibility,
    SetAsideWhy,
)
from app.db import Row, in_order, stored

_MUTUAL = ", ".join(f"'{kind}'" for kind in sorted(MUTUAL))


class FamilyRelationship(Row, table=True):
    """What the first of two people is to the second. Each is on file, or called by a plain label.

    described: what exactly, where the kind is other. corrects: the one that this one stands in place of.
    set_aside_…: when, by whom and why it stands no longer: it was corrected, or withdrawn. Rows are kept.
    """

    __tablename__ = "relationship"
    __table_args__ = (
        sa.CheckConstraint("num_nonnulls(first_person_id, first_label) = 1", name="first"),
        sa.CheckConstraint("num_nonnulls(second_person_id, second_label) = 1", name="second"),
        sa.CheckConstraint("first_person_id <> second_person_id", name="two_people"),
        sa.CheckConstraint(
            f"char_length(first_label) between 1 and {LONGEST_LABEL}"
            f" and char_length(second_label) between 1 and {LONGEST_LABEL}"
            f" and char_length(described) between 1 and {LONGEST_LABEL}",
            name="lengths",
        ),
        sa.CheckConstraint("(kind = 'other') = (described is not null)", name="described"),
        sa.CheckConstraint(
            f"responsibility is null or kind not in ({_MUTUAL})", name="responsibility_of_an_elder"
        ),
        sa.CheckConstraint(
            "num_nulls(set_aside_at, set_aside_by, set_aside_why) in (0, 3)", name="set_aside_with_a_reason"
        ),
        in_order("starts_on", "ends_on"),
        sa.Index(
            "uq_relationship_in_force",
            "family_id",
            "kind",
            "first_person_id",
            "first_label",
            "second_person_id",
            "second_label",
            "described",
            unique=True,
            postgresql_where=sa.text("ends_on is null and set_aside_at is null"),
            postgresql_nulls_not_distinct=True,
        ),
        sa.Index("ix_relationship_family_id", "family_id"),
        sa.Index("ix_relationship_first_person_id", "first_person_id"),
        sa.Index("ix_relationship_second_person_id", "second_person_id"),
    )

    family_id: UUID = Field(foreign_key="family.id")
    kind: RelationshipKind = Field(sa_type=stored(RelationshipKind))
    first_person_id: UUID | None = Field(default=None, foreign_key="person.id")
    first_label: str | None = None
    second_person_id: UUID | None = Field(default=None, foreign_key="person.id")
    second_label: str | None = None
    described: str | None = None
    responsibility: Responsibility | None = Field(default=None, sa_type=stored(Responsibility))
    starts_on: date | None = None
    ends_on: date | None = None
    recorded_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    recorded_by: UUID
    corrects: UUID | None = Field(default=None, foreign_key="relationship.id", unique=True)
    set_aside_at: datetime | None = Field(default=None, sa_type=sa.DateTime(timezone=True))
    set_aside_by: UUID | None = None
    set_aside_why: SetAsideWhy | None = Field(default=None, sa_type=stored(SetAsideWhy))
