"""Leads, cover, teams and consent on a real database: what is written, noted, and opened to whom."""

from datetime import date, timedelta
from functools import partial
from random import Random
from uuid import UUID, uuid4

import pytest
from sqlmodel import col, select

from app.access import services as access
from app.access.family_access import FamilyScope
from app.access.policies import Actor
from app.access.roles import Role
from app.audit import AuditEvent
from app.cases.models.people import Family
from app.cases.models.teams import LeadChange, TeamMember
from app.cases.models.triage import LeadProfessional
from app.cases.queries import records
from app.cases.queries.families import FamilyFilters, led_within
from app.cases.rules.consent_items import EVERY_ITEM
from app.cases.rules.sharing import ConsentBy, LawfulReason, NewConsent
from app.cases.rules.vocabulary import ConsentDecision, LeadChosen
from app.cases.services import consenting, covering, families, leading, plan, sharing, teaming
from app.cases.services.plan import NewAction
from app.db import reading, transaction
from app.errors import Conflict, Forbidden, NotFound, RuleRefused
from tests.cases.builders import (
    TODAY,
    a_family,
    a_lead,
    a_practitioner,
    an_agency,
    an_allocation,
    an_establishment,
)
from tests.cases.sharing_builders import a_led_family, an_assessment, key_of
from tests.conftest import COORDINATOR

GIVEN, LIMITED, REFUSED, WITHDRAWN = ConsentDecision
OTHER_COORDINATOR = Actor(UUID(int=109), frozenset({Role.PROGRAMME_COORDINATOR}))
CAF = Actor(UUID(int=110), frozenset({Role.CAF_COORDINATOR}))
opened = partial(families.open_record, today=TODAY)


@pytest.fixture
def led(database):
    return a_led_family()


def audited(action):
    with reading(COORDINATOR) as session:
        return session.exec(
            select(AuditEvent).where(AuditEvent.action == action).order_by(col(AuditEvent.position))
        ).all()


def version_of(family_id):
    with reading(COORDINATOR) as session:
        return session.get_one(Family, family_id).version


def hand_over(led, posting_id, *, actor=None, starts_on=TODAY, version=1):
    return leading.change_lead(
        led.family,
        posting_id,
        starts_on=starts_on,
        chosen=LeadChosen.BEST_RELATIONSHIP,
        version=version,
        actor=actor or led.lead,
        today=TODAY,
    )


def join(led, *, starts_on=TODAY, ends_on=None, actor=None):
    return teaming.add_to_team(
        led.family,
        led.teachers_posting,
        starts_on=starts_on,
        ends_on=ends_on,
        version=version_of(led.family),
        actor=actor or led.lead,
        today=TODAY,
    )


def consented(led, decision, *agencies, limits=None, actor=None, **more):
    return consenting.record_consent(
        led.family,
        led.assessment,
        NewConsent(decision, TODAY, limits or dict.fromkeys(agencies, EVERY_ITEM), **more),
        decided_by=ConsentBy.PARENT_OR_CARER,
        present="A parent and a health visitor",
        version=version_of(led.family),
        actor=actor or led.lead,
        today=TODAY,
    )


def read_by(led, actor):
    """The assessments that somebody is shown when they open the record."""
    return [each.id for each in opened(led.family, actor=actor).assessments]


