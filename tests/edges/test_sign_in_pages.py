"""Signing in and out in a browser, and what a session may do."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from apiflask import APIFlask

from app import clock
from app.access import services as access
from app.access.pages import TRIES_FOR_AN_ADDRESS
from app.access.policies import COMMAND_LINE
from app.access.roles import Role
from tests.conftest import TODAY
from tests.edges.conftest import PASSWORD, Browser

TRIES = int(TRIES_FOR_AN_ADDRESS.split()[0])


@pytest.fixture
def analyst(site: APIFlask) -> str:
    """The address of an analyst with an account."""
    email = "lee.example@example.org"
    access.create_user(email, "Lee Example", {Role.ANALYST}, PASSWORD, actor=COMMAND_LINE)
    return email


def test_a_page_sends_a_stranger_to_sign_in_and_back_to_itself_afterwards(
    browser: Browser, analyst: str
) -> None:
    sent = browser.get("/data-quality?x=1")
    form = browser.follow(sent)

    signed_in = browser.sign_in(analyst, next=form.all("input", name="next")[0].get("value"))

    assert sent.address == "/sign-in?next=/data-quality?x%3D1"
    assert form.heading == "Sign in to Loxley"
    assert (signed_in.status, signed_in.address) == (303, "/data-quality?x=1")
    assert browser.get("/data-quality").status == 200


@pytest.mark.parametrize(
    "going_to",
    [
        "https://example.com/",
        "//example.com",
        "/\\example.com",
        "javascript:alert(1)",
        "/a b",
        "%2F%2Fexample.com",
    ],
)
def test_signing_in_never_leads_to_another_site(browser: Browser, analyst: str, going_to: str) -> None:
    assert browser.sign_in(analyst, next=going_to).address == "/"


def test_a_wrong_password_and_an_unknown_address_get_one_answer(browser: Browser, analyst: str) -> None:
    wrong = browser.sign_in(analyst, "three-blue-kettle")
    unknown = browser.sign_in("nobody@example.org", PASSWORD)

    assert wrong.status == unknown.status == 422
    assert wrong.errors == unknown.errors == [access.REFUSED]
    assert wrong.title == "Error: Sign in – Loxley"
    assert PASSWORD[:-1] not in wrong.html
    assert browser.get("/data-quality").status == 303


def test_an_empty_form_says_what_is_missing(browser: Browser, analyst: str) -> None:
    refused = browser.sign_in("", "")

    assert refused.errors == ["Enter your e-mail address.", "Enter your password."]


def test_only_a_post_tries_a_password_so_that_none_goes_round_the_limit(
    browser: Browser, analyst: str
) -> None:
    tried = browser.client.head("/sign-in", data={"email": analyst, "password": PASSWORD})

    assert tried.status_code == 200
    assert browser.get("/data-quality").status == 303, "nobody is signed in"


def test_after_too_many_wrong_passwords_even_the_right_one_waits(browser: Browser, analyst: str) -> None:
    for _ in range(TRIES):
        assert browser.sign_in(analyst, "three-red-kettles").status == 422

    stopped = browser.sign_in(analyst)

    assert stopped.status == 429
    assert stopped.heading == "You have tried too often"
    assert browser.sign_in("somebody-else@example.org").status == 422


def test_the_right_password_does_not_use_up_tries(browser: Browser, app: APIFlask, analyst: str) -> None:
    statuses = {Browser(app.test_client()).sign_in(analyst).status for _ in range(TRIES + 1)}

    assert statuses == {303}


def test_a_new_session_begins_under_a_new_id(browser: Browser, analyst: str) -> None:
    browser.get("/sign-in")
    before = browser.client.get_cookie("loxley")

    browser.sign_in(analyst)

    after = browser.client.get_cookie("loxley")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    browser.client.set_cookie("loxley", before.value)
    assert browser.get("/").status == 303


def test_signing_out_ends_the_session_for_good(browser: Browser, analyst: str) -> None:
    browser.sign_in(analyst)
    cookie = browser.client.get_cookie("loxley")

    signed_out = browser.post("/sign-out", page="/")

    assert signed_out.address == "/sign-in"
    assert cookie is not None
    browser.client.set_cookie("loxley", cookie.value)
    assert browser.get("/").status == 303


def test_a_session_ends_after_a_working_day_however_busy(
    browser: Browser, analyst: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.sign_in(analyst)
    begun = clock.now()

    monkeypatch.setattr(clock, "now", lambda: begun + timedelta(minutes=599))
    assert browser.get("/").status == 200
    monkeypatch.setattr(clock, "now", lambda: begun + timedelta(minutes=601))
    assert browser.get("/").status == 303


def test_an_idle_session_is_forgotten_by_the_store(browser: Browser, app: APIFlask, analyst: str) -> None:
    browser.sign_in(analyst)

    [key] = app.config["SESSION_REDIS"].keys("loxley:session:*")

    assert 0 < app.config["SESSION_REDIS"].ttl(key) <= 30 * 60


def test_access_that_ends_stops_what_is_open_at_the_next_request(
    browser_of: Callable[..., Browser], site: APIFlask
) -> None:
    browser = browser_of(Role.ANALYST)
    [account] = access.users(actor=COMMAND_LINE)
    assert browser.get("/data-quality").status == 200

    access.end_user(account.id, left_on=TODAY, actor=COMMAND_LINE)

    assert browser.get("/data-quality").status == 303


def test_a_role_that_is_taken_away_is_gone_at_the_next_request(
    browser_of: Callable[..., Browser], site: APIFlask
) -> None:
    browser = browser_of(Role.ANALYST)
    [account] = access.users(actor=COMMAND_LINE)

    access.change_roles(account.id, {Role.BOARD_READER}, actor=COMMAND_LINE)

    assert browser.get("/data-quality").status == 403


def test_a_form_without_its_token_changes_nothing(browser_of: Callable[..., Browser], site: APIFlask) -> None:
    browser = browser_of(Role.ADMINISTRATOR)

    refused = browser.client.post("/users/new", data={"email": "x@example.org"})

    assert refused.status_code == 400
    assert "This form is out of date" in refused.get_data(as_text=True)
    assert len(access.users(actor=COMMAND_LINE)) == 1


def test_a_form_sent_after_the_session_ended_leads_to_sign_in(browser: Browser, analyst: str) -> None:
    browser.sign_in(analyst)
    browser.client.delete_cookie("loxley")

    sent = browser.client.post("/reports/board-report", data={})

    assert (sent.status_code, sent.headers["Location"]) == (303, "/sign-in")


def test_whoever_is_signed_in_does_not_sign_in_again(browser: Browser, analyst: str) -> None:
    browser.sign_in(analyst)

    assert browser.get("/sign-in").address == "/"
