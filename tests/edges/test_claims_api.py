"""Claim windows and the evaluation of results through the API."""

from uuid import uuid4

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from app.access.roles import Role
from tests.edges.programs import Program, a_program, code_of


@pytest.fixture
def coordinator(city: sa.Connection, app: APIFlask) -> Program:
    """A program of the programme coordinator, over the city."""
    return a_program(app, Role.PROGRAMME_COORDINATOR)


def test_the_july_2013_evaluation_finds_what_the_board_was_promised(coordinator: Program) -> None:
    found = coordinator.get("/evaluation").get_json()

    totals = found["totals"]
    assert found["on"] == "2013-07-12"
    assert found["window"] == "July 2013"
    assert 150 <= totals["claimable"] - totals["claimable_funded_elsewhere"] <= 300
    assert totals["claimable"] == len(found["claimable"])
    assert totals["value_pence"] == sum(each["value_pence"] for each in found["claimable"])
    worth = [each["worth_pence"] for each in found["nearly"]]
    assert worth == sorted(worth, reverse=True)


def test_a_claimable_familys_explanation_says_why(coordinator: Program) -> None:
    family = coordinator.get("/evaluation").get_json()["claimable"][0]

    found = coordinator.get(f"/families/{family['family_id']}/evaluation").get_json()

    assert (found["claimable"], found["obstacles"]) == (True, [])
    assert found["value_pence"] == family["value_pence"]
    assert found["eligibility"]["answer"] == "yes"
    passed = [route for route in found["routes"] if route["outcome"] == "pass"]
    assert {route["route"] for route in passed} == set(family["achieved"])
    assert all(part["reason"] and part["source"]["text"] for route in passed for part in route["parts"])


def test_a_day_without_declared_terms_is_a_sentence(coordinator: Program) -> None:
    assert code_of(coordinator.get("/evaluation?on=2000-01-01"))[0] == 422


def test_a_family_that_is_not_on_the_programme_is_not_explained(coordinator: Program) -> None:
    assert code_of(coordinator.get(f"/families/{uuid4()}/evaluation")) == (404, "family")


def test_claim_windows_are_listed_first_to_open_first(coordinator: Program) -> None:
    windows = coordinator.get("/claim-windows").get_json()["windows"]

    assert "July 2013" in [window["label"] for window in windows]
    assert [window["opens_on"] for window in windows] == sorted(window["opens_on"] for window in windows)


@pytest.mark.parametrize(
    "path", ["/evaluation", "/claim-windows", "/families/00000000-0000-4000-8000-000000000000/evaluation"]
)
def test_claims_are_for_the_coordinator(site: APIFlask, path: str) -> None:
    assert code_of(a_program(site, Role.AGENCY_MANAGER).get(path)) == (403, "role")
