"""What an import writes to a real database, and that the same again changes nothing."""

import pytest

from app.cases.rules.references import family_reference
from app.cases.rules.searches import address_words
from tests.intake.files import Load, a_row, examples
from tests.intake.stored import TABLES, changed, done, everything, stored


def test_every_table_is_loaded_with_all_that_its_rows_say(load: Load) -> None:
    report = load(examples())

    assert all(table.added == 1 and table.changed == 0 for table in report.tables)
    assert stored("select code, name, sector, parent_organisation, data_sheet_order from agency") == [
        ("SCHOOL", "Schools and academies", "education", "Local authority", 3)
    ]
    assert stored(
        "select f.import_key, reference, identified_on::text, identified_how, attached_on::text, version,"
        " w.name, address, postcode, r.starts_on::text, r.ends_on"
        " from family f join residence r on r.family_id = f.id join ward w on w.id = r.ward_id"
    ) == [
        (
            "HH-000123", family_reference(1), "2012-10-15", "data-match", "2012-11-26", 1,
            "Basford", "1 Example Street", "ZZ1 1ZZ", "2010-06-01", None,
        )
    ]  # fmt: skip
    assert stored(
        "select forename, surname, forename_key, surname_key, born_on::text, sex, ethnicity, first_language,"
        " is_disabled, role, m.starts_on::text, m.ends_on"
        " from person p join household_member m on m.person_id = p.id join family f on f.id = m.family_id"
    ) == [
        (
            "Tansy", "Testcase", "tansy", "testcase", "2001-05-09", "female", "WBRI", "English",
            False, "child", "2001-05-09", None,
        )
    ]  # fmt: skip
    assert stored(
        "select a.route, m.import_key, g.code, position, p.import_key, e.import_key, chosen,"
        " l.starts_on::text"
        " from allocation a join rollout_meeting m on m.id = a.meeting_id"
        " join allocation_agency x on x.allocation_id = a.id join agency g on g.id = x.agency_id"
        " join lead_professional l on l.allocation_id = a.id join practitioner p on p.id = l.practitioner_id"
        " join establishment e on e.id = l.establishment_id"
    ) == [("rollout-meeting", "M-06", "SCHOOL", 1, "LP-0012", "SCH-01", "best-relationship", "2012-11-26")]
    assert stored(
        "select a.import_key, p.import_key, reason, is_primary from assessment a"
        " join assessed_child c on c.assessment_id = a.id join person p on p.id = c.person_id"
        " join assessment_reason r on r.assessment_id = a.id order by reason"
    ) == [
        ("CAF-2012-0001", "P-0004567", "behaviour", True),
        ("CAF-2012-0001", "P-0004567", "school-attendance", False),
    ]
    assert stored(
        "select route, state, value_pence, part, source, evidence_on::text, w.label from claim c"
        " join claim_line l on l.claim_id = c.id join claim_evidence e on e.line_id = l.id"
        " join claim_window w on w.id = l.window_id"
    ) == [("education-and-crime", "draft", 70000, "education", "School census", "2013-06-03", "July 2013")]
    assert stored("select measure, financial_year, value from target") == [
        ("families.worked-with", 2012, 400)
    ]
    assert stored("select criterion, met, source, verified_on::text from criterion_evidence") == [
        ("unauthorised-absence", True, "School census", "2012-11-26")
    ]
    assert stored("select key from known_name order by key") == [("tansy",), ("testcase",)]
    addresses = [address for (address,) in stored("select distinct address from residence")]
    streets = {word for address in addresses for word in address_words(address)}
    assert {key for (key,) in stored("select key from known_street")} == streets != set()
    assert all(stored(f"select 1 from {table}") for table in TABLES)


def test_an_id_follows_from_the_key_so_that_every_machine_has_the_same(load: Load) -> None:
    load(examples())

    assert stored(
        "select f.id = md5('family:HH-000123')::uuid, p.id = md5('person:P-0004567')::uuid,"
        " m.id = md5('household_member:P-0004567|HH-000123|2001-05-09')::uuid"
        " from family f, person p, household_member m"
    ) == [(True, True, True)]


def test_the_same_import_again_changes_nothing_and_says_so(load: Load) -> None:
    first = load(examples())
    before = everything()

    second = load(examples())

    assert everything() == before
    assert not first.changed_nothing
    assert second.changed_nothing
    assert second.summary == "17 rows were read and found in the database already; nothing was changed."


def test_each_table_may_come_alone_after_the_others(load: Load) -> None:
    whole = examples()
    for name, rows in whole.items():
        load({name: rows})
    before = everything()

    assert load(whole).changed_nothing
    assert everything() == before


