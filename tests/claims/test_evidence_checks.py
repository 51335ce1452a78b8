"""Evidence checked by a person on a real database: never by who entered it, and only what was looked at."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from sqlmodel import select

from app import clock
from app.audit import AuditEvent
from app.cases.models.evidence import CriterionEvidence
from app.cases.rules.referrals import ReferralConsent
from app.cases.rules.referred import FamilyReferred, PersonReferred
from app.cases.services import referral_decisions, referring
from app.claims.models.claims import ClaimEvidence, ClaimLine
from app.claims.queries.evidence_checks import NOTHING_GATHERED, unchecked
from app.claims.rules.lifecycle import LineState
from app.claims.services import checking, preparing, supplying
from app.claims.services.recording import Supplied
from app.db import reading
from app.errors import Conflict, Forbidden, NotFound, RuleRefused
from app.programme.facts import Criterion, MemberRole
from tests.cases.builders import TODAY, a_ward
from tests.claims.evidence_world import ABSENCE, World
from tests.conftest import COORDINATOR


@pytest.fixture
def world(database):
    return World()


def by_hand(world, actor=None, **given):
    values = {
        "source": "School census",
        "extract_on": date(2013, 7, 9),
        "kind": ABSENCE,
        "person_id": world.child,
        "term": "2012-autumn",
        "figure": "5",
        **given,
    }
    return supplying.enter(world.family, Supplied(**values), actor=actor or world.lead, today=TODAY)


def wanting(world, line, on=TODAY):
    with reading(world.coordinator) as session:
        return unchecked(session, [line], on).get(line, ())


def gathered(world, line):
    """Test a drafted line again, which gathers its evidence."""
    with reading(world.coordinator) as session:
        version = session.get_one(ClaimLine, line).version
    preparing.test_again(line, version=version, actor=world.coordinator, today=TODAY)


def rows_of(world, table):
    with reading(world.coordinator) as session:
        return session.exec(select(table)).all()


def entries(world):
    return supplying.family_evidence(world.family, actor=world.coordinator, today=TODAY).entries


def referred_by(actor):
    """A family on the list by somebody's own referral, and the criterion that they said was met."""
    family = FamilyReferred(
        (PersonReferred("Fennel", "Unheardof", MemberRole.CHILD, born_on=date(2003, 5, 9)),),
        a_ward(),
        "Why.",
        ReferralConsent.AGREES,
        criteria=frozenset({Criterion.PROVEN_OFFENCE}),
    )
    found = referring.refer(family, actor=actor, today=TODAY, now=clock.now())
    referral_decisions.accept(found.id, version=1, actor=actor, today=TODAY)
    with reading(actor) as session:
        evidence = session.exec(select(CriterionEvidence).where(CriterionEvidence.source == "Referral")).one()
        return evidence.family_id, evidence.id


class TestAnEntry:
    def test_is_checked_by_somebody_else_once(self, world):
        entry = by_hand(world)

        checking.check_entry(world.family, entry, actor=world.manager, today=TODAY)

        (found,) = entries(world)
        assert (found.checked_on, found.checked_by) == (TODAY, "Max Example")
        with pytest.raises(Conflict, match="checked this already"):
            checking.check_entry(world.family, entry, actor=world.coordinator, today=TODAY)

    def test_is_not_checked_by_whoever_entered_it_nor_by_a_lead(self, world):
        entry = by_hand(world, world.coordinator)

        with pytest.raises(Forbidden, match="You entered this"):
            checking.check_entry(world.family, entry, actor=world.coordinator, today=TODAY)
        with pytest.raises(Forbidden, match="Only agency managers"):
            checking.check_entry(world.family, entry, actor=world.lead, today=TODAY)
        with pytest.raises(NotFound):
            checking.check_entry(world.other, entry, actor=world.manager, today=TODAY)
        with pytest.raises(NotFound):
            checking.check_entry(world.family, uuid4(), actor=world.manager, today=TODAY)

    def test_that_was_replaced_is_not_checked_any_more(self, world):
        first = by_hand(world)
        given = Supplied(
            source="School census",
            extract_on=date(2013, 7, 9),
            kind=ABSENCE,
            person_id=world.child,
            term="2012-autumn",
            figure="6",
        )
        held = supplying.on_record(world.family, given, actor=world.lead, today=TODAY)
        supplying.enter(world.family, replace(given, replaces=held.tag), actor=world.lead, today=TODAY)

        with pytest.raises(Conflict, match="in the place of this one"):
            checking.check_entry(world.family, first, actor=world.manager, today=TODAY)

    def test_about_a_criterion_verifies_it_and_a_correction_takes_that_back(self, world):
        given = {"kind": None, "term": None, "figure": None, "person_id": None, "source": "Housing"}
        finding = {"criterion": Criterion.ASB_ORDER, "met": True, "starts_on": date(2013, 1, 7)}
        entry = by_hand(world, **given, **finding)

        checking.check_entry(world.family, entry, actor=world.manager, today=TODAY)

        (fact,) = rows_of(world, CriterionEvidence)
        assert (fact.verified_on, fact.verified_by, fact.checked_by) == (TODAY, None, world.manager.user_id)
        corrected = Supplied(source="Housing", extract_on=date(2013, 7, 10), **{**finding, "met": False})
        held = supplying.on_record(world.family, corrected, actor=world.lead, today=TODAY)
        supplying.enter(world.family, replace(corrected, replaces=held.tag), actor=world.lead, today=TODAY)
        (fact,) = rows_of(world, CriterionEvidence)
        assert (fact.met, fact.verified_on, fact.checked_by) == (False, None, None)


