"""The API's published contract: its OpenAPI 3.1 document, and a page to read it on."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

import flask_swagger_ui
import orjson
from apiflask import APIBlueprint, APIFlask
from flask import Blueprint, Response, render_template

from app.errors import DomainError
from app.http import API, JSON, PROBLEM, STATUSES, STATUSES_BY_CODE

VERSION = "1"
BEARER = "bearer"
TITLE = "Loxley"
DESCRIPTION = """\
Everything that the pages of Loxley do. Send a bearer token with every request; it may do what its
holder's roles and postings allow, and only read unless it was issued to write.

Lists come in pages: send the `next` of one page as `after` for the following one. A family's record has an
entity tag; a correction sends it back in `If-Match`. A refusal is a problem (RFC 9457) with a stable `code`.
Dates are civil dates in Europe/London; instants are in UTC; money is whole pence."""

PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "Why a request was refused (RFC 9457).",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "description": "The problem's name."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence to act on, without personal data."},
        "code": {"type": "string", "description": "Stable, for programs."},
        "errors": {
            "type": "array",
            "description": "The fields at fault.",
            "items": {
                "type": "object",
                "required": ["location", "field", "detail"],
                "properties": {
                    "location": {"type": "string"},
                    "field": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}

Described = dict[str, str | dict[str, dict[str, Any]]]
Responses = dict[int | str, Described]

_REFUSALS = re.compile(r"(NotFound|Forbidden|Conflict|RuleRefused)\b(?:\(([^)]*)\))?")
_KINDS: Mapping[str, type[DomainError]] = {kind.__name__: kind for kind in STATUSES}

START = f"""\
SwaggerUIBundle({{
  url: "{API}/openapi.json",
  dom_id: "#api",
  deepLinking: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
}});
"""


def install(app: APIFlask, apis: Sequence[APIBlueprint]) -> None:
    """Publish the contract of an application's API: for programs, and as a page for people.

    Both are open to all, for they hold nobody's data.
    """
    docs = Blueprint(
        "api_docs",
        __name__,
        url_prefix=API,
        static_folder=str(Path(flask_swagger_ui.__file__).parent / "dist"),
        static_url_path="/docs/assets",
    )
    published = cache(lambda: orjson.dumps(contract(apis)))
    docs.add_url_rule("/openapi.json", "document", lambda: Response(published(), mimetype=JSON))
    docs.add_url_rule("/docs", "page", lambda: render_template("api/docs.html", title=TITLE))
    # The site runs no script that stands within a page.
    docs.add_url_rule("/docs/start.js", "start", lambda: Response(START, mimetype="text/javascript"))
    app.register_blueprint(docs)


def contract(apis: Sequence[APIBlueprint]) -> dict[str, Any]:
    """The OpenAPI document of these parts of the API, alone: the pages are no part of it."""
    app = APIFlask("app.openapi", title=TITLE, version=VERSION, spec_path=None, docs_path=None)
    app.config.update(
        OPENAPI_VERSION="3.1.0",
        DESCRIPTION=DESCRIPTION,
        AUTO_SERVERS=False,
        AUTO_OPERATION_ID=True,
        AUTO_200_RESPONSE=False,
        AUTO_404_RESPONSE=False,
        AUTO_AUTH_ERROR_RESPONSE=False,
        AUTO_VALIDATION_ERROR_RESPONSE=False,
        SECURITY_SCHEMES={BEARER: {"type": "http", "scheme": "bearer"}},
    )
    for api in apis:
        app.register_blueprint(api)
    with app.app_context():
        document = app.spec
    assert isinstance(document, dict)
    return completed(document)


def refused_by(*services: Callable[..., Any]) -> Responses:
    """The refusals of an operation for its documentation, as its services' docstrings state them.

    `Raises NotFound("family")` → 404 with the code `family`.
    """
    codes: dict[int, list[str]] = {}
    for service in services:
        for kind, quoted in _REFUSALS.findall(service.__doc__ or ""):
            for code in re.findall(r'"([^"]+)"', quoted) or [""]:
                status = STATUSES_BY_CODE.get(code) or STATUSES[_KINDS[kind]]
                named = codes.setdefault(int(status), [])
                named += [code] if code and code not in named else []
    return {status: refusal(HTTPStatus(status), found) for status, found in sorted(codes.items())}


def refusal(status: HTTPStatus, codes: list[str] | None = None) -> Described:
    """How the documentation of an operation shows one status of refusal."""
    named = f" ({', '.join(codes)})" if codes else ""
    return {
        "description": f"{status.phrase}{named}",
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def completed(document: dict[str, Any]) -> dict[str, Any]:
    """The document with what every operation shares: who may call it, and how it may be refused."""
    document["components"].setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
    document["security"] = [{BEARER: []}]
    document["paths"] = dict(sorted(document["paths"].items()))
    for path, method, operation in _operations(document):
        for status in _refusals(path, method, operation):
            operation["responses"].setdefault(str(int(status)), refusal(status))
        operation["responses"] = dict(sorted(operation["responses"].items()))
        if "requestBody" in operation:
            operation["requestBody"]["required"] = True
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "header":
                parameter["required"] = True
            elif parameter["in"] == "path" and parameter["name"].endswith("_id"):
                parameter["schema"]["format"] = "uuid"
    return document


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield path, method, operation


def _refusals(path: str, method: str, operation: dict[str, Any]) -> Iterator[HTTPStatus]:
    """How any operation may be refused, beside what its services refuse."""
    yield HTTPStatus.BAD_REQUEST
    yield HTTPStatus.UNAUTHORIZED
    yield HTTPStatus.UNPROCESSABLE_ENTITY
    if method != "get":
        yield HTTPStatus.FORBIDDEN
    if "{" in path:
        yield HTTPStatus.NOT_FOUND
    content = operation.get("requestBody", {}).get("content", {})
    if content:
        yield HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    if JSON in content:
        yield HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    if any(parameter["in"] == "header" for parameter in operation.get("parameters", ())):
        yield HTTPStatus.PRECONDITION_REQUIRED
        yield HTTPStatus.PRECONDITION_FAILED
