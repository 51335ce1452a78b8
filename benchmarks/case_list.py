"""P7 and P9: the list of families as programs get it, and its last page against its first."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import orjson
import psycopg
from apiflask import APIFlask
from flask import Response
from psycopg.rows import dict_row
from sqlmodel import Session
from werkzeug.test import EnvironBuilder

from app import clock, db, http
from app.access import services as access
from app.access.family_access import FamilyScope
from app.access.policies import COMMAND_LINE
from app.access.roles import Role
from app.cases.queries.families import After, FamilyFilters, FamilyPage, families_page
from app.config import load_settings
from app.db import reading
from app.embedded import Urls
from app.factory import create_app
from benchmarks.cities import TODAY, Cities, Extent, connected, plain
from benchmarks.measuring import Goal, Race, Sense

P7 = Goal("P7", Sense.SPEED_OF_THE_FLOOR, 0.4)
P9 = Goal("P9", Sense.TIMES_THE_FLOOR, 1.5)
SIZES = (4_000, 40_000)
LONG_SIZES = (400_000,)

PAGE = 50
FLOOR = "/floor/families"
EVERYBODY = FamilyScope(every_family=True)

# The same page by hand: what somebody writes who wants nothing but speed. One more row tells whether a page
# follows.
RAW = """
select f.id, f.reference, w.name as ward,
       case
           when f.identified_on is null or f.identified_on > %(on)s then 'not-on-programme'
           when a.starts_on <= %(on)s and (a.ends_on is null or a.ends_on >= %(on)s) then 'worked-with'
           when d.outcome = 'check-for-claim' and (a.starts_on is null or a.starts_on <= d.decided_on)
               then 'check-for-claim'
           when d.outcome = 'not-to-be-allocated' and (a.starts_on is null or a.starts_on <= d.decided_on)
               then 'not-to-be-allocated'
           when a.ends_on < %(on)s then 'closed'
           else 'yet-to-be-allocated'
       end as status,
       coalesce(g.codes, '{}') as agencies, l.display_name as lead_name, f.attached_on, f.updated_at
from (
    select id, reference, identified_on, attached_on, updated_at
    from family order by updated_at desc, id desc limit %(limit)s
) f
left join lateral (
    select ward_id from residence r
    where r.family_id = f.id and r.starts_on <= %(on)s and (r.ends_on is null or r.ends_on >= %(on)s)
    order by r.starts_on desc limit 1
) r on true
left join ward w on w.id = r.ward_id
left join lateral (
    select outcome, decided_on from triage_decision t
    where t.family_id = f.id and t.decided_on <= %(on)s order by t.decided_on desc limit 1
) d on true
left join lateral (
    select id, starts_on, ends_on from allocation b
    where b.family_id = f.id and b.starts_on <= %(on)s order by b.starts_on desc limit 1
) a on true
left join lateral (
    select array_agg(c.code order by b.position) as codes
    from allocation_agency b join agency c on c.id = b.agency_id where b.allocation_id = a.id
) g on a.starts_on <= %(on)s and (a.ends_on is null or a.ends_on >= %(on)s)
left join lateral (
    select p.display_name from lead_professional b join practitioner p on p.id = b.practitioner_id
    where b.allocation_id = a.id and b.starts_on <= %(on)s and (b.ends_on is null or b.ends_on >= %(on)s)
    order by b.starts_on desc limit 1
) l on a.starts_on <= %(on)s and (a.ends_on is null or a.ends_on >= %(on)s)
order by f.updated_at desc, f.id desc
"""


def races(cities: Cities, families: int) -> Iterator[Race]:
    """Requests go to the application itself, with a bearer token; no server and no network between."""
    template = cities.template(families)
    with cities.copy(template) as city, site_over(cities, city) as app:
        token = _token()
        yield Race(
            P7,
            families,
            f"GET /api/v1/families, {PAGE} of them",
            "authentication, raw SQL, orjson",
            _request(app, FLOOR, token),
            _request(app, f"{http.API}/families", token),
            database=f"copy_{template}",
        )
        with reading(COMMAND_LINE) as session:
            yield _last_page(session, families, f"copy_{template}")


def long_list_races(cities: Cities, families: int) -> Iterator[Race]:
    """The same two pages of a list that is far longer than a council's."""
    template = cities.template(families, Extent.PROGRAMME)
    with connected(cities.services.urls(template)), reading(COMMAND_LINE) as session:
        yield _last_page(session, families, template)


