"""What may be entered by hand, as tables of what is said and what becomes of it."""

from datetime import date

import pytest

from app.claims.rules.entered import (
    Days,
    check_days,
    check_source_day,
    days_of,
    figure_words,
    same_figure,
    term_named,
    terms_to_offer,
    value_of,
)
from app.errors import RuleRefused
from app.programme.facts import MeasurementKind as Kind

TODAY = date(2013, 7, 12)
SPRING = Days(date(2013, 1, 7), date(2013, 3, 28))
HALF = Days(date(2013, 1, 1), date(2013, 6, 30))


def refused(code, sentence, act, *args, **given):
    with pytest.raises(RuleRefused) as refusal:
        act(*args, **given)
    assert (refusal.value.code, refusal.value.message) == (code, sentence)


@pytest.mark.parametrize(
    ("kind", "said", "value"),
    [
        (Kind.UNAUTHORISED_ABSENCE, "0", 0),
        (Kind.UNAUTHORISED_ABSENCE, "12", 1200),
        (Kind.UNAUTHORISED_ABSENCE, "12.5", 1250),
        (Kind.UNAUTHORISED_ABSENCE, " 12.05% ", 1205),
        (Kind.UNAUTHORISED_ABSENCE, "14.99 %", 1499),
        (Kind.UNAUTHORISED_ABSENCE, "100", 10000),
        (Kind.FIXED_TERM_EXCLUSIONS, "3", 3),
        (Kind.PROVEN_OFFENCES, "999", 999),
        (Kind.EMPLOYMENT, None, 1),
        (Kind.OUT_OF_WORK_BENEFIT, "anything", 1),
    ],
)
def test_a_figure_is_read_as_a_person_writes_it(kind, said, value):
    assert value_of(kind, said) == value


NO_FIGURE = "Enter the figure. Enter 0 if there was none."
NO_PERCENTAGE = "Enter a percentage from 0 to 100, such as 12.5."
NO_COUNT = "Enter a whole number from 0 to 999."


@pytest.mark.parametrize(
    ("kind", "said", "sentence"),
    [
        (Kind.UNAUTHORISED_ABSENCE, "100.01", "A percentage must not be over 100."),
        (Kind.UNAUTHORISED_ABSENCE, "12.555", NO_PERCENTAGE),
        (Kind.UNAUTHORISED_ABSENCE, "-1", NO_PERCENTAGE),
        (Kind.UNAUTHORISED_ABSENCE, "1e2", NO_PERCENTAGE),
        (Kind.UNAUTHORISED_ABSENCE, "12,5", NO_PERCENTAGE),
        (Kind.UNAUTHORISED_ABSENCE, "  ", NO_FIGURE),
        (Kind.FIXED_TERM_EXCLUSIONS, "1.5", NO_COUNT),
        (Kind.FIXED_TERM_EXCLUSIONS, "1000", NO_COUNT),
        (Kind.FIXED_TERM_EXCLUSIONS, "10000", NO_COUNT),
        (Kind.ANTISOCIAL_BEHAVIOUR_INCIDENTS, None, NO_FIGURE),
        (Kind.ANTISOCIAL_BEHAVIOUR_INCIDENTS, "two", NO_COUNT),
    ],
)
def test_what_is_no_figure_of_its_kind_is_refused(kind, said, sentence):
    refused("figure", sentence, value_of, kind, said)


WHICH_TERM = "Choose the school term that the figure is of."
AHEAD = date(2013, 7, 13)


@pytest.mark.parametrize(
    ("kind", "given", "code", "sentence"),
    [
        (Kind.UNAUTHORISED_ABSENCE, {}, "which-term", WHICH_TERM),
        (Kind.UNAUTHORISED_ABSENCE, {"term": "2012"}, "which-term", WHICH_TERM),
        (
            Kind.FIXED_TERM_EXCLUSIONS,
            {"term": "2013-summer"},
            "term-not-over",
            "The summer term 2013 ends on 24 July 2013: wait until then.",
        ),
        (Kind.PROVEN_OFFENCES, {}, "which-days", "Enter the first day."),
        (
            Kind.PROVEN_OFFENCES,
            {"starts_on": date(2013, 1, 1)},
            "which-last-day",
            "Enter the last day that the count is of.",
        ),
        (
            Kind.PROVEN_OFFENCES,
            {"starts_on": HALF.last, "ends_on": HALF.first},
            "ends-before",
            "The last day must not be before the first.",
        ),
        (
            Kind.PROVEN_OFFENCES,
            {"starts_on": HALF.first, "ends_on": AHEAD},
            "ends-in-the-future",
            "The last day must not be in the future.",
        ),
        (
            Kind.PROVEN_OFFENCES,
            {"starts_on": date(2012, 1, 1), "ends_on": date(2013, 1, 1)},
            "too-long",
            "Give a count of a year at most, such as of one month or of six.",
        ),
        (
            Kind.EMPLOYMENT,
            {"starts_on": AHEAD},
            "in-the-future",
            "The first day must not be in the future.",
        ),
        (
            Kind.EMPLOYMENT,
            {"starts_on": date(1999, 12, 31)},
            "which-days",
            "Give a day from 2000 to 2099.",
        ),
    ],
)
def test_days_that_cannot_be_are_refused(kind, given, code, sentence):
    days = {"term": None, "starts_on": None, "ends_on": None, **given}
    refused(code, sentence, days_of, kind, **days, today=TODAY)


