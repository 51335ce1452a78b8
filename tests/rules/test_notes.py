"""Notes: which are contact, when one may be dated, and when a family has gone quiet."""

from datetime import date

import pytest

from app.cases.rules.notes import (
    CONTACT_WEEKS,
    Event,
    LastSeen,
    check_next_due,
    check_note_day,
    in_order,
    is_quiet,
)
from app.errors import RuleRefused

TODAY = date(2013, 7, 12)


@pytest.mark.parametrize(
    ("last_on", "quiet"),
    [
        pytest.param(date(2013, 6, 15), False, id="four weeks less a day ago"),
        pytest.param(date(2013, 6, 14), True, id="four weeks ago"),
        pytest.param(None, True, id="never, and allocated long ago"),
    ],
)
def test_a_family_is_quiet_after_four_weeks_without_contact(last_on, quiet):
    assert is_quiet(LastSeen(date(2012, 11, 26), last_on), TODAY, CONTACT_WEEKS) is quiet


@pytest.mark.parametrize(
    ("allocated_on", "quiet"),
    [
        pytest.param(date(2013, 6, 15), False, id="allocated within four weeks"),
        pytest.param(date(2013, 6, 14), True, id="allocated four weeks ago"),
    ],
)
def test_silence_is_counted_from_the_allocation_at_the_earliest(allocated_on, quiet):
    assert is_quiet(LastSeen(allocated_on, None), TODAY, CONTACT_WEEKS) is quiet
    assert is_quiet(LastSeen(allocated_on, date(2012, 1, 1)), TODAY, CONTACT_WEEKS) is quiet


def test_a_note_is_of_what_has_happened():
    check_note_day(TODAY, TODAY)

    with pytest.raises(RuleRefused, match="not in the future"):
        check_note_day(date(2013, 7, 13), TODAY)


def test_the_next_oversight_is_due_after_this_one():
    check_next_due(TODAY, None)
    check_next_due(TODAY, date(2013, 7, 13))

    with pytest.raises(RuleRefused, match="after the day of this one"):
        check_next_due(TODAY, TODAY)


def test_a_chronology_has_the_latest_day_first_and_within_a_day_the_order_of_its_words():
    first, second, latest = (
        Event(date(2013, 1, 1), "Allocated", "allocations"),
        Event(date(2013, 1, 1), "Became lead", "allocations"),
        Event(date(2013, 2, 1), "Home visit", "notes"),
    )

    assert in_order([second, latest, first]) == (latest, first, second)
