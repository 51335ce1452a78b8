"""The files of a pack as they are written: part by part, and the same as if they had been written at once."""

import io
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import openpyxl
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exports.render import kept, pack_xlsx
from app.exports.render.json_parts import JsonFile
from app.exports.render.kept import InFile
from app.exports.render.pack_xlsx import pack_book
from app.exports.rules.impact import Impact, InMemory
from app.exports.rules.pack import Cover, Wanted

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)
COVER = Cover("Council", Wanted(date(2013, 7, 12)), datetime(2013, 7, 12, tzinfo=UTC), "1", 3, "x")


def _written(file: JsonFile, value: object, name: str | None = None) -> None:
    """A value written in the smallest parts that it can be."""
    if isinstance(value, dict):
        with file.object(name):
            for key, each in value.items():
                _written(file, each, key)
    elif isinstance(value, list):
        with file.array(name):
            for each in value:
                _written(file, each)
    else:
        file.add(value, name)


@given(VALUES)
def test_json_written_in_parts_is_the_json_of_the_whole(value: object) -> None:
    parts, nested = io.BytesIO(), io.BytesIO()

    _written(JsonFile(parts), value)
    file = JsonFile(nested)
    with file.array():
        file.add(value)

    assert parts.getvalue() == orjson.dumps(value, option=orjson.OPT_INDENT_2)
    assert nested.getvalue() == orjson.dumps([value], option=orjson.OPT_INDENT_2)


@pytest.mark.parametrize("many", [0, 1, 2, 5])
def test_ids_kept_in_a_file_come_back_in_their_order_however_often(
    many: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "AT_ONCE", 2 * kept.SIZE)
    ids = [UUID(int=(7 * place) % 5) for place in range(many)]
    place = InFile(tmp_path)
    for each in ids:
        place.add(each)

    assert list(place) == list(place) == ids
    assert list(zip(place, place, strict=True)) == list(zip(ids, ids, strict=True))
    for each in place:
        assert each in ids
        place.add(each)
    assert list(place) == [*ids, *ids]
    assert len(place) == 2 * many
    assert list(tmp_path.iterdir()) == []
    place.close()


def test_a_sheet_that_is_full_says_that_all_of_it_is_in_the_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack_xlsx, "MOST_ROWS", 20)
    number = Impact("closed", "Closed", InMemory(UUID(int=place) for place in range(23)))

    with pack_book(tmp_path / "pack.xlsx", COVER, 0) as book:
        book.add_impact((number,))
    written = openpyxl.load_workbook(tmp_path / "pack.xlsx")

    assert len(list(written["Behind the impact"].values)) == 21
    about = {row[0]: row[1] for row in written["About"].values}
    assert about["Behind the impact"] == "The first 20 of 23 stand on the sheet, all in the JSON"
