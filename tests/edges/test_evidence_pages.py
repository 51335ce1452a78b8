"""Evidence in the browser and over the API: entered, replaced, checked, asked for and answered."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from app.access.policies import COMMAND_LINE
from app.access.roles import Role
from app.claims.services import evaluating
from app.db import Sessions
from app.programme.packs import Route
from tests.conftest import TODAY
from tests.edges.conftest import Browser, Page
from tests.edges.programs import a_program
from tests.edges.test_families_pages import a_family

BrowserOf = Callable[..., Browser]

PDF = b"%PDF-1.4\n1 0 obj\nendobj\ntrailer\n%%EOF\n"
SAID_ON = {"extract_on-day": "9", "extract_on-month": "7", "extract_on-year": "2013"}
ABSENCE = {"term": "2011-autumn", "figure": "12.5", "source": "School office", **SAID_ON}
NEW = "/families/{}/evidence/new?what=figure-unauthorised-absence"


@pytest.fixture
def coordinator(city: sa.Connection, browser_of: BrowserOf) -> Browser:
    return browser_of(Role.PROGRAMME_COORDINATOR)


def a_child(family: UUID) -> UUID:
    with Sessions() as session:
        found: UUID = session.execute(
            sa.text(
                "select person_id from household_member join person on person.id = person_id"
                " where family_id = :family and ends_on is null and role = 'child' order by born_on limit 1"
            ),
            {"family": family},
        ).scalar_one()
    return found


def enter(browser: Browser, family: UUID, **more: Any) -> Page:
    form = {**ABSENCE, "person_id": str(a_child(family)), **more}
    return browser.post(NEW.format(family), form)


def test_a_figure_with_its_document_is_entered_on_one_screen_and_shown_as_to_be_checked(
    coordinator: Browser,
) -> None:
    family = a_family()

    page = coordinator.follow(enter(coordinator, family, file=(BytesIO(PDF), "../Letter.pdf")))

    assert "12.50%, 1 September 2011 to 16 December 2011: School office, 9 Jul 2013" in page.text
    assert "By somebody else: you entered it." in page.text
    document = coordinator.get(page.links["Letter.pdf"])
    assert (document.status, document.bytes) == (200, PDF)
    assert document.headers["Content-Type"] == "application/pdf"
    assert document.headers["Content-Disposition"] == "attachment; filename=Letter.pdf"
    assert document.headers["X-Content-Type-Options"] == "nosniff"
    assert "Enter evidence" in coordinator.get(f"/families/{family}").links


def test_what_is_on_record_is_shown_before_it_is_replaced_and_the_document_is_not_lost(
    coordinator: Browser,
) -> None:
    family = a_family()
    enter(coordinator, family)

    refused = enter(coordinator, family, figure="3", file=(BytesIO(PDF), "letter.pdf"))

    assert refused.status == 409
    assert "On record now: 12.50%, 1 September 2011 to 16 December 2011" in refused.text
    assert "Your document has been taken" in refused.text
    hidden = {name: refused.all("input", name=name)[0].get("value") for name in ("replaces", "document_id")}
    page = coordinator.follow(enter(coordinator, family, figure="3", **hidden))
    assert "3.00%" in page.text
    assert "letter.pdf" in page.links
    assert "Replaced" in page.text


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"term": ""}, "Choose the school term that the figure is of."),
        ({"figure": "101"}, "A percentage must not be over 100."),
        ({"figure": "1" * 21}, "The figure is too long."),
        ({"source": ""}, "Enter the source: who or what says so."),
        ({"source": "x" * 201}, "The source must be between 1 and 200 characters."),
        ({"person_id": "nobody"}, "Choose one from the list."),
        ({"extract_on-day": "31", "extract_on-month": "2"}, "Enter a real day, like 27 3 2013."),
        ({"extract_on-year": "9999"}, "Give a day from 2000-01-01 to 2099-12-31."),
        ({"replaces": "x"}, "Look at what is on record again."),
        ({"document_id": "x"}, "Choose the file again."),
        ({"file": (BytesIO(b"PK\x03\x04"), "letter.pdf")}, "The file must be a PDF, a PNG or JPEG picture"),
        ({"file": (BytesIO(b""), "letter.pdf")}, "The file is empty. Choose the one that you meant."),
    ],
)
def test_bad_input_gets_a_sentence_at_its_field(
    coordinator: Browser, given: dict[str, Any], error: str
) -> None:
    refused = enter(coordinator, a_family(), **given)

    assert refused.status == 422
    assert refused.errors[0].startswith(error)


def test_a_nul_byte_and_a_choice_that_is_not_offered_are_no_fault_of_the_site(coordinator: Browser) -> None:
    family = a_family()

    assert enter(coordinator, family, source="a\x00b").status == 400
    assert coordinator.get(f"/families/{family}/evidence/new?what=figure-nonsense").status == 404
    assert coordinator.post(f"/families/{family}/evidence/new").errors[0].startswith("Enter the source")


def test_a_criterion_that_somebody_enters_is_verified_by_somebody_else(
    coordinator: Browser, browser_of: BrowserOf
) -> None:
    family = a_family()
    form = {
        "person_id": "family",
        "met": "yes",
        "starts_on-day": "1",
        "starts_on-month": "5",
        "starts_on-year": "2013",
        "source": "Housing",
        **SAID_ON,
    }
    page = coordinator.follow(
        coordinator.post(f"/families/{family}/evidence/new?what=criterion-asb-order", form)
    )
    check = next(
        each.get("action") for each in page.all("form") if "/criteria/" in (each.get("action") or "")
    )
    own = coordinator.post(check, page=f"/families/{family}/evidence")
    another = browser_of(Role.PROGRAMME_COORDINATOR, Role.BOARD_READER)

    checked = another.follow(another.post(check, page=f"/families/{family}/evidence"))

    assert own.status == 403
    assert "You entered this, so somebody else must check it." in own.text
    assert "The criterion is verified." in checked.text


def test_the_evidence_of_a_drafted_claim_is_checked_from_its_source(coordinator: Browser) -> None:
    claimable = next(
        each
        for each in evaluating.evaluate_programme(on=TODAY, actor=COMMAND_LINE).claimable
        if Route.EDUCATION_AND_CRIME in each.achieved
    )
    with Sessions() as session:
        window = session.execute(
            sa.text("select id from claim_window where :day between opens_on and closes_on"), {"day": TODAY}
        ).scalar_one()
    drafting = coordinator.post(f"/families/{claimable.family_id}/claim/draft", {"window_id": str(window)})
    line = coordinator.follow(drafting)
    address = next(link for link in line.links.values() if link.endswith("/evidence"))

    gathered = coordinator.get(address)
    one = next(
        each.get("action")
        for each in gathered.all("form")
        if "/claim-evidence/" in (each.get("action") or "")
    )
    coordinator.post(one, page=address)
    while coordinator.get("/evidence-checks").all("tbody"):
        listed = coordinator.get("/evidence-checks")
        key = next(link for link in listed.links.values() if "/evidence-checks/" in link)
        seen = coordinator.get(key)
        tag = seen.all("input", name="tag")[0].get("value")
        assert coordinator.post(key, {"tag": "0" * 16}).status == 409
        coordinator.post(key, {"tag": tag})

    assert "All of the evidence has been checked, and stands." in coordinator.get(address).text
    assert "How long a source stands: Ours" in coordinator.get(address).text


def test_what_is_missing_is_asked_for_from_the_nearly_list_and_answered_by_those_who_hold_it(
    coordinator: Browser, browser_of: BrowserOf
) -> None:
    welfare = browser_of(Role.AGENCY_MANAGER, practitioner_key="MGR-EWS")
    nearly = [
        each
        for each in evaluating.evaluate_programme(on=TODAY, actor=COMMAND_LINE).nearly
        if each.lacking == ("School exclusions and attendance",)
    ]
    assert nearly
    sent = {"family_ids": [str(each.family_id) for each in nearly[:2]]}

    asked = coordinator.follow(coordinator.post("/evidence-requests", sent, page="/claims"))

    assert "asked for, needed by 31 July 2013." in asked.text
    home = welfare.get("/")
    assert "Figures that are asked of you" in home.text
    request = next(link for link in home.links.values() if link.startswith("/evidence-requests/"))
    shown = welfare.get(request)
    assert "Date of birth" in shown.text
    assert welfare.post(request, {"answer": "figure"}).errors[0] in (
        "Enter the source: who or what says so.",
    )
    answered = welfare.follow(
        welfare.post(request, {"answer": "figure", "figure": "1", "source": "Attendance", **SAID_ON})
    )
    assert "Your answer has been saved." in answered.text
    assert welfare.get(request).status == 404
    assert "1 answered with a figure" in coordinator.get("/").text


def test_all_that_are_shown_are_asked_for_or_none_with_a_sentence(coordinator: Browser) -> None:
    nearly = evaluating.evaluate_programme(on=TODAY, actor=COMMAND_LINE).nearly
    everything = {"which": "all", "shown": [str(each.family_id) for each in nearly[:100]]}

    none = coordinator.post("/evidence-requests", {}, page="/claims")
    nonsense = coordinator.post("/evidence-requests", {"family_ids": "x"}, page="/claims")
    asked = coordinator.follow(coordinator.post("/evidence-requests", everything, page="/claims"))
    taken_back = next(
        each.get("action") for each in asked.all("form") if "/withdrawal" in (each.get("action") or "")
    )

    assert none.errors == ["Choose the families whose missing figures are to be asked for."]
    assert nonsense.errors == ["Choose families from the list."]
    assert "figures asked for" in asked.text
    assert (
        "has been taken back"
        in coordinator.follow(coordinator.post(taken_back, page="/evidence-requests")).text
    )
    assert coordinator.get("/evidence-requests?state=all").status == 200
    assert coordinator.get("/evidence-requests?state=nonsense").status == 404


def test_a_program_enters_checks_asks_and_answers(city: sa.Connection, app: APIFlask) -> None:
    program = a_program(app, Role.PROGRAMME_COORDINATOR)
    family = a_family()
    path = f"/families/{family}/evidence"
    document = program.call(
        "POST", f"/families/{family}/documents", data={"file": (BytesIO(PDF), "letter.pdf")}
    ).json
    assert document is not None
    sent = {
        "kind": "unauthorised-absence",
        "person_id": str(a_child(family)),
        "term": "2011-autumn",
        "figure": "12.5",
        "source": "School office",
        "extract_on": "2013-07-09",
        "document_id": document["id"],
    }

    entered = program.post(path, sent)
    again = program.post(path, {**sent, "figure": "13"})
    held = program.post(f"{path}/on-record", {**sent, "figure": "13"}).json
    assert held is not None
    replaced = program.post(path, {**sent, "figure": "13", "replaces": held["held"]["tag"]})
    listed = program.get(path).json

    assert listed is not None
    assert (entered.status_code, again.status_code, replaced.status_code) == (201, 409, 201)
    assert [each["state"] for each in listed["entries"]] == ["to-be-checked", "replaced"]
    assert program.post(f"{path}/{listed['entries'][0]['id']}/check").status_code == 403
    assert program.get(f"/documents/{document['id']}").data == PDF
    nearly = evaluating.evaluate_programme(on=TODAY, actor=COMMAND_LINE).nearly
    asked = program.post(
        "/evidence-requests", {"family_ids": [str(each.family_id) for each in nearly[:5]]}
    ).json
    assert asked is not None
    assert asked["asked"] + asked["nobody"] + asked["to_verify"] > 0
    everything = program.get("/evidence-requests?mine=false&state=asked").json
    assert everything is not None
    assert len(everything["requests"]) == asked["asked"]
    for each in everything["requests"][:1]:
        opened = program.get(f"/evidence-requests/{each['id']}").json
        assert opened is not None
        assert opened["name"]
        answer = program.post(f"/evidence-requests/{each['id']}/answer", {"answer": "not-ours"})
        assert answer.status_code == 204
