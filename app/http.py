"""The JSON edge: who asks, refusals as problem details (RFC 9457), cursors and entity tags."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from apiflask import APIBlueprint
from apiflask.exceptions import HTTPError
from flask import Response, current_app, g, request
from marshmallow import Schema, ValidationError, fields
from werkzeug.exceptions import HTTPException, PreconditionRequired

from app import clock
from app.access import services as access
from app.access.policies import Actor
from app.errors import Conflict, DomainError, Forbidden, NotFound, RuleRefused

API = "/api/v1"
JSON = "application/json"
PROBLEM = "application/problem+json"
READING = frozenset({"GET", "HEAD", "OPTIONS"})
LONGEST_PAGE = 200

STATUSES: Mapping[type[DomainError], HTTPStatus] = {
    NotFound: HTTPStatus.NOT_FOUND,
    Forbidden: HTTPStatus.FORBIDDEN,
    Conflict: HTTPStatus.CONFLICT,
    RuleRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
}
STATUSES_BY_CODE: Mapping[str, HTTPStatus] = {
    "changed-meanwhile": HTTPStatus.PRECONDITION_FAILED,
    "token-refused": HTTPStatus.UNAUTHORIZED,
}


class Unauthorised(Exception):  # noqa: N818  # a refusal, not a mistake
    """Nobody has said who asks."""


class Position(NamedTuple):
    """Where a page of a list ended: the time and id of its last row."""

    at: datetime
    id: UUID


def current_actor() -> Actor:
    """Whoever makes this request, as the edge that took it found out.

    Raises Unauthorised.
    """
    actor: Actor | None = g.get("actor")
    if actor is None:
        raise Unauthorised
    return actor


def api_blueprint(name: str, import_name: str, *, tag: str) -> APIBlueprint:
    """A part of the API: every request to it carries a bearer token, every refusal is a problem."""
    blueprint = APIBlueprint(name, import_name, tag=tag, url_prefix=API)
    blueprint.before_request(_authenticate)
    blueprint.before_request(_refuse_unknown_parameters)
    for refusal in (DomainError, Unauthorised, HTTPError, HTTPException):
        blueprint.register_error_handler(refusal, problem)
    return blueprint


def is_api_request() -> bool:
    """Whether this request is for the API, even where it has no such address."""
    return request.path.startswith(f"{API}/")


def problem(error: Exception) -> Response:
    """The problem details of a refusal: its code, its sentence and the fields at fault, and never more."""
    match error:
        case DomainError():
            return _problem(status_of(error), error.code, error.message)
        case Unauthorised():
            return _problem(HTTPStatus.UNAUTHORIZED, "no-token", "Send a bearer token with every request.")
        case HTTPError():
            detail = "Some of what was sent cannot be used. See errors." if error.detail else None
            return _problem(HTTPStatus(error.status_code), None, detail, _faults(error.detail))
        case HTTPException(code=int(code)):
            return _problem(HTTPStatus(code), None, _plain(HTTPStatus(code)))
        case _:
            raise error


def status_of(refusal: DomainError) -> HTTPStatus:
    """The status with which a refusal leaves."""
    return STATUSES_BY_CODE.get(refusal.code) or STATUSES[type(refusal)]


def answer(value: Any, *, etag: int | None = None, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """A JSON response of plain values, with the version of the record as its entity tag."""
    response = Response(orjson.dumps(value), status=status, mimetype=JSON)
    if etag is not None:
        response.set_etag(str(etag))
    return response


def expected_version() -> int:
    """The version that the request's If-Match names; a request without one is refused with 428.

    Raises Conflict("changed-meanwhile") when it names none of ours.
    """
    if not request.if_match:
        raise PreconditionRequired
    tags = [tag for tag in request.if_match.as_set() if re.fullmatch(r"[0-9]{1,9}", tag)]
    if len(tags) != 1:
        raise Conflict("changed-meanwhile", "The entity tag is not one that was given for this record.")
    return int(tags[0])


def cursor_text(position: Position | None) -> str | None:
    """A position in a list as the client gets it: opaque, and safe in an address."""
    if position is None:
        return None
    at, row_id = position
    return base64.urlsafe_b64encode(f"{at.isoformat()}|{row_id}".encode()).decode().rstrip("=")


def position(text: str) -> Position:
    """The position that a cursor stands for.

    Raises ValueError when it is not one of ours.
    """
    try:
        decoded = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode()
        at, _, row_id = decoded.partition("|")
        found = Position(datetime.fromisoformat(at), UUID(row_id))
    except (binascii.Error, UnicodeError, ValueError) as error:
        raise ValueError("not a cursor") from error
    if found.at.tzinfo is None:
        raise ValueError("not a cursor")
    return found


class CursorField(fields.Field[Position]):
    """A position in a list, as `next` of the page before gave it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Position:
        try:
            return position(str(value))
        except ValueError:
            raise ValidationError("Use the “next” of the page before, unchanged.") from None


