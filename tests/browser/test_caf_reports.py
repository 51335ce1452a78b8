"""The CAF reports as a coordinator reads them: on a phone, by keyboard alone, with scripts or without."""

from collections.abc import Callable

import pytest

from app.access.roles import Role
from tests.browser import keyboard
from tests.browser.conftest import Reader
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser

CLOSED = "cafs.closed-in-twelve-months[sex=female,ending=needs-met]@2013-03-31"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_coordinator_chooses_a_day_and_opens_a_share_down_to_its_assessments(
    reader_with: Callable[..., Reader], scripts: bool
) -> None:
    reader = reader_with(java_script_enabled=scripts, viewport={"width": 375, "height": 800})
    reader.sign_in(Role.PROGRAMME_COORDINATOR)
    reader.goto("/data-sheet")

    keyboard.press(reader.page.get_by_role("link", name="CAF reports"))
    assert reader.heading == "CAF reports"
    keyboard.day(reader.page, "Show the CAF reports as at", "31", "3", "2013")
    keyboard.press(reader.page.get_by_role("button", name="Show the CAF reports"))
    assert reader.width == 375
    if scripts:
        assert violations(reader) == []
    share = CLOSED.replace("cafs.closed", "closures.share")
    keyboard.press(reader.page.locator(f'a:has([data-figure="{share}"])').first)
    assert reader.heading == "55%"
    keyboard.press(reader.page.get_by_role("link", name="200"))

    assert reader.heading == "200 assessments"
    assert reader.page.get_by_role("rowheader").count() == 200
    assert not reader.complaints
