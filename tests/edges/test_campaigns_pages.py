"""Campaigns in the browser: started, answered on one screen, clashed over, watched and closed."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from app.access.policies import Role
from tests.edges.conftest import Browser, Page

BrowserOf = Callable[..., Browser]

START = {
    "kind": "long-open",
    "due_on-day": "9",
    "due_on-month": "8",
    "due_on-year": "2013",
    "note": "Before the Board meets.",
}
A_CLOSURE = {"closed_on-day": "1", "closed_on-month": "7", "closed_on-year": "2013"}


@pytest.fixture
def caf(city: sa.Connection, browser_of: BrowserOf) -> Browser:
    return browser_of(Role.CAF_COORDINATOR)


@pytest.fixture
def manager(city: sa.Connection, browser_of: BrowserOf) -> Browser:
    return browser_of(Role.AGENCY_MANAGER, practitioner_key="MGR-EWS")


def started(caf: Browser, **more: str) -> str:
    """The address of a campaign that has just been started."""
    page = caf.post("/campaigns/new", {**START, **more})
    assert page.status == 303, page.errors
    return page.address


def form_of(page: Page) -> dict[str, list[str]]:
    """The hidden fields of a page's form of answers."""
    found: dict[str, list[str]] = {}
    for each in page.all("input", type="hidden"):
        found.setdefault(each.get("name"), []).append(each.get("value"))
    return found


def test_a_campaign_is_started_answered_and_its_effect_is_seen(caf: Browser, manager: Browser) -> None:
    address = started(caf)
    home = manager.get("/")
    answers = home.links["Open for over two years"]
    page = manager.get(answers)
    first, second, *_ = form_of(page)["case"]

    saved = manager.post(
        answers,
        {
            **form_of(page),
            f"case-{first}-answer": "still-open",
            f"case-{second}-answer": "not-ours",
            f"case-{second}-who": "The school",
        },
    )

    assert "to answer by 9 August 2013" in home.text
    assert "2 answers have been saved." in manager.follow(saved).text
    watched = caf.get(address)
    assert "2 of " in watched.text
    assert "CAFs open for over two years" in watched.text
    assert page.all("input", value="still-open")
