"""The evaluation of claims in the browser."""

from collections.abc import Callable
from uuid import uuid4

import pytest
import sqlalchemy as sa

from app.access.policies import COMMAND_LINE
from app.access.roles import Role
from app.claims.services import evaluating as services
from app.claims.services import standing
from tests.conftest import TODAY
from tests.edges.conftest import Browser

BrowserOf = Callable[..., Browser]


@pytest.fixture
def coordinator(city: sa.Connection, browser_of: BrowserOf) -> Browser:
    """The browser of a programme coordinator, over the city."""
    return browser_of(Role.PROGRAMME_COORDINATOR)


def test_the_evaluation_names_every_family_that_may_be_claimed(coordinator: Browser) -> None:
    found = services.evaluate_programme(on=TODAY, actor=COMMAND_LINE)

    page = coordinator.get("/claims")

    assert 150 <= found.totals.claimable <= 300
    assert f"{found.totals.claimable} " in page.text_of(page.all("dl")[0])
    pages = [coordinator.get(f"/claims?show=claimable&page={number}") for number in range(1, 7)]
    listed = [len(list(table.iter("tr"))) - 1 for page in pages for table in page.all("table")]
    assert sum(listed) == found.totals.claimable
    assert page.text.count("All ") >= 3


def test_the_four_places_of_families_add_up_to_the_programme(coordinator: Browser) -> None:
    found = standing.programme_standing(today=TODAY, actor=COMMAND_LINE)

    page = coordinator.get("/claims")

    places = (found.claimable, found.nearly, found.regressing, found.never)
    assert sum(map(len, places)) == found.totals.families
    assert {"claimable", "nearly", "never"} <= {heading.get("id") for heading in page.all("h2")}
    assert f"{len(found.never):,} families" in page.text
    assert "(ask: " in page.text


@pytest.mark.parametrize(
    "asked", ["?show=nobody", "?show=nearly&page=0", "?show=nearly&page=9999999999", "?show="]
)
def test_a_list_or_page_that_there_is_not_is_not_found(coordinator: Browser, asked: str) -> None:
    assert coordinator.get(f"/claims{asked}").status == 404


def test_a_claimable_family_is_explained_part_by_part_with_its_sources(coordinator: Browser) -> None:
    [claimable, *_] = services.evaluate_programme(on=TODAY, actor=COMMAND_LINE).claimable

    page = coordinator.get(f"/families/{claimable.family_id}/claim")

    assert "May be claimed on 12 July 2013" in page.text
    assert "School exclusions and attendance" in page.text
    assert page.text.count("Source:") >= 5
    assert "Evidence:" in page.text


def test_a_family_that_lacks_evidence_is_told_what_is_missing(coordinator: Browser) -> None:
    nearly = next(
        each
        for each in services.evaluate_programme(on=TODAY, actor=COMMAND_LINE).nearly
        if "School exclusions and attendance" in each.lacking
    )

    page = coordinator.get(f"/families/{nearly.family_id}/claim")

    assert "May not be claimed on 12 July 2013." in page.text
    assert "Missing" in page.text
    assert "Not known" in page.text


def test_a_family_that_is_not_on_the_programme_has_no_evaluation(coordinator: Browser) -> None:
    assert coordinator.get(f"/families/{uuid4()}/claim").status == 404