class TestACriterionOfAnImport:
    def test_is_verified_by_checking_it(self, world):
        world.eligible(verified=False)
        waiting = supplying.family_evidence(world.family, actor=world.manager, today=TODAY).to_check
        assert len(waiting) == 3

        for each in waiting:
            checking.check_criterion(world.family, each.id, actor=world.manager, today=TODAY)

        assert supplying.family_evidence(world.family, actor=world.manager, today=TODAY).to_check == ()
        with pytest.raises(Conflict):
            checking.check_criterion(world.family, waiting[0].id, actor=world.coordinator, today=TODAY)
        with pytest.raises(NotFound):
            checking.check_criterion(world.family, uuid4(), actor=world.coordinator, today=TODAY)


class TestALine:
    def test_gathers_a_piece_for_each_part_and_source_and_wants_each_of_them_checked(self, world):
        world.eligible()
        world.school_figures()
        line = world.line()
        assert wanting(world, line) == (NOTHING_GATHERED,)

        gathered(world, line)

        found = checking.line_evidence(line, actor=world.coordinator, on=TODAY)
        assert [(item.part, item.source, item.expires_on) for item in found.items] == [
            ("education", "School census", date(2013, 10, 22)),
            ("eligibility", "Benefits", None),
            ("eligibility", "School census", None),
        ]
        assert found.wanting == ("The evidence from Benefits and School census has not been checked.",)

    def test_wants_nothing_once_all_is_checked_until_it_runs_out(self, world):
        line = world.line()
        item = world.item(line, expires_on=date(2013, 8, 1))

        assert checking.check_item(item, actor=world.coordinator, today=TODAY) == line

        assert wanting(world, line) == wanting(world, line, date(2013, 8, 1)) == ()
        assert wanting(world, line, date(2013, 8, 2)) == (
            "School exclusions and attendance: the evidence from School census ran out on 1 August 2013.",
        )

    def test_gathered_again_keeps_the_checks_of_what_says_the_same(self, world):
        world.eligible()
        world.school_figures()
        line = world.line()
        gathered(world, line)
        for item in checking.line_evidence(line, actor=world.coordinator, on=TODAY).items:
            checking.check_item(item.id, actor=world.coordinator, today=TODAY)
        world.item(line, source="Said by nobody any more")

        gathered(world, line)
        assert wanting(world, line) == ()

        world.measured(
            ABSENCE, date(2012, 9, 4), date(2012, 12, 21), 900, extract_on=date(2013, 6, 1)
        )  # the highest figure of a term counts
        gathered(world, line)
        assert wanting(world, line) == ("The evidence from School census has not been checked.",)

    def test_piece_of_a_part_of_the_councils_own_is_not_checked_by_whoever_entered_a_figure_of_its_source(
        self, world
    ):
        by_hand(world, world.coordinator)
        item = world.item(world.line(), part="council-attendance")

        with pytest.raises(Forbidden, match="You entered this"):
            checking.check_item(item, actor=world.coordinator, today=TODAY)

    def test_what_a_referral_said_is_not_checked_by_whoever_referred_the_family(self, world):
        family, evidence = referred_by(world.coordinator)
        world.family = family
        item = world.item(world.line(), part="eligibility", source="Referral")

        with pytest.raises(Forbidden, match="You entered this"):
            checking.check_criterion(family, evidence, actor=world.coordinator, today=TODAY)
        with pytest.raises(Forbidden, match="You entered this"):
            checking.check_item(item, actor=world.coordinator, today=TODAY)
        with reading(world.coordinator) as session:
            assert not session.get_one(CriterionEvidence, evidence).verified_on
        checking.check_criterion(family, evidence, actor=COORDINATOR, today=TODAY)
        checking.check_item(item, actor=COORDINATOR, today=TODAY)

    def test_piece_is_not_checked_by_whoever_entered_what_it_rests_on(self, world):
        by_hand(world, world.coordinator)
        item = world.item(world.line())

        with pytest.raises(Forbidden, match="You entered this"):
            checking.check_item(item, actor=world.coordinator, today=TODAY)

        other = replace(world.coordinator, user_id=uuid4())
        checking.check_item(item, actor=other, today=TODAY)
        assert [each.checked_on for each in entries(world)] == [TODAY]

    @pytest.mark.parametrize("state", [LineState.EVIDENCE_COMPLETE, LineState.SUBMITTED])
    def test_beyond_a_draft_is_neither_gathered_nor_checked(self, world, state):
        line = world.line(state)
        item = world.item(line)

        with pytest.raises(RuleRefused, match="draft"):
            gathered(world, line)
        with pytest.raises(RuleRefused, match="while a line is a draft"):
            checking.check_item(item, actor=world.coordinator, today=TODAY)

    def test_is_the_coordinators_and_one_that_there_is_not_is_not_found(self, world):
        for actor in (world.lead, world.manager, world.auditor):
            with pytest.raises(Forbidden):
                checking.line_evidence(uuid4(), actor=actor, on=TODAY)
        for act in (
            lambda: checking.line_evidence(uuid4(), actor=world.coordinator, on=TODAY),
            lambda: checking.check_item(uuid4(), actor=world.coordinator, today=TODAY),
            lambda: checking.from_source("0" * 16, actor=world.coordinator),
        ):
            with pytest.raises(NotFound):
                act()


