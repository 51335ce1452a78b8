"""A family whose team, postings and consent change at random, and what each reader may read of it by then."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from app.access.models import Posting
from app.access.policies import SYSTEM, Actor
from app.access.roles import Responsibility, Role
from app.cases.models.triage import AllocationAgency
from app.cases.queries.families import FamilyFilters
from app.cases.rules.consent_items import EVERY_ITEM, ConsentItem
from app.cases.rules.sharing import ConsentBy, LawfulReason, NewConsent
from app.cases.rules.vocabulary import ConsentDecision
from app.cases.services import consenting, course, families, plan, sharing, teaming
from app.cases.services.plan import NewAction
from app.db import transaction
from app.errors import DomainError, Forbidden, NotFound
from tests.cases.builders import TODAY, a_practitioner, an_agency, an_establishment
from tests.cases.consent_builders import fill, items_read
from tests.cases.sharing_builders import Led, a_led_family, a_posting, saved
from tests.lengths import IS_LONG, examples

_numbers = count(1)

SOME_ITEMS = st.frozensets(st.sampled_from(ConsentItem), min_size=1, max_size=4) | st.just(EVERY_ITEM)
AGENCIES = st.sampled_from(["school", "health", "second", None])
LIMITS = st.dictionaries(AGENCIES, SOME_ITEMS, max_size=3)


@dataclass(frozen=True)
class Spell:
    """Days on which the teacher is posted in an agency, or in the family's team for it. last None: open."""

    agency: UUID
    first: date
    last: date | None

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


