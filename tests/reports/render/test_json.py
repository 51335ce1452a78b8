"""The JSON: every figure once, as a number, in the shape that others rely on."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from app.reports.render.json import render_json
from app.reports.rules.document import Document, Number, Paragraph
from app.reports.rules.vocabulary import Unit
from tests.reports.a_board_report import a_board_report
from tests.reports.a_document import WARNING, a_document, a_figure, a_government_return
from tests.reports.the_data_sheet import WARDS


def read(document: Document) -> dict:
    return json.loads(render_json(document))


REPORT = read(a_board_report())
VALUES = {figure["id"]: figure["value"] for figure in REPORT["figures"]}


def test_every_figure_of_the_release_stands_in_it_once() -> None:
    assert list(VALUES) == list(a_board_report().figures)


def test_a_figure_has_its_id_measure_coordinates_day_unit_and_value_and_no_families() -> None:
    figure = next(each for each in REPORT["figures"] if each["measure"] == "families.potential-claims")

    assert figure == {
        "id": "families.potential-claims[rollout=1]@2013-03-31",
        "measure": "families.potential-claims",
        "coordinates": {"rollout": "1"},
        "as_at": "2013-03-31",
        "unit": "count",
        "value": 35,
    }


def test_values_are_those_of_the_data_sheet() -> None:
    for ward, (allocated, *_, yet) in WARDS.items():
        assert VALUES[f"families.allocated-excluding-fip[ward={ward}]@2013-03-31"] == allocated
        assert VALUES[f"families.yet-to-be-allocated[ward={ward}]@2013-03-31"] == yet
    assert VALUES["money.attachment-fees[financial-year=2013/14]@2013-03-31"] == 120_000_000
    assert VALUES["programme.share-of-target@2013-03-31"] == 93.75


def test_a_withheld_value_is_null() -> None:
    assert VALUES["cafs.open-over-two-years@2013-03-31"] is None


def test_a_whole_percentage_is_written_without_a_point() -> None:
    figure = a_figure("programme.share-of-target", Decimal("94.00"), unit=Unit.PERCENT)

    assert b'"value": 94\n' in render_json(a_document(figures=[figure]))


def test_a_derived_figure_says_how_it_was_made_and_of_which_figures() -> None:
    assert REPORT["derived"] == [
        {
            "id": "programme.share-of-target@2013-03-31",
            "formula": "families worked with ÷ families in the target",
            "inputs": ["families.worked-with@2013-03-31", "families.target@2013-03-31"],
        }
    ]


def test_relations_name_figures_that_are_there_and_add_up() -> None:
    for relation in REPORT["relations"]:
        assert VALUES[relation["total"]] == sum(VALUES[part] for part in relation["parts"])
    assert len(REPORT["relations"]) == 1


def test_the_release_is_identified() -> None:
    assert REPORT["release"] == {
        "hash": "9f2c7be1d04a5b6c8e7f10293847560a1b2c3d4e5f60718293a4b5c6d7e8f901",
        "as_at": "2013-03-31",
        "dated": "2013-06-26",
        "made_at": "2013-07-12T09:30:00+00:00",
        "code_version": "0.1.0+g1a2b3c4",
    }
    assert REPORT["marking"] == "OFFICIAL-SENSITIVE"
    assert (REPORT["kind"], REPORT["profile"]) == ("board-report", "internal")


def test_a_draft_says_so_and_a_final_document_says_null() -> None:
    assert read(a_government_return())["warning"] == WARNING
    assert read(a_board_report(warning=None))["warning"] is None


def test_a_cell_has_its_words_as_printed_and_the_ids_of_its_figures() -> None:
    table = next(each for each in REPORT["tables"] if each["id"] == "wards")
    basford = next(row for row in table["rows"] if row["header"] == "Basford")

    assert [cell["text"] for cell in basford["cells"]] == ["17", "6", "2", "50"]
    assert basford["cells"][1]["figures"] == ["families.potential-claims[ward=Basford]@2013-03-31"]
    assert table["rows"][-1]["is_total"]


def test_sections_hold_text_lists_tables_and_charts_in_order() -> None:
    summary = REPORT["sections"][1]
    sheet = REPORT["sections"][4]

    assert (summary["number"], summary["title"]) == (2, "Summary of issues")
    assert summary["blocks"][0]["paragraph"]["text"].startswith("We have worked with 375 families")
    assert [next(iter(block)) for block in sheet["blocks"]] == [
        "paragraph",
        "table",
        "table",
        "table",
        "chart",
    ]


def test_two_figures_at_the_same_coordinates_are_refused() -> None:
    earlier = a_figure("families.worked-with", 112, as_at=a_document().stamp.as_at.replace(month=1))
    later = a_figure("families.worked-with", 375)

    with pytest.raises(ValueError, match="share the measure and coordinates"):
        render_json(a_document(figures=[earlier, later]))


def test_coordinates_in_another_order_are_the_same_coordinates() -> None:
    one = a_figure("families.counted", 1, ward="Dales", rollout="2")
    other = a_figure("families.counted", 1, rollout="2", ward="Dales")

    with pytest.raises(ValueError, match="share the measure and coordinates"):
        render_json(a_document(figures=[one, other]))


def test_the_same_document_gives_the_same_bytes() -> None:
    assert render_json(a_board_report()) == render_json(a_board_report())


def test_words_that_json_cannot_hold_are_cleaned() -> None:
    document = replace(a_document(Paragraph(("a\ud800b\x00c",))), title="Up\ud800date")

    read_back = read(document)

    assert read_back["sections"][0]["blocks"][0]["paragraph"]["text"] == "abc"
    assert read_back["title"] == "Update"


def test_a_number_in_a_sentence_carries_its_figure() -> None:
    figure = a_figure("families.worked-with", 1375)
    words = read(a_document(Paragraph(("With ", Number(figure.id), ".")), figures=[figure]))

    assert words["sections"][0]["blocks"] == [
        {"paragraph": {"text": "With 1,375.", "figures": ["families.worked-with@2013-03-31"]}}
    ]
