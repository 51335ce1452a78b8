"""Whatever happens to families and their claims, in whatever order: nobody is claimed for twice, on nothing.

Facts come late and are corrected, people move, families are merged and parted again, windows open and close.
What may be claimed is told each time by the rules written a second time (naive_model.py), over rows as they
lie in the tables; who was claimed for is remembered here.
"""

from collections import Counter, defaultdict
from contextlib import suppress
from datetime import date, timedelta
from itertools import combinations
from typing import ClassVar
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from app import db
from app.access.policies import SYSTEM
from app.cases.models.people import Residence
from app.cases.rules.merge_words import MergeKind
from app.claims.models.claims import Target
from app.claims.models.returns import ClaimReturn
from app.claims.queries.evaluation import evaluate_programme
from app.claims.queries.lines import Line, lines
from app.claims.queries.standing import standings
from app.claims.rules.internal_audit import Finding
from app.claims.rules.lifecycle import LineState
from app.claims.rules.places import Standing
from app.claims.rules.proof import digest_of
from app.claims.rules.returns import ReturnState
from app.claims.services import answering, audit_findings, drafting, internal_audits, preparing, returning
from app.claims.services.standing import bring_up_to_date
from app.claims.services.workbench import open_window
from app.db import reading, transaction
from app.errors import Conflict, DomainError, RuleRefused
from app.programme.packs import Route
from app.reports import signing
from tests.cases.builders import a_ward
from tests.claims.claimable import (
    AUDITOR,
    COLLEAGUE,
    COORDINATOR,
    a_window,
    better_at_school,
    change_rows,
    check_evidence,
    into_work,
    put_in,
    with_progress,
)
from tests.claims.naive_model import POTS, decide, read_families
from tests.claims.test_naive_model_agrees import as_naive
from tests.lengths import IS_LONG, examples
from tests.merging.whole_database import merge, undo
from tests.reports.requests import COUNCIL
from tests.reports.returning import explain_all, the_people, version_of

PHASES = (Phase.explicit, Phase.generate)  # a history is too long to be made shorter
FIRST_DAY = date(2013, 7, 1)
LAST_DAY = date(2013, 11, 30)
WINDOWS = (("July 2013", FIRST_DAY, date(2013, 7, 31)), ("October 2013", date(2013, 10, 1), LAST_DAY))
STANDING = frozenset(LineState) - {LineState.WITHDRAWN, LineState.NOT_VALID}
BEFORE_A_RETURN = (LineState.DRAFT, LineState.EVIDENCE_COMPLETE, LineState.WITH_INTERNAL_AUDIT)

which = st.integers(0, 40)
people_asking = st.sampled_from([COORDINATOR, COORDINATOR, COLLEAGUE, AUDITOR])


