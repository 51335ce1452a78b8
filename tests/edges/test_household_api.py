"""Households through the API: as a record was read, with its entity tag, and refused with a code."""

from typing import Any
from uuid import uuid4

import pytest
from apiflask import APIFlask

from app.access.roles import Role
from tests.cases.builders import a_family, a_ward
from tests.edges.programs import Program, a_program, code_of

TANSY = {
    "forename": " Tansy ",
    "surname": "Testcase",
    "role": "child",
    "sex": "female",
    "born_on": "2001-05-09",
    "expected_on": None,
    "ethnicity": "WBRI",
    "first_language": None,
    "is_disabled": None,
}


@pytest.fixture
def coordinator(site: APIFlask) -> Program:
    return a_program(site, Role.PROGRAMME_COORDINATOR)


@pytest.fixture
def path(coordinator: Program) -> str:
    """A family that has been registered."""
    home = {"ward_id": str(a_ward()), "postcode": "zz7 4qd", "starts_on": "2010-06-01"}
    made = coordinator.post("/families", {"home": home, "people": [TANSY]})
    assert (made.status_code, made.headers["ETag"]) == (201, '"1"')
    return f"/families/{made.get_json()['id']}"


def changed(program: Program, method: str, path: str, sent: dict[str, Any], version: int) -> Any:
    return program.call(method, path, {"If-Match": f'"{version}"'}, json=sent)


def test_a_family_is_registered_and_kept_up_to_date(coordinator: Program, path: str) -> None:
    record = coordinator.get(path).get_json()
    (tansy,), (home,) = record["people"], record["residences"]
    member = f"{path}/people/{tansy['member_id']}"
    right = {**TANSY, "born_on": "2001-05-19", "starts_on": "2010-06-01", "ends_on": None}

    steps = [
        changed(coordinator, "PUT", member, {**right, "reason": "told-wrong"}, 1),
        changed(coordinator, "POST", f"{member}/departure", {"last_day": "2013-01-31"}, 2),
        changed(
            coordinator,
            "POST",
            f"{path}/residences",
            {"ward_id": home["ward_id"], "starts_on": "2013-06-01"},
            3,
        ),
        changed(
            coordinator, "POST", f"{path}/people", {**TANSY, "forename": "Fern", "starts_on": "2013-06-01"}, 4
        ),
    ]

    assert [step.headers["ETag"] for step in steps] == ['"2"', '"3"', '"4"', '"5"']
    after = coordinator.get(path).get_json()
    assert (tansy["forename"], home["postcode"]) == ("Tansy", "ZZ7 4QD")
    assert [(each["forename"], each["ends_on"]) for each in after["people"]] == [
        ("Fern", None),
        ("Tansy", "2013-01-31"),
    ]
    assert [each["starts_on"] for each in after["residences"]] == ["2013-06-01", "2010-06-01"]
    (made,) = after["corrections"]
    assert (made["field"], made["was"], made["became"], made["reason"], made["by"]) == (
        "born-on",
        "2001-05-09",
        "2001-05-19",
        "told-wrong",
        "Lee Example",
    )


def test_a_change_of_another_version_is_refused_and_one_of_none_is_asked_for_one(
    coordinator: Program, path: str
) -> None:
    sent = {**TANSY, "starts_on": "2013-06-01"}

    assert code_of(changed(coordinator, "POST", f"{path}/people", sent, 7)) == (412, "changed-meanwhile")
    assert code_of(coordinator.post(f"{path}/people", sent)) == (428, None)
    assert coordinator.get(path).get_json()["version"] == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"starts_on": "2013-07-13"}, "in-the-future"),
        ({"starts_on": "2001-05-08"}, "before-birth"),
        ({"starts_on": "0001-01-01"}, None),
        ({"born_on": "9999-12-31"}, None),
        ({"forename": " "}, None),
        ({"is_disabled": "yes"}, None),
        ({"ethnicity": "Klingon"}, None),
        ({"nickname": "Tan"}, None),
    ],
)
def test_what_cannot_be_or_cannot_be_read_is_refused(
    coordinator: Program, path: str, change: dict[str, Any], code: str | None
) -> None:
    sent = {**TANSY, "starts_on": "2013-06-01", **change}

    assert code_of(changed(coordinator, "POST", f"{path}/people", sent, 1)) == (422, code)


def test_a_move_takes_a_person_to_a_family_that_may_be_opened(
    coordinator: Program, path: str, site: APIFlask
) -> None:
    (tansy,) = coordinator.get(path).get_json()["people"]
    moves = f"{path}/people/{tansy['member_id']}/move"
    sent = {"moves_on": "2013-06-01", "role": "child"}
    other = a_family()

    assert code_of(changed(coordinator, "POST", moves, {**sent, "to_family_id": str(uuid4())}, 1)) == (
        404,
        "family",
    )
    moved = changed(coordinator, "POST", moves, {**sent, "to_family_id": str(other)}, 1)

    assert moved.get_json() == {"version": 2}
    assert coordinator.get(f"/families/{other}").headers["ETag"] == '"2"'
    lead = a_program(site, Role.LEAD_PROFESSIONAL)
    assert code_of(changed(lead, "POST", moves, {**sent, "to_family_id": str(other)}, 2)) == (404, "family")
