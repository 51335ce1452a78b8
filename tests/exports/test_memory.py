"""What an export holds in memory does not grow with the city."""

import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from app.exports.making import Asked, make_table
from app.exports.queries import episodes
from app.exports.rules.episodes import Episode
from app.exports.rules.vocabulary import ExportName
from tests.exports.an_episode import AS_AT, an_episode

HELD_BY_BUFFERS = 400_000  # bytes; 700 rows in memory would be more than twice that
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


@pytest.mark.parametrize("name", TABLES)
def test_ten_times_the_rows_take_no_more_memory(
    name: ExportName, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _peak(name, 10, tmp_path / "warm", monkeypatch)

    few = _peak(name, 50, tmp_path / "few", monkeypatch)
    many = _peak(name, 700, tmp_path / "many", monkeypatch)

    assert many < few + HELD_BY_BUFFERS
