"""Whatever is decided of allocations, in whatever order: one is current, one person leads, all adds up."""

from collections import Counter
from datetime import date, timedelta
from itertools import combinations
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from app import clock
from app.access.policies import Actor
from app.access.roles import Role
from app.cases.models.assessments import AssessmentReason
from app.cases.rules.activity import Invited
from app.cases.rules.course import Attendance, ReopeningReason
from app.cases.rules.household import Spell
from app.cases.rules.referrals import ReferralConsent
from app.cases.rules.referred import FamilyReferred, PersonReferred
from app.cases.rules.triage import Decision
from app.cases.rules.vocabulary import (
    ClosureReason,
    InitiationReason,
    LeadChosen,
    NotAllocatedReason,
    TriageOutcome,
)
from app.cases.services import (
    closing,
    covering,
    families,
    homes,
    leading,
    referral_decisions,
    referring,
    team_meetings,
    triage_deciding,
    triage_planning,
)
from app.cases.services.triage_planning import Plan
from app.db import Sessions
from app.errors import Conflict, Forbidden, NotFound, RuleRefused
from app.programme.facts import MemberRole
from app.reports import services as reports
from tests.cases.builders import (
    TODAY,
    a_family,
    a_person,
    a_practitioner,
    a_ward,
    an_agency,
    an_assessment,
    an_establishment,
)
from tests.cases.sharing_builders import a_posting, saved
from tests.conftest import COORDINATOR
from tests.lengths import examples

CHILD = PersonReferred("Fennel", "Unheardof", MemberRole.CHILD)
OTHER_OUTCOMES = [
    Decision(TriageOutcome.CHECK_FOR_CLAIM),
    Decision(TriageOutcome.NOT_TO_BE_ALLOCATED, reason=NotAllocatedReason.MOVED_OUT_OF_AREA),
    Decision(TriageOutcome.NOT_TO_BE_ALLOCATED, reason=NotAllocatedReason.SOCIAL_CARE_CASE),
]
TWICE = {"already-allocated", "decided-that-day", "already-covered", "meeting-that-day"}
NO_OVERLAP = {"allocation": "family_id", "lead_professional": "allocation_id"}
which = st.integers(0, 20)
chosen = st.sampled_from(LeadChosen)

OUTSIDE = """
select count(*) from lead_professional lead join allocation on allocation.id = lead.allocation_id
where lead.starts_on < allocation.starts_on
   or coalesce(lead.ends_on, 'infinity') > coalesce(allocation.ends_on, 'infinity')
"""
NOT_POSTED = """
select id from lead_professional lead where not exists (
    select 1 from posting where posting.practitioner_id = lead.practitioner_id
    and posting.establishment_id = lead.establishment_id
    and lead.starts_on between posting.starts_on and coalesce(posting.ends_on, 'infinity'))
"""
AFTER_CLOSURE = """
select count(*) from assessment join team_meeting on assessment_id = assessment.id
where meets_on > closed_on and held
"""
DECIDED = """
select family_id, count(*) as kept from (
    select family_id from triage_decision
    union all
    select family_id from replaced_decision join triage_decision on triage_decision.id = decision_id
) as decision group by family_id
"""
AN_ACCOUNT = """
insert into user_account (id, email, display_name, created_at)
values (gen_random_uuid(), gen_random_uuid() || '@example.org', 'Lee Example', now()) returning id
"""


