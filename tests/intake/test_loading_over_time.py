"""Moves, revisions and handovers: what a later import makes of an earlier one's records."""

from typing import Any

import pytest

from tests.intake.files import Load, a_row, examples
from tests.intake.stored import changed, done, everything, stored


def residences() -> list[tuple[Any, ...]]:
    """Where the household lived, from when to when."""
    return stored(
        "select w.name, starts_on::text, ends_on::text from residence r join ward w on w.id = r.ward_id"
        " order by starts_on"
    )


@pytest.fixture
def housed(load: Load) -> Load:
    """The loader, after one household was loaded, and two more wards."""
    load(examples(), wards=[a_row("wards"), a_row("wards", ward="Aspley"), a_row("wards", ward="Bestwood")])
    return load


def test_another_ward_from_the_same_day_is_a_correction(housed: Load) -> None:
    report = housed(families=[a_row("families", ward="Aspley")])

    assert residences() == [("Aspley", "2010-06-01", None)]
    assert changed(report) == {"families": (0, 1)}
    assert stored("select version from family") == [(2,)]


def test_a_later_day_is_a_move_and_ends_the_residence_before_it(housed: Load) -> None:
    housed(families=[a_row("families", ward="Aspley", resident_from="2013-01-01")])

    assert residences() == [("Basford", "2010-06-01", "2012-12-31"), ("Aspley", "2013-01-01", None)]
    assert stored("select version from family") == [(2,)]


def test_the_file_from_before_a_move_changes_nothing_after_it(housed: Load) -> None:
    housed(families=[a_row("families", ward="Aspley", resident_from="2013-01-01")])
    before = everything()

    assert housed(examples()).changed_nothing
    assert everything() == before


def test_a_residence_of_the_past_takes_its_place_before_and_between_the_others(housed: Load) -> None:
    housed(families=[a_row("families", ward="Aspley", resident_from="2013-01-01")])
    housed(families=[a_row("families", ward="Bestwood", resident_from="2012-01-01")])
    housed(families=[a_row("families", ward="Aspley", resident_from="2009-01-01")])

    assert residences() == [
        ("Aspley", "2009-01-01", "2010-05-31"),
        ("Basford", "2010-06-01", "2011-12-31"),
        ("Bestwood", "2012-01-01", "2012-12-31"),
        ("Aspley", "2013-01-01", None),
    ]


def test_a_residence_that_ended_before_a_gap_keeps_its_end(housed: Load) -> None:
    done("update residence set ends_on = '2011-12-31'")

    housed(families=[a_row("families", ward="Aspley", resident_from="2013-01-01")])

    assert residences() == [("Basford", "2010-06-01", "2011-12-31"), ("Aspley", "2013-01-01", None)]


def test_a_person_may_move_between_households_and_stays_one_person(load: Load) -> None:
    tables = examples()
    tables["families"].append(a_row("families", family="HH-2"))
    tables["members"] = [
        a_row("members", to_="2012-12-31"),
        a_row("members", family="HH-2", from_="2013-01-01"),
    ]
    load(tables)

    assert len(stored("select 1 from person")) == 1
    assert stored(
        "select f.import_key, starts_on::text, ends_on::text from household_member m"
        " join family f on f.id = m.family_id order by starts_on"
    ) == [("HH-000123", "2001-05-09", "2012-12-31"), ("HH-2", "2013-01-01", None)]
    assert load(tables).changed_nothing


def test_a_later_import_may_revise_a_decision_beside_the_first(load: Load) -> None:
    load(examples())

    revised = a_row(
        "triage",
        decided_on="2013-02-01",
        outcome="not-to-be-allocated",
        reason="moved-out-of-area",
        revision_reason="Left the city.",
    )
    report = load(triage=[revised])

    assert changed(report) == {"triage": (1, 0)}
    assert stored("select outcome, reason, revision_reason from triage_decision order by decided_on") == [
        ("allocate", None, None),
        ("not-to-be-allocated", "moved-out-of-area", "Left the city."),
    ]


def test_the_first_agency_of_a_joint_allocation_is_the_first_of_its_list(load: Load) -> None:
    agencies = [a_row("agencies", agency=code) for code in ("SCHOOL", "HEALTH", "EWS")]
    joint = (
        "select g.code, position from allocation_agency x join agency g on g.id = x.agency_id"
        " order by position"
    )
    load(examples(), agencies=agencies, allocations=[a_row("allocations", agencies="SCHOOL;HEALTH")])
    assert stored(joint) == [("SCHOOL", 1), ("HEALTH", 2)]

    report = load(allocations=[a_row("allocations", agencies="EWS;SCHOOL")])

    assert stored(joint) == [("EWS", 1), ("SCHOOL", 2)]
    assert report.tables[0].changed
    assert load(allocations=[a_row("allocations", agencies="EWS;SCHOOL")]).changed_nothing


