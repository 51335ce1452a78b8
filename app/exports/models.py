"""Exports that were made: what was asked for, what was found, and their files until these expire."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from app.db import Row, stored
from app.exports.rules.vocabulary import ExportName


class Export(Row, table=True):
    """An export as it was made. wanted: what was asked for beside the day; references and numbers only.

    lines: rows of its table, or children listed. discarded_at: when its files were deleted.
    """

    __tablename__ = "export"
    __table_args__ = (
        sa.CheckConstraint("expires_at > made_at", name="expires_after"),
        sa.CheckConstraint("lines >= 0 and errors >= 0 and queries >= 0", name="counts"),
        sa.Index("ix_export_name_made_at", "name", "made_at"),
    )

    name: ExportName = Field(sa_type=stored(ExportName))
    as_at: date
    wanted: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    made_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    made_by: UUID
    job_id: UUID = Field(foreign_key="job.id", unique=True)
    code_version: str
    lines: int
    errors: int
    queries: int
    expires_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    discarded_at: datetime | None = Field(default=None, sa_type=sa.DateTime(timezone=True))


class ExportFile(SQLModel, table=True):
    """A file of an export, by its SHA-256. The file itself lies beside the database until it expires."""

    __tablename__ = "export_file"

    export_id: UUID = Field(foreign_key="export.id", primary_key=True)
    name: str = Field(primary_key=True)
    position: int
    media_type: str
    size_bytes: int = Field(sa_type=sa.BigInteger)
    digest: str
