"""Returns on the site and for programs: from preparing to repaid, and each refusal beside its field."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from app.access.roles import Role
from app.claims.rules.lifecycle import LineState
from app.claims.rules.returns import ReturnState
from app.claims.services import returning
from app.reports import signing
from tests.days import TODAY
from tests.edges.conftest import Browser, Page
from tests.edges.programs import a_program
from tests.reports import returning as world
from tests.reports.records import ask

BrowserOf = Callable[..., Browser]
DAY = {"day": "12", "month": "7", "year": "2013"}


def a_day(name: str, **parts: str) -> dict[str, str]:
    """A date as a form sends it: 12 July 2013 unless a part is given."""
    return {f"{name}-{part}": value for part, value in {**DAY, **parts}.items()}


@pytest.fixture
def people(city: sa.Connection) -> world.People:
    """The people that a return needs, over the city."""
    return world.the_people()


@pytest.fixture
def coordinator(people: world.People, browser_of: BrowserOf) -> Browser:
    """A programme coordinator's browser."""
    return browser_of(Role.PROGRAMME_COORDINATOR)


@pytest.fixture
def officer(people: world.People, browser_of: BrowserOf) -> Browser:
    """An authorising officer's browser."""
    return browser_of(Role.AUTHORISING_OFFICER)


def a_return(people: world.People, lines: int = 3) -> UUID:
    """A return that is being prepared."""
    world.audited(lines, world.july(), people)
    return returning.prepare(world.july(), actor=people.preparer, on=TODAY)


def do(browser: Browser, return_id: UUID, what: str, **form: Any) -> Page:
    """Send one of the forms of a return's page, from the version that the page has."""
    address = f"/claims/returns/{return_id}"
    version = str(world.version_of(return_id))
    return browser.post(f"{address}/{what}", {"version": version, **form}, page=address)


def test_a_return_goes_from_preparing_to_repaid_on_the_site(
    people: world.People, coordinator: Browser, officer: Browser
) -> None:
    world.audited(3, world.july(), people)
    prepared = coordinator.post("/claims/returns", {"window_id": str(world.july())})
    address = prepared.address
    return_id = UUID(address.rpartition("/")[2])
    assert "being prepared" in coordinator.get("/").text
    page = coordinator.get(address)
    for check in ask_codes(page):
        assert (
            do(coordinator, return_id, "explain", code=check, explanation="A first, small claim.").status
            == 303
        )
    assert "A first, small claim." in officer.get(address).text
    assert coordinator.follow(do(coordinator, return_id, "send")).text.count("Waiting for signature") >= 1

    home = officer.get("/")
    assert "Waiting for your signature" in home.text
    assert "July 2013, return 1" in home.links
    signed = officer.follow(do(officer, return_id, "sign"))
    assert "The return is signed." in signed.text
    assert "No return waits for your signature." in officer.get("/").text
    assert "signed, to be submitted" in coordinator.get("/").text
    ((job_id,),) = ask("select id from job where name = 'build-signed-return'")
    signing.build_files(job_id)
    assert "return-2013-07.pdf" in officer.get(address).links
    assert officer.get("/reports").text.count("Draft: not audited, not signed") == 1

    done = do(coordinator, return_id, "submitted", reference="DCLG-7", **a_day("submitted_on"))
    assert "reference DCLG-7" in coordinator.follow(done).text
    answers = f"{address}/answers"
    first = world.opened(return_id, people.preparer).claimed[0].then
    rest = coordinator.get(f"{answers}/rest")
    assert f"{len(world.opened(return_id, people.preparer).claimed)} lines without an answer" in rest.text
    version = str(world.version_of(return_id))
    paid = coordinator.post(f"{answers}/rest", {"version": version, **a_day("answered_on")})
    assert "3 lines have been paid." in coordinator.follow(paid).text
    found_wrong = {
        "version": str(world.version_of(return_id)),
        "outcome": "not-valid",
        "found_by": "department",
        "reason": "A spot check found a child on no school's roll.",
        **a_day("answered_on"),
    }
    shown = coordinator.follow(coordinator.post(f"{answers}/{first.line_id}", found_wrong))
    assert "A spot check found a child on no school's roll." in shown.text
    if first.value_pence:
        ((repayment,),) = ask("select id from repayment")
        repaid = coordinator.post(f"{address}/repayments/{repayment}", a_day("repaid_on"), page=answers)
        assert "repaid on 12 July 2013" in coordinator.follow(repaid).text


