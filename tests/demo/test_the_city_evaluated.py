"""What the programme's own rules make of the city: who is identified, and who may be claimed for in July."""

from collections import Counter
from datetime import date
from functools import cache

import pytest

from app.cases.rules.eligibility import Answer, eligibility
from app.claims.rules.claimable import ClaimDecision, claim_decision
from app.claims.rules.outcomes import Outcome
from app.claims.rules.valuation import results_payment
from app.programme.facts import FamilyFacts
from app.programme.packs import Route
from app.programme.phase_one import P1_2012
from tests.demo.reading import family_facts, records, the_city

YEAR_END = date(2013, 3, 31)
TODAY = date(2013, 7, 12)

SEEDS = [pytest.param(2013, id="the demo's seed"), pytest.param(1066, id="another seed")]


@cache
def facts(seed: int) -> dict[str, FamilyFacts]:
    return family_facts(the_city(seed).tables)


@cache
def decisions(seed: int) -> dict[str, ClaimDecision]:
    return {family: claim_decision(known, P1_2012, TODAY) for family, known in facts(seed).items()}


@pytest.mark.parametrize("seed", SEEDS)
def test_503_families_are_identified_the_375_and_128_of_the_237(seed: int) -> None:
    refused = {
        row["family"]
        for row in records(the_city(seed).tables, "triage")
        if row["outcome"] == "not-to-be-allocated"
    }
    identified = {
        family
        for family, known in facts(seed).items()
        if eligibility(known.criteria, P1_2012, YEAR_END).answer is Answer.YES
    }
    worked_with = {
        family for family, known in facts(seed).items() if known.attached_on and known.attached_on <= YEAR_END
    }

    assert len(identified) == 503
    assert worked_with <= identified
    assert len(identified & refused) == 128


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_else_was_identified_because_the_evidence_was_unchecked_short_or_late(seed: int) -> None:
    answers = Counter(
        eligibility(known.criteria, P1_2012, TODAY, since=known.entered_by(TODAY)).answer
        for known in facts(seed).values()
    )

    assert answers[Answer.YES] > 503
    assert answers[Answer.NOT_KNOWN] > 300


@pytest.mark.parametrize("seed", SEEDS)
def test_the_july_evaluation_finds_what_the_board_was_promised_with_or_without_the_one_in_six(
    seed: int,
) -> None:
    claimable = [decision for decision in decisions(seed).values() if decision.claimable]
    funded_here = [decision for decision in claimable if not decision.funded_elsewhere]

    assert 150 <= len(funded_here) < len(claimable) <= 300
    assert (len(claimable), len(funded_here)) == (204, 171)
    assert all(decision.value == 0 for decision in claimable if decision.funded_elsewhere)


@pytest.mark.parametrize("seed", SEEDS)
def test_most_checked_families_pass_and_some_exited_fip_and_allocated_ones_do(seed: int) -> None:
    tables = the_city(seed).tables
    claimable = {family for family, decision in decisions(seed).items() if decision.claimable}
    checked = {
        row["family"]
        for row in records(tables, "triage")
        if row["outcome"] == "check-for-claim" and row["decided_on"] <= "2013-03-31"
    }
    exited = {row["family"] for row in records(tables, "allocations") if row["route"] == "fip" and row["to"]}
    allocated = {row["family"] for row in records(tables, "allocations") if row["route"] == "rollout-meeting"}

    assert len(claimable & checked) > 114 / 2
    assert len(claimable & exited) >= 10
    assert len(claimable & allocated) >= 10


@pytest.mark.parametrize("seed", SEEDS)
def test_every_part_of_every_result_comes_out_in_every_way_that_it_can(seed: int) -> None:
    outcomes = Counter(
        (part.code, part.outcome)
        for family, decision in decisions(seed).items()
        if facts(seed)[family].attached_on
        for route in decision.results.routes
        for part in route.parts
    )

    for code in ("education", "antisocial-behaviour", "youth-offending"):
        for outcome in Outcome:
            assert outcomes[code, outcome] >= 5, (code, outcome)
    for code in ("progress-to-work", "continuous-employment"):
        for outcome in (Outcome.PASS, Outcome.FAIL, Outcome.NOT_KNOWN):
            assert outcomes[code, outcome] >= 5, (code, outcome)


@pytest.mark.parametrize("seed", SEEDS)
def test_progress_to_work_stands_alone_for_some(seed: int) -> None:
    alone = [
        decision
        for decision in decisions(seed).values()
        if decision.results.achieved == {Route.PROGRESS_TO_WORK}
    ]

    assert len(alone) >= 5
    assert not any(decision.claimable for decision in alone)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_drafted_lines_are_of_families_that_may_be_claimed_at_what_they_are_worth(seed: int) -> None:
    lines = [row for row in records(the_city(seed).tables, "claims") if row["window"] == "July 2013"]

    assert {row["route"] for row in lines} == {rule.route.value for rule in P1_2012.routes}
    for row in lines:
        decision, known = decisions(seed)[row["family"]], facts(seed)[row["family"]]
        assert decision.claimable
        assert Route(row["route"]) in decision.payable
        assert known.attached_on is not None
        worth = results_payment({Route(row["route"])}, known.attached_on, P1_2012)
        assert int(row["value_pence"]) == (0 if known.funded_elsewhere else worth)
