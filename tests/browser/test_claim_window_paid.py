"""A claim window of the city from opening to paid, by the three people it needs, with each refusal met."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from app.access import services as access
from app.access.policies import COMMAND_LINE
from app.access.roles import Role
from app.reports import signing
from tests.browser.conftest import PASSWORD, LiveSite, Reader
from tests.browser.keyboard import day, press, tick, type_in
from tests.claims.claimable import change_rows
from tests.reports.records import ask

pytestmark = pytest.mark.browser

WINDOW = "Late July 2013"
LOST = "PF-000021J"
EVERY_DUTY = "every-duty@example.org"
WITH_TWO_LINES = """
select reference from family join claim on family_id = family.id join claim_line on claim_id = claim.id
join claim_window on claim_window.id = window_id
where state = 'with-internal-audit' and label = 'Late July 2013'
group by reference having count(*) > 1
"""
NO_ABSENCE_OF_SPRING = """
delete from measurement where kind = 'unauthorised-absence' and starts_on > '2013-01-01' and person_id in (
    select person_id from household_member join family on family.id = family_id where reference = :reference
)
"""


def test_a_window_goes_from_opening_to_paid_by_the_three_people_it_needs(
    reader_with: Callable[..., Reader], live_site: LiveSite
) -> None:
    coordinator = _somebody_with_every_duty(reader_with())
    auditor, officer = reader_with(), reader_with()
    auditor.sign_in(Role.INTERNAL_AUDITOR)
    officer.sign_in(Role.AUTHORISING_OFFICER)

    window = _opened(coordinator)
    for reader, refusal in ((auditor, "prepare claims."), (officer, "prepare claims.")):
        reader.goto(window)
        expect(reader.page.get_by_text(f"Only the programme coordinator may {refusal}")).to_be_visible()

    _drafted(coordinator)
    _not_completed_on_what_is_not_checked_or_not_known(coordinator, window)
    _checked_completed_and_sent(coordinator, window)
    withdrawn = _audited(auditor, coordinator, window)
    _signed(coordinator, officer, window)
    _paid(coordinator)
    _money_is_shown(coordinator, audited=4_300 - withdrawn)


def _somebody_with_every_duty(reader: Reader) -> Reader:
    """Whoever drafts holds all three roles, as in a small council: duties are kept apart claim by claim."""
    access.create_user(
        EVERY_DUTY,
        "Synthia Every Duty",
        {Role.PROGRAMME_COORDINATOR, Role.INTERNAL_AUDITOR, Role.AUTHORISING_OFFICER},
        PASSWORD,
        actor=COMMAND_LINE,
    )
    reader.goto("/sign-in")
    type_in(reader.page.get_by_label("E-mail address"), EVERY_DUTY)
    type_in(reader.page.get_by_label("Password", exact=True), PASSWORD)
    press(reader.page.get_by_role("button", name="Sign in"))
    reader.page.wait_for_url(f"{reader.site.address}/")
    return reader


def _opened(coordinator: Reader) -> str:
    """July's window ends on the 11th, and another is opened behind it: its address."""
    page = coordinator.page
    press(_sections(page).get_by_role("link", name="Claims", exact=True))
    press(page.get_by_role("link", name="Claim windows", exact=True))
    press(page.get_by_role("button", name="Open a window"))
    _open_the_window(page)
    _refused(page, "July 2013 is open from 1 July 2013 to 31 July 2013.")

    press(page.get_by_role("link", name="Claim windows", exact=True))
    press(page.get_by_role("link", name="July 2013", exact=True))
    press(page.get_by_role("link", name="Change the window"))
    day(page, "Closes on", "11", "7", "2013")
    press(page.get_by_role("button", name="Save the window"))
    expect(page.get_by_text("The window has been changed.")).to_be_visible()
    press(page.get_by_role("link", name="Claim windows", exact=True))
    press(page.get_by_role("button", name="Open a window"))
    _open_the_window(page)
    expect(page.get_by_text("The window has been opened.")).to_be_visible()
    return page.url.removeprefix(coordinator.site.address)


def _open_the_window(page: Page) -> None:
    tick(page.get_by_label("Phase 1"))
    type_in(page.get_by_label("Name"), WINDOW)
    day(page, "Opens on", "12", "7", "2013")
    day(page, "Closes on", "31", "7", "2013")
    press(page.get_by_role("button", name="Open the window"))


