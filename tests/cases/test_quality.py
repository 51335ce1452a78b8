"""What looks wrong in the data: each check finds what it is for, and nothing else."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from app.access.policies import Actor
from app.access.roles import Role
from app.cases.rules.lifecycle import AssessmentDates
from app.cases.rules.quality import FIRST, FamilyInShort, MeetingHeld, Records, quality_findings
from app.cases.rules.register import RegisterEntry
from app.cases.rules.vocabulary import LeadChosen, NotAllocatedReason, TriageOutcome
from app.cases.services import overview
from app.programme.facts import MemberRole
from tests.cases.builders import (
    TODAY,
    a_decision,
    a_family,
    a_lead,
    a_meeting,
    a_person,
    a_practitioner,
    a_ward,
    an_agency,
    an_allocation,
    an_establishment,
)

COORDINATOR = Actor(UUID(int=101), frozenset({Role.PROGRAMME_COORDINATOR}))
YESTERDAY = TODAY - timedelta(1)
SOUND = FamilyInShort(
    id=UUID(int=1),
    lives_in_a_ward=True,
    children=2,
    without_birth_date=0,
    is_allocated=True,
    ever_allocated=True,
    lead_chosen=LeadChosen.BEST_RELATIONSHIP,
    outcome=TriageOutcome.ALLOCATE,
    reason=None,
    deferred_until=None,
    is_confirmed=True,
    ever_off_the_data_sheet=False,
)
UNALLOCATED = replace(SOUND, is_allocated=False, ever_allocated=False, lead_chosen=None, outcome=None)
DEFERRED = replace(
    UNALLOCATED,
    outcome=TriageOutcome.NOT_TO_BE_ALLOCATED,
    reason=NotAllocatedReason.DEFERRED,
    deferred_until=YESTERDAY,
)
OPEN = RegisterEntry(
    UUID(int=2), AssessmentDates(date(2013, 5, 1), None, None, None, None), has_lead=True, closure_reason=None
)


def codes(*, meetings=(), families=(), assessments=()):
    return [finding.code for finding in quality_findings(Records(meetings, families, assessments), TODAY)]


def test_sound_records_have_no_findings():
    held = MeetingHeld(UUID(int=3), date(2012, 11, 16))

    assert codes(meetings=[held], families=[SOUND, UNALLOCATED], assessments=[OPEN]) == []


@pytest.mark.parametrize(
    ("held_on", "is_wrong"),
    [
        pytest.param(date(2012, 11, 16), False, id="a Friday"),
        pytest.param(date(2012, 11, 17), True, id="a Saturday"),
        pytest.param(date(2012, 11, 18), True, id="a Sunday"),
        pytest.param(date(2012, 11, 19), False, id="a Monday"),
    ],
)
def test_a_meeting_at_a_weekend_is_found(held_on, is_wrong):
    expected = ["meeting-at-a-weekend"] if is_wrong else []

    assert codes(meetings=[MeetingHeld(UUID(int=3), held_on)]) == expected


@pytest.mark.parametrize(
    ("family", "code"),
    [
        pytest.param(replace(SOUND, lead_chosen=None), "allocation-without-lead", id="no lead"),
        pytest.param(replace(SOUND, lead_chosen=LeadChosen.BY_DEFAULT), "lead-by-default", id="by default"),
        pytest.param(
            replace(UNALLOCATED, outcome=TriageOutcome.ALLOCATE),
            "decided-but-not-allocated",
            id="not allocated",
        ),
        pytest.param(
            replace(SOUND, ever_off_the_data_sheet=True), "allocated-off-the-data-sheet", id="no column"
        ),
        pytest.param(replace(SOUND, outcome=None, ever_off_the_data_sheet=True), None, id="by another route"),
        pytest.param(replace(UNALLOCATED, ever_allocated=True), None, id="its allocation has ended"),
        pytest.param(DEFERRED, "deferral-past", id="deferred until yesterday"),
        pytest.param(replace(DEFERRED, deferred_until=TODAY), None, id="deferred until today"),
        pytest.param(replace(DEFERRED, deferred_until=None), None, id="deferred without a day"),
        pytest.param(
            replace(DEFERRED, is_allocated=True, ever_allocated=True, lead_chosen=LeadChosen.KEY_WORKER),
            None,
            id="deferred and allocated since",
        ),
        pytest.param(replace(SOUND, is_confirmed=False), "allocated-not-confirmed", id="not confirmed"),
        pytest.param(replace(UNALLOCATED, is_confirmed=False), None, id="not confirmed, not allocated"),
        pytest.param(replace(SOUND, lives_in_a_ward=False), "no-address", id="no address"),
        pytest.param(replace(SOUND, children=0), "no-child", id="no child"),
        pytest.param(replace(SOUND, without_birth_date=1), "no-birth-date", id="no birth date"),
    ],
)
def test_a_familys_fault_is_found_by_its_own_check(family, code):
    assert codes(families=[family]) == ([code] if code else [])


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        pytest.param(replace(OPEN, has_lead=False), "assessment-without-lead", id="no lead"),
        pytest.param(
            replace(OPEN, dates=AssessmentDates(date(2011, 7, 11), None, None, None, None)),
            "assessment-long-open",
            id="open for over two years",
        ),
        pytest.param(
            replace(
                OPEN, dates=AssessmentDates(date(2012, 9, 1), date(2012, 9, 1), date(2012, 9, 1), None, None)
            ),
            "assessment-review-due",
            id="never reviewed",
        ),
        pytest.param(
            replace(
                OPEN,
                dates=AssessmentDates(date(2010, 9, 1), None, date(2010, 9, 1), None, TODAY),
                has_lead=False,
            ),
            None,
            id="closed",
        ),
    ],
)
def test_an_assessments_fault_is_found_by_its_own_check(entry, code):
    assert codes(assessments=[entry]) == ([code] if code else [])


def test_a_finding_says_how_many_and_names_the_first_twenty():
    families = [replace(SOUND, id=UUID(int=number), children=0) for number in range(1_001)]

    (finding,) = quality_findings(Records((), families, ()), TODAY)

    assert finding.sentence == "1,001 families on the list have nobody aged 0 to 25 in them."
    assert finding.count == 1_001
    assert finding.first == tuple(UUID(int=number) for number in range(FIRST))


def test_one_subject_is_spoken_of_as_one():
    (finding,) = quality_findings(Records((), [replace(SOUND, children=0)], ()), TODAY)

    assert finding.sentence == "One family on the list has nobody aged 0 to 25 in it."


def test_the_database_tells_the_checks_what_they_ask(database):
    basford, health = a_ward(), an_agency()
    meeting = a_meeting(basford, held_on=date(2012, 11, 18))
    led, unled, deferred = a_family(basford), a_family(basford), a_family()
    a_person(led, born_on=date(1987, 7, 13))
    a_person(unled, born_on=date(1987, 7, 12), role=MemberRole.PARENT_OR_CARER)
    a_person(unled, born_on=None)
    a_lead(
        an_allocation(led, health), a_practitioner(), an_establishment(health), chosen=LeadChosen.BY_DEFAULT
    )
    an_allocation(unled, health)
    a_decision(
        deferred,
        meeting,
        TriageOutcome.NOT_TO_BE_ALLOCATED,
        reason=NotAllocatedReason.DEFERRED,
        deferred_until=YESTERDAY,
    )
    a_family(listed_on=None)

    found = overview.data_quality(actor=COORDINATOR, today=TODAY)

    assert {finding.code: finding.first for finding in found} == {
        "meeting-at-a-weekend": (meeting,),
        "allocation-without-lead": (unled,),
        "lead-by-default": (led,),
        "deferral-past": (deferred,),
        "allocated-not-confirmed": (led, unled),
        "no-address": (deferred,),
        "no-child": (deferred,),
        "no-birth-date": (unled,),
    }


def test_an_agency_without_a_column_is_found_before_it_stops_a_report(database):
    basford, health, church = a_ward(), an_agency(data_sheet_order=1), an_agency("CHURCH")
    meeting = a_meeting(basford)
    families = [a_family(basford) for _ in range(3)]
    for family, agencies in zip(families, ([church], [health], [health, church]), strict=True):
        a_decision(family, meeting)
        an_allocation(family, *agencies)

    found = {finding.code: finding for finding in overview.data_quality(actor=COORDINATOR, today=TODAY)}

    assert found["allocated-off-the-data-sheet"].first == (families[0],), "joint ones are in SHARED"
