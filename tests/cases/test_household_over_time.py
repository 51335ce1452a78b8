"""Whatever is recorded of households, in whatever order: nobody is in two at once, and every record opens."""

from datetime import date, timedelta
from itertools import combinations
from uuid import UUID

import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlmodel import col, select

from app.access.policies import Actor
from app.access.roles import Role
from app.cases.models.people import Family, HouseholdMember, Person, Residence, Ward
from app.cases.models.withdrawals import WithdrawnMembership
from app.cases.rules.household import Membership, Spell
from app.cases.rules.household_words import REASONS
from app.cases.rules.vocabulary import Sex
from app.cases.services import correcting, families, homes, people, withdrawing
from app.cases.services.people import PersonDetails
from app.db import reading
from app.errors import DomainError, RuleRefused
from app.programme.facts import MemberRole
from tests.cases.builders import TODAY, a_family, a_ward
from tests.lengths import examples

COORDINATOR = Actor(UUID(int=101), frozenset({Role.PROGRAMME_COORDINATOR}))
asked = {"actor": COORDINATOR, "today": TODAY}

BORN = date(2001, 5, 9)
CHILD = PersonDetails("Tansy", "Testcase", BORN, None, Sex.UNKNOWN, None, None, None)
BABY = PersonDetails("Baby", "Testcase", None, TODAY, Sex.UNKNOWN, None, None, None)

# Few days and few families, so that what is recorded meets what is there.
days = st.integers(-1, 40).map(lambda back: TODAY - timedelta(back))
maybe_days = st.none() | days
births = st.sampled_from([None, BORN, BORN + timedelta(3), TODAY - timedelta(20)])
roles = st.sampled_from(MemberRole)
which = st.integers(0, 50)


