"""Who works with a family and what consent opens, done on a phone by keyboard alone and without scripts."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator, expect

from app.access.policies import Role
from app.db import Sessions
from tests.browser.conftest import LiveSite, Reader
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser

PHONE = {"width": 375, "height": 700}

# A family that LP-0001 leads, and an assessment of it.
LED = """
select allocation.family_id as family, lead_professional.establishment_id as establishment
from lead_professional
join practitioner on practitioner.id = practitioner_id and practitioner.import_key = 'LP-0001'
join allocation on allocation.id = allocation_id and allocation.ends_on is null
where lead_professional.ends_on is null
order by allocation.family_id limit 1
"""
ASSESSED = """
insert into assessment (id, import_key, family_id, kind, initiated_on, initiating_agency_id)
select gen_random_uuid(), 'browser', cast(:family as uuid), 'caf', '2013-06-03', id from agency
where code = 'HEALTH' on conflict do nothing
"""


@pytest.fixture
def family(live_site: LiveSite) -> str:
    """A family that the lead professional leads, with an assessment."""
    with Sessions() as session, session.begin():
        found = str(session.execute(sa.text(LED)).one().family)
        session.execute(sa.text(ASSESSED), {"family": found})
    return found


def test_a_lead_builds_a_team_and_records_consent_by_keyboard_on_a_phone(
    reader_with: Callable[..., Reader], family: str
) -> None:
    reader = reader_with(viewport=PHONE)
    reader.sign_in(Role.LEAD_PROFESSIONAL)
    page = reader.page
    reader.goto(f"/families/{family}")

    press(page.get_by_role("link", name="Add somebody to the team"))
    choose(page.get_by_label("Agency to look in"), "Hea")
    press(page.get_by_role("button", name="Show its people"))
    page.get_by_label("Who joins the team").focus()
    page.keyboard.press("ArrowDown")
    assert violations(reader) == []
    press(page.get_by_role("button", name="Add to the team"))
    expect(page.get_by_text("The team around the family has one member more.")).to_be_visible()

    press(page.get_by_role("link", name="Record consent to the assessment initiated 3 June 2013"))
    page.get_by_role("radio", name="Limited").focus()
    page.keyboard.press("Space")
    page.get_by_role("radio", name="Both").focus()
    page.keyboard.press("Space")
    press(page.get_by_role("button", name="Record consent"))
    assert page.title().startswith("Error: ")
    expect(page.get_by_role("radio", name="Limited")).to_be_checked()
    assert violations(reader) == []
    page.get_by_role("checkbox").first.focus()
    page.keyboard.press("Space")
    press(page.get_by_role("button", name="Record consent"))

    expect(page.get_by_text("What was decided about consent has been recorded.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert [said for said in reader.complaints if "422" not in said] == []


def test_a_coordinator_changes_a_lead_without_scripts_and_the_caf_coordinator_notes_it(
    reader_with: Callable[..., Reader], family: str
) -> None:
    reader = reader_with(java_script_enabled=False)
    reader.sign_in(Role.PROGRAMME_COORDINATOR)
    page = reader.page
    reader.goto(f"/families/{family}/lead?agency=HEALTH")

    page.get_by_label("New lead professional").select_option(index=1)
    page.get_by_label("Best relationship").check()
    page.get_by_role("button", name="Change the lead professional").click()
    assert "The CAF coordinator is told." in page.get_by_role("alert").inner_text()

    told = reader_with(java_script_enabled=False)
    told.sign_in(Role.CAF_COORDINATOR)
    told.page.get_by_role("button", name="Noted").first.click()
    assert "No change of lead professional waits to be noted." in told.page.inner_text("main")
    assert not reader.complaints


def press(what: Locator) -> None:
    """Press Enter on something, as somebody without a mouse does."""
    what.focus()
    what.press("Enter")


def choose(what: Locator, letters: str) -> None:
    """Choose from a list by its first letters."""
    what.focus()
    what.press_sequentially(letters)
