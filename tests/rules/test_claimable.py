"""What may be claimed: attached, eligible on verified evidence, turned around; and at what value."""

from datetime import date

import pytest

from app.claims.rules.claimable import Obstacle, claim_decision
from app.programme.facts import Criterion
from app.programme.packs import Route
from app.programme.phase_one import P1_2012
from tests.rules.facts import (
    BENEFIT,
    EMPLOYMENT,
    ON,
    WORK_PROGRAMME,
    a_child,
    a_fact,
    a_family,
    a_parent,
    at_school,
    measured,
)

ELIGIBLE = (
    a_fact(Criterion.HOUSING_ASB_INTERVENTION, ends_on=date(2012, 10, 1), met=True),
    a_fact(Criterion.UNAUTHORISED_ABSENCE),
    a_fact(Criterion.OUT_OF_WORK_BENEFIT),
)
BETTER_AT_SCHOOL = a_child(*at_school())
MOVED_INTO_WORK = a_parent(
    measured(BENEFIT, starts_on=date(2010, 1, 4), ends_on=date(2013, 3, 1)),
    measured(EMPLOYMENT, starts_on=date(2013, 3, 4)),
)
NO_ASB = (
    *tuple(fact for fact in ELIGIBLE if fact.criterion is not Criterion.HOUSING_ASB_INTERVENTION),
    a_fact(Criterion.LOCAL_MENTAL_HEALTH),
)


def decided(*members, criteria=NO_ASB, **changes):
    return claim_decision(a_family(*members, criteria=criteria, **changes), P1_2012, ON)


def test_an_attached_eligible_and_turned_around_family_may_be_claimed_at_its_year_s_rate():
    decision = decided(BETTER_AT_SCHOOL)

    assert decision.claimable
    assert decision.obstacles == ()
    assert decision.payable == {Route.EDUCATION_AND_CRIME}
    assert decision.value == decision.worth == 700_00


@pytest.mark.parametrize(
    ("attached_on", "obstacles"),
    [
        pytest.param(None, (Obstacle.NOT_ATTACHED,), id="never attached"),
        pytest.param(date(2013, 7, 12), (), id="attached on the test date"),
        pytest.param(date(2013, 7, 13), (Obstacle.NOT_ATTACHED,), id="attached the day after"),
        pytest.param(date(2010, 12, 1), (), id="attached on the first day with terms"),
        pytest.param(date(2010, 11, 30), (Obstacle.NO_TERMS,), id="attached before any terms"),
    ],
)
def test_a_family_has_to_be_attached_on_a_day_with_terms(attached_on, obstacles):
    decision = decided(BETTER_AT_SCHOOL, attached_on=attached_on)

    assert decision.obstacles == obstacles
    assert (decision.value == 0) is bool(obstacles)


def test_evidence_that_stood_at_entry_keeps_a_family_eligible_when_the_problem_is_over():
    attached_later = date(2012, 10, 2)

    assert decided(MOVED_INTO_WORK, criteria=ELIGIBLE).claimable
    later = decided(MOVED_INTO_WORK, criteria=ELIGIBLE, attached_on=attached_later)
    assert later.obstacles == (Obstacle.ELIGIBILITY_NOT_KNOWN,)


def test_a_family_ruled_out_or_not_verified_may_not_be_claimed():
    unverified = tuple(a_fact(fact.criterion, verified_on=None) for fact in NO_ASB)
    ruled_out = tuple(a_fact(counted.criterion, met=False) for counted in P1_2012.criteria)

    assert decided(MOVED_INTO_WORK, criteria=unverified).obstacles == (Obstacle.ELIGIBILITY_NOT_KNOWN,)
    assert decided(MOVED_INTO_WORK, criteria=ruled_out).obstacles == (Obstacle.NOT_ELIGIBLE,)


def test_progress_to_work_alone_is_worth_100_pounds_and_may_not_be_claimed_alone():
    joined = a_parent(measured(WORK_PROGRAMME, starts_on=date(2013, 2, 1)))
    decision = decided(joined)

    assert decision.obstacles == (Obstacle.NO_RESULT,)
    assert decision.worth == 100_00
    assert decision.value == 0


def test_employment_is_claimed_instead_of_education_and_crime():
    decision = decided(BETTER_AT_SCHOOL, MOVED_INTO_WORK)

    assert decision.results.achieved == {Route.EDUCATION_AND_CRIME, Route.CONTINUOUS_EMPLOYMENT}
    assert decision.payable == {Route.CONTINUOUS_EMPLOYMENT}
    assert decision.value == 800_00


def test_a_family_funded_elsewhere_is_claimable_and_counted_at_no_value():
    decision = decided(BETTER_AT_SCHOOL, funded_elsewhere=True)

    assert decision.claimable
    assert decision.results.turned_around
    assert decision.funded_elsewhere
    assert (decision.worth, decision.value) == (700_00, 0)


def test_every_obstacle_is_named_and_says_what_to_do_about_it():
    decision = decided(attached_on=None, criteria=())

    assert decision.obstacles == (
        Obstacle.NOT_ATTACHED,
        Obstacle.ELIGIBILITY_NOT_KNOWN,
        Obstacle.NO_RESULT,
    )
    assert len({obstacle.sentence for obstacle in Obstacle}) == len(Obstacle)