class Sharing(RuleBasedStateMachine):
    """A lead, their manager, a teacher in the team, and the manager of a second agency of the allocation.

    What is allowed is kept beside, in plain sets, and compared with what everybody reads after each move.
    """

    asks_services = True

    def __init__(self) -> None:
        super().__init__()
        of = f"-{next(_numbers)}"
        self.led: Led = a_led_family(of)
        self.completion = fill(self.led)
        self.day = TODAY
        self.consent: tuple[ConsentDecision, dict[UUID | None, frozenset[ConsentItem]]] | None = None
        self.shared: UUID | None = None
        self.posting = self.led.teachers_posting
        self.postings = [Spell(self.led.school, date(2012, 1, 1), None)]
        self.places: list[Spell] = []
        self.second = an_agency(f"YOT{of}")
        saved(AllocationAgency(allocation_id=self.led.allocation, agency_id=self.second, position=2))
        self.second_manager = a_practitioner("Kit Example")
        a_posting(self.second_manager, an_establishment(self.second, "Elm Example"), Responsibility.AGENCY)
        self.schools_place = an_establishment(self.led.school, "Oak Example School")

    @property
    def joint(self) -> Actor:
        """The manager of the second agency, signed in."""
        roles, agencies = frozenset({Role.AGENCY_MANAGER}), frozenset({self.second})
        return Actor(UUID(int=205), roles, self.second_manager, managed_agencies=agencies)

    @property
    def record(self):
        return families.open_record(self.led.family, actor=self.led.lead, today=self.day)

    def given(self, **more):
        return {"version": self.record.version, "today": self.day, "actor": self.led.lead, **more}

    def teachers_agencies(self) -> set[UUID]:
        """The agencies for which the teacher reads: in the team for them, and posted in them still."""
        posted = {each.agency for each in self.postings if each.holds(self.day)}
        return {each.agency for each in self.places if each.holds(self.day)} & posted

    def open_to(self, agencies: set[UUID]) -> frozenset[ConsentItem]:
        """What may be read for these agencies."""
        if self.shared is not None and self.led.school in agencies:
            return EVERY_ITEM
        match self.consent:
            case (ConsentDecision.GIVEN, _) if agencies:
                return EVERY_ITEM
            case (ConsentDecision.LIMITED, limits):
                others = limits.get(None, frozenset())
                return frozenset().union(*(limits.get(each, others) for each in agencies))
            case _:
                return frozenset()

    @initialize(limits=st.dictionaries(AGENCIES, SOME_ITEMS, min_size=1, max_size=3))
    def the_teacher_is_in_the_team_and_consent_is_limited(
        self, limits: dict[str | None, frozenset[ConsentItem]]
    ) -> None:
        self.the_teacher_joins(0, None)
        self.consent_is_decided(ConsentDecision.LIMITED, limits)

    @rule(days=st.integers(0, 20))
    def time_passes(self, days: int) -> None:
        self.day += timedelta(days)

    @rule(first=st.integers(-5, 10), last=st.one_of(st.none(), st.integers(0, 20)))
    def the_teacher_joins(self, first: int, last: int | None) -> None:
        begins = self.day + timedelta(first)
        ends = None if last is None else begins + timedelta(last)
        try:
            teaming.add_to_team(self.led.family, self.posting, starts_on=begins, ends_on=ends, **self.given())
        except DomainError:
            return
        self.places.append(Spell(self.postings[-1].agency, begins, ends))

    @rule()
    def whoever_is_in_the_team_leaves(self) -> None:
        for place in self.record.team:
            try:
                teaming.remove_from_team(self.led.family, place.id, **self.given())
            except DomainError:
                continue
        self.places = [each for each in self.places if each.last is not None and each.last < self.day]

    @rule(to=st.sampled_from(["clinic", "another school", "nowhere"]))
    def the_teacher_is_posted_elsewhere(self, to: str) -> None:
        now = self.postings[-1]
        if now.first >= self.day:
            return
        until = self.day - timedelta(1)
        if now.last is None:
            with transaction(SYSTEM) as session:
                session.get_one(Posting, self.posting).ends_on = until
            self.postings[-1] = Spell(now.agency, now.first, until)
        if to == "nowhere":
            return
        place = self.led.clinic if to == "clinic" else self.schools_place
        agency = self.led.health if to == "clinic" else self.led.school
        self.posting = saved(
            Posting(
                practitioner_id=self.led.teacher,
                establishment_id=place,
                responsibility=Responsibility.OWN_CASELOAD,
                starts_on=self.day,
            )
        )
        self.postings.append(Spell(agency, self.day, None))

    @rule(decision=st.sampled_from(ConsentDecision), named=LIMITS)
    def consent_is_decided(
        self, decision: ConsentDecision, named: dict[str | None, frozenset[ConsentItem]]
    ) -> None:
        agencies = {"school": self.led.school, "health": self.led.health, "second": self.second, None: None}
        limits = {agencies[name]: items for name, items in named.items()}
        try:
            consenting.record_consent(
                self.led.family,
                self.led.assessment,
                NewConsent(decision, self.day, limits),
                decided_by=ConsentBy.BOTH,
                present=None,
                **self.given(),
            )
        except DomainError:
            return
        self.consent = (decision, limits)

    @rule(approves=st.booleans())
    def sharing_without_consent_is_asked_for_and_decided(self, approves: bool) -> None:
        try:
            asked = sharing.ask_to_share(
                self.led.family,
                self.led.assessment,
                agency_id=self.led.school,
                reason=LawfulReason.LEGAL_DUTY,
                explanation="Synthetic.",
                **self.given(),
            )
        except DomainError:
            return
        sharing.decide_sharing(
            self.led.family,
            self.led.assessment,
            asked.id,
            is_approved=approves,
            **self.given(actor=self.led.manager),
        )
        self.shared = asked.id if approves else self.shared

    @rule()
    def sharing_without_consent_ends(self) -> None:
        if self.shared is not None:
            sharing.end_sharing(self.led.family, self.led.assessment, self.shared, **self.given())
            self.shared = None

    @rule()
    def those_whom_consent_limits_write_nothing(self) -> None:
        for actor in (self.led.member, self.joint):
            with pytest.raises((Forbidden, NotFound)):
                plan.agree_action(
                    self.led.family,
                    self.led.assessment,
                    NewAction("Ring", due_on=self.day),
                    **self.given(actor=actor),
                )
            with pytest.raises((Forbidden, NotFound)):
                course.open_to_go_on(
                    self.led.family, self.led.assessment, again=True, actor=actor, today=self.day
                )

    @invariant()
    def everybody_reads_exactly_what_consent_opens_to_them(self) -> None:
        if not self.asks_services:
            return
        for actor, agencies in ((self.led.member, self.teachers_agencies()), (self.joint, {self.second})):
            read = items_read(self.led, self.completion, actor, self.day)
            assert read == self.open_to(agencies), actor
        listed = families.list_families(FamilyFilters(), actor=self.led.member, today=self.day).families
        assert bool(listed) is bool(self.teachers_agencies())


def run(machine: type[Sharing], *, modest: int) -> None:
    """Try a machine with this many examples, or many more in the long tests."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples(modest),
            stateful_step_count=8,
            deadline=None,
            derandomize=not IS_LONG,
            suppress_health_check=list(HealthCheck),
        ),
    )
