"""Referrals through the API: sent, asked about, answered, decided, and refused."""

from uuid import uuid4

import pytest
from apiflask import APIFlask

from app.access.roles import Role
from tests.cases.builders import a_family, a_person, a_ward
from tests.edges.programs import Program, a_program, code_of

CHILD = {"forename": "Tansy", "surname": "Testcase", "role": "child", "born_on": "2001-05-09"}
SEEN = {"If-Match": '"1"'}


@pytest.fixture
def referrer(site: APIFlask) -> Program:
    return a_program(site, Role.TEAM_MEMBER)


@pytest.fixture
def coordinator(site: APIFlask) -> Program:
    return a_program(site, Role.PROGRAMME_COORDINATOR)


@pytest.fixture
def sent(referrer: Program) -> str:
    """The path of a referral that has just been sent."""
    return f"/referrals/{referrer.post('/referrals', a_referral()).get_json()['id']}"


def a_referral(**changes: object) -> dict[str, object]:
    return {
        "people": [CHILD],
        "ward_id": str(a_ward(f"Ward {uuid4()}")),
        "why": "Often absent.",
        "consent": "family-agrees",
        **changes,
    }


def test_a_referral_is_sent_and_read_with_its_entity_tag(referrer: Program) -> None:
    made = referrer.post("/referrals", a_referral(criteria=["unauthorised-absence"]))

    assert made.status_code == 201
    read = referrer.get(f"/referrals/{made.get_json()['id']}")
    assert read.headers["ETag"] == made.headers["ETag"] == '"1"'
    assert read.get_json() == made.get_json()
    assert read.get_json()["criteria"] == ["unauthorised-absence"]
    (listed,) = referrer.get("/referrals?state=waiting").get_json()["referrals"]
    assert (listed["people"], listed["is_news"]) == (["Tansy Testcase"], False)


def test_a_family_is_checked_and_no_more_is_told_than_that_it_is_known(referrer: Program) -> None:
    a_person(a_family())

    told = referrer.post("/referrals/check", {"people": [CHILD]})
    unknown = referrer.post("/referrals/check", {"people": [{**CHILD, "surname": "Else"}]})

    assert told.get_json() == {"likeness": "known", "agency": None, "contact": None, "contact_email": None}
    assert unknown.get_json()["likeness"] is None


def test_checking_as_fast_as_a_machine_can_is_stopped(referrer: Program) -> None:
    asked = [referrer.post("/referrals/check", {"people": [CHILD]}) for _ in range(61)]

    assert {response.status_code for response in asked[:60]} == {200}
    assert code_of(asked[60]) == (429, None)


def test_a_question_is_answered_and_the_referral_accepted(
    referrer: Program, coordinator: Program, sent: str
) -> None:
    asked = coordinator.post(f"{sent}/question", {"question": "Which school?"}, headers=SEEN)
    answered = referrer.post(
        f"{sent}/answer", {"answer": "Alder."}, headers={"If-Match": asked.headers["ETag"]}
    )
    accepted = coordinator.post(f"{sent}/acceptance", {}, headers={"If-Match": answered.headers["ETag"]})

    assert accepted.get_json() == {"version": 4}
    family_id = coordinator.get(sent).get_json()["family_id"]
    assert coordinator.get(f"/families/{family_id}").get_json()["identified_how"] == "referral"
    own = referrer.get(sent).get_json()
    assert (own["state"], own["family_id"], own["family_reference"]) == ("accepted", None, None)


def test_a_decision_on_an_older_version_is_refused(coordinator: Program, sent: str) -> None:
    decline = {"reason": "criteria-not-met"}

    stale = coordinator.post(f"{sent}/decline", decline, headers={"If-Match": '"7"'})
    blind = coordinator.post(f"{sent}/decline", decline)

    assert code_of(stale) == (412, "changed-meanwhile")
    assert code_of(blind) == (428, None)
    assert coordinator.get(sent).get_json()["state"] == "waiting"


REFUSED: dict[str, tuple[dict[str, object], tuple[int, str | None]]] = {
    "nobody": ({"people": []}, (422, None)),
    "no child": ({"people": [{**CHILD, "role": "other-adult"}]}, (422, "no-child")),
    "year 9999": ({"people": [{**CHILD, "born_on": "9999-12-31"}]}, (422, "date-of-birth")),
    "21 people": ({"people": [CHILD] * 21}, (422, None)),
    "nothing but spaces": ({"why": "  "}, (422, None)),
    "too long": ({"why": "x" * 4001}, (422, None)),
    "null": ({"why": None}, (422, None)),
    "no such ward": ({"ward_id": str(uuid4())}, (404, "ward")),
}


def test_what_cannot_be_referred_is_refused_and_never_repeated(referrer: Program) -> None:
    answers = {
        name: referrer.post("/referrals", a_referral(**changes)) for name, (changes, _) in REFUSED.items()
    }

    assert {name: code_of(answer) for name, answer in answers.items()} == {
        name: refusal for name, (_, refusal) in REFUSED.items()
    }
    assert not [name for name, answer in answers.items() if "Testcase" in answer.get_data(as_text=True)]


def test_a_criterion_named_twice_counts_once(referrer: Program) -> None:
    made = referrer.post("/referrals", a_referral(criteria=["unauthorised-absence"] * 2))

    assert made.get_json()["criteria"] == ["unauthorised-absence"]


def test_a_family_named_twice_is_refused(coordinator: Program, sent: str) -> None:
    named = {"family_id": str(uuid4()), "reference": "PF-000001A"}

    assert code_of(coordinator.post(f"{sent}/acceptance", named, headers=SEEN)) == (422, None)
