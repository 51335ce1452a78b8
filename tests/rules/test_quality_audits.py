"""Quality audits: the pool, the seeded draw, the score, and when an audit is done."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.rules.audit_questions import (
    QUESTION_LISTS,
    AuditQuestion,
    AuditSection,
    QuestionList,
    questions_on,
)
from app.cases.rules.quality_audits import (
    AgencyMix,
    AssessmentFacts,
    AuditCategory,
    AuditScore,
    SampleState,
    Scored,
    Taken,
    Tally,
    Wanted,
    check_action_due,
    check_asked,
    check_finished,
    check_independent,
    check_initiated,
    draw,
    fingerprint,
    in_category,
    in_mix,
    is_done,
    is_overdue,
    pool_of,
    sample_state,
    summary,
    taken,
    tally,
)
from app.cases.rules.vocabulary import ConsentDecision, InitiationReason
from app.errors import RuleRefused
from app.periods import Period
from app.programme.facts import Criterion

TODAY = date(2013, 7, 12)
YEAR = Period(date(2012, 4, 1), date(2013, 3, 31))
ONE, OTHER = UUID(int=1), UUID(int=2)
HEALTH, SCHOOL = UUID(int=11), UUID(int=12)

PLAIN = AssessmentFacts(
    id=ONE,
    initiated_on=date(2012, 10, 1),
    closed_on=None,
    reasons=frozenset({InitiationReason.HOUSING}),
    sector="health",
    covers_unborn=False,
    criteria=frozenset(),
    agencies=frozenset({HEALTH}),
    consent=ConsentDecision.GIVEN,
)
ANYTHING = Wanted(AuditCategory.ANY, AgencyMix.ANY, YEAR)


@pytest.mark.parametrize(
    ("category", "facts"),
    [
        (AuditCategory.ANY, PLAIN),
        (
            AuditCategory.AT_RISK_OF_EXCLUSION,
            replace(PLAIN, reasons=frozenset({InitiationReason.RISK_OF_EXCLUSION})),
        ),
        (
            AuditCategory.AT_RISK_OF_EXCLUSION,
            replace(PLAIN, criteria=frozenset({Criterion.THREE_FIXED_TERM_EXCLUSIONS})),
        ),
        (
            AuditCategory.PERSISTENT_ABSENCE,
            replace(PLAIN, reasons=frozenset({InitiationReason.SCHOOL_ATTENDANCE})),
        ),
        (
            AuditCategory.PERSISTENT_ABSENCE,
            replace(PLAIN, criteria=frozenset({Criterion.UNAUTHORISED_ABSENCE})),
        ),
        (
            AuditCategory.TEENAGE_PREGNANCY,
            replace(PLAIN, reasons=frozenset({InitiationReason.TEENAGE_PREGNANCY})),
        ),
        (AuditCategory.UNBORN, replace(PLAIN, reasons=frozenset({InitiationReason.UNBORN_BABY}))),
        (AuditCategory.UNBORN, replace(PLAIN, covers_unborn=True)),
        (AuditCategory.VOLUNTARY_SECTOR_INITIATED, replace(PLAIN, sector="Voluntary ")),
        (AuditCategory.LONG_OPEN, replace(PLAIN, initiated_on=date(2011, 7, 11))),
        (
            AuditCategory.LONG_OPEN,
            replace(PLAIN, initiated_on=date(2011, 7, 11), closed_on=date(2013, 7, 13)),
        ),
    ],
)
def test_an_assessment_belongs_to_a_category_by_its_reasons_children_or_course(
    category: AuditCategory, facts: AssessmentFacts
) -> None:
    assert in_category(facts, category, TODAY)


@pytest.mark.parametrize("category", [each for each in AuditCategory if each is not AuditCategory.ANY])
def test_a_plain_assessment_belongs_to_no_special_category(category: AuditCategory) -> None:
    assert not in_category(PLAIN, category, TODAY)


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(replace(PLAIN, initiated_on=date(2011, 7, 12)), id="two years to the day"),
        pytest.param(
            replace(PLAIN, initiated_on=date(2011, 7, 11), closed_on=TODAY), id="closed on the day itself"
        ),
    ],
)
def test_an_assessment_is_long_open_only_after_two_years(facts: AssessmentFacts) -> None:
    assert not in_category(facts, AuditCategory.LONG_OPEN, TODAY)


def test_one_agency_is_single_and_two_are_several() -> None:
    several = replace(PLAIN, agencies=frozenset({HEALTH, SCHOOL}))

    assert [in_mix(PLAIN, mix) for mix in AgencyMix] == [True, True, False]
    assert [in_mix(several, mix) for mix in AgencyMix] == [True, False, True]


@pytest.mark.parametrize(
    ("facts", "is_in"),
    [
        pytest.param(PLAIN, True, id="of the period"),
        pytest.param(replace(PLAIN, consent=None), True, id="nothing on file about consent"),
        pytest.param(replace(PLAIN, consent=ConsentDecision.LIMITED), True, id="consent limited"),
        pytest.param(replace(PLAIN, consent=ConsentDecision.REFUSED), False, id="consent refused"),
        pytest.param(replace(PLAIN, consent=ConsentDecision.WITHDRAWN), False, id="consent withdrawn"),
        pytest.param(replace(PLAIN, initiated_on=date(2012, 4, 1)), True, id="first day"),
        pytest.param(replace(PLAIN, initiated_on=date(2012, 3, 31)), False, id="day before"),
        pytest.param(replace(PLAIN, initiated_on=date(2013, 3, 31)), True, id="last day"),
        pytest.param(replace(PLAIN, initiated_on=date(2013, 4, 1)), False, id="day after"),
    ],
)
def test_the_pool_is_of_the_period_and_without_refused_or_withdrawn_consent(
    facts: AssessmentFacts, is_in: bool
) -> None:
    assert pool_of([facts], ANYTHING, TODAY) == ((ONE,) if is_in else ())


def test_an_assessment_that_is_still_to_be_initiated_is_in_no_pool() -> None:
    wanted = replace(ANYTHING, initiated=Period(date(2012, 4, 1), date(2014, 3, 31)))

    assert pool_of([replace(PLAIN, initiated_on=date(2013, 7, 13))], wanted, TODAY) == ()


def test_the_pool_keeps_to_the_category_and_to_how_many_agencies() -> None:
    facts = [PLAIN, replace(PLAIN, id=OTHER, covers_unborn=True, agencies=frozenset({HEALTH, SCHOOL}))]

    assert pool_of(facts, replace(ANYTHING, category=AuditCategory.UNBORN), TODAY) == (OTHER,)
    assert pool_of(facts, replace(ANYTHING, mix=AgencyMix.SINGLE_AGENCY), TODAY) == (ONE,)


POOLS = st.sets(st.uuids(), min_size=1, max_size=40)


@given(POOLS, st.integers(0, 2**31), st.randoms(use_true_random=False), st.data())
def test_the_same_seed_draws_the_same_from_the_same_pool_in_whatever_order_it_is_read(
    pool: set[UUID], seed: int, shuffler: object, data: st.DataObject
) -> None:
    size = data.draw(st.integers(1, len(pool)))
    again = sorted(pool)
    shuffler.shuffle(again)  # type: ignore[attr-defined]

    drawn = draw(pool, size, seed)

    assert drawn == draw(again, size, seed)
    assert len(set(drawn)) == size
    assert set(drawn) <= pool
    assert draw(pool, len(pool), seed)[:size] == drawn
    assert fingerprint(pool) == fingerprint(again)
    assert taken(iter(sorted(pool)), size, seed) == Taken(drawn, len(pool), fingerprint(pool))


def test_of_a_pool_that_comes_by_once_nothing_may_be_drawn() -> None:
    assert taken(iter((ONE,)), 0, 1) == Taken((), 1, fingerprint([ONE]))
    assert taken(iter(()), 0, 1) == Taken((), 0, fingerprint([]))


@pytest.mark.parametrize("pool", [(UUID(int=2), UUID(int=1)), (UUID(int=1), UUID(int=1))])
def test_a_pool_that_comes_by_in_another_order_is_not_drawn_from(pool: tuple[UUID, ...]) -> None:
    with pytest.raises(ValueError, match="in the order of its ids"):
        taken(pool, 1, 1)


def test_a_draw_is_the_one_that_it_was_when_this_was_written() -> None:
    pool = [UUID(int=number) for number in range(1, 11)]

    assert [each.int for each in draw(pool, 3, 2013)] == [8, 1, 2]
    assert draw(pool, 3, 2013) != draw(pool, 3, 2014)


def test_another_pool_has_another_fingerprint() -> None:
    assert fingerprint([ONE, OTHER]) != fingerprint([ONE])


def test_every_assessment_is_drawn_about_as_often_as_any_other() -> None:
    pool = [UUID(int=number) for number in range(1, 11)]
    drawn = [each for seed in range(2_000) for each in draw(pool, 3, seed)]

    assert all(500 < drawn.count(each) < 700 for each in pool)


@pytest.mark.parametrize(
    ("pool", "code"), [((), "nothing-to-draw"), ((ONE,), "pool-too-small"), ((ONE, OTHER), "pool-too-small")]
)
def test_no_more_are_drawn_than_there_are(pool: tuple[UUID, ...], code: str) -> None:
    with pytest.raises(RuleRefused) as refused:
        draw(pool, 3, 1)
    assert refused.value.code == code
    with pytest.raises(RuleRefused) as refused:
        taken(sorted(pool), 3, 1)

    assert refused.value.code == code


def test_the_days_of_initiation_are_in_order() -> None:
    assert check_initiated(date(2012, 4, 1), date(2012, 4, 1)).days == 1
    with pytest.raises(RuleRefused, match="may not be before"):
        check_initiated(date(2012, 4, 2), date(2012, 4, 1))


def test_nobody_audits_what_they_worked_on() -> None:
    check_independent(None, frozenset({ONE}))
    check_independent(OTHER, frozenset({ONE}))
    with pytest.raises(RuleRefused, match="Somebody else"):
        check_independent(ONE, frozenset({ONE}))


def test_a_sampled_assessment_waits_for_an_auditor_then_a_review() -> None:
    stand = [
        sample_state(is_taken_out=out, is_scored=scored, has_auditor=auditor)
        for out, scored, auditor in (
            (False, False, False),
            (False, False, True),
            (False, True, True),
            (True, False, True),
        )
    ]

    assert stand == list(SampleState)


@pytest.mark.parametrize(
    ("states", "done"),
    [
        ((SampleState.SCORED, SampleState.TAKEN_OUT), True),
        ((SampleState.SCORED, SampleState.TO_REVIEW), False),
        ((SampleState.SCORED, SampleState.NO_AUDITOR), False),
    ],
)
def test_an_audit_is_done_once_nothing_waits(states: tuple[SampleState, ...], done: bool) -> None:
    assert is_done(states) is done


QUESTIONS = (AuditQuestion.CONSENT_RECORDED, AuditQuestion.CHILDS_WORDS)


@pytest.mark.parametrize(
    ("scores", "findings", "code"),
    [
        pytest.param({}, None, "not-all-scored", id="nothing answered"),
        pytest.param({QUESTIONS[0]: AuditScore.ONE}, "Words", "not-all-scored", id="one open"),
        pytest.param(dict.fromkeys(QUESTIONS, AuditScore.ZERO), None, "findings-needed", id="0 unexplained"),
    ],
)
def test_a_review_is_finished_only_with_every_score_and_each_0_explained(
    scores: dict[AuditQuestion, AuditScore], findings: str | None, code: str
) -> None:
    with pytest.raises(RuleRefused) as refused:
        check_finished(QUESTIONS, scores, findings)

    assert refused.value.code == code


def test_a_review_without_a_0_needs_no_findings() -> None:
    check_finished(QUESTIONS, dict.fromkeys(QUESTIONS, AuditScore.NOT_APPLICABLE), None)
    check_finished(QUESTIONS, dict.fromkeys(QUESTIONS, AuditScore.ZERO), "No words of the child.")


def test_only_what_is_asked_is_scored() -> None:
    check_asked(QUESTIONS, {QUESTIONS[0]: AuditScore.ONE})
    with pytest.raises(RuleRefused, match="does not ask"):
        check_asked(QUESTIONS, {AuditQuestion.TEAM_MET: AuditScore.ONE})


@pytest.mark.parametrize(
    ("scores", "ones", "base", "percent"),
    [
        pytest.param("11101", 4, 5, 80, id="four of five"),
        pytest.param("1n0n", 1, 2, 50, id="not applicable counts on neither side"),
        pytest.param("11000000", 2, 8, 25, id="a quarter"),
        pytest.param("1" + "0" * 7, 1, 8, 13, id="12.5 is rounded up"),
        pytest.param("nn", 0, 0, None, id="nothing applied"),
        pytest.param("", 0, 0, None, id="no answers"),
    ],
)
def test_the_score_is_the_ones_of_the_ones_and_zeros(
    scores: str, ones: int, base: int, percent: int | None
) -> None:
    found = tally(AuditScore("not-applicable" if each == "n" else each) for each in scores)

    assert (found, found.percent) == (Tally(ones, base), percent)


def test_the_summary_adds_up_by_category_and_question() -> None:
    words, consent = AuditQuestion.CHILDS_WORDS, AuditQuestion.CONSENT_RECORDED
    found = summary(
        [
            Scored(AuditCategory.UNBORN, {consent: AuditScore.ONE, words: AuditScore.NOT_APPLICABLE}),
            Scored(AuditCategory.UNBORN, {consent: AuditScore.ZERO, words: AuditScore.ONE}),
            Scored(AuditCategory.ANY, {consent: AuditScore.ONE, words: AuditScore.ZERO}),
        ]
    )

    assert found[AuditCategory.UNBORN, consent] == Tally(1, 2)
    assert found[AuditCategory.UNBORN, words] == Tally(1, 1)
    assert found[None, consent] == Tally(2, 3)
    assert found[AuditCategory.UNBORN, None] == Tally(2, 3)
    assert found[None, None] == Tally(3, 5)


def test_an_action_is_due_from_today_on_and_overdue_from_the_day_after() -> None:
    check_action_due(TODAY, TODAY)
    with pytest.raises(RuleRefused, match="from today on"):
        check_action_due(date(2013, 7, 11), TODAY)

    assert not is_overdue(TODAY, None, TODAY)
    assert is_overdue(date(2013, 7, 11), None, TODAY)
    assert not is_overdue(date(2013, 7, 11), TODAY, TODAY)


def test_an_audit_asks_the_latest_list_begun_by_its_day() -> None:
    first, second = QuestionList(date(2012, 4, 1), ()), QuestionList(date(2013, 4, 1), ())

    days = (date(2011, 1, 1), date(2012, 4, 1), date(2013, 3, 31), date(2013, 4, 1))

    assert [questions_on(day, (second, first)) for day in days] == [first, first, first, second]


def test_every_list_asks_each_question_once_in_every_section() -> None:
    for asked in QUESTION_LISTS:
        assert len(set(asked.questions)) == len(asked.questions)
        assert all(asked.of_section(section) for section in AuditSection)
        assert [each for section in AuditSection for each in asked.of_section(section)] == list(asked.asked)
        assert all(each.words.endswith("?") for each in asked.asked)
