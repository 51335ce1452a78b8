"""Reminders in the browser and over the API: the choice, and home pages that list what messages count."""

from collections.abc import Callable

import pytest
from apiflask import APIFlask

from app.access.policies import Role
from tests.edges.conftest import Browser, Page
from tests.edges.programs import Program, a_program, code_of

BrowserOf = Callable[..., Browser]
ALL = {"reminders": ["daily", "weekly", "at_once"]}


def ticked(page: Page) -> list[str]:
    return [box.get("value") for box in page.all("input", type="checkbox") if "checked" in box.attrib]


def version(page: Page) -> str:
    return str(page.all("input", name="version")[0].get("value"))


@pytest.fixture
def lead(site: APIFlask, browser_of: BrowserOf) -> Browser:
    return browser_of(Role.LEAD_PROFESSIONAL)


def test_everything_is_on_until_it_is_turned_off_and_stays_off(lead: Browser) -> None:
    before = lead.get("/reminders")
    after = lead.follow(lead.post("/reminders", {"version": version(before), "reminders": ["weekly"]}))

    assert ticked(before) == ["daily", "weekly", "at_once"]
    assert "Your reminders have been saved." in after.text
    assert ticked(after) == ["weekly"]
    assert ticked(lead.follow(lead.post("/reminders", {"version": version(after)}))) == []


def test_without_a_mail_server_the_page_says_that_nothing_is_sent(lead: Browser) -> None:
    assert "No mail server is set up here, so nothing is sent for now." in lead.get("/reminders").text


def test_with_one_it_says_where_messages_go(
    lead: Browser, app: APIFlask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SENDS_MAIL", True)

    assert "Messages go to lead-professional-@example.org." in lead.get("/reminders").text


def test_a_choice_made_in_another_window_is_shown_beside_what_was_ticked(lead: Browser) -> None:
    first = version(lead.get("/reminders"))
    lead.post("/reminders", {"version": first, "reminders": ["daily"]})
    clash = lead.post("/reminders", {"version": first, "reminders": ["weekly"]})

    assert clash.status == 409
    assert clash.errors == ["You have changed this in another window. Check it and save again."]
    assert ticked(clash) == ["weekly"]
    assert "Saved now: What has become due or overdue." in clash.text
    again = lead.post("/reminders", {"version": version(clash), "reminders": ["weekly"]})
    assert ticked(lead.follow(again)) == ["weekly"]


@pytest.mark.parametrize("sent", ["", "x", "²", "-1", "9" * 40, "1.5"])
def test_a_version_that_is_none_is_a_clash_and_no_fault(lead: Browser, sent: str) -> None:
    assert lead.post("/reminders", {"version": sent, **ALL}).status == 409


def test_boxes_that_there_are_not_change_nothing(lead: Browser) -> None:
    page = lead.post("/reminders", {"version": "1", "reminders": ["daily", "hourly", "<script>"]})

    assert ticked(lead.follow(page)) == ["daily"]


def test_a_program_reads_and_changes_the_choice(site: APIFlask) -> None:
    program: Program = a_program(site, Role.LEAD_PROFESSIONAL)
    before = program.get("/reminders/choice")
    sent = {"daily": False, "weekly": True, "at_once": True}
    saved = program.call("PUT", "/reminders/choice", json=sent, headers={"If-Match": before.headers["ETag"]})
    again = program.call("PUT", "/reminders/choice", json=sent, headers={"If-Match": before.headers["ETag"]})
    bare = program.call("PUT", "/reminders/choice", json=sent)

    assert before.get_json() == {"daily": True, "weekly": True, "at_once": True, "version": 1}
    assert saved.get_json() == {**sent, "version": 2}
    assert saved.headers["ETag"] == '"2"'
    assert code_of(again) == (412, "changed-meanwhile")
    assert bare.status_code == 428


def test_an_administrator_is_told_that_no_mail_server_is_set(site: APIFlask, browser_of: BrowserOf) -> None:
    assert "No mail server is set, so none are sent." in browser_of(Role.ADMINISTRATOR).get("/").text


def test_an_administrator_sees_counts(
    site: APIFlask, browser_of: BrowserOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(site.config, "SENDS_MAIL", True)
    page = browser_of(Role.ADMINISTRATOR).get("/")

    assert "waiting to be sent0" in page.text
    assert "Not sending" not in page.text
