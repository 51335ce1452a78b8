"""Reads the sheets of an .xlsx workbook as rows of text: values only, as a spreadsheet would show them."""

import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

import openpyxl
from defusedxml import ElementTree

from app.intake.readers.archive import opened_archive
from app.intake.readers.parts import ROWS_AT_ONCE, Part, RowBlock, UnreadableError
from app.intake.rules import file_faults
from app.intake.rules.faults import Problem
from app.intake.rules.findings import Findings
from app.intake.rules.headers import normalised, table_named

T = TypeVar("T")

MOST_COLUMNS = 100
MOST_ROWS = 1_048_576  # a sheet has no more
EXPLANATION = "Read me"  # the template's own sheet, which holds no table

# All that the libraries raise on a file that is not what it says it is: they do not promise less.
_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)

_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=\"[A-Z]+([0-9]+)")
_FORMULA_WITHOUT_VALUE = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>\s*|<(?:\w+:)?v>\s*</(?:\w+:)?v>\s*)?</(?:\w+:)?c>"
)
_ROW_OF_CELL = re.compile(rb"\br=\"[A-Z]+([0-9]+)\"")
_EMPTY_TEXT = b't="str"'  # a formula whose value is there: the empty text
_BYTES_AT_ONCE = 1 << 20
_LONGEST_CELL = 1 << 16  # of its XML; what straddles two readings is looked at in both


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet's name, where the archive keeps it, and whether the workbook shows it."""

    name: str
    member: str
    is_hidden: bool


def workbook_parts(path: Path, limit_bytes: int | None, findings: Findings) -> Iterator[Part]:
    """The sheets of a workbook, but for its explanation and hidden sheets that are no tables.

    Hidden tables, merged cells and formulas without a value are faults. Raises UnreadableError.
    """
    with opened_archive(path, "workbook", limit_bytes) as archive:
        sheets = _guarded(path.name, lambda: _sheets(archive))
        tables = [sheet for sheet in sheets if _is_read(sheet, path.name, findings)]
        for sheet in tables:
            _look_at(sheet, archive, path.name, findings)
    with path.open("rb") as stream:
        book = _guarded(path.name, lambda: openpyxl.load_workbook(stream, read_only=True, data_only=True))
        for sheet in tables:
            file = _named(path.name, sheet)
            yield Part(file, sheet.name, _blocks(file, book, sheet.name))


def cell_text(value: Any) -> str:
    """A cell's value as a .csv file would have it: dates as 2013-03-31, whole numbers without a point."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return str(value)


def _is_read(sheet: _Sheet, file: str, findings: Findings) -> bool:
    if normalised(sheet.name) == normalised(EXPLANATION):
        return False
    if not sheet.is_hidden:
        return True
    if table_named(sheet.name):
        findings.add(file_faults.hidden_sheet(), _named(file, sheet))
    else:
        findings.note(_named(file, sheet), "This sheet is hidden and no table, and was left alone.")
    return False


def _named(file: str, sheet: _Sheet) -> str:
    return f"{file}: {sheet.name}"


def _sheets(archive: zipfile.ZipFile) -> list[_Sheet]:
    """The worksheets that the workbook lists, in its order; charts' own sheets are not among them."""
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): PurePosixPath("/xl", link.get("Target", "")) for link in links}
    listed = [
        (element, next((value for name, value in element.items() if name.endswith("}id")), None))
        for element in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter()
        if element.tag.endswith("}sheet")
    ]
    return [
        _Sheet(element.get("name", ""), str(targets[link])[1:], element.get("state", "visible") != "visible")
        for element, link in listed
        if link in targets and targets[link].parent.name == "worksheets"
    ]


def _look_at(sheet: _Sheet, archive: zipfile.ZipFile, file: str, findings: Findings) -> None:
    """Finds what the values alone would not show."""
    if table_named(sheet.name) is None:
        return
    found = _guarded(file, lambda: set(_unclear(archive, sheet.member)))
    for problem in (file_faults.merged_cells(), file_faults.formula_without_value()):
        rows = sorted(row for of, row in found if of == problem)
        if rows:
            findings.add(problem, _named(file, sheet), rows=rows)


def _unclear(archive: zipfile.ZipFile, member: str) -> Iterator[tuple[Problem, int]]:
    """Rows with merged cells, and rows with formulas of which the file does not hold the value."""
    seen = b""
    with archive.open(member) as stream:
        while data := stream.read(_BYTES_AT_ONCE):
            seen = seen[-_LONGEST_CELL:] + data
            for merged in _MERGED.finditer(seen):
                yield file_faults.merged_cells(), int(merged[1])
            for formula in _FORMULA_WITHOUT_VALUE.finditer(seen):
                place = _ROW_OF_CELL.search(formula[1])
                if _EMPTY_TEXT not in formula[1] and place:
                    yield file_faults.formula_without_value(), int(place[1])


def _blocks(file: str, book: openpyxl.Workbook, name: str) -> Iterator[RowBlock]:
    """The rows of a sheet as text, each as wide as its last filled cell."""
    sheet: Any = _guarded(file, lambda: book[name])
    _guarded(file, sheet.reset_dimensions)  # what a file says of its own size may be wrong
    rows = sheet.iter_rows(values_only=True, max_row=MOST_ROWS, max_col=MOST_COLUMNS)
    while found := _guarded(file, lambda: [_texts(row) for row in islice(rows, ROWS_AT_ONCE)]):
        yield RowBlock(found)


def _texts(row: Sequence[Any]) -> list[str]:
    width = len(row)
    while width and row[width - 1] is None:
        width -= 1
    return [value if type(value) is str else cell_text(value) for value in row[:width]]


def _guarded(file: str, read: Callable[[], T]) -> T:
    """What the library reads, without its warnings. Raises UnreadableError whatever it raises."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return read()
    except _ERRORS:
        raise UnreadableError(file_faults.damaged("workbook"), file) from None
