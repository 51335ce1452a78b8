"""Who works with a family and what consent opens, done on a phone by keyboard alone and without scripts."""

from collections.abc import Callable
from uuid import UUID

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from app.access import services as access
from app.access.policies import COMMAND_LINE
from app.access.roles import Role
from app.cases.rules.consent_items import ConsentItem
from app.cases.rules.sharing import ConsentBy, NewConsent
from app.cases.rules.vocabulary import ConsentDecision
from app.cases.services import consenting, teaming
from app.db import Sessions
from tests.browser.conftest import PASSWORD, LiveSite, Reader
from tests.browser.keyboard import choose, press, tick, type_in
from tests.browser.test_accessibility import violations
from tests.conftest import TODAY

pytestmark = pytest.mark.browser

PHONE = {"width": 375, "height": 700}

# A family that LP-0001 leads, and an assessment of it.
LED = """
select allocation.family_id as family, lead_professional.establishment_id as establishment
from lead_professional
join practitioner on practitioner.id = practitioner_id and practitioner.import_key = 'LP-0001'
join allocation on allocation.id = allocation_id and allocation.ends_on is null
where lead_professional.ends_on is null
order by allocation.family_id limit 1
"""
ASSESSED = """
insert into assessment (id, import_key, family_id, kind, initiated_on, initiating_agency_id)
select gen_random_uuid(), 'browser', cast(:family as uuid), 'caf', '2013-06-03', id from agency
where code = 'HEALTH' on conflict do nothing
"""


WITH_AND_WITHOUT_SCRIPTS = pytest.mark.parametrize(
    "scripts", [pytest.param(True, id="with scripts"), pytest.param(False, id="without scripts")]
)

# Somebody else of the establishment where LP-0001 is posted.
COLLEAGUE = """
select colleague.import_key, colleague.display_name from posting
join practitioner on practitioner.id = practitioner_id and practitioner.import_key = 'LP-0001'
join posting theirs on theirs.establishment_id = posting.establishment_id and theirs.ends_on is null
join practitioner colleague on colleague.id = theirs.practitioner_id and colleague.left_on is null
where posting.ends_on is null and colleague.id <> practitioner.id
order by theirs.responsibility = 'own-caseload' desc, colleague.display_name, colleague.id limit 1
"""


# Somebody of the health services who is not in the family's team.
NURSE = """
select posting.id as posting_id, practitioner.import_key, establishment.agency_id from posting
join practitioner on practitioner.id = practitioner_id and practitioner.left_on is null
join establishment on establishment.id = establishment_id
join agency on agency.id = establishment.agency_id and agency.code = 'HEALTH'
where posting.ends_on is null and posting.starts_on <= '2013-07-12' and practitioner.id not in (
    select practitioner_id from team_member where family_id = cast(:family as uuid)
)
order by practitioner.import_key limit 1
"""


@pytest.fixture(scope="module")
def colleague(live_site: LiveSite) -> str:
    """The name of a colleague of the lead professional, who has an account."""
    with Sessions() as session:
        found = session.execute(sa.text(COLLEAGUE)).one()
    access.create_user(
        "colleague@example.org",
        found.display_name,
        {Role.LEAD_PROFESSIONAL},
        PASSWORD,
        practitioner_key=found.import_key,
        actor=COMMAND_LINE,
    )
    return str(found.display_name)


@pytest.fixture
def family(live_site: LiveSite) -> str:
    """A family that the lead professional leads, with an assessment."""
    with Sessions() as session, session.begin():
        found = str(session.execute(sa.text(LED)).one().family)
        session.execute(sa.text(ASSESSED), {"family": found})
    return found