class Claims(RuleBasedStateMachine):
    """A handful of families, what is recorded of them, and what is claimed for them."""

    happened: ClassVar[Counter[str]] = Counter()

    @initialize(far=st.integers(0, 5))
    def begin(self, far):
        self.today = FIRST_DAY + timedelta(11)
        self.windows = {a_window(*each): each[1:] for each in WINDOWS}
        self.merges = []
        self.drafted: dict[UUID, frozenset[UUID]] = {}
        self.untouched: set[UUID] = set()
        self.summed: list[Line] = []
        families = (
            better_at_school(),
            with_progress(),
            into_work(),
            better_at_school(funded_elsewhere=True),
            with_progress(attached_on=date(2013, 4, 8)),
        )
        self.people = the_people()
        put_in(self.connection, *families)
        ward = a_ward()
        for family in families:
            lives_in(family.family_id, ward)
        with transaction(SYSTEM) as session:
            session.add_all(
                Target(measure="families.worked-with", financial_year=year, value=value)
                for year, value in ((2012, 4), (2013, 6), (2014, 2))
            )
        self.window_goes(far)

    def window_goes(self, far: int) -> None:
        """The first window as far as so many of its steps, for every family that they may be taken for."""
        for number in range(len(self.families())) if far >= 1 else ():
            self.a_claim_is_drafted(number, 0, COORDINATOR)
        for number in range(len(self.all_lines())) if far >= 2 else ():
            self.a_line_is_completed(number, COORDINATOR)
        for number in range(len(self.all_lines())) if far >= 3 else ():
            self.a_line_goes_to_audit(number)
        if far >= 4:
            self.internal_audit_reads_a_batch(0, 0, failing=0)
        if far >= 5:
            self.a_return_is_made_and_answered(0, refused=False)

    # What is recorded.

    @rule(days=st.sampled_from([1, 1, 2, 5, 30, 80]))
    def days_pass(self, days):
        self.today = min(self.today + timedelta(days), LAST_DAY)
        self.untouched.clear()

    @rule(number=which, figure=st.sampled_from([0, 14_99, 15_00, 45_00]), late=st.integers(0, 30))
    def attendance_of_the_summer_term_comes_late(self, number, figure, late):
        self.comes_late(number, "unauthorised-absence", date(2013, 4, 15), date(2013, 7, 24), figure, late)

    @rule(number=which, figure=st.integers(0, 3), late=st.integers(0, 30))
    def exclusions_of_the_summer_term_come_late(self, number, figure, late):
        self.comes_late(number, "fixed-term-exclusions", date(2013, 4, 15), date(2013, 7, 24), figure, late)

    @rule(number=which, counts=st.tuples(st.integers(0, 5), st.integers(0, 5)))
    def offences_are_told_of(self, number, counts):
        halves = ((date(2012, 7, 1), date(2012, 12, 31)), (date(2013, 1, 1), date(2013, 6, 30)))
        for (first, last), count in zip(halves, counts, strict=True):
            self.comes_late(number, "proven-offences", first, last, count, 0)

    @rule(number=which, value=st.sampled_from([0, 1, 2, 3, 14_99, 15_00, 60_00]))
    def a_figure_is_corrected(self, number, value):
        ids = self.column("select id from measurement where ends_on is not null order by id")
        row = self.one_of(ids, number)
        change_rows("update measurement set value = :value where id = :id", value=value, id=row)
        self.untouched.clear()

    @rule(number=which)
    def nobody_vouches_for_a_criterion_any_more(self, number):
        ids = self.column("select id from criterion_evidence order by id")
        change_rows(
            "update criterion_evidence set verified_on = null, verified_by = null where id = :id",
            id=self.one_of(ids, number),
        )
        self.untouched.clear()

    @rule(number=which)
    def a_criterion_is_vouched_for(self, number):
        ids = self.column("select id from criterion_evidence where verified_on is null order by id")
        if ids:
            change_rows(
                "update criterion_evidence set verified_on = :today,"
                " verified_by = (select id from practitioner order by id limit 1) where id = :id",
                today=self.today,
                id=self.one_of(ids, number),
            )
            self.untouched.clear()

    # Who lives where, and who is whom.

    @rule(number=which, to=which)
    def somebody_moves(self, number, to):
        stays = self.column("select id from household_member where ends_on is null order by id")
        families = self.families()
        if stays:
            self.moves(self.one_of(stays, number), self.one_of(families, to))

    @rule(number=which)
    def a_household_is_re_formed_under_a_new_record(self, number):
        family_id = self.one_of(self.families(), number)
        new = put_in_copy(family_id)
        stays = self.column(
            "select id from household_member where ends_on is null and family_id = :family order by id",
            family=family_id,
        )
        for stay in stays:
            self.moves(stay, new)
        self.untouched.clear()

    @rule(stays=which, goes=which)
    def two_families_are_one(self, stays, goes):
        families, before = self.families(), self.standing_totals()
        one, other = self.one_of(families, stays), self.one_of(families, goes)
        try:
            self.merges.append(merge(MergeKind.FAMILY, one, other))
        except DomainError:
            return
        assert self.standing_totals() <= before
        self.happened["merged"] += 1
        self.untouched.clear()

    @rule(number=which)
    def they_were_not(self, number):
        if self.merges:
            made = self.one_of(self.merges, number)
            try:
                undo(made)
            except DomainError:
                return
            self.merges.remove(made)
            self.happened["parted"] += 1
            self.untouched.clear()

    # What is claimed.

    @rule(number=which, window=which, actor=people_asking)
    def a_claim_is_drafted(self, number, window, actor):
        family_id, window_id = self.one_of(self.families(), number), self.window(window)
        said = decide(read_families(self.connection)[family_id], self.today)
        is_open = self.windows[window_id][0] <= self.today <= self.windows[window_id][1]
        people = self.people_of(family_id)
        claimed_elsewhere = self.people_claimed_for(but=family_id)
        begun = bool(self.lines_of(family_id))
        try:
            made = drafting.draft_claim(family_id, window_id, actor=actor, today=self.today)
        except DomainError:
            plain = said is not None and said.claimable and is_open and actor is not AUDITOR
            if plain and not begun and not people & claimed_elsewhere:
                raise
            return
        assert is_open
        assert actor is not AUDITOR
        assert said is not None
        assert said.eligible == "yes"
        assert not people & claimed_elsewhere
        self.happened["drafted"] += 1
        for line in (each for each in self.lines_of(family_id) if each.id in made.line_ids):
            assert said.routes[line.route.value] == "pass"
            self.drafted[line.id] = people
        check_evidence(family_id, today=self.today)
        for line in (each for each in self.lines_of(family_id) if each.id in made.line_ids):
            self.untouched.add(line.id)

    @rule(number=which, actor=people_asking)
    def a_line_is_completed(self, number, actor):
        line = self.some_line(number, LineState.DRAFT)
        if line is None:
            return
        said = decide(read_families(self.connection)[line.family_id], self.today)
        try:
            preparing.complete_line(line.id, version=line.version, actor=actor, today=self.today)
        except DomainError:
            if line.id in self.untouched and actor is not AUDITOR:
                raise
            return
        assert said is not None
        assert (said.eligible, said.routes[line.route.value]) == ("yes", "pass")
        self.happened["completed"] += 1

    @rule(number=which)
    def a_line_is_tested_again(self, number):
        line = self.some_line(number, LineState.DRAFT)
        if line is not None:
            with suppress(RuleRefused):  # the family is no longer on the programme
                preparing.test_again(line.id, version=line.version, actor=COORDINATOR, today=self.today)

    @rule(number=which)
    def a_line_goes_to_audit(self, number):
        line = self.some_line(number, LineState.EVIDENCE_COMPLETE)
        if line is not None:
            with suppress(RuleRefused):  # what is recorded now no longer bears it out
                preparing.send_to_audit(line.id, version=line.version, actor=COORDINATOR, today=self.today)

    @rule(number=which)
    def a_line_is_withdrawn(self, number):
        line = self.some_line(number, *BEFORE_A_RETURN)
        if line is not None:
            preparing.withdraw_line(
                line.id, "Drafted by mistake.", version=line.version, actor=COORDINATOR, today=self.today
            )

    @rule(number=which, actor=people_asking)
    def an_old_version_is_refused(self, number, actor):
        line = self.some_line(number, *BEFORE_A_RETURN)
        if line is not None and actor is not AUDITOR:
            with pytest.raises(Conflict):
                preparing.withdraw_line(
                    line.id, "Too late.", version=line.version - 1, actor=actor, today=self.today
                )

    @rule(window=which, seed=which, failing=st.sampled_from([0, 0, 1]))
    def internal_audit_reads_a_batch(self, window, seed, failing):
        window_id, auditor = self.window(window), self.people.auditor
        by_auditor = {"actor": auditor, "today": self.today}
        try:
            audit_id = internal_audits.draw_batch(window_id, seed=seed, **by_auditor)
        except DomainError:
            assert not any(
                line.window_id == window_id and line.state is LineState.WITH_INTERNAL_AUDIT
                for line in self.all_lines()
            )
            return
        for place, each in enumerate(internal_audits.open_audit(audit_id, actor=auditor).waiting):
            failed = place < failing
            audit_findings.record_finding(
                each.id,
                Finding.NOT_UPHELD if failed else Finding.UPHELD,
                "The register shows another figure." if failed else None,
                version=0,
                **by_auditor,
            )
        version = internal_audits.open_audit(audit_id, actor=auditor).version
        if failing:
            internal_audits.send_back(audit_id, version=version, **by_auditor)
            for line in self.all_lines():
                if line.state is LineState.WITH_INTERNAL_AUDIT:
                    preparing.withdraw_line(
                        line.id, "Not proved.", version=line.version, actor=COORDINATOR, today=self.today
                    )
        else:
            passed, _ = internal_audits.close(audit_id, version=version, **by_auditor)
            self.happened["audited"] += passed

    @rule(window=which, refused=st.booleans())
    def a_return_is_made_and_answered(self, window, refused):
        window_id, preparer = self.window(window), self.people.preparer
        try:
            return_id = returning.prepare(window_id, actor=preparer, on=self.today)
        except DomainError:
            return
        try:
            explain_all(return_id, preparer, self.today)
            signing.send(
                return_id, version_of(return_id), actor=preparer, on=self.today, organisation=COUNCIL
            )
        except (AssertionError, DomainError):  # an ERROR, such as a claim that is no longer borne out
            returning.abandon(return_id, version_of(return_id), actor=preparer)
            return
        officer = self.people.officer
        if refused:
            signing.refuse(return_id, version_of(return_id), "One looks odd.", actor=officer, on=self.today)
            return
        signing.sign(return_id, version_of(return_id), actor=officer, on=self.today, organisation=COUNCIL)
        with transaction(preparer) as session:  # its files take longest, and are no part of this
            found = session.get_one(ClaimReturn, return_id)
            found.state, found.submitted_on = ReturnState.SUBMITTED, self.today
        paid = answering.answer_rest(
            return_id, version_of(return_id), self.today, actor=preparer, on=self.today
        )
        self.happened["paid"] += paid

    # What always holds.

    @invariant()
    def what_was_paid_is_what_was_claimed_and_signed(self):
        paid = [line for line in self.all_lines() if line.state is LineState.PAID]
        answered = self.connection.execute(sa.text("select coalesce(sum(paid_pence), 0) from return_answer"))
        assert sum(line.value_pence for line in paid) == answered.scalar_one()
        assert not any(line.unfunded_reason and line.value_pence for line in paid)

    @invariant()
    def a_family_has_one_claim_and_no_more_than_its_pot(self):
        by_claim = defaultdict(list)
        for line in self.all_lines():
            if line.state in STANDING:
                by_claim[line.claim_id].append(line)
        assert len({(found[0].family_id, found[0].phase) for found in by_claim.values()}) == len(by_claim)
        for found in by_claim.values():
            routes = [line.route for line in found]
            assert len(set(routes)) == len(routes)
            assert Route.CONTINUOUS_EMPLOYMENT not in routes or len(routes) == 1
            assert sum(line.value_pence for line in found) <= max(pot for *_, pot in POTS)

    @invariant()
    def nobody_is_claimed_for_in_two_families(self):
        standing = [line for line in self.all_lines() if line.state in STANDING]
        for one, other in combinations(standing, 2):
            if one.claim_id != other.claim_id:
                assert not self.drafted[one.id] & self.drafted[other.id]

    @invariant()
    def no_claim_past_its_draft_stands_on_what_is_not_known(self):
        rows = self.connection.execute(
            sa.text("select proof from claim_line where state not in ('draft', 'withdrawn')")
        )
        for proof in rows.scalars():
            assert proof["eligibility"]["answer"] == "yes"
            outcomes = {part["outcome"] for part in proof["parts"]}
            assert outcomes <= {"pass", "neutral"}
            assert "pass" in outcomes

    @invariant()
    def a_window_comes_to_the_sum_of_its_families(self):
        every = self.all_lines()
        if every == self.summed:  # as they were when this was looked at last
            return
        self.summed = every
        for window_id in self.windows:
            seen = open_window(window_id, actor=COORDINATOR, today=self.today)
            told = {state: sum(line.value_pence for line in found) for state, found in seen.lines.items()}
            summed = dict.fromkeys(told, 0)
            for line in every:
                if line.window_id == window_id:
                    summed[line.state] = summed.get(line.state, 0) + line.value_pence
            assert {state: pence for state, pence in told.items() if pence} == {
                state: pence for state, pence in summed.items() if pence
            }

    @invariant()
    def the_evaluation_is_what_the_plain_reading_of_the_rules_comes_to(self):
        with reading(SYSTEM) as session:
            found = {each.family_id: as_naive(each) for each in evaluate_programme(session, self.today)}
        stored = read_families(self.connection)
        expected = {family_id: decide(family, self.today) for family_id, family in stored.items()}
        assert found == {family_id: said for family_id, said in expected.items() if said is not None}

    def replayed_it_gives_the_same_answer(self):
        """What was kept up to date write by write is what one run over everything finds, and proofs hold."""
        bring_up_to_date(today=self.today, actor=SYSTEM)
        kept = self.stands()
        bring_up_to_date(today=self.today, actor=SYSTEM, everything=True)
        assert self.stands() == kept
        frozen = self.connection.execute(
            sa.text("select proof, proof_digest from claim_line where proof is not null")
        )
        assert all(digest_of(proof) == digest for proof, digest in frozen)

    # Helpers.

    def stands(self) -> dict[UUID, Standing]:
        with reading(SYSTEM) as session:
            return {each.family_id: each for each in standings(session)}

    def column(self, statement: str, **given: object) -> list[UUID]:
        return list(self.connection.execute(sa.text(statement), given).scalars())

    def window(self, number: int) -> UUID:
        """The first window, or one time in four the second."""
        return list(self.windows)[number % 4 == 3]

    def one_of(self, found, number):
        return found[number % len(found)]

    def families(self) -> list[UUID]:
        return self.column("select id from family order by id")

    def all_lines(self) -> list[Line]:
        with reading(SYSTEM) as session:
            return list(lines(session))

    def lines_of(self, family_id: UUID) -> list[Line]:
        return [line for line in self.all_lines() if line.family_id == family_id]

    def some_line(self, number: int, *states: LineState) -> Line | None:
        found = [line for line in self.all_lines() if line.state in states]
        return self.one_of(found, number) if found else None

    def standing_totals(self) -> int:
        return sum(line.value_pence for line in self.all_lines() if line.state in STANDING)

    def people_of(self, family_id: UUID) -> frozenset[UUID]:
        """Who lives in a family today."""
        return frozenset(
            self.column(
                "select person_id from household_member where family_id = :id"
                " and starts_on <= :today and (ends_on is null or ends_on >= :today)",
                id=family_id,
                today=self.today,
            )
        )

    def people_claimed_for(self, *, but: UUID) -> frozenset[UUID]:
        """Whoever is, or ever was, in another family that has a claim standing."""
        families = {line.family_id for line in self.all_lines() if line.state in STANDING} - {but}
        return frozenset(
            self.column(
                "select person_id from household_member where family_id = any(:ids)", ids=list(families)
            )
        )

    def comes_late(self, number, kind, first, last, value, late):
        people = self.column("select id from person order by id")
        change_rows(
            "insert into measurement (id, person_id, kind, starts_on, ends_on, value, source, extract_on)"
            " values (gen_random_uuid(), :person, :kind, :first, :last, :value, 'Late extract', :extracted)"
            " on conflict do nothing",
            person=self.one_of(people, number),
            kind=kind,
            first=first,
            last=last,
            value=value,
            extracted=self.today + timedelta(late - 15),
        )
        self.untouched.clear()

    def moves(self, stay: UUID, to: UUID) -> None:
        """Whoever stays here leaves today and lives in another family from today on."""
        change_rows(
            "with gone as (update household_member set ends_on = :yesterday"
            " where id = :stay and family_id <> :to and starts_on <= :yesterday returning person_id, role)"
            " insert into household_member (id, family_id, person_id, role, starts_on)"
            " select gen_random_uuid(), :to, person_id, role, :today from gone",
            stay=stay,
            to=to,
            today=self.today,
            yesterday=self.today - timedelta(1),
        )
        self.untouched.clear()


