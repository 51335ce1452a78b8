"""The family map in the browser: drawn and in tables, and its forms; and the same for programs."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from app import clashes
from app.access.policies import COMMAND_LINE
from app.access.roles import Role
from app.cases.models.people import HouseholdMember, Person
from app.cases.rules.vocabulary import Sex
from app.db import reading
from app.demo.family_map import draw_a_map
from app.demo.staffing import busiest_lead
from app.programme.facts import MemberRole
from tests.cases.builders import TODAY, a_family, a_person
from tests.cases.sharing_builders import saved
from tests.edges.conftest import Browser, Page
from tests.edges.programs import a_program, code_of
from tests.edges.test_household_pages import day, link, standing

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def coordinator(site: APIFlask, browser_of: Callable[..., Browser]) -> Browser:
    return browser_of(Role.PROGRAMME_COORDINATOR)


class Home:
    """A mother, her child and one to come."""

    def __init__(self) -> None:
        self.family = a_family()
        self.mum = a_person(self.family, "Fern", born_on=None, role=MemberRole.PARENT_OR_CARER)
        self.tansy = a_person(self.family)
        self.unborn = saved(
            Person(
                import_key=str(uuid4()),
                forename="Baby",
                surname="Testcase",
                forename_key="baby",
                surname_key="testcase",
                expected_on=TODAY.replace(month=12),
                sex=Sex.UNKNOWN,
            )
        )
        saved(
            HouseholdMember(
                family_id=self.family,
                person_id=self.unborn,
                role=MemberRole.UNBORN_CHILD,
                starts_on=TODAY,
            )
        )

    @property
    def address(self) -> str:
        return f"/families/{self.family}/map"

    @property
    def new(self) -> str:
        return f"/families/{self.family}/relationships/new"

    def add(self, browser: Browser, **given: Any) -> Page:
        sent = {"first_id": str(self.mum), "kind": "parent", "second_id": str(self.tansy), "version": "1"}
        return browser.post(self.new, {**sent, **given})


@pytest.fixture
def home(site: APIFlask) -> Home:
    return Home()


def rows(page: Page, part: str) -> list[str]:
    """The rows of the table under a heading, each as its words."""
    (section,) = page.all("section", **{"aria-labelledby": part})
    return [page.text_of(row) for row in section.iter("tr")][1:]


def test_the_map_is_drawn_and_told_in_words_from_the_first_person_on(
    coordinator: Browser, home: Home
) -> None:
    page = coordinator.get(link(coordinator.get(f"/families/{home.family}"), "Family map"))

    (drawing,) = page.all(f"{SVG}svg", role="img")
    assert len(list(drawing.iter(f"{SVG}rect"))) == 3
    assert drawing.get("aria-labelledby") == "map-title map-about"
    assert "3 people in 2 rows" in page.text_of(drawing.find(f"{SVG}desc"))
    assert "No relationship is recorded yet." in page.text
    assert rows(page, "people") == [
        "Fern Testcase Not known In the household: parent or carer",
        "Tansy Testcase 9 May 2001 (age 12) In the household: child or young person",
        "Baby Testcase Expected 12 December 2013 In the household: unborn child",
    ]


def test_a_relationship_is_added_corrected_ended_and_withdrawn(coordinator: Browser, home: Home) -> None:
    form = coordinator.get(link(coordinator.get(home.address), "Add a relationship"))
    assert "Tansy Testcase, born 9 May 2001" in form.text
    added = coordinator.follow(
        home.add(
            coordinator,
            first_id="",
            first_label=" Father,  lives elsewhere ",
            responsibility="not-known",
            **day("starts_on", 9, 5, 2001),
        )
    )
    assert "The relationship has been added." in added.text
    (row,) = rows(added, "relationships")
    assert row == (
        "Father, lives elsewhere parent of Tansy Testcase Not known since 9 May 2001"
        " Correct: Father, lives elsewhere is the parent of Tansy Testcase"
        " Has ended: Father, lives elsewhere is the parent of Tansy Testcase"
        " Withdraw: Father, lives elsewhere is the parent of Tansy Testcase"
    )
    assert "Father, lives elsewhere Not known Not in the household" in rows(added, "people")

    correct = link(added, "Correct: Father")
    sent = {**standing(coordinator.get(correct)), "kind": "step-parent", "why": "told-wrong"}
    corrected = coordinator.follow(coordinator.post(correct, {**sent, "responsibility": "no"}))
    assert rows(corrected, "relationships")[0].startswith(
        "Father, lives elsewhere step-parent of Tansy Testcase No since 9 May 2001"
    )
    (kept,) = rows(corrected, "set-aside")
    assert kept.startswith(
        "Father, lives elsewhere is the parent of Tansy Testcase since 9 May 2001 Corrected"
    )

    end = link(corrected, "Has ended: Father")
    assert "Father, lives elsewhere is the step-parent of Tansy Testcase." in coordinator.get(end).text
    over = coordinator.follow(coordinator.post(end, {"version": "3", **day("ends_on", 1, 7, 2013)}))
    assert "9 May 2001 to 1 Jul 2013" in rows(over, "relationships")[0]
    assert not [words for words in over.links if words.startswith("Has ended")]

    withdraw = link(over, "Withdraw: Father")
    gone = coordinator.follow(coordinator.post(withdraw, {"version": "4", "why": "typed-wrong"}))
    assert "No relationship is recorded yet." in gone.text
    assert len(rows(gone, "set-aside")) == 2
    assert "Withdrawn" in rows(gone, "set-aside")[0]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        pytest.param({"kind": ""}, "Choose what the first is to the second.", id="no kind"),
        pytest.param({"kind": "uncle"}, "Choose one from the list.", id="a kind that is not offered"),
        pytest.param(
            {"first_id": ""}, "Choose a person, or write what the family calls them.", id="nobody is it"
        ),
        pytest.param(
            {"second_label": "Somebody"},
            "Choose a person or write who it is, not both. Empty one of the two.",
            id="two in one place",
        ),
        pytest.param({"first_id": "Fern"}, "Choose a person from the list.", id="not a person"),
        pytest.param(
            {"second_label": "x" * 61, "second_id": ""}, "Use at most 60 characters.", id="too long"
        ),
        pytest.param(
            {"kind": "other"}, "Say what the first is to the second, for example “aunt”.", id="other"
        ),
        pytest.param({"described": "aunt"}, "Leave this empty, or choose “Other” above.", id="words"),
        pytest.param({"starts_on-day": "1"}, "The date must include a month and a year.", id="half a day"),
        pytest.param(
            day("starts_on", 1, 1, 1066), "The year must be from 1900 to 2099.", id="an absurd year"
        ),
        pytest.param(
            day("ends_on", 13, 7, 2013), "The day is after today. Record it once it has come.", id="tomorrow"
        ),
        pytest.param(
            {"kind": "partner", "responsibility": "yes"},
            "Parental responsibility is of an adult for a child. Leave it open here.",
            id="responsibility for a partner",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    coordinator: Browser, home: Home, given: dict[str, str], sentence: str
) -> None:
    refused = home.add(coordinator, **given)

    assert (refused.status, refused.errors) == (422, [sentence])


def test_a_person_of_another_family_is_not_to_be_named(coordinator: Browser, home: Home) -> None:
    other = a_person(a_family(), "Bramble")

    refused = home.add(coordinator, first_id=str(other))

    assert refused.errors == ["There is no such person in this family."]
    assert "Bramble" not in refused.text
    assert "Bramble" not in coordinator.get(home.new).text


def test_the_second_of_two_people_sees_both_versions(coordinator: Browser, home: Home) -> None:
    page = coordinator.follow(home.add(coordinator))
    correct = link(page, "Correct: Fern")
    mine = {**standing(coordinator.get(correct)), "kind": "step-parent", "why": "told-wrong"}
    coordinator.follow(home.add(coordinator, version="2", kind="sibling", second_id=str(home.unborn)))

    both = coordinator.post(correct, mine, page=correct)

    assert both.status == 409
    assert clashes.SENTENCE in both.errors
    assert "Step-parent of" in both.text
    saved_on_top = coordinator.post(correct, {**mine, "version": "3"}, page=correct)
    assert saved_on_top.status == 303


def test_markup_in_a_label_is_words_and_a_long_name_ends_in_dots(coordinator: Browser, home: Home) -> None:
    a_person(home.family, "Wilhelmina-Josephine", "Featherstonehaugh-Cholmondeley-Majoribanks")

    page = coordinator.follow(home.add(coordinator, first_id="", first_label="<b>D&d</b>"))

    (drawing,) = page.all(f"{SVG}svg", role="img")
    words = [page.text_of(text) for text in drawing.iter(f"{SVG}text")]
    assert "<b>D&d</b>" in words
    assert any(line.endswith("…") for line in words)
    assert "style=" not in page.html[page.html.index("<svg") :]


def test_a_program_reads_the_map_and_keeps_its_relationships(site: APIFlask, home: Home) -> None:
    program = a_program(site, Role.PROGRAMME_COORDINATOR)
    path = f"/families/{home.family}"

    def sent(method: str, last: str, version: int, body: dict[str, Any]) -> Any:
        return program.call(method, f"{path}/relationships{last}", {"If-Match": f'"{version}"'}, json=body)

    parent = {"first_id": str(home.mum), "kind": "parent", "second_id": str(home.tansy)}
    made = sent("POST", "", 1, {**parent, "responsibility": "yes"})
    assert (made.status_code, made.headers["ETag"]) == (201, '"2"')
    right = {**parent, "kind": "step-parent", "why": "source-wrong"}
    corrected = sent("PUT", f"/{made.get_json()['id']}", 2, right).get_json()
    ended = sent("POST", f"/{corrected['id']}/end", 3, {"ends_on": "2013-07-01"})
    assert (ended.status_code, ended.get_json()) == (200, {"version": 4})
    read = program.get(f"{path}/map")
    found = read.get_json()
    assert (read.headers["ETag"], found["generations"]) == ('"4"', 2)
    assert [(each["name"], each["generation"], each["place"]) for each in found["people"]] == [
        ("Fern Testcase", 0, 0),
        ("Tansy Testcase", 1, 0),
        ("Baby Testcase", 1, 1),
    ]
    (kept,) = found["relationships"]
    assert (kept["kind"], kept["ends_on"], kept["corrects"]) == (
        "step-parent",
        "2013-07-01",
        made.get_json()["id"],
    )
    assert [each["responsibility"] for each in found["set_aside"]] == ["yes"]
    assert sent("POST", f"/{kept['id']}/withdrawal", 4, {"why": "typed-wrong"}).status_code == 200
    refusals = [
        sent("POST", "", 1, parent),
        sent("POST", "", 5, {**parent, "second_id": None}),
        sent("POST", f"/{UUID(int=5)}/end", 5, {"ends_on": "2013-07-01"}),
    ]
    assert [code_of(each) for each in refusals] == [
        (412, "changed-meanwhile"),
        (422, "who-needed"),
        (404, "relationship"),
    ]


def test_the_drawing_of_partners_and_a_former_one_reads_without_colour(
    coordinator: Browser, home: Home
) -> None:
    coordinator.follow(home.add(coordinator))
    coordinator.follow(home.add(coordinator, version="2", first_id="", first_label="Father, lives elsewhere"))

    page = coordinator.follow(
        home.add(
            coordinator,
            version="3",
            kind="former-partner",
            second_id="",
            second_label="Father, lives elsewhere",
        )
    )

    (key,) = page.all("ul", class_="lx-map-key")
    assert [page.text_of(item) for item in key.iter("li")] == ["Parent", "Former partners"]
    (drawing,) = page.all(f"{SVG}svg", role="img")
    assert len(list(drawing.iter(f"{SVG}path"))) == 1, "two strokes across the line of former partners"
    assert {each.get("stroke-dasharray") for each in drawing.iter(f"{SVG}rect")} == {None, "6 5"}
    assert {each.get("rx") for each in drawing.iter(f"{SVG}rect")} == {"10"}


def test_the_demonstrations_lead_professional_has_a_family_with_a_map(
    app: APIFlask, city: sa.Connection, browser_of: Callable[..., Browser]
) -> None:
    with reading(COMMAND_LINE) as session:
        lead = busiest_lead(session, TODAY)

    drawn = draw_a_map(lead, actor=COMMAND_LINE, today=TODAY)

    browser = browser_of(Role.LEAD_PROFESSIONAL, practitioner_key=lead)
    first = browser.get("/families").all("tbody")[0].find(".//th/a").get("href")
    page = browser.get(f"{first}/map")
    assert len(rows(page, "relationships")) == drawn > 0
    assert "Father, lives elsewhere" in page.text
