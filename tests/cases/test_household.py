"""People come, leave, move, are born and are corrected, and families move house, on a real database."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest
from sqlmodel import col, select

from app.access.policies import Actor
from app.access.roles import Role
from app.audit import AuditEvent
from app.cases.models.corrections import Correction
from app.cases.models.people import Family, HouseholdMember, Person, Residence
from app.cases.rules.household import Membership, Spell
from app.cases.rules.household_words import CorrectedField, CorrectionReason
from app.cases.rules.vocabulary import Ethnicity, Sex
from app.cases.services import correcting, families, homes, people
from app.cases.services import registering_families as registering
from app.cases.services.people import PersonDetails
from app.db import reading
from app.errors import Conflict, Forbidden, NotFound, RuleRefused
from app.programme.facts import MemberRole
from tests.cases.builders import (
    TODAY,
    a_family,
    a_lead,
    a_person,
    a_practitioner,
    a_ward,
    an_agency,
    an_allocation,
    an_establishment,
)

COORDINATOR = Actor(UUID(int=101), frozenset({Role.PROGRAMME_COORDINATOR}))
AUDITOR = Actor(UUID(int=103), frozenset({Role.INTERNAL_AUDITOR}))
CAME, BORN = date(2010, 6, 1), date(2001, 5, 9)
YESTERDAY = TODAY - timedelta(1)
CHILD, UNBORN = MemberRole.CHILD, MemberRole.UNBORN_CHILD
REASON = CorrectionReason.TYPED_WRONG
TANSY = PersonDetails("Tansy", "Testcase", BORN, None, Sex.UNKNOWN, None, None, None)
BABY = replace(TANSY, forename="Baby", born_on=None, expected_on=TODAY)

asked = {"actor": COORDINATOR, "today": TODAY}
add = partial(people.add_person, role=CHILD, starts_on=CAME, version=1, **asked)
leave = partial(people.person_leaves, **asked)
move = partial(people.person_moves, role=CHILD, **asked)
birth = partial(people.child_is_born, forename="Fern", surname="Testcase", sex=Sex.FEMALE, **asked)
correct = partial(correcting.correct_person, reason=REASON, **asked)


def spells(person_id):
    """A person's days: family, first, last, role."""
    with reading(COORDINATOR) as session:
        found = session.exec(
            select(HouseholdMember)
            .where(HouseholdMember.person_id == person_id)
            .order_by(col(HouseholdMember.starts_on))
        ).all()
    return [(each.family_id, each.starts_on, each.ends_on, each.role) for each in found]


def member_of(person_id):
    with reading(COORDINATOR) as session:
        return session.exec(select(HouseholdMember).where(HouseholdMember.person_id == person_id)).one()


def version_of(family_id):
    with reading(COORDINATOR) as session:
        return session.get_one(Family, family_id).version


def all_of(table):
    with reading(COORDINATOR) as session:
        return session.exec(select(table)).all()


def actions():
    with reading(COORDINATOR) as session:
        return session.exec(select(AuditEvent.action).order_by(col(AuditEvent.position))).all()