@pytest.fixture
def nurse(family: str) -> str:
    """The address of a nurse in the family's team, whose agency consent lets read the plan."""
    with Sessions() as session:
        assessment = session.execute(sa.text("select id from assessment where import_key = 'browser'"))
        assessment_id = assessment.scalar_one()
        found = session.execute(sa.text(NURSE), {"family": family}).one()
    given = {"actor": COMMAND_LINE, "today": TODAY}

    def version() -> int:
        with Sessions() as session:
            of = {"family": family}
            stands = session.execute(sa.text("select version from family where id = :family"), of)
            return int(stands.scalar_one())

    teaming.add_to_team(
        UUID(family), found.posting_id, starts_on=TODAY, ends_on=None, version=version(), **given
    )
    plan_only = {found.agency_id: frozenset({ConsentItem.PLAN})}
    consenting.record_consent(
        UUID(family),
        assessment_id,
        NewConsent(ConsentDecision.LIMITED, TODAY, plan_only),
        decided_by=ConsentBy.BOTH,
        present=None,
        version=version(),
        **given,
    )
    access.create_user(
        "nurse@example.org",
        "Synthia Nurse",
        {Role.TEAM_MEMBER},
        PASSWORD,
        practitioner_key=found.import_key,
        actor=COMMAND_LINE,
    )
    return "nurse@example.org"


def test_a_lead_builds_a_team_by_keyboard_on_a_phone(reader_with: Callable[..., Reader], family: str) -> None:
    reader = reader_with(viewport=PHONE)
    reader.sign_in(Role.LEAD_PROFESSIONAL)
    page = reader.page
    reader.goto(f"/families/{family}")

    press(page.get_by_role("link", name="Add somebody to the team"))
    choose(page.get_by_label("Agency to look in"), "Hea")
    press(page.get_by_role("button", name="Show its people"))
    page.get_by_label("Who joins the team").focus()
    page.keyboard.press("ArrowDown")
    assert violations(reader) == []
    press(page.get_by_role("button", name="Add to the team"))
    expect(page.get_by_text("The team around the family has one member more.")).to_be_visible()
    assert reader.width == PHONE["width"]
    assert not reader.complaints


@WITH_AND_WITHOUT_SCRIPTS
def test_a_lead_records_consent_limits_it_withdraws_it_and_records_a_refusal_by_keyboard_on_a_phone(
    reader_with: Callable[..., Reader], family: str, scripts: bool
) -> None:
    reader = reader_with(viewport=PHONE, java_script_enabled=scripts)
    reader.sign_in(Role.LEAD_PROFESSIONAL)
    page = reader.page
    reader.goto(f"/families/{family}")

    decide(page, "Given")
    press(page.get_by_role("button", name="Record consent"))
    expect(page.get_by_text("What was decided about consent has been recorded.")).to_be_visible()

    decide(page, "Limited")
    press(page.get_by_role("button", name="Record consent"))
    assert reader.title.startswith("Error: ")
    expect(page.get_by_role("radio", name="Limited")).to_be_checked()
    check(reader, scripts)
    tick(page.locator("[name=agencies][value=every]"))
    tick(page.locator("[name=items][value=plan]"))
    press(page.locator("summary", has_text="If other agencies may read other parts"))
    tick(page.locator("[name=agencies_2]").nth(2))
    tick(page.locator("[name=items_2][value=education]"))
    press(page.get_by_role("button", name="Record consent"))
    expect(page.get_by_text("From now on other agencies can read what they open")).to_be_visible()
    expect(page.get_by_role("heading", name="Who has opened this family’s record")).to_be_visible()
    check(reader, scripts)
    press(page.get_by_role("link", name="Family PF-"))
    expect(page.get_by_text("Every other agency: Plan and actions").last).to_be_visible()

    decide(page, "Withdrawn")
    press(page.get_by_role("button", name="Record consent"))
    expect(page.get_by_text("From now on no other agency can read the assessment.")).to_be_visible()
    check(reader, scripts)
    press(page.get_by_role("link", name="Family PF-"))

    decide(page, "Refused")
    type_in(page.get_by_label("What the risk is"), "A plainly synthetic risk.")
    press(page.get_by_role("button", name="Record consent"))
    expect(
        page.get_by_role("link", name="Say what the risk is, and by which day it is followed up.")
    ).to_be_visible()
    check(reader, scripts)
    for part, typed in (("day", "26"), ("month", "7"), ("year", "2013")):
        type_in(page.locator(f"#follow_up_on-{part}"), typed)
    press(page.get_by_role("button", name="Record consent"))
    expect(page.get_by_role("link", name="Risk noted").last).to_be_visible()
    check(reader, scripts)
    assert [said for said in reader.complaints if "422" not in said] == []


