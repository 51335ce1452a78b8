"""The site over the synthetic city with a report and a return in it, served to a headless Chromium."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from apiflask import APIFlask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from app import db, embedded
from app.access import services as access
from app.access.policies import COMMAND_LINE
from app.access.roles import Role
from app.config import Settings
from app.factory import create_app
from tests.browser import chromium
from tests.city import COUNCIL, Released
from tests.compiled import compile_once
from tests.conftest import TODAY, connected
from tests.passwords import check_passwords_quickly
from tests.servers import Templates

PASSWORD = "three-blue-kettles"
WITH_ACCOUNTS = "loxley_accounts_template"
PRACTITIONERS = {Role.LEAD_PROFESSIONAL: "LP-0001", Role.AGENCY_MANAGER: "MGR-EWS"}


def email_of(role: Role) -> str:
    """The address of the account that holds this role."""
    return f"{role.value}@example.org"


@dataclass
class LiveSite:
    """A site that answers browsers, and what is in it."""

    address: str
    released: Released
    app: APIFlask


class Quiet(WSGIRequestHandler):
    """Serves without a line of log for each request."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002  # werkzeug's own signature
        """Say nothing."""


@contextmanager
def served(
    services: embedded.Services, template: str, home: Path, name: str
) -> Iterator[tuple[str, APIFlask]]:
    """A site over a new copy of a template, with the process's sessions: its address and itself."""
    services.create_database(name, template=template)
    urls = services.urls(name, redis_number=1)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("LOXLEY_TODAY", TODAY.isoformat())
        check_passwords_quickly(patched)
        app = create_app(_settings(urls, home))
        compile_once(app)
        server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", app
        server.shutdown()
        server.server_close()
    app.config["SESSION_REDIS"].close()
    app.extensions["loxley_engine"].dispose()
    db.Sessions.configure(bind=None)
    services.drop_database(name)


@pytest.fixture(scope="session")
def template_with_accounts(templates: Templates, released_template: tuple[str, Released]) -> str:
    """The name of a database with the city, what was released of it, and an account for every role."""

    def fill(urls: embedded.Urls) -> Mapping[str, str]:
        with connected(urls), pytest.MonkeyPatch.context() as patched:
            check_passwords_quickly(patched)
            _open_accounts()
        return {}

    templates.once(WITH_ACCOUNTS, fill, template=released_template[0])
    return WITH_ACCOUNTS


@pytest.fixture(scope="module")
def live_site(
    services: embedded.Services,
    template_with_accounts: str,
    released_template: tuple[str, Released],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[LiveSite]:
    """The site with the city in it, for the tests of one file."""
    home = tmp_path_factory.mktemp("live")
    with served(services, template_with_accounts, home, "loxley_live") as (address, app):
        yield LiveSite(address, released_template[1], app)


@dataclass
class Reader:
    """Somebody at a browser: where they are, and what the browser complained of."""

    page: Page
    site: LiveSite
    complaints: list[str] = field(default_factory=list)

    def goto(self, path: str) -> None:
        """Open a page of the site."""
        self.page.goto(f"{self.site.address}{path}")

    def sign_in(self, role: Role) -> None:
        """Sign in with the form."""
        self.goto("/sign-in")
        self.page.get_by_label("E-mail address").fill(email_of(role))
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(f"{self.site.address}/")

    @property
    def heading(self) -> str:
        """The h1 of the page, once it is there whole."""
        self.page.wait_for_load_state()
        return self.page.get_by_role("heading", level=1).inner_text()

    @property
    def title(self) -> str:
        """The title of the page, once it is there whole."""
        self.page.wait_for_load_state()
        return self.page.title()

    @property
    def width(self) -> int:
        """How wide the page is, in CSS pixels, once it is there whole."""
        self.page.wait_for_load_state()
        return int(self.page.evaluate("document.documentElement.scrollWidth"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium for the tests of one file."""
    with sync_playwright() as started, chromium.launch(started) as browser:
        yield browser


@pytest.fixture
def reader_with(live_site: LiveSite, browser: Browser) -> Iterator[Callable[..., Reader]]:
    """Starts a browser of a given width, with or without JavaScript, that knows nothing of any other."""
    contexts: list[BrowserContext] = []

    def start(**options: Any) -> Reader:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        reader = Reader(context.new_page(), live_site)
        reader.page.on(
            "console",
            lambda said: reader.complaints.append(said.text) if said.type == "error" else None,
        )
        reader.page.on("pageerror", lambda error: reader.complaints.append(str(error)))
        return reader

    yield start
    for context in contexts:
        context.close()


@pytest.fixture
def reader(reader_with: Callable[..., Reader]) -> Reader:
    """A browser at a desk."""
    return reader_with()


def _settings(urls: embedded.Urls, home: Path) -> Settings:
    return Settings(
        database_url=urls.app_url,
        database_owner_url=None,
        redis_url=urls.redis_url,
        today=TODAY,
        home=home,
        out=home / "out",
        council_name=COUNCIL,
        secret_key="k" * 40,
        port=8000,
        https=False,
        upload_limit_bytes=5_000_000,
        session_idle_minutes=30,
        session_absolute_minutes=600,
    )


def _open_accounts() -> None:
    """An account for every role."""
    for role in Role:
        access.create_user(
            email_of(role),
            f"Synthia {role.label}",
            {role},
            PASSWORD,
            practitioner_key=PRACTITIONERS.get(role),
            actor=COMMAND_LINE,
        )
