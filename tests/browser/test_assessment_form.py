"""An assessment's form in a browser: by keyboard, without scripts, signed out, with the server stopped."""

from collections.abc import Callable
from threading import Thread

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from playwright.sync_api import expect
from werkzeug.serving import make_server

from app.access.roles import Role
from app.db import Sessions
from tests.browser.conftest import LiveSite, Quiet, Reader
from tests.browser.test_accessibility import faults_of

pytestmark = pytest.mark.browser

OPEN = """
select assessment.id from assessment
join allocation on allocation.family_id = assessment.family_id and allocation.ends_on is null
join lead_professional on allocation_id = allocation.id and lead_professional.ends_on is null
join practitioner on practitioner.id = practitioner_id and practitioner.import_key = 'LP-0001'
where closed_on is null and assessment_completed_on is null and consented_on is not null order by 1 limit 1
"""


class Server:
    """A server of the site that can be stopped, and started again at the same address."""

    def __init__(self, app: APIFlask) -> None:
        self.app = app
        self.port = 0
        self.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.server = make_server("127.0.0.1", self.port, self.app, threaded=True, request_handler=Quiet)
        self.port = self.server.server_port
        Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def form(live_site: LiveSite) -> str:
    """Where the form of an open CAF is, with nothing in it."""
    with Sessions() as session, session.begin():
        for table in ("form_answer", "form_action", "form_section"):
            session.execute(sa.text(f"delete from {table}"))
        assessment = session.execute(sa.text(OPEN)).scalar_one()
    return f"/assessments/{assessment}/form"


@pytest.fixture
def lead(reader: Reader) -> Reader:
    reader.sign_in(Role.LEAD_PROFESSIONAL)
    return reader


def saved(reader: Reader) -> None:
    expect(reader.page.get_by_role("status")).to_contain_text("Saved at", timeout=20_000)


def test_with_the_keyboard_on_a_phone_a_section_saves_itself_and_leads_to_the_next(
    reader_with: Callable[..., Reader], form: str
) -> None:
    reader = reader_with(viewport={"width": 375, "height": 700})
    reader.sign_in(Role.LEAD_PROFESSIONAL)
    reader.goto(f"{form}/conclusions")
    reader.page.get_by_label("What was concluded").focus()

    reader.page.keyboard.type("Nan helps at bedtime")
    saved(reader)
    reader.page.keyboard.press("Tab")
    reader.page.keyboard.press("Enter")

    reader.page.wait_for_url(f"**{form}/plan")
    assert not reader.complaints
    assert faults_of(reader, f"{form}/conclusions") == []
    expect(reader.page.get_by_label("What was concluded")).to_have_value("Nan helps at bedtime")


def test_without_scripts_the_button_saves_the_draft(reader_with: Callable[..., Reader], form: str) -> None:
    reader = reader_with(java_script_enabled=False)
    reader.sign_in(Role.LEAD_PROFESSIONAL)
    reader.goto(f"{form}/words")
    reader.page.get_by_label("The child’s own words").fill("I like maths")
    reader.page.get_by_role("button", name="Save draft").click()

    expect(reader.page.get_by_text("The draft has been saved.")).to_be_visible()
    reader.goto(f"{form}/words")
    expect(reader.page.get_by_label("The child’s own words")).to_have_value("I like maths")


def test_when_the_session_is_over_the_text_waits_for_a_sign_in_in_another_tab(
    lead: Reader, form: str
) -> None:
    lead.goto(f"{form}/words")
    lead.page.context.clear_cookies()
    lead.page.get_by_label("The child’s own words").fill("I like art")
    expect(lead.page.get_by_role("status")).to_contain_text("you are signed out", timeout=20_000)
    lead.page.get_by_role("button", name="Save draft").click()
    assert lead.page.url.endswith("/words"), "what was typed is not sent to the sign-in page"

    other = Reader(lead.page.context.new_page(), lead.site)
    other.sign_in(Role.LEAD_PROFESSIONAL)
    other.page.close()

    saved(lead)
    lead.goto(f"{form}/words")
    expect(lead.page.get_by_label("The child’s own words")).to_have_value("I like art")


def test_a_server_that_is_stopped_and_started_loses_nothing_that_was_saved_or_typed(
    reader: Reader, form: str, live_site: LiveSite
) -> None:
    server = Server(live_site.app)
    lead = Reader(reader.page, LiveSite(server.address, live_site.released, live_site.app))
    lead.sign_in(Role.LEAD_PROFESSIONAL)
    lead.goto(f"{form}/words")
    lead.page.get_by_label("The child’s own words").fill("I like maths")
    saved(lead)

    server.stop()
    lead.page.get_by_label("The parents’ or carers’ own words").fill("We are tired")
    expect(lead.page.get_by_role("status")).to_contain_text("cannot be reached", timeout=20_000)
    kept = lead.page.evaluate("JSON.stringify(window.sessionStorage)")
    server.start()
    saved(lead)

    assert "We are tired" in kept
    assert lead.page.evaluate("window.sessionStorage.length") == 0
    lead.page.context.clear_cookies()
    lead.sign_in(Role.LEAD_PROFESSIONAL)
    lead.goto(f"{form}/words")
    expect(lead.page.get_by_label("The child’s own words")).to_have_value("I like maths")
    expect(lead.page.get_by_label("The parents’ or carers’ own words")).to_have_value("We are tired")
    server.stop()
