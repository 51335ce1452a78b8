"""Set-up: once, only when something changed, and one sentence when the machine lacks what it needs."""

import os
import re
import subprocess
import sys
from importlib.util import cache_from_source
from pathlib import Path

import click
import pytest
import reportlab
import sqlalchemy

from app.config import PROJECT
from scripts import bootstrap


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A copy of the files that an installation is made from, with an environment that is still empty."""
    names = ("pyproject.toml", "scripts/bootstrap.py", bootstrap.INSTALLER, *bootstrap.LOCKS.values())
    (tmp_path / "scripts").mkdir()
    for name in names:
        (tmp_path / name).write_bytes((PROJECT / name).read_bytes())
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "pyvenv.cfg").write_text("version = 3.11.2\n")
    monkeypatch.setattr(bootstrap, "PROJECT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    return tmp_path


def run(*arguments: str, path: str = os.environ["PATH"]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", str(PROJECT / "scripts" / "bootstrap"), *arguments],
        env={"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_repeat_does_nothing_and_says_nothing():
    again = run("dev")

    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


def test_a_machine_without_python_is_told_what_to_install(tmp_path):
    told = run("dev", path=str(tmp_path))

    assert told.returncode == 1
    assert told.stderr.startswith("Loxley needs Python 3.11 or later: install it")
    assert len(told.stderr.splitlines()) == 1


def test_an_older_python_is_passed_over(tmp_path):
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    (tmp_path / "python3.12").symlink_to(sys.executable)

    assert run("dev", path=str(tmp_path)).returncode == 0


def test_an_unknown_level_is_refused():
    assert "takes one of runtime, dev, bench, not 'prod'" in run("prod").stderr


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-uv.lock", "scripts/bootstrap.py"])
def test_a_change_in_what_is_installed_asks_for_it_again(checkout, name):
    before = bootstrap.checksum("runtime")
    with (checkout / name).open("a") as file:
        file.write("# changed\n")

    assert bootstrap.checksum("runtime") != before


def test_another_python_in_the_environment_asks_for_it_again(checkout):
    before = bootstrap.checksum("runtime")
    (checkout / ".venv" / "pyvenv.cfg").write_text("version = 3.12.1\n")

    assert bootstrap.checksum("runtime") != before


def test_a_change_in_the_settings_of_the_checks_does_not(checkout):
    before = bootstrap.checksum("dev")
    text = (checkout / "pyproject.toml").read_text()
    (checkout / "pyproject.toml").write_text(text.replace("line-length = 110", "line-length = 111"))

    assert bootstrap.checksum("dev") == before
    (checkout / "pyproject.toml").write_text(text.replace('name = "loxley"', 'name = "other"'))
    assert bootstrap.checksum("dev") != before


def test_an_environment_that_was_moved_here_from_elsewhere_is_not_used(checkout):
    (checkout / ".venv" / "bin" / "python").write_text("")
    (checkout / ".venv" / "bin" / "pip").write_text(f"#!{checkout}/.venv/bin/python\n")
    assert bootstrap.usable()

    (checkout / ".venv" / "bin" / "pip").write_text("#!/elsewhere/.venv/bin/python\n")

    assert not bootstrap.usable()


@pytest.mark.parametrize(
    ("says", "sentence"),
    [
        pytest.param(
            "ensurepip is not available", "install it (on Debian and Ubuntu: apt install", id="no venv"
        ),
        pytest.param("No space left on device", "is full: Loxley needs about 1 GB", id="a full disk"),
    ],
)
def test_a_python_that_cannot_make_environments_is_explained(checkout, monkeypatch, capsys, says, sentence):
    fake = checkout / "python3"
    fake.write_text(f"#!/bin/sh\necho '{says}' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(fake))

    with pytest.raises(SystemExit) as stopped:
        bootstrap.make_environment()

    assert stopped.value.code == 1
    assert sentence in capsys.readouterr().err
    assert not (checkout / ".venv").exists()


def test_a_folder_that_cannot_be_written_to_is_named(checkout, monkeypatch, capsys):
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write anywhere

    with pytest.raises(SystemExit):
        bootstrap.make_environment()

    assert f"{checkout} cannot be written to" in capsys.readouterr().err


@pytest.mark.parametrize(
    "name", sorted([*(path.name for path in PROJECT.glob("*.lock")), "package-lock.json"])
)
def test_lock_files_name_no_host_and_no_path(name):
    text = (PROJECT / name).read_text()

    assert not re.search(r"https?:|file:|resolved|/(home|root|tmp|opt|usr|work|Users)/", text)
    assert "sha256:" in text or "sha512-" in text


def test_what_is_installed_is_compiled_so_that_a_command_starts_at_once():
    for module in (click, sqlalchemy, reportlab):
        assert Path(cache_from_source(module.__file__)).exists()


def test_every_lower_lock_is_held_by_the_higher_ones():
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[a-z0-9][^ ]+==[^ ]+", (PROJECT / name).read_text(), re.MULTILINE))

    runtime, dev, bench = (pins(bootstrap.LOCKS[level]) for level in bootstrap.LEVELS)

    assert runtime < dev < bench