def put_in_copy(family_id: UUID) -> UUID:
    """A new record with the programme's dates and the criteria of another, and nobody in it yet."""
    new = uuid4()
    change_rows(
        "insert into family (id, import_key, reference, identified_on, identified_how, attached_on,"
        " funded_elsewhere, updated_at, version)"
        " select :new, :key, :reference, identified_on, identified_how, attached_on, funded_elsewhere,"
        " updated_at, 1 from family where id = :old",
        new=new,
        key=f"HH-{new}",
        reference=f"T-{new}",
        old=family_id,
    )
    change_rows(
        "insert into criterion_evidence (id, family_id, criterion, met, starts_on, ends_on, source,"
        " extract_on, verified_on, verified_by) select gen_random_uuid(), :new, criterion, met, starts_on,"
        " ends_on, source, extract_on, verified_on, verified_by from criterion_evidence"
        " where family_id = :old and person_id is null",
        new=new,
        old=family_id,
    )
    change_rows(
        "insert into residence (id, family_id, ward_id, starts_on)"
        " select gen_random_uuid(), :new, ward_id, starts_on from residence where family_id = :old limit 1",
        new=new,
        old=family_id,
    )
    return new


def lives_in(family_id: UUID, ward_id: UUID) -> None:
    with transaction(SYSTEM) as session:
        session.add(Residence(family_id=family_id, ward_id=ward_id, starts_on=date(2010, 1, 1)))


@pytest.mark.parametrize("part", range(4 if IS_LONG else 1))
def test_nobody_is_claimed_for_twice_or_on_nothing_whatever_happens(engine, part):
    class OnItsOwn(Claims):
        """Each history in a transaction that is rolled back."""

        def __init__(self):
            super().__init__()
            self.connection = engine.connect()
            self.outer = self.connection.begin()
            db.Sessions.configure(bind=self.connection, join_transaction_mode="create_savepoint")

        def teardown(self):
            if hasattr(self, "people"):
                self.replayed_it_gives_the_same_answer()
            db.Sessions.configure(bind=None, join_transaction_mode="conditional_savepoint")
            self.outer.rollback()
            self.connection.close()

    run_state_machine_as_test(
        OnItsOwn,
        settings=settings(
            max_examples=examples(6, times=85), stateful_step_count=20, deadline=None, phases=PHASES
        ),
    )
    assert all(Claims.happened[what] for what in ("drafted", "completed", "audited", "paid", "merged")), (
        Claims.happened
    )
