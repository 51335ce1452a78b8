"""Editions of the rules go from their draft to being in force, by two people, on a phone without a mouse."""

from collections.abc import Callable

import pytest

from app.access.roles import Role
from tests.browser.conftest import Reader
from tests.browser.keyboard import choose, day, press, tick, type_in
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 375, "height": 700}}


def test_two_people_bring_a_narrower_local_filter_into_force(reader_with: Callable[..., Reader]) -> None:
    coordinator = reader_with(**PHONE)
    code = drafted(coordinator, "P1-2013")
    page = coordinator.page
    sound(coordinator)

    press(page.get_by_role("link", name="Change what shows Local filter"))
    tick(page.get_by_label("Domestic violence"))
    type_in(page.get_by_label("How many of them are needed"), "9")
    type_in(page.get_by_label("Where this was decided"), "Board, 10 July 2013")
    press(page.get_by_role("button", name="Save the draft"))
    assert coordinator.title.startswith("Error: ")
    sound(coordinator)
    type_in(page.get_by_label("How many of them are needed"), "2")
    press(page.get_by_role("button", name="Save the draft"))

    press(page.get_by_role("link", name="What would change"))
    assert coordinator.heading == "What would change"
    sound(coordinator)
    press(page.get_by_role("link", name="families that would be eligible no longer"))
    assert coordinator.heading == "Families that would be eligible no longer"
    sound(coordinator)
    press(page.get_by_role("link", name="What would change", exact=True))
    press(page.get_by_role("link", name=code, exact=True))
    press(page.get_by_role("button", name="Propose it for approval"))
    assert "Proposed" in coordinator.heading

    officer = approved(reader_with(**PHONE), code, "9")
    sound(officer)


def test_without_scripts_two_people_bring_an_outcome_plan_into_force(
    reader_with: Callable[..., Reader],
) -> None:
    coordinator = reader_with(**PHONE, java_script_enabled=False)
    code = drafted(coordinator, "P2-NOTTINGHAM-1")
    page = coordinator.page

    press(page.get_by_role("link", name="Change the measure Domestic violence and abuse"))
    type_in(page.get_by_label("What is asked"), "Has there been no abuse for 9 months?")
    type_in(page.get_by_label("Gone for at least, in months"), "9")
    type_in(page.get_by_label("Where this was decided"), "Outcome plan, 2013")
    press(page.get_by_role("button", name="Save the draft"))
    press(page.get_by_role("link", name="Change whether a failed part may be let pass"))
    tick(page.get_by_label("Yes"))
    type_in(page.get_by_label("Where this was decided"), "Outcome plan, 2013")
    press(page.get_by_role("button", name="Save the draft"))
    press(page.get_by_role("button", name="Propose it for approval"))

    approved(reader_with(**PHONE, java_script_enabled=False), code, "10")


def drafted(coordinator: Reader, replaces: str) -> str:
    """The code of a draft that the coordinator makes."""
    coordinator.sign_in(Role.PROGRAMME_COORDINATOR)
    coordinator.goto("/rule-packs")
    choose(coordinator.page.get_by_label("Draft it from"), replaces)
    type_in(coordinator.page.get_by_label("Why"), "The Board asked for it.")
    press(coordinator.page.get_by_role("button", name="Make the draft"))
    return coordinator.heading.split()[0]


def approved(officer: Reader, code: str, month: str) -> Reader:
    """The officer, who has approved an edition from the first of a month."""
    officer.sign_in(Role.AUTHORISING_OFFICER)
    officer.goto("/rule-packs")
    press(officer.page.get_by_role("link", name=code, exact=True))
    day(officer.page, "In force from", "1", month, "2013")
    press(officer.page.get_by_role("button", name="Approve the edition"))
    assert "Approved" in officer.heading
    return officer


def sound(reader: Reader) -> None:
    """No fault that axe finds, and no wider than the phone."""
    assert violations(reader) == []
    assert reader.width <= 375
