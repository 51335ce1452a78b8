"""A figure that is missing: asked for, looked at, answered and put right, on a phone without a mouse."""

from collections.abc import Callable
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from app.access.policies import COMMAND_LINE
from app.access.roles import Role
from app.claims.services import evaluating, requesting
from tests.browser.conftest import LiveSite, Reader
from tests.browser.evidence import EDUCATION
from tests.browser.keyboard import choose, day, press, tick, type_in
from tests.browser.test_accessibility import violations
from tests.conftest import TODAY

pytestmark = pytest.mark.browser

PHONE = {"width": 375, "height": 700}
PDF = {
    "name": "letter.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.4\n1 0 obj\nendobj\ntrailer\n%%EOF\n",
}
WITH_AND_WITHOUT_SCRIPTS = pytest.mark.parametrize(
    "scripts", [pytest.param(True, id="with scripts"), pytest.param(False, id="without scripts")]
)


@pytest.fixture
def nearly(live_site: LiveSite) -> UUID:
    """A family that lacks only school figures, and has not been asked about."""
    asked = {each.family_id for each in requesting.all_requests(actor=COMMAND_LINE, today=TODAY)[0]}
    found = evaluating.evaluate_programme(on=TODAY, actor=COMMAND_LINE).nearly
    return next(
        each.family_id for each in found if each.lacking == (EDUCATION,) and each.family_id not in asked
    )


def check(reader: Reader, scripts: bool) -> None:
    """The page fits the phone; and axe, which is a script itself, finds nothing where scripts run."""
    if scripts:
        assert violations(reader) == []
    assert reader.width <= PHONE["width"]


@WITH_AND_WITHOUT_SCRIPTS
def test_the_coordinator_asks_and_education_welfare_answers(
    reader_with: Callable[..., Reader], nearly: UUID, scripts: bool
) -> None:
    reader = reader_with(viewport=PHONE, java_script_enabled=scripts)
    reader.sign_in(Role.PROGRAMME_COORDINATOR)
    page = reader.page
    reader.goto("/claims?show=nearly")
    tick(page.locator(f"input[name=family_ids][value='{nearly}']"))
    press(page.get_by_role("button", name="Ask for what the ticked families lack"))

    assert "asked for, needed by 31 July 2013" in page.get_by_role("alert").inner_text()
    check(reader, scripts)

    welfare = reader_with(viewport=PHONE, java_script_enabled=scripts)
    welfare.sign_in(Role.AGENCY_MANAGER)
    page = welfare.page
    table = page.get_by_role("region", name="Figures that are asked of you")
    press(table.get_by_role("link").first)
    press(page.get_by_role("button", name="Send the answer"))
    expect(page.get_by_role("alert")).to_contain_text("Choose your answer.")
    assert welfare.title.startswith("Error: ")
    check(welfare, scripts)
    tick(page.get_by_label("Here is the figure"))
    type_in(page.get_by_label("Figure", exact=True), "1")
    type_in(page.get_by_label("Source"), "Attendance system")
    day(page, "The day on which the source said so", "9", "7", "2013")
    press(page.get_by_role("button", name="Send the answer"))

    expect(page.get_by_role("alert")).to_contain_text("Your answer has been saved.")
    assert welfare.heading == "Figures that are asked for"
    check(welfare, scripts)
    assert welfare.complaints == [] or all("Failed to load" in said for said in welfare.complaints)


@WITH_AND_WITHOUT_SCRIPTS
def test_a_lead_enters_a_figure_with_a_letter_sees_what_was_there_and_another_checks_it(
    reader_with: Callable[..., Reader], live_site: LiveSite, scripts: bool
) -> None:
    reader = reader_with(viewport=PHONE, java_script_enabled=scripts)
    reader.sign_in(Role.LEAD_PROFESSIONAL)
    page = reader.page
    press(page.get_by_role("region", name="Families you lead").get_by_role("link").first)
    press(page.get_by_role("link", name="Enter evidence"))
    page.get_by_label("Enter evidence").select_option(label="Unauthorised absence (a figure)")
    press(page.get_by_role("button", name="Go on"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Unauthorised absence")
    check(reader, scripts)

    _fill(page, "12.5" if scripts else "13.5")
    page.get_by_label("Document, if there is one").set_input_files(PDF)  # type: ignore[arg-type]
    press(page.get_by_role("button", name="Save"))
    if page.get_by_text("On record now:").count():  # the one before has entered the same term
        check(reader, scripts)
        expect(page.get_by_text("Your document has been taken")).to_be_visible()
        press(page.get_by_role("button", name="Save mine in its place"))

    expect(page.get_by_role("alert")).to_contain_text("Somebody else has to check it.")
    entered = page.get_by_role("region", name="Entered by hand")
    expect(entered.get_by_role("link", name="letter.pdf").first).to_be_visible()
    check(reader, scripts)

    address = page.url.removeprefix(live_site.address).partition("#")[0]
    checker = reader_with(viewport=PHONE, java_script_enabled=scripts)
    checker.sign_in(Role.PROGRAMME_COORDINATOR)
    checker.goto(address)
    press(checker.page.get_by_role("button", name="Check Unauthorised absence").first)

    expect(checker.page.get_by_role("alert")).to_contain_text("You have checked it.")
    check(checker, scripts)


def _fill(page: Page, figure: str) -> None:
    person = page.get_by_label("Of whom")
    person.select_option(index=person.locator("option").count() - 1)
    choose(page.get_by_label("School term"), "Autumn term 2011")
    type_in(page.get_by_label("Figure", exact=True), figure)
    type_in(page.get_by_label("Source"), "School office")
    day(page, "The day on which the source said so", "9", "7", "2013")
