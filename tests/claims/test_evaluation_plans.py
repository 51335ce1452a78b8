"""How the database goes about the evaluation of a few families when it knows nothing true of its tables."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg
import sqlalchemy as sa

from app import embedded
from app.claims.queries.evaluation import evaluation_statement
from app.programme.phase_one import P1_2012
from tests.claims.random_families import families, store

JULY_2013 = date(2013, 7, 12)
TABLES = ("family", "household_member", "person", "criterion_evidence", "measurement")


def gone_through(node: dict[str, Any]) -> Iterator[float]:
    """How many rows each node of a plan gave or left out, each time that it was run."""
    left_out = sum(value for name, value in node.items() if name.startswith("Rows Removed by"))
    yield (node["Actual Rows"] + left_out) * node["Actual Loops"]
    for below in node.get("Plans", ()):
        yield from gone_through(below)


def test_one_family_is_evaluated_without_going_through_what_is_recorded_of_the_others(
    database: sa.Connection, services: embedded.Services
) -> None:
    store(database, families(3, 300, JULY_2013))
    address = sa.make_url(services.urls(str(database.engine.url.database)).admin_url)
    with psycopg.connect(
        address.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True
    ) as administrator:
        # As a database has them that was looked at while its tables were empty, just before an import.
        administrator.execute(
            "update pg_class set reltuples = 0, relpages = 100 where relname = any(%s)", [list(TABLES)]
        )
    stored = sum(database.execute(sa.text(f"select count(*) from {name}")).scalar_one() for name in TABLES)
    family = database.execute(sa.text("select id from family order by id limit 1")).scalar_one()
    asked: list[tuple[str, Any]] = []

    @sa.event.listens_for(database, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        asked.append((statement, parameters))

    database.execute(evaluation_statement(P1_2012, JULY_2013, some=True), {"family_ids": [family]}).all()
    statement, parameters = asked[-1]
    explain = f"explain (analyze, timing off, format json) {statement}"
    [plan] = database.exec_driver_sql(explain, parameters).scalar_one()

    assert 0 < sum(gone_through(plan["Plan"])) < stored
