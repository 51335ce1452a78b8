"""The JSON edge: who asks, refusals as problem details (RFC 9457), cursors and entity tags."""

import base64
import binascii
import logging
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import orjson
from apiflask import APIBlueprint, Schema
from apiflask.exceptions import HTTPError
from flask import Response, current_app, g, request
from marshmallow import ValidationError, fields
from werkzeug.exceptions import BadRequest, HTTPException, PreconditionRequired

from app import clock, db
from app.access import services as access
from app.access.policies import Actor
from app.errors import Conflict, DomainError, Forbidden, NotFound, RuleRefused
from app.periods import LIVING_MEMORY

log = logging.getLogger(__name__)

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


View = TypeVar("View", bound=Callable[..., Any])


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


def asked_by() -> str:
    """The id of whoever makes this request, to count their requests by."""
    return str(current_actor().user_id)


def api_blueprint(name: str, import_name: str, *, tag: str) -> APIBlueprint:
    """A part of the API: every request to it carries a bearer token, every refusal is a problem."""
    blueprint = APIBlueprint(name, import_name, tag=tag, url_prefix=API)
    blueprint.before_request(_authenticate)
    blueprint.before_request(_refuse_unreadable)
    blueprint.before_request(_refuse_unknown_parameters)
    for refusal in (DomainError, Unauthorised, HTTPError, HTTPException):
        blueprint.register_error_handler(refusal, problem)
    for is_away in db.AWAY:
        blueprint.register_error_handler(is_away, _away)
    return blueprint


def reads(view: View) -> View:
    """Say of a view that it changes nothing although it is posted to, so that any token may use it."""
    view.only_reads = True  # type: ignore[attr-defined]  # a note on the function, kept by its wrappers
    return view


def is_api_request() -> bool:
    """Whether this request is for the API, even where it has no such address."""
    return request.path.startswith(f"{API}/")


def problem(error: Exception) -> Response:
    """The problem details of a refusal: its code, its sentence and the fields at fault, and never more."""
    match error:
        case DomainError():
            response = problem_of(status_of(error), error.code, error.message)
            if isinstance(error, Conflict) and error.version is not None:
                response.set_etag(str(error.version))
            return response
        case Unauthorised():
            return problem_of(HTTPStatus.UNAUTHORIZED, "no-token", "Send a bearer token with every request.")
        case HTTPError():
            detail = "Some of what was sent cannot be used. See errors." if error.detail else None
            return problem_of(HTTPStatus(error.status_code), None, detail, errors=_faults(error.detail))
        case HTTPException(code=int(code)):
            response = problem_of(HTTPStatus(code), None, _plain(HTTPStatus(code)))
            response.headers.extend(
                (name, value) for name, value in error.get_headers() if name != "Content-Type"
            )
            return response
        case _:
            raise error


def problem_of(status: HTTPStatus, code: str | None, detail: str | None, **more: Any) -> Response:
    """Problem details with a code and a sentence of ours, and more members where there is more to say."""
    body: dict[str, Any] = {
        "type": f"urn:problem-type:loxley:{code}" if code else "about:blank",
        "title": status.phrase,
        "status": int(status),
    }
    said = {"detail": detail, "code": code, **more}
    body.update({name: value for name, value in said.items() if value})
    response = Response(orjson.dumps(body), status=status, mimetype=PROBLEM)
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="Loxley"'
    return response


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
    sent = request.headers.get("If-Match", "").strip()
    if not sent:
        raise PreconditionRequired
    ours = re.fullmatch(r'"([0-9]{1,9})"', sent)
    if ours is None:
        raise Conflict("changed-meanwhile", "The entity tag is not one that was given for this record.")
    return int(ours[1])


def day(**given: Any) -> fields.Date:
    """A field that holds a civil date of the time that the records are about."""
    return fields.Date(validate=_is_in_living_memory, **given)


def cursor_text(position: tuple[datetime, UUID] | None) -> str | None:
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


def word(values: type[StrEnum], **given: Any) -> fields.Enum[Any]:
    """A field that holds a value of a vocabulary, as it is stored."""
    return fields.Enum(values, by_value=fields.String, **given)


class CursorField(fields.Field[Position]):
    """A position in a list, as `next` of the page before gave it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Position:
        try:
            return position(str(value))
        except ValueError:
            raise ValidationError("Use the “next” of the page before, unchanged.") from None


class IfMatch(Schema):
    """The entity tag of the record as it was read."""

    tag = fields.String(data_key="If-Match", metadata={"description": "The entity tag of the record."})


def _is_in_living_memory(value: date) -> None:
    if value not in LIVING_MEMORY:
        first, last = LIVING_MEMORY.first.isoformat(), LIVING_MEMORY.last.isoformat()
        raise ValidationError(f"Give a day from {first} to {last}.")


def _authenticate() -> None:
    """Take the actor from the bearer token; a token that can only read may not write."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthorised
    holder = access.actor_of_token(token.strip(), today=clock.today(), now=clock.now())
    only_reads = request.method in READING or getattr(_view(), "only_reads", False)
    if not only_reads and not holder.can_write:
        raise Forbidden("read-only-token", "This token can only read. Use one that can write.")
    g.actor = holder.actor


def _refuse_unreadable() -> None:
    """Refuse what cannot be read or kept: NUL wherever it stands, and a body that is not strict JSON.

    The parser behind the schemas fails on what the strict one refuses: halves of characters, numbers and
    depths without end.
    """
    asked = "\x00" in request.path or any("\x00" in value for _, value in request.args.items(multi=True))
    body = request.get_data() if request.is_json else b""
    if asked or re.search(rb"\\u0000|\x00", body):
        raise BadRequest
    if body:
        try:
            orjson.loads(body)
        except orjson.JSONDecodeError:
            raise BadRequest from None


def _refuse_unknown_parameters() -> None:
    """Refuse a query parameter that the operation does not have, rather than answer another question."""
    if not request.args:
        return
    known = {
        field.data_key or name
        for schema, location in getattr(_view(), "_spec", {}).get("args", ())
        if location == "query"
        for name, field in schema.load_fields.items()
    }
    unknown = sorted(set(request.args) - known)
    if unknown:
        raise HTTPError(422, detail={"query": {name: ["Unknown parameter."] for name in unknown}})


def _away(error: Exception) -> Response:
    """The database cannot be reached; the error's own text stays out of logs and responses."""
    log.error("%s on %s", type(error).__name__, request.endpoint)
    return problem_of(HTTPStatus.SERVICE_UNAVAILABLE, None, _plain(HTTPStatus.SERVICE_UNAVAILABLE))


def _view() -> object:
    return current_app.view_functions[request.endpoint or ""]


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
        HTTPStatus.BAD_REQUEST: "What was sent cannot be read. Send JSON in UTF-8, without NUL characters.",
        HTTPStatus.NOT_FOUND: "There is nothing at this address.",
        HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take that method.",
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The file is larger than the upload limit.",
        HTTPStatus.PRECONDITION_REQUIRED: "Send If-Match with the entity tag of the record that you read.",
        HTTPStatus.TOO_MANY_REQUESTS: "There were too many requests. Wait a minute and try again.",
        HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong here. It has been noted.",
        HTTPStatus.SERVICE_UNAVAILABLE: "Loxley cannot be reached just now. Try again in a minute.",
    }.get(status)
