"""The packs' data: which was in force when, what it counts, and how sure we are of it."""

import itertools
from dataclasses import replace
from datetime import date

import pytest

from app.errors import NotFound, RuleRefused
from app.programme.editions import PACKS, has_pack_on, pack_by_code, pack_on
from app.programme.facts import Criterion, CriterionGroup
from app.programme.packs import Certainty, Route, Source
from app.programme.phase_one import FULLER_EMPLOYMENT_TESTS, P1_2012, P1_2013, RATE_BY_YEAR_OF_ATTACHMENT
from app.programme.phase_two import P2_NOTTINGHAM
from app.programme.sources import rules_to_verify, sourced_rules


@pytest.mark.parametrize(
    ("day", "code"),
    [
        pytest.param(date(2010, 12, 1), "P1-2012", id="first day from which results may be backdated"),
        pytest.param(date(2013, 3, 31), "P1-2012", id="last day of year one"),
        pytest.param(date(2013, 4, 1), "P1-2013", id="first day of year two"),
        pytest.param(date(2015, 5, 31), "P1-2013", id="last day of the phase"),
    ],
)
def test_one_pack_is_in_force_on_a_day(day, code):
    assert pack_on(day).code == code
    assert pack_by_code(code) is pack_on(day)


@pytest.mark.parametrize("day", [date(2010, 11, 30), date(2015, 6, 1)])
def test_no_pack_is_in_force_outside_the_programme(day):
    with pytest.raises(RuleRefused) as refusal:
        pack_on(day)

    assert refusal.value.code == "no-rule-pack"


def test_a_pack_that_does_not_exist_is_not_found():
    with pytest.raises(NotFound) as refusal:
        pack_by_code("P9-2099")

    assert refusal.value.code == "rule-pack"


def test_packs_never_overlap():
    for earlier, later in itertools.pairwise(PACKS):
        assert earlier.in_force.last < later.in_force.first


def test_the_2013_pack_is_the_2012_pack_and_the_edge_of_exclusion():
    added = set(P1_2013.criteria_in(CriterionGroup.EDUCATION)) - set(
        P1_2012.criteria_in(CriterionGroup.EDUCATION)
    )

    assert added == {Criterion.IMPROVING_BEHAVIOUR_PRU}
    assert P1_2013.routes == P1_2012.routes
    assert P1_2013.selection == P1_2012.selection


def test_every_criterion_is_counted_once_by_the_2013_pack_or_the_outcome_plan():
    counted = {each.criterion for pack in (P1_2013, P2_NOTTINGHAM) for each in pack.criteria}

    # Conflict between parents came in 2018, and needs of housing with the national outcomes of 2022.
    assert set(Criterion) - counted == {Criterion.PARENTAL_CONFLICT, Criterion.HOUSING_NEED}
    for pack in (P1_2013, P2_NOTTINGHAM):
        assert len({each.criterion for each in pack.criteria}) == len(pack.criteria)


def test_every_national_criterion_but_work_makes_one_part_of_a_result_apply():
    parts = P1_2013.rule_for(Route.EDUCATION_AND_CRIME).parts
    applying = [criterion for part in parts for criterion in part.applies_to]

    assert sorted(applying) == sorted(
        counted.criterion
        for counted in P1_2013.criteria
        if counted.group in (CriterionGroup.CRIME_AND_ASB, CriterionGroup.EDUCATION)
    )


def test_part_codes_are_unique_within_a_pack():
    for pack in PACKS:
        codes = [part.code for rule in pack.routes for part in rule.parts]
        assert len(set(codes)) == len(codes)


@pytest.mark.parametrize(
    ("certainty", "verify"), [(Certainty.SEEN, False), (Certainty.DERIVED, True), (Certainty.RECALLED, True)]
)
def test_what_was_not_read_in_a_source_is_verified_before_the_first_live_claim(certainty, verify):
    assert Source("A paper", certainty).verify_before_first_live_claim is verify


def test_the_floor_of_13_weeks_was_read_and_the_fuller_tests_were_only_recalled():
    employment = P1_2012.rule_for(Route.CONTINUOUS_EMPLOYMENT).parts[0]

    assert employment.step.days == 91
    assert employment.source.certainty is Certainty.SEEN
    assert all(test.source.verify_before_first_live_claim for test in FULLER_EMPLOYMENT_TESTS)
    assert {test.weeks for test in FULLER_EMPLOYMENT_TESTS} == {26, 13}


def test_the_amounts_worked_out_and_the_rate_recalled_are_flagged():
    assert P1_2012.rule_for(Route.EDUCATION_AND_CRIME).payment.source.certainty is Certainty.DERIVED
    assert RATE_BY_YEAR_OF_ATTACHMENT.verify_before_first_live_claim
    assert P1_2012.benefits_source.verify_before_first_live_claim


def test_a_route_that_a_pack_has_not_is_refused():
    without = P1_2012.__class__(
        **{name: getattr(P1_2012, name) for name in P1_2012.__slots__} | {"routes": P1_2012.routes[:1]}
    )

    with pytest.raises(RuleRefused) as refusal:
        without.rule_for(Route.CONTINUOUS_EMPLOYMENT)
    assert refusal.value.code == "no-such-route"


def test_the_rules_to_verify_are_those_not_read_in_a_source_each_once():
    to_verify = rules_to_verify(P1_2012)

    assert all(rule.source.certainty is not Certainty.SEEN for rule in to_verify)
    assert len(set(to_verify)) == len(to_verify)
    rules = [rule.rule for rule in to_verify]
    assert "What it pays: Education, crime and anti-social behaviour" in rules
    assert "Rates are those of the year of attachment" in rules
    assert not any(rule.startswith("Part:") for rule in rules)


@pytest.mark.parametrize(("years", "told"), [(1, False), (2, True), (3, True)])
def test_the_rate_is_told_to_be_that_of_the_year_of_attachment_where_the_years_differ(years: int, told: bool):
    pack = replace(P1_2012, terms=P1_2012.terms[:years])

    rules = {each.rule for each in sourced_rules(pack)}

    assert ("Rates are those of the year of attachment" in rules) is told


@pytest.mark.parametrize(("day", "has"), [(date(1999, 12, 31), False), (date(2013, 7, 12), True)])
def test_before_the_programme_began_no_rules_of_it_were_in_force(day: date, has: bool) -> None:
    assert has_pack_on(day) is has
