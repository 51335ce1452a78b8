"""Who is in: all three national problems, or two and a need of the local filter, on verified evidence."""

from datetime import date
from itertools import combinations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.rules.eligibility import Answer, CriterionState, condition_answer, eligibility, group_answer
from app.programme.facts import Criterion, CriterionGroup
from app.programme.packs import AtLeast, Met, all_of, any_of
from app.programme.phase_one import P1_2012, P1_2013
from tests.rules.facts import a_fact

AS_AT = date(2013, 3, 31)
CRIME, EDUCATION, WORK, LOCAL = (
    Criterion.PROVEN_OFFENCE,
    Criterion.UNAUTHORISED_ABSENCE,
    Criterion.OUT_OF_WORK_BENEFIT,
    Criterion.LOCAL_DOMESTIC_VIOLENCE,
)


def decided(*facts, pack=P1_2012, as_at=AS_AT, since=None):
    return eligibility(facts, pack, as_at, since=since).answer


def all_checked_and_not_met(*but):
    return [
        a_fact(counted.criterion, met=False) for counted in P1_2012.criteria if counted.criterion not in but
    ]


@pytest.mark.parametrize(
    ("met", "answer"),
    [
        pytest.param([CRIME, EDUCATION, WORK], Answer.YES, id="all three national"),
        pytest.param([CRIME, EDUCATION, LOCAL], Answer.YES, id="crime, education and a local need"),
        pytest.param([CRIME, WORK, LOCAL], Answer.YES, id="crime, work and a local need"),
        pytest.param([EDUCATION, WORK, LOCAL], Answer.YES, id="education, work and a local need"),
        pytest.param([CRIME, EDUCATION], Answer.NO, id="two national only"),
        pytest.param([WORK, LOCAL], Answer.NO, id="one national and a local need"),
        pytest.param([LOCAL], Answer.NO, id="a local need only"),
        pytest.param([], Answer.NO, id="nothing"),
    ],
)
def test_three_national_problems_or_two_and_a_local_need_make_a_family_eligible(met, answer):
    facts = [a_fact(criterion) for criterion in met]

    assert decided(*facts, *all_checked_and_not_met(*met)) is answer


@pytest.mark.parametrize(
    ("met", "answer"),
    [
        pytest.param([CRIME, EDUCATION, WORK], Answer.YES, id="all three national"),
        pytest.param([CRIME, EDUCATION], Answer.NOT_KNOWN, id="two national, nothing known of the rest"),
        pytest.param([], Answer.NOT_KNOWN, id="nothing known at all"),
    ],
)
def test_what_nobody_has_checked_is_not_a_no(met, answer):
    assert decided(*(a_fact(criterion) for criterion in met)) is answer


def test_one_problem_ruled_out_leaves_a_family_open_until_the_local_filter_is_known():
    known = [a_fact(CRIME), a_fact(EDUCATION), a_fact(WORK, met=False)]

    assert decided(*known) is Answer.NOT_KNOWN
    assert decided(*known, a_fact(LOCAL)) is Answer.YES


def test_two_problems_ruled_out_rule_the_family_out_whatever_else_is_found():
    crime = [
        a_fact(criterion, met=False)
        for criterion in (CRIME, Criterion.ASB_ORDER, Criterion.HOUSING_ASB_INTERVENTION)
    ]

    assert decided(*crime, a_fact(WORK, met=False), a_fact(LOCAL)) is Answer.NO


@pytest.mark.parametrize(
    ("verified_on", "answer"),
    [
        pytest.param(None, Answer.NOT_KNOWN, id="never"),
        pytest.param(date(2013, 3, 30), Answer.YES, id="the day before"),
        pytest.param(date(2013, 3, 31), Answer.YES, id="on the day"),
        pytest.param(date(2013, 4, 1), Answer.NOT_KNOWN, id="the day after"),
    ],
)
def test_only_evidence_verified_by_the_day_counts(verified_on, answer):
    assert decided(a_fact(CRIME), a_fact(EDUCATION), a_fact(WORK, verified_on=verified_on)) is answer


@pytest.mark.parametrize(
    ("dates", "answer"),
    [
        pytest.param({"starts_on": date(2013, 3, 31)}, Answer.YES, id="begins on the day"),
        pytest.param({"starts_on": date(2013, 4, 1)}, Answer.NOT_KNOWN, id="begins the day after"),
        pytest.param({"ends_on": date(2013, 3, 31)}, Answer.YES, id="ends on the day"),
        pytest.param({"ends_on": date(2013, 3, 30)}, Answer.NOT_KNOWN, id="ended the day before"),
        pytest.param({"extract_on": date(2013, 3, 31)}, Answer.YES, id="extracted on the day"),
        pytest.param({"extract_on": date(2013, 4, 1)}, Answer.NOT_KNOWN, id="extracted the day after"),
    ],
)
def test_only_evidence_in_force_on_the_day_counts(dates, answer):
    assert decided(a_fact(CRIME), a_fact(EDUCATION), a_fact(WORK, **dates)) is answer


