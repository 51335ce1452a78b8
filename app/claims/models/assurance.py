"""Assurance visits, by the government or by peers, with the cases looked at and the actions that follow."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from app.claims.rules.assurance import VisitKind
from app.db import Row, in_order, stored

LONGEST_VISITORS = 200
LONGEST_POINTS = 5_000
LONGEST_ACTION = 500


class AssuranceVisit(Row, table=True):
    """A visit: who came, when, how they rated what they saw, and the points that they made.

    rating: the code of one of the declared ratings. version: grows with every change of it or its cases.
    """

    __tablename__ = "assurance_visit"
    __table_args__ = (
        sa.CheckConstraint("version >= 1", name="version"),
        sa.CheckConstraint(f"char_length(visitors) between 1 and {LONGEST_VISITORS}", name="visitors_length"),
        sa.CheckConstraint(f"char_length(points) between 1 and {LONGEST_POINTS}", name="points_length"),
        sa.Index("ix_assurance_visit_visited_on", "visited_on"),
    )

    kind: VisitKind = Field(sa_type=stored(VisitKind))
    visited_on: date
    visitors: str
    rating: str
    points: str | None = None
    version: int = 1
    recorded_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    recorded_by: UUID


class AssuranceCase(Row, table=True):
    """A family whose case was looked at on a visit."""

    __tablename__ = "assurance_case"
    __table_args__ = (sa.UniqueConstraint("visit_id", "family_id"),)

    visit_id: UUID = Field(foreign_key="assurance_visit.id")
    family_id: UUID = Field(foreign_key="family.id", index=True)


class AssuranceAction(Row, table=True):
    """What is to be done after a visit: by whom, by when. done_by: who said that it was done."""

    __tablename__ = "assurance_action"
    __table_args__ = (
        sa.CheckConstraint(f"char_length(what) between 1 and {LONGEST_ACTION}", name="what_length"),
        sa.CheckConstraint("(done_on is null) = (done_by is null)", name="done_by_and_on"),
        in_order("asked_on", "done_on"),
        sa.Index("ix_assurance_action_visit_id", "visit_id"),
        sa.Index("ix_assurance_action_user_id", "user_id"),
    )

    visit_id: UUID = Field(foreign_key="assurance_visit.id")
    what: str
    user_id: UUID = Field(foreign_key="user_account.id")
    due_on: date
    asked_on: date
    asked_by: UUID
    done_on: date | None = None
    done_by: UUID | None = None
