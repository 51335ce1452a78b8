"""Reads comma-separated text, as spreadsheets and other systems write it, block by block."""

import codecs
import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import IO

from app.intake.readers.parts import ROWS_AT_ONCE, Block, ColumnBlock, RowBlock, UnreadableError
from app.intake.rules import file_faults
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
    rows = 0
    try:
        for block in _blocks(_texts(stream)):
            rows += len(block)
            yield block
    except UnreadableError as error:
        raise UnreadableError(error.problem, file, rows + 1) from None


def _blocks(texts: Iterator[str]) -> Iterator[Block]:
    """As long as no quotation mark has been met, rows are split at their separators: that is the quickest."""
    text = next(texts, "")
    first, rest = _first_line(text)
    if first.casefold().startswith("sep="):  # tells Excel the separator; counts as a row
        yield RowBlock([[]])
        text = rest
        first, rest = _first_line(text)
    separator = _separator(first)
    if '"' not in first:
        yield RowBlock([first.rstrip("\r\n").split(separator)])
        text = rest
    for later in chain([text], texts):
        if '"' in later:
            yield from _records(csv.reader(_lines(chain([later], texts)), delimiter=separator, strict=True))
            return
        if later:
            sound, is_whole = _up_to_a_large_cell(_plain_ends(later), separator)
            if sound is not None:
                yield _split(sound, separator)
            if not is_whole:
                raise UnreadableError(file_faults.cell_too_large())


def _plain_ends(text: str) -> str:
    """The lines with a line feed between them, and none at the end."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.removesuffix("\n")


def _up_to_a_large_cell(text: str, separator: str) -> tuple[str | None, bool]:
    """The lines before the first with a cell that is too large, None for no line; and whether that is all."""
    limit = csv.field_size_limit()
    start = 0
    while start + limit < len(text):
        end = text.rfind("\n", start, start + limit + 1)
        if end < 0:  # a long line: its cells may be short enough all the same
            end = text.find("\n", start) % (len(text) + 1)
            if max(map(len, text[start:end].split(separator))) > limit:
                return text[: start - 1] if start else None, False
        start = end + 1
    return text, True


def _split(text: str, separator: str) -> Block:
    """The rows of lines without quotation marks.

    Where every line has as many cells as the first, a cell that holds only the line feed stands after each
    line's last.
    """
    width = text.partition("\n")[0].count(separator) + 1
    cells = text.replace("\n", f"{separator}\n{separator}").split(separator)
    ends = cells[width :: width + 1]
    if len(cells) == (width + 1) * (len(ends) + 1) - 1 and ends.count("\n") == text.count("\n") == len(ends):
        columns: list[Sequence[str]] = [cells[place :: width + 1] for place in range(width)]
        if all(map(str.strip, columns[0])):
            return ColumnBlock(columns)
    return RowBlock([line.split(separator) for line in text.split("\n")])


def _records(reader: Iterator[list[str]]) -> Iterator[Block]:
    """The rows that a reader of quoted text finds, up to where it cannot go on."""
    problem: Problem | None = None
    while not problem:
        rows: list[list[str]] = []
        problem = _read_into(rows, reader)
        if not rows and not problem:
            return
        yield RowBlock(rows)
    raise UnreadableError(problem)


def _read_into(rows: list[list[str]], reader: Iterator[list[str]]) -> Problem | None:
    """Adds the next rows; what is wrong with the one after them, if anything is."""
    try:
        rows.extend(islice(reader, ROWS_AT_ONCE))
    except csv.Error as error:
        return file_faults.cell_too_large() if "field limit" in str(error) else file_faults.unclosed_quote()
    except UnreadableError as error:
        return error.problem
    return None


def _separator(line: str) -> str:
    """The separator by which the first line yields most column names."""
    return max(SEPARATORS, key=lambda mark: known_names([cell.strip('" \r\n') for cell in line.split(mark)]))


def _first_line(text: str) -> tuple[str, str]:
    """The first line with its end, and what follows."""
    first = next(io.StringIO(text, newline=""), "")
    return first, text[len(first) :]


def _lines(texts: Iterable[str]) -> Iterator[str]:
    """The lines with their ends."""
    for text in texts:
        yield from io.StringIO(text, newline="")


def _texts(stream: IO[bytes]) -> Iterator[str]:
    """The text of a file in pieces of whole lines, decoded as they are asked for."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    left = ""
    is_first = True
    while data := _read(stream):
        if b"\0" in data or (is_first and data.startswith(_NOT_TEXT)):
            raise UnreadableError(file_faults.not_text())
        is_first = False
        text, is_sound = _decoded(decoder, data)
        left += text
        whole = _end_of_whole_lines(left)
        if whole:
            yield left[:whole]
            left = left[whole:]
        if not is_sound:
            raise UnreadableError(file_faults.not_utf8())
        if len(left) > LONGEST_LINE:
            raise UnreadableError(file_faults.cell_too_large())
    text, is_sound = _decoded(decoder, b"")
    if not is_sound:
        raise UnreadableError(file_faults.not_utf8())
    if left + text:
        yield left + text


def _read(stream: IO[bytes]) -> bytes:
    try:
        return stream.read(BYTES_AT_ONCE)
    except _READ_ERRORS:
        raise UnreadableError(file_faults.damaged("file")) from None


def _decoded(decoder: codecs.IncrementalDecoder, data: bytes) -> tuple[str, bool]:
    """The text of these bytes as far as it is in UTF-8, and whether all of it is. No bytes: the end."""
    try:
        return decoder.decode(data, final=not data), True
    except UnicodeDecodeError as error:
        return error.object[: error.start].decode("utf-8"), False


def _end_of_whole_lines(text: str) -> int:
    """Where the last whole line ends; one that ends in a carriage return may yet get its line feed."""
    return max(text.rfind("\n"), text.rfind("\r", 0, len(text) - 1)) + 1