@pytest.mark.parametrize(
    ("ends_on", "answer"),
    [
        pytest.param(date(2012, 9, 30), Answer.NOT_KNOWN, id="ended the day before entry"),
        pytest.param(date(2012, 10, 1), Answer.YES, id="ended on the day of entry"),
    ],
)
def test_since_entry_evidence_counts_if_it_stood_on_any_day_from_then(ends_on, answer):
    facts = (a_fact(CRIME), a_fact(EDUCATION), a_fact(WORK, ends_on=ends_on))

    assert decided(*facts, since=date(2012, 10, 1)) is answer


def test_a_problem_found_of_one_person_counts_though_another_was_found_without_it():
    of_one, of_another = UUID(int=11), UUID(int=12)
    facts = (
        a_fact(EDUCATION, person_id=of_one, met=False),
        a_fact(EDUCATION, person_id=of_another),
        a_fact(CRIME),
        a_fact(WORK),
    )

    assert decided(*facts) is Answer.YES


def test_the_edge_of_exclusion_counts_from_the_2013_pack_only():
    facts = (a_fact(CRIME), a_fact(Criterion.IMPROVING_BEHAVIOUR_PRU), a_fact(WORK))

    assert decided(*facts, pack=P1_2012) is Answer.NOT_KNOWN
    assert decided(*facts, pack=P1_2013) is Answer.YES


def test_the_reasons_say_what_is_confirmed_reported_ruled_out_and_not_known():
    decision = eligibility(
        (
            a_fact(CRIME, verified_on=None, source="Police list"),
            a_fact(CRIME, source="Youth offending team"),
            a_fact(EDUCATION, verified_on=None),
            a_fact(WORK, met=False),
        ),
        P1_2012,
        AS_AT,
    )

    assert decision.reasons == (
        (
            "Crime and anti-social behaviour: confirmed (Proven offence by an under-18 in the last 12 "
            "months, Youth offending team, 1 September 2012)."
        ),
        (
            "Education: reported, but nobody has verified it (Unauthorised absence of 15% or more over the "
            "last three terms, Test extract, 1 September 2012)."
        ),
        "Work: checked, and not met.",
        "Local filter: not known.",
        "Too little is known to say that the family is eligible.",
    )
    assert decision.groups[CriterionGroup.CRIME_AND_ASB] is Answer.YES
    states = {found.criterion: found.state for found in decision.findings}
    assert states[CRIME] is CriterionState.CONFIRMED
    assert states[Criterion.ASB_ORDER] is CriterionState.NOT_KNOWN
    assert states[EDUCATION] is CriterionState.UNVERIFIED
    assert states[WORK] is CriterionState.NOT_MET


def test_a_group_of_which_only_some_criteria_were_checked_is_not_known():
    decision = eligibility([a_fact(CRIME, met=False)], P1_2012, AS_AT)

    assert decision.reasons[0] == "Crime and anti-social behaviour: not known."


def test_the_last_reason_sums_up():
    eligible = eligibility([a_fact(CRIME), a_fact(EDUCATION), a_fact(WORK)], P1_2012, AS_AT)
    ruled_out = eligibility(all_checked_and_not_met(), P1_2012, AS_AT)

    assert eligible.reasons[-1] == "The family is eligible."
    assert ruled_out.reasons[-1] == "The family is not eligible."


ANSWERS = st.sampled_from(Answer)


@given(st.lists(ANSWERS, min_size=1, max_size=6))
def test_a_group_is_ruled_out_only_if_all_its_criteria_are(answers):
    assert (group_answer(answers) is Answer.NO) == all(answer is Answer.NO for answer in answers)
    assert (group_answer(answers) is Answer.YES) == (Answer.YES in answers)


@given(st.fixed_dictionaries(dict.fromkeys(CriterionGroup, ANSWERS)), st.integers(0, 4))
def test_at_least_holds_exactly_when_every_completion_of_what_is_missing_holds(groups, number):
    condition = AtLeast(number, tuple(Met(group) for group in CriterionGroup))
    yes = sum(answer is Answer.YES for answer in groups.values())
    open_ones = sum(answer is Answer.NOT_KNOWN for answer in groups.values())

    completions = {
        yes + len(filled) >= number
        for size in range(open_ones + 1)
        for filled in combinations(range(open_ones), size)
    }

    expected = {(True,): Answer.YES, (False,): Answer.NO}.get(tuple(completions), Answer.NOT_KNOWN)
    assert condition_answer(condition, groups) is expected


def test_all_of_asks_for_every_condition_and_any_of_for_one():
    crime, work = Met(CriterionGroup.CRIME_AND_ASB), Met(CriterionGroup.WORK)

    assert all_of(crime, work) == AtLeast(2, (crime, work))
    assert any_of(crime, work) == AtLeast(1, (crime, work))
