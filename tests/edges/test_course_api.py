"""The course of an assessment for programs: what is answered, refused and clashes."""

from uuid import uuid4

import pytest
from apiflask import APIFlask

from app.access.roles import Role
from tests.cases.builders import an_assessment
from tests.cases.test_course import Led
from tests.edges.programs import Program, a_program, code_of

REVIEW = {
    "reviewed_on": "2013-06-03",
    "works_well": "Sleep",
    "worries": "School",
    "next_review_on": "2013-09-02",
    "actions": [{"what": "Ring the school", "who": "Mother"}],
}


@pytest.fixture
def led(site: APIFlask) -> Led:
    return Led()


@pytest.fixture
def coordinator(site: APIFlask, led: Led) -> Program:
    return a_program(site, Role.PROGRAMME_COORDINATOR)


def test_a_review_is_recorded_over_the_version_that_was_read(coordinator: Program, led: Led) -> None:
    made = an_assessment(led.family, led.children[0], agency_id=led.agency)
    address = f"/families/{led.family}/assessments/{made}"
    tag = {"If-Match": coordinator.get(address).headers["ETag"]}

    recorded = coordinator.post(f"{address}/reviews", REVIEW, headers=tag)
    again = coordinator.post(f"{address}/reviews", REVIEW, headers=tag)

    assert recorded.status_code == 201
    assert recorded.headers["ETag"] == '"2"'
    assert code_of(again) == (412, "changed-meanwhile")
    assert code_of(coordinator.post(f"{address}/reviews", REVIEW)) == (428, None)
    (action,) = coordinator.get(address).get_json()["actions"]
    assert (action["who"], action["due_on"]) == ("Mother", "2013-09-02")


def test_a_rule_and_an_unknown_assessment_are_refused_with_a_code(coordinator: Program, led: Led) -> None:
    made = an_assessment(led.family, led.children[0], agency_id=led.agency)
    tag = {"If-Match": '"1"'}

    def reviewed(assessment: object, **changed: object) -> tuple[int, str | None]:
        address = f"/families/{led.family}/assessments/{assessment}/reviews"
        return code_of(coordinator.post(address, {**REVIEW, **changed}, headers=tag))

    assert reviewed(made, next_review_on="2013-06-03") == (422, "next-review-too-early")
    assert reviewed(made, done=[str(uuid4())]) == (404, "action")
    assert reviewed(uuid4()) == (404, "assessment")
    closed = {"closed_on": "2013-06-03", "reason": "needs-met"}
    address = f"/families/{led.family}/assessments/{made}/closure"
    assert code_of(coordinator.post(address, closed, headers=tag)) == (422, "no-closing-meeting")


@pytest.mark.parametrize(
    "who",
    [
        pytest.param({}, id="nobody named"),
        pytest.param({"role": "Nurse"}, id="a role without an agency"),
        pytest.param({"agency_id": str(uuid4())}, id="an agency without a role"),
    ],
)
def test_an_invitation_of_nobody_in_particular_is_refused_with_a_code(
    coordinator: Program, led: Led, who: dict[str, str]
) -> None:
    made = an_assessment(led.family, led.children[0], agency_id=led.agency)
    meeting = {"meets_on": "2013-07-01", "people": [{**who, "attendance": "attended"}]}
    address = f"/families/{led.family}/assessments/{made}/team-meetings"

    refused = coordinator.post(address, meeting, headers={"If-Match": '"1"'})

    assert code_of(refused) == (422, "invited-unclear")


def test_what_is_due_is_listed(coordinator: Program, led: Led) -> None:
    made = an_assessment(led.family, led.children[0], agency_id=led.agency)

    (item,) = coordinator.get("/due").get_json()["due"]

    assert (item["kind"], item["assessment_id"]) == ("assessment-to-complete", str(made))
    assert item["is_overdue"] is True
