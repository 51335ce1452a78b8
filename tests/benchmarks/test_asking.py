"""What the benchmarks may be asked for on the command line."""

from collections.abc import Iterator

import pytest

from benchmarks.__main__ import BENCHMARKS, main
from benchmarks.measuring import Race


@pytest.mark.parametrize("given", ["99", "-1", "many", "4e4"])
def test_a_size_that_no_city_has_is_refused_with_a_sentence(
    given: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["P6", "--families", given])

    assert left.value.code == 2
    assert "a city has 100 families at least" in capsys.readouterr().err


def test_a_name_of_no_benchmark_is_answered_with_those_that_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["P13"]) == 2
    assert "There is no benchmark P13. There are: case-list (P7, P9);" in capsys.readouterr().err


def test_the_size_asked_for_takes_the_place_of_a_benchmarks_own(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def races(_: object, families: int) -> Iterator[Race]:
        seen.append(families)
        yield from ()

    by_name = {each.name: each for each in BENCHMARKS}
    monkeypatch.setattr("benchmarks.cells.races", races)
    monkeypatch.setattr("benchmarks.disclosure.races", races)
    for sizes in ((), (40_000, 4_000)):
        for name in ("cells", "disclosure"):
            list(by_name[name].all_races(None, sizes))  # type: ignore[arg-type]

    assert seen == [400_000, 1_200, 40_000, 4_000, 1_200]
