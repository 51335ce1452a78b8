"""The city with its June 2013 report and July 2013 return, made once for all tests that only read them."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
import sqlalchemy as sa

from app import db, embedded
from app.db import Sessions
from tests.conftest import TODAY
from tests.reports.requests import made_return

BOUND_TO_NOTHING = {"bind": None, "join_transaction_mode": "conditional_savepoint"}


@dataclass(frozen=True, slots=True)
class Released:
    """A database of the city, the board report as at 31 March 2013, and the July 2013 return."""

    engine: sa.Engine
    report_id: UUID
    return_id: UUID


@pytest.fixture(scope="session")
def released_city(services: embedded.Services, reported_template: tuple[str, UUID]) -> Iterator[Released]:
    """The city and its releases, made as a worker makes them."""
    template, report_id = reported_template
    services.create_database("loxley_released", template=template)
    engine = db.connect(services.urls("loxley_released").app_url)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("LOXLEY_TODAY", TODAY.isoformat())
        released = Released(engine, report_id, made_return())
    Sessions.configure(**BOUND_TO_NOTHING)
    yield released
    engine.dispose()


@pytest.fixture
def released(released_city: Released, monkeypatch: pytest.MonkeyPatch) -> Iterator[Released]:
    """The city and its releases for one test, on the demonstration's day; what it commits is undone."""
    monkeypatch.setenv("LOXLEY_TODAY", TODAY.isoformat())
    with released_city.engine.connect() as connection:
        outer = connection.begin()
        Sessions.configure(bind=connection, join_transaction_mode="create_savepoint")
        yield released_city
        Sessions.configure(**BOUND_TO_NOTHING)
        outer.rollback()


@pytest.fixture
def on_the_demonstrations_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """The business date is 12 July 2013."""
    monkeypatch.setenv("LOXLEY_TODAY", TODAY.isoformat())
