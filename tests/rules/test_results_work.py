"""The two work parts: a step towards work, and work that lasted."""

from datetime import date, timedelta

import pytest

from app.claims.rules.outcomes import Outcome
from app.claims.rules.results import explain_part
from app.programme.facts import MemberRole
from app.programme.phase_one import EMPLOYMENT_PART, PROGRESS_PART
from tests.rules.facts import (
    BENEFIT,
    EMPLOYMENT,
    ON,
    SIBLING,
    WORK_PROGRAMME,
    a_child,
    a_family,
    a_parent,
    measured,
)

LEFT_BENEFIT = measured(BENEFIT, starts_on=date(2010, 1, 4), ends_on=date(2013, 3, 1))
IN_WORK = measured(EMPLOYMENT, starts_on=date(2013, 3, 4))


def employed(*members, on=ON):
    return explain_part(EMPLOYMENT_PART, a_family(*members), on)


def progressed(*members):
    return explain_part(PROGRESS_PART, a_family(*members), ON)


@pytest.mark.parametrize(
    ("spell", "expected"),
    [
        pytest.param({"starts_on": date(2013, 4, 13)}, Outcome.PASS, id="91 days and still in work"),
        pytest.param({"starts_on": date(2013, 4, 14)}, Outcome.FAIL, id="90 days and still in work"),
        pytest.param(
            {"starts_on": date(2013, 3, 4), "ends_on": date(2013, 6, 2)},
            Outcome.PASS,
            id="91 days, then ended",
        ),
        pytest.param(
            {"starts_on": date(2013, 3, 4), "ends_on": date(2013, 6, 1)},
            Outcome.FAIL,
            id="90 days, then ended",
        ),
        pytest.param(
            {"starts_on": date(2013, 3, 4), "ends_on": date(2013, 12, 24)},
            Outcome.PASS,
            id="ends after the test",
        ),
    ],
)
def test_work_has_to_last_13_weeks_on_end(spell, expected):
    parent = a_parent(LEFT_BENEFIT, measured(EMPLOYMENT, **spell))

    assert employed(parent).outcome is expected


@pytest.mark.parametrize(
    ("ends_on", "expected"),
    [
        pytest.param(date(2013, 4, 12), Outcome.FAIL, id="90 days of it within"),
        pytest.param(date(2013, 4, 13), Outcome.PASS, id="91 days of it within"),
    ],
)
def test_the_13_weeks_have_to_lie_within_the_last_six_months(ends_on, expected):
    left = measured(BENEFIT, starts_on=date(2010, 1, 4), ends_on=date(2011, 3, 1))
    long_ago = measured(EMPLOYMENT, starts_on=date(2011, 3, 2), ends_on=ends_on)

    assert employed(a_parent(left, long_ago)).outcome is expected


def test_two_spells_that_are_long_enough_only_together_do_not_count():
    first = measured(EMPLOYMENT, starts_on=date(2013, 3, 4), ends_on=date(2013, 5, 1))
    second = measured(EMPLOYMENT, starts_on=date(2013, 5, 3), ends_on=date(2013, 7, 1))

    assert employed(a_parent(LEFT_BENEFIT, first, second)).outcome is Outcome.FAIL


@pytest.mark.parametrize(
    ("benefit", "expected"),
    [
        pytest.param({"ends_on": date(2013, 3, 4)}, Outcome.PASS, id="left on the day the work began"),
        pytest.param({"ends_on": date(2013, 3, 5)}, Outcome.FAIL, id="left the day after"),
        pytest.param({"ends_on": None}, Outcome.FAIL, id="never left"),
        pytest.param({"ends_on": date(2010, 12, 1)}, Outcome.PASS, id="left on the first day that counts"),
        pytest.param({"ends_on": date(2010, 11, 30)}, Outcome.FAIL, id="left the day before"),
    ],
)
def test_the_benefit_has_to_be_left_by_the_day_the_work_begins(benefit, expected):
    left = measured(BENEFIT, starts_on=date(2010, 1, 4), **benefit)

    assert employed(a_parent(left, IN_WORK)).outcome is expected


def test_a_benefit_taken_up_again_undoes_the_move():
    again = measured(BENEFIT, starts_on=date(2013, 6, 1), ends_on=date(2013, 6, 14))

    assert employed(a_parent(LEFT_BENEFIT, again, IN_WORK)).outcome is Outcome.FAIL


def test_who_was_never_on_a_benefit_moved_off_none():
    explained = employed(a_parent(IN_WORK))

    assert explained.outcome is Outcome.FAIL
    assert "not straight from out-of-work benefit" in explained.findings[0].sentence


@pytest.mark.parametrize(
    ("work_programme", "expected"),
    [
        pytest.param({"ends_on": date(2013, 3, 3)}, Outcome.PASS, id="ended the day before the work began"),
        pytest.param({"ends_on": date(2013, 3, 4)}, Outcome.FAIL, id="ended on the day"),
        pytest.param({"ends_on": None}, Outcome.FAIL, id="still attached"),
    ],
)
def test_work_that_the_work_programme_pays_for_does_not_count(work_programme, expected):
    attached = measured(WORK_PROGRAMME, starts_on=date(2012, 6, 1), **work_programme)

    assert employed(a_parent(LEFT_BENEFIT, attached, IN_WORK)).outcome is expected


