"""Reminders in the browser and over the API: the choice, and what home pages list."""

from collections.abc import Callable
from uuid import UUID

import pytest
from apiflask import APIFlask

from app.access.models import Cover
from app.access.policies import SYSTEM
from app.access.roles import Role
from app.jobs.models import Job, JobStatus
from app.jobs.queue import SEND_REMINDERS
from tests.cases.builders import a_practitioner
from tests.cases.sharing_builders import key_of, saved
from tests.conftest import TODAY
from tests.edges.conftest import Browser, Page
from tests.edges.programs import Program, a_program, code_of
from tests.reminders.people import (
    A_DAY,
    EIGHT,
    a_consent,
    a_place,
    an_action,
    an_invitation,
    changed,
    leading,
)

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
    assert clash.errors == [
        "You changed this in another window meanwhile. What you entered has not been saved yet."
    ]
    assert "What has become due or overdue All that is due, on Mondays" in clash.text
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


# What the home page lists beside what is due


@pytest.fixture
def nat(site: APIFlask) -> UUID:
    """A nurse who is a practitioner on file, without an account yet."""
    return a_practitioner("Nat Nurse")


def section(page: Page, name: str) -> str:
    return " ".join(page.text_of(each) for each in page.all("section", **{"aria-labelledby": name}))


def test_somebody_invited_who_may_not_open_the_family_sees_the_day_and_whom_to_ask(
    nat: UUID, browser_of: BrowserOf
) -> None:
    lee = leading()
    an_invitation(lee.assessment, nat, TODAY)
    page = browser_of(Role.TEAM_MEMBER, practitioner_key=key_of(nat)).get("/")

    assert "12 July 2013 Ask the lead professional Lee Example" in section(page, "meetings-to-come")
    assert "Testcase" not in page.text
    assert str(lee.family) not in page.html


def test_somebody_invited_who_is_in_the_team_is_led_to_the_family(nat: UUID, browser_of: BrowserOf) -> None:
    lee = leading()
    an_invitation(lee.assessment, nat, TODAY)
    a_place(lee.family, nat, lee.establishment)
    page = browser_of(Role.TEAM_MEMBER, practitioner_key=key_of(nat)).get("/")

    assert f"/families/{lee.family}" in page.links.values()


def test_a_meeting_that_is_over_or_held_is_not_to_come(nat: UUID, browser_of: BrowserOf) -> None:
    lee = leading()
    an_invitation(lee.assessment, nat, TODAY - A_DAY)
    held = an_invitation(lee.assessment, nat, TODAY)
    changed("update team_meeting set held = true where id = :id", id=held)
    page = browser_of(Role.TEAM_MEMBER, practitioner_key=key_of(nat)).get("/")

    assert section(page, "meetings-to-come") == ""


def test_an_action_with_a_team_member_is_on_their_home_page(nat: UUID, browser_of: BrowserOf) -> None:
    lee = leading()
    a_place(lee.family, nat, lee.establishment)
    a_consent(lee.assessment, "given")
    an_action(lee.assessment, nat, TODAY - A_DAY)
    browser = browser_of(Role.TEAM_MEMBER, practitioner_key=key_of(nat))
    page = browser.get("/")

    assert "1 overdue, 0 due soon" in section(page, "with-me")
    assert "Ring" not in page.text
    changed("update consent set decision = 'limited' where assessment_id = :id", id=lee.assessment)
    changed(
        "insert into consent_agency (id, consent_id, every_item)"
        " select gen_random_uuid(), id, false from consent where assessment_id = :id",
        id=lee.assessment,
    )
    changed(
        "insert into consent_agency_item (id, consent_agency_id, item)"
        " select gen_random_uuid(), consent_agency.id, 'reviews' from consent_agency"
        " join consent on consent.id = consent_id where assessment_id = :id",
        id=lee.assessment,
    )
    assert section(browser.get("/"), "with-me") == "", "the plan is kept from their agency"


def test_whoever_stands_in_sees_for_whom_and_what_is_due(nat: UUID, browser_of: BrowserOf) -> None:
    lee = leading()
    saved(
        Cover(
            practitioner_id=lee.practitioner,
            cover_practitioner_id=nat,
            starts_on=TODAY,
            ends_on=TODAY + A_DAY,
            named_by=lee.user,
            named_at=EIGHT,
        )
    )
    page = browser_of(Role.LEAD_PROFESSIONAL, practitioner_key=key_of(nat)).get("/")

    assert "Lee Example, 12 July 2013 to 13 July 2013" in section(page, "covering")
    assert "0 overdue, 1 due soon" in section(page, "due")


def test_a_program_lists_the_same(site: APIFlask, nat: UUID) -> None:
    lee = leading()
    an_invitation(lee.assessment, nat, TODAY)
    program = a_program(site, Role.TEAM_MEMBER, practitioner_key=key_of(nat))

    assert program.get("/reminders").get_json() == {
        "reminders": [{"kind": "team-meeting", "day": "2013-07-12"}],
        "overdue_where_you_manage": 0,
        "due_where_you_manage": 0,
        "without_oversight_where_you_manage": 0,
    }


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        ("PostUnreachable", "The mail server did not answer"),
        ("PostUntrusted", "certificate could not be trusted"),
        ("PostRefusesUs", "Check SMTP_URL and LOXLEY_MAIL_FROM"),
        ("SoftTimeLimitExceeded", "The worker’s log says where"),
    ],
)
def test_an_administrator_is_told_why_nothing_goes_out(
    site: APIFlask, browser_of: BrowserOf, monkeypatch: pytest.MonkeyPatch, failure: str, sentence: str
) -> None:
    monkeypatch.setitem(site.config, "SENDS_MAIL", True)
    at = {"requested_at": EIGHT, "sent_at": EIGHT, "finished_at": EIGHT}
    saved(
        Job(
            name=SEND_REMINDERS,
            requested_by=SYSTEM.user_id,
            status=JobStatus.FAILED,
            failure=failure,
            **at,
        )
    )
    page = browser_of(Role.ADMINISTRATOR).get("/")

    assert "Not sending" in page.text
    assert sentence in page.text
