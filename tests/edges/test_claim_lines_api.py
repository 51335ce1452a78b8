"""Claim windows and lines in the API: all that the pages do, with versions, and refusals as problems."""

from uuid import UUID

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from app.access.roles import Role
from tests.claims.claimable import (
    a_window,
    better_at_school,
    change_rows,
    check_evidence,
    put_in,
    with_progress,
)
from tests.edges.programs import Program, a_program


@pytest.fixture
def coordinator(site: APIFlask) -> Program:
    return a_program(site, Role.PROGRAMME_COORDINATOR)


@pytest.fixture
def window(site: APIFlask) -> UUID:
    return a_window()


def test_a_claim_is_drafted_proved_and_sent_to_audit(
    coordinator: Program, window: UUID, database: sa.Connection
) -> None:
    (family,) = put_in(database, with_progress())

    drafted = coordinator.post(f"/families/{family}/claim", {"window_id": str(window)})
    line = f"/claim-lines/{drafted.json['line_ids'][0]}"
    check_evidence(family)
    complete = coordinator.post(f"{line}/completion", headers={"If-Match": '"1"'})
    stale = coordinator.post(f"{line}/audit", headers={"If-Match": '"1"'})
    sent = coordinator.post(f"{line}/audit", headers={"If-Match": complete.headers["ETag"]})
    read = coordinator.get(line)
    paper = coordinator.get(f"{line}/proof.pdf")
    second = coordinator.post(f"/families/{family}/claim", {"window_id": str(window)})

    assert drafted.status_code == 201
    assert (stale.status_code, stale.json["code"], stale.headers["ETag"]) == (412, "changed-meanwhile", '"2"')
    assert sent.json == {"version": 3}
    assert read.json["line"]["state"] == "with-internal-audit"
    assert (read.json["is_sound"], len(read.json["frozen"])) == (True, 64)
    assert read.json["proof"]["parts"][0]["outcome"] == "pass"
    assert [move["to_state"] for move in read.json["moves"]] == [
        "draft",
        "evidence-complete",
        "with-internal-audit",
    ]
    assert paper.data.startswith(b"%PDF")
    assert (second.status_code, second.json["code"]) == (409, "already-claimed")


def test_a_window_is_opened_changed_read_and_taken_through_a_step(
    coordinator: Program, database: sa.Connection
) -> None:
    put_in(database, better_at_school())
    days = {"label": "July 2013", "opens_on": "2013-07-01", "closes_on": "2013-07-31"}

    made = coordinator.post("/claim-windows", {**days, "phase": "phase-one"})
    window = f"/claim-windows/{made.json['id']}"
    changed = coordinator.call(
        "PUT", window, headers={"If-Match": '"1"'}, json={**days, "closes_on": "2013-08-02"}
    )
    preview = coordinator.get(f"{window}/steps/draft").json
    items = [{"id": item["id"], "mark": item["mark"]} for item in preview["ready"]]
    done = coordinator.post(f"{window}/steps/draft", {"items": items}).json
    again = coordinator.post(f"{window}/steps/draft", {"items": items}).json
    read = coordinator.get(window)

    assert (made.status_code, changed.json) == (201, {"version": 2})
    assert (preview["value_pence"], done["value_pence"], len(done["done"])) == (70000, 70000, 1)
    assert again["done"] == []
    assert again["left_out"][0]["left_out"].startswith(
        "Education, crime and anti-social behaviour is claimed"
    )
    states = {each["state"]: each["count"] for each in read.json["states"] if each["count"]}
    assert (states, read.json["ready"], read.headers["ETag"]) == ({"draft": 1}, [], '"2"')


def test_concerns_are_listed_and_settled(coordinator: Program, window: UUID, database: sa.Connection) -> None:
    (family,) = put_in(database, better_at_school())
    [line] = coordinator.post(f"/families/{family}/claim", {"window_id": str(window)}).json["line_ids"]
    check_evidence(family)
    coordinator.post(f"/claim-lines/{line}/completion", headers={"If-Match": '"1"'})
    change_rows("update family set funded_elsewhere = 'ESF'")

    [concern] = coordinator.get("/claim-concerns").json["concerns"]
    empty = coordinator.post(f"/claim-concerns/{concern['id']}/settlement", {"note": " "})
    settled = coordinator.post(f"/claim-concerns/{concern['id']}/settlement", {"note": "Known."})

    assert (concern["part"], concern["outcome"]) == ("value", "fail")
    assert concern["said"] == "It is worth £0 by what is recorded now, not £700."
    assert (empty.status_code, settled.status_code) == (422, 204)
    assert coordinator.get("/claim-concerns").json["concerns"] == []


def test_a_line_is_tested_again_taken_back_and_withdrawn(
    coordinator: Program, window: UUID, database: sa.Connection
) -> None:
    (family,) = put_in(database, better_at_school())
    [line] = coordinator.post(f"/families/{family}/claim", {"window_id": str(window)}).json["line_ids"]

    check_evidence(family)

    def moved(move: str, version: int, **body: str) -> int:
        headers = {"If-Match": f'"{version}"'}
        return coordinator.post(f"/claim-lines/{line}/{move}", body or None, headers=headers).status_code

    assert [
        moved("test", 1),
        moved("completion", 2),
        moved("draft", 3, reason="One more look."),
        moved("withdrawal", 4, reason="Not ours."),
        moved("withdrawal", 5, reason="Not ours."),
    ] == [200, 200, 200, 200, 422]
