"""The home page of each role, with what is really there."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from app.access.roles import ROLES_MAY, Role
from app.db import Sessions
from app.home.navigation import PLACES
from tests.edges.conftest import Browser, Page

BrowserOf = Callable[..., Browser]


def numbers(page: Page) -> dict[str, str]:
    """The counts that are read at a glance, by their words."""
    lists = [*page.all("dl", class_="lx-numbers"), *page.all("ul", class_="lx-numbers")]
    return {page.text_of(each[0]): page.text_of(each[1]).split()[0] for every in lists for each in every}


def led_to(address: str, linked: set[str]) -> bool:
    """Whether one of these links leads to a page, whatever day it is shown as at."""
    return address in {each.partition("?")[0] for each in linked}


@pytest.mark.parametrize("role", Role)
def test_every_place_that_a_role_is_shown_opens_and_none_that_it_is_not_shown(
    city: sa.Connection, browser_of: BrowserOf, role: Role, app: APIFlask
) -> None:
    browser = browser_of(role)
    home = browser.get("/")
    with app.test_request_context():
        addresses = {place.text: app.url_for(place.endpoint) for place in PLACES}

    shown = [text for text in addresses if text in home.links]

    assert "Home" in shown
    assert {text: browser.get(addresses[text]).status for text in shown} == dict.fromkeys(shown, 200)
    elsewhere = [
        place.text for place in PLACES if place.unless is not None and role in ROLES_MAY[place.unless]
    ]
    beside = [browser.get(page) for page in ("/reports", "/data-sheet")] if elsewhere else []
    linked = {address for page in beside if page.status == 200 for address in page.links.values()}
    hidden = [
        text
        for text, address in addresses.items()
        if text not in shown and not (text in elsewhere and led_to(address, linked))
    ]
    assert {text: browser.get(addresses[text]).status for text in hidden} == dict.fromkeys(hidden, 403)


def test_a_coordinators_funnel_counts_every_family_on_the_list_once(
    city: sa.Connection, browser_of: BrowserOf
) -> None:
    page = browser_of(Role.PROGRAMME_COORDINATOR).get("/")
    with Sessions() as session:
        listed = session.execute(
            sa.text("select count(*) from family where reference is not null")
        ).scalar_one()

    funnel = [
        page.text_of(link).split()[0]
        for link in page.all("a", class_="lx-numbers__number")
        if link.get("href").startswith("/families?status=")
    ]

    assert listed == 1215
    assert sum(int(number.replace(",", "")) for number in funnel) == 1215


def test_a_number_of_the_funnel_leads_to_its_families(city: sa.Connection, browser_of: BrowserOf) -> None:
    coordinator = browser_of(Role.PROGRAMME_COORDINATOR)
    closed = int(numbers(coordinator.get("/"))["closed"])

    page = coordinator.get("/families?status=closed")

    assert 0 < closed <= 50
    assert len(page.all("th", scope="row")) == closed


def test_a_caf_coordinator_sees_the_register_by_year(city: sa.Connection, browser_of: BrowserOf) -> None:
    page = browser_of(Role.CAF_COORDINATOR).get("/")

    rows = {page.text_of(row[0]): page.text_of(row[1]).split()[0] for row in page.all("tbody")[0]}
    assert (rows["2009/10"], rows["2010/11"], rows["2011/12"]) == ("527", "567", "1,100")
    assert int(numbers(page)["of them open for over two years"]) > 0


def test_a_lead_professional_sees_the_families_they_lead(city: sa.Connection, browser_of: BrowserOf) -> None:
    page = browser_of(Role.LEAD_PROFESSIONAL, practitioner_key="LP-0001").get("/")

    assert [words for words in page.links if words.startswith("PF-")]
    assert "Caseloads" not in page.text


def test_a_manager_sees_caseloads_against_limits(city: sa.Connection, browser_of: BrowserOf) -> None:
    page = browser_of(Role.AGENCY_MANAGER, practitioner_key="MGR-EWS").get("/")

    caseloads = next(each for each in page.all("table") if "Families now" in page.text_of(each))
    assert "Limit" in page.text_of(caseloads)
    assert "(Education Welfare Service)" in page.text_of(caseloads)
    assert "(Community health services)" not in page.text_of(caseloads)


@pytest.mark.parametrize(
    ("role", "sentence"),
    [
        (Role.LEAD_PROFESSIONAL, "You lead no family now."),
        (Role.AGENCY_MANAGER, "No family is allocated where you manage."),
        (Role.BOARD_READER, "No report has been released to the Board in the public profile"),
        (Role.VISITING_READER, "No sample of cases has been named for you."),
        (Role.INTERNAL_AUDITOR, "No claim waits to be drawn from."),
        (Role.AUTHORISING_OFFICER, "No return waits for your signature."),
        (Role.PROGRAMME_COORDINATOR, "Nothing has been released yet."),
    ],
)
def test_a_role_with_nothing_to_see_is_told_so(
    site: APIFlask, browser_of: BrowserOf, role: Role, sentence: str
) -> None:
    assert sentence in browser_of(role).get("/").text


def test_somebody_without_a_role_is_told_whom_to_ask(site: APIFlask, browser_of: BrowserOf) -> None:
    page = browser_of().get("/")

    assert "Your account holds no role yet. Ask an administrator for one." in page.text


def test_somebody_with_two_roles_has_both_pages_in_one(city: sa.Connection, browser_of: BrowserOf) -> None:
    page = browser_of(Role.CAF_COORDINATOR, Role.ADMINISTRATOR).get("/")

    assert "CAF register" in page.text
    assert "Open accounts" in page.text
