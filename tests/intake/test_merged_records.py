"""Imports under the key of a record that was merged: they reach the one that stayed, or say why not."""

from uuid import UUID

import pytest
import sqlalchemy as sa

from app.access.policies import SYSTEM
from app.cases.rules.merge_words import MergeKind
from app.db import reading
from app.intake import services
from tests.conftest import TODAY
from tests.intake.files import a_row, examples, write_folder
from tests.merging.whole_database import database_now, differing, merge, undo


def id_of(table: str, key: str) -> UUID:
    with reading(SYSTEM) as session:
        statement = sa.text(f"select id from {table} where import_key = :key")
        return session.connection().execute(statement, {"key": key}).scalar_one()


@pytest.fixture
def merged(load):
    """A person whose record was merged into the example's, both in one household."""
    tables = examples()
    tables["members"].append(a_row("members", person="P-2", forename="Tanzy"))
    load(tables)
    key = a_row("members")["person"]
    return merge(MergeKind.PERSON, id_of("person", key), id_of("person", "P-2"))


def checked(tmp_path, analyst, **tables):
    folder = write_folder(tmp_path / "checked", tables)
    report = services.check_import(folder, actor=analyst, today=TODAY)
    return [(fault.file, fault.row, fault.column, fault.code) for fault in report.faults]


def test_what_is_known_of_them_reaches_the_record_that_stayed(load, merged):
    load(measurements=[a_row("measurements", person="P-2", from_="2011-01-01", to_="2011-02-01")])

    with reading(SYSTEM) as session:
        statement = sa.text("select person_id from measurement where starts_on = '2011-01-01'")
        assert session.connection().execute(statement).scalar_one() == merged.stays_id


def test_evidence_of_them_is_of_somebody_of_their_household(load, merged):
    load(criteria=[a_row("criteria", person="P-2", from_="2012-09-02")])


def test_who_they_are_is_decided_on_the_record_that_stayed(tmp_path, analyst, merged):
    rows = [a_row("members", person="P-2", forename="Tamsin")]

    assert checked(tmp_path, analyst, members=rows) == [("members.csv", 2, "person", "merged-record")]


def test_the_same_thing_under_both_keys_is_a_fault(tmp_path, analyst, merged):
    rows = [a_row("measurements"), a_row("measurements", person="P-2")]

    assert checked(tmp_path, analyst, measurements=rows) == [
        ("measurements.csv", 3, "person", "merged-record")
    ]


def test_an_assessment_names_nobody_under_both_keys(tmp_path, analyst, load, merged):
    both = f"{a_row('members')['person']};P-2"

    load(assessments=[a_row("assessments", assessment="CAF-2", children="P-2")])
    rows = [a_row("assessments", assessment="CAF-3", children=both)]

    assert checked(tmp_path, analyst, assessments=rows) == [
        ("assessments.csv", 2, "children", "merged-record")
    ]


def test_a_family_that_was_merged_is_decided_on_under_the_key_of_the_one_that_stayed(tmp_path, analyst, load):
    load(examples())
    key = a_row("families")["family"]
    load(families=[a_row("families", family="HH-2")])
    merge(MergeKind.FAMILY, id_of("family", key), id_of("family", "HH-2"))

    found = checked(
        tmp_path,
        analyst,
        families=[a_row("families", family="HH-2")],
        criteria=[a_row("criteria", family="HH-2", person="", from_="2012-09-03")],
        triage=[a_row("triage", family="HH-2", decided_on="2013-07-01")],
    )

    assert {(file, code) for file, _, _, code in found} == {
        ("families.csv", "merged-record"),
        ("triage.csv", "merged-record"),
    }


def test_an_import_of_another_time_than_the_merge_leaves_the_way_back(load, merged):
    before = database_now()
    load(measurements=[a_row("measurements", person="P-2", from_="2011-01-01", to_="2011-02-01")])

    undo(merged)

    assert set(differing(before, database_now())) >= {"person", "household_member", "record_merge"}
    assert id_of("person", "P-2")
