"""Charts: bars from nought, as long as their numbers say, with a round axis."""

from decimal import Decimal
from xml.etree import ElementTree

import pytest

from app.reports.render.bars import DrawnChart, drawn
from app.reports.render.svg import chart_svg
from app.reports.rules.document import Bar, Chart, Number
from app.reports.rules.figures import Figure
from app.reports.rules.vocabulary import Unit
from tests.reports.a_board_report import a_board_report
from tests.reports.a_document import a_document, a_figure

SVG = "{http://www.w3.org/2000/svg}"


def a_chart(*figures: Figure, labels: tuple[str, ...] = ()) -> Chart:
    names = labels or tuple(f"Place {number}" for number in range(len(figures)))
    bars = tuple(Bar(label, Number(figure.id)) for label, figure in zip(names, figures, strict=True))
    return Chart("chart", "Families", bars, ("What it shows.",), "table")


def a_drawing(*values: int | Decimal | None, unit: Unit = Unit.COUNT) -> DrawnChart:
    figures = [a_figure("counted", value, unit=unit, place=str(n)) for n, value in enumerate(values)]
    chart = a_chart(*figures)
    return drawn(a_document(chart, figures=figures), chart)


@pytest.mark.parametrize(
    ("largest", "labels"),
    [
        pytest.param(0, ["0", "1"], id="nothing"),
        pytest.param(1, ["0", "1"], id="one family"),
        pytest.param(6, ["0", "1", "2", "3", "4", "5", "6"], id="six, on the last mark"),
        pytest.param(7, ["0", "2", "4", "6", "8"], id="seven, a step of two"),
        pytest.param(170, ["0", "50", "100", "150", "200"], id="the year's allocations"),
        pytest.param(1100, ["0", "200", "400", "600", "800", "1,000", "1,200"], id="above a thousand"),
    ],
)
def test_the_axis_goes_in_round_steps_from_nought_to_the_first_that_holds_the_largest(
    largest: int, labels: list[str]
) -> None:
    assert [tick.label for tick in a_drawing(largest, 0).ticks] == labels


def test_the_axis_of_money_is_in_pounds_and_that_of_shares_in_percent() -> None:
    pounds = a_drawing(106_666_667, 120_000_000, unit=Unit.PENCE)
    shares = a_drawing(Decimal("93.75"), unit=Unit.PERCENT)

    assert [tick.label for tick in pounds.ticks][-1] == "£1,200,000"
    assert [tick.label for tick in shares.ticks] == ["0%", "20%", "40%", "60%", "80%", "100%"]


def test_a_bar_is_as_long_as_its_number_says() -> None:
    chart = a_drawing(170, 85, 0)

    assert [bar.length for bar in chart.bars] == [pytest.approx(0.85), pytest.approx(0.425), 0]
    assert chart.ticks[0].place == 0
    assert chart.ticks[-1].place == 1


def test_a_withheld_number_has_no_bar_and_reads_c() -> None:
    bar = a_drawing(10, None).bars[1]

    assert (bar.length, bar.printed) == (0, "c")


def test_years_stand_upright_and_long_labels_lie() -> None:
    figures = [a_figure("counted", n, place=str(n)) for n in range(2)]
    years = a_chart(*figures, labels=("2009/10", "2010/11"))
    wards = a_chart(*figures, labels=("Basford", "Wollaton East and Lenton Abbey"))
    document = a_document(figures=figures)

    assert drawn(document, years).upright
    assert not drawn(document, wards).upright


@pytest.mark.parametrize("chart_id", ["year-one-chart", "fees-chart", "cafs-chart", "wards-chart"])
def test_a_chart_is_a_file_of_its_own_with_a_title_a_description_and_its_numbers(chart_id: str) -> None:
    document = a_board_report()
    chart = next(
        block
        for section in document.sections
        for block in section.blocks
        if getattr(block, "id", "") == chart_id
    )

    root = ElementTree.fromstring(chart_svg(document, chart_id))

    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == chart.title
    assert root.findtext(f"{SVG}desc")
    numbers = {text.get("data-figure"): text.text for text in root.iter(f"{SVG}text")}
    assert {bar.number.figure_id for bar in chart.bars} <= set(numbers)


def test_a_chart_s_bars_are_drawn_in_proportion_from_the_foot_of_the_axis() -> None:
    root = ElementTree.fromstring(chart_svg(a_board_report(), "cafs-chart"))
    heights = [float(bar.get("height")) for bar in root.iter(f"{SVG}rect")]
    feet = {round(float(bar.get("y")) + float(bar.get("height"))) for bar in root.iter(f"{SVG}rect")}

    assert [round(height / heights[2], 3) for height in heights] == [0.479, 0.516, 1.0, 0.689]
    assert len(feet) == 1


def test_a_chart_has_nothing_that_a_strict_content_policy_refuses() -> None:
    written = chart_svg(a_board_report(), "wards-chart").decode()

    assert "style" not in written
    assert "<script" not in written


def test_words_in_a_chart_are_escaped() -> None:
    figure = a_figure("counted", 3, ward="<&>\"'")
    chart = a_chart(figure, labels=('<b> & "quoted"',))

    root = ElementTree.fromstring(chart_svg(a_document(chart, figures=[figure]), "chart"))

    assert '<b> & "quoted"' in [text.text for text in root.iter(f"{SVG}text")]


def test_a_chart_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="no chart has the id lost"):
        chart_svg(a_board_report(), "lost")
