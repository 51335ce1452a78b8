"""The audit trail: who did what to which record, and when. Rows are only ever added."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, Session, SQLModel, col

from app import clock
from app.db import ActsAs

NOTED = "audit.noted"


class AuditEvent(SQLModel, table=True):
    """One thing done. `details` holds ids, codes, counts and hashes; never names or free text."""

    __tablename__ = "audit_event"
    __table_args__ = (sa.Index("ix_audit_event_subject_id_at", "subject_id", "at"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    position: int | None = Field(
        default=None,
        sa_column=sa.Column(sa.BigInteger, sa.Identity(always=True), unique=True, nullable=False),
    )
    at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    user_id: UUID
    action: str
    subject_id: UUID | None = None
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)


def note(session: Session, **details: str | int | bool | None) -> None:
    """Say of the transaction at hand what every event that it records from now on is to say too."""
    session.info.setdefault(NOTED, {}).update(details)


def record(
    session: Session, actor: ActsAs, action: str, subject_id: UUID | None, **details: str | int | bool | None
) -> None:
    """Add an audit event to the transaction at hand. Writes audit_event."""
    said = {**session.info.get(NOTED, {}), **details}
    session.add(
        AuditEvent(at=clock.now(), user_id=actor.user_id, action=action, subject_id=subject_id, details=said)
    )


def is_recorded(
    session: Session,
    actor: ActsAs,
    action: str,
    subject_id: UUID,
    *,
    within: timedelta,
    **details: str,
) -> bool:
    """Whether an actor did the same to a record a short while ago, with these details.

    For what a page does again and again by itself, so that the trail has one event and not a hundred.
    """
    statement = (
        sa.select(col(AuditEvent.id))
        .where(
            col(AuditEvent.subject_id) == subject_id,
            col(AuditEvent.at) > clock.now() - within,
            col(AuditEvent.user_id) == actor.user_id,
            col(AuditEvent.action) == action,
            col(AuditEvent.details).contains(details),
        )
        .limit(1)
    )
    return session.execute(statement).first() is not None
