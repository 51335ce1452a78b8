"""The city goes in through the importer like any other import."""

from pathlib import Path

import sqlalchemy as sa

from app.access.policies import Actor
from app.db import reading
from app.demo.city import write_new_city
from app.intake import services
from app.intake.rules.tables import TABLES
from tests.conftest import TODAY, counted
from tests.demo.reading import the_city


def test_the_importer_finds_no_fault_and_takes_every_row_and_a_second_time_changes_nothing(
    database: sa.Connection, analyst: Actor, tmp_path: Path
) -> None:
    write_new_city(tmp_path)

    first = services.load_import(tmp_path, actor=analyst, today=TODAY)
    second = services.load_import(tmp_path, actor=analyst, today=TODAY)

    assert list(first.faults) == []
    assert first.is_loaded
    assert second.changed_nothing
    tables = the_city().tables
    assert {table.table: table.rows for table in first.tables} == {
        table.name: len(tables[table.name]) for table in TABLES
    }
    with reading(analyst) as session:
        assert counted(session, "family") == len(tables["families"])
        assert counted(session, "allocation") == len(tables["allocations"])
        assert counted(session, "measurement") == len(tables["measurements"])
