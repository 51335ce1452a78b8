"""Reminders turned off on a phone, by keyboard alone, with scripts and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.access.roles import Role
from tests.browser.conftest import Reader
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser

PHONE = {"width": 375, "height": 700}


@pytest.mark.parametrize(
    ("role", "with_scripts"),
    [
        pytest.param(Role.LEAD_PROFESSIONAL, True, id="with scripts"),
        pytest.param(Role.AGENCY_MANAGER, False, id="without scripts"),
    ],
)
def test_somebody_turns_reminders_off_by_keyboard_on_a_phone(
    reader_with: Callable[..., Reader], role: Role, with_scripts: bool
) -> None:
    reader = reader_with(viewport=PHONE, java_script_enabled=with_scripts)
    reader.sign_in(role)
    page = reader.page

    to_the(page, "Reminders", "link")
    assert reader.heading == "Reminders"
    boxes = page.get_by_role("checkbox")
    assert boxes.count() == 3
    for place in range(3):
        expect(boxes.nth(place)).to_be_checked()
        tab_to(page, f"#reminders{f'-{place + 1}' if place else ''}")
        page.keyboard.press("Space")
    if with_scripts:
        assert violations(reader) == []
    to_the(page, "Save", "button")

    expect(page.get_by_text("Your reminders have been saved.")).to_be_visible()
    for place in range(3):
        expect(boxes.nth(place)).not_to_be_checked()
    if with_scripts:
        assert violations(reader) == []
        assert reader.width == PHONE["width"]
    assert reader.complaints == []


def to_the(page: Page, name: str, role: str) -> None:
    """Tab to a link or a button, and press Enter."""
    for _ in range(200):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        wanted = page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
        if focused.count() and focused.and_(wanted).count():
            page.keyboard.press("Enter")
            page.wait_for_load_state()
            return
    pytest.fail(f"no {role} {name!r} was reached with the Tab key")


def tab_to(page: Page, place: str) -> None:
    """Tab to one box."""
    for _ in range(100):
        page.keyboard.press("Tab")
        if page.locator(f"{place}:focus").count():
            return
    pytest.fail(f"{place} was not reached with the Tab key")
