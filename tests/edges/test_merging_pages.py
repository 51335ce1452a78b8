"""Merging in the browser and through the API: side by side, what is kept, where the old address leads."""

from collections.abc import Callable
from uuid import UUID

import pytest
from apiflask import APIFlask
from sqlmodel import select

from app.access.policies import SYSTEM
from app.access.roles import Role
from app.cases.models.people import Family, HouseholdMember
from app.db import reading
from tests.cases.builders import a_family, a_person, a_ward, an_assessment
from tests.edges.conftest import Browser, Page
from tests.edges.programs import Program, a_program, code_of


@pytest.fixture
def coordinator(site: APIFlask, browser_of: Callable[..., Browser]) -> Browser:
    return browser_of(Role.PROGRAMME_COORDINATOR)


@pytest.fixture
def twins(site: APIFlask) -> tuple[UUID, UUID]:
    """A family that is on file twice, with the same child in both."""
    ward = a_ward()
    one, other = a_family(ward), a_family(ward)
    for family in (one, other):
        a_person(family)
    return one, other


def reference_of(family: UUID) -> str:
    with reading(SYSTEM) as session:
        return str(session.get_one(Family, family).reference)


def link(page: Page, words: str) -> str:
    return next(href for text, href in page.links.items() if text.startswith(words))


def is_assessed(family: UUID) -> None:
    with reading(SYSTEM) as session:
        found = select(HouseholdMember.person_id).where(HouseholdMember.family_id == family)
        child = session.exec(found).one()
    an_assessment(family, child)


def as_shown(page: Page) -> dict[str, str]:
    """What the form would send as it stands."""
    boxes = [box for box in page.all("input") if box.get("type") != "radio" or box.get("checked") is not None]
    return {box.get("name"): box.get("value", "") for box in boxes if box.get("name") != "csrf_token"}


def test_a_family_on_file_twice_is_merged_found_by_both_and_put_apart_again(
    coordinator: Browser, twins: tuple[UUID, UUID]
) -> None:
    one, other = twins
    record = coordinator.get(f"/families/{one}")
    choose = link(record, "Merge with another record")

    compared = coordinator.follow(coordinator.post(choose, {"other_id": str(other)}))
    assert reference_of(other) in compared.text
    assert compared.text.count("Tansy Testcase") == 2
    address = f"/families/{one}/merge/{other}"
    assert link(compared, "Keep Family") == f"/families/{other}/merge/{one}"
    merged = coordinator.follow(coordinator.post(address, as_shown(compared)))

    was = f"This record was merged with {compared.text.split('Goes: Family ')[1].split()[0]}"
    assert was in merged.text
    led_on = coordinator.get(f"/families/{other}/notes/new")
    assert (led_on.status, led_on.address) == (303, f"/families/{one}/notes/new")
    undo = link(merged, "Undo")
    apart = coordinator.follow(coordinator.post(undo))
    assert "The merge has been undone" in "".join(apart.html.split("\n"))
    assert coordinator.get(f"/families/{other}").status == 200


def test_notes_written_since_are_confirmed_to_stay_before_a_merge_is_undone(
    coordinator: Browser, twins: tuple[UUID, UUID]
) -> None:
    one, other = twins
    is_assessed(other)
    address = f"/families/{one}/merge/{other}"
    merged = coordinator.follow(coordinator.post(address, as_shown(coordinator.get(address))))
    note = {"kind": "home-visit", "text": "All well."}
    day = {"happened_on-day": "1", "happened_on-month": "7", "happened_on-year": "2013"}
    assert coordinator.post(f"/families/{one}/notes/new", note | day).status == 303
    undo = link(merged, "Undo")

    page = coordinator.post(undo)

    assert page.status == 422
    assert page.errors[0].startswith("Confirm that 1 note written since the merge stays with the record")
    assert [box.get("value") for box in page.all("input", name="notes_stay")] == ["1"]
    assert coordinator.post(undo, {"notes_stay": "9" * 40}).status == 422
    assert coordinator.post(undo, {"notes_stay": "1"}).status == 303


def test_one_person_on_file_twice_keeps_what_was_chosen(
    coordinator: Browser, twins: tuple[UUID, UUID]
) -> None:
    one, _ = twins
    twin = a_person(one, "Tanzy", "Testcase")
    with reading(SYSTEM) as session:
        found = select(HouseholdMember.id).where(
            HouseholdMember.family_id == one, HouseholdMember.person_id != twin
        )
        member = session.exec(found).one()
    choose = f"/families/{one}/people/{member}/merge"
    assert str(twin) in [box.get("value") for box in coordinator.get(choose).all("input", name="other_id")]

    compared = coordinator.post(choose, {"other_id": str(twin)})
    page = coordinator.follow(compared)
    sent = {**as_shown(page), "take-forename": "other"}
    merged = coordinator.follow(coordinator.post(compared.address, sent))

    assert merged.text.count("Two records of") == 1
    people = [merged.text_of(row) for row in merged.all("th", scope="row", class_="govuk-table__header")]
    assert sum(name.endswith("Testcase") for name in people) == 1


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        pytest.param({}, "Choose a family, or enter a reference.", id="nothing"),
        pytest.param({"reference": "PF-999999Z"}, "No family has that reference.", id="no such reference"),
        pytest.param({"reference": "x" * 500}, "A reference has ten characters.", id="far too long"),
        pytest.param({"other_id": "elsewhere"}, "Choose one of the families.", id="not an id"),
    ],
)
def test_a_family_that_cannot_be_chosen_is_refused_at_its_field(
    coordinator: Browser, twins: tuple[UUID, UUID], sent: dict[str, str], sentence: str
) -> None:
    page = coordinator.post(f"/families/{twins[0]}/merge", sent)

    assert page.status == 422
    assert page.errors[0].startswith(sentence)


