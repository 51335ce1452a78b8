"""One report in six forms, each read by itself: no figure differs, in either profile.

JSON, HTML, workbook and PDF as they are downloaded; the figures as a program reads them; and the live data
sheet as it stands on the site.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID
from xml.etree.ElementTree import Element

import pytest
from apiflask import APIFlask
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook

from app.access.roles import Role
from app.reports import services
from app.reports.rules.vocabulary import Profile
from tests.conftest import COORDINATOR, TODAY
from tests.edges.conftest import Browser, City, undone
from tests.edges.programs import PASSWORD, a_program, a_user
from tests.paper.told import Node, broken_rules, read_out, structure
from tests.passwords import check_passwords_quickly
from tests.reports.render.reading import html_page, words_of, workbook
from tests.reports.requests import AS_AT, built

DAY = AS_AT.isoformat()
HIDDEN = "c"


@dataclass(frozen=True)
class Forms:
    """A report in its six forms. api: values by figure id. sheet: the live data sheet's page."""

    json: dict[str, Any]
    html: Element
    book: Workbook
    pdf: bytes
    api: dict[str, float | None]
    sheet: Element


@pytest.fixture(scope="module")
def reports(app: APIFlask, whole_city: City) -> Iterator[dict[Profile, Forms]]:
    """The internal and the public report of the city, with what a program and a page say beside them."""
    with pytest.MonkeyPatch.context() as patched, undone(whole_city.engine):
        patched.setenv("LOXLEY_TODAY", TODAY.isoformat())
        check_passwords_quickly(patched)
        program = a_program(app, Role.PROGRAMME_COORDINATOR)
        sheet = the_sheet(app)
        public = services.request_board_report(
            as_at=AS_AT, dated=date(2013, 6, 26), profile=Profile.PUBLIC, actor=COORDINATOR
        )

        def forms(release_id: UUID) -> Forms:
            listed = program.get(f"/releases/{release_id}").get_json()["files"]
            files = {
                each["name"].rpartition(".")[2]: program.get(
                    f"/releases/{release_id}/files/{each['name']}"
                ).get_data()
                for each in listed
                if each["name"].startswith("board-report-")
            }
            told = program.get(f"/releases/{release_id}/figures").get_json()["figures"]
            return Forms(
                json.loads(files["json"]),
                html_page(files["html"]),
                workbook(files["xlsx"]),
                files["pdf"],
                {each["id"]: each["value"] for each in told},
                sheet,
            )

        yield {
            Profile.INTERNAL: forms(whole_city.released.report_id),
            Profile.PUBLIC: forms(built(public)),
        }
    app.config["SESSION_REDIS"].flushdb()


def the_sheet(app: APIFlask) -> Element:
    """The data sheet's page, as a coordinator who signs in sees it."""
    a_user(Role.PROGRAMME_COORDINATOR, Role.ANALYST)
    browser = Browser(app.test_client())
    browser.sign_in("programme-coordinator-analyst-@example.org", PASSWORD)
    page: Element = browser.get(f"/data-sheet?as_at={DAY}").tree
    return page


BOTH = pytest.mark.parametrize("profile", list(Profile))


def in_page(page: Element) -> list[tuple[str, str]]:
    """Every number of a page by its figure's id, as it reads, in order; bars of charts too."""
    return [(each.get("data-figure", ""), words_of(each)) for each in page.iter() if each.get("data-figure")]


def by_id(printed: list[tuple[str, str]]) -> dict[str, set[str]]:
    """The ways in which each figure is printed."""
    found: dict[str, set[str]] = {}
    for figure, text in printed:
        found.setdefault(figure, set()).add(text)
    return found


def shown(value: float | Decimal | None, unit: str, *, places: int = 0) -> str:
    """A value as the paper is to print it, worked out here anew."""
    if value is None:
        return HIDDEN
    exact = Decimal(str(value))
    match unit:
        case "percent":
            return f"{exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)}%"
        case "pence":
            pounds, pence = divmod(int(exact), 100)
            return f"£{pounds:,}" + (f".{pence:02}" if pence else "")
        case "days":
            return f"{int(exact):,} days"
        case _:
            return f"{int(exact):,}"


def as_shown(text: str, value: float | None, unit: str) -> bool:
    """Whether a text prints a value, with as many places as it has; – is a share or a mean of nothing."""
    places = len(text.rstrip("%").partition(".")[2]) if unit == "percent" else 0
    return text == shown(value, unit, places=places) or (value is None and text == "–")


@BOTH
def test_each_number_of_the_page_is_the_value_that_the_json_and_a_program_read(reports, profile):
    forms = reports[profile]
    figures = {each["id"]: each for each in forms.json["figures"]}
    printed = in_page(forms.html)

    assert len(printed) > 300
    assert forms.api == {name: each["value"] for name, each in figures.items()}
    wrong = [
        (name, text)
        for name, text in printed
        if not as_shown(text, figures[name]["value"], figures[name]["unit"])
    ]
    assert wrong == []
    hidden = [name for name, text in printed if text == HIDDEN]
    assert bool(hidden) is (profile is Profile.PUBLIC)


def words_in(node: Any) -> Iterator[dict[str, Any]]:
    """Every text of the JSON with the figures in it, in order."""
    if isinstance(node, dict):
        if {"text", "figures"} <= node.keys():
            yield node
        for each in node.values():
            yield from words_in(each)
    elif isinstance(node, list):
        for each in node:
            yield from words_in(each)


