"""What an export holds in memory does not grow with the city."""

import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from app.exports.making import Asked, make_table
from app.exports.packing import gather
from app.exports.queries import episodes, pack
from app.exports.rules.episodes import Episode
from app.exports.rules.pack import PRINTED, Wanted
from app.exports.rules.vocabulary import ExportName
from tests.exports.an_episode import AS_AT, an_episode
from tests.exports.rules.test_pack import ACTION, AUDIT, CHILD, a_worked

HELD_BY_BUFFERS = 400_000  # bytes; 700 rows in memory would be more than twice that
ROWS_HELD = 40_000  # bytes; 800 ids in memory would be twice that, and 800 rows eight times
TABLES = [name for name in ExportName if name is not ExportName.INSPECTION_PACK]


def _many(number: int) -> Iterator[Episode]:
    """Children's assessments of many families, every one of them with something to look at."""
    one = an_episode(closed_on=AS_AT, closure_reason="other", lead_agency=None, primary_reason=None)
    for place in range(number):
        same = UUID(int=place)
        born_on = date(1998, 1, 1) + timedelta(days=place % 4000)
        yield replace(one, id=same, assessment_id=same, child_id=same, child=f"P-{place}", born_on=born_on)


def _peak(name: ExportName, number: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(episodes, "episodes", lambda *_, **__: _many(number))
    asked = Asked(name, AS_AT, "Council", datetime(2013, 7, 12, tzinfo=UTC), "1", key="a key")
    folder.mkdir()
    tracemalloc.start()
    try:
        made = make_table(None, folder, asked, lambda _: None)  # type: ignore[arg-type]
        assert made.queries + made.errors >= number
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _peak_of_a_pack(number: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """What is held at most until the lists of a pack are read, before its workbook is put together."""
    peaks: list[int] = []
    children = (replace(CHILD, child=f"P-{place}", lead=None) for place in range(number))
    worked = (a_worked(place, completed_on=AS_AT) for place in range(number))
    for name, found in {
        "pool": map(UUID, (f"{place:032x}" for place in range(number))),
        "children": children,
        "worked_on": worked,
        "audits": (AUDIT for _ in range(number)),
        "actions": (replace(ACTION, what=f"Do {place}") for place in range(number)),
    }.items():
        monkeypatch.setattr(pack, name, lambda *_, found=found: found)
    folder.mkdir()
    tracemalloc.start()
    try:
        gathered = gather(
            None,  # type: ignore[arg-type]
            folder,
            Wanted(AS_AT),
            organisation="Council",
            made_at=datetime(2013, 7, 12, tzinfo=UTC),
            code="1",
            user_id=UUID(int=1),
            tell=lambda _: peaks.append(tracemalloc.get_traced_memory()[1]),
        )
        assert gathered.children.of == gathered.actions.of == gathered.cover.pool == number
        assert sum(gathered.found.values()) == 2 * number
        return peaks[-1]
    finally:
        tracemalloc.stop()


def test_a_pack_of_longer_lists_takes_no_more_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _peak_of_a_pack(10, tmp_path / "warm", monkeypatch)

    few = _peak_of_a_pack(PRINTED + 100, tmp_path / "few", monkeypatch)
    many = _peak_of_a_pack(PRINTED + 900, tmp_path / "many", monkeypatch)

    assert many < few + ROWS_HELD


@pytest.mark.parametrize("name", TABLES)
def test_ten_times_the_rows_take_no_more_memory(
    name: ExportName, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _peak(name, 10, tmp_path / "warm", monkeypatch)

    few = _peak(name, 50, tmp_path / "few", monkeypatch)
    many = _peak(name, 700, tmp_path / "many", monkeypatch)

    assert many < few + HELD_BY_BUFFERS
