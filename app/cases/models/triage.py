"""Rollout meetings, what they decided, and the allocations that followed."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import Field

from app.cases.rules.vocabulary import AllocationRoute, LeadChosen, NotAllocatedReason, TriageOutcome
from app.db import Row, in_order, stored


class RolloutMeeting(Row, table=True):
    """A matrix meeting: one or more wards, on a day, in a numbered rollout."""

    __tablename__ = "rollout_meeting"

    import_key: str = Field(unique=True)
    held_on: date
    rollout: int


class MeetingWard(Row, table=True):
    """A ward whose families a rollout meeting considers."""

    __tablename__ = "meeting_ward"
    __table_args__ = (sa.UniqueConstraint("meeting_id", "ward_id"),)

    meeting_id: UUID = Field(foreign_key="rollout_meeting.id")
    ward_id: UUID = Field(foreign_key="ward.id", index=True)


class MeetingAgency(Row, table=True):
    """An agency present at a rollout meeting."""

    __tablename__ = "meeting_agency"
    __table_args__ = (sa.UniqueConstraint("meeting_id", "agency_id"),)

    meeting_id: UUID = Field(foreign_key="rollout_meeting.id")
    agency_id: UUID = Field(foreign_key="agency.id", index=True)


class TriageDecision(Row, table=True):
    """What was decided about a family, at a meeting or as a later revision of what it decided.

    The decision in force on a day is the latest made on or before it. A revision gives its reason.
    """

    __tablename__ = "triage_decision"
    __table_args__ = (
        sa.UniqueConstraint("family_id", "decided_on"),
        sa.CheckConstraint(
            "(outcome = 'not-to-be-allocated') = (reason is not null)", name="reason_when_not_to_be_allocated"
        ),
        sa.CheckConstraint("deferred_until is null or reason = 'deferred'", name="deferred_until"),
    )

    family_id: UUID = Field(foreign_key="family.id")
    meeting_id: UUID = Field(foreign_key="rollout_meeting.id", index=True)
    decided_on: date
    outcome: TriageOutcome = Field(sa_type=stored(TriageOutcome))
    reason: NotAllocatedReason | None = Field(default=None, sa_type=stored(NotAllocatedReason))
    deferred_until: date | None = None
    revision_reason: str | None = None


class Allocation(Row, table=True):
    """A family's allocation between two dates, by one route. A family has at most one on any day."""

    __tablename__ = "allocation"
    __table_args__ = (
        ExcludeConstraint(
            ("family_id", "="),
            (sa.text("daterange(starts_on, ends_on, '[]')"), "&&"),
            name="ex_allocation_one_current",
            using="gist",
        ),
        sa.UniqueConstraint("family_id", "starts_on"),
        sa.Index("ix_allocation_current", "family_id", postgresql_where=sa.text("ends_on is null")),
        in_order("starts_on", "ends_on"),
    )

    family_id: UUID = Field(foreign_key="family.id")
    route: AllocationRoute = Field(sa_type=stored(AllocationRoute))
    meeting_id: UUID | None = Field(default=None, foreign_key="rollout_meeting.id", index=True)
    starts_on: date
    ends_on: date | None = None
    end_reason: str | None = None


class AllocationAgency(Row, table=True):
    """An agency of an allocation; a joint allocation has two or more, the first at position 1."""

    __tablename__ = "allocation_agency"
    __table_args__ = (
        sa.UniqueConstraint("allocation_id", "agency_id"),
        sa.UniqueConstraint("allocation_id", "position"),
        sa.CheckConstraint("position >= 1", name="position"),
    )

    allocation_id: UUID = Field(foreign_key="allocation.id")
    agency_id: UUID = Field(foreign_key="agency.id", index=True)
    position: int


class LeadProfessional(Row, table=True):
    """Who led an allocated family between two dates, in the establishment they were in at the time.

    An allocation has at most one on any day.
    """

    __tablename__ = "lead_professional"
    __table_args__ = (
        ExcludeConstraint(
            ("allocation_id", "="),
            (sa.text("daterange(starts_on, ends_on, '[]')"), "&&"),
            name="ex_lead_professional_one_current",
            using="gist",
        ),
        sa.UniqueConstraint("allocation_id", "starts_on"),
        in_order("starts_on", "ends_on"),
    )

    allocation_id: UUID = Field(foreign_key="allocation.id")
    practitioner_id: UUID = Field(foreign_key="practitioner.id", index=True)
    establishment_id: UUID = Field(foreign_key="establishment.id", index=True)
    chosen: LeadChosen = Field(sa_type=stored(LeadChosen))
    starts_on: date
    ends_on: date | None = None
