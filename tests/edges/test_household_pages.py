"""Households in the browser: registering, coming and going, corrections, and two people at once."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from apiflask import APIFlask

from app import clashes
from app.access.roles import Role
from app.programme.facts import MemberRole
from tests.cases.builders import a_family, a_person, a_ward
from tests.edges.conftest import Browser, Page


def day(name: str, number: int, month: int, year: int) -> dict[str, str]:
    """A date in its three boxes."""
    return {f"{name}-day": str(number), f"{name}-month": str(month), f"{name}-year": str(year)}


A_CHILD = {
    "forename": "Tansy",
    "surname": "Testcase",
    "role": "child",
    "sex": "female",
    **day("born_on", 9, 5, 2001),
}


@pytest.fixture
def coordinator(site: APIFlask, browser_of: Callable[..., Browser]) -> Browser:
    return browser_of(Role.PROGRAMME_COORDINATOR)


@pytest.fixture
def family(site: APIFlask) -> UUID:
    """A family with a child in it and a home."""
    made = a_family(a_ward("Basford"))
    a_person(made)
    return made


def link(page: Page, words: str) -> str:
    """The address of the first link that begins with these words."""
    return next(href for text, href in page.links.items() if text.startswith(words))


def standing(page: Page) -> dict[str, str]:
    """What stands in a form: in its boxes, its radios and its selects."""
    boxes = [box for box in page.all("input") if box.get("type") != "radio" or box.get("checked") is not None]
    found = {box.get("name"): box.get("value", "") for box in boxes}
    for select in page.all("select"):
        chosen = [each.get("value") for each in select.iter("option") if each.get("selected") is not None]
        found[select.get("name")] = chosen[0] if chosen else ""
    return {name: value for name, value in found.items() if name != "csrf_token"}


def opened(browser: Browser, family: UUID, *words: str) -> tuple[str, dict[str, str]]:
    """The form behind a link of a family's page: its address, and what stands in it."""
    address = link(browser.get(f"/families/{family}"), *words)
    return address, standing(browser.get(address))


class TestRegistering:
    def test_a_family_known_only_by_name_is_registered_with_its_people_in_one_journey(
        self, coordinator: Browser
    ) -> None:
        ward = str(a_ward("Basford"))
        start = link(coordinator.get("/families"), "Register a family")

        home = {"ward_id": ward, "address": "1 Example Row", "postcode": "zz74qd"}
        first = coordinator.post(start, {**home, **day("starts_on", 1, 6, 2010)})
        second = coordinator.post(first.address, A_CHILD)
        check = coordinator.follow(second)
        unborn = {"forename": "Baby", "surname": "Testcase", "role": "unborn-child", "sex": "unknown"}
        added = coordinator.post(link(check, "Add another"), {**unborn, **day("expected_on", 1, 12, 2013)})
        record = coordinator.follow(coordinator.post("/families/register", page=added.address))

        assert "The family has been registered." in record.text
        assert record.heading == "Family without a reference"
        assert "1 Example Row, ZZ7 4QD" in record.text
        assert "since 9 May 2001" not in record.text, "nobody is in a home before the family"
        assert "Expected 1 Dec 2013" in record.text
        assert coordinator.get("/families/register").address == "/families/register/home", "it is forgotten"

    def test_somebody_of_the_same_name_is_shown_before_it_is_written(
        self, coordinator: Browser, family: UUID
    ) -> None:
        home = {"ward_id": str(a_ward("Bulwell")), **day("starts_on", 1, 6, 2010)}
        first = coordinator.post("/families/register/home", home)

        check = coordinator.follow(coordinator.post(first.address, {**A_CHILD, "surname": "TESTCASE"}))

        assert "People with the same name are on file already" in check.text
        assert check.all("a", href=f"/families/{family}")

    def test_what_cannot_be_is_refused_at_its_step(self, coordinator: Browser) -> None:
        ward = str(a_ward("Basford"))
        late = coordinator.post("/families/register/home", {"ward_id": ward, **day("starts_on", 13, 7, 2013)})
        first = coordinator.post("/families/register/home", {"ward_id": ward, **day("starts_on", 1, 6, 2010)})
        young = coordinator.post(first.address, {**A_CHILD, **day("starts_on", 8, 5, 2001)})

        assert late.errors == ["The day is after today. Record it once it has come."]
        assert young.errors == [
            "The first day in the household is before the date of birth. Check them both."
        ]
        assert coordinator.post("/families/register", page="/families/register").errors == [
            "Add at least one person."
        ]

    def test_stopping_forgets_what_was_entered(self, coordinator: Browser) -> None:
        home = {"ward_id": str(a_ward("Basford")), **day("starts_on", 1, 6, 2010)}
        coordinator.post("/families/register/home", home)

        coordinator.post("/families/register", {"forget": "yes"})

        assert coordinator.get("/families/register").status == 303


