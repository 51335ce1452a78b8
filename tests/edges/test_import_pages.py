"""Importing in the browser: every fault a sentence, never a crash."""

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from app.access.roles import Role
from app.db import Sessions
from tests.edges.conftest import Browser, Page

BrowserOf = Callable[..., Browser]

WARDS = b"ward,locality,boundary_set,gss_code\nAspley,North,2003,\nBasford,North,2003,\n"
AGENCIES = b"agency,name,sector,parent_organisation,data_sheet_order\nHEALTH,Health,health,,4\n"


@pytest.fixture
def analyst(site: APIFlask, browser_of: BrowserOf) -> Browser:
    """The browser of an analyst, over an empty database."""
    return browser_of(Role.ANALYST)


def send(browser: Browser, content: bytes, name: str = "wards.csv", action: str = "load") -> Page:
    """A file sent with the form."""
    return browser.post("/import", {"file": (BytesIO(content), name), "action": action})


def wards() -> int:
    with Sessions() as session:
        return int(session.execute(sa.text("select count(*) from ward")).scalar_one())


def test_a_sound_file_is_loaded_and_the_second_time_changes_nothing(analyst: Browser) -> None:
    first = send(analyst, WARDS)
    second = send(analyst, WARDS)

    assert (first.status, first.heading) == (200, "2 rows were read: 2 records were added and 0 changed.")
    assert "nothing was changed" in second.heading
    assert wards() == 2


def test_a_check_loads_nothing(analyst: Browser) -> None:
    page = send(analyst, WARDS, action="check")

    assert page.status == 200
    assert "nothing was loaded, as asked" in page.heading
    assert wards() == 0


def test_every_fault_is_shown_with_its_place_and_how_to_put_it_right(analyst: Browser) -> None:
    page = send(analyst, WARDS + b",South,2003,\n")

    assert page.status == 422
    assert page.heading == "1 fault was found; nothing was loaded."
    row = page.text_of(page.all("tbody")[0])
    assert row.startswith("wards.csv 4 ward This column needs a value.")
    assert wards() == 0


def test_a_zip_of_tables_is_loaded_whole(analyst: Browser) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("wards.csv", WARDS)
        archive.writestr("agencies.csv", AGENCIES)

    page = send(analyst, packed.getvalue(), "all.zip")

    assert page.heading == "3 rows were read: 3 records were added and 0 changed."


@pytest.mark.parametrize(
    ("content", "name"),
    [
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00", "wards.csv", id="a picture named .csv"),
        pytest.param(b"PK\x03\x04broken", "all.zip", id="a broken ZIP"),
        pytest.param(b"", "wards.csv", id="an empty file"),
        pytest.param(b"x", "../../etc/passwd", id="a name that climbs"),
        pytest.param(b"x", "...", id="a name of dots"),
    ],
)
def test_a_file_that_is_none_gets_a_sentence(analyst: Browser, content: bytes, name: str) -> None:
    page = send(analyst, content, name)

    assert page.status == 422
    assert "nothing was loaded" in page.heading


def test_a_file_over_the_limit_gets_a_sentence_whichever_limit_it_meets(analyst: Browser) -> None:
    just_over = send(analyst, WARDS + b"\n" * 200_000)
    far_over = send(analyst, b"x" * 400_000)

    assert just_over.status == 422
    assert "nothing was loaded" in just_over.heading
    assert far_over.status == 413
    assert far_over.heading == "The file is too large"
    assert wards() == 0


def test_a_form_without_a_file_or_an_action_says_so(analyst: Browser) -> None:
    assert analyst.post("/import", {"action": "check"}).errors == ["Choose a file."]
    no_action = analyst.post("/import", {"file": (BytesIO(WARDS), "wards.csv")})
    assert no_action.errors == ["Choose whether to check or to load the file."]


@pytest.mark.parametrize("name", ["template.xlsx", "template.zip"])
def test_the_template_is_downloaded_from_the_page_and_goes_in_as_it_is(analyst: Browser, name: str) -> None:
    links = [link.get("href") for link in analyst.get("/import").all("a")]

    template = analyst.get(f"/import/{name}")

    assert f"/import/{name}" in links
    assert template.headers["Content-Disposition"] == f"attachment; filename=loxley-import-{name}"
    assert send(analyst, template.bytes, name).status == 200
    assert wards() == 1


def test_there_is_no_other_template_and_it_is_for_analysts(analyst: Browser, browser_of: BrowserOf) -> None:
    assert analyst.get("/import/template.docx").status == 404
    assert browser_of(Role.BOARD_READER).get("/import/template.zip").status == 403
