"""The workbook: numbers as numbers, words as words, every figure on its last sheet."""

import io
import zipfile
from dataclasses import replace

import pytest

from app.reports.render.outline import outline_of
from app.reports.render.words import only_number
from app.reports.render.xlsx import render_xlsx
from app.reports.rules.document import Row, Section, Table, TextRow, TextTable
from app.reports.rules.vocabulary import Unit
from tests.reports.a_board_report import a_board_report
from tests.reports.a_document import WARNING, a_document, a_figure, a_government_return, a_table
from tests.reports.render.reading import sheet_rows, workbook
from tests.reports.the_data_sheet import ROLLOUTS, WARDS

REPORT = a_board_report()
XLSX = render_xlsx(REPORT)
BOOK = workbook(XLSX)


def a_book_of(*tables: Table | TextTable, figures: list | None = None) -> bytes:
    return render_xlsx(a_document(*tables, figures=figures or []))


def test_a_sheet_for_each_table_stands_between_what_it_is_and_every_figure() -> None:
    assert BOOK.sheetnames == [
        "About",
        "Where the year’s actions stand",
        "Families by rollout, agency",
        "Families by ward and decision",
        "Families worked with in 2012-13",
        "Attachment fees by year",
        "CAFs initiated by financial",
        "Definitions",
        "Figures",
    ]


def test_tables_hold_the_numbers_of_the_data_sheet_as_numbers() -> None:
    wards = sheet_rows(BOOK, "Families by ward and decision")
    rollouts = sheet_rows(BOOK, "Families by rollout, agency")

    assert {row[0]: row[1:] for row in wards[5:25]} == WARDS
    assert wards[25][1:] == (170, 114, 237, 603)
    assert [row[1:] for row in rollouts[5:9]] == list(ROLLOUTS.values())


def test_a_number_is_shown_as_it_is_printed() -> None:
    shares = BOOK["Families worked with in 2012-13"]
    fees = BOOK["Attachment fees by year"]

    assert (shares["C6"].number_format, round(shares["C6"].value, 1)) == ('0.0"%"', 45.3)
    assert (fees["B6"].value, fees["B6"].number_format) == (1_066_666.67, '"£"#,##0.00')
    assert (fees["B7"].value, fees["B7"].number_format) == (1_200_000, '"£"#,##0')
    assert BOOK["CAFs initiated by financial"]["B8"].number_format == "#,##0"


def test_days_are_shown_with_their_unit() -> None:
    figure = a_figure("cafs.days-open", 83, unit=Unit.DAYS)
    book = workbook(a_book_of(a_table([figure], title="Days"), figures=[figure]))

    assert (book["Days"]["B6"].value, book["Days"]["B6"].number_format) == (83, '#,##0" days"')


def test_a_withheld_number_is_the_letter_c_in_tables_and_among_the_figures() -> None:
    figure = a_figure("cafs.open", None)
    book = workbook(a_book_of(a_table([figure], title="Open"), figures=[figure]))

    assert book["Open"]["B6"].value == "c"
    assert book["Figures"]["F2"].value == "c"


def test_each_number_leads_to_its_row_among_the_figures() -> None:
    sheet = BOOK["Families by ward and decision"]
    link = sheet["B8"].hyperlink

    assert sheet["A8"].value == "Basford"
    assert link.location.startswith("'Figures'!A")
    row = int(link.location.rpartition("A")[2])
    assert BOOK["Figures"].cell(row, 1).value == "families.allocated-excluding-fip[ward=Basford]@2013-03-31"
    assert BOOK["Figures"].cell(row, 6).value == 17


def test_the_last_sheet_has_every_figure_with_its_value_and_how_it_was_made() -> None:
    rows = {row[0]: row for row in sheet_rows(BOOK, "Figures")[1:]}

    assert list(rows) == list(a_board_report().figures)
    assert rows["programme.share-of-target@2013-03-31"] == (
        "programme.share-of-target@2013-03-31",
        "programme.share-of-target",
        None,
        "2013-03-31",
        "percent",
        93.75,
        "94%",
        "Section 2",
        None,
        "Families worked with so far, as a share of those in the target.",
        "families worked with ÷ families in the target",
        "families.worked-with@2013-03-31\nfamilies.target@2013-03-31",
    )
    fees = rows["money.attachment-fees[financial-year=2013/14]@2013-03-31"]
    assert fees[2:9] == (
        "financial-year=2013/14",
        "2013-03-31",
        "pence",
        120_000_000,
        "£1,200,000",
        "Section 2; Table 5: 2013/14, Attachment fees; Chart 2: 2013/14",
        "'Attachment fees by year'!B7",
    )


