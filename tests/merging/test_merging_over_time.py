"""Merges and their undoing between whatever else happens: nobody is in two families, nothing is lost."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlmodel import col, select

from app.cases.models.people import Family, HouseholdMember, Person
from app.cases.models.withdrawals import WithdrawnMembership
from app.cases.rules.household import Spell
from app.cases.rules.household_words import CorrectionReason
from app.cases.rules.merge_words import MergeKind
from app.cases.rules.vocabulary import Sex
from app.cases.services import families, people, withdrawing
from app.cases.services.people import PersonDetails
from app.db import reading
from app.errors import DomainError, RuleRefused
from app.merging.services.merging import Merged
from app.programme.facts import MemberRole
from tests.cases.builders import TODAY, a_family
from tests.conftest import COORDINATOR
from tests.lengths import examples
from tests.merging.builders import a_measurement
from tests.merging.whole_database import Database, database_now, differing, merge, undo

asked = {"actor": COORDINATOR, "today": TODAY}
CHILD = PersonDetails("Tansy", "Testcase", date(2001, 5, 9), None, Sex.UNKNOWN, None, None, None)

days = st.integers(0, 30).map(lambda back: TODAY - timedelta(back))
which = st.integers(0, 50)


@dataclass
class Made:
    """A merge that stands, the database before it, and whether anything else was written since."""

    merged: Merged
    before: Database
    is_alone: bool = True


class Merges(RuleBasedStateMachine):
    """Three families whose people come, leave, move, are measured, and turn out to be the same."""

    @initialize()
    def begin(self):
        self.made: list[Made] = []
        self.everybody = 0
        for _ in range(3):
            a_family()
        for number in range(4):
            self.somebody_comes(number, TODAY - timedelta(40))

    def ids(self, kind):
        with reading(COORDINATOR) as session:
            return sorted(session.exec(select(kind.id)).all())

    def member(self, number):
        with reading(COORDINATOR) as session:
            found = session.exec(select(HouseholdMember).order_by(col(HouseholdMember.id))).all()
            return found[number % len(found)] if found else None

    def wrote(self):
        for each in self.made:
            each.is_alone = False

    def version(self, family_id):
        with reading(COORDINATOR) as session:
            return session.get_one(Family, family_id).version

    @rule(number=which, starts_on=days)
    def somebody_comes(self, number, starts_on):
        found = self.ids(Family)
        family = found[number % len(found)]
        people.add_person(
            family,
            CHILD,
            role=MemberRole.CHILD,
            starts_on=starts_on,
            version=self.version(family),
            **asked,
        )
        self.everybody += 1
        self.wrote()

    @rule(number=which, last_day=days)
    def somebody_leaves(self, number, last_day):
        member = self.member(number)
        if member is None:
            return
        try:
            people.person_leaves(
                member.family_id, member.id, last_day, version=self.version(member.family_id), **asked
            )
        except DomainError:
            return
        self.wrote()

    @rule(number=which, to=which, on=days)
    def somebody_moves(self, number, to, on):
        member, found = self.member(number), self.ids(Family)
        if member is None:
            return
        try:
            people.person_moves(
                member.family_id,
                member.id,
                found[to % len(found)],
                on=on,
                role=MemberRole.CHILD,
                version=self.version(member.family_id),
                **asked,
            )
        except DomainError:
            return
        self.wrote()

    @rule(number=which)
    def somebody_was_never_here(self, number):
        member = self.member(number)
        if member is not None:
            withdrawing.withdraw_membership(
                member.family_id,
                member.id,
                CorrectionReason.TYPED_WRONG,
                version=self.version(member.family_id),
                **asked,
            )
            self.wrote()

    @rule(number=which)
    def somebody_is_put_back(self, number):
        with reading(COORDINATOR) as session:
            stays = session.exec(select(WithdrawnMembership).order_by(col(WithdrawnMembership.id))).all()
        if stays:
            stay = stays[number % len(stays)]
            try:
                withdrawing.put_back(stay.family_id, stay.id, version=self.version(stay.family_id), **asked)
            except RuleRefused:
                return
            self.wrote()

    @rule(number=which, value=st.integers(0, 3))
    def somebody_is_measured(self, number, value):
        found = self.ids(Person)
        person = found[number % len(found)]
        with reading(COORDINATOR) as session:
            count = session.execute(
                sa.text("select count(*) from measurement where person_id = :person"), {"person": person}
            ).scalar_one()
        a_measurement(person, value, date(2012, 9, 1) + timedelta(count))
        self.wrote()

    @rule(kind=st.sampled_from(MergeKind), stays=which, goes=which)
    def two_are_the_same(self, kind, stays, goes):
        found = self.ids(Family if kind is MergeKind.FAMILY else Person)
        before = database_now()
        try:
            made = merge(kind, found[stays % len(found)], found[goes % len(found)])
        except RuleRefused:
            assert differing(before, database_now()) == {}
            return
        self.made.append(Made(made, before))

    @rule(number=which)
    def they_are_not(self, number):
        if not self.made:
            return
        last = len(self.made) - 1
        at = number % len(self.made)
        made, stands = self.made[at], database_now()
        try:
            undo(made.merged)
        except RuleRefused:
            assert differing(stands, database_now()) == {}
            assert at < last or not made.is_alone
            return
        del self.made[at]
        if at == last and made.is_alone:
            assert differing(made.before, database_now()) == {}
        else:
            self.wrote()

    @invariant()
    def nobody_is_in_two_families_at_once(self):
        with reading(COORDINATOR) as session:
            found = session.exec(select(HouseholdMember)).all()
        for one, other in combinations(found, 2):
            if one.person_id == other.person_id:
                spells = [Spell(each.starts_on, each.ends_on) for each in (one, other)]
                assert not spells[0].overlaps(spells[1])

    @invariant()
    def everybody_is_a_person_or_part_of_one(self):
        with reading(COORDINATOR) as session:
            merged = session.execute(
                sa.text("select count(*) from record_merge where kind = 'person'")
            ).scalar_one()
        assert len(self.ids(Person)) + merged == self.everybody

    def teardown(self):
        """Every record opens."""
        for family in self.ids(Family):
            families.open_record(family, **asked)


def test_merges_and_their_undoing_break_nothing_whatever_happens_between(engine):
    from app import db

    class OnItsOwn(Merges):
        """Each run in a transaction that is rolled back."""

        def __init__(self):
            super().__init__()
            self.connection = engine.connect()
            self.outer = self.connection.begin()
            db.Sessions.configure(bind=self.connection, join_transaction_mode="create_savepoint")

        def teardown(self):
            super().teardown()
            db.Sessions.configure(bind=None, join_transaction_mode="conditional_savepoint")
            self.outer.rollback()
            self.connection.close()

    run_state_machine_as_test(
        OnItsOwn, settings=settings(max_examples=examples(6), stateful_step_count=10, deadline=None)
    )
