"""Which cases campaigns ask about, whom, what may be answered, and what it does to the figures."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.campaigns.rules.answers import (
    OFFERED,
    Belongs,
    Given,
    Matched,
    answer_given,
    check_answer,
    check_due_on,
    check_mended,
    check_still_open,
    check_still_theirs,
    is_settled,
    lacking,
    later_than_closing,
)
from app.campaigns.rules.effect import Kept, differences, figures_of, in_words, year_of
from app.campaigns.rules.finding import (
    Asked,
    CaseFacts,
    LedFrom,
    SoundAlike,
    date_faults,
    is_asked_about,
    may_be_one_person,
    who_answers,
    who_answers_for_two,
)
from app.campaigns.rules.vocabulary import CampaignKind, RowAnswer
from app.cases.rules.course_dates import CourseDates
from app.cases.rules.matching import Named
from app.cases.rules.names import name_key
from app.cases.rules.vocabulary import ClosureReason
from app.errors import RuleRefused
from tests.reports.rules import rows

TODAY = date(2013, 7, 12)
AGENCY, OTHER, CLINIC, LEE, ROBIN = (UUID(int=number) for number in range(1, 6))


def a_case(*, next_review_on: date | None = None, lead: UUID | None = LEE, **days: object) -> CaseFacts:
    course = replace(CourseDates(date(2013, 1, 14)), **days)  # type: ignore[arg-type]
    return CaseFacts(UUID(int=9), UUID(int=8), course, next_review_on, lead, AGENCY, CLINIC, OTHER)


MET = {"assessment_started_on": date(2011, 8, 1), "first_team_meeting_on": date(2013, 1, 11)}


@pytest.mark.parametrize(
    ("kind", "case", "asked"),
    [
        pytest.param(
            CampaignKind.LONG_OPEN, a_case(initiated_on=date(2011, 7, 11)), True, id="two years and a day"
        ),
        pytest.param(CampaignKind.LONG_OPEN, a_case(initiated_on=date(2011, 7, 12)), False, id="two years"),
        pytest.param(
            CampaignKind.LONG_OPEN,
            a_case(initiated_on=date(2011, 1, 1), closed_on=TODAY),
            False,
            id="closed today",
        ),
        pytest.param(
            CampaignKind.PAST_REVIEW,
            a_case(next_review_on=date(2013, 7, 11)),
            True,
            id="agreed for yesterday",
        ),
        pytest.param(CampaignKind.PAST_REVIEW, a_case(next_review_on=TODAY), False, id="agreed for today"),
        pytest.param(CampaignKind.PAST_REVIEW, a_case(), False, id="no team yet, so nothing to review"),
        pytest.param(
            CampaignKind.PAST_REVIEW,
            a_case(**MET, first_reviewed_on=date(2013, 1, 11)),
            True,
            id="six months and a day after the only review",
        ),
        pytest.param(
            CampaignKind.PAST_REVIEW,
            a_case(**MET, first_reviewed_on=date(2013, 1, 11), reviews=(date(2013, 1, 11), date(2013, 5, 1))),
            False,
            id="reviewed again since",
        ),
        pytest.param(
            CampaignKind.PAST_REVIEW,
            a_case(**MET, next_review_on=date(2013, 3, 1)),
            False,
            id="never reviewed is asked about as that",
        ),
        pytest.param(
            CampaignKind.NEVER_REVIEWED, a_case(**MET), True, id="six months and a day from the team"
        ),
        pytest.param(
            CampaignKind.NEVER_REVIEWED,
            a_case(first_team_meeting_on=date(2013, 1, 12)),
            False,
            id="six months from the team",
        ),
        pytest.param(CampaignKind.NO_LEAD, a_case(lead=None), True, id="nobody leads it"),
        pytest.param(CampaignKind.NO_LEAD, a_case(), False, id="somebody leads it"),
        pytest.param(
            CampaignKind.NO_LEAD, a_case(lead=None, initiated_on=date(2013, 7, 13)), False, id="not begun yet"
        ),
        pytest.param(
            CampaignKind.CONTRADICTORY_DATES,
            a_case(assessment_started_on=date(2013, 1, 13)),
            True,
            id="started before it was initiated",
        ),
        pytest.param(
            CampaignKind.CONTRADICTORY_DATES, a_case(initiated_on=date(2013, 7, 13)), True, id="still to come"
        ),
        pytest.param(CampaignKind.CONTRADICTORY_DATES, a_case(), False, id="in order"),
        pytest.param(CampaignKind.DUPLICATES, a_case(), False, id="an assessment is no person"),
    ],
)
def test_a_campaign_asks_about_the_cases_of_its_kind(
    kind: CampaignKind, case: CaseFacts, asked: bool
) -> None:
    assert is_asked_about(case, kind, TODAY) is asked


def test_contradictory_dates_are_said_once_each() -> None:
    course = CourseDates(
        date(2013, 1, 14), assessment_started_on=date(2013, 1, 13), closed_on=date(2013, 1, 10)
    )

    assert date_faults(course, TODAY)[0] == (
        "The start of the assessment on 13 January 2013 would be before the initiation on 14 January 2013."
    )
    assert len(set(date_faults(course, TODAY))) == len(date_faults(course, TODAY)) == 3


def test_the_lead_and_their_agency_answer_or_else_the_initiating_agency() -> None:
    case = a_case()

    assert who_answers(case) == Asked(AGENCY, CLINIC, LEE)
    assert who_answers(replace(case, lead_agency_id=None)) == Asked(OTHER, None, LEE)
    assert who_answers(replace(case, lead_agency_id=None, lead_id=None)) == Asked(OTHER)


@pytest.mark.parametrize(
    ("one", "other", "asked"),
    [
        pytest.param(LedFrom(AGENCY, CLINIC), LedFrom(AGENCY, CLINIC), Asked(AGENCY, CLINIC), id="one place"),
        pytest.param(LedFrom(AGENCY, CLINIC), LedFrom(AGENCY, None), Asked(AGENCY), id="one agency"),
        pytest.param(LedFrom(AGENCY, CLINIC), LedFrom(OTHER, None), Asked(), id="two agencies"),
        pytest.param(LedFrom(None, None), LedFrom(None, None), Asked(), id="led by nobody"),
    ],
)
def test_two_people_are_told_apart_where_both_are_known_or_else_by_the_coordinator(
    one: LedFrom, other: LedFrom, asked: Asked
) -> None:
    assert who_answers_for_two(one, other) == asked


def named(forename: str, surname: str, born_on: date | None = date(2001, 5, 9)) -> Named:
    return Named(name_key(forename), name_key(surname), born_on)


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        pytest.param(named("Elizabeth", "Testcase"), True, id="the same"),
        pytest.param(named("Liz", "Testcase"), True, id="a form of the name"),
        pytest.param(named("Elisabeth", "Testcase"), True, id="one letter mistyped"),
        pytest.param(named("Elizabth", "Testcase"), True, id="one letter left out"),
        pytest.param(named("Elziabeth", "Testcase"), True, id="two letters changed round"),
        pytest.param(named("Testcase", "Elizabeth"), True, id="names changed round"),
        pytest.param(named("Elizabeth", "Testcase-Sample"), True, id="one surname of two"),
        pytest.param(named("Tansy", "Testcase"), False, id="a twin"),
        pytest.param(named("Elizabeth", "Sample"), False, id="another surname"),
        pytest.param(named("Elizabeth", "Testcase", date(2001, 9, 5)), False, id="another day"),
        pytest.param(named("Elizabeth", "Testcase", None), False, id="a day not known"),
    ],
)
def test_people_may_be_one_when_their_names_are_alike_and_they_were_born_on_one_day(
    other: Named, alike: bool
) -> None:
    assert may_be_one_person(named("Elizabeth", "Testcase"), other) is alike
    assert may_be_one_person(other, named("Elizabeth", "Testcase")) is alike


def test_names_that_sound_the_same_are_alike() -> None:
    one, other = named("Tansy", "Testcase"), named("Tansie", "Sample")

    assert may_be_one_person(one, other, SoundAlike(forenames=True, surnames=True))
    assert not may_be_one_person(one, other, SoundAlike(forenames=True))
    assert not may_be_one_person(one, other, SoundAlike(surnames=True))


def test_two_people_without_dates_of_birth_are_not_called_one() -> None:
    nobody = named("Elizabeth", "Testcase", None)

    assert not may_be_one_person(nobody, nobody)


def test_short_names_that_differ_by_a_letter_are_two_names() -> None:
    assert not may_be_one_person(named("Ann", "Testcase"), named("Amn", "Testcase"))


NAMES = st.text("abcdefg", min_size=1, max_size=9)


@given(st.tuples(NAMES, NAMES), st.tuples(NAMES, NAMES))
def test_whether_two_may_be_one_does_not_depend_on_who_comes_first(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    assert may_be_one_person(named(*one), named(*other)) == may_be_one_person(named(*other), named(*one))


CLOSED_ON, REASON = date(2013, 7, 1), ClosureReason.NEEDS_MET


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        pytest.param(RowAnswer.CLOSE_IT, Given(RowAnswer.CLOSE_IT, CLOSED_ON, REASON), id="closing"),
        pytest.param(RowAnswer.NOT_OURS, Given(RowAnswer.NOT_OURS, words="The school"), id="not ours"),
        pytest.param(
            RowAnswer.RIGHT_AS_IT_IS, Given(RowAnswer.RIGHT_AS_IT_IS, words="The school"), id="right"
        ),
        pytest.param(RowAnswer.STILL_OPEN, Given(RowAnswer.STILL_OPEN), id="still open"),
    ],
)
def test_what_was_entered_for_another_answer_does_not_count(answer: RowAnswer, kept: Given) -> None:
    assert answer_given(answer, closed_on=CLOSED_ON, closure_reason=REASON, words=" The school ") == kept


def test_spaces_are_no_words() -> None:
    given = answer_given(RowAnswer.RIGHT_AS_IT_IS, closed_on=None, closure_reason=None, words="  ")

    assert given == Given(RowAnswer.RIGHT_AS_IT_IS)


@pytest.mark.parametrize(
    ("kind", "answer", "code"),
    [
        pytest.param(
            CampaignKind.LONG_OPEN, Given(RowAnswer.SAME_PERSON), "answer-not-offered", id="of another kind"
        ),
        pytest.param(
            CampaignKind.LONG_OPEN, Given(RowAnswer.CLOSE_IT), "closing-day-missing", id="without a day"
        ),
        pytest.param(
            CampaignKind.LONG_OPEN,
            Given(RowAnswer.CLOSE_IT, CLOSED_ON),
            "closing-reason-missing",
            id="without a reason",
        ),
        pytest.param(
            CampaignKind.CONTRADICTORY_DATES, Given(RowAnswer.RIGHT_AS_IT_IS), "why-missing", id="without why"
        ),
    ],
)
def test_an_answer_that_lacks_something_is_refused(kind: CampaignKind, answer: Given, code: str) -> None:
    with pytest.raises(RuleRefused) as refused:
        check_answer(kind, answer)

    assert refused.value.code == code


def test_a_whole_answer_is_taken_and_everything_that_another_lacks_is_said() -> None:
    check_answer(CampaignKind.LONG_OPEN, Given(RowAnswer.CLOSE_IT, CLOSED_ON, REASON))
    check_answer(CampaignKind.CONTRADICTORY_DATES, Given(RowAnswer.RIGHT_AS_IT_IS, words="Twins."))

    assert [code for code, _ in lacking(Given(RowAnswer.CLOSE_IT))] == [
        "closing-day-missing",
        "closing-reason-missing",
    ]


def test_every_answer_is_offered_by_some_kind_and_every_kind_says_what_it_is() -> None:
    assert {answer for offered in OFFERED.values() for answer in offered} == set(RowAnswer)
    assert all(kind.label and kind.meaning and kind.question for kind in CampaignKind)
    assert RowAnswer.STILL_OPEN.label == "Still open"


def test_an_assessment_that_is_closed_is_not_called_open() -> None:
    check_still_open(None)
    with pytest.raises(RuleRefused, match="closed on 1 July 2013"):
        check_still_open(CLOSED_ON)


def test_dates_that_still_contradict_each_other_are_not_called_mended() -> None:
    check_mended((), reads_all=True)
    with pytest.raises(RuleRefused, match="They still contradict each other: The start"):
        check_mended(("The start would be before.",), reads_all=True)


def test_which_dates_contradict_each_other_is_not_told_to_whom_consent_closes_them() -> None:
    with pytest.raises(RuleRefused, match="which do, consent does not open") as refused:
        check_mended(("The start would be before.",), reads_all=False)
    assert "start" not in refused.value.message


LED_BY_LEE = Asked(AGENCY, None, LEE)
AS_LEAD, FOR_AGENCY, AS_BOTH = Matched(True, False), Matched(False, True), Matched(True, True)


@pytest.mark.parametrize(
    ("matched", "lead", "agency", "theirs"),
    [
        pytest.param(AS_LEAD, LEE, AGENCY, True, id="the lead, as it was"),
        pytest.param(AS_LEAD, LEE, OTHER, True, id="the lead, who took it along"),
        pytest.param(AS_LEAD, ROBIN, AGENCY, False, id="the lead, after a colleague"),
        pytest.param(AS_LEAD, ROBIN, OTHER, False, id="the lead, after others"),
        pytest.param(AS_LEAD, None, None, False, id="the lead, when nobody leads it"),
        pytest.param(AS_LEAD, None, AGENCY, False, id="the lead, when only their agency is on record"),
        pytest.param(FOR_AGENCY, LEE, AGENCY, True, id="the agency, as it was"),
        pytest.param(FOR_AGENCY, ROBIN, AGENCY, True, id="the agency, of another lead of its own"),
        pytest.param(FOR_AGENCY, LEE, OTHER, False, id="the agency, which the lead has left with it"),
        pytest.param(FOR_AGENCY, ROBIN, OTHER, False, id="the agency, after others"),
        pytest.param(FOR_AGENCY, None, None, True, id="the agency, when nobody leads it"),
        pytest.param(FOR_AGENCY, None, OTHER, False, id="the agency, when another is on record"),
        pytest.param(AS_BOTH, ROBIN, AGENCY, True, id="a lead who manages the agency"),
        pytest.param(AS_BOTH, LEE, OTHER, True, id="a manager who leads it elsewhere"),
    ],
)
def test_only_those_whose_assessment_it_still_is_may_close_it(
    matched: Matched, lead: UUID | None, agency: UUID | None, theirs: bool
) -> None:
    now = Belongs(lead, agency, "Health")
    if theirs:
        check_still_theirs(LED_BY_LEE, matched, now)
    else:
        whose = "by somebody else, from Health" if agency else "by nobody, and was initiated by Health"
        with pytest.raises(RuleRefused, match=f"it is now led {whose}. Answer “not ours”"):
            check_still_theirs(LED_BY_LEE, matched, now)


def test_answers_are_due_after_today() -> None:
    check_due_on(date(2013, 7, 13), TODAY)
    with pytest.raises(RuleRefused, match="after today, 12 July 2013"):
        check_due_on(TODAY, TODAY)


@pytest.mark.parametrize(
    ("kind", "is_answered", "closed_on", "settled"),
    [
        pytest.param(CampaignKind.LONG_OPEN, False, None, False, id="open and not answered"),
        pytest.param(CampaignKind.LONG_OPEN, True, None, True, id="answered"),
        pytest.param(CampaignKind.LONG_OPEN, False, CLOSED_ON, True, id="closed without an answer"),
        pytest.param(CampaignKind.CONTRADICTORY_DATES, False, CLOSED_ON, False, id="dates stay wrong"),
        pytest.param(CampaignKind.DUPLICATES, False, None, False, id="two people"),
    ],
)
def test_a_case_is_settled_by_an_answer_or_by_its_closure(
    kind: CampaignKind, is_answered: bool, closed_on: date | None, settled: bool
) -> None:
    assert is_settled(kind, is_answered=is_answered, closed_on=closed_on) is settled


def figures(*register: object, families: tuple[object, ...] = ()) -> dict[str, Kept]:
    kept = figures_of(register, families, as_at=TODAY, year="2013/14")  # type: ignore[arg-type]
    return {in_words(each.measure, each.coordinates): each for each in kept}


def test_the_figures_are_those_of_the_board_report_with_their_members() -> None:
    kept = figures(
        rows.an_assessment(1, initiated_on=date(2011, 7, 11), lead_agency=None),
        rows.an_assessment(2, initiated_on=date(2011, 7, 12), first_team_meeting_on=date(2013, 1, 11)),
        rows.an_assessment(3, closed_on=date(2013, 7, 1), closure_reason="needs-met"),
        rows.an_assessment(4, closed_on=date(2013, 3, 31), closure_reason="other"),
        rows.an_assessment(5, kind="family-assessment"),
        families=(rows.a_family(1), rows.an_undecided_family(2)),
    )

    assert {words: each.value for words, each in kept.items()} == {
        "CAFs open": 2,
        "CAFs open without a lead professional’s agency": 1,
        "CAFs open for over two years": 1,
        "CAFs open and never reviewed": 1,
        "CAFs closed in 2013/14": 1,
        "CAFs closed in 2013/14: needs met": 1,
        "CAFs closed in 2013/14: escalated to social care": 0,
        "CAFs closed in 2013/14: family disengaged": 0,
        "CAFs closed in 2013/14: consent withdrawn": 0,
        "CAFs closed in 2013/14: moved away": 0,
        "CAFs closed in 2013/14: other": 0,
        "Families on the list": 2,
        "Families worked with": 1,
    }
    assert kept["CAFs open for over two years"].members == (rows.number(1),)


@pytest.mark.parametrize(
    ("met_on", "reviewed_on", "counts"),
    [
        pytest.param(date(2013, 1, 11), None, 1, id="six months and a day"),
        pytest.param(date(2013, 1, 12), None, 0, id="six months"),
        pytest.param(date(2013, 1, 11), date(2013, 7, 1), 0, id="reviewed"),
        pytest.param(None, None, 0, id="no team"),
    ],
)
def test_never_reviewed_counts_from_six_months_after_the_first_team_meeting(
    met_on: date | None, reviewed_on: date | None, counts: int
) -> None:
    held = rows.an_assessment(1, first_team_meeting_on=met_on, first_reviewed_on=reviewed_on)

    assert figures(held)["CAFs open and never reviewed"].value == counts


def test_the_difference_says_who_left_a_figure_and_who_joined_it() -> None:
    one, two, three = uuid4(), uuid4(), uuid4()
    before = [Kept("cafs.open", (), 2, (one, two)), Kept("cafs.gone", (), 1, (one,))]

    (found,) = differences(before, [Kept("cafs.open", (), 2, (two, three))])

    assert (found.words, found.before, found.now, found.difference) == ("CAFs open", 2, 2, 0)
    assert (found.left, found.joined) == (1, 1)
    assert (found.who_left, found.who_joined) == ((one,), (three,))
    assert not found.counts_families


def test_a_campaign_is_measured_by_the_closures_of_the_year_in_which_it_begins() -> None:
    assert (year_of(date(2013, 3, 31)), year_of(date(2013, 4, 1))) == ("2012/13", "2013/14")


def test_who_may_not_read_what_is_later_is_told_only_that_something_is():
    refusal = later_than_closing()

    assert refusal.code == "after-closure"
    assert refusal.message == (
        "Something on record is later than that day; what, consent does not open to your agency. "
        "Ask the coordinator."
    )
