"""Imports through the API."""

import io

import pytest
from apiflask import APIFlask
from werkzeug.test import TestResponse

from app.access.roles import Role
from tests.edges.programs import Program, a_program, code_of

HEADER = b"ward,locality,boundary_set,gss_code\n"
WARDS = HEADER + b"Basford,North,2003,\nSt Ann's,Central,2003,\n"


@pytest.fixture
def analyst(site: APIFlask) -> Program:
    return a_program(site, Role.ANALYST)


def sent(program: Program, content: bytes, *, name: str = "wards.csv", query: str = "") -> TestResponse:
    return program.call(
        "POST",
        f"/imports{query}",
        data={"file": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )


def wards(program: Program) -> list[str]:
    return [ward["name"] for ward in program.get("/wards").get_json()["wards"]]


def test_a_file_is_only_checked_unless_loading_is_asked_for(analyst: Program) -> None:
    found = sent(analyst, WARDS).get_json()

    assert (found["is_sound"], found["is_loaded"], found["fault_count"]) == (True, False, 0)
    assert wards(analyst) == []


def test_a_sound_file_is_loaded_and_loaded_again_changes_nothing(analyst: Program) -> None:
    first = sent(analyst, WARDS, query="?check=false").get_json()
    again = sent(analyst, WARDS, query="?check=false").get_json()

    assert first["is_loaded"]
    assert (first["tables"][0]["rows"], first["tables"][0]["added"]) == (2, 2)
    assert (again["tables"][0]["added"], again["tables"][0]["changed"]) == (0, 0)
    assert wards(analyst) == ["Basford", "St Ann's"]


def test_a_check_reports_every_fault_with_its_place_and_fix(analyst: Program) -> None:
    found = sent(analyst, HEADER + b",North,2003,\nBasford,,,\nBasford,,,\n").get_json()

    assert not found["is_sound"]
    assert found["fault_count"] == len(found["faults"]) == 2
    assert found["faults"][0]["row"] == 2
    assert all(fault["code"] and fault["sentence"] and fault["fix"] for fault in found["faults"])


def test_a_file_with_a_fault_is_refused_whole_with_its_faults(analyst: Program) -> None:
    response = sent(analyst, HEADER + b"Bulwell,North,2003,\n,North,2003,\n", query="?check=false")

    assert code_of(response) == (422, "faulty-import")
    assert response.get_json()["faults"][0]["row"] == 3
    assert wards(analyst) == []


def test_a_request_without_a_file_is_refused(analyst: Program) -> None:
    response = analyst.call("POST", "/imports", data={}, content_type="multipart/form-data")

    assert code_of(response) == (422, None)


@pytest.mark.parametrize("role", [Role.PROGRAMME_COORDINATOR, Role.LEAD_PROFESSIONAL])
def test_imports_are_for_analysts(site: APIFlask, role: Role) -> None:
    assert code_of(sent(a_program(site, role), WARDS)) == (403, "role")
