"""Installations with real workers: the city's database, the broker, and who asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from app import db, embedded
from app.config import load_settings
from app.installation import Installation, worker
from app.jobs import broker, queue
from tests.conftest import TODAY
from tests.workers.watching import emptied

REDIS_NUMBER = 3


@pytest.fixture
def installation(
    services: embedded.Services, own_city: embedded.Urls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Installation]:
    """The city in a database of its own, with an empty broker; no worker yet."""
    monkeypatch.setenv("LOXLEY_TODAY", TODAY.isoformat())
    with _installation(services, own_city, tmp_path, redis_number=REDIS_NUMBER) as installed:
        yield installed


@dataclass(frozen=True, slots=True)
class AtWork:
    """The city with a worker of two processes at work, and no beat."""

    installation: Installation
    urls: embedded.Urls
    logs: Path
    worker_id: int


@pytest.fixture(scope="module")
def city_at_work(
    services: embedded.Services, city_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[AtWork]:
    """One city and one worker for a module's tests."""
    services.create_database("loxley_at_work", template=city_template)
    urls, folder = services.urls("loxley_at_work"), tmp_path_factory.mktemp("at-work")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("LOXLEY_TODAY", TODAY.isoformat())
        with _installation(services, urls, folder, redis_number=REDIS_NUMBER + 1) as installed:
            with worker(installed, logs=folder) as running:
                yield AtWork(installed, urls, folder, running.pid)
    services.drop_database("loxley_at_work")


@pytest.fixture
def at_work(city_at_work: AtWork, monkeypatch: pytest.MonkeyPatch) -> Iterator[AtWork]:
    """The city with a worker at work, asked from this process."""
    monkeypatch.setenv("LOXLEY_TODAY", TODAY.isoformat())
    engine = db.connect(city_at_work.urls.app_url)
    broker.connect(city_at_work.installation.redis_url)
    yield city_at_work
    queue.use_sender(queue.send_nowhere)
    db.Sessions.configure(bind=None)
    engine.dispose()


@contextmanager
def _installation(
    services: embedded.Services, urls: embedded.Urls, home: Path, *, redis_number: int
) -> Iterator[Installation]:
    address = f"unix://{services.sockets}/valkey.sock?db={redis_number}"
    settings = replace(
        load_settings({"LOXLEY_HOME": str(home)}), database_url=urls.app_url, redis_url=address
    )
    emptied(address)
    broker.connect(address)
    yield Installation(settings, services)
    queue.use_sender(queue.send_nowhere)
