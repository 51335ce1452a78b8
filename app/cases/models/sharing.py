"""What consent is limited to and for whom, risks noted at a refusal, and what is shared without consent."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from app.cases.rules.consent_items import ConsentItem
from app.cases.rules.sharing import LawfulReason, SharingState
from app.db import Row, stored


class ConsentAgency(Row, table=True):
    """An agency with which a limited consent lets an assessment be shared: all of it, or the items named.

    agency_id None: every agency that the consent does not name.
    """

    __tablename__ = "consent_agency"
    __table_args__ = (sa.UniqueConstraint("consent_id", "agency_id", postgresql_nulls_not_distinct=True),)

    consent_id: UUID = Field(foreign_key="consent.id")
    agency_id: UUID | None = Field(default=None, foreign_key="agency.id", index=True)
    every_item: bool = Field(default=True, sa_column_kwargs={"server_default": sa.true()})


class ConsentAgencyItem(Row, table=True):
    """An item of the assessment that a limited consent lets an agency read."""

    __tablename__ = "consent_agency_item"
    __table_args__ = (sa.UniqueConstraint("consent_agency_id", "item"),)

    consent_agency_id: UUID = Field(foreign_key="consent_agency.id")
    item: ConsentItem = Field(sa_type=stored(ConsentItem))


class NotedRisk(Row, table=True):
    """A risk that is known although consent was refused, and the day by which it is followed up.

    Only coordinators and whoever recorded it see it.
    """

    __tablename__ = "noted_risk"
    __table_args__ = (
        sa.CheckConstraint(
            "(followed_up_on is null) = (followed_up_by is null)", name="followed_up_by_and_on"
        ),
        sa.CheckConstraint(
            "(followed_up_on is null) = (outcome is null)", name="followed_up_with_an_outcome"
        ),
        sa.Index(
            "ix_noted_risk_open", "follow_up_on", "id", postgresql_where=sa.text("followed_up_on is null")
        ),
    )

    consent_id: UUID = Field(foreign_key="consent.id", unique=True)
    risk: str
    follow_up_on: date
    recorded_by: UUID
    followed_up_on: date | None = None
    followed_up_by: UUID | None = None
    outcome: str | None = None


class SharingWithoutConsent(Row, table=True):
    """An assessment shared with an agency without consent, for a lawful reason and by two people.

    explanation: why the reason holds here, in the words of whoever asked. ended_at: when it stopped.
    """

    __tablename__ = "sharing_without_consent"
    __table_args__ = (
        sa.CheckConstraint("decided_by <> asked_by", name="by_two_people"),
        sa.CheckConstraint("(state = 'asked') = (decided_by is null)", name="decided_by"),
        sa.CheckConstraint("(decided_by is null) = (decided_at is null)", name="decided_by_and_at"),
        sa.CheckConstraint("ended_at is null or state = 'approved'", name="only_approved_ends"),
        sa.Index(
            "uq_sharing_without_consent_open",
            "assessment_id",
            "agency_id",
            unique=True,
            postgresql_where=sa.text("state <> 'refused' and ended_at is null"),
        ),
    )

    assessment_id: UUID = Field(foreign_key="assessment.id", index=True)
    agency_id: UUID = Field(foreign_key="agency.id", index=True)
    reason: LawfulReason = Field(sa_type=stored(LawfulReason))
    explanation: str
    asked_by: UUID
    asked_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    state: SharingState = Field(sa_type=stored(SharingState))
    decided_by: UUID | None = None
    decided_at: datetime | None = Field(default=None, sa_type=sa.DateTime(timezone=True))
    ended_at: datetime | None = Field(default=None, sa_type=sa.DateTime(timezone=True))