@WITH_AND_WITHOUT_SCRIPTS
def test_a_lead_arranges_cover_and_ends_it_by_keyboard_on_a_phone(
    reader_with: Callable[..., Reader], colleague: str, scripts: bool
) -> None:
    reader = reader_with(viewport=PHONE, java_script_enabled=scripts)
    reader.sign_in(Role.LEAD_PROFESSIONAL)
    page = reader.page

    press(page.get_by_role("link", name="Cover", exact=True).first)
    choose(page.get_by_label("Who stands in"), colleague)
    press(page.get_by_role("button", name="Name the cover"))
    assert reader.title.startswith("Error: ")
    check(reader, scripts)
    for part, typed in (("day", "19"), ("month", "7"), ("year", "2013")):
        type_in(page.locator(f"#ends_on-{part}"), typed)
    press(page.get_by_role("button", name="Name the cover"))
    expect(page.get_by_text("The cover has been recorded.")).to_be_visible()
    expect(page.get_by_role("rowheader")).to_have_count(1)
    check(reader, scripts)

    press(page.get_by_role("button", name="End now"))
    expect(page.get_by_text("No cover is named.")).to_be_visible()
    check(reader, scripts)
    assert [said for said in reader.complaints if "422" not in said] == []


def test_a_nurse_in_the_team_reads_what_consent_opens_and_sees_what_it_does_not(
    reader_with: Callable[..., Reader], family: str, nurse: str
) -> None:
    reader = reader_with(viewport=PHONE)
    page = reader.page
    reader.goto("/sign-in")
    type_in(page.get_by_label("E-mail address"), nurse)
    type_in(page.get_by_label("Password", exact=True), PASSWORD)
    press(page.get_by_role("button", name="Sign in"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    reader.goto(f"/families/{family}")
    check(reader, scripts=True)
    card = page.locator(".govuk-summary-card", has_text="initiated 3 June 2013")
    press(card.get_by_role("link", name="Open"))
    expect(page.get_by_text("You see what consent opens to your agency: Plan and actions.")).to_be_visible()
    expect(page.get_by_text("Not shared with your agency").first).to_be_visible()
    check(reader, scripts=True)
    page.go_back()
    press(page.get_by_role("link", name="Form of the CAF initiated 3 June 2013"))
    expect(page.get_by_text("You see the parts that consent opens to your agency.")).to_be_visible()
    check(reader, scripts=True)
    assert not reader.complaints


def test_a_coordinator_changes_a_lead_without_scripts_and_the_caf_coordinator_notes_it(
    reader_with: Callable[..., Reader], family: str
) -> None:
    reader = reader_with(java_script_enabled=False)
    reader.sign_in(Role.PROGRAMME_COORDINATOR)
    page = reader.page
    reader.goto(f"/families/{family}/lead?agency=HEALTH")

    page.get_by_label("New lead professional").select_option(index=1)
    page.get_by_label("Best relationship").check()
    page.get_by_role("button", name="Change the lead professional").click()
    assert "The CAF coordinator is told." in page.get_by_role("alert").inner_text()

    told = reader_with(java_script_enabled=False)
    told.sign_in(Role.CAF_COORDINATOR)
    told.page.get_by_role("button", name="Noted").first.click()
    assert "No change of lead professional waits to be noted." in told.page.inner_text("main")
    assert not reader.complaints


def decide(page: Page, decision: str) -> None:
    """Open the form about the assessment's consent and choose what was decided, by both."""
    press(page.get_by_role("link", name="Record consent to the assessment initiated 3 June 2013"))
    tick(page.get_by_role("radio", name=decision))
    tick(page.get_by_role("radio", name="Both"))


def check(reader: Reader, scripts: bool) -> None:
    """The page fits the phone; and axe, which is a script itself, finds nothing where scripts run."""
    if scripts:
        assert violations(reader) == []
        assert reader.width == PHONE["width"]
