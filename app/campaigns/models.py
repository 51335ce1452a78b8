"""Data-cleansing campaigns: the frozen list, each answer that was given, and figures before and after."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from app.campaigns.rules.answers import LONGEST_WORDS
from app.campaigns.rules.vocabulary import CampaignKind, Moment, PointDecision, RowAnswer
from app.cases.rules.vocabulary import ClosureReason
from app.db import Row, stored


class Campaign(Row, table=True):
    """A list of cases of one kind, sent to the agencies that have to answer for them.

    year: the financial year whose closures show its effect. closed_on: None while it takes answers.
    """

    __tablename__ = "campaign"
    __table_args__ = (
        sa.CheckConstraint("due_on > started_on", name="due_on_after_start"),
        sa.CheckConstraint("(closed_on is null) = (closed_by is null)", name="closed_by_somebody"),
        sa.CheckConstraint("closed_on >= started_on", name="closed_on_after_start"),
        sa.CheckConstraint(f"char_length(note) between 1 and {LONGEST_WORDS}", name="note_length"),
        sa.Index("uq_campaign_open_kind", "kind", unique=True, postgresql_where=sa.text("closed_on is null")),
    )

    kind: CampaignKind = Field(sa_type=stored(CampaignKind))
    started_on: date
    started_by: UUID
    due_on: date
    note: str | None = None
    year: str
    closed_on: date | None = None
    closed_by: UUID | None = None


class CampaignRow(Row, table=True):
    """A case on a campaign's list: an assessment, or two people who may be one; and who has to answer.

    agency_id None: the coordinator answers. establishment_id None: the agency as a whole does.
    practitioner_id: who led the assessment when the list was made, or leads it where it was sent on to; they
    may answer too. Two people who were merged since are the same one twice: the case and its answers stay on
    the list.
    """

    __tablename__ = "campaign_row"
    __table_args__ = (
        sa.UniqueConstraint("campaign_id", "number"),
        sa.UniqueConstraint("campaign_id", "assessment_id"),
        sa.CheckConstraint("(assessment_id is null) = (person_id is not null)", name="about"),
        sa.CheckConstraint("(person_id is null) = (other_person_id is null)", name="two_people"),
        sa.CheckConstraint("establishment_id is null or agency_id is not null", name="asked"),
    )

    campaign_id: UUID = Field(foreign_key="campaign.id")
    number: int
    assessment_id: UUID | None = Field(default=None, foreign_key="assessment.id", index=True)
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    other_person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    agency_id: UUID | None = Field(default=None, foreign_key="agency.id", index=True)
    establishment_id: UUID | None = Field(default=None, foreign_key="establishment.id", index=True)
    practitioner_id: UUID | None = Field(default=None, foreign_key="practitioner.id", index=True)


class CampaignAnswer(Row, table=True):
    """An answer about a case. The last one holds until the case is sent on; the others are kept.

    version: its place among the answers and decisions of the case, from 1. words: who has to answer instead,
    or why dates are right as they are.
    """

    __tablename__ = "campaign_answer"
    __table_args__ = (
        sa.UniqueConstraint("row_id", "version"),
        sa.CheckConstraint("version >= 1", name="version"),
        sa.CheckConstraint(
            "(answer = 'close-it') = (closed_on is not null) "
            "and (answer = 'close-it') = (closure_reason is not null)",
            name="closed_with_day_and_reason",
        ),
        sa.CheckConstraint(f"char_length(words) between 1 and {LONGEST_WORDS}", name="words_length"),
    )

    row_id: UUID = Field(foreign_key="campaign_row.id")
    version: int
    answer: RowAnswer = Field(sa_type=stored(RowAnswer))
    closed_on: date | None = None
    closure_reason: ClosureReason | None = Field(default=None, sa_type=stored(ClosureReason))
    words: str | None = None
    answered_by: UUID
    answered_at: datetime = Field(sa_type=sa.DateTime(timezone=True))


class CampaignDecision(Row, table=True):
    """What its coordinator decided about a case that was said not to be theirs: sent on, or closed.

    version: its place among the answers and decisions of the case, which are numbered together. agency_id,
    establishment_id: where it was sent on to. from_...: who had said that it was not theirs. words: a note to
    those who are asked next, or why the point is closed.
    """

    __tablename__ = "campaign_decision"
    __table_args__ = (
        sa.UniqueConstraint("row_id", "version"),
        sa.CheckConstraint("version >= 2", name="version"),
        sa.CheckConstraint("(decision = 'send-on') = (agency_id is not null)", name="sent_to_an_agency"),
        sa.CheckConstraint("establishment_id is null or agency_id is not null", name="place"),
        sa.CheckConstraint("decision = 'send-on' or words is not null", name="closed_with_why"),
        sa.CheckConstraint(f"char_length(words) between 1 and {LONGEST_WORDS}", name="words_length"),
    )

    row_id: UUID = Field(foreign_key="campaign_row.id")
    version: int
    decision: PointDecision = Field(sa_type=stored(PointDecision))
    from_agency_id: UUID = Field(foreign_key="agency.id", index=True)
    from_establishment_id: UUID | None = Field(default=None, foreign_key="establishment.id", index=True)
    agency_id: UUID | None = Field(default=None, foreign_key="agency.id", index=True)
    establishment_id: UUID | None = Field(default=None, foreign_key="establishment.id", index=True)
    words: str | None = None
    decided_by: UUID
    decided_at: datetime = Field(sa_type=sa.DateTime(timezone=True))


class CampaignFigure(Row, table=True):
    """A figure of the board report, kept when a campaign began or was closed, with its members.

    coordinates: pairs of axis and value, in the order of the measure's axes.
    """

    __tablename__ = "campaign_figure"
    __table_args__ = (sa.UniqueConstraint("campaign_id", "moment", "position"),)

    campaign_id: UUID = Field(foreign_key="campaign.id")
    moment: Moment = Field(sa_type=stored(Moment))
    position: int
    as_at: date
    measure: str
    coordinates: list[list[str]] = Field(sa_type=JSONB)
    value: int
    members: list[UUID] = Field(sa_type=ARRAY(sa.Uuid))
