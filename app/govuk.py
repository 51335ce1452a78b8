"""The page edge: who may enter, forms in and out, dates in three boxes, errors, pages of a list."""

import re
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from marshmallow import Schema, ValidationError, fields
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.access import sessions
from app.access.policies import Actor
from app.errors import Conflict, DomainError, RuleRefused

MOST_REMEMBERED = 20
DATE_PARTS = ("day", "month", "year")
MONTHS = re.compile(r"[0-9]{1,2}")
YEARS = re.compile(r"[0-9]{4}")


class FormRefused(Exception):  # noqa: N818  # a refusal, not a mistake
    """What was sent does not have the form's shape. errors: a sentence a field, in the form's order."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("a form was refused")
        self.errors = errors


class Choice(Protocol):
    """Something to choose: what is sent when it is chosen, and what is read."""

    @property
    def value(self) -> str: ...

    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Form:
    """A form as a page shows it: what is entered, and what is wrong with it.

    errors: a sentence a field; the field "" stands for the form as a whole.
    """

    entered: Mapping[str, Sequence[str]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """What stands in a field; nothing if nothing was entered."""
        values = self.entered.get(name, ())
        return values[0] if values else ""

    def values(self, name: str) -> Sequence[str]:
        """All that was chosen for a field that takes several."""
        return self.entered.get(name, ())

    def error(self, name: str) -> dict[str, str] | None:
        """A field's error in the shape that the components take."""
        return {"text": self.errors[name]} if name in self.errors else None

    def date_items(self, name: str) -> list[dict[str, str]]:
        """The three boxes of a date, in the shape that the date input takes."""
        wrong = " govuk-input--error" if name in self.errors else ""
        return [
            {
                "id": f"{name}-{part}",
                "name": f"{name}-{part}",
                "label": part.capitalize(),
                "value": self.value(f"{name}-{part}"),
                "classes": f"govuk-input--width-{4 if part == 'year' else 2}{wrong}",
            }
            for part in DATE_PARTS
        ]

    @property
    def summary(self) -> list[dict[str, str]]:
        """The errors as the error summary lists them, each linked to its field."""
        return [
            {"text": sentence, **({"href": f"#{self._first_input(name)}"} if name else {})}
            for name, sentence in self.errors.items()
        ]

    def _first_input(self, name: str) -> str:
        return f"{name}-day" if f"{name}-day" in self.entered else name


def page_blueprint(name: str, import_name: str, *, open_to_all: Iterable[str] = ()) -> Blueprint:
    """Pages for people who have signed in; only the views named here are open to everybody."""
    blueprint = Blueprint(name, import_name)
    open_endpoints = {f"{name}.{view}" for view in open_to_all}

    @blueprint.before_request
    def enter() -> AnyResponse | None:
        if not recognise() and request.endpoint not in open_endpoints:
            return to_sign_in()
        if _holds_nul():
            abort(400)
        return None

    return blueprint


def recognise() -> bool:
    """Whether somebody is signed in; from now on the request knows who."""
    user = sessions.signed_in_user()
    if user is not None:
        g.actor = user.actor
        g.display_name = user.display_name
    return user is not None


def actor() -> Actor:
    """Whoever asks for this page. Only for pages that need a sign-in: they are not entered without one."""
    found: Actor = g.actor
    return found


def to_sign_in() -> AnyResponse:
    """To the sign-in form, and afterwards back to this page if it can be come back to."""
    can_return = request.method == "GET" and request.path != "/"
    going_to = request.full_path.rstrip("?") if can_return else None
    return redirect(url_for("access_pages.sign_in", next=going_to), 303)


def own_path(address: str | None) -> str | None:
    """An address if it is a path of this site, and so safe to go to; otherwise None."""
    if not address or not re.fullmatch(r"/(?![/\\])[^\\\s]*", address):
        return None
    return address


def load_form(schema: Schema, sent: MultiDict[str, str]) -> dict[str, Any]:
    """The values of a form, checked by the schema that the API uses too.

    Text is stripped of surrounding spaces but where the field's metadata says "verbatim"; an empty box
    is a field not sent; a date comes in three boxes. Raises FormRefused.
    """
    found: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, kind in schema.fields.items():
        if isinstance(kind, fields.Date):
            _take_date(name, sent, found, wrong)
        elif isinstance(kind, fields.List):
            found[name] = [value for value in sent.getlist(name) if value]
        else:
            text = sent.get(name, "")
            text = text if kind.metadata.get("verbatim") else text.strip()
            if text:
                found[name] = text
    try:
        values: dict[str, Any] = schema.load(found)
    except ValidationError as error:
        sentences = {name: _first(messages) for name, messages in error.messages_dict.items()}
        wrong = {**sentences, **wrong}
        raise FormRefused(_in_order(schema, wrong)) from None
    if wrong:
        raise FormRefused(_in_order(schema, wrong))
    return values


def refused_form(refusal: FormRefused | DomainError, *, field_of: Mapping[str, str] | None = None) -> Form:
    """The form to show again, with what was entered and why it was refused.

    field_of: the field at which a refusal of this code is shown; any other is shown above the form.
    """
    if isinstance(refusal, FormRefused):
        errors = refusal.errors
    else:
        errors = {(field_of or {}).get(refusal.code, ""): refusal.message}
    sent = request.form if request.method == "POST" else request.args
    return Form({name: sent.getlist(name) for name in sent}, errors)


