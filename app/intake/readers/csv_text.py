"""Reads comma-separated text, as spreadsheets and other systems write it, block by block."""

import codecs
import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from itertools import chain, islice
from typing import IO

from app.intake.readers.parts import ROWS_AT_ONCE, Block, UnreadableError
from app.intake.rules import faults
from app.intake.rules.faults import Problem
from app.intake.rules.headers import known_names

BYTES_AT_ONCE = 1 << 20
LONGEST_LINE = 4 << 20
SEPARATORS = ",;\t|"

# How files of other kinds begin that are found under a .csv name: archives, workbooks, PDF, UTF-16.
_NOT_TEXT = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\xd0\xcf\x11\xe0",
    b"%PDF",
    b"\x1f\x8b",
    b"\xff\xfe",
    b"\xfe\xff",
)
_READ_ERRORS = (OSError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error)


def csv_blocks(file: str, stream: IO[bytes]) -> Iterator[Block]:
    """The rows of a text in UTF-8, with or without a byte-order mark.

    The separator is a comma, or whichever of semicolon, tab and bar the first row's column names ask for.
    Lines end in any of the usual ways. Raises UnreadableError at the row from which it cannot be read.
    """
    lines = _lines(stream)
    rows = 0
    try:
        first = next(lines, "")
        if first.casefold().startswith("sep="):  # tells Excel the separator; counts as a row
            rows = 1
            yield [[]]
            first = next(lines, "")
    except UnreadableError as error:
        raise UnreadableError(error.problem, file, rows + 1) from None
    reader = csv.reader(chain([first], lines), delimiter=_separator(first), strict=True)
    while True:
        block: Block = []
        problem = _read_into(block, reader)
        rows += len(block)
        if block:
            yield block
        if problem:
            raise UnreadableError(problem, file, rows + 1)
        if len(block) < ROWS_AT_ONCE:
            return


def _read_into(block: Block, reader: Iterator[list[str]]) -> Problem | None:
    """Adds the next rows to the block; what is wrong with the one after them, if anything is."""
    try:
        block.extend(islice(reader, ROWS_AT_ONCE))
    except csv.Error as error:
        return faults.cell_too_large() if "field limit" in str(error) else faults.unclosed_quote()
    except UnreadableError as error:
        return error.problem
    return None


def _separator(line: str) -> str:
    """The separator by which the first line yields most column names."""
    return max(SEPARATORS, key=lambda mark: known_names([cell.strip('" \r\n') for cell in line.split(mark)]))


def _lines(stream: IO[bytes]) -> Iterator[str]:
    """The lines of a text with their ends, decoded as they are asked for: one block is held, and one line."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    left = ""
    is_first = True
    while data := _read(stream):
        if b"\0" in data or (is_first and data.startswith(_NOT_TEXT)):
            raise UnreadableError(faults.not_text())
        is_first = False
        text, is_sound = _decoded(decoder, data)
        left += text
        whole = _end_of_whole_lines(left)
        yield from io.StringIO(left[:whole], newline="")
        left = left[whole:]
        if not is_sound:
            raise UnreadableError(faults.not_utf8())
        if len(left) > LONGEST_LINE:
            raise UnreadableError(faults.cell_too_large())
    text, is_sound = _decoded(decoder, b"")
    yield from io.StringIO(left + text, newline="")
    if not is_sound:
        raise UnreadableError(faults.not_utf8())


def _read(stream: IO[bytes]) -> bytes:
    try:
        return stream.read(BYTES_AT_ONCE)
    except _READ_ERRORS:
        raise UnreadableError(faults.damaged("file")) from None


def _decoded(decoder: codecs.IncrementalDecoder, data: bytes) -> tuple[str, bool]:
    """The text of these bytes as far as it is in UTF-8, and whether all of it is. No bytes: the end."""
    try:
        return decoder.decode(data, final=not data), True
    except UnicodeDecodeError as error:
        return error.object[: error.start].decode("utf-8"), False


def _end_of_whole_lines(text: str) -> int:
    """Where the last whole line ends; one that ends in a carriage return may yet get its line feed."""
    return max(text.rfind("\n"), text.rfind("\r", 0, len(text) - 1)) + 1
