"""The planning of rollout meetings, what agencies answer before them, and decisions that were replaced."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from app.cases.rules.triage import Knowledge, Relationship
from app.cases.rules.vocabulary import NotAllocatedReason, TriageOutcome
from app.db import Row, stored


class MeetingPlan(Row, table=True):
    """That a rollout meeting is planned and run here. One that was imported has none: it was held.

    version: of the plan. closed_at: when the coordinator ended the meeting; None while it is to come or open.
    """

    __tablename__ = "meeting_plan"

    meeting_id: UUID = Field(foreign_key="rollout_meeting.id", unique=True)
    version: int = 1
    closed_at: datetime | None = Field(default=None, sa_type=sa.DateTime(timezone=True))


class MeetingInvitation(Row, table=True):
    """An agency invited to a rollout meeting, and so asked about the families of its wards."""

    __tablename__ = "meeting_invitation"
    __table_args__ = (sa.UniqueConstraint("meeting_id", "agency_id"),)

    meeting_id: UUID = Field(foreign_key="rollout_meeting.id")
    agency_id: UUID = Field(foreign_key="agency.id", index=True)


class AgencyReply(Row, table=True):
    """What an agency, or one establishment of it, answered before a meeting.

    establishment_id None: it answers as a whole. version: of all its answers, which are saved together.
    """

    __tablename__ = "agency_reply"
    __table_args__ = (
        sa.UniqueConstraint(
            "meeting_id", "agency_id", "establishment_id", postgresql_nulls_not_distinct=True
        ),
    )

    meeting_id: UUID = Field(foreign_key="rollout_meeting.id")
    agency_id: UUID = Field(foreign_key="agency.id", index=True)
    establishment_id: UUID | None = Field(default=None, foreign_key="establishment.id", index=True)
    version: int = 1
    replied_at: datetime = Field(sa_type=sa.DateTime(timezone=True))


class AgencyAnswer(Row, table=True):
    """What a reply says of one family."""

    __tablename__ = "agency_answer"
    __table_args__ = (
        sa.UniqueConstraint("reply_id", "family_id"),
        sa.CheckConstraint(
            "knowledge = 'working-now' or (practitioner_id is null and relationship is null)",
            name="who_works_now",
        ),
    )

    reply_id: UUID = Field(foreign_key="agency_reply.id")
    family_id: UUID = Field(foreign_key="family.id", index=True)
    knowledge: Knowledge = Field(sa_type=stored(Knowledge))
    practitioner_id: UUID | None = Field(default=None, foreign_key="practitioner.id", index=True)
    relationship: Relationship | None = Field(default=None, sa_type=stored(Relationship))


class ReplacedDecision(Row, table=True):
    """What a triage decision said before another of the same day took its place, and who replaced it when.

    agencies: codes, the leading one first. lead_id: the practitioner.
    """

    __tablename__ = "replaced_decision"

    decision_id: UUID = Field(foreign_key="triage_decision.id", index=True)
    outcome: TriageOutcome = Field(sa_type=stored(TriageOutcome))
    reason: NotAllocatedReason | None = Field(default=None, sa_type=stored(NotAllocatedReason))
    deferred_until: date | None = None
    revision_reason: str | None = None
    agencies: list[str] = Field(sa_type=sa.ARRAY(sa.String))
    lead_id: UUID | None = Field(default=None, foreign_key="practitioner.id", index=True)
    replaced_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    replaced_by: UUID
