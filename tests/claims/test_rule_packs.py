"""The council's editions of the rules: drafted, tried, approved by a second person, in force from a day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from app.access.policies import Actor
from app.access.roles import Role
from app.cases.queries.rule_packs import editions
from app.cases.rules.editions import EditionState
from app.cases.services import referring
from app.claims.queries.evaluation import confirmed_statement, evaluate_programme
from app.claims.rules.outcomes import Outcome
from app.claims.rules.trial import TrialFigure
from app.claims.services import discretion, evaluating, pack_trials
from app.claims.services import rule_packs as services
from app.db import reading, rows
from app.errors import Conflict, DomainError, Forbidden, NotFound
from app.programme.facts import Criterion, CriterionGroup
from app.programme.packs import Phase, Route
from app.programme.phase_one import LOCAL, P1_2013
from app.programme.phase_two import P2_NOTTINGHAM
from app.programme.writing import as_document
from tests.claims.made_up_packs import TEN_HEADLINES
from tests.claims.random_families import families, store
from tests.claims.test_later_packs_agree import EARLY_PLAN

TODAY = date(2013, 7, 12)
NOW = datetime(2013, 7, 12, 9, 0, tzinfo=UTC)
TOMORROW = TODAY + timedelta(days=1)
COORDINATOR = Actor(UUID(int=201), frozenset({Role.PROGRAMME_COORDINATOR}))
COLLEAGUE = Actor(UUID(int=202), frozenset({Role.PROGRAMME_COORDINATOR, Role.AUTHORISING_OFFICER}))
OFFICER = Actor(UUID(int=203), frozenset({Role.AUTHORISING_OFFICER}))
LEAD = Actor(UUID(int=204), frozenset({Role.LEAD_PROFESSIONAL}))
TWO_OF_THREE = {
    "criteria": frozenset(LOCAL[:3]),
    "needed": 2,
    "decided_in": "Children’s Partnership Board, 10 July 2013",
}


def a_draft(replaces: str = "P1-2013") -> UUID:
    return services.start_draft(replaces, "The Board asked for a narrower filter", actor=COORDINATOR, now=NOW)


def version_of(edition_id: UUID) -> int:
    return services.open_edition(edition_id, actor=COORDINATOR).edition.version


def narrowed(edition_id: UUID, actor: Actor = COORDINATOR) -> UUID:
    version = version_of(edition_id)
    services.change_problem(edition_id, CriterionGroup.LOCAL, **TWO_OF_THREE, version=version, actor=actor)
    return edition_id


def proposed(edition_id: UUID) -> UUID:
    services.propose(edition_id, version=version_of(edition_id), actor=COORDINATOR, now=NOW)
    return edition_id


def approved(edition_id: UUID, on: date = TOMORROW) -> UUID:
    version = version_of(edition_id)
    services.approve(edition_id, on, version=version, actor=OFFICER, today=TODAY, now=NOW)
    return edition_id


def refused(act, *given, **named) -> str:
    with pytest.raises(DomainError) as refusal:
        act(*given, **named)
    assert refusal.value.message
    return refusal.value.code


def test_an_approved_edition_is_in_force_from_its_day_and_no_earlier(database):
    edition_id = approved(proposed(narrowed(a_draft())))

    with reading(COORDINATOR) as session:
        packs = editions(session)
    assert packs.on(TODAY) is P1_2013
    edition = packs.on(TOMORROW)
    assert edition.code == "P1-2013-2"
    assert edition.criteria_in(CriterionGroup.LOCAL) == LOCAL[:3]
    assert edition.needed_in(CriterionGroup.LOCAL) == 2
    assert packs.by_code("P1-2013") is P1_2013
    assert services.open_edition(edition_id, actor=OFFICER).edition.state is EditionState.APPROVED


def test_families_that_entered_before_stay_under_the_pack_that_they_entered_by(database):
    stored = [
        replace(family, identified_on=day, attached_on=None)
        for family, day in zip(
            families(9, 4, TODAY), [TODAY, TOMORROW, date(2012, 6, 1), date(2014, 2, 1)], strict=True
        )
    ]
    store(database, stored)
    approved(proposed(narrowed(a_draft())))

    with reading(COORDINATOR) as session:
        found = evaluate_programme(session, date(2014, 3, 1))
        rows(session, confirmed_statement(date(2014, 3, 1), editions(session)))

    codes = {each.family_id: each.pack_code for each in found}
    assert [codes[family.family_id] for family in stored] == ["P1-2013", "P1-2013-2", "P1-2012", "P1-2013-2"]


def test_a_referral_is_asked_about_the_criteria_of_the_edition_in_force(database):
    approved(proposed(narrowed(a_draft())))

    before = referring.criteria_offered(actor=COORDINATOR, today=TODAY)
    after = referring.criteria_offered(actor=COORDINATOR, today=TOMORROW)

    assert before[CriterionGroup.LOCAL] == LOCAL
    assert after[CriterionGroup.LOCAL] == LOCAL[:3]


def test_the_next_edition_is_drafted_from_the_last_and_its_code_was_never_given(database):
    approved(proposed(narrowed(a_draft())))
    withdrawn = a_draft("P1-2013-2")
    services.withdraw(withdrawn, version=1, actor=COORDINATOR)

    later = a_draft("P1-2013-2")

    assert services.open_edition(withdrawn, actor=COORDINATOR).edition.code == "P1-2013-3"
    assert services.open_edition(later, actor=COORDINATOR).edition.code == "P1-2013-4"


def test_whoever_had_a_hand_in_a_draft_cannot_approve_it(database):
    edition_id = a_draft()
    narrowed(edition_id, COLLEAGUE)
    proposed(edition_id)

    version = version_of(edition_id)
    for actor in (COLLEAGUE, replace(COORDINATOR, roles=COLLEAGUE.roles)):
        assert not services.open_edition(edition_id, actor=actor).may_approve
        code = refused(
            services.approve, edition_id, TOMORROW, version=version, actor=actor, today=TODAY, now=NOW
        )
        assert code == "own-draft"
    assert services.open_edition(edition_id, actor=OFFICER).may_approve


def test_the_database_itself_holds_two_people_apart(database):
    edition_id = proposed(narrowed(a_draft()))

    with pytest.raises(sa.exc.IntegrityError, match="two_people"), database.begin_nested():
        database.execute(
            sa.text(
                "update rule_pack_edition set state = 'approved', approved_at = now(),"
                " in_force_from = '2013-08-01', approved_by = :by where id = :id"
            ),
            {"by": COORDINATOR.user_id, "id": edition_id},
        )


@pytest.mark.parametrize(
    ("day", "code"),
    [
        pytest.param(TODAY, "day-past", id="today, when decisions have been made already"),
        pytest.param(date(2013, 4, 2), "day-past", id="a day in the past"),
        pytest.param(date(2015, 6, 1), "after-its-end", id="after the rules have ended"),
    ],
)
def test_a_day_from_which_it_cannot_be_in_force_is_refused(database, day, code):
    edition_id = proposed(narrowed(a_draft()))
    version = version_of(edition_id)

    given = {"version": version, "actor": OFFICER, "today": TODAY, "now": NOW}
    assert refused(services.approve, edition_id, day, **given) == code


def test_two_editions_are_not_in_force_from_the_same_day(database):
    approved(proposed(narrowed(a_draft())))
    second = proposed(narrowed(a_draft()))

    given = {"version": version_of(second), "actor": OFFICER, "today": TODAY, "now": NOW}
    assert refused(services.approve, second, TOMORROW, **given) == "day-taken"


def test_an_edition_that_would_undo_what_was_approved_meanwhile_is_refused(database):
    second = proposed(narrowed(a_draft()))
    approved(proposed(narrowed(a_draft())))

    given = {"version": version_of(second), "actor": OFFICER, "today": TODAY, "now": NOW}
    assert refused(services.approve, second, date(2013, 9, 1), **given) == "drafted-from-another"


def test_a_draft_changed_meanwhile_is_not_changed_unseen(database):
    edition_id = narrowed(a_draft())

    with pytest.raises(Conflict) as clash:
        services.change_problem(edition_id, CriterionGroup.LOCAL, **TWO_OF_THREE, version=1, actor=COLLEAGUE)

    assert (clash.value.code, clash.value.version) == ("changed-meanwhile", 2)
    assert refused(services.propose, edition_id, version=1, actor=COORDINATOR, now=NOW) == "changed-meanwhile"


def test_nothing_changed_is_said_and_not_saved(database):
    edition_id = a_draft()

    assert refused(services.propose, edition_id, version=1, actor=COORDINATOR, now=NOW) == "nothing-changed"
    narrowed(edition_id)
    given = {"version": 2, "actor": COORDINATOR}
    code = refused(services.change_problem, edition_id, CriterionGroup.LOCAL, **TWO_OF_THREE, **given)
    assert code == "nothing-changed"


def test_what_was_proposed_or_approved_is_not_edited(database):
    edition_id = proposed(narrowed(a_draft()))
    given = {**TWO_OF_THREE, "needed": 1, "actor": COORDINATOR}

    code = refused(services.change_problem, edition_id, CriterionGroup.LOCAL, **given, version=3)
    assert code == "not-a-draft"
    services.send_back(edition_id, "Say why the CAF is left out", version=3, actor=OFFICER)
    assert services.open_edition(edition_id, actor=COORDINATOR).edition.returned_why
    services.change_problem(edition_id, CriterionGroup.LOCAL, **given, version=4)
    approved(proposed(edition_id))
    assert refused(services.withdraw, edition_id, version=7, actor=COORDINATOR) == "move-not-allowed"


def test_a_draft_is_started_from_rules_that_still_stand_or_from_an_outcome_plan(database):
    approved(proposed(narrowed(a_draft())))

    found = services.rule_packs(actor=COORDINATOR, today=TOMORROW)

    assert found.to_start_from == ("P1-2013-2", P2_NOTTINGHAM.code)
    spans = {each.pack.code: (each.first, each.last) for each in found.in_force}
    assert spans["P1-2013"] == (date(2013, 4, 1), TODAY)
    assert spans["P1-2013-2"] == (TOMORROW, date(2015, 5, 31))


def test_only_the_coordinator_drafts_and_only_the_officer_approves(database):
    edition_id = narrowed(a_draft())

    assert refused(services.start_draft, "P1-2013", "Why", actor=OFFICER, now=NOW) == "role"
    assert refused(services.rule_packs, actor=LEAD, today=TODAY) == "role"
    given = {"version": 2, "actor": COORDINATOR}
    assert refused(services.send_back, edition_id, "Why", **given) == "role"
    with pytest.raises(Forbidden):
        services.approve(edition_id, TOMORROW, **given, today=TODAY, now=NOW)
    with pytest.raises(NotFound):
        services.open_edition(uuid4(), actor=OFFICER)


def test_a_document_that_is_no_pack_is_refused_with_each_fault(database):
    document = as_document(TEN_HEADLINES) | {"funded": "6/5", "bands": []}

    with pytest.raises(DomainError) as refusal:
        services.start_from_document(document, "P1-2013", "Why", actor=COORDINATOR, now=NOW)

    assert refusal.value.code == "pack-not-valid"
    assert "funded: Write a share from 0 to 1 like 5/6." in refusal.value.message
    assert "bands: Give 1 to 100 entries here." in refusal.value.message


def test_a_document_becomes_a_draft_under_its_own_code_once(database):
    document = as_document(TEN_HEADLINES)
    edition_id = services.start_from_document(document, "P1-2013", "Why", actor=COORDINATOR, now=NOW)

    assert services.open_edition(edition_id, actor=OFFICER).edition.pack == TEN_HEADLINES
    given = {"actor": COORDINATOR, "now": NOW}
    code = refused(services.start_from_document, document, "P1-2013", "Why", **given)
    assert code == "edition-code-taken"


def test_an_outcome_plan_is_drafted_from_the_one_to_start_from_and_changed_part_by_part(database):
    edition_id = a_draft(P2_NOTTINGHAM.code)
    services.change_measure(
        edition_id,
        "domestic-abuse",
        question="Has there been no domestic abuse for at least 9 months?",
        numbers={"months-1": 9},
        applies_to=frozenset({Criterion.LOCAL_DOMESTIC_VIOLENCE}),
        decided_in="Outcome plan, 2015",
        version=1,
        actor=COORDINATOR,
    )
    services.change_discretion(
        edition_id, allowed=True, decided_in="Outcome plan, 2015", version=2, actor=COORDINATOR
    )

    opened = services.open_edition(edition_id, actor=OFFICER)

    assert opened.edition.code == "P2-NOTTINGHAM-1"
    assert opened.edition.pack.phase is Phase.PHASE_TWO
    (abuse,) = [part for part in opened.edition.pack.parts if part.code == "domestic-abuse"]
    assert abuse.limits[0].months == 9
    assert opened.edition.pack.discretion.text == "Outcome plan, 2015"
    assert opened.base == P2_NOTTINGHAM


class TestTrying:
    @pytest.fixture
    def stored(self, database):
        found = families(11, 300, TODAY)
        store(database, found)
        return found

    def test_says_what_would_change_and_each_number_opens_to_its_families(self, stored):
        edition_id = narrowed(a_draft())

        tried = pack_trials.try_edition(edition_id, on=TODAY, actor=OFFICER)

        trial = tried.trial
        assert tried.compared_with == "P1-2013"
        assert len(trial.families) == 300
        assert trial.count(TrialFigure.NO_LONGER_ELIGIBLE) > 0
        assert trial.count(TrialFigure.BECOMES_ELIGIBLE) == 0
        eligible = [trial.count(figure) for figure in list(TrialFigure)[:2]]
        assert eligible[0] - eligible[1] == trial.count(TrialFigure.NO_LONGER_ELIGIBLE)
        lost = trial.count(TrialFigure.NO_LONGER_CLAIMABLE)
        assert trial.count(TrialFigure.CLAIMABLE_BEFORE) - trial.count(TrialFigure.CLAIMABLE_AFTER) == lost
        changed = trial.behind(TrialFigure.OTHER_VALUE)
        difference = sum(each.after.value - each.before.value for each in changed)
        assert trial.value_after - trial.value_before == difference
        for figure in TrialFigure:
            behind = pack_trials.families_behind(edition_id, figure, on=TODAY, actor=COORDINATOR)
            assert len(behind.families) == trial.count(figure)

    def test_changes_nothing_and_shows_families_to_the_coordinator_only(self, stored):
        edition_id = narrowed(a_draft())
        with reading(COORDINATOR) as session:
            before = evaluate_programme(session, TODAY)

        pack_trials.try_edition(edition_id, on=TODAY, actor=COORDINATOR)

        with reading(COORDINATOR) as session:
            assert evaluate_programme(session, TODAY) == before
        figure = TrialFigure.NO_LONGER_ELIGIBLE
        assert refused(pack_trials.families_behind, edition_id, figure, on=TODAY, actor=OFFICER) == "role"

    def test_compares_an_outcome_plan_with_the_rules_in_force(self, stored):
        tried = pack_trials.try_edition(a_draft(P2_NOTTINGHAM.code), on=TODAY, actor=COORDINATOR)

        assert tried.compared_with == "P1-2013"
        assert tried.trial.count(TrialFigure.CLAIMABLE_AFTER) == 0  # nobody was attached from 2015 on


class TestDiscretion:
    ROUTE = Route.SIGNIFICANT_AND_SUSTAINED_PROGRESS

    @pytest.fixture
    def family(self, database):
        """A family of the council's outcome plan that fails one part of it, and no more."""
        plan = replace(EARLY_PLAN, code="P2-EXAMPLE-1", in_force=replace(EARLY_PLAN.in_force, first=TOMORROW))
        draft = services.start_from_document(
            as_document(plan), "P1-2013", "Outcome plan", actor=COORDINATOR, now=NOW
        )
        approved(proposed(draft))
        self.later = date(2014, 3, 1)
        stored = [
            replace(each, identified_on=TOMORROW, attached_on=TOMORROW, overrides=())
            for each in families(31, 100, self.later, EARLY_PLAN)
        ]
        store(database, stored)
        with reading(COORDINATOR) as session:
            found = evaluate_programme(session, self.later)
        for each in found:
            failed = [code for code, outcome in each.parts.items() if outcome is Outcome.FAIL]
            others = {outcome for code, outcome in each.parts.items() if code not in failed}
            if len(failed) == 1 and failed != ["continuous-employment"] and Outcome.NOT_KNOWN not in others:
                return each.family_id, failed[0]
        raise AssertionError("no such family among them")

    def explained(self, family_id: UUID):
        found = evaluating.explain_family(family_id, on=self.later, actor=COORDINATOR)
        return {part.code: part for part in found.decision.results.parts}

    def asked(self, family, actor: Actor = COORDINATOR) -> UUID:
        family_id, part = family
        return discretion.ask_to_let_pass(
            family_id, part, "Made good progress", on=self.later, actor=actor, now=NOW
        )

    def test_a_failed_part_passes_once_an_officer_lets_it_and_says_by_whose_leave(self, family):
        family_id, part = family
        request = self.asked(family)
        assert self.explained(family_id)[part].outcome is Outcome.FAIL

        opened = discretion.open_request(request, on=self.later, actor=OFFICER)
        discretion.decide_request(request, lets_pass=True, on=self.later, actor=OFFICER)

        assert (opened.asked.reason, opened.part.outcome) == ("Made good progress", Outcome.FAIL)
        found = self.explained(family_id)[part]
        assert found.outcome is Outcome.PASS
        (shown,) = evaluating.explain_family(family_id, on=self.later, actor=COORDINATOR).requests
        assert (shown.part, shown.approved_on) == (part, self.later)
        assert found.override.reason == "Made good progress"
        with reading(COORDINATOR) as session:
            (evaluated,) = evaluate_programme(session, self.later, [family_id])
            (earlier,) = evaluate_programme(session, self.later - timedelta(days=1), [family_id])
        assert evaluated.parts[part] is Outcome.PASS
        assert earlier.parts[part] is not Outcome.PASS
        assert discretion.requests_waiting(actor=OFFICER) == ()

    def test_what_an_officer_refuses_stays_failed_and_may_be_asked_for_again(self, family):
        family_id, part = family
        request = self.asked(family)

        discretion.decide_request(request, lets_pass=False, on=self.later, actor=OFFICER)

        assert self.explained(family_id)[part].outcome is Outcome.FAIL
        given = {"lets_pass": True, "on": self.later, "actor": OFFICER}
        assert refused(discretion.decide_request, request, **given) == "decided-already"
        again = self.asked(family)
        assert [each.id for each in discretion.requests_waiting(actor=OFFICER)] == [again]

    def test_nobody_decides_about_what_they_asked_for(self, family):
        request = self.asked(family, COLLEAGUE)

        given = {"lets_pass": True, "on": self.later, "actor": COLLEAGUE}
        assert refused(discretion.decide_request, request, **given) == "own-request"

    def test_it_is_asked_for_once_at_a_time(self, family):
        self.asked(family)

        assert refused(self.asked, family) == "asked-already"

    def test_only_a_failed_part_of_rules_that_allow_it_can_be_let_pass(self, family, database):
        family_id, failed = family
        passed = next(code for code in self.explained(family_id) if code != failed)

        given = {"on": self.later, "actor": COORDINATOR, "now": NOW}
        ask = discretion.ask_to_let_pass
        assert refused(ask, family_id, passed, "Why", **given) == "not-failed"
        assert refused(ask, family_id, "no-such-part", "Why", **given) == "no-such-part"
        (phase_one,) = families(33, 1, TODAY)
        store_more(database, replace(phase_one, identified_on=TODAY, attached_on=None))
        assert refused(ask, phase_one.family_id, "education", "Why", **given) == "no-discretion"
        assert refused(ask, uuid4(), failed, "Why", **given) == "family"


def store_more(database, family) -> None:
    database.execute(
        sa.text(
            "insert into family"
            " (id, import_key, reference, identified_on, identified_how, updated_at, version)"
            " values (:id, 'HH-X', 'T-X', :on, 'data-match', now(), 1)"
        ),
        {"id": family.family_id, "on": family.identified_on},
    )
