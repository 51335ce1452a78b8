"""The CAF register: assessments, the children they cover, why they began, and consent."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from app.cases.rules.sharing import ConsentBy
from app.cases.rules.vocabulary import AssessmentKind, ClosureReason, ConsentDecision, InitiationReason
from app.db import Row, in_order, stored


class Assessment(Row, table=True):
    """A CAF of one child, or a family assessment of several, from initiation to closure.

    The stage dates are those of the four stages: consent, assessment, delivery (first Team Around the
    Family meeting) and review. Status follows from them. next_review_on: as last agreed; None until a team
    meeting or review agrees on a day.
    """

    __tablename__ = "assessment"
    __table_args__ = (
        in_order("initiated_on", "closed_on"),
        in_order("assessment_started_on", "assessment_completed_on"),
        sa.CheckConstraint("(closed_on is null) = (closure_reason is null)", name="closed_with_a_reason"),
        sa.Index("ix_assessment_initiated_on", "initiated_on"),
    )

    import_key: str = Field(unique=True)
    family_id: UUID = Field(foreign_key="family.id", index=True)
    kind: AssessmentKind = Field(sa_type=stored(AssessmentKind))
    initiated_on: date
    initiating_agency_id: UUID = Field(foreign_key="agency.id", index=True)
    lead_practitioner_id: UUID | None = Field(default=None, foreign_key="practitioner.id", index=True)
    lead_agency_id: UUID | None = Field(default=None, foreign_key="agency.id", index=True)
    consented_on: date | None = None
    assessment_started_on: date | None = None
    assessment_completed_on: date | None = None
    first_team_meeting_on: date | None = None
    first_reviewed_on: date | None = None
    next_review_on: date | None = None
    closed_on: date | None = None
    closure_reason: ClosureReason | None = Field(default=None, sa_type=stored(ClosureReason))


class AssessedChild(Row, table=True):
    """A child or young person whom an assessment covers."""

    __tablename__ = "assessed_child"
    __table_args__ = (sa.UniqueConstraint("assessment_id", "person_id"),)

    assessment_id: UUID = Field(foreign_key="assessment.id")
    person_id: UUID = Field(foreign_key="person.id", index=True)


class AssessmentReason(Row, table=True):
    """Why an assessment was initiated; one reason is primary, any others secondary."""

    __tablename__ = "assessment_reason"
    __table_args__ = (
        sa.UniqueConstraint("assessment_id", "reason"),
        sa.Index(
            "uq_assessment_reason_primary",
            "assessment_id",
            unique=True,
            postgresql_where=sa.text("is_primary"),
        ),
    )

    assessment_id: UUID = Field(foreign_key="assessment.id")
    reason: InitiationReason = Field(sa_type=stored(InitiationReason))
    is_primary: bool


class Consent(Row, table=True):
    """Consent given, limited, refused or withdrawn for an assessment, on a day.

    sequence: which decision of its day it is; the last one holds. decided_by, present: who decided and who
    else was there, and recorded_by and recorded_at: who wrote it down; None where an import brought it.
    """

    __tablename__ = "consent"
    __table_args__ = (sa.UniqueConstraint("assessment_id", "decided_on", "sequence"),)

    assessment_id: UUID = Field(foreign_key="assessment.id")
    decided_on: date
    sequence: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    decision: ConsentDecision = Field(sa_type=stored(ConsentDecision))
    risk_noted: bool = False
    decided_by: ConsentBy | None = Field(default=None, sa_type=stored(ConsentBy))
    present: str | None = None
    recorded_by: UUID | None = None
    recorded_at: datetime | None = Field(default=None, sa_type=sa.DateTime(timezone=True))
