"""A case from registering to closure, by keyboard alone on a phone: with scripts, and again without them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from app import clock, embedded
from app.access import services as access
from app.access.policies import COMMAND_LINE
from app.access.roles import Role
from app.cases.rules.form_boxes import FormSection
from app.cases.services import forms
from app.db import Sessions
from tests.browser import conftest as browser
from tests.browser.conftest import PASSWORD, Reader, email_of
from tests.browser.keyboard import choose, day, press, tick, type_in
from tests.browser.test_accessibility import violations
from tests.cases.builders import a_family, a_lead, a_person, a_ward, an_allocation, an_assessment
from tests.cases.sharing_builders import Led, a_led_family, key_of
from tests.conftest import COORDINATOR, TODAY
from tests.rules.test_assessment_form import COMPLETE

pytestmark = pytest.mark.browser

WIDTH = 375
CONSENTED_ON = date(2013, 1, 14)
ReaderWith = Callable[..., Reader]


@dataclass(frozen=True, slots=True)
class Clinic:
    """A site with a lead professional, a colleague, somebody at a school, and a ward."""

    address: str
    led: Led
    ward: UUID

    def a_family(self, surname: str) -> UUID:
        """Another family that the lead professional leads: a child of this surname."""
        family = a_family(self.ward)
        a_lead(an_allocation(family, self.led.health), self.led.lee, self.led.clinic)
        a_person(family, "Tansy", surname)
        return family

    def a_caf(self, family: UUID, **given: object) -> UUID:
        """A CAF of the family's child, with consent."""
        with Sessions() as session:
            (child,) = session.connection().exec_driver_sql(
                "select person_id from household_member where family_id = %s", (family,)
            )
        return an_assessment(
            family, child.person_id, agency_id=self.led.health, consented_on=CONSENTED_ON, **given
        )


@pytest.fixture(scope="module")
def live_site(
    services: embedded.Services, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Clinic]:
    """A small site, for the journeys of this file; each has a family of its own."""
    home = tmp_path_factory.mktemp("journeys")
    with browser.served(services, template, home, "loxley_journeys") as (address, _):
        led, ward = a_led_family(), a_ward("Basford")
        people = {
            Role.LEAD_PROFESSIONAL: key_of(led.lee),
            Role.TEAM_MEMBER: key_of(led.teacher),
            Role.PROGRAMME_COORDINATOR: None,
        }
        for role, key in people.items():
            access.create_user(
                email_of(role), role.label, {role}, PASSWORD, practitioner_key=key, actor=COMMAND_LINE
            )
        yield Clinic(address, led, ward)


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def phone(reader_with: ReaderWith, request: pytest.FixtureRequest) -> Callable[[Role], Reader]:
    """Signs somebody in on a phone."""

    def signed_in(role: Role) -> Reader:
        reader = reader_with(
            viewport={"width": WIDTH, "height": 750}, java_script_enabled=bool(request.param)
        )
        reader.has_scripts = bool(request.param)  # type: ignore[attr-defined]  # a note for this file
        reader.sign_in(role)
        return reader

    return signed_in


