"""Campaigns on a real database: whom they ask, what answers do, and what nobody else sees."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import select

from app.access.policies import Actor, Role
from app.audit import AuditEvent
from app.campaigns.models import CampaignAnswer, CampaignRow
from app.campaigns.rules.answers import Given
from app.campaigns.rules.vocabulary import CampaignKind, RowAnswer
from app.campaigns.services import answering, running
from app.campaigns.services.answering import AnswerSent
from app.cases.models.assessments import Assessment
from app.cases.models.course import TeamMeeting
from app.cases.models.people import Family
from app.cases.rules.vocabulary import ClosureReason
from app.db import reading, transaction
from app.errors import Conflict, Forbidden, NotFound, RuleRefused
from tests.cases.builders import (
    TODAY,
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

CAF = Actor(UUID(int=301), frozenset({Role.CAF_COORDINATOR}))
COORDINATOR = Actor(UUID(int=302), frozenset({Role.PROGRAMME_COORDINATOR}))
DUE_ON = date(2013, 8, 9)
NOW = datetime(2013, 7, 12, 9, 0, tzinfo=UTC)
LONG_AGO = date(2011, 1, 10)
STILL_OPEN = Given(RowAnswer.STILL_OPEN)
CLOSE_IT = Given(RowAnswer.CLOSE_IT, date(2013, 7, 1), ClosureReason.NEEDS_MET)


@dataclass(frozen=True, slots=True)
class Town:
    """A clinic that leads one old assessment of a family that it is allocated, and a school that leads one
    of a household that nobody is allocated; a third is not old.
    """

    health: UUID
    school: UUID
    clinic: UUID
    lee: UUID
    family: UUID
    of_clinic: UUID
    of_school: UUID
    recent: UUID

    @property
    def lead(self) -> Actor:
        return Actor(UUID(int=303), frozenset({Role.LEAD_PROFESSIONAL}), self.lee)

    @property
    def clinic_manager(self) -> Actor:
        return Actor(
            UUID(int=304), frozenset({Role.AGENCY_MANAGER}), managed_establishments=frozenset({self.clinic})
        )

    @property
    def school_manager(self) -> Actor:
        return Actor(
            UUID(int=305), frozenset({Role.AGENCY_MANAGER}), managed_agencies=frozenset({self.school})
        )


@pytest.fixture
def town(database: sa.Connection) -> Town:
    health, school = an_agency("HEALTH"), an_agency("SCHOOL")
    clinic = an_establishment(health)
    lee = a_practitioner("Lee Example")
    a_posting(lee, clinic)
    family, elsewhere = a_family(a_ward()), a_family(listed_on=None)
    child, other_child = a_person(family), a_person(elsewhere, "Fennel", "Unheardof")
    a_lead(an_allocation(family, health), lee, clinic)
    old = partial(an_assessment, initiated_on=LONG_AGO, started_on=None, first_team_meeting_on=None)
    return Town(
        health,
        school,
        clinic,
        lee,
        family,
        old(family, child, agency_id=school, lead_practitioner_id=lee, lead_agency_id=health),
        old(elsewhere, other_child, agency_id=school),
        an_assessment(elsewhere, agency_id=school),
    )


@pytest.fixture
def campaign(town: Town) -> UUID:
    return started()


def started(kind: CampaignKind = CampaignKind.LONG_OPEN, actor: Actor = CAF) -> UUID:
    return running.start_campaign(kind, DUE_ON, "Before the Board meets.", actor=actor, today=TODAY)


def opened(campaign: UUID, actor: Actor, **more):
    return answering.open_list(campaign, actor=actor, today=TODAY, **more)


def answered(campaign: UUID, row: UUID, given: Given, actor: Actor, *, version: int = 0, record: int = 1):
    return answering.answer_row(
        campaign, row, AnswerSent(given, version, record), actor=actor, today=TODAY, now=NOW
    )


def test_a_campaign_asks_the_agency_of_the_lead_or_else_the_initiating_one(town, campaign):
    with reading(CAF) as session:
        rows = session.exec(select(CampaignRow).order_by(CampaignRow.number)).all()

    assert {row.assessment_id: (row.agency_id, row.establishment_id, row.practitioner_id) for row in rows} == {
        town.of_clinic: (town.health, town.clinic, town.lee),
        town.of_school: (town.school, None, None),
    }


def test_each_sees_only_what_they_are_asked_and_names_only_where_they_may_open_the_record(town, campaign):
    seen = {
        name: [(row.assessment.id, row.assessment.children) for row in opened(campaign, actor).rows]
        for name, actor in {
            "lead": town.lead,
            "clinic": town.clinic_manager,
            "school": town.school_manager,
            "caf": CAF,
            "coordinator": COORDINATOR,
        }.items()
    }

    of_clinic = (town.of_clinic, ("Tansy Testcase",))
    assert seen["lead"] == seen["clinic"] == [of_clinic]
    assert seen["school"] == [(town.of_school, ())]
    assert sorted(seen["caf"]) == sorted([(town.of_clinic, ()), (town.of_school, ())])
    assert sorted(seen["coordinator"]) == sorted([of_clinic, (town.of_school, ("Fennel Unheardof",))])


def test_an_agency_closes_its_assessment_by_answering_though_the_family_is_not_allocated_to_it(
    town, campaign
):
    (row,) = opened(campaign, town.school_manager).rows

    version = answered(campaign, row.id, CLOSE_IT, town.school_manager)

    with reading(CAF) as session:
        closed = session.get_one(Assessment, town.of_school)
        assert (closed.closed_on, closed.closure_reason) == (date(2013, 7, 1), ClosureReason.NEEDS_MET)
        assert session.get_one(Family, closed.family_id).version == 2
        actions = session.exec(select(AuditEvent.action).order_by(AuditEvent.position)).all()
    assert version == 1
    assert actions[-2:] == ["assessment.closed", "campaign.answered"]
    assert opened(campaign, town.school_manager).counts.outstanding == 0
