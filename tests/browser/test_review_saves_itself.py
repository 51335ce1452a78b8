"""A quality audit's review that saves itself: server stopped, signed out, and changed in another tab."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from app.access.roles import Role
from tests.browser.audits import audits_and_training
from tests.browser.conftest import LiveSite, Reader
from tests.browser.keyboard import press, tick, type_in
from tests.browser.test_accessibility import violations
from tests.browser.test_assessment_form import Server

pytestmark = pytest.mark.browser

PHONE = {"width": 375, "height": 700}
FIRST, SECOND, THIRD = (
    "input[name=childs-words][value='0']",
    "input[name=team-met][value='1']",
    "input[name=childs-words][value='1']",
)


@pytest.fixture
def server(live_site: LiveSite) -> Iterator[Server]:
    server = Server(live_site.app)
    yield server
    server.stop()


def test_a_review_on_a_phone_loses_nothing_to_a_stopped_server_a_lost_session_or_another_tab(
    reader_with: Callable[..., Reader], live_site: LiveSite, server: Server
) -> None:
    reader = reader_with(viewport=PHONE)
    auditor = Reader(reader.page, LiveSite(server.address, live_site.released, live_site.app))
    auditor.sign_in(Role.CAF_COORDINATOR)
    review = f"/sampled-assessments/{audits_and_training()['sampled']}/review"
    auditor.goto(review)
    page = auditor.page

    tick(page.locator(FIRST))
    said(auditor, "Saved at")
    assert violations(auditor) == []
    assert auditor.width == PHONE["width"]

    server.stop()
    tick(page.locator(SECOND))
    type_in(page.get_by_label("Findings"), "Nobody asked.")
    said(auditor, "cannot be reached")
    kept = page.evaluate("JSON.stringify(window.sessionStorage)")
    assert "team-met" in kept
    assert "Nobody asked." in kept
    server.start()
    said(auditor, "Saved at")

    page.context.clear_cookies()
    tick(page.locator(THIRD))
    said(auditor, "you are signed out")
    other = Reader(page.context.new_page(), auditor.site)
    other.sign_in(Role.CAF_COORDINATOR)
    said(auditor, "Saved at")

    other.goto(review)
    expect(other.page.locator(THIRD)).to_be_checked()
    expect(other.page.locator(SECOND)).to_be_checked()
    expect(other.page.get_by_label("Findings")).to_have_value("Nobody asked.")
    type_in(other.page.get_by_label("Findings"), "Somebody asked.")
    said(other, "Saved at")
    type_in(page.get_by_label("Findings"), "Nobody asked her.")
    said(auditor, "somebody else has changed this meanwhile")
    press(page.get_by_role("button", name="Save draft"))
    expect(page.get_by_role("heading", name="Review: both versions")).to_be_visible()
    expect(page.get_by_role("row", name="Findings")).to_contain_text("Somebody asked.")
    expect(page.get_by_role("row", name="Findings")).to_contain_text("Nobody asked her.")
    press(page.get_by_role("button", name="Save what I entered"))
    expect(page.get_by_text("The draft has been saved.")).to_be_visible()
    expect(page.get_by_label("Findings")).to_have_value("Nobody asked her.")


def said(reader: Reader, words: str) -> None:
    expect(reader.page.get_by_role("status")).to_contain_text(words, timeout=20_000)
