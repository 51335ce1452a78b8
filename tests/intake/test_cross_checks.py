"""What must hold between rows, tables and the database."""

import pytest

from app.cases.rules.references import LARGEST_NUMBER
from app.intake.rules.cross_checks import Found, cross_faults
from app.intake.rules.known import Known, wanted
from tests.intake.files import Cells, a_row, examples
from tests.intake.reading import read

NOTHING = Known()


def found(
    tables: dict[str, list[Cells]], known: Known = NOTHING
) -> list[tuple[str, str | None, str, list[int]]]:
    """Table, column, code and spreadsheet rows of every fault between these rows."""
    return [_seen(fault) for fault in cross_faults(read(tables), known)]


def _seen(fault: Found) -> tuple[str, str | None, str, list[int]]:
    rows = fault.content.numbers(fault.positions)
    return fault.content.table.name, fault.column, fault.problem.code, rows


def with_rows(name: str, *rows: Cells) -> dict[str, list[Cells]]:
    """The sound import of examples, with these rows of one table."""
    return {**examples(), name: list(rows)}


def test_the_examples_of_all_tables_together_are_sound() -> None:
    assert found(examples()) == []


def test_the_second_and_third_row_of_a_key_are_faults_and_the_first_is_not() -> None:
    tables = with_rows(
        "wards", a_row("wards"), a_row("wards"), a_row("wards", ward="Arboretum"), a_row("wards")
    )

    assert found(tables) == [("wards", "ward", "duplicate-key", [3, 5])]


def test_a_key_of_several_columns_is_the_same_only_when_all_of_them_are() -> None:
    tables = with_rows("triage", a_row("triage"), a_row("triage", decided_on="2013-01-01"), a_row("triage"))

    assert found(tables) == [("triage", None, "duplicate-key", [4])]


def test_two_criteria_of_the_family_as_a_whole_are_the_same_key() -> None:
    whole = a_row("criteria", person="")

    assert found(with_rows("criteria", whole, a_row("criteria"), whole)) == [
        ("criteria", None, "duplicate-key", [4])
    ]


def test_keys_that_are_blank_by_a_fault_are_not_called_the_same() -> None:
    tables = with_rows(
        "criteria",
        a_row("criteria", person=""),
        a_row("criteria", person="a|b"),
        a_row("criteria", from_="never"),
    )
    tables["wards"] += [a_row("wards", ward=""), a_row("wards", ward="")]

    assert found(tables) == []


def test_a_person_is_the_same_in_each_of_their_households() -> None:
    moved = a_row("members", from_="2013-01-01", surname="Otherwise", born_on="2001-05-10")
    same = a_row("members", from_="2013-02-01")

    assert found(with_rows("members", a_row("members"), moved, same)) == [
        ("members", "surname", "rows-differ", [3]),
        ("members", "born_on", "rows-differ", [3]),
    ]


def test_the_rows_of_a_line_of_a_claim_agree_on_the_line() -> None:
    second = a_row("claims", part="crime", state="submitted")

    assert found(with_rows("claims", a_row("claims"), second)) == [("claims", "state", "rows-differ", [3])]


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("establishments", "agency"),
        ("postings", "practitioner"),
        ("postings", "establishment"),
        ("families", "ward"),
        ("members", "family"),
        ("criteria", "family"),
        ("criteria", "person"),
        ("criteria", "verified_by"),
        ("measurements", "person"),
        ("meetings", "wards"),
        ("meetings", "agencies"),
        ("triage", "family"),
        ("triage", "meeting"),
        ("allocations", "family"),
        ("allocations", "meeting"),
        ("allocations", "agencies"),
        ("allocations", "lead"),
        ("allocations", "lead_establishment"),
        ("assessments", "family"),
        ("assessments", "children"),
        ("assessments", "initiating_agency"),
        ("assessments", "lead"),
        ("assessments", "lead_agency"),
        ("consents", "assessment"),
        ("claims", "family"),
        ("claims", "window"),
    ],
)
def test_a_key_that_is_nowhere_is_a_fault_and_one_that_the_database_has_is_not(
    table: str, column: str
) -> None:
    tables = with_rows(table, a_row(table, **{f"{column}_": "NOWHERE"}))
    refers_to = next(iter(read({table: [a_row(table)]}).values())).table.column(column).refers_to
    assert refers_to

    unknown = (table, column, "unknown-reference", [2])
    assert unknown in found(tables)
    assert unknown not in found(tables, Known(ids={refers_to: {"NOWHERE": "id"}}))


def test_one_unknown_key_of_a_list_is_enough() -> None:
    tables = with_rows("meetings", a_row("meetings", wards="Basford;Nowhere"))

    assert found(tables) == [("meetings", "wards", "unknown-reference", [2])]


def test_only_listed_households_are_triaged_allocated_and_claimed_for() -> None:
    tables = with_rows("families", a_row("families", listed_on="", identified_how="", attached_on=""))

    assert [fault for fault in found(tables) if fault[2] == "not-listed"] == [
        ("triage", "family", "not-listed", [2]),
        ("allocations", "family", "not-listed", [2]),
        ("claims", "family", "not-listed", [2]),
    ]


def test_a_household_that_the_database_has_on_the_list_may_be_decided_on() -> None:
    stored = Known(ids={"families": {"HH-9": "id"}, "meetings": {"M-06": "id"}})
    rows = {"triage": [a_row("triage", family="HH-9")]}

    assert found(rows, stored) == [("triage", "family", "not-listed", [2])]
    assert found(rows, Known(ids=stored.ids, listed=frozenset({"HH-9"}))) == []


