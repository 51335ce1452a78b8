"""How a cell's text is read, and what is wrong with it when it cannot be."""

from datetime import date
from enum import StrEnum

import pytest

from app.intake.rules import faults
from app.intake.rules.columns import column_reader
from app.intake.rules.faults import Problem
from app.intake.rules.tables import Column, Kind, Table

TODAY = date(2013, 7, 12)


class Colour(StrEnum):
    DEEP_RED = "deep-red"
    BLUE = "BLUE"


def read(cell: str, kind: Kind = Kind.TEXT, *, key: bool = False, **more: object) -> str | Problem:
    """One cell of a column that may be blank, read."""
    column = Column("it", kind, "Meaning.", "", **{"required": False, "longest": 10} | more)  # type: ignore[arg-type]
    table = Table("things", "Meaning.", ("it",) if key else ("other",), (column,))
    values, problems = column_reader(table, column, TODAY).read([cell, "", cell])
    if not problems:
        assert values[0] == values[2]
        return values[0]
    ((problem, positions),) = problems.items()
    assert (values, positions) == (["", "", ""], [0, 2])
    return problem


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        pytest.param("2013-03-31", "2013-03-31", id="year first"),
        pytest.param("31/03/2013", "2013-03-31", id="day first"),
        pytest.param("1/4/2013", "2013-04-01", id="day first without noughts"),
        pytest.param("  31/03/2013 ", "2013-03-31", id="spaces around"),
        pytest.param("1900-01-01", "1900-01-01", id="first day that is believed"),
        pytest.param("2199-12-31", "2199-12-31", id="last day that is believed"),
        pytest.param("2012-02-29", "2012-02-29", id="leap day"),
        pytest.param("", "", id="blank"),
        pytest.param("1899-12-31", faults.date_out_of_range(), id="the day before the first"),
        pytest.param("2200-01-01", faults.date_out_of_range(), id="the day after the last"),
        pytest.param("0213-03-31", faults.date_out_of_range(), id="a year mistyped"),
        pytest.param("2013-02-29", faults.not_a_date(), id="no leap year"),
        pytest.param("03/31/2013", faults.not_a_date(), id="month first"),
        pytest.param("31/03/13", faults.not_a_date(), id="year of two figures"),
        pytest.param("31.03.2013", faults.not_a_date(), id="points"),
        pytest.param("2013-3-31", faults.not_a_date(), id="year first without noughts"),
        pytest.param("41364", faults.not_a_date(), id="a spreadsheet's day number"),
        pytest.param("٣١/٠٣/٢٠١٣", faults.not_a_date(), id="figures of another script"),
        pytest.param("#REF!", faults.spreadsheet_error(), id="a formula gone wrong"),
    ],
)
def test_a_date_is_read_in_two_ways_and_no_third(cell: str, value: str | Problem) -> None:
    assert read(cell, Kind.DATE) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        pytest.param("2013-07-12", "2013-07-12", id="the day of the import"),
        pytest.param("2013-07-13", faults.in_the_future(TODAY), id="the day after"),
    ],
)
def test_a_date_that_records_the_past_is_not_after_the_import(cell: str, value: str | Problem) -> None:
    assert read(cell, Kind.DATE, is_past=True) == value
    assert read(cell, Kind.DATE) == cell


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        pytest.param("0", "0", id="nought"),
        pytest.param("007", "7", id="noughts in front"),
        pytest.param("999999999", "999999999", id="the largest"),
        pytest.param("1000000000", faults.number_too_large(), id="one more than the largest"),
        pytest.param("9" * 5000, faults.number_too_large(), id="thousands of figures"),
        pytest.param("-1", faults.not_a_whole_number(), id="below nought"),
        pytest.param("1.0", faults.not_a_whole_number(), id="a point"),
        pytest.param("1,000", faults.not_a_whole_number(), id="a comma"),
        pytest.param("£5", faults.not_a_whole_number(), id="a unit"),
        pytest.param("1_000", faults.not_a_whole_number(), id="an underscore, which Python would take"),
        pytest.param("²", faults.not_a_whole_number(), id="a raised figure"),
    ],
)
def test_a_whole_number_is_figures_only(cell: str, value: str | Problem) -> None:
    assert read(cell, Kind.WHOLE_NUMBER) == value


@pytest.mark.parametrize("cell", ["yes", "Y", "TRUE", "1"])
def test_yes_is_read_however_systems_write_it(cell: str) -> None:
    assert read(cell, Kind.YES_NO) == "yes"


@pytest.mark.parametrize("cell", ["No", "n", "false", "0"])
def test_no_is_read_however_systems_write_it(cell: str) -> None:
    assert read(cell, Kind.YES_NO) == "no"


