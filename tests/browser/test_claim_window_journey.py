"""A claim window worked through by its coordinator: on a phone with a keyboard alone, and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.access.roles import Role
from tests.browser.conftest import Reader
from tests.browser.keyboard import press, type_in
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 375, "height": 700}}


def a_window_opened(reader: Reader) -> None:
    reader.sign_in(Role.PROGRAMME_COORDINATOR)
    reader.goto("/claims/windows")
    press(reader.page.get_by_role("link", name="July 2013"))


def the_step(page: Page, title: str, button: str) -> None:
    """Look at what a step would do, and take it."""
    press(page.get_by_role("button", name=title))
    press(page.get_by_role("button", name=button).first)


def all_the_evidence_is_checked(reader: Reader) -> None:
    """Check what waits, source by source."""
    reader.goto("/evidence-checks")
    while (source := reader.page.locator("main table tbody a").first).count():
        press(source)
        press(reader.page.get_by_role("button", name="I have checked"))
        expect(reader.page.get_by_text("You have checked")).to_be_visible()
        reader.goto("/evidence-checks")


def test_a_window_is_worked_through_on_a_phone_with_the_keyboard(
    reader_with: Callable[..., Reader],
) -> None:
    reader = reader_with(**PHONE)
    page = reader.page
    a_window_opened(reader)
    assert violations(reader) == []
    assert reader.width <= 375

    press(page.get_by_role("button", name="Draft all that may be claimed"))
    assert violations(reader) == []
    press(page.get_by_role("button", name="Draft the claims of those ticked").first)
    expect(page.get_by_role("heading", level=1)).to_contain_text("drafted")
    all_the_evidence_is_checked(reader)
    reader.goto("/claims/windows")
    press(page.get_by_role("link", name="July 2013"))
    the_step(page, "Mark evidence as complete", "Mark those ticked as complete")
    assert violations(reader) == []
    press(page.get_by_role("link", name="Back to July 2013"))
    the_step(page, "Send to internal audit", "Send those ticked to internal audit")
    press(page.get_by_role("link", name="Back to July 2013"))

    press(page.get_by_role("region", name="With internal audit").locator("tbody a").first)
    expect(page.get_by_text("Digest of the proof")).to_be_visible()
    assert violations(reader) == []
    assert reader.width <= 375
    assert not reader.complaints
    press(page.get_by_role("link", name="Withdraw"))
    press(page.get_by_role("button", name="Withdraw"))
    expect(page.get_by_role("alert")).to_contain_text("Enter a reason.")
    type_in(page.get_by_label("Reason"), "The family has asked us not to.")
    press(page.get_by_role("button", name="Withdraw"))
    expect(page.get_by_text("The line has been withdrawn.")).to_be_visible()
    expect(page.get_by_text("The family has asked us not to.")).to_be_visible()
    assert violations(reader) == []


def test_without_scripts_a_window_is_opened_and_a_family_drafted_proved_and_read_by_audit(
    reader_with: Callable[..., Reader],
) -> None:
    reader = reader_with(java_script_enabled=False)
    page = reader.page
    reader.sign_in(Role.PROGRAMME_COORDINATOR)
    reader.goto("/claims/windows/new")
    page.get_by_label("Phase 1").check()
    page.get_by_label("Name").fill("Spring 2014")
    for group, parts in (("Opens on", ("1", "2", "2014")), ("Closes on", ("28", "2", "2014"))):
        boxes = page.get_by_role("group", name=group, exact=True)
        for part, number in zip(("Day", "Month", "Year"), parts, strict=True):
            boxes.get_by_label(part).fill(number)
    page.get_by_role("button", name="Open the window").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Spring 2014: claim window")

    reader.goto("/claims/windows")
    page.get_by_role("link", name="July 2013").click()
    page.get_by_role("region", name="With internal audit").locator("tbody a").first.click()
    address = page.url

    auditor = reader_with(java_script_enabled=False)
    auditor.sign_in(Role.INTERNAL_AUDITOR)
    auditor.page.goto(address)
    expect(auditor.page.get_by_text("Comes next")).to_be_visible()
    expect(auditor.page.get_by_role("button", name="Withdraw")).to_have_count(0)
    with auditor.page.expect_download() as download:
        auditor.page.get_by_role("link", name="Download the proof").click()
    assert download.value.suggested_filename.startswith("claim-PF-")
