"""Every route for every role: the table of who may open what, and proof that the site keeps to it.

A route that is not in the table fails, so nothing is opened to anybody by oversight.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from werkzeug.test import TestResponse

from app import clock, db, embedded
from app.access import services as access
from app.access.policies import COMMAND_LINE, Actor
from app.access.roles import Role
from app.campaigns.rules.vocabulary import CampaignKind
from app.campaigns.services import answering, running
from app.cases.models.triage import RolloutMeeting
from app.cases.rules.referrals import ReferralConsent
from app.cases.rules.referred import FamilyReferred, PersonReferred
from app.cases.services import referring, triage_board, triage_planning
from app.cases.services.triage_planning import Plan
from app.db import Sessions, transaction
from app.programme.facts import MemberRole
from tests.cases.builders import an_assessment
from tests.city import Released
from tests.conftest import TODAY
from tests.edges.conftest import Browser, undone
from tests.edges.programs import Program, a_program, a_token, a_user
from tests.edges.route_table import (
    approval,
    audits,
    board_words,
    cafs,
    calls,
    campaigns,
    claim_audits,
    dashboards,
    evidence,
    exports,
    family_map,
    homes,
    lines,
    merging,
    money,
    packs,
    pages,
    partners,
    rebuilding,
    reminders,
    returns,
    withdrawing,
)
from tests.edges.route_table.pages import OPEN
from tests.edges.route_table.vocabulary import COORDINATOR, LEAD, MANAGER, Row

BrowserOf = Callable[..., Browser]

PARTS = (
    approval,
    audits,
    cafs,
    board_words,
    campaigns,
    claim_audits,
    dashboards,
    evidence,
    exports,
    family_map,
    homes,
    lines,
    merging,
    money,
    packs,
    partners,
    rebuilding,
    reminders,
    returns,
    withdrawing,
)
PAGES = [*(row for part in PARTS for row in part.PAGES), *pages.PAGES]  # the last of the pages signs out
CALLS = [*calls.CALLS, *(row for part in PARTS for row in part.CALLS)]
MATCHED = calls.MATCHED.union(*(part.MATCHED for part in PARTS))

FILES = {
    "intake_api.take_import": ("wards.csv", b"ward,locality\n"),
    "claims_api.keep_document": ("letter.txt", b"A letter."),
}

# The lead professional leads {led}; the manager answers for the agency it is led from. Nobody leads {other}.
PRACTITIONERS = {LEAD: "LP-0001", MANAGER: "MGR-EWS"}

A_MEMBER = "select id from household_member where family_id = :family and ends_on is null order by id limit 1"
A_HOUSE = "select id from residence where family_id = :family order by starts_on desc limit 1"

FOUND = """
select
    (select id from rollout_meeting order by held_on, id limit 1) as meeting,
    (select id from job limit 1) as job,
    (select id from claim_window order by opens_on desc limit 1) as window,
    (select id from claim_line where state = 'draft' order by id limit 1) as line,
    (select id from ward where name = 'Wollaton West') as ward,
    (select id from agency where code = 'EWS') as ews,
    (select id from agency where code = 'YOT') as yot,
    (select id from practitioner where import_key = 'LP-0001') as lead,
    (select allocation.family_id from lead_professional
     join practitioner on practitioner.id = practitioner_id and import_key = 'LP-0001'
     join allocation on allocation.id = allocation_id and allocation.ends_on is null
     where lead_professional.ends_on is null order by 1 limit 1) as led,
    (select assessment.id from assessment
     join allocation on allocation.family_id = assessment.family_id and allocation.ends_on is null
     join lead_professional on allocation_id = allocation.id and lead_professional.ends_on is null
     join practitioner on practitioner.id = practitioner_id and practitioner.import_key = 'LP-0001'
     where closed_on is null and assessment_completed_on is null and consented_on is not null
     order by 1 limit 1) as assessment,
    (select id from assessment where closed_on is null
     and family_id not in (select family_id from allocation) order by 1 limit 1) as hidden,
    (select id from family where reference is not null
     and id not in (select family_id from allocation) order by reference limit 1) as other,
    (select id from family where reference is not null
     and id not in (select family_id from allocation) order by reference offset 1 limit 1) as third