def test_a_household_whose_own_row_is_at_fault_is_not_called_unlisted_too() -> None:
    assert found(with_rows("families", a_row("families", listed_on="soon"))) == []


def test_a_listed_household_stays_on_the_list() -> None:
    unlisted = a_row("families", family="HH-9", listed_on="", identified_how="", attached_on="")
    tables = with_rows("families", a_row("families"), unlisted)

    assert found(tables, Known(listed=frozenset({"HH-9"}))) == [
        ("families", "listed_on", "already-listed", [3])
    ]
    assert found(tables, Known(listed=frozenset({"HH-000123"}))) == []


@pytest.mark.parametrize(("table", "column"), [("criteria", "person"), ("assessments", "children")])
def test_a_person_of_another_household_is_a_fault(table: str, column: str) -> None:
    tables = with_rows("members", a_row("members"), a_row("members", person="P-2", family="HH-2"))
    tables["families"].append(a_row("families", family="HH-2"))
    tables[table] = [a_row(table, **{column: "P-2"})]

    assert found(tables) == [(table, column, "not-of-this-household", [2])]
    assert found(tables, Known(memberships=frozenset({("P-2", "HH-000123")}))) == []


def test_a_person_whose_own_row_is_at_fault_is_not_called_a_stranger_too() -> None:
    tables = with_rows("members", a_row("members", family="a|b"))

    assert found(tables) == []


def test_what_is_asked_of_the_database_is_what_the_import_names() -> None:
    tables = {
        "criteria": [a_row("criteria", person="")],
        "meetings": [a_row("meetings", wards="Aspley;Basford")],
    }

    sought = wanted(read(tables))

    assert sought.keys == {
        "families": {"HH-000123"},
        "members": set(),
        "practitioners": {"LP-0012"},
        "meetings": {"M-06"},
        "wards": {"Aspley", "Basford"},
        "agencies": {"SCHOOL"},
    }
    assert sought.people == set()


def test_the_database_is_asked_for_the_households_of_people_whom_the_import_does_not_place() -> None:
    tables = {
        "members": [a_row("members")],
        "criteria": [a_row("criteria"), a_row("criteria", person="P-2")],
    }

    assert wanted(read(tables)).people == {"P-2"}


def allocations(*spans: tuple[str, str]) -> dict[str, list[Cells]]:
    """One household's allocations, with a row of another household between."""
    rows = [a_row("allocations", from_=first, to_=last) for first, last in spans]
    tables = with_rows("allocations", rows[0], a_row("allocations", family="HH-2"), *rows[1:])
    tables["families"].append(a_row("families", family="HH-2"))
    return tables


@pytest.mark.parametrize(
    ("spans", "rows"),
    [
        pytest.param([("2012-11-01", "2012-11-30"), ("2012-12-01", "")], [], id="the day after"),
        pytest.param([("2012-11-01", "2012-12-01"), ("2012-12-01", "")], [4], id="the same day"),
        pytest.param([("2012-12-01", ""), ("2012-11-01", "2012-12-01")], [2], id="the earlier one last"),
        pytest.param([("2012-11-01", ""), ("2012-12-01", "")], [4], id="both go on"),
        pytest.param(
            [("2012-01-01", "2012-12-31"), ("2012-02-01", "2012-02-28"), ("2012-06-01", "2012-06-30")],
            [4, 5],
            id="two within a long one",
        ),
        pytest.param([("2012-01-01", ""), ("2012-02-01", "never")], [], id="a row at fault is passed over"),
    ],
)
def test_a_household_has_one_allocation_on_a_day(spans: list[tuple[str, str]], rows: list[int]) -> None:
    expected = [("allocations", "from", "overlapping-allocations", rows)] if rows else []

    assert found(allocations(*spans)) == expected


@pytest.mark.parametrize(
    ("stored", "rows"),
    [
        pytest.param([("2012-01-01", "")], [2], id="one that still goes on"),
        pytest.param([("2012-01-01", "2012-11-25")], [], id="one that ended the day before"),
        pytest.param([("2012-01-01", "2012-11-26")], [2], id="one that ended the same day"),
        pytest.param([("2013-06-01", "")], [2], id="a later one"),
        pytest.param([("2012-11-26", "2012-12-01")], [], id="the same one, which this row corrects"),
        pytest.param(
            [("2012-01-01", "2012-06-01"), ("2012-05-01", "2012-07-01")], [], id="two others of each other"
        ),
    ],
)
def test_stored_allocations_count_too(stored: list[tuple[str, str]], rows: list[int]) -> None:
    expected = [("allocations", "from", "overlapping-allocations", rows)] if rows else []

    assert found(examples(), Known(allocations={"HH-000123": stored})) == expected


def test_references_may_run_out() -> None:
    two = with_rows("families", a_row("families"), a_row("families", family="HH-2"))

    assert found(two, Known(highest_reference=LARGEST_NUMBER - 2)) == []
    assert found(two, Known(highest_reference=LARGEST_NUMBER - 1)) == [
        ("families", "listed_on", "references-used-up", [])
    ]
    assert found(two, Known(highest_reference=LARGEST_NUMBER - 1, listed=frozenset({"HH-2"}))) == [], (
        "a household that has its reference needs no other"
    )
