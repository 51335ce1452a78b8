"""The programme's money, read and opened on a phone by keyboard alone, with and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from app.access.roles import Role
from tests.browser.conftest import Reader
from tests.browser.keyboard import press, type_in
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser

PHONE = {"width": 375, "height": 700}


@pytest.mark.parametrize(
    "scripts", [pytest.param(True, id="with scripts"), pytest.param(False, id="without scripts")]
)
def test_a_coordinator_opens_a_pound_and_makes_an_assumption_by_keyboard(
    reader_with: Callable[..., Reader], scripts: bool
) -> None:
    reader = reader_with(viewport=PHONE, java_script_enabled=scripts)
    reader.sign_in(Role.PROGRAMME_COORDINATOR)
    reader.goto("/claims")
    page = reader.page
    press(page.get_by_role("link", name="Money", exact=True))
    assert reader.heading == "Money"
    assert reader.width <= PHONE["width"]

    press(page.locator("#table-rests-on tbody td a").first)
    expect(page.get_by_role("table", name="Families behind it, by reference")).to_be_visible()
    assert reader.width <= PHONE["width"]
    if scripts:
        assert violations(reader) == []

    press(page.get_by_role("link", name="Money", exact=True))
    box = page.get_by_label("Assume that this percentage")
    type_in(box, "500")
    press(page.get_by_role("button", name="Show it with this assumption"))
    expect(page.get_by_role("alert")).to_contain_text("Enter a percentage from 0 to 100")
    assert reader.title.startswith("Error: ")

    type_in(page.get_by_label("Assume that this percentage"), "50")
    press(page.get_by_role("button", name="Show it with this assumption"))
    expect(page.get_by_role("rowheader", name="Of that, 50%")).to_be_visible()