"""


@dataclass(frozen=True, slots=True)
class Placed:
    """A database with the city and a record for each name in the addresses."""

    engine: sa.Engine
    places: dict[str, Any]


@pytest.fixture(scope="module")
def placed(
    services: embedded.Services,
    released_template: tuple[str, Released],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Placed]:
    """The city with the records that the addresses name, made once for all roles."""
    template, released = released_template
    services.create_database("loxley_placed", template=template)
    engine = db.connect(services.urls("loxley_placed").app_url)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("LOXLEY_TODAY", TODAY.isoformat())
        places = {**_places(released), **exports.places(tmp_path_factory.mktemp("exports"))}
    db.Sessions.configure(bind=None)
    yield Placed(engine, places)
    engine.dispose()


@pytest.fixture
def places(app: APIFlask, placed: Placed, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """What stands for the names in the addresses; what a test does to it is undone."""
    monkeypatch.setenv("LOXLEY_TODAY", TODAY.isoformat())
    with undone(placed.engine):
        yield placed.places
    app.config["SESSION_REDIS"].flushdb()


def _places(released: Released) -> dict[str, Any]:
    with Sessions() as session:
        found = session.execute(sa.text(FOUND)).one()._asdict()
        of_led = {"family": found["led"]}
        found["member"] = session.execute(sa.text(A_MEMBER), of_led).scalar_one()
        found["other_member"] = session.execute(sa.text(A_MEMBER), {"family": found["other"]}).scalar_one()
        found["home"] = session.execute(sa.text(A_HOUSE), of_led).scalar_one()
    return {
        **found,
        **_planned_meeting(found),
        **_referrals(found["ward"]),
        **_campaigns(found),
        "assessed": f"/families/{found['led']}/assessments/{an_assessment(found['led'])}",
        "coming": _a_coming_meeting(),
        **audits.places(),
        **board_words.places(),
        **packs.places(),
        **partners.places(found["ews"]),
        **returns.places(found["window"], found["ward"]),
        **claim_audits.places([found["other"], found["third"]]),
        "user": _somebody_else(),
        "nothing": uuid4(),
        "report": released.report_id,
        "earlier": released.earlier_report_id,
        "return": released.return_id,
        "figure": "families.identified@2013-03-31",
        "live": "families.worked-with@2013-07-12",
    }


def test_every_route_is_in_the_table_and_the_table_names_no_other(app: APIFlask) -> None:
    routes = {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    assert {(row.endpoint, row.method) for row in (*OPEN, *PAGES, *CALLS)} == routes


@pytest.mark.parametrize("role", Role)
def test_the_pages_answer_a_role_as_the_table_says(
    browser_of: BrowserOf, places: dict[str, Any], role: Role
) -> None:
    browser = browser_of(role, practitioner_key=PRACTITIONERS.get(role))
    token = browser.get("/").token

    answers = {_named(row): _status(browser, row, places, {"csrf_token": token}) for row in (*OPEN, *PAGES)}

    assert _differing(answers, {_named(row): row.statuses[role] for row in (*OPEN, *PAGES)}) == {}


@pytest.mark.parametrize("role", Role)
def test_the_api_answers_a_role_as_the_table_says(app: APIFlask, places: dict[str, Any], role: Role) -> None:
    user_id = access.create_user(
        "program@example.org",
        "A program",
        {role},
        "three-blue-kettles",
        practitioner_key=PRACTITIONERS.get(role),
        actor=COMMAND_LINE,
    )
    program = Program(app.test_client(), a_token(Actor(user_id)))

    answers = {_named(row): _answered(program, row, places) for row in CALLS}

    assert _differing(answers, {_named(row): row.statuses[role] for row in CALLS}) == {}


def test_a_stranger_is_sent_to_sign_in_or_asked_for_a_token(
    app: APIFlask, browser: Browser, places: dict[str, Any]
) -> None:
    token = browser.get("/sign-in").token
    pages = (*OPEN, *PAGES)

    answers = {_named(row): _status(browser, row, places, {"csrf_token": token}) for row in pages}
    answers |= {_named(row): _answered(Program(app.test_client()), row, places) for row in CALLS}

    assert _differing(answers, {_named(row): row.stranger for row in (*pages, *CALLS)}) == {}


def test_a_session_of_the_site_is_no_key_to_the_api(browser_of: BrowserOf, city: sa.Connection) -> None:
    browser = browser_of(COORDINATOR)

    assert browser.client.get("/api/v1/families").status_code == 401


def _status(browser: Browser, row: Row, places: dict[str, Any], form: dict[str, str]) -> int:
    address = row.address.format(**places)
    if row.method == "GET":
        return browser.get(address).status
    return browser.client.open(address, method=row.method, data=form).status_code


def _answered(program: Program, row: Row, places: dict[str, Any]) -> int:
    path = row.address.format(**places).removeprefix("/api/v1")
    tag = f'"{_version(places) if "{led}" in row.address else 1}"' if row.endpoint in MATCHED else '"999"'
    given: dict[str, Any] = {} if row.method == "GET" else {"headers": {"If-Match": tag}}
    if row.endpoint in FILES:
        name, content = FILES[row.endpoint]
        given["data"] = {"file": (BytesIO(content), name)}
    elif row.method != "GET":
        given["json"] = _in_place(row.body, places)
    response = program.call(row.method, path, **given)
    response.close()
    return response.status_code


def _named(row: Row) -> str:
    return f"{row.method} {row.address}"


def _differing(answers: dict[str, int], expected: dict[str, int]) -> dict[str, str]:
    """The routes that answered otherwise than the table says."""
    return {
        name: f"{answers[name]}, not {expected[name]}" for name in expected if answers[name] != expected[name]
    }


def _somebody_else() -> UUID:
    """A user whom an administrator may look after."""
    return access.create_user(
        "somebody-else@example.org", "Sam Example", {Role.ANALYST}, "three-blue-kettles", actor=COMMAND_LINE
    )


def _a_coming_meeting() -> UUID:
    """A rollout meeting that is not before today."""
    with transaction(COMMAND_LINE) as session:
        meeting = RolloutMeeting(import_key="M-coming", held_on=TODAY, rollout=9)
        session.add(meeting)
        return meeting.id


def _referrals(ward_id: UUID) -> dict[str, UUID]:
    """Referrals that somebody else has sent, one for each way in which a referral is brought to its end."""
    sender = a_user(Role.TEAM_MEMBER, Role.BOARD_READER)
    family = FamilyReferred(
        (PersonReferred("Fennel", "Unheardof", MemberRole.CHILD),), ward_id, "Why.", ReferralConsent.AGREES
    )
    return {
        name: referring.refer(family, actor=sender, today=TODAY, now=clock.now()).id
        for name in ("referral", "taken", "accepted", "declined")
    }


def _campaigns(found: Mapping[str, Any]) -> dict[str, UUID]:
    """A campaign that asks the manager's agency and the lead about one assessment, and two others."""
    an_assessment(
        found["led"],
        agency_id=found["ews"],
        lead_practitioner_id=found["lead"],
        lead_agency_id=found["ews"],
        started_on=date(2013, 1, 1),
    )

    def started(kind: CampaignKind) -> UUID:
        return running.start_campaign(kind, date(2013, 8, 9), None, actor=COMMAND_LINE, today=TODAY)

    campaign, closed = started(CampaignKind.CONTRADICTORY_DATES), started(CampaignKind.NO_LEAD)
    running.close_campaign(closed, actor=COMMAND_LINE, today=TODAY)
    (case,) = answering.open_list(campaign, actor=COMMAND_LINE, today=TODAY).rows
    return {
        "campaign": campaign,
        "closed_campaign": closed,
        "of_people": started(CampaignKind.DUPLICATES),
        "case": case.id,
    }


