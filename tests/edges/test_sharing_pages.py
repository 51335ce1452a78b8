"""Leads, teams, cover and consent in the browser and for programs: done, refused, and done by two at once."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from app import clashes
from app.access.roles import Role
from app.db import Sessions
from tests.cases.sharing_builders import Led, a_led_family, key_of
from tests.city import Released
from tests.edges.conftest import Browser
from tests.edges.programs import Program, a_program, code_of

BrowserOf = Callable[..., Browser]
TODAY = {"starts_on-day": "12", "starts_on-month": "7", "starts_on-year": "2013"}


@pytest.fixture
def led(site: APIFlask) -> Led:
    return a_led_family()


@pytest.fixture
def lead(led: Led, browser_of: BrowserOf) -> Browser:
    """The browser of whoever leads the family."""
    return browser_of(Role.LEAD_PROFESSIONAL, practitioner_key=key_of(led.lee))


@pytest.fixture
def program(site: APIFlask, led: Led) -> Program:
    """A program of whoever leads the family."""
    return a_program(site, Role.LEAD_PROFESSIONAL, practitioner_key=key_of(led.lee))


def handing_over(led: Led, **more: str) -> dict[str, str]:
    return {
        "posting_id": str(led.colleagues_posting),
        "chosen": "best-relationship",
        "version": "1",
        **TODAY,
        **more,
    }


def test_a_lead_hands_over_and_the_caf_coordinator_is_told_until_they_note_it(
    led: Led, lead: Browser, browser_of: BrowserOf
) -> None:
    page = lead.get(f"/families/{led.family}/lead")
    assert "Robin Example, Alder Example Clinic: leads 0 families" in page.text

    done = lead.post(f"/families/{led.family}/lead", handing_over(led))

    assert done.address == "/families", "the family is no longer theirs to open"
    assert lead.get(f"/families/{led.family}").status == 404
    caf = browser_of(Role.CAF_COORDINATOR)
    home = caf.get("/")
    assert "Robin Example, Alder Example Clinic (HEALTH agency)" in home.text
    (noted,) = [form.get("action") for form in home.all("form") if "/noted" in form.get("action", "")]
    assert "has been noted" in caf.follow(caf.post(noted, page="/")).text


def test_a_clash_keeps_what_was_entered(led: Led, lead: Browser) -> None:
    refused = lead.post(f"/families/{led.family}/lead", handing_over(led, version="7"))

    assert refused.status == 409
    assert refused.errors == [clashes.SENTENCE]
    assert "Lee Example, Alder Example Clinic Robin Example, Alder Example Clinic" in refused.text
    assert refused.all("input", name="posting_id")[0].get("value") == str(led.colleagues_posting)
    assert refused.all("input", name="version")[0].get("value") == "1"


@pytest.mark.parametrize(
    "wrong",
    [
        {"posting_id": "me"},
        {"posting_id": ""},
        {"starts_on-day": "31", "starts_on-month": "2"},
        {"starts_on-year": "9999"},
        {"chosen": "x" * 10_000},
        {"version": "many"},
    ],
)
def test_a_form_of_the_wrong_shape_gets_a_sentence(led: Led, lead: Browser, wrong: dict[str, str]) -> None:
    refused = lead.post(f"/families/{led.family}/lead", handing_over(led, **wrong))

    assert refused.status == 422
    assert refused.errors


def test_a_team_member_is_shown_only_what_is_shared(led: Led, lead: Browser, browser_of: BrowserOf) -> None:
    joined = lead.post(
        f"/families/{led.family}/team",
        {"posting_id": str(led.teachers_posting), "version": "1", **TODAY},
    )
    assert joined.address.endswith("#team")
    teacher = browser_of(Role.TEAM_MEMBER, practitioner_key=key_of(led.teacher))

    page = teacher.get(f"/families/{led.family}")

    assert "Families whose team you are in" in teacher.get("/").text
    assert "No assessment is shared with your agency now." in page.text
    assert not page.all("h2", id="criteria")
    assert not [link for link in page.links if link in ("Change the lead professional", "Record consent")]
    assert teacher.get(f"/families/{led.family}/team").status == 403


def test_a_withdrawal_shows_who_has_opened_the_record(led: Led, lead: Browser) -> None:
    address = f"/families/{led.family}/assessments/{led.assessment}/consent"
    decided = {"decided_on-day": "12", "decided_on-month": "7", "decided_on-year": "2013"}
    given = {"decision": "given", "decided_by": "both", "present": "A parent", "version": "1", **decided}
    assert lead.post(address, given).status == 303

    withdrawn = lead.follow(lead.post(address, {**given, "decision": "withdrawn", "version": "2"}))

    assert "From now on no other agency can read the assessment." in withdrawn.text
    assert withdrawn.all("h2", id="openers")
    assert withdrawn.all("th", scope="row")
    again = lead.post(address, {**given, "decision": "withdrawn", "version": "3"})
    assert again.errors == ["There is no consent to withdraw. Record a refusal instead."]


def test_cover_is_named_and_ended(led: Led, lead: Browser) -> None:
    named = lead.post(
        "/cover",
        {
            "practitioner_id": str(led.lee),
            "posting_id": str(led.colleagues_posting),
            "ends_on-day": "19",
            "ends_on-month": "7",
            "ends_on-year": "2013",
            **TODAY,
        },
    )
    page = lead.follow(named)
    assert "Robin Example" in page.text
    (end,) = [form.get("action") for form in page.all("form") if form.get("action", "").endswith("/end")]

    assert "No cover is named." in lead.follow(lead.post(end, page="/cover")).text


def test_a_manager_approves_what_a_lead_asked_for(led: Led, lead: Browser, browser_of: BrowserOf) -> None:
    address = f"/families/{led.family}/assessments/{led.assessment}/sharing"
    asked = {
        "agency_id": str(led.school),
        "reason": "significant-harm",
        "explanation": "A plainly synthetic explanation.",
        "version": "1",
    }
    assert lead.post(address, asked).status == 303
    assert "Waiting for a manager" in lead.get(f"/families/{led.family}").text
    coordinator = browser_of(Role.PROGRAMME_COORDINATOR)
    assert "Sharing without consent to decide on" in coordinator.get("/").text
    record = f"/families/{led.family}"
    (decision,) = [
        form.get("action")
        for form in coordinator.get(record).all("form")
        if form.get("action", "").endswith("/decision")
    ]

    done = coordinator.post(decision, {"version": "2", "approve": "yes"}, page=record)

    assert "Approved by" in coordinator.follow(done).text
    assert coordinator.post(decision, {"version": "2", "approve": "no"}, page=record).status == 409


def test_a_program_changes_what_it_has_read(led: Led, program: Program) -> None:
    record = program.get(f"/families/{led.family}")
    tag = {"If-Match": record.headers["ETag"]}
    (lee, robin) = program.get(f"/families/{led.family}/lead-choices").get_json()["people"]
    assert (lee["families"], robin["families"]) == (1, 0)
    body = {"posting_id": str(led.teachers_posting), "starts_on": "2013-07-12"}

    assert code_of(program.post(f"/families/{led.family}/team", body)) == (428, None)
    done = program.post(f"/families/{led.family}/team", body, headers=tag)
    late = program.post(f"/families/{led.family}/team", body, headers=tag)

    assert (done.get_json(), done.headers["ETag"]) == ({"version": 2}, '"2"')
    assert code_of(late) == (412, "changed-meanwhile")
    (place,) = program.get(f"/families/{led.family}").get_json()["team"]
    assert (place["name"], place["is_current"]) == ("Sam Example", True)


def test_a_coordinator_finds_the_releases_that_count_a_family(
    city: sa.Connection, released: Released, browser_of: BrowserOf
) -> None:
    coordinator = browser_of(Role.PROGRAMME_COORDINATOR)
    with Sessions() as session:
        listed = (
            "select unnest(members) from figure where figure_id = 'families.identified@2013-03-31' limit 1"
        )
        counted = session.execute(sa.text(listed)).scalar_one()

    page = coordinator.get(f"/families/{counted}/releases")

    linked = {link.get("href") for link in page.all("a")}
    assert {f"/reports/{each}" for each in (released.report_id, released.earlier_report_id)} <= linked
