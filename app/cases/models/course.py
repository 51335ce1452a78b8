"""The course of an assessment: team meetings, the plan's actions, reviews, levels of need, re-openings."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from app.cases.rules.course import Attendance, NeedMoment, ReopeningReason
from app.cases.rules.vocabulary import ClosureReason
from app.db import Row, in_order, stored


class TeamMeeting(Row, table=True):
    """A meeting of the Team Around the Family; held once somebody is known to have come."""

    __tablename__ = "team_meeting"
    __table_args__ = (sa.UniqueConstraint("assessment_id", "meets_on"),)

    assessment_id: UUID = Field(foreign_key="assessment.id")
    meets_on: date
    held: bool


class TeamMeetingInvitation(Row, table=True):
    """Somebody invited to a team meeting: a named practitioner, or an agency and a role."""

    __tablename__ = "team_meeting_invitation"
    __table_args__ = (
        sa.UniqueConstraint("meeting_id", "practitioner_id"),
        sa.UniqueConstraint("meeting_id", "agency_id", "role"),
        sa.CheckConstraint(
            "(practitioner_id is null) = (agency_id is not null and role is not null)", name="who"
        ),
    )

    meeting_id: UUID = Field(foreign_key="team_meeting.id")
    practitioner_id: UUID | None = Field(default=None, foreign_key="practitioner.id", index=True)
    agency_id: UUID | None = Field(default=None, foreign_key="agency.id", index=True)
    role: str | None = None
    attendance: Attendance = Field(sa_type=stored(Attendance))


class AssessmentReview(Row, table=True):
    """A review: what works well, what people worry about, what needs to happen, and the child's own words."""

    __tablename__ = "assessment_review"
    __table_args__ = (
        sa.UniqueConstraint("assessment_id", "reviewed_on"),
        in_order("reviewed_on", "next_review_on"),
    )

    assessment_id: UUID = Field(foreign_key="assessment.id")
    reviewed_on: date
    works_well: str
    worries: str
    needs_to_happen: str | None = None
    childs_words: str | None = None
    next_review_on: date


class PlanAction(Row, table=True):
    """An action of an assessment's plan: what, by whom, by when. who: in words, where it is no practitioner.

    review_id: the review that agreed on it; None where it was agreed on between reviews.
    """

    __tablename__ = "plan_action"
    __table_args__ = (
        sa.CheckConstraint("(practitioner_id is null) = (who is not null)", name="who"),
        in_order("agreed_on", "due_on"),
        in_order("agreed_on", "done_on"),
    )

    assessment_id: UUID = Field(foreign_key="assessment.id", index=True)
    review_id: UUID | None = Field(default=None, foreign_key="assessment_review.id", index=True)
    what: str
    practitioner_id: UUID | None = Field(default=None, foreign_key="practitioner.id", index=True)
    who: str | None = None
    agreed_on: date
    due_on: date
    done_on: date | None = None


class LevelOfNeed(Row, table=True):
    """A level of need of the Family Support Pathway, decided on at initiation, a review or closure."""

    __tablename__ = "level_of_need"
    __table_args__ = (
        sa.UniqueConstraint("assessment_id", "decided_on", "moment"),
        sa.CheckConstraint("level between 1 and 4", name="level"),
    )

    assessment_id: UUID = Field(foreign_key="assessment.id")
    decided_on: date
    moment: NeedMoment = Field(sa_type=stored(NeedMoment))
    level: int


class AssessmentReopening(Row, table=True):
    """A closed assessment opened again, with the closure that it undid."""

    __tablename__ = "assessment_reopening"
    __table_args__ = (in_order("closed_on", "reopened_on"),)

    assessment_id: UUID = Field(foreign_key="assessment.id", index=True)
    reopened_on: date
    reason: ReopeningReason = Field(sa_type=stored(ReopeningReason))
    closed_on: date
    closure_reason: ClosureReason = Field(sa_type=stored(ClosureReason))