def ask_codes(page: Page) -> list[str]:
    """The codes of the checks that a return's page asks to explain."""
    return [each.get("value") for each in page.all("input", name="code")]


def test_what_stops_a_return_is_said_at_the_top_and_in_the_table(
    people: world.People, coordinator: Browser
) -> None:
    return_id = a_return(people)
    line = world.opened(return_id, people.preparer).claimed[0]
    world.move(line.then.line_id, LineState.WITHDRAWN, people.preparer)

    page = coordinator.get(f"/claims/returns/{return_id}")
    refused = do(coordinator, return_id, "send")

    assert "this return from going on: R003" in page.text
    assert line.then.reference in page.text
    assert refused.status == 422
    assert refused.errors[0].startswith("R003 must be mended before this return goes on: 1 family")


UNFILLED: dict[str, tuple[str, dict[str, str], str]] = {
    "no line chosen": ("take-off", {}, "Choose at least one line."),
    "no line at all": ("take-off", {"line_ids": "x"}, "Choose one that is offered."),
    "nothing said": ("explain", {"code": "R101Q"}, "Say why this may stand."),
    "too much said": (
        "explain",
        {"code": "R101Q", "explanation": "x" * 2001},
        "Say it in at most 2000 characters.",
    ),
    "no version": ("send", {"version": "x"}, "Open the return again, and start from there."),
    "no such day": (
        "submitted",
        {"reference": "D-1", **a_day("submitted_on", month="13")},
        "Enter a real day, like 27 7 2013.",
    ),
    "no reference": ("submitted", a_day("submitted_on"), "Enter the department's reference."),
    "not signed yet": (
        "submitted",
        {"reference": "D-1", **a_day("submitted_on")},
        "This return is preparing, so it may not become submitted.",
    ),
}


def test_a_form_that_is_not_filled_in_is_told_what_is_missing(
    people: world.People, coordinator: Browser
) -> None:
    return_id = a_return(people, 1)

    refused = {name: do(coordinator, return_id, what, **form) for name, (what, form, _) in UNFILLED.items()}

    assert {name: page.status for name, page in refused.items()} == dict.fromkeys(UNFILLED, 422)
    for name, (_, _, sentence) in UNFILLED.items():
        assert sentence in refused[name].errors[0], name


def test_an_explanation_that_is_refused_stays_in_its_box(people: world.People, coordinator: Browser) -> None:
    return_id = a_return(people, 1)

    refused = do(coordinator, return_id, "explain", code="R101Q", explanation="x" * 2001)

    (box,) = refused.all("textarea", id="explanation-R101Q")
    assert refused.text_of(box) == "x" * 2001
    assert "#explanation-R101Q" in refused.links.values()


def test_a_return_changed_by_somebody_else_meanwhile_is_shown_as_it_stands_with_what_was_entered(
    people: world.People, coordinator: Browser
) -> None:
    return_id = a_return(people, 2)
    address = f"/claims/returns/{return_id}"
    lines = [line.then.line_id for line in world.opened(return_id, people.preparer).claimed]
    returning.take_off(return_id, 1, lines[:1], actor=people.preparer)

    clash = coordinator.post(
        f"{address}/explain",
        {"version": "1", "code": "R101Q", "explanation": "A small claim."},
        page=address,
    )

    assert clash.status == 409
    assert clash.errors == [
        "Somebody else has changed this return since you opened it. Look at it as it stands now."
    ]
    assert clash.text_of(clash.all("textarea", id="explanation-R101Q")[0]) == "A small claim."
    assert {each.get("value") for each in clash.all("input", name="version")} == {"2"}


def test_a_refusal_needs_a_reason_and_shows_it_to_the_preparer(
    people: world.People, coordinator: Browser, officer: Browser
) -> None:
    return_id = a_return(people, 1)
    world.sent(return_id, people)

    assert do(officer, return_id, "refuse").errors == ["Say why you do not sign this return."]
    assert do(officer, return_id, "refuse", reason="Too few.").status == 303
    assert "Not signed: Too few." in coordinator.get(f"/claims/returns/{return_id}").text


