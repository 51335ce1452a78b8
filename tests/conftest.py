"""Real PostgreSQL and Valkey for the tests: one embedded server a run, a database a worker."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import settings
from sqlalchemy.orm import Session as PlainSession

from app import db, embedded, migrate
from app.access.policies import COMMAND_LINE, Actor
from app.access.roles import Role
from app.demo.city import write_new_city
from app.intake import services as intake
from app.jobs import queue
from tests.city import Released, release
from tests.days import TODAY
from tests.lengths import IS_LONG, examples

# The longest go first, before all those that mostly wait: what is left at the end is short, and keeps no
# process of several waiting for the last.
LONGEST = (
    "tests/workers/",
    "tests/browser/test_accessibility.py",
    "tests/main_job/",
    "tests/edges/test_routes_and_roles.py",
    "tests/browser/test_killed_server.py",
    "tests/browser/",
    "tests/edges/test_contract",
    "tests/benchmarks/",
)

settings.register_profile("loxley", derandomize=not IS_LONG, max_examples=examples(60), deadline=None)
settings.load_profile("loxley")

VAR = Path(__file__).resolve().parent.parent / "var"
TEMPLATE = "loxley_template"
CITY = "loxley_city_template"
RELEASED = "loxley_released_template"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    path = item.path.as_posix()
    return next((turn for turn, part in enumerate(LONGEST) if part in path), len(LONGEST))


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[embedded.Services]:
    """The embedded servers of this test process."""
    with embedded.running(tmp_path_factory.mktemp("services"), fsync=False) as running:
        yield running


@pytest.fixture(scope="session")
def template(services: embedded.Services) -> str:
    """The name of a migrated, empty database that others are copied from."""
    services.create_database(TEMPLATE)
    migrate.upgrade(services.urls(TEMPLATE).owner_url)
    return TEMPLATE


@pytest.fixture(scope="session")
def city_template(
    services: embedded.Services, template: str, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The name of a database with the whole synthetic city, through the importer, to copy others from."""
    services.create_database(CITY, template=template)
    folder = tmp_path_factory.mktemp("city")
    write_new_city(folder)
    engine = db.connect(services.urls(CITY).app_url)
    report = intake.load_import(folder, actor=COMMAND_LINE, today=TODAY)
    db.Sessions.configure(bind=None)
    engine.dispose()
    assert report.is_loaded
    return CITY


@pytest.fixture(scope="session")
def released_template(services: embedded.Services, city_template: str) -> tuple[str, Released]:
    """The name of a database with the city, two board reports and a return in it, and what those are."""
    services.create_database(RELEASED, template=city_template)
    engine = db.connect(services.urls(RELEASED).app_url)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("LOXLEY_TODAY", TODAY.isoformat())
        released = release()
    db.Sessions.configure(bind=None)
    engine.dispose()
    return RELEASED, released


@pytest.fixture(scope="session")
def test_database(services: embedded.Services, template: str) -> embedded.Urls:
    """A migrated database for tests that roll everything back."""
    services.create_database("loxley_test", template=template)
    return services.urls("loxley_test")


@pytest.fixture(scope="session")
def engine(test_database: embedded.Urls) -> Iterator[sa.Engine]:
    """The application's connections: its own role, which owns nothing."""
    engine = sa.create_engine(test_database.app_url)
    yield engine
    engine.dispose()


@pytest.fixture
def database(engine: sa.Engine) -> Iterator[sa.Connection]:
    """An empty database for one test, as the application's role; all that the test commits is undone."""
    with engine.connect() as connection:
        outer = connection.begin()
        db.Sessions.configure(bind=connection, join_transaction_mode="create_savepoint")
        yield connection
        db.Sessions.configure(bind=None, join_transaction_mode="conditional_savepoint")
        outer.rollback()


@pytest.fixture
def sent_jobs(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, UUID]]:
    """The messages that would have gone to the broker."""
    sent: list[tuple[str, UUID]] = []
    monkeypatch.setattr(queue, "_sender", lambda name, job_id: sent.append((name, job_id)))
    return sent


@pytest.fixture
def separate_database(
    services: embedded.Services, template: str, request: pytest.FixtureRequest
) -> Iterator[embedded.Urls]:
    """A database of its own for a test that needs real commits: several connections, workers, processes."""
    with _own_database(services, template, request.node.nodeid) as urls:
        yield urls


@pytest.fixture
def own_city(
    services: embedded.Services, city_template: str, request: pytest.FixtureRequest
) -> Iterator[embedded.Urls]:
    """The whole city in a database of its own, for a test that needs real commits."""
    with _own_database(services, city_template, request.node.nodeid) as urls:
        yield urls


@contextmanager
def _own_database(services: embedded.Services, template: str, whose: str) -> Iterator[embedded.Urls]:
    name = f"own_{abs(hash(whose)) % 10**12}"
    services.create_database(name, template=template)
    urls = services.urls(name)
    engine = db.connect(urls.app_url)
    yield urls
    db.Sessions.configure(bind=None)
    engine.dispose()
    services.drop_database(name)


COORDINATOR = Actor(UUID(int=101), frozenset({Role.PROGRAMME_COORDINATOR}))
ANALYST = Actor(UUID(int=102), frozenset({Role.ANALYST}))


@pytest.fixture
def coordinator() -> Actor:
    """A programme coordinator, who sees every family."""
    return COORDINATOR


@pytest.fixture
def analyst() -> Actor:
    """An analyst, who imports data and asks for reports."""
    return ANALYST


def counted(session: PlainSession, table: str) -> int:
    """How many rows a table has."""
    return int(session.execute(sa.text(f'select count(*) from "{table}"')).scalar_one())
