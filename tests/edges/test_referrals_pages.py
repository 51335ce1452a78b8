"""Referring a family in the browser, and the coordinator's decisions on it."""

from collections.abc import Callable

import pytest
from apiflask import APIFlask

from app import clashes
from app.access.roles import Role
from tests.cases.builders import (
    a_family,
    a_lead,
    a_meeting,
    a_person,
    a_practitioner,
    a_ward,
    an_agency,
    an_allocation,
    an_establishment,
)
from tests.conftest import TODAY
from tests.edges.conftest import Browser, Page

BrowserOf = Callable[..., Browser]


@pytest.fixture
def ward(site: APIFlask) -> str:
    return str(a_ward("Basford"))


@pytest.fixture
def referrer(site: APIFlask, browser_of: BrowserOf) -> Browser:
    return browser_of(Role.TEAM_MEMBER)


@pytest.fixture
def coordinator(site: APIFlask, browser_of: BrowserOf) -> Browser:
    return browser_of(Role.PROGRAMME_COORDINATOR)


def a_form(ward: str, **changes: object) -> dict[str, object]:
    """A referral of one child and a parent."""
    return {
        "people-1-forename": "Tansy",
        "people-1-surname": "Testcase",
        "people-1-role": "child",
        "people-1-born_on-day": "9",
        "people-1-born_on-month": "5",
        "people-1-born_on-year": "2001",
        "people-2-forename": "Petra",
        "people-2-surname": "Testcase",
        "people-2-role": "parent-or-carer",
        "ward_id": ward,
        "why": "Often absent.\r\nHungry.",
        "criteria": ["unauthorised-absence", "out-of-work-benefit"],
        "consent": "family-agrees",
        **changes,
    }


def sent(referrer: Browser, ward: str) -> str:
    """The address of a referral that has just been sent."""
    return referrer.post("/referrals/new", a_form(ward)).address


def value_of(page: Page, name: str) -> str:
    return str(page.all("input", name=name)[0].get("value"))


def decided(coordinator: Browser, address: str, version: int = 1, **form: str) -> Page:
    return coordinator.post(address, {"version": str(version), **form})


def test_a_referral_is_sent_and_its_page_says_how_it_stands(referrer: Browser, ward: str) -> None:
    page = referrer.follow(referrer.post("/referrals/new", a_form(ward)))

    assert "has been sent to the programme coordinator." in page.text
    for words in ("Waiting", "Tansy Testcase", "9 May 2001", "Basford", "Often absent.", "Family agrees"):
        assert words in page.text
    assert "Families that it may repeat" not in page.text
    assert page.title == f"{page.heading} – Loxley", "the title names nobody"
    listed = referrer.get("/referrals")
    assert "Tansy Testcase and 1 other" in listed.text


def test_every_fault_stands_at_its_own_box_and_nothing_typed_is_lost(referrer: Browser, ward: str) -> None:
    wrong = a_form(
        "",
        **{"people-1-surname": "", "people-2-born_on-day": "31", "people-2-born_on-month": "2"},
        **{"people-2-born_on-year": "1980", "consent": ""},
    )

    refused = referrer.post("/referrals/new", wrong)

    assert refused.status == 422
    assert refused.errors == [
        "Enter a surname.",
        "Enter a real date, like 9 5 2001.",
        "Choose the ward where they live.",
        "Say whether the family agrees.",
    ]
    assert refused.all("a", href="#people-2-born_on-day")
    assert value_of(refused, "people-1-forename") == "Tansy"
    assert value_of(refused, "people-2-born_on-day") == "31"
    assert refused.text_of(refused.all("textarea", name="why")[0]) == "Often absent. Hungry."
    assert len(refused.all("input", name="criteria", checked="")) == 2


REFUSED: dict[str, dict[str, object]] = {
    "Name at least one child or young person.": {"people-1-role": "other-adult"},
    "The date of birth must not be after today.": {"people-1-born_on-year": "9999"},
    "Check the day on which the child is expected.": {"people-1-role": "unborn-child"},
    "The date must include a month.": {"people-1-born_on-month": ""},
    "Use at most 4,000 characters.": {"why": "x" * 4001},
    "There is no such ward.": {"ward_id": "00000000-0000-4000-8000-000000000000"},
    "Choose criteria from the list.": {"criteria": ["made-up"]},
}


def test_what_cannot_be_is_refused_with_a_sentence(referrer: Browser, ward: str) -> None:
    refused = {
        sentence: referrer.post("/referrals/new", a_form(ward, **changes))
        for sentence, changes in REFUSED.items()
    }

    assert {page.status for page in refused.values()} == {422}
    assert {sentence: page.errors for sentence, page in refused.items()} == {
        sentence: [sentence] for sentence in REFUSED
    }


def test_one_more_person_is_made_room_for_and_what_was_typed_stays(referrer: Browser, ward: str) -> None:
    page = referrer.post("/referrals/new", a_form(ward, add="person"))

    assert page.status == 200
    assert page.all("input", name="people-3-forename")
    assert value_of(page, "people-1-surname") == "Testcase"
    assert not referrer.get("/referrals").all("table")


