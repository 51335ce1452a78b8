"""The register of information-sharing agreements in the browser and over the API."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from app.access.roles import Role
from app.db import Sessions
from tests.edges.conftest import Browser, Page
from tests.edges.programs import a_program
from tests.edges.two_at_once_world import day, form_of

BrowserOf = Callable[..., Browser]

SIGNED = {**day("signed_on", 1, 7, 2012), **day("review_due_on", 1, 7, 2014)}
NOBODY_SIGNED = {**day("signed_on", 1, 1), **dict.fromkeys(("signed_on-day", "signed_on-month"), "")}


@pytest.fixture
def coordinator(city: sa.Connection, browser_of: BrowserOf) -> Browser:
    return browser_of(Role.PROGRAMME_COORDINATOR)


def agency(name: str) -> str:
    """The id of an agency."""
    with Sessions() as session:
        return str(
            session.execute(sa.text("select id from agency where code = :n"), {"n": name}).scalar_one()
        )


def entered(**given: str) -> dict[str, str]:
    """An agreement as somebody enters it."""
    return {
        "agency_id": agency("FIP"),
        "kind": "case-work",
        "title": "Sharing for case work",
        **SIGNED,
        **given,
    }


def recorded(coordinator: Browser) -> str:
    """The address of an agreement that was just recorded."""
    answer = coordinator.post("/agreements/new", entered())
    assert answer.status == 303, answer.errors
    return next(
        href for words, href in coordinator.follow(answer).links.items() if words.startswith("Family Interv")
    )


def noted() -> list[tuple[str, Any]]:
    """What the audit trail says of agreements, in order."""
    with Sessions() as session:
        found = session.execute(
            sa.text("select action, details from audit_event where action like 'agreement.%' order by at, id")
        )
        return [(row.action, row.details) for row in found]


def without(page: Page) -> list[str]:
    """The agencies that a page says have no agreement."""
    if not page.all("h2", id="without"):
        return []
    return [page.text_of(item) for item in page.all("li") if "govuk" not in (item.get("class") or "")]


def test_one_that_is_recorded_stands_in_the_register_and_its_agency_is_missing_no_more(
    coordinator: Browser,
) -> None:
    before = coordinator.get("/agreements")

    recorded(coordinator)

    after = coordinator.get("/agreements")
    assert "Family Intervention Project" in without(before)
    assert "Family Intervention Project" not in without(after)
    assert "Case work 1 Jul 2012 1 Jul 2014 In place" in after.text
    assert "The agreement has been recorded." not in after.text, "it is said once"


def test_one_is_changed_and_ended_and_each_is_noted_without_its_title(coordinator: Browser) -> None:
    address = recorded(coordinator)
    form = form_of(coordinator.get(address))

    changed = coordinator.post(address, {**form, **day("review_due_on", 12, 7)})
    listed = coordinator.follow(changed)
    version = form_of(coordinator.get(address))["version"]
    ended = coordinator.follow(coordinator.post(f"{address}/end", {"version": version}, page=address))

    assert "The agreement has been changed." in listed.text
    assert "Case work 1 Jul 2012 12 Jul 2013 Due" in listed.text
    assert "Family Intervention Project" in without(ended)
    assert "It ended on 12 July 2013" in coordinator.get(address).text
    assert [action for action, _ in noted()][-3:] == [
        "agreement.recorded",
        "agreement.changed",
        "agreement.ended",
    ]
    assert all("Sharing" not in str(details) for _, details in noted())


def test_ending_one_that_somebody_changed_meanwhile_shows_what_stands_and_may_then_be_done(
    coordinator: Browser,
) -> None:
    address = recorded(coordinator)
    form = form_of(coordinator.get(address))
    coordinator.post(address, {**form, "title": "Sharing for case work, second edition"})

    clash = coordinator.post(f"{address}/end", {"version": form["version"]}, page=address)

    assert clash.status == 409
    assert form_of(clash)["title"] == ["Sharing for case work, second edition"]
    again = coordinator.post(f"{address}/end", {"version": form_of(clash)["version"]}, page=address)
    assert again.status == 303
    twice = coordinator.post(f"{address}/end", {"version": "3"}, page=address)
    assert (twice.status, twice.errors) == (409, ["This agreement has ended already."])


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"agency_id": ""}, "Choose an agency."),
        ({"agency_id": "x"}, "Choose an agency."),
        ({"agency_id": "00000000-0000-4000-8000-000000000000"}, "Choose one of the agencies on file."),
        ({"kind": "everything"}, "Choose what it is for."),
        ({"title": ""}, "Enter 1 to 200 characters."),
        ({"title": "x" * 201}, "Enter 1 to 200 characters."),
        (day("signed_on", 31, 2), "Enter a real date, such as 27 9 2013."),
        ({"signed_on-year": "9" * 400}, "Enter a real date, such as 27 9 2013."),
        (day("signed_on", 13, 7), "Give the day on which it was signed, not one to come."),
        (day("review_due_on", 1, 7, 2012), "The review must be due after the day it was signed."),
        (
            dict.fromkeys((f"signed_on-{part}" for part in ("day", "month", "year")), ""),
            "Give the day on which it was signed as well.",
        ),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_recorded(
    coordinator: Browser, given: dict[str, str], sentence: str
) -> None:
    before = noted()

    answer = coordinator.post("/agreements/new", entered(**given))

    assert answer.status == 422
    assert any(sentence in error for error in answer.errors), answer.errors
    assert noted() == before


@pytest.mark.parametrize("role", [Role.CAF_COORDINATOR, Role.AGENCY_MANAGER, Role.ANALYST])
def test_nobody_but_the_programme_coordinator_keeps_it(
    city: sa.Connection, browser_of: BrowserOf, role: Role
) -> None:
    refused = browser_of(role).get("/agreements")

    assert refused.status == 403
    assert "Agreements" not in refused.links


def test_a_program_changes_one_from_the_version_it_read_and_no_other(
    app: APIFlask, city: sa.Connection
) -> None:
    program = a_program(app, Role.PROGRAMME_COORDINATOR)
    body = {"agency_id": agency("FIP"), "kind": "case-work", "title": "Sharing for case work"}
    made = program.post("/agreements", json=body)
    address = f"/agreements/{made.json['id']}"
    read = program.get(address)

    seen = {"If-Match": read.headers["ETag"]}
    changed = program.call("PUT", address, json={**body, "signed_on": "2013-07-01"}, headers=seen)
    late = program.call("PUT", address, json=body, headers=seen)

    assert (made.status_code, read.json["state"]) == (201, "missing")
    assert (changed.status_code, program.get(address).json["state"]) == (200, "in-place")
    assert late.status_code == 412
