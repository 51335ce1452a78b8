"""Every kind of page, for every role that has it: no fault that axe can find, and no sideways scrolling."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from app.access.policies import COMMAND_LINE
from app.access.roles import Role
from app.cases.services import triage_planning
from app.cases.services.triage_planning import Plan
from app.demo.board_words import ASKED, RISKS
from app.exports.rules.vocabulary import ExportName
from app.factory import HEADINGS
from app.reports import board_registers
from tests.browser.conftest import LiveSite, Reader
from tests.browser.evidence import evidence_to_show
from tests.browser.records import records_to_show
from tests.conftest import TODAY
from tests.exports.requests import asked_for, built
from tests.reports.approvals import a_published_report

pytestmark = pytest.mark.browser

# What the Web Content Accessibility Guidelines ask at levels A and AA, and good practice beside.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
# Only the faults leave the browser: all that axe found to be right weighs a megabyte a page.
FAULTS = """
async rules => (await axe.run(rules)).violations.map(
    fault => `${fault.id}: ${fault.nodes.slice(0, 3).map(node => node.target.join(" ")).join(", ")}`
)
"""
NARROWEST = 320
NOWHERE = "/nowhere"
REFUSALS = frozenset(heading for heading, _ in HEADINGS.values())

PAGES: dict[Role | None, tuple[str, ...]] = {
    None: ("/sign-in", NOWHERE, "/published/{published}"),
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
        "/claims/money",
        "/claims/money?assumed=101",
        "/claims/money/figure?id=money.claimed@2013-07-12",
        "/claims/money/figure?id=money.attachment-fees@2013-07-12",
        "/families/{family}/map",
        "/families/{family}/relationships/new",
        "/families/{assessed}/relationships/{relationship}/correct",
        "/families/{assessed}/relationships/{relationship}/end",
        "/families/{assessed}/relationships/{relationship}/withdraw",
        "/families/{family}/chronology",
        "/families/{family}/notes/new",
        "/families/{assessed}/notes/{note}/correct",
        "/families/{family}/oversight/new",
        "/referrals",
        "/referrals/new",
        "/referrals/{referral}",
        "/referrals/{referral_not_asked_about}/question",
        "/referrals/{referral}/meeting",
        "/referrals/{referral}/acceptance",
        "/referrals/{referral}/decline",
        "/families/{assessed}",
        "/families/{assessed}/assessments/new",
        "/families/{assessed}/assessments/{course_of}",
        "/families/{assessed}/assessments/{course_of}/team-meetings/new",
        "/families/{assessed}/assessments/{course_of}/team-meetings/{meeting}",
        "/families/{assessed}/assessments/{course_of}/reviews/new",
        "/families/{assessed}/assessments/{course_of}/reviews/{review}",
        "/families/{assessed}/assessments/{course_of}/actions/new",
        "/families/{assessed}/assessments/{course_of}/actions/{action}",
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
        "/assessments/{completed}/form/reopen",
        "/families/{family}/lead",
        "/families/{family}/team?agency=HEALTH",
        "/families/{family}/assessments/{assessment}/consent",
        "/families/{family}/assessments/{assessment}/sharing",
        "/families/{family}/releases",
        "/noted-risks",
        "/noted-risks/{risk}",
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
        "/campaigns/{campaign}/figures/1",
        "/campaigns/{campaign}/not-ours",
        "/campaigns/{campaign}/answers",
        "/campaigns/{of_people}/answers",
        "/data-quality",
        "/claims",
        "/claims?show=nearly",
        "/rule-packs",
        "/rule-packs/in-force/P1-2013",
        "/rule-packs/{edition}",
        "/rule-packs/{plan}",
        "/rule-packs/{edition}/problems/local",
        "/rule-packs/{plan}/measures/school-attendance",
        "/rule-packs/{plan}/discretion",
        "/rule-packs/{edition}/trial",
        "/rule-packs/{edition}/trial/no-longer-eligible",
        "/families/{family}/claim/let-pass/education",
        "/claims/returns",
        "/claims/returns/{prepared_return}",
        "/claims/returns/{prepared_return}/movements",
        "/claims/returns/{submitted_return}",
        "/claims/returns/{submitted_return}/answers",
        "/claims/returns/{submitted_return}/answers/rest",
        "/claims/returns/{submitted_return}/answers/{waiting_line}",
        "/claims/audits",
        "/claims/audits/{claim_audit}",
        "/assurance-visits",
        "/assurance-visits/new",
        "/assurance-visits/{visit}",
        "/assurance-visits/{visit}/change",
        "/assurance-visits/{visit}/actions/new",
        "/families/{family}/evidence",
        "/families/{family}/evidence/new",
        "/families/{family}/evidence/new?what=figure-unauthorised-absence",
        "/families/{family}/evidence/new?what=figure-employment",
        "/families/{family}/evidence/new?what=criterion-asb-order",
        "/claim-lines/{line}/evidence",
        "/evidence-checks",
        "/evidence-checks/{source}",
        "/evidence-requests",
        "/evidence-requests/{figure_asked}",
        "/claims/windows",
        "/claims/windows/new",
        "/claims/windows/{window}",
        "/claims/windows/{window}?section=draft",
        "/claims/windows/{window}/change",
        "/claims/windows/{window}/steps/draft",
        "/claims/windows/{window}/steps/complete",
        "/claims/lines/{line}",
        "/claims/lines/{line}/withdraw",
        "/claims/lines/{line}/take-back",
        "/claims/lines/{line}/another-family",
        "/claims/concerns/{concern}",
        "/claims/concerns",
        "/families/{family}/claim/draft",
        "/data-sheet",
        "/data-sheet?as_at-day=31&as_at-month=2&as_at-year=2013",
        "/dashboards",
        "/dashboards/agency",
        "/dashboards/ward",
        "/dashboards/caf",
        "/data-sheet/figure?id=families.worked-with@2013-07-12",
        "/data-sheet/figure?id=programme.share-of-target[ward=Basford]@2013-07-12",
        "/data-sheet/reconciliation",
        "/reports/cafs",
        "/reports/cafs?as_at-day=31&as_at-month=2&as_at-year=2013",
        "/reports/cafs/figure?id=consents.refused[risk=known]@2013-07-12",
        "/reports",
        "/reports/board-report",
        "/reports/words",
        "/reports/words/2013-03-31",
        "/reports/words/2013-03-31/background",
        "/reports/recommendations",
        "/reports/recommendations/new",
        "/reports/recommendations/1",
        "/reports/recommendations/1/change",
        "/reports/risks",
        "/reports/risks/new",
        "/reports/risks/1",
        "/reports/risks/1/change",
        "/reports/title-block",
        "/reports/return",
        "/reports/{report}",
        "/reports/{return}",
        "/reports/{report}/rebuilt",
        "/reports/{report}/figure?id=money.attachment-fees[financial-year=2013/14]@2013-03-31",
        "/reports/compare?first={earlier}&second={report}",
        "/reports/compare?first={earlier}&second={report}&reason=since-then",
        "/reports/compare?first={report}&second=now",
        "/agreements",
        "/agreements/new",
        "/agreements/{agreement}",
        "/briefs",
        "/briefs/{ews}",
        "/briefs/{school}",
        "/briefs/{ews}/figure?id=families.allocated-now:families.share-overseen-on-time[of=here]@2013-07-12",
        "/exports",
        "/exports/inspection-pack",
        "/exports/annex-a-list-2",
        "/exports/pseudonymised-extract",
        "/exports/made/{export}",
        "/work",
        "/work/{job}",
    ),
    Role.ADMINISTRATOR: ("/", "/users", "/users/new", "/users/{user}", "/tokens", "/reminders"),
    Role.ANALYST: ("/", "/import", "/data-quality", "/exports", "/work"),
    Role.LEAD_PROFESSIONAL: ("/", "/families", "/cover"),
    Role.TEAM_MEMBER: ("/", "/families", "/referrals", "/referrals/new", "/referrals/{referral}"),
    Role.AGENCY_MANAGER: (
        "/",
        "/evidence-requests/{figure_asked}",
        "/families",
        "/cover",
        "/triage-lists",
        "/meetings/{planned}/lists/{ews}",
        "/briefs",
    ),
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
        "/reports/cafs",
        "/caf-register?kind=caf&status=open-review-overdue&year=2012",
        "/caf-register?search=gone",
    ),
    Role.AUTHORISING_OFFICER: (
        "/",
        "/reports",
        "/rule-packs",
        "/rule-packs/{proposed}",
        "/rule-packs/{proposed}/trial",
        "/let-pass",
        "/let-pass/{let_pass}",
        "/claims/returns",
        "/claims/returns/{prepared_return}",
        "/reports/{report}",
        "/claims/audits/terms",
        "/claims/audits/{claim_audit}",
    ),
    Role.INTERNAL_AUDITOR: (
        "/",
        "/claims/audits",
        "/claims/audits/{claim_audit}",
        "/claims/audits/{audit_being_read}",
        "/claims/audits/{claim_audit}/record",
        "/claims/audits/lines/{sampled_claim}",
    ),
    Role.BOARD_READER: ("/", "/reports"),
    Role.VISITING_READER: ("/",),
}


# Pages that journeys look at, since what they show is there only in the middle of one; and files to download.
IN_JOURNEYS = {
    "cases_pages.put_back_form",
    "cases_pages.register_person_form",
    "cases_pages.register_family_form",
    "merging_pages.compare_people",
    "merging_pages.undo_form",
}
FILES = {
    "cases_pages.form_paper",
    "claims_pages.claim_audit_paper",
    "finance_pages.tables",
    "cases_pages.completion_paper",
    "claims_pages.document",
    "claims_pages.claim_proof",
    "intake_pages.template",
    "reports_pages.brief_paper",
    "reports_pages.release_file",
    "published_pages.published_file",
    "exports_pages.export_file",
    "exports_pages.of_work",  # leads on
    "claims_pages.edition_document",
}


@pytest.fixture(scope="module")
def worked_on(live_site: LiveSite, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What stands for the names in the addresses, of records that no test changes."""
    board_registers.recommend(ASKED[1][0], actor=COMMAND_LINE, today=TODAY)
    board_registers.raise_risk(RISKS[0], actor=COMMAND_LINE, today=TODAY)
    export = built(asked_for(ExportName.EXTRACT), tmp_path_factory.mktemp("exports"))
    return {
        **records_to_show(),
        **evidence_to_show(),
        "export": str(export.id),
        "published": a_published_report(),
    }


