"""Draws docs/screenshots anew: every page of the site at a desk and on a phone, and its papers.

`python -m scripts.screenshots` starts services, city, worker and site of its own, and ends them again. Names
of pictures after it (`python -m scripts.screenshots family cover`) draw those pages alone and leave the rest.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from app.access.roles import Role
from app.config import PROJECT, load_settings
from app.demonstration import PASSWORD, Account, demonstrated
from app.installation import site
from scripts.screenshot_records import records_for_screenshots
from tests.browser import chromium

FOLDER = PROJECT / "docs" / "screenshots"
WIDTHS = {"desk": 1280, "phone": 390}
TALLEST = 2600
COLOURS = 96
PAPER_DOTS_PER_POINT = 1.4
PAPERS = ("board-report-internal.pdf", "board-report-public.pdf", "return-2013-07.pdf")

COORDINATOR = Role.PROGRAMME_COORDINATOR


@dataclass(frozen=True, slots=True)
class Shot:
    """A page to draw: whose, where to begin, and what to click on the way (the first that fits).

    path: {name} in it stands for a record; see tests/browser/records.py. looks_for: what is entered into the
    page's search first. below: the rest of the address, from the page that was reached. enters: what is
    entered first, where that takes more.
    """

    name: str
    role: Role | None
    path: str
    clicks: Sequence[str] = ()
    below: str = ""
    looks_for: str = ""
    enters: Callable[[Page], None] | None = None


def register_a_home(page: Page) -> None:
    """Go through the first step of a registration."""
    page.get_by_label("Ward").select_option(label="Basford")
    for part, number in (("Day", "1"), ("Month", "6"), ("Year", "2010")):
        page.get_by_label(part).fill(number)
    page.get_by_role("button", name="Go on").click()


def register_somebody(page: Page) -> None:
    """Go through the first two steps of a registration."""
    register_a_home(page)
    page.get_by_label("Forename").fill("Bramble")
    page.get_by_label("Surname").fill("Sample")
    page.get_by_label("Parent or carer").check()
    page.get_by_label("Female", exact=True).check()
    page.get_by_role("button", name="Go on").click()


def wait_for_the_api(page: Page) -> None:
    """Wait until the operations are drawn, which a script does."""
    page.set_viewport_size({"width": page.evaluate("innerWidth"), "height": TALLEST})
    page.locator(".opblock").first.wait_for(timeout=60_000)


def send_a_faulty_file(page: Page) -> None:
    """Send a table that cannot be imported."""
    wrong = {"name": "wards.csv", "mimeType": "text/csv", "buffer": b"ward,locality\n,North\n"}
    page.get_by_label("File", exact=True).set_input_files(wrong)
    page.get_by_role("button", name="Go on").click()


FIRST_ROW = "tbody th a"
DUE = "#due ~ table tbody th a"
COURSE = "/families/{assessed}/assessments/{course_of}"
PERSON = "/families/{family}/people/{member}"
CAF = Role.CAF_COORDINATOR
REFUSED = "not-for-you"

SHOTS = (
    Shot("sign-in", None, "/sign-in"),
    Shot("home-coordinator", COORDINATOR, "/"),
    Shot("home-lead-professional", Role.LEAD_PROFESSIONAL, "/"),
    Shot("home-agency-manager", Role.AGENCY_MANAGER, "/"),
    Shot("home-caf-coordinator", Role.CAF_COORDINATOR, "/"),
    Shot("home-authorising-officer", Role.AUTHORISING_OFFICER, "/"),
    Shot("home-analyst", Role.ANALYST, "/"),
    Shot("home-board-reader", Role.BOARD_READER, "/"),
    Shot("home-administrator", Role.ADMINISTRATOR, "/"),
    Shot("families", COORDINATOR, "/families?status=worked-with"),
    Shot("family-note", Role.LEAD_PROFESSIONAL, "/families", (FIRST_ROW, "text=Add a note")),
    Shot("family-chronology", Role.LEAD_PROFESSIONAL, "/families", (FIRST_ROW, "text=Chronology")),
    Shot("family-map", Role.LEAD_PROFESSIONAL, "/families", (FIRST_ROW, "text=Family map")),
    Shot(
        "relationship",
        Role.LEAD_PROFESSIONAL,
        "/families",
        (FIRST_ROW, "text=Family map", "text=Add a relationship"),
    ),
    Shot(
        "family-oversight", Role.AGENCY_MANAGER, "/", ("#managed ~ table th a", "text=Add an oversight note")
    ),
    Shot("family", Role.LEAD_PROFESSIONAL, "/families", (FIRST_ROW,)),
    Shot("never-here", Role.LEAD_PROFESSIONAL, "/families", (FIRST_ROW, "text=Never here")),
    Shot("assessment", Role.LEAD_PROFESSIONAL, "/", (DUE,)),
    Shot("record-a-review", Role.LEAD_PROFESSIONAL, "/", (DUE,), "/reviews/new"),
    Shot("record-a-team-meeting", Role.LEAD_PROFESSIONAL, "/", (DUE,), "/team-meetings/new"),
    Shot("record-consent", Role.LEAD_PROFESSIONAL, "/", (DUE,), "/consent"),
    Shot("correct-a-date", Role.LEAD_PROFESSIONAL, "/", (DUE,), "/dates/initiated"),
    Shot("close-an-assessment", Role.LEAD_PROFESSIONAL, "/", (DUE,), "/closure"),
    Shot(
        "register-an-assessment",
        Role.LEAD_PROFESSIONAL,
        "/families",
        (FIRST_ROW, "text=Register an assessment"),
    ),
    Shot(
        "families-found", COORDINATOR, "/families", ("text=Show families",), looks_for="mullbery exampelford"
    ),
    Shot("family-correct-ward", COORDINATOR, "/families", (FIRST_ROW, "text=Correct the ward")),
    Shot("assessment-form", Role.LEAD_PROFESSIONAL, "/", ("#led ~ table th a", "#forms ~ ul a")),
    Shot(
        "family-lead",
        COORDINATOR,
        "/families?status=worked-with",
        (FIRST_ROW, "text=Change the lead professional"),
    ),
    Shot(
        "family-team",
        COORDINATOR,
        "/families?status=worked-with",
        (FIRST_ROW, "text=Add somebody to the team"),
    ),
    Shot("cover", Role.LEAD_PROFESSIONAL, "/cover"),
    Shot("quality-audits", Role.CAF_COORDINATOR, "/quality-audits"),
    Shot("quality-audit-draw", Role.CAF_COORDINATOR, "/quality-audits/new"),
    Shot("training", Role.CAF_COORDINATOR, "/training"),
    Shot("mentors", Role.CAF_COORDINATOR, "/training/mentors"),
    Shot("caf-register", Role.CAF_COORDINATOR, "/caf-register?kind=caf&status=open-review-overdue"),
    Shot("noted-risks", Role.CAF_COORDINATOR, "/noted-risks"),
    Shot("family-add-person", COORDINATOR, "/families", (FIRST_ROW, "text=Add a person")),
    Shot("family-correct-person", COORDINATOR, "/families", (FIRST_ROW, "#people ~ table td a")),
    Shot("family-moved-house", COORDINATOR, "/families", (FIRST_ROW, "text=The family moved house")),
    Shot("family-merge", COORDINATOR, "/families", (FIRST_ROW, "text=Merge with another record")),
    Shot("person-merge", COORDINATOR, "/families", (FIRST_ROW, "#people ~ table a:has-text('Merge')")),
    Shot("family-register", COORDINATOR, "/families/register/home"),
    Shot("family-claim", COORDINATOR, "/claims", ("#claimable ~ table tbody th a",)),
    Shot("family-evidence", COORDINATOR, "/families/{family}/evidence"),
    Shot("family-evidence-to-enter", COORDINATOR, "/families/{family}/evidence/new"),
    Shot(
        "family-figure-to-enter",
        COORDINATOR,
        "/families/{family}/evidence/new?what=figure-unauthorised-absence",
    ),
    Shot("claim-evidence", COORDINATOR, "/claim-lines/{line}/evidence"),
    Shot("evidence-to-check", COORDINATOR, "/evidence-checks"),
    Shot("evidence-from-a-source", COORDINATOR, "/evidence-checks/{source}"),
    Shot("figures-asked-for", COORDINATOR, "/evidence-requests"),
    Shot("figure-asked-for", COORDINATOR, "/evidence-requests/{figure_asked}"),
    Shot("refer", Role.LEAD_PROFESSIONAL, "/referrals/new"),
    Shot("referrals", COORDINATOR, "/referrals"),
    Shot("claims", COORDINATOR, "/claims"),
    Shot("claims-nearly", COORDINATOR, "/claims?show=nearly"),
    Shot("rule-packs", COORDINATOR, "/rule-packs"),
    Shot("rule-pack", COORDINATOR, "/rule-packs/in-force/P1-2013"),
    Shot("edition", COORDINATOR, "/rule-packs/{edition}"),
    Shot("edition-local-filter", COORDINATOR, "/rule-packs/{edition}/problems/local"),
    Shot("edition-outcome-plan", COORDINATOR, "/rule-packs/{plan}"),
    Shot("edition-measure", COORDINATOR, "/rule-packs/{plan}/measures/school-attendance"),
    Shot("edition-discretion", COORDINATOR, "/rule-packs/{plan}/discretion"),
    Shot("edition-tried", COORDINATOR, "/rule-packs/{edition}/trial"),
    Shot("edition-tried-families", COORDINATOR, "/rule-packs/{edition}/trial/no-longer-eligible"),
    Shot("edition-to-approve", Role.AUTHORISING_OFFICER, "/rule-packs/{proposed}"),
    Shot("ask-to-let-pass", COORDINATOR, "/families/{assessed}/claim/let-pass/education"),
    Shot("let-pass", Role.AUTHORISING_OFFICER, "/let-pass"),
    Shot("let-pass-request", Role.AUTHORISING_OFFICER, "/let-pass/{let_pass}"),
    Shot("returns", COORDINATOR, "/claims/returns"),
    Shot("return-to-prepare", COORDINATOR, "/claims/returns/{prepared_return}"),
    Shot("return-moved", COORDINATOR, "/claims/returns/{prepared_return}/movements"),
    Shot("return-submitted", COORDINATOR, "/claims/returns/{submitted_return}"),
    Shot("return-answers", COORDINATOR, "/claims/returns/{submitted_return}/answers"),
    Shot("return-answer", COORDINATOR, "/claims/returns/{submitted_return}/answers/{waiting_line}"),
    Shot("money", COORDINATOR, "/claims/money"),
    Shot("money-figure", COORDINATOR, "/claims/money", ("#table-rests-on tbody td a",)),
    Shot("claim-windows", COORDINATOR, "/claims/windows"),
    Shot("claim-window", COORDINATOR, "/claims/windows/{window}"),
    Shot("claim-window-new", COORDINATOR, "/claims/windows/new"),
    Shot("claim-step", COORDINATOR, "/claims/windows/{window}/steps/draft"),
    Shot("claim-line", COORDINATOR, "/claims/lines/{line}"),
    Shot("claim-line-withdraw", COORDINATOR, "/claims/lines/{line}/withdraw"),
    Shot("claim-concerns", COORDINATOR, "/claims/concerns"),
    Shot("claim-draft", COORDINATOR, "/claims", ("#claimable ~ table tbody th a", "text=Draft what")),
    Shot("meetings", COORDINATOR, "/meetings"),
    Shot("meeting-on-a-sunday", COORDINATOR, "/meetings", ("tr:has-text('A Sunday') a",)),
    Shot("meeting-to-plan", COORDINATOR, "/meetings/new"),
    Shot("meeting-to-come", COORDINATOR, "/meetings", ("tr:has-text('Leen Valley') a",)),
    Shot("meeting-run", COORDINATOR, "/meetings", ("tr:has-text('Leen Valley') a", "text=Run the meeting")),
    Shot("triage-lists", Role.AGENCY_MANAGER, "/triage-lists"),
    Shot("triage-list", Role.AGENCY_MANAGER, "/triage-lists", (FIRST_ROW,)),
    Shot("data-sheet", COORDINATOR, "/data-sheet?as_at=2013-03-31"),
    Shot("caf-reports", COORDINATOR, "/reports/cafs?as_at=2013-03-31"),
    Shot("dashboard", COORDINATOR, "/dashboards?as_at=2013-03-31"),
    Shot("dashboard-wards", COORDINATOR, "/dashboards/ward?as_at=2013-03-31"),
    Shot("figure", COORDINATOR, "/data-sheet?as_at=2013-03-31", ("tr:has-text('Basford') a",)),
    Shot("reconciliation", COORDINATOR, "/data-sheet/reconciliation?as_at=2013-03-31"),
    Shot("data-quality", COORDINATOR, "/data-quality"),
    Shot("campaigns", COORDINATOR, "/campaigns"),
    Shot("campaign", COORDINATOR, "/campaigns", ("tr:has-text('over two years') th a",)),
    Shot("campaign-not-ours", COORDINATOR, "/", ("#not-ours ~ ul a",)),
    Shot("campaign-answers", Role.AGENCY_MANAGER, "/", ("#campaigns ~ ul a",)),
    Shot("campaign-to-start", COORDINATOR, "/campaigns/new"),
    Shot("reports", COORDINATOR, "/reports"),
    Shot("report", COORDINATOR, "/reports", ("tr:has-text('Priority Families') a",)),
    Shot("return", Role.AUTHORISING_OFFICER, "/reports", ("tr:has-text('July 2013') a",)),
    Shot("report-to-approve", Role.AUTHORISING_OFFICER, "/reports/{earlier}"),
    Shot("report-shared-by-link", COORDINATOR, "/reports/{public}"),
    Shot("report-by-link", None, "/published/{published}"),
    Shot("report-rebuilt", COORDINATOR, "/reports/{report}/rebuilt"),
    Shot("report-request", COORDINATOR, "/reports/board-report"),
    Shot("report-ready", COORDINATOR, "/work", (FIRST_ROW,)),
    Shot("exports", COORDINATOR, "/exports"),
    Shot("export-request", COORDINATOR, "/exports/inspection-pack"),
    Shot("export-request-extract", COORDINATOR, "/exports/pseudonymised-extract"),
    Shot("export", COORDINATOR, "/exports/made/{export}"),
    Shot("agreements", COORDINATOR, "/agreements"),
    Shot("agreement-to-record", COORDINATOR, "/agreements/new"),
    Shot("agreement", COORDINATOR, "/agreements", (FIRST_ROW,)),
    Shot("briefs", COORDINATOR, "/briefs"),
    Shot("brief-of-an-agency", COORDINATOR, "/briefs/{ews}"),
    Shot("brief-of-a-school", COORDINATOR, "/briefs/{school}"),
    Shot("import", Role.ANALYST, "/import"),
    Shot("users", Role.ADMINISTRATOR, "/users"),
    Shot("tokens", Role.ANALYST, "/tokens"),
    Shot("reminders", Role.LEAD_PROFESSIONAL, "/reminders"),
    Shot(REFUSED, Role.BOARD_READER, "/families"),
    Shot("home-internal-auditor", Role.INTERNAL_AUDITOR, "/"),
    Shot("home-team-member", Role.TEAM_MEMBER, "/"),
    Shot("home-visiting-reader", Role.VISITING_READER, "/"),
    Shot("work", COORDINATOR, "/work"),
    Shot("work-waiting", COORDINATOR, "/work/{job}"),
    Shot("user", Role.ADMINISTRATOR, "/users", (FIRST_ROW,)),
    Shot("user-to-add", Role.ADMINISTRATOR, "/users/new"),
    Shot("import-with-faults", Role.ANALYST, "/import", enters=send_a_faulty_file),
    Shot("return-request", COORDINATOR, "/reports/return"),
    Shot("reports-compared", COORDINATOR, "/reports/compare?first={earlier}&second={report}"),
    Shot("report-and-now", COORDINATOR, "/reports/compare?first={earlier}&second=now"),
    Shot(
        "figure-of-a-report",
        COORDINATOR,
        "/reports/{report}/figure?id=money.attachment-fees[financial-year=2013/14]@2013-03-31",
    ),
    Shot("family-reports", COORDINATOR, "/families/{family}/releases"),
    Shot("family-person-moved", COORDINATOR, f"{PERSON}/move"),
    Shot("family-person-left", COORDINATOR, f"{PERSON}/leave"),
    Shot("family-person-never-here", COORDINATOR, f"{PERSON}/never-here"),
    Shot("family-person-put-back", COORDINATOR, "/families/{fifth}/withdrawals/{withdrawn}/put-back"),
    Shot("family-person-born", COORDINATOR, f"{PERSON}/birth"),
    Shot("family-correct-address", COORDINATOR, "/families/{family}/residences/{home}/correct"),
    Shot("family-correct-note", COORDINATOR, "/families/{assessed}/notes/{note}/correct"),
    Shot("family-register-person", COORDINATOR, "/families/register/home", enters=register_a_home),
    Shot("family-register-check", COORDINATOR, "/families/register/home", enters=register_somebody),
    Shot("family-merge-compared", COORDINATOR, "/families/{first}/merge/{second}"),
    Shot("family-merge-undo", COORDINATOR, "/merges/{merge}/undo"),
    Shot("person-merge-compared", COORDINATOR, "/people/{one}/merge/{other}"),
    Shot(
        "relationship-to-correct",
        COORDINATOR,
        "/families/{assessed}/relationships/{relationship}/correct",
    ),
    Shot("relationship-ended", COORDINATOR, "/families/{assessed}/relationships/{relationship}/end"),
    Shot("relationship-withdrawn", COORDINATOR, "/families/{assessed}/relationships/{relationship}/withdraw"),
    Shot("open-an-assessment-again", COORDINATOR, "/families/{left}/assessments/{closed}/reopening"),
    Shot("add-an-action", COORDINATOR, f"{COURSE}/actions/new"),
    Shot("change-an-action", COORDINATOR, f"{COURSE}/actions/{{action}}"),
    Shot("correct-a-review", COORDINATOR, f"{COURSE}/reviews/{{review}}"),
    Shot("correct-a-team-meeting", COORDINATOR, f"{COURSE}/team-meetings/{{meeting}}"),
    Shot("share-without-consent", COORDINATOR, f"{COURSE}/sharing"),
    Shot("assessment-form-section", COORDINATOR, "/assessments/{form_of}/form/child"),
    Shot("assessment-form-check", COORDINATOR, "/assessments/{form_of}/form/check"),
    Shot("assessment-form-completed", COORDINATOR, "/assessments/{completed}/form"),
    Shot("assessment-form-to-reopen", COORDINATOR, "/assessments/{completed}/form/reopen"),
    Shot("noted-risk", CAF, "/noted-risks/{risk}"),
    Shot("referral", COORDINATOR, "/referrals/{referral}"),
    Shot("referral-question", COORDINATOR, "/referrals/{referral_not_asked_about}/question"),
    Shot("referral-meeting", COORDINATOR, "/referrals/{referral}/meeting"),
    Shot("referral-acceptance", COORDINATOR, "/referrals/{referral}/acceptance"),
    Shot("referral-decline", COORDINATOR, "/referrals/{referral}/decline"),
    Shot("campaign-figure", COORDINATOR, "/campaigns/{campaign}/figures/1"),
    Shot("meeting-plan", COORDINATOR, "/meetings", ("tr:has-text('Leen Valley') a",), "/plan"),
    Shot("meeting-to-close", COORDINATOR, "/meetings", ("tr:has-text('Leen Valley') a",), "/close"),
    Shot("meeting-record", COORDINATOR, "/meetings/{sunday}/record"),
    Shot("quality-audit", CAF, "/quality-audits/{quality_audit}"),
    Shot("quality-audit-summary", CAF, "/quality-audits/summary"),
    Shot("sampled-assessments", CAF, "/sampled-assessments"),
    Shot("sampled-assessment", CAF, "/sampled-assessments/{sampled}"),
    Shot("sampled-assessment-review", CAF, "/sampled-assessments/{sampled}/review"),
    Shot("sampled-assessment-auditor", CAF, "/sampled-assessments/{sampled}/auditor"),
    Shot("sampled-assessment-to-take-out", CAF, "/sampled-assessments/{sampled}/take-out"),
    Shot("sampled-assessment-action", CAF, "/sampled-assessments/{sampled}/actions/new"),
    Shot("quality-audit-actions", CAF, "/audit-actions"),
    Shot("training-course-to-add", CAF, "/training/courses/new"),
    Shot("training-session", CAF, "/training/sessions/{session}"),
    Shot("training-session-to-plan", CAF, "/training/courses/{course}/sessions/new"),
    Shot("training-session-to-change", CAF, "/training/sessions/{session}/change"),
    Shot("mentor-to-end", CAF, "/training/mentors/{pairing}/end"),
    Shot("claim-audits", Role.INTERNAL_AUDITOR, "/claims/audits"),
    Shot("claim-audit-held", Role.INTERNAL_AUDITOR, "/claims/audits/{claim_audit}"),
    Shot("claim-audit", Role.INTERNAL_AUDITOR, "/claims/audits/{audit_being_read}"),
    Shot("claim-audit-record", Role.INTERNAL_AUDITOR, "/claims/audits/{claim_audit}/record"),
    Shot("claim-under-audit", Role.INTERNAL_AUDITOR, "/claims/audits/lines/{sampled_claim}"),
    Shot("claim-audit-terms", Role.AUTHORISING_OFFICER, "/claims/audits/terms"),
    Shot("assurance-visits", COORDINATOR, "/assurance-visits"),
    Shot("assurance-visit-to-record", COORDINATOR, "/assurance-visits/new"),
    Shot("assurance-visit", COORDINATOR, "/assurance-visits/{visit}"),
    Shot("assurance-visit-to-correct", COORDINATOR, "/assurance-visits/{visit}/change"),
    Shot("assurance-action-to-add", COORDINATOR, "/assurance-visits/{visit}/actions/new"),
    Shot("board-words", COORDINATOR, "/reports/words"),
    Shot("board-texts", COORDINATOR, "/reports/words/2013-03-31"),
    Shot("board-text", COORDINATOR, "/reports/words/2013-03-31/issues"),
    Shot("board-recommendations", COORDINATOR, "/reports/recommendations"),
    Shot("board-recommendation", COORDINATOR, "/reports/recommendations/2"),
    Shot("board-risks", COORDINATOR, "/reports/risks"),
    Shot("board-risk-to-change", COORDINATOR, "/reports/risks/1/change"),
    Shot("board-title-block", COORDINATOR, "/reports/title-block"),
    Shot("api", None, "/api/v1/docs", enters=wait_for_the_api),
)


def main(names: Sequence[str] = ()) -> None:
    """Start everything, draw everything or the pages named, end everything. Ends for a name of no page."""
    if unknown := set(names) - {shot.name for shot in SHOTS}:
        raise SystemExit(f"There is no page of that name: {', '.join(sorted(unknown))}")
    shots = [shot for shot in SHOTS if not names or shot.name in names]
    home = PROJECT / "var" / "screenshots"
    settings = replace(load_settings(), home=home, out=home / "out")
    with (
        demonstrated(settings, say=print) as (installation, accounts),
        site(installation, logs=home / "logs") as address,
        _browser() as browser,
    ):
        places = records_for_screenshots()
        if not names:
            _empty(FOLDER)
        for width_name, width in WIDTHS.items():
            _draw_site(browser, address, accounts, places, shots, width_name, width)
    for paper in PAPERS if not names else ():
        _draw_paper(settings.out / paper)
    total = sum(path.stat().st_size for path in FOLDER.glob("*.png"))
    print(f"There are {len(list(FOLDER.glob('*.png')))} pictures, {total / 1_000_000:.1f} MB, in {FOLDER}")


def _draw_site(
    browser: Browser,
    address: str,
    accounts: Sequence[Account],
    places: Mapping[str, str],
    shots: Sequence[Shot],
    width_name: str,
    width: int,
) -> None:
    """Every page at one width, each role in a browser of its own."""
    emails = {account.role: account.email for account in accounts}
    for role in dict.fromkeys(shot.role for shot in shots):
        context = browser.new_context(viewport={"width": width, "height": 900}, base_url=address)
        page = context.new_page()
        if role is not None:
            sign_in(page, emails[role])
        for shot in shots:
            if shot.role is role:
                go(page, shot, places)
                _keep(draw(page), FOLDER / f"{shot.name}-{width_name}.png")
        context.close()


def sign_in(page: Page, email: str) -> None:
    """Sign in to the site of a browser."""
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")


def go(page: Page, shot: Shot, places: Mapping[str, str]) -> None:
    """Go to the page to draw. Raises ValueError when the site refuses it."""
    answer = page.goto(shot.path.format(**places))
    if shot.looks_for:
        page.locator("#search").fill(shot.looks_for)
    if shot.enters:
        shot.enters(page)
    for click in shot.clicks:
        page.locator(click).first.click()
    if shot.below:
        page.wait_for_load_state()
        answer = page.goto(page.url + shot.below)
    page.wait_for_load_state("networkidle")
    if answer and answer.status >= 400 and shot.name != REFUSED:
        raise ValueError(f"{shot.name} is answered with {answer.status}")


def draw(page: Page) -> bytes:
    """A page as a picture, cut off where it grows long."""
    size = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    height = min(max(size[1], 900), TALLEST)
    return page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": size[0], "height": height})


def _draw_paper(paper: Path) -> None:
    """Every page of a PDF as a picture."""
    document = pypdfium2.PdfDocument(paper)
    for number, page in enumerate(document, start=1):
        drawn = page.render(scale=PAPER_DOTS_PER_POINT).to_pil()
        _save(drawn, FOLDER / f"{paper.stem}-page-{number:02d}.png")
    document.close()


def _keep(picture: bytes, path: Path) -> None:
    """Keep a picture of a page."""
    _save(Image.open(BytesIO(picture)), path)


def _save(drawn: Image.Image, path: Path) -> None:
    few = drawn.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def _empty(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for picture in folder.glob("*.png"):
        picture.unlink()


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright, chromium.launch(playwright) as browser:
        yield browser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
