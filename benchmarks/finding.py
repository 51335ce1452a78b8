"""A search, a family's page and a save, against the same by hand: p50 and p95 of each."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count, cycle
from typing import Any
from uuid import UUID

import psycopg
from apiflask import APIFlask
from flask import Blueprint, redirect, render_template
from flask.signals import template_rendered
from flask.testing import FlaskClient
from psycopg.rows import dict_row
from sqlalchemy.dialects import postgresql
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response as AnyResponse

from app.access import services as access
from app.access.family_access import FamilyAccess, FamilyScope
from app.access.policies import COMMAND_LINE, Actor
from app.access.roles import Role
from app.cases.models.people import Family
from app.cases.queries import records, search
from app.cases.queries.families import FamilyFilters
from app.cases.queries.teams import openings
from app.cases.rules.corrections import WardCorrection
from app.cases.rules.searches import sought
from app.cases.rules.sharing import Reader
from app.cases.services.searching import MOST_SHOWN, search_families
from app.db import reading
from benchmarks.case_list import site_over
from benchmarks.cities import TODAY, Cities, plain
from benchmarks.measuring import Goal, Race, Sense

SEARCH = Goal("search", Sense.TIMES_THE_FLOOR, 2)
PAGE = Goal("page", Sense.TIMES_THE_FLOOR, 2.5)
SAVE = Goal("save", Sense.TIMES_THE_FLOOR, 12)
SIZES = (4_000, 40_000)

EMAIL, PASSWORD = "benchmark@example.org", "seven-grey-anvils"
FLOOR = "/bare"
COORDINATOR = Actor(UUID(int=101), frozenset({Role.PROGRAMME_COORDINATOR}))
EVERYBODY = FamilyScope(every_family=True)

SOMEBODY = """
select p.forename, p.surname, m.family_id from person p
join household_member m on m.person_id = p.id join residence r on r.family_id = m.family_id
join family f on f.id = m.family_id
where f.reference is not null and r.ends_on is null and length(p.surname) > 6 order by p.id limit 1
"""
OTHER = """
select f.id from family f join residence r on r.family_id = f.id and r.ends_on is null
where f.id <> %s order by f.id limit 1
"""
CORRECT = """
with moved as (
    update residence set ward_id = (select id from ward where id <> residence.ward_id order by id limit 1)
    where family_id = %(family)s and ends_on is null
)
update family set version = version + 1, updated_at = now() where id = %(family)s
"""

AS_IT_STANDS = """
select f.version, r.ward_id, (select id from ward where id <> r.ward_id order by id limit 1) as other
from family f join residence r on r.family_id = f.id and r.ends_on is null where f.id = %s
"""

Connection = psycopg.Connection[dict[str, Any]]


def races(cities: Cities, families: int) -> Iterator[Race]:
    """Requests go to the application itself, from a browser that has signed in."""
    template = cities.template(families)
    database = f"copy_{template}"
    with (
        cities.copy(template) as city,
        site_over(cities, city) as app,
        psycopg.connect(plain(city.app_url), autocommit=True, row_factory=dict_row) as by_hand,
    ):
        somebody = by_hand.execute(SOMEBODY).fetchone() or {}
        forename, surname, family_id = (somebody[name] for name in ("forename", "surname", "family_id"))
        for what, text in (
            ("a name", f"{forename} {surname}"),
            ("a misspelled name", f"{forename} {_slipped(surname)}"),
        ):
            yield Race(
                SEARCH,
                families,
                f"search for {what}, audited",
                "the same statement by hand",
                _searched_by_hand(by_hand, text),
                partial(_searched, text),
                database=database,
                has_tail=True,
            )
        floor = _add_floor(app, by_hand, family_id)
        client = _signed_in(app)
        page = _main(client.get(f"/families/{family_id}"))
        yield Race(
            PAGE,
            families,
            "a family’s page, signed in and audited",
            "a bare view of the same page",
            lambda: _main(floor.get(f"{FLOOR}/family")),
            lambda: _main(client.get(f"/families/{family_id}")),
            agree=lambda bare, ours: bare == ours == page,
            database=database,
            has_tail=True,
        )
        yield Race(
            SAVE,
            families,
            "a ward corrected, checked and audited",
            "a bare view that writes it",
            lambda: floor.post(f"{FLOOR}/save").status_code,
            _saves(client, by_hand, family_id),
            database=database,
            has_tail=True,
        )


def _slipped(name: str) -> str:
    """A name with its third and fourth letters the other way round."""
    return f"{name[:2]}{name[3]}{name[2]}{name[4:]}"


def _searched(text: str) -> list[UUID]:
    found = search_families(text, FamilyFilters(), actor=COORDINATOR, today=TODAY)
    return [family.id for family in found.families]


def _searched_by_hand(connection: Connection, text: str) -> Callable[[], list[UUID]]:
    """The statement of the search as its text, sent as it is, without a rule, a row class or a trail."""
    statement, given = search.statement_of(
        sought(text, TODAY), FamilyFilters(), EVERYBODY, limit=MOST_SHOWN, on=TODAY
    )
    compiled = statement.compile(
        dialect=postgresql.psycopg.dialect(), compile_kwargs={"render_postcompile": True}
    )
    sent = {name: given.get(name, value) for name, value in compiled.params.items()}
    words = str(compiled)
    return lambda: [row["id"] for row in connection.execute(words, sent, prepare=True).fetchall()][
        :MOST_SHOWN
    ]


def _add_floor(app: APIFlask, by_hand: Connection, family_id: UUID) -> FlaskClient:
    """Views without a sign-in, a policy, a lock, a rule or a trail: one of the page, one that saves."""
    floor = Blueprint("bare", __name__, url_prefix=FLOOR)
    drawn: dict[str, Any] = {}
    other = (by_hand.execute(OTHER, [family_id]).fetchone() or {})["id"]

    def draws(_: APIFlask, template: Any, context: dict[str, Any], **__: Any) -> None:
        if template.name == "cases/family.html":
            drawn.update(
                {name: value for name, value in context.items() if name not in ("g", "request", "session")}
            )

    def family() -> str:
        with reading(COMMAND_LINE) as session:
            record = records.family_record(
                session,
                session.get_one(Family, family_id),
                TODAY,
                reader=Reader(COMMAND_LINE.user_id, holds_record=True),
                seen_as=FamilyAccess.COORDINATOR,
                opened=openings(session, family_id),
            )
        return render_template("cases/family.html", **{**drawn, "record": record})

    def save() -> AnyResponse:
        by_hand.execute(CORRECT, {"family": other}, prepare=True)
        return redirect(f"{FLOOR}/family", 303)

    floor.add_url_rule("/family", view_func=family)
    floor.add_url_rule("/save", view_func=save, methods=["POST"])
    app.extensions["csrf"].exempt(floor)
    app.register_blueprint(floor)
    template_rendered.connect(draws, app, weak=False)
    return app.test_client()


def _signed_in(app: APIFlask) -> FlaskClient:
    """A browser in which a coordinator has signed in."""
    access.create_user(EMAIL, "Bench Example", {Role.PROGRAMME_COORDINATOR}, PASSWORD, actor=COMMAND_LINE)
    client = app.test_client()
    form = {"csrf_token": _token(client, "/sign-in"), "email": EMAIL, "password": PASSWORD}
    if client.post("/sign-in", data=form).status_code != 303:
        raise ValueError("the sign-in was refused")
    return client


def _saves(client: FlaskClient, by_hand: Connection, family_id: UUID) -> Callable[[], int]:
    """Corrects the family's ward, to and fro, each time as it was left."""
    stored = by_hand.execute(AS_IT_STANDS, [family_id]).fetchone() or {}
    versions, wards = count(stored["version"]), cycle((stored["other"], stored["ward_id"]))
    address = f"/families/{family_id}/ward"
    token = _token(client, address)

    def save() -> int:
        form = {
            "csrf_token": token,
            "version": next(versions),
            "ward_id": next(wards),
            "reason": WardCorrection.MISTAKE_ON_THE_LIST.value,
        }
        return client.post(address, data=form).status_code

    return save


def _token(client: FlaskClient, address: str) -> str:
    """The hidden token of a page's form."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(address).get_data(as_text=True))
    if found is None:
        raise ValueError(f"{address} has no form")
    return found[1]


def _main(response: TestResponse) -> str:
    """The main part of a page, without the list of who has opened it, which each opening makes longer."""
    main = response.get_data(as_text=True).partition("<main")[2].partition("</main>")[0]
    return re.sub(r'<section aria-labelledby="opened">.*?</section>', "", main, flags=re.DOTALL)
