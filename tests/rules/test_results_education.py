"""The education part: each child of school age, over the last three complete terms."""

from datetime import date

import pytest

from app.claims.rules.outcomes import Outcome
from app.claims.rules.results import explain_part
from app.programme.facts import Criterion, MemberRole
from app.programme.phase_one import EDUCATION_PART
from tests.rules.facts import (
    ABSENCE,
    CHILD,
    EXCLUSIONS,
    ON,
    SIBLING,
    SPRING,
    a_child,
    a_fact,
    a_family,
    a_parent,
    at_school,
    by_term,
    measured,
)

NEED = (a_fact(Criterion.UNAUTHORISED_ABSENCE),)


def outcome(*members, criteria=NEED, on=ON, **changes):
    return explain_part(EDUCATION_PART, a_family(*members, criteria=criteria, **changes), on).outcome


@pytest.mark.parametrize(
    ("exclusions", "expected"),
    [
        pytest.param((0, 0, 0), Outcome.PASS, id="none"),
        pytest.param((1, 1, 0), Outcome.PASS, id="two over the three terms"),
        pytest.param((1, 1, 1), Outcome.FAIL, id="three over the three terms"),
        pytest.param((0, 0, 3), Outcome.FAIL, id="three in one term"),
    ],
)
def test_a_child_may_have_two_fixed_term_exclusions_and_not_three(exclusions, expected):
    assert outcome(a_child(*at_school(exclusions=exclusions))) is expected


@pytest.mark.parametrize(
    ("absence", "expected"),
    [
        pytest.param((0, 0, 0), Outcome.PASS, id="none"),
        pytest.param((15_00, 15_00, 14_99), Outcome.PASS, id="a hundredth of a percent under, in one term"),
        pytest.param((15_00, 15_00, 15_00), Outcome.FAIL, id="15% in every term"),
        pytest.param((0, 0, 44_99), Outcome.PASS, id="the mean counts, not the worst term"),
        pytest.param((0, 0, 45_00), Outcome.FAIL, id="15% on average, all in one term"),
    ],
)
def test_a_child_s_mean_unauthorised_absence_has_to_be_under_15_percent(absence, expected):
    assert outcome(a_child(*at_school(absence=absence))) is expected


@pytest.mark.parametrize(
    ("absence", "exclusions", "expected"),
    [
        pytest.param((0, None, 0), (0, 0, 0), Outcome.NOT_KNOWN, id="one term's absence missing"),
        pytest.param((0, 0, 0), (0, 0, None), Outcome.NOT_KNOWN, id="one term's exclusions missing"),
        pytest.param((None,) * 3, (None,) * 3, Outcome.NOT_KNOWN, id="nothing held"),
        pytest.param((None, 0, 45_00), (0, 0, 0), Outcome.FAIL, id="over the limit whatever is missing"),
        pytest.param((0, 0, 0), (None, None, 3), Outcome.FAIL, id="three already, two terms missing"),
    ],
)
def test_a_missing_term_leaves_the_part_not_known_unless_what_is_held_fails_it(absence, exclusions, expected):
    assert outcome(a_child(*at_school(absence, exclusions))) is expected


def test_the_missing_figures_are_named_by_term():
    explained = explain_part(
        EDUCATION_PART, a_family(a_child(*at_school((0, None, 0), (0, 0, 0))), criteria=NEED), ON
    )

    assert explained.missing == (
        "Unauthorised absence, autumn term 2012: no figure is held for the person aged 11.",
    )
    assert explained.reason == "The problem stood at entry, and not all figures are held."


def test_every_child_has_to_keep_the_limits():
    well, badly = a_child(*at_school()), a_child(*at_school(exclusions=(0, 0, 3)), person_id=SIBLING)

    assert outcome(well, badly) is Outcome.FAIL
    assert outcome(well, a_child(person_id=SIBLING)) is Outcome.NOT_KNOWN
    assert outcome(well, a_child(*at_school(), person_id=SIBLING)) is Outcome.PASS


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        pytest.param([a_child(*at_school())], Outcome.NEUTRAL, id="figures kept"),
        pytest.param([a_child()], Outcome.NEUTRAL, id="nothing held"),
        pytest.param(
            [a_child(*at_school(exclusions=(None, None, 3)))], Outcome.FAIL, id="the problem has come"
        ),
    ],
)
def test_without_the_problem_at_entry_the_part_is_neutral_until_it_comes(members, expected):
    assert outcome(*members, criteria=()) is expected