@BOTH
def test_each_sentence_and_each_cell_reads_the_same_in_json_page_and_paper(reports, profile):
    forms = reports[profile]
    said, heard = words_of(forms.html), read_out(forms.pdf).partition("Figure index")[0]
    told = list(words_in({key: forms.json[key] for key in ("sections", "tables", "title_block")}))

    assert len([each for each in told if each["figures"]]) > 200
    for form in (said, heard):
        assert [each["text"] for each in told if " ".join(each["text"].split()) not in form] == []
    in_json = [figure for each in told for figure in each["figures"]]
    in_html = [
        each.get("data-figure") for each in forms.html.iter() if each.tag in ("data", "abbr") and each.attrib
    ]
    assert sorted(in_json) == sorted(filter(None, in_html))


@BOTH
def test_each_row_of_each_table_reads_the_same_in_page_and_paper(reports, profile):
    forms = reports[profile]
    *tables, _ = [
        node for node in structure(forms.pdf).all("Table") if node.kids[0].role == "Caption" or node.summary
    ]
    in_pdf = [row.text for table in tables for row in table.all("TR")]
    in_html = [
        " ".join(words_of(cell) for cell in row)
        for table in forms.html.iter("table")
        for row in table.iter("tr")
    ]

    assert len(in_html) > 100
    assert in_pdf == [" ".join(row.split()) for row in in_html]


def in_index(pdf: bytes) -> dict[str, set[str]]:
    """The index of figures of a paper: each figure's id, and how it is printed."""
    index: Node = structure(pdf).all("Table")[-1]
    assert index.summary == "Figure index"
    found: dict[str, set[str]] = {}
    for row in index.kids[1:]:
        pattern, numbers, _ = (cell.text for cell in row.kids)
        for number in numbers.split("; "):
            named, _, text = number.rpartition(": ")
            name = pattern.replace(" [", "[")
            for value in named.split(", "):
                name = name.replace("*", value, 1)
            found.setdefault(f"{name}@{DAY}", set()).update(text.split(", "))
    return found


@BOTH
def test_the_index_of_the_paper_has_every_number_of_the_page_by_its_id(reports, profile):
    forms = reports[profile]

    assert in_index(forms.pdf) == by_id(in_page(forms.html))
    assert broken_rules(forms.pdf) == []


def in_cell(cell: Cell) -> str:
    """What a spreadsheet shows of a number, by the cell's own format."""
    if isinstance(cell.value, str):
        return cell.value
    value, how = Decimal(str(cell.value)), cell.number_format
    if how.endswith('"%"'):
        return shown(value, "percent", places=len(how.removesuffix('"%"').partition(".")[2]))
    if how.startswith('"£"'):
        return shown(value * 100, "pence")
    return shown(value, "days" if "days" in how else "count")


@BOTH
def test_the_workbook_shows_each_number_of_the_page_in_its_cell_and_on_its_sheet_of_figures(reports, profile):
    forms = reports[profile]
    sheet = forms.book["Figures"]
    heads = [cell.value for cell in sheet[1]]
    rows = [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]
    figures = {each["id"]: each for each in forms.json["figures"]}
    on_page = by_id(in_page(forms.html))

    assert [row["Figure"] for row in rows] == list(figures)
    for row in rows:
        value = figures[row["Figure"]]["value"]
        assert row["Value"] == value or (value is None and row["Value"] in (HIDDEN, "–"))
        assert set((row["As printed"] or "").split(", ")) - {""} == on_page.get(row["Figure"], set())
        assert bool(row["Where it is printed"]) == (row["Figure"] in on_page)
        assert row["Definition"]
    linked = [cell for page in forms.book for line in page.iter_rows() for cell in line if cell.hyperlink]
    of_figures = [cell for cell in linked if cell.hyperlink.location.startswith("'Figures'!A")]
    assert len(of_figures) > 200
    for cell in of_figures:
        name = str(sheet[cell.hyperlink.location.rpartition("!")[2]].value)
        assert name == "Figure" or in_cell(cell) in on_page[name], (name, cell.coordinate)


@BOTH
def test_the_live_data_sheet_prints_what_the_report_does_but_for_what_that_hides(reports, profile):
    forms = reports[profile]
    live, on_page = by_id(in_page(forms.sheet)), by_id(in_page(forms.html))

    shared = live.keys() & on_page.keys()
    assert shared == live.keys()
    assert len(shared) > 130
    hidden = {name for name in shared if on_page[name] == {HIDDEN}}
    assert {name: live[name] for name in shared - hidden} == {name: on_page[name] for name in shared - hidden}
    assert bool(hidden) is (profile is Profile.PUBLIC)


def test_the_public_report_leads_to_its_own_definitions_and_the_data_sheet_to_families(reports):
    public, sheet = reports[Profile.PUBLIC].html, reports[Profile.PUBLIC].sheet

    assert {link.get("href")[0] for link in public.iter("a")} == {"#"}
    led = [link for link in sheet.iter("a") if "report-figure" in link.get("class", "")]
    bars = [link for link in sheet.iter() if link.get("class") == "report-bar"]
    assert len(led) > 130
    assert len(bars) >= 4
    assert all(link.get("href").startswith("/data-sheet/figure?id=") for link in (*led, *bars))
