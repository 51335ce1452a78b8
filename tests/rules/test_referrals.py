"""A referral names a household that can be so, and goes from waiting to its outcome by one table of moves."""

from datetime import date, timedelta
from itertools import product

import pytest

from app.cases.rules.referrals import (
    REFERRAL_MOVES,
    DeclineReason,
    ReferralConsent,
    ReferralState,
    can_move_referral,
    check_decline,
    check_referral_move,
)
from app.cases.rules.referred import PersonReferred, check_household, criteria_asked, household_faults
from app.errors import RuleRefused
from app.programme.facts import Criterion, CriterionGroup, MemberRole
from app.programme.phase_one import P1_2012, P1_2013

TODAY = date(2013, 7, 12)
CHILD = PersonReferred("Tansy", "Testcase", MemberRole.CHILD, date(2001, 5, 9))
PARENT = PersonReferred("Petra", "Testcase", MemberRole.PARENT_OR_CARER)


def unborn(expected_on):
    return PersonReferred("Unborn", "Testcase", MemberRole.UNBORN_CHILD, expected_on=expected_on)


def codes(*people):
    return [(fault.position, fault.field, fault.code) for fault in household_faults(people, TODAY)]


@pytest.mark.parametrize(("current", "wanted"), list(product(ReferralState, repeat=2)))
def test_a_referral_moves_as_the_table_says_and_its_refusal_names_both_states(current, wanted):
    if wanted in REFERRAL_MOVES[current]:
        check_referral_move(current, wanted)
        assert can_move_referral(current, wanted)
        return
    with pytest.raises(RuleRefused) as refused:
        check_referral_move(current, wanted)
    assert refused.value.code == "move-not-allowed"
    assert current.label.lower() in refused.value.message
    assert not can_move_referral(current, wanted)


def test_an_answer_brings_a_referral_back_only_when_something_was_asked():
    assert [state for state in ReferralState if can_move_referral(state, ReferralState.WAITING)] == [
        ReferralState.ASKED
    ]


@pytest.mark.parametrize("end", [ReferralState.ACCEPTED, ReferralState.DECLINED])
def test_an_outcome_is_the_end_of_a_referral(end):
    assert REFERRAL_MOVES[end] == frozenset()


def test_a_decline_for_another_reason_is_explained():
    with pytest.raises(RuleRefused) as refused:
        check_decline(DeclineReason.ANOTHER, None)

    assert refused.value.code == "no-explanation"
    check_decline(DeclineReason.ANOTHER, "The family moved away.")


def test_a_decline_for_a_reason_of_the_list_need_not_be_explained():
    check_decline(DeclineReason.SOCIAL_CARE, None)


@pytest.mark.parametrize("words", [ReferralState, DeclineReason, ReferralConsent])
def test_the_words_of_a_referral_are_stored_in_kebab_case_and_read_plainly(words):
    assert all(word == word.value.lower() and " " not in word and "_" not in word for word in words)
    assert len({word.label for word in words}) == len(words)


@pytest.mark.parametrize(
    "people",
    [
        pytest.param([CHILD], id="a child alone"),
        pytest.param([CHILD, PARENT], id="a child and a parent without a date of birth"),
        pytest.param([PARENT, unborn(TODAY)], id="a parent and an unborn child"),
        pytest.param([PersonReferred("T", "T", MemberRole.CHILD)], id="a child whose birthday is not known"),
        pytest.param([PersonReferred("T", "T", MemberRole.CHILD, TODAY)], id="a child born today"),
        pytest.param([PersonReferred("T", "T", MemberRole.CHILD, date(1987, 7, 13))], id="25, 26 tomorrow"),
        pytest.param([CHILD, PersonReferred("O", "T", MemberRole.OTHER_ADULT, date(1893, 1, 1))], id="120"),
    ],
)
def test_a_household_with_a_child_may_be_referred(people):
    check_household(people, TODAY)


@pytest.mark.parametrize(
    ("people", "fault"),
    [
        pytest.param([], (1, "role", "no-child"), id="nobody"),
        pytest.param([PARENT], (1, "role", "no-child"), id="a parent alone"),
        pytest.param(
            [PARENT, PersonReferred("T", "T", MemberRole.CHILD, TODAY + timedelta(days=1))],
            (2, "born_on", "date-of-birth"),
            id="born tomorrow",
        ),
        pytest.param(
            [CHILD, PersonReferred("O", "T", MemberRole.OTHER_ADULT, date(1892, 12, 31))],
            (2, "born_on", "date-of-birth"),
            id="over 120",
        ),
        pytest.param(
            [PersonReferred("T", "T", MemberRole.CHILD, date(1987, 7, 12))],
            (1, "born_on", "too-old-for-a-child"),
            id="26 today",
        ),
        pytest.param(
            [PersonReferred("T", "T", MemberRole.CHILD, None, TODAY)],
            (1, "expected_on", "expected-date"),
            id="a child who is still expected",
        ),
        pytest.param(
            [PersonReferred("U", "T", MemberRole.UNBORN_CHILD, TODAY)],
            (1, "born_on", "expected-date"),
            id="an unborn child with a date of birth",
        ),
        pytest.param([unborn(None)], (1, "expected_on", "expected-date"), id="unborn, without a date"),
        pytest.param(
            [unborn(TODAY - timedelta(days=61))], (1, "expected_on", "expected-date"), id="61 days overdue"
        ),
        pytest.param(
            [unborn(TODAY + timedelta(days=301))], (1, "expected_on", "expected-date"), id="in 301 days"
        ),
    ],
)
def test_a_household_that_cannot_be_so_is_refused_with_who_and_what(people, fault):
    assert codes(*people) == [fault]
    with pytest.raises(RuleRefused) as refused:
        check_household(people, TODAY)
    assert refused.value.code == fault[2]
    assert refused.value.message.startswith(f"Person {fault[0]}: ")


@pytest.mark.parametrize("days", [-60, 300])
def test_an_unborn_child_is_expected_from_60_days_ago_to_300_days_ahead(days):
    assert codes(unborn(TODAY + timedelta(days=days))) == []


@pytest.mark.parametrize(
    ("on", "pack"),
    [
        pytest.param(date(2012, 6, 1), P1_2012, id="2012"),
        pytest.param(TODAY, P1_2013, id="2013"),
        pytest.param(date(2026, 1, 1), P1_2013, id="after the last pack"),
        pytest.param(date(2001, 1, 1), P1_2012, id="before the first pack"),
    ],
)
def test_a_referral_is_asked_about_the_criteria_of_the_pack_of_its_day(on, pack):
    asked = criteria_asked(on)

    assert {criterion for group in asked.values() for criterion in group} == {
        counted.criterion for counted in pack.criteria
    }
    assert asked[CriterionGroup.WORK] == (Criterion.OUT_OF_WORK_BENEFIT,)
