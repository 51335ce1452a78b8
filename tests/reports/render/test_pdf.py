"""The PDF: the same numbers as the document, on pages fit for a board member."""

import io
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal

import pikepdf
import pypdfium2
import pytest

from app.reports.render.pdf import render_pdf
from app.reports.render.words import text_of
from app.reports.rules.document import (
    Bar,
    Bullets,
    Chart,
    Number,
    Paragraph,
    Row,
    Section,
    Table,
    TextRow,
    TextTable,
    say,
)
from app.reports.rules.vocabulary import Unit
from tests.reports.a_board_report import a_board_report
from tests.reports.a_document import WARNING, a_document, a_figure, a_government_return, a_table
from tests.reports.render.reading import pdf_pages, pdf_text, printed_rows

REPORT = a_board_report()
PDF = render_pdf(REPORT)
PAGES = pdf_pages(PDF)
TEXT = " ".join(PAGES)


def figures(number: int, *, every: int = 37) -> list:
    return [a_figure("families.counted", (place * every) % 5000, place=str(place)) for place in range(number)]


def test_every_row_of_every_table_stands_in_the_text_with_its_numbers_in_order() -> None:
    missing = [row for row in printed_rows(REPORT) if " ".join(row) not in TEXT]

    assert missing == []
    assert "Rollout 1 31 17 6 2 5 3 1 13 0 9 81 35 27 495" in TEXT
    assert "Wollaton East and Lenton Abbey 0 0 0 9" in TEXT
    assert "Three years £2,533,333.33" in TEXT


def test_numbers_in_sentences_are_printed_as_figures() -> None:
    assert "We have worked with 375 families in 2012/13, 94% of the target of 400." in TEXT
    assert "attachment fees of £1,200,000 are expected" in TEXT
    assert "a CAF is open for 83 days" in TEXT


def test_a_withheld_number_is_printed_as_c_and_nothing_else() -> None:
    withheld = a_figure("cafs.open", None)
    document = a_document(Paragraph(("There are ", Number(withheld.id), " such.")), figures=[withheld])

    assert "There are c such." in pdf_text(render_pdf(document))


def test_bars_carry_the_numbers_of_their_figures_and_say_where_else_they_stand() -> None:
    page = next(page for page in PAGES if "Chart 1" in page)

    assert "Allocations from rollout meetings 170" in page
    assert "Pilot group 21" in page
    assert "The same numbers are in Table 4." in page


def test_the_marking_the_warning_and_the_page_number_stand_on_every_page() -> None:
    for number, page in enumerate(PAGES, start=1):
        assert "OFFICIAL-SENSITIVE" in page
        assert WARNING in page
        assert f"Page {number} of {len(PAGES)}" in page
        assert "As at 31 March 2013 · Release 9f2c7be1d04a · Loxley 0.1.0+g1a2b3c4" in page


def test_the_first_page_gives_the_warning_again_in_a_frame() -> None:
    assert PAGES[0].count(WARNING) == 2
    assert PAGES[1].count(WARNING) == 1


def test_a_final_document_carries_no_warning_at_all() -> None:
    assert WARNING not in pdf_text(render_pdf(a_board_report(warning=None)))


def test_sections_are_numbered_and_empty_ones_are_left_out() -> None:
    assert "7 Common Assessment Framework" in TEXT
    assert "8 Risks" in TEXT
    assert "Training" not in TEXT


def test_recommendations_are_numbered() -> None:
    document = a_document(Bullets((("To note the progress.",), ("To agree the plan.",)), numbered=True))

    assert "1. To note the progress. 2. To agree the plan." in pdf_text(render_pdf(document))


def test_the_reader_s_list_of_contents_leads_to_each_section() -> None:
    document = pypdfium2.PdfDocument(PDF)
    contents = [(mark.get_title(), mark.get_dest().get_index()) for mark in document.get_toc()]
    document.close()

    assert [title for title, _ in contents][:2] == ["1 Purpose of the report", "2 Summary of issues"]
    assert all(title in PAGES[page] for title, page in contents)


def test_the_same_document_gives_the_same_bytes() -> None:
    assert render_pdf(a_board_report()) == PDF


