"""Which code this is: the version number and a hash of the source that releases are made by."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

APP = Path(__file__).resolve().parent


@cache
def code_version() -> str:
    """0.1.0+3f2a9c81d0e4: the same for the same source files and layouts, wherever they lie."""
    found = hashlib.sha256()
    for path in sorted((*APP.rglob("*.py"), *APP.glob("templates/reports/document*.html"))):
        found.update(path.relative_to(APP).as_posix().encode())
        found.update(path.read_bytes())
    return f"{version('loxley')}+{found.hexdigest()[:12]}"
