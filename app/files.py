"""Files kept beside the database, each under the SHA-256 of what is in it, so that none is ever changed."""

import hashlib
import os
import re
from pathlib import Path
from tempfile import NamedTemporaryFile

from app.errors import NotFound

DIGEST = re.compile(r"[0-9a-f]{64}")
ONLY_THIS_USER = 0o700


def keep(folder: Path, content: bytes) -> str:
    """Keep a file; the SHA-256 of its content, by which it is found again.

    It is there whole or not at all, whenever the process or the machine stops. The same content is kept once.
    Raises OSError.
    """
    digest = hashlib.sha256(content).hexdigest()
    place = _place(folder, digest)
    if place.exists() and _is_whole(place, digest):
        return digest
    place.parent.mkdir(mode=ONLY_THIS_USER, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=place.parent, prefix="incoming-", delete=False) as draft:
        try:
            draft.write(content)
            draft.flush()
            os.fsync(draft.fileno())
            Path(draft.name).replace(place)
        except BaseException:
            Path(draft.name).unlink(missing_ok=True)
            raise
    _settle(place.parent)
    return digest


def keep_file(folder: Path, draft: Path) -> str:
    """Keep a file that was written in this folder already; the SHA-256 of it. However large, it is never held
    whole in memory. Raises OSError.
    """
    digest = _digest_of(draft)
    place = _place(folder, digest)
    place.parent.mkdir(mode=ONLY_THIS_USER, parents=True, exist_ok=True)
    with draft.open("rb") as written:
        os.fsync(written.fileno())
    draft.chmod(ONLY_THIS_USER & 0o600)
    draft.replace(place)
    _settle(place.parent)
    return digest


def whole(folder: Path, digest: str) -> Path:
    """Where a file lies that is what was kept. Raises NotFound("file") where it is gone, or is not that."""
    place = _place(folder, digest)
    try:
        is_whole = _digest_of(place) == digest
    except OSError:
        raise _not_found() from None
    if not is_whole:
        raise _not_found()
    return place


def read(folder: Path, digest: str) -> bytes:
    """What is in a file. Raises NotFound("file") where it is gone, or is not what was kept."""
    try:
        content = _place(folder, digest).read_bytes()
    except OSError:
        raise _not_found() from None
    if hashlib.sha256(content).hexdigest() != digest:
        raise _not_found()
    return content


def _place(folder: Path, digest: str) -> Path:
    """Where a file lies. Raises ValueError for what is no digest: a name never becomes a path."""
    if DIGEST.fullmatch(digest) is None:
        raise ValueError("not a SHA-256 in hexadecimal")
    return folder / digest[:2] / digest


def _digest_of(place: Path) -> str:
    with place.open("rb") as kept:
        return hashlib.file_digest(kept, "sha256").hexdigest()


def _is_whole(place: Path, digest: str) -> bool:
    return hashlib.sha256(place.read_bytes()).hexdigest() == digest


def _settle(folder: Path) -> None:
    """Have the disk hold the folder's new entry too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _not_found() -> NotFound:
    return NotFound(
        "file",
        "The document's file is not where documents are kept. Tell whoever looks after Loxley: "
        "it may be in a backup.",
    )
