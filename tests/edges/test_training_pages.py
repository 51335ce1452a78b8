"""Training and mentors in the browser and over the API."""

from collections.abc import Callable

import pytest
from apiflask import APIFlask

from app.access.roles import Role
from tests.cases.sharing_builders import Led, a_led_family, key_of
from tests.edges.conftest import Browser
from tests.edges.programs import a_program, code_of

BrowserOf = Callable[..., Browser]


def day(name: str, number: int, month: int, year: int = 2013) -> dict[str, str]:
    return {f"{name}-day": str(number), f"{name}-month": str(month), f"{name}-year": str(year)}


A_SESSION = {**day("held_on", 12, 7), "venue": "Town hall", "capacity": "1"}


@pytest.fixture
def led(site: APIFlask) -> Led:
    return a_led_family()


@pytest.fixture
def caf(led: Led, browser_of: BrowserOf) -> Browser:
    return browser_of(Role.CAF_COORDINATOR)


def planned(caf: Browser) -> str:
    """The address of a session that is held today."""
    training = caf.follow(caf.post("/training/courses/new", {"title": "Consent", "about": "The law."}))
    form = next(href for words, href in training.links.items() if words.startswith("Plan a session"))
    return caf.post(form, A_SESSION).address


def test_a_place_goes_from_the_plan_to_attendance(led: Led, caf: Browser, browser_of: BrowserOf) -> None:
    address = planned(caf)
    lead = browser_of(Role.LEAD_PROFESSIONAL, practitioner_key=key_of(led.lee))
    assert "You have no place." in lead.get(address).text

    nobody = caf.post(f"{address}/bookings", page=address)
    booked = caf.follow(caf.post(f"{address}/bookings", {"practitioner_id": str(led.lee)}, page=address))
    full = caf.post(f"{address}/bookings", {"practitioner_id": str(led.teacher)}, page=address)
    place = next(
        form.get("action") for form in booked.all("form") if form.get("action", "").endswith("/state")
    )
    came = caf.follow(caf.post(place, {"state": "attended"}, page=address))

    assert nobody.errors == ["Choose who is to have the place."]
    assert full.status == 409
    assert full.errors == ["Every place of this session is taken. Choose another."]
    assert "The place is recorded: attended." in came.text
    assert "Attended" in lead.get("/training").text
    assert caf.post(place, {"state": "nonsense"}, page=address).status == 422
    assert caf.post(place, {"state": "booked"}, page=address).status == 422


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (day("held_on", 11, 7), "Give a day from today on."),
        (day("held_on", 31, 9), "Enter a real date, such as 27 9 2013."),
        ({"venue": ""}, "Enter where it is held."),
        ({"venue": "x" * 201}, "Enter at most 200 characters."),
        ({"capacity": "0"}, "Enter a whole number from 1 to 500."),
        ({"capacity": "9" * 300}, "Enter a whole number from 1 to 500."),
    ],
)
def test_what_is_wrong_with_a_session_is_said_at_its_box(
    caf: Browser, wrong: dict[str, str], sentence: str
) -> None:
    caf.post("/training/courses/new", {"title": "Consent"})
    form = next(
        href for words, href in caf.get("/training").links.items() if words.startswith("Plan a session")
    )

    refused = caf.post(form, {**A_SESSION, **wrong})

    assert (refused.status, refused.errors) == (422, [sentence])


def test_a_course_needs_a_title_of_its_own(caf: Browser) -> None:
    caf.post("/training/courses/new", {"title": "Consent"})

    assert caf.post("/training/courses/new", {"title": ""}).errors == ["Enter what the course is called."]
    assert caf.post("/training/courses/new", {"title": "CONSENT"}).errors == [
        "There is a course of this title already."
    ]


def test_a_session_is_changed_and_a_clash_shows_both(caf: Browser) -> None:
    address = planned(caf)
    changed = caf.follow(caf.post(f"{address}/change", {**A_SESSION, "venue": "Library", "version": "1"}))

    clash = caf.post(f"{address}/change", {**A_SESSION, "venue": "School", "version": "1"})
    again = caf.post(f"{address}/change", {**A_SESSION, "venue": "School", "version": "2"})
    off = caf.follow(caf.post(f"{address}/call-off", {"version": "3"}, page=f"{address}/change"))

    assert "Library" in changed.text
    assert clash.status == 409
    assert "Library" in clash.text
    assert "School" in clash.text
    assert again.status == 303
    assert "Called off on 12 July 2013" in off.text


def test_a_mentor_is_named_ended_and_taken_back(led: Led, caf: Browser) -> None:
    form = "/training/mentors"
    sent = {"mentee_id": str(led.lee), "mentor_id": str(led.colleague), **day("starts_on", 1, 7)}

    nobody = caf.post(form)
    own = caf.post(form, {**sent, "mentor_id": str(led.lee)})
    named = caf.follow(caf.post(form, sent))
    twice = caf.post(form, {**sent, "mentor_id": str(led.teacher)})
    end = next(href for words, href in named.links.items() if words.startswith("Set the last day"))
    early = caf.post(end, day("ends_on", 30, 6))
    ended = caf.follow(caf.post(end, day("ends_on", 31, 7)))
    back = next(
        each.get("action") for each in ended.all("form") if each.get("action", "").endswith("/take-back")
    )
    gone = caf.follow(caf.post(back, page=form))

    assert nobody.errors == ["Choose who is mentored.", "Choose the mentor.", "Enter the first day."]
    assert own.errors == ["Nobody is their own mentor. Choose somebody else."]
    assert twice.status == 409
    assert early.errors == ["The last day may not be before the first."]
    assert "31 Jul 2013" in ended.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Nobody has a mentor now." in gone.text


def test_a_program_plans_books_and_pairs(led: Led, site: APIFlask) -> None:
    program = a_program(site, Role.CAF_COORDINATOR)
    course = program.post("/training/courses", {"title": "Consent"}).get_json()["id"]
    wanted = {"held_on": "2013-07-12", "venue": "Hall", "capacity": 3}
    path = program.post(f"/training/courses/{course}/sessions", wanted).get_json()["id"]
    session = f"/training/sessions/{path}"

    place = program.post(f"{session}/bookings", {"practitioner_id": str(led.lee)}).get_json()["id"]
    twice = program.post(f"{session}/bookings", {"practitioner_id": str(led.lee)})
    came = program.post(f"/training/bookings/{place}/state", {"state": "attended"})
    pairing = program.post(
        "/mentor-pairings",
        {"mentor_id": str(led.colleague), "mentee_id": str(led.lee), "starts_on": "2013-07-01"},
    )

    assert code_of(twice) == (409, "booked-already")
    assert came.status_code == 204
    assert program.get(session).get_json()["bookings"][0]["state"] == "attended"
    assert program.get("/training").get_json()["courses"][0]["trained"] == 1
    assert program.get("/mentor-pairings").get_json()["pairings"][0]["id"] == pairing.get_json()["id"]
