"""Every kind of page, for every role that has it: no fault that axe can find, and no sideways scrolling."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe

from app.access.policies import COMMAND_LINE
from app.access.roles import Role
from app.campaigns.rules.vocabulary import CampaignKind
from app.cases.services import triage_planning
from app.cases.services.triage_planning import Plan
from app.db import Sessions
from tests.browser.audits import audits_and_training
from tests.browser.campaigns import a_campaign, disown
from tests.browser.conftest import LiveSite, Reader
from tests.browser.referrals import a_referral_asked_about
from tests.conftest import TODAY

pytestmark = pytest.mark.browser

# What the Web Content Accessibility Guidelines ask at levels A and AA, and good practice beside.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
NARROWEST = 320

PAGES: dict[Role | None, tuple[str, ...]] = {
    None: ("/sign-in", "/nowhere"),
    Role.PROGRAMME_COORDINATOR: (
        "/",
        "/families",
        "/families?search=gone",
        "/families/{family}",
        "/families/{family}/ward",
        "/families/{family}/people/new",
        "/families/{family}/people/{member}/correct",
        "/families/{family}/people/{member}/leave",
        "/families/{family}/people/{member}/move",
        "/families/{family}/people/{member}/birth",
        "/families/{family}/people/{member}/never-here",
        "/families/{family}/home",
        "/families/{family}/merge",
        "/families/{family}/merge/{assessed}",
        "/families/{family}/people/{member}/merge",
        "/families/{family}/residences/{home}/correct",
        "/families/register/home",
        "/families/{family}/claim",
        "/families/{family}/map",
        "/families/{family}/relationships/new",
        "/families/{family}/chronology",
        "/families/{family}/notes/new",
        "/families/{family}/oversight/new",
        "/referrals",
        "/referrals/new",
        "/referrals/{referral}",
        "/referrals/{referral}/question",
        "/referrals/{referral}/meeting",
        "/referrals/{referral}/acceptance",
        "/referrals/{referral}/decline",
        "/families/{assessed}",
        "/families/{assessed}/assessments/new",
        "/families/{assessed}/assessments/{course_of}",
        "/families/{assessed}/assessments/{course_of}/team-meetings/new",
        "/families/{assessed}/assessments/{course_of}/reviews/new",
        "/families/{assessed}/assessments/{course_of}/actions/new",
        "/families/{assessed}/assessments/{course_of}/dates/initiated",
        "/families/{assessed}/assessments/{course_of}/closure",
        "/families/{assessed}/assessments/{course_of}/reopening",
        "/assessments/{form_of}/form",
        "/assessments/{form_of}/form/about",
        "/assessments/{form_of}/form/child",
        "/assessments/{form_of}/form/plan",
        "/assessments/{form_of}/form/words",
        "/assessments/{form_of}/form/check",
        "/assessments/{completed}/form",
        "/families/{family}/lead",
        "/families/{family}/team?agency=HEALTH",
        "/families/{family}/assessments/{assessment}/consent",
        "/families/{family}/assessments/{assessment}/sharing",
        "/families/{family}/releases",
        "/noted-risks",
        "/meetings",
        "/meetings/{sunday}",
        "/meetings/{sunday}/run",
        "/meetings/{sunday}/record",
        "/meetings/new",
        "/meetings/{planned}",
        "/meetings/{planned}/plan",
        "/meetings/{planned}/close",
        "/meetings/{planned}/run",
        "/meetings/{planned}/lists/{ews}",
        "/campaigns",
        "/campaigns/new",
        "/campaigns/{campaign}",
        "/campaigns/{campaign}/not-ours",
        "/campaigns/{campaign}/answers",
        "/campaigns/{of_people}/answers",
        "/data-quality",
        "/claims",
        "/data-sheet",
        "/data-sheet?as_at-day=31&as_at-month=2&as_at-year=2013",
        "/data-sheet/figure?id=families.worked-with@2013-07-12",
        "/data-sheet/figure?id=programme.share-of-target[ward=Basford]@2013-07-12",
        "/data-sheet/reconciliation",
        "/reports",
        "/reports/board-report",
        "/reports/return",
        "/reports/{report}",
        "/reports/{return}",
        "/reports/{report}/figure?id=money.attachment-fees[financial-year=2013/14]@2013-03-31",
        "/reports/compare?first={earlier}&second={report}",
        "/work",
        "/users",
    ),
    Role.ADMINISTRATOR: ("/", "/users", "/users/new", "/users/{user}", "/tokens", "/reminders"),
    Role.ANALYST: ("/", "/import", "/data-quality", "/work"),
    Role.LEAD_PROFESSIONAL: ("/", "/families", "/cover"),
    Role.TEAM_MEMBER: ("/", "/families", "/referrals", "/referrals/new", "/referrals/{referral}"),
    Role.AGENCY_MANAGER: ("/", "/families", "/cover", "/triage-lists", "/meetings/{planned}/lists/{ews}"),
    Role.CAF_COORDINATOR: (
        "/",
        "/noted-risks",
        "/quality-audits",
        "/quality-audits/new",
        "/quality-audits/summary",
        "/quality-audits/{quality_audit}",
        "/sampled-assessments",
        "/sampled-assessments/{sampled}",
        "/sampled-assessments/{sampled}/review",
        "/sampled-assessments/{scored}/review",
        "/sampled-assessments/{sampled}/auditor",
        "/sampled-assessments/{sampled}/take-out",
        "/sampled-assessments/{sampled}/actions/new",
        "/audit-actions",
        "/training",
        "/training/courses/new",
        "/training/courses/{course}/sessions/new",
        "/training/sessions/{session}",
        "/training/sessions/{session}/change",
        "/training/mentors",
        "/training/mentors/{pairing}/end",
        "/campaigns",
        "/campaigns/{campaign}",
        "/caf-register",
        "/caf-register?kind=caf&status=open-review-overdue&year=2012",
        "/caf-register?search=gone",
    ),
    Role.AUTHORISING_OFFICER: ("/", "/reports"),
    Role.BOARD_READER: ("/", "/reports"),
    Role.VISITING_READER: ("/",),
}

FOUND = """
with led as (
    select family.id as family, assessment.id as assessment from family
    join allocation on allocation.family_id = family.id and allocation.ends_on is null
    join assessment on assessment.family_id = family.id
    join triage_decision on triage_decision.family_id = family.id
    order by family.reference, assessment.id limit 1
)
select
    (select id from user_account order by email limit 1) as user,
    (select id from rollout_meeting where held_on = '2012-11-18') as sunday,
    (select id from assessment where closed_on is null and assessment_completed_on is null
     and consented_on is not null order by id limit 1) as form_of,
    (select id from assessment where assessment_completed_on is not null order by id limit 1) as completed,
    (select id from ward where name = 'Wollaton West') as ward,
    (select id from agency where code = 'EWS') as ews,
    (select id from assessment where closed_on is null and first_team_meeting_on is not null
     order by import_key limit 1) as course_of,
    (select family_id from assessment where closed_on is null and first_team_meeting_on is not null
     order by import_key limit 1) as assessed,
    family,
    assessment