class TestTheHousehold:
    def test_a_wrong_date_of_birth_is_mended_from_the_family_page_and_stays_on_record(
        self, coordinator: Browser, family: UUID
    ) -> None:
        address, form = opened(coordinator, family, "Correct Tansy")

        sent = coordinator.post(address, {**form, "born_on-day": "19", "reason": "typed-wrong"})

        record = coordinator.follow(sent)
        assert "19 May 2001" in record.text
        assert (
            "Date of birth of Tansy Testcase 9 May 2001 19 May 2001 It was typed or read wrongly Lee Example"
            in record.text
        )

    def test_a_correction_of_nothing_says_so(self, coordinator: Browser, family: UUID) -> None:
        address, form = opened(coordinator, family, "Correct Tansy")

        refused = coordinator.post(address, {**form, "reason": "typed-wrong"})

        assert refused.errors == ["Nothing here differs from what is recorded. Change what is wrong."]

    def test_a_person_is_added_leaves_and_comes_back(self, coordinator: Browser, family: UUID) -> None:
        address, form = opened(coordinator, family, "Add a person")
        carer = {"forename": "Ada", "surname": "Example", "role": "parent-or-carer", "sex": "female"}
        coordinator.post(address, {**form, **carer, **day("starts_on", 1, 1, 2012)})
        address, form = opened(coordinator, family, "Has left Ada")
        coordinator.post(address, {**form, **day("last_day", 1, 3, 2013)})
        assert "1 Jan 2012 to 1 Mar 2013" in coordinator.get(f"/families/{family}").text

        address, form = opened(coordinator, family, "In a family again Ada")
        back = {**form, "to_family_id": str(family), **day("moves_on", 1, 6, 2013)}
        record = coordinator.follow(coordinator.post(address, back))

        assert "since 1 Jun 2013" in record.text

    def test_a_person_moves_to_a_family_that_is_found_by_name(
        self, coordinator: Browser, family: UUID
    ) -> None:
        other = a_family()
        a_person(other, "Nettle", "Sample")
        address, form = opened(coordinator, family, "Has moved Tansy")

        found = coordinator.post(address, {**form, "search": "nettle", "find": "yes"})
        assert "Nettle Sample" in found.text
        choice = {**standing(found), "to_family_id": str(other), **day("moves_on", 1, 6, 2013)}
        coordinator.follow(coordinator.post(address, choice))

        assert "Tansy Testcase" in coordinator.get(f"/families/{other}").text
        assert "to 31 May 2013" in coordinator.get(f"/families/{family}").text

    def test_a_move_without_a_family_says_how_to_find_one(self, coordinator: Browser, family: UUID) -> None:
        address, form = opened(coordinator, family, "Has moved Tansy")

        assert coordinator.post(address, {**form, **day("moves_on", 1, 6, 2013)}).errors == [
            "Find the other family, and choose it."
        ]
        short = coordinator.post(address, {**form, "search": "n", "find": "yes"})
        assert short.errors == ["Enter at least 2 letters of a name, or a reference like PF-000123T."]
        nobody = coordinator.post(address, {**form, "search": "nobody", "find": "yes"})
        assert nobody.errors == [
            "No family that you may open has this reference or somebody of this name in it."
        ]

    def test_an_unborn_child_is_born(self, coordinator: Browser, family: UUID) -> None:
        address, form = opened(coordinator, family, "Add a person")
        baby = {"forename": "Baby", "surname": "Testcase", "role": "unborn-child", "sex": "unknown"}
        expected = {**day("expected_on", 10, 7, 2013), **day("starts_on", 1, 3, 2013)}
        coordinator.post(address, {**form, **baby, **expected})

        address, form = opened(coordinator, family, "Has been born Baby")
        born = {**form, "forename": "Fern", "sex": "female", **day("born_on", 9, 7, 2013)}
        record = coordinator.follow(coordinator.post(address, born))

        assert "Fern Testcase Child or young person 9 Jul 2013 (age 0)" in record.text
        assert "1 Mar 2013 to 8 Jul 2013" in record.text

    def test_a_family_moves_house_and_an_address_is_corrected(
        self, coordinator: Browser, family: UUID
    ) -> None:
        address, form = opened(coordinator, family, "The family moved house")
        new = {**form, "ward_id": str(a_ward("Bulwell")), "address": "2 Example Row"}
        coordinator.post(address, {**new, **day("starts_on", 1, 6, 2013)})
        address, form = opened(coordinator, family, "Correct the address since 1 June 2013")
        record = coordinator.follow(
            coordinator.post(address, {**form, "address": "3 Example Row", "reason": "told-wrong"})
        )

        assert "1 Jun 2010 to 31 May 2013" in record.text
        assert "Address 2 Example Row 3 Example Row We were told wrongly" in record.text

    def test_a_postcode_that_is_none_and_a_date_that_is_none_are_said_each(
        self, coordinator: Browser, family: UUID
    ) -> None:
        address, form = opened(coordinator, family, "The family moved house")

        refused = coordinator.post(
            address, {**form, "postcode": "Nottingham", **day("starts_on", 31, 2, 2013)}
        )

        assert refused.errors == [
            "Choose the ward.",
            "Enter a full postcode, like NG1 5DT, or leave it blank.",
            "The date must be a real one, like 12 7 2013.",
        ]

    @pytest.mark.parametrize("path", ["people/{}/correct", "people/{}/leave", "residences/{}/correct"])
    def test_what_is_not_of_this_family_is_not_there(
        self, coordinator: Browser, family: UUID, path: str
    ) -> None:
        assert coordinator.get(f"/families/{family}/{path.format(uuid4())}").status == 404