def redisplay(
    refusal: FormRefused | DomainError,
    page: Callable[[Form], str],
    *,
    field_of: Mapping[str, str] | None = None,
) -> tuple[str, int]:
    """The same page again with its error summary, and the status that says why."""
    status = 409 if isinstance(refusal, Conflict) else 422
    return page(refused_form(refusal, field_of=field_of)), status


REFUSALS = (FormRefused, RuleRefused, Conflict)
"""What a form's page answers itself; anything else is a page of its own."""


def error_page(status: int, heading: str, sentence: str) -> Response:
    """A page that says what went wrong, and holds nothing else."""
    page = render_template("errors/refused.html", heading=heading, sentence=sentence, status=status)
    return Response(page, status)


def bare_error_page(status: int, heading: str, sentence: str) -> Response:
    """The same page without asking who is there, since whatever would tell may be what is broken."""
    page = current_app.jinja_env.get_template("errors/refused.html")
    return Response(page.render(heading=heading, sentence=sentence, status=status), status)


def form_of_dates(**days: date) -> Form:
    """A form whose dates are filled in to begin with."""
    boxes = ((f"{name}-{part}", str(getattr(day, part))) for name, day in days.items() for part in DATE_PARTS)
    return Form({box: [number] for box, number in boxes})


def choices(offered: Iterable[Choice], chosen: str | None) -> list[dict[str, Any]]:
    """What a select or a set of radios offers, in the shape that they take, with the chosen one marked."""
    return [
        {
            "value": choice.value,
            "text": choice.text,
            "selected": choice.value == (chosen or ""),
            "checked": choice.value == chosen,
        }
        for choice in offered
    ]


def remember(kind: str, words: str) -> str:
    """Keep words typed by a person in their session, and give the key that stands for them in an address.

    Addresses are logged and kept in histories, so they never hold what may be a name.
    """
    kept: dict[str, str] = dict(session.get(kind, {}))
    key = secrets.token_urlsafe(6)
    kept[key] = words
    session[kind] = dict(list(kept.items())[-MOST_REMEMBERED:])
    return key


def recall(kind: str, key: str) -> str | None:
    """The words that a key stands for in this person's session; None when they are no longer kept."""
    found: str | None = session.get(kind, {}).get(key)
    return found


def chosen(name: str, allowed: Sequence[str]) -> str | None:
    """A choice made in the address; one that is not offered is a page that does not exist."""
    value = request.args.get(name, "").strip()
    if value and value not in allowed:
        abort(404)
    return value or None


def long_date(day: date | None) -> str:
    """A date as pages print it: 12 July 2013."""
    return f"{day.day} {day:%B %Y}" if day else ""


def short_date(day: date | None) -> str:
    """A date in a narrow column, on one line: 12 Jul 2013."""
    return f"{day.day} {day:%b %Y}".replace(" ", "\N{NO-BREAK SPACE}") if day else ""


def at_time(instant: datetime) -> str:
    """An instant as pages print it, on the council's clock: 12 July 2013 at 9:05am."""
    local = instant.astimezone(clock.LONDON)
    return (
        f"{long_date(local.date())} at {local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"
    )


def time_of_day(instant: datetime) -> str:
    """10:42am, on the council's clock."""
    return at_time(instant).rpartition(" at ")[2]


def file_size(size: int) -> str:
    """A file's size as pages print it: 85 kB, 1.2 MB."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} kB"


def _holds_nul() -> bool:
    """Whether the address or the form holds the one character that text in PostgreSQL cannot hold."""
    sent = (*request.args.items(multi=True), *request.form.items(multi=True))
    return "\x00" in request.path or any("\x00" in text for _, text in sent)


def _take_date(name: str, sent: MultiDict[str, str], found: dict[str, Any], wrong: dict[str, str]) -> None:
    """Combine a date's three boxes, and say which of them is missing or impossible."""
    day, month, year = (sent.get(f"{name}-{part}", "").strip() for part in DATE_PARTS)
    missing = [part for part, text in zip(DATE_PARTS, (day, month, year), strict=True) if not text]
    if len(missing) == len(DATE_PARTS):
        return
    if missing:
        found[name] = date.min.isoformat()
        wrong[name] = f"The date must include a {' and a '.join(missing)}."
        return
    if MONTHS.fullmatch(day) and MONTHS.fullmatch(month) and YEARS.fullmatch(year):
        found[name] = f"{year}-{int(month):02d}-{int(day):02d}"
    else:
        found[name] = ""


def _in_order(schema: Schema, wrong: Mapping[str, str]) -> dict[str, str]:
    return {name: wrong[name] for name in [*schema.fields, *wrong] if name in wrong}


def _first(messages: Any) -> str:
    """The first sentence in marshmallow's tree of messages about a field."""
    while not isinstance(messages, str):
        messages = next(iter(messages.values() if isinstance(messages, Mapping) else messages))
    return messages
