"""A household kept up to date by keyboard, on a phone, without scripts; and two people who clash."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import ViewportSize, expect

from app.access.roles import Role
from app.db import Sessions
from tests.browser.conftest import Reader
from tests.browser.keyboard import choose, day, press, tick, type_in
from tests.browser.test_accessibility import NARROWEST, violations

pytestmark = pytest.mark.browser

PHONE = ViewportSize(width=375, height=800)

A_FAMILY = """
select family.id from family
join residence on residence.family_id = family.id and residence.ends_on is null
where reference is not null and family.version = 1 order by reference desc limit 1
"""


def a_family() -> str:
    """A family that nobody has changed yet."""
    with Sessions() as session:
        return str(session.execute(sa.text(A_FAMILY)).scalar_one())


SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])


@SCRIPTS
def test_a_person_is_added_corrected_taken_out_and_put_back_with_the_keyboard_on_a_phone(
    reader_with: Callable[..., Reader], scripts: bool
) -> None:
    reader = reader_with(viewport=PHONE, java_script_enabled=scripts)
    reader.sign_in(Role.PROGRAMME_COORDINATOR)
    reader.goto(f"/families/{a_family()}")
    page = reader.page

    press(page.get_by_role("link", name="Add a person"))
    assert reader.heading == "Add a person"
    is_clean(reader, scripts)
    type_in(page.get_by_label("Forename"), "Bramble")
    type_in(page.get_by_label("Surname"), "Sample")
    tick(page.get_by_label("Child or young person"))
    day(page, "Date of birth", "9", "5", "2001")
    tick(page.get_by_label("Female", exact=True))
    day(page, "First day in the household", "1", "5", "2001")
    press(page.get_by_role("button", name="Add the person"))
    expect(page.locator(".govuk-error-summary")).to_contain_text("The first day in the household is before")
    if scripts:
        expect(page.locator(".govuk-error-summary")).to_be_focused()
    is_clean(reader, scripts)
    day(page, "First day in the household", "1", "6", "2013")
    press(page.get_by_role("button", name="Add the person"))
    expect(page.get_by_text("The person has been added to the family.")).to_be_visible()

    press(page.get_by_role("link", name="Correct Bramble Sample"))
    day(page, "Date of birth", "19", "5", "2001")
    tick(page.get_by_label("It was typed or read wrongly"))
    press(page.get_by_role("button", name="Save the correction"))
    expect(page.get_by_text("The record has been corrected.")).to_be_visible()
    expect(page.get_by_role("row", name="Date of birth of Bramble Sample")).to_contain_text("9 May 2001")

    press(page.get_by_role("link", name="Never here Bramble Sample"))
    assert reader.heading == "Take somebody out who was never in this family"
    is_clean(reader, scripts)
    tick(page.get_by_label("We were told wrongly"))
    press(page.get_by_role("button", name="Take them out"))
    expect(page.get_by_text("They have been taken out.")).to_be_visible()
    is_clean(reader, scripts)

    press(page.get_by_role("link", name="Put back Bramble Sample"))
    assert reader.heading == "Put somebody back in this family"
    is_clean(reader, scripts)
    press(page.get_by_role("button", name="Put them back"))
    expect(page.get_by_text("They have been put back, as they were.")).to_be_visible()
    expect(page.get_by_role("link", name="Correct Bramble Sample")).to_be_visible()
    is_clean(reader, scripts)


def is_clean(reader: Reader, scripts: bool) -> None:
    """No wider than the phone; and axe, which is a script, finds nothing."""
    assert reader.width <= PHONE["width"]
    if scripts:
        assert violations(reader) == []


@SCRIPTS
def test_two_people_change_a_family_at_once_and_the_second_merges_both_by_keyboard_on_a_phone(
    reader_with: Callable[..., Reader], scripts: bool
) -> None:
    family = a_family()
    first, second = (reader_with(viewport=PHONE, java_script_enabled=scripts) for _ in range(2))
    for reader in (first, second):
        reader.sign_in(Role.PROGRAMME_COORDINATOR)
        reader.goto(f"/families/{family}")
        press(reader.page.get_by_role("link", name="The family moved house"))
        assert reader.heading == "The family moved house"
    for reader, address in ((first, "11 Example Row"), (second, "12 Example Row")):
        page = reader.page
        type_in(page.get_by_label("Address (optional)"), address)
        choose(page.get_by_label("Ward"), "Basford")
        day(page, "First day there", "1", "7", "2013")
        press(page.get_by_role("button", name="Save the new address"))

    expect(first.page.get_by_text("The new address has been recorded.")).to_be_visible()
    page = second.page
    assert second.heading == "The family moved house: both versions"
    both = page.get_by_role("row", name="Address (optional)")
    for words in ("11 Example Row", "12 Example Row", "Different"):
        expect(both).to_contain_text(words)
    if scripts:
        expect(page.locator(".govuk-error-summary")).to_be_focused()
        assert violations(second) == []
    assert second.width == PHONE["width"]
    page.set_viewport_size({"width": NARROWEST, "height": 600})
    assert second.width <= NARROWEST
    page.set_viewport_size(PHONE)
    press(page.get_by_role("button", name="Change what I entered"))
    assert second.heading == "The family moved house"
    day(page, "First day there", "8", "7", "2013")
    press(page.get_by_role("button", name="Save the new address"))

    expect(page.get_by_text("The new address has been recorded.")).to_be_visible()
    expect(page.get_by_role("row", name="12 Example Row")).to_contain_text("8 Jul 2013")
    expect(page.get_by_role("row", name="11 Example Row")).to_contain_text("7 Jul 2013")


def test_a_family_is_registered_without_scripts(reader_with: Callable[..., Reader]) -> None:
    reader = reader_with(java_script_enabled=False)
    reader.sign_in(Role.PROGRAMME_COORDINATOR)
    page = reader.page
    reader.goto("/families")
    page.get_by_role("link", name="Register a family").click()
    page.get_by_label("Ward").select_option(label="Basford")
    for part, number in (("Day", "1"), ("Month", "6"), ("Year", "2010")):
        page.get_by_label(part).fill(number)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Forename").fill("Bramble")
    page.get_by_label("Surname").fill("Sample")
    page.get_by_label("Parent or carer").check()
    page.get_by_label("Female", exact=True).check()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check before you register the family")
    page.get_by_role("button", name="Register the family").click()

    expect(page.get_by_text("The family has been registered.")).to_be_visible()
    assert reader.heading == "Family without a reference"