from led
"""


@pytest.fixture(scope="module")
def audits(live_site: LiveSite) -> dict[str, str]:
    """A quality audit that is under way, and a training session."""
    return audits_and_training()


@pytest.fixture
def places(live_site: LiveSite, audits: dict[str, str]) -> dict[str, str]:
    """What stands for the names in the addresses."""
    with Sessions() as session:
        found = session.execute(sa.text(FOUND)).one()._asdict()
        for name, table in (("member", "household_member"), ("home", "residence")):
            of_family = (
                f"select id from {table} where family_id = :family order by starts_on desc, id limit 1"
            )
            found[name] = session.execute(sa.text(of_family), found).scalar_one()
    plan = Plan(TODAY, 4, frozenset({found["ward"]}), frozenset({found["ews"]}))
    found["campaign"] = a_campaign(CampaignKind.LONG_OPEN)
    disown(found["campaign"], 2)
    found["of_people"] = a_campaign(CampaignKind.DUPLICATES)
    found["planned"] = triage_planning.plan_meeting(plan, actor=COMMAND_LINE, today=TODAY)
    releases = {
        "report": live_site.released.report_id,
        "earlier": live_site.released.earlier_report_id,
        "return": live_site.released.return_id,
    }
    referral = {"referral": a_referral_asked_about()}
    shown = {**found, **releases, **referral, **audits}
    return {name: str(value) for name, value in shown.items()}


@pytest.mark.parametrize("role", PAGES, ids=lambda role: role.value if role else "stranger")
def test_no_page_has_a_fault_that_axe_finds_or_scrolls_sideways(
    reader_with: Callable[..., Reader], places: dict[str, str], role: Role | None
) -> None:
    reader = reader_with()
    if role is not None:
        reader.sign_in(role)

    faults = {path: faults_of(reader, path.format(**places)) for path in PAGES[role]}

    assert {path: found for path, found in faults.items() if found} == {}


def test_a_form_that_was_refused_has_no_fault(reader: Reader) -> None:
    reader.sign_in(Role.ADMINISTRATOR)
    reader.goto("/users/new")
    reader.page.get_by_role("button", name="Open the account").click()

    assert reader.title.startswith("Error: ")
    assert violations(reader) == []


def test_an_import_with_faults_has_no_fault_of_its_own(reader: Reader) -> None:
    reader.sign_in(Role.ANALYST)
    reader.goto("/import")
    wrong = {"name": "wards.csv", "mimeType": "text/csv", "buffer": b"ward,locality\n,North\n"}
    reader.page.get_by_label("File", exact=True).set_input_files(wrong)
    reader.page.get_by_role("button", name="Go on").click()

    assert "nothing was loaded" in reader.heading
    assert violations(reader) == []


def faults_of(reader: Reader, path: str) -> list[str]:
    """What is wrong with a page: for axe, on the narrowest screen, and for the browser itself."""
    reader.complaints.clear()
    reader.page.set_viewport_size({"width": 1280, "height": 900})
    reader.goto(path)
    found = violations(reader)
    reader.page.set_viewport_size({"width": NARROWEST, "height": 600})
    width = reader.width
    if width > NARROWEST:
        found.append(f"is {width} px wide on a screen of {NARROWEST}")
    # A page that refuses answers with a status that browsers call an error; that is no complaint.
    return found + [said for said in reader.complaints if "Failed to load resource" not in said]


def violations(reader: Reader) -> list[str]:
    """The faults that axe finds on the page at hand: rule and elements."""
    reader.page.wait_for_load_state()
    results = Axe().run(reader.page, options=RULES)
    return [
        f"{fault['id']}: {', '.join(str(node['target']) for node in fault['nodes'][:3])}"
        for fault in results.response["violations"]
    ]
