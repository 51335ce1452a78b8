"""A program that uses the API with a token of a user in some role."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import clock
from app.access import services as access
from app.access.policies import COMMAND_LINE, Actor
from app.access.roles import Role

API = "/api/v1"
PASSWORD = "three-blue-kettles"


@dataclass
class Program:
    """A client of the API. token None: it sends none."""

    client: FlaskClient
    token: str | None = None

    def get(self, path: str, **given: Any) -> TestResponse:
        """What a GET answers."""
        return self.call("GET", path, **given)

    def post(self, path: str, json: Any = None, **given: Any) -> TestResponse:
        """What a POST answers."""
        return self.call("POST", path, **given, **({} if json is None else {"json": json}))

    def call(
        self, method: str, path: str, headers: dict[str, str] | None = None, **given: Any
    ) -> TestResponse:
        """What a request to the API answers."""
        sent = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return self.client.open(f"{API}{path}", method=method, headers={**sent, **(headers or {})}, **given)


def a_user(*roles: Role, practitioner_key: str | None = None) -> Actor:
    """A new user with these roles, as an actor without postings."""
    email = f"{'-'.join(roles) or 'nobody'}-{practitioner_key or ''}@example.org".lower()
    user_id = access.create_user(
        email, "Lee Example", set(roles), PASSWORD, practitioner_key=practitioner_key, actor=COMMAND_LINE
    )
    return Actor(user_id, frozenset(roles))


def a_token(user: Actor, *, can_write: bool = True, lasts: timedelta = timedelta(days=1)) -> str:
    """A token of a user."""
    now = clock.now()
    return access.issue_api_token(
        "a program", can_write=can_write, expires_at=now + lasts, actor=user, now=now
    ).token


def a_program(
    app: Flask, *roles: Role, can_write: bool = True, practitioner_key: str | None = None
) -> Program:
    """A program with a token of a new user in these roles."""
    user = a_user(*roles, practitioner_key=practitioner_key)
    return Program(app.test_client(), a_token(user, can_write=can_write))


def code_of(response: TestResponse) -> tuple[int, str | None]:
    """The status and code of a problem, after checking that it is one."""
    assert response.mimetype == "application/problem+json", response.get_data(as_text=True)
    body = response.get_json()
    assert body["status"] == response.status_code
    assert body["title"]
    assert body["type"] == (f"urn:problem-type:loxley:{body['code']}" if "code" in body else "about:blank")
    return response.status_code, body.get("code")
