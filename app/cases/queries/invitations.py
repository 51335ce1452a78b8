"""Team meetings to come, for whoever is invited to them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.access.family_access import FamilyScope
from app.access.models import Practitioner
from app.cases.models.assessments import Assessment
from app.cases.models.course import TeamMeeting, TeamMeetingInvitation
from app.cases.models.people import Family
from app.cases.queries.columns import columns, values
from app.cases.queries.due import goes_on
from app.cases.queries.families import led_within
from app.cases.rules.course import Attendance
from app.db import rows


@dataclass(frozen=True, slots=True)
class MeetingToCome:
    """A team meeting to which somebody is invited by name.

    may_open: whether they may open the family; if not, the page names the day and whom to ask. lead: the
    assessment's lead professional.
    """

    id: UUID
    meets_on: date
    family_id: UUID
    reference: str | None
    may_open: bool
    lead: str | None


def meetings_to_come(
    session: Session, practitioner_id: UUID, scope: FamilyScope, on: date
) -> tuple[MeetingToCome, ...]:
    """The meetings on or after a day that a practitioner is invited to, the next one first.

    A meeting of an assessment that is closed, or whose consent is refused or withdrawn, is none.
    """
    in_scope = sa.true() if scope.every_family else col(Assessment.family_id).in_(led_within(scope, on))
    statement = (
        sa.select(
            *columns(TeamMeeting, "id", "meets_on"),
            col(Assessment.family_id),
            col(Family.reference),
            in_scope.label("may_open"),
            col(Practitioner.display_name).label("lead"),
        )
        .select_from(TeamMeetingInvitation)
        .join(TeamMeeting, col(TeamMeeting.id) == TeamMeetingInvitation.meeting_id)
        .join(Assessment, col(Assessment.id) == TeamMeeting.assessment_id)
        .join(Family, col(Family.id) == Assessment.family_id)
        .outerjoin(Practitioner, col(Practitioner.id) == Assessment.lead_practitioner_id)
        .where(
            col(TeamMeetingInvitation.practitioner_id) == practitioner_id,
            col(TeamMeetingInvitation.attendance) == Attendance.INVITED,
            col(TeamMeeting.meets_on) >= on,
            col(TeamMeeting.held).is_(False),
            goes_on(on),
        )
        .order_by(*columns(TeamMeeting, "meets_on", "id"))
    )
    return values(MeetingToCome, rows(session, statement))
