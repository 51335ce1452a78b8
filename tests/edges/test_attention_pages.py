"""What the home pages show of news, leads to settle and consent to renew, and how little they ask for it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from app import clock
from app.access.roles import Responsibility, Role
from app.audit import AuditEvent
from app.cases.models.assessments import Consent
from app.cases.rules.vocabulary import ConsentDecision, LeadChosen
from tests.cases.builders import (
    a_family,
    a_lead,
    a_meeting,
    a_practitioner,
    a_ward,
    an_allocation,
    an_assessment,
)
from tests.cases.sharing_builders import Led, a_led_family, a_posting, key_of, saved
from tests.edges.conftest import Browser
from tests.edges.programs import Program, a_program, a_token, a_user

BrowserOf = Callable[..., Browser]

MOST_STATEMENTS = 44
"""What a home page asks of the database at most, whoever opens it; the session and the account are in it."""


@pytest.fixture
def led(site: APIFlask) -> Led:
    return a_led_family()


@pytest.fixture
def lead(led: Led, browser_of: BrowserOf) -> Browser:
    return browser_of(Role.LEAD_PROFESSIONAL, practitioner_key=key_of(led.lee))


@pytest.fixture
def manager(led: Led, browser_of: BrowserOf) -> Browser:
    """Whoever answers for the whole agency that the family is led from."""
    practitioner = a_practitioner("Morgan Example")
    a_posting(practitioner, led.clinic, Responsibility.AGENCY)
    return browser_of(Role.AGENCY_MANAGER, practitioner_key=key_of(practitioner))


def a_change(family: UUID, action: str = "note.written") -> None:
    saved(AuditEvent(at=clock.now() - timedelta(hours=1), user_id=uuid4(), action=action, subject_id=family))


@contextmanager
def counting(connection: sa.Connection) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []

    def note(*given: object) -> None:
        sent.append(str(given[2]))

    sa.event.listen(connection, "before_cursor_execute", note)
    yield sent
    sa.event.remove(connection, "before_cursor_execute", note)


def test_a_leads_home_shows_what_others_changed_with_a_link_to_the_record(led: Led, lead: Browser) -> None:
    a_change(led.family)

    page = lead.get("/")

    assert "Newest changes by others" in page.text
    link = next(href for text, href in page.links.items() if text.startswith("Case note written of PF-"))
    assert link == f"/families/{led.family}#notes"


def test_a_change_of_the_family_map_leads_to_the_map(led: Led, lead: Browser) -> None:
    a_change(led.family, "relationship.recorded")

    links = lead.get("/").links

    link = next(href for text, href in links.items() if text.startswith("Relationship recorded on the"))
    assert link == f"/families/{led.family}/map#map"
    assert lead.get(link).all("h2", id="map")


def test_a_lead_whose_families_nobody_else_touched_is_told_so(lead: Browser) -> None:
    assert "Nobody else has changed one of your families in the last four weeks." in lead.get("/").text


def test_a_managers_home_shows_families_without_a_lead_and_leads_by_default(
    led: Led, manager: Browser
) -> None:
    assert "Every family where you manage has a lead professional." in manager.get("/").text
    unled, by_default = a_family(), a_family()
    an_allocation(unled, led.health)
    a_lead(an_allocation(by_default, led.health), led.lee, led.clinic, chosen=LeadChosen.BY_DEFAULT)

    page = manager.get("/")

    to_choose = {href for text, href in page.links.items() if text.endswith(": choose a lead professional")}
    assert to_choose == {f"/families/{unled}/lead", f"/families/{by_default}/lead"}
    assert "1 family is led by somebody who was chosen because no one else attended." in page.text


def test_consent_to_renew_leads_to_where_it_is_recorded(led: Led, lead: Browser) -> None:
    saved(Consent(assessment_id=led.assessment, decided_on=date(2012, 8, 1), decision=ConsentDecision.GIVEN))

    page = lead.get("/")

    renew = next(href for text, href in page.links.items() if text.startswith("Consent to renew of PF-"))
    assert renew == f"/families/{led.family}/assessments/{led.assessment}/consent"
    assert lead.get(renew).status == 200


@pytest.mark.parametrize("who", ["lead", "manager"])
def test_a_home_page_asks_no_more_of_the_database_for_more_families(
    led: Led, who: str, request: pytest.FixtureRequest, database: sa.Connection
) -> None:
    browser: Browser = request.getfixturevalue(who)
    a_change(led.family)
    browser.get("/")
    with counting(database) as few:
        browser.get("/")

    for _ in range(12):
        family = a_family()
        a_lead(an_allocation(family, led.health), led.lee, led.clinic, chosen=LeadChosen.BY_DEFAULT)
        an_assessment(family, agency_id=led.health, consented_on=date(2012, 7, 1))
        a_change(family)
    with counting(database) as many:
        page = browser.get("/")

    assert len(page.all("tr")) > 24
    assert len(many) == len(few) <= MOST_STATEMENTS


def test_a_program_reads_the_news_and_the_leads_to_settle(led: Led, app: APIFlask, site: APIFlask) -> None:
    practitioner = a_practitioner("Morgan Example")
    a_posting(practitioner, led.clinic, Responsibility.AGENCY)
    a_change(led.family)
    unled = a_family()
    an_allocation(unled, led.health)
    program = Program(
        app.test_client(), a_token(a_user(Role.AGENCY_MANAGER, practitioner_key=key_of(practitioner)))
    )

    news = program.get("/changes").get_json()["changes"]
    leads = program.get("/leads-to-settle").get_json()["families"]

    assert [(each["what"], each["family_id"]) for each in news] == [("Case note written", str(led.family))]
    assert [(each["family_id"], each["why"]) for each in leads] == [(str(unled), "no-lead")]


class TestTheCoordinatorsHome:
    """The programme against its target, on the whole city."""

    @pytest.fixture
    def coordinator(self, city: sa.Connection, browser_of: BrowserOf) -> Browser:
        return browser_of(Role.PROGRAMME_COORDINATOR)

    def test_every_number_of_the_funnel_opens_to_its_families(self, coordinator: Browser) -> None:
        home = coordinator.get("/")
        numbers = [
            (home.text_of(link).split()[0], link.get("href"))
            for link in home.all("a", class_="lx-numbers__number")
            if "figure" in link.get("href")
        ]

        assert len(numbers) == 5
        opened = {number: coordinator.get(address) for number, address in numbers}
        for number, page in opened.items():
            assert page.heading == f"{number} families"
            assert len(page.all("th", scope="row")) == int(number.replace(",", ""))

    def test_closed_families_are_those_that_the_list_calls_closed(self, coordinator: Browser) -> None:
        home = coordinator.get("/")
        (closed,) = (
            home.text_of(link).split()[0]
            for link in home.all("a", class_="lx-numbers__number")
            if "families.closed" in link.get("href")
        )

        listed = coordinator.get("/families?status=closed")
        assert len(listed.all("th", scope="row")) == int(closed) > 0

    def test_agencies_and_wards_add_up_to_the_programme_and_say_that_they_have_no_target(
        self, coordinator: Browser
    ) -> None:
        home = coordinator.get("/")
        tables = [each for each in home.all("table") if "Share of target" in home.text_of(each)]

        for table in tables:
            counts = [home.text_of(row[1]).split()[0] for row in list(table.iter("tr"))[1:]]
            *parts, whole = map(int, counts)
            assert sum(parts) == whole == 489
        assert len(tables) == 2
        assert "48.9%: 489 families worked with, of 1,000 agreed" in home.text
        assert "Shares are of the whole programme’s target: none is set for an agency or a ward." in home.text

    def test_a_wards_number_opens_to_its_families(self, coordinator: Browser) -> None:
        home = coordinator.get("/")
        words, address = next(
            (text, href) for text, href in home.links.items() if text.endswith("families, Basford")
        )

        assert coordinator.get(address).heading == words.removesuffix(", Basford")

    def test_the_home_page_asks_as_much_of_the_database_for_a_city_as_for_nobody(
        self, coordinator: Browser, city: sa.Connection
    ) -> None:
        coordinator.get("/")
        with counting(city) as asked:
            coordinator.get("/")

        assert len(asked) <= MOST_STATEMENTS

    def test_a_program_reads_the_same_figures(self, city: sa.Connection, app: APIFlask) -> None:
        program = a_program(app, Role.PROGRAMME_COORDINATOR)

        at_year_end = program.get("/programme", query_string={"as_at": "2013-03-31"}).get_json()["figures"]
        assert {each["measure"]: each["value"] for each in at_year_end if not each["coordinates"]} == {
            "families.identified": 503,
            "families.reviewed": 521,
            "families.allocated-excluding-fip": 170,
            "families.worked-with": 375,
            "families.closed": 13,
            "programme.target-families-to-date": 400,
            "programme.share-of-target": 93.75,
        }
        figures = {each["id"]: each["value"] for each in program.get("/programme").get_json()["figures"]}
        basford = "families.worked-with[ward=Basford]@2013-07-12"
        opened = program.get("/data-sheet/figure", query_string={"id": basford}).get_json()
        assert len(opened["families"]) == figures[basford] > 0
        assert "families.closed" in {each["name"] for each in program.get("/measures").get_json()["measures"]}


def test_a_coordinator_without_families_target_or_meeting_is_told_so(
    site: APIFlask, browser_of: BrowserOf
) -> None:
    page = browser_of(Role.PROGRAMME_COORDINATOR).get("/")

    assert "No rollout meeting is planned for today or later." in page.text
    assert "No target is recorded for a financial year begun so far" in page.text


def test_a_coordinators_home_opens_on_a_day_without_rules_of_the_programme(
    site: APIFlask, browser_of: BrowserOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOXLEY_TODAY", "2026-11-25")
    page = browser_of(Role.PROGRAMME_COORDINATOR).get("/")

    assert page.status == 200
    assert "No rules of the programme are in force today" in page.text


@pytest.mark.parametrize(
    ("held_on", "heading", "address"),
    [
        pytest.param(date(2013, 7, 12), "Today’s meeting", "/meetings/{}/run", id="today"),
        pytest.param(date(2013, 7, 22), "Next meeting", "/meetings/{}", id="to come"),
    ],
)
def test_the_meeting_of_today_leads_to_where_it_is_run_and_a_later_one_to_its_page(
    site: APIFlask, browser_of: BrowserOf, held_on: date, heading: str, address: str
) -> None:
    meeting = a_meeting(a_ward("Sherwood"), held_on=held_on, rollout=4)
    a_meeting(held_on=date(2013, 8, 1), rollout=5)

    page = browser_of(Role.PROGRAMME_COORDINATOR).get("/")

    assert heading in page.text
    assert page.links["Rollout 4: Sherwood"] == address.format(meeting)
    assert "Rollout 5" not in page.text
