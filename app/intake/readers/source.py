"""Opens what somebody gave to be imported: a folder, a ZIP, a workbook or one .csv file."""

import hashlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from app.intake.readers.archive import csv_members, is_by_the_way, opened_archive
from app.intake.readers.csv_text import csv_blocks
from app.intake.readers.parts import Part, UnreadableError
from app.intake.readers.workbook import workbook_parts
from app.intake.rules import file_faults
from app.intake.rules.findings import Findings

_ZIP = b"PK"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


def source_files(source: Path) -> list[Path]:
    """The files of a source: itself, or what a folder holds, by name. Raises UnreadableError."""
    try:
        if source.is_dir():
            return sorted(
                path for path in source.iterdir() if path.is_file() and not is_by_the_way(path.name)
            )
        if source.is_file():
            return [source]
    except (OSError, ValueError):
        raise UnreadableError(file_faults.cannot_be_read(), source.name) from None
    raise UnreadableError(file_faults.no_such_file(), source.name)


def check_size(source: Path, files: list[Path], limit_bytes: int | None) -> None:
    """Raises UnreadableError when the files together are larger than the limit, or cannot be looked at."""
    try:
        size = sum(path.stat().st_size for path in files)
    except OSError:
        raise UnreadableError(file_faults.cannot_be_read(), source.name) from None
    if limit_bytes is not None and size > limit_bytes:
        raise UnreadableError(file_faults.too_large(limit_bytes), source.name)


def digest(source: Path, files: list[Path]) -> str:
    """The SHA-256 of a file's bytes; of a folder, that of its files' names and digests, a line each.

    Raises UnreadableError.
    """
    try:
        if not source.is_dir():
            return _digest(files[0])
        lines = "".join(f"{_digest(path)}  {path.name}\n" for path in files)
    except OSError:
        raise UnreadableError(file_faults.cannot_be_read(), source.name) from None
    return hashlib.sha256(lines.encode("utf-8", "surrogateescape")).hexdigest()


def source_parts(
    source: Path, files: list[Path], limit_bytes: int | None, findings: Findings
) -> Iterator[Part]:
    """The tables of a source, opened one after another. Raises UnreadableError."""
    if source.is_dir():
        yield from _folder_parts(files, findings)
    elif source.suffix.casefold() == ".csv":
        yield from _file_parts(source, findings)
    else:
        yield from _packed_parts(source, limit_bytes, findings)


def _folder_parts(files: list[Path], findings: Findings) -> Iterator[Part]:
    for path in files:
        if path.suffix.casefold() == ".csv":
            yield from _file_parts(path, findings)
        else:
            findings.note(path.name, "This is not a .csv file and was left alone.")


def _file_parts(path: Path, findings: Findings) -> Iterator[Part]:
    try:
        stream = path.open("rb")
    except OSError:
        findings.add(file_faults.cannot_be_read(), path.name)
        return
    with stream:
        yield Part(path.name, path.stem, csv_blocks(path.name, stream))


def _packed_parts(path: Path, limit_bytes: int | None, findings: Findings) -> Iterator[Part]:
    """By what the file is, not by what it is called."""
    try:
        with path.open("rb") as stream:
            beginning = stream.read(4)
    except OSError:
        raise UnreadableError(file_faults.cannot_be_read(), path.name) from None
    if beginning == _OLD_WORKBOOK:
        raise UnreadableError(file_faults.old_workbook(), path.name)
    if not beginning.startswith(_ZIP):
        known = path.suffix.casefold() in (".xlsx", ".zip")
        raise UnreadableError(
            file_faults.damaged("workbook or ZIP archive") if known else file_faults.unknown_kind(), path.name
        )
    with opened_archive(path, "ZIP archive", limit_bytes) as archive:
        if "xl/workbook.xml" in archive.namelist():
            yield from workbook_parts(path, limit_bytes, findings)
            return
        for member in csv_members(archive, path.name):
            yield from _member_parts(archive, member, findings)


def _member_parts(archive: ZipFile, member: ZipInfo, findings: Findings) -> Iterator[Part]:
    path = PurePosixPath(member.filename)
    try:
        stream = archive.open(member)
    except (OSError, RuntimeError, ValueError, NotImplementedError, BadZipFile):
        findings.add(file_faults.damaged("ZIP archive"), path.name)
        return
    with stream:
        yield Part(path.name, path.stem, csv_blocks(path.name, stream))


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
