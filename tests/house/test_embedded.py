"""The embedded services: private, alone in their folder, and gone when their owner is gone."""

import os
import pwd
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
import redis
import sqlalchemy as sa

from app import embedded
from app.embedded_servers import EmbeddedError, Identity, processes_in

RUN = """
import sys, time
from pathlib import Path
from app import embedded
with embedded.running(Path(sys.argv[1]), fsync=False) as services:
    print(services.sockets, flush=True)
    time.sleep(600)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder, shared by tests that leave it stopped."""
    return tmp_path_factory.mktemp("instance")


@pytest.fixture
def owner_process(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that runs the services of the folder, ready."""
    with subprocess.Popen(
        [sys.executable, "-c", RUN, str(folder)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip()
        yield process
        process.kill()
    assert_nothing_is_left(folder)


def servers_of(folder: Path) -> list[int]:
    return processes_in(folder / "postgres") + processes_in(folder / "valkey")


def owners(processes: list[int]) -> set[int]:
    """The users whose processes these are; one that has ended since has none."""
    found = set()
    for process in processes:
        with suppress(FileNotFoundError, ProcessLookupError):
            found.add(Path(f"/proc/{process}").stat().st_uid)
    return found


def assert_nothing_is_left(folder: Path) -> None:
    give_up = time.monotonic() + 20
    while servers_of(folder):
        assert time.monotonic() < give_up, "a server outlived its owner"
        time.sleep(0.02)


def connect(services: embedded.Services, role: str, database: str) -> psycopg.Connection:
    return psycopg.connect(host=str(services.sockets), user=role, dbname=database, autocommit=True)


def test_the_application_owns_nothing_and_cannot_make_tables(folder):
    with embedded.running(folder, fsync=False) as services:
        services.drop_database("council")
        services.create_database("council")
        with connect(services, "loxley_owner", "council") as owner:
            owner.execute("create table family (name text)")
        with connect(services, "loxley_app", "council") as app:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("create table mine (name text)")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("select * from family")
            assert app.execute("show jit").fetchone() == ("off",)
            attributes = (
                "select rolsuper, rolcreatedb, rolcreaterole from pg_roles where rolname = current_user"
            )
            assert app.execute(attributes).fetchone() == (False, False, False)


def test_the_services_answer_on_private_sockets_only(folder):
    with embedded.running(folder, fsync=False) as services:
        urls = services.urls("postgres", redis_number=3)
        engine = sa.create_engine(urls.admin_url)
        with engine.connect() as connection:
            assert connection.execute(sa.text("show listen_addresses")).scalar() == ""
        engine.dispose()
        with redis.Redis.from_url(urls.redis_url) as broker:
            assert broker.config_get("port") == {"port": "0"}
            assert broker.connection_pool.connection_kwargs["db"] == 3
        assert services.sockets.stat().st_mode & 0o077 == 0

    assert not services.sockets.exists()


def test_a_database_is_copied_from_a_template_and_dropped_again(folder):
    with embedded.running(folder, fsync=False) as services:
        services.create_database("base")
        with connect(services, "loxley_owner", "base") as owner:
            owner.execute("create table ward as select 'Arboretum' as name")

        services.create_database("copy", template="base")

        with connect(services, "loxley_owner", "copy") as owner:
            assert owner.execute("select name from ward").fetchone() == ("Arboretum",)
            services.drop_database("copy")  # although somebody is connected
        assert not services.database_exists("copy")
        services.drop_database("base")
        services.drop_database("base")


def test_letters_beyond_ascii_fold_and_sort_by_code_point(folder):
    with (
        embedded.running(folder, fsync=False) as services,
        connect(services, "postgres", "postgres") as admin,
    ):
        assert admin.execute("select lower('ÉŁ'), 'é' > 'z', 'a' > 'B'").fetchone() == ("éł", True, True)


def test_two_instances_run_side_by_side(folder, tmp_path):
    with embedded.running(folder, fsync=False) as one, embedded.running(tmp_path, fsync=False) as other:
        one.create_database("only_here")

        assert not other.database_exists("only_here")
        one.drop_database("only_here")


def test_a_folder_in_use_is_refused_with_one_sentence_and_undisturbed(folder, owner_process):
    with pytest.raises(embedded.InUseError, match=f"in use by process {owner_process.pid}: stop that first"):
        with embedded.running(folder):
            pytest.fail("two owners")

    assert embedded.status(folder) is not None


def test_a_command_uses_services_that_run_already(folder, owner_process):
    with embedded.using(folder) as services:
        assert services == embedded.status(folder)
    assert servers_of(folder), "they are not its own to stop"


def test_services_of_a_command_at_work_are_not_stopped_by_another(folder, owner_process):
    with pytest.raises(embedded.InUseError, match=f"belong to process {owner_process.pid}"):
        embedded.stop_detached(folder)


def test_a_command_starts_its_own_when_none_run(folder):
    with embedded.using(folder) as services:
        assert services.database_exists("postgres")
    assert not servers_of(folder)


def test_a_killed_owner_leaves_no_server_and_loses_nothing_committed(folder, owner_process):
    services = embedded.status(folder)
    services.create_database("kept")
    with connect(services, "loxley_owner", "kept") as owner:
        owner.execute("create table family as select 42 as number")
    with redis.Redis.from_url(services.urls("kept").redis_url) as broker:
        broker.rpush("queue", "job")

    owner_process.send_signal(signal.SIGKILL)
    owner_process.wait()

    with embedded.running(folder, fsync=False) as services:  # at once: the old ones may still be ending
        with connect(services, "loxley_owner", "kept") as owner:
            assert owner.execute("select number from family").fetchone() == (42,)
        with redis.Redis.from_url(services.urls("kept").redis_url) as broker:
            assert broker.lpop("queue") == b"job"
        services.drop_database("kept")


def test_killed_servers_leave_traces_that_do_not_hinder_the_next_start(folder, owner_process):
    for process in servers_of(folder):
        os.kill(process, signal.SIGKILL)
    owner_process.kill()
    owner_process.wait()
    assert (folder / "postgres" / "postmaster.pid").exists()
    # A number that another process has taken since: PostgreSQL alone would refuse to start.
    lines = (folder / "postgres" / "postmaster.pid").read_text().splitlines()
    (folder / "postgres" / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]))

    with embedded.running(folder, fsync=False) as services:
        assert services.database_exists("postgres")


def test_services_outlive_the_command_that_started_them_until_they_are_stopped(folder):
    started = embedded.start_detached(folder)
    try:
        assert embedded.status(folder) == started
        assert started.database_exists("postgres")
        with pytest.raises(embedded.InUseError, match="running already"):
            embedded.start_detached(folder)
    finally:
        stopped = embedded.stop_detached(folder)

    assert stopped
    assert not servers_of(folder)
    assert embedded.status(folder) is None
    assert embedded.stop_detached(folder) is False


def test_a_killed_supervisor_leaves_neither_server(folder):
    embedded.start_detached(folder)
    supervisor = embedded.supervisor(folder)

    os.kill(supervisor, signal.SIGKILL)

    assert_nothing_is_left(folder)
    assert embedded.status(folder) is None


def test_a_supervisor_ends_when_a_server_does(folder):
    embedded.start_detached(folder)

    os.kill(processes_in(folder / "valkey")[0], signal.SIGKILL)

    assert_nothing_is_left(folder)


def test_a_detached_start_that_fails_repeats_the_reason(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(EmbeddedError, match="cannot be used for the embedded services"):
        embedded.start_detached(tmp_path / "file" / "instance")


def test_a_half_made_database_is_made_again(tmp_path):
    (tmp_path / "postgres.new").mkdir()
    (tmp_path / "postgres.new" / "PG_VERSION").write_text("18\n")

    with embedded.running(tmp_path, fsync=False) as services:
        assert services.database_exists("postgres")


def test_a_server_that_cannot_start_says_why_in_one_sentence(tmp_path):
    with embedded.running(tmp_path, fsync=False):
        pass
    (tmp_path / "postgres" / "global" / "pg_control").unlink()

    with pytest.raises(EmbeddedError, match=r"PostgreSQL did not start: .*pg_control.*postgres.log"):
        with embedded.running(tmp_path, fsync=False):
            pytest.fail("started without its control file")

    assert not servers_of(tmp_path)


def test_a_long_path_to_the_project_is_no_hindrance(tmp_path):
    deep = tmp_path.joinpath(*["a folder with a rather long name"] * 5)

    with embedded.running(deep, fsync=False) as services:
        assert services.database_exists("postgres")


def test_a_socket_folder_that_is_not_ours_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with embedded.running(tmp_path / "instance", fsync=False) as services:
        place = services.sockets
    place.symlink_to(tmp_path)

    with pytest.raises(EmbeddedError, match="is not a folder of yours"):
        with embedded.running(tmp_path / "instance", fsync=False):
            pytest.fail("sockets went where somebody else pointed")


def test_the_database_log_never_holds_a_name(folder):
    with (
        embedded.running(folder, fsync=False) as services,
        connect(services, "postgres", "postgres") as admin,
    ):
        admin.execute("create temporary table person (name text unique)")
        admin.execute("insert into person values ('Zebedee Quill')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            admin.execute("insert into person values ('Zebedee Quill')")
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            admin.execute("select %s::int", ["Zebedee Quill"])

    log = (folder / "postgres.log").read_text()
    assert "ready to accept connections" in log
    assert "Zebedee" not in log


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become nobody")
def test_where_namespaces_are_forbidden_root_runs_the_database_as_nobody(monkeypatch):
    monkeypatch.setattr(embedded, "identity", lambda: Identity.NOBODY)
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o711)
        instance = Path(place) / "instance"
        instance.mkdir(mode=0o711)
        with embedded.running(instance, fsync=False) as services:
            assert services.database_exists("postgres")
            assert owners(processes_in(instance / "postgres")) == {pwd.getpwnam("nobody").pw_uid}
        monkeypatch.undo()

        with embedded.running(instance, fsync=False) as services:  # and takes it back
            assert services.database_exists("postgres")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become nobody")
def test_where_nobody_cannot_reach_the_folder_one_sentence_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(embedded, "identity", lambda: Identity.NOBODY)
    tmp_path.chmod(0o700)

    with pytest.raises(EmbeddedError, match=r"cannot reach .* Set DATABASE_URL"):
        with embedded.running(tmp_path / "instance", fsync=False):
            pytest.fail("nobody reached a private folder")