def test_of_two_work_programme_spells_the_one_that_ended_last_decides():
    over = measured(WORK_PROGRAMME, starts_on=date(2011, 6, 1), ends_on=date(2012, 5, 31))
    reaches_in = measured(WORK_PROGRAMME, starts_on=date(2012, 6, 1), ends_on=date(2013, 4, 1))

    assert employed(a_parent(LEFT_BENEFIT, over, IN_WORK)).outcome is Outcome.PASS
    assert employed(a_parent(LEFT_BENEFIT, over, reaches_in, IN_WORK)).outcome is Outcome.FAIL


def test_a_later_spell_counts_where_an_earlier_one_does_not():
    before_leaving = measured(EMPLOYMENT, starts_on=date(2012, 6, 1), ends_on=date(2013, 6, 30))

    assert employed(a_parent(LEFT_BENEFIT, before_leaving)).outcome is Outcome.FAIL
    assert employed(a_parent(LEFT_BENEFIT, before_leaving, IN_WORK)).outcome is Outcome.PASS


def test_one_adult_in_work_is_enough():
    other = a_parent(measured(BENEFIT, starts_on=date(2010, 1, 4)), person_id=SIBLING)

    assert employed(other, a_parent(LEFT_BENEFIT, IN_WORK)).outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param((), Outcome.NOT_KNOWN, id="nothing held"),
        pytest.param(
            (measured(WORK_PROGRAMME, starts_on=date(2012, 6, 1)),),
            Outcome.NOT_KNOWN,
            id="Work Programme only",
        ),
        pytest.param(
            (measured(BENEFIT, starts_on=date(2010, 1, 4)),), Outcome.FAIL, id="on a benefit, no work"
        ),
        pytest.param((measured(EMPLOYMENT, starts_on=date(2010, 1, 4)),), Outcome.FAIL, id="always in work"),
        pytest.param(
            (measured(BENEFIT, starts_on=date(2013, 7, 13)),),
            Outcome.NOT_KNOWN,
            id="a row that begins after it",
        ),
        pytest.param(
            (measured(BENEFIT, starts_on=date(2010, 1, 4), extract_on=date(2013, 7, 13)),),
            Outcome.NOT_KNOWN,
            id="a row extracted after it",
        ),
    ],
)
def test_employment_is_not_known_only_while_nothing_is_held_of_any_adult(rows, expected):
    assert employed(a_parent(*rows)).outcome is expected


@pytest.mark.parametrize(
    ("member", "expected"),
    [
        pytest.param(a_child(LEFT_BENEFIT, IN_WORK, born_on=date(1995, 7, 12)), Outcome.PASS, id="18 today"),
        pytest.param(
            a_child(LEFT_BENEFIT, IN_WORK, born_on=date(1995, 7, 13)), Outcome.NEUTRAL, id="17 today"
        ),
        pytest.param(
            a_parent(LEFT_BENEFIT, IN_WORK, born_on=None), Outcome.PASS, id="a parent of unknown age"
        ),
        pytest.param(
            a_parent(LEFT_BENEFIT, IN_WORK, born_on=None, role=MemberRole.OTHER_ADULT),
            Outcome.PASS,
            id="another adult of unknown age",
        ),
        pytest.param(
            a_child(LEFT_BENEFIT, IN_WORK, born_on=None), Outcome.NEUTRAL, id="a child of unknown age"
        ),
    ],
)
def test_only_adults_are_asked_about_work(member, expected):
    assert employed(member).outcome is expected


@pytest.mark.parametrize(
    ("starts_on", "expected"),
    [
        pytest.param(date(2013, 1, 12), Outcome.FAIL, id="the day before the six months"),
        pytest.param(date(2013, 1, 13), Outcome.PASS, id="the first day of the six months"),
        pytest.param(date(2013, 7, 12), Outcome.PASS, id="the test date"),
        pytest.param(date(2013, 7, 13), Outcome.NOT_KNOWN, id="the day after"),
    ],
)
def test_progress_is_joining_the_work_programme_in_the_last_six_months(starts_on, expected):
    assert progressed(a_parent(measured(WORK_PROGRAMME, starts_on=starts_on))).outcome is expected


def test_progress_counts_though_the_spell_has_ended_since():
    ended = measured(WORK_PROGRAMME, starts_on=date(2013, 2, 1), ends_on=date(2013, 2, 28))

    explained = progressed(a_parent(ended), a_parent(person_id=SIBLING))

    assert explained.outcome is Outcome.PASS
    assert [found.sentence for found in explained.findings] == [
        "Work Programme of the person aged 33 began on 1 February 2013."
    ]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        pytest.param([a_child()], Outcome.NEUTRAL, id="no adult"),
        pytest.param([a_parent()], Outcome.NOT_KNOWN, id="nothing held"),
        pytest.param([a_parent(LEFT_BENEFIT)], Outcome.FAIL, id="known to be on a benefit only"),
    ],
)
def test_progress_without_a_step_is_failed_not_known_or_neutral(members, expected):
    assert progressed(*members).outcome is expected


def test_the_findings_of_employment_show_the_days_and_what_was_left():
    explained = employed(a_parent(LEFT_BENEFIT, IN_WORK))

    (finding,) = explained.findings
    assert finding.sentence == (
        "Employment of the person aged 33 since 4 March 2013, 131 days of it within the time asked about."
    )
    assert finding.evidence == (IN_WORK, LEFT_BENEFIT)
    assert (ON - date(2013, 3, 4)) + timedelta(days=1) == timedelta(days=131)


def test_the_work_programme_is_named_where_it_stands_in_the_way():
    attached = measured(WORK_PROGRAMME, starts_on=date(2012, 6, 1))

    (finding,) = employed(a_parent(LEFT_BENEFIT, attached, IN_WORK)).findings
    assert finding.sentence.endswith("; with Work Programme, which pays for it already.")