@pytest.fixture
def places(live_site: LiveSite, worked_on: dict[str, str]) -> dict[str, str]:
    """What stands for the names in the addresses."""
    plan = Plan(TODAY, 4, frozenset({UUID(worked_on["ward"])}), frozenset({UUID(worked_on["ews"])}))
    planned = triage_planning.plan_meeting(plan, actor=COMMAND_LINE, today=TODAY)
    releases = {
        "report": live_site.released.report_id,
        "earlier": live_site.released.earlier_report_id,
        "return": live_site.released.return_id,
    }
    shown = {**worked_on, **releases, "planned": planned}
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


def test_every_page_of_the_site_is_looked_at(live_site: LiveSite) -> None:
    routes = live_site.app.url_map.bind("localhost")
    addresses = (path.partition("?")[0] for paths in PAGES.values() for path in paths if path != NOWHERE)
    looked_at = {routes.match(re.sub("{[a-z_]+}", str(UUID(int=1)), path))[0] for path in addresses}

    pages = {
        rule.endpoint
        for rule in live_site.app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint.partition(".")[0].endswith("_pages")
    }
    assert pages - looked_at == IN_JOURNEYS | FILES


def test_a_fault_that_is_planted_is_found(reader: Reader) -> None:
    reader.goto("/sign-in")
    reader.page.evaluate("document.querySelector('main').append(document.createElement('button'))")

    assert violations(reader) == ["button-name: #main-content > button"]


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
    is_there = urlsplit(reader.page.url).path == path.partition("?")[0] and reader.heading not in REFUSALS
    if not is_there and path != NOWHERE:
        found.append(f"shows “{reader.heading}”")
    reader.page.set_viewport_size({"width": NARROWEST, "height": 600})
    width = reader.width
    if width > NARROWEST:
        found.append(f"is {width} px wide on a screen of {NARROWEST}")
    # A page that refuses answers with a status that browsers call an error; that is no complaint.
    return found + [said for said in reader.complaints if "Failed to load resource" not in said]


def violations(reader: Reader) -> list[str]:
    """The faults that axe finds on the page at hand: rule and elements."""
    reader.page.wait_for_load_state()
    reader.page.evaluate(AXE_SCRIPT)
    found: list[str] = reader.page.evaluate(FAULTS, RULES)
    return found
