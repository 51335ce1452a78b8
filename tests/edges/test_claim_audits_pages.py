"""Internal audit and assurance visits in the browser, for those who audit, prepare, authorise and record."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from apiflask import APIFlask
from sqlmodel import select

from app.access.models import UserAccount
from app.access.policies import SYSTEM, Actor
from app.access.roles import Role
from app.claims.rules.lifecycle import LineState
from app.db import reading
from tests.claims.audits import NOT_UPHELD, a_batch, a_window, close, drawn, opened, read, send_back, states
from tests.edges.conftest import Browser, Page
from tests.edges.programs import Program, a_program
from tests.paper.told import broken_rules, structure
from tests.reports.render.reading import pdf_text

BrowserOf = Callable[..., Browser]

AUDITOR, COORDINATOR, OFFICER = Role.INTERNAL_AUDITOR, Role.PROGRAMME_COORDINATOR, Role.AUTHORISING_OFFICER


@pytest.fixture
def auditor(site: APIFlask, browser_of: BrowserOf) -> Browser:
    return browser_of(AUDITOR)


@pytest.fixture
def coordinator(site: APIFlask, browser_of: BrowserOf) -> Browser:
    return browser_of(COORDINATOR)


def sent(browser: Browser, path: str, form: dict[str, Any] | None = None, *, page: str | None = None) -> Page:
    return browser.post(path, form, page=page)


def link(page: Page, words: str) -> str:
    return next(href for text, href in page.links.items() if words in text)


def test_an_auditor_goes_from_what_waits_at_home_to_a_closed_audit(auditor: Browser) -> None:
    window = a_window()
    batch = a_batch(window, 3)

    home = auditor.get("/")
    assert "July 2013: 3 lines wait to be drawn from" in home.text
    drawn_page = sent(auditor, f"/claims/audits/windows/{window}", page="/claims/audits")
    assert drawn_page.status == 303
    audit = drawn_page.address
    assert "3 lines of the sample wait to be read." in auditor.get(audit).text
    assert "Being read" in auditor.get("/").text
    for number in range(3):
        waiting = opened(UUID(audit.rsplit("/", 1)[1])).waiting[0]
        address = f"/claims/audits/lines/{waiting.id}"
        claim = auditor.get(address)
        assert "School census, summer 2013" in claim.text
        assert "Amount£700" in claim.text
        answer = sent(auditor, address, {"finding": "upheld", "version": "0", "note": f"Read {number}."})
        assert answer.status == 303, answer.errors
    page = auditor.get(audit)
    assert "0.0%: 0 of 3 lines read failed" in page.text
    assert "0.0% to 70.8%" in page.text
    assert "Nothing is extrapolated" in page.text
    closed = sent(auditor, f"{audit}/close", {"version": str(opened(UUID(audit[-36:])).version)}, page=audit)
    assert closed.status == 303
    assert "3 lines became audited and 0 lines went back" in auditor.get(audit).text
    assert set(states(batch).values()) == {LineState.AUDITED}


def test_what_is_wrong_with_a_finding_is_said_at_its_field(auditor: Browser) -> None:
    window = a_window()
    a_batch(window, 3)
    address = f"/claims/audits/lines/{opened(drawn(window)).waiting[0].id}"

    nothing = sent(auditor, address, {"version": "0"})
    without = sent(auditor, address, {"version": "0", "finding": "not-upheld"})
    invented = sent(auditor, address, {"version": "0", "finding": "perhaps"})
    endless = sent(auditor, address, {"version": "0", "finding": "upheld", "note": "x" * 2_000})
    nul = sent(auditor, address, {"version": "0", "finding": "upheld", "note": "a\x00b"})
    huge = sent(auditor, address, {"version": "9" * 400, "finding": "upheld"})

    assert (nothing.status, nothing.errors) == (422, ["Choose what you found."])
    assert without.status == 422
    assert without.errors[0].startswith("Write what is wrong or missing")
    assert invented.errors == ["Choose one that is offered."]
    assert endless.errors == ["Enter at most 1,900 characters."]
    assert nul.status == 400
    assert huge.status in (409, 422)
    assert opened(UUID(_audit_of(auditor, address))).tally.read == 0


def _audit_of(browser: Browser, address: str) -> str:
    return link(browser.get(address), "July 2013, batch 1")[-36:]


def test_a_held_batch_says_why_and_offers_the_two_ways_on(auditor: Browser, coordinator: Browser) -> None:
    window = a_window()
    batch = a_batch(window, 12)
    audit_id = drawn(window)
    read(audit_id, NOT_UPHELD)
    audit = f"/claims/audits/{audit_id}"

    page = auditor.get(audit)
    assert "The failure rate is above the limit of 5%." in page.text
    buttons = [page.text_of(each) for each in page.all("button")]
    assert {"Draw a second sample", "Send back what failed"} <= set(buttons)
    assert "Close the audit" not in buttons
    refused = sent(auditor, f"{audit}/close", {"version": str(opened(audit_id).version)}, page=audit)
    assert refused.status == 422
    assert refused.errors[0].startswith("This batch is held")
    assert "Held" in coordinator.get("/").text

    outcome = coordinator.get(audit)
    assert "The register of the term is missing." in outcome.text
    assert "Draw a second sample" not in outcome.text
    assert coordinator.get(f"/claims/audits/lines/{opened(audit_id).draws[0].lines[0].id}").status == 403
    back = sent(auditor, f"{audit}/send-back", {"version": str(opened(audit_id).version)}, page=audit)
    assert back.status == 303
    assert "1 line is still being put right." in auditor.get(audit).text
    assert sorted(states(batch).values()).count(LineState.DRAFT) == 1


def test_a_button_pressed_on_an_old_page_is_told_so_and_changes_nothing(auditor: Browser) -> None:
    window = a_window()
    a_batch(window, 3)
    audit_id = drawn(window)
    old = opened(audit_id).version
    read(audit_id)
    audit = f"/claims/audits/{audit_id}"

    answer = sent(auditor, f"{audit}/close", {"version": str(old)}, page=audit)

    assert answer.status == 409
    assert "Somebody else has changed this audit" in answer.errors[0]
    assert sent(auditor, f"{audit}/close", {}, page=audit).status == 422
    assert opened(audit_id).closed_on is None


def test_whoever_drafted_a_claim_is_told_that_somebody_else_must_audit_it(
    site: APIFlask, browser_of: BrowserOf
) -> None:
    both = browser_of(AUDITOR, COORDINATOR)
    with reading(SYSTEM) as session:
        user = session.exec(select(UserAccount.id)).one()
    me = Actor(user, frozenset({AUDITOR, COORDINATOR}))
    window = a_window()
    a_batch(window, 2)
    own = a_batch(window, 1, me)

    refused = sent(both, f"/claims/audits/windows/{window}", page="/claims/audits")

    assert (refused.status, refused.heading) == (403, "You cannot do this")
    assert "You drafted this batch or a claim of it, so somebody else must audit it." in refused.text
    audit_id = drawn(window)
    (mine,) = [each for each in opened(audit_id).waiting if each.line_id == own[0]]
    page = both.get(f"/claims/audits/lines/{mine.id}")
    assert "You drafted this claim, so somebody else must audit it." in page.text
    assert not page.all("textarea")
    finding = sent(
        both, f"/claims/audits/lines/{mine.id}", {"finding": "upheld", "version": "0"}, page="/claims/audits"
    )
    assert finding.status == 403
    read(audit_id)
    audit = f"/claims/audits/{audit_id}"
    closing = sent(both, f"{audit}/close", {"version": str(opened(audit_id).version)}, page="/claims/audits")
    assert closing.status == 403
    assert opened(audit_id).closed_on is None
    assert close(audit_id) == (3, 0)


def test_the_record_is_printed_with_what_proves_the_draw_the_same_each_time(auditor: Browser) -> None:
    window = a_window()
    a_batch(window, 12)
    audit_id = drawn(window, seed=2013)
    read(audit_id, NOT_UPHELD)
    send_back(audit_id)

    page = auditor.get(f"/claims/audits/{audit_id}/record")
    first = auditor.client.get(f"/claims/audits/{audit_id}/record.pdf")
    second = auditor.client.get(f"/claims/audits/{audit_id}/record.pdf")

    digest = opened(audit_id).draws[0].population_digest
    for text in (page.text, pdf_text(first.data)):
        assert "2013" in text
        assert digest in text.replace(" ", "")
        assert "The same sample" in text
        assert "20.0%: 1 of 5 lines read failed" in text
        assert "0.5% to 71.7%" in text
        assert "The register of the term is missing." in text
    assert broken_rules(first.data) == []
    assert first.mimetype == "application/pdf"
    assert first.data == second.data
    assert "internal-audit-2013-07-12-batch-1.pdf" in first.headers["Content-Disposition"]


def test_a_note_that_is_longer_than_a_page_is_printed_whole(auditor: Browser) -> None:
    window = a_window()
    a_batch(window, 1)
    audit_id = drawn(window)
    address = f"/claims/audits/lines/{opened(audit_id).waiting[0].id}"
    note = "\n".join(["First line.", *["a"] * 900, "Last line."])
    assert sent(auditor, address, {"finding": "not-upheld", "note": note, "version": "0"}).status == 303

    paper = auditor.client.get(f"/claims/audits/{audit_id}/record.pdf")

    assert paper.status_code == 200
    assert "Last line." in pdf_text(paper.data)
    assert [row.kids[0].text for row in structure(paper.data).all("Table")[-1].kids] == ["No.", "1"]
    assert broken_rules(paper.data) == []


def test_the_officer_sets_the_terms_and_everybody_reads_that_the_share_is_to_be_verified(
    site: APIFlask, browser_of: BrowserOf
) -> None:
    officer, auditor = browser_of(OFFICER), browser_of(AUDITOR)
    assert "Verify before first live claim." in auditor.get("/claims/audits/terms").text
    assert not auditor.get("/claims/audits/terms").all("input", name="share_percent")
    terms = {"share_percent": "20", "least": "8", "limit_percent": "3", "decided_by": "Audit Committee"}

    wrong = sent(officer, "/claims/audits/terms", {**terms, "share_percent": "0", "least": "9" * 40})
    done = sent(officer, "/claims/audits/terms", terms)

    assert (wrong.status, wrong.errors) == (
        422,
        ["Enter a whole number from 1 to 100.", "Enter a whole number from 1 to 1,000."],
    )
    assert done.status == 303
    page = auditor.get("/claims/audits/terms")
    assert "20%, at least 8" in page.text
    assert "Verify before first live claim." not in page.text
    assert sent(auditor, "/claims/audits/terms", terms).status == 403


def test_a_visit_is_recorded_followed_up_and_its_overdue_action_stands_at_home(coordinator: Browser) -> None:
    visit = {
        "kind": "government",
        "visited_on-day": "14",
        "visited_on-month": "5",
        "visited_on-year": "2013",
        "visitors": "Two officers",
        "rating": "assured",
    }
    nothing = sent(coordinator, "/assurance-visits/new", {})
    assert nothing.errors == [
        "Choose who visited.",
        "Enter the day of the visit.",
        "Enter who came.",
        "Choose how they rated it.",
    ]
    wrong = sent(coordinator, "/assurance-visits/new", {**visit, "references": "Tansy"})
    assert wrong.errors == ["Enter references of families as their records show them, one on each line."]
    unknown = sent(coordinator, "/assurance-visits/new", {**visit, "references": "pf-000123t"})
    assert "No family has the reference PF-000123T" in unknown.errors[0]
    absurd = sent(coordinator, "/assurance-visits/new", {**visit, "visited_on-year": "9999"})
    assert absurd.status == 422
    address = sent(coordinator, "/assurance-visits/new", visit).address
    with reading(SYSTEM) as session:
        user = session.exec(select(UserAccount.id)).one()
    action = {
        "what": "Keep the day of each extract",
        "user_id": str(user),
        "due_on-day": "30",
        "due_on-month": "6",
        "due_on-year": "2013",
    }
    early = sent(coordinator, f"{address}/actions/new", {**action, "due_on-month": "4"})
    assert early.errors == ["An action is due on the day of the visit or later."]

    assert sent(coordinator, f"{address}/actions/new", action).status == 303

    assert "Keep the day of each extract" in coordinator.get("/").text
    assert "1 overdue" in coordinator.get("/assurance-visits").text
    page = coordinator.get(address)
    done = next(each.get("action") for each in page.all("form") if str(each.get("action")).endswith("/done"))
    assert sent(coordinator, str(done), page=address).status == 303
    assert "No action after a visit is overdue." in coordinator.get("/").text


def test_a_program_draws_reads_and_closes_and_is_given_what_proves_the_draw(site: APIFlask) -> None:
    program: Program = a_program(site, AUDITOR)
    window = a_window()
    batch = a_batch(window, 3)
    made = program.post(f"/claim-windows/{window}/audits")
    assert made.status_code == 201
    audit = f"/claim-audits/{made.json['id']}"

    (sample,) = program.get(audit).json["samples"]

    assert set(sample["population"]) == {str(each) for each in batch}
    assert sample["is_as_drawn"]
    for line in sample["sampled"]:
        claim = program.get(f"/claims-under-audit/{line['id']}")
        assert claim.json["evidence"][0]["source"] == "School census, summer 2013"
        found = program.call(
            "PUT",
            f"/claims-under-audit/{line['id']}/finding",
            headers={"If-Match": claim.headers["ETag"]},
            json={"finding": "upheld", "note": None},
        )
        assert found.json == {"version": 1}
    opened_again = program.get(audit)
    assert opened_again.json["tally"]["interval"] == {"lower": 0, "upper": 7076}
    closed = program.call("POST", f"{audit}/close", headers={"If-Match": opened_again.headers["ETag"]})
    assert closed.json == {"passed": 3, "went_back": 0}
    assert program.get("/claim-audits").json["audits"][0]["state"] == "closed"
