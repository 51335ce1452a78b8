"""The HTML: the paper's accessible twin, and its body for the site; every number carries its figure."""

import re
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest

from app.reports.render.html import body_html, render_html
from app.reports.render.outline import outline_of
from app.reports.render.words import number_text
from app.reports.rules.document import Document, Number, Paragraph, Row, Section, Table, TextRow, TextTable
from tests.reports.a_board_report import a_board_report
from tests.reports.a_document import WARNING, a_document, a_figure, a_government_return
from tests.reports.render.reading import html_page, printed_rows, words_of

REPORT = a_board_report()
HTML = render_html(REPORT)
PAGE = html_page(HTML)
DEFINED = replace(
    REPORT,
    sections=(
        *REPORT.sections[:-1],
        Section(
            "Definitions",
            (
                TextTable(
                    "definitions",
                    "Definitions",
                    ("Measure", "Meaning"),
                    tuple(
                        TextRow(((measure,), ("What it counts.",)))
                        for measure in sorted({figure.measure for figure in REPORT.figures.values()})
                    ),
                ),
            ),
        ),
    ),
)
IDS = [element.get("id") for element in PAGE.iter() if element.get("id")]


def a_body(document: Document) -> str:
    return str(body_html(document, link=lambda figure_id: f"/figures/{figure_id}"))


def a_page_of(body: str) -> str:
    return f"<!DOCTYPE html><html lang='en-GB'><head><title>x</title></head><body>{body}</body></html>"


def test_every_row_of_every_table_stands_in_it_with_its_numbers_in_order() -> None:
    rows = {tuple(words_of(cell) for cell in row) for row in PAGE.iter("tr") if row[0].get("scope") == "row"}

    assert [row for row in printed_rows(REPORT) if row not in rows] == []


def test_every_number_carries_its_figure_and_its_plain_value_and_reads_as_printed() -> None:
    numbers = list(PAGE.iter("data"))

    assert len(numbers) > 150
    for element in numbers:
        figure = REPORT.figures[element.get("data-figure")]
        assert float(element.get("value")) == pytest.approx(float(figure.value), rel=1e-15)
    assert {words_of(element) for element in numbers if "target@" in element.get("data-figure")} >= {
        "94%",
        "400",
    }


def test_a_withheld_number_is_c_and_has_no_value() -> None:
    withheld = next(element for element in PAGE.iter("abbr"))

    assert (words_of(withheld), withheld.get("title")) == ("c", "withheld")
    assert withheld.get("data-figure") == "cafs.open-over-two-years@2013-03-31"
    assert withheld.get("value") is None


def test_bars_carry_their_figures_too() -> None:
    labels = {
        element.get("data-figure"): words_of(element)
        for element in PAGE.iter()
        if str(element.tag).endswith("text") and element.get("data-figure")
    }
    charts = [block for section in REPORT.sections for block in section.blocks if hasattr(block, "bars")]

    for chart in charts:
        for bar in chart.bars:
            assert labels[bar.number.figure_id] == number_text(REPORT, bar.number)


def test_the_page_is_british_english_with_one_h1_landmarks_and_a_way_past_them() -> None:
    assert PAGE.get("lang") == "en-GB"
    assert [words_of(element) for element in PAGE.iter("h1")] == ["Priority Families Update"]
    assert [len(list(PAGE.iter(tag))) for tag in ("header", "main", "footer", "nav")] == [1, 1, 1, 1]
    skip = next(PAGE.iter("a"))
    assert (skip.get("href"), words_of(skip)) == ("#main", "Skip to main content")


def test_headings_go_down_one_level_at_a_time_and_are_listed_in_the_contents() -> None:
    levels = [element.tag for element in PAGE.iter() if re.fullmatch("h[1-6]", str(element.tag))]
    contents = next(PAGE.iter("nav"))
    listed = [element.get("href") for element in contents.iter("a")]

    assert set(levels) == {"h1", "h2"}
    assert listed == [f"#section-{number}" for number in range(1, 10)]
    assert all(target[1:] in IDS for target in listed)


