"""Briefs of agencies and establishments in the browser: for whom, what they say, and what is noted."""

from collections.abc import Callable
from uuid import UUID

import pytest
import sqlalchemy as sa

from app.access.roles import Role
from app.db import Sessions
from tests.edges.conftest import Browser
from tests.paper.told import broken_rules, read_out

BrowserOf = Callable[..., Browser]


@pytest.fixture
def coordinator(city: sa.Connection, browser_of: BrowserOf) -> Browser:
    return browser_of(Role.PROGRAMME_COORDINATOR)


def brief_of(name: str) -> str:
    """The address of the brief of an agency, by its code."""
    with Sessions() as session:
        agency = session.execute(sa.text("select id from agency where code = :name"), {"name": name})
        return f"/briefs/{agency.scalar_one()}"


def noted(action: str) -> list[UUID]:
    """What the audit trail says was opened, by this action."""
    with Sessions() as session:
        statement = sa.text("select subject_id from audit_event where action = :action")
        return list(session.execute(statement, {"action": action}).scalars())


def test_a_manager_opens_the_brief_of_their_own_agency_and_no_other(
    city: sa.Connection, browser_of: BrowserOf
) -> None:
    manager = browser_of(Role.AGENCY_MANAGER, practitioner_key="MGR-EWS")
    hers, another = brief_of("EWS"), brief_of("YOT")

    own = manager.get(hers)
    others = manager.get(another)

    assert own.heading.startswith("Brief: ")
    assert not any("/figure" in (href or "") for href in own.links.values()), "a manager opens no figure"
    assert others.status == 404
    assert manager.get(f"{another}/brief.pdf").status == 404
    listed = manager.get("/briefs").links.values()
    assert (hers in listed, another in listed) == (True, False)
    assert noted("brief.opened") == [UUID(hers.rpartition("/")[2])]
    assert noted("brief.downloaded") == []


def test_the_paper_can_be_heard_and_fetching_it_is_noted(coordinator: Browser) -> None:
    address = brief_of("EWS")

    paper = coordinator.get(f"{address}/brief.pdf")

    assert broken_rules(paper.bytes) == []
    assert "Education Welfare Service" in read_out(paper.bytes)
    assert [str(each) for each in noted("brief.downloaded")] == [address.rpartition("/")[2]]


def test_the_coordinator_opens_a_figure_of_its_own_cases_with_the_families_behind_it(
    coordinator: Browser,
) -> None:
    address = brief_of("EWS")
    brief = coordinator.get(address)
    figures = [href for href in brief.links.values() if f"{address}/figure" in (href or "")]

    opened = coordinator.get(figures[0])

    assert "Families with an allocation in force on the day" in opened.text
    assert "Families behind it, as they stand" in opened.text
    assert not any("similar-group" in href for href in figures)


def test_a_group_that_is_too_small_gives_no_comparison_and_the_brief_says_why(
    city: sa.Connection, coordinator: Browser
) -> None:
    with Sessions() as session, session.begin():
        session.execute(sa.text("update posting set ends_on = '2013-07-01' where ends_on is null"))

    text = coordinator.get(brief_of("EWS")).text

    assert "There is no comparison: fewer than five others could be compared with" in text
    assert "No comparison" in text
