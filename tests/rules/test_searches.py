"""One box says what is looked for, in any order."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.rules.matches import Match, name_match
from app.cases.rules.name_variants import GROUPS, other_forms
from app.cases.rules.names import name_key
from app.cases.rules.searches import (
    MOST_WORDS,
    Sought,
    address_patterns,
    address_words,
    alternatives,
    sought,
    street_words,
)
from app.errors import RuleRefused

TODAY = date(2013, 7, 12)


def looked_for(text: str) -> Sought:
    return sought(text, TODAY)


@pytest.mark.parametrize(
    ("text", "born_on"),
    [
        pytest.param("12/3/2004", date(2004, 3, 12), id="figures"),
        pytest.param("12.03.2004", date(2004, 3, 12), id="full stops"),
        pytest.param("12-3-04", date(2004, 3, 12), id="two figures of the year"),
        pytest.param("12/3/13", date(2013, 3, 12), id="this year"),
        pytest.param("12/3/14", date(1914, 3, 12), id="a year to come is a century ago"),
        pytest.param("2004-03-12", date(2004, 3, 12), id="as programs write it"),
        pytest.param("12 March 2004", date(2004, 3, 12), id="in words"),
        pytest.param("1st Sept. 2004", date(2004, 9, 1), id="in short words"),
    ],
)
def test_a_date_of_birth_is_read_in_any_form(text, born_on):
    found = looked_for(f"Smith {text} Liz")

    assert found.born_on == born_on
    assert found.as_typed == ("smith", "liz")


@pytest.mark.parametrize(
    "text", ["31/2/2004", "0/1/2004", "1/13/2004", "2004-00-01", "1/1/0000", "30 Feb 2004"]
)
def test_a_date_that_there_is_not_is_refused(text):
    with pytest.raises(RuleRefused, match="no such date") as refused:
        looked_for(f"Smith {text}")

    assert refused.value.code == "no-such-day"
    assert "Smith" not in refused.value.message


@pytest.mark.parametrize(
    ("text", "beginnings"),
    [
        pytest.param("PF-000123T", ("PF-000123",), id="whole"),
        pytest.param("pf000123", ("PF-000123",), id="without line and letter"),
        pytest.param("PF 123", ("PF-000123", "PF-123"), id="the number, or how it begins"),
        pytest.param("PF-000123S", ("PF-000123",), id="with a letter that no reference has"),
        pytest.param("000123t", ("PF-000123",), id="without PF"),
        pytest.param("123", ("PF-000123",), id="the number alone"),
    ],
)
def test_a_reference_is_read_however_it_is_written(text, beginnings):
    assert looked_for(text) == Sought(reference=beginnings)


@pytest.mark.parametrize(
    ("text", "postcode", "words"),
    [
        pytest.param("ng7 1aa", "NG71AA", (), id="whole"),
        pytest.param("12 Oak Street NG71AA", "NG71AA", ("12", "oak", "street"), id="after an address"),
        pytest.param("Smith NG7", "NG7", ("smith",), id="a district at the end"),
        pytest.param("Flat B2 Oak House", None, ("flat", "b2", "oak", "house"), id="a flat is no district"),
    ],
)
def test_a_postcode_is_told_from_an_address(text, postcode, words):
    found = looked_for(text)

    assert (found.postcode, found.as_typed) == (postcode, words)


def test_a_reference_within_a_longer_search_is_taken_out_of_it():
    found = looked_for("Smith PF-000123T born 12/3/2004")

    assert found.reference == ("PF-000123",)
    assert found.as_typed == ("smith",)


@pytest.mark.parametrize("text", ["", " ", "%", "a", "'", "?!", "\\"])
def test_too_little_to_look_for_is_refused(text):
    with pytest.raises(RuleRefused, match="at least 2 letters"):
        looked_for(text)


def test_more_words_than_a_name_has_are_refused():
    assert looked_for("word " * MOST_WORDS).as_typed
    with pytest.raises(RuleRefused, match="at most 8 words"):
        looked_for("word " * (MOST_WORDS + 1))


def test_two_words_are_also_read_as_one_and_of_three_one_may_be_missing():
    two, three = looked_for("mary ann"), looked_for("liz ann smith")

    assert two.words == ("mary", "ann", "maryann")
    assert [(reading.words, reading.needed) for reading in two.readings] == [((0, 1), 2), ((2,), 1)]
    assert [(reading.words, reading.needed) for reading in three.readings] == [
        ((0, 1, 2), 2),
        ((3, 2), 2),
        ((0, 4), 2),
    ]


def test_a_long_search_is_read_as_it_stands_only():
    assert len(looked_for("one two three four five").readings) == 1


@pytest.mark.parametrize(
    ("text", "names_somebody"),
    [
        ("Liz Smith 12/3/2004", True),
        ("Liz 12/3/2004", False),
        ("12/3/2004", False),
        ("Liz Smith", False),
    ],
)
def test_a_forename_a_surname_and_a_date_of_birth_name_a_child(text, names_somebody):
    assert looked_for(text).names_somebody is names_somebody


@given(st.text(max_size=100))
def test_any_text_is_understood_or_refused(text):
    with suppress(RuleRefused):
        found = looked_for(text)
        assert found.words or found.born_on or found.postcode or found.reference


def test_a_word_stands_for_its_other_forms_and_for_its_letters_swapped():
    forms, swapped = alternatives("liz")

    assert {"elizabeth", "lizzie", "beth"} <= forms
    assert swapped == {"ilz", "lzi"}
    assert alternatives("aa") == (frozenset(), frozenset())


@pytest.mark.parametrize(
    ("one", "other"), [("liz", "elizabeth"), ("bill", "william"), ("mohammed", "muhammad")]
)
def test_forms_of_a_name_stand_for_each_other(one, other):
    assert other in other_forms(one)
    assert one in other_forms(other)


def test_every_form_is_written_as_it_is_looked_for():
    assert all(name_key(form) == form and " " not in form for group in GROUPS for form in group)
    assert other_forms("quillfeather") == frozenset()


def test_a_house_number_is_looked_for_whole_and_a_street_by_how_it_begins():
    assert address_patterns(["12", "oak", "rd"]) == ["% 12 %", "% oak%", "% road%"]


def test_an_address_is_taken_apart_into_the_words_that_may_be_misspelled():
    assert address_words("Flat 3, 12 St John’s Road") == {"flat", "johns", "road"}
    assert address_words("9a O'Dell-Court.") == {"odell-court"}
    assert address_words(None) == frozenset()
    assert address_words("x" * 61) == frozenset()


def test_a_street_is_looked_for_spelled_out_and_only_with_another_word():
    assert street_words(["12", "oka", "rd"]) == ["12", "oka", "road"]
    assert street_words(["oka"]) == []


def test_the_weakest_word_says_why_a_name_was_found():
    assert [name_match(weakest) for weakest in (100, 80, 0)] == [
        Match.SAME_NAME,
        Match.NAME_BEGINS,
        Match.PART_OF_THE_NAME,
    ]
    assert all(match.sentence for match in Match)