class TestChangingTheLead:
    def test_the_new_lead_begins_as_the_old_one_ends_and_the_caf_coordinator_is_told(self, led):
        done = hand_over(led, led.colleagues_posting)

        with reading(COORDINATOR) as session:
            before, now = session.exec(select(LeadProfessional).order_by(LeadProfessional.starts_on)).all()
        assert (done.version, done.is_open) == (2, False)
        assert (before.practitioner_id, before.ends_on) == (led.lee, TODAY - timedelta(1))
        assert (now.practitioner_id, now.establishment_id, now.starts_on) == (
            led.colleague,
            led.clinic,
            TODAY,
        )
        (told,) = leading.lead_changes_to_note(actor=CAF)
        assert (told.from_name, told.to_name) == ("Lee Example", "Robin Example")
        leading.note_lead_change(told.id, actor=CAF)
        leading.note_lead_change(told.id, actor=CAF)
        assert leading.lead_changes_to_note(actor=CAF) == ()
        assert len(audited("lead-change.noted")) == len(audited("family.lead-changed")) == 1
        with pytest.raises(NotFound):
            opened(led.family, actor=led.lead)

    def test_a_change_to_come_leaves_the_family_with_its_lead_until_then(self, led):
        assert hand_over(led, led.colleagues_posting, starts_on=TODAY + timedelta(7)).is_open

    @pytest.mark.parametrize(
        ("change", "refusal", "code"),
        [
            pytest.param({"version": 7}, Conflict, "changed-meanwhile", id="changed meanwhile"),
            pytest.param({"posting_id": uuid4()}, NotFound, "posting", id="nobody's posting"),
            pytest.param({"posting_id": "school"}, Forbidden, "not-your-establishment", id="another school"),
            pytest.param(
                {"starts_on": date(2011, 1, 3)}, NotFound, "posting", id="a day before the posting began"
            ),
            pytest.param(
                {"starts_on": date(2012, 6, 1)}, RuleRefused, "outside-allocation", id="before the allocation"
            ),
        ],
    )
    def test_a_refusal_changes_nothing(self, led, change, refusal, code):
        asked = {"posting_id": led.colleagues_posting, **change}
        if asked["posting_id"] == "school":
            asked["posting_id"] = led.teachers_posting

        with pytest.raises(refusal) as refused:
            hand_over(led, **asked)

        assert refused.value.code == code
        with reading(COORDINATOR) as session:
            assert len(session.exec(select(LeadProfessional)).all()) == 1
            assert session.exec(select(LeadChange)).all() == []
        assert version_of(led.family) == 1

    def test_a_coordinator_may_anywhere_and_is_offered_one_agency_at_a_time(self, led):
        choices = leading.leads_to_choose(led.family, "SCHOOL", actor=COORDINATOR, today=TODAY)
        own = leading.leads_to_choose(led.family, actor=led.lead, today=TODAY)

        assert [each.name for each in choices.people] == ["Sam Example"]
        assert [(each.name, each.families) for each in own.people] == [
            ("Lee Example", 1),
            ("Robin Example", 0),
        ]
        assert hand_over(led, led.teachers_posting, actor=COORDINATOR).is_open

    def test_the_database_holds_one_lead_on_any_day(self, led):
        with pytest.raises(Conflict, match="lead professional for those dates"):
            a_lead(led.allocation, led.colleague, led.clinic, starts_on=TODAY)


class TestTeam:
    def test_a_member_reads_people_and_team_at_the_next_request_and_nothing_after_removal(self, led):
        with pytest.raises(NotFound):
            opened(led.family, actor=led.member)

        join(led)
        record = opened(led.family, actor=led.member)
        listed = families.list_families(FamilyFilters(), actor=led.member, today=TODAY).families

        assert record.seen_as == "team-member"
        assert (record.criteria, record.decisions, record.measurements, record.attached_on) == (
            (),
            (),
            (),
            None,
        )
        assert [(each.id, each.attached_on) for each in listed] == [(led.family, None)]
        (place,) = record.team
        version = teaming.remove_from_team(
            led.family, place.id, version=record.version, actor=led.lead, today=TODAY
        )
        assert version == 3
        assert families.list_families(FamilyFilters(), actor=led.member, today=TODAY).families == ()
        with pytest.raises(NotFound):
            opened(led.family, actor=led.member)

    @pytest.mark.parametrize(
        ("starts", "ends", "opens"),
        [
            pytest.param(0, 0, True, id="today only"),
            pytest.param(1, None, False, id="from tomorrow"),
            pytest.param(-9, 0, True, id="until today"),
        ],
    )
    def test_a_place_holds_between_its_dates(self, led, starts, ends, opens):
        join(
            led,
            starts_on=TODAY + timedelta(starts),
            ends_on=None if ends is None else TODAY + timedelta(ends),
        )

        if opens:
            assert opened(led.family, actor=led.member)
            return
        with pytest.raises(NotFound):
            opened(led.family, actor=led.member)

    def test_a_member_who_leads_other_families_changes_nothing_of_this_one(self, led):
        join(led)
        consented(led, GIVEN)
        lead_elsewhere = Actor(UUID(int=204), frozenset({Role.LEAD_PROFESSIONAL}), led.teacher)

        assert read_by(led, lead_elsewhere) == [led.assessment]
        for attempt in (
            lambda: hand_over(led, led.teachers_posting, actor=lead_elsewhere),
            lambda: join(led, actor=lead_elsewhere),
            lambda: consented(led, WITHDRAWN, actor=lead_elsewhere),
        ):
            with pytest.raises(NotFound):
                attempt()

    def test_the_same_person_is_not_added_twice_for_the_same_days(self, led):
        join(led)

        with pytest.raises(Conflict, match="in the family's team for those dates already"):
            join(led, starts_on=TODAY + timedelta(30))

        assert len(audited("family.team-joined")) == 1