def _planned_meeting(found: Mapping[str, Any]) -> dict[str, UUID]:
    """A rollout meeting that is held today, and a family of its ward that waits for it."""
    plan = Plan(TODAY, 4, frozenset({found["ward"]}), frozenset({found["ews"], found["yot"]}))
    meeting_id = triage_planning.plan_meeting(plan, actor=COMMAND_LINE, today=TODAY)
    board = triage_board.open_board(meeting_id, actor=COMMAND_LINE, today=TODAY)
    return {"planned": meeting_id, "waiting": board.families[0].id}


def _version(places: dict[str, Any]) -> int:
    """The version of the family that is led, which the calls before may have changed."""
    with Sessions() as session:
        return int(
            session.execute(sa.text("select version from family where id = :led"), places).scalar_one()
        )


def _in_place(body: Any, places: dict[str, Any]) -> Any:
    """A body with what stands for the names in it."""
    if isinstance(body, Mapping):
        return {name: _in_place(value, places) for name, value in body.items()}
    if isinstance(body, list):
        return [_in_place(value, places) for value in body]
    return body.format(**places) if isinstance(body, str) else body


# A stale one is tried where there is an auditor, and a signatory.
OF_OTHERS = {"cases_api.save_audit_review"}
OTHER_BODIES = {"campaigns_api.answer_case": {"answer": "not-ours"}}


def test_a_stale_tag_is_refused_with_that_of_now_by_every_route_that_takes_one(
    app: APIFlask, places: dict[str, Any]
) -> None:
    roles = (
        Role.PROGRAMME_COORDINATOR,
        Role.CAF_COORDINATOR,
        Role.AUTHORISING_OFFICER,
        Role.INTERNAL_AUDITOR,
    )
    program = a_program(app, *roles)
    taking = {row.endpoint: row for row in CALLS if _takes_a_tag(app, row)}

    def refused(row: Row, tag: str) -> TestResponse:
        body = _in_place(OTHER_BODIES.get(row.endpoint, row.body), places)
        path = row.address.format(**places).removeprefix("/api/v1")
        return program.call(row.method, path, headers={"If-Match": tag}, json=body)

    stale = {endpoint: refused(row, '"998877"') for endpoint, row in taking.items()}

    assert {endpoint for endpoint, each in stale.items() if each.status_code != 412} == OF_OTHERS
    assert {endpoint for endpoint, each in stale.items() if not each.headers.get("ETag")} == OF_OTHERS
    for row in taking.values():
        now = refused(row, '"998877"').headers.get("ETag", "")
        assert refused(row, now).status_code != 412 or not now, row.endpoint


def _takes_a_tag(app: APIFlask, row: Row) -> bool:
    """Whether a view reads the version that a request names."""
    return "expected_version" in inspect.unwrap(app.view_functions[row.endpoint]).__code__.co_names
