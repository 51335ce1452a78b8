"""A family map kept by keyboard, on a phone, with scripts and without."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from app.access.roles import Role
from app.db import Sessions
from tests.browser.conftest import Reader
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser

# Two families with a parent and a child, which nobody has changed yet.
A_FAMILY = """
select family_id,
    min(person_id::text) filter (where role = 'parent-or-carer') as parent,
    min(person_id::text) filter (where role = 'child') as child
from household_member join family on family.id = family_id and family.version = 1
where ends_on is null group by family_id
having count(*) filter (where role = 'parent-or-carer') > 0 and count(*) filter (where role = 'child') > 0
order by family_id limit 1
"""


def choose(page: Page, label: str, value: str) -> None:
    """Choose from a select with the keyboard: as many steps down as it takes."""
    select = page.get_by_label(label, exact=True)
    select.focus()
    for _ in range(60):
        if select.input_value() == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{value} is not offered")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_relationship_is_added_ended_and_withdrawn_with_the_keyboard_on_a_phone(
    reader_with: Callable[..., Reader], scripts: bool
) -> None:
    with Sessions() as session:
        family, parent, child = session.execute(sa.text(A_FAMILY)).one()
    reader = reader_with(viewport={"width": 375, "height": 800}, java_script_enabled=scripts)
    reader.sign_in(Role.PROGRAMME_COORDINATOR)
    page = reader.page

    def is_sound() -> None:
        if scripts:  # axe is a script itself
            assert violations(reader) == []
            assert reader.width <= 375

    reader.goto(f"/families/{family}")
    page.get_by_role("link", name="Family map").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("img", name="Family map")).to_be_visible()
    page.get_by_role("button", name="Add a relationship").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Add a relationship")
    is_sound()

    choose(page, "Who", str(parent))
    choose(page, "Is the", "parent")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Choose a person, or write what")
    is_sound()
    choose(page, "Of whom", str(child))
    page.get_by_label("Yes", exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The relationship has been added.")).to_be_visible()
    is_sound()

    page.get_by_role("region", name="The family map, drawn").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("link", name="Has ended").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Record that a relationship is over")
    for part, number in (("Day", "1"), ("Month", "7"), ("Year", "2013")):
        page.get_by_label(part).focus()
        page.keyboard.type(number)
    page.keyboard.press("Enter")
    expect(page.get_by_role("row", name="parent of")).to_contain_text("until 1 Jul 2013")

    page.get_by_role("link", name="Withdraw").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Withdraw a relationship")
    is_sound()
    page.get_by_label("We were told wrongly").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The relationship has been withdrawn.")).to_be_visible()
    expect(page.get_by_role("heading", name="Corrected and withdrawn")).to_be_visible()
    is_sound()