def _last_page(session: Session, families: int, database: str) -> Race:
    last = _where_the_last_page_begins(session)
    return Race(
        P9,
        families,
        f"the last {PAGE} of all households",
        f"the first {PAGE}",
        lambda: _page(session, None),
        lambda: _page(session, last),
        agree=lambda found, ended: are_first_and_last(session, found, ended),
        database=database,
    )


@contextmanager
def site_over(cities: Cities, city: Urls) -> Iterator[APIFlask]:
    """The application over a city, with the floor's view beside its own."""
    settings = replace(
        load_settings({"LOXLEY_HOME": str(cities.folder / "site"), "LOXLEY_SECRET_KEY": "benchmark" * 5}),
        database_url=city.app_url,
        redis_url=city.redis_url,
        today=TODAY,
    )
    app = create_app(settings)
    with psycopg.connect(plain(city.app_url), autocommit=True, row_factory=dict_row) as connection:
        floor = http.api_blueprint("floor", __name__, tag="Floor")
        floor.add_url_rule(FLOOR, view_func=_floor_view(connection))
        app.register_blueprint(floor, url_prefix="")
        yield app
    db.Sessions.configure(bind=None)
    app.extensions["loxley_engine"].dispose()


def _floor_view(connection: psycopg.Connection[dict[str, object]]) -> Callable[[], Response]:
    def floor_families() -> Response:
        found = connection.execute(RAW, {"on": TODAY, "limit": PAGE + 1}, prepare=True).fetchall()
        ended = http.cursor_text((found[PAGE - 1]["updated_at"], found[PAGE - 1]["id"]))  # type: ignore[arg-type]
        return Response(orjson.dumps({"families": found[:PAGE], "next": ended}), mimetype=http.JSON)

    return floor_families


def _token() -> str:
    """A coordinator's bearer token, which sees every family."""
    user_id = access.create_user(
        "benchmark@example.org",
        "Bench Example",
        {Role.PROGRAMME_COORDINATOR},
        "seven-grey-anvils",
        actor=COMMAND_LINE,
    )
    actor = access.load_actor(user_id, today=TODAY)
    now = clock.now()
    issued = access.issue_api_token(
        "Benchmark", can_write=False, expires_at=now + timedelta(days=1), actor=actor, now=now
    )
    return issued.token


def _request(app: APIFlask, path: str, token: str) -> Callable[[], bytes]:
    environ = EnvironBuilder(path=path, headers=[("Authorization", f"Bearer {token}")]).get_environ()

    def request() -> bytes:
        statuses: list[str] = []

        def start(status: str, headers: object, fault: object = None) -> Callable[[bytes], object]:
            statuses.append(status)
            return lambda _: None

        answered = app.wsgi_app(dict(environ), start)
        body = b"".join(answered)
        answered.close()  # type: ignore[attr-defined]  # Werkzeug's iterable has it, WSGI's type does not
        if statuses != ["200 OK"]:
            raise ValueError(f"{path} answered {statuses}")
        return body

    return request


def _page(session: Session, after: After | None) -> FamilyPage:
    return families_page(session, FamilyFilters(), EVERYBODY, after=after, limit=PAGE, on=TODAY)


def _where_the_last_page_begins(session: Session) -> After:
    """Just after the household that has a page's length behind it."""
    cursor = session.connection().connection.cursor()
    cursor.execute("select updated_at, id from family order by updated_at, id offset %s limit 1", [PAGE])
    ((at, family_id),) = cursor.fetchall()
    return at, family_id


def are_first_and_last(session: Session, first: FamilyPage, last: FamilyPage) -> bool:
    """Whether these are full pages of the list's two ends."""
    cursor = session.connection().connection.cursor()
    cursor.execute("select id from family order by updated_at desc, id desc")
    ids = [family_id for (family_id,) in cursor.fetchall()]
    return (
        [family.id for family in first.families] == ids[:PAGE]
        and [family.id for family in last.families] == ids[-PAGE:]
        and last.next is None
    )