def test_each_table_s_cell_is_found_by_its_figure_and_the_figure_by_the_cell() -> None:
    sheet = BOOK["Figures"]
    headings = [cell.value for cell in sheet[1]]
    linked = 0
    for row in sheet.iter_rows(min_row=2, values_only=True):
        told = dict(zip(headings, row, strict=True))
        for address in (told["Cells"] or "").splitlines():
            name, _, place = address.rpartition("!")
            cell = BOOK[name.strip("'")][place]
            assert told["As printed"] in str(cell.value) or cell.hyperlink
            if cell.hyperlink:
                linked += 1
                assert sheet[cell.hyperlink.location.rpartition("!")[2]].value == told["Figure"]
    assert linked == sum(
        only_number(cell) is not None
        for table in outline_of(REPORT).tables
        if isinstance(table, Table)
        for row in table.rows
        for cell in row.cells
    )


def test_the_first_sheet_says_what_it_is_and_whether_it_is_final() -> None:
    about = dict(row[:2] for row in sheet_rows(BOOK, "About"))

    assert about["Marking"] == "OFFICIAL-SENSITIVE"
    assert about["Warning"] == WARNING
    assert about["As at"] == "31 March 2013"
    assert about["Release"] == a_board_report().stamp.digest
    assert about["Definitions"] == "Table 7: Definitions"
    assert "Warning" not in dict(
        row[:2] for row in sheet_rows(workbook(render_xlsx(a_board_report(warning=None))), "About")
    )


def test_the_marking_and_the_warning_stand_on_every_sheet_and_on_every_printed_page() -> None:
    for name in BOOK.sheetnames:
        assert BOOK[name].oddHeader.left.text == f"OFFICIAL-SENSITIVE · {WARNING}"
        assert BOOK[name].oddFooter.right.text == "Page &P of &N"
    for name in BOOK.sheetnames[1:-1]:
        assert BOOK[name]["A2"].value == f"OFFICIAL-SENSITIVE · {WARNING}"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "{=", "\t="])
def test_words_that_look_like_a_formula_or_a_link_are_text(start: str) -> None:
    danger = f"{start}HYPERLINK(A1)"
    figure = a_figure("families.counted", 5, ward=danger)
    table = Table("t", danger, danger, (danger,), (Row(danger, ((danger,),)),), notes=((danger,),))
    words = TextTable("w", danger, (danger, "https://example.org"), (TextRow(((danger,), ("=1",))),))
    document = replace(
        a_document(table, words, figures=[figure]), title=danger, marking=danger, warning=danger
    )

    book = workbook(render_xlsx(document))

    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    linked = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert all(cell.hyperlink.target is None for cell in linked)


def test_sheets_print_on_their_side_one_page_wide_with_the_header_row_repeated_and_frozen() -> None:
    sheet = BOOK["Families by rollout, agency"]

    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0  # as many pages down as it takes
    assert sheet.print_title_rows == "$5:$5"
    assert sheet.freeze_panes == "B6"


def test_totals_are_bold_under_a_rule() -> None:
    sheet = BOOK["Families by ward and decision"]

    assert (sheet["B26"].font.bold, sheet["B26"].border.top.style) == (True, "thin")
    assert not sheet["B25"].font.bold


def test_sheet_names_are_short_unique_and_ones_that_excel_accepts() -> None:
    titles = ["Figures", "History", "a" * 40, "A" * 40, "[b]:*?/\\c", "'quoted'", "", "About"]
    figure = a_figure("families.counted", 1)
    tables = [replace(a_table([figure], title=title), id=str(n)) for n, title in enumerate(titles)]

    names = workbook(a_book_of(*tables, figures=[figure])).sheetnames[1:-1]

    assert names == [
        "Figures (2)",
        "History (2)",
        "a" * 31,
        "A" * 27 + " (2)",
        "b -c",
        "quoted",
        "Table",
        "About (2)",
    ]


def test_the_same_document_gives_the_same_bytes_with_no_clock_in_them() -> None:
    assert render_xlsx(a_board_report()) == XLSX
    with zipfile.ZipFile(io.BytesIO(XLSX)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert BOOK.properties.created.isoformat() == "2013-07-12T09:30:00"


def test_words_longer_than_a_cell_can_hold_are_cut_and_say_so() -> None:
    words = TextTable("w", "Words", ("Item", "Text"), (TextRow((("One",), ("x" * 40_000,))),))

    cell = workbook(a_book_of(words))["Words"]["B6"].value

    assert len(cell) == 32_767
    assert cell.endswith("… (cut: the cell holds no more)")


def test_a_return_is_written_too() -> None:
    book = workbook(render_xlsx(a_government_return()))

    assert sheet_rows(book, "Lines of the return")[5:8] == [
        ("Families identified", 503),
        ("Families worked with", 375),
        ("Families turned around", 187),
    ]


def test_a_document_without_tables_still_has_its_figures() -> None:
    figure = a_figure("families.counted", 12)
    book = workbook(render_xlsx(a_document(figures=[figure], sections=[Section("Empty", ())])))

    assert book.sheetnames == ["About", "Figures"]
    assert sheet_rows(book, "Figures")[1][5] == 12
