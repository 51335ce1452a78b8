"""Looks into ZIP archives, which workbooks are too, without trusting what they say of themselves."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from app.intake.readers.parts import UnreadableError
from app.intake.rules import file_faults

LARGEST_RATIO = 100
SMALL = 1_000_000  # a little file may pack as well as it likes
MOST_FILES = 1_000
UNPACKED_PER_BYTE_ALLOWED = 6  # of the upload limit
LARGEST_UNPACKED = 8 << 30  # where there is no limit

_ENCRYPTED = 0x1
_UNPACKED_ENDINGS = (".zip", ".xlsx", ".xlsm", ".xls", ".gz", ".7z", ".rar", ".tar")


@contextmanager
def opened_archive(path: Path, kind: str, limit_bytes: int | None) -> Iterator[zipfile.ZipFile]:
    """An archive whose names, number of files and sizes are harmless. kind: as a sentence calls it.

    The reading of a file in it stops at the size that is checked here. Raises UnreadableError.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeError):
        raise UnreadableError(file_faults.damaged(kind), path.name) from None
    with archive:
        _check(archive, path.name, limit_bytes)
        yield archive


def csv_members(archive: zipfile.ZipFile, file: str) -> list[zipfile.ZipInfo]:
    """The .csv files of an archive, by name, in whatever folder; other texts and systems' own files are not.

    Raises UnreadableError for an archive within the archive.
    """
    members = [info for info in archive.infolist() if not info.is_dir() and not is_by_the_way(info.filename)]
    if any(info.filename.casefold().endswith(_UNPACKED_ENDINGS) for info in members):
        raise UnreadableError(file_faults.nested_archive(), file)
    return sorted(
        (info for info in members if info.filename.casefold().endswith(".csv")),
        key=lambda info: info.filename,
    )


def is_by_the_way(name: str) -> bool:
    """Whether a file is one that systems leave beside others: hidden, or of macOS's own."""
    parts = PurePosixPath(name).parts
    return any(part.startswith((".", "__MACOSX", "~$")) for part in parts)


def _check(archive: zipfile.ZipFile, file: str, limit_bytes: int | None) -> None:
    members = archive.infolist()
    if any(info.flag_bits & _ENCRYPTED for info in members):
        raise UnreadableError(file_faults.encrypted(), file)
    if any(_leads_out(info.filename) for info in members):
        raise UnreadableError(file_faults.unsafe_name(), file)
    largest = LARGEST_UNPACKED if limit_bytes is None else limit_bytes * UNPACKED_PER_BYTE_ALLOWED
    if (
        len(members) > MOST_FILES
        or sum(info.file_size for info in members) > largest
        or any(
            info.file_size > SMALL and info.file_size > LARGEST_RATIO * info.compress_size for info in members
        )
    ):
        raise UnreadableError(file_faults.unpacks_too_large(), file)


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in name