class TestCover:
    @pytest.fixture
    def cover(self, led):
        """The colleague's account, once they stand in for the lead."""
        user_id = access.create_user(
            "robin@example.org",
            "Robin Example",
            {Role.LEAD_PROFESSIONAL},
            "three-blue-kettles",
            practitioner_key=key_of(led.colleague),
            actor=Actor(UUID(int=1), frozenset({Role.ADMINISTRATOR})),
        )
        cover_id = covering.name_cover(
            led.lee,
            led.colleagues_posting,
            starts_on=TODAY,
            ends_on=TODAY + timedelta(7),
            actor=led.lead,
            today=TODAY,
        )
        return user_id, cover_id

    @staticmethod
    def actor_on(user_id, day):
        """The account as an actor of a day, as every request finds it."""
        now = access.clock.now()
        token = access.issue_api_token(
            "t", can_write=True, expires_at=now + timedelta(1), actor=Actor(user_id), now=now
        )
        return access.actor_of_token(token.token, today=day, now=now).actor

    def test_who_stands_in_may_what_the_lead_may_between_the_dates_and_it_is_noted(self, led, cover):
        user_id, _ = cover
        robin = self.actor_on(user_id, TODAY)

        assert opened(led.family, actor=robin).seen_as == "cover"
        join(led, actor=robin)

        assert audited("family.opened")[-1].details["seen_as"] == "cover"
        assert audited("family.team-joined")[-1].details["acting_as"] == "cover"
        with pytest.raises(Forbidden):
            hand_over(led, led.colleagues_posting, actor=robin, version=2)
        assert self.actor_on(user_id, TODAY + timedelta(7)).covers == {led.lee}
        assert self.actor_on(user_id, TODAY + timedelta(8)).covers == frozenset()

    def test_it_ends_at_once_when_ended_early_and_only_once(self, led, cover):
        user_id, cover_id = cover
        with pytest.raises(NotFound):
            covering.end_cover(cover_id, actor=self.actor_on(user_id, TODAY), today=TODAY)

        covering.end_cover(cover_id, actor=led.lead, today=TODAY)

        with pytest.raises(NotFound):
            opened(led.family, actor=self.actor_on(user_id, TODAY))
        with pytest.raises(Conflict):
            covering.end_cover(cover_id, actor=led.lead, today=TODAY)

    def test_a_manager_names_cover_for_their_staff_and_nobody_for_themselves(self, led):
        name = partial(covering.name_cover, starts_on=TODAY, ends_on=TODAY, actor=led.manager, today=TODAY)

        assert name(led.lee, led.colleagues_posting)
        with pytest.raises(RuleRefused):
            name(led.colleague, led.colleagues_posting)
        with pytest.raises(Forbidden):
            name(led.lee, led.teachers_posting)
        assert len(covering.covering(actor=led.manager, today=TODAY).covers) == 1


