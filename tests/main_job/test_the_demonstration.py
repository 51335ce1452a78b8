"""`loxley demo` as a newcomer runs it: the files are there, twice the same, and nothing is left running."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.main_job.files import papers

LOXLEY = Path(sys.executable).with_name("loxley")
FILES = {
    *papers("internal"),
    *papers("public"),
    *(f"return-2013-07.{form}" for form in ("pdf", "csv", "xlsx", "json")),
}


def loxley(*words: str, home: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """One run of the command, with a home and an out folder of its own."""
    return subprocess.run(
        [LOXLEY, *words], env=environment(home) | settings, capture_output=True, text=True, timeout=240
    )


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if "LOXLEY" not in name and "URL" not in name}
    return kept | {"LOXLEY_HOME": str(home), "LOXLEY_OUT": str(home / "out")}


def test_the_demonstration_writes_its_files_twice_the_same_and_leaves_no_process_behind(tmp_path):
    first = loxley("demo", "--no-serve", home=tmp_path)
    found = {path.name for path in (tmp_path / "out").iterdir()}
    figures = _figures(tmp_path)
    second = loxley("demo", "--no-serve", home=tmp_path)

    assert (first.returncode, first.stderr) == (0, "")
    assert (second.returncode, second.stderr) == (0, "")
    assert found == FILES
    assert _figures(tmp_path) == figures
    assert figures["families.worked-with@2013-03-31"] == 375
    assert processes_of(tmp_path) == []


def test_a_demonstration_that_is_killed_leaves_no_process_behind(tmp_path):
    with subprocess.Popen(
        [LOXLEY, "demo", "--families", "100"],  # of any size, it has the same processes
        env=environment(tmp_path) | {"LOXLEY_PORT": "8750"},
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        for line in running.stdout:
            if "Ctrl-C" in line:
                break
        at_work = processes_of(tmp_path)
        running.send_signal(signal.SIGKILL)
        running.wait()

    until = time.monotonic() + 30
    while processes_of(tmp_path) and time.monotonic() < until:
        time.sleep(0.2)

    assert at_work
    assert processes_of(tmp_path) == []


@pytest.mark.parametrize(
    ("words", "settings", "code", "sentence"),
    [
        pytest.param(("--help",), {}, 0, "", id="help"),
        pytest.param(("import", "--help"), {}, 0, "", id="help of a command"),
        pytest.param(("no-such-thing",), {}, 2, "No such command", id="a command that is not there"),
        pytest.param(
            ("report", "--as-at", "31/03/2013"), {}, 2, "does not match", id="a date written wrongly"
        ),
        pytest.param(("import", "/no/such/folder"), {}, 2, "does not exist", id="a folder that is not there"),
        pytest.param(("services", "status"), {}, 1, "not running", id="services that are not running"),
        pytest.param(
            ("migrate",), {"LOXLEY_TODAY": "soon"}, 1, "LOXLEY_TODAY", id="a setting written wrongly"
        ),
        pytest.param(
            ("return", "--window", "May 1997"), {}, 1, "no claim window", id="a window that is not there"
        ),
    ],
)
def test_the_command_says_in_its_exit_code_whose_fault_it_is(words, settings, code, sentence, tmp_path):
    ran = loxley(*words, home=tmp_path, **settings)

    assert ran.returncode == code
    assert sentence in ran.stderr
    assert "Traceback" not in ran.stderr


def test_the_demonstration_overwrites_nobodys_records(own_city, services, tmp_path):
    ran = loxley(
        "demo",
        "--no-serve",
        home=tmp_path,
        DATABASE_URL=own_city.app_url,
        DATABASE_OWNER_URL=own_city.owner_url,
        REDIS_URL=own_city.redis_url,
    )

    assert ran.returncode == 1
    assert "holds families already" in ran.stderr


def _figures(home: Path) -> dict[str, object]:
    report = json.loads((home / "out" / "board-report-internal.json").read_text())
    return {figure["id"]: figure["value"] for figure in report["figures"]}


def processes_of(home: Path) -> list[str]:
    """The command lines of the processes whose command or environment names this home."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal() or int(entry.name) == os.getpid():
            continue
        try:
            told = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if str(home).encode() in told:
            found.append((entry / "cmdline").read_text().replace("\0", " "))
    return found
