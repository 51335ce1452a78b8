"""Campaigns on a real database: whom they ask, what answers do, and what nobody else sees."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import select

from app.access.policies import Actor
from app.access.roles import Role
from app.audit import AuditEvent
from app.campaigns.models import CampaignAnswer, CampaignRow
from app.campaigns.rules.answers import Given
from app.campaigns.rules.vocabulary import CampaignKind, RowAnswer
from app.campaigns.services import answering, running
from app.campaigns.services.answering import AnswerSent
from app.cases.models.assessments import Assessment, Consent
from app.cases.models.course import TeamMeeting
from app.cases.models.people import Family
from app.cases.models.sharing import ConsentAgency, ConsentAgencyItem
from app.cases.rules.consent_items import ConsentItem
from app.cases.rules.vocabulary import ClosureReason, ConsentDecision
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

    assert {
        row.assessment_id: (row.agency_id, row.establishment_id, row.practitioner_id) for row in rows
    } == {
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


KEPT = {
    "first_team_meeting_on": date(2011, 3, 7),
    "first_reviewed_on": date(2011, 6, 6),
    "next_review_on": date(2011, 9, 5),
    "closed_on": date(2012, 1, 9),
    "closure_reason": ClosureReason.NEEDS_MET,
}


def kept_of(campaign: UUID, actor: Actor) -> set[str]:
    """What of an assessment that consent may close somebody reads on the list; the closing day is no such."""
    (read,) = [
        row.assessment
        for row in opened(campaign, actor, with_settled=True).rows
        if row.assessment.closed_on == KEPT["closed_on"]
    ]
    return {name for name in KEPT if getattr(read, name) is not None} - {"closed_on"}


EVERYTHING_KEPT = set(KEPT) - {"closed_on"}


@pytest.mark.parametrize(
    ("decision", "items", "read"),
    [
        pytest.param(None, None, set(), id="nothing on file"),
        pytest.param(ConsentDecision.REFUSED, None, set(), id="refused"),
        pytest.param(ConsentDecision.GIVEN, None, EVERYTHING_KEPT, id="given"),
        pytest.param(
            ConsentDecision.LIMITED, {ConsentItem.TEAM_MEETINGS}, {"first_team_meeting_on"}, id="meetings"
        ),
        pytest.param(
            ConsentDecision.LIMITED,
            {ConsentItem.REVIEWS},
            {"first_reviewed_on", "next_review_on"},
            id="reviews",
        ),
        pytest.param(
            ConsentDecision.LIMITED, {ConsentItem.CONCLUSIONS}, {"closure_reason"}, id="conclusions"
        ),
    ],
)
def test_an_asked_agency_that_does_not_hold_the_record_reads_what_consent_opens_to_it(
    town, campaign, decision, items, read
):
    with transaction(COORDINATOR) as session:
        session.get_one(Assessment, town.of_school).sqlmodel_update(KEPT)
    if decision:
        given = saved(
            Consent(assessment_id=town.of_school, decided_on=LONG_AGO, decision=decision, sequence=1)
        )
        if items:
            line = saved(ConsentAgency(consent_id=given, agency_id=town.school, every_item=False))
            for item in items:
                saved(ConsentAgencyItem(consent_agency_id=line, item=item))

    assert kept_of(campaign, town.school_manager) == read
    assert kept_of(campaign, CAF) == kept_of(campaign, COORDINATOR) == EVERYTHING_KEPT


def test_whoever_holds_the_record_reads_on_the_list_what_consent_closes_to_others(town, campaign):
    with transaction(COORDINATOR) as session:
        session.get_one(Assessment, town.of_clinic).sqlmodel_update(KEPT)

    for holder in (town.lead, town.clinic_manager):
        assert kept_of(campaign, holder) == EVERYTHING_KEPT


def test_a_lead_reads_on_the_list_for_the_agency_that_they_are_posted_to(town, campaign):
    with transaction(COORDINATOR) as session:
        session.get_one(Assessment, town.of_clinic).sqlmodel_update(KEPT)
        session.execute(sa.text("update allocation set ends_on = '2013-07-01'"))

    assert kept_of(campaign, town.lead) == kept_of(campaign, town.clinic_manager) == set()

    saved(
        Consent(assessment_id=town.of_clinic, decided_on=LONG_AGO, decision=ConsentDecision.GIVEN, sequence=1)
    )
    assert kept_of(campaign, town.lead) == kept_of(campaign, town.clinic_manager) == EVERYTHING_KEPT


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


def test_a_refused_closure_saves_nothing_and_says_why(town, campaign):
    with transaction(COORDINATOR) as session:
        held = session.get_one(Assessment, town.of_school)
        held.sqlmodel_update({"assessment_started_on": LONG_AGO, "first_team_meeting_on": date(2011, 3, 1)})
    (row,) = opened(campaign, town.school_manager).rows

    with pytest.raises(RuleRefused, match="No team meeting is recorded as held on that day"):
        answered(campaign, row.id, CLOSE_IT, town.school_manager)

    with reading(CAF) as session:
        assert session.exec(select(CampaignAnswer)).all() == []
        assert session.get_one(Assessment, town.of_school).closed_on is None
    saved(TeamMeeting(assessment_id=town.of_school, meets_on=date(2013, 7, 1), held=True))
    assert answered(campaign, row.id, CLOSE_IT, town.school_manager) == 1


def test_a_refused_closure_does_not_tell_what_consent_closes(town, campaign):
    with transaction(COORDINATOR) as session:
        session.get_one(Assessment, town.of_school).sqlmodel_update(
            {
                "assessment_started_on": LONG_AGO,
                "first_team_meeting_on": date(2011, 3, 1),
                "first_reviewed_on": date(2013, 7, 8),
            }
        )
    (row,) = opened(campaign, town.school_manager).rows

    with pytest.raises(RuleRefused, match="Something on record is later than that day"):
        answered(campaign, row.id, CLOSE_IT, town.school_manager)
    with pytest.raises(RuleRefused, match="The first review on 8 July 2013 would be after"):
        answered(campaign, row.id, CLOSE_IT, CAF)


def test_several_answers_are_saved_or_refused_each_for_itself(town, campaign):
    of = {row.assessment.id: row.id for row in opened(campaign, CAF).rows}
    sent = {
        of[town.of_clinic]: AnswerSent(Given(RowAnswer.CLOSE_IT), 0, 1),
        of[town.of_school]: AnswerSent(CLOSE_IT, 0, 1),
        uuid4(): AnswerSent(STILL_OPEN, 0),
    }

    found = answering.answer_rows(campaign, sent, actor=CAF, today=TODAY, now=NOW)

    assert found.saved == {of[town.of_school]: 1}
    assert sorted(refusal.code for refusal in found.refused.values()) == ["case", "closing-day-missing"]


def test_two_assessments_of_one_family_are_closed_with_one_save(town):
    another = an_assessment(
        town.family, agency_id=town.health, initiated_on=LONG_AGO, started_on=None, first_team_meeting_on=None
    )
    campaign = started()
    of = {row.assessment.id: row.id for row in opened(campaign, CAF).rows}
    sent = {of[each]: AnswerSent(CLOSE_IT, 0, 1) for each in (town.of_clinic, another)}

    found = answering.answer_rows(campaign, sent, actor=CAF, today=TODAY, now=NOW)

    assert sorted(found.saved) == sorted(sent)


def test_nothing_is_closed_that_was_changed_since_it_was_seen(town, campaign):
    (row,) = opened(campaign, town.school_manager).rows

    for seen in (0, None):
        with pytest.raises(Conflict, match="has changed since you opened the list"):
            answered(campaign, row.id, CLOSE_IT, town.school_manager, record=seen)

    assert opened(campaign, town.school_manager).counts.answered == 0


def test_an_assessment_that_has_passed_to_others_is_not_closed_by_those_who_were_asked(town, campaign):
    with transaction(COORDINATOR) as session:
        session.get_one(Assessment, town.of_school).lead_agency_id = town.health
    (row,) = opened(campaign, town.school_manager).rows

    with pytest.raises(RuleRefused, match=r"somebody else, from HEALTH agency\. Answer “not ours”"):
        answered(campaign, row.id, CLOSE_IT, town.school_manager)

    not_ours = Given(RowAnswer.NOT_OURS, words="Health")
    assert answered(campaign, row.id, not_ours, town.school_manager) == 1
    (disowned,) = running.open_campaign(campaign, actor=CAF, today=TODAY).disowned
    assert (disowned.agency, disowned.words) == ("SCHOOL", "Health")
    assert answered(campaign, row.id, CLOSE_IT, CAF, version=1) == 2


def test_a_lead_who_handed_an_assessment_on_closes_it_no_more_but_the_agency_does(town, campaign):
    cover = Actor(uuid4(), frozenset({Role.LEAD_PROFESSIONAL}), uuid4(), covers=frozenset({town.lee}))
    (row,) = opened(campaign, town.lead).rows
    with transaction(COORDINATOR) as session:
        session.get_one(Assessment, town.of_clinic).lead_practitioner_id = a_practitioner("Robin Example")

    for former in (town.lead, cover):
        with pytest.raises(RuleRefused, match="not yours to close any more"):
            answered(campaign, row.id, CLOSE_IT, former)

    assert answered(campaign, row.id, CLOSE_IT, town.clinic_manager) == 1


def test_an_assessment_that_its_lead_took_along_is_closed_by_the_lead_and_not_by_the_agency_left(
    town, campaign
):
    (row,) = opened(campaign, town.lead).rows
    with transaction(COORDINATOR) as session:
        session.get_one(Assessment, town.of_clinic).lead_agency_id = town.school

    with pytest.raises(RuleRefused, match="somebody else, from SCHOOL agency"):
        answered(campaign, row.id, CLOSE_IT, town.clinic_manager)

    assert answered(campaign, row.id, CLOSE_IT, town.lead) == 1


def test_an_answer_can_be_changed_and_the_one_before_is_kept(town, campaign):
    (row,) = opened(campaign, town.lead).rows
    answered(campaign, row.id, Given(RowAnswer.NOT_OURS), town.lead)
    answered(campaign, row.id, STILL_OPEN, town.clinic_manager, version=1)

    with pytest.raises(Conflict, match="Somebody else has answered this"):
        answered(campaign, row.id, CLOSE_IT, town.lead, version=1)

    with reading(CAF) as session:
        kept = session.exec(select(CampaignAnswer.answer).order_by(CampaignAnswer.version)).all()
    (seen,) = opened(campaign, town.lead, with_settled=True).rows
    assert kept == [RowAnswer.NOT_OURS, RowAnswer.STILL_OPEN]
    assert (seen.version, seen.latest.answer, seen.is_settled) == (2, RowAnswer.STILL_OPEN, True)
    assert opened(campaign, town.lead).rows == ()


def test_what_others_closed_meanwhile_is_not_asked_any_more_nor_called_open(town, campaign):
    with transaction(COORDINATOR) as session:
        session.get_one(Assessment, town.of_clinic).sqlmodel_update(
            {"closed_on": date(2013, 7, 2), "closure_reason": ClosureReason.MOVED_AWAY}
        )

    assert opened(campaign, town.lead).rows == ()
    (row,) = opened(campaign, town.lead, with_settled=True).rows
    with pytest.raises(RuleRefused, match="closed on 2 July 2013"):
        answered(campaign, row.id, STILL_OPEN, town.lead)
    (health, school) = running.open_campaign(campaign, actor=CAF, today=TODAY).agencies
    assert (health.agency, health.counts.outstanding, health.counts.closed_unasked) == ("HEALTH", 0, 1)
    assert (school.agency, school.counts.outstanding, school.counts.closed_unasked) == ("SCHOOL", 1, 0)


def test_a_colleague_who_stands_in_for_the_lead_answers_and_that_is_noted(town, campaign):
    cover = Actor(
        UUID(int=306),
        frozenset({Role.LEAD_PROFESSIONAL}),
        a_practitioner("Robin Example"),
        covers=frozenset({town.lee}),
    )
    (row,) = opened(campaign, cover).rows

    answered(campaign, row.id, STILL_OPEN, cover)

    with reading(CAF) as session:
        event = session.exec(select(AuditEvent).where(AuditEvent.action == "campaign.answered")).one()
    assert event.subject_id == town.family
    assert event.details["acting_as"] == "cover"


@pytest.mark.parametrize("who", ["another lead", "another manager", "nobody asked"])
def test_whoever_is_not_asked_is_told_that_there_is_no_such_campaign(town, campaign, who):
    actor = {
        "another lead": Actor(uuid4(), frozenset({Role.LEAD_PROFESSIONAL}), a_practitioner()),
        "another manager": Actor(
            uuid4(), frozenset({Role.AGENCY_MANAGER}), managed_agencies=frozenset({an_agency("YOT")})
        ),
        "nobody asked": Actor(uuid4(), frozenset({Role.LEAD_PROFESSIONAL})),
    }[who]
    row = opened(campaign, CAF).rows[0].id

    with pytest.raises(NotFound):
        opened(campaign, actor)
    with pytest.raises(NotFound, match="no such case"):
        answered(campaign, row, STILL_OPEN, actor)
    assert running.list_campaigns(actor=actor, today=TODAY) == ()


def test_a_manager_of_one_establishment_does_not_answer_for_the_whole_agency(town, campaign):
    elsewhere = Actor(
        uuid4(),
        frozenset({Role.AGENCY_MANAGER}),
        managed_establishments=frozenset({an_establishment(town.health, "Birch Example Clinic")}),
    )

    with pytest.raises(NotFound):
        opened(campaign, elsewhere)


def test_only_coordinators_run_campaigns_and_only_one_of_them_those_about_people(town, campaign):
    for actor in (town.lead, town.school_manager):
        with pytest.raises(Forbidden):
            started(actor=actor)
        with pytest.raises(Forbidden):
            running.open_campaign(campaign, actor=actor, today=TODAY)
        with pytest.raises(Forbidden):
            running.close_campaign(campaign, actor=actor, today=TODAY)
    with pytest.raises(Forbidden, match="Only the programme coordinator"):
        started(CampaignKind.DUPLICATES, CAF)


def test_one_campaign_of_a_kind_is_open_at_a_time(town, campaign):
    with pytest.raises(Conflict, match="open already"):
        started()

    running.close_campaign(campaign, actor=CAF, today=TODAY)

    assert started() != campaign


def test_a_campaign_that_would_ask_nothing_is_not_started(town):
    with pytest.raises(RuleRefused, match="no case of this kind"):
        started(CampaignKind.CONTRADICTORY_DATES)

    assert running.list_campaigns(actor=CAF, today=TODAY) == ()


def test_a_closed_campaign_takes_no_answer_and_keeps_its_figures(town, campaign):
    row = opened(campaign, CAF).rows[0]
    answered(campaign, row.id, CLOSE_IT, CAF)
    running.close_campaign(campaign, actor=CAF, today=TODAY)

    with pytest.raises(Conflict, match="takes no more answers"):
        answered(campaign, row.id, STILL_OPEN, CAF, version=1)
    with pytest.raises(Conflict, match="closed already"):
        running.close_campaign(campaign, actor=CAF, today=TODAY)

    an_assessment(town.family, agency_id=town.health, initiated_on=LONG_AGO)
    found = running.open_campaign(campaign, actor=CAF, today=date(2013, 9, 1))
    assert found.compared_on == TODAY
    assert {each.words: (each.before, each.now, each.left, each.joined) for each in found.effect[:3]} == {
        "CAFs open": (3, 2, 1, 0),
        "CAFs open without a lead professional’s agency": (2, found.effect[1].now, found.effect[1].left, 0),
        "CAFs open for over two years": (2, 1, 1, 0),
    }


def test_the_effect_is_what_the_board_report_would_count_now(town, campaign):
    row = opened(campaign, town.lead).rows[0]
    answered(campaign, row.id, CLOSE_IT, town.lead)

    found = running.open_campaign(campaign, actor=CAF, today=TODAY)

    changed = {each.words: each.difference for each in found.effect if each.difference}
    assert changed == {
        "CAFs open": -1,
        "CAFs open for over two years": -1,
        "CAFs closed in 2013/14": 1,
        "CAFs closed in 2013/14: needs met": 1,
    }


def test_a_figure_opens_to_the_cases_that_left_and_joined_it(town, campaign):
    row = opened(campaign, town.lead).rows[0]
    answered(campaign, row.id, CLOSE_IT, town.lead)

    gone = running.open_difference(campaign, 1, actor=COORDINATOR, today=TODAY)
    (come,) = (
        running.open_difference(campaign, number, actor=COORDINATOR, today=TODAY)
        for number, each in enumerate(running.open_campaign(campaign, actor=CAF, today=TODAY).effect, 1)
        if each.words == "CAFs closed in 2013/14"
    )
    listed = running.open_difference(campaign, 13, actor=COORDINATOR, today=TODAY)

    assert [(each.assessment_id, each.family_id) for each in gone.left] == [(town.of_clinic, town.family)]
    assert gone.joined == come.left == listed.left == ()
    assert [each.assessment_id for each in come.joined] == [town.of_clinic]
    for number in (0, 99):
        with pytest.raises(NotFound, match="no such figure"):
            running.open_difference(campaign, number, actor=COORDINATOR, today=TODAY)
    with pytest.raises(Forbidden):
        running.open_difference(campaign, 1, actor=CAF, today=TODAY)


def test_contradictory_dates_are_mended_or_said_to_be_right(town):
    with transaction(COORDINATOR) as session:
        held = session.get_one(Assessment, town.recent)
        held.initiated_on = date(2013, 2, 1)
    campaign = started(CampaignKind.CONTRADICTORY_DATES)
    (row,) = opened(campaign, town.school_manager).rows
    answer = partial(answered, campaign, row.id, actor=town.school_manager)

    assert "would be before the initiation" in opened(campaign, CAF).rows[0].assessment.date_faults[0]
    assert (row.assessment.date_faults, row.assessment.date_fault_count) == ((), 1)
    with pytest.raises(RuleRefused, match="They still contradict each other: which do"):
        answer(Given(RowAnswer.MENDED))
    with pytest.raises(RuleRefused, match="They still contradict each other: The start"):
        answer(Given(RowAnswer.MENDED), actor=CAF)
    assert answer(Given(RowAnswer.RIGHT_AS_IT_IS, words="It began before the form did.")) == 1
    with transaction(COORDINATOR) as session:
        session.get_one(Assessment, town.recent).initiated_on = date(2013, 1, 14)
    assert answer(Given(RowAnswer.MENDED), version=1) == 2


@pytest.fixture
def twice(town):
    same = a_family(a_ward("Aspley"))
    a_lead(an_allocation(same, town.health), town.lee, town.clinic)
    a_person(same, "Tansie", "Testcase")
    a_person(same, "Clover", "Testcase")
    return started(CampaignKind.DUPLICATES, COORDINATOR)


def test_people_who_may_be_one_are_asked_of_where_both_are_led_from(town, twice):
    with reading(COORDINATOR) as session:
        (row,) = session.exec(select(CampaignRow)).all()
    assert (row.agency_id, row.establishment_id, row.practitioner_id) == (town.health, town.clinic, None)

    (seen,) = opened(twice, town.clinic_manager).rows
    assert sorted(person.forename for person in seen.people) == ["Tansie", "Tansy"]
    assert answered(twice, seen.id, Given(RowAnswer.DIFFERENT_PEOPLE), town.clinic_manager) == 1


def test_two_people_are_shown_to_nobody_who_may_not_open_both_records(town, twice):
    with transaction(COORDINATOR) as session:
        session.execute(
            sa.text("update allocation set ends_on = '2013-07-01' where family_id <> :family"),
            {"family": town.family},
        )

    for actor in (town.clinic_manager, CAF, town.school_manager):
        with pytest.raises(NotFound):
            opened(twice, actor)
    assert len(opened(twice, COORDINATOR).rows) == 1


def test_two_who_were_said_to_be_different_people_are_not_asked_about_again(town, twice):
    (row,) = opened(twice, COORDINATOR).rows
    answered(twice, row.id, Given(RowAnswer.DIFFERENT_PEOPLE), COORDINATOR)
    running.close_campaign(twice, actor=COORDINATOR, today=TODAY)

    with pytest.raises(RuleRefused, match="no case of this kind"):
        started(CampaignKind.DUPLICATES, COORDINATOR)


def test_what_is_audited_holds_no_words(town, campaign):
    (row,) = opened(campaign, town.school_manager).rows
    answered(campaign, row.id, Given(RowAnswer.NOT_OURS, words="Ask Zebedee."), town.school_manager)

    with reading(CAF) as session:
        events = session.exec(select(AuditEvent).order_by(AuditEvent.position)).all()
    assert [event.action for event in events] == [
        "campaign.started",
        "campaign-list.opened",
        "campaign.answered",
    ]
    assert "Zebedee" not in str([event.details for event in events])
    assert events[1].details == {"cases": 1, "named": 0}
