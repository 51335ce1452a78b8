"""The same seed makes the same city, another seed another one, and another size keeps the proportions."""

from collections import Counter
from pathlib import Path

import pytest

from app.demo.city import make_city, write_city, write_new_city
from app.intake.rules.tables import TABLES
from tests.demo.reading import records, the_city


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_same_seed_writes_the_same_bytes_whole_or_as_it_is_made(tmp_path: Path) -> None:
    write_city(make_city(), tmp_path / "first")
    write_city(make_city(), tmp_path / "second")
    write_new_city(tmp_path / "streamed")

    first = contents(tmp_path / "first")
    assert first == contents(tmp_path / "second")
    assert first == contents(tmp_path / "streamed")
    assert set(first) == {f"{table.name}.csv" for table in TABLES}


def test_each_file_has_its_columns_as_header_and_plain_utf_8(tmp_path: Path) -> None:
    write_city(the_city(), tmp_path)

    for table in TABLES:
        text = (tmp_path / f"{table.name}.csv").read_bytes().decode("utf-8")
        assert text.splitlines()[0] == ",".join(column.name for column in table.columns)
        assert not text.startswith("\ufeff")
        assert "\r" not in text


def test_another_seed_makes_other_people() -> None:
    first, second = the_city(2013).tables, the_city(1066).tables

    assert first["members"] != second["members"]
    assert first["triage"] != second["triage"]


def test_the_published_size_is_the_published_city() -> None:
    assert make_city(families=1215).tables == the_city().tables
    assert the_city().families == 1215


@pytest.mark.parametrize("families", [100, 300, 5_000])
def test_a_city_of_another_size_has_the_same_proportions(families: int) -> None:
    ours, whole = the_city(2013, families).tables, the_city().tables

    listed = [row for row in records(ours, "families") if row["listed_on"]]
    assert len(listed) == families
    for table in ("triage", "allocations", "assessments", "criteria", "members"):
        share = len(ours[table]) / len(whole[table])
        assert share == pytest.approx(families / 1215, rel=0.2)
    assert ours["wards"] == whole["wards"]
    assert ours["agencies"] == whole["agencies"]
    outcomes = Counter(row["outcome"] for row in records(ours, "triage"))
    assert set(outcomes) == {"allocate", "check-for-claim", "not-to-be-allocated"}


def test_no_lead_of_a_large_city_has_many_more_families_than_the_others() -> None:
    led = Counter(row["lead"] for row in records(the_city(2013, 5_000).tables, "allocations"))

    assert max(led.values()) <= 8


def test_too_small_a_city_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 100 families"):
        make_city(families=99)
