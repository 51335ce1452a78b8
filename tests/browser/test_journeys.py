"""What people come to the site for, done in a browser: with a mouse, a keyboard, a phone, without scripts."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from app.access.roles import Role
from app.db import Sessions
from tests.browser.conftest import LiveSite, Reader
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_coordinator_follows_a_number_of_the_data_sheet_to_a_family(
    reader_with: Callable[..., Reader], scripts: bool
) -> None:
    reader = reader_with(java_script_enabled=scripts)
    reader.sign_in(Role.PROGRAMME_COORDINATOR)

    reader.page.get_by_role("link", name="Data sheet").first.click()
    reader.page.get_by_role("link", name="As at 31 March 2013").click()
    row = reader.page.get_by_role("row", name="Basford")
    assert row.get_by_role("link").all_inner_texts() == ["17", "6", "2", "50"]
    row.get_by_role("link").first.click()
    assert reader.heading == "17 families"
    families = reader.page.get_by_role("rowheader").get_by_role("link")
    assert families.count() == 17
    reference = families.first.inner_text()
    families.first.click()

    assert reader.heading == f"Family {reference}"
    assert not reader.complaints


def test_a_coordinator_opens_a_figure_of_a_released_report(reader: Reader) -> None:
    reader.sign_in(Role.PROGRAMME_COORDINATOR)
    reader.goto(f"/reports/{reader.site.released.report_id}")

    figure = reader.page.locator('a:has([data-figure="families.worked-with@2013-03-31"])').first
    assert figure.inner_text() == "375"
    figure.click()

    assert reader.heading == "375 families"
    assert reader.page.get_by_role("rowheader").count() == 375


def test_a_derived_figure_opens_to_the_figures_it_is_made_from(reader: Reader) -> None:
    reader.sign_in(Role.PROGRAMME_COORDINATOR)
    reader.goto(f"/reports/{reader.site.released.report_id}/figure?id=programme.share-of-target@2013-03-31")

    reader.page.get_by_role("link", name="375").click()

    assert reader.heading == "375 families"


def test_comparing_two_reports_names_the_families_that_changed(reader: Reader) -> None:
    reader.sign_in(Role.PROGRAMME_COORDINATOR)
    reader.goto("/reports")
    reader.page.get_by_label("Earlier").select_option(str(reader.site.released.earlier_report_id))
    reader.page.get_by_label("Later").select_option(str(reader.site.released.report_id))
    reader.page.get_by_role("button", name="Compare").click()

    assert reader.heading == "Two releases compared"
    expect(reader.page.get_by_role("table", name="Families and assessments")).to_be_visible()


def test_a_downloaded_report_is_the_file_that_was_released(reader: Reader) -> None:
    reader.sign_in(Role.PROGRAMME_COORDINATOR)
    reader.goto(f"/reports/{reader.site.released.report_id}")

    with reader.page.expect_download() as download:
        reader.page.get_by_role("link", name="board-report-internal.pdf").click()

    assert download.value.suggested_filename == "board-report-internal.pdf"
    assert download.value.path().read_bytes().startswith(b"%PDF-")


def test_an_authorising_officer_reads_a_return_that_opens_no_family(reader: Reader) -> None:
    reader.sign_in(Role.AUTHORISING_OFFICER)

    expect(reader.page.get_by_text("Draft: not audited, not signed")).to_be_visible()
    reader.goto(f"/reports/{reader.site.released.return_id}")

    assert reader.page.locator(".report-figure").count() == 0
    assert reader.page.locator("[data-figure]").count() > 0


def test_the_skip_link_is_the_first_stop_and_leads_to_the_content(reader: Reader) -> None:
    reader.sign_in(Role.PROGRAMME_COORDINATOR)

    reader.page.keyboard.press("Tab")
    expect(reader.page.get_by_role("link", name="Skip to main content")).to_be_focused()
    reader.page.keyboard.press("Enter")

    assert reader.page.url.endswith("#main-content")


def test_a_refused_form_moves_the_focus_to_what_is_wrong(reader: Reader) -> None:
    reader.sign_in(Role.PROGRAMME_COORDINATOR)
    reader.goto("/reports/board-report")
    reader.page.get_by_label("Year").first.fill("")
    reader.page.get_by_role("button", name="Ask for the report").click()

    summary = reader.page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="The date must include a year.").click()

    expect(reader.page.locator("#as_at-day")).to_be_focused()


def test_on_a_phone_the_menu_opens_and_a_lead_professional_reaches_a_family(
    reader_with: Callable[..., Reader],
) -> None:
    reader = reader_with(viewport={"width": 390, "height": 800}, has_touch=True)
    reader.sign_in(Role.LEAD_PROFESSIONAL)

    expect(reader.page.get_by_role("link", name="Families", exact=True)).to_be_hidden()
    reader.page.get_by_role("button", name="Show or hide the sections of Loxley").tap()
    reader.page.get_by_role("link", name="Families", exact=True).tap()
    reader.page.get_by_role("rowheader").get_by_role("link").first.tap()

    assert reader.heading.startswith("Family PF-")
    assert not reader.complaints


def test_work_asked_for_shows_how_far_it_is_and_can_be_stopped(reader: Reader) -> None:
    reader.sign_in(Role.ANALYST)
    reader.goto("/reports/board-report")
    reader.page.get_by_role("button", name="Ask for the report").click()
    expect(reader.page.get_by_role("status")).to_contain_text("Waiting")

    reader.page.get_by_role("button", name="Stop this work").click()

    expect(reader.page.get_by_text("The work will stop at its next step.")).to_be_visible()


PHONE = {"width": 375, "height": 800}


class Child(NamedTuple):
    forename: str
    surname: str
    born_on: date
    reference: str


@pytest.fixture
def child(live_site: LiveSite) -> Child:
    """A child of a family on the list, which somebody leads."""
    with Sessions() as session:
        found = session.execute(
            sa.text(
                "select forename, surname, born_on, reference from person p"
                " join household_member m on m.person_id = p.id and m.role = 'child' and m.ends_on is null"
                " join family f on f.id = m.family_id"
                " join allocation a on a.family_id = f.id and a.ends_on is null"
                " where born_on is not null and length(surname) > 8 order by p.id limit 1"
            )
        ).one()
    return Child(*found)


def test_a_coordinator_finds_a_misspelled_name_by_keyboard_on_a_phone(
    reader_with: Callable[..., Reader], child: Child
) -> None:
    reader = reader_with(viewport=PHONE)
    reader.sign_in(Role.PROGRAMME_COORDINATOR)
    reader.goto("/families")
    reader.page.get_by_label("Find a family").focus()
    reader.page.keyboard.type(f"{child.forename} {child.surname[:3]}{child.surname[4:]}")
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url("**search=*")

    assert "name is spelled nearly like this" in reader.page.locator("table").inner_text()
    assert child.surname not in reader.page.url
    assert violations(reader) == []
    assert reader.width <= PHONE["width"]

    link = reader.page.get_by_role("link", name=child.reference).first
    link.focus()
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url("**/families/*-*")

    assert reader.heading == f"Family {child.reference}"


def test_a_lead_is_told_whom_to_ask_about_another_family_s_child_without_scripts(
    reader_with: Callable[..., Reader], child: Child
) -> None:
    reader = reader_with(java_script_enabled=False)
    reader.sign_in(Role.LEAD_PROFESSIONAL)
    reader.goto("/families")
    reader.page.get_by_label("Find a family").fill(
        f"{child.forename} {child.surname} {child.born_on:%d/%m/%Y}"
    )
    reader.page.get_by_role("button", name="Show families").click()

    told = reader.page.locator(".govuk-inset-text").first.inner_text()

    assert "known to the programme" in told
    assert "Ask " in told
    assert child.reference not in reader.page.locator("main").inner_text()


def test_a_search_that_is_refused_has_no_fault(reader: Reader) -> None:
    reader.sign_in(Role.LEAD_PROFESSIONAL)
    reader.goto("/families")
    reader.page.get_by_label("Find a family").fill("Testcase 31/2/2004")
    reader.page.get_by_role("button", name="Show families").click()

    assert reader.title.startswith("Error: ")
    assert violations(reader) == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_caf_coordinator_finds_a_misspelled_child_in_the_register_by_keyboard_on_a_phone(
    reader_with: Callable[..., Reader], assessed: Child, scripts: bool
) -> None:
    reader = reader_with(viewport=PHONE, java_script_enabled=scripts)
    page = reader.page
    reader.sign_in(Role.CAF_COORDINATOR)
    page.get_by_role("link", name="Search the register").press("Enter")
    page.get_by_label("Find a child").focus()
    page.keyboard.type("31/2/2004")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="There is no such date.")).to_be_visible()
    assert not scripts or violations(reader) == []

    page.get_by_label("Find a child").press("Control+a")
    page.keyboard.type(f"{assessed.forename} {assessed.surname[:3]}{assessed.surname[4:]}")
    page.keyboard.press("Enter")
    page.wait_for_url("**search=*")

    assert "spelled nearly like this" in page.locator("table").inner_text()
    assert assessed.surname not in page.url
    assert reader.width <= PHONE["width"]
    assert not scripts or violations(reader) == []
    page.get_by_role("link", name=f"{assessed.forename} {assessed.surname}").first.press("Enter")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("CAF register")
    assert [said for said in reader.complaints if "422" not in said] == []


@pytest.fixture
def assessed(live_site: LiveSite) -> Child:
    """A child whom a CAF covers."""
    with Sessions() as session:
        found = session.execute(
            sa.text(
                "select forename, surname, born_on, '' from person p"
                " join assessed_child c on c.person_id = p.id"
                " where born_on is not null and length(surname) > 8 order by p.id limit 1"
            )
        ).one()
    return Child(*found)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_coordinator_opens_what_a_ward_has_worked_with_by_keyboard_on_a_phone(
    reader_with: Callable[..., Reader], scripts: bool
) -> None:
    reader = reader_with(viewport=PHONE, java_script_enabled=scripts)
    page = reader.page
    reader.sign_in(Role.PROGRAMME_COORDINATOR)
    for closed in ("By agency", "By ward"):
        page.locator("summary", has_text=closed).press("Enter")
    assert not scripts or violations(reader) == []
    assert reader.width <= PHONE["width"]

    number = page.get_by_role("link", name="families, Basford")
    families = number.inner_text().split()[0]
    number.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text(f"{families} families")
    assert page.get_by_role("rowheader").count() == int(families)
    assert not reader.complaints


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_lead_reads_what_a_colleague_changed_and_renews_consent_by_keyboard_on_a_phone(
    reader_with: Callable[..., Reader], changed_family: str, scripts: bool
) -> None:
    reader = reader_with(viewport=PHONE, java_script_enabled=scripts)
    page = reader.page
    reader.sign_in(Role.LEAD_PROFESSIONAL)
    assert not scripts or violations(reader) == []
    assert reader.width <= PHONE["width"]

    page.get_by_role("link", name="Consent to renew of").first.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("onsent")
    reader.goto("/")
    page.get_by_role("link", name="Review recorded of").first.press("Enter")

    page.wait_for_url(f"**/families/{changed_family}#assessments")
    assert not reader.complaints


@pytest.fixture
def changed_family(live_site: LiveSite) -> str:
    """A family that LP-0001 leads, with an assessment agreed to long ago; somebody else has reviewed one."""
    with Sessions() as session, session.begin():
        family = session.execute(sa.text(LED_BY_THE_LEAD)).scalar_one()
        for statement in (AGREED_LONG_AGO, REVIEWED_BY_ANOTHER):
            session.execute(sa.text(statement), {"family": family})
    return str(family)


LED_BY_THE_LEAD = """
select allocation.family_id from lead_professional
join practitioner on practitioner.id = practitioner_id and practitioner.import_key = 'LP-0001'
join allocation on allocation.id = allocation_id and allocation.ends_on is null
where lead_professional.ends_on is null order by 1 limit 1
"""
AGREED_LONG_AGO = """
insert into assessment (id, import_key, family_id, kind, initiated_on, initiating_agency_id, consented_on)
select gen_random_uuid(), 'agreed-long-ago', cast(:family as uuid), 'caf', '2012-06-04', id, '2012-06-04'
from agency where code = 'HEALTH' on conflict do nothing
"""
REVIEWED_BY_ANOTHER = """
insert into audit_event (id, at, user_id, action, subject_id, details)
values (gen_random_uuid(), now(), gen_random_uuid(), 'review.recorded', cast(:family as uuid), '{}')
"""
