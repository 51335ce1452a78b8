"""Who is in the team around a family, and the changes of its lead professional."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import Field

from app.db import Row, in_order


class TeamMember(Row, table=True):
    """A practitioner's place in the Team Around the Family between two dates, both inclusive.

    establishment_id: where they were posted when they joined; consent looks at its agency. removed_at: when
    they were taken out, from which instant the place holds no more.
    """

    __tablename__ = "team_member"
    __table_args__ = (
        ExcludeConstraint(
            ("family_id", "="),
            ("practitioner_id", "="),
            (sa.text("daterange(starts_on, ends_on, '[]')"), "&&"),
            name="ex_team_member_once",
            using="gist",
            where=sa.text("removed_at is null"),
        ),
        in_order("starts_on", "ends_on"),
    )

    family_id: UUID = Field(foreign_key="family.id", index=True)
    practitioner_id: UUID = Field(foreign_key="practitioner.id", index=True)
    establishment_id: UUID = Field(foreign_key="establishment.id")
    starts_on: date
    ends_on: date | None = None
    removed_at: datetime | None = Field(default=None, sa_type=sa.DateTime(timezone=True))


class LeadChange(Row, table=True):
    """A change of lead professional, to be told to the CAF coordinator until they have noted it.

    from_practitioner_id None: nobody led before.
    """

    __tablename__ = "lead_change"
    __table_args__ = (
        sa.CheckConstraint("(noted_at is null) = (noted_by is null)", name="noted_by_and_at"),
        sa.Index("ix_lead_change_to_note", "changed_at", "id", postgresql_where=sa.text("noted_at is null")),
    )

    family_id: UUID = Field(foreign_key="family.id", index=True)
    from_practitioner_id: UUID | None = Field(default=None, foreign_key="practitioner.id")
    to_practitioner_id: UUID = Field(foreign_key="practitioner.id")
    establishment_id: UUID = Field(foreign_key="establishment.id")
    starts_on: date
    changed_by: UUID
    changed_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    noted_by: UUID | None = None
    noted_at: datetime | None = Field(default=None, sa_type=sa.DateTime(timezone=True))