def test_an_officer_sees_what_moved_by_family_and_opens_no_familys_record(
    people: world.People, officer: Browser
) -> None:
    return_id = a_return(people, 2)

    page = officer.get(f"/claims/returns/{return_id}/movements")

    assert "There is no earlier return, so every line is new." in page.text
    assert page.text.count("Newly claimed on this return.") == 2
    assert not [link for link in page.links.values() if "/families/" in link]


TOO_LITTLE: tuple[tuple[dict[str, str], str], ...] = (
    ({}, "Choose what became of the line."),
    ({"outcome": "eaten"}, "Choose one that is offered."),
    ({"outcome": "part-paid", "paid": "many"}, "Enter an amount in pounds, like 700 or 66.67."),
    ({"outcome": "part-paid", "paid": "9" * 30}, "Enter an amount in pounds, like 700 or 66.67."),
    (
        {"outcome": "part-paid", "paid": "999,999,999"},
        "Enter what was paid: more than nothing, and less than was claimed.",
    ),
    ({"outcome": "not-valid"}, "Say why the line was found not valid."),
)


def test_an_answer_that_says_too_little_is_told_what_is_missing(
    people: world.People, coordinator: Browser
) -> None:
    return_id = a_return(people, 1)
    version = world.as_submitted(return_id, people)
    line = world.opened(return_id, people.preparer).claimed[0].then.line_id
    address = f"/claims/returns/{return_id}/answers/{line}"

    for form, sentence in TOO_LITTLE:
        refused = coordinator.post(address, {"version": str(version), **a_day("answered_on"), **form})

        assert (refused.status, refused.errors) == (422, [sentence])


def test_a_part_is_entered_in_pounds_and_pence(people: world.People, coordinator: Browser) -> None:
    return_id = a_return(people, 3)
    version = world.as_submitted(return_id, people)
    line = next(each.then for each in world.opened(return_id, people.preparer).claimed if each.value_pence)
    address = f"/claims/returns/{return_id}/answers/{line.line_id}"

    coordinator.post(
        address,
        {"version": str(version), "outcome": "part-paid", "paid": "£66.67", **a_day("answered_on")},
    )

    assert ask("select paid_pence from return_answer") == [(66_67,)]


def test_a_program_prepares_signs_submits_and_answers_a_return(app: APIFlask, people: world.People) -> None:
    coordinator = a_program(app, Role.PROGRAMME_COORDINATOR)
    officer = a_program(app, Role.AUTHORISING_OFFICER)
    world.audited(2, world.july(), people)
    made = coordinator.call("POST", "/claim-returns", json={"window_id": str(world.july())})
    assert made.status_code == 201
    path = f"/claim-returns/{made.json['id']}"

    def tagged(program: Any, method: str, to: str, **body: Any) -> Any:
        tag = coordinator.call("GET", path).headers["ETag"]
        more = {"json": body} if body else {}
        return program.call(method, f"{path}{to}", headers={"If-Match": tag}, **more)

    opened = coordinator.call("GET", path).json
    for check in opened["checks"]:
        if check["stops"]:
            answer = tagged(coordinator, "PUT", f"/explanations/{check['code']}", explanation="Small.")
            assert answer.status_code == 204, answer.json
    assert tagged(coordinator, "POST", "/send").status_code == 204
    assert tagged(officer, "POST", "/sign").status_code == 202
    ((job_id,),) = ask("select id from job where name = 'build-signed-return'")
    signing.build_files(job_id)
    submission = {"submitted_on": "2013-07-12", "reference": "DCLG-9"}
    assert tagged(coordinator, "POST", "/submitted", **submission).status_code == 204
    line = opened["lines"][0]["line_id"]
    assert (
        tagged(coordinator, "PUT", f"/answers/{line}", outcome="paid", answered_on="2013-07-12").status_code
        == 204
    )
    rest = tagged(coordinator, "POST", "/answers", answered_on="2013-07-12")
    assert rest.json == {"lines": 1}

    found = coordinator.call("GET", f"{path}/answers").json
    assert found["return"]["state"] == ReturnState.ANSWERED.value
    assert found["reconciled"]["claimed_pence"] == found["reconciled"]["paid_pence"]
    assert len(coordinator.call("GET", path).json["files"]) == 4
