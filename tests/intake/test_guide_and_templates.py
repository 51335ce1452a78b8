"""The page about imports and the templates, which are made from the same tables as the importer."""

import inspect
import io
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
import sqlalchemy as sa

from app.access.policies import Actor
from app.intake import services
from app.intake.readers.workbook import EXPLANATION
from app.intake.rules import faults, file_faults
from app.intake.rules.guide import every_fault, import_guide
from app.intake.rules.tables import TABLES
from app.intake.templates import csv_template, workbook_template
from tests.conftest import TODAY


def test_the_page_names_every_table_and_column() -> None:
    page = import_guide()

    for table in TABLES:
        section = page.split(f"\n### {table.name}\n")[1].split("\n### ")[0]
        assert all(f"| `{column.name}` |" in section for column in table.columns)


def test_the_page_has_every_fault_and_no_two_share_a_code() -> None:
    declared = {
        name
        for module in (faults, file_faults)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
    }

    assert len(every_fault()) == len(declared)
    assert len({problem.code for problem in every_fault()}) == len(declared)


def test_every_sentence_is_one_and_says_what_to_do() -> None:
    for problem in every_fault():
        assert problem.code == problem.code.lower().replace(" ", "-")
        assert problem.sentence[0].isupper(), problem
        assert problem.sentence.endswith("."), problem
        assert problem.fix[0].isupper(), problem
        assert problem.fix.endswith("."), problem


@pytest.mark.parametrize(
    ("name", "make"), [("template.xlsx", workbook_template), ("template.zip", csv_template)]
)
def test_a_template_imports_as_it_is(
    database: sa.Connection, analyst: Actor, tmp_path: Path, name: str, make: object
) -> None:
    assert callable(make)
    (tmp_path / name).write_bytes(make())

    report = services.load_import(tmp_path / name, actor=analyst, today=TODAY)

    assert list(report.faults) == []
    assert [table.table for table in report.tables] == [table.name for table in TABLES]
    assert all(table.rows == table.added == 1 for table in report.tables)


def test_a_template_is_the_same_bytes_each_time() -> None:
    assert csv_template() == csv_template()


def test_the_workbook_explains_every_column_and_keeps_texts_as_texts() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_template()))

    explained = [(row[0], row[1]) for row in book[EXPLANATION].iter_rows(min_row=4, values_only=True)]
    assert explained == [(table.name, column.name) for table in TABLES for column in table.columns]
    assert book["targets"]["B2"].number_format == "@"
    assert book["targets"]["B2"].value == "2012/13"


def test_the_archive_explains_every_column_in_a_text() -> None:
    with ZipFile(io.BytesIO(csv_template())) as archive:
        text = archive.read("read-me.txt").decode("utf-8-sig")

    assert all(column.meaning in text for table in TABLES for column in table.columns)
