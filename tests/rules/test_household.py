"""Who is in a household and where it lives: only what cannot be is refused."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.rules.household import (
    Membership,
    Spell,
    after_birth,
    check_born,
    check_membership,
    check_residence,
    first_day,
    follow_birth,
    left,
    moved_away,
)
from app.errors import RuleRefused
from app.programme.facts import MemberRole

TODAY = date(2013, 7, 12)
TOMORROW = TODAY + timedelta(1)
BORN = date(2001, 5, 9)
JUNE = Spell(date(2013, 6, 1), date(2013, 6, 30))
CHILD, UNBORN, CARER = MemberRole.CHILD, MemberRole.UNBORN_CHILD, MemberRole.PARENT_OR_CARER

days = st.dates(date(2012, 1, 1), date(2013, 12, 31))
spells = st.builds(
    lambda first, length: Spell(first, None if length is None else first + timedelta(length)),
    days,
    st.none() | st.integers(0, 400),
)


def code_of(check, *given, **named):
    try:
        check(*given, **named)
    except RuleRefused as refused:
        return refused.code
    return None


def of_membership(spell, role=CHILD, *others, born_on=BORN, expected_on=None):
    return code_of(
        check_membership,
        Membership(spell, role),
        others,
        born_on=born_on,
        expected_on=expected_on,
        today=TODAY,
    )


@pytest.mark.parametrize(
    ("other", "overlap"),
    [
        pytest.param(Spell(date(2013, 5, 1), date(2013, 5, 31)), False, id="ends the day before"),
        pytest.param(Spell(date(2013, 5, 1), date(2013, 6, 1)), True, id="ends on the first day"),
        pytest.param(Spell(date(2013, 6, 30)), True, id="begins on the last day"),
        pytest.param(Spell(date(2013, 7, 1)), False, id="begins the day after"),
        pytest.param(Spell(date(2013, 5, 1)), True, id="goes on"),
        pytest.param(Spell(date(2013, 6, 10), date(2013, 6, 11)), True, id="lies within"),
    ],
)
def test_two_spells_overlap_when_they_have_a_day_in_common(other, overlap):
    assert JUNE.overlaps(other) is other.overlaps(JUNE) is overlap
    assert of_membership(JUNE, CHILD, other) == ("in-another-household" if overlap else None)
    assert code_of(check_residence, JUNE, [other], today=TODAY) == (
        "lives-elsewhere-then" if overlap else None
    )


@given(spells, spells)
def test_no_two_spells_that_are_let_through_share_a_day(one, other):
    shared = [
        day
        for day in (one.starts_on, other.starts_on)
        if all(
            each.starts_on <= day and (each.ends_on is None or day <= each.ends_on) for each in (one, other)
        )
    ]

    assert one.overlaps(other) is bool(shared)


@pytest.mark.parametrize(
    ("spell", "code"),
    [
        pytest.param(Spell(TODAY), None, id="from today"),
        pytest.param(Spell(TOMORROW), "in-the-future", id="from tomorrow"),
        pytest.param(Spell(TODAY, TODAY), None, id="for one day"),
        pytest.param(Spell(TODAY - timedelta(3), TOMORROW), "in-the-future", id="until tomorrow"),
        pytest.param(Spell(TODAY, TODAY - timedelta(1)), "dates-in-order", id="ends before it begins"),
        pytest.param(Spell(BORN), None, id="since birth"),
        pytest.param(Spell(BORN - timedelta(1)), "before-birth", id="since the day before birth"),
    ],
)
def test_a_childs_days_in_a_household_are_in_order_past_and_not_before_birth(spell, code):
    assert of_membership(spell) == code


def test_whoever_has_no_known_date_of_birth_may_be_in_a_household_since_any_day():
    assert of_membership(Spell(date(1950, 1, 1)), CARER, born_on=None) is None


@pytest.mark.parametrize(
    ("role", "spell", "born_on", "expected_on", "code"),
    [
        pytest.param(UNBORN, Spell(TODAY), None, TOMORROW, None, id="unborn and expected"),
        pytest.param(UNBORN, Spell(TODAY), None, None, "no-expected-date", id="unborn, nobody says when"),
        pytest.param(UNBORN, Spell(TODAY), BORN, None, "born-already", id="born, so not unborn"),
        pytest.param(
            UNBORN,
            Spell(date(2001, 1, 1), BORN - timedelta(1)),
            BORN,
            None,
            None,
            id="unborn until the birth",
        ),
        pytest.param(
            UNBORN, Spell(date(2001, 1, 1), BORN), BORN, None, "born-already", id="unborn on the day of birth"
        ),
        pytest.param(CHILD, Spell(TODAY), None, TOMORROW, "not-born-yet", id="a child that is expected"),
        pytest.param(CHILD, Spell(TODAY), BORN, BORN, None, id="born on the day expected"),
    ],
)
def test_an_unborn_child_is_expected_and_a_born_one_is_not_unborn(role, spell, born_on, expected_on, code):
    assert of_membership(spell, role, born_on=born_on, expected_on=expected_on) == code


@pytest.mark.parametrize(
    ("born_on", "expected_on", "code"),
    [
        pytest.param(None, None, None, id="nothing known"),
        pytest.param(TODAY, None, None, id="born today"),
        pytest.param(TOMORROW, None, "born-in-the-future", id="born tomorrow"),
        pytest.param(None, TODAY + timedelta(300), None, id="expected in 300 days"),
        pytest.param(None, TODAY + timedelta(301), "expected-too-late", id="expected in 301 days"),
        pytest.param(TODAY, TODAY + timedelta(301), None, id="born before it was ever expected"),
    ],
)
def test_a_birth_is_recorded_once_it_has_happened_and_expected_within_300_days(born_on, expected_on, code):
    assert code_of(check_born, born_on, expected_on, today=TODAY) == code


def test_somebody_who_leaves_has_a_last_day():
    assert left(Spell(BORN), TODAY, today=TODAY) == Spell(BORN, TODAY)


@pytest.mark.parametrize(
    ("spell", "last_day", "code"),
    [
        pytest.param(Spell(BORN, TODAY), TODAY, "left-already", id="left already"),
        pytest.param(Spell(BORN), TOMORROW, "in-the-future", id="tomorrow"),
        pytest.param(Spell(BORN), BORN - timedelta(1), "dates-in-order", id="before they came"),
    ],
)
def test_nobody_leaves_twice_before_they_came_or_tomorrow(spell, last_day, code):
    assert code_of(left, spell, last_day, today=TODAY) == code


def test_the_day_before_a_move_is_the_last_where_they_were():
    assert moved_away(Spell(BORN), TODAY) == Spell(BORN, TODAY - timedelta(1))


def test_what_had_ended_before_a_move_stays_as_it_was():
    assert moved_away(JUNE, TODAY) == JUNE


def test_nobody_moves_on_the_day_they_came():
    assert code_of(moved_away, Spell(TODAY), TODAY) == "moves-before-they-came"


class TestABirth:
    def test_an_unborn_child_is_a_child_from_the_day_of_birth_on(self):
        assert after_birth(Membership(Spell(date(2013, 3, 1)), UNBORN), TODAY) == (
            Membership(Spell(date(2013, 3, 1), TODAY - timedelta(1)), UNBORN),
            Membership(Spell(TODAY), CHILD),
        )

    def test_a_child_recorded_only_after_the_birth_was_a_child_from_the_first_day(self):
        assert after_birth(Membership(Spell(TODAY), UNBORN), TODAY) == (
            Membership(Spell(TODAY), CHILD),
            None,
        )

    def test_an_unborn_child_that_left_before_the_birth_was_never_a_child_there(self):
        unborn = Membership(JUNE, UNBORN)

        assert after_birth(unborn, TODAY) == (unborn, None)

    def test_an_unborn_child_whose_days_end_after_the_birth_is_a_child_for_the_rest(self):
        assert after_birth(Membership(JUNE, UNBORN), date(2013, 6, 30)) == (
            Membership(Spell(date(2013, 6, 1), date(2013, 6, 29)), UNBORN),
            Membership(Spell(date(2013, 6, 30), date(2013, 6, 30)), CHILD),
        )


class TestACorrectedDateOfBirth:
    later = BORN + timedelta(3)

    def test_days_since_birth_move_with_it(self):
        assert follow_birth(Membership(Spell(BORN), CHILD), BORN, self.later) == Membership(
            Spell(self.later), CHILD
        )

    def test_the_last_day_as_an_unborn_child_moves_with_it(self):
        unborn = Membership(Spell(date(2001, 1, 1), BORN - timedelta(1)), UNBORN)

        assert follow_birth(unborn, BORN, self.later).spell.ends_on == self.later - timedelta(1)

    @pytest.mark.parametrize(
        "held", [Membership(JUNE, CHILD), Membership(JUNE, UNBORN)], ids=["born", "unborn"]
    )
    def test_other_days_stay(self, held):
        assert follow_birth(held, BORN, self.later) == held


@pytest.mark.parametrize(
    ("given_day", "role", "born_on", "since"),
    [
        pytest.param(JUNE.starts_on, CHILD, BORN, JUNE.starts_on, id="the day that is given"),
        pytest.param(None, CARER, None, date(2000, 1, 1), id="since the family lives there"),
        pytest.param(None, CHILD, BORN, BORN, id="since birth"),
        pytest.param(None, CARER, date(1970, 1, 1), date(2000, 1, 1), id="an adult since the family came"),
        pytest.param(None, UNBORN, None, TODAY, id="an unborn child from today"),
    ],
)
def test_who_registers_with_a_family_is_in_it_as_long_as_can_be(given_day, role, born_on, since):
    assert (
        first_day(given_day, family_from=date(2000, 1, 1), born_on=born_on, role=role, today=TODAY) == since
    )
