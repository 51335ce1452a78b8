"""The programme's money in the browser, to programs, and in a spreadsheet."""

import csv
from collections.abc import Callable
from io import StringIO

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from app.access.roles import Role
from app.claims.models.claims import ClaimWindow
from app.db import Sessions
from app.programme.packs import Phase
from tests.city import Released
from tests.conftest import TODAY
from tests.edges.conftest import Browser
from tests.edges.programs import a_program, code_of

BrowserOf = Callable[..., Browser]
SHARED = (
    "programme.target-families[financial-year=2013/14]",
    "money.attachment-fees[financial-year=2012/13]",
    "money.attachment-fees[financial-year=2013/14]",
    "money.attachment-fees[financial-year=2014/15]",
    "money.highest-results",
    "families.expected-funded-elsewhere",
    "families.funded-elsewhere",
    "families.attached[cohort-year=2012/13]",
)


@pytest.fixture
def coordinator(city: sa.Connection, browser_of: BrowserOf) -> Browser:
    """The browser of a programme coordinator, over the city."""
    return browser_of(Role.PROGRAMME_COORDINATOR)


def test_the_page_tells_fees_results_and_forecast_of_the_city(coordinator: Browser) -> None:
    page = coordinator.get("/claims/money")

    assert page.status == 200
    for words in ("£1,066,666.67", "£1,200,000", "£2,533,333.33", "£1,466,666.67", "93.75%"):
        assert words in page.text
    assert "75% and over: all now" in page.text
    assert "within the range" in page.text
    assert "Rules to verify before the first live claim" in page.text
    assert coordinator.get("/claims").text.count("Money: fees, results and forecast") == 1


def test_every_link_of_the_page_opens_and_says_what_stands_behind_it(coordinator: Browser) -> None:
    page = coordinator.get("/claims/money")
    links = dict.fromkeys(
        link.get("href") for link in page.all("a") if "/money/figure" in (link.get("href") or "")
    )

    assert len(links) > 40
    for address in list(links)[:: len(links) // 6]:
        opened = coordinator.get(address)
        assert opened.status == 200
        assert "What it is" in opened.text
        assert "Nothing stands behind this figure" not in opened.text


def test_an_amount_opens_to_families_and_a_fee_to_its_formula(coordinator: Browser) -> None:
    drafted = coordinator.get("/claims/money/figure?id=money.claimed[window=July 2013]@2013-07-12")
    fee = coordinator.get("/claims/money/figure?id=money.attachment-fees[financial-year=2013/14]@2013-07-12")

    (table,) = drafted.all("table")
    assert len(list(table.iter("tr"))) == 6 + 2
    assert "£3,600" in drafted.text_of(table)
    assert "Verify before the first live claim" in drafted.text
    assert "600 families × 5/6 × £2,400" in fee.text
    assert "Verify before the first live claim" not in fee.text


def test_an_assumption_is_off_until_it_is_made_and_then_said_to_be_one(coordinator: Browser) -> None:
    assert "Your own assumption for this page. No figure" not in coordinator.get("/claims/money").text

    page = coordinator.get("/claims/money?assumed=50")

    assert "Of that, 50%" in page.text
    assert "Your own assumption for this page. No figure" in page.text


@pytest.mark.parametrize("entered", ["101", "-1", "half", "9" * 6000, "1.5", "5%00"])
def test_a_percentage_that_is_none_is_refused_beside_its_field(coordinator: Browser, entered: str) -> None:
    page = coordinator.get("/claims/money", query_string={"assumed": entered})

    assert page.status == 422
    assert "Enter a percentage from 0 to 100" in page.text
    assert "£1,200,000" in page.text


@pytest.mark.parametrize(
    "address",
    [
        "/claims/money/figure",
        "/claims/money/figure?id=money.claimed@2013-07-11",
        "/claims/money/figure?id=" + "x" * 600,
        "/claims/money/figure?id=money.claimed@2013-07-12&assumed=many",
        "/claims/money/tables.csv?assumed=many",
    ],
)
def test_a_figure_that_there_is_not_is_a_page_that_there_is_not(coordinator: Browser, address: str) -> None:
    assert coordinator.get(address).status == 404


def test_the_tables_are_taken_away_with_no_formula_in_them(coordinator: Browser) -> None:
    with Sessions() as session, session.begin():
        session.add(
            ClaimWindow(
                label="=HYPERLINK(1)", phase=Phase.PHASE_ONE, opens_on=TODAY, closes_on=TODAY.replace(day=30)
            )
        )

    answer = coordinator.client.get("/claims/money/tables.csv")
    rows = list(csv.DictReader(StringIO(answer.text)))

    assert answer.headers["Content-Disposition"] == "attachment; filename=money-2013-07-12.csv"
    fee = next(
        row for row in rows if row["figure"] == "money.attachment-fees[financial-year=2013/14]@2013-07-12"
    )
    assert (fee["row"], fee["unit"], fee["value"]) == ("2013/14", "pence", "120000000")
    assert fee["verify before first live claim"] == "no"
    assert {row["marking"] for row in rows} == {"OFFICIAL-SENSITIVE"}
    assert any(row["row"] == "'=HYPERLINK(1)" for row in rows)
    assert not [
        cell
        for row in rows
        for cell in row.values()
        if cell[:1] in "=+-@" and not cell[1:].isdigit() and cell
    ]


def test_programs_read_the_same_figures_and_open_them(city: sa.Connection, app: APIFlask) -> None:
    program = a_program(app, Role.PROGRAMME_COORDINATOR)

    found = program.get("/money?assumed=25").get_json()
    figures = {each["id"]: each for each in found["figures"]}
    claimed = figures["money.claimed[window=July 2013]@2013-07-12"]
    opened = program.get(f"/money/figure?id={claimed['id']}").get_json()

    assert (found["as_at"], found["assumed"]) == ("2013-07-12", 25)
    assert [section["code"] for section in found["sections"]] == ["fees", "results", "forecast"]
    assert sum(each["pence"] for each in opened["families"]) == claimed["value"] == 360_000
    assert len(opened["families"]) == claimed["families"] == 6
    assert {each["certainty"] for each in opened["rules_to_verify"]} == {"recalled", "derived"}
    assert code_of(program.get("/money?assumed=101"))[0] == 422
    assert code_of(program.get("/money/figure?id=nothing")) == (404, "figure")


def test_what_the_return_tells_too_it_tells_alike(
    city: sa.Connection, released: Released, app: APIFlask
) -> None:
    program = a_program(app, Role.PROGRAMME_COORDINATOR)
    now = {each["id"]: each["value"] for each in program.get("/money").get_json()["figures"]}

    with Sessions() as session:
        kept = session.execute(
            sa.text("select figure_id, value from figure where release_id = :release"),
            {"release": released.return_id},
        )
        in_the_return = {row.figure_id: row.value for row in kept}

    for name in SHARED:
        assert now[f"{name}@2013-07-12"] == in_the_return[f"{name}@2013-07-12"], name
