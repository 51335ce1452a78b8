"""The server killed, or the session gone, while a form is half filled in: what was saved is there again."""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest
import redis
from playwright.sync_api import Browser, Page, expect

from app import embedded
from app.access import services as access
from app.access.policies import COMMAND_LINE
from app.access.roles import Role
from app.config import Settings
from app.installation import Installation, free_port, web_server
from tests import city
from tests.browser.conftest import PASSWORD, email_of
from tests.cases.builders import a_person, an_assessment
from tests.cases.sharing_builders import a_led_family, key_of
from tests.conftest import TODAY

pytestmark = pytest.mark.browser

REDIS_NUMBER = 6
OWN_WORDS = "The child’s own words"
PARENTS_WORDS = "The parents’ or carers’ own words"


class Site:
    """The site as processes of their own, which can be killed and started again where they were."""

    def __init__(self, installation: Installation, home: Path, form: str) -> None:
        self.installation, self.home, self.form = installation, home, form
        self.port = free_port(installation.settings.port)
        self.running = ExitStack()
        self.start()

    def start(self) -> None:
        self.process = self.running.enter_context(web_server(self.installation, self.port, logs=self.home))

    def kill(self) -> None:
        """End every process of the site at once, whatever it is doing."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def forget_sessions(self) -> None:
        """Empty the store of sessions, as when all have run out."""
        with redis.Redis.from_url(self.installation.redis_url) as store:
            store.flushdb()

    def sign_in(self, page: Page) -> None:
        page.goto(f"http://127.0.0.1:{self.port}/sign-in")
        page.get_by_label("E-mail address").fill(email_of(Role.LEAD_PROFESSIONAL))
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="What is due")).to_be_visible()

    def open_form(self, page: Page) -> None:
        page.goto(f"http://127.0.0.1:{self.port}{self.form}")


@pytest.fixture
def site(separate_database: embedded.Urls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """The site over a family with a CAF to fill in, and an account for whoever leads it."""
    monkeypatch.setenv("LOXLEY_TODAY", TODAY.isoformat())
    led, role = a_led_family(), Role.LEAD_PROFESSIONAL
    caf = an_assessment(
        led.family,
        a_person(led.family),
        agency_id=led.health,
        consented_on=date(2013, 1, 14),
        first_team_meeting_on=None,
    )
    access.create_user(
        email_of(role),
        "Synthia Lead",
        {role},
        PASSWORD,
        practitioner_key=key_of(led.lee),
        actor=COMMAND_LINE,
    )
    settings = Settings(
        database_url=separate_database.app_url,
        database_owner_url=None,
        redis_url=separate_database.redis_url.replace("db=0", f"db={REDIS_NUMBER}"),
        today=TODAY,
        home=tmp_path,
        out=tmp_path / "out",
        council_name=city.COUNCIL,
        secret_key="k" * 40,
        port=8400,
        https=False,
        upload_limit_bytes=5_000_000,
        session_idle_minutes=30,
        session_absolute_minutes=600,
    )
    site = Site(Installation(settings, None), tmp_path, f"/assessments/{caf}/form/words")
    with site.running:
        yield site
        site.forget_sessions()


def test_what_a_form_had_saved_is_there_after_the_server_was_killed_and_the_session_ran_out(
    site: Site, browser: Browser
) -> None:
    laptop = browser.new_context()
    page = laptop.new_page()
    site.sign_in(page)
    site.open_form(page)
    page.get_by_label(OWN_WORDS).fill("I like maths")
    _says(page, "Saved at")

    site.kill()
    page.get_by_label(PARENTS_WORDS).fill("We are tired")
    _says(page, "cannot be reached")
    laptop.close()
    site.start()

    page = browser.new_context().new_page()
    site.sign_in(page)
    site.open_form(page)
    expect(page.get_by_label(OWN_WORDS)).to_have_value("I like maths")
    expect(page.get_by_label(PARENTS_WORDS)).to_have_value("")

    page.get_by_label(PARENTS_WORDS).fill("We are very tired")
    site.kill()
    site.forget_sessions()
    site.start()
    page.get_by_label(OWN_WORDS).fill("I like maths and art")
    _says(page, "you are signed out")
    tab = page.context.new_page()
    site.sign_in(tab)
    tab.close()

    _says(page, "Saved at")
    site.open_form(page)
    expect(page.get_by_label(OWN_WORDS)).to_have_value("I like maths and art")
    expect(page.get_by_label(PARENTS_WORDS)).to_have_value("We are very tired")


def _says(page: Page, words: str) -> None:
    expect(page.get_by_role("status")).to_contain_text(words, timeout=20_000)