class Allocations(RuleBasedStateMachine):
    """Two wards, three agencies that can lead, a few families, and all that may be decided of them."""

    connection: ClassVar[sa.Connection]

    @initialize()
    def begin(self) -> None:
        self.undone = self.connection.begin_nested()
        self.day = TODAY
        self.wards = [a_ward("Basford"), a_ward("Bulwell")]
        self.agencies = [
            an_agency(code, data_sheet_order=n) for n, code in enumerate(("HEALTH", "FIP", "YOT"), 1)
        ]
        self.places = [an_establishment(agency) for agency in self.agencies]
        self.staff = [a_practitioner(f"{name} Example") for name in ("Lee", "Robin", "Sam", "Alex")]
        homes_of_staff = (0, 1, 2, 0)
        self.postings = [
            a_posting(one, self.places[place]) for one, place in zip(self.staff, homes_of_staff, strict=True)
        ]
        self.families = [a_family(self.wards[n % 2]) for n in range(3)]
        self.assessments = []
        for family in self.families:
            child = a_person(family)
            caf = an_assessment(family, child, agency_id=self.agencies[0], consented_on=date(2013, 1, 14))
            saved(AssessmentReason(assessment_id=caf, reason=InitiationReason.BEHAVIOUR, is_primary=True))
            self.assessments.append(caf)
        self.meetings: list[UUID] = []
        self.decided: Counter[UUID] = Counter()
        self.covers: list[UUID] = []
        self.begun: set[UUID] = set()
        self.leads_seen: set[UUID] = set()
        self.changes = self.events = 0
        self.a_meeting_is_planned(0)

    # What is done.

    @rule(days=st.integers(1, 12))
    def time_passes(self, days: int) -> None:
        self.day += timedelta(days)

    @rule(in_days=st.integers(0, 3))
    def a_meeting_is_planned(self, in_days: int) -> None:
        plan = Plan(
            self.day + timedelta(in_days),
            len(self.meetings) + 1,
            frozenset(self.wards),
            frozenset(self.agencies),
        )
        self.meetings.append(triage_planning.plan_meeting(plan, actor=COORDINATOR, today=self.day))

    @rule(which=which)
    def a_meeting_is_called_off(self, which: int) -> None:
        meeting = self.one_of(self.meetings, which)
        if self.tries(
            triage_planning.call_off, meeting, version=self.plan_version(meeting), actor=COORDINATOR
        ):
            self.meetings.remove(meeting)

    @rule(which=which)
    def a_meeting_is_closed(self, which: int) -> None:
        meeting = self.one_of(self.meetings, which)
        self.tries(
            triage_planning.close_meeting,
            meeting,
            set(self.agencies[:2]),
            version=self.plan_version(meeting),
            actor=COORDINATOR,
            today=self.day,
            now=clock.now(),
        )

    @rule(which=which, meeting=which, agencies=st.integers(0, 2), joint=st.booleans(), lead=which, how=chosen)
    def a_family_is_allocated(self, which, meeting, agencies, joint, lead, how) -> None:
        named = (self.agencies[agencies], *([self.agencies[(agencies + 1) % 3]] if joint else []))
        led_by = None if lead % 4 == 3 else self.one_of(self.postings, lead)
        decision = Decision(TriageOutcome.ALLOCATE, named, led_by, how if led_by else None)
        self.decide(which, meeting, decision)

    @rule(which=which, meeting=which, decision=st.sampled_from(OTHER_OUTCOMES))
    def a_family_is_decided_on_otherwise(self, which, meeting, decision) -> None:
        self.decide(which, meeting, decision)

    @rule(which=which, lead=which, in_days=st.integers(-6, 10), how=chosen)
    def the_lead_is_changed(self, which, lead, in_days, how) -> None:
        family = self.one_of(self.families, which)
        if self.tries(
            leading.change_lead,
            family,
            self.one_of(self.postings, lead),
            starts_on=self.day + timedelta(in_days),
            chosen=how,
            **self.given(family),
        ):
            self.changes += 1

    @rule(who=which, by=which, last=st.integers(0, 30))
    def somebody_stands_in(self, who, by, last) -> None:
        covered = self.one_of(self.staff, who)
        cover = self.tries(
            covering.name_cover,
            covered,
            self.one_of(self.postings, by),
            starts_on=self.day,
            ends_on=self.day + timedelta(last),
            actor=Actor(UUID(int=201), frozenset({Role.LEAD_PROFESSIONAL}), covered),
            today=self.day,
        )
        if cover:
            self.covers.append(cover)

    @rule(who=which)
    def somebody_leaves_the_council(self, who) -> None:
        """As an import says it: their postings end."""
        with Sessions() as session, session.begin():
            session.execute(
                sa.text("update posting set ends_on = :day where ends_on is null and practitioner_id = :who"),
                {"day": self.day, "who": self.one_of(self.staff, who)},
            )
        self.begin_again_with(who)

    @rule(which=which, to=which)
    def a_family_moves_to_a_ward(self, which, to) -> None:
        family = self.one_of(self.families, which)
        home = homes.Home(self.one_of(self.wards, to), None, None, self.day)
        self.tries(homes.family_moves, family, home, **self.given(family))

    @rule()
    def a_family_is_referred_and_accepted(self) -> None:
        if len(self.families) > 4:
            return
        referred = FamilyReferred((CHILD,), self.wards[0], "Why.", ReferralConsent.AGREES)
        sender = Actor(self.an_account(), frozenset({Role.TEAM_MEMBER}))
        sent = referring.refer(referred, actor=sender, today=self.day, now=clock.now())
        referral_decisions.accept(sent.id, version=1, actor=COORDINATOR, today=self.day)
        self.families.append(self.scalar("select family_id from referral where id = :id", id=sent.id))

    @rule(which=which)
    def a_team_meets(self, which) -> None:
        family, assessment = self.a_case(which)
        who = [Invited(Attendance.ATTENDED, self.staff[0])]
        held = self.tries(
            team_meetings.record_team_meeting, family, assessment, self.day, who, **self.given(family)
        )
        assert not (held and self.closed_on(assessment)), "no activity after closure"

    @rule(which=which)
    def a_case_is_closed(self, which) -> None:
        family, assessment = self.a_case(which)
        reason = ClosureReason.NEEDS_MET
        self.tries(closing.close_assessment, family, assessment, self.day, reason, None, **self.given(family))

    @rule(which=which)
    def a_case_is_opened_again(self, which) -> None:
        family, assessment = self.a_case(which)
        reason = ReopeningReason.CLOSED_BY_MISTAKE
        self.tries(closing.reopen_assessment, family, assessment, reason, **self.given(family))

    # What holds after each step.

    @invariant()
    def one_allocation_is_current_and_one_person_leads(self) -> None:
        if not hasattr(self, "families"):
            return
        for table, whose in NO_OVERLAP.items():
            found = self.rows(f"select {whose} as whose, starts_on, ends_on from {table}")
            for one, other in combinations(found, 2):
                if one.whose == other.whose:
                    spells = Spell(one.starts_on, one.ends_on), Spell(other.starts_on, other.ends_on)
                    assert not spells[0].overlaps(spells[1]), table
        assert self.scalar(OUTSIDE) == 0, "a lead leads within the allocation"
        leads = {row.id for row in self.rows("select id from lead_professional")}
        new = leads - self.leads_seen
        assert not new & {row.id for row in self.rows(NOT_POSTED)}, "who is named is posted there then"
        self.leads_seen |= leads

    @invariant()
    def nothing_happens_after_a_closure_and_nothing_is_forgotten(self) -> None:
        if not hasattr(self, "families"):
            return
        assert self.scalar(AFTER_CLOSURE) == 0
        assert {row.family_id: row.kept for row in self.rows(DECIDED)} == self.decided
        assert self.scalar("select count(*) from lead_change") == self.changes
        assert self.scalar("select count(*) from cover") == len(self.covers)
        events = self.scalar("select count(*) from audit_event")
        assert events >= self.events
        self.events = events
        there = {row.id: row.starts_on for row in self.rows("select id, starts_on from allocation")}
        assert self.begun <= there.keys(), "what has begun is ended, and not taken out"
        self.begun |= {each for each, starts_on in there.items() if starts_on < self.day - timedelta(7)}

    @invariant()
    def wards_agencies_and_rollouts_come_to_the_same(self) -> None:
        if hasattr(self, "families"):
            found = reports.reconciliation(as_at=self.day, organisation="Example", actor=COORDINATOR)
            assert found
            assert [each for each in found if not each.holds] == []

    def teardown(self) -> None:
        if hasattr(self, "families"):
            for family in self.families:
                families.open_record(family, actor=COORDINATOR, today=self.day)
            self.undone.rollback()

    # How it is done.

    def decide(self, which: int, meeting: int, decision: Decision) -> None:
        """Decide on a family at a meeting, with a reason if it had been decided on before."""
        family = self.one_of(self.families, which)
        before = self.decided[family]
        made = Decision(
            decision.outcome,
            decision.agencies,
            decision.lead,
            decision.chosen,
            decision.reason,
            None,
            "Known better" if before else None,
        )
        if self.tries(
            triage_deciding.decide,
            self.one_of(self.meetings, meeting),
            family,
            made,
            now=clock.now(),
            **self.given(family),
        ):
            self.decided[family] += 1

    def begin_again_with(self, who: int) -> None:
        """Somebody new takes the place of who left, so that there is always somebody to lead."""
        new = a_practitioner("Jo Example")
        place = self.places[who % 3]
        self.staff[who % len(self.staff)] = new
        self.postings.append(a_posting(new, place))

    def tries(self, service: Any, *given: Any, **named: Any) -> Any:
        """Do it, and give what it answers, or True; a refusal in the words of the service is no answer."""
        try:
            return service(*given, **named) or True
        except (RuleRefused, NotFound, Forbidden):
            return None
        except Conflict as conflict:
            if conflict.code in TWICE:
                return None
            raise AssertionError(conflict.code) from conflict

    def given(self, family: UUID) -> dict[str, Any]:
        version = self.scalar("select version from family where id = :id", id=family)
        return {"version": version, "actor": COORDINATOR, "today": self.day}

    def a_case(self, which: int) -> tuple[UUID, UUID]:
        number = which % len(self.assessments)
        return self.families[number], self.assessments[number]

    def closed_on(self, assessment: UUID) -> date | None:
        return self.scalar("select closed_on from assessment where id = :id", id=assessment)

    def plan_version(self, meeting: UUID | None) -> int:
        found = self.rows("select version from meeting_plan where meeting_id = :id", id=meeting)
        return found[0].version if found else 0

    def an_account(self) -> UUID:
        with Sessions() as session, session.begin():
            return session.execute(sa.text(AN_ACCOUNT)).scalar_one()

    def one_of(self, known: list[UUID], which: int) -> UUID:
        return known[which % len(known)] if known else UUID(int=0)

    def rows(self, statement: str, **given: Any) -> list[sa.Row[Any]]:
        with Sessions() as session:
            return list(session.execute(sa.text(statement), given))

    def scalar(self, statement: str, **given: Any) -> Any:
        with Sessions() as session:
            return session.execute(sa.text(statement), given).scalar_one()


def test_allocations_stay_sound_and_add_up_whatever_is_decided(database: sa.Connection) -> None:
    Allocations.connection = database

    run_state_machine_as_test(
        Allocations, settings=settings(max_examples=examples(6), stateful_step_count=14)
    )


def test_a_family_that_a_meeting_gives_to_fip_alone_counts_as_fips(database: sa.Connection) -> None:
    Allocations.connection = database
    scene = Allocations()
    scene.begin()

    scene.a_family_is_allocated(0, 0, agencies=1, joint=False, lead=1, how=LeadChosen.KEY_WORKER)

    assert scene.scalar("select route from allocation") == "fip"
    scene.wards_agencies_and_rollouts_come_to_the_same()
    scene.undone.rollback()
