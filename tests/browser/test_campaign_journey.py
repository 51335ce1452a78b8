"""A cleansing campaign answered on a phone with a keyboard alone, and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from app.access.roles import Role
from app.campaigns.rules.vocabulary import CampaignKind
from tests.browser.campaigns import a_campaign, disown
from tests.browser.conftest import LiveSite, Reader
from tests.browser.keyboard import choose, press, tick, type_in
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser

PHONE = {"width": 375, "height": 700}


def test_a_manager_answers_a_campaign_by_keyboard_on_a_phone(
    reader_with: Callable[..., Reader], live_site: LiveSite
) -> None:
    a_campaign(CampaignKind.LONG_OPEN)
    reader = reader_with(viewport=PHONE)
    reader.sign_in(Role.AGENCY_MANAGER)
    page, keys = reader.page, reader.page.keyboard
    assert violations(reader) == []

    press(page.get_by_role("link", name="Open for over two years"))
    assert reader.heading == "Open for over two years"
    assert violations(reader) == []
    tick(page.get_by_role("radio", name="Still open").nth(0))
    tick(page.get_by_role("radio", name="Not ours").nth(1))
    keys.press("Tab")
    keys.type("The school")
    tick(page.get_by_role("radio", name="Close it").nth(2))
    press(page.get_by_role("button", name="Save the answers"))

    assert reader.title.startswith("Error: ")
    expect(page.get_by_role("alert")).to_contain_text("Enter the day on which it was closed.")
    expect(page.get_by_text("2 answers have been saved.")).to_be_visible()
    assert violations(reader) == []
    press(page.get_by_role("link", name="Enter the day on which it was closed."))
    for typed in ("1", "7", "2013"):
        keys.type(typed)
        keys.press("Tab")
    keys.type("Moved")
    # Whether it may be closed so is for the rules to say; what was answered is not lost either way.
    press(page.get_by_role("button", name="Save the answers"))
    expect(page.get_by_text("has been saved").or_(page.get_by_role("alert")).first).to_be_visible()

    press(page.get_by_role("link", name="All cases, with the answers given"))
    expect(page.get_by_text("Not ours: The school (answered by")).to_be_visible()
    assert violations(reader) == []
    assert reader.width == PHONE["width"]
    assert [said for said in reader.complaints if "422" not in said] == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_what_is_not_theirs_is_sent_on_and_closed_by_keyboard_on_a_phone(
    reader_with: Callable[..., Reader], live_site: LiveSite, scripts: bool
) -> None:
    campaign = a_campaign(CampaignKind.LONG_OPEN)
    disown(campaign, 3)
    reader = reader_with(viewport=PHONE, java_script_enabled=scripts)
    reader.sign_in(Role.CAF_COORDINATOR)
    page = reader.page

    press(page.get_by_role("link", name="to send on or close"))
    assert reader.heading == "Said not to be theirs"
    waiting = page.get_by_role("checkbox").count()
    press(page.get_by_role("button", name="Save the decision"))
    expect(page.get_by_role("link", name="Choose at least one case.")).to_be_visible()
    sound(reader, scripts)
    tick(page.get_by_role("checkbox").nth(0))
    tick(page.get_by_role("checkbox").nth(1))
    tick(page.get_by_role("radio", name="Send on to another agency"))
    choose(page.get_by_label("Who is to answer"), "EWS")
    type_in(page.get_by_label("Note to them"), "See the minutes of May.")
    press(page.get_by_role("button", name="Save the decision"))
    expect(page.get_by_text("2 cases have been sent on.")).to_be_visible()
    sound(reader, scripts)

    tick(page.get_by_role("checkbox").nth(0))
    tick(page.get_by_role("radio", name="Close the point"))
    type_in(page.get_by_label("Why nobody is asked any more"), "It is on paper only.")
    press(page.get_by_role("button", name="Save the decision"))
    expect(page.get_by_text("1 point has been closed.")).to_be_visible()
    expect(page.get_by_role("checkbox")).to_have_count(waiting - 3)
    manager = reader_with(viewport=PHONE, java_script_enabled=scripts)
    manager.sign_in(Role.AGENCY_MANAGER)
    manager.goto(f"/campaigns/{campaign}/answers?show=all")
    expect(manager.page.get_by_text("Sent on to EWS: See the minutes of May.").first).to_be_visible()
    sound(manager, scripts)


def sound(reader: Reader, scripts: bool) -> None:
    """The page fits, and has no fault. axe is a script itself; it sees the same pages with scripts."""
    if scripts:
        assert violations(reader) == []
    assert reader.width == PHONE["width"]


def test_without_scripts_a_campaign_is_started_answered_and_its_effect_seen(
    reader_with: Callable[..., Reader], live_site: LiveSite
) -> None:
    starter = reader_with(viewport=PHONE, java_script_enabled=False)
    starter.sign_in(Role.CAF_COORDINATOR)
    starter.page.get_by_role("link", name="Data-cleansing campaigns").click()
    starter.page.get_by_role("button", name="Start a campaign").click()
    starter.page.get_by_label("Never reviewed").check()
    for part, typed in (("Day", "9"), ("Month", "8"), ("Year", "2013")):
        starter.page.get_by_label(part, exact=True).fill(typed)
    press(starter.page.get_by_role("button", name="Start the campaign"))
    watched = starter.page.url

    answerer = reader_with(viewport=PHONE, java_script_enabled=False)
    answerer.sign_in(Role.AGENCY_MANAGER)
    answerer.page.get_by_role("link", name="Never reviewed").click()
    answerer.page.get_by_role("radio", name="Still open").first.check()
    answerer.page.get_by_role("button", name="Save the answers").click()
    expect(answerer.page.get_by_text("1 answer has been saved.")).to_be_visible()

    starter.page.goto(watched)
    expect(starter.page.get_by_role("rowheader", name="Education Welfare Service")).to_be_visible()
    expect(starter.page.get_by_text("1 of").first).to_be_visible()
    expect(starter.page.get_by_role("rowheader", name="CAFs open and never reviewed")).to_be_visible()
    starter.page.get_by_role("button", name="Close the campaign").click()
    expect(starter.page.get_by_text("The campaign has been closed.")).to_be_visible()
