"""Notes in the browser and over the API."""

from collections.abc import Callable
from uuid import UUID

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from app.access.roles import Role
from app.db import Sessions
from tests.edges.conftest import Browser
from tests.edges.programs import a_program
from tests.edges.test_families_pages import a_family

NOTE = {
    "kind": "home-visit",
    "happened_on-day": "3",
    "happened_on-month": "7",
    "happened_on-year": "2013",
    "text": "The <b>school</b> rang.\nNext visit on Friday.",
}


@pytest.fixture
def coordinator(city: sa.Connection, browser_of: Callable[..., Browser]) -> Browser:
    return browser_of(Role.PROGRAMME_COORDINATOR)


def test_a_note_is_added_then_corrected_and_what_it_said_can_still_be_read(coordinator: Browser) -> None:
    family = a_family()
    form = f"/families/{family}/notes/new"
    assert coordinator.get(form).all("input", id="happened_on-day")[0].get("value") == "12"

    record = coordinator.follow(coordinator.post(form, NOTE))
    correct = next(address for words, address in record.links.items() if words.startswith("Correct the note"))
    wrong = coordinator.post(correct, {**NOTE, "text": ""})
    after = coordinator.follow(
        coordinator.post(correct, {**NOTE, "text": "The school wrote.", "correction": "mistyped"})
    )

    assert "The <b>school</b> rang." in record.text
    assert wrong.errors == ["Write what happened.", "Choose why it is corrected."]
    assert "The school wrote." in after.text
    assert "What it said before" in after.text
    assert "Home visit, noted by Lee Example" in coordinator.get(f"/families/{family}/chronology").text
    assert coordinator.get(correct).status == 404


def test_a_note_in_the_future_says_so_at_its_date_and_keeps_what_was_typed(coordinator: Browser) -> None:
    refused = coordinator.post(f"/families/{a_family()}/notes/new", {**NOTE, "happened_on-year": "2014"})

    assert refused.status == 422
    assert refused.errors == ["Give a day that is not in the future."]
    assert refused.text_of(refused.all("textarea", id="text")[0]).startswith("The <b>school</b> rang.")


def test_oversight_is_recorded_with_when_it_is_next_due(coordinator: Browser) -> None:
    form = f"/families/{a_family()}/oversight/new"
    day = {"held_on-day": "3", "held_on-month": "7", "held_on-year": "2013"}
    due = {"next_due_on-day": "1", "next_due_on-month": "7", "next_due_on-year": "2013"}
    sent = {"kind": "supervision", "direction": "Bring the school in.", **day}

    refused = coordinator.post(form, {**sent, **due})
    record = coordinator.follow(coordinator.post(form, {**sent, **due, "next_due_on-month": "8"}))

    assert refused.errors == ["The next one must be due after the day of this one."]
    assert "Next due 1 August 2013" in record.text


def test_a_program_writes_a_note_and_reads_it_in_the_record(city: sa.Connection, app: APIFlask) -> None:
    program = a_program(app, Role.PROGRAMME_COORDINATOR)
    family: UUID = a_family()

    written = program.post(
        f"/families/{family}/notes",
        {"kind": "message", "happened_on": "2013-07-03", "text": "They will come."},
    )

    record = program.get(f"/families/{family}")
    assert written.status_code == 201
    assert [note["id"] for note in record.json["notes"]] == [written.json["id"]]
    with Sessions() as session:
        assert session.execute(sa.text("select count(*) from case_note")).scalar_one() == 1
