"""A review recorded in a corridor: on a phone, by keyboard alone, and where scripts do not run."""

from collections.abc import Callable
from uuid import UUID

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from app.access.roles import Role
from app.db import Sessions
from tests.browser.conftest import LiveSite, Reader
from tests.browser.keyboard import day, press, type_in
from tests.browser.test_accessibility import violations
from tests.cases.builders import an_assessment

pytestmark = pytest.mark.browser

PHONE = {"width": 375, "height": 800}

LED = """
select family_id, (select person_id from household_member where household_member.family_id =
    allocation.family_id and role = 'child' and household_member.ends_on is null limit 1) as child
from lead_professional
join practitioner on practitioner.id = practitioner_id and import_key = 'LP-0001'
join allocation on allocation.id = allocation_id and allocation.ends_on is null
where lead_professional.ends_on is null order by 1 limit 1
"""


@pytest.fixture
def led(live_site: LiveSite) -> tuple[UUID, UUID]:
    """A family of the lead professional, and a CAF in it whose team has met."""
    with Sessions() as session:
        found = session.execute(sa.text(LED)).one()
    return found.family_id, an_assessment(found.family_id, found.child)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_lead_professional_records_a_review_by_keyboard_on_a_phone(
    reader_with: Callable[..., Reader], led: tuple[UUID, UUID], scripts: bool
) -> None:
    reader = reader_with(viewport={"width": 375, "height": 800}, java_script_enabled=scripts)
    reader.sign_in(Role.LEAD_PROFESSIONAL)
    expect(reader.page.get_by_role("heading", name="What is due")).to_be_visible()
    family, assessment = led
    reader.goto(f"/families/{family}")
    card = reader.page.locator(f"#assessment-{assessment}")
    card.get_by_role("link", name="Record a review").press("Enter")
    assert reader.heading == "Record a review"

    keyboard = reader.page.keyboard
    reader.page.get_by_label("What works well").focus()
    keyboard.type("He sleeps through the night")
    keyboard.press("Tab")
    keyboard.type("He is late for school")
    reader.page.get_by_label("What is to be done").first.focus()
    keyboard.type("Ring the school")
    reader.page.get_by_label("What is to be done").nth(1).focus()
    keyboard.type("Visit the clinic")
    reader.page.locator("#next_review_on-day").focus()
    for part in ("2", "9", "2013"):
        keyboard.type(part)
        keyboard.press("Tab")
    keyboard.press("Enter")

    expect(reader.page.get_by_text("The review has been recorded.")).to_be_visible()
    expect(reader.page.get_by_role("row", name="Ring the school")).to_be_visible()
    assert reader.width == 375
    if scripts:
        assert violations(reader) == []
    assert not reader.complaints


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_two_people_change_an_action_of_the_plan_at_once_and_the_second_merges_both_by_keyboard(
    reader_with: Callable[..., Reader], led: tuple[UUID, UUID], scripts: bool
) -> None:
    family, assessment = led
    first, second = (reader_with(viewport=PHONE, java_script_enabled=scripts) for _ in range(2))
    first.sign_in(Role.PROGRAMME_COORDINATOR)
    second.sign_in(Role.LEAD_PROFESSIONAL)
    second.goto(f"/families/{family}/assessments/{assessment}/actions/new")
    type_in(second.page.get_by_label("What is to be done"), "Ring the school")
    day(second.page, "By when", "1", "9", "2013")
    press(second.page.get_by_role("button", name="Add the action"))
    first.goto(f"/families/{family}/assessments/{assessment}")
    for reader in (first, second):
        press(reader.page.get_by_role("link", name="Ring the school"))
        assert reader.heading == "Change an action"
    day(first.page, "Done on (optional)", "12", "7", "2013")
    type_in(second.page.get_by_label("What is to be done"), "Ring the new school")
    for reader in (first, second):
        press(reader.page.get_by_role("button", name="Save the action"))

    expect(first.page.get_by_text("The action has been saved.")).to_be_visible()
    page = second.page
    assert second.heading == "Change an action: both versions"
    expect(page.get_by_role("row", name="Done on")).to_contain_text("12 July 2013")
    expect(page.get_by_role("row", name="What is to be done")).to_contain_text("Ring the new school")
    assert second.width == PHONE["width"]
    if scripts:
        assert violations(second) == []
    press(page.get_by_role("button", name="Change what I entered"))
    assert second.heading == "Change an action"
    day(page, "Done on (optional)", "12", "7", "2013")
    press(page.get_by_role("button", name="Save the action"))
    expect(page.get_by_text("The action has been saved.")).to_be_visible()
    expect(page.get_by_role("row", name="Ring the new school")).to_contain_text("12 Jul 2013")
