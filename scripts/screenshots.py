"""Draws docs/screenshots anew: the demonstration's pages at a desk and on a phone, and its papers.

`python -m scripts.screenshots` starts services, city, worker and site of its own, and ends them again.
"""

import sys
from collections.abc import Iterator, Sequence
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
from tests.browser import chromium

FOLDER = PROJECT / "docs" / "screenshots"
WIDTHS = {"desk": 1280, "phone": 390}
TALLEST = 2600
COLOURS = 96
PAPER_DOTS_PER_POINT = 1.4
PAPERS = ("board-report-internal.pdf", "return-2013-07.pdf")

COORDINATOR = Role.PROGRAMME_COORDINATOR


@dataclass(frozen=True, slots=True)
class Shot:
    """A page to draw: whose, where to begin, and what to click on the way (the first that fits).

    looks_for: what is entered into the page's search first. below: the rest of the address, from the page
    that was reached.
    """

    name: str
    role: Role | None
    path: str
    clicks: Sequence[str] = ()
    below: str = ""
    looks_for: str = ""


FIRST_ROW = "tbody th a"
DUE = "#due ~ table tbody th a"

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
    Shot("refer", Role.LEAD_PROFESSIONAL, "/referrals/new"),
    Shot("referrals", COORDINATOR, "/referrals"),
    Shot("claims", COORDINATOR, "/claims"),
    Shot("meetings", COORDINATOR, "/meetings"),
    Shot("meeting-on-a-sunday", COORDINATOR, "/meetings", ("tr:has-text('A Sunday') a",)),
    Shot("meeting-to-plan", COORDINATOR, "/meetings/new"),
    Shot("meeting-to-come", COORDINATOR, "/meetings", ("tr:has-text('Leen Valley') a",)),
    Shot("meeting-run", COORDINATOR, "/meetings", ("tr:has-text('Leen Valley') a", "text=Run the meeting")),
    Shot("triage-lists", Role.AGENCY_MANAGER, "/triage-lists"),
    Shot("triage-list", Role.AGENCY_MANAGER, "/triage-lists", (FIRST_ROW,)),
    Shot("data-sheet", COORDINATOR, "/data-sheet?as_at=2013-03-31"),
    Shot("figure", COORDINATOR, "/data-sheet?as_at=2013-03-31", ("tr:has-text('Basford') a",)),
    Shot("reconciliation", COORDINATOR, "/data-sheet/reconciliation?as_at=2013-03-31"),
    Shot("data-quality", COORDINATOR, "/data-quality"),
    Shot("campaigns", COORDINATOR, "/campaigns"),
    Shot("campaign", COORDINATOR, "/campaigns", (FIRST_ROW,)),
    Shot("campaign-not-ours", COORDINATOR, "/", ("#not-ours ~ ul a",)),
    Shot("campaign-answers", Role.AGENCY_MANAGER, "/", ("#campaigns ~ ul a",)),
    Shot("campaign-to-start", COORDINATOR, "/campaigns/new"),
    Shot("reports", COORDINATOR, "/reports"),
    Shot("report", COORDINATOR, "/reports", ("tr:has-text('Priority Families') a",)),
    Shot("return", Role.AUTHORISING_OFFICER, "/reports", ("tr:has-text('July 2013') a",)),
    Shot("report-request", COORDINATOR, "/reports/board-report"),
    Shot("report-ready", COORDINATOR, "/work", (FIRST_ROW,)),
    Shot("import", Role.ANALYST, "/import"),
    Shot("users", Role.ADMINISTRATOR, "/users"),
    Shot("tokens", Role.ANALYST, "/tokens"),
    Shot("reminders", Role.LEAD_PROFESSIONAL, "/reminders"),
    Shot("not-for-you", Role.BOARD_READER, "/families"),
    Shot("api", None, "/api/v1/docs"),
)


def main() -> None:
    """Start everything, draw everything, end everything."""
    home = PROJECT / "var" / "screenshots"
    settings = replace(load_settings(), home=home, out=home / "out")
    with (
        demonstrated(settings, say=print) as (installation, accounts),
        site(installation, logs=home / "logs") as address,
        _browser() as browser,
    ):
        _empty(FOLDER)
        for width_name, width in WIDTHS.items():
            _draw_site(browser, address, accounts, width_name, width)
    for paper in PAPERS:
        _draw_paper(settings.out / paper)
    total = sum(path.stat().st_size for path in FOLDER.glob("*.png"))
    print(f"Wrote {len(list(FOLDER.glob('*.png')))} pictures, {total / 1_000_000:.1f} MB, to {FOLDER}")


def _draw_site(browser: Browser, address: str, accounts: list[Account], width_name: str, width: int) -> None:
    """Every page at one width, each role in a browser of its own."""
    emails = {account.role: account.email for account in accounts}
    for role in dict.fromkeys(shot.role for shot in SHOTS):
        context = browser.new_context(viewport={"width": width, "height": 900}, base_url=address)
        page = context.new_page()
        if role is not None:
            _sign_in(page, emails[role])
        for shot in SHOTS:
            if shot.role is role:
                _go(page, shot)
                _keep(page.screenshot(full_page=True), FOLDER / f"{shot.name}-{width_name}.png")
        context.close()


def _sign_in(page: Page, email: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")


def _go(page: Page, shot: Shot) -> None:
    page.goto(shot.path)
    if shot.looks_for:
        page.locator("#search").fill(shot.looks_for)
    for click in shot.clicks:
        page.locator(click).first.click()
    if shot.below:
        page.wait_for_load_state()
        page.goto(page.url + shot.below)
    page.wait_for_load_state("networkidle")


def _draw_paper(paper: Path) -> None:
    """Every page of a PDF as a picture."""
    document = pypdfium2.PdfDocument(paper)
    for number, page in enumerate(document, start=1):
        drawn = page.render(scale=PAPER_DOTS_PER_POINT).to_pil()
        _save(drawn, FOLDER / f"{paper.stem}-page-{number:02d}.png")
    document.close()


def _keep(picture: bytes, path: Path) -> None:
    """Keep a picture of a page, cut off where it grows long."""
    drawn = Image.open(BytesIO(picture))
    _save(drawn.crop((0, 0, drawn.width, min(drawn.height, TALLEST))), path)


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
    sys.exit(main())
