"""Starts and stops an embedded PostgreSQL and Valkey, real ones, for one instance folder.

Nothing listens on a port: both answer on sockets in a private folder whose name follows from the
instance folder, so two checkouts never meet. Both end with the process that started them, however
it ends. An instance folder may be deleted whenever its services are stopped.
"""

import fcntl
import hashlib
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import psycopg
from psycopg import sql

from app.embedded_servers import (
    ADMIN,
    APP,
    OWNER,
    START_SECONDS,
    STOP_SECONDS,
    EmbeddedError,
    Tuning,
    clear_leftovers,
    identity,
    postgres,
    started,
    valkey,
    wait_until_ready,
)

LONGEST_NAME = len("/.s.PGSQL.5432.lock")
SOCKET_PATH_BYTES = 107  # what the kernel's address structure holds


class InUseError(EmbeddedError):
    """Another process runs this instance folder's services."""


@dataclass(frozen=True, slots=True)
class Urls:
    """Where one database is, for each of its roles, and where the broker is."""

    owner_url: str
    app_url: str
    admin_url: str
    redis_url: str


@dataclass(frozen=True, slots=True)
class Services:
    """Running services, known by the folder of their sockets."""

    sockets: Path

    def urls(self, database: str, *, redis_number: int = 0) -> Urls:
        """SQLAlchemy URLs of a database for its three roles, and the broker's as redis-py reads it."""
        host = quote(str(self.sockets))
        owner, app, admin = (
            f"postgresql+psycopg://{role}@/{quote(database)}?host={host}" for role in (OWNER, APP, ADMIN)
        )
        return Urls(owner, app, admin, f"unix://{host}/valkey.sock?db={redis_number}")

    def create_database(self, name: str, *, template: str = "template1") -> None:
        """Creates a database that loxley_owner owns, as a copy of a template that nobody is using."""
        self._administer(
            sql.SQL("create database {} owner {} template {}").format(
                sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template)
            )
        )

    def drop_database(self, name: str) -> None:
        """Drops a database if it exists, and ends whatever is connected to it."""
        self._administer(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))

    def rename_database(self, name: str, to: str) -> None:
        """Gives a database, which nothing is connected to, another name."""
        self._administer(
            sql.SQL("alter database {} rename to {}").format(sql.Identifier(name), sql.Identifier(to))
        )

    def database_exists(self, name: str) -> bool:
        with self._administrator() as connection:
            found = connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
        return found is not None

    def _administer(self, statement: sql.Composed) -> None:
        with self._administrator() as connection:
            connection.execute(statement)

    def _administrator(self) -> psycopg.Connection[Any]:
        return psycopg.connect(host=str(self.sockets), user=ADMIN, dbname=ADMIN, autocommit=True)


@contextmanager
def running(folder: Path, *, fsync: bool = True, shared_buffers: str = "256MB") -> Iterator[Services]:
    """Services of this instance folder for as long as the block lasts.

    fsync: False trades safety against a power cut for speed: for tests and benchmarks.
    To be called in the main thread. Raises InUseError, EmbeddedError.
    """
    with _servers(folder, Tuning(fsync, shared_buffers), detached=False) as (services, _):
        yield services


@contextmanager
def using(folder: Path) -> Iterator[Services]:
    """Services of this instance folder: those that run already, or its own for the block.

    Raises EmbeddedError.
    """
    with ExitStack() as stack:
        try:
            services = stack.enter_context(running(folder))
        except InUseError:
            services = _others(folder)
        yield services


def status(folder: Path) -> Services | None:
    """The services of this instance folder, or None while they are not running."""
    state = _state_of(folder)
    return Services(Path(state["sockets"])) if state and _is_locked(folder) else None


def supervisor(folder: Path) -> int | None:
    """The number of the process that runs the services of this folder, or None while none does."""
    state = _state_of(folder)
    return int(state["pid"]) if state and _is_locked(folder) else None


