"""Whatever is given to be imported, the outcome is a report: never an exception, never a cell's own text."""

import io
import zipfile
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.access.policies import COMMAND_LINE
from app.intake import services
from app.intake.rules.tables import TABLES
from app.intake.templates import csv_template, workbook_template
from tests.conftest import TODAY
from tests.intake.files import BY_NAME, a_row, as_csv
from tests.lengths import examples

SHORT = settings(
    max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
MARK = "Zephyrine"


def outcome(path: Path) -> None:
    """Checks what is there; the report must be whole and say nothing of the cells."""
    report = services.check_import(path, actor=COMMAND_LINE, today=TODAY, limit_bytes=2_000_000)

    faults = list(report.faults)
    assert len(faults) == len(report.faults)
    assert report.is_sound == (not faults)
    for fault in faults:
        assert MARK not in str(fault)
        assert fault.sentence.endswith(".")
        assert fault.row is None or fault.row >= 1
    assert not any(MARK in note.sentence for note in report.notes)


@cache
def a_workbook() -> dict[str, bytes]:
    """The files of the template workbook."""
    with zipfile.ZipFile(io.BytesIO(workbook_template())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changes(data: bytes) -> st.SearchStrategy[bytes]:
    """The bytes with a few of them changed, taken out or put in."""
    change = st.tuples(st.integers(0, len(data)), st.integers(0, 8), st.binary(max_size=8))

    def changed(list_of: list[tuple[int, int, bytes]]) -> bytes:
        out = data
        for place, length, new in list_of:
            out = out[:place] + new + out[place + length :]
        return out

    return st.lists(change, min_size=1, max_size=5).map(changed)


@given(table=st.sampled_from(TABLES), data=st.data())
@SHORT
def test_any_text_under_a_tables_name(
    database: sa.Connection, tmp_path: Path, table: object, data: st.DataObject
) -> None:
    name = getattr(table, "name", "")
    row = dict.fromkeys(BY_NAME[name].names, MARK)
    sound = as_csv(name, [a_row(name), row]).encode()
    path = tmp_path / f"{name}.csv"
    path.write_bytes(data.draw(st.one_of(changes(sound), st.binary(max_size=200))))

    outcome(path)


@given(data=changes(csv_template()))
@SHORT
def test_any_change_of_a_zip(database: sa.Connection, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "city.zip"
    path.write_bytes(data)

    outcome(path)


@given(member=st.sampled_from(sorted(a_workbook())), data=st.data())
@SHORT
def test_any_change_of_a_part_of_a_workbook(
    database: sa.Connection, tmp_path: Path, member: str, data: st.DataObject
) -> None:
    path = tmp_path / "city.xlsx"
    files = {**a_workbook(), member: data.draw(changes(a_workbook()[member]))}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)

    outcome(path)


@given(
    rows=st.lists(
        st.lists(st.sampled_from(["", "HH-1", MARK, "2013-01-01", "a;b", "yes"]), max_size=14), max_size=6
    )
)
@SHORT
def test_any_cells_in_any_number(database: sa.Connection, tmp_path: Path, rows: list[list[str]]) -> None:
    path = tmp_path / "allocations.csv"
    lines = [",".join(BY_NAME["allocations"].names), *(",".join(row) for row in rows)]
    path.write_text("\n".join(lines))

    outcome(path)


@pytest.mark.parametrize("name", ["", "..", "a\0b", "x" * 300])
def test_a_path_that_is_none(database: sa.Connection, tmp_path: Path, name: str) -> None:
    outcome(tmp_path / "empty" / name)
