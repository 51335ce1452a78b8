"""Whatever happens to a team and to consent: nobody reads what consent does not open to them."""

from datetime import timedelta
from itertools import count

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from app.cases.rules.sharing import ConsentBy, LawfulReason, NewConsent
from app.cases.rules.vocabulary import ConsentDecision
from app.cases.services import consenting, families, sharing, teaming
from app.errors import DomainError, NotFound
from tests.cases.builders import TODAY
from tests.cases.sharing_builders import Led, a_led_family
from tests.lengths import IS_LONG, examples

_numbers = count(1)


class Sharing(RuleBasedStateMachine):
    """A lead, a manager and a teacher in the family's team; what is allowed is kept beside, in plain sets."""

    def __init__(self) -> None:
        super().__init__()
        self.led: Led = a_led_family(f"-{next(_numbers)}")
        self.day = TODAY
        self.consent: tuple[ConsentDecision, bool] | None = None
        self.places: list[tuple[object, object]] = []
        self.shared = None

    @property
    def record(self):
        return families.open_record(self.led.family, actor=self.led.lead, today=self.day)

    def given(self, **more):
        return {"version": self.record.version, "today": self.day, "actor": self.led.lead, **more}

    @rule(days=st.integers(0, 20))
    def time_passes(self, days: int) -> None:
        self.day += timedelta(days)

    @rule(first=st.integers(-5, 10), last=st.one_of(st.none(), st.integers(0, 20)))
    def the_teacher_joins(self, first: int, last: int | None) -> None:
        begins = self.day + timedelta(first)
        ends = None if last is None else begins + timedelta(last)
        try:
            teaming.add_to_team(
                self.led.family, self.led.teachers_posting, starts_on=begins, ends_on=ends, **self.given()
            )
        except DomainError:
            return
        self.places.append((begins, ends))

    @rule()
    def whoever_is_in_the_team_leaves(self) -> None:
        for place in self.record.team:
            try:
                teaming.remove_from_team(self.led.family, place.id, **self.given())
            except DomainError:
                continue
        self.places = [each for each in self.places if each[1] is not None and each[1] < self.day]

    @rule(decision=st.sampled_from(ConsentDecision), includes=st.booleans())
    def consent_is_decided(self, decision: ConsentDecision, includes: bool) -> None:
        agencies = frozenset({self.led.school if includes else self.led.health})
        try:
            consenting.record_consent(
                self.led.family,
                self.led.assessment,
                NewConsent(decision, self.day, agencies),
                decided_by=ConsentBy.BOTH,
                present=None,
                **self.given(),
            )
        except DomainError:
            return
        self.consent = (decision, includes)

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

    @invariant()
    def the_teacher_reads_exactly_what_they_may(self) -> None:
        is_in = any(first <= self.day and (last is None or self.day <= last) for first, last in self.places)
        match self.consent:
            case (ConsentDecision.GIVEN, _) | (ConsentDecision.LIMITED, True):
                consents = True
            case _:
                consents = False
        try:
            seen = families.open_record(self.led.family, actor=self.led.member, today=self.day).assessments
        except NotFound:
            assert not is_in
            return
        assert is_in
        assert bool(seen) is (consents or self.shared is not None)


def test_nobody_ever_reads_what_consent_does_not_open_to_them(database):
    run_state_machine_as_test(
        Sharing,
        settings=settings(
            max_examples=examples(4),
            stateful_step_count=10,
            deadline=None,
            derandomize=not IS_LONG,
            suppress_health_check=list(HealthCheck),
        ),
    )