class TestTwoPeopleAtOnce:
    def test_the_second_sees_both_versions_and_saves_theirs_on_top(
        self, coordinator: Browser, family: UUID
    ) -> None:
        address, form = opened(coordinator, family, "Correct Tansy")
        coordinator.post(address, {**form, "forename": "Tanzy", "reason": "typed-wrong"})

        mine = {**form, "surname": "Tester", "reason": "told-wrong"}
        clash = coordinator.post(address, mine)

        assert clash.status == 409
        assert clash.errors == [clashes.SENTENCE]
        rows = [clash.text_of(row) for row in clash.all("tr") if "lx-clash__differs" in row.get("class", "")]
        assert rows == ["Forename Different Tanzy Tansy", "Surname Different Testcase Tester"]
        assert "Date of birth 9 May 2001 9 May 2001" in clash.text
        assert link(clash, "Keep what is recorded") == f"/families/{family}"
        saved = coordinator.follow(coordinator.post(address, standing(clash)))
        assert "Tansy Tester" in saved.text

    def test_the_second_may_change_what_they_entered_first(self, coordinator: Browser, family: UUID) -> None:
        address, form = opened(coordinator, family, "Correct Tansy")
        coordinator.post(address, {**form, "forename": "Tanzy", "reason": "typed-wrong"})
        clash = coordinator.post(address, {**form, "surname": "Tester", "reason": "told-wrong"})

        again = coordinator.post(address, {**standing(clash), clashes.AGAIN: "yes"})

        assert (again.status, standing(again)["surname"]) == (200, "Tester")
        both = {**standing(again), "forename": "Tanzy"}
        assert "Tanzy Tester" in coordinator.follow(coordinator.post(address, both)).text

    def test_a_baby_that_both_add_is_seen_twice_and_not_stored_twice(
        self, coordinator: Browser, family: UUID
    ) -> None:
        address, form = opened(coordinator, family, "Add a person")
        baby = {**form, **A_CHILD, "forename": "Fern", **day("starts_on", 1, 6, 2013)}
        coordinator.post(address, baby)

        clash = coordinator.post(address, baby)

        assert clash.status == 409
        assert "Forename Fern Fern" in clash.text
        assert coordinator.get(f"/families/{family}").text.count("Fern Testcase") == 6, "a row and its links"


def test_a_lead_professional_without_the_family_is_told_that_there_is_none(
    site: APIFlask, browser_of: Callable[..., Browser], family: UUID
) -> None:
    lead = browser_of(Role.LEAD_PROFESSIONAL)

    page = lead.post(f"/families/{family}/people/new", {"version": "1"}, page="/families")

    assert page.status == 404
    assert "There is no such family among those you may open." in page.text


def test_whatever_is_sent_is_answered(coordinator: Browser, family: UUID) -> None:
    address, form = opened(coordinator, family, "Correct Tansy")
    worst = [
        {"version": "9" * 30},
        {"version": "-1"},
        {"forename": "T" * 100_000},
        {"born_on-year": "9999"},
        {"starts_on-year": "0001"},
        {"role": MemberRole.UNBORN_CHILD.value},
        {"role": "king"},
        {"is_disabled": "perhaps"},
        {"ethnicity": "X" * 1000},
        {"reason": "mistake-on-the-list"},
    ]

    statuses = {coordinator.post(address, {**form, "reason": "typed-wrong", **sent}).status for sent in worst}

    assert statuses <= {409, 422}
