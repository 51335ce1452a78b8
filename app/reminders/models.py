"""Reminders as rows: what each person takes by e-mail, and what they have been told."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import Row, stored
from app.reminders.rules.notices import NoticeKind, NoticeState


class ReminderChoice(SQLModel, table=True):
    """Which reminders somebody takes by e-mail.

    version: how often they have chosen, so that two pages open at once do not overwrite each other.
    looked_on: the last day on which what is due was looked through for them.
    """

    __tablename__ = "reminder_choice"

    user_id: UUID = Field(foreign_key="user_account.id", primary_key=True)
    daily: bool = True
    weekly: bool = True
    at_once: bool = True
    version: int = 1
    looked_on: date | None = None


class Notice(Row, table=True):
    """Something told to one person by e-mail once, and how far that has come.

    subject_id: the assessment, action, family, referral, meeting or cover; for a digest, the person. day: the
    one that it is due on or about. try_after: when it is tried next; of one that is being sent, when that
    began. failure: what the mail server answered.
    """

    __tablename__ = "notice"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "kind", "subject_id", "day"),
        sa.CheckConstraint("tries >= 0", name="tries"),
        sa.CheckConstraint("(state in ('waiting', 'sending')) = (settled_at is null)", name="settled_at"),
        sa.Index(
            "ix_notice_on_its_way",
            "user_id",
            "try_after",
            postgresql_where=sa.text("state in ('waiting', 'sending')"),
        ),
    )

    user_id: UUID = Field(foreign_key="user_account.id")
    kind: NoticeKind = Field(sa_type=stored(NoticeKind))
    subject_id: UUID
    day: date
    state: NoticeState = Field(default=NoticeState.WAITING, sa_type=stored(NoticeState))
    tries: int = 0
    made_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    try_after: datetime = Field(sa_type=sa.DateTime(timezone=True))
    settled_at: datetime | None = Field(default=None, sa_type=sa.DateTime(timezone=True))
    failure: str | None = None
