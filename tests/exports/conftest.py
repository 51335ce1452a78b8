"""The city in a database of its own, from which exports are made; what a test commits is undone."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import sqlalchemy as sa

from app import embedded
from app.exports.rules.vocabulary import ExportName
from tests.conftest import TODAY
from tests.edges.conftest import undone
from tests.exports.requests import made

Made = Mapping[ExportName, Mapping[str, Path]]


@pytest.fixture(scope="session")
def exported_city(services: embedded.Services, city_template: str) -> Iterator[sa.Engine]:
    """The city, made once for all tests of exports."""
    services.create_database("loxley_exported", template=city_template)
    engine = sa.create_engine(services.urls("loxley_exported").app_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def made_of_city(exported_city: sa.Engine, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The files of each export of the city and of a pack with two cases, by the end of their names."""
    folder = tmp_path_factory.mktemp("exports")
    with pytest.MonkeyPatch.context() as patched, undone(exported_city):
        patched.setenv("LOXLEY_TODAY", TODAY.isoformat())
        return {
            name: made(name, folder, **({"draw": 2, "seed": 7} if name is ExportName.INSPECTION_PACK else {}))
            for name in ExportName
        }


@pytest.fixture
def city(exported_city: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[sa.Connection]:
    """The city for one test, on the demonstration's day."""
    monkeypatch.setenv("LOXLEY_TODAY", TODAY.isoformat())
    with undone(exported_city) as connection:
        yield connection


@pytest.fixture
def empty(database: sa.Connection, monkeypatch: pytest.MonkeyPatch) -> sa.Connection:
    """An empty database for one test, on the demonstration's day."""
    monkeypatch.setenv("LOXLEY_TODAY", TODAY.isoformat())
    return database


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder that files are kept in."""
    return tmp_path