def test_a_family_that_is_known_is_said_to_be_before_anything_is_sent(referrer: Browser, ward: str) -> None:
    family = a_family()
    a_person(family)
    health = an_agency("HEALTH")
    a_lead(an_allocation(family, health), a_practitioner("Kim Example"), an_establishment(health))

    told = referrer.post("/referrals/new", a_form(ward))
    nothing_sent = not referrer.get("/referrals").all("table")
    anyway = referrer.post("/referrals/new", a_form(ward, anyway="yes"))

    assert told.status == 200
    assert "It is led by HEALTH agency. Ask Kim Example before you send another referral." in told.text
    assert "PF-" not in told.html
    assert value_of(told, "people-1-forename") == "Tansy"
    assert nothing_sent
    assert anyway.status == 303


def test_a_question_is_told_on_the_home_page_and_answered_on_one_screen(
    referrer: Browser, coordinator: Browser, ward: str
) -> None:
    address = sent(referrer, ward)
    decided(coordinator, f"{address}/question", question="Which school?")

    home = referrer.get("/")
    asked = referrer.get(address)
    empty = referrer.post(f"{address}/answer", {"version": "2"}, page=address)
    done = referrer.follow(
        referrer.post(
            f"{address}/answer", {"version": value_of(asked, "version"), "answer": "Alder."}, page=address
        )
    )

    assert "a question for you" in home.text
    assert "Which school?" in asked.text
    assert "a question for you" not in referrer.get("/").text
    assert empty.errors == ["Enter your answer."]
    assert "Your answer has been sent." in done.text
    assert "Waiting" in done.text


def test_a_referral_is_accepted_as_a_new_family_that_the_coordinator_can_open(
    referrer: Browser, coordinator: Browser, ward: str
) -> None:
    address = sent(referrer, ward)

    page = coordinator.follow(decided(coordinator, f"{address}/acceptance", family="new"))
    family = coordinator.get(next(link for words, link in page.links.items() if "Open family" in words))

    assert "the family is on the programme’s list" in page.text
    assert "Tansy Testcase" in family.text
    own = referrer.get(address)
    assert "Accepted" in own.text
    assert "PF-" not in own.html, "the referrer is told of no reference"


def test_a_referral_is_accepted_as_a_family_by_its_reference(
    referrer: Browser, coordinator: Browser, ward: str
) -> None:
    address = sent(referrer, ward)
    a_person(a_family())
    shown = coordinator.get(f"{address}/acceptance")

    missing = decided(coordinator, f"{address}/acceptance", family="by-reference")
    unknown = decided(coordinator, f"{address}/acceptance", family="by-reference", reference="PF-1")
    chosen = decided(
        coordinator, f"{address}/acceptance", family=shown.all("input", type="radio")[1].get("value")
    )

    assert missing.errors == ["Enter the family’s reference."]
    assert unknown.errors == ["No family on file has this reference. Check it."]
    assert "Tansy Testcase: known" in shown.text
    assert chosen.status == 303


def test_a_referral_is_taken_to_a_meeting_that_is_still_to_come(
    referrer: Browser, coordinator: Browser, ward: str
) -> None:
    address = sent(referrer, ward)
    none_yet = coordinator.get(f"{address}/meeting")
    meeting = str(a_meeting(held_on=TODAY))

    page = coordinator.follow(decided(coordinator, f"{address}/meeting", meeting_id=meeting))

    assert "No rollout meeting is recorded from 12 July 2013 on" in none_yet.text
    assert "It is taken to the rollout meeting of 12 July 2013." in page.text
    assert "taken to a rollout meeting on 12 July 2013" in referrer.get("/").text


def test_a_decline_needs_its_reason_and_is_read_by_the_referrer(
    referrer: Browser, coordinator: Browser, ward: str
) -> None:
    address = sent(referrer, ward)

    empty = decided(coordinator, f"{address}/decline")
    unexplained = decided(coordinator, f"{address}/decline", reason="another-reason")
    decided(coordinator, f"{address}/decline", reason="one-agency-is-enough", explanation="School helps.")

    assert empty.errors == ["Choose a reason."]
    assert unexplained.errors == ["Explain the other reason, for whoever sent the referral."]
    own = referrer.get(address)
    assert "Declined on 12 July 2013: one agency is enough." in own.text
    assert "School helps." in own.text


def test_two_decisions_at_once_are_refused_once_and_what_was_typed_stays(
    referrer: Browser, coordinator: Browser, ward: str
) -> None:
    address = sent(referrer, ward)
    decided(coordinator, f"{address}/question", question="Which school?")

    clash = decided(coordinator, f"{address}/decline", reason="another-reason", explanation="They moved.")

    assert clash.status == 409
    assert clash.errors == [clashes.SENTENCE]
    assert "The programme coordinator has asked something and waits for the answer." in clash.text
    assert value_of(clash, "explanation") == "They moved."
    assert value_of(clash, "version") == "2"


def test_a_decision_on_a_referral_at_its_end_is_no_page(
    referrer: Browser, coordinator: Browser, ward: str
) -> None:
    address = sent(referrer, ward)
    decided(coordinator, f"{address}/decline", reason="criteria-not-met")

    again = coordinator.get(f"{address}/acceptance")

    assert again.status == 422
    assert "A referral that is “declined” may not become “accepted”." in again.text


def test_the_list_is_narrowed_by_state(referrer: Browser, coordinator: Browser, ward: str) -> None:
    sent(referrer, ward)

    assert "Tansy Testcase" in coordinator.get("/referrals?state=waiting").text
    assert "There is no such referral." in coordinator.get("/referrals?state=accepted").text
    assert "There is no such referral." in coordinator.get("/referrals?own=yes").text
    assert coordinator.get("/referrals?state=made-up").status == 404
    assert "1 referral waits" in coordinator.get("/").text
