"""Both sides of every benchmark come to the same answer; otherwise their times say nothing."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from app import embedded
from benchmarks import case_list, cells, dumped, evaluation, exports, finding, importing, pack
from benchmarks.cities import Cities
from benchmarks.measuring import Race
from tests.conftest import TODAY

FAMILIES = 150
ENOUGH_TO_SHOW = 1_000
"""In a city of so many families, each of the three year-one tables has counts that the public may see."""

Races = Callable[[Cities, int], Iterator[Race]]


@pytest.fixture(scope="module")
def cities(services: embedded.Services, tmp_path_factory: pytest.TempPathFactory) -> Cities:
    """Tiny cities, made as the benchmarks make theirs."""
    return Cities(services, tmp_path_factory.mktemp("bench"), say=lambda _: None)


@pytest.fixture(autouse=True)
def the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOXLEY_TODAY", TODAY.isoformat())


def answers(race: Race) -> tuple[object, object]:
    """What each side of a race comes to, each made ready as it is when it is timed."""
    found = []
    for way in (race.floor, race.ours):
        if race.before:
            race.before()
        found.append(way())
    return found[0], found[1]


@pytest.mark.parametrize(
    ("races", "goals"),
    [
        pytest.param(case_list.races, ["P7", "P9"], id="the list of families, and its last page"),
        pytest.param(case_list.long_list_races, ["P9"], id="the last page of a long list"),
        pytest.param(
            finding.races, ["search", "search", "page", "save"], id="a search, a page of a family and a save"
        ),
        pytest.param(dumped.races, ["P8", "P8"], id="rows and records dumped by a compiled schema"),
        pytest.param(pack.races, ["P11"], id="a pack with charts and without"),
        pytest.param(exports.races, ["exports"] * 4, id="exports and a copy of their rows"),
        pytest.param(partial(importing.races, people=300), ["P10"], id="an import and a copy"),
        pytest.param(evaluation.races, ["P1", "P2", "P5"], id="evaluation of a council's families"),
        pytest.param(evaluation.national_races, ["P3", "P3"], id="evaluation of many councils' families"),
        pytest.param(cells.races, ["P6"], id="ward by agency by standing"),
    ],
)
def test_both_sides_of_a_benchmark_come_to_the_same_answer(cities, races: Races, goals):
    found = []
    for race in races(cities, FAMILIES):
        assert race.agree(*answers(race)), race.what
        found.append(race.goal.number)

    assert found == goals


@pytest.mark.parametrize("name", [exports.ExportName.INSPECTION_PACK, exports.ExportName.EXTRACT])
def test_an_export_that_is_weighed_is_built_as_a_worker_builds_it(cities, name):
    with cities.copy(cities.template(FAMILIES)) as urls:
        weight = exports.weighed_export(urls, name)

    assert weight.peak >= weight.before > 0


def test_a_notebook_and_a_release_have_the_same_year_one_tables(cities):
    pytest.importorskip("pandas", reason="the notebook needs pandas, which only `make bench` installs")
    from benchmarks import year_one

    for race in year_one.races(cities, ENOUGH_TO_SHOW):
        notebook, release = answers(race)
        assert race.agree(notebook, release)
        assert all(release)


def test_a_cell_that_differs_is_noticed(cities):
    for race in cells.races(cities, FAMILIES):
        flat, counted = answers(race)
        ward, agency, status, families = flat[0]
        assert not race.agree([(ward, agency, status, families + 1), *flat[1:]], counted)


def test_a_row_that_the_roll_up_has_wrong_is_noticed(cities, services):
    races = evaluation.races(cities, FAMILIES)
    race = next(races)
    floor, counted = answers(race)

    assert not race.agree(floor, (counted[0] + 1, *counted[1:]))
    races.close()
