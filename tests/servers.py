"""The servers of a test run: one PostgreSQL for all its processes, and templates that are made once."""

import fcntl
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app import embedded
from app.embedded_servers import Tuning, started, valkey, wait_until_ready

IS_TEMPLATE = "_template"
"""What the names of databases end with that others are copied from, by every process of a run."""

QUICK = Tuning(fsync=False)
POSTGRES_SOCKET = ".s.PGSQL.5432"
MEMORY = Path("/dev/shm")  # a private folder is made in it
IN_MEMORY = "loxley-test-"
ROOM = 8 * 2**30
AN_HOUR = 3600


@dataclass(frozen=True, slots=True)
class OwnDatabases(embedded.Services):
    """A PostgreSQL that the processes of a run share, in which each has databases of its own names."""

    whose: str

    def urls(self, database: str, *, redis_number: int = 0) -> embedded.Urls:
        """URLs of this process's own database of a name, or of a template."""
        return embedded.Services.urls(self, self._name(database), redis_number=redis_number)

    def create_database(self, name: str, *, template: str = "template1") -> None:
        """Creates a database of this process's own, or a template."""
        embedded.Services.create_database(self, self._name(name), template=self._name(template))

    def drop_database(self, name: str) -> None:
        """Drops a database of this process's own, or a template."""
        embedded.Services.drop_database(self, self._name(name))

    def rename_database(self, name: str, to: str) -> None:
        """Gives a database of this process's own another name."""
        embedded.Services.rename_database(self, self._name(name), self._name(to))

    def database_exists(self, name: str) -> bool:
        """Whether this process, or the run for a template, has such a database."""
        return embedded.Services.database_exists(self, self._name(name))

    def _name(self, name: str) -> str:
        is_shared = name in ("postgres", "template1") or name.endswith(IS_TEMPLATE)
        return name if is_shared or name.endswith(f"_{self.whose}") else f"{name}_{self.whose}"


@contextmanager
def sharing(folder: Path, shared: Path, whose: str) -> Iterator[embedded.Services]:
    """The run's PostgreSQL, which runs in the folder `shared`, beside a broker of this process's own."""
    postgres = embedded.status(shared)
    assert postgres is not None
    with tempfile.TemporaryDirectory(prefix="loxley-") as sockets:
        Path(sockets, POSTGRES_SOCKET).symlink_to(postgres.sockets / POSTGRES_SOCKET)
        broker = valkey(folder, Path(sockets), QUICK)
        with started(broker) as process:
            wait_until_ready(broker, process)
            yield OwnDatabases(Path(sockets), whose)


@contextmanager
def quick_folder(otherwise: Path) -> Iterator[Path]:
    """A folder for the databases of a run: in memory where there is much of it, for a third of the time."""
    if not (MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM and _available() > ROOM):
        yield otherwise
        return
    for left in MEMORY.glob(f"{IN_MEMORY}*"):
        if embedded.supervisor(left) is None and time.time() - left.stat().st_mtime > AN_HOUR:
            shutil.rmtree(left, ignore_errors=True)  # of a run that was killed
    folder = Path(tempfile.mkdtemp(prefix=IN_MEMORY, dir=MEMORY))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _available() -> int:
    """How many bytes of memory the machine can give."""
    told = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
    return int(told["MemAvailable"].split()[0]) * 1024


@dataclass(frozen=True, slots=True)
class Templates:
    """Databases to copy others from: each is made once a run, by the first process that asks for it."""

    services: embedded.Services
    notes: Path

    def once(
        self, name: str, fill: Callable[[embedded.Urls], Mapping[str, str]], *, template: str = "template1"
    ) -> Mapping[str, str]:
        """What was told of a template when it was filled, by this process or by another."""
        note = self.notes / f"{name}.json"
        with (self.notes / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not note.exists():
                self.services.drop_database(name)  # whoever began it before did not end it
                self.services.create_database(name, template=template)
                note.write_text(json.dumps(fill(self.services.urls(name))))
        told: Mapping[str, str] = json.loads(note.read_text())
        return told
