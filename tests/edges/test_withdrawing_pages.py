"""Taking out who was never in a family, and putting them back, in the browser and through the API."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from apiflask import APIFlask

from app.access.roles import Role
from app.cases.models.people import HouseholdMember
from app.cases.rules.relationships import End, RelationshipKind, Tie
from app.cases.services import relationships
from app.programme.facts import MemberRole
from tests.cases.builders import TODAY, a_family, a_person, a_ward, an_assessment
from tests.cases.sharing_builders import saved
from tests.cases.test_withdrawing import evidence_of
from tests.conftest import COORDINATOR
from tests.edges.conftest import Browser
from tests.edges.programs import Program, a_program, code_of
from tests.edges.test_household_pages import day, link, opened


@pytest.fixture
def coordinator(site: APIFlask, browser_of: Callable[..., Browser]) -> Browser:
    return browser_of(Role.PROGRAMME_COORDINATOR)


@pytest.fixture
def family(site: APIFlask) -> UUID:
    """A family with two children and a home."""
    made = a_family(a_ward("Basford"))
    a_person(made)
    a_person(made, "Fern")
    return made


def test_who_was_never_here_is_taken_out_and_put_back_from_the_familys_page(
    coordinator: Browser, family: UUID
) -> None:
    address, form = opened(coordinator, family, "Never here Tansy")
    asked = coordinator.get(address)
    without_why = coordinator.post(address, {"version": form["version"]})
    taken = coordinator.follow(coordinator.post(address, {**form, "reason": "source-wrong"}))
    back, again = opened(coordinator, family, "Put back Tansy")
    put = coordinator.follow(coordinator.post(back, again))

    assert "Tansy Testcase: child or young person, since 1 Jun 2010." in asked.text
    assert "nor count in its figures" in asked.text
    assert without_why.status == 422
    assert "Choose why it was wrong." in without_why.text
    assert "They have been taken out. You can put them back under Corrections." in taken.text
    assert not any(words.startswith("Correct Tansy") for words in taken.links)
    assert "The list or system that it came from was wrong" in taken.text
    assert "They have been put back, as they were." in put.text
    assert any(words.startswith("Correct Tansy") for words in put.links)
    assert not any(words.startswith("Put back") for words in put.links)
    assert "They have been put back already." in coordinator.get(back).text


def test_why_somebody_cannot_be_taken_out_is_said_before_anything_is_asked(
    coordinator: Browser, family: UUID
) -> None:
    child = a_person(family, "Bramble")
    an_assessment(family, child)

    address = link(coordinator.get(f"/families/{family}"), "Never here Bramble")
    asked = coordinator.get(address)
    sent = coordinator.post(address, {"version": "1", "reason": "typed-wrong"})

    assert "An assessment on this family’s record covers them" in asked.text
    assert not asked.all("button") or "Take them out" not in asked.text
    assert sent.status == 422
    assert "An assessment on this family’s record covers them" in sent.text


def test_it_says_what_goes_along_and_whom_to_tell(coordinator: Browser) -> None:
    family = a_family(a_ward("Basford"), attached_on=date(2012, 12, 3))
    child = a_person(family)
    for first in (date(2012, 9, 1), date(2013, 1, 7)):
        evidence_of(family, child, first)
    father = Tie(RelationshipKind.PARENT, End(label="Father, lives elsewhere"), End(child))
    relationships.record_relationship(family, father, version=1, actor=COORDINATOR, today=TODAY)

    address, form = opened(coordinator, family, "Never here Tansy")
    said = coordinator.get(address).text
    coordinator.post(address, {**form, "reason": "typed-wrong"})
    back, _ = opened(coordinator, family, "Put back Tansy")
    said_then = coordinator.get(back).text

    assert "2 pieces of evidence about them, for this family’s criteria, will count no more." in said
    assert "1 relationship of theirs will be withdrawn from the family map." in said
    assert "tell the programme coordinator: it may rest on them." in said
    assert "2 pieces of evidence of this family’s criteria will count again." in said_then
    assert "1 relationship will be on the map again." in said_then


def test_of_two_stays_only_one_is_said_to_go(coordinator: Browser, family: UUID) -> None:
    child = a_person(family, "Bramble")
    leave, form = opened(coordinator, family, "Has left Bramble")
    coordinator.post(leave, {**form, **day("last_day", 30, 6, 2012)})
    saved(
        HouseholdMember(person_id=child, family_id=family, starts_on=date(2013, 1, 1), role=MemberRole.CHILD)
    )

    said = coordinator.get(link(coordinator.get(f"/families/{family}"), "Never here Bramble")).text

    assert "Only these days will be taken back. Their 1 other stay in this family stays as recorded." in said


def test_who_changed_the_family_meanwhile_is_shown_beside_it(coordinator: Browser, family: UUID) -> None:
    address, form = opened(coordinator, family, "Never here Tansy")
    leave, other = opened(coordinator, family, "Has left Fern")
    coordinator.post(leave, {**other, **day("last_day", 30, 6, 2013)})

    clash = coordinator.post(address, {**form, "reason": "typed-wrong"})

    assert clash.status == 409
    assert "Somebody else changed this record after you opened it." in clash.text


def test_the_chronology_says_it(coordinator: Browser, family: UUID) -> None:
    address, form = opened(coordinator, family, "Never here Tansy")
    coordinator.post(address, {**form, "reason": "typed-wrong"})

    told = coordinator.get(f"/families/{family}/chronology")

    assert "Tansy Testcase was taken out, as never having been in the household" in told.text
    assert "Tansy Testcase joined the household" not in told.text


def test_programs_take_out_and_put_back_what_they_read(site: APIFlask, family: UUID) -> None:
    program: Program = a_program(site, Role.PROGRAMME_COORDINATOR)
    path = f"/families/{family}"
    member = program.get(path).get_json()["people"][0]
    taking = f"{path}/people/{member['member_id']}/withdrawal"

    blind = program.call("POST", taking, {}, json={"reason": "typed-wrong"})
    late = program.call("POST", taking, {"If-Match": '"7"'}, json={"reason": "typed-wrong"})
    unsaid = program.call("POST", taking, {"If-Match": '"1"'}, json={"reason": "mistake-on-the-list"})
    made = program.call("POST", taking, {"If-Match": '"1"'}, json={"reason": "typed-wrong"})
    (stay,) = program.get(path).get_json()["withdrawn"]
    undo = f"{path}/withdrawals/{made.get_json()['id']}/undo"
    back = program.call("POST", undo, {"If-Match": made.headers["ETag"]})
    twice = program.call("POST", undo, {"If-Match": back.headers["ETag"]})

    answers = (blind, late, unsaid, made, back, twice)
    assert [each.status_code for each in answers] == [428, 412, 422, 200, 200, 422]
    assert (stay["person_id"], stay["reason"], stay["put_back_at"]) == (
        member["person_id"],
        "typed-wrong",
        None,
    )
    assert code_of(twice) == (422, "put-back-already")
    assert program.get(path).get_json()["people"][0] == member
