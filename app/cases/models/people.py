"""Families, the people in them, and where they have lived."""

from datetime import date, datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field

from app.cases.models.names import keep_names, keep_streets
from app.cases.rules.vocabulary import IdentifiedHow, Sex
from app.db import Row, in_order, stored
from app.programme.facts import MemberRole


class Ward(Row, table=True):
    """An electoral ward, by name within a boundary set."""

    __tablename__ = "ward"

    name: str = Field(unique=True)
    locality: str | None = None
    boundary_set: str | None = None
    gss_code: str | None = None


class Family(Row, table=True):
    """A household. It has a reference only once identified for the programme.

    identified_on: the day the family came on to the programme's list; None for a household known only
    through a CAF. attached_on: the day work with it began, which fixes its cohort year.
    funded_elsewhere: the provision that pays for this family instead (the one in six).
    """

    __tablename__ = "family"
    __table_args__ = (
        sa.CheckConstraint("(reference is null) = (identified_on is null)", name="reference_once_identified"),
        sa.CheckConstraint(
            "(identified_how is null) = (identified_on is null)", name="identified_how_and_when"
        ),
        sa.CheckConstraint("attached_on is null or reference is not null", name="attached_once_identified"),
        sa.Index("ix_family_updated_at_id", "updated_at", "id"),
    )

    import_key: str = Field(unique=True)
    reference: str | None = Field(default=None, unique=True)
    identified_on: date | None = None
    identified_how: IdentifiedHow | None = Field(default=None, sa_type=stored(IdentifiedHow))
    attached_on: date | None = None
    funded_elsewhere: str | None = None
    not_workable_reason: str | None = None
    version: int = 1
    updated_at: datetime = Field(sa_type=sa.DateTime(timezone=True))


class Residence(Row, table=True):
    """Where a family lives between two dates, both inclusive.

    Each save puts the words of its address into a dictionary, KnownStreet; what writes homes in bulk does so
    itself.
    """

    __tablename__ = "residence"
    __table_args__ = (
        sa.UniqueConstraint("family_id", "starts_on"),
        sa.Index(
            "ix_residence_current", "family_id", postgresql_where=sa.text("ends_on is null"), unique=True
        ),
        in_order("starts_on", "ends_on"),
    )

    family_id: UUID = Field(foreign_key="family.id")
    ward_id: UUID = Field(foreign_key="ward.id", index=True)
    address: str | None = None
    postcode: str | None = None
    starts_on: date
    ends_on: date | None = None


class Person(Row, table=True):
    """A person. Unborn children have an expected date and no date of birth.

    forename_key, surname_key: what a search looks at. They have no index: all of 330,000 people are looked
    through in 30 ms, and an index would cost every import of people a tenth more. Each save puts them
    into a dictionary, KnownName; what writes people in bulk does so itself.
    """

    __tablename__ = "person"

    import_key: str = Field(unique=True)
    forename: str
    surname: str
    forename_key: str
    surname_key: str
    born_on: date | None = None
    expected_on: date | None = None
    sex: Sex = Field(sa_type=stored(Sex))
    ethnicity: str | None = None
    first_language: str | None = None
    is_disabled: bool | None = None


sa.event.listen(Person, "after_insert", keep_names)
sa.event.listen(Person, "after_update", keep_names)
sa.event.listen(Residence, "after_insert", keep_streets)
sa.event.listen(Residence, "after_update", keep_streets)


class HouseholdMember(Row, table=True):
    """A person's membership of a family between two dates, both inclusive.

    id: what a page calls it by, within its family. The database knows a membership by person, family and
    first day, and spares every import of people a second index.
    """

    __tablename__ = "household_member"
    __table_args__ = (in_order("starts_on", "ends_on"),)

    id: UUID = Field(default_factory=uuid4)
    person_id: UUID = Field(foreign_key="person.id", primary_key=True)
    family_id: UUID = Field(foreign_key="family.id", primary_key=True, index=True)
    starts_on: date = Field(primary_key=True)
    role: MemberRole = Field(sa_type=stored(MemberRole))
    ends_on: date | None = None