def _drafted(coordinator: Reader) -> None:
    """Of nearly two hundred families, those that the window is narrowed to: shown first, then drafted."""
    page = coordinator.page
    type_in(page.get_by_label("Family’s reference, or a part of it"), "PF-0000")
    press(page.get_by_role("button", name="Show these"))
    press(page.get_by_role("button", name="Draft all that may be claimed"))
    expect(page.get_by_text("9 to do, for £5,000.")).to_be_visible()
    expect(page.get_by_text("Nothing has been done yet.")).to_be_visible()
    press(page.get_by_role("button", name="Draft the claims of those ticked").first)
    assert coordinator.heading == "Draft all that may be claimed: 9 drafted"


def _not_completed_on_what_is_not_checked_or_not_known(coordinator: Reader, window: str) -> None:
    page = coordinator.page
    press(page.get_by_role("link", name=f"Back to {WINDOW}"))
    press(page.get_by_role("button", name="Mark evidence as complete"))
    expect(page.get_by_text("No draft in this window can be completed now.")).to_be_visible()
    press(page.get_by_role("link", name="PF-000018W"))
    press(page.get_by_role("button", name="Evidence is complete"))
    _refused(
        page,
        "The evidence from School census, Substance misuse services and Worklessness proxy has not been"
        " checked.",
    )

    change_rows(NO_ABSENCE_OF_SPRING, reference=LOST)
    coordinator.goto(window)
    press(_drafts(page).get_by_role("link", name=LOST))
    press(page.get_by_role("button", name="Evidence is complete"))
    _refused(
        page,
        "School exclusions and attendance: not known. Unauthorised absence, spring term 2013: no figure is"
        " held for the person aged 13.",
    )


def _checked_completed_and_sent(coordinator: Reader, window: str) -> None:
    page = coordinator.page
    coordinator.goto(window)
    press(page.get_by_role("link", name="Check the evidence of drafted lines"))
    sources = page.locator("main tbody").get_by_role("link")
    while sources.count():
        press(sources.first)
        press(page.get_by_role("button", name="I have checked"))
        expect(page.get_by_text("You have checked")).to_be_visible()
    press(page.get_by_role("link", name="Go on in the claim window"))
    press(page.get_by_role("link", name=WINDOW))
    press(page.get_by_role("button", name="Mark evidence as complete"))
    expect(page.get_by_text("9 to do, for £4,300; 1 left out.")).to_be_visible()
    press(page.get_by_role("button", name="Mark those ticked as complete").first)
    press(page.get_by_role("link", name=f"Back to {WINDOW}"))
    press(page.get_by_role("button", name="Send to internal audit"))
    press(page.get_by_role("button", name="Send those ticked to internal audit").first)
    assert coordinator.heading == "Send to internal audit: 9 sent to internal audit"
    press(_sections(page).get_by_role("link", name="Internal audit"))
    press(page.get_by_role("button", name=f"Draw a sample of {WINDOW}"))
    expect(page.get_by_text("You drafted this batch or a claim of it")).to_be_visible()


def _audited(auditor: Reader, coordinator: Reader, window: str) -> int:
    """One of five fails: held until it is withdrawn and a new sample passes; what it was worth, in pounds."""
    page = auditor.page
    auditor.goto("/")
    press(page.get_by_role("link", name=WINDOW))
    press(page.get_by_role("button", name=f"Draw a sample of {WINDOW}"))
    expect(page.get_by_text("The sample has been drawn.")).to_be_visible()
    ((paired,),) = ask(WITH_TWO_LINES)  # without its first result the second could not stand either
    _read(page, "Not upheld", "The register quoted is another child’s.", but=paired)
    for _ in range(4):
        _read(page, "Upheld")
    expect(page.get_by_text("20.0%: 1 of 5 lines read failed")).to_be_visible()
    expect(page.get_by_text("The failure rate is above the limit of 5%.")).to_be_visible()
    expect(page.get_by_role("button", name="Close the audit")).to_have_count(0)
    press(page.get_by_role("button", name="Send back what failed"))
    expect(page.get_by_text("1 line is still being put right.")).to_be_visible()

    prepares = coordinator.page
    coordinator.goto("/")
    press(prepares.get_by_role("link", name=f"{WINDOW}, batch 1"))
    coordinator.goto(window)
    failed = _drafts(prepares).locator("tbody tr", has_not_text=LOST)
    (worth,) = re.findall(r"£(\d+)", failed.inner_text())
    press(failed.get_by_role("link"))
    expect(prepares.get_by_text("The register quoted is another child’s.").first).to_be_visible()
    press(prepares.get_by_role("link", name="Withdraw"))
    press(prepares.get_by_role("button", name="Withdraw"))
    expect(prepares.get_by_role("alert")).to_contain_text("Enter a reason.")
    type_in(prepares.get_by_label("Reason"), "The register is another child’s.")
    press(prepares.get_by_role("button", name="Withdraw"))
    expect(prepares.get_by_text("The line has been withdrawn.")).to_be_visible()

    page.reload()
    press(page.get_by_role("button", name="Draw a new sample"))
    for _ in range(5):
        _read(page, "Upheld")
    press(page.get_by_role("button", name="Close the audit"))
    expect(page.get_by_text("The audit is closed: 8 lines audited, 0 lines sent back.")).to_be_visible()
    return int(worth)


