"""Loading import files into the test database."""

from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.access.policies import Actor
from app.intake import services
from app.intake.report import ImportReport
from tests.conftest import TODAY
from tests.intake.files import Cells, Load, write_folder


@pytest.fixture
def load(database: sa.Connection, analyst: Actor, tmp_path: Path) -> Load:
    """Loads tables as a folder of .csv files and gives the report, which must have no faults."""
    numbers = count()

    def loading(tables: dict[str, list[Cells]] | None = None, **more: list[Cells]) -> ImportReport:
        folder = write_folder(tmp_path / str(next(numbers)), {**(tables or {}), **more})
        report = services.load_import(folder, actor=analyst, today=TODAY)
        assert list(report.faults) == []
        assert report.is_loaded
        return report

    return loading