def test_neither_yes_nor_no_is_a_fault() -> None:
    assert read("perhaps", Kind.YES_NO) == faults.not_yes_or_no()


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        pytest.param("2012/13", "2012", id="as the council writes it"),
        pytest.param("1999/00", "1999", id="over the turn of the century"),
        pytest.param("2012/14", faults.not_a_financial_year(), id="two years"),
        pytest.param("1899/00", faults.not_a_financial_year(), id="before all that is believed"),
        pytest.param("2011-12-01", faults.not_a_financial_year(), id="what a spreadsheet makes of 2011/12"),
    ],
)
def test_a_financial_year_is_read_by_the_year_that_it_starts_in(cell: str, value: str | Problem) -> None:
    assert read(cell, Kind.YEAR) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        pytest.param("deep-red", "deep-red", id="as it is stored"),
        pytest.param("Deep Red", "deep-red", id="capitals and a space"),
        pytest.param("DEEP_RED", "deep-red", id="an underscore"),
        pytest.param("blue", "BLUE", id="a code that is stored in capitals"),
        pytest.param("red", faults.not_allowed(["deep-red", "BLUE"]), id="another"),
    ],
)
def test_a_choice_is_one_of_its_vocabulary(cell: str, value: str | Problem) -> None:
    assert read(cell, Kind.CHOICE, values=Colour) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        pytest.param("blue; deep red", "BLUE;deep-red", id="two, in their order"),
        pytest.param(" ; blue ;;", "BLUE", id="separators without entries"),
        pytest.param("blue;BLUE", faults.listed_twice(), id="the same twice"),
        pytest.param("blue;green", faults.not_allowed(["deep-red", "BLUE"]), id="one not allowed"),
    ],
)
def test_a_list_of_choices_is_read_entry_by_entry(cell: str, value: str | Problem) -> None:
    assert read(cell, Kind.CHOICES, values=Colour) == value


def test_a_list_that_is_needed_is_not_separators_only() -> None:
    column = Column("it", Kind.REFERENCES, "Meaning.", "")
    reader = column_reader(Table("things", "Meaning.", ("other",), (column,)), column, TODAY)

    assert reader.read(["a;b", " ; ;"]) == (["a;b", ""], {faults.required(): [1]})


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        pytest.param("  two  words ", "two words", id="needless spaces"),
        pytest.param("two\u00a0words", "two words", id="a space of a web page"),
        pytest.param("one\ntwo", "one two", id="two lines"),
        pytest.param("Zoe\u0308", "Zoë", id="a letter and its accent apart"),
        pytest.param("x" * 10, "x" * 10, id="as long as may be"),
        pytest.param("x" * 11, faults.too_long(10), id="one longer"),
        pytest.param("a;b|c", "a;b|c", id="marks that only keys may not hold"),
        pytest.param("a\u200bb", "a\u200bb", id="a joint that some scripts need"),
        pytest.param("a\u0007b", faults.control_character(), id="a bell"),
        pytest.param("\ud800", faults.control_character(), id="half a letter"),
        pytest.param("#N/A", faults.spreadsheet_error(), id="a spreadsheet's error"),
        pytest.param("#1", "#1", id="a number sign that is none"),
    ],
)
def test_text_keeps_its_letters_and_loses_needless_spaces(cell: str, value: str | Problem) -> None:
    assert read(cell) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        pytest.param("HH 12", "HH 12", id="a space within"),
        pytest.param("x" * 80, "x" * 80, id="as long as a key may be"),
        pytest.param("x" * 81, faults.too_long(80), id="one longer"),
        pytest.param("a;b", faults.key_character(), id="the separator of lists"),
        pytest.param("a|b", faults.key_character(), id="the separator of a key's parts"),
        pytest.param("a\u200bb", faults.control_character(), id="a joint that nobody sees"),
    ],
)
def test_a_key_holds_nothing_that_cannot_be_seen_or_that_separates(cell: str, value: str | Problem) -> None:
    assert read(cell, key=True) == value
    assert read(cell, Kind.REFERENCE) == value


@pytest.mark.parametrize("kind", list(Kind))
def test_a_blank_is_a_fault_only_where_a_value_is_needed(kind: Kind) -> None:
    column = Column("it", kind, "Meaning.", "", required=True, values=Colour)
    table = Table("things", "Meaning.", ("it",), (column,))

    values, problems = column_reader(table, column, TODAY).read(["", "  ", "\u00a0"])

    assert values == ["", "", ""]
    assert problems == {faults.required(): [0, 1, 2]}


def test_values_met_before_are_read_the_same_in_a_later_block() -> None:
    column = Column("it", Kind.DATE, "Meaning.", "")
    reader = column_reader(Table("things", "Meaning.", ("it",), (column,)), column, TODAY)

    first = reader.read(["never", "2013-01-01"])
    second = reader.read(["2013-01-01", "never", "never"])

    assert first == (["", "2013-01-01"], {faults.not_a_date(): [0]})
    assert second == (["2013-01-01", "", ""], {faults.not_a_date(): [1, 2]})