class TestComingAndGoing:
    def test_somebody_new_is_a_member_from_the_day_and_can_be_found_by_name(self, database):
        family = a_family()

        added = add(family, TANSY)

        assert spells(added.person_id) == [(family, CAME, None, CHILD)]
        assert [person.surname_key for person in all_of(Person)] == ["testcase"]
        assert added.version == version_of(family) == 2
        assert actions() == ["person.added"]

    def test_nothing_personal_is_in_the_audit_trail(self, database):
        family = a_family()
        member = add(family, TANSY)
        right = replace(TANSY, surname="Tester", born_on=date(2001, 5, 19))
        correct(family, member.member_id, right, Membership(Spell(CAME), CHILD), version=2)

        kept = " ".join(str(event.details) for event in all_of(AuditEvent))

        assert "Test" not in kept
        assert "2001" not in kept
        assert "surname born-on" in kept

    def test_who_left_may_come_back_and_moves_keep_both_families_true(self, database):
        family, other = a_family(), a_family()
        person = a_person(family)
        member = member_of(person)
        leave(family, member.id, date(2012, 1, 31), version=1)
        move(family, member.id, family, on=date(2012, 3, 1), version=2)
        with reading(COORDINATOR) as session:
            back = session.exec(select(HouseholdMember).where(HouseholdMember.ends_on.is_(None))).one()
        move(family, back.id, other, on=date(2013, 1, 1), version=3)

        assert spells(person) == [
            (family, CAME, date(2012, 1, 31), CHILD),
            (family, date(2012, 3, 1), date(2012, 12, 31), CHILD),
            (other, date(2013, 1, 1), None, CHILD),
        ]
        assert (version_of(family), version_of(other)) == (4, 2)

    def test_a_move_to_a_family_that_the_actor_may_not_open_is_told_as_if_there_were_none(self, database):
        health, lead = an_agency("HEALTH"), a_practitioner()
        family, hidden = a_family(), a_family()
        a_lead(an_allocation(family, health), lead, an_establishment(health))
        member = member_of(a_person(family))
        worker = Actor(uuid4(), frozenset({Role.LEAD_PROFESSIONAL}), practitioner_id=lead)
        moves = partial(move, family, member.id, on=YESTERDAY, version=1, actor=worker)

        with pytest.raises(NotFound) as refused:
            moves(hidden)
        with pytest.raises(NotFound) as unknown:
            moves(uuid4())

        assert refused.value.args == unknown.value.args
        assert actions() == []
        assert (version_of(family), version_of(hidden)) == (1, 1)

    def test_nobody_is_in_two_households_at_once(self, database):
        family, other, third = a_family(), a_family(), a_family()
        member = member_of(a_person(family))
        move(family, member.id, other, on=date(2013, 1, 1), version=1)

        with pytest.raises(RuleRefused) as refused:
            move(family, member.id, third, on=YESTERDAY, version=2)

        assert refused.value.code == "in-another-household"
        assert version_of(third) == 1

    @pytest.mark.parametrize(
        ("change", "refusal", "code"),
        [
            pytest.param({"version": 7}, Conflict, "changed-meanwhile", id="changed meanwhile"),
            pytest.param({"family_id": UUID(int=9)}, NotFound, "family", id="no such family"),
            pytest.param({"member_id": UUID(int=9)}, NotFound, "member", id="nobody of this family"),
            pytest.param({"last_day": TODAY + timedelta(1)}, RuleRefused, "in-the-future", id="tomorrow"),
            pytest.param({"actor": AUDITOR}, Forbidden, "role", id="another role"),
        ],
    )
    def test_a_refusal_changes_nothing(self, database, change, refusal, code):
        family = a_family()
        person = a_person(family)
        sent = {"family_id": family, "member_id": member_of(person).id, "last_day": TODAY, "version": 1}

        with pytest.raises(refusal) as refused:
            leave(**{**sent, **change})

        assert refused.value.code == code
        assert spells(person) == [(family, CAME, None, CHILD)]
        assert (version_of(family), actions()) == (1, [])

    def test_a_birth_keeps_the_person_and_makes_a_child_of_the_unborn(self, database):
        family = a_family()
        added = add(family, BABY, role=UNBORN, starts_on=date(2013, 3, 1))

        birth(family, added.member_id, YESTERDAY, version=2)

        assert spells(added.person_id) == [
            (family, date(2013, 3, 1), YESTERDAY - timedelta(1), UNBORN),
            (family, YESTERDAY, None, CHILD),
        ]
        (person,) = all_of(Person)
        assert (person.forename, person.forename_key, person.born_on) == ("Fern", "fern", YESTERDAY)
        with pytest.raises(RuleRefused, match="not recorded as an unborn"):
            birth(family, added.member_id, YESTERDAY, version=3)


