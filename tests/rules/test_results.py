"""Routes: parts put together, and what turns a family around."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.claims.rules.outcomes import Outcome, route_outcome
from app.claims.rules.results import explain_results
from app.errors import RuleRefused
from app.programme.facts import Criterion
from app.programme.packs import Route
from app.programme.phase_one import P1_2012
from tests.rules.facts import (
    BENEFIT,
    EMPLOYMENT,
    INCIDENTS,
    ON,
    WORK_PROGRAMME,
    a_child,
    a_fact,
    a_family,
    a_parent,
    at_school,
    by_half,
    measured,
)

PASS, FAIL, NEUTRAL, NOT_KNOWN = Outcome


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        pytest.param([PASS, PASS, PASS], PASS, id="all passed"),
        pytest.param([PASS, NEUTRAL, NEUTRAL], PASS, id="one passed, the others neutral"),
        pytest.param([NEUTRAL, NEUTRAL, NEUTRAL], NEUTRAL, id="all neutral: nothing was achieved"),
        pytest.param([PASS, NOT_KNOWN, PASS], NOT_KNOWN, id="one not known"),
        pytest.param([PASS, FAIL, PASS], FAIL, id="one failed"),
        pytest.param([NOT_KNOWN, FAIL, PASS], FAIL, id="failed whatever is not known"),
        pytest.param([], NEUTRAL, id="no parts"),
    ],
)
def test_a_route_passes_when_every_part_passed_or_is_neutral_and_one_passed(parts, expected):
    assert route_outcome(parts) is expected


@given(st.lists(st.sampled_from(Outcome)))
def test_not_known_never_passes(parts):
    if NOT_KNOWN in parts or FAIL in parts:
        assert route_outcome(parts) is not PASS


MOVED_INTO_WORK = (
    measured(BENEFIT, starts_on=date(2010, 1, 4), ends_on=date(2013, 3, 1)),
    measured(EMPLOYMENT, starts_on=date(2013, 3, 4)),
)
JOINED = measured(WORK_PROGRAMME, starts_on=date(2013, 2, 1))
AT_SCHOOL = a_child(*at_school())
TRUANT = (a_fact(Criterion.UNAUTHORISED_ABSENCE),)


@pytest.mark.parametrize(
    ("members", "achieved", "turned_around"),
    [
        pytest.param([AT_SCHOOL, a_parent()], {Route.EDUCATION_AND_CRIME}, True, id="education and crime"),
        pytest.param(
            [a_child(), a_parent(*MOVED_INTO_WORK)], {Route.CONTINUOUS_EMPLOYMENT}, True, id="employment"
        ),
        pytest.param(
            [a_child(), a_parent(JOINED)], {Route.PROGRESS_TO_WORK}, False, id="progress to work alone"
        ),
        pytest.param(
            [AT_SCHOOL, a_parent(JOINED)],
            {Route.EDUCATION_AND_CRIME, Route.PROGRESS_TO_WORK},
            True,
            id="education with progress",
        ),
        pytest.param([a_child(), a_parent()], set(), False, id="nothing"),
    ],
)
def test_either_of_two_results_turns_a_family_around_and_progress_alone_does_not(
    members, achieved, turned_around
):
    explained = explain_results(a_family(*members, criteria=TRUANT), P1_2012, ON)

    assert explained.achieved == achieved
    assert explained.turned_around is turned_around


def test_one_failed_part_fails_the_route_and_the_explanation_keeps_every_part():
    noisy = a_child(*at_school(), *by_half(INCIDENTS, 4, 4))
    explained = explain_results(a_family(noisy, criteria=TRUANT), P1_2012, ON)

    education_and_crime = explained.routes[0]
    assert education_and_crime.outcome is FAIL
    assert [(part.code, part.outcome) for part in education_and_crime.parts] == [
        ("education", PASS),
        ("antisocial-behaviour", FAIL),
        ("youth-offending", NEUTRAL),
    ]
    assert explained.outcome_of(Route.EDUCATION_AND_CRIME) is FAIL
    assert explained.outcome_of(Route.CONTINUOUS_EMPLOYMENT) is NEUTRAL
    assert (explained.pack_code, explained.on) == ("P1-2012", ON)


def test_a_family_with_nobody_in_it_has_achieved_nothing():
    explained = explain_results(a_family(criteria=TRUANT), P1_2012, ON)

    assert {route.outcome for route in explained.routes} == {NEUTRAL}
    assert not explained.turned_around


def test_a_test_date_without_declared_terms_is_refused():
    with pytest.raises(RuleRefused) as refusal:
        explain_results(a_family(AT_SCHOOL), P1_2012, date(2019, 7, 12))

    assert refusal.value.code == "terms-not-declared"


def test_a_route_that_the_pack_has_not_is_neutral():
    explained = explain_results(a_family(AT_SCHOOL), P1_2012, ON)
    without = type(explained)(explained.family_id, explained.pack_code, explained.on, ())

    assert without.outcome_of(Route.EDUCATION_AND_CRIME) is NEUTRAL


def test_no_explanation_ever_holds_a_date_of_birth():
    people = (a_child(*at_school((0, None, 0))), a_parent(*MOVED_INTO_WORK, JOINED))
    explained = explain_results(a_family(*people, criteria=TRUANT), P1_2012, ON)

    sentences = [
        sentence
        for route in explained.routes
        for part in route.parts
        for found in part.findings
        for sentence in (part.reason, found.sentence, *found.missing)
    ]
    assert sentences
    assert not any("2002" in sentence or "1980" in sentence for sentence in sentences)