def start_detached(folder: Path) -> Services:
    """Starts the services under a supervisor of their own, which outlives the caller.

    Raises InUseError, EmbeddedError.
    """
    already = status(folder)
    if already:
        raise InUseError(f"The services in {folder} are running already.")
    with subprocess.Popen(
        [sys.executable, "-m", "app.embedded", str(folder.resolve())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as supervisor:
        complaint, _ = supervisor.communicate()
    services = status(folder)
    if services is None:
        raise EmbeddedError(complaint.strip() or f"The supervisor of {folder} ended without a word.")
    return services


def stop_detached(folder: Path) -> bool:
    """Stops services that start_detached started. False when none were running.

    Raises InUseError when they belong to a command that is still at work.
    """
    state = _state_of(folder)
    if state is None or not _is_locked(folder):
        return False
    if not state["detached"]:
        raise InUseError(f"The services in {folder} belong to process {state['pid']}: stop that instead.")
    os.kill(state["pid"], signal.SIGTERM)
    give_up = time.monotonic() + 2 * STOP_SECONDS
    while _is_locked(folder):
        if time.monotonic() > give_up:
            raise EmbeddedError(f"Process {state['pid']} has not stopped the services in {folder}.")
        time.sleep(0.02)
    return True


def supervise(folder: Path) -> int:
    """Runs the services until told to stop or until one of them ends: a detached process's whole life.

    Says nothing on success; otherwise one sentence on standard output, for the starter to repeat.
    """
    if os.fork():
        return 0
    os.setsid()
    try:
        with _servers(folder, Tuning(), detached=True) as (_, processes):
            ends = {signal.SIGTERM, signal.SIGINT}
            signal.pthread_sigmask(signal.SIG_BLOCK, ends)
            _close_output()
            while signal.sigtimedwait(ends, 0.5) is None:
                if any(process.poll() is not None for process in processes):
                    return 1
    except EmbeddedError as error:
        sys.stdout.write(f"{error}\n")
        return 1
    return 0


@contextmanager
def _servers(
    folder: Path, tuning: Tuning, *, detached: bool
) -> Iterator[tuple[Services, Sequence[subprocess.Popen[bytes]]]]:
    """Both servers, ready, and their processes; stopped cleanly at the end of the block."""
    if threading.current_thread() is not threading.main_thread():
        raise ValueError("servers end with the thread that started them: start them in the main thread")
    folder = folder.resolve()
    with _locked(folder), ExitStack() as stack:
        state = _state(folder)
        clear_leftovers(folder / "postgres", folder / "valkey")
        sockets = _socket_folder(folder)
        stack.callback(shutil.rmtree, sockets, ignore_errors=True)
        stack.callback(state.unlink, missing_ok=True)
        state.write_text(json.dumps({"pid": os.getpid(), "ready": False}))
        servers = (postgres(folder, sockets, identity(), tuning), valkey(folder, sockets, tuning))
        processes = [stack.enter_context(started(server)) for server in servers]
        for server, process in zip(servers, processes, strict=True):
            wait_until_ready(server, process)
        ready = {"pid": os.getpid(), "ready": True, "sockets": str(sockets), "detached": detached}
        state.write_text(json.dumps(ready))
        yield Services(sockets), processes


def _others(folder: Path) -> Services:
    """The services that another process runs, or is just starting, in this folder."""
    give_up = time.monotonic() + START_SECONDS
    while _is_locked(folder):
        services = status(folder)
        if services:
            return services
        if time.monotonic() > give_up:
            break
        time.sleep(0.02)
    raise EmbeddedError(
        f"The services in {folder} belong to another process and did not get ready: try again."
    )


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """The instance folder, made if need be, for this process alone."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (folder / "lock").open("w")
    except OSError as error:
        raise EmbeddedError(
            f"{folder} cannot be used for the embedded services ({error.strerror})."
        ) from error
    with lock:
        give_up = time.monotonic() + 0.5  # whoever only asks whether it is locked holds it for an instant
        while not _takes(lock, fcntl.LOCK_EX):
            if time.monotonic() > give_up:
                state = _state_of(folder)
                who = f"process {state['pid']}" if state else "another process"
                raise InUseError(f"The services in {folder} are in use by {who}: stop that first.")
            time.sleep(0.02)
        yield


def _is_locked(folder: Path) -> bool:
    with suppress(OSError), (folder / "lock").open() as lock:
        return not _takes(lock, fcntl.LOCK_SH)
    return False


def _takes(lock: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _state(folder: Path) -> Path:
    return folder / "services.json"


def _state_of(folder: Path) -> dict[str, Any] | None:
    """What the process that runs the services wrote when they were ready."""
    with suppress(OSError, ValueError):
        state: dict[str, Any] = json.loads(_state(folder).read_text())
        return state if state["ready"] else None
    return None


def _socket_folder(folder: Path) -> Path:
    """An empty folder of ours for sockets, with a path short enough for them."""
    name = f"loxley-{os.getuid()}-{hashlib.sha256(bytes(folder)).hexdigest()[:12]}"
    place = Path(tempfile.gettempdir(), name)
    if len(bytes(place)) + LONGEST_NAME > SOCKET_PATH_BYTES:
        place = Path("/tmp", name)  # noqa: S108 (checked below: ours alone, or refused)
    with suppress(FileNotFoundError):
        found = place.lstat()
        if not stat.S_ISDIR(found.st_mode) or (os.getuid() and found.st_uid != os.getuid()):
            raise EmbeddedError(
                f"{place} is not a folder of yours: delete it, or set TMPDIR to another place."
            )
        shutil.rmtree(place)
    place.mkdir(mode=0o700)
    return place


def _close_output() -> None:
    """Lets go of the starter, which reads our output to its end."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nothing, stream.fileno())


if __name__ == "__main__":
    sys.exit(supervise(Path(sys.argv[1])))
