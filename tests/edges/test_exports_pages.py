"""The pages and the API of exports: what there is, asking for one, fetching its files, and bad input."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from apiflask import APIFlask

from app.access.roles import Role
from app.exports import services as exports
from app.exports.rules.vocabulary import ExportName
from app.exports.views import ExportMade
from tests.conftest import COORDINATOR
from tests.edges.conftest import Browser
from tests.exports.requests import COUNCIL, KEY, asked_for, built

BrowserOf = Callable[..., Browser]
DAY = {"as_at-day": "12", "as_at-month": "7", "as_at-year": "2013"}


def _made(app: APIFlask, name: ExportName = ExportName.LIST_TWO) -> str:
    made = built(asked_for(name), Path(app.config["DOCUMENTS"]))
    return f"/exports/made/{made.id}"


def built_of(app: APIFlask, address: str) -> ExportMade:
    """What the work at an address makes, for whoever asked for it."""
    job_id = UUID(address.rpartition("/")[2])
    exports.build(job_id, organisation=COUNCIL, folder=Path(app.config["DOCUMENTS"]), key=KEY)
    return exports.export_of_job(job_id, actor=COORDINATOR)


def test_the_page_says_what_there_is_for_whom_and_when_it_was_last_made(
    browser_of: BrowserOf, site: APIFlask
) -> None:
    coordinator = browser_of(Role.PROGRAMME_COORDINATOR)
    before = coordinator.get("/exports").text
    _made(site)
    after = coordinator.get("/exports").text

    assert "Inspection pack" in before
    assert "Ofsted, at inspection" in before
    assert "None has been made yet." in before
    assert "Made lately" in after
    assert "to verify" in after


def test_an_analyst_is_not_offered_the_inspection_pack(browser_of: BrowserOf, site: APIFlask) -> None:
    assert "Inspection pack" not in browser_of(Role.ANALYST).get("/exports").text


def test_a_page_shows_the_dictionary_the_checks_and_what_is_to_be_verified(
    browser_of: BrowserOf, site: APIFlask
) -> None:
    text = browser_of(Role.ANALYST).get("/exports/annex-a-list-2").text

    for words in ("Organisation completing assessment", "A209", "Verify", "To verify before it is sent"):
        assert words in text


def test_asking_leads_to_where_the_work_shows_and_then_to_the_export(
    browser_of: BrowserOf, site: APIFlask
) -> None:
    coordinator = browser_of(Role.PROGRAMME_COORDINATOR)

    answer = coordinator.post("/exports/ssd-early-help", DAY)

    assert answer.status == 303
    assert answer.address.startswith("/work/")
    waiting = coordinator.follow(answer)
    assert "Stop this work" in waiting.html
    made = built_of(site, answer.address)
    assert coordinator.get(answer.address).links["Open the export"] == f"/exports/of-work/{made.job_id}"
    ready = coordinator.follow(coordinator.get(f"/exports/of-work/{made.job_id}"))
    assert ready.heading == "Early help table of the standard safeguarding dataset as at 12 July 2013"


def test_a_file_is_fetched_whole_as_an_attachment(browser_of: BrowserOf, site: APIFlask) -> None:
    address = _made(site)
    answer = browser_of(Role.PROGRAMME_COORDINATOR).get(f"{address}/files/annex-a-list-2-2013-07-12.csv")

    assert answer.status == 200
    assert answer.headers["Content-Disposition"] == "attachment; filename=annex-a-list-2-2013-07-12.csv"
    assert answer.bytes.startswith(b"Child Unique ID,Gender,Ethnicity,Date of Birth,")
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("address", "sent", "sentence"),
    [
        ("/exports/ssd-early-help", {}, "Enter the day that the export is as at."),
        ("/exports/ssd-early-help", {**DAY, "as_at-year": "2014"}, "Choose today or earlier."),
        ("/exports/ssd-early-help", {**DAY, "as_at-year": "9" * 400}, "The date must be a real one"),
        (
            "/exports/ssd-early-help",
            {**DAY, "as_at-day": "31", "as_at-month": "2"},
            "The date must be a real",
        ),
        ("/exports/inspection-pack", {**DAY, "draw": "many"}, "Enter a whole number from 0 to 20."),
        ("/exports/inspection-pack", {**DAY, "draw": "9" * 400}, "Enter a whole number from 0 to 20."),
        ("/exports/inspection-pack", {**DAY, "seed": "9" * 40}, "Enter a whole number from 0 to"),
        (
            "/exports/inspection-pack",
            {**DAY, "chosen": "PF-999999X"},
            "One of the references is of no family",
        ),
        ("/exports/inspection-pack", {**DAY, "chosen": "x" * 401}, "Enter up to 20 references"),
        ("/exports/pseudonymised-extract", {**DAY, "stable": "perhaps"}, "Choose which pseudonyms"),
    ],
)
def test_what_cannot_be_is_said_by_its_field_and_nothing_is_asked_for(
    browser_of: BrowserOf, site: APIFlask, address: str, sent: dict[str, str], sentence: str
) -> None:
    coordinator = browser_of(Role.PROGRAMME_COORDINATOR)

    answer = coordinator.post(address, sent)

    assert answer.status == 422
    assert any(sentence in error for error in answer.errors)


def test_an_unknown_export_and_an_unknown_file_are_pages_that_there_are_not(
    browser_of: BrowserOf, site: APIFlask
) -> None:
    coordinator = browser_of(Role.PROGRAMME_COORDINATOR)
    address = _made(site)

    for wrong in ("/exports/everything", f"{address}/files/secret-key", f"{address}/files/%00"):
        assert coordinator.get(wrong).status in (400, 404)


def test_an_extract_says_what_could_point_to_a_child(browser_of: BrowserOf, site: APIFlask) -> None:
    text = browser_of(Role.ANALYST).get(_made(site, ExportName.EXTRACT)).text

    assert "What could point to a child" in text
    assert "OFFICIAL-SENSITIVE" in text