class TestConsent:
    def test_of_two_decisions_on_a_day_the_later_keeps_more_from_being_recorded(self, led):
        agree = partial(plan.agree_action, led.family, led.assessment, actor=led.lead, today=TODAY)
        consented(led, GIVEN)
        agree(NewAction("Ring the school", due_on=TODAY), version=version_of(led.family))

        consented(led, WITHDRAWN)

        with pytest.raises(RuleRefused) as refused:
            agree(NewAction("Ring again", due_on=TODAY), version=version_of(led.family))
        assert refused.value.code == "no-consent"

    def test_it_acts_on_the_next_request_on_whoever_it_excludes(self, led):
        join(led)
        steps = [
            (None, (), False),
            (GIVEN, (), True),
            (LIMITED, (led.health,), False),
            (LIMITED, (led.school,), True),
            (WITHDRAWN, (), False),
            (REFUSED, (), False),
        ]

        for decision, agencies, opens in steps:
            if decision:
                consented(led, decision, *agencies)
            assert read_by(led, led.member) == ([led.assessment] if opens else []), decision
            assert read_by(led, led.lead) == [led.assessment]

        (assessment,) = opened(led.family, actor=led.lead).assessments
        assert [each.sequence for each in assessment.consents] == [1, 2, 3, 4, 5]
        assert assessment.consented_on == TODAY

    def test_a_manager_of_a_joint_agency_reads_within_consent(self, led):
        other = an_agency("YOT")
        family = a_family()
        an_allocation(family, led.health, other)
        manager = Actor(UUID(int=205), frozenset({Role.AGENCY_MANAGER}), managed_agencies=frozenset({other}))
        an_assessment(family, led.health)

        assert opened(family, actor=manager).assessments == ()

    def test_a_refusal_with_a_risk_is_kept_for_coordinators_and_who_recorded_it(self, led):
        consented(led, REFUSED, risk="A plainly synthetic risk.", follow_up_on=TODAY + timedelta(14))

        (listed,) = consenting.noted_risks(actor=CAF)
        (given,) = opened(led.family, actor=led.lead).assessments[0].consents
        (hidden,) = opened(led.family, actor=led.manager).assessments[0].consents

        assert (given.risk_id, given.risk_noted) == (listed.id, True)
        assert (hidden.risk_id, hidden.risk_noted) == (None, None)
        assert consenting.open_noted_risk(listed.id, actor=led.lead).risk == "A plainly synthetic risk."
        with pytest.raises(NotFound):
            consenting.open_noted_risk(listed.id, actor=led.manager)
        consenting.follow_up_risk(listed.id, "Seen at home.", actor=CAF, today=TODAY)
        with pytest.raises(Conflict):
            consenting.follow_up_risk(listed.id, "Again.", actor=CAF, today=TODAY)
        trail = [
            event.details
            for action in ("noted-risk.opened", "noted-risk.followed-up", "assessment.consent-recorded")
            for event in audited(action)
        ]
        assert len(trail) == 3
        assert not any("synthetic" in str(details) or "home" in str(details) for details in trail)

    def test_a_refused_recording_leaves_nothing_behind(self, led):
        for wrong in (partial(consented, led, WITHDRAWN), partial(consented, led, LIMITED, uuid4())):
            with pytest.raises((RuleRefused, NotFound)):
                wrong()

        assert audited("assessment.consent-recorded") == []
        assert version_of(led.family) == 1


