"""An export asked for, waited for and fetched on a phone: by keyboard alone, and without scripts."""

import csv
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import expect

from app.access.roles import Role
from app.exports import services as exports
from app.exports.rules.vocabulary import ExportName
from tests.browser.conftest import LiveSite, Reader
from tests.browser.keyboard import day, press, tick
from tests.browser.test_accessibility import violations
from tests.exports.requests import COUNCIL, KEY

pytestmark = pytest.mark.browser

PHONE = {"width": 375, "height": 700}


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_extract_is_asked_for_waited_for_and_fetched_by_keyboard_on_a_phone(
    reader_with: Callable[..., Reader], live_site: LiveSite, tmp_path: Path, scripts: bool
) -> None:
    reader = reader_with(viewport=PHONE, java_script_enabled=scripts)
    reader.sign_in(Role.ANALYST)
    page = reader.page

    reader.goto("/exports")
    press(page.get_by_role("link", name="Pseudonymised extract", exact=True))
    day(page, "As at", "31", "2", "2013")
    press(page.get_by_role("button", name="Ask for the export"))
    assert reader.title.startswith("Error: ")
    press(page.get_by_role("link", name="The date must be a real one"))
    sound(reader, scripts)
    day(page, "As at", "31", "3", "2013")
    tick(page.get_by_role("radio", name="Fresh ones"))
    press(page.get_by_role("button", name="Ask for the export"))
    expect(page.get_by_role("button", name="Stop this work")).to_be_visible()
    sound(reader, scripts)

    waiting = page.url.partition("#")[0]  # without scripts the place of the error stays in the address
    exports.build(
        UUID(waiting.rpartition("/")[2]),
        organisation=COUNCIL,
        folder=Path(live_site.app.config["DOCUMENTS"]),
        key=KEY,
    )
    page.goto(waiting)
    press(page.get_by_role("link", name="Open the export"))
    assert reader.heading == "Pseudonymised extract as at 31 March 2013"
    sound(reader, scripts)
    with page.expect_download() as fetched:
        press(page.get_by_role("link", name=f"{ExportName.EXTRACT.value}-2013-03-31.csv"))

    fetched.value.save_as(tmp_path / "extract.csv")
    with (tmp_path / "extract.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 1_000
    assert "child" in rows[0]


def sound(reader: Reader, scripts: bool) -> None:
    """The page fits, and has no fault. axe is a script itself; it sees the same pages with scripts."""
    if scripts:
        assert violations(reader) == []
    assert reader.width == PHONE["width"]
