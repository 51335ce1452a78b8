"""JSON written part by part: what is written is what the whole would be, and no more is held than a part."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

import orjson

INDENT = b"  "


class JsonFile:
    """A JSON value on its way into a file, set out as `orjson` sets it out with an indent of two."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._inside = 0
        self._is_first = True

    def add(self, value: Any, name: str | None = None) -> None:
        """Write a value: the next of an array, or of an object under a name."""
        self._begin(name)
        whole = orjson.dumps(value, option=orjson.OPT_INDENT_2)
        self._file.write(whole.replace(b"\n", b"\n" + INDENT * self._inside))  # no text holds a bare one
        self._is_first = False

    @contextmanager
    def object(self, name: str | None = None) -> Iterator[None]:
        """An object, which what is written in the block goes into, each part under its name."""
        with self._within(b"{}", name):
            yield

    @contextmanager
    def array(self, name: str | None = None) -> Iterator[None]:
        """An array, which what is written in the block goes into."""
        with self._within(b"[]", name):
            yield

    @contextmanager
    def _within(self, brackets: bytes, name: str | None) -> Iterator[None]:
        self._begin(name)
        self._file.write(brackets[:1])
        self._inside += 1
        self._is_first = True
        yield
        self._inside -= 1
        if not self._is_first:
            self._new_line()
        self._file.write(brackets[1:])
        self._is_first = False

    def _begin(self, name: str | None) -> None:
        if self._inside:
            if not self._is_first:
                self._file.write(b",")
            self._new_line()
        if name is not None:
            self._file.write(orjson.dumps(name) + b": ")

    def _new_line(self) -> None:
        self._file.write(b"\n" + INDENT * self._inside)
