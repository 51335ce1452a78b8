"""An explanation in words: what was asked, what was found of whom, and by which rule."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from app.claims.rules.asked import asked_about
from app.claims.rules.claimable import claim_decision, worth_of
from app.claims.rules.findings import reduction, spell_started
from app.claims.rules.outcomes import Outcome
from app.claims.rules.results import explain_part, explain_results
from app.errors import NotFound, RuleRefused
from app.programme.editions import pack_by_code, pack_on
from app.programme.facts import Criterion
from app.programme.packs import Population, Reduction, Route, SpellStarted
from app.programme.phase_one import (
    ASB_PART,
    EDUCATION_PART,
    EMPLOYMENT_PART,
    P1_2012,
    P1_2013,
    PROGRESS_PART,
)
from app.programme.sources import sourced_rules
from tests.rules.facts import (
    ABSENCE,
    BENEFIT,
    CHILD,
    EMPLOYMENT,
    EXCLUSIONS,
    FAMILY,
    INCIDENTS,
    ON,
    PARENT,
    WORK_PROGRAMME,
    a_child,
    a_fact,
    a_family,
    a_parent,
    at_school,
    by_half,
    by_term,
    measured,
)

TRUANT = (a_fact(Criterion.UNAUTHORISED_ABSENCE),)
ORDER = (a_fact(Criterion.ASB_ORDER),)
LEFT_BENEFIT = measured(BENEFIT, starts_on=date(2010, 1, 4), ends_on=date(2013, 3, 1))
IN_WORK = measured(EMPLOYMENT, starts_on=date(2013, 3, 4))
JOINED = measured(WORK_PROGRAMME, starts_on=date(2013, 2, 1))


@pytest.mark.parametrize(
    ("part", "members", "criteria", "reason"),
    [
        pytest.param(
            EDUCATION_PART,
            [a_child(*at_school())],
            TRUANT,
            "The problem stood at entry, and every limit is kept.",
            id="kept",
        ),
        pytest.param(
            EDUCATION_PART,
            [a_child(*at_school(exclusions=(3, 0, 0)))],
            TRUANT,
            "A limit is passed: the problem that stood at entry.",
            id="passed",
        ),
        pytest.param(
            EDUCATION_PART,
            [a_child(*at_school(exclusions=(3, 0, 0)))],
            (),
            "A limit is passed: a problem that was not recorded at entry.",
            id="a new problem",
        ),
        pytest.param(
            EDUCATION_PART,
            [a_child(*at_school())],
            (),
            "The problem did not stand at entry, or concerns nobody asked about now; no new one is known.",
            id="no problem",
        ),
        pytest.param(
            EDUCATION_PART,
            [a_child()],
            TRUANT,
            "The problem stood at entry, and not all figures are held.",
            id="figures missing",
        ),
        pytest.param(
            EDUCATION_PART,
            [a_parent()],
            TRUANT,
            "Nobody whom this part asks about lives in the family.",
            id="no child",
        ),
        pytest.param(
            PROGRESS_PART,
            [a_child()],
            (),
            "Nobody whom this part asks about lives in the family.",
            id="no adult",
        ),
        pytest.param(PROGRESS_PART, [a_parent(JOINED)], (), "Somebody has taken the step.", id="step taken"),
        pytest.param(
            PROGRESS_PART, [a_parent(LEFT_BENEFIT)], (), "Nobody has taken the step.", id="step not taken"
        ),
        pytest.param(
            PROGRESS_PART,
            [a_parent()],
            (),
            "Nothing is held about anybody’s work or benefits.",
            id="nothing held",
        ),
    ],
)
def test_a_part_says_why_it_came_to_its_outcome(part, members, criteria, reason):
    assert explain_part(part, a_family(*members, criteria=criteria), ON).reason == reason


def test_a_part_tells_its_title_its_question_and_its_source():
    explained = explain_part(EDUCATION_PART, a_family(), ON)

    assert (explained.code, explained.title, explained.question, explained.source) == (
        EDUCATION_PART.code,
        EDUCATION_PART.title,
        EDUCATION_PART.question,
        EDUCATION_PART.source,
    )


def test_an_explanation_names_its_family_its_pack_and_the_source_of_each_route():
    explained = explain_results(a_family(), P1_2012, ON)

    assert explained.family_id == FAMILY
    assert [route.source for route in explained.routes] == [rule.source for rule in P1_2012.routes]


def test_a_decision_carries_the_reasons_of_eligibility():
    decision = claim_decision(a_family(criteria=TRUANT), P1_2012, ON)

    assert len(decision.eligibility.findings) == len(P1_2012.criteria)


def findings(part, *members, criteria=()):
    return explain_part(part, a_family(*members, criteria=criteria), ON).findings


def test_a_figure_is_that_of_one_child_with_the_terms_and_the_limit():
    exclusions, absence = findings(EDUCATION_PART, a_child(*at_school(exclusions=(1, 1, 0))), criteria=TRUANT)

    assert (exclusions.person_id, exclusions.kind) == (CHILD, EXCLUSIONS)
    assert exclusions.sentence == (
        "Fixed-term exclusions of the person aged 11, summer term 2012 to spring term 2013: 2; "
        "it has to be under 3."
    )
    assert (absence.person_id, absence.kind) == (CHILD, ABSENCE)


def test_a_figure_with_a_term_missing_says_so_far():
    child = a_child(*by_term(EXCLUSIONS, 1, None, 1))

    assert findings(EDUCATION_PART, child, criteria=TRUANT)[0].sentence == (
        "Fixed-term exclusions of the person aged 11, summer term 2012 to spring term 2013: 2 so far; "
        "it has to be under 3."
    )


@pytest.mark.parametrize(
    ("parent", "who"),
    [
        pytest.param(a_parent(JOINED, born_on=None), "the person of unknown age", id="no birth date"),
        pytest.param(a_parent(JOINED, born_on=date(1980, 7, 12)), "the person aged 33", id="birthday today"),
        pytest.param(a_parent(JOINED, born_on=date(1980, 7, 13)), "the person aged 32", id="tomorrow"),
    ],
)
def test_people_are_told_by_their_age_alone(parent, who):
    (found,) = findings(PROGRESS_PART, parent)

    assert found.sentence == f"Work Programme of {who} began on 1 February 2013."


@pytest.mark.parametrize(
    ("born_on", "who"),
    [
        pytest.param(ON, "the person aged 0", id="born on the test date"),
        pytest.param(date(2013, 7, 13), "the person of unknown age", id="born after it"),
    ],
)
def test_a_person_is_of_an_age_from_the_day_of_birth_on(born_on, who):
    limit = SpellStarted(WORK_PROGRAMME, months=6)
    (found,) = spell_started(limit, [a_child(JOINED, born_on=born_on)], ON)

    assert who in found.sentence


def test_a_reduction_tells_both_half_years_and_the_fall_that_is_asked():
    (found,) = findings(ASB_PART, a_child(*by_half(INCIDENTS, 10, 4)), criteria=ORDER)

    assert (found.person_id, found.kind, found.missing) == (None, INCIDENTS, ())
    assert found.sentence == (
        "Anti-social behaviour incidents: 10 from 1 July 2012 to 31 December 2012, "
        "4 from 1 January 2013 to 30 June 2013; a fall of at least 60% is asked."
    )


@pytest.mark.parametrize(
    ("rows", "outcome", "missing"),
    [
        pytest.param(
            by_half(INCIDENTS, 10, None),
            Outcome.NOT_KNOWN,
            ["1 January 2013 to 30 June 2013"],
            id="the later half",
        ),
        pytest.param(
            by_half(INCIDENTS, None, 4),
            Outcome.NOT_KNOWN,
            ["1 July 2012 to 31 December 2012"],
            id="the earlier half",
        ),
        pytest.param(
            (),
            Outcome.NOT_KNOWN,
            ["1 July 2012 to 31 December 2012", "1 January 2013 to 30 June 2013"],
            id="both",
        ),
    ],
)
def test_a_reduction_names_the_months_that_are_not_covered(rows, outcome, missing):
    (found,) = findings(ASB_PART, a_child(*rows), criteria=ORDER)

    assert found.outcome is outcome
    assert found.missing == tuple(
        f"Anti-social behaviour incidents: not all of {months} is covered." for months in missing
    )


def test_a_fall_to_nothing_is_a_fall_of_100_percent():
    found = reduction(Reduction(INCIDENTS, fall=Fraction(1), months=6), [a_child()], ON)

    assert found.sentence.endswith("; a fall of at least 100% is asked.")


def test_a_step_names_the_person_and_carries_the_rows_that_show_it():
    (joined,) = findings(PROGRESS_PART, a_parent(JOINED))
    (worked,) = findings(EMPLOYMENT_PART, a_parent(LEFT_BENEFIT, IN_WORK))

    assert (joined.person_id, joined.kind, joined.evidence) == (PARENT, WORK_PROGRAMME, (JOINED,))
    assert (worked.person_id, worked.kind, worked.evidence) == (PARENT, EMPLOYMENT, (IN_WORK, LEFT_BENEFIT))


@pytest.mark.parametrize(
    ("on", "born_after"),
    [
        pytest.param(date(2013, 1, 15), date(1996, 8, 31), id="autumn 2012 is the latest term"),
        pytest.param(date(2012, 12, 20), date(1995, 8, 31), id="summer 2012 still is"),
    ],
)
def test_school_age_is_reckoned_by_the_school_year_of_the_latest_term(on, born_after):
    assert asked_about(Population.SCHOOL_AGE, on).born_after == born_after


@pytest.mark.parametrize("attached_on", [None, date(2010, 11, 30)])
def test_results_of_a_family_without_terms_are_worth_exactly_nothing(attached_on):
    assert worth_of(frozenset({Route.EDUCATION_AND_CRIME}), attached_on, P1_2012) == 0


@pytest.mark.parametrize(
    ("asked", "error", "sentence"),
    [
        pytest.param(
            lambda: P1_2012.terms_on(date(2010, 11, 30)),
            RuleRefused,
            "No payment terms cover a family attached on 30 November 2010.",
            id="terms",
        ),
        pytest.param(
            lambda: replace(P1_2012, routes=()).rule_for(Route.PROGRESS_TO_WORK),
            RuleRefused,
            "P1-2012 has no result called progress to work.",
            id="route",
        ),
        pytest.param(
            lambda: pack_on(date(2010, 11, 30)),
            RuleRefused,
            "No rules of the programme were in force on 30 November 2010.",
            id="pack of a day",
        ),
        pytest.param(
            lambda: pack_by_code("P9-2099"), NotFound, "There is no such rule pack.", id="pack of a code"
        ),
    ],
)
def test_what_there_is_no_rule_for_is_refused_in_a_sentence(asked, error, sentence):
    with pytest.raises(error) as refusal:
        asked()

    assert refusal.value.message == sentence


def test_a_pack_tells_each_of_its_rules_with_its_source():
    told = [each.rule for each in sourced_rules(P1_2013)]

    assert told == [
        *(f"Criterion: {counted.criterion.label}" for counted in P1_2013.criteria),
        "Which families are selected",
        (
            "Out-of-work benefits: Employment and Support Allowance, Incapacity Benefit, Carer’s Allowance, "
            "Income Support, Jobseeker’s Allowance, Severe Disablement Allowance"
        ),
        "Result: Education, crime and anti-social behaviour",
        "What it pays: Education, crime and anti-social behaviour",
        "Part: School exclusions and attendance",
        "Part: Anti-social behaviour",
        "Part: Offending by under-18s",
        "Result: Progress to work",
        "What it pays: Progress to work",
        "Part: Progress to work",
        "Result: Continuous employment",
        "What it pays: Continuous employment",
        "Part: Continuous employment",
        "Payment terms of cohort year 2012",
        "Payment terms of cohort year 2013",
        "Payment terms of cohort year 2014",
        "Rates are those of the year of attachment",
        "The share of families that is funded",
        "Fee band from 75% of target",
        "Fee band from 33% of target",
        "Fee band from 0% of target",
    ]
