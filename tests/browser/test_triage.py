"""A rollout meeting in a browser: sixty families by keyboard alone, without scripts, two people at once."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session

from app import clock, embedded
from app.access import services as access
from app.access.models import Posting, Practitioner
from app.access.policies import COMMAND_LINE, SYSTEM
from app.access.roles import Responsibility, Role
from app.cases.rules.triage import Answer, Knowledge, Relationship
from app.cases.rules.vocabulary import TriageOutcome
from app.cases.services import triage_answers, triage_board, triage_planning
from app.cases.services.triage_planning import Plan
from app.db import transaction
from tests.browser import conftest as browser
from tests.browser.conftest import PASSWORD, Reader, email_of
from tests.browser.keyboard import arrive, press, tick
from tests.browser.test_accessibility import violations
from tests.cases.builders import (
    a_family,
    a_person,
    a_practitioner,
    a_ward,
    an_agency,
    an_establishment,
)
from tests.conftest import TODAY

pytestmark = pytest.mark.browser

FAMILIES = 60
PHONE = {"width": 375, "height": 800}
COORDINATOR, MANAGER = Role.PROGRAMME_COORDINATOR, Role.AGENCY_MANAGER


@dataclass(frozen=True, slots=True)
class Meeting:
    """A site with a meeting of today that two agencies are invited to; HEALTH has answered."""

    address: str
    meeting_id: UUID
    police_id: UUID


@pytest.fixture
def live_site(
    services: embedded.Services, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Meeting]:
    """A small site with one meeting of sixty families, anew for each test."""
    home = tmp_path_factory.mktemp("triage")
    with browser.served(services, template, home, "loxley_triage") as (address, _):
        yield _a_meeting(address)


def test_a_meeting_of_sixty_families_is_run_by_keyboard_alone(
    reader_with: Callable[..., Reader], live_site: Meeting
) -> None:
    reader = _at_the_meeting(reader_with(viewport=PHONE), live_site)
    page, press = reader.page, reader.page.keyboard.press
    press("?")
    expect(page.get_by_text("check for claim: saved at once")).to_be_visible()
    press("?")
    press("Escape")

    for number in range(FAMILIES):
        _left(page, FAMILIES - number)
        if number % 3 == 0:
            press("c")
        elif number % 3 == 1:
            press("n")
            expect(page.locator("#reason")).to_be_focused()
            press("Space")
            press("Enter")
        else:
            press("a")
            expect(page.locator("#agency_1")).to_be_focused()
            page.keyboard.type("H")
            press("Tab")
            press("Tab")
            page.keyboard.type("Lee")
            press("Tab")
            page.keyboard.type("Key")
            press("Enter")
    _left(page, 0)

    assert _decided(live_site) == {
        TriageOutcome.ALLOCATE: 20,
        TriageOutcome.CHECK_FOR_CLAIM: 20,
        TriageOutcome.NOT_TO_BE_ALLOCATED: 20,
    }
    press("k")
    expect(page.locator("a[data-family][aria-current=true]")).to_be_focused()
    assert violations(reader) == []
    assert reader.width <= PHONE["width"]
    assert not reader.complaints


def test_a_meeting_of_sixty_families_is_run_by_keyboard_without_scripts(
    reader_with: Callable[..., Reader], live_site: Meeting
) -> None:
    reader = _at_the_meeting(reader_with(java_script_enabled=False, viewport=PHONE), live_site)
    page, press = reader.page, reader.page.keyboard.press
    allocate = page.get_by_role("radio", name="Allocate", exact=True)
    allocate.focus()

    for number in range(FAMILIES):
        _left(page, FAMILIES - number)
        if number:
            # The page has come back at the next family: one Tab leads to its decision.
            arrive(page, "deciding")
            press("Tab")
        expect(allocate).to_be_focused()
        press("Space")
        if number % 3 == 0:
            press("ArrowDown")
        elif number % 3 == 1:
            press("ArrowUp")
            press("Tab")
            press("Space")
        else:
            press("Tab")
            page.keyboard.type("H")
            press("Tab")
            press("Tab")
            page.keyboard.type("Lee")
            press("Tab")
            page.keyboard.type("Key")
            press("Tab")
        press("Enter")
    _left(page, 0)

    assert _decided(live_site) == {
        TriageOutcome.ALLOCATE: 20,
        TriageOutcome.CHECK_FOR_CLAIM: 20,
        TriageOutcome.NOT_TO_BE_ALLOCATED: 20,
    }
    assert reader.width <= PHONE["width"]
    assert not reader.complaints


def test_decisions_are_taken_and_mended_without_scripts_on_a_phone(
    reader_with: Callable[..., Reader], live_site: Meeting
) -> None:
    reader = _at_the_meeting(
        reader_with(java_script_enabled=False, viewport={"width": 375, "height": 800}), live_site
    )
    page = reader.page

    page.get_by_label("Check for claim").check()
    page.get_by_role("button", name="Save the decision").click()
    expect(page.get_by_text("Saved: check for claim.")).to_be_visible()
    page.get_by_label("Not to be allocated").check()
    page.get_by_role("button", name="Save the decision").click()
    assert reader.title.startswith("Error: ")
    page.get_by_label("Deferred until a date").check()
    for part, number in (("Day", "1"), ("Month", "9"), ("Year", "2013")):
        page.get_by_label(part, exact=True).fill(number)
    page.get_by_role("button", name="Save the decision").click()
    page.locator("a[data-family]").first.click()
    page.get_by_label("Allocate", exact=False).first.check()
    page.get_by_label("Agency", exact=True).select_option("HEALTH agency")
    page.get_by_role("button", name="Revise the decision").click()

    _left(page, FAMILIES - 2)
    first, second = _board(live_site).families[:2]
    assert first.latest is not None
    assert first.latest.agencies == ("HEALTH",)
    assert second.latest is not None
    assert second.latest.deferred_until == date(2013, 9, 1)
    assert reader.width <= 375


def test_the_second_of_two_coordinators_is_told_what_the_first_decided(
    reader_with: Callable[..., Reader], live_site: Meeting
) -> None:
    first, second = (_at_the_meeting(reader_with(), live_site) for _ in range(2))
    first.page.keyboard.press("c")
    _left(first.page, FAMILIES - 1)

    second.page.keyboard.press("n")
    second.page.keyboard.press("Space")
    second.page.keyboard.press("Enter")

    expect(
        second.page.get_by_text("What stands now, after somebody else’s change: Check for claim")
    ).to_be_visible()
    assert _board(live_site).totals.by_outcome[TriageOutcome.CHECK_FOR_CLAIM] == 1
    second.page.get_by_role("button", name="Revise the decision").press("Enter")
    expect(second.page.get_by_text("What stands now")).to_have_count(0)
    _left(second.page, FAMILIES - 1)
    assert _board(live_site).totals.by_outcome[TriageOutcome.NOT_TO_BE_ALLOCATED] == 1


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_manager_answers_a_list_by_keyboard_and_on_a_phone(
    reader_with: Callable[..., Reader], live_site: Meeting, scripts: bool
) -> None:
    reader = reader_with(java_script_enabled=scripts, viewport=PHONE)
    reader.sign_in(MANAGER)
    reader.goto("/triage-lists")
    page = reader.page
    press(page.get_by_role("link", name="POLICE agency"))
    expect(page.get_by_text("Tansy Testcase, 12")).to_have_count(FAMILIES)
    if scripts:  # axe is a script itself
        assert violations(reader) == []

    tick(page.get_by_label("Working now").first)
    page.keyboard.press("Tab")
    page.keyboard.type("Robin")
    page.keyboard.press("Tab")
    page.keyboard.type("Fair")
    tick(page.get_by_label("Every family that is left blank: not known"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_text("The answers are saved.")).to_be_visible()
    answers = [family.answers[live_site.police_id] for family in _board(live_site).families]
    assert (answers[0].who, answers[0].answer.relationship) == ("Robin Example", Relationship.FAIR)
    assert {seen.answer.knowledge for seen in answers[1:]} == {Knowledge.NOT_KNOWN}
    assert reader.width <= 375
    assert not reader.complaints


def _a_meeting(address: str) -> Meeting:
    health, police = an_agency("HEALTH", data_sheet_order=1), an_agency("POLICE", data_sheet_order=2)
    clinic, station = an_establishment(health), an_establishment(police, "Alder Example Station")
    lead = a_practitioner("Lee Example", caseload_limit=6)
    chief = a_practitioner("Chris Example")
    with transaction(SYSTEM) as session:
        _post(session, lead, clinic, Responsibility.OWN_CASELOAD)
        _post(session, a_practitioner("Robin Example"), station, Responsibility.OWN_CASELOAD)
        _post(session, chief, station, Responsibility.AGENCY)
        chief_key = session.get_one(Practitioner, chief).import_key
    basford = a_ward("Basford")
    families = [a_family(basford) for _ in range(FAMILIES)]
    for family in families:
        a_person(family)
    for role, key in ((COORDINATOR, None), (MANAGER, chief_key)):
        access.create_user(
            email_of(role),
            f"Synthia {role.label}",
            {role},
            PASSWORD,
            practitioner_key=key,
            actor=COMMAND_LINE,
        )
    plan = Plan(TODAY, 4, frozenset({basford}), frozenset({health, police}))
    meeting_id = triage_planning.plan_meeting(plan, actor=COMMAND_LINE, today=TODAY)
    answers = {family: Answer(Knowledge.NOT_KNOWN) for family in families}
    answers[families[-1]] = Answer(Knowledge.WORKING_NOW, lead, Relationship.GOOD)
    triage_answers.answer_list(
        meeting_id, health, answers, version=0, actor=COMMAND_LINE, today=TODAY, now=clock.now()
    )
    return Meeting(address, meeting_id, police)


def _post(
    session: Session, practitioner_id: UUID, establishment_id: UUID, responsibility: Responsibility
) -> None:
    session.add(
        Posting(
            practitioner_id=practitioner_id,
            establishment_id=establishment_id,
            responsibility=responsibility,
            starts_on=TODAY.replace(year=2010),
        )
    )


def _at_the_meeting(reader: Reader, meeting: Meeting) -> Reader:
    reader.sign_in(COORDINATOR)
    reader.goto(f"/meetings/{meeting.meeting_id}/run")
    return reader


def _left(page: Page, families: int) -> None:
    expect(page.locator(".lx-tally__left dd")).to_have_text(str(families), timeout=20_000)


def _decided(meeting: Meeting) -> Counter[TriageOutcome]:
    """How often each was decided; all that was allocated is led by Lee Example in HEALTH."""
    board = _board(meeting)
    allocated = [family.latest for family in board.families if family.latest and family.latest.agencies]
    assert {(made.agencies, made.lead_name) for made in allocated} == {(("HEALTH",), "Lee Example")}
    return Counter(board.totals.by_outcome)


def _board(meeting: Meeting) -> triage_board.Board:
    return triage_board.open_board(meeting.meeting_id, actor=COMMAND_LINE, today=TODAY)
