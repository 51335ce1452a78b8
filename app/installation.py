"""One installation at work: where its database and broker are, and the processes that stand on them."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from app import embedded
from app.config import Settings, SettingsError
from app.embedded_servers import tied

DATABASE = "loxley"
STOP_SECONDS = 10
SITE_SECONDS = 90
WEB_PROCESSES = 2
WEB_THREADS = 4
CELERY = (sys.executable, "-m", "celery", "-A", "workers.celery_app")


@dataclass(frozen=True, slots=True)
class Installation:
    """Settings with every address filled in, and the embedded services where those are used."""

    settings: Settings
    embedded: embedded.Services | None

    @property
    def app_url(self) -> str:
        """The database, as the role that owns nothing."""
        return self.settings.database_url or ""

    @property
    def owner_url(self) -> str:
        """The database, as the role that owns its tables. Raises SettingsError when none is set."""
        if self.settings.database_owner_url is None:
            raise SettingsError("Set DATABASE_OWNER_URL: this needs the role that owns the tables.")
        return self.settings.database_owner_url

    @property
    def redis_url(self) -> str:
        """The broker."""
        return self.settings.redis_url or ""

    def environment(self) -> Mapping[str, str]:
        """The environment of a process of this installation; it never has the owner's address."""
        given = {name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"}
        return given | {
            "DATABASE_URL": self.app_url,
            "REDIS_URL": self.redis_url,
            "LOXLEY_HOME": str(self.settings.home),
            "LOXLEY_SECRET_KEY": self.settings.secret_key,
        }


@contextmanager
def installed(settings: Settings, instance: str, *, exclusive: bool = False) -> Iterator[Installation]:
    """An installation for the block: servers of one's own where URLs are set, or else embedded ones.

    instance: the folder of the embedded services under the home folder. exclusive: refuse to share them
    with another process. Raises EmbeddedError.
    """
    if settings.database_url is not None:
        yield Installation(settings, None)
        return
    folder = settings.home / instance
    with embedded.running(folder) if exclusive else embedded.using(folder) as services:
        if not services.database_exists(DATABASE):
            services.create_database(DATABASE)
        yield Installation(_filled(settings, services), services)


def _filled(settings: Settings, services: embedded.Services) -> Settings:
    urls = services.urls(DATABASE)
    return replace(
        settings, database_url=urls.app_url, database_owner_url=urls.owner_url, redis_url=urls.redis_url
    )


@contextmanager
def background(installation: Installation, *, logs: Path) -> Iterator[None]:
    """A worker and beat for the block. Their output goes to files in `logs`."""
    with worker(installation, logs=logs), beat(installation, logs=logs):
        yield


def worker(installation: Installation, *, logs: Path) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """A worker of two processes for the block."""
    options = ["--concurrency=2", "--loglevel=WARNING", "--without-gossip", "--without-mingle"]
    return process([*CELERY, "worker", *options], installation, logs / "worker.log")


def beat(installation: Installation, *, logs: Path) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """What sends the regular tasks, for the block."""
    options = ["--loglevel=WARNING", f"--schedule={logs / 'beat-schedule'}", "--pidfile="]
    return process([*CELERY, "beat", *options], installation, logs / "beat.log")


@contextmanager
def site(installation: Installation, *, logs: Path) -> Iterator[str]:
    """The site for the block, on the first free port from the one that is set; gives its address.

    Raises SettingsError when it does not come up.
    """
    port = free_port(installation.settings.port)
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        f"--bind=127.0.0.1:{port}",
        "--worker-class=gthread",
        f"--workers={WEB_PROCESSES}",
        f"--threads={WEB_THREADS}",
        "--no-control-socket",
        "--log-level=warning",
        "app.wsgi:application()",
    ]
    with process(command, installation, logs / "site.log") as running:
        address = f"http://127.0.0.1:{port}"
        _wait_for_site(address, running, logs / "site.log")
        yield address


@contextmanager
def process(command: list[str], installation: Installation, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A child process for the block, which also ends when this one does, however that is."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        child = subprocess.Popen(
            tied(command, signal.SIGTERM),
            env=installation.environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield child
    finally:
        _stop(child)


def _stop(child: subprocess.Popen[bytes]) -> None:
    """End a child and whatever it started: kindly first."""
    if child.poll() is None:
        child.terminate()
    with suppress(subprocess.TimeoutExpired):
        child.wait(STOP_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def free_port(first: int) -> int:
    """The first port from this one that nothing on this machine listens on."""
    for port in range(first, first + 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return port
    raise SettingsError(f"No port from {first} to {first + 99} is free: set LOXLEY_PORT to one that is.")


def _wait_for_site(address: str, running: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + SITE_SECONDS
    while time.monotonic() < until and running.poll() is None:
        with suppress(OSError):  # not there yet, or too busy to answer
            urllib.request.urlopen(f"{address}/health/live", timeout=2).close()  # noqa: S310  # our own address
            return
        time.sleep(0.1)
    raise SettingsError(f"The site did not start; {log} says why.")