def test_no_id_stands_twice() -> None:
    assert len(IDS) == len(set(IDS))


def test_tables_have_a_caption_and_headers_with_their_scope() -> None:
    tables = list(PAGE.iter("table"))

    assert len(tables) == len(outline_of(REPORT).tables)
    for table in tables:
        assert words_of(next(table.iter("caption"))).startswith("Table ")
        assert all(header.get("scope") == "col" for header in next(table.iter("thead")).iter("th"))
        assert all(row[0].get("scope") == "row" for row in next(table.iter("tbody")))


def test_tables_scroll_in_a_region_of_their_own_that_the_keyboard_can_reach() -> None:
    regions = [element for element in PAGE.iter("div") if element.get("role") == "region"]

    assert len(regions) == len(list(PAGE.iter("table")))
    assert all(region.get("tabindex") == "0" for region in regions)
    assert all(region.get("aria-labelledby") in IDS for region in regions)


def test_charts_are_images_with_a_title_and_a_description() -> None:
    charts = [element for element in PAGE.iter() if str(element.tag).endswith("svg")]

    assert len(charts) == 4
    for chart in charts:
        assert chart.get("role") == "img"
        title, description = chart.get("aria-labelledby").split()
        assert title in IDS
        assert description in IDS


def test_it_runs_nothing_and_fetches_nothing() -> None:
    text = HTML.decode()

    assert not re.search(r"<script|<link|<iframe|<img|@import|url\(|src=|\bon\w+=", text)
    assert "default-src 'none'" in text
    assert {element.get("href")[0] for element in PAGE.iter("a")} == {"#"}


def test_the_marking_and_the_warning_stand_at_its_head_and_foot() -> None:
    for place in ("header", "footer"):
        words = words_of(next(PAGE.iter(place)))
        assert "OFFICIAL-SENSITIVE" in words
        assert WARNING in words
    assert WARNING not in render_html(a_board_report(warning=None)).decode()


def test_the_foot_says_what_it_was_made_from() -> None:
    words = words_of(next(PAGE.iter("footer")))

    assert "As at 31 March 2013. Dated 26 June 2013." in words
    assert "Made 12 July 2013, 09:30 UTC by Loxley 0.1.0+g1a2b3c4." in words
    assert f"Release {REPORT.stamp.digest}" in words


def test_words_are_never_taken_for_markup_wherever_they_stand() -> None:
    danger = "\"'><script>alert(1)</script>&amp;"
    figure = a_figure("families.counted", 5, ward=danger)
    row = Row(danger, ((Number(figure.id), danger),))
    table = Table(danger, danger, danger, (danger,), (row,), notes=((danger,),))
    document = replace(
        a_document(Paragraph((danger,)), table, figures=[figure]),
        title=danger,
        organisation=danger,
        marking=danger,
        warning=danger,
        title_block=((danger, (danger,)),),
    )

    for html in (render_html(document), a_page_of(a_body(document)).encode()):
        page = html_page(html)
        assert list(page.iter("script")) == []
        assert danger in words_of(page)
        assert next(page.iter("data")).get("data-figure") == figure.id


def test_characters_that_html_does_not_allow_are_left_out_and_line_breaks_stay() -> None:
    page = html_page(render_html(a_document(Paragraph(("one\x00\x0b\ud800\ufffe\ntwo",)))))

    paragraph = next(element for element in page.iter("p") if "one" in words_of(element))
    assert [paragraph.text, paragraph[0].tag, paragraph[0].tail] == ["one", "br", "two"]


def test_the_same_document_gives_the_same_bytes() -> None:
    assert render_html(a_board_report()) == HTML


def test_a_return_is_written_too() -> None:
    page = html_page(render_html(a_government_return()))

    assert "Families turned around 187" in " ".join(words_of(row) for row in page.iter("tr"))


