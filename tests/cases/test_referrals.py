"""Referrals against a real database: what is written and audited, who is told what, and what is refused."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from app.access.models import UserAccount
from app.access.policies import SYSTEM, Actor
from app.access.roles import Role
from app.audit import AuditEvent
from app.cases.models.evidence import CriterionEvidence
from app.cases.models.people import Family
from app.cases.models.referrals import Referral
from app.cases.rules.matching import Likeness
from app.cases.rules.references import family_reference
from app.cases.rules.referrals import DeclineReason, ReferralConsent, ReferralState
from app.cases.rules.referred import FamilyReferred, PersonReferred
from app.cases.rules.vocabulary import IdentifiedHow
from app.cases.services import families, referral_decisions, referrals, referring
from app.db import Row, reading, transaction
from app.embedded import Urls
from app.errors import Conflict, Forbidden, NotFound, RuleRefused
from app.programme.facts import Criterion, MemberRole
from tests.cases.builders import (
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
from tests.conftest import COORDINATOR, TODAY, counted

NOW = datetime(2013, 7, 12, 9, 0, tzinfo=UTC)
TANSY = PersonReferred("Tansy", "Testcase", MemberRole.CHILD, date(2001, 5, 9))
PETRA = PersonReferred("Petra", "Testcase", MemberRole.PARENT_OR_CARER)

accept = partial(referral_decisions.accept, version=1, actor=COORDINATOR, today=TODAY)


def an_actor(*roles: Role) -> Actor:
    """Somebody with an account, as referrals name who sent them."""
    user_id = saved(UserAccount(email=f"{uuid4()}@example.org", display_name="Lee Example", created_at=NOW))
    return Actor(user_id, frozenset(roles))


@pytest.fixture
def referrer() -> Actor:
    return an_actor(Role.TEAM_MEMBER)


@pytest.fixture
def ward() -> UUID:
    return a_ward("Basford")


@pytest.fixture
def sent(referrer: Actor, ward: UUID) -> UUID:
    """A referral of Tansy and Petra, whom nobody knows."""
    return referring.refer(referred(ward), actor=referrer, today=TODAY, now=NOW).id


def referred(ward: UUID, *people: PersonReferred) -> FamilyReferred:
    return FamilyReferred(
        people=people or (TANSY, PETRA),
        ward_id=ward,
        why="She is often absent.",
        consent=ReferralConsent.AGREES,
        criteria=frozenset({Criterion.UNAUTHORISED_ABSENCE}),
        address="1 Alder Example Road",
        postcode="NG0 0AA",
    )


def check(referrer: Actor, *people: PersonReferred):
    return referring.known_to_programme(people, actor=referrer, today=TODAY)


def audited() -> list[str]:
    with reading(COORDINATOR) as session:
        return list(session.exec(select(AuditEvent.action).order_by(col(AuditEvent.position))).all())


@pytest.mark.usefixtures("database")
class TestWhatAReferrerIsToldOfAFamilyOnFile:
    @pytest.fixture
    def known(self, ward: UUID) -> UUID:
        """A family on the list with Tansy in it, led by Kim Example for HEALTH."""
        family = a_family(ward)
        a_person(family)
        health = an_agency("HEALTH")
        lead = a_practitioner("Kim Example", work_email="kim@example.org")
        a_lead(an_allocation(family, health), lead, an_establishment(health))
        return family

    def test_a_child_on_the_list_is_known_with_who_leads_and_whom_to_ask(self, referrer, known):
        told = check(referrer, TANSY, PETRA)

        assert (told.likeness, told.agency) == (Likeness.KNOWN, "HEALTH agency")
        assert (told.contact, told.contact_email) == ("Kim Example", "kim@example.org")
        assert audited() == ["referral.checked"]

    def test_a_likeness_is_told_and_nothing_of_the_family(self, referrer, known):
        told = check(referrer, replace(TANSY, born_on=date(2002, 5, 9)))

        assert (told.likeness, told.agency, told.contact) == (Likeness.PERHAPS, None, None)

    def test_a_family_that_nobody_leads_is_known_without_an_agency(self, referrer, ward):
        a_person(a_family(ward))

        told = check(referrer, TANSY)

        assert (told.likeness, told.agency) == (Likeness.KNOWN, None)

    @pytest.mark.parametrize(
        "people",
        [
            pytest.param((replace(TANSY, born_on=None),), id="a child without a date of birth"),
            pytest.param(
                (
                    replace(TANSY, forename="Unlike", surname="Anybody"),
                    replace(TANSY, role=MemberRole.OTHER_ADULT),
                ),
                id="an adult with a child's name and date of birth",
            ),
        ],
    )
    def test_nothing_is_told_before_a_child_and_a_date_of_birth_are_named(self, referrer, known, people):
        assert check(referrer, *people).likeness is None

    def test_a_household_known_only_through_a_caf_is_not_told_of(self, referrer, ward):
        a_person(a_family(ward, listed_on=None))

        assert check(referrer, TANSY).likeness is None

    def test_an_adult_on_file_is_not_told_of(self, referrer, ward):
        a_person(a_family(ward), role=MemberRole.PARENT_OR_CARER)

        assert check(referrer, TANSY).likeness is None


@pytest.mark.usefixtures("database")
class TestReferring:
    def test_a_referral_waits_with_all_that_was_said(self, referrer, ward):
        made = referring.refer(referred(ward), actor=referrer, today=TODAY, now=NOW)

        record = referrals.open_referral(made.id, actor=referrer, today=TODAY)
        assert record == made
        assert record.state is ReferralState.WAITING
        assert [person.forename for person in record.people] == ["Tansy", "Petra"]
        assert record.criteria == (Criterion.UNAUTHORISED_ABSENCE,)
        assert (record.ward, record.referred_on, record.is_own) == ("Basford", TODAY, True)
        assert audited() == ["referral.sent", "referral.opened"]

    @pytest.mark.parametrize(
        ("change", "refusal"),
        [
            pytest.param({"people": (PETRA,)}, RuleRefused, id="no child"),
            pytest.param({"ward_id": UUID(int=9)}, NotFound, id="no such ward"),
        ],
    )
    def test_a_refusal_leaves_nothing(self, referrer, ward, change, refusal):
        with pytest.raises(refusal):
            referring.refer(replace(referred(ward), **change), actor=referrer, today=TODAY, now=NOW)

        with reading(COORDINATOR) as session:
            assert counted(session, "referral") == counted(session, "audit_event") == 0

    def test_a_role_that_does_not_refer_is_refused(self, ward):
        with pytest.raises(Forbidden):
            referring.refer(referred(ward), actor=an_actor(Role.ANALYST), today=TODAY, now=NOW)


@pytest.mark.usefixtures("database")
class TestWhoSeesAReferral:
    def test_another_referrer_is_told_what_they_would_be_told_if_there_were_none(self, sent):
        another = an_actor(Role.TEAM_MEMBER)

        with pytest.raises(NotFound) as hidden:
            referrals.open_referral(sent, actor=another, today=TODAY)
        with pytest.raises(NotFound) as unknown:
            referrals.open_referral(uuid4(), actor=another, today=TODAY)

        assert hidden.value.args == unknown.value.args
        assert referrals.list_referrals(actor=another).referrals == ()

    def test_the_coordinator_sees_the_families_and_referrals_that_it_may_repeat(self, sent, referrer, ward):
        household = a_family(ward, listed_on=None)
        a_person(household)
        sibling = a_family(ward)
        a_person(sibling, "Fennel")
        again = referring.refer(referred(ward), actor=referrer, today=TODAY, now=NOW).id

        record = referrals.open_referral(sent, actor=COORDINATOR, today=TODAY)

        assert [(each.id, each.known, each.perhaps) for each in record.families] == [
            (household, (1,), ()),
            (sibling, (), (1,)),
        ]
        assert [each.id for each in record.others] == [again]
        own = referrals.open_referral(sent, actor=referrer, today=TODAY)
        assert own.families == own.others == ()

    def test_the_list_is_narrowed_by_state_and_comes_in_pages(self, sent, referrer, ward):
        others = [referring.refer(referred(ward), actor=referrer, today=TODAY, now=NOW).id for _ in range(2)]
        accept(others[0])

        first = referrals.list_referrals(limit=2, actor=COORDINATOR)
        rest = referrals.list_referrals(limit=2, after=first.next, actor=COORDINATOR)
        waiting = referrals.list_referrals(state=ReferralState.WAITING, actor=COORDINATOR)

        assert {each.id for each in (*first.referrals, *rest.referrals)} == {sent, *others}
        assert rest.next is None
        assert {each.id for each in waiting.referrals} == {sent, others[1]}
        assert referrals.list_referrals(own_only=True, actor=COORDINATOR).referrals == ()


@pytest.mark.usefixtures("database")
class TestAskingAndAnswering:
    def test_a_question_is_news_until_it_is_seen_and_its_answer_brings_the_referral_back(
        self, sent, referrer
    ):
        version = referral_decisions.ask(sent, "Which school?", version=1, actor=COORDINATOR, now=NOW)
        (listed,) = referrals.list_referrals(actor=referrer).referrals
        opened = referrals.open_referral(sent, actor=referrer, today=TODAY)
        (seen,) = referrals.list_referrals(actor=referrer).referrals
        referring.answer(sent, "Alder Example School.", version=version, actor=referrer, now=NOW)

        record = referrals.open_referral(sent, actor=COORDINATOR, today=TODAY)
        assert (listed.is_news, seen.is_news) == (True, False)
        assert opened.open_question == "Which school?"
        assert record.state is ReferralState.WAITING
        assert record.open_question is None
        assert [(each.question, each.answer) for each in record.questions] == [
            ("Which school?", "Alder Example School.")
        ]
        assert record.version == 3

    def test_only_whoever_sent_it_answers(self, sent):
        referral_decisions.ask(sent, "Which school?", version=1, actor=COORDINATOR, now=NOW)

        with pytest.raises(Forbidden) as refused:
            referring.answer(sent, "None.", version=2, actor=COORDINATOR, now=NOW)

        assert refused.value.code == "not-your-referral"

    def test_an_answer_that_nobody_asked_for_is_refused(self, sent, referrer):
        with pytest.raises(RuleRefused):
            referring.answer(sent, "Hello.", version=1, actor=referrer, now=NOW)


@pytest.mark.usefixtures("database")
class TestTakingItToAMeeting:
    def test_the_meeting_is_kept_after_it_has_put_the_referral_off(self, sent, ward):
        meeting = a_meeting(ward, held_on=TODAY)

        referral_decisions.take_to_meeting(sent, meeting, version=1, actor=COORDINATOR)
        referral_decisions.ask(sent, "Which school?", version=2, actor=COORDINATOR, now=NOW)

        record = referrals.open_referral(sent, actor=COORDINATOR, today=TODAY)
        assert (record.state, record.meeting_held_on) == (ReferralState.ASKED, TODAY)

    def test_a_meeting_before_the_referral_is_refused(self, sent, ward):
        meeting = a_meeting(ward, held_on=date(2013, 7, 11))

        with pytest.raises(RuleRefused) as refused:
            referral_decisions.take_to_meeting(sent, meeting, version=1, actor=COORDINATOR)

        assert refused.value.code == "meeting-before-referral"

    def test_only_meetings_from_the_day_of_the_referral_on_are_offered(self, sent, ward):
        a_meeting(ward, held_on=date(2013, 7, 11))
        later = a_meeting(ward, held_on=date(2013, 7, 19))

        found = referrals.referral_to_decide(sent, ReferralState.TO_A_MEETING, actor=COORDINATOR, today=TODAY)

        assert [(each.id, each.wards) for each in found.meetings] == [(later, ("Basford",))]


@pytest.mark.usefixtures("database")
class TestDeclining:
    def test_the_referrer_reads_the_reason_and_the_end_stays(self, sent, referrer):
        referral_decisions.decline(
            sent, DeclineReason.ANOTHER, "They moved.", version=1, actor=COORDINATOR, today=TODAY
        )

        record = referrals.open_referral(sent, actor=referrer, today=TODAY)
        assert (record.state, record.decline_reason) == (ReferralState.DECLINED, DeclineReason.ANOTHER)
        assert (record.explanation, record.decided_on) == ("They moved.", TODAY)
        with pytest.raises(RuleRefused):
            accept(sent, version=2)


@pytest.mark.usefixtures("database")
class TestAccepting:
    def test_a_new_family_comes_on_to_the_list_with_its_people_home_and_criteria(self, sent, ward):
        a_family(ward)

        accept(sent)

        referral = stored_referral(sent)
        record = families.open_record(referral.family_id, actor=COORDINATOR, today=TODAY)
        assert (record.identified_on, record.identified_how) == (TODAY, IdentifiedHow.REFERRAL)
        assert record.reference
        assert record.ward == "Basford"
        assert record.residences[0].postcode == "NG0 0AA"
        assert [(person.forename, person.role) for person in record.people] == [
            ("Tansy", MemberRole.CHILD),
            ("Petra", MemberRole.PARENT_OR_CARER),
        ]
        (evidence,) = record.criteria
        assert (evidence.criterion, evidence.met) == (Criterion.UNAUTHORISED_ABSENCE, True)
        assert evidence.verified_on is None
        assert (referral.state, referral.decided_on) == (ReferralState.ACCEPTED, TODAY)
        assert audited()[1:3] == ["family.identified", "referral.accepted"]

    def test_its_reference_is_the_one_after_the_last(self, sent, ward):
        with reading(COORDINATOR) as session:
            before = session.exec(select(sa.func.max(Family.reference))).one()

        accept(sent)

        family = stored_family(stored_referral(sent).family_id)
        assert int(family.reference[3:9]) == (int(before[3:9]) if before else 0) + 1

    def test_a_family_on_the_list_is_named_and_stays_as_it_is(self, sent, ward):
        family = a_family(ward)

        accept(sent, family)

        assert stored_referral(sent).family_id == family
        assert stored_family(family).version == 1
        with reading(COORDINATOR) as session:
            assert counted(session, "family") == 1
            assert session.exec(select(CriterionEvidence)).all() == []

    def test_a_family_is_named_by_its_reference_too(self, sent, ward):
        family = a_family(ward)

        accept(sent, reference=stored_family(family).reference.lower())

        assert stored_referral(sent).family_id == family

    def test_a_household_on_file_for_a_caf_comes_on_to_the_list(self, sent, ward):
        household = a_family(ward, listed_on=None)

        accept(sent, household)

        family = stored_family(household)
        assert family.reference
        assert (family.identified_how, family.identified_on) == (IdentifiedHow.REFERRAL, TODAY)
        assert family.version == 2

    def test_when_every_number_is_given_it_says_so(self, sent):
        a_family_numbered_last()

        with pytest.raises(RuleRefused) as refused:
            accept(sent)

        assert refused.value.code == "no-number-left"

    @pytest.mark.parametrize(
        ("change", "refusal", "code"),
        [
            pytest.param({"version": 7}, Conflict, "changed-meanwhile", id="changed meanwhile"),
            pytest.param({"family_id": UUID(int=9)}, NotFound, "family", id="no such family"),
            pytest.param({"reference": "PF-000000A"}, RuleRefused, "no-such-reference", id="no reference"),
            pytest.param({"actor": Actor(UUID(int=5))}, Forbidden, "role", id="another role"),
        ],
    )
    def test_a_refusal_changes_nothing(self, sent, change, refusal, code):
        with pytest.raises(refusal) as refused:
            accept(sent, **change)

        assert refused.value.code == code
        assert stored_referral(sent).version == 1
        assert audited() == ["referral.sent"]
        with reading(COORDINATOR) as session:
            assert counted(session, "family") == counted(session, "person") == 0


def saved(row: Row) -> UUID:
    with transaction(SYSTEM) as session:
        session.add(row)
        session.flush()
        return row.id


@pytest.fixture
def two_sent(separate_database: Urls) -> list[UUID]:
    """Two referrals in a database where everything is committed."""
    sender, ward = an_actor(Role.TEAM_MEMBER), a_ward("Basford")
    return [referring.refer(referred(ward), actor=sender, today=TODAY, now=NOW).id for _ in range(2)]


def a_family_numbered_last() -> None:
    saved(
        Family(
            import_key="HH-last",
            reference="PF-999999A",
            identified_on=TODAY,
            identified_how=IdentifiedHow.DATA_MATCH,
            updated_at=NOW,
        )
    )


def test_two_acceptances_at_once_give_two_references(two_sent: list[UUID]):
    with ThreadPoolExecutor(2) as both:
        assert list(both.map(accept, two_sent)) == [2, 2]

    references = {stored_family(stored_referral(each).family_id).reference for each in two_sent}
    assert references == {family_reference(1), family_reference(2)}


def stored_referral(referral_id: UUID) -> Referral:
    with reading(COORDINATOR) as session:
        return session.get_one(Referral, referral_id)


def stored_family(family_id: UUID | None) -> Family:
    with reading(COORDINATOR) as session:
        return session.get_one(Family, family_id)
