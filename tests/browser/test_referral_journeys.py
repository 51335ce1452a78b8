"""A family is referred on a phone with a keyboard alone, and without scripts; the coordinator accepts it."""

from collections.abc import Callable
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from app.access.roles import Role
from app.cases.rules.referrals import DeclineReason
from app.cases.services import referral_decisions
from tests.browser.conftest import Reader
from tests.browser.test_accessibility import violations
from tests.conftest import COORDINATOR, TODAY

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 375, "height": 700}}


def test_a_family_is_referred_on_a_phone_with_the_keyboard_and_known_ones_are_said_to_be(
    reader_with: Callable[..., Reader],
) -> None:
    reader = reader_with(**PHONE)
    reader.sign_in(Role.TEAM_MEMBER)
    reader.goto("/referrals/new")
    keys = reader.page.keyboard

    reader.page.get_by_label("Forename").first.focus()
    keys.type("Tansy")
    _tab_to(reader.page, "people-1-surname")
    keys.type("Unheardof")
    _tab_to(reader.page, "people-1-born_on-day")
    for typed in ("9", "5", "2001"):
        keys.type(typed)
        keys.press("Tab")
    _tab_to_button(reader.page, "Add another person")
    keys.press("Enter")
    expect(reader.page.locator("#people-3-forename")).to_be_focused()
    assert violations(reader) == []

    _tab_to(reader.page, "ward_id")
    keys.type("Basford")
    _tab_to(reader.page, "why")
    keys.type("Often absent.")
    _tab_to(reader.page, "consent")
    keys.press("Space")
    _tab_to_button(reader.page, "Send the referral")
    keys.press("Enter")

    expect(reader.page.get_by_text("has been sent to the programme coordinator")).to_be_visible()
    assert reader.heading.startswith("Referral ")
    assert violations(reader) == []
    assert reader.width <= 375

    _declined(reader.page.url)
    reader.goto("/")
    news = reader.page.get_by_role("region", name="Your referrals")
    expect(news).to_contain_text("declined")
    link = news.get_by_role("link").first
    link.focus()
    link.press("Enter")
    expect(reader.page.get_by_text("Known to the programme by another name.")).to_be_visible()
    assert violations(reader) == []
    assert not reader.complaints


def test_without_scripts_a_family_is_referred_and_the_coordinator_accepts_it(
    reader_with: Callable[..., Reader],
) -> None:
    sender = reader_with(java_script_enabled=False)
    sender.sign_in(Role.LEAD_PROFESSIONAL)
    sender.page.get_by_role("link", name="Refer a family").click()
    sender.page.get_by_label("Forename").first.fill("Fennel")
    sender.page.get_by_label("Surname").first.fill("Unheardof")
    sender.page.get_by_label("Ward").select_option(label="Basford")
    sender.page.get_by_label("What you have seen").fill("Often absent.")
    sender.page.get_by_label("Family agrees").check()
    sender.page.get_by_role("button", name="Send the referral").click()
    referral = sender.heading

    decider = reader_with(java_script_enabled=False)
    decider.sign_in(Role.PROGRAMME_COORDINATOR)
    decider.goto("/referrals?state=waiting")
    decider.page.get_by_role("link", name=referral, exact=True).click()
    decider.page.get_by_role("button", name="Accept").click()
    decider.page.get_by_label("A new family").check()
    decider.page.get_by_role("button", name="Accept the referral").click()
    decider.page.get_by_role("link", name="Open family PF-").click()
    accepted = decider.heading

    sender.goto("/")
    news = sender.page.get_by_role("region", name="Your referrals")
    expect(news).to_contain_text(f"{referral}: accepted")
    assert accepted.startswith("Family PF-")


def _declined(address: str) -> None:
    """Decline the referral at this address, as the coordinator does."""
    referral_decisions.decline(
        UUID(address.rsplit("/", 1)[1]),
        DeclineReason.ANOTHER,
        "Known to the programme by another name.",
        version=1,
        actor=COORDINATOR,
        today=TODAY,
    )


def _tab_to(page: Page, element_id: str) -> None:
    """Go on with the keyboard to the field with this id."""
    _tab_until(page, f"document.activeElement.id === {element_id!r}")


def _tab_to_button(page: Page, words: str) -> None:
    _tab_until(page, f"document.activeElement.innerText?.trim() === {words!r}")


def _tab_until(page: Page, is_there: str) -> None:
    for _ in range(60):
        if page.evaluate(is_there):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not come to where {is_there}")
