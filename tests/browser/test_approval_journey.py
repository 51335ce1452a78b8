"""A board report approved and shared by keyboard alone on a phone, and without scripts."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from playwright.sync_api import expect

from app.access.policies import COMMAND_LINE
from app.access.roles import Role
from app.reports import services as reports
from app.reports.rules.vocabulary import Profile
from tests.browser.conftest import LiveSite, Reader, email_of
from tests.browser.keyboard import press, type_in
from tests.browser.test_accessibility import violations
from tests.city import COUNCIL
from tests.reports.approvals import a_person, approved

pytestmark = pytest.mark.browser

PHONE = {"width": 375, "height": 700}


@pytest.fixture(scope="module")
def public_report(live_site: LiveSite) -> UUID:
    """A public report, approved for release."""
    job = reports.request_board_report(
        as_at=date(2013, 3, 31), dated=date(2013, 6, 26), profile=Profile.PUBLIC, actor=COMMAND_LINE
    )
    reports.build(job.id, organisation=COUNCIL)
    release_id = reports.job_view(job.id, actor=COMMAND_LINE).release_id
    assert release_id is not None
    cara = a_person("Cara Submits", Role.PROGRAMME_COORDINATOR)
    return approved(release_id, cara, a_person("Olu Approves", Role.AUTHORISING_OFFICER))


def sound(reader: Reader, scripts: bool) -> None:
    """The page fits, and has no fault. axe is a script itself; it sees the same pages with scripts."""
    if scripts:
        assert violations(reader) == []
    assert reader.width == PHONE["width"]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_report_goes_from_a_draft_to_its_readers_by_keyboard_on_a_phone(
    reader_with: Callable[..., Reader], live_site: LiveSite, scripts: bool
) -> None:
    released = live_site.released
    report = released.report_id if scripts else released.earlier_report_id
    reports.name_reader(report, email_of(Role.BOARD_READER), actor=COMMAND_LINE)
    coordinator = reader_with(viewport=PHONE, java_script_enabled=scripts)
    coordinator.sign_in(Role.PROGRAMME_COORDINATOR)
    coordinator.goto(f"/reports/{report}")
    expect(coordinator.page.get_by_text("The files do not say so themselves")).to_be_visible()
    sound(coordinator, scripts)
    press(coordinator.page.get_by_role("button", name="Submit for approval"))
    expect(coordinator.page.get_by_text("The report waits for approval.")).to_be_visible()

    officer = reader_with(viewport=PHONE, java_script_enabled=scripts)
    officer.sign_in(Role.AUTHORISING_OFFICER)
    sound(officer, scripts)
    press(officer.page.get_by_role("link", name="update, internal").first)
    sound(officer, scripts)
    press(officer.page.get_by_role("button", name="Send it back"))
    expect(officer.page.get_by_role("link", name="Say what has to change")).to_be_visible()
    sound(officer, scripts)
    type_in(officer.page.get_by_label("What has to change"), "Date the paper.")
    press(officer.page.get_by_role("button", name="Send it back"))
    expect(officer.page.get_by_text("The report has been sent back.")).to_be_visible()

    coordinator.goto(f"/reports/{report}")
    expect(coordinator.page.get_by_text("Date the paper.")).to_be_visible()
    press(coordinator.page.get_by_role("button", name="Submit for approval"))
    reader = reader_with(viewport=PHONE, java_script_enabled=scripts)
    reader.sign_in(Role.BOARD_READER)
    assert str(report) not in reader.page.content()  # it waits, and is offered to nobody
    officer.goto(f"/reports/{report}")
    press(officer.page.get_by_role("button", name="Approve for release"))
    expect(officer.page.get_by_text("The report is approved.")).to_be_visible()
    reader.goto(f"/reports/{report}")
    expect(reader.page.get_by_text("Approved for release on")).to_be_visible()
    sound(reader, scripts)


def test_a_public_report_is_shared_by_a_link_by_keyboard_on_a_phone(
    reader_with: Callable[..., Reader], public_report: UUID
) -> None:
    coordinator = reader_with(viewport=PHONE)
    coordinator.sign_in(Role.PROGRAMME_COORDINATOR)
    coordinator.goto(f"/reports/{public_report}")
    type_in(coordinator.page.get_by_label("Days until the link expires"), "0")
    press(coordinator.page.get_by_role("button", name="Make a link"))
    expect(coordinator.page.get_by_role("link", name="Enter a whole number of days")).to_be_visible()
    type_in(coordinator.page.get_by_label("Days until the link expires"), "30")
    press(coordinator.page.get_by_role("button", name="Make a link"))
    expect(coordinator.page.get_by_text("It is not shown again.")).to_be_visible()
    sound(coordinator, scripts=True)
    link = coordinator.page.locator("p.lx-id").inner_text()

    stranger = reader_with(viewport=PHONE, java_script_enabled=False)
    stranger.page.goto(link)
    assert stranger.width == PHONE["width"]
    press(stranger.page.get_by_role("link", name="board-report-public.html"))
    expect(stranger.page.get_by_text("How small numbers are protected").first).to_be_visible()
    assert [each for each in stranger.complaints if "favicon" not in each] == []
    press(coordinator.page.get_by_role("button", name="Close the link made").first)
    expect(coordinator.page.get_by_text("The link is closed.")).to_be_visible()
    stranger.page.goto(link)
    assert stranger.heading == "This report is no longer open"
