"""Ids kept in a file that has no name: however many there are, none is held in memory."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, cast
from uuid import UUID

SIZE = 16  # bytes of an id
AT_ONCE = 4_096 * SIZE


class InFile:
    """Ids in the order in which they came. The file is gone when it is closed, or the process ends."""

    def __init__(self, folder: Path) -> None:
        self._file = cast(BinaryIO, TemporaryFile(dir=folder))  # noqa: SIM115 (closed by whoever opened it)
        self._many = 0

    def add(self, each: UUID) -> None:
        """Keep an id after those that are kept."""
        self._file.seek(self._many * SIZE)
        self._file.write(each.bytes)
        self._many += 1

    def __len__(self) -> int:
        return self._many

    def __iter__(self) -> Iterator[UUID]:
        end = self._many * SIZE
        for at in range(0, end, AT_ONCE):
            self._file.seek(at)
            part = self._file.read(min(AT_ONCE, end - at))
            for start in range(0, len(part), SIZE):
                yield UUID(bytes=part[start : start + SIZE])

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
