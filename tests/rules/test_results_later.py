"""The tests of phase 2 and after: attendance that is high enough, needs that are gone, parts let pass."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from app.cases.rules.eligibility import Answer, eligibility, group_answer
from app.claims.rules.claimable import Obstacle, claim_decision
from app.claims.rules.discretion import check_can_ask, check_can_decide
from app.claims.rules.findings import Finding, ended
from app.claims.rules.outcomes import Outcome
from app.claims.rules.results import explain_part, explain_results
from app.errors import RuleRefused
from app.programme.facts import Criterion, CriterionGroup, MeasurementKind, MemberRole, PartOverride
from app.programme.packs import Ended, Met
from app.programme.phase_one import P1_2013
from app.programme.phase_two import ABUSE, ATTENDANCE, HELP, P2_NOTTINGHAM
from tests.claims.made_up_packs import NOTHING_TO_CLAIM, TEN_HEADLINES, WITH_DISCRETION
from tests.rules.facts import (
    CHILD,
    ON,
    PARENT,
    SIBLING,
    SPRING,
    a_child,
    a_fact,
    a_family,
    a_parent,
    by_term,
    measured,
)

PASS, FAIL, NEUTRAL, NOT_KNOWN = Outcome
ATTENDED = MeasurementKind.SCHOOL_ATTENDANCE
VIOLENCE = Criterion.LOCAL_DOMESTIC_VIOLENCE
IN_NEED = Criterion.LOCAL_CHILD_IN_NEED


@pytest.mark.parametrize(
    ("terms", "outcome"),
    [
        pytest.param((90_00, 90_00, 90_00), PASS, id="90% in each term"),
        pytest.param((90_00, 90_00, 89_99), FAIL, id="a hundredth of a percent less in one term"),
        pytest.param((80_00, 95_00, 95_00), PASS, id="90% on average"),
        pytest.param((100_00, 100_00, 69_99), FAIL, id="just under it on average"),
        pytest.param((95_00, None, 95_00), NOT_KNOWN, id="a term without a figure"),
        pytest.param((70_00, None, 100_00), NOT_KNOWN, id="the missing term could bring it to 90%"),
        pytest.param((69_99, None, 100_00), FAIL, id="no figure for the missing term could"),
        pytest.param((None, None, None), NOT_KNOWN, id="no figure at all"),
    ],
)
def test_attendance_is_at_least_90_percent_on_average_over_three_terms(terms, outcome):
    family = a_family(a_child(*by_term(ATTENDED, *terms)), criteria=(a_fact(Criterion.LOW_ATTENDANCE),))

    found = explain_part(ATTENDANCE, family, ON)

    assert found.outcome is outcome
    assert bool(found.missing) is (outcome is NOT_KNOWN)
    assert "90.00%" in found.findings[0].sentence


OF_THE_CHILD = "School attendance of the person aged 11, summer term 2012 to spring term 2013: "


@pytest.mark.parametrize(
    ("terms", "outcome", "sentence", "missing"),
    [
        pytest.param(
            (95_00, 90_01, 90_00),
            PASS,
            f"{OF_THE_CHILD}91.67% on average; it has to be at least 90.00%.",
            (),
            id="every term",
        ),
        pytest.param(
            (95_00, None, 90_00),
            NOT_KNOWN,
            f"{OF_THE_CHILD}92.50% on average so far; it has to be at least 90.00%.",
            ("School attendance, autumn term 2012: no figure is held for the person aged 11.",),
            id="two of three",
        ),
        pytest.param(
            (None, None, None),
            NOT_KNOWN,
            f"{OF_THE_CHILD}no figure so far; it has to be at least 90.00%.",
            tuple(
                f"School attendance, {term}: no figure is held for the person aged 11."
                for term in ("summer term 2012", "autumn term 2012", "spring term 2013")
            ),
            id="none",
        ),
    ],
)
def test_attendance_is_told_of_a_child_by_age_with_the_average_and_what_is_missing(
    terms, outcome, sentence, missing
):
    rows = by_term(ATTENDED, *terms)
    family = a_family(a_child(*rows), criteria=(a_fact(Criterion.LOW_ATTENDANCE),))

    assert explain_part(ATTENDANCE, family, ON).findings == (
        Finding(CHILD, ATTENDED, outcome, sentence, missing, rows),
    )


def test_of_two_figures_for_one_term_the_lower_counts():
    rows = (
        *by_term(ATTENDED, 90_00, 90_00, 90_00),
        measured(ATTENDED, 70_00, starts_on=SPRING[0], ends_on=SPRING[1]),
    )
    family = a_family(a_child(*rows), criteria=(a_fact(Criterion.LOW_ATTENDANCE),))

    assert explain_part(ATTENDANCE, family, ON).outcome is FAIL


def test_another_child_who_misses_school_spoils_the_result():
    sibling = a_child(*by_term(ATTENDED, 80_00, 80_00, 80_00), person_id=SIBLING)
    family = a_family(a_child(*by_term(ATTENDED, 95_00, 95_00, 95_00)), sibling)

    assert explain_part(ATTENDANCE, family, ON).outcome is FAIL


def test_terms_before_a_child_was_of_school_age_are_left_out():
    rows = by_term(ATTENDED, None, 90_00, 90_00)
    young = a_child(*rows, born_on=date(2007, 9, 1))
    started = a_child(*rows, born_on=date(2007, 8, 31))

    criteria = (a_fact(Criterion.LOW_ATTENDANCE),)
    assert explain_part(ATTENDANCE, a_family(young, criteria=criteria), ON).outcome is NEUTRAL
    assert explain_part(ATTENDANCE, a_family(started, criteria=criteria), ON).outcome is PASS


# The months before 12 July 2013 that a need has to be gone for: from 13 January.
SEEN = a_fact(VIOLENCE, ends_on=date(2013, 1, 12), extract_on=date(2013, 1, 12))
GONE = a_fact(VIOLENCE, met=False, starts_on=date(2013, 1, 13), extract_on=ON, verified_on=ON)


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        pytest.param((), NEUTRAL, id="never a need"),
        pytest.param((SEEN, GONE), PASS, id="checked for six months to the day"),
        pytest.param((SEEN,), NOT_KNOWN, id="nobody has checked"),
        pytest.param((SEEN, replace(GONE, verified_on=None)), NOT_KNOWN, id="a check that nobody verified"),
        pytest.param(
            (SEEN, replace(GONE, verified_on=date(2013, 7, 13))), NOT_KNOWN, id="a check verified tomorrow"
        ),
        pytest.param(
            (SEEN, replace(GONE, starts_on=date(2013, 1, 14))), NOT_KNOWN, id="checked for a day less"
        ),
        pytest.param(
            (SEEN, replace(GONE, ends_on=date(2013, 7, 11))), NOT_KNOWN, id="a check that tells of a day less"
        ),
        pytest.param(
            (
                replace(SEEN, ends_on=date(2012, 11, 30), extract_on=date(2012, 11, 30)),
                replace(GONE, starts_on=date(2012, 12, 1), ends_on=date(2013, 5, 31)),
            ),
            PASS,
            id="six months that ended in May",
        ),
        pytest.param(
            (
                replace(SEEN, ends_on=date(2012, 5, 31)),
                replace(
                    GONE, starts_on=date(2012, 6, 1), ends_on=date(2013, 1, 12), extract_on=date(2013, 1, 12)
                ),
            ),
            NEUTRAL,
            id="over before the family entered",
        ),
        pytest.param(
            (
                replace(SEEN, ends_on=date(2012, 10, 1)),
                replace(
                    GONE,
                    starts_on=date(2012, 6, 1),
                    extract_on=date(2013, 1, 12),
                    verified_on=date(2013, 1, 12),
                ),
            ),
            NOT_KNOWN,
            id="a check that is over six months old",
        ),
        pytest.param(
            (replace(SEEN, ends_on=date(2013, 1, 13)), GONE), FAIL, id="seen again within the six months"
        ),
        pytest.param(
            (replace(SEEN, ends_on=date(2013, 1, 13), verified_on=None), GONE),
            NOT_KNOWN,
            id="reported again, and nobody has verified it",
        ),
        pytest.param(
            (
                replace(SEEN, ends_on=date(2012, 12, 1), extract_on=date(2012, 12, 1)),
                replace(GONE, starts_on=date(2012, 6, 1), ends_on=date(2013, 5, 31)),
            ),
            NOT_KNOWN,
            id="a check that goes back beyond the last time it was seen",
        ),
        pytest.param(
            (replace(SEEN, ends_on=None, extract_on=date(2013, 1, 12)), GONE),
            PASS,
            id="no end is recorded: last seen when it was extracted",
        ),
    ],
)
def test_a_need_is_gone_once_checked_for_six_months_on_end(facts, outcome):
    found = explain_part(ABUSE, a_family(a_parent(), criteria=facts), ON)

    assert found.outcome is outcome
    assert bool(found.missing) is (outcome is NOT_KNOWN)
    for finding in found.findings:
        assert finding.criterion is VIOLENCE
        assert finding.kind is None
        assert finding.facts


REPORTED = a_fact(IN_NEED, person_id=CHILD, ends_on=date(2012, 7, 12))
CHECKED = a_fact(IN_NEED, person_id=CHILD, met=False, starts_on=date(2012, 7, 13), verified_on=ON)
AGAIN = replace(REPORTED, starts_on=date(2013, 2, 1), ends_on=date(2013, 3, 1))


def checked_to(last, since=CHECKED.starts_on):
    return replace(CHECKED, starts_on=since, ends_on=last, extract_on=last)


@pytest.mark.parametrize(
    ("seen", "checks", "outcome", "said", "missing"),
    [
        pytest.param(
            (REPORTED,),
            (checked_to(date(2013, 1, 13)),),
            PASS,
            "found gone from 13 July 2012 to 13 January 2013",
            (),
            id="a check that reaches into the last six months",
        ),
        pytest.param(
            (REPORTED,),
            (checked_to(date(2013, 6, 20), since=date(2012, 12, 15)), checked_to(date(2013, 5, 31))),
            PASS,
            "found gone from 15 December 2012 to 20 June 2013",
            (),
            id="of two checks the one that reaches further",
        ),
        pytest.param(
            (REPORTED,),
            (),
            NOT_KNOWN,
            "last seen on 12 July 2012, and not checked for long enough since",
            ("Child in need or on a child protection plan: no verified check tells of 6 months without it.",),
            id="no check",
        ),
        pytest.param(
            (REPORTED, AGAIN),
            (),
            FAIL,
            "seen as late as 1 March 2013",
            (),
            id="seen again",
        ),
        pytest.param(
            (REPORTED, replace(AGAIN, verified_on=None)),
            (),
            NOT_KNOWN,
            "reported as late as 1 March 2013, and nobody has verified it",
            ("Child in need or on a child protection plan: the latest report needs to be verified.",),
            id="reported again",
        ),
    ],
)
def test_a_need_is_told_with_when_it_was_last_seen_or_how_long_it_was_found_gone(
    seen, checks, outcome, said, missing
):
    sentence = (
        f"Child in need or on a child protection plan: {said}; it has to be gone for at least 6 months."
    )

    assert ended(Ended(months=6), [(*seen, *checks)], ON) == (
        Finding(CHILD, None, outcome, sentence, missing, (), IN_NEED, (*seen, *checks)),
    )


def test_a_check_that_ended_before_the_last_six_months_shows_nothing():
    (found,) = ended(Ended(months=6), [(REPORTED, checked_to(date(2013, 1, 12)))], ON)

    assert (found.outcome, found.facts) == (NOT_KNOWN, (REPORTED,))


@pytest.mark.parametrize(
    ("whose", "checked", "outcome"),
    [
        pytest.param(CHILD, CHILD, PASS, id="a check of the child"),
        pytest.param(CHILD, None, PASS, id="a check of the whole family"),
        pytest.param(CHILD, SIBLING, NOT_KNOWN, id="a check of another child"),
        pytest.param(None, CHILD, NOT_KNOWN, id="a need of the family, and a check of one child"),
        pytest.param(PARENT, CHILD, NOT_KNOWN, id="a need of a parent, and a check of the child"),
        pytest.param(UUID(int=99), None, NEUTRAL, id="a need of somebody who lives elsewhere"),
    ],
)
def test_a_need_of_one_person_is_checked_of_that_person_or_of_the_whole_family(whose, checked, outcome):
    facts = (
        replace(SEEN, criterion=IN_NEED, person_id=whose),
        replace(GONE, criterion=IN_NEED, person_id=checked),
    )
    people = (a_child(), a_child(person_id=SIBLING), a_parent())

    assert explain_part(HELP, a_family(*people, criteria=facts), ON).outcome is outcome


def test_every_need_has_to_be_gone():
    facts = (
        replace(SEEN, criterion=IN_NEED, person_id=CHILD),
        replace(GONE, criterion=IN_NEED, person_id=CHILD),
        replace(SEEN, criterion=IN_NEED, person_id=SIBLING),
    )
    people = (a_child(), a_child(person_id=SIBLING))

    found = explain_part(HELP, a_family(*people, criteria=facts), ON)

    assert found.outcome is NOT_KNOWN
    assert [finding.outcome for finding in found.findings] == [PASS, NOT_KNOWN]


class TestEligibility:
    def test_two_problems_of_six_bring_a_family_in(self):
        one, two = (a_fact(VIOLENCE),), (a_fact(VIOLENCE), a_fact(Criterion.LOCAL_MENTAL_HEALTH))

        assert eligibility(one, P2_NOTTINGHAM, ON).answer is Answer.NOT_KNOWN
        decision = eligibility(two, P2_NOTTINGHAM, ON)
        assert decision.answer is Answer.YES
        assert len(decision.reasons) == 7  # one for each problem of the plan, and none of another pack

    def test_two_criteria_of_one_problem_are_one_problem(self):
        facts = (a_fact(Criterion.LOCAL_MENTAL_HEALTH), a_fact(Criterion.PHYSICAL_HEALTH))

        assert eligibility(facts, P2_NOTTINGHAM, ON).answer is Answer.NOT_KNOWN

    @pytest.mark.parametrize(
        ("needs", "answer"),
        [
            pytest.param((VIOLENCE, Criterion.HOUSING_NEED), Answer.NOT_KNOWN, id="two headlines"),
            pytest.param(
                (VIOLENCE, Criterion.LOCAL_MENTAL_HEALTH, Criterion.PHYSICAL_HEALTH),
                Answer.NOT_KNOWN,
                id="two needs under one headline are one",
            ),
            pytest.param(
                (VIOLENCE, Criterion.HOUSING_NEED, Criterion.PHYSICAL_HEALTH),
                Answer.YES,
                id="three headlines",
            ),
        ],
    )
    def test_three_headlines_of_ten_bring_a_family_in(self, needs, answer):
        assert eligibility([a_fact(need) for need in needs], TEN_HEADLINES, ON).answer is answer

    @pytest.mark.parametrize(
        ("answers", "needed", "answer"),
        [
            ("yes yes no", 2, "yes"),
            ("yes no no", 2, "no"),
            ("yes not-known no", 2, "not-known"),
            ("not-known not-known not-known", 3, "not-known"),
            ("no no", 1, "no"),
            ("not-known no", 1, "not-known"),
        ],
    )
    def test_so_many_criteria_of_a_group_as_are_needed(self, answers, needed, answer):
        assert group_answer([Answer(each) for each in answers.split()], needed) is Answer(answer)

    def test_says_how_many_are_needed_where_too_few_are_confirmed(self):
        pack = replace(P1_2013, selection=Met(CriterionGroup.LOCAL, 2))

        decision = eligibility([a_fact(Criterion.LOCAL_MENTAL_HEALTH)], pack, ON)

        assert decision.answer is Answer.NOT_KNOWN
        (reason,) = [each for each in decision.reasons if each.startswith("Local filter")]
        assert reason.endswith("; 2 are needed.")


class TestLettingPass:
    FAILING = a_family(a_child(*by_term(ATTENDED, 89_00, 89_00, 89_00)))
    GIVEN = PartOverride("school-attendance", WITH_DISCRETION.code, ON, "Made good progress")

    def found(self, pack=WITH_DISCRETION, **changes):
        family = replace(self.FAILING, overrides=(replace(self.GIVEN, **changes),))
        return next(
            part for part in explain_results(family, pack, ON).parts if part.code == "school-attendance"
        )

    def test_a_failed_part_passes_and_says_by_whose_leave(self):
        found = self.found()

        assert found.outcome is PASS
        assert found.override == self.GIVEN
        assert found.findings[0].outcome is FAIL

    @pytest.mark.parametrize(
        "changes",
        [
            pytest.param({"approved_on": date(2013, 7, 13)}, id="approved after the test date"),
            pytest.param({"pack_code": "P2-NOTTINGHAM-1"}, id="under other rules"),
            pytest.param({"part": "health"}, id="another part"),
            pytest.param({"pack": P2_NOTTINGHAM}, id="rules that leave no discretion"),
        ],
    )
    def test_nothing_else_lets_it_pass(self, changes):
        found = self.found(**changes)

        assert found.outcome is FAIL
        assert found.override is None

    def test_what_is_not_known_is_never_let_pass(self):
        unknown = a_family(a_child(), criteria=(a_fact(Criterion.LOW_ATTENDANCE),), overrides=(self.GIVEN,))

        results = explain_results(unknown, WITH_DISCRETION, ON)

        (part,) = [part for part in results.parts if part.code == "school-attendance"]
        assert part.outcome is NOT_KNOWN

    def test_is_asked_for_a_part_that_failed(self):
        results = explain_results(self.FAILING, WITH_DISCRETION, ON)

        check_can_ask(results, WITH_DISCRETION, "school-attendance")

    @pytest.mark.parametrize(
        ("pack", "part", "code", "message"),
        [
            pytest.param(
                P2_NOTTINGHAM,
                "school-attendance",
                "no-discretion",
                "The rules of P2-NOTTINGHAM-1 let nobody pass a part at their discretion.",
                id="no discretion",
            ),
            pytest.param(
                WITH_DISCRETION,
                "nothing",
                "no-such-part",
                "These rules have no such part.",
                id="no such part",
            ),
            pytest.param(
                WITH_DISCRETION,
                "health",
                "not-failed",
                "Only a part that failed can be let pass. One that is not known needs its evidence.",
                id="a part that has not failed",
            ),
        ],
    )
    def test_is_not_asked_for_where_it_is_not_allowed_or_not_needed(self, pack, part, code, message):
        with pytest.raises(RuleRefused) as refusal:
            check_can_ask(explain_results(self.FAILING, pack, ON), pack, part)
        assert (refusal.value.code, refusal.value.message) == (code, message)

    def test_is_not_asked_for_twice(self):
        results = explain_results(replace(self.FAILING, overrides=(self.GIVEN,)), WITH_DISCRETION, ON)

        with pytest.raises(RuleRefused):
            check_can_ask(results, WITH_DISCRETION, "school-attendance")

    def test_is_decided_by_a_second_person(self):
        check_can_decide(UUID(int=1), UUID(int=2))
        with pytest.raises(RuleRefused) as refusal:
            check_can_decide(UUID(int=1), UUID(int=1))
        assert refusal.value.code == "own-request"
        assert refusal.value.message == "You asked for this. Somebody else has to decide it."


def test_rules_that_pay_for_nothing_judge_outcomes_and_say_why_nothing_can_be_claimed():
    seen_today = replace(SEEN, criterion=Criterion.HOUSING_NEED, ends_on=ON)
    facts = (SEEN, GONE, seen_today, a_fact(Criterion.PHYSICAL_HEALTH))
    decision = claim_decision(a_family(a_parent(), criteria=facts), NOTHING_TO_CLAIM, ON)

    assert decision.obstacles == (Obstacle.NOTHING_TO_CLAIM,)
    assert "pay for no results" in decision.obstacles[0].sentence
    outcomes = {part.code: part.outcome for part in decision.results.outcomes}
    assert outcomes["domestic-abuse"] is PASS
    assert outcomes["housing"] is FAIL
    assert decision.eligibility.answer is Answer.YES
    assert not decision.results.routes


def test_an_unborn_child_is_asked_nothing_about_school():
    unborn = a_child(born_on=None, role=MemberRole.UNBORN_CHILD)

    assert explain_part(ATTENDANCE, a_family(unborn), ON).outcome is NEUTRAL
