"""What holds of every form alike: one document, the same numbers, nothing else needed to print it."""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from app.reports.render.csv import render_csv
from app.reports.render.html import render_html
from app.reports.render.json import render_json
from app.reports.render.outline import outline_of
from app.reports.render.pdf import render_pdf
from app.reports.render.words import neutralised, only_number, text_of
from app.reports.render.xlsx import render_xlsx
from app.reports.rules.document import Document, Number, Paragraph, Section
from tests.reports.a_board_report import a_board_report
from tests.reports.a_document import a_document, a_figure, a_government_return, a_table
from tests.reports.render.reading import html_page, numbers_printed, pdf_text, words_of

FORMS = (render_pdf, render_xlsx, render_html, render_json, render_csv)
MODULES = ("pdf", "xlsx", "html", "json", "csv", "svg")


@pytest.mark.parametrize("document", [a_board_report(), a_government_return()], ids=["report", "return"])
def test_the_html_prints_every_number_that_the_pdf_does(document: Document) -> None:
    page = html_page(render_html(document))
    in_html = Counter(numbers_printed(words_of(next(page.iter("main")))))
    in_pdf = Counter(numbers_printed(pdf_text(render_pdf(document))))
    printed = {
        text_of(document, (Number(figure_id),))
        for figure_id, figure in document.figures.items()
        if figure.value is not None
    }

    assert {number for number in printed if in_pdf[number]} == {
        number for number in printed if in_html[number]
    }


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_a_document_with_next_to_nothing_in_it_can_be_written(form: Callable[[Document], bytes]) -> None:
    nothing = replace(
        a_document(sections=[Section("Empty", ())]), title="", organisation="", marking="", title_block=()
    )

    assert form(nothing)


@pytest.mark.parametrize("module", MODULES)
def test_a_renderer_needs_neither_the_web_framework_nor_the_database(module: str) -> None:
    program = f"import sys, app.reports.render.{module}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    unwanted = {"flask", "apiflask", "sqlalchemy", "sqlmodel", "psycopg", "celery", "redis", "marshmallow"}
    assert unwanted & set(loaded.stdout.split()) == set()


def test_tables_and_charts_are_numbered_in_the_order_they_are_printed() -> None:
    outline = outline_of(a_board_report())

    assert list(outline.table_numbers.values()) == list(range(1, 8))
    assert outline.table_title(outline.tables[1]) == "Table 2: Families by rollout, agency and decision"


def test_two_tables_with_one_id_are_refused() -> None:
    figure = a_figure("families.counted", 1)
    table = a_table([figure])

    with pytest.raises(ValueError, match="share an id"):
        outline_of(a_document(table, table, figures=[figure]))


def test_a_chart_whose_table_is_not_printed_does_not_point_to_it() -> None:
    document = a_board_report()
    chart = next(block for section in document.sections for block in section.blocks if hasattr(block, "bars"))
    alone = outline_of(replace(document, sections=(Section("Alone", (chart,)),)))

    assert alone.chart_source(chart) == ""


def test_a_section_with_only_empty_blocks_is_left_out() -> None:
    sections = (Section("Blank", (Paragraph(("  ",)), a_table([]))), Section("Said", (Paragraph(("x",)),)))

    assert [section.heading for section in outline_of(a_document(sections=sections)).sections] == ["1 Said"]


def test_a_cell_is_a_number_only_when_nothing_else_stands_in_it() -> None:
    number = Number("families.counted@2013-03-31")

    assert only_number((number,)) is number
    assert only_number((" ", number)) is number
    assert only_number((number, " of ", number)) is None
    assert only_number(("about ", number)) is None
    assert only_number(("–",)) is None
    assert only_number(()) is None


def test_plain_words_are_left_alone_by_the_guard_against_formulas() -> None:
    assert neutralised("Basford") == "Basford"
    assert neutralised("3 - 2") == "3 - 2"
    assert neutralised("") == ""


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", " =", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_words_that_a_spreadsheet_would_run_have_an_apostrophe_before_them(start: str) -> None:
    assert neutralised(f"{start}A1") == f"'{start}A1"
