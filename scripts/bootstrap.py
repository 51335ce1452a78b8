"""Makes the project's own virtual environment fit to run, test or measure, once.

Standard library only, and started without site packages: it runs before there is anything else.
A stamp in .venv holds the checksum of everything that the installation was made from, so that a
repeat costs one comparison. Called by the Makefile through scripts/bootstrap.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

PROJECT = Path(__file__).resolve().parent.parent
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"

LEVELS = ("runtime", "dev", "bench")  # each includes the ones before it
LOCKS = {
    "runtime": "requirements.lock",
    "dev": "requirements-dev.lock",
    "bench": "requirements-bench.lock",
}
INSTALLER = "requirements-uv.lock"


def main(arguments: list[str]) -> int:
    """Installs up to the level asked for (runtime when none is), unless that is done already."""
    level = arguments[0] if arguments else "runtime"
    if level not in LEVELS:
        stop(f"scripts/bootstrap takes one of {', '.join(LEVELS)}, not {level!r}.")
    if installed(level):
        return 0
    with (PROJECT / "pyproject.toml").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two commands at once: the second finds the work done
        if not installed(level):
            install(level)
    return 0


def installed(level: str) -> bool:
    """Whether .venv holds this level as the files of this checkout describe it."""
    stamp = stamp_of(level)
    return usable() and stamp.exists() and stamp.read_text() == checksum(level)


def stamp_of(level: str) -> Path:
    return VENV / f"installed-{level}"


def checksum(level: str) -> str:
    """What the installation depends on: its files, this script, and the environment itself."""
    digest = hashlib.sha256((VENV / "pyvenv.cfg").read_bytes())
    for name in (LOCKS[level], INSTALLER, "scripts/bootstrap.py"):
        digest.update((PROJECT / name).read_bytes())
    digest.update(packaging().encode())
    return digest.hexdigest()


def packaging() -> str:
    """The part of pyproject.toml that an installation depends on: not the settings of the checks."""
    described = tomllib.loads((PROJECT / "pyproject.toml").read_text())
    return repr([described["build-system"], described["project"], described["tool"]["hatch"]])


def install(level: str) -> None:
    """Makes .venv if it is missing or another's, then installs the lock and the project."""
    if not usable():
        make_environment()
    say(f"installing {LOCKS[level]} (once; a minute at most on a slow line)")
    wanted = ["--require-hashes", "-r", LOCKS[level]]
    project = ["--no-deps", "--no-build-isolation", "-e", "."]
    if have_uv():
        uv = [str(UV), "pip", "install", "--quiet", "--python", str(PYTHON)]
        done = run([*uv, *wanted]) and run([*uv, *project])
    else:
        say("uv cannot be had here: installing with pip, which takes longer")
        pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        done = run([*pip, "--no-deps", *wanted]) and run([*pip, *project])
    if not done:
        stop(f"The packages in {LOCKS[level]} could not be installed: see the message above, then try again.")
    compile_installed()
    for included in LEVELS[: LEVELS.index(level) + 1]:
        stamp_of(included).write_text(checksum(included))


def compile_installed() -> None:
    """Compiles all that is installed, once: a command then starts in half the time.

    Python would do it on first use, but not where PYTHONDONTWRITEBYTECODE is set. What cannot be compiled
    is left: packages bring examples for other Pythons.
    """
    run([str(PYTHON), "-m", "compileall", "-qq", "-j", "0", str(VENV / "lib")], quiet=True)


def usable() -> bool:
    """Whether .venv is whole and made for this place: one that was moved or copied is not."""
    python, script = VENV / "bin" / "python", VENV / "bin" / "pip"
    whole = python.exists() and script.exists() and (VENV / "pyvenv.cfg").exists()
    return whole and f"{VENV}/bin/python" in script.read_text()


def make_environment() -> None:
    """A fresh .venv. Stops with one sentence when the folder or the venv module is missing."""
    say(f"making {VENV.name} with Python {sys.version.split()[0]}")
    if not os.access(PROJECT, os.W_OK):
        stop(f"{PROJECT} cannot be written to: put the project in a folder of your own.")
    try:
        if VENV.exists():
            shutil.rmtree(VENV)
    except OSError as error:
        stop(f"{VENV} cannot be replaced ({error.strerror}): delete it and try again.")
    made = subprocess.run(
        [os.path.realpath(sys.executable), "-I", "-m", "venv", str(VENV)],  # not .venv's own, just deleted
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        if "No space left" in made.stdout + made.stderr:
            stop(f"The disk that holds {PROJECT} is full: Loxley needs about 1 GB.")
        stop(
            "Python's venv module does not work here: install it "
            "(on Debian and Ubuntu: apt install python3-venv) and try again."
        )


def have_uv() -> bool:
    """uv, from the package index into .venv itself. False when it cannot be had: pip then does."""
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*pip, "--require-hashes", "--no-deps", "-r", INSTALLER])
    return UV.exists() and run([str(UV), "--version"], quiet=True)


def run(command: list[str], *, quiet: bool = False) -> bool:
    """Whether the command, run in the project's folder, succeeded."""
    output = subprocess.DEVNULL if quiet else None
    try:
        done = subprocess.run(command, cwd=PROJECT, env=environment(os.environ), stdout=output, check=False)
    except OSError:
        return False
    return done.returncode == 0


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """The caller's environment, less what would send the installation elsewhere."""
    dropped = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PIP_USER", "PIP_TARGET", "PIP_PREFIX")
    kept = {name: value for name, value in given.items() if name not in dropped}
    return kept | {"UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1"}


def say(message: str) -> None:
    print(f"Loxley: {message}", flush=True)


def stop(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise SystemExit(1)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("\nStopped. The next attempt starts where this one was.")
