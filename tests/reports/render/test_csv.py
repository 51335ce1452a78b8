"""The CSV: one row a figure, safe to open in a spreadsheet."""

import csv
import io
from dataclasses import replace

import pytest

from app.reports.render.csv import COLUMNS, render_csv
from app.reports.rules.document import Document, Number, Row, Table
from tests.reports.a_board_report import a_board_report
from tests.reports.a_document import RETURN_LINES, WARNING, a_document, a_figure, a_government_return


def read(document: Document) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render_csv(document).decode(), newline="")))


def test_every_figure_has_one_row_in_the_release_s_order() -> None:
    document = a_board_report()

    assert [row["id"] for row in read(document)] == list(document.figures)


def test_a_row_has_the_figure_its_value_and_where_it_stands() -> None:
    row = read(a_government_return())[3]

    assert row == {
        "line": "Lines of the return: Results payments claimed, To date",
        "id": "money.results[window=2013-07]@2013-07-12",
        "measure": "money.results",
        "coordinates": "window=2013-07",
        "as_at": "2013-07-12",
        "unit": "pence",
        "value": "14960000",
        "marking": "OFFICIAL-SENSITIVE",
        "warning": WARNING,
    }


def test_values_are_plain_numbers() -> None:
    values = [row["value"] for row in read(a_government_return())]

    assert values == [str(value) for _, _, value, _ in RETURN_LINES]


def test_a_withheld_value_is_empty() -> None:
    rows = {row["id"]: row["value"] for row in read(a_board_report())}

    assert rows["cafs.open-over-two-years@2013-03-31"] == ""


def test_a_figure_in_no_table_has_no_line() -> None:
    rows = {row["id"]: row["line"] for row in read(a_board_report())}

    assert rows["families.listed@2013-03-31"] == ""
    assert rows["families.potential-claims[ward=Basford]@2013-03-31"] == (
        "Families by ward and decision: Basford, Potential claims"
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "\n=", "\r\n@"])
def test_words_that_would_run_as_a_formula_do_not(start: str) -> None:
    figure = a_figure("families.counted", 5, ward=f"{start}1+1")
    table = Table("t", f"{start}HYPERLINK(A1)", "Ward", ("All",), (Row("x", ((Number(figure.id),),)),))
    document = replace(a_document(table, figures=[figure]), warning=f"{start}cmd", marking=f"{start}x")

    row = read(document)[0]

    assert all(row[name].startswith("'") for name in ("line", "warning", "marking"))
    assert row["value"] == "5"


def test_the_first_row_names_the_columns_and_lines_end_as_the_standard_says() -> None:
    written = render_csv(a_government_return())

    assert written.startswith(",".join(COLUMNS).encode() + b"\r\n")
    assert written.count(b"\r\n") == len(RETURN_LINES) + 1


def test_commas_quotes_and_line_breaks_stay_inside_their_cell() -> None:
    figure = a_figure("families.counted", 5)
    table = Table("t", 'A "title", long\nand wide', "Ward", ("All",), (Row("x", ((Number(figure.id),),)),))

    assert read(a_document(table, figures=[figure]))[0]["line"] == 'A "title", long\nand wide: x, All'
