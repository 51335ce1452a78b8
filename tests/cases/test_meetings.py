"""Rollout meetings with their decisions and totals, and the caseloads that came of them."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from app.access.policies import Actor
from app.access.roles import Role
from app.cases.queries.meetings import MeetingTotals
from app.cases.rules.vocabulary import NotAllocatedReason, TriageOutcome
from app.cases.services import meetings as services
from app.cases.services import overview
from app.errors import Forbidden, NotFound
from tests.cases.builders import (
    DECIDED_ON,
    TODAY,
    a_decision,
    a_family,
    a_lead,
    a_meeting,
    a_practitioner,
    a_ward,
    an_agency,
    an_allocation,
    an_establishment,
)

COORDINATOR = Actor(UUID(int=101), frozenset({Role.PROGRAMME_COORDINATOR}))
MANAGER = Actor(UUID(int=102), frozenset({Role.AGENCY_MANAGER}))


def test_meetings_are_listed_in_the_order_they_were_held_with_their_wards(database):
    bridge, mapperley = a_ward("Bridge"), a_ward("Mapperley")
    later = a_meeting(mapperley, bridge, held_on=date(2013, 3, 14), rollout=3)
    earlier = a_meeting(held_on=date(2012, 11, 8))

    found = services.meetings(actor=COORDINATOR)

    assert [meeting.id for meeting in found] == [earlier, later]
    assert found[1].wards == ("Bridge", "Mapperley")
    assert found[1].rollout == 3


def test_totals_count_each_family_once_by_what_stands_and_those_who_wait(database):
    basford = a_ward("Basford")
    meeting = a_meeting(basford)
    revised = a_family(basford)
    a_decision(revised, meeting, TriageOutcome.NOT_TO_BE_ALLOCATED)
    a_decision(revised, meeting, TriageOutcome.ALLOCATE, decided_on=DECIDED_ON + timedelta(30))
    a_decision(a_family(basford), meeting, TriageOutcome.CHECK_FOR_CLAIM)
    a_family(basford)
    a_family(a_ward("Bulwell"))
    a_family(basford, listed_on=None)
    an_allocation(a_family(basford), an_agency("FIP"))

    (found,) = services.meetings(actor=COORDINATOR)

    assert found.totals == MeetingTotals(allocate=1, check_for_claim=1, not_to_be_allocated=0, undecided=1)
    assert found.totals.reviewed == 2


def test_a_meeting_shows_what_stands_of_each_decision_and_who_got_the_family(database):
    basford, health = a_ward("Basford"), an_agency("HEALTH")
    meeting, clinic = a_meeting(basford), an_establishment(health)
    allocated, refused = a_family(basford), a_family(basford)
    a_decision(allocated, meeting, TriageOutcome.CHECK_FOR_CLAIM)
    a_decision(allocated, meeting, TriageOutcome.ALLOCATE, decided_on=DECIDED_ON + timedelta(1))
    a_decision(refused, meeting, TriageOutcome.NOT_TO_BE_ALLOCATED)
    allocation = an_allocation(allocated, health, meeting_id=meeting)
    a_lead(allocation, a_practitioner("Lee Example"), clinic)

    record = services.open_meeting(meeting, actor=COORDINATOR)

    first, second = record.decisions
    assert (first.family_id, first.outcome, first.revised) == (allocated, TriageOutcome.ALLOCATE, True)
    assert (first.ward, first.agencies, first.lead_name) == ("Basford", ("HEALTH",), "Lee Example")
    assert (second.family_id, second.revised) == (refused, False)
    assert second.reason is NotAllocatedReason.SOCIAL_CARE_CASE
    assert (second.agencies, second.lead_name) == ((), None)
    assert record.meeting.totals.reviewed == 2


def test_a_meeting_that_there_is_not_is_refused(database):
    with pytest.raises(NotFound):
        services.open_meeting(uuid4(), actor=COORDINATOR)


def test_meetings_are_for_the_coordinator(database):
    with pytest.raises(Forbidden):
        services.meetings(actor=MANAGER)
    with pytest.raises(Forbidden):
        services.open_meeting(uuid4(), actor=MANAGER)


def test_caseloads_count_the_families_led_now_against_the_limit(database):
    health = an_agency("HEALTH")
    clinic, lead = an_establishment(health), a_practitioner("Lee Example", caseload_limit=1)
    for _ in range(2):
        a_lead(an_allocation(a_family(), health), lead, clinic)
    a_lead(an_allocation(a_family(), health, ends_on=TODAY - timedelta(1)), lead, clinic)
    a_lead(an_allocation(a_family(), health), a_practitioner("Robin Example"), clinic)

    first, second = overview.caseloads(actor=COORDINATOR, today=TODAY)

    assert (first.name, first.families, first.limit, first.is_over) == ("Lee Example", 2, 1, True)
    assert (second.name, second.families, second.limit, second.is_over) == ("Robin Example", 1, None, False)


def test_a_manager_sees_the_caseloads_of_their_own_establishment_only(database):
    health = an_agency("HEALTH")
    own, other = an_establishment(health), an_establishment(health, "Birch Example Clinic")
    a_lead(an_allocation(a_family(), health), a_practitioner("Lee Example"), own)
    a_lead(an_allocation(a_family(), health), a_practitioner("Robin Example"), other)
    manager = Actor(uuid4(), frozenset({Role.AGENCY_MANAGER}), managed_establishments=frozenset({own}))

    assert [load.name for load in overview.caseloads(actor=manager, today=TODAY)] == ["Lee Example"]
