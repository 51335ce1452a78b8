"""Which figures are missing: of whom, and for which days, to the day."""

from datetime import date
from uuid import UUID

import pytest

from app.claims.rules.lacking import Lacking, figures_lacking, lacking_words
from app.programme.facts import FamilyFacts, Measurement, MemberFacts, MemberRole
from app.programme.facts import MeasurementKind as Kind
from app.programme.phase_one import P1_2012

ON = date(2013, 7, 12)
CHILD, ADULT = UUID(int=1), UUID(int=2)
SUMMER = (date(2012, 4, 16), date(2012, 7, 20))
AUTUMN = (date(2012, 9, 3), date(2012, 12, 21))
SPRING = (date(2013, 1, 7), date(2013, 3, 28))
BEFORE, AFTER = (date(2012, 7, 1), date(2012, 12, 31)), (date(2013, 1, 1), date(2013, 6, 30))


def row(kind, first, last, value=0, extract_on=date(2013, 7, 1)):
    return Measurement(kind, first, last, value, "School census", extract_on)


def a_member(person, born_on, *rows, role=MemberRole.CHILD, ends_on=None):
    return MemberFacts(person, born_on, role, date(2010, 1, 1), ends_on, tuple(rows))


def a_child(*rows, born_on=date(2001, 5, 9), **given):
    return a_member(CHILD, born_on, *rows, **given)


def an_adult(*rows):
    return a_member(ADULT, date(1980, 1, 1), *rows, role=MemberRole.PARENT_OR_CARER)


def lacking(parts, *members):
    facts = FamilyFacts(UUID(int=9), date(2012, 12, 3), False, (), members)
    return figures_lacking(facts, P1_2012, ON, parts)


class TestOfSchoolFigures:
    def test_each_term_of_each_kind_that_is_not_held_is_lacking(self):
        rows = [row(Kind.FIXED_TERM_EXCLUSIONS, *term) for term in (SUMMER, AUTUMN, SPRING)]
        held = row(Kind.UNAUTHORISED_ABSENCE, date(2012, 9, 5), date(2012, 12, 19))

        assert lacking({"education"}, a_child(*rows, held), an_adult()) == (
            Lacking(CHILD, Kind.UNAUTHORISED_ABSENCE, *SUMMER),
            Lacking(CHILD, Kind.UNAUTHORISED_ABSENCE, *SPRING),
        )

    def test_a_term_before_school_age_is_not(self):
        # Five on 1 September 2012: of school age from the autumn after 31 August 2013.
        assert lacking({"education"}, a_child(born_on=date(2007, 9, 1))) == ()

    def test_somebody_who_has_left_lacks_nothing(self):
        assert lacking({"education"}, a_child(ends_on=date(2013, 7, 11))) == ()

    def test_a_figure_that_goes_on_is_no_terms(self):
        goes_on = row(Kind.UNAUTHORISED_ABSENCE, AUTUMN[0], None)

        assert Lacking(CHILD, Kind.UNAUTHORISED_ABSENCE, *AUTUMN) in lacking({"education"}, a_child(goes_on))

    @pytest.mark.parametrize(
        ("first", "last", "is_held"),
        [
            pytest.param(date(2012, 8, 27), date(2012, 12, 28), True, id="a week to either side of the term"),
            pytest.param(date(2012, 8, 26), date(2012, 12, 28), False, id="begun a day before that"),
            pytest.param(date(2012, 8, 27), date(2012, 12, 29), False, id="ended a day after that"),
        ],
    )
    def test_a_figure_is_a_terms_where_it_lies_within_a_week_of_it(self, first, last, is_held):
        absence = row(Kind.UNAUTHORISED_ABSENCE, first, last)

        autumn = Lacking(CHILD, Kind.UNAUTHORISED_ABSENCE, *AUTUMN)
        assert (autumn not in lacking({"education"}, a_child(absence))) is is_held

    def test_other_parts_are_left_alone(self):
        assert lacking(set(), a_child()) == ()


class TestOfCounts:
    PART = frozenset({"antisocial-behaviour"})

    def test_both_windows_of_everybody_are_lacking_where_nothing_is_held(self):
        assert lacking(self.PART, a_child(), an_adult()) == tuple(
            Lacking(person, Kind.ANTISOCIAL_BEHAVIOUR_INCIDENTS, *window)
            for person in (CHILD, ADULT)
            for window in (BEFORE, AFTER)
        )

    def test_only_the_days_that_are_not_told_of_are_lacking(self):
        kind = Kind.ANTISOCIAL_BEHAVIOUR_INCIDENTS
        rows = (
            row(kind, date(2012, 8, 1), date(2012, 9, 30)),
            row(kind, date(2012, 11, 1), date(2012, 12, 31)),
            row(kind, *AFTER),
        )

        assert lacking(self.PART, a_child(*rows), an_adult()) == (
            Lacking(CHILD, kind, date(2012, 7, 1), date(2012, 7, 31)),
            Lacking(CHILD, kind, date(2012, 10, 1), date(2012, 10, 31)),
        )

    def test_a_last_day_that_is_not_told_of_is_lacking(self):
        kind = Kind.ANTISOCIAL_BEHAVIOUR_INCIDENTS
        rows = (row(kind, *BEFORE), row(kind, AFTER[0], date(2013, 6, 29)))

        assert lacking(self.PART, a_child(*rows)) == (
            Lacking(CHILD, kind, date(2013, 6, 30), date(2013, 6, 30)),
        )

    def test_days_told_of_twice_are_not_asked_for(self):
        kind = Kind.ANTISOCIAL_BEHAVIOUR_INCIDENTS

        assert lacking(self.PART, a_child(row(kind, *BEFORE), row(kind, *AFTER), row(kind, *AFTER))) == ()


class TestOfWork:
    PART = frozenset({"continuous-employment"})

    def test_every_adult_is_asked_about_where_nobody_has_looked(self):
        assert lacking(self.PART, a_child(), an_adult()) == (
            Lacking(ADULT, Kind.EMPLOYMENT, date(2013, 1, 13), ON),
        )

    def test_nobody_is_where_somebody_has_looked(self):
        looked = row(Kind.OUT_OF_WORK_BENEFIT, date(2012, 1, 1), None, 1)

        assert lacking(self.PART, an_adult(looked)) == ()


@pytest.mark.parametrize(
    ("kind", "first", "last", "words"),
    [
        (Kind.UNAUTHORISED_ABSENCE, *AUTUMN, "Unauthorised absence, autumn term 2012"),
        (Kind.PROVEN_OFFENCES, *AFTER, "Proven offences, 1 January 2013 to 30 June 2013"),
        (Kind.EMPLOYMENT, date(2013, 1, 13), ON, "Employment: any since 13 January 2013"),
        (Kind.EMPLOYMENT, SPRING[0], ON, "Employment: any since 7 January 2013"),
    ],
)
def test_what_is_asked_for_is_told_without_saying_of_whom(kind, first, last, words):
    assert lacking_words(kind, first, last) == words
