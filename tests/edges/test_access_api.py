"""Whoever asks, and accounts, through the API."""

from uuid import uuid4

import pytest
from apiflask import APIFlask

from app.access.roles import Role
from tests.cases.builders import a_practitioner
from tests.edges.programs import Program, a_program, code_of

NEW = {
    "display_name": "Robin Example",
    "email": "robin@example.org",
    "password": "four-green-kettles",
    "roles": ["analyst", "board-reader"],
}


@pytest.fixture
def administrator(site: APIFlask) -> Program:
    return a_program(site, Role.ADMINISTRATOR)


def test_a_token_says_whom_it_acts_for_and_what_they_may_do(site: APIFlask) -> None:
    me = a_program(site, Role.ANALYST).get("/me").get_json()

    assert me["roles"] == ["analyst"]
    assert "import" in me["may"]
    assert "list-families" not in me["may"]


def test_an_account_is_opened_changed_and_ended(administrator: Program) -> None:
    opened = administrator.post("/users", NEW)
    path = f"/users/{opened.get_json()['id']}"
    changed = administrator.call("PUT", f"{path}/roles", json={"roles": ["analyst"]})
    ended = administrator.post(f"{path}/end")

    assert opened.status_code == 201
    assert opened.get_json()["roles"] == ["analyst", "board-reader"]
    assert changed.get_json()["roles"] == ["analyst"]
    assert ended.get_json()["left_on"] == "2013-07-12"
    assert administrator.get(path).get_json() == ended.get_json()
    assert ended.get_json() in administrator.get("/users").get_json()["users"]


def test_a_token_is_issued_used_and_revoked(site: APIFlask) -> None:
    program = a_program(site, Role.ANALYST)

    issued = program.post("/tokens", {"name": "nightly import", "scope": "write", "days": 30})
    other = Program(site.test_client(), issued.get_json()["token"])
    listed = other.get("/tokens").get_json()["tokens"]
    left = other.post(f"/tokens/{issued.get_json()['id']}/revoke").get_json()["tokens"]

    assert issued.status_code == 201
    assert [token["name"] for token in listed] == ["nightly import", "a program"]
    assert not any("token" in token for token in listed)
    assert [token["name"] for token in left] == ["a program"]
    assert code_of(other.get("/me")) == (401, "token-refused")


def test_nobody_revokes_anothers_token(site: APIFlask) -> None:
    issued = a_program(site, Role.ANALYST).post("/tokens", {"name": "mine", "scope": "read", "days": 1})
    other = a_program(site, Role.ADMINISTRATOR)

    assert code_of(other.post(f"/tokens/{issued.get_json()['id']}/revoke")) == (404, "token")


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"email": "administrator-@example.org"}, (409, "email-taken")),
        ({"password": "short"}, (422, None)),
        ({"roles": []}, (422, None)),
        ({"roles": ["king"]}, (422, None)),
        ({"practitioner_key": "LP-none"}, (404, "practitioner")),
    ],
    ids=["a taken address", "a short password", "no role", "an unknown role", "no such practitioner"],
)
def test_an_account_that_cannot_be_opened_is_refused(
    administrator: Program, change: dict[str, object], refusal: tuple[int, str | None]
) -> None:
    assert code_of(administrator.post("/users", {**NEW, **change})) == refusal
    assert len(administrator.get("/users").get_json()["users"]) == 1


def test_an_administrator_may_not_end_their_own_access(administrator: Program) -> None:
    me = administrator.get("/me").get_json()["user_id"]

    assert code_of(administrator.post(f"/users/{me}/end")) == (422, "own-access")
    assert code_of(administrator.get(f"/users/{uuid4()}")) == (404, "user")


def test_accounts_are_for_administrators(site: APIFlask) -> None:
    a_practitioner()
    program = a_program(site, Role.PROGRAMME_COORDINATOR)

    assert code_of(program.get("/users")) == (403, "role")
    assert code_of(program.post("/users", NEW)) == (403, "role")
