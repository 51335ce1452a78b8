"""How long evidence stands, who may check it, and who is asked for what is missing."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from app.claims.rules.checks import check_not_own, not_checked, run_out
from app.claims.rules.entered import Days
from app.claims.rules.requests import (
    HOLDERS,
    Answer,
    RequestState,
    check_answer,
    check_waits,
    holders_to_ask,
    is_answer_to,
    is_overdue,
)
from app.claims.rules.standing import (
    KINDS_BY_PART,
    STANDS_FOR_MONTHS,
    has_run_out,
    kinds_of,
    runs_out_soon,
    standing_words,
    stands_until,
)
from app.errors import Conflict, Forbidden, RuleRefused
from app.programme.facts import MeasurementKind as Kind
from app.programme.packs import Ended
from app.programme.phase_one import ASB_PART, EDUCATION_PART, EMPLOYMENT_PART, PROGRESS_PART
from app.programme.phase_two import HELP

ME, OTHER = UUID(int=1), UUID(int=2)
EWS, SCHOOL = UUID(int=11), UUID(int=12)
FROM, LAST = date(2013, 1, 13), date(2013, 7, 31)


def test_every_kind_of_figure_stands_for_some_time_and_has_somebody_to_ask():
    assert set(STANDS_FOR_MONTHS) == set(HOLDERS) == set(Kind)
    assert KINDS_BY_PART["education"] == {Kind.UNAUTHORISED_ABSENCE, Kind.FIXED_TERM_EXCLUSIONS}
    assert Kind.OUT_OF_WORK_BENEFIT in KINDS_BY_PART["continuous-employment"]


@pytest.mark.parametrize(
    ("part", "kinds"),
    [
        pytest.param(
            EDUCATION_PART, {Kind.FIXED_TERM_EXCLUSIONS, Kind.UNAUTHORISED_ABSENCE}, id="two limits"
        ),
        pytest.param(
            replace(ASB_PART, limits=(*ASB_PART.limits, Ended(6))),
            {Kind.ANTISOCIAL_BEHAVIOUR_INCIDENTS},
            id="a limit, and a check that the need has ended",
        ),
        pytest.param(HELP, set(), id="a check alone"),
        pytest.param(
            EMPLOYMENT_PART,
            {Kind.EMPLOYMENT, Kind.OUT_OF_WORK_BENEFIT},
            id="a step, and what shows that it was looked for",
        ),
        pytest.param(
            replace(PROGRESS_PART, known_by=frozenset({Kind.EMPLOYMENT})),
            {Kind.WORK_PROGRAMME, Kind.EMPLOYMENT},
            id="a step that other figures show to have been looked for",
        ),
    ],
)
def test_a_part_is_decided_on_figures_and_a_check_that_a_need_has_ended_on_none(part, kinds):
    assert kinds_of(part) == kinds


@pytest.mark.parametrize(
    ("kinds", "until"),
    [
        pytest.param([Kind.UNAUTHORISED_ABSENCE], date(2013, 10, 30), id="school figures: six months"),
        pytest.param([Kind.PROVEN_OFFENCES], date(2013, 7, 30), id="offences: three"),
        pytest.param([Kind.WORK_PROGRAMME, Kind.EMPLOYMENT], date(2013, 7, 30), id="the shorter counts"),
        pytest.param([], None, id="eligibility does not run out"),
    ],
)
def test_a_source_stands_for_months_by_what_it_tells_of(kinds, until):
    assert stands_until(kinds, date(2013, 4, 30)) == until


@pytest.mark.parametrize(
    ("on", "out", "soon", "words"),
    [
        (date(2013, 7, 16), False, False, "Stands until 31 July 2013"),
        (date(2013, 7, 17), False, True, "Runs out in 15 days, after 31 July 2013"),
        (LAST, False, True, "Runs out in 1 day, after 31 July 2013"),
        (date(2013, 8, 1), True, False, "Ran out on 31 July 2013"),
    ],
)
def test_two_weeks_before_the_last_day_there_is_a_warning_and_the_day_after_it_has_run_out(
    on, out, soon, words
):
    assert (has_run_out(LAST, on), runs_out_soon(LAST, on), standing_words(LAST, on)) == (out, soon, words)


def test_what_does_not_run_out_says_so():
    assert standing_words(None, LAST) == "Does not run out"
    assert not has_run_out(None, LAST)
    assert not runs_out_soon(None, LAST)


def test_what_nobody_has_checked_is_told_in_one_sentence():
    assert not_checked([]) == ()
    assert not_checked(["Census"]) == ("The evidence from Census has not been checked.",)
    assert not_checked(["Police", "Census"]) == ("The evidence from Census and Police has not been checked.",)
    assert not_checked(["Police", "Census", "Benefits", "Census"]) == (
        "The evidence from Benefits, Census and Police has not been checked.",
    )


def test_what_has_run_out_says_when():
    assert run_out("Eligibility", "Census", LAST, LAST) == ()
    assert run_out("Eligibility", "Census", LAST, date(2013, 8, 1)) == (
        "Eligibility: the evidence from Census ran out on 31 July 2013.",
    )


def test_nobody_checks_what_they_entered():
    check_not_own(ME, [OTHER])
    with pytest.raises(Forbidden, match="somebody else must check it") as refusal:
        check_not_own(ME, [OTHER, ME])
    assert refusal.value.code == "own-entry"


@pytest.mark.parametrize(
    ("kind", "managed", "refused", "is_led", "asked"),
    [
        pytest.param(Kind.UNAUTHORISED_ABSENCE, {"EWS": EWS, "SCHOOL": SCHOOL}, (), True, EWS, id="welfare"),
        pytest.param(Kind.UNAUTHORISED_ABSENCE, {"SCHOOL": SCHOOL}, (), True, SCHOOL, id="schools"),
        pytest.param(
            Kind.UNAUTHORISED_ABSENCE, {"EWS": EWS, "SCHOOL": SCHOOL}, (EWS,), True, SCHOOL, id="next"
        ),
        pytest.param(Kind.UNAUTHORISED_ABSENCE, {"EWS": EWS}, (EWS,), True, None, id="then the lead"),
        pytest.param(Kind.EMPLOYMENT, {"EWS": EWS}, (), True, None, id="work: the lead"),
    ],
)
def test_who_is_asked_first(kind, managed, refused, is_led, asked):
    assert holders_to_ask(kind, managed, refused, is_led=is_led)[0] == asked


def test_nobody_is_left_where_all_have_refused_or_nobody_leads():
    assert holders_to_ask(Kind.EMPLOYMENT, {}, (None,), is_led=True) == []
    assert holders_to_ask(Kind.EMPLOYMENT, {}, (), is_led=False) == []


def test_a_request_is_overdue_the_day_after_it_was_needed_while_it_waits():
    assert not is_overdue(RequestState.ASKED, LAST, LAST)
    assert is_overdue(RequestState.ASKED, LAST, date(2013, 8, 1))
    assert not is_overdue(RequestState.ANSWERED, LAST, date(2013, 8, 1))


def test_only_what_waits_is_answered_and_none_is_no_answer_to_a_count():
    check_waits(RequestState.ASKED)
    with pytest.raises(Conflict) as settled:
        check_waits(RequestState.WITHDRAWN)
    assert (settled.value.code, settled.value.message) == (
        "request-settled",
        "This has been answered or taken back already. Nothing was saved.",
    )
    check_answer(Kind.EMPLOYMENT, Answer.NONE_THERE)
    check_answer(Kind.PROVEN_OFFENCES, Answer.NOT_HELD)
    with pytest.raises(RuleRefused) as refused:
        check_answer(Kind.PROVEN_OFFENCES, Answer.NONE_THERE)
    assert (refused.value.code, refused.value.message) == (
        "answer",
        "If there was none, enter the figure 0, with its source.",
    )


@pytest.mark.parametrize(
    ("kind", "entered", "asked", "answers"),
    [
        pytest.param(
            Kind.UNAUTHORISED_ABSENCE,
            Days(date(2012, 9, 5), date(2012, 12, 19)),
            Days(date(2012, 9, 3), date(2012, 12, 21)),
            True,
            id="the same term",
        ),
        pytest.param(
            Kind.UNAUTHORISED_ABSENCE,
            Days(date(2013, 1, 7), date(2013, 3, 28)),
            Days(date(2012, 9, 3), date(2012, 12, 21)),
            False,
            id="another term",
        ),
        pytest.param(
            Kind.PROVEN_OFFENCES,
            Days(date(2013, 1, 1), date(2013, 5, 31)),
            Days(date(2013, 1, 1), date(2013, 6, 30)),
            False,
            id="some of the days counted",
        ),
        pytest.param(
            Kind.PROVEN_OFFENCES,
            Days(date(2013, 1, 1), date(2013, 6, 30)),
            Days(date(2013, 1, 1), date(2013, 6, 30)),
            True,
            id="all of the days counted",
        ),
        pytest.param(
            Kind.EMPLOYMENT, Days(date(2013, 1, 12), None), Days(FROM, LAST), False, id="begun the day before"
        ),
        pytest.param(Kind.EMPLOYMENT, Days(FROM, None), Days(FROM, LAST), True, id="begun on the first day"),
        pytest.param(Kind.EMPLOYMENT, Days(LAST, None), Days(FROM, LAST), True, id="begun on the last day"),
        pytest.param(
            Kind.EMPLOYMENT, Days(date(2013, 8, 1), None), Days(FROM, LAST), False, id="begun the day after"
        ),
        pytest.param(Kind.EMPLOYMENT, Days(LAST, None), Days(FROM, None), True, id="begun since"),
    ],
)
def test_a_figure_answers_a_request_for_its_own_days(kind, entered, asked, answers):
    assert is_answer_to(kind, entered, asked) is answers
