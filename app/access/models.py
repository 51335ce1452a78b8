"""Who may sign in, what roles they hold, and where they are posted."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import Field

from app.access.roles import Responsibility, Role
from app.db import Row, in_order, stored


class UserAccount(Row, table=True):
    """A person who may sign in."""

    __tablename__ = "user_account"

    email: str = Field(unique=True)
    display_name: str
    password_hash: str | None = None
    left_on: date | None = None
    created_at: datetime = Field(sa_type=sa.DateTime(timezone=True))


class UserRole(Row, table=True):
    """A role that a user holds."""

    __tablename__ = "user_role"
    __table_args__ = (sa.UniqueConstraint("user_id", "role"),)

    user_id: UUID = Field(foreign_key="user_account.id", index=True)
    role: Role = Field(sa_type=stored(Role))


class ApiToken(Row, table=True):
    """A bearer token of a user; only its hash is kept."""

    __tablename__ = "api_token"

    user_id: UUID = Field(foreign_key="user_account.id", index=True)
    name: str
    token_hash: str = Field(unique=True)
    can_write: bool = False
    expires_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    revoked_at: datetime | None = Field(default=None, sa_type=sa.DateTime(timezone=True))


class Agency(Row, table=True):
    """A column of the data sheet, with its parent organisation and sector."""

    __tablename__ = "agency"

    code: str = Field(unique=True)
    name: str
    sector: str
    parent_organisation: str | None = None
    data_sheet_order: int | None = None


class Establishment(Row, table=True):
    """This school, this clinic: where practitioners of an agency work."""

    __tablename__ = "establishment"

    import_key: str = Field(unique=True)
    agency_id: UUID = Field(foreign_key="agency.id", index=True)
    name: str
    locality: str | None = None
    cluster: str | None = None


class Practitioner(Row, table=True):
    """Someone who can lead a family, or manages those who do."""

    __tablename__ = "practitioner"
    __table_args__ = (sa.CheckConstraint("caseload_limit >= 0", name="caseload_limit"),)

    import_key: str = Field(unique=True)
    user_id: UUID | None = Field(default=None, foreign_key="user_account.id", unique=True)
    display_name: str
    work_email: str | None = None
    caseload_limit: int | None = None
    left_on: date | None = None


class Posting(Row, table=True):
    """Where a practitioner works between two dates, and what they are responsible for there."""

    __tablename__ = "posting"
    __table_args__ = (
        sa.UniqueConstraint("practitioner_id", "establishment_id", "starts_on"),
        in_order("starts_on", "ends_on"),
    )

    practitioner_id: UUID = Field(foreign_key="practitioner.id", index=True)
    establishment_id: UUID = Field(foreign_key="establishment.id", index=True)
    responsibility: Responsibility = Field(sa_type=stored(Responsibility))
    starts_on: date
    ends_on: date | None = None


class Cover(Row, table=True):
    """A colleague who stands in for a practitioner between two dates, both inclusive.

    ended_at: when it was ended early, from which instant it holds no more.
    """

    __tablename__ = "cover"
    __table_args__ = (
        ExcludeConstraint(
            ("practitioner_id", "="),
            ("cover_practitioner_id", "="),
            (sa.text("daterange(starts_on, ends_on, '[]')"), "&&"),
            name="ex_cover_once",
            using="gist",
            where=sa.text("ended_at is null"),
        ),
        sa.CheckConstraint("practitioner_id <> cover_practitioner_id", name="by_another"),
        in_order("starts_on", "ends_on"),
    )

    practitioner_id: UUID = Field(foreign_key="practitioner.id", index=True)
    cover_practitioner_id: UUID = Field(foreign_key="practitioner.id", index=True)
    starts_on: date
    ends_on: date
    named_by: UUID
    named_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    ended_at: datetime | None = Field(default=None, sa_type=sa.DateTime(timezone=True))
