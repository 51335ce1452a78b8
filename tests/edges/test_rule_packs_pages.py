"""Editions of the rules, and discretion, in the browser and over the API."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from app.access.policies import Actor
from app.access.roles import Role
from app.claims.models.overrides import PartOverride
from app.claims.queries.evaluation import evaluate_programme
from app.claims.rules.outcomes import Outcome
from app.claims.services import rule_packs
from app.db import reading
from app.programme.phase_two import P2_NOTTINGHAM
from app.programme.writing import as_document, as_text
from tests.cases.sharing_builders import saved
from tests.claims.made_up_packs import NOTHING_TO_CLAIM, TEN_HEADLINES
from tests.claims.random_families import families, store
from tests.claims.test_later_packs_agree import EARLY_PLAN
from tests.conftest import TODAY
from tests.edges.conftest import Browser
from tests.edges.programs import a_program, code_of

BrowserOf = Callable[..., Browser]
DRAFTS = Actor(UUID(int=701), frozenset({Role.PROGRAMME_COORDINATOR}))
APPROVES = Actor(UUID(int=702), frozenset({Role.AUTHORISING_OFFICER}))
NOW = datetime(2013, 7, 12, 9, 0, tzinfo=UTC)
WHY = "The Board asked for a narrower filter."
BOARD = "Children’s Partnership Board, 10 July 2013"
TWO_NEEDS = {
    "criteria": ["local-mental-health", "local-child-in-need"],
    "needed": "2",
    "decided_in": BOARD,
    "version": "1",
}


@pytest.fixture
def coordinator(site: APIFlask, browser_of: BrowserOf) -> Browser:
    return browser_of(Role.PROGRAMME_COORDINATOR)


@pytest.fixture
def officer(site: APIFlask, browser_of: BrowserOf) -> Browser:
    return browser_of(Role.AUTHORISING_OFFICER)


def in_force_from(day: int, month: int, year: int = 2013) -> dict[str, str]:
    names = ("day", "month", "year")
    return {
        f"in_force_from-{name}": str(value) for name, value in zip(names, (day, month, year), strict=True)
    }


def drafted(coordinator: Browser, replaces: str = "P1-2013") -> str:
    """The address of a new draft."""
    made = coordinator.post("/rule-packs", {"replaces": replaces, "why": WHY})
    assert made.status == 303
    return made.address


def test_a_local_filter_goes_from_its_draft_to_being_in_force(coordinator: Browser, officer: Browser) -> None:
    address = drafted(coordinator)
    changed = coordinator.follow(coordinator.post(f"{address}/problems/local", TWO_NEEDS))
    proposed = coordinator.follow(coordinator.post(f"{address}/propose", {"version": "2"}, page=address))
    assert "At least 2 of: Child in need or on a child protection plan; Mental health" in changed.text
    assert BOARD in changed.text
    assert "Proposed" in proposed.text
    assert "Approve it" not in proposed.text

    late = officer.post(f"{address}/approve", {"version": "3", **in_force_from(12, 7)}, page=address)
    none = officer.post(f"{address}/approve", {"version": "3"}, page=address)
    approved = officer.follow(
        officer.post(f"{address}/approve", {"version": "3", **in_force_from(1, 9)}, page=address)
    )

    assert late.errors == [
        "An edition is in force from tomorrow at the earliest, so that no decision made by now changes."
    ]
    assert none.errors == ["Enter the day from which it is in force."]
    assert "in force from 1 September 2013" in approved.text
    rules = coordinator.get("/rule-packs").text
    assert "P1-2013 1 April 2013 to 31 August 2013" in rules
    assert "P1-2013-2 1 September 2013 to 31 May 2015" in rules
    assert "Change" not in coordinator.get(address).links


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"criteria": []}, "Choose at least one criterion."),
        ({"criteria": ["nonsense"]}, "Choose criteria from the list."),
        ({"criteria": ["not-on-roll"]}, "A criterion is counted under another problem. Choose others."),
        ({"needed": "3"}, "2 are chosen, so from 1 to 2 may be needed."),
        ({"needed": ""}, "Enter how many are needed."),
        ({"needed": "9" * 400}, "2 are chosen, so from 1 to 2 may be needed."),
        ({"needed": "two"}, "Enter a whole number."),
        ({"decided_in": ""}, "Say where this was decided."),
        ({"decided_in": "x" * 501}, "Enter at most 500 characters."),
    ],
)
def test_a_filter_that_cannot_be_is_refused_by_its_field(
    coordinator: Browser, wrong: dict[str, object], sentence: str
) -> None:
    address = drafted(coordinator)

    refused = coordinator.post(f"{address}/problems/local", {**TWO_NEEDS, **wrong})

    assert refused.status == 422
    assert refused.errors == [sentence]


def test_a_draft_changed_meanwhile_shows_both(coordinator: Browser) -> None:
    address = drafted(coordinator)
    coordinator.post(f"{address}/problems/local", TWO_NEEDS)

    clash = coordinator.post(f"{address}/problems/local", {**TWO_NEEDS, "needed": "1"})

    assert clash.status == 409
    assert "How many are needed" in clash.text


def test_refusals_on_the_way_say_what_to_do(coordinator: Browser, officer: Browser) -> None:
    address = drafted(coordinator)
    nothing = coordinator.post(f"{address}/propose", {"version": "1"}, page=address)
    early = officer.post(f"{address}/approve", {"version": "1", **in_force_from(1, 9)}, page="/rule-packs")
    coordinator.post(f"{address}/problems/local", TWO_NEEDS)
    stale = coordinator.post(f"{address}/propose", {"version": "1"}, page=address)
    coordinator.post(f"{address}/propose", {"version": "2"}, page=address)
    wordless = officer.post(f"{address}/send-back", {"version": "3"}, page=address)
    back = officer.follow(
        officer.post(f"{address}/send-back", {"version": "3", "returned_why": "Say why."}, page=address)
    )

    assert "Nothing differs from the rules that it is drafted from." in nothing.text
    assert "This edition is a draft: it has to be proposed first." in early.text
    assert stale.status == 409
    assert "changed this edition since you opened it" in stale.text
    assert wordless.errors == ["Say what is to change."]
    assert "sent back to its draft" in back.text
    assert "Say why." in coordinator.get(address).text
    assert coordinator.post("/rule-packs", {"why": WHY}).errors == ["Choose what it is drafted from."]


def test_an_outcome_plan_is_changed_measure_by_measure(coordinator: Browser) -> None:
    address = drafted(coordinator, P2_NOTTINGHAM.code)
    measure = {
        "question": "Has each child been at school for 95% of the time, over the last 2 terms?",
        "at-least-1": "9500",
        "terms-1": "2",
        "applies_to": ["low-attendance"],
        "decided_in": "Outcome plan, 2015",
        "version": "1",
    }

    shown = coordinator.get(f"{address}/measures/school-attendance")
    wrong = coordinator.post(f"{address}/measures/school-attendance", {**measure, "terms-1": "7"})
    right = coordinator.follow(coordinator.post(f"{address}/measures/school-attendance", measure))
    held = coordinator.post(f"{address}/propose", {"version": "2"}, page=address)
    discretion = {"allowed": "yes", "decided_in": "Outcome plan, 2015", "version": "2"}
    allowed = coordinator.follow(coordinator.post(f"{address}/discretion", discretion))

    # What is only recalled is not offered as where it was decided.
    assert not shown.all("input", id="decided_in")[0].get("value")
    assert wrong.status == 422
    assert wrong.errors[0].endswith("enter a whole number from 1 to 6.")
    assert "at school for 95% of the time" in right.text
    assert "School attendance: at least: 95%." in right.text
    assert "No result asks about: Permanent exclusion" in right.text
    assert "No result asks about" in held.text
    assert held.status == 422
    assert "An approver may let a failed part pass" in allowed.text
    assert "Verify before the first live claim." in allowed.text


def test_a_document_is_loaded_as_a_draft_or_refused_with_its_faults(coordinator: Browser) -> None:
    def sent(content: bytes) -> object:
        form = {"replaces": "P1-2013", "why": WHY, "document": (BytesIO(content), "pack.json")}
        return coordinator.post("/rule-packs", form)

    made = sent(as_text(TEN_HEADLINES).encode())
    broken = sent(as_text(TEN_HEADLINES).replace('"funded": "1/1"', '"funded": "9/1"').encode())

    assert coordinator.follow(made).heading.startswith("SF-MADE-UP")
    assert broken.errors == ["funded: Write a share from 0 to 1 like 5/6."]
    assert sent(b"\xff\xfe").errors == ["This file is not text. Choose a JSON document."]
    assert sent(b"{").errors == ["This is not JSON. Check its brackets, quotes and commas."]
    half_a_character = sent(as_text(TEN_HEADLINES).replace('"code":', '"\\ud800": 1, "code":', 1).encode())
    assert half_a_character.errors == ["�: There is no such key here. Take it out or mend its name."]
    document = coordinator.get(f"{made.address}/document")
    assert document.headers["Content-Type"].startswith("application/json")
    assert document.bytes.decode() == as_text(TEN_HEADLINES)
    assert "These rules pay for no results" not in coordinator.get(made.address).text
    unpaid = coordinator.follow(sent(as_text(NOTHING_TO_CLAIM).encode()))
    assert "Nothing is paid for these." in unpaid.text


def test_a_trial_opens_each_of_its_numbers_to_families(
    coordinator: Browser, officer: Browser, database: sa.Connection
) -> None:
    store(database, families(11, 60, TODAY))
    address = drafted(coordinator)
    coordinator.post(f"{address}/problems/local", TWO_NEEDS)

    trial = coordinator.get(f"{address}/trial")
    counted = {words: href for words, href in trial.links.items() if href.startswith(f"{address}/trial/")}
    for words, href in counted.items():
        number = int(words.split()[0])
        listed = coordinator.get(href)
        assert len(listed.all("th", scope="row")) == number
    assert len(counted) == 11
    assert "All 60 families of the programme on 12 July 2013" in trial.text
    seen = officer.get(f"{address}/trial")
    assert not [href for href in seen.links.values() if "/trial/" in href]


def test_an_officer_decides_about_a_part_that_somebody_asked_to_let_pass(
    coordinator: Browser, officer: Browser, database: sa.Connection
) -> None:
    (family,) = families(12, 1, TODAY)
    store(database, [family])
    request = a_request(family.family_id)
    address = f"/let-pass/{request}"
    page = officer.get("/let-pass")
    opened = officer.get(address)
    undecided = officer.post(address)
    done = officer.follow(officer.post(address, {"decision": "refuse"}))
    again = officer.post(address, {"decision": "refuse"}, page="/let-pass")

    assert "School attendance" in page.text
    assert "Rose from 40% to 89%" in opened.text
    assert "judged by other rules now" in opened.text
    assert undecided.errors == ["Choose whether it is let pass."]
    assert "Nothing waits for a decision." in done.text
    assert again.status == 409
    ask = coordinator.post(
        f"/families/{family.family_id}/claim/let-pass/education", {"reason": "Nearly there"}
    )
    (refused,) = ask.errors
    assert refused.endswith("let nobody pass a part at their discretion.")


def test_a_failed_part_is_asked_about_and_let_pass_and_the_claim_page_says_so(
    coordinator: Browser, officer: Browser, database: sa.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    family_id, part = a_family_that_fails_one_part(database)
    monkeypatch.setenv("LOXLEY_TODAY", LATER.isoformat())
    address = f"/families/{family_id}/claim"
    (ask,) = [href for words, href in coordinator.get(address).links.items() if "let it pass" in words]

    wordless = coordinator.post(ask)
    asked = coordinator.follow(coordinator.post(ask, {"reason": "Rose from 40% to 89%"}))
    twice = coordinator.post(ask, {"reason": "Rose from 40% to 89%"})
    (waiting,) = [href for href in officer.get("/let-pass").links.values() if href.startswith("/let-pass/")]
    opened = officer.get(waiting)
    officer.follow(officer.post(waiting, {"decision": "let-pass"}))
    shown = coordinator.get(address)

    assert ask.endswith(f"/let-pass/{part}")
    assert wordless.errors == ["Say why it should be let pass."]
    assert "and has not decided" in asked.text
    assert "Ask to let it pass" not in " ".join(asked.links)
    assert twice.errors == ["Letting this part pass has been asked for already."]
    assert "Fail" in opened.text
    assert "Let pass at an approver’s discretion" in shown.text
    assert "by the measure alone it failed" in shown.text
    assert "Rose from 40% to 89%" in shown.text


LATER = date(2014, 3, 1)


def a_family_that_fails_one_part(database: sa.Connection) -> tuple[UUID, str]:
    """A family judged by an approved outcome plan with discretion, and the one part that it fails."""
    first = TODAY + timedelta(days=1)
    plan = replace(EARLY_PLAN, code="P2-EXAMPLE-1", in_force=replace(EARLY_PLAN.in_force, first=first))
    given = {"actor": DRAFTS, "now": NOW}
    edition = rule_packs.start_from_document(as_document(plan), "P1-2013", WHY, **given)
    rule_packs.propose(edition, version=1, **given)
    rule_packs.approve(edition, first, version=2, actor=APPROVES, today=TODAY, now=NOW)
    stored = [
        replace(each, identified_on=first, attached_on=first, overrides=())
        for each in families(31, 60, LATER, EARLY_PLAN)
    ]
    store(database, stored)
    with reading(DRAFTS) as session:
        for each in evaluate_programme(session, LATER):
            failed = [code for code, outcome in each.parts.items() if outcome is Outcome.FAIL]
            if len(failed) == 1:
                return each.family_id, failed[0]
    raise AssertionError("no such family among them")


def a_request(family: UUID) -> UUID:
    asked = PartOverride(
        family_id=family,
        part="school-attendance",
        pack_code="P2-EXAMPLE-1",
        reason="Rose from 40% to 89%",
        asked_by=uuid4(),
        asked_at=datetime(2013, 7, 12, 9, 0, tzinfo=UTC) - timedelta(days=1),
    )
    return saved(asked)


def test_a_program_does_all_of_it_too(site: APIFlask) -> None:
    program = a_program(site, Role.PROGRAMME_COORDINATOR)
    officer = a_program(site, Role.AUTHORISING_OFFICER)
    made = program.call("POST", "/rule-packs", json={"replaces": "P1-2013", "why": WHY})
    address = f"/rule-packs/{made.json['id']}"

    def matched(version: int) -> dict[str, dict[str, str]]:
        return {"headers": {"If-Match": f'"{version}"'}}

    body = {**TWO_NEEDS, "needed": 2}
    del body["version"]
    changed = program.call("PUT", f"{address}/problems/local", json=body, **matched(1))
    same = program.call("PUT", f"{address}/problems/local", json=body, **matched(2))
    proposed = program.call("POST", f"{address}/propose", **matched(2))
    own = program.call("POST", f"{address}/approve", json={"in_force_from": "2013-09-01"}, **matched(3))
    approved = officer.call("POST", f"{address}/approve", json={"in_force_from": "2013-09-01"}, **matched(3))
    opened = officer.call("GET", address)

    assert (changed.status_code, changed.json["version"]) == (200, 2)
    assert code_of(same) == (422, "nothing-changed")
    assert proposed.status_code == 200
    assert own.status_code == 403
    assert approved.json["version"] == 4
    assert opened.json["state"] == "approved"
    assert opened.json["content"]["in_force"] == {"first": "2013-09-01", "last": "2015-05-31"}
    listed = program.call("GET", "/rule-packs").json
    assert [each["code"] for each in listed["in_force"]] == ["P1-2012", "P1-2013", "P1-2013-2"]
    plan = program.call("GET", f"/rule-packs/in-force/{P2_NOTTINGHAM.code}").json["content"]
    assert plan == as_document(P2_NOTTINGHAM)
    wrong = program.call(
        "POST", "/rule-packs", json={"replaces": "P1-2013", "why": WHY, "content": {"code": "A"}}
    )
    assert code_of(wrong) == (422, "pack-not-valid")
