"""A quality audit and training on a phone by keyboard alone, with axe, and the same without scripts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.access.roles import Role
from app.cases.rules.audit_questions import questions_on
from tests.browser.conftest import Reader
from tests.browser.keyboard import choose, press, type_in
from tests.browser.test_accessibility import violations
from tests.conftest import TODAY

pytestmark = pytest.mark.browser

PHONE = {"width": 375, "height": 700}
QUESTIONS = [each.value for each in questions_on(TODAY).questions]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_assessment_is_drawn_named_reviewed_and_followed_up_by_keyboard(
    reader_with: Callable[..., Reader], scripts: bool
) -> None:
    reader = reader_with(viewport=PHONE, java_script_enabled=scripts)
    reader.sign_in(Role.CAF_COORDINATOR)
    page = reader.page
    reader.goto("/quality-audits/new")

    kind = "with scripts" if scripts else "without scripts"
    type_in(page.get_by_label("What the audit is called"), f"Audit {kind}")
    choose(page.get_by_label("Kind of assessment"), "Any")
    press(page.get_by_role("button", name="Draw the sample"))
    expect(page.get_by_role("link", name="Enter how many to draw.")).to_be_visible()
    sound(reader, scripts)
    type_in(page.get_by_label("How many to draw"), "1")
    press(page.get_by_role("button", name="Draw the sample"))
    expect(page.get_by_text("The sample has been drawn.")).to_be_visible()
    fits(reader)

    press(page.get_by_role("link", name="Name an auditor of assessment 1"))
    choose(page.get_by_label("Who audits it"), "Synthia CAF")
    fits(reader)
    press(page.get_by_role("button", name="Name the auditor"))
    reader.goto("/")
    press(page.get_by_role("link", name="waits for your review"))
    press(
        page.get_by_role("link", name="Common assessment")
        .or_(page.get_by_role("link", name="Family assessment"))
        .first
    )
    expect(page.get_by_text("Opening it has been noted.")).to_be_visible()
    fits(reader)

    press(page.get_by_role("button", name="Review it"))
    answer(page, QUESTIONS[0], "0")
    press(page.get_by_role("button", name="Save draft"))
    expect(page.get_by_text("The draft has been saved.")).to_be_visible()
    press(page.get_by_role("button", name="Finish the review"))
    expect(page.get_by_role("link", name="Answer question 2.")).to_be_visible()
    sound(reader, scripts)
    for question in QUESTIONS[1:]:
        answer(page, question, "1")
    type_in(page.get_by_label("Findings"), "Nobody wrote down who decided.")
    press(page.get_by_role("button", name="Finish the review"))
    expect(page.get_by_text("The review is finished.")).to_be_visible()

    reader.goto("/quality-audits")
    press(page.get_by_role("link", name=f"Audit {'with' if scripts else 'without'} scripts"))
    expect(page.get_by_text("95% (20 of 21)").first).to_be_visible()
    press(page.get_by_role("link", name="initiated").first)
    press(page.get_by_role("link", name="Ask for an action"))
    type_in(page.get_by_label("What is to be done"), "Record who decided.")
    choose(page.get_by_label("Who does it"), "A")
    for part, number in (("Day", "1"), ("Month", "8"), ("Year", "2013")):
        type_in(page.get_by_label(part), number)
    fits(reader)
    press(page.get_by_role("button", name="Ask for it"))
    press(page.get_by_role("button", name=re.compile("^It is done.*Record who decided")))
    expect(page.get_by_text("The action is done.")).to_be_visible()
    reader.goto("/quality-audits/summary")
    fits(reader)
    assert [said for said in reader.complaints if "422" not in said] == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_training_is_planned_and_booked_and_a_mentor_named_by_keyboard(
    reader_with: Callable[..., Reader], scripts: bool
) -> None:
    course = f"Course {'with' if scripts else 'without'} scripts"
    reader = reader_with(viewport=PHONE, java_script_enabled=scripts)
    reader.sign_in(Role.CAF_COORDINATOR)
    page = reader.page
    reader.goto("/training")

    press(page.get_by_role("button", name="Add a course"))
    type_in(page.get_by_label("What it is called"), course)
    press(page.get_by_role("button", name="Add the course"))
    press(page.get_by_role("link", name=f"Plan a session of {course}"))
    for part, number in (("Day", "12"), ("Month", "7"), ("Year", "2013")):
        type_in(page.get_by_label(part), number)
    type_in(page.get_by_label("Where it is held"), "Town hall")
    type_in(page.get_by_label("Places"), "2")
    fits(reader)
    press(page.get_by_role("button", name="Plan the session"))
    expect(page.get_by_text("The session is planned.")).to_be_visible()
    fits(reader)

    manager = reader_with(viewport=PHONE, java_script_enabled=scripts)
    manager.sign_in(Role.AGENCY_MANAGER)
    manager.page.goto(page.url)
    choose(manager.page.get_by_label("Who is to have the place"), "A")
    press(manager.page.get_by_role("button", name="Book the place"))
    expect(manager.page.get_by_text("The place has been booked.")).to_be_visible()
    fits(manager)
    reader.goto(page.url.removeprefix(reader.site.address))
    press(page.get_by_role("button", name=re.compile("^Attended")))
    expect(page.get_by_text("The place is recorded: attended.")).to_be_visible()

    reader.goto("/training/mentors")
    press(page.get_by_role("button", name="Name the mentor"))
    expect(page.get_by_role("link", name="Choose who is mentored.")).to_be_visible()
    sound(reader, scripts)
    choose(page.get_by_label("Who is mentored"), "A" if scripts else "B")
    choose(page.get_by_label("Mentor", exact=True), "C")
    press(page.get_by_role("button", name="Name the mentor"))
    expect(page.get_by_text("The mentor has been named.")).to_be_visible()
    fits(reader)
    assert [said for said in reader.complaints if "422" not in said] == []


def sound(reader: Reader, scripts: bool) -> None:
    """A refused form has no fault. axe is a script itself; it sees every page at rest elsewhere."""
    if scripts:
        assert violations(reader) == []
    fits(reader)


def fits(reader: Reader) -> None:
    """The page is as wide as the screen."""
    assert reader.width == PHONE["width"]


def answer(page: Page, question: str, value: str) -> None:
    """Choose one of the radios of a question with the space bar."""
    radio = page.locator(f"input[name='{question}'][value='{value}']")
    radio.focus()
    radio.press("Space")
