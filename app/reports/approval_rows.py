"""The approval of board reports as rows, the links to public ones, and the quarters asked for."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import Row, stored
from app.reports.rules.approval import ApprovalState, ApprovalStep
from app.reports.rules.vocabulary import Profile


class ReleaseApproval(SQLModel, table=True):
    """Where a board report stands between its making and its release. version: one more with each step."""

    __tablename__ = "release_approval"

    release_id: UUID = Field(foreign_key="release.id", primary_key=True)
    state: ApprovalState = Field(default=ApprovalState.DRAFT, sa_type=stored(ApprovalState))
    version: int = 1
    changed_at: datetime = Field(sa_type=sa.DateTime(timezone=True))


class ReleaseStep(Row, table=True):
    """A step of the approval of a board report; only added to. reason: why it was sent back or withdrawn."""

    __tablename__ = "release_step"
    __table_args__ = (
        sa.Index("ix_release_step_release_id_taken_at", "release_id", "taken_at"),
        sa.CheckConstraint("char_length(reason) between 1 and 2000", name="reason_length"),
        sa.CheckConstraint(
            "(reason is not null) = (step in ('sent-back', 'withdrawn'))", name="reason_given"
        ),
    )

    release_id: UUID = Field(foreign_key="release_approval.release_id")
    step: ApprovalStep = Field(sa_type=stored(ApprovalStep))
    taken_by: UUID
    taken_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    reason: str | None = None


class ReleaseLink(Row, table=True):
    """A link by which anybody may open an approved public report until it expires; only its hash is kept."""

    __tablename__ = "release_link"
    __table_args__ = (
        sa.CheckConstraint("expires_at > made_at", name="expires_later"),
        sa.CheckConstraint("(revoked_at is null) = (revoked_by is null)", name="revoked_by_whom"),
    )

    release_id: UUID = Field(foreign_key="release_approval.release_id", index=True)
    token_hash: str = Field(unique=True)
    made_by: UUID
    made_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    expires_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    revoked_by: UUID | None = None
    revoked_at: datetime | None = Field(default=None, sa_type=sa.DateTime(timezone=True))


class QuarterlyReport(SQLModel, table=True):
    """A report that the schedule asked for: one of each profile for the last day of a quarter."""

    __tablename__ = "quarterly_report"

    as_at: date = Field(primary_key=True)
    profile: Profile = Field(sa_type=stored(Profile), primary_key=True)
    job_id: UUID = Field(foreign_key="job.id", unique=True)
