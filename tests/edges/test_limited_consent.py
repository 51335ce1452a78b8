"""Consent limited to items, on pages and for programs: ticked by one person, acted on for another at once."""

import os
from collections.abc import Callable
from unittest import mock

import pytest
from apiflask import APIFlask
from hypothesis.stateful import invariant

from app.access.roles import Role
from app.cases.rules.consent_items import ConsentItem
from tests.cases.consent_builders import fill, printed, words_of
from tests.cases.sharing_builders import Led, a_led_family, key_of
from tests.cases.sharing_over_time import Sharing, run
from tests.edges.conftest import Browser
from tests.edges.programs import Program, a_program

BrowserOf = Callable[..., Browser]
NO_AGENCY = "Choose the agencies that may read it, or every agency."
DAY = {"decided_on-day": "12", "decided_on-month": "7", "decided_on-year": "2013"}
TODAY = {"starts_on-day": "12", "starts_on-month": "7", "starts_on-year": "2013"}


@pytest.fixture
def led(site: APIFlask) -> Led:
    return a_led_family()


@pytest.fixture
def lead(led: Led, browser_of: BrowserOf) -> Browser:
    """The browser of whoever leads the family, whose team the teacher has joined."""
    lead = browser_of(Role.LEAD_PROFESSIONAL, practitioner_key=key_of(led.lee))
    joined = {"posting_id": str(led.teachers_posting), "version": "1", **TODAY}
    assert lead.post(f"/families/{led.family}/team", joined).status == 303
    return lead


def limited(led: Led, lead: Browser, **ticked: object):
    """What the form answers when consent is limited so."""
    sent = {"decision": "limited", "decided_by": "both", "version": "2", **DAY, **ticked}
    return lead.post(f"/families/{led.family}/assessments/{led.assessment}/consent", sent)


def test_what_a_lead_ticks_is_what_a_team_member_reads(
    led: Led, lead: Browser, browser_of: BrowserOf
) -> None:
    fill(led)
    teacher = browser_of(Role.TEAM_MEMBER, practitioner_key=key_of(led.teacher))
    course = f"/families/{led.family}/assessments/{led.assessment}"
    form = f"/assessments/{led.assessment}/form"
    assert teacher.get(course).status == teacher.get(form).status == teacher.get(f"{form}.pdf").status == 404

    done = limited(
        led,
        lead,
        agencies=[str(led.health)],
        items=["every"],
        agencies_2=["every"],
        items_2=["plan", "health"],
    )

    after = lead.follow(done)
    assert "From now on other agencies can read what they open" in after.text
    assert after.all("h2", id="openers")
    record = lead.get(f"/families/{led.family}").text
    assert "HEALTH agency: all of it" in record
    assert "Every other agency: Health and development, Plan and actions" in record
    pages = [teacher.get(address) for address in (f"/families/{led.family}", course, form)]
    assert [page.status for page in pages] == [200, 200, 200]
    read = " ".join(page.text for page in pages)
    assert {item for item in ConsentItem if words_of(item) in read} == {ConsentItem.HEALTH, ConsentItem.PLAN}
    assert "Not shared with your agency" in pages[1].text
    assert "You see the parts that consent opens to your agency." in pages[2].text
    paper = printed(teacher.client.get(f"{form}.pdf").get_data())
    assert "Private: what the family lets your agency read" in paper
    assert "Private: for the family" not in paper
    links = {link.get("href") for page in pages for link in page.all("a")}
    assert not [each for each in links if each and each.endswith(("/reviews/new", "/consent", "/closure"))]


