"""Finding a family in a browser: by keyboard on a phone, and without scripts."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import pytest
import sqlalchemy as sa

from app.access.policies import Role
from app.db import Sessions
from tests.browser.conftest import LiveSite, Reader
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser

PHONE = {"width": 375, "height": 800}


class Child(NamedTuple):
    forename: str
    surname: str
    born_on: date
    reference: str


@pytest.fixture
def child(live_site: LiveSite) -> Child:
    """A child of a family on the list, which somebody leads."""
    with Sessions() as session:
        found = session.execute(
            sa.text(
                "select forename, surname, born_on, reference from person p"
                " join household_member m on m.person_id = p.id and m.role = 'child' and m.ends_on is null"
                " join family f on f.id = m.family_id"
                " join allocation a on a.family_id = f.id and a.ends_on is null"
                " where born_on is not null and length(surname) > 8 order by p.id limit 1"
            )
        ).one()
    return Child(*found)


def test_a_coordinator_finds_a_misspelled_name_by_keyboard_on_a_phone(
    reader_with: Callable[..., Reader], child: Child
) -> None:
    reader = reader_with(viewport=PHONE)
    reader.sign_in(Role.PROGRAMME_COORDINATOR)
    reader.goto("/families")
    reader.page.get_by_label("Find a family").focus()
    reader.page.keyboard.type(f"{child.forename} {child.surname[:3]}{child.surname[4:]}")
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url("**search=*")

    assert "name is spelled nearly like this" in reader.page.locator("table").inner_text()
    assert child.surname not in reader.page.url
    assert violations(reader) == []
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    link = reader.page.get_by_role("link", name=child.reference).first
    link.focus()
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url("**/families/*-*")

    assert reader.heading == f"Family {child.reference}"


def test_a_lead_is_told_whom_to_ask_about_another_family_s_child_without_scripts(
    reader_with: Callable[..., Reader], child: Child
) -> None:
    reader = reader_with(java_script_enabled=False)
    reader.sign_in(Role.LEAD_PROFESSIONAL)
    reader.goto("/families")
    reader.page.get_by_label("Find a family").fill(
        f"{child.forename} {child.surname} {child.born_on:%d/%m/%Y}"
    )
    reader.page.get_by_role("button", name="Show families").click()

    told = reader.page.locator(".govuk-inset-text").first.inner_text()

    assert "known to the programme" in told
    assert "Ask " in told
    assert child.reference not in reader.page.locator("main").inner_text()


def test_a_search_that_is_refused_has_no_fault(reader: Reader) -> None:
    reader.sign_in(Role.LEAD_PROFESSIONAL)
    reader.goto("/families")
    reader.page.get_by_label("Find a family").fill("Testcase 31/2/2004")
    reader.page.get_by_role("button", name="Show families").click()

    assert reader.page.title().startswith("Error: ")
    assert violations(reader) == []