def test_another_process_gives_the_same_bytes() -> None:
    program = (
        "import hashlib; from app.reports.render.pdf import render_pdf;"
        "from tests.reports.a_board_report import a_board_report;"
        "print(hashlib.sha256(render_pdf(a_board_report())).hexdigest())"
    )
    here = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    there = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"},
    )

    assert here.stdout == there.stdout


def test_the_file_is_british_english_titled_and_dated_by_its_release() -> None:
    with pikepdf.open(io.BytesIO(PDF)) as file:
        assert str(file.Root.Lang) == "en-GB"
        assert file.Root.ViewerPreferences.DisplayDocTitle
        assert str(file.docinfo["/Title"]) == "Priority Families Update"
        assert str(file.docinfo["/CreationDate"]) == "D:20130712093000+00'00'"


def test_every_typeface_is_embedded() -> None:
    with pikepdf.open(io.BytesIO(PDF)) as file:
        fonts = [font for page in file.pages for font in page.Resources.Font.values()]

        assert fonts
        assert all("/FontFile2" in font.FontDescriptor for font in fonts)


def test_pages_are_a4_and_upright() -> None:
    with pikepdf.open(io.BytesIO(PDF)) as file:
        sizes = {tuple(round(float(side)) for side in page.MediaBox) for page in file.pages}

    assert sizes == {(0, 0, 595, 842)}


def test_words_are_never_taken_for_markup() -> None:
    document = replace(
        a_document(Paragraph(("<b>x</b> & <para> &amp; <a href='y'>",))), title="A & B <i>title</i>"
    )

    text = pdf_text(render_pdf(document))

    assert "<b>x</b> & <para> &amp; <a href='y'>" in text
    assert "A & B <i>title</i>" in text


def test_names_from_anywhere_in_the_country_are_printed() -> None:
    document = a_document(Paragraph(("Łódź, Siôn Ŵyn, Şeyma, Nguyễn, “quoted” – £5",)))

    assert "Łódź, Siôn Ŵyn, Şeyma, Nguyễn, “quoted” – £5" in pdf_text(render_pdf(document))


def test_characters_that_cannot_be_printed_are_left_out() -> None:
    document = a_document(Paragraph(("be\x00fore\x0b and\ud800 after\r\nnext line",)))

    assert "before and after next line" in pdf_text(render_pdf(document))


def test_a_small_table_is_never_parted_from_its_title_or_its_notes() -> None:
    counted = figures(9)
    table = replace(a_table(counted, columns=3), notes=(("The last word.",),))
    for lines in range(20, 60, 3):
        pages = pdf_pages(render_pdf(a_document(Paragraph(("line\n" * lines,)), table, figures=counted)))

        assert [("Table 1" in page, "The last word." in page) for page in pages if "Place 2" in page] == [
            (True, True)
        ]


def test_a_long_table_repeats_its_header_row_and_leaves_no_row_out() -> None:
    counted = figures(400)
    pages = pdf_pages(render_pdf(a_document(a_table(counted, columns=4), figures=counted)))

    with_rows = [page for page in pages if "Place 1" in page or "Place 100" in page]
    assert len(pages) > 1
    assert all("Count 1 Count 2 Count 3 Count 4" in page for page in with_rows)
    assert all(f"Place {place} " in " ".join(pages) for place in range(1, 101))


@pytest.mark.parametrize("rows", range(28, 60, 4))
def test_a_total_never_stands_alone_at_the_head_of_a_page(rows: int) -> None:
    counted = figures(rows)
    pages = pdf_pages(render_pdf(a_document(Paragraph(("line\n" * 12,)), a_table(counted), figures=counted)))

    last = next(page for page in pages if f"Place {rows} " in page)
    assert f"Place {rows - 1} " in last
    assert f"Place {rows - 2} " in last


def test_a_table_too_wide_for_a_page_comes_in_parts_with_every_number_whole() -> None:
    counted = figures(160, every=113)
    document = a_document(a_table(counted, columns=40), figures=counted)

    text = pdf_text(render_pdf(document))

    for row in document.sections[0].blocks[0].rows:
        printed = [text_of(document, cell) for cell in row.cells]
        assert f"{row.header} {' '.join(printed[:20])}" in text
        assert f"{row.header} {' '.join(printed[20:])}" in text


