"""Accounts in the browser, for administrators."""

from collections.abc import Callable

import pytest
from apiflask import APIFlask

from app.access import services as access
from app.access.policies import COMMAND_LINE
from app.access.roles import Role
from tests.edges.conftest import PASSWORD, Browser

BrowserOf = Callable[..., Browser]

NEW = {"display_name": "Ada Example", "email": "ada@example.org", "password": PASSWORD, "roles": ["analyst"]}


@pytest.fixture
def administrator(site: APIFlask, browser_of: BrowserOf) -> Browser:
    """The browser of an administrator."""
    return browser_of(Role.ADMINISTRATOR)


def accounts() -> dict[str, tuple[Role, ...]]:
    return {account.email: account.roles for account in access.users(actor=COMMAND_LINE)}


def test_an_account_is_opened_and_its_holder_can_sign_in(administrator: Browser, browser: Browser) -> None:
    done = administrator.follow(administrator.post("/users/new", NEW))

    assert "The account has been opened." in done.text
    assert accounts()["ada@example.org"] == (Role.ANALYST,)
    assert browser.sign_in("ada@example.org").status == 303


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"display_name": " "}, "Enter a name."),
        ({"email": "ada"}, "Enter an e-mail address like name@example.org."),
        ({"email": ""}, "Enter an e-mail address."),
        ({"password": "short-words"}, "Enter a password of at least 12 characters."),
        ({"roles": []}, "Choose at least one role."),
        ({"roles": ["emperor"]}, "Choose roles from the list."),
        ({"practitioner_key": "LP-9999"}, "There is no practitioner with that key."),
        ({"email": "administrator-@example.org"}, "Another account already has this e-mail address."),
    ],
)
def test_a_form_that_cannot_be_taken_says_why_and_keeps_what_was_entered(
    administrator: Browser, changed: dict[str, object], sentence: str
) -> None:
    refused = administrator.post("/users/new", {**NEW, **changed})

    assert refused.status in (409, 422)
    assert refused.errors == [sentence]
    if "display_name" not in changed:
        assert refused.all("input", id="display_name")[0].get("value") == "Ada Example"
    assert PASSWORD not in refused.html
    assert len(accounts()) == 1


def test_spaces_in_a_password_are_kept(administrator: Browser, browser: Browser) -> None:
    administrator.post("/users/new", {**NEW, "password": "  three blue kettles "})

    assert browser.sign_in("ada@example.org", "three blue kettles").status == 422
    assert browser.sign_in("ada@example.org", "  three blue kettles ").status == 303


def test_roles_are_changed_as_ticked(administrator: Browser) -> None:
    administrator.post("/users/new", NEW)
    page = administrator.get(administrator.get("/users").links["Ada Example"])
    address = page.all("form", method="post")[1].get("action")

    done = administrator.follow(
        administrator.post(
            address, {"roles": ["analyst", "board-reader"]}, page=address.removesuffix("/roles")
        )
    )

    ticked = [box.get("value") for box in done.all("input", name="roles", checked="")]
    assert ticked == ["analyst", "board-reader"]
    assert accounts()["ada@example.org"] == (Role.ANALYST, Role.BOARD_READER)


def test_access_is_ended_and_the_list_says_since_when(administrator: Browser) -> None:
    administrator.post("/users/new", NEW)
    address = administrator.get("/users").links["Ada Example"]

    done = administrator.follow(administrator.post(f"{address}/end", page=address))

    assert "Access has been ended." in done.text
    assert "Ended 12 July 2013" in done.text


def test_administrators_cannot_end_their_own_access_or_role(administrator: Browser) -> None:
    address = administrator.get("/users").links["Lee Example"]

    ended = administrator.post(f"{address}/end", page=address)
    stripped = administrator.post(f"{address}/roles", {"roles": ["analyst"]}, page=address)

    assert ended.errors == stripped.errors == ["Another administrator must change your own access."]
    assert accounts() == {"administrator-@example.org": (Role.ADMINISTRATOR,)}