@pytest.mark.parametrize(
    ("born_on", "expected"),
    [
        pytest.param(date(1996, 8, 31), Outcome.NEUTRAL, id="16 on 31 August 2012: left school"),
        pytest.param(date(1996, 9, 1), Outcome.PASS, id="15 on 31 August 2012"),
        pytest.param(date(2007, 8, 31), Outcome.PASS, id="5 on 31 August 2012"),
        pytest.param(date(2007, 9, 1), Outcome.NEUTRAL, id="4 on 31 August 2012: not yet at school"),
    ],
)
def test_only_a_child_of_school_age_in_the_latest_term_is_asked_about(born_on, expected):
    assert outcome(a_child(*at_school(), born_on=born_on)) is expected


@pytest.mark.parametrize(
    ("born_on", "expected"),
    [
        pytest.param(
            date(2006, 8, 31), Outcome.NOT_KNOWN, id="5 on 31 August 2011: summer 2012 is asked for"
        ),
        pytest.param(date(2006, 9, 1), Outcome.PASS, id="4 on 31 August 2011: two terms are enough"),
    ],
)
def test_a_term_before_school_age_is_not_asked_for(born_on, expected):
    assert outcome(a_child(*at_school((None, 0, 0), (None, 0, 0)), born_on=born_on)) is expected


@pytest.mark.parametrize(
    ("absence", "expected"), [((None, 15_00, 14_99), Outcome.PASS), ((None, 15_00, 15_00), Outcome.FAIL)]
)
def test_the_mean_is_over_the_terms_of_school_age(absence, expected):
    assert outcome(a_child(*at_school(absence), born_on=date(2006, 9, 1))) is expected


def test_a_figure_of_a_term_before_school_age_does_not_count():
    assert outcome(a_child(*at_school(exclusions=(3, 0, 0)), born_on=date(2006, 9, 1))) is Outcome.PASS


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        pytest.param(MemberRole.CHILD, Outcome.NOT_KNOWN, id="a child"),
        pytest.param(MemberRole.UNBORN_CHILD, Outcome.NEUTRAL, id="an unborn child"),
        pytest.param(MemberRole.OTHER_ADULT, Outcome.NEUTRAL, id="an adult"),
    ],
)
def test_where_no_birth_date_is_known_a_child_is_taken_to_be_of_school_age(role, expected):
    assert outcome(a_child(*at_school((0, 0, None)), born_on=None, role=role)) is expected


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        pytest.param({"ends_on": date(2013, 7, 12)}, Outcome.PASS, id="leaves on the test date"),
        pytest.param({"ends_on": date(2013, 7, 11)}, Outcome.NEUTRAL, id="left the day before"),
        pytest.param({"starts_on": date(2013, 7, 12)}, Outcome.PASS, id="comes on the test date"),
        pytest.param({"starts_on": date(2013, 7, 13)}, Outcome.NEUTRAL, id="comes the day after"),
    ],
)
def test_only_who_lives_there_on_the_test_date_is_asked_about(dates, expected):
    assert outcome(a_child(*at_school(), **dates), a_parent()) is expected


def test_when_the_child_of_concern_has_left_school_and_no_other_has_the_need_the_part_is_neutral():
    concern = (a_fact(Criterion.UNAUTHORISED_ABSENCE, person_id=CHILD),)
    left_school = a_child(born_on=date(1996, 1, 1))
    younger = a_child(*at_school((0, 0, None)), person_id=SIBLING)

    assert outcome(left_school, younger, criteria=concern) is Outcome.NEUTRAL
    assert outcome(a_child(*at_school()), younger, criteria=concern) is Outcome.NOT_KNOWN


@pytest.mark.parametrize(
    ("fact", "applies"),
    [
        pytest.param(a_fact(Criterion.NOT_ON_ROLL, verified_on=None), True, id="not verified"),
        pytest.param(a_fact(Criterion.NOT_ON_ROLL, met=False), False, id="looked at and not met"),
        pytest.param(a_fact(Criterion.ASB_ORDER), False, id="another problem"),
        pytest.param(a_fact(Criterion.NOT_ON_ROLL, ends_on=date(2012, 10, 1)), True, id="ended on entry"),
        pytest.param(
            a_fact(Criterion.NOT_ON_ROLL, ends_on=date(2012, 9, 30)), False, id="ended before entry"
        ),
        pytest.param(a_fact(Criterion.NOT_ON_ROLL, starts_on=ON), True, id="began on the test date"),
        pytest.param(
            a_fact(Criterion.NOT_ON_ROLL, starts_on=date(2013, 7, 13)), False, id="begins after the test date"
        ),
        pytest.param(
            a_fact(Criterion.NOT_ON_ROLL, extract_on=date(2013, 7, 13)),
            False,
            id="extracted after the test date",
        ),
        pytest.param(
            a_fact(Criterion.NOT_ON_ROLL, person_id=SIBLING), False, id="of somebody who moved away"
        ),
    ],
)
def test_the_part_applies_when_its_problem_stood_at_entry_or_since(fact, applies):
    expected = Outcome.PASS if applies else Outcome.NEUTRAL

    assert outcome(a_child(*at_school()), criteria=(fact,)) is expected


