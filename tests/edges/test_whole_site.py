"""What holds for every page: headers, errors, health, and that nothing personal leaks into them."""

from collections.abc import Callable

import pytest
import redis
from apiflask import APIFlask
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy.exc import OperationalError

from app.access import services as access
from app.access.roles import Role
from tests.edges.conftest import Browser

NOWHERE = redis.Redis(unix_socket_path="/nowhere/valkey.sock", retry=Retry(NoBackoff(), 0))


def test_every_response_holds_browsers_to_what_the_site_needs(browser: Browser, site: APIFlask) -> None:
    page = browser.get("/sign-in")

    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in page.headers, "the demonstration has no HTTPS"
    assert "HttpOnly" in page.headers["Set-Cookie"]
    assert "SameSite=Lax" in page.headers["Set-Cookie"]


def test_a_page_carries_no_script_or_style_of_its_own(browser: Browser, site: APIFlask) -> None:
    page = browser.get("/sign-in")

    assert all(script.get("src", "").startswith("/static/") for script in page.all("script"))
    assert not page.all("style")
    assert not [element for element in page.tree.iter() if element.get("style") or element.get("onclick")]


def test_static_files_are_kept_under_an_address_that_changes_with_them(
    browser: Browser, site: APIFlask
) -> None:
    sheets = [link.get("href") for link in browser.get("/sign-in").all("link", rel="stylesheet")]

    for sheet in sheets:
        assert "?v=" in sheet
        served = browser.get(sheet)
        assert served.status == 200
        assert "immutable" in served.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("method", "address", "status", "heading"),
    [
        ("get", "/nowhere", 404, "There is no such page"),
        ("delete", "/sign-in", 405, "This page cannot be used like that"),
    ],
)
def test_an_address_that_cannot_be_used_gets_a_sentence(
    browser: Browser, site: APIFlask, method: str, address: str, status: int, heading: str
) -> None:
    site.config["WTF_CSRF_CHECK_DEFAULT"] = False
    response = getattr(browser.client, method)(address)
    site.config["WTF_CSRF_CHECK_DEFAULT"] = True

    assert response.status_code == status
    assert heading in response.get_data(as_text=True)


def test_a_fault_of_the_program_gets_a_sentence_and_shows_nothing_of_itself(
    browser_of: Callable[..., Browser], site: APIFlask, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = browser_of(Role.ADMINISTRATOR)

    def broken(**_: object) -> None:
        raise ValueError("Synthia Example, born 1 May 2001")

    monkeypatch.setattr(access, "users", broken)
    page = browser.get("/users")

    assert page.status == 500
    assert page.heading == "Something went wrong in Loxley"
    assert "Synthia Example" not in page.html


def test_a_database_that_is_away_gets_a_sentence(
    browser_of: Callable[..., Browser], site: APIFlask, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = browser_of(Role.ADMINISTRATOR)

    def away(**_: object) -> None:
        raise OperationalError("select 1", {}, Exception())

    monkeypatch.setattr(access, "users", away)
    page = browser.get("/users")

    assert page.status == 503
    assert page.heading == "Loxley cannot be reached just now"


def test_a_session_store_that_is_away_gets_a_sentence(
    browser_of: Callable[..., Browser], site: APIFlask, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = browser_of(Role.ADMINISTRATOR)
    monkeypatch.setattr(site.session_interface, "client", NOWHERE)

    page = browser.get("/users")

    assert page.status == 503
    assert page.heading == "Loxley cannot be reached just now"


class HangingStore:
    """A session store that takes connections and never answers."""

    def __getattr__(self, _: str) -> Callable[..., None]:
        def hang(*_: object, **__: object) -> None:
            raise redis.TimeoutError("Timeout reading from socket")

        return hang


def test_a_session_store_that_hangs_gets_the_sentence_of_one_that_is_away(
    browser_of: Callable[..., Browser], site: APIFlask, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = browser_of(Role.ADMINISTRATOR)
    monkeypatch.setattr(site.session_interface, "client", HangingStore())

    page = browser.get("/users")

    assert page.status == 503
    assert page.heading == "Loxley cannot be reached just now"


@pytest.mark.parametrize("address", ["/families?ward=%00", "/families?agency=a%00b"])
def test_an_address_with_a_character_that_no_text_can_hold_gets_a_sentence(
    browser_of: Callable[..., Browser], site: APIFlask, address: str
) -> None:
    page = browser_of(Role.PROGRAMME_COORDINATOR).get(address)

    assert page.status == 400
    assert page.heading == "Your request cannot be read"


def test_a_form_with_a_character_that_no_text_can_hold_gets_a_sentence(
    browser: Browser, browser_of: Callable[..., Browser], site: APIFlask
) -> None:
    account = {"display_name": "Lee\x00", "email": "l@example.org", "password": "a" * 12, "roles": "analyst"}

    signed_in = browser_of(Role.ADMINISTRATOR).post("/users/new", account)

    assert signed_in.status == 400
    assert browser.sign_in("lee\x00@example.org").status == 400, "nor does it stop the sign-in page"


def test_the_demonstrations_day_stands_on_every_page(browser: Browser, site: APIFlask) -> None:
    page = browser.get("/sign-in")

    assert "Demonstration: today is 12 July 2013. Synthetic data." in page.text_of(page.all("header")[0])


def test_health_says_whether_the_database_and_the_session_store_answer(
    browser: Browser, site: APIFlask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert browser.client.get("/health/live").json == {"status": "live"}
    ready = browser.client.get("/health/ready")
    with monkeypatch.context() as away:
        away.setitem(site.config, "SESSION_REDIS", NOWHERE)
        not_ready = browser.client.get("/health/ready")

    assert (ready.status_code, ready.json) == (
        200,
        {"status": "ready", "database": "answers", "redis": "answers"},
    )
    assert (not_ready.status_code, not_ready.json) == (
        503,
        {"status": "not ready", "database": "answers", "redis": "does not answer"},
    )


def test_metrics_count_requests_by_endpoint_and_never_by_address(browser: Browser, site: APIFlask) -> None:
    browser.get("/sign-in?next=/families/0b1c")

    counted = browser.client.get("/metrics").get_data(as_text=True)

    assert 'loxley_requests_total{endpoint="access_pages.sign_in",method="GET",status="200"}' in counted
    assert "0b1c" not in counted