def test_on_the_site_each_number_leads_to_its_figure() -> None:
    page = html_page(a_page_of(a_body(REPORT)).encode())
    links = [element for element in page.iter("a") if "report-figure" in (element.get("class") or "")]

    assert len(links) == len(list(page.iter("data"))) + len(list(page.iter("abbr")))
    assert all(link.get("href") == f"/figures/{link[0].get('data-figure')}" for link in links)


def test_on_the_site_each_bar_leads_to_its_figure_with_its_label_and_number_as_one_link() -> None:
    page = html_page(a_page_of(a_body(REPORT)).encode())
    drawn = {
        (bar.number.figure_id, f"{bar.label}: {number_text(REPORT, bar.number)}")
        for section in REPORT.sections
        for block in section.blocks
        for bar in getattr(block, "bars", ())
    }

    links = [element for element in page.iter() if element.get("class") == "report-bar"]
    assert {(each.get("href").removeprefix("/figures/"), each.get("aria-label")) for each in links} == drawn
    assert all(each.get("role") == "group" for each in page.iter() if str(each.tag).endswith("svg"))


def numbers_led_to_their_definition(page: Element) -> tuple[int, list[str]]:
    """How many numbers lead to what they count, by themselves, by their column or by their chart.

    Those that do not are named.
    """
    places = {element.get("id"): words_of(element) for element in page.iter("th") if element.get("id")}

    def measure(link: Element) -> str:
        return places.get(link.get("href")[1:], "") if link.get("href", "").startswith("#measure-") else ""

    found = {
        id(number): measure(link)
        for link in page.iter("a")
        for number in link
        if "data-figure" in number.attrib
    }
    for table in page.iter("table"):
        heads = [measure(link[0]) if (link := cell.findall("a")) else "" for cell in next(table.iter("tr"))]
        for row in table.iter("tr"):
            for head, cell in zip(heads, row, strict=True):
                found.update({id(number): head for number in cell.iter() if head})
    for chart in page.iter("figure"):
        told = {measure(link) for link in chart.iter("a")}
        for bar in (each for each in chart.iter() if str(each.tag).endswith("text")):
            name = bar.get("data-figure", "").partition("@")[0].partition("[")[0]
            found[id(bar)] = name if name in told else ""
    numbers = [element for element in page.iter() if element.get("data-figure")]
    lost = [
        number.get("data-figure")
        for number in numbers
        if number.get("data-figure").partition("@")[0].partition("[")[0] != found.get(id(number))
    ]
    return len(numbers) - len(lost), lost


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(render_html(DEFINED), id="the file"),
        pytest.param(
            a_page_of(str(body_html(DEFINED, link=lambda _: None))).encode(), id="the site, for other readers"
        ),
    ],
)
def test_for_those_who_may_not_open_it_each_number_leads_to_what_it_counts(html: bytes) -> None:
    led, lost = numbers_led_to_their_definition(html_page(html))

    assert lost == []
    assert led > 200


def test_the_numbers_of_a_column_of_one_measure_are_led_by_its_heading_alone() -> None:
    page = html_page(render_html(DEFINED))
    wards = next(table for table in page.iter("table") if "by ward" in words_of(next(table.iter("caption"))))

    assert len([link for link in wards.iter("a") if link.get("href").startswith("#measure-")]) == 4
    assert not list(wards.find("tbody").iter("a"))


def test_a_number_that_nothing_defines_is_plain() -> None:
    body = str(body_html(a_government_return(), link=lambda _: None))

    assert "report-figure" not in body
    assert "What is counted" not in body
    assert re.search(r'data-figure="families.turned-around[^"]*">187</data>', body)


def test_on_the_site_no_style_or_script_stands_in_the_body_and_the_page_has_the_h1() -> None:
    body = a_body(REPORT)

    assert not re.search(r"<style|<script|<img|<h1|\bstyle=|\bon\w+=", body)
    chart = next(each for each in html_page(a_page_of(body).encode()).iter() if str(each.tag).endswith("svg"))
    assert words_of(chart[0]) == "Families worked with in 2012/13, by route"
    assert words_of(chart[1]) == ("Rollout meetings brought the most families, 170; the pilot the fewest.")