def test_a_wide_table_turns_its_page_and_the_next_page_is_upright_again() -> None:
    counted = figures(44, every=113)
    heading = "A heading of words"
    table = a_table(counted, columns=22)
    wide = replace(table, columns=tuple(f"{heading} {number}" for number in range(22)))

    with pikepdf.open(
        io.BytesIO(
            render_pdf(a_document(Paragraph(("Before.",)), wide, Paragraph(("After.",)), figures=counted))
        )
    ) as file:
        shapes = [page.MediaBox[2] > page.MediaBox[3] for page in file.pages]

    assert shapes == [False, True, False]


def test_headings_never_stand_alone_at_the_foot_of_a_page() -> None:
    for lines in range(30, 56):
        first = Section("First", (Paragraph(("line\n" * lines,)),))
        second = Section("Second heading", (Paragraph(("What follows it. " * 40,)),))
        pages = pdf_pages(render_pdf(a_document(sections=(first, second))))

        assert "What follows it." in next(page for page in pages if "Second heading" in page)


def test_a_section_may_start_a_page_and_leaves_no_empty_one() -> None:
    starting = Section("Second", (Paragraph(("Here.",)),), starts_page=True)
    pages = pdf_pages(
        render_pdf(a_document(sections=(Section("First", (Paragraph(("There.",)),)), starting, starting)))
    )

    assert len(pages) == 3
    assert "There." in pages[0]
    assert "2 Second" in pages[1]
    assert "3 Second" in pages[2]


def test_text_of_any_length_is_set_on_as_many_pages_as_it_takes() -> None:
    counted = figures(60)
    words = "Some words that go on. " * 2000
    rows = (TextRow((("Short",), (words,))), TextRow((("Long" * 100,), ("Last cell",))))
    chart = Chart(
        "c", "Bars", tuple(Bar(f"Label {n}", Number(f.id)) for n, f in enumerate(counted)), ("x",), "t"
    )
    document = a_document(
        Paragraph((words,)),
        TextTable("t", "Words", ("Item", "Where it stands"), rows),
        chart,
        figures=counted,
    )
    document = replace(document, title="Title " * 60, title_block=(("Label " * 30, (words,)),))

    text = pdf_text(render_pdf(document))

    assert text.count("words") == 6000
    assert "Last cell" in text
    assert all(f"Label {number} " in text for number in range(60))


def test_a_cell_may_hold_words_beside_its_number() -> None:
    share = a_figure("families.worked-with", 375)
    row = Row("All", ((Number(share.id), " of ", Number(share.id)), ("not counted",)))
    document = a_document(Table("t", "T", "Route", ("A", "B"), (row,)), figures=[share])

    assert "All 375 of 375 not counted" in pdf_text(render_pdf(document))


def test_a_return_is_printed_with_its_checks() -> None:
    text = pdf_text(render_pdf(a_government_return()))

    assert "Claim return: July 2013" in text
    assert "Families turned around 187" in text
    assert "QUERY 94% of the target: explain" in text
    assert WARNING in text


def test_a_number_without_a_figure_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no figure has the id families\.lost"):
        render_pdf(a_document(Paragraph((Number("families.lost"),))))


def test_the_figure_index_gives_each_printed_number_by_its_id_and_says_where_it_stands() -> None:
    text = pdf_text(PDF).partition("Figure index")[2]

    assert "then the day that it is as at: @2013-03-31. c stands for a number that is not shown." in text
    assert "families.potential-claims[ward=*] Arboretum: 8; Aspley: 3; Basford: 6;" in text
    assert "programme.share-of-target 94% Section" in text
    assert "cafs.open-over-two-years c " in text


def test_a_paper_that_prints_no_figure_has_no_index() -> None:
    assert "Figure index" not in pdf_text(render_pdf(a_document(Paragraph(("Words.",)))))


def test_a_number_printed_in_two_roundings_is_given_in_both() -> None:
    share = a_figure("shares.made", Decimal("45.25"), unit=Unit.PERCENT)
    text = pdf_text(
        render_pdf(
            a_document(
                Paragraph(say("{} is {}.", Number(share.id), Number(share.id, places=1))), figures=[share]
            )
        )
    )

    assert "shares.made 45%, 45.3% Section 1" in text