class TestCorrecting:
    def test_each_value_that_differs_is_kept_with_what_it_was(self, database):
        family = a_family()
        added = add(family, TANSY)
        right = replace(TANSY, forename="Tanzy", ethnicity=Ethnicity.WBRI, is_disabled=False)

        correct(family, added.member_id, right, Membership(Spell(date(2010, 7, 1)), CHILD), version=2)

        kept = {(made.field, made.was, made.became, made.family_id) for made in all_of(Correction)}
        assert kept == {
            (CorrectedField.FORENAME, "Tansy", "Tanzy", None),
            (CorrectedField.ETHNICITY, None, "WBRI", None),
            (CorrectedField.IS_DISABLED, None, "no", None),
            (CorrectedField.JOINED_ON, "2010-06-01", "2010-07-01", family),
        }
        assert spells(added.person_id) == [(family, date(2010, 7, 1), None, CHILD)]

    def test_a_corrected_name_is_seen_in_every_family_of_the_person(self, database):
        family, other = a_family(), a_family()
        person = a_person(family)
        member = member_of(person)
        move(family, member.id, other, on=YESTERDAY, version=1)
        right = replace(TANSY, surname="Tester")

        correct(family, member.id, right, Membership(Spell(CAME, YESTERDAY - timedelta(1)), CHILD), version=2)

        assert (version_of(family), version_of(other)) == (3, 3)
        record = families.open_record(other, actor=COORDINATOR, today=TODAY)
        assert [(made.field, made.became) for made in record.corrections] == [
            (CorrectedField.SURNAME, "Tester")
        ]

    def test_days_that_began_with_the_birth_follow_it_in_every_family(self, database):
        family, other = a_family(), a_family()
        added = add(family, TANSY, starts_on=BORN)
        move(family, added.member_id, other, on=YESTERDAY, version=2)
        with reading(COORDINATOR) as session:
            now = session.exec(select(HouseholdMember).where(HouseholdMember.family_id == other)).one()
        right = replace(TANSY, born_on=date(2001, 5, 19))

        correct(other, now.id, right, Membership(Spell(YESTERDAY), CHILD), version=2)

        assert spells(added.person_id)[0] == (family, date(2001, 5, 19), YESTERDAY - timedelta(1), CHILD)
        kept = {(made.field, made.family_id) for made in all_of(Correction)}
        assert kept == {(CorrectedField.BORN_ON, None), (CorrectedField.JOINED_ON, family)}

    def test_a_correction_that_cannot_be_leaves_nothing(self, database):
        family = a_family()
        added = add(family, TANSY)

        for right, spell, code in (
            (TANSY, Spell(CAME), "nothing-differs"),
            (replace(TANSY, born_on=TODAY + timedelta(1)), Spell(CAME), "born-in-the-future"),
            (replace(TANSY, born_on=YESTERDAY), Spell(CAME), "before-birth"),
            (TANSY, Spell(CAME, CAME - timedelta(1)), "dates-in-order"),
        ):
            with pytest.raises(RuleRefused) as refused:
                correct(family, added.member_id, right, Membership(spell, CHILD), version=2)
            assert refused.value.code == code

        assert all_of(Correction) == []
        assert spells(added.person_id) == [(family, CAME, None, CHILD)]

    def test_a_corrected_ward_is_a_correction_too(self, database):
        basford, bulwell = a_ward("Basford"), a_ward("Bulwell")
        family = a_family(basford)

        families.correct_ward(
            family, bulwell, version=1, reason=families.WardCorrection.ADDRESS_MISREAD, **asked
        )

        (made,) = all_of(Correction)
        assert (made.field, made.was, made.became) == (CorrectedField.WARD, "Basford", "Bulwell")


