"""An internal audit on a phone by keyboard alone, with axe, and the same without scripts; then a visit."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import expect

from app.access.roles import Role
from tests.browser.claim_audits import claims_with_audit
from tests.browser.conftest import Reader
from tests.browser.keyboard import choose, press, type_in
from tests.browser.test_quality_audit_journey import PHONE, answer, fits, sound

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_batch_is_drawn_read_and_closed_by_keyboard_and_the_coordinator_sees_the_outcome(
    reader_with: Callable[..., Reader], scripts: bool
) -> None:
    month = date(2013, 2 if scripts else 3, 1)
    label = f"{month:%B %Y}"
    claims_with_audit(month, 5)
    reader = reader_with(viewport=PHONE, java_script_enabled=scripts)
    reader.sign_in(Role.INTERNAL_AUDITOR)
    page = reader.page
    press(page.get_by_role("link", name=label))
    fits(reader)

    press(page.get_by_role("button", name=f"Draw a sample of {label}"))
    expect(page.get_by_text("The sample has been drawn.")).to_be_visible()
    sound(reader, scripts)
    for place in range(1, 6):
        press(page.locator("th", has_text=f"{place}. ").get_by_role("link"))
        if place == 1:
            answer(page, "finding", "not-upheld")
            press(page.get_by_role("button", name="Record the finding"))
            expect(page.get_by_role("link", name="Write what is wrong or missing")).to_be_visible()
            sound(reader, scripts)
            type_in(page.get_by_label("Note"), "Looked at again: the register is there.")
        answer(page, "finding", "upheld")
        press(page.get_by_role("button", name="Record the finding"))
        expect(page.get_by_text("The finding has been recorded.")).to_be_visible()
    fits(reader)
    expect(page.get_by_text("0.0%: 0 of 5 lines read failed")).to_be_visible()
    press(page.get_by_role("button", name="Close the audit"))
    expect(page.get_by_text("The audit is closed: 5 lines audited, 0 lines sent back.")).to_be_visible()
    press(page.get_by_role("link", name="Record to print"))
    sound(reader, scripts)

    assert [said for said in reader.complaints if "422" not in said] == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_visit_is_recorded_and_its_action_followed_to_done_by_keyboard(
    reader_with: Callable[..., Reader], scripts: bool
) -> None:
    reader = reader_with(viewport=PHONE, java_script_enabled=scripts)
    reader.sign_in(Role.PROGRAMME_COORDINATOR)
    page = reader.page
    reader.goto("/assurance-visits")
    press(page.get_by_role("button", name="Record a visit"))
    press(page.get_by_role("button", name="Record the visit"))
    expect(page.get_by_role("link", name="Choose who visited.")).to_be_visible()
    sound(reader, scripts)

    answer(page, "kind", "peer")
    answer(page, "rating", "assured")
    who = f"Peers {'with' if scripts else 'without'} scripts"
    type_in(page.get_by_label("Who came"), who)
    for part, number in (("Day", "14"), ("Month", "5"), ("Year", "2013")):
        type_in(page.get_by_label(part), number)
    press(page.get_by_role("button", name="Record the visit"))
    expect(page.get_by_text("The visit has been recorded.")).to_be_visible()
    press(page.get_by_role("button", name="Add an action"))
    type_in(page.get_by_label("What is to be done"), who)
    choose(page.get_by_label("Who does it"), "Synthia")
    for part, number in (("Day", "1"), ("Month", "7"), ("Year", "2013")):
        type_in(page.get_by_label(part), number)
    fits(reader)
    press(page.get_by_role("button", name="Add the action"))
    expect(page.get_by_text("Overdue")).to_be_visible()
    fits(reader)
    reader.goto("/")
    press(page.get_by_role("link", name=who))
    press(page.get_by_role("button", name=re.compile(f"^It is done.*{who}")))
    expect(page.get_by_text("The action is done.")).to_be_visible()
    assert [said for said in reader.complaints if "422" not in said] == []
