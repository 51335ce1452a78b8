"""The list of families, one family's record and the correction of a ward, on a real database."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest
from sqlmodel import col, select

from app.access.policies import Actor
from app.access.roles import Role
from app.audit import AuditEvent
from app.cases.models.people import Family, Residence
from app.cases.queries.families import FamilyFilters
from app.cases.rules.corrections import WardCorrection
from app.cases.rules.standing import FamilyStatus
from app.cases.rules.vocabulary import TriageOutcome
from app.cases.services import families
from app.db import reading
from app.errors import Conflict, Forbidden, NotFound, RuleRefused
from tests.cases.builders import (
    CHANGED_AT,
    DECIDED_ON,
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
AUDITOR = Actor(UUID(int=103), frozenset({Role.INTERNAL_AUDITOR}))
HEAD = Actor(UUID(int=104), frozenset({Role.AGENCY_MANAGER}))

listed = partial(families.list_families, actor=COORDINATOR, today=TODAY)


def ids(page):
    return [family.id for family in page.families]


@pytest.fixture
def led(database):
    """A family led from a clinic, with all that made it so."""

    class Led:
        ward = a_ward()
        agency = an_agency("HEALTH")
        clinic = an_establishment(agency)
        lead = a_practitioner("Lee Example")
        family = a_family(ward, attached_on=DECIDED_ON)
        allocation = an_allocation(family, agency)

    a_lead(Led.allocation, Led.lead, Led.clinic)
    return Led


def test_a_family_is_listed_with_its_ward_standing_agency_and_lead(led):
    (family,) = listed(FamilyFilters()).families

    assert family.id == led.family
    assert family.ward == "Basford"
    assert family.status is FamilyStatus.WORKED_WITH
    assert family.agencies == ("HEALTH",)
    assert family.lead_name == "Lee Example"
    assert family.attached_on == DECIDED_ON


def test_a_joint_allocation_names_its_leading_agency_first(led):
    family = a_family()
    an_allocation(family, an_agency("SCHOOL"), led.agency)

    rows = {row.id: row for row in listed(FamilyFilters()).families}

    assert rows[family].agencies == ("SCHOOL", "HEALTH")


def test_an_ended_allocation_shows_no_agency_and_no_lead(led):
    family = a_family()
    a_lead(an_allocation(family, led.agency, ends_on=TODAY - timedelta(1)), led.lead, led.clinic)

    row = next(row for row in listed(FamilyFilters()).families if row.id == family)

    assert (row.status, row.agencies, row.lead_name) == (FamilyStatus.CLOSED, (), None)


def test_pages_follow_each_other_without_a_gap_or_a_repeat_even_when_times_are_equal(database):
    made = {a_family(changed_at=CHANGED_AT + timedelta(minutes=number // 3)) for number in range(8)}

    after, seen = None, []
    for expected in (3, 3, 2):
        page = listed(FamilyFilters(), after, 3)
        assert len(page.families) == expected
        seen += page.families
        after = page.next

    assert after is None
    assert {row.id for row in seen} == made
    assert [row.id for row in seen] == [
        row.id for row in sorted(seen, key=lambda row: (row.updated_at, row.id), reverse=True)
    ]


def test_a_list_that_ends_with_a_full_page_has_no_next(database):
    a_family()
    a_family()

    assert listed(FamilyFilters(), None, 2).next is None


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        pytest.param(FamilyFilters(ward="Basford"), True, id="its ward"),
        pytest.param(FamilyFilters(ward="Bulwell"), False, id="another ward"),
        pytest.param(FamilyFilters(agency="HEALTH"), True, id="its agency"),
        pytest.param(FamilyFilters(agency="YOT"), False, id="another agency"),
        pytest.param(FamilyFilters(status=FamilyStatus.WORKED_WITH), True, id="its status"),
        pytest.param(FamilyFilters(status=FamilyStatus.CLOSED), False, id="another status"),
    ],
)
def test_the_list_is_narrowed_by_each_filter(led, filters, found):
    assert ids(listed(filters)) == ([led.family] if found else [])


@pytest.mark.parametrize("status", FamilyStatus)
def test_each_standing_finds_its_own_family_only(led, status):
    meeting = a_meeting(led.ward)
    made = {
        FamilyStatus.WORKED_WITH: led.family,
        FamilyStatus.CHECK_FOR_CLAIM: a_family(),
        FamilyStatus.NOT_TO_BE_ALLOCATED: a_family(),
        FamilyStatus.YET_TO_BE_ALLOCATED: a_family(),
        FamilyStatus.CLOSED: a_family(),
        FamilyStatus.NOT_ON_PROGRAMME: a_family(listed_on=None),
    }
    a_decision(made[FamilyStatus.CHECK_FOR_CLAIM], meeting, TriageOutcome.CHECK_FOR_CLAIM)
    a_decision(made[FamilyStatus.NOT_TO_BE_ALLOCATED], meeting, TriageOutcome.NOT_TO_BE_ALLOCATED)
    an_allocation(made[FamilyStatus.CLOSED], led.agency, ends_on=date(2013, 6, 30))

    assert ids(listed(FamilyFilters(status=status))) == [made[status]]
    assert families.open_record(made[status], actor=COORDINATOR, today=TODAY).status is status


def test_only_the_latest_decision_by_the_day_counts(led):
    family, meeting = a_family(), a_meeting(led.ward)
    a_decision(family, meeting, TriageOutcome.NOT_TO_BE_ALLOCATED, decided_on=date(2013, 2, 1))
    a_decision(family, meeting, TriageOutcome.CHECK_FOR_CLAIM, decided_on=date(2013, 3, 1))
    a_decision(family, meeting, TriageOutcome.ALLOCATE, decided_on=TODAY + timedelta(1))

    assert ids(listed(FamilyFilters(status=FamilyStatus.CHECK_FOR_CLAIM))) == [family]
    assert ids(listed(FamilyFilters(status=FamilyStatus.NOT_TO_BE_ALLOCATED))) == []


class TestScope:
    def test_a_lead_sees_the_families_they_lead_and_no_other(self, led):
        other = an_allocation(a_family(), led.agency)
        a_lead(other, a_practitioner("Robin Example"), led.clinic)
        lead = Actor(uuid4(), frozenset({Role.LEAD_PROFESSIONAL}), practitioner_id=led.lead)

        assert ids(listed(FamilyFilters(), actor=lead)) == [led.family]

    def test_a_lead_no_longer_sees_a_family_whose_lead_they_no_longer_are(self, led):
        before = an_allocation(a_family(), led.agency)
        a_lead(before, led.lead, led.clinic, ends_on=TODAY - timedelta(1))
        lead = Actor(uuid4(), frozenset({Role.LEAD_PROFESSIONAL}), practitioner_id=led.lead)

        assert ids(listed(FamilyFilters(), actor=lead)) == [led.family]

    def test_a_manager_sees_the_families_led_from_their_establishment_and_no_others(self, led):
        elsewhere = an_establishment(led.agency, "Birch Example Clinic")
        a_lead(an_allocation(a_family(), led.agency), led.lead, elsewhere)
        manager = replace(HEAD, managed_establishments=frozenset({led.clinic}))

        assert ids(listed(FamilyFilters(), actor=manager)) == [led.family]

    def test_a_manager_of_a_whole_agency_sees_its_joint_allocations_too(self, led):
        joint = a_family()
        an_allocation(joint, an_agency("SCHOOL"), led.agency)
        an_allocation(a_family(), an_agency("YOT"))
        manager = replace(HEAD, managed_agencies=frozenset({led.agency}))

        assert set(ids(listed(FamilyFilters(), actor=manager))) == {led.family, joint}

    def test_a_filter_never_widens_what_may_be_seen(self, led):
        a_family(led.ward)
        manager = replace(HEAD, managed_establishments=frozenset({led.clinic}))

        assert ids(listed(FamilyFilters(ward="Basford"), actor=manager)) == [led.family]

    def test_a_manager_without_a_posting_sees_nobody(self, led):
        assert ids(listed(FamilyFilters(), actor=HEAD)) == []

    def test_a_role_without_families_is_refused(self, led):
        with pytest.raises(Forbidden):
            listed(FamilyFilters(), actor=AUDITOR)


class TestOpeningARecord:
    def test_it_shows_the_people_the_homes_and_the_leads_and_is_audited(self, led):
        child = a_person(led.family)

        record = families.open_record(led.family, actor=COORDINATOR, today=TODAY)

        assert [person.person_id for person in record.people] == [child]
        assert [home.ward for home in record.residences] == ["Basford"]
        assert record.ward == "Basford"
        assert [lead.name for lead in record.allocations[0].leads] == ["Lee Example"]
        assert record.allocations[0].agencies == ("HEALTH",)
        assert audited() == [("family.opened", led.family)]

    def test_a_record_out_of_scope_is_refused_in_the_words_for_one_that_does_not_exist(self, led):
        hidden = a_family()
        manager = replace(HEAD, managed_establishments=frozenset({led.clinic}))
        open_record = partial(families.open_record, actor=manager, today=TODAY)

        with pytest.raises(NotFound) as refused:
            open_record(hidden)
        with pytest.raises(NotFound) as unknown:
            open_record(uuid4())

        assert refused.value.args == unknown.value.args
        assert audited() == []

    def test_a_role_without_families_is_refused(self, led):
        with pytest.raises(Forbidden):
            families.open_record(led.family, actor=AUDITOR, today=TODAY)


class TestCorrectingAWard:
    correct = staticmethod(
        partial(
            families.correct_ward,
            version=1,
            reason=WardCorrection.MISTAKE_ON_THE_LIST,
            actor=COORDINATOR,
            today=TODAY,
        )
    )

    def test_the_residence_gets_the_right_ward_and_the_trail_keeps_the_wrong_one(self, led):
        right = a_ward("Bulwell")

        version = self.correct(led.family, right)

        with reading(COORDINATOR) as session:
            (residence,) = session.exec(select(Residence)).all()
            family = session.exec(select(Family)).one()
            event = session.exec(select(AuditEvent)).one()
        assert version == family.version == 2
        assert family.updated_at > CHANGED_AT
        assert residence.ward_id == right
        assert event.action == "family.ward-corrected"
        assert event.details["from_ward_id"] == str(led.ward)
        assert event.details["to_ward_id"] == str(right)

    @pytest.mark.parametrize(
        ("change", "refusal", "code"),
        [
            pytest.param({"version": 7}, Conflict, "changed-meanwhile", id="changed meanwhile"),
            pytest.param({"family_id": UUID(int=9)}, NotFound, "family", id="no such family"),
            pytest.param({"ward_id": UUID(int=9)}, NotFound, "ward", id="no such ward"),
            pytest.param({"ward_id": "own"}, RuleRefused, "same-ward", id="the same ward"),
            pytest.param({"actor": HEAD}, Forbidden, "role", id="another role"),
        ],
    )
    def test_a_refusal_changes_nothing(self, led, change, refusal, code):
        asked = {"family_id": led.family, "ward_id": a_ward("Bulwell"), **change}
        asked["ward_id"] = led.ward if asked["ward_id"] == "own" else asked["ward_id"]

        with pytest.raises(refusal) as refused:
            self.correct(**asked)

        assert refused.value.code == code
        assert audited() == []
        with reading(COORDINATOR) as session:
            assert session.exec(select(Residence.ward_id)).one() == led.ward
            assert session.exec(select(Family.version)).one() == 1

    def test_a_family_without_an_address_is_refused(self, led):
        with pytest.raises(RuleRefused, match="No address"):
            self.correct(a_family(), led.ward)


def audited():
    with reading(COORDINATOR) as session:
        events = session.exec(select(AuditEvent).order_by(col(AuditEvent.position))).all()
    return [(event.action, event.subject_id) for event in events]
