"""The importer, which looks at columns, and the schemas, which look at rows, pass the same verdict."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import ValidationError

from app.intake.rules.findings import Findings
from app.intake.rules.tables import TABLES, Column, Kind, Table
from app.intake.schemas import row_schema
from tests.conftest import TODAY
from tests.intake.files import Cells, a_row
from tests.intake.reading import read
from tests.lengths import examples

ODD = [
    "",
    " ",
    ";",
    "a;b",
    "a;a",
    "a|b",
    "x" * 80,
    "x" * 81,
    "x" * 201,
    "x" * 1001,
    "two  words",
    "tab\tbed",
    "\u00a0",
    "Zoe\u0308",
    "a\u200bb",
    "\x07",
    "\x1f",
    "#N/A",
    "#REF!",
    "null",
    "0",
    "1",
    "007",
    "-1",
    "+1",
    "1.0",
    "1_000",
    "²",
    "\u0663",
    "9" * 9,
    "9" * 10,
    "0" * 30 + "5",
    "9" * 5000,
    "10001",
    "yes",
    "No",
    "TRUE",
    "perhaps",
    "2012/13",
    "2012/14",
    "1899/00",
    "2013-07-12",
    "2013-07-13",
    "12/07/2013",
    "13/07/2013",
    "1/1/2013",
    "2013-02-29",
    "31/02/2013",
    "2013-7-1",
    "1899-12-31",
    "2200-01-01",
    "0000-01-01",
    "2013-03-31 00:00:00",
    "\u0661/\u0661/\u0662\u0660\u0661\u0663",
]


def cells(column: Column) -> st.SearchStrategy[str]:
    """Mostly a column's own values, in whatever form; else something odd."""
    own = [column.example or "", *(value.value for value in column.values or ())]
    spelt = [*own, *(text.upper() for text in own), *(text.replace("-", " ") for text in own)]
    lists = st.lists(st.sampled_from(own), max_size=3).map("; ".join)
    return st.one_of(
        st.just(column.example),
        st.sampled_from(spelt),
        st.sampled_from(ODD),
        lists if column.kind in (Kind.CHOICES, Kind.REFERENCES) else st.dates(date(2011, 1, 1)).map(str),
        st.text(max_size=5),
    )


def rows(table: Table) -> st.SearchStrategy[list[Cells]]:
    """Rows of a table of which a few cells are not as they should be."""
    odd = st.dictionaries(st.sampled_from(table.names), st.none(), max_size=4).flatmap(
        lambda names: st.fixed_dictionaries({name: cells(table.column(name)) for name in names})
    )
    return st.lists(odd.map(lambda other: a_row(table.name) | other), min_size=1, max_size=4)


def by_columns(table: Table, given_rows: list[Cells]) -> set[tuple[int, str]]:
    """Row and column of every fault that the importer finds within rows."""
    findings = Findings()
    read({table.name: given_rows}, findings)
    return {(fault.row or 0, fault.column or "") for fault in findings}


def by_rows(table: Table, given_rows: list[Cells]) -> set[tuple[int, str]]:
    """Row and column of every fault that the schema finds."""
    schema = row_schema(table, TODAY)
    found: set[tuple[int, str]] = set()
    for number, row in enumerate(given_rows, start=2):
        try:
            schema.load(row)
        except ValidationError as error:
            found |= {(number, name) for name in error.messages_dict}
    return found


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
@given(data=st.data())
@settings(max_examples=examples(25), deadline=None)
def test_what_is_a_fault_by_columns_is_a_fault_by_rows_and_the_other_way_round(
    table: Table, data: st.DataObject
) -> None:
    given_rows = data.draw(
        rows(table).filter(lambda many: all("".join(row.values()).strip() for row in many))
    )

    assert by_columns(table, given_rows) == by_rows(table, given_rows)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_odd_value_in_every_column_gets_the_same_verdict(table: Table) -> None:
    given_rows = [a_row(table.name) | {name: odd} for name in table.names for odd in ODD]

    assert by_columns(table, given_rows) == by_rows(table, given_rows)


def test_a_row_that_is_sound_is_loaded_as_values() -> None:
    (assessments,) = (table for table in TABLES if table.name == "assessments")

    loaded: dict[str, Any] = row_schema(assessments, TODAY).load(a_row("assessments", children="P-1;P-2"))

    assert loaded["initiated_on"] == date(2012, 5, 14)
    assert loaded["children"] == ["P-1", "P-2"]
    assert loaded["closed_on"] is None


def test_a_column_that_is_unknown_or_missing_is_refused() -> None:
    (wards,) = (table for table in TABLES if table.name == "wards")

    with pytest.raises(ValidationError) as refused:
        row_schema(wards, TODAY).load({"locality": "North", "mayor": "x"})

    assert set(refused.value.messages_dict) == {"ward", "mayor"}