class TestHomes:
    def test_a_family_that_moves_ends_one_residence_and_begins_another(self, database):
        basford, bulwell = a_ward("Basford"), a_ward("Bulwell")
        family = a_family(basford)

        homes.family_moves(family, homes.Home(bulwell, "2 Example Row", None, YESTERDAY), version=1, **asked)

        found = sorted(all_of(Residence), key=lambda each: each.starts_on)
        assert [(each.ward_id, each.starts_on, each.ends_on) for each in found] == [
            (basford, CAME, YESTERDAY - timedelta(1)),
            (bulwell, YESTERDAY, None),
        ]
        assert actions() == ["family.moved"]

    def test_a_corrected_address_stays_one_residence(self, database):
        family = a_family(a_ward())
        (residence,) = all_of(Residence)
        right = homes.AddressRecorded("2 Example Row", "ZZ7 4QD", date(2010, 7, 1), None)

        homes.correct_address(family, residence.id, right, reason=REASON, version=1, **asked)

        (after,) = all_of(Residence)
        assert (after.address, after.postcode, after.starts_on) == (
            "2 Example Row",
            "ZZ7 4QD",
            date(2010, 7, 1),
        )
        assert {made.field for made in all_of(Correction)} == {
            CorrectedField.ADDRESS,
            CorrectedField.POSTCODE,
            CorrectedField.LIVED_FROM,
        }

    def test_a_family_never_lives_at_two_addresses_at_once(self, database):
        ward = a_ward()
        family = a_family(ward)
        homes.family_moves(family, homes.Home(ward, None, None, YESTERDAY), version=1, **asked)
        first = min(all_of(Residence), key=lambda each: each.starts_on)

        with pytest.raises(RuleRefused) as refused:
            homes.correct_address(
                family,
                first.id,
                homes.AddressRecorded(None, None, CAME, TODAY),
                reason=REASON,
                version=2,
                **asked,
            )

        assert refused.value.code == "lives-elsewhere-then"


class TestSomebodyWhoMovedAway:
    @pytest.fixture
    def moved(self, database):
        """A child who moved from the family of a lead to one of another's, and that lead."""
        agency = an_agency()
        clinic, lee = an_establishment(agency), a_practitioner()
        family, other = a_family(), a_family()
        a_lead(an_allocation(family, agency), lee, clinic)
        person = a_person(family)
        member = member_of(person)
        move(family, member.id, other, on=TODAY, version=1)
        return (
            family,
            other,
            member.id,
            Actor(UUID(int=105), frozenset({Role.LEAD_PROFESSIONAL}), lee),
        )

    def test_is_corrected_by_those_who_may_open_where_they_live(self, moved):
        family, _, member, lead = moved
        right = replace(TANSY, surname="Tester")

        with pytest.raises(NotFound):
            correcting.correct_person(
                family,
                member,
                right,
                Membership(Spell(CAME, YESTERDAY), CHILD),
                reason=REASON,
                version=version_of(family),
                actor=lead,
                today=TODAY,
            )

        assert [each.surname for each in all_of(Person)] == ["Testcase"]

    def test_takes_later_corrections_along(self, moved):
        family, other, _, lead = moved
        lives = next(each for each in all_of(HouseholdMember) if each.family_id == other)
        correct(
            other,
            lives.id,
            replace(TANSY, surname="Tester"),
            Membership(Spell(TODAY), CHILD),
            version=version_of(other),
        )

        seen = [
            len(families.open_record(each, actor=who, today=TODAY).corrections)
            for each, who in ((family, lead), (other, COORDINATOR))
        ]

        assert seen == [0, 1]


class TestRegistering:
    def test_a_family_without_a_reference_comes_on_file_once_however_often_it_is_sent(self, database):
        family, home = uuid4(), homes.Home(a_ward(), "1 Example Row", None, CAME)
        members = [registering.NewMember(TANSY, CHILD, None), registering.NewMember(BABY, UNBORN, None)]
        register = partial(registering.register_family, family, home, members, **asked)

        assert register() == 1
        with pytest.raises(Conflict):
            register()

        record = families.open_record(family, actor=COORDINATOR, today=TODAY)
        assert record.reference is None
        assert [(person.forename, person.starts_on) for person in record.people] == [
            ("Tansy", CAME),
            ("Baby", TODAY),
        ]
        assert actions() == ["family.registered", "family.opened"]

    def test_one_impossible_person_keeps_the_whole_family_out(self, database):
        home = homes.Home(a_ward(), None, None, CAME)
        members = [registering.NewMember(TANSY, CHILD, None), registering.NewMember(BABY, CHILD, None)]

        with pytest.raises(RuleRefused, match="unborn child"):
            registering.register_family(uuid4(), home, members, **asked)

        assert all_of(Family) == all_of(Person) == all_of(Residence) == []

    def test_only_the_coordinator_registers(self, database):
        with pytest.raises(Forbidden):
            registering.register_family(
                uuid4(), homes.Home(a_ward(), None, None, CAME), [], actor=AUDITOR, today=TODAY
            )