@pytest.mark.parametrize(
    ("kind", "given", "days"),
    [
        (Kind.UNAUTHORISED_ABSENCE, {"term": "2013-spring"}, SPRING),
        (Kind.PROVEN_OFFENCES, {"starts_on": HALF.first, "ends_on": HALF.last}, HALF),
        (
            Kind.PROVEN_OFFENCES,
            {"starts_on": date(2012, 1, 1), "ends_on": date(2012, 12, 31)},
            Days(date(2012, 1, 1), date(2012, 12, 31)),
        ),
        (Kind.EMPLOYMENT, {"starts_on": TODAY}, Days(TODAY, None)),
        (Kind.EMPLOYMENT, {"starts_on": date(2010, 1, 1), "ends_on": TODAY}, Days(date(2010, 1, 1), TODAY)),
    ],
)
def test_days_that_can_be_are_taken(kind, given, days):
    assert days_of(kind, **{"term": None, "starts_on": None, "ends_on": None, **given}, today=TODAY) == days


def test_a_term_is_over_on_its_own_last_day():
    days = {"term": "2013-spring", "starts_on": None, "ends_on": None}

    assert days_of(Kind.UNAUTHORISED_ABSENCE, **days, today=SPRING.last) == SPRING


def test_terms_are_offered_once_they_are_over_the_latest_first():
    assert [term.label for term in terms_to_offer(TODAY)][:2] == ["2013-spring", "2012-autumn"]
    assert terms_to_offer(date(2013, 3, 28))[0] == term_named("2013-spring")
    assert terms_to_offer(date(2013, 3, 27))[0] == term_named("2012-autumn")


def test_a_source_is_read_when_what_it_tells_has_happened_and_not_in_the_future():
    check_source_day(HALF.last, HALF, TODAY, is_whole=True)
    check_source_day(HALF.first, HALF, TODAY, is_whole=False)
    check_source_day(TODAY, Days(TODAY, None), TODAY, is_whole=True)


@pytest.mark.parametrize(
    ("read_on", "is_whole", "sentence"),
    [
        pytest.param(AHEAD, True, "The day of the source must not be in the future.", id="tomorrow"),
        pytest.param(
            date(2013, 6, 29),
            True,
            "The source was read before 30 June 2013, so it cannot tell of all of those days.",
            id="before the last day",
        ),
        pytest.param(
            date(2012, 12, 31),
            False,
            "The source was read before 1 January 2013, when it had not begun.",
            id="before the first day",
        ),
    ],
)
def test_a_source_that_cannot_have_told_of_the_days_is_refused(read_on, is_whole, sentence):
    refused("source-day", sentence, check_source_day, read_on, HALF, TODAY, is_whole=is_whole)


def test_one_day_is_days_enough():
    check_days(TODAY, TODAY, TODAY)


@pytest.mark.parametrize(
    ("kind", "value", "ends_on", "words"),
    [
        (Kind.UNAUTHORISED_ABSENCE, 1205, TODAY, "12.05%"),
        (Kind.FIXED_TERM_EXCLUSIONS, 3, TODAY, "3"),
        (Kind.EMPLOYMENT, 1, None, "Goes on"),
        (Kind.EMPLOYMENT, 1, TODAY, "Ended"),
    ],
)
def test_a_figure_is_told_in_its_own_unit(kind, value, ends_on, words):
    assert figure_words(kind, value, ends_on) == words


class TestTheFigureThatANewOneCorrects:
    def test_is_the_one_of_the_same_term_whatever_day_the_school_began(self):
        schools = Days(date(2012, 12, 31), date(2013, 4, 4))

        assert same_figure(Kind.UNAUTHORISED_ABSENCE, SPRING, [HALF, schools, Days(TODAY, None)]) == schools
        assert same_figure(Kind.UNAUTHORISED_ABSENCE, SPRING, [HALF]) is None

    def test_is_not_to_be_told_where_a_term_has_two(self):
        refused(
            "overlaps",
            "More than one figure is held for this term, and the highest counts. "
            "Ask whoever imports them to put that right.",
            same_figure,
            Kind.UNAUTHORISED_ABSENCE,
            SPRING,
            [SPRING, Days(date(2013, 1, 8), SPRING.last)],
        )

    def test_begins_on_the_same_day(self):
        other = Days(HALF.first, date(2013, 3, 31))

        assert same_figure(Kind.PROVEN_OFFENCES, HALF, [other]) == other
        assert same_figure(Kind.PROVEN_OFFENCES, HALF, []) is None

    @pytest.mark.parametrize(
        ("other", "days"),
        [
            pytest.param(
                Days(date(2012, 7, 1), date(2013, 1, 1)),
                "1 July 2012 to 1 January 2013",
                id="ends on the first day",
            ),
            pytest.param(Days(date(2013, 6, 30), None), "since 30 June 2013", id="begins on the last day"),
        ],
    )
    def test_is_not_one_that_shares_some_of_the_days(self, other, days):
        sentence = (
            f"Something is held for some of those days already: {days}. "
            "Correct that, or give days that do not overlap."
        )
        refused("overlaps", sentence, same_figure, Kind.PROVEN_OFFENCES, HALF, [other])

    def test_is_not_one_that_ends_the_day_before(self):
        before = Days(date(2012, 7, 1), date(2012, 12, 31))

        assert same_figure(Kind.PROVEN_OFFENCES, HALF, [before]) is None
        assert same_figure(Kind.EMPLOYMENT, Days(HALF.first, None), [before]) is None


def test_days_that_go_on_are_told_as_such():
    assert Days(TODAY, None).written == "since 12 July 2013"
    assert HALF.written == "1 January 2013 to 30 June 2013"
