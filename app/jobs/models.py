"""Background work as rows: what was asked, by whom, where it stands, and how far it is."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from app.db import Row, stored


class JobStatus(StrEnum):
    """Where a job stands. There is no "running": a crash leaves the job pending, to be taken again."""

    PENDING = "pending"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(Row, table=True):
    """Work asked for. `parameters` holds ids, dates and codes only."""

    __tablename__ = "job"
    __table_args__ = (
        sa.Index("ix_job_pending", "sent_at", postgresql_where=sa.text("status = 'pending'")),
        sa.Index("ix_job_requested_by_requested_at", "requested_by", "requested_at"),
    )

    name: str
    parameters: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    status: JobStatus = Field(default=JobStatus.PENDING, sa_type=stored(JobStatus))
    requested_by: UUID
    requested_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    sent_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    finished_at: datetime | None = Field(default=None, sa_type=sa.DateTime(timezone=True))
    failure: str | None = None
    problem: str | None = None


class JobProgress(SQLModel, table=True):
    """How far a job is, written in short transactions of its own so that it is seen during the work."""

    __tablename__ = "job_progress"

    job_id: UUID = Field(foreign_key="job.id", primary_key=True)
    stage: str
    done: int = 0
    total: int | None = None
    started_at: datetime | None = Field(default=None, sa_type=sa.DateTime(timezone=True))
    updated_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    cancel_wanted: bool = False