def _read(page: Page, found: str, note: str | None = None, but: str = "nobody") -> None:
    press(page.locator("tr", has_text="Not read yet", has_not_text=but).first.get_by_role("link"))
    tick(page.get_by_label(found, exact=True))
    if note:
        press(page.get_by_role("button", name="Record the finding"))
        _refused(page, "Write what is wrong or missing")
        type_in(page.get_by_label("Note"), note)
    press(page.get_by_role("button", name="Record the finding"))
    expect(page.get_by_text("The finding has been recorded.")).to_be_visible()


def _signed(coordinator: Reader, officer: Reader, window: str) -> None:
    page = coordinator.page
    coordinator.goto(window)
    press(page.get_by_role("link", name="Put them on a return"))
    tick(page.get_by_role("radio", name=WINDOW))
    press(page.get_by_role("button", name="Prepare the return"))
    expect(page.get_by_text("The return is being prepared")).to_be_visible()
    press(page.get_by_role("button", name="Send for signature"))
    _refused(page, "needs an explanation before this return goes on")
    boxes = page.locator("details[open] textarea")
    while boxes.count():
        type_in(boxes.first, "The first claims of the window.")
        press(page.locator("details[open]").first.get_by_role("button"))
        expect(page.get_by_text("The explanation has been saved.")).to_be_visible()
    press(page.get_by_role("button", name="Send for signature"))
    expect(page.get_by_text("The return waits for signature.")).to_be_visible()
    if page.get_by_role("button", name="Sign the return").count():
        press(page.get_by_role("button", name="Sign the return"))
        expect(page.get_by_text("somebody else must")).to_be_visible()

    officer.goto("/")
    press(officer.page.get_by_role("link", name=f"{WINDOW}, return"))
    press(officer.page.get_by_role("button", name="Sign the return"))
    expect(officer.page.get_by_text("The return is signed.")).to_be_visible()
    for (job_id,) in ask("select id from job where name = 'build-signed-return' and status = 'pending'"):
        signing.build_files(job_id)


def _paid(coordinator: Reader) -> None:
    """The return is submitted; of one line a part is paid, and then the rest of them all."""
    page = coordinator.page
    coordinator.goto("/claims/returns")
    press(page.get_by_role("link", name=f"{WINDOW}, return"))
    day(page, "Day on which it was submitted", "12", "7", "2013")
    type_in(page.get_by_label("The department’s reference"), "DCLG-12")
    press(page.get_by_role("button", name="Record the submission"))
    expect(page.get_by_text("reference DCLG-12")).to_be_visible()
    press(page.get_by_role("link", name="Answers and repayments"))
    press(page.locator("main tr", has_text="£700").get_by_role("link", name="Answer for").first)
    tick(page.get_by_role("radio", name="Part paid"))
    press(page.get_by_role("button", name="Record the answer"))
    expect(page.get_by_role("alert")).to_be_visible()
    type_in(page.get_by_label("How much was paid, if a part"), "300")
    press(page.get_by_role("button", name="Record the answer"))
    expect(page.get_by_text("Part paid").first).to_be_visible()
    press(page.get_by_role("link", name="All the rest were paid"))
    press(page.get_by_role("button", name="Record that they were paid"))
    expect(page.get_by_text("Every line has its answer")).to_be_visible()


def _money_is_shown(coordinator: Reader, audited: int) -> None:
    """Of one line of £700, £300 was paid."""
    coordinator.goto("/claims/money")
    row = coordinator.page.get_by_role("row", name=WINDOW).first
    expect(row).to_contain_text(f"£{audited:,}")
    expect(row).to_contain_text(f"£{audited - 400:,}")


def _sections(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Sections of Loxley")


def _drafts(page: Page) -> Locator:
    return page.locator("section[aria-labelledby=draft]")


def _refused(page: Page, sentence: str) -> None:
    expect(page.get_by_role("alert")).to_contain_text(sentence)
