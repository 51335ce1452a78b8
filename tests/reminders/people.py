"""People with accounts who lead, refer, are invited and stand in; and what there is to remind them of."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, select

from app.access import services as access
from app.access.models import Practitioner, UserAccount, UserRole
from app.access.policies import SYSTEM, Actor
from app.access.roles import Role
from app.cases.models.assessments import Consent
from app.cases.models.course import PlanAction, TeamMeeting, TeamMeetingInvitation
from app.cases.models.teams import TeamMember
from app.cases.rules.course import Attendance
from app.cases.rules.vocabulary import ConsentDecision
from app.config import Mail
from app.db import reading, transaction
from app.jobs import queue
from app.jobs.models import Job, JobStatus
from app.reminders import services
from app.reminders.models import Notice
from tests.cases.builders import (
    a_family,
    a_lead,
    a_person,
    a_practitioner,
    a_ward,
    an_agency,
    an_allocation,
    an_assessment,
    an_establishment,
)
from tests.cases.sharing_builders import a_posting, saved

FRIDAY = date(2013, 7, 12)
MONDAY = date(2013, 7, 15)
SIX = datetime(2013, 7, 12, 5, 0, tzinfo=UTC)
"""Six in the morning, as London's clocks show it in July."""
EIGHT = datetime(2013, 7, 12, 7, 0, tzinfo=UTC)

FORENAME, SURNAME = "Tansy", "Testcase"
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Leading:
    """Somebody who leads a family that has an assessment."""

    user: UUID
    email: str
    practitioner: UUID
    agency: UUID
    establishment: UUID
    family: UUID
    allocation: UUID
    lead: UUID
    assessment: UUID

    @property
    def actor(self) -> Actor:
        """Them, signed in on the Friday."""
        return access.load_actor(self.user, today=FRIDAY)


def an_account(name: str, *roles: Role, practitioner: UUID | None = None) -> UUID:
    """An account, of a practitioner if one is given. Its address has the name in it."""
    email = f"{name.replace(' ', '.')}@example.org".lower()
    user_id = saved(UserAccount(email=email, display_name=name, created_at=datetime(2012, 4, 1, tzinfo=UTC)))
    for role in roles:
        saved(UserRole(user_id=user_id, role=role))
    if practitioner:
        with transaction(SYSTEM) as session:
            session.get_one(Practitioner, practitioner).user_id = user_id
    return user_id


def a_posted_account(email: str, key: str) -> UUID:
    """An account of a practitioner on file, who leads and manages whatever their postings say."""
    user_id = saved(UserAccount(email=email, display_name=email, created_at=EIGHT))
    for role in (Role.LEAD_PROFESSIONAL, Role.AGENCY_MANAGER):
        saved(UserRole(user_id=user_id, role=role))
    with transaction(SYSTEM) as session:
        found = session.exec(select(Practitioner).where(Practitioner.import_key == key)).one()
        found.user_id = user_id
    return user_id


def leading(name: str = "Lee Example", **assessment: Any) -> Leading:
    """A lead professional with a family whose assessment has a review due on the Friday a week from now."""
    agency = an_agency(f"AGENCY-{name}")
    establishment = an_establishment(agency)
    practitioner = a_practitioner(name)
    family = a_family(a_ward(f"Ward of {name}"))
    child = a_person(family, FORENAME, SURNAME)
    allocation = an_allocation(family, agency, starts_on=FRIDAY - 7 * A_DAY)
    lead = a_lead(allocation, practitioner, establishment, starts_on=FRIDAY - 7 * A_DAY)
    days = {"next_review_on": FRIDAY + 7 * A_DAY, "assessment_completed_on": date(2013, 2, 25), **assessment}
    return Leading(
        user=an_account(name, Role.LEAD_PROFESSIONAL, practitioner=practitioner),
        email=f"{name.replace(' ', '.')}@example.org".lower(),
        practitioner=practitioner,
        agency=agency,
        establishment=establishment,
        family=family,
        allocation=allocation,
        lead=lead,
        assessment=an_assessment(family, child, agency_id=agency, lead_practitioner_id=practitioner, **days),
    )


def an_action(assessment: UUID, practitioner: UUID, due_on: date) -> UUID:
    """An action of a plan, with words that no message may hold."""
    return saved(
        PlanAction(
            assessment_id=assessment,
            what="Ring Tansy’s school",
            practitioner_id=practitioner,
            agreed_on=date(2013, 3, 4),
            due_on=due_on,
        )
    )


def an_invitation(assessment: UUID, practitioner: UUID, meets_on: date) -> UUID:
    """A team meeting to come with one person invited; the meeting's id."""
    meeting = saved(TeamMeeting(assessment_id=assessment, meets_on=meets_on, held=False))
    saved(
        TeamMeetingInvitation(meeting_id=meeting, practitioner_id=practitioner, attendance=Attendance.INVITED)
    )
    return meeting


def a_consent(assessment: UUID, decision: str) -> UUID:
    """What a family has decided about an assessment on the Friday."""
    return saved(Consent(assessment_id=assessment, decided_on=FRIDAY, decision=ConsentDecision(decision)))


def a_place(family: UUID, practitioner: UUID, establishment: UUID) -> UUID:
    """A place in a family's team, of somebody who is posted there."""
    a_posting(practitioner, establishment)
    return saved(
        TeamMember(
            family_id=family,
            practitioner_id=practitioner,
            establishment_id=establishment,
            starts_on=date(2013, 3, 4),
        )
    )


def looked(*, today: date = FRIDAY, now: datetime = EIGHT) -> None:
    """What beat has done every minute."""
    services.look(today=today, now=now)


def sent(mail: Mail, *, today: date = FRIDAY, now: datetime = EIGHT) -> None:
    """What a worker does with the job that a look asked for."""
    for job_id in jobs():
        services.send(job_id, mail, today=today, now=now)


def told(mail: Mail, *, today: date = FRIDAY, now: datetime = EIGHT) -> None:
    """A look, and the sending that it asked for."""
    looked(today=today, now=now)
    sent(mail, today=today, now=now)


def jobs() -> list[UUID]:
    """The jobs that are to send reminders."""
    with reading(SYSTEM) as session:
        pending = select(Job.id).where(Job.name == queue.SEND_REMINDERS, Job.status == JobStatus.PENDING)
        return list(session.exec(pending))


def notices() -> list[Notice]:
    """Every notice, in the order of their days and kinds."""
    with reading(SYSTEM) as session:
        return sorted(session.exec(select(Notice)), key=lambda each: (each.day, each.kind, each.user_id))


def states() -> list[tuple[str, str]]:
    """The kind and state of every notice."""
    return [(each.kind.value, each.state.value) for each in notices()]


def changed(statement: str, **values: Any) -> None:
    """Something that happens to the records meanwhile."""
    with transaction(SYSTEM) as session:
        _run(session, statement, values)


def _run(session: Session, statement: str, values: dict[str, Any]) -> None:
    session.execute(sa.text(statement), values)
