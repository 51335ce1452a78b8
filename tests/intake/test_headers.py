"""Which cell of the first row names which column."""

import pytest

from app.intake.rules.headers import column_letter, extra_columns, read_header, table_named
from tests.intake.files import BY_NAME

WARDS = BY_NAME["wards"]


def test_columns_are_found_in_any_order_with_capitals_spaces_and_hyphens() -> None:
    header = read_header(["GSS code", " Ward ", "Boundary-Set", "LOCALITY", "", ""], WARDS)

    assert header.positions == {"gss_code": 0, "ward": 1, "boundary_set": 2, "locality": 3}
    assert (header.width, header.extra, header.problems) == (4, (), ())


def test_other_columns_are_named_by_their_letters_and_never_by_their_text() -> None:
    header = read_header(["ward", "Tansy Testcase", "locality", "boundary_set", "gss_code", "", "x"], WARDS)

    assert extra_columns(header) == "B, F, G are not columns of this table and were left alone."
    assert extra_columns(read_header(["ward", "x"], WARDS)) == (
        "B is not a column of this table and was left alone."
    )


def test_a_missing_column_and_one_that_is_there_twice_are_faults() -> None:
    header = read_header(["locality", "Locality", "boundary_set", "gss_code"], WARDS)

    assert [(problem.code, column) for problem, column in header.problems] == [
        ("duplicate-column", "locality"),
        ("missing-column", "ward"),
    ]


def test_a_first_row_that_names_nothing_is_one_fault() -> None:
    header = read_header(["St Ann's", "Central"], WARDS)

    assert [problem.code for problem, _ in header.problems] == ["no-column-names"]


@pytest.mark.parametrize(
    ("position", "letter"),
    [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")],
)
def test_columns_have_a_spreadsheets_letters(position: int, letter: str) -> None:
    assert column_letter(position) == letter


@pytest.mark.parametrize("name", ["wards", "Wards", " WARDS "])
def test_a_file_is_named_after_its_table(name: str) -> None:
    assert table_named(name) is WARDS
    assert table_named("streets") is None
