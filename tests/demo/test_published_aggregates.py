"""The city's aggregates, counted here by code of our own, are the figures that the Board was given."""

import csv
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

import app.demo
from app.demo.rows import Rows
from tests.demo.reading import Record, by_key, grouped, records, the_city

FOLDER = Path(app.demo.__file__).parent / "published"
YEAR_END = "2013-03-31"

SEEDS = [pytest.param(2013, id="the demo's seed"), pytest.param(1066, id="another seed")]


@pytest.fixture(params=SEEDS)
def tables(request: pytest.FixtureRequest) -> Rows:
    return the_city(request.param).tables


def printed(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def decided_by(tables: Rows, day: str) -> dict[str, Record]:
    """The decision in force on a day, by family."""
    in_force: dict[str, Record] = {}
    for decision in sorted(records(tables, "triage"), key=lambda one: one["decided_on"]):
        if decision["decided_on"] <= day:
            in_force[decision["family"]] = decision
    return in_force


def begun_by(tables: Rows, day: str) -> dict[str, Record]:
    """The first allocation of each family that has one by a day."""
    begun: dict[str, Record] = {}
    for allocation in sorted(records(tables, "allocations"), key=lambda one: one["from"], reverse=True):
        if allocation["from"] <= day:
            begun[allocation["family"]] = allocation
    return begun


def worked_with(tables: Rows, day: str) -> Counter[str]:
    """Families worked with by a day, by route."""
    decisions, routes = decided_by(tables, day), {}
    for family, decision in decisions.items():
        if decision["outcome"] == "check-for-claim":
            routes[family] = "check-for-claim"
    for family, allocation in begun_by(tables, day).items():
        routes[family] = allocation["route"]
    return Counter(routes.values())


def rollout_of(tables: Rows) -> dict[str, str]:
    """The rollout of each ward that had a meeting."""
    return {
        ward: meeting["rollout"]
        for meeting in records(tables, "meetings")
        for ward in meeting["wards"].split(";")
    }


def where_families_stand(tables: Rows) -> dict[str, str]:
    """Each family of the ward table by its column in it; FIP and pilot families are left out."""
    decisions, begun = decided_by(tables, YEAR_END), begun_by(tables, YEAR_END)
    columns = {
        "allocate": "allocated_excluding_fip",
        "check-for-claim": "pbr_potential_claim",
        "not-to-be-allocated": "not_to_be_allocated",
    }
    stand = {}
    for family in records(tables, "families"):
        key = family["family"]
        route = begun[key]["route"] if key in begun else ""
        if not family["listed_on"] or route in ("fip", "pilot"):
            continue
        assert route in ("", "rollout-meeting")
        outcome = decisions[key]["outcome"] if key in decisions else ""
        assert (outcome == "allocate") == (route == "rollout-meeting")
        stand[key] = columns[outcome] if outcome else "yet_to_be_allocated"
    return stand


def test_every_cell_of_the_ward_table_is_the_printed_one(tables: Rows) -> None:
    families = by_key(tables, "families", "family")

    counted = Counter(
        (families[key,]["ward"], column) for key, column in where_families_stand(tables).items()
    )

    expected = {
        (row["ward"], column): int(count)
        for row in printed("wards")
        for column, count in row.items()
        if column not in ("ward", "rollout") and count != "0"
    }
    assert counted == expected
    assert {ward: row["rollout"] for row in printed("wards") if (ward := row["ward"]) and row["rollout"]} == (
        rollout_of(tables)
    )


def test_every_cell_of_the_agency_table_is_the_printed_one(tables: Rows) -> None:
    meetings = by_key(tables, "meetings", "meeting")
    decisions, begun = decided_by(tables, YEAR_END), begun_by(tables, YEAR_END)

    counted: Counter[tuple[str, str]] = Counter()
    for family, decision in decisions.items():
        if decision["outcome"] == "allocate":
            agencies = begun[family]["agencies"].split(";")
            rollout = meetings[decision["meeting"],]["rollout"]
            counted[rollout, "SHARED" if len(agencies) > 1 else agencies[0]] += 1

    expected = {
        (row["rollout"], column): int(count)
        for row in printed("rollout_agencies")
        for column, count in row.items()
        if column.isupper() and count != "0"
    }
    assert counted == expected


def test_the_rollout_totals_are_the_printed_ones(tables: Rows) -> None:
    families, rollout = by_key(tables, "families", "family"), rollout_of(tables)

    counted = Counter(
        (rollout.get(families[key,]["ward"], ""), column)
        for key, column in where_families_stand(tables).items()
    )

    expected = {
        (row["rollout"], column): int(count)
        for row in printed("rollout_agencies")
        for column, count in row.items()
        if not column.isupper() and column != "rollout" and count != "0"
    }
    assert counted == expected


def test_each_decision_is_of_the_familys_own_ward_and_on_the_day_of_its_meeting(tables: Rows) -> None:
    families, meetings = by_key(tables, "families", "family"), by_key(tables, "meetings", "meeting")

    for decision in records(tables, "triage"):
        meeting = meetings[decision["meeting"],]
        assert families[decision["family"],]["ward"] in meeting["wards"].split(";")
        if decision["decided_on"] <= YEAR_END:
            assert decision["decided_on"] == meeting["held_on"]
            assert not decision["revision_reason"]


def test_the_meetings_are_the_printed_ones_with_the_sunday_kept(tables: Rows) -> None:
    held = [
        (meeting["held_on"], meeting["rollout"], meeting["wards"]) for meeting in records(tables, "meetings")
    ]

    assert held == [
        (row["date"], row["rollout"], row["wards"].replace("; ", ";")) for row in printed("rollout_meetings")
    ]
    assert [day for day, _, _ in held if date.fromisoformat(day).weekday() == 6] == ["2012-11-18"]


def test_the_years_375_are_worked_with_by_the_printed_routes(tables: Rows) -> None:
    counted = worked_with(tables, YEAR_END)

    by_route = {row["route"]: int(row["families"]) for row in printed("year_one_allocations")}
    assert counted == {
        "rollout-meeting": by_route["Allocations from rollout meetings"],
        "check-for-claim": by_route["PBR - potential claims"],
        "fip": by_route["FIP"],
        "pilot": by_route["Pilot group"],
    }
    assert sum(counted.values()) == 375


def test_112_families_are_worked_with_by_the_end_of_january(tables: Rows) -> None:
    counted = worked_with(tables, "2013-01-31")

    assert counted["check-for-claim"] == 35
    assert sum(counted.values()) == 112


def test_1140_families_are_on_the_october_list_and_75_came_by_referral(tables: Rows) -> None:
    listed = [family for family in records(tables, "families") if family["listed_on"]]
    begun = begun_by(tables, YEAR_END)

    october = [family["family"] for family in listed if family["listed_on"] == "2012-10-15"]
    referred = [family for family in listed if family["identified_how"] == "referral"]

    assert (len(listed), len(october), len(referred)) == (1215, 1140, 75)
    assert all("2012-04-01" <= family["listed_on"] <= YEAR_END for family in referred)
    routes = Counter(begun[key]["route"] if key in begun else "" for key in october)
    assert (routes["fip"], routes["pilot"], len(october) - routes["fip"]) == (16, 0, 1124)
    assert Counter(begun[family["family"]]["route"] for family in referred) == {"fip": 54, "pilot": 21}


def test_12_fip_families_were_flagged_at_meetings_6_5_and_1_by_rollout(tables: Rows) -> None:
    meetings = by_key(tables, "meetings", "meeting")

    flagged = [one for one in records(tables, "allocations") if one["route"] == "fip" and one["meeting"]]

    assert Counter(meetings[one["meeting"],]["rollout"] for one in flagged) == {"1": 6, "2": 5, "3": 1}


def test_more_than_half_of_the_237_are_social_care_and_most_of_those_are_allocated_since(
    tables: Rows,
) -> None:
    refused = {
        family: decision
        for family, decision in decided_by(tables, YEAR_END).items()
        if decision["outcome"] == "not-to-be-allocated"
    }
    since = {
        family for family in refused if decided_by(tables, "2013-07-12")[family]["outcome"] == "allocate"
    }

    reasons = Counter(decision["reason"] for decision in refused.values())
    assert len(refused) == 237
    assert len(reasons) == 6
    assert reasons["social-care-case"] > 237 / 2
    assert all(refused[family]["reason"] == "social-care-case" for family in since)
    assert len(since) > reasons["social-care-case"] / 2
    allocated = begun_by(tables, "2013-07-12")
    for family in since:
        revised_on = decided_by(tables, "2013-07-12")[family]["decided_on"]
        assert "2013-04-02" <= revised_on <= "2013-06-20"
        assert allocated[family]["from"] == revised_on
    assert all(
        bool(decision["deferred_until"]) == (decision["reason"] == "deferred")
        for decision in refused.values()
    )


def test_the_23_school_families_lie_in_at_least_eight_schools(tables: Rows) -> None:
    led = [one for one in begun_by(tables, YEAR_END).values() if one["agencies"] == "SCHOOL"]
    schools = Counter(one["lead_establishment"] for one in led)

    assert len(led) == 23
    assert len(schools) >= 8
    heads = {
        posting["establishment"]
        for posting in records(tables, "postings")
        if posting["responsibility"] == "establishment"
    }
    assert set(schools) <= heads
    assert any(one["lead_chosen"] == "by-default" for one in led)


def test_one_in_six_of_the_families_worked_with_is_funded_elsewhere(tables: Rows) -> None:
    families = records(tables, "families")
    attached = [family for family in families if family["attached_on"] and family["attached_on"] <= YEAR_END]

    assert len(attached) == 375
    assert sum(bool(family["funded_elsewhere"]) for family in attached) == 375 // 6
    assert not any(family["funded_elsewhere"] for family in families if family not in attached)


def test_the_targets_are_the_printed_ones(tables: Rows) -> None:
    targets = {(row["measure"], row["financial_year"]): row["value"] for row in records(tables, "targets")}

    assert targets == {
        **{
            ("families.worked-with", row["financial_year"]): row["families_target"]
            for row in printed("targets")
        },
        ("families.promised-at-least[window=July 2013]", "2013/14"): "150",
        ("families.promised-at-most[window=July 2013]", "2013/14"): "300",
    }


def financial_year(day: str) -> str:
    year = int(day[:4]) - (day[5:] < "04-01")
    return f"{year}/{(year + 1) % 100:02d}"


def cafs(tables: Rows) -> list[Record]:
    return [row for row in records(tables, "assessments") if row["kind"] == "caf"]


def test_cafs_were_initiated_in_the_printed_numbers(tables: Rows) -> None:
    counted = Counter(
        financial_year(row["initiated_on"]) for row in cafs(tables) if row["initiated_on"] <= YEAR_END
    )

    assert counted == {row["financial_year"]: int(row["initiated"]) for row in printed("caf")}


def test_cafs_were_closed_with_the_printed_shares(tables: Rows) -> None:
    closed: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in cafs(tables):
        if row["closed_on"]:
            closed[financial_year(row["closed_on"])][row["closure_reason"]] += 1

    for row in printed("caf"):
        reasons = closed[row["financial_year"]]
        assert len(reasons) == 6
        if row["closed_needs_met_percent"]:
            shares = [
                100 * reasons[reason] / sum(reasons.values())
                for reason in ("needs-met", "escalated-to-social-care")
            ]
            assert shares == [
                float(row["closed_needs_met_percent"]),
                float(row["closed_escalated_to_social_care_percent"]),
            ]


def test_some_cafs_are_open_for_more_than_two_years(tables: Rows) -> None:
    long_open = [
        row
        for row in cafs(tables)
        if row["initiated_on"] < "2011-03-31" and (not row["closed_on"] or row["closed_on"] > YEAR_END)
    ]

    assert len(long_open) == 129


def test_most_children_with_a_caf_live_in_households_never_identified(tables: Rows) -> None:
    listed = {row["family"] for row in records(tables, "families") if row["listed_on"]}
    children = {row["children"]: row["family"] in listed for row in cafs(tables)}

    share = sum(children.values()) / len(children)
    assert 0.1 < share < 0.25
    unlisted = grouped(tables, "families", "listed_on")[""]
    assert all(not row["attached_on"] and not row["identified_how"] for row in unlisted)
    assert {row["family"] for row in unlisted} <= set(grouped(tables, "assessments", "family"))


def test_family_assessments_are_counted_apart_and_belong_to_families_worked_with(tables: Rows) -> None:
    families = by_key(tables, "families", "family")
    found = [row for row in records(tables, "assessments") if row["kind"] == "family-assessment"]

    assert sum(financial_year(row["initiated_on"]) == "2012/13" for row in found) == 48
    for row in found:
        attached_on = families[row["family"],]["attached_on"]
        assert attached_on
        assert attached_on <= row["initiated_on"]
