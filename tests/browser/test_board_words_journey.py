"""The board report written by keyboard alone on a phone, and without scripts, and read as it is printed."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import expect

from app.access.policies import COMMAND_LINE
from app.access.roles import Role
from app.reports import services as reports
from tests.browser.conftest import Reader
from tests.browser.keyboard import choose, day, press, tick, type_in
from tests.browser.test_accessibility import violations
from tests.city import COUNCIL

pytestmark = pytest.mark.browser

PHONE = {"width": 375, "height": 700}


def sound(reader: Reader, scripts: bool) -> None:
    """The page fits, and has no fault. axe is a script itself; it sees the same pages with scripts."""
    if scripts:
        assert violations(reader) == []
        assert reader.width == PHONE["width"]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_coordinator_writes_a_text_and_a_recommendation_and_the_next_report_prints_them(
    reader_with: Callable[..., Reader], scripts: bool
) -> None:
    reader = reader_with(viewport=PHONE, java_script_enabled=scripts)
    reader.sign_in(Role.PROGRAMME_COORDINATOR)
    page = reader.page
    reader.goto("/reports/words")
    day(page, "Write texts for a report as at", "31", "3", "2013")
    press(page.get_by_role("button", name="Go to its texts"))
    press(page.get_by_role("link", name="Summary of issues"))

    type_in(page.get_by_label("Text", exact=True), "We work with 12 families.")
    press(page.get_by_role("button", name="Preview"))
    assert reader.title.startswith("Error: ")
    expect(page.get_by_role("link", name="“12” is a number that is typed.")).to_be_visible()
    sound(reader, scripts)
    type_in(page.get_by_label("Text", exact=True), "Families whom we work with: ")
    choose(page.get_by_label("A figure to put in"), "families.worked-with:")
    press(page.get_by_role("button", name="Put the figure in"))
    expect(page.get_by_label("Text", exact=True)).to_have_value(
        "Families whom we work with: {families.worked-with}"
    )
    press(page.get_by_role("button", name="Preview"))
    expect(page.get_by_text("Families whom we work with: 375", exact=True)).to_be_visible()
    sound(reader, scripts)
    press(page.get_by_role("button", name="Save the text"))
    expect(page.get_by_text("The text has been saved.")).to_be_visible()
    sound(reader, scripts)

    reader.goto("/reports/recommendations/new")
    tick(page.get_by_role("radio", name="Priority Families Update"))
    type_in(page.get_by_label("The Board is asked to"), "Plainly note the progress.")
    day(page, "Board’s meeting", "26", "6", "2013")
    type_in(page.get_by_label("Named officer"), "Ada Example, Head of Early Help")
    day(page, "To be done by", "25", "9", "2013")
    sound(reader, scripts)
    press(page.get_by_role("button", name="Save"))
    expect(page.get_by_text("It is recommendation ")).to_be_visible()
    sound(reader, scripts)
    assert [said for said in reader.complaints if "422" not in said] == []
    if scripts:
        return

    job = reports.request_board_report(as_at=date(2013, 3, 31), dated=date(2013, 6, 26), actor=COMMAND_LINE)
    reports.build(job.id, organisation=COUNCIL)
    reader.goto(f"/reports/{reports.job_view(job.id, actor=COMMAND_LINE).release_id}")
    expect(page.get_by_text("Families whom we work with: 375", exact=True)).to_be_visible()
    asked = page.get_by_role("table", name="Recommendations of this report")
    expect(asked.get_by_text("Plainly note the progress.").first).to_be_visible()