class Households(RuleBasedStateMachine):
    """Three families, and everything that may be done to them."""

    @initialize()
    def begin(self) -> None:
        with reading(COORDINATOR) as session:
            self.ward = session.exec(select(Ward.id)).one()
        self.families = [a_family() for _ in range(3)]
        self.comes(self.family(0), is_born=True, starts_on=BORN)
        self.comes(self.family(1), is_born=False, starts_on=TODAY - timedelta(30))

    @rule(which=which, is_born=st.booleans(), starts_on=days)
    def somebody_comes(self, which, is_born, starts_on):
        self.comes(self.family(which), is_born=is_born, starts_on=starts_on)

    @rule(which=which, last_day=days)
    def somebody_leaves(self, which, last_day):
        self.change(people.person_leaves, which, last_day)

    @rule(which=which, to=which, on=days)
    def somebody_moves(self, which, to, on):
        member = self.member(which)
        if member is not None:
            self.change(people.person_moves, which, self.family(to).id, on=on, role=member.role)

    @rule(which=which, on=days)
    def somebody_is_born(self, which, on):
        self.change(people.child_is_born, which, on, forename="Fern", surname="Testcase", sex=Sex.FEMALE)

    @rule(
        which=which,
        role=roles,
        born_on=births,
        keep_days=st.booleans(),
        starts_on=days,
        ends_on=maybe_days,
        reason=st.sampled_from(REASONS),
    )
    def somebody_is_corrected(self, which, role, born_on, keep_days, starts_on, ends_on, reason):
        member = self.member(which)
        if member is None:
            return
        with reading(COORDINATOR) as session:
            person = session.get_one(Person, member.person_id)
        right = PersonDetails(
            "Tanzy", person.surname, born_on, person.expected_on, person.sex, None, None, None
        )
        spell = Spell(member.starts_on, member.ends_on) if keep_days else Spell(starts_on, ends_on)
        self.change(
            correcting.correct_person,
            which,
            right,
            Membership(spell, member.role if keep_days else role),
            reason=reason,
        )

    @rule(which=which, reason=st.sampled_from(REASONS))
    def somebody_was_never_here(self, which, reason):
        self.change(withdrawing.withdraw_membership, which, reason)

    @rule(which=which)
    def somebody_is_put_back(self, which):
        stays = self.withdrawn()
        if stays:
            stay = stays[which % len(stays)]
            version = self.stored(stay.family_id).version
            self.try_to(withdrawing.put_back, stay.family_id, stay.id, version=version)

    @rule(which=which, reason=st.sampled_from(REASONS))
    def somebody_is_taken_out_and_put_back_at_once(self, which, reason):
        member = self.member(which)
        if member is not None:
            before = self.members()
            self.change(withdrawing.withdraw_membership, which, reason)
            taken = max(self.withdrawn(), key=lambda stay: stay.withdrawn_at)
            assert member not in self.members()
            version = self.stored(taken.family_id).version
            withdrawing.put_back(taken.family_id, taken.id, version=version, **asked)
            assert self.members() == before

    @rule(which=which, on=days)
    def a_family_moves_house(self, which, on):
        family = self.family(which)
        home = homes.Home(self.ward, None, None, on)
        self.try_to(homes.family_moves, family.id, home, version=family.version)

    @rule(which=which, starts_on=days, ends_on=maybe_days, reason=st.sampled_from(REASONS))
    def an_address_is_corrected(self, which, starts_on, ends_on, reason):
        residences = self.residences()
        if residences:
            residence = residences[which % len(residences)]
            self.try_to(
                homes.correct_address,
                residence.family_id,
                residence.id,
                homes.AddressRecorded(None, None, starts_on, ends_on),
                reason=reason,
                version=self.stored(residence.family_id).version,
            )

    @invariant()
    def nobody_is_in_two_households_and_no_family_in_two_homes(self):
        if not hasattr(self, "families"):
            return
        for held in (self.members(), self.residences()):
            for one, other in combinations(held, 2):
                whose = "person_id" if isinstance(one, HouseholdMember) else "family_id"
                if getattr(one, whose) == getattr(other, whose):
                    assert not Spell(one.starts_on, one.ends_on).overlaps(
                        Spell(other.starts_on, other.ends_on)
                    )

    def teardown(self):
        """Every record opens, and holds what is possible."""
        for family_id in getattr(self, "families", ()):
            record = families.open_record(family_id, **asked)
            for person in record.people:
                assert person.starts_on <= TODAY
                assert person.role is MemberRole.UNBORN_CHILD or (
                    person.born_on is None or person.born_on <= person.starts_on
                )

    def comes(self, family, *, is_born, starts_on):
        """Somebody new comes into a family."""
        self.try_to(
            people.add_person,
            family.id,
            CHILD if is_born else BABY,
            role=MemberRole.CHILD if is_born else MemberRole.UNBORN_CHILD,
            starts_on=starts_on,
            version=family.version,
        )

    def change(self, service, which, *given, **named):
        """Do something to a member, if there is one, as the record stands."""
        member = self.member(which)
        if member is not None:
            version = self.stored(member.family_id).version
            self.try_to(service, member.family_id, member.id, *given, version=version, **named)

    def try_to(self, service, *given, **named):
        """Do it; a rule may refuse it, and nothing else may."""
        try:
            service(*given, **named, **asked)
        except RuleRefused:
            pass
        except DomainError as other:
            raise AssertionError(other.code) from other

    def family(self, which):
        return self.stored(self.families[which % len(self.families)])

    def stored(self, family_id):
        with reading(COORDINATOR) as session:
            return session.get_one(Family, family_id)

    def members(self):
        return self._of(HouseholdMember)

    def residences(self):
        return self._of(Residence)

    def withdrawn(self):
        return self._of(WithdrawnMembership)

    def member(self, which):
        members = self.members()
        return members[which % len(members)] if members else None

    def _of(self, table):
        with reading(COORDINATOR) as session:
            return session.exec(
                select(table)
                .where(col(table.family_id).in_(self.families))
                .order_by(table.starts_on, table.id)
            ).all()


def test_households_stay_possible_whatever_is_recorded_of_them(database: sa.Connection) -> None:
    a_ward()

    run_state_machine_as_test(Households, settings=settings(max_examples=examples(7), stateful_step_count=12))
