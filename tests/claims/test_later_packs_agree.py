"""Under phase 2 and after, too, the statement over all families comes to what the explanation of one says."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from app.access.policies import SYSTEM
from app.cases.rules.eligibility import Answer
from app.claims.queries.evaluation import evaluate_families
from app.claims.queries.facts import family_facts
from app.claims.rules.claimable import ClaimDecision, Obstacle, claim_decision
from app.claims.rules.outcomes import Outcome
from app.db import reading
from app.money import Pence
from app.periods import Period
from app.programme.facts import CriterionGroup
from app.programme.packs import AtLeast, Met, RulePack
from app.programme.phase_one import P1_2013
from tests.claims.made_up_packs import NOTHING_TO_CLAIM, TEN_HEADLINES, WITH_DISCRETION
from tests.claims.random_families import families, store
from tests.claims.test_evaluation_agrees import expected
from tests.lengths import examples

JULY_2013 = date(2013, 7, 12)

# The outcome plan as though it had begun earlier, so that the random families of 2013 are paid under it.
EARLY_PLAN = replace(
    WITH_DISCRETION,
    in_force=Period(date(2012, 1, 1), date(2020, 3, 31)),
    terms=(replace(WITH_DISCRETION.terms[0], attached=Period(date(2012, 1, 1), date(2014, 3, 31))),),
)
TWO_LOCAL_NEEDS = replace(
    P1_2013,
    code="P1-2013-2",
    selection=AtLeast(1, (Met(CriterionGroup.EDUCATION), Met(CriterionGroup.LOCAL, number=2))),
)


@pytest.mark.parametrize(
    ("seed", "pack", "on"),
    [
        pytest.param(21, EARLY_PLAN, JULY_2013, id="the outcome plan, with discretion"),
        pytest.param(22, EARLY_PLAN, date(2013, 8, 31), id="a month's last day"),
        pytest.param(23, TEN_HEADLINES, JULY_2013, id="ten headlines, three of them needed"),
        pytest.param(24, NOTHING_TO_CLAIM, JULY_2013, id="a pack that pays for nothing"),
        pytest.param(25, TWO_LOCAL_NEEDS, JULY_2013, id="two needs of the local filter"),
    ],
)
def test_every_family_s_outcomes_are_those_that_the_rules_explain(database, seed, pack, on):
    stored = families(seed, examples(300), on, pack)
    store(database, stored)

    with reading(SYSTEM) as session:
        evaluated = evaluate_families(session, pack, on)
        read_back = family_facts(session, [family.family_id for family in stored])

    assert evaluated == [expected(facts, pack, on) for facts in read_back]
    assert len(evaluated) >= 200


def decided(seed: int, pack: RulePack, number: int) -> list[ClaimDecision]:
    return [claim_decision(facts, pack, JULY_2013) for facts in families(seed, number, JULY_2013, pack)]


def test_the_random_families_reach_every_outcome_of_every_part_of_the_outcome_plan():
    """Without this the agreement would prove little."""
    decisions = decided(21, EARLY_PLAN, 1_000)
    parts = Counter((part.code, part.outcome) for decision in decisions for part in decision.results.parts)

    for part in EARLY_PLAN.parts:
        assert all(parts[part.code, outcome] >= 5 for outcome in Outcome), part.code
    assert all(Counter(each.eligibility.answer for each in decisions)[answer] >= 10 for answer in Answer)
    assert sum(each.claimable for each in decisions) >= 10
    let_pass = [part for each in decisions for part in each.results.parts if part.override is not None]
    assert len(let_pass) >= 10


def test_a_family_with_needs_under_three_of_ten_headlines_may_be_claimed_once_every_need_is_gone():
    claimed = [decision for decision in decided(23, TEN_HEADLINES, 1_000) if decision.claimable]

    assert len(claimed) >= 5
    for decision in claimed:
        assert list(decision.eligibility.groups.values()).count(Answer.YES) >= 3
        assert all(part.outcome in (Outcome.PASS, Outcome.NEUTRAL) for part in decision.results.parts)
        assert decision.worth == Pence(800_00)


def test_under_a_pack_without_routes_outcomes_are_judged_and_nothing_may_be_claimed():
    decisions = decided(24, NOTHING_TO_CLAIM, 300)

    assert {decision.obstacles for decision in decisions} == {(Obstacle.NOTHING_TO_CLAIM,)}
    assert not any(decision.claimable or decision.results.turned_around for decision in decisions)
    outcomes = Counter(part.outcome for decision in decisions for part in decision.results.outcomes)
    assert all(outcomes[outcome] >= 10 for outcome in Outcome)
