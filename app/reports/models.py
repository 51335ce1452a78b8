"""Releases: what was frozen, the figures made from it with their members, and the files."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

from app.db import Row, stored
from app.reports.rules.vocabulary import CountOf, Profile, ReleaseKind, Unit


class FrozenInput(SQLModel, table=True):
    """One narrow row of facts as it stood, under the SHA-256 of its content; shared between releases."""

    __tablename__ = "frozen_input"
    __table_args__ = (
        # A release that keeps no members is found by the family, or the assessment, that its rows are of.
        sa.Index(
            "ix_frozen_input_family",
            sa.text("(coalesce(content::jsonb ->> 'family_id', content::jsonb ->> 'assessment_id'))"),
        ),
    )

    digest: bytes = Field(primary_key=True)
    content: str


class Release(Row, table=True):
    """A return or a report, frozen: what it was made from, as at which day, by which code. Never changed.

    digest: SHA-256 over everything frozen, in hexadecimal. manifest: the sources of its rules and
    measures, with the shape of its inputs, so that any later version can rebuild it.
    """

    __tablename__ = "release"
    __table_args__ = (sa.Index("ix_release_made_at_id", "made_at", "id"),)

    kind: ReleaseKind = Field(sa_type=stored(ReleaseKind))
    profile: Profile = Field(sa_type=stored(Profile))
    title: str
    as_at: date
    dated: date
    made_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    made_by: UUID
    job_id: UUID | None = Field(default=None, foreign_key="job.id", unique=True)
    code_version: str
    digest: str
    manifest: dict[str, Any] = Field(sa_type=JSONB)


class ReleaseInputs(SQLModel, table=True):
    """The frozen rows of one kind that a release rests on, in order."""

    __tablename__ = "release_inputs"

    release_id: UUID = Field(foreign_key="release.id", primary_key=True)
    kind: str = Field(primary_key=True)
    digests: list[bytes] = Field(sa_type=ARRAY(sa.LargeBinary))


class Figure(SQLModel, table=True):
    """A figure of a release: a measure at its coordinates, with the ids of the members behind it.

    coordinates: pairs of axis and value, in the order of the measure's axes.
    """

    __tablename__ = "figure"

    release_id: UUID = Field(foreign_key="release.id", primary_key=True)
    figure_id: str = Field(primary_key=True)
    position: int
    measure: str
    coordinates: list[list[str]] = Field(sa_type=JSONB)
    unit: Unit = Field(sa_type=stored(Unit))
    value: Decimal | None = Field(sa_type=sa.Numeric)
    members: list[UUID] | None = Field(default=None, sa_type=ARRAY(sa.Uuid))
    members_are: CountOf | None = Field(default=None, sa_type=stored(CountOf))
    formula: str | None = None
    inputs: list[str] | None = Field(default=None, sa_type=ARRAY(sa.String))


class ReleaseFile(SQLModel, table=True):
    """A file of a release, kept whole with its SHA-256."""

    __tablename__ = "release_file"

    release_id: UUID = Field(foreign_key="release.id", primary_key=True)
    name: str = Field(primary_key=True)
    media_type: str
    content: bytes
    digest: str


class ReleaseReader(SQLModel, table=True):
    """A user named as a reader of an internal release."""

    __tablename__ = "release_reader"

    release_id: UUID = Field(foreign_key="release.id", primary_key=True)
    user_id: UUID = Field(foreign_key="user_account.id", primary_key=True)


class ReturnRelease(SQLModel, table=True):
    """The release that the signature of a return froze."""

    __tablename__ = "return_release"

    return_id: UUID = Field(foreign_key="claim_return.id", primary_key=True)
    release_id: UUID = Field(foreign_key="release.id", unique=True)


class FactChange(SQLModel, table=True):
    """A mark that a transaction wrote facts, left by triggers: what was counted before stands no longer."""

    __tablename__ = "fact_change"

    transaction_id: int = Field(sa_column=sa.Column(sa.BigInteger, primary_key=True, autoincrement=False))
