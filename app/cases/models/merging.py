"""Merged records: what the ids, keys, references and names of the one that went lead to, and the way back.

Rows are there while two records are merged. Undoing takes them out; the audit trail keeps that it was.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.cases.rules.merge_words import ChangeKind, MergeKind
from app.db import Row, stored


class RecordMerge(Row, table=True):
    """Two records of one person, or of one family, that became one: the alias of the one that went.

    family_id, person_id: the record that stayed; one of the two. merged_id: the id of the one that went, and
    import_key, reference, forename_key, surname_key and born_on: what else it was found by. number: counts
    merges; the versions of the records that it concerns go up by a step of its own.
    """

    __tablename__ = "record_merge"
    __table_args__ = (
        sa.CheckConstraint(
            "(kind = 'family') = (family_id is not null) and (kind = 'person') = (person_id is not null)",
            name="of_one_kind",
        ),
        sa.UniqueConstraint("kind", "import_key"),
    )

    kind: MergeKind = Field(sa_type=stored(MergeKind))
    family_id: UUID | None = Field(default=None, foreign_key="family.id", index=True)
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    merged_id: UUID = Field(unique=True)
    import_key: str
    reference: str | None = Field(default=None, unique=True)
    forename_key: str | None = None
    surname_key: str | None = None
    born_on: date | None = None
    number: int | None = Field(
        default=None,
        sa_column=sa.Column(sa.BigInteger, sa.Identity(always=True), unique=True, nullable=False),
    )
    merged_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    merged_by: UUID


class RecordMergeChange(Row, table=True):
    """What a merge did to one row of the database, in order; undoing plays it back from the last one.

    row_id: the row's id. was, became: the columns that changed, or the whole row, as PostgreSQL writes them
    in JSON; None where there was no row.
    """

    __tablename__ = "record_merge_change"
    __table_args__ = (sa.UniqueConstraint("merge_id", "position"),)

    merge_id: UUID = Field(foreign_key="record_merge.id")
    position: int
    kind: ChangeKind = Field(sa_type=stored(ChangeKind))
    table_name: str
    row_id: UUID
    was: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    became: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
