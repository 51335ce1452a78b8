"""Quality audits of assessments: what was drawn, who reviews it, how it scored, and what is to be done."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from app.cases.rules.audit_questions import AuditQuestion
from app.cases.rules.quality_audits import AgencyMix, AuditCategory, AuditScore, TakenOutReason
from app.db import Row, in_order, stored

LONGEST_FINDINGS = 5_000
LONGEST_ACTION = 500


class QualityAudit(Row, table=True):
    """A sample drawn from the register by its category, and how it was drawn.

    pool_size, pool_digest: how many it was drawn from, and a hash over their ids, by which the draw can be
    repeated and checked. asks_from: the first day of the list of questions that it asks.
    """

    __tablename__ = "quality_audit"
    __table_args__ = (
        sa.CheckConstraint("size between 1 and pool_size", name="size"),
        sa.CheckConstraint("seed >= 0", name="seed"),
        sa.CheckConstraint("char_length(title) between 1 and 100", name="title_length"),
        in_order("initiated_from", "initiated_to"),
        in_order("drawn_on", "closed_on"),
        sa.Index("ix_quality_audit_drawn_on", "drawn_on"),
    )

    title: str
    category: AuditCategory = Field(sa_type=stored(AuditCategory))
    mix: AgencyMix = Field(sa_type=stored(AgencyMix))
    initiated_from: date
    initiated_to: date
    size: int
    seed: int
    pool_size: int
    pool_digest: str
    asks_from: date
    drawn_on: date
    drawn_by: UUID
    closed_on: date | None = None


class SampledAssessment(Row, table=True):
    """An assessment of a sample, with its auditor and what they found.

    position: its place in the draw. version: grows with every change of it.
    """

    __tablename__ = "sampled_assessment"
    __table_args__ = (
        sa.UniqueConstraint("audit_id", "assessment_id"),
        sa.UniqueConstraint("audit_id", "position"),
        sa.CheckConstraint("position >= 1", name="position"),
        sa.CheckConstraint("version >= 1", name="version"),
        sa.CheckConstraint("scored_on is null or auditor_id is not null", name="scored_by_an_auditor"),
        sa.CheckConstraint("taken_out is null or scored_on is null", name="taken_out_or_scored"),
        sa.CheckConstraint(f"char_length(findings) between 1 and {LONGEST_FINDINGS}", name="findings_length"),
        sa.Index("ix_sampled_assessment_assessment_id", "assessment_id"),
        sa.Index("ix_sampled_assessment_auditor_id", "auditor_id"),
    )

    audit_id: UUID = Field(foreign_key="quality_audit.id")
    assessment_id: UUID = Field(foreign_key="assessment.id")
    position: int
    version: int = 1
    auditor_id: UUID | None = Field(default=None, foreign_key="user_account.id")
    named_by: UUID | None = None
    findings: str | None = None
    scored_on: date | None = None
    taken_out: TakenOutReason | None = Field(default=None, sa_type=stored(TakenOutReason))


class AuditAnswer(Row, table=True):
    """How one question of the review form is answered; a question that is not yet has no row."""

    __tablename__ = "quality_audit_answer"
    __table_args__ = (sa.UniqueConstraint("sample_id", "question"),)

    sample_id: UUID = Field(foreign_key="sampled_assessment.id")
    question: AuditQuestion = Field(sa_type=stored(AuditQuestion))
    score: AuditScore = Field(sa_type=stored(AuditScore))


class AuditAction(Row, table=True):
    """What is to be done after a review, by whom and by when. done_by: who said that it was done."""

    __tablename__ = "quality_audit_action"
    __table_args__ = (
        sa.CheckConstraint(f"char_length(what) between 1 and {LONGEST_ACTION}", name="what_length"),
        sa.CheckConstraint("(done_on is null) = (done_by is null)", name="done_by_and_on"),
        in_order("asked_on", "due_on"),
        in_order("asked_on", "done_on"),
        sa.Index("ix_quality_audit_action_sample_id", "sample_id"),
        sa.Index("ix_quality_audit_action_practitioner_id", "practitioner_id"),
    )

    sample_id: UUID = Field(foreign_key="sampled_assessment.id")
    what: str
    practitioner_id: UUID = Field(foreign_key="practitioner.id")
    due_on: date
    asked_on: date
    asked_by: UUID
    done_on: date | None = None
    done_by: UUID | None = None
