"""Every row of the city fits its table and the rows that it refers to, and nobody in it could be real."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest

from app.demo.rows import Rows
from app.intake.rules.tables import TABLES, Column, Kind
from app.periods import age_on
from tests.demo.reading import Record, by_key, day, grouped, records, the_city

CITIES = [
    pytest.param((2013, None), id="the published city"),
    pytest.param((7, 300), id="a small city"),
]
TODAY = "2013-07-12"
AHEAD = {"expected_on", "deferred_until", "opens_on", "closes_on"}


@pytest.fixture(params=CITIES)
def tables(request: pytest.FixtureRequest) -> Rows:
    return the_city(*request.param).tables


def cells(tables: Rows) -> Iterator[tuple[str, Column, str]]:
    for table in TABLES:
        for row in tables[table.name]:
            assert len(row) == len(table.columns)
            for column, value in zip(table.columns, row, strict=True):
                yield table.name, column, value


def test_every_cell_is_what_its_column_holds(tables: Rows) -> None:
    for table, column, value in cells(tables):
        where = f"{table}.{column.name}"
        if not value:
            assert not column.required, where
            continue
        assert value == value.strip(), where
        match column.kind:
            case Kind.DATE:
                assert date.fromisoformat(value).isoformat() == value, where
                assert value <= TODAY or column.name in AHEAD, where
            case Kind.WHOLE_NUMBER:
                assert value == str(int(value)), where
            case Kind.YES_NO:
                assert value in ("yes", "no"), where
            case Kind.YEAR:
                assert re.fullmatch(r"\d{4}/\d{2}", value), where
            case Kind.CHOICE | Kind.CHOICES:
                assert column.values is not None
                allowed = {word.value for word in column.values}
                assert set(value.split(";")) <= allowed, where
            case Kind.TEXT | Kind.REFERENCE | Kind.REFERENCES:
                assert value.isprintable(), where


def test_every_key_is_that_of_one_row(tables: Rows) -> None:
    for table in TABLES:
        keys = Counter(tuple(row[name] for name in table.key) for row in records(tables, table.name))
        assert not [key for key, times in keys.items() if times > 1], table.name


def test_every_reference_resolves(tables: Rows) -> None:
    keys = {table.name: {row[table.key[0]] for row in records(tables, table.name)} for table in TABLES}

    for table, column, value in cells(tables):
        if column.refers_to and value:
            assert set(value.split(";")) <= keys[column.refers_to], f"{table}.{column.name}"


def test_dates_are_in_order(tables: Rows) -> None:
    for table in ("postings", "members", "criteria", "measurements", "allocations"):
        for row in records(tables, table):
            assert not row["to"] or row["from"] <= row["to"], (table, row)
    for row in records(tables, "criteria"):
        assert row["from"] <= row["extract_on"]
        assert not row["verified_on"] or row["extract_on"] <= row["verified_on"]
        assert bool(row["verified_on"]) == bool(row["verified_by"])
    for row in records(tables, "measurements"):
        spell = row["kind"] in ("out-of-work-benefit", "employment", "work-programme")
        assert row["from"] <= row["extract_on"]
        assert spell or row["to"] <= row["extract_on"]


def test_no_family_has_two_allocations_on_one_day(tables: Rows) -> None:
    changes = 0
    for of_family in grouped(tables, "allocations", "family").values():
        for earlier, later in pairwise(sorted(of_family, key=lambda row: row["from"])):
            assert earlier["to"]
            assert earlier["to"] < later["from"]
            assert earlier["lead"] != later["lead"]
            changes += 1
    assert changes > 0


def test_every_lead_was_posted_there_on_the_first_day_in_the_leading_agency(tables: Rows) -> None:
    postings = grouped(tables, "postings", "practitioner")
    agency_of = {row["establishment"]: row["agency"] for row in records(tables, "establishments")}

    for row in records(tables, "allocations"):
        assert row["lead_chosen"]
        assert agency_of[row["lead_establishment"]] == row["agencies"].split(";")[0]
        assert _is_posted(postings[row["lead"]], row["from"], row["lead_establishment"]), row
    for row in records(tables, "assessments"):
        assert bool(row["lead"]) == bool(row["lead_agency"])
        if row["lead"]:
            held = [agency_of[one["establishment"]] for one in postings[row["lead"]]]
            assert row["lead_agency"] in held
            assert _is_posted(postings[row["lead"]], row["initiated_on"])


def _is_posted(postings: list[Record], on: str, establishment: str | None = None) -> bool:
    return any(
        one["from"] <= on
        and (not one["to"] or on <= one["to"])
        and establishment in (None, one["establishment"])
        for one in postings
    )


def test_somebody_moved_to_another_agency_and_somebody_left(tables: Rows) -> None:
    agency_of = {row["establishment"]: row["agency"] for row in records(tables, "establishments")}
    moved = [
        {agency_of[one["establishment"]] for one in of_one}
        for of_one in grouped(tables, "postings", "practitioner").values()
        if len(of_one) > 1
    ]
    left = [row for row in records(tables, "practitioners") if row["left_on"]]
    led = {row["lead"] for row in records(tables, "allocations") if row["end_reason"].startswith("Lead")}

    assert moved
    assert all(len(agencies) == 2 for agencies in moved)
    assert left
    assert led


def test_every_agency_of_the_data_sheet_has_a_manager_and_leads_with_limits(tables: Rows) -> None:
    agency_of = {row["establishment"]: row["agency"] for row in records(tables, "establishments")}
    posted = {
        (agency_of[row["establishment"]], row["responsibility"] == "own-caseload")
        for row in records(tables, "postings")
    }
    orders = {row["agency"]: row["data_sheet_order"] for row in records(tables, "agencies")}

    columns = [agency for agency, order in orders.items() if order]
    assert sorted(columns, key=lambda agency: int(orders[agency])) == [
        *("EWS", "FCT", "FIP", "HEALTH", "HOUSING", "POLICE", "PROBATION", "SCHOOL", "YOT")
    ]
    assert [int(orders[agency]) for agency in columns] == [1, 2, 3, 4, 5, 6, 7, 8, 10]
    assert {(agency, is_lead) for agency in columns for is_lead in (True, False)} <= posted
    responsibilities = {row["responsibility"] for row in records(tables, "postings")}
    assert responsibilities == {"own-caseload", "establishment", "agency"}


def test_every_household_has_an_adult_and_a_child_and_plausible_ages(tables: Rows) -> None:
    families = by_key(tables, "families", "family")
    for family, members in grouped(tables, "members", "family").items():
        adults = [one for one in members if one["role"] == "parent-or-carer"]
        children = [one for one in members if one["role"] in ("child", "unborn-child")]
        assert adults
        assert 1 <= len(children) <= 9
        born = [date.fromisoformat(one["born_on"]) for one in children if one["born_on"]]
        assert all(age_on(one, date(2013, 3, 31)) <= 25 for one in born if one <= date(2013, 3, 31))
        for adult in adults:
            adult_born = date.fromisoformat(adult["born_on"])
            assert adult["from"] >= families[family,]["resident_from"]
            assert all(16 <= age_on(adult_born, one) <= 60 for one in born)
        for one in members:
            assert not (one["born_on"] and one["expected_on"])
            assert not one["born_on"] or one["born_on"] <= one["from"]
            assert (one["role"] == "unborn-child") == bool(one["expected_on"])


def test_there_are_twins_unborn_children_and_people_who_have_left(tables: Rows) -> None:
    members = records(tables, "members")
    twins = Counter((one["family"], one["born_on"]) for one in members if one["role"] == "child")

    assert any(times > 1 for times in twins.values())
    assert any(one["expected_on"] > TODAY for one in members)
    assert any(one["to"] for one in members)


def test_criteria_and_cafs_are_of_people_of_the_household(tables: Rows) -> None:
    members = {(one["person"], one["family"]) for one in records(tables, "members")}

    for row in records(tables, "criteria"):
        assert not row["person"] or (row["person"], row["family"]) in members
    for row in records(tables, "assessments"):
        children = row["children"].split(";")
        assert row["kind"] == "family-assessment" or len(children) == 1
        assert {(child, row["family"]) for child in children} <= members


def test_only_listed_families_are_triaged_allocated_and_claimed_for(tables: Rows) -> None:
    listed = {row["family"]: row["listed_on"] for row in records(tables, "families") if row["listed_on"]}

    for table, begins in (("triage", "decided_on"), ("allocations", "from"), ("claims", "drafted_on")):
        for row in records(tables, table):
            assert listed[row["family"]] <= row[begins]


def test_stages_follow_one_another_and_end_with_closure(tables: Rows) -> None:
    consents = grouped(tables, "consents", "assessment")
    for row in records(tables, "assessments"):
        stages = [
            row[name]
            for name in (
                "initiated_on",
                "consented_on",
                "assessment_started_on",
                "assessment_completed_on",
                "first_team_meeting_on",
                "first_reviewed_on",
            )
        ]
        reached = [stage for stage in stages if stage]
        assert stages[: len(reached)] == reached
        assert reached == sorted(reached)
        assert not row["closed_on"] or row["closed_on"] >= reached[-1]
        assert bool(row["closed_on"]) == bool(row["closure_reason"])
        assert row["primary_reason"] not in row["secondary_reasons"].split(";")
        first = consents.get(row["assessment"], [{"decision": ""}])[0]["decision"]
        assert bool(row["consented_on"]) == (first in ("given", "limited"))


def test_every_word_of_the_register_occurs(tables: Rows) -> None:
    reasons, rows = set(), records(tables, "assessments")
    for row in rows:
        reasons |= {row["primary_reason"], *filter(None, row["secondary_reasons"].split(";"))}

    words = {table.name: {column.name: column.values for column in table.columns} for table in TABLES}
    assert reasons == {word.value for word in words["assessments"]["primary_reason"] or ()}
    for table, column in (("assessments", "closure_reason"), ("consents", "decision")):
        found = {row[column] for row in records(tables, table)} - {""}
        assert found == {word.value for word in words[table][column] or ()}
    assert any(not row["lead"] for row in rows)
    assert any(row["risk_noted"] == "yes" for row in records(tables, "consents"))


def test_names_addresses_and_mail_are_plainly_made_up(tables: Rows) -> None:
    members = records(tables, "members")
    postcodes = {row["postcode"] for row in records(tables, "families")}
    mails = {row["work_email"] for row in records(tables, "practitioners")}

    assert all(re.fullmatch(r"ZZ\d{1,2} \d[A-Z]{2}", postcode) for postcode in postcodes)
    assert all(mail.endswith("@example.org") for mail in mails)
    assert len({one["forename"] for one in members}) >= 120
    assert len({one["surname"] for one in members}) >= 60
    names = "".join(one["forename"] + one["surname"] for one in members)
    assert not names.isascii()
    assert {"-", "'", "’"} <= set(names)


def test_attachment_is_the_first_day_of_work(tables: Rows) -> None:
    allocations = grouped(tables, "allocations", "family")
    checked = {
        row["family"]: row["decided_on"]
        for row in records(tables, "triage")
        if row["outcome"] == "check-for-claim"
    }
    for row in records(tables, "families"):
        starts = [one["from"] for one in allocations.get(row["family"], [])]
        first = min(starts) if starts else checked.get(row["family"], "")
        assert row["attached_on"] == first
        assert not row["attached_on"] or day(row["attached_on"]) is not None
