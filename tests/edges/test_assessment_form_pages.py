"""An assessment's form in the browser and for programs: filled in, clashed over, completed, printed."""

from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

import pytest
from apiflask import APIFlask

from app.access.policies import SYSTEM
from app.access.roles import Role
from app.cases.models.assessments import AssessedChild, Assessment
from app.cases.rules.form_boxes import FormSection
from app.cases.rules.vocabulary import AssessmentKind
from app.db import transaction
from tests.cases.builders import a_family, a_person, an_agency
from tests.edges.conftest import Browser, Page
from tests.edges.programs import a_program, code_of
from tests.paper.told import broken_rules
from tests.rules.test_assessment_form import COMPLETE

BrowserOf = Callable[..., Browser]


@pytest.fixture
def assessment(site: APIFlask) -> UUID:
    """An open CAF of one child."""
    family = a_family()
    child = a_person(family)
    row = Assessment(
        import_key=str(uuid4()),
        family_id=family,
        kind=AssessmentKind.CAF,
        initiated_on=date(2013, 6, 3),
        initiating_agency_id=an_agency(),
    )
    with transaction(SYSTEM) as session:
        session.add(row)
        session.flush()
        session.add(AssessedChild(assessment_id=row.id, person_id=child))
    return row.id


@pytest.fixture
def form(assessment: UUID) -> str:
    """Where its form is."""
    return f"/assessments/{assessment}/form"


@pytest.fixture
def coordinator(browser_of: BrowserOf, site: APIFlask) -> Browser:
    return browser_of(Role.PROGRAMME_COORDINATOR)


def box(page: Page, name: str) -> str:
    """What stands in a box."""
    return str(page.all("textarea", name=name)[0].text or "")


def test_a_draft_is_saved_with_the_button_and_stands_on_the_list_and_the_home_page(
    coordinator: Browser, form: str
) -> None:
    saved = coordinator.post(f"{form}/about", {"version": 0, "people-present": "Mum\r\nand Nan"})
    tasks = coordinator.follow(saved)

    assert box(coordinator.get(f"{form}/about"), "people-present") == "Mum\nand Nan"
    assert "In progress" in tasks.text
    assert tasks.links["Enter what led to this assessment."] == f"{form}/about#what-led-to-it"
    assert form in coordinator.get("/").links.values()


def test_a_section_saves_itself_and_says_when(coordinator: Browser, form: str) -> None:
    token = coordinator.get(f"{form}/words").token
    sent = {"csrf_token": token, "version": "0", "childs-words": "I like maths"}

    answer = coordinator.client.put(f"{form}/words", data=sent)
    forged = coordinator.client.put(f"{form}/words", data={**sent, "csrf_token": "x"})

    assert answer.json["version"] == 1
    assert answer.json["saved_at"].endswith(("am", "pm"))
    assert forged.status_code == 400


def test_whoever_comes_second_sees_both_texts_and_chooses(coordinator: Browser, form: str) -> None:
    coordinator.post(f"{form}/words", {"version": 0, "childs-words": "I like maths"})
    mine = {"version": 0, "childs-words": "I like art", "parents-words": "We are tired"}

    clash = coordinator.post(f"{form}/words", mine)
    token = clash.token
    silent = coordinator.client.put(f"{form}/words", data={**mine, "csrf_token": token})
    chosen = {"choosing": "yes", "keep-childs-words": "both", "keep-parents-words": "mine"}
    coordinator.follow(coordinator.post(f"{form}/words", {**mine, "version": 1, **chosen}))

    assert (clash.status, silent.status_code) == (409, 409)
    assert "I like maths" in clash.text
    assert "I like art" in clash.text
    page = coordinator.get(f"{form}/words")
    assert box(page, "childs-words") == "I like maths\n\nI like art"
    assert box(page, "parents-words") == "We are tired"


@pytest.mark.parametrize(
    ("section", "sent", "status"),
    [
        ("words", {"version": 0, "childs-words": "x" * 5001}, 422),
        ("words", {"version": "many"}, 422),
        ("words", {"version": 0, "childs-words": "a\x00b"}, 400),
        ("plan", {"version": 10**30}, 409),
        ("nowhere", {"version": 0}, 404),
    ],
)
def test_what_cannot_be_kept_gets_a_sentence_and_stays_on_the_page(
    coordinator: Browser, form: str, section: str, sent: dict[str, object], status: int
) -> None:
    page = coordinator.post(f"{form}/{section}", sent, page=f"{form}/words")

    assert page.status == status
    if status == 422 and "childs-words" in sent:
        assert page.errors == [
            "Shorten “The child’s own words” to 5,000 characters or fewer. It is all still on this page."
        ]
        assert box(page, "childs-words") == sent["childs-words"]


def test_a_program_fills_in_completes_prints_and_reopens(site: APIFlask, form: str) -> None:
    program = a_program(site, Role.PROGRAMME_COORDINATOR)
    for section in FormSection:
        kept = COMPLETE[section]
        rows = [
            {name: getattr(row, name) for name in ("desired_outcome", "action", "who", "by_when")}
            for row in kept.actions
        ]
        sent = {"answers": {each.value: words for each, words in kept.texts.items()}, "actions": rows}
        path = f"{form}/sections/{section}"
        assert program.call("PUT", path, headers={"If-Match": '"0"'}, json=sent).status_code == 200
    clash = program.call("PUT", path, headers={"If-Match": '"0"'}, json={"answers": {"childs-words": "x"}})
    read = program.get(form)
    tag = {"If-Match": read.headers["ETag"]}

    completed = program.call("POST", f"{form}/completion", headers=tag)
    late = program.call("PUT", path, headers={"If-Match": '"1"'}, json={"answers": {}})
    paper = program.get(f"{form}.pdf")
    again = {"If-Match": completed.headers["ETag"]}
    reopened = program.call("POST", f"{form}/reopening", headers=again, json={"reason": "family-asked"})

    assert code_of(clash) == (412, "changed-meanwhile")
    assert read.get_json()["missing"] == []
    assert completed.get_json()["state"] == "completed"
    assert code_of(late) == (422, "form-completed")
    assert broken_rules(paper.get_data()) == []
    assert reopened.get_json()["state"] == "draft"


def test_the_check_page_completes_and_the_form_can_be_reopened(coordinator: Browser, form: str) -> None:
    refused = coordinator.post(f"{form}/check", {"version": 0})
    for section, kept in COMPLETE.items():
        rows = {
            f"action-1-{name}": value
            for row in kept.actions
            for name, value in {
                "desired_outcome": row.desired_outcome,
                "action": row.action,
                "who": row.who,
                "by_when-day": "27",
                "by_when-month": "9",
                "by_when-year": "2013",
            }.items()
        }
        words = {each.value: text for each, text in kept.texts.items()}
        coordinator.follow(coordinator.post(f"{form}/{section}", {"version": 0, **words, **rows}))

    completed = coordinator.follow(coordinator.post(f"{form}/check", {"version": 7}))
    shut = coordinator.get(f"{form}/words")
    reopened = coordinator.follow(
        coordinator.post(f"{form}/reopen", {"version": 8, "reason": "mistake-found"})
    )

    assert refused.status == 422
    assert "9 things are missing" in refused.errors[0]
    assert "Completed on 12 July 2013 by Lee Example." in completed.text
    assert shut.status == 303
    assert "Mistake found" in reopened.text or "mistake found" in reopened.text
