"""The dashboards in the browser: numbers that open, and clear words for a bad day."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from app.access.roles import Role
from tests.edges.conftest import Browser
from tests.edges.test_reports_pages import row_of

BrowserOf = Callable[..., Browser]
TILE = "{http://www.w3.org/2000/svg}a"


@pytest.fixture
def coordinator(city: sa.Connection, browser_of: BrowserOf) -> Browser:
    """The browser of a programme coordinator, over the city."""
    return browser_of(Role.PROGRAMME_COORDINATOR)


def test_a_tile_of_the_map_opens_the_families_that_the_table_counts(coordinator: Browser) -> None:
    page = coordinator.get("/dashboards/ward?as_at=2013-03-31")
    (tile,) = [each for each in page.all(TILE) if each.get("aria-label") == "Basford: 17"]

    assert row_of(page, "Basford")[0] == "17"
    assert coordinator.get(tile.get("href")).heading == "17 families"


def test_a_figure_that_only_stands_live_opens_too(coordinator: Browser) -> None:
    page = coordinator.get("/dashboards?as_at=2013-03-31")
    row = next(row for row in page.all("tr") if page.text_of(row).startswith("Worked with"))
    [link] = row.iter("a")

    assert coordinator.get(link.get("href")).heading == "375 families"


def test_the_map_shows_the_families_that_were_chosen(coordinator: Browser) -> None:
    page = coordinator.get("/dashboards/ward?as_at=2013-03-31&map=families.yet-to-be-allocated")

    labels = [each.get("aria-label") for each in page.all(TILE)]
    assert f"Aspley: {row_of(page, 'Aspley')[3]}" in labels


def test_a_day_that_is_none_gets_a_sentence_and_what_is_made_up_is_no_page(coordinator: Browser) -> None:
    page = coordinator.get("/dashboards/caf?as_at-day=31&as_at-month=2&as_at-year=2013")

    assert (page.status, page.errors) == (422, ["The date must be a real one, like 31 3 2013."])
    for path in ("/dashboards/made-up", "/dashboards/ward?map=made-up", "/dashboards/caf?as_at=0001-01-01"):
        assert coordinator.get(path).status == 404
