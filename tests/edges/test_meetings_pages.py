"""Rollout meetings and data quality in the browser."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from app.access.roles import Role
from tests.edges.conftest import Browser

BrowserOf = Callable[..., Browser]


@pytest.fixture
def coordinator(city: sa.Connection, browser_of: BrowserOf) -> Browser:
    """The browser of a programme coordinator, over the city."""
    return browser_of(Role.PROGRAMME_COORDINATOR)


def test_every_meeting_of_the_year_is_listed_and_the_sunday_is_flagged(coordinator: Browser) -> None:
    page = coordinator.get("/meetings")

    days = [page.text_of(row) for row in page.all("th", scope="row")]
    assert len(days) == 13
    assert [day for day in days if "A Sunday" in day] == ["18 Nov 2012 A Sunday"]


def test_a_meeting_shows_its_decisions_and_their_totals(coordinator: Browser) -> None:
    listed = coordinator.get("/meetings")
    address = next(address for words, address in listed.links.items() if words == "18 Nov 2012")

    page = coordinator.get(address)

    totals = {page.text_of(each.find("dt")): page.text_of(each.find("dd")) for each in page.all("dl")[0]}
    assert page.heading == "Rollout meeting of 18 November 2012"
    assert "This day was a Sunday." in page.text
    assert len(page.all("th", scope="row")) == int(totals["families decided on"])
    assert totals["to allocate"] == "11"
    assert totals["to check for claim"] == "11"
    assert totals["not to be allocated"] == "2"


def test_data_quality_names_what_to_mend_and_leads_to_it(coordinator: Browser) -> None:
    page = coordinator.get("/data-quality")

    assert "One rollout meeting is dated a Saturday or a Sunday." in page.text
    assert coordinator.get(page.links["18 November 2012"]).heading == "Rollout meeting of 18 November 2012"
    families = [address for words, address in page.links.items() if words.startswith("PF-")]
    assert families
    assert coordinator.get(families[0]).status == 200


def test_an_analyst_sees_the_checks_but_no_family_or_meeting_to_open(
    city: sa.Connection, browser_of: BrowserOf
) -> None:
    page = browser_of(Role.ANALYST).get("/data-quality")

    assert page.status == 200
    assert "PF-" not in page.html
    assert "18 November 2012" not in page.html
