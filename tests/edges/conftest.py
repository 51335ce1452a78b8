"""The site over the embedded services, and browsers of people in each role."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import html5lib
import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import db, embedded
from app.access import services as access
from app.access import sessions
from app.access.policies import COMMAND_LINE
from app.access.roles import Role
from app.config import Settings
from app.factory import create_app
from tests.city import Released
from tests.compiled import compile_once
from tests.conftest import TODAY
from tests.passwords import check_passwords_quickly

PASSWORD = "three-blue-kettles"


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it costs to check a password is tested in tests/access."""
    check_passwords_quickly(monkeypatch)


@pytest.fixture(scope="session")
def settings(test_database: embedded.Urls, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of a site over the test database."""
    home = tmp_path_factory.mktemp("site")
    return Settings(
        database_url=test_database.app_url,
        database_owner_url=None,
        redis_url=test_database.redis_url,
        today=TODAY,
        home=home,
        out=Path(home / "out"),
        council_name="Nottingham (synthetic)",
        secret_key="k" * 40,
        port=8000,
        https=False,
        upload_limit_bytes=200_000,
        session_idle_minutes=30,
        session_absolute_minutes=600,
    )


@pytest.fixture(scope="session")
def app(settings: Settings) -> Iterator[APIFlask]:
    """The application, as a process serves it."""
    app = create_app(settings)
    compile_once(app)
    app.config["TESTING"] = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield app
    app.extensions["loxley_engine"].dispose()


@pytest.fixture
def site(app: APIFlask, database: sa.Connection, monkeypatch: pytest.MonkeyPatch) -> Iterator[APIFlask]:
    """The application over an empty database, on the demonstration's day; what a test commits is undone."""
    monkeypatch.setenv("LOXLEY_TODAY", TODAY.isoformat())
    sessions.limiter.reset()  # a process has one, and it may have counted for another site
    yield app
    app.config["SESSION_REDIS"].flushdb()


@dataclass(frozen=True, slots=True)
class City:
    """A database with the whole synthetic city of 2012/13, and what was released from it."""

    engine: sa.Engine
    released: Released


@pytest.fixture(scope="session")
def whole_city(services: embedded.Services, released_template: tuple[str, Released]) -> Iterator[City]:
    """The city, taken in through the importer once for all tests."""
    template, released = released_template
    services.create_database("loxley_city", template=template)
    engine = sa.create_engine(services.urls("loxley_city").app_url)
    yield City(engine, released)
    engine.dispose()


@pytest.fixture
def released(whole_city: City) -> Released:
    """What was released from the city."""
    return whole_city.released


@pytest.fixture
def city(app: APIFlask, whole_city: City, monkeypatch: pytest.MonkeyPatch) -> Iterator[sa.Connection]:
    """The application over the city, on the demonstration's day; what a test commits is undone."""
    monkeypatch.setenv("LOXLEY_TODAY", TODAY.isoformat())
    with undone(whole_city.engine) as connection:
        yield connection
    app.config["SESSION_REDIS"].flushdb()


@contextmanager
def undone(engine: sa.Engine) -> Iterator[sa.Connection]:
    """The application over a database, until the end of which all that it commits is undone."""
    with engine.connect() as connection:
        outer = connection.begin()
        db.Sessions.configure(bind=connection, join_transaction_mode="create_savepoint")
        yield connection
        db.Sessions.configure(bind=None, join_transaction_mode="conditional_savepoint")
        outer.rollback()


@dataclass
class Browser:
    """Someone's browser: keeps cookies, sends forms with their hidden token, and reads only sound pages."""

    client: FlaskClient

    def get(self, address: str, **kwargs: Any) -> "Page":
        """A page."""
        return Page(self.client.get(address, **kwargs))

    def follow(self, page: "Page") -> "Page":
        """The page that a form led to."""
        assert page.status == 303, page.status
        return self.get(page.address)

    def post(self, address: str, form: dict[str, Any] | None = None, *, page: str | None = None) -> "Page":
        """A form sent from a page (by default the one at the same address), with its token."""
        token = self.get(page or address).token
        return Page(self.client.post(address, data={"csrf_token": token, **(form or {})}))

    def sign_in(self, email: str, password: str = PASSWORD, **more: str) -> "Page":
        """Sign in with the form."""
        return self.post("/sign-in", {"email": email, "password": password, **more})


class Page:
    """A response; a page in it has been parsed as HTML5 without a single fault."""

    def __init__(self, response: TestResponse) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self.address = response.headers.get("Location", "")
        self.bytes = response.get_data()
        response.close()
        self.is_html = response.mimetype == "text/html"
        self.html = response.get_data(as_text=True) if self.is_html else ""
        if self.is_html and self.status not in (301, 302, 303, 308):
            parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
            self.tree = parser.parse(self.html)
            assert len(self.all("h1")) == 1, "a page has one h1"
            assert self.title.startswith("Error: ") == (self.status in (409, 422)), "a refusal says so first"

    def all(self, element: str, /, **attributes: str) -> list[Any]:
        """The elements of this name with these attributes (`class_` for a class among others)."""
        class_ = attributes.pop("class_", None)
        return [
            found
            for found in self.tree.iter(element)
            if all(found.get(key) == value for key, value in attributes.items())
            and (class_ is None or class_ in found.get("class", "").split())
        ]

    def text_of(self, element: Any) -> str:
        """The words in an element, with single spaces."""
        return " ".join("".join(element.itertext()).split())

    @property
    def text(self) -> str:
        """The words in the main part of the page."""
        return self.text_of(self.all("main")[0])

    @property
    def title(self) -> str:
        """The page's title."""
        return self.text_of(self.all("title")[0])

    @property
    def heading(self) -> str:
        """The page's h1."""
        return self.text_of(self.all("h1")[0])

    @property
    def errors(self) -> list[str]:
        """What the error summary says."""
        return [
            self.text_of(item)
            for block in self.all("div", class_="govuk-error-summary")
            for item in block.iter("li")
        ]

    @property
    def token(self) -> str:
        """The hidden token of the page's forms."""
        return str(self.all("input", name="csrf_token")[0].get("value"))

    @property
    def links(self) -> dict[str, str]:
        """Addresses by the words of the links to them."""
        return {self.text_of(link): link.get("href") for link in self.all("a")}


@pytest.fixture
def browser(app: APIFlask) -> Browser:
    """A browser with nobody signed in."""
    return Browser(app.test_client())


@pytest.fixture
def browser_of(app: APIFlask) -> Callable[..., Browser]:
    """A browser in which a new user with these roles has signed in."""

    def signed_in(*roles: Role, practitioner_key: str | None = None) -> Browser:
        name = "-".join(roles) or "nobody"
        email = f"{name}-{practitioner_key or ''}@example.org".lower()
        access.create_user(
            email, "Lee Example", set(roles), PASSWORD, practitioner_key=practitioner_key, actor=COMMAND_LINE
        )
        browser = Browser(app.test_client())
        assert browser.sign_in(email).status == 303
        return browser

    return signed_in