def test_the_lists_of_a_meeting_and_an_assessment_are_replaced_whole(load: Load) -> None:
    tables = examples()
    tables["wards"] += [a_row("wards", ward="Aspley"), a_row("wards", ward="Bestwood")]
    tables["members"].append(a_row("members", person="P-2"))
    tables["meetings"] = [a_row("meetings", wards="Basford;Aspley"), a_row("meetings", meeting="M-07")]
    load(tables)

    report = load(
        meetings=[a_row("meetings", wards="Aspley;Bestwood", agencies="")],
        assessments=[
            a_row("assessments", children="P-2", primary_reason="school-attendance", secondary_reasons="")
        ],
    )

    assert set(changed(report)) == {"meetings", "assessments"}
    assert stored(
        "select m.import_key, w.name from meeting_ward x join ward w on w.id = x.ward_id"
        " join rollout_meeting m on m.id = x.meeting_id order by 1, 2"
    ) == [("M-06", "Aspley"), ("M-06", "Bestwood"), ("M-07", "Basford")]
    assert stored(
        "select m.import_key from meeting_agency x join rollout_meeting m on m.id = x.meeting_id"
    ) == [("M-07",)]
    assert stored("select p.import_key from assessed_child c join person p on p.id = c.person_id") == [
        ("P-2",)
    ]
    assert stored("select reason, is_primary from assessment_reason") == [("school-attendance", True)]


def test_a_household_changes_hands_within_one_import(load: Load) -> None:
    load(examples())

    report = load(
        allocations=[
            a_row("allocations", from_="2013-02-01", route="referral", meeting=""),
            a_row("allocations", to_="2013-01-31", end_reason="Handed over."),
        ]
    )

    assert changed(report)["allocations"][0] == 1
    assert stored("select starts_on::text, ends_on::text, end_reason from allocation order by starts_on") == [
        ("2012-11-26", "2013-01-31", "Handed over."),
        ("2013-02-01", None, None),
    ]
    assert stored("select starts_on::text, ends_on::text from lead_professional order by starts_on") == [
        ("2012-11-26", "2013-01-31"),
        ("2013-02-01", None),
    ]


def test_a_lead_who_was_followed_by_another_since_keeps_their_end(load: Load) -> None:
    load(examples())
    done(
        "update lead_professional set ends_on = '2013-02-28'",
        "insert into lead_professional"
        " (id, allocation_id, practitioner_id, establishment_id, chosen, starts_on)"
        " select gen_random_uuid(), allocation_id, practitioner_id, establishment_id, 'key-worker',"
        " '2013-03-01' from lead_professional",
    )

    assert load(examples()).changed_nothing
    load(allocations=[a_row("allocations", lead_chosen="by-default")])

    assert stored("select chosen, ends_on::text from lead_professional order by starts_on") == [
        ("by-default", "2013-02-28"),
        ("key-worker", None),
    ]


def test_a_lead_comes_and_goes_with_the_row_of_the_allocation(load: Load) -> None:
    without = a_row("allocations", lead="", lead_establishment="", lead_chosen="")
    load(examples(), allocations=[without])
    assert stored("select 1 from lead_professional") == []

    assert changed(load(allocations=[a_row("allocations")])) == {"allocations": (0, 1)}
    assert len(stored("select 1 from lead_professional")) == 1

    assert changed(load(allocations=[without])) == {"allocations": (0, 1)}
    assert stored("select 1 from lead_professional") == []
    assert load(allocations=[without]).changed_nothing


def test_a_claim_has_a_line_a_route_and_a_row_a_piece_of_evidence(load: Load) -> None:
    rows = [
        a_row("claims"),
        a_row("claims", part="crime", source="Police"),
        a_row("claims", route="progress-to-work", value_pence="10000", part="", source="", evidence_on=""),
    ]
    report = load(examples(), claims=rows)

    assert next(table for table in report.tables if table.table == "claims").added == 2
    assert len(stored("select 1 from claim")) == 1
    assert stored("select route, value_pence from claim_line order by route") == [
        ("education-and-crime", 70000),
        ("progress-to-work", 10000),
    ]
    assert stored("select part from claim_evidence order by part") == [("crime",), ("education",)]
    assert load(claims=rows).changed_nothing
    assert changed(load(claims=[a_row("claims", part="order", source="Court")])) == {"claims": (0, 1)}