class TestSharingWithoutConsent:
    @pytest.fixture
    def asked(self, led):
        join(led)
        return sharing.ask_to_share(
            led.family,
            led.assessment,
            agency_id=led.school,
            reason=LawfulReason.SIGNIFICANT_HARM,
            explanation="A plainly synthetic explanation.",
            version=2,
            actor=led.lead,
            today=TODAY,
        )

    def test_it_needs_another_person_and_opens_and_closes_at_once(self, led, asked):
        decide = partial(
            sharing.decide_sharing, led.family, led.assessment, asked.id, is_approved=True, today=TODAY
        )
        assert read_by(led, led.member) == []
        with pytest.raises(Forbidden):
            decide(version=3, actor=led.lead)

        decide(version=3, actor=led.manager)

        assert read_by(led, led.member) == [led.assessment]
        assert opened(led.family, actor=led.member).assessments[0].sharings == ()
        with pytest.raises(RuleRefused):
            decide(version=4, actor=OTHER_COORDINATOR)
        sharing.end_sharing(led.family, led.assessment, asked.id, version=4, actor=led.lead, today=TODAY)
        assert read_by(led, led.member) == []

    def test_whoever_asked_does_not_decide_though_they_are_a_manager(self, led):
        asked = sharing.ask_to_share(
            led.family,
            led.assessment,
            agency_id=led.school,
            reason=LawfulReason.COURT_ORDER,
            explanation="As ordered.",
            version=1,
            actor=COORDINATOR,
            today=TODAY,
        )

        with pytest.raises(Forbidden) as refused:
            sharing.decide_sharing(
                led.family,
                led.assessment,
                asked.id,
                is_approved=True,
                version=2,
                actor=COORDINATOR,
                today=TODAY,
            )

        assert refused.value.code == "own-sharing"

    def test_the_same_sharing_is_asked_for_once(self, led, asked):
        with pytest.raises(Conflict):
            sharing.ask_to_share(
                led.family,
                led.assessment,
                agency_id=led.school,
                reason=LawfulReason.LEGAL_DUTY,
                explanation="Again.",
                version=3,
                actor=led.lead,
                today=TODAY,
            )


def test_managers_see_who_has_opened_a_record_and_leads_do_not(led):
    opened(led.family, actor=led.lead)

    seen = opened(led.family, actor=led.manager).opened

    assert seen is not None
    assert [each.seen_as for each in seen] == ["lead"]
    assert opened(led.family, actor=led.lead).opened is None
    assert len(families.who_opened(led.family, actor=led.manager, today=TODAY)) == 3
    with pytest.raises(Forbidden):
        families.who_opened(led.family, actor=led.lead, today=TODAY)


def test_the_set_based_list_and_the_policy_agree_on_random_families(database):
    random = Random(9)
    agencies = [an_agency(code) for code in ("HEALTH", "SCHOOL", "YOT")]
    places = [an_establishment(random.choice(agencies)) for _ in range(4)]
    people = [a_practitioner() for _ in range(5)]
    days = [TODAY + timedelta(each) for each in (-200, -40, -1, 0, 1, 40)]
    made = []
    for _ in range(15):
        family = a_family()
        made.append(family)
        first, last = sorted(random.sample(days, 2))
        allocation = an_allocation(
            family,
            *random.sample(agencies, random.randint(1, 2)),
            starts_on=first,
            ends_on=random.choice([last, None]),
        )
        if random.random() < 0.8:
            a_lead(allocation, random.choice(people), random.choice(places), starts_on=random.choice(days))
        for member in random.sample(people, random.randint(0, 2)):
            begins, ends = sorted(random.sample(days, 2))
            with transaction(COORDINATOR) as session:
                session.add(
                    TeamMember(
                        family_id=family,
                        practitioner_id=member,
                        establishment_id=random.choice(places),
                        starts_on=begins,
                        ends_on=random.choice([ends, None]),
                        removed_at=random.choice([None, None, access.clock.now()]),
                    )
                )

    def some(of):
        return frozenset(random.sample(of, random.randint(0, 2)))

    for _ in range(25):
        scope = FamilyScope(
            every_family=False,
            practitioners=some(people),
            establishments=some(places),
            agencies=some(agencies),
            teams=some(people),
        )
        with reading(COORDINATOR) as session:
            listed = set(session.connection().execute(led_within(scope, TODAY)).scalars())
            allowed = {each for each in made if scope.includes(records.led_by(session, each, TODAY))}
        assert listed == allowed