def test_the_same_family_is_refused_at_the_reference(coordinator: Browser, twins: tuple[UUID, UUID]) -> None:
    page = coordinator.post(f"/families/{twins[0]}/merge", {"reference": reference_of(twins[0]).lower()})

    assert (page.status, page.errors) == (
        422,
        ["That is this family. Enter the reference of the other record."],
    )


def test_two_records_that_changed_since_they_were_shown_are_shown_again(
    coordinator: Browser, twins: tuple[UUID, UUID]
) -> None:
    one, other = twins
    address = f"/families/{one}/merge/{other}"
    sent = as_shown(coordinator.get(address))
    a_person(other, "Rowan")

    page = coordinator.post(address, sent)

    assert page.status == 409
    assert "has changed since you opened this" in page.errors[0]
    assert "Rowan" in page.text
    assert coordinator.post(address, as_shown(page)).status == 303


def test_a_form_sent_to_a_record_that_was_merged_meanwhile_is_told_so(
    coordinator: Browser, twins: tuple[UUID, UUID]
) -> None:
    one, other = twins
    token = coordinator.get(f"/families/{other}/notes/new").token
    address = f"/families/{one}/merge/{other}"
    coordinator.post(address, as_shown(coordinator.get(address)))

    page = Page(coordinator.client.post(f"/families/{other}/notes/new", data={"csrf_token": token}))

    assert (page.status, page.heading) == (409, "This record was merged")


def test_two_who_merge_the_same_two_records_make_one_merge(
    coordinator: Browser, twins: tuple[UUID, UUID]
) -> None:
    one, other = twins
    address = f"/families/{one}/merge/{other}"
    sent, turned = as_shown(coordinator.get(address)), f"/families/{other}/merge/{one}"
    also = as_shown(coordinator.get(turned))

    first = coordinator.post(address, sent)
    token = coordinator.get("/").token
    second = Page(coordinator.client.post(turned, data={"csrf_token": token, **also}))

    assert (first.status, second.status) == (303, 409)


def test_a_program_compares_merges_is_led_on_and_undoes(site: APIFlask, twins: tuple[UUID, UUID]) -> None:
    program: Program = a_program(site, Role.PROGRAMME_COORDINATOR)
    one, other = twins
    path = f"/families/{one}/merge-with/{other}"
    compared = program.get(path).get_json()
    assert compared["obstacle"] is None

    stale = program.post(path, {"as_shown": "something else"})
    merged = program.post(path, {"as_shown": compared["as_shown"], "takes": []})
    merge = f"/merges/{merged.get_json()['merge_id']}"
    led_on = program.get(f"/families/{other}")
    written = program.post(
        f"/families/{other}/notes", {"kind": "home-visit", "happened_on": "2013-07-01", "text": "All well."}
    )
    kept = program.get(f"/families/{one}").get_json()["merges"]
    undone = program.post(f"{merge}/undo", {})

    assert code_of(stale) == (412, "changed-meanwhile")
    assert merged.status_code == 201
    assert (led_on.status_code, led_on.headers["Location"]) == (303, f"/api/v1/families/{one}")
    assert code_of(written) == (409, "merged")
    assert written.headers["Location"] == f"/api/v1/families/{one}/notes"
    assert [each["merged_id"] for each in kept] == [str(other)]
    assert undone.status_code == 200
    assert program.get(merge).status_code == 404
    assert program.get(f"/families/{other}").status_code == 200


def test_a_program_confirms_the_notes_that_stay(site: APIFlask, twins: tuple[UUID, UUID]) -> None:
    program: Program = a_program(site, Role.PROGRAMME_COORDINATOR)
    one, other = twins
    is_assessed(one)
    path = f"/families/{one}/merge-with/{other}"
    made = program.post(path, {"as_shown": program.get(path).get_json()["as_shown"]}).get_json()
    merge = f"/merges/{made['merge_id']}"
    note = {"kind": "home-visit", "happened_on": "2013-07-01", "text": "All well."}
    assert program.post(f"/families/{one}/notes", note).status_code == 201

    assert code_of(program.post(f"{merge}/undo", {})) == (422, "notes-stay")
    assert code_of(program.post(f"{merge}/undo")) == (422, "notes-stay")
    assert program.get(merge).get_json()["notes_stay"] == 1
    assert program.post(f"{merge}/undo", {"notes_stay": 1}).status_code == 200