def test_a_family_and_its_people_are_registered(phone: Callable[[Role], Reader]) -> None:
    reader = phone(Role.PROGRAMME_COORDINATOR)
    page = reader.page
    reader.goto("/families")
    press(page.get_by_role("link", name="Register a family"))
    choose(page.get_by_label("Ward"), "Bas")
    day(page, "Since when", "1", "6", "2010")
    press(page.get_by_role("button", name="Go on"))
    sound(reader)
    for forename, role, born in (
        ("Bramble", "Parent or carer", 1979),
        ("Fern", "Child or young person", 2004),
    ):
        type_in(page.get_by_label("Forename"), forename)
        type_in(page.get_by_label("Surname"), "Sample")
        tick(page.get_by_label(role))
        day(page, "Date of birth", "9", "5", str(born))
        tick(page.get_by_label("Female", exact=True))
        press(page.get_by_role("button", name="Go on"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Check before you register the family")
        if forename == "Bramble":
            press(page.get_by_role("link", name="Add another person"))
    sound(reader)
    press(page.get_by_role("button", name="Register the family"))

    expect(page.get_by_text("The family has been registered.")).to_be_visible()
    for name in ("Bramble Sample", "Fern Sample"):
        expect(page.get_by_role("rowheader", name=name)).to_be_visible()
    sound(reader)


def test_whoever_is_added_to_a_team_reads_and_adds_until_they_are_removed(
    phone: Callable[[Role], Reader], live_site: Clinic
) -> None:
    family = live_site.a_family("Nightingale")
    lead, nurse = phone(Role.LEAD_PROFESSIONAL), phone(Role.TEAM_MEMBER)
    record = f"/families/{family}"
    nurse.goto(record)
    assert nurse.heading == "There is no such page"

    lead.goto(record)
    press(lead.page.get_by_role("link", name="Add somebody to the team"))
    choose(lead.page.get_by_label("Agency to look in"), "SCH")
    press(lead.page.get_by_role("button", name="Show its people"))
    choose(lead.page.get_by_label("Who joins the team"), "Sam")
    press(lead.page.get_by_role("button", name="Add to the team"))
    expect(lead.page.get_by_text("The team around the family has one member more.")).to_be_visible()
    sound(lead)

    nurse.goto(record)
    expect(nurse.page.get_by_role("rowheader", name="Tansy Nightingale")).to_be_visible()
    press(nurse.page.get_by_role("link", name="Add a note"))
    press(nurse.page.get_by_role("button", name="Add the note"))
    sound(nurse)
    tick(nurse.page.get_by_label("For the next review"))
    type_in(nurse.page.get_by_label("What happened, and what comes next"), "She sits with two friends now.")
    press(nurse.page.get_by_role("button", name="Add the note"))
    expect(nurse.page.get_by_text("She sits with two friends now.")).to_be_visible()
    sound(nurse)
    lead.goto(record)
    expect(lead.page.get_by_text("She sits with two friends now.")).to_be_visible()
    press(lead.page.get_by_role("button", name="Remove Sam Example from the team"))
    done(lead.page)
    nurse.goto(record)
    assert nurse.heading == "There is no such page"
    assert "Nightingale" not in nurse.page.content()


def test_a_caf_is_started_left_and_finished(phone: Callable[[Role], Reader], live_site: Clinic) -> None:
    family = live_site.a_family("Weaver")
    reader = phone(Role.LEAD_PROFESSIONAL)
    page = reader.page
    reader.goto(f"/families/{family}")
    press(page.get_by_role("link", name="Register an assessment"))
    sound(reader)
    tick(page.locator("[name=kind][value=caf]"))
    tick(page.get_by_label("Tansy Weaver"))
    day(page, "Day of initiation", "1", "7", "2013")
    choose(page.get_by_label("Primary reason"), "Beh")
    choose(page.get_by_label("Initiating agency"), "HEA")
    press(page.get_by_role("button", name="Register the assessment"))
    done(page)
    with Sessions() as session:
        (caf,) = session.connection().exec_driver_sql(
            "select id from assessment where family_id = %s", (family,)
        )
    form = f"/assessments/{caf.id}/form"
    reader.goto(form)
    press(page.get_by_role("link", name="In their own words"))
    type_in(page.get_by_label("The child’s own words"), "I like maths")
    if reader.has_scripts:  # type: ignore[attr-defined]
        expect(page.get_by_role("status")).to_contain_text("Saved at", timeout=20_000)
    else:
        press(page.get_by_role("button", name="Save draft"))
        expect(page.get_by_text("The draft has been saved.")).to_be_visible()
    page.context.clear_cookies()
    _others_fill_in(caf.id)

    reader.sign_in(Role.LEAD_PROFESSIONAL)
    press(page.locator(f"a[href*='{form}']").first)
    reader.goto(f"{form}/words")
    expect(page.get_by_label("The child’s own words")).to_have_value("I like maths")
    type_in(page.get_by_label("The parents’ or carers’ own words"), "We are tired")
    if reader.has_scripts:  # type: ignore[attr-defined]
        expect(page.get_by_role("status")).to_contain_text("Saved at", timeout=20_000)
    else:
        press(page.get_by_role("button", name="Save draft"))
    reader.goto(form)
    press(page.get_by_role("button", name="Check and complete"))
    sound(reader)
    press(page.get_by_role("button", name="Complete the form"))
    done(page)
    expect(page.get_by_text("I like maths")).to_be_visible()
    sound(reader)


def test_a_family_is_handed_over_to_a_colleague(phone: Callable[[Role], Reader], live_site: Clinic) -> None:
    family = live_site.a_family("Potter")
    reader = phone(Role.LEAD_PROFESSIONAL)
    page = reader.page
    reader.goto(f"/families/{family}")
    press(page.get_by_role("link", name="Change the lead professional"))
    choose(page.get_by_label("New lead professional"), "Robin")
    tick(page.get_by_label("Best relationship"))
    sound(reader)
    press(page.get_by_role("button", name="Change the lead professional"))

    expect(page.get_by_role("alert")).to_contain_text("The CAF coordinator is told.")
    reader.goto(f"/families/{family}")
    assert reader.heading == "There is no such page", "whoever handed it over no longer leads it"


def test_a_team_meeting_is_held_and_a_review_recorded(
    phone: Callable[[Role], Reader], live_site: Clinic
) -> None:
    family = live_site.a_family("Fletcher")
    caf = live_site.a_caf(family, first_team_meeting_on=None)
    reader = phone(Role.LEAD_PROFESSIONAL)
    page = reader.page
    reader.goto(f"/families/{family}/assessments/{caf}")
    press(page.get_by_role("link", name="Record a team meeting"))
    day(page, "Day of the meeting", "8", "7", "2013")
    choose(page.get_by_label("Lee Example"), "Att")
    sound(reader)
    press(page.get_by_role("button", name="Record the meeting"))
    done(page)

    press(page.get_by_role("link", name="Record a review").first)
    type_in(page.get_by_label("What works well"), "He sleeps")
    type_in(page.get_by_label("What people worry about"), "He is late")
    type_in(page.get_by_label("What is to be done").first, "Ring the school")
    day(page, "Day of the next review", "2", "9", "2013")
    press(page.get_by_role("button", name="Record the review"))
    expect(page.get_by_text("The review has been recorded.")).to_be_visible()
    sound(reader)


def test_a_caf_is_closed_opened_again_and_corrected(
    phone: Callable[[Role], Reader], live_site: Clinic
) -> None:
    family = live_site.a_family("Carter")
    caf = live_site.a_caf(family, first_team_meeting_on=None, started_on=None)
    reader = phone(Role.LEAD_PROFESSIONAL)
    page, course = reader.page, f"/families/{family}/assessments/{caf}"
    reader.goto(course)
    press(page.get_by_role("link", name="Close the assessment"))
    day(page, "Closed on", "10", "7", "2013")
    tick(page.get_by_label("Needs met"))
    sound(reader)
    press(page.get_by_role("button", name="Close the assessment"))
    done(page)

    reader.goto(course)
    press(page.get_by_role("link", name="Open it again"))
    tick(page.get_by_label("closed by mistake"))
    sound(reader)
    press(page.get_by_role("button", name="Open the assessment again"))
    done(page)

    reader.goto(f"{course}/dates/initiated")
    day(page, "The right day", "10", "1", "2013")
    tick(page.get_by_role("radio").first)
    sound(reader)
    press(page.get_by_role("button", name="Correct the date"))
    done(page)
    expect(page.get_by_text("10 January 2013").first).to_be_visible()


def _others_fill_in(assessment: UUID) -> None:
    """What colleagues fill in meanwhile: every section but the words of the family."""
    for section, content in COMPLETE.items():
        if section is not FormSection.WORDS:
            forms.save_section(
                assessment, section, content, version=0, actor=COORDINATOR, today=TODAY, now=clock.now()
            )


def done(page: Page) -> None:
    """The page says that it was done."""
    expect(page.locator(".govuk-notification-banner--success")).to_be_visible()


def sound(reader: Reader) -> None:
    """The page at hand fits the phone, and axe finds nothing on it."""
    assert reader.width <= WIDTH
    if reader.has_scripts:  # type: ignore[attr-defined]
        assert violations(reader) == []
