"""Real PostgreSQL and Valkey for the tests: one PostgreSQL a run, databases and a broker a worker."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any
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
from tests import servers
from tests.city import Released, release_more, release_report
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
REPORTED = "loxley_reported_template"
RELEASED = "loxley_released_template"
SHARED = pytest.StashKey[Path]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    path = item.path.as_posix()
    return next((turn for turn, part in enumerate(LONGEST) if part in path), len(LONGEST))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Start the PostgreSQL that all processes of a run share, before the first of them."""
    if SHARED not in node.config.stash:
        stack = ExitStack()
        otherwise: Path = node.config._tmp_path_factory.mktemp("services")
        folder = stack.enter_context(servers.quick_folder(otherwise))
        stack.enter_context(embedded.running(folder, fsync=False))
        node.config.stash[SHARED] = folder
        node.config.add_cleanup(stack.close)
    node.workerinput["shared_servers"] = str(node.config.stash[SHARED])


@pytest.fixture(scope="session")
def templates(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[servers.Templates]:
    """The servers of this test process, and the templates in them, which other processes may share."""
    folder = tmp_path_factory.mktemp("services")
    given = getattr(request.config, "workerinput", None)
    if given is None:
        with servers.quick_folder(folder) as quick, embedded.running(quick, fsync=False) as running:
            yield servers.Templates(running, quick)
        return
    shared = Path(given["shared_servers"])
    with servers.sharing(folder, shared, given["workerid"]) as running:
        yield servers.Templates(running, shared)


@pytest.fixture(scope="session")
def services(templates: servers.Templates) -> embedded.Services:
    """The embedded servers of this test process."""
    return templates.services


@pytest.fixture(scope="session")
def template(templates: servers.Templates) -> str:
    """The name of a migrated, empty database that others are copied from."""

    def fill(urls: embedded.Urls) -> Mapping[str, str]:
        migrate.upgrade(urls.owner_url)
        return {}

    templates.once(TEMPLATE, fill)
    return TEMPLATE


@pytest.fixture(scope="session")
def city_template(
    templates: servers.Templates, template: str, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The name of a database with the whole synthetic city, through the importer, to copy others from."""

    def fill(urls: embedded.Urls) -> Mapping[str, str]:
        folder = tmp_path_factory.mktemp("city")
        write_new_city(folder)
        with connected(urls):
            assert intake.load_import(folder, actor=COMMAND_LINE, today=TODAY).is_loaded
        return {}

    templates.once(CITY, fill, template=template)
    return CITY


@pytest.fixture(scope="session")
def reported_template(templates: servers.Templates, city_template: str) -> tuple[str, UUID]:
    """The name of a database with the city and the June 2013 board report in it, and the report's id."""

    def fill(urls: embedded.Urls) -> Mapping[str, str]:
        with connected(urls), _on_the_day():
            return {"report_id": str(release_report())}

    told = templates.once(REPORTED, fill, template=city_template)
    return REPORTED, UUID(told["report_id"])


@pytest.fixture(scope="session")
def released_template(
    templates: servers.Templates, reported_template: tuple[str, UUID]
) -> tuple[str, Released]:
    """The name of a database with the city, two board reports and a return in it, and what those are."""
    template, report_id = reported_template

    def fill(urls: embedded.Urls) -> Mapping[str, str]:
        with connected(urls), _on_the_day():
            return {name: str(made) for name, made in asdict(release_more(report_id)).items()}

    told = templates.once(RELEASED, fill, template=template)
    return RELEASED, Released(**{name: UUID(made) for name, made in told.items()})


@contextmanager
def _on_the_day() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("LOXLEY_TODAY", TODAY.isoformat())
        yield


@contextmanager
def connected(urls: embedded.Urls) -> Iterator[None]:
    """This process at work in a database, and afterwards in none."""
    engine = db.connect(urls.app_url)
    yield
    db.Sessions.configure(bind=None)
    engine.dispose()


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
