"""Checking and loading as use cases: all or nothing, on the audit trail, for those who may."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from app import embedded
from app.access.policies import COMMAND_LINE, Actor
from app.access.roles import Role
from app.errors import Forbidden
from app.intake import services
from tests.conftest import COORDINATOR, TODAY
from tests.intake.files import Load, a_row, examples, write_folder
from tests.intake.stored import everything, stored


def test_a_fault_anywhere_and_nothing_is_loaded(
    database: sa.Connection, analyst: Actor, tmp_path: Path
) -> None:
    tables = examples()
    tables["claims"] = [a_row("claims", window="Never")]
    folder = write_folder(tmp_path, tables)

    report = services.load_import(folder, actor=analyst, today=TODAY)

    assert [(fault.file, fault.row, fault.column, fault.code) for fault in report.faults] == [
        ("claims.csv", 2, "window", "unknown-reference")
    ]
    assert not report.is_loaded
    assert not report.changed_nothing
    assert report.summary == "1 fault was found; nothing was loaded."
    assert not any(everything().values())
    assert stored("select 1 from audit_event") == []


def test_an_error_of_the_database_half_way_leaves_nothing(
    database: sa.Connection, analyst: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_folder(tmp_path, examples())
    monkeypatch.setattr("app.intake.loading.register.derived_ids", lambda *_: ["not an id"])

    with pytest.raises(Exception, match="22P02"):  # its text would hold the value
        services.load_import(folder, actor=analyst, today=TODAY)

    assert not any(everything().values())
    assert stored("select 1 from audit_event") == []


def test_a_check_finds_the_faults_of_every_file_and_writes_nothing(
    database: sa.Connection, analyst: Actor, tmp_path: Path
) -> None:
    tables = examples()
    tables["wards"] = [a_row("wards"), a_row("wards")]
    tables["members"] = [a_row("members", sex="", born_on="soon")]
    folder = write_folder(tmp_path, tables)
    (folder / "targets.csv").write_bytes(b"\xff\xfe")

    faulty = services.check_import(folder, actor=analyst, today=TODAY)
    sound = services.check_import(write_folder(tmp_path / "sound", examples()), actor=analyst, today=TODAY)

    assert [(fault.file, fault.row, fault.column, fault.code) for fault in faulty.faults] == [
        ("members.csv", 2, "born_on", "not-a-date"),
        ("members.csv", 2, "sex", "required"),
        ("targets.csv", 1, None, "not-text"),
        ("wards.csv", 3, "ward", "duplicate-key"),
    ]
    assert sound.is_sound
    assert sound.summary == "No fault was found: 17 rows were read and nothing was loaded, as asked."
    assert not any(everything().values())
    assert stored("select 1 from audit_event") == []


def test_an_import_is_one_event_with_the_files_hash_and_the_counts_of_rows(load: Load) -> None:
    report = load(wards=[a_row("wards"), a_row("wards", ward="Aspley")])
    load(wards=[a_row("wards", locality="South")])

    events = stored("select action, user_id, details from audit_event order by position")
    assert len(report.sha256) == 64
    assert events[0][0] == "import.loaded"
    assert events[0][2] == {"sha256": report.sha256, "wards_rows": 2, "wards_added": 2, "wards_changed": 0}
    assert events[1][2]["wards_changed"] == 1
    assert len(events) == 2


def test_two_people_who_import_the_same_at_once_add_it_once(
    separate_database: embedded.Urls, tmp_path: Path
) -> None:
    folder = write_folder(tmp_path, examples())

    with ThreadPoolExecutor() as people:
        runs = [
            people.submit(services.load_import, folder, actor=COMMAND_LINE, today=TODAY) for _ in range(4)
        ]
        reports = [run.result() for run in runs]

    assert all(report.is_loaded for report in reports)
    assert sorted(report.changed_nothing for report in reports) == [False, True, True, True]


def test_only_analysts_import(database: sa.Connection, tmp_path: Path) -> None:
    folder = write_folder(tmp_path, examples())

    for run in (services.check_import, services.load_import):
        with pytest.raises(Forbidden):
            run(folder, actor=COORDINATOR, today=TODAY)

    assert Role.ANALYST in COMMAND_LINE.roles
    assert not any(everything().values())


def test_columns_that_are_no_ones_are_reported_and_left_alone(
    load: Load, tmp_path: Path, analyst: Actor
) -> None:
    path = tmp_path / "Wards.csv"
    path.write_text(
        "Ward;Mayor;Locality;Boundary set;GSS code\n\n St Ann's ;Tansy Testcase;;;\n", encoding="utf-8-sig"
    )

    report = services.load_import(path, actor=analyst, today=TODAY)

    assert [(note.file, note.sentence) for note in report.notes] == [
        ("Wards.csv", "B is not a column of this table and was left alone.")
    ]
    assert stored("select name from ward") == [("St Ann's",)]
    assert report.summary == "1 row was read: 1 record was added and 0 changed."
