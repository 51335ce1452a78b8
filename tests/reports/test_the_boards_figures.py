"""The June 2013 board report, made from the city's records, has the figures that the Board was given."""

import csv
import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

import app.demo
from app.db import reading
from app.reports import services as reports
from app.reports.queries import releases as queries
from app.reports.rules.figures import Figure
from app.reports.rules.vocabulary import CountOf
from tests.conftest import COORDINATOR
from tests.reports.conftest import Released
from tests.reports.render.reading import html_page, pdf_text, sheet_rows, words_of, workbook
from tests.reports.requests import COUNCIL

FOLDER = Path(app.demo.__file__).parent / "published"
STATUSES = {
    "allocated_excluding_fip": "families.allocated-excluding-fip",
    "pbr_potential_claim": "families.potential-claims",
    "not_to_be_allocated": "families.not-to-be-allocated",
    "yet_to_be_allocated": "families.yet-to-be-allocated",
}
ROUTES = {
    "Allocations from rollout meetings": "rollout-meeting",
    "PBR - potential claims": "check-for-claim",
    "FIP": "fip",
    "Pilot group": "pilot",
}
Cells = Mapping[str, int]


@cache
def printed(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rollout_of(row: Mapping[str, str]) -> str:
    return row["rollout"] or "none"


def rollout_agencies() -> Iterator[tuple[str, int]]:
    rows = printed("rollout_agencies")
    agencies = [column for column in rows[0] if column.isupper()]
    at_meetings = "families.allocated-at-meetings"
    for row in rows:
        for agency in agencies:
            yield f"{at_meetings}[rollout={rollout_of(row)},agency={agency}]", int(row[agency])
        yield f"{at_meetings}[rollout={rollout_of(row)}]", sum(int(row[agency]) for agency in agencies)
        for column, measure in STATUSES.items():
            yield f"{measure}[rollout={rollout_of(row)}]", int(row[column])
    for agency in agencies:
        yield f"{at_meetings}[agency={agency}]", sum(int(row[agency]) for row in rows)
    yield at_meetings, sum(int(row[agency]) for row in rows for agency in agencies)


def wards() -> Iterator[tuple[str, int]]:
    for row in printed("wards"):
        for column, measure in STATUSES.items():
            yield f"{measure}[ward={row['ward']}]", int(row[column])
    for column, measure in STATUSES.items():
        yield measure, sum(int(row[column]) for row in printed("wards"))


def year_one_allocations() -> Iterator[tuple[str, int]]:
    for row in printed("year_one_allocations"):
        yield f"families.worked-with[route={ROUTES[row['route']]}]", int(row["families"])
    yield "families.worked-with[route=referral]", 0
    yield "families.worked-with[route=backdated]", 0
    yield "families.worked-with", sum(int(row["families"]) for row in printed("year_one_allocations"))


def cafs() -> Iterator[tuple[str, int]]:
    for row in printed("caf"):
        yield f"cafs.initiated[financial-year={row['financial_year']}]", int(row["initiated"])
    yield "cafs.initiated", sum(int(row["initiated"]) for row in printed("caf"))


TABLES = {
    "rollout_agencies": (dict(rollout_agencies()), 4 * 10 + 4 * 4 + 4 + 10 + 1),
    "wards": (dict(wards()), 20 * 4 + 4),
    "year_one_allocations": (dict(year_one_allocations()), 7),
    "caf": (dict(cafs()), 5),
}
TABLE = [pytest.param(cells, id=name) for name, (cells, _) in TABLES.items()]


def file_of(release_id: UUID, name: str) -> bytes:
    return reports.release_file(release_id, name, actor=COORDINATOR).content


def in_json(release_id: UUID, name: str) -> dict[str, dict[str, Any]]:
    return {figure["id"]: figure for figure in json.loads(file_of(release_id, name))["figures"]}


def kept(release_id: UUID) -> dict[str, Figure]:
    with reading(COORDINATOR) as session:
        release = queries.release_by_id(session, release_id)
        return {figure.id: figure for figure in queries.figures_of(session, release)}


def test_every_cell_and_total_of_the_published_tables_is_looked_for():
    assert {name: len(cells) for name, (cells, _) in TABLES.items()} == {
        name: expected for name, (_, expected) in TABLES.items()
    }


@pytest.mark.parametrize("cells", TABLE)
def test_every_published_cell_and_total_is_a_figure_of_the_report_and_equal(released: Released, cells: Cells):
    figures = in_json(released.report_id, "board-report-internal.json")

    assert {name: figures[f"{name}@2013-03-31"]["value"] for name in cells} == cells


@pytest.mark.parametrize("cells", TABLE)
def test_a_published_figure_is_named_by_its_measure_and_coordinates(released: Released, cells: Cells):
    figures = in_json(released.report_id, "board-report-internal.json")

    for name in cells:
        figure = figures[f"{name}@2013-03-31"]
        measure, _, places = name.removesuffix("]").partition("[")
        coordinates = dict(place.split("=") for place in places.split(",") if place)
        assert (figure["measure"], figure["coordinates"]) == (measure, coordinates)
        assert (figure["as_at"], figure["unit"]) == ("2013-03-31", "count")


@pytest.mark.parametrize("cells", TABLE)
def test_every_published_figure_keeps_as_many_members_as_it_counts(released: Released, cells: Cells):
    figures = kept(released.report_id)

    for name, value in cells.items():
        members = figures[f"{name}@2013-03-31"].members
        assert members is not None
        assert len(set(members)) == len(members) == value, name


RECORDED = {"programme.target-families", "comparators.families"}
"""Numbers that are recorded as such: agreed with the government, or published by others."""


def test_every_figure_of_both_releases_keeps_its_members_or_opens_to_figures_that_do(released: Released):
    for release_id in (released.report_id, released.return_id):
        figures = kept(release_id)
        for figure in figures.values():
            if figure.members is None:
                assert figure.inputs or figure.measure in RECORDED, figure.id
                assert set(figure.inputs) <= set(figures)
            elif figure.measure != "money.results":
                assert len(figure.members) == figure.value, figure.id


@pytest.mark.parametrize(
    ("name", "value", "unit"),
    [
        pytest.param("programme.share-of-target", 93.75, "percent", id="94% of target"),
        pytest.param("programme.target-families[financial-year=2012/13]", 400, "count", id="the target"),
        pytest.param(
            "money.attachment-fees[financial-year=2013/14]", 120_000_000, "pence", id="£1,200,000 of fees"
        ),
        pytest.param("programme.target-families[financial-year=2013/14]", 600, "count", id="from 600"),
        pytest.param("families.expected-funded-elsewhere", 200, "count", id="the one in six"),
        pytest.param("families.identified", 503, "count", id="identified"),
        pytest.param("families.reviewed", 521, "count", id="reviewed at meetings"),
        pytest.param("families.listed", 1215, "count", id="on the list"),
        pytest.param("families.on-the-data-sheet", 1124, "count", id="on the data sheet"),
        pytest.param("families.worked-with-by[month=2013-01]", 112, "count", id="worked with in January"),
        pytest.param("programme.share-of-target-by[month=2013-01]", 28, "percent", id="28% in January"),
        pytest.param("families.worked-with-by[month=2013-03]", 375, "count", id="worked with in March"),
    ],
)
def test_what_the_paper_says_besides_its_tables(released: Released, name, value, unit):
    figure = in_json(released.report_id, "board-report-internal.json")[f"{name}@2013-03-31"]

    assert (figure["value"], figure["unit"]) == (value, unit)


@pytest.mark.parametrize(
    "row",
    [row for row in printed("caf") if row["closed_needs_met_percent"]],
    ids=lambda row: row["financial_year"],
)
def test_the_shares_of_closures_are_those_printed(released: Released, row: Mapping[str, str]):
    figures = in_json(released.report_id, "board-report-internal.json")

    def share(reason: str) -> int:
        name = f"closures.share-by-reason[financial-year={row['financial_year']},reason={reason}]@2013-03-31"
        return figures[name]["value"]

    assert share("needs-met") == int(row["closed_needs_met_percent"])
    assert share("escalated-to-social-care") == int(row["closed_escalated_to_social_care_percent"])


@pytest.mark.parametrize(
    ("as_at", "worked_with"),
    [
        pytest.param(date(2013, 1, 31), 112, id="31 January"),
        pytest.param(date(2013, 3, 31), 375, id="31 March"),
    ],
)
def test_the_live_data_sheet_counts_a_past_day(released: Released, as_at, worked_with):
    sheet = reports.live_data_sheet(as_at=as_at, organisation=COUNCIL, actor=COORDINATOR)

    assert sheet.figures[f"families.worked-with@{as_at}"].value == worked_with


def test_the_live_data_sheet_of_the_day_is_the_report_s_figure_for_figure(released: Released):
    sheet = reports.live_data_sheet(as_at=date(2013, 3, 31), organisation=COUNCIL, actor=COORDINATOR)

    figures = kept(released.report_id)
    assert {figure_id: figure.members for figure_id, figure in sheet.figures.items()} == {
        figure_id: figures[figure_id].members for figure_id in sheet.figures
    }


def expected_rows() -> Iterator[tuple[str, tuple[int, ...]]]:
    """Each row of the published tables as the report prints it: its header and its numbers."""
    for row in printed("rollout_agencies"):
        header = f"Rollout {row['rollout']}" if row["rollout"] else "Not rolled out"
        yield header, tuple(int(value) for column, value in row.items() if column != "rollout")
    for row in printed("wards"):
        yield row["ward"], tuple(int(row[column]) for column in STATUSES)
    yield "Grand total", tuple(sum(int(row[column]) for row in printed("wards")) for column in STATUSES)
    for row in printed("year_one_allocations"):
        yield row["route"], (int(row["families"]),)
    yield "Total", (sum(int(row["families"]) for row in printed("year_one_allocations")),)


ROWS = list(expected_rows())


def test_the_pdf_prints_the_published_rows(released: Released):
    text = pdf_text(file_of(released.report_id, "board-report-internal.pdf"))

    missing = [row for row in ROWS if " ".join((row[0], *(f"{value:,}" for value in row[1]))) not in text]
    assert missing == []
    for row in printed("caf"):
        assert f"{row['financial_year']} {int(row['initiated']):,} " in text
    assert "94% of the 400 agreed" in text
    assert "Attachment fees for 2013/14 come to £1,200,000 for 600 families" in text
    assert "200 of the 1,200 families agreed" in text


def test_the_html_prints_the_published_rows(released: Released):
    page = html_page(file_of(released.report_id, "board-report-internal.html"))
    rows = {tuple(words_of(cell) for cell in row) for row in page.iter("tr")}

    missing = [row for row in ROWS if (row[0], *(f"{value:,}" for value in row[1])) not in rows]
    assert missing == []
    assert all(
        any(row[:2] == (caf["financial_year"], f"{int(caf['initiated']):,}") for row in rows)
        for caf in printed("caf")
    )
    text = words_of(page)
    assert "94% of the 400 agreed" in text
    assert "£1,200,000 for 600 families" in text
    assert "200 of the 1,200 families agreed" in text


def test_the_workbook_holds_the_published_rows_as_numbers(released: Released):
    book = workbook(file_of(released.report_id, "board-report-internal.xlsx"))
    rows = {
        tuple(value for value in row if value is not None)
        for sheet in book.sheetnames
        for row in sheet_rows(book, sheet)
    }

    missing = [row for row in ROWS if (row[0], *row[1]) not in rows]
    assert missing == []
    assert all(
        any(row[:2] == (caf["financial_year"], int(caf["initiated"])) for row in rows)
        for caf in printed("caf")
    )
    assert ("2013/14", 600, 1_200_000) in rows


def test_the_return_counts_every_family_turned_around_once_and_between_what_the_board_was_promised(
    released: Released,
):
    figures = kept(released.return_id)

    def families(name: str, span: str = "cumulative") -> set[UUID]:
        return set(figures[f"families.{name}[span={span}]@2013-07-12"].members or ())

    turned_around = families("turned-around")
    assert turned_around == families("achieved-education-and-crime") | families(
        "achieved-continuous-employment"
    )
    assert 150 <= len(families("turned-around", "in-window")) <= 300
    assert families("turned-around", "in-window") <= turned_around
    paid = set(figures["money.results[span=cumulative]@2013-07-12"].members or ())
    elsewhere = set(figures["families.turned-around-funded-elsewhere@2013-07-12"].members or ())
    assert elsewhere
    assert paid.isdisjoint(elsewhere)


def test_the_csv_and_the_workbook_of_the_return_hold_the_figures_of_its_json(released: Released):
    figures = in_json(released.return_id, "return-2013-07.json")
    lines = file_of(released.return_id, "return-2013-07.csv").decode("utf-8-sig").splitlines()
    book = workbook(file_of(released.return_id, "return-2013-07.xlsx"))

    in_csv = {row["id"]: row["value"] for row in csv.DictReader(lines)}
    in_book = {row[0]: row[5] for row in sheet_rows(book, "Figures")[1:]}
    assert {name: float(value) for name, value in in_csv.items() if value} == {
        name: figure["value"] for name, figure in figures.items() if figure["value"] is not None
    }
    assert {name: figure["value"] for name, figure in figures.items()} == in_book


@pytest.mark.parametrize(
    ("figure_id", "of", "count"),
    [
        pytest.param(
            "families.potential-claims[ward=Basford]@2013-03-31", CountOf.FAMILIES, 6, id="families"
        ),
        pytest.param(
            "cafs.initiated[financial-year=2012/13]@2013-03-31", CountOf.ASSESSMENTS, 758, id="CAFs"
        ),
    ],
)
def test_a_figure_opens_to_the_members_behind_it(released: Released, figure_id, of, count):
    opened = reports.open_figure(released.report_id, figure_id, actor=COORDINATOR)

    assert opened.figure.members_are is of
    assert len(opened.families) + len(opened.assessments) == count
    assert {each.id for each in (*opened.families, *opened.assessments)} == set(opened.figure.members or ())
    assert opened.definition
    assert all(family.ward == "Basford" and family.reference for family in opened.families)


def test_a_derived_figure_opens_to_its_formula_and_its_inputs(released: Released):
    opened = reports.open_figure(
        released.report_id, "programme.share-of-target@2013-03-31", actor=COORDINATOR
    )

    assert opened.figure.formula == "375 of 400"
    assert [(each.id, each.value) for each in opened.inputs] == [
        ("families.worked-with@2013-03-31", 375),
        ("programme.target-families-to-date@2013-03-31", 400),
    ]