@pytest.mark.parametrize(
    ("table", "cells", "statement", "expected"),
    [
        ("agencies", {"sector": "schools"}, "select sector from agency", "schools"),
        ("establishments", {"locality": ""}, "select locality from establishment", None),
        ("wards", {"gss_code": "E05001831"}, "select gss_code from ward", "E05001831"),
        ("practitioners", {"caseload_limit": "9"}, "select caseload_limit from practitioner", 9),
        ("postings", {"to_": "2013-01-01"}, "select ends_on::text from posting", "2013-01-01"),
        ("families", {"attached_on": "2012-12-01"}, "select attached_on::text from family", "2012-12-01"),
        ("families", {"postcode": "ZZ2 2ZZ"}, "select postcode from residence", "ZZ2 2ZZ"),
        ("members", {"surname": "O'Example"}, "select surname_key from person", "oexample"),
        ("members", {"role": "other-adult"}, "select role from household_member", "other-adult"),
        ("criteria", {"met": "no"}, "select met from criterion_evidence", False),
        (
            "criteria",
            {"verified_on": "", "verified_by": ""},
            "select verified_by from criterion_evidence",
            None,
        ),
        ("measurements", {"value": "1300"}, "select value from measurement", 1300),
        ("meetings", {"held_on": "2012-11-25"}, "select held_on::text from rollout_meeting", "2012-11-25"),
        ("triage", {"outcome": "check-for-claim"}, "select outcome from triage_decision", "check-for-claim"),
        ("allocations", {"route": "fip"}, "select route from allocation", "fip"),
        ("allocations", {"to_": "2013-01-01"}, "select ends_on::text from lead_professional", "2013-01-01"),
        ("allocations", {"lead_chosen": "by-default"}, "select chosen from lead_professional", "by-default"),
        ("assessments", {"lead": ""}, "select lead_practitioner_id from assessment", None),
        ("consents", {"decision": "limited"}, "select decision from consent", "limited"),
        ("targets", {"value": "401"}, "select value from target", 401),
        ("windows", {"closes_on": "2013-08-01"}, "select closes_on::text from claim_window", "2013-08-01"),
        ("claims", {"state": "submitted"}, "select state from claim_line", "submitted"),
        (
            "claims",
            {"evidence_on": "2013-06-04"},
            "select evidence_on::text from claim_evidence",
            "2013-06-04",
        ),
    ],
)
def test_a_row_that_differs_corrects_the_record_it_is_about_and_adds_none(
    load: Load, table: str, cells: dict[str, str], statement: str, expected: object
) -> None:
    load(examples())
    counts = {name: len(stored(f"select 1 from {name}")) for name in TABLES}

    report = load({table: [a_row(table, **cells)]})

    assert stored(statement) == [(expected,)]
    assert set(changed(report)) == {table}
    assert changed(report)[table][0] == 0
    assert {name: len(stored(f"select 1 from {name}")) for name in TABLES} == counts


def test_rows_that_an_import_does_not_name_are_left_alone(load: Load) -> None:
    load(examples())
    before = everything()

    report = load(wards=[a_row("wards", ward="Aspley")])

    after = everything()
    assert changed(report) == {"wards": (1, 0)}
    assert before["ward"][0] in after["ward"]
    assert {table: rows for table, rows in after.items() if table != "ward"} == {
        table: rows for table, rows in before.items() if table != "ward"
    }


def test_references_are_numbered_on_in_the_order_of_the_file_and_kept(load: Load) -> None:
    unlisted = {"listed_on": "", "identified_how": "", "attached_on": ""}
    load(
        examples(),
        families=[
            a_row("families", family="HH-3"),
            a_row("families", family="HH-2", **unlisted),
            a_row("families"),
        ],
    )
    load(families=[a_row("families"), a_row("families", family="HH-2"), a_row("families", family="HH-1")])

    assert stored("select import_key, left(reference, 9), version from family order by reference") == [
        ("HH-3", "PF-000001", 1),
        ("HH-000123", "PF-000002", 1),
        ("HH-2", "PF-000003", 2),
        ("HH-1", "PF-000004", 1),
    ]


def test_a_familys_version_and_instant_change_only_when_something_of_it_did(load: Load) -> None:
    load(examples(), families=[a_row("families"), a_row("families", family="HH-2")])
    done("update family set updated_at = '2013-01-01T00:00:00Z'")

    load(families=[a_row("families"), a_row("families", family="HH-2", address="2 Example Street")])

    assert stored(
        "select import_key, version, updated_at > '2013-01-01T00:00:00Z' from family order by import_key"
    ) == [("HH-000123", 1, False), ("HH-2", 2, True)]


def test_records_that_no_import_made_are_found_by_their_own_keys(load: Load) -> None:
    load(examples())
    done(
        *(
            f"update {table} set id = gen_random_uuid()"
            for table in (
                "posting",
                "criterion_evidence",
                "measurement",
                "triage_decision",
                "consent",
                "target",
            )
        ),
        "delete from lead_professional",
        "delete from allocation_agency",
        "update allocation set id = gen_random_uuid()",
    )
    ids = stored("select id from allocation") + stored("select id from measurement")

    report = load(examples())

    assert changed(report) == {"allocations": (0, 2)}
    assert stored("select id from allocation") + stored("select id from measurement") == ids
    assert len(stored("select 1 from allocation a join allocation_agency x on x.allocation_id = a.id")) == 1


def test_text_that_copy_would_read_otherwise_arrives_as_it_is(load: Load) -> None:
    odd = "\\N \\t back\\slash, 'quote' \"double\" ;|"

    load(agencies=[a_row("agencies", name=odd, sector="\\N")])

    assert stored("select name, sector from agency") == [(odd, "\\N")]


def test_a_name_without_a_letter_is_loaded(load: Load) -> None:
    tables = examples()
    tables["members"] = [a_row("members", forename="?", surname="...")]

    load(tables)

    assert stored("select forename_key, surname_key from person") == [("?", "...")]


@pytest.mark.parametrize("address", [r"1 Back\slash Row", r"\N", r"\.", r"C:\temp\new", "trailing\\"])
def test_an_address_is_stored_as_it_was_written(load: Load, address: str) -> None:
    files = examples()
    files["families"][0]["address"] = address

    report = load(files)

    assert report.is_loaded
    assert stored("select address from residence") == [(address,)]