class TestAllFromOneSource:
    def test_is_checked_after_a_look_through_and_each_piece_is_on_the_trail(self, world):
        line = world.line()
        world.item(line)
        world.item(line, part="antisocial-behaviour")
        world.item(line, part="education", source="Somebody else")
        (census, _) = sorted(checking.sources(actor=world.coordinator), key=lambda each: each.source)
        seen = checking.from_source(census.key, actor=world.coordinator)
        assert (census.source, census.pieces, len(seen.items)) == ("School census", 2, 2)

        assert checking.check_source(census.key, seen.tag, actor=world.coordinator, today=TODAY) == 2

        assert [each.source for each in checking.sources(actor=world.coordinator)] == ["Somebody else"]
        events = [each for each in rows_of(world, AuditEvent) if each.action == "claim-evidence.checked"]
        assert len(events) == 2

    def test_is_not_checked_if_more_has_come_since_it_was_looked_through(self, world):
        line = world.line()
        world.item(line)
        (source,) = checking.sources(actor=world.coordinator)
        seen = checking.from_source(source.key, actor=world.coordinator)
        world.item(line, part="antisocial-behaviour")

        with pytest.raises(Conflict, match="Look through it again"):
            checking.check_source(source.key, seen.tag, actor=world.coordinator, today=TODAY)

        assert [each.checked_on for each in rows_of(world, ClaimEvidence)] == [None, None]

    def test_leaves_out_what_oneself_has_entered(self, world):
        by_hand(world, world.coordinator)
        world.item(world.line())
        (source,) = checking.sources(actor=world.coordinator)

        seen = checking.from_source(source.key, actor=world.coordinator)

        assert (seen.items, seen.left_out) == ((), 1)
        assert checking.check_source(source.key, seen.tag, actor=world.coordinator, today=TODAY) == 0