class ProblemOut(Schema):
    """Why a request was refused (RFC 9457)."""

    type = fields.String(required=True, metadata={"description": "Names the problem; about:blank for none."})
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(metadata={"description": "A sentence to act on, without personal data."})
    code = fields.String(metadata={"description": "Stable, for programs."})
    errors = fields.List(
        fields.Dict(keys=fields.String(), values=fields.String()),
        metadata={"description": "The fields at fault: location, field and detail."},
    )


def refused_by(*services: Callable[..., Any]) -> dict[int, dict[str, Any]]:
    """The refusals of an operation for its documentation, as its services' docstrings state them.

    `Raises NotFound("family")` → 404 with the code `family`.
    """
    codes: dict[int, list[str]] = {}
    for service in services:
        for kind, quoted in re.findall(
            r"(NotFound|Forbidden|Conflict|RuleRefused)\(([^)]*)\)", service.__doc__ or ""
        ):
            for code in re.findall(r'"([^"]+)"', quoted):
                status = STATUSES_BY_CODE.get(code) or STATUSES[_KINDS[kind]]
                if code not in codes.setdefault(int(status), []):
                    codes[int(status)].append(code)
    return {status: refusal(HTTPStatus(status), found) for status, found in sorted(codes.items())}


def refusal(status: HTTPStatus, codes: list[str] | None = None) -> dict[str, Any]:
    """How the documentation of an operation shows one status of refusal."""
    named = f" ({', '.join(codes)})" if codes else ""
    return {
        "description": f"{status.phrase}{named}",
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


_KINDS: Mapping[str, type[DomainError]] = {kind.__name__: kind for kind in STATUSES}


def _authenticate() -> None:
    """Take the actor from the bearer token; a token that can only read may not write."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthorised
    holder = access.actor_of_token(token.strip(), today=clock.today(), now=clock.now())
    if request.method not in READING and not holder.can_write:
        raise Forbidden("read-only-token", "This token can only read. Use one that can write.")
    g.actor = holder.actor


def _refuse_unknown_parameters() -> None:
    """Refuse a query parameter that the operation does not have, rather than answer another question."""
    if not request.args:
        return
    view = current_app.view_functions[request.endpoint or ""]
    known = {
        field.data_key or name
        for schema, location in getattr(view, "_spec", {}).get("args", ())
        if location == "query"
        for name, field in schema.load_fields.items()
    }
    unknown = sorted(set(request.args) - known)
    if unknown:
        raise HTTPError(422, detail={"query": {name: ["Unknown parameter."] for name in unknown}})


def _problem(
    status: HTTPStatus, code: str | None, detail: str | None, errors: list[dict[str, str]] | None = None
) -> Response:
    body: dict[str, Any] = {
        "type": f"urn:problem-type:loxley:{code}" if code else "about:blank",
        "title": status.phrase,
        "status": int(status),
    }
    more = {"detail": detail, "code": code, "errors": errors}
    body.update({name: value for name, value in more.items() if value})
    response = Response(orjson.dumps(body), status=status, mimetype=PROBLEM)
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="Loxley"'
    return response


def _faults(detail: Any) -> list[dict[str, str]]:
    """marshmallow's tree of messages as a flat list: {"json": {"reason": ["…"]}} → one row a message."""
    found: list[dict[str, str]] = []

    def gather(location: str, path: tuple[str, ...], node: Any) -> None:
        if isinstance(node, dict):
            for name, below in node.items():
                gather(location, (*path, str(name)), below)
        else:
            for message in node if isinstance(node, list) else [node]:
                found.append({"location": location, "field": ".".join(path), "detail": str(message)})

    for location, node in (detail or {}).items():
        gather(str(location), (), node)
    return found


def _plain(status: HTTPStatus) -> str | None:
    """The sentence for a status that no code of ours chose."""
    return {
        HTTPStatus.NOT_FOUND: "There is nothing at this address.",
        HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take that method.",
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The file is larger than the upload limit.",
        HTTPStatus.PRECONDITION_REQUIRED: "Send If-Match with the entity tag of the record that you read.",
        HTTPStatus.TOO_MANY_REQUESTS: "There were too many requests. Wait a minute and try again.",
        HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong here. It has been noted.",
    }.get(status)
