"""A board report in the browser and for programs: submitted, approved, shared by link, taken back."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from app import clock
from app.access import sessions
from app.access.policies import SYSTEM, Actor
from app.access.roles import Role
from app.reports import approving, links
from app.reports.rules.vocabulary import Profile
from tests.city import Released
from tests.edges.conftest import Browser, Page
from tests.edges.programs import Program, a_program, code_of
from tests.reports.approvals import a_bare_report, a_person, approved, submitted, version_of
from tests.reports.records import ask

BrowserOf = Callable[..., Browser]


@pytest.fixture
def coordinator(city: sa.Connection, browser_of: BrowserOf) -> Browser:
    return browser_of(Role.PROGRAMME_COORDINATOR)


@pytest.fixture
def officer(city: sa.Connection, browser_of: BrowserOf) -> Browser:
    return browser_of(Role.AUTHORISING_OFFICER)


def people() -> tuple[Actor, Actor]:
    return a_person("Cara Submits", Role.PROGRAMME_COORDINATOR), a_person(
        "Olu Approves", Role.AUTHORISING_OFFICER
    )


def released_bare(**given: object) -> UUID:
    """An approved public report that nobody has to build."""
    cara, olu = people()
    return approved(a_bare_report(cara.user_id, **given), cara, olu)  # type: ignore[arg-type]


def form_version(page: Page) -> str:
    return str(page.all("input", name="version")[0].get("value"))


def test_a_draft_is_submitted_approved_and_then_open_to_the_reader_who_is_named(
    coordinator: Browser, officer: Browser, released: Released
) -> None:
    address = f"/reports/{released.report_id}"
    draft = coordinator.get(address)
    sent = coordinator.post(f"{address}/submit", {"version": form_version(draft)}, page="/")
    waiting = officer.get(
        officer.get("/").links["Priority Families and Common Assessment Framework update, internal"]
    )
    done = officer.follow(officer.post(f"{address}/approve", {"version": form_version(waiting)}, page="/"))

    assert "Draft: not approved" in draft.text
    assert "The files do not say so themselves" in draft.text
    assert sent.status == 303
    assert "Draft: waiting for approval" in waiting.text
    assert "The report is approved. Its readers may open it from now on." in done.text
    assert "Draft" not in done.text
    assert "Board reports to approve" in officer.get("/").text


def test_a_report_is_sent_back_with_a_reason_that_stays_in_its_box_when_it_clashes(
    coordinator: Browser, officer: Browser, released: Released
) -> None:
    address = f"/reports/{released.report_id}"
    coordinator.post(f"{address}/submit", {"version": "1"}, page="/")

    without = officer.post(f"{address}/send-back", {"version": "2"}, page="/")
    stale = officer.post(f"{address}/send-back", {"version": "1", "reason": "Say more."}, page="/")
    back = officer.follow(
        officer.post(f"{address}/send-back", {"version": "2", "reason": "Say more."}, page="/")
    )

    assert (without.status, without.errors) == (422, ["Say what has to change before you can approve it."])
    assert stale.status == 409
    assert "It is now: draft: waiting for approval." in stale.text
    assert stale.text_of(stale.all("textarea", id="reason")[0]).strip() == "Say more."
    assert "Sent back by the authorising officer" in back.text, back.text[:900]
    assert back.text.count("Say more.") == 1, back.text[:900]
    assert "sent back" in coordinator.get("/").text


@pytest.mark.parametrize("sent", [{}, {"version": "9" * 400}])
def test_a_button_without_the_version_it_started_from_does_nothing(
    coordinator: Browser, released: Released, sent: dict[str, str]
) -> None:
    address = f"/reports/{released.report_id}"

    assert coordinator.post(f"{address}/submit", sent, page="/").status in (409, 422)
    assert ask("select count(*) from release_step") == [(0,)]


def test_a_link_is_shown_once_opens_the_report_to_a_stranger_and_is_closed(
    coordinator: Browser, browser: Browser, released: Released
) -> None:
    address = f"/reports/{released.report_id}"
    cara, olu = people()
    approved(released.report_id, cara, olu)
    internal = coordinator.get(address)
    report = a_bare_report(cara.user_id)
    approved(report, cara, olu)
    token = links.make_link(report, 30, actor=cara).token

    page = browser.get(f"/published/{token}")
    web = browser.get(page.links["board-report-public.html"])
    paper = browser.get(page.links["board-report-public.pdf"])
    data = browser.get(page.links["board-report-public.json"])

    assert not internal.all("input", id="days")  # an internal report has no links
    assert page.status == 200
    assert "It is approved for the public" in page.text
    assert [each.status for each in (web, paper, data)] == [200, 200, 200]
    assert web.headers["Content-Disposition"].startswith("inline")
    assert data.headers["Content-Disposition"].startswith("attachment")
    for each in (page, web, paper, data):
        assert each.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert each.headers["Cache-Control"] == "no-store"
        assert each.headers["Referrer-Policy"] == "no-referrer"
    assert "script-src" not in web.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in web.headers["Content-Security-Policy"]
    assert ask("select count(*) from audit_event where action = 'release.downloaded-by-link'") == [(3,)]


def test_a_link_that_is_over_says_so_and_one_that_never_was_is_no_page(
    browser: Browser, city: sa.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = released_bare()
    officer = a_person("Ola Closes", Role.AUTHORISING_OFFICER)
    token, closed = (links.make_link(report, days, actor=officer) for days in (1, 30))
    links.revoke_link(report, closed.id, actor=officer)

    revoked = browser.get(f"/published/{closed.token}")
    unknown = browser.get(f"/published/{closed.token}x")
    no_file = browser.get(f"/published/{token.token}/board-report-internal.pdf")
    later = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    expired = [
        browser.get(f"/published/{token.token}{path}").status for path in ("", "/board-report-public.pdf")
    ]
    monkeypatch.undo()
    approving.withdraw(report, version_of(report), "Wrong.", actor=officer)

    assert (revoked.status, revoked.heading) == (410, "This report is no longer open")
    assert "This link has been closed by the council." in revoked.text
    assert revoked.headers["X-Robots-Tag"].startswith("noindex")
    assert (unknown.status, no_file.status) == (404, 404)
    assert expired == [410, 410]
    assert "The council has taken this report back." in browser.get(f"/published/{token.token}").text


def test_links_cannot_be_followed_without_end_from_one_place(browser: Browser, city: sa.Connection) -> None:
    sessions.limiter.reset()

    answers = [browser.client.get(f"/published/{uuid4()}").status_code for _ in range(62)]
    sessions.limiter.reset()

    assert answers[:60] == [404] * 60
    assert answers[61] == 429


def test_a_program_takes_a_report_to_its_release_and_shares_it(app: APIFlask, city: sa.Connection) -> None:
    report = a_bare_report(SYSTEM.user_id)
    coordinator = a_program(app, Role.PROGRAMME_COORDINATOR)
    officer = a_program(app, Role.AUTHORISING_OFFICER)
    path = f"/releases/{report}"

    def step(program: Program, name: str, version: int, **body: str) -> int:
        given = {"json": body} if body else {}
        headers = {"If-Match": f'"{version}"'}
        return program.call("POST", f"{path}/approval/{name}", headers=headers, **given).status_code

    stale = coordinator.call("POST", f"{path}/approval/submit", headers={"If-Match": '"5"'})
    assert (stale.status_code, stale.headers["ETag"]) == (412, '"1"')
    assert step(coordinator, "submit", 1) == 204
    assert step(officer, "send-back", 2, reason="Say more.") == 204
    assert step(coordinator, "submit", 3) == 204
    assert step(officer, "approve", 4) == 204
    made = coordinator.call("POST", f"{path}/links", json={"days": 30})
    opened = coordinator.get(f"{path}/approval")

    assert made.status_code == 201
    assert "/published/" in made.get_json()["address"]
    assert opened.headers["ETag"] == '"5"'
    found = opened.get_json()
    assert (found["state"], len(found["steps"]), found["links"][0]["state"]) == ("approved", 4, "open")
    assert found["steps"][1]["reason"] == "Say more."
    revoke = f"{path}/links/{found['links'][0]['id']}/revoke"
    assert [coordinator.call("POST", revoke).status_code for _ in range(2)] == [204, 409]
    assert step(officer, "withdraw", 5, reason="Wrong.") == 204
    refused = coordinator.call("POST", f"{path}/links", json={"days": 30})
    assert code_of(refused) == (422, "not-released")
    assert coordinator.call("POST", f"{path}/links", json={"days": 10**40}).status_code == 422


def test_a_reader_is_told_nothing_of_who_made_it_and_a_superseded_report_says_so(
    app: APIFlask, city: sa.Connection
) -> None:
    cara, olu = people()
    now = clock.now()
    first = approved(a_bare_report(cara.user_id, made_at=now), cara, olu)
    later = approved(a_bare_report(cara.user_id, made_at=now + timedelta(seconds=1)), cara, olu)
    submitted(a_bare_report(cara.user_id, profile=Profile.INTERNAL), cara)
    reader = a_program(app, Role.BOARD_READER)

    found = reader.get(f"/releases/{first}/approval").get_json()
    listed = reader.get("/releases").get_json()["releases"]

    assert (found["steps"], found["links"], found["may"]) == ([], [], [])
    assert found["superseded_by"] == str(later)
    assert {each["id"]: each["superseded_by"] for each in listed} == {
        str(first): str(later),
        str(later): None,
    }
