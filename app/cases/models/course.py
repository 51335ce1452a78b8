"""The course of an assessment: team meetings, the plan's actions, reviews, levels of need, re-openings."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from app.cases.rules.course import Attendance, NeedMoment, ReopeningReason
from app.cases.rules.plan import PlanField
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

    review_id: the review that agreed on it; None where it was agreed on between reviews. completion_id,
    completion_row: the completion of the form that said it last, and in which row of its plan, from 0; None
    for what was never in a form. withdrawn_on: since when the form has it no more.
    """

    __tablename__ = "plan_action"
    __table_args__ = (
        sa.CheckConstraint("(practitioner_id is null) = (who is not null)", name="who"),
        sa.CheckConstraint("(completion_id is null) = (completion_row is null)", name="from_a_row"),
        sa.CheckConstraint("completion_row between 0 and 19", name="row"),
        sa.CheckConstraint("done_on is null or withdrawn_on is null", name="done_or_withdrawn"),
        sa.UniqueConstraint("completion_id", "completion_row"),
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
    desired_outcome: str | None = None
    completion_id: UUID | None = Field(default=None, foreign_key="form_completion.id")
    completion_row: int | None = None
    withdrawn_on: date | None = None


class PlanChange(Row, table=True):
    """One value of an action of the plan that was changed, with what it was. Rows are only ever added.

    was, became: days as 2013-07-12, practitioners by name; None: nothing. completion_id: the completion of
    the form that changed it; None where somebody changed it in the plan.
    """

    __tablename__ = "plan_change"
    __table_args__ = (sa.CheckConstraint("was is distinct from became", name="changes_something"),)

    action_id: UUID = Field(foreign_key="plan_action.id", index=True)
    field: PlanField = Field(sa_type=stored(PlanField))
    was: str | None = None
    became: str | None = None
    completion_id: UUID | None = Field(default=None, foreign_key="form_completion.id", index=True)
    changed_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    changed_by: UUID


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