@pytest.mark.parametrize(
    ("ticked", "sentence"),
    [
        pytest.param({"agencies": ["every"]}, "Choose what they may read, or all of it.", id="no item"),
        pytest.param(
            {"items": ["plan"]}, "Choose the agencies that may read it, or every agency.", id="none"
        ),
        pytest.param(
            {"agencies": ["every"], "items": ["every", "plan"]},
            "Choose either the first, or some of those below it.",
            id="all of it and an item",
        ),
        pytest.param(
            {"agencies": ["every"], "items": ["plan"], "agencies_2": ["every"], "items_2": ["health"]},
            "An agency is ticked here that is ticked above. Tick each once.",
            id="twice",
        ),
        pytest.param({"agencies": ["x"], "items": ["plan"]}, "Choose from the list.", id="no such agency"),
        pytest.param(
            {"agencies": ["every"], "items": ["x" * 9000]}, "Choose from the list.", id="no such item"
        ),
        pytest.param(
            {"agencies": ["every"], "items": ["every"]},
            "All of it to every agency is no limit. Record that consent is given instead.",
            id="no limit",
        ),
    ],
)
def test_a_limit_that_says_too_little_or_two_things_gets_a_sentence(
    led: Led, lead: Browser, ticked: dict[str, list[str]], sentence: str
) -> None:
    refused = limited(led, lead, **ticked)

    assert refused.status == 422
    assert refused.errors == [sentence]
    assert {box.get("value") for box in refused.all("input", type="checkbox", checked="")} >= {
        "every" for value in ticked.values() if value == ["every"]
    }


def test_a_program_limits_by_agency_and_item(led: Led, lead: Browser, site: APIFlask) -> None:
    program = a_program(site, Role.PROGRAMME_COORDINATOR)
    address = f"/families/{led.family}/assessments/{led.assessment}"
    body = {"decision": "limited", "decided_on": "2013-07-12", "decided_by": "both"}
    some = {"agencies": [str(led.school)], "items": ["plan"]}

    twice = program.post(f"{address}/consents", {**body, "limits": [some, some]}, headers={"If-Match": '"2"'})
    done = program.post(
        f"{address}/consents",
        {**body, "limits": [some, {"agencies": None, "items": ["reviews"]}]},
        headers={"If-Match": '"2"'},
    )

    assert twice.status_code == 422
    assert done.status_code == 200
    (assessment,) = program.get(f"/families/{led.family}").get_json()["assessments"]
    assert assessment["consents"][0]["limits"] == [
        {"agency": "SCHOOL", "items": ["plan"]},
        {"agency": None, "items": ["reviews"]},
    ]
    assert assessment["items"] == [item.value for item in ConsentItem]


class SharingWithPrograms(Sharing):
    """The same, where each reader has a program that asks the API."""

    site: APIFlask
    asks_services = False

    def __init__(self) -> None:
        super().__init__()
        self.teachers_program = self._program(Role.TEAM_MEMBER, self.led.teacher)
        self.second_program = self._program(Role.AGENCY_MANAGER, self.second_manager)

    @classmethod
    def _program(cls, role: Role, practitioner) -> Program:
        return a_program(cls.site, role, practitioner_key=key_of(practitioner))

    @invariant()
    def programs_read_exactly_what_consent_opens_to_them(self) -> None:
        course = f"/families/{self.led.family}/assessments/{self.led.assessment}"
        form = f"/assessments/{self.led.assessment}/form"
        for program, agencies in (
            (self.teachers_program, self.teachers_agencies()),
            (self.second_program, {self.second}),
        ):
            may = self.open_to(agencies)
            with mock.patch.dict(os.environ, LOXLEY_TODAY=self.day.isoformat()):
                told = [program.get(each) for each in (f"/families/{self.led.family}", course, form)]
                paper = program.get(f"{form}.pdf")
            read = " ".join(each.get_data(as_text=True) for each in told if each.status_code == 200)
            read += printed(paper.get_data()) if paper.status_code == 200 else ""
            assert {item for item in ConsentItem if words_of(item) in read} == may
            assert [each.status_code for each in told[1:]] == ([200, 200] if may else [404, 404])


def test_no_program_ever_reads_what_consent_does_not_open_to_it(site: APIFlask) -> None:
    SharingWithPrograms.site = site

    run(SharingWithPrograms, modest=2)
