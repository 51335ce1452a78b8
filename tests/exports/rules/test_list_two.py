"""Annex A, List 2: its columns and codes exactly, and what is wrong with a row."""

from datetime import date
from typing import Any

import pytest

from app.exports.rules import list_two
from app.exports.rules.columns import names
from app.exports.rules.vocabulary import Grade
from tests.exports.an_episode import AS_AT, an_episode


def test_the_columns_are_those_of_the_list_in_its_order() -> None:
    assert names(list_two.COLUMNS) == (
        "Child Unique ID",
        "Gender",
        "Ethnicity",
        "Date of Birth",
        "Age of Child (Years)",
        "Assessment start date",
        "Assessment completion date",
        "Organisation completing assessment",
    )


def test_a_row_is_printed_with_the_lists_codes_and_days() -> None:
    assert list_two.row(an_episode(), AS_AT) == (
        "P-0001",
        "a) Male",
        "a) WBRI",
        "29/02/2004",
        9,
        "09/01/2013",
        "01/02/2013",
        "Health visiting",
    )


def test_the_ethnicities_run_from_a_to_u_in_the_lists_order() -> None:
    assert list(list_two.ETHNICITY_CODES.values()) == [
        "a) WBRI", "b) WIRI", "c) WIRT", "d) WOTH", "e) WROM", "f) MWBC", "g) MWBA", "h) MWAS", "i) MOTH",
        "j) AIND", "k) APKN", "l) ABAN", "m) AOTH", "n) BCRB", "o) BAFR", "p) BOTH", "q) CHNE", "r) OOTH",
        "s) REFU", "t) NOBT", "u) UNKNOWN",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        ({"sex": "female"}, (1, "b) Female")),
        ({"sex": "unknown"}, (1, "c) Not stated/recorded")),
        ({"ethnicity": None}, (2, "u) UNKNOWN")),
        ({"ethnicity": "MARTIAN"}, (2, "u) UNKNOWN")),
        ({"born_on": None}, (3, None)),
        ({"born_on": date(2013, 8, 1)}, (3, None)),
        ({"started_on": None}, (5, None)),
        ({"completed_on": None}, (6, None)),
        ({"lead_agency": None}, (7, None)),
    ],
)
def test_what_the_records_do_not_hold_is_left_empty_or_is_the_lists_own_unknown(
    given: dict[str, Any], printed: tuple[int, str | None]
) -> None:
    place, value = printed

    assert list_two.row(an_episode(**given), AS_AT)[place] == value


def test_a_sound_row_has_nothing_to_look_at() -> None:
    assert list(list_two.faults(an_episode(), AS_AT)) == []


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"sex": "unknown"}, list_two.NO_GENDER),
        ({"ethnicity": None}, list_two.NO_ETHNICITY),
        ({"ethnicity": "UNKNOWN"}, list_two.NO_ETHNICITY),
        ({"born_on": None}, list_two.NO_BIRTH),
        ({"born_on": date(2013, 7, 13)}, list_two.NOT_BORN),
        ({"born_on": date(1994, 7, 12)}, list_two.TOO_OLD),
        ({"started_on": None}, list_two.NO_START),
        ({"completed_on": None}, list_two.NO_COMPLETION),
        ({"lead_agency": None}, list_two.NO_ORGANISATION),
        ({"overlaps": True}, list_two.OVERLAPS),
        ({"initiated_on": date(2011, 7, 11)}, list_two.LONG_OPEN),
    ],
)
def test_each_fault_is_found_by_its_own_check_and_by_no_other(given: dict[str, Any], rule: object) -> None:
    assert list(list_two.faults(an_episode(**given), AS_AT)) == [rule]


@pytest.mark.parametrize(
    "given",
    [
        {"born_on": date(1994, 7, 13)},
        {"born_on": AS_AT},
        {"initiated_on": date(2011, 7, 12)},
        {"completed_on": None, "first_team_meeting_on": None},
        {"initiated_on": date(2010, 1, 1), "closed_on": date(2013, 7, 1)},
    ],
)
def test_what_lies_on_the_right_side_of_a_limit_is_no_fault(given: dict[str, Any]) -> None:
    assert list(list_two.faults(an_episode(**given), AS_AT)) == []


def test_a_closed_assessment_without_a_completion_is_to_be_looked_at() -> None:
    closed = an_episode(completed_on=None, first_team_meeting_on=None, closed_on=date(2013, 7, 1))

    assert list(list_two.faults(closed, AS_AT)) == [list_two.NO_COMPLETION]


def test_a_query_says_please_check_and_ends_in_q_and_an_error_does_neither() -> None:
    for rule in list_two.RULES:
        is_query = rule.grade is Grade.QUERY
        assert rule.code.endswith("Q") is is_query
        assert rule.sentence.startswith("Please check") is is_query
