"""The PDF of a report, for those who hear it: in the order of its HTML, every chart in words."""

from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest

from app.periods import written_date
from app.reports.render.alternative import alternative
from app.reports.render.html import render_html
from app.reports.render.pdf import render_pdf
from app.reports.rules.document import Bar, Bullets, Chart, Document, Number, Paragraph
from app.reports.rules.figures import Relation
from app.reports.rules.vocabulary import Unit
from tests.paper.told import broken_rules, structure
from tests.reports.a_board_report import a_board_report
from tests.reports.a_document import a_document, a_figure, a_government_return, a_table
from tests.reports.render.reading import html_page, words_of

REPORT = a_board_report()
TOLD = structure(render_pdf(REPORT))

IN_HTML = {"p", "h1", "h2", "li", "dt", "dd", "caption", "th", "td"}
IN_PDF = {"P", "H1", "H2", "LBody", "Caption", "TH", "TD"}


def a_wide_document() -> Document:
    counted = [a_figure("families.counted", place * 113 % 5000, place=str(place)) for place in range(160)]
    return a_document(a_table(counted, columns=40), figures=counted)


def a_long_document() -> Document:
    counted = [a_figure("families.counted", place, place=str(place)) for place in range(120)]
    bars = tuple(Bar(f"Place {place}", Number(each.id)) for place, each in enumerate(counted[:60]))
    return a_document(
        Paragraph(("Some words that go on. " * 400,)),
        Bullets((("One. " * 300,), ("Two.",)), numbered=True),
        a_table(counted, columns=2),
        Chart("c", "Bars", bars, ("Each is one longer.",), table_id="other"),
        figures=counted,
    )


@pytest.mark.parametrize("document", [REPORT, a_government_return(), a_wide_document(), a_long_document()])
def test_every_kind_of_report_breaks_no_rule_of_pdf_ua(document: Document) -> None:
    assert broken_rules(render_pdf(document)) == []


@pytest.mark.parametrize("document", [REPORT, a_government_return()])
def test_the_pdf_is_heard_in_the_order_of_its_html(document: Document) -> None:
    heard = [node.text for node in structure(render_pdf(document)).walk() if node.role in IN_PDF]
    main = html_page(render_html(document)).find(".//main")
    assert main is not None

    assert heard[1 : heard.index("Figure index")] == list(_in_html(main))
    assert heard[0] == document.marking
    assert heard[-1].startswith(f"As at {written_date(document.stamp.as_at)} · Release 9f2c")


def _in_html(element: Element) -> Iterator[str]:
    """The words of headings, paragraphs, items and cells, without the list of contents."""
    if element.tag == "nav":
        return
    if element.tag in IN_HTML:
        for line in element.iter("br"):
            line.tail = f" {line.tail}"
        yield words_of(element)
        return
    for each in element:
        if "report-counts" not in (each.get("class") or ""):  # on a page alone, where definitions are near
            yield from _in_html(each)


def test_tables_are_heard_with_their_titles_and_headings() -> None:
    table = next(each for each in TOLD.all("Table") if each.text.startswith("Table 4"))

    assert table.kids[0].role == "Caption"
    assert {cell.scope for cell in table.kids[1].kids} == {"Column"}
    assert {row.kids[0].scope for row in table.kids[2:]} == {"Row"}


def test_a_chart_says_its_largest_and_smallest_and_the_total_that_is_a_figure() -> None:
    charts = [figure.alt for figure in TOLD.all("Figure")]

    assert charts[0] == (
        "Bar chart. 4 bars, Families. Largest: 170 (Allocations from rollout meetings). "
        "Smallest: 21 (Pilot group). All together: 375."
    )
    assert charts[1] == (
        "Bar chart. 3 bars, Pounds. Largest: £1,200,000 (2013/14). Smallest: £266,666.67 (2014/15)."
    )


def a_chart(*values: int | None, unit: Unit = Unit.COUNT, total: bool = False) -> tuple[Document, Chart]:
    figures = [
        replace(a_figure("families.counted", value, place=str(place)), unit=unit)
        for place, value in enumerate(values)
    ]
    whole = a_figure("families.all", sum(value or 0 for value in values))
    chart = Chart("c", "T", tuple(Bar(f"Ward {n}", Number(f.id)) for n, f in enumerate(figures)), ("x",), "t")
    document = a_document(chart, figures=[*figures, *([whole] if total else [])])
    relation = Relation(whole.id, tuple(figure.id for figure in figures))
    return replace(document, relations=(relation,)), chart


def test_bars_that_are_alike_are_named_together_and_many_are_counted() -> None:
    assert alternative(*a_chart(9, 0, 0)) == (
        "Bar chart. 3 bars, Families. Largest: 9 (Ward 0). Smallest: 0 (Ward 1; Ward 2)."
    )
    assert "Smallest: 0 (Ward 1; Ward 2; 3 others)." in alternative(*a_chart(9, 0, 0, 0, 0, 0))
    assert alternative(*a_chart(4, 4)) == "Bar chart. 2 bars, Families. All alike: 4 (Ward 0; Ward 1)."
    assert alternative(*a_chart(4)) == "Bar chart. 1 bar, Families. 4 (Ward 0)."


def test_a_total_is_said_only_where_it_is_itself_a_figure() -> None:
    assert alternative(*a_chart(1, 2, total=True)).endswith("All together: 3.")
    assert "together" not in alternative(*a_chart(1, 2, total=False))


def test_a_withheld_number_is_in_no_chart_s_words() -> None:
    assert alternative(*a_chart(7, None, 9, total=True)) == (
        "Bar chart. 3 bars, Families. Largest: 9 (Ward 2). Smallest: 7 (Ward 0). Withheld: 1 of 3. "
        "All together: 16."
    )
    assert alternative(*a_chart(None, None)) == "Bar chart. 2 bars, Families. Withheld: 2 of 2."


def test_a_chart_over_two_pages_says_on_each_what_stands_there() -> None:
    first, second = structure(render_pdf(a_long_document())).all("Figure")

    assert first.alt == "Bar chart. 60 bars, Families. Largest: 59 (Place 59). Smallest: 0 (Place 0)."
    assert second.alt is not None
    assert second.alt.startswith("The chart goes on: Place ")
    assert second.alt.endswith(" to Place 59, 59.")


def test_a_table_in_parts_says_of_each_which_columns_it_has() -> None:
    _, first, *rest, index = structure(render_pdf(a_wide_document())).all("Table")

    assert (first.kids[0].role, first.summary) == ("Caption", None)
    assert index.summary == "Figure index"
    assert [part.summary for part in rest] == ["Table 1: Families by place: columns 21 to 40"]