def test_a_family_identified_before_it_was_attached_entered_when_it_was_identified():
    ended = (a_fact(Criterion.NOT_ON_ROLL, ends_on=date(2012, 8, 1)),)

    assert outcome(a_child(*at_school()), criteria=ended) is Outcome.NEUTRAL
    assert outcome(a_child(*at_school()), criteria=ended, identified_on=date(2012, 8, 1)) is Outcome.PASS


def test_a_family_not_attached_yet_enters_on_the_test_date():
    stands, ended = a_fact(Criterion.NOT_ON_ROLL), a_fact(Criterion.NOT_ON_ROLL, ends_on=date(2013, 7, 11))

    assert outcome(a_child(*at_school()), criteria=(stands,), attached_on=None) is Outcome.PASS
    assert outcome(a_child(*at_school()), criteria=(ended,), attached_on=None) is Outcome.NEUTRAL


@pytest.mark.parametrize(
    ("dates", "held"),
    [
        pytest.param({"starts_on": date(2012, 12, 31), "ends_on": SPRING[1]}, True, id="a week early"),
        pytest.param({"starts_on": date(2012, 12, 30), "ends_on": SPRING[1]}, False, id="eight days early"),
        pytest.param({"starts_on": SPRING[0], "ends_on": date(2013, 4, 4)}, True, id="a week late"),
        pytest.param({"starts_on": SPRING[0], "ends_on": date(2013, 4, 5)}, False, id="eight days late"),
        pytest.param({"starts_on": SPRING[0], "ends_on": None}, False, id="with no end"),
        pytest.param(
            {"starts_on": SPRING[0], "ends_on": SPRING[1], "extract_on": date(2013, 7, 13)},
            False,
            id="extracted after the test date",
        ),
    ],
)
def test_a_row_is_a_term_s_figure_if_it_lies_within_a_week_of_the_term(dates, held):
    spring = measured(ABSENCE, 0, **dates)
    child = a_child(*by_term(ABSENCE, 0, 0, None), spring, *by_term(EXCLUSIONS, 0, 0, 0))

    assert outcome(child) is (Outcome.PASS if held else Outcome.NOT_KNOWN)


def test_of_two_figures_for_one_term_the_higher_counts():
    from_another_source = measured(EXCLUSIONS, 3, starts_on=date(2013, 1, 8), ends_on=SPRING[1])

    assert outcome(a_child(*at_school(), from_another_source)) is Outcome.FAIL


def test_the_findings_show_figures_terms_and_evidence_of_each_child_without_a_name():
    child = a_child(*at_school((15_00, 15_00, 14_99), (1, 0, 1)))
    explained = explain_part(EDUCATION_PART, a_family(child, criteria=NEED), ON)

    exclusions, absence = explained.findings
    assert exclusions.sentence == (
        "Fixed-term exclusions of the person aged 11, summer term 2012 to spring term 2013: 2; "
        "it has to be under 3."
    )
    assert absence.sentence == (
        "Unauthorised absence of the person aged 11, summer term 2012 to spring term 2013: 14.99% on "
        "average; it has to be under 15.00% on average."
    )
    assert absence.person_id == CHILD
    assert {row.source for row in absence.evidence} == {"Test extract"}
    assert len(absence.evidence) == 3
    assert explained.missing == ()
    assert explained.source.text.startswith("Troubled Families, slides")


def test_a_child_of_unknown_age_is_described_so():
    explained = explain_part(EDUCATION_PART, a_family(a_child(*at_school(), born_on=None), criteria=NEED), ON)

    assert "the person of unknown age" in explained.findings[0].sentence


@pytest.mark.parametrize(
    ("criteria", "words"),
    [
        pytest.param(NEED, "the problem that stood at entry", id="it stood"),
        pytest.param((), "a problem that was not recorded at entry", id="it did not"),
    ],
)
def test_a_failure_says_whether_the_problem_is_old_or_new(criteria, words):
    family = a_family(a_child(*at_school(exclusions=(1, 1, 1))), criteria=criteria)

    assert words in explain_part(EDUCATION_PART, family, ON).reason
