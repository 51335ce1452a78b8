"""A return prepared, signed, submitted and answered with a keyboard alone on a phone, and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from app.access.roles import Role
from app.reports import signing
from tests.browser.conftest import LiveSite, Reader
from tests.browser.keyboard import day, press, tick, type_in
from tests.browser.test_accessibility import violations
from tests.reports import returning as world
from tests.reports.records import ask

pytestmark = pytest.mark.browser

PHONE = {"width": 375, "height": 700}


def sound(reader: Reader, scripts: bool) -> None:
    """The page fits, and has no fault. axe is a script itself; it sees the same pages with scripts."""
    if scripts:
        assert violations(reader) == []
    assert reader.width == PHONE["width"]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_return_goes_from_preparing_to_paid_by_keyboard_on_a_phone(
    reader_with: Callable[..., Reader], live_site: LiveSite, scripts: bool
) -> None:
    world.audited(3, world.july(), world.the_people())
    coordinator = reader_with(viewport=PHONE, java_script_enabled=scripts)
    coordinator.sign_in(Role.PROGRAMME_COORDINATOR)
    coordinator.goto("/claims")
    page = coordinator.page
    press(page.get_by_role("link", name="Returns of the claim windows"))
    assert coordinator.heading == "Returns"
    press(page.get_by_role("button", name="Prepare the return"))
    expect(page.get_by_role("link", name="Choose a claim window.")).to_be_visible()
    sound(coordinator, scripts)
    tick(page.get_by_role("radio", name="July 2013"))
    press(page.get_by_role("button", name="Prepare the return"))
    expect(page.get_by_text("The return is being prepared")).to_be_visible()
    sound(coordinator, scripts)

    press(page.get_by_role("button", name="Send for signature"))
    expect(page.get_by_role("alert")).to_contain_text("needs an explanation before this return goes on")
    sound(coordinator, scripts)
    while page.get_by_label("may stand").count() and page.locator("details[open] textarea").count():
        type_in(page.locator("details[open] textarea").first, "A first claim.")
        press(page.locator("details[open]").first.get_by_role("button"))
        expect(page.get_by_text("The explanation has been saved.")).to_be_visible()
    press(page.get_by_role("button", name="Send for signature"))
    expect(page.get_by_text("The return waits for signature.")).to_be_visible()
    sound(coordinator, scripts)
    address = page.url.removeprefix(live_site.address)

    officer = reader_with(viewport=PHONE, java_script_enabled=scripts)
    officer.sign_in(Role.AUTHORISING_OFFICER)
    sound(officer, scripts)
    press(officer.page.get_by_role("link", name="July 2013, return").first)
    expect(officer.page.get_by_text("A first claim.").first).to_be_visible()
    press(officer.page.get_by_role("button", name="Refuse to sign"))
    expect(officer.page.get_by_role("link", name="Say why you do not sign this return.")).to_be_visible()
    sound(officer, scripts)
    press(officer.page.get_by_role("link", name="family by family"))
    expect(officer.page.get_by_text("Newly claimed on this return.").first).to_be_visible()
    sound(officer, scripts)
    officer.goto(address)
    press(officer.page.get_by_role("button", name="Sign the return"))
    expect(officer.page.get_by_text("The return is signed.")).to_be_visible()
    sound(officer, scripts)
    for (job_id,) in ask("select id from job where name = 'build-signed-return' and status = 'pending'"):
        signing.build_files(job_id)

    coordinator.goto(address)
    day(page, "Day on which it was submitted", "12", "7", "2013")
    type_in(page.get_by_label("The department’s reference"), "DCLG-11")
    press(page.get_by_role("button", name="Record the submission"))
    expect(page.get_by_text("reference DCLG-11")).to_be_visible()
    sound(coordinator, scripts)
    press(page.get_by_role("link", name="Answers and repayments"))
    sound(coordinator, scripts)
    press(page.get_by_role("link", name="Answer for").first)
    tick(page.get_by_role("radio", name="Not valid"))
    press(page.get_by_role("button", name="Record the answer"))
    expect(page.get_by_role("link", name="Say why the line was found not valid.")).to_be_visible()
    sound(coordinator, scripts)
    type_in(page.get_by_label("Why it is not valid"), "No proof of attendance.")
    press(page.get_by_role("button", name="Record the answer"))
    expect(page.get_by_text("No proof of attendance.")).to_be_visible()
    press(page.get_by_role("link", name="All the rest were paid"))
    sound(coordinator, scripts)
    press(page.get_by_role("button", name="Record that they were paid"))
    expect(page.get_by_text("Every line has its answer")).to_be_visible()
    sound(coordinator, scripts)
