"""Rollout meetings on the site and through the API, over the city: planned, answered, decided, reconciled."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from app.access.policies import COMMAND_LINE
from app.access.roles import Role
from app.cases.services import triage_board
from app.db import Sessions
from app.reports import services as reports
from tests.city import COUNCIL
from tests.conftest import TODAY
from tests.edges.conftest import Browser, Page
from tests.edges.programs import Program, a_program, code_of

BrowserOf = Callable[..., Browser]

IDS = "select code, id from agency where data_sheet_order is not null"
LEAD = """
select posting.id from posting join establishment on establishment.id = establishment_id
join agency on agency.id = agency_id
where agency.code = 'EWS' and responsibility = 'own-caseload' and ends_on is null order by 1 limit 1
"""


@pytest.fixture
def agencies(city: sa.Connection) -> dict[str, UUID]:
    with Sessions() as session:
        return {row.code: row.id for row in session.execute(sa.text(IDS))}


@pytest.fixture
def ward(city: sa.Connection) -> UUID:
    with Sessions() as session:
        return session.execute(sa.text("select id from ward where name = 'Wollaton West'")).scalar_one()


@pytest.fixture
def coordinator(city: sa.Connection, browser_of: BrowserOf) -> Browser:
    return browser_of(Role.PROGRAMME_COORDINATOR)


def planned(
    coordinator: Browser, ward: UUID, agencies: dict[str, UUID], changed: dict[str, Any] | None = None
) -> Page:
    form = {
        "held_on-day": "12",
        "held_on-month": "7",
        "held_on-year": "2013",
        "rollout": "4",
        "wards": [str(ward)],
        "agencies": [str(agencies["EWS"]), str(agencies["YOT"])],
        **(changed or {}),
    }
    return coordinator.post("/meetings/new", form)


def test_a_meeting_is_planned_run_and_closed_and_every_figure_still_reconciles(
    coordinator: Browser, browser_of: BrowserOf, ward: UUID, agencies: dict[str, UUID]
) -> None:
    address = planned(coordinator, ward, agencies).address
    assert (
        "Not answered yet: Education Welfare Service, Youth Offending Team." in coordinator.get(address).text
    )
    board = triage_board.open_board(UUID(address.split("/")[-1]), actor=COMMAND_LINE, today=TODAY)
    first, second, third, fourth = (family.id for family in board.families[:4])
    manager = browser_of(Role.AGENCY_MANAGER, practitioner_key="MGR-EWS")
    lists = manager.get("/triage-lists")
    answers = {"version": "0", "family": [str(first)], f"knows-{first}": "known", "rest_not_known": "yes"}
    listed = next(href for words, href in lists.links.items() if words.startswith("Education"))
    assert manager.post(listed, answers).status == 303
    with Sessions() as session:
        lead = session.execute(sa.text(LEAD)).scalar_one()
    allocate = {"outcome": "allocate", "agency_1": agencies["EWS"], "lead": lead, "chosen": "key-worker"}
    joint = {"outcome": "allocate", "agency_1": agencies["YOT"], "agency_2": agencies["HEALTH"]}
    refuse = {"outcome": "not-to-be-allocated", "reason": "social-care-case"}

    def decide(family: UUID, form: dict[str, Any], version: int = 1) -> Page:
        sent = {"version": str(version), **form}
        return coordinator.post(f"{address}/run/{family}", sent, page=f"{address}/run?family={family}")

    for family, form in ((first, allocate), (second, joint), (third, refuse), (fourth, allocate)):
        assert decide(family, form).status == 303
    assert decide(fourth, {"outcome": "check-for-claim"}, version=2).status == 303
    page = coordinator.follow(coordinator.post(f"{address}/close", {"version": "1"}))

    assert "The meeting is closed." in page.text
    assert "Decisions, by reference" in page.text
    record = coordinator.get(f"{address}/record")
    assert "OFFICIAL-SENSITIVE" in record.text
    assert len(record.all("th", scope="row")) == 4
    found = reports.reconciliation(as_at=TODAY, organisation=COUNCIL, actor=COMMAND_LINE)
    assert [result for result in found if not result.holds] == []
    assert decide(third, allocate, version=2).errors == ["Say why the decision is revised."]
    assert decide(third, {**allocate, "revision_reason": "Asked for"}, version=2).status == 303
    assert all(
        result.holds
        for result in reports.reconciliation(as_at=TODAY, organisation=COUNCIL, actor=COMMAND_LINE)
    )


def test_a_stale_decision_keeps_what_was_entered_and_shows_what_stands(
    coordinator: Browser, ward: UUID, agencies: dict[str, UUID]
) -> None:
    address = planned(coordinator, ward, agencies).address
    board = triage_board.open_board(UUID(address.split("/")[-1]), actor=COMMAND_LINE, today=TODAY)
    family = board.families[0].id
    decide, opened = f"{address}/run/{family}", f"{address}/run?family={family}"
    coordinator.post(decide, {"version": "1", "outcome": "check-for-claim"}, page=opened)

    late = {"version": "1", "outcome": "not-to-be-allocated", "reason": "data-to-check"}
    page = coordinator.post(decide, late, page=opened)

    assert page.status == 409
    assert "What stands now, after somebody else’s change: Check for claim." in page.text
    (chosen,) = [each for each in page.all("input", name="reason") if each.get("checked") is not None]
    assert chosen.get("value") == "data-to-check"
    assert page.all("input", name="version")[0].get("value") == "2"


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"held_on-year": "9999"}, "Give a day from 2000-01-01 to 2099-12-31."),
        ({"held_on-month": "13"}, "Enter a real date, such as 12 7 2013."),
        ({"held_on-year": "2012"}, "The day is more than a week past. Choose a day from then on."),
        ({"rollout": "four"}, "Enter the rollout’s number, from 1 to 99."),
        ({"wards": []}, "Choose at least one ward."),
        ({"agencies": ["x"]}, "Choose one that is offered."),
    ],
)
def test_a_plan_that_cannot_be_is_refused_with_a_sentence(
    coordinator: Browser, ward: UUID, agencies: dict[str, UUID], changed: dict[str, Any], error: str
) -> None:
    page = planned(coordinator, ward, agencies, changed)

    assert page.status == 422
    assert page.errors == [error]


@pytest.mark.parametrize(
    "sent",
    [
        {"version": "x"},
        {"version": "0", "family": "nobody"},
        {"version": "0", "family": str(UUID(int=1)), f"knows-{UUID(int=1)}": "perhaps"},
        {"version": "0", "family": str(UUID(int=1)), f"knows-{UUID(int=1)}": "known"},
    ],
)
def test_answers_that_are_none_are_refused_with_a_sentence(
    coordinator: Browser, ward: UUID, agencies: dict[str, UUID], sent: dict[str, str]
) -> None:
    address = planned(coordinator, ward, agencies).address

    page = coordinator.post(f"{address}/lists/{agencies['YOT']}", sent)

    assert page.status == 422
    assert len(page.errors) == 1


def test_a_program_plans_answers_and_decides_with_entity_tags(
    app: APIFlask, city: sa.Connection, ward: UUID, agencies: dict[str, UUID]
) -> None:
    program: Program = a_program(app, Role.PROGRAMME_COORDINATOR)
    plan = {
        "held_on": TODAY.isoformat(),
        "rollout": 4,
        "wards": [str(ward)],
        "agencies": [str(agencies["YOT"])],
    }
    meeting = program.post("/meetings", plan).get_json()["id"]
    a_list = f"/meetings/{meeting}/lists/{agencies['YOT']}"
    opened = program.get(a_list)
    family = opened.get_json()["families"][0]["family_id"]
    assert set(opened.get_json()["families"][0]["children"][0]) == {"forename", "surname", "age"}
    answers = {"answers": [{"family_id": family, "knowledge": "known"}]}
    tag = opened.headers["ETag"]
    decision = f"/meetings/{meeting}/families/{family}/decision"

    assert code_of(program.call("PUT", a_list, json=answers)) == (428, None)
    assert program.call("PUT", a_list, headers={"If-Match": tag}, json=answers).headers["ETag"] == '"1"'
    assert code_of(program.call("PUT", a_list, headers={"If-Match": tag}, json=answers)) == (
        412,
        "changed-meanwhile",
    )
    read = program.get(decision)
    assert read.get_json()["answers"][0]["knowledge"] == "known"
    decided = program.post(
        decision, {"outcome": "check-for-claim"}, headers={"If-Match": read.headers["ETag"]}
    )
    assert decided.get_json() == {"version": 2}
    totals = program.get(f"/meetings/{meeting}/triage").get_json()["totals"]
    assert totals["by_outcome"] == {"allocate": 0, "check-for-claim": 1, "not-to-be-allocated": 0}
    wrong = {"outcome": "allocate", "agencies": []}
    assert code_of(program.post(decision, wrong, headers={"If-Match": '"2"'})) == (422, "agency-missing")
