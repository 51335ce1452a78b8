"""The evaluation of claims in the browser."""

from collections.abc import Callable
from uuid import uuid4

import pytest
import sqlalchemy as sa

from app.access.policies import COMMAND_LINE
from app.access.roles import Role
from app.claims.services import evaluating as services
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
    table = page.all("table")[-1]
    assert len(list(table.iter("tr"))) == found.totals.claimable + 1
    assert f"{found.totals.claimable} " in page.text_of(page.all("dl")[0])


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
