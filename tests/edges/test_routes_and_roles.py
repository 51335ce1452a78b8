"""Every route for every role: the table of who may open what, and proof that the site keeps to it.

A route that is not in the table fails, so nothing is opened to anybody by oversight.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from app.access import services as access
from app.access.policies import COMMAND_LINE, Actor, Role
from app.db import Sessions
from tests.city import Released
from tests.edges.conftest import Browser
from tests.edges.programs import Program, a_token

BrowserOf = Callable[..., Browser]
Statuses = Mapping[Role, int]

LEAD, MANAGER = Role.LEAD_PROFESSIONAL, Role.AGENCY_MANAGER
COORDINATOR, CAF, OFFICER = Role.PROGRAMME_COORDINATOR, Role.CAF_COORDINATOR, Role.AUTHORISING_OFFICER
ANALYST, BOARD, ADMINISTRATOR = Role.ANALYST, Role.BOARD_READER, Role.ADMINISTRATOR

# The lead professional leads {led}; the manager answers for the agency it is led from. Nobody leads {other}.
PRACTITIONERS = {LEAD: "LP-0001", MANAGER: "MGR-EWS"}

NOTHING: Mapping[str, Any] = {}
A_USER = {
    "display_name": "Ada Example",
    "email": "ada@example.org",
    "password": "three-blue-kettles",
    "roles": ["analyst"],
}
A_TOKEN = {"name": "nightly import", "scope": "read", "days": 30}
DATES = {"as_at": "2013-03-31", "dated": "2013-06-26"}


def only(status: int, *roles: Role) -> Statuses:
    """The roles that get this answer; the others are told that it is not for them."""
    return {role: status if role in roles else 403 for role in Role}


def everyone(status: int) -> Statuses:
    """An answer for all who have signed in."""
    return dict.fromkeys(Role, status)


@dataclass(frozen=True, slots=True)
class Row:
    """What a route answers to each role, and to a stranger.

    A form is sent empty: whoever may send it is told what is missing (422). body: what the API is sent.
    """

    endpoint: str
    method: str
    address: str
    statuses: Statuses
    stranger: int
    body: Mapping[str, Any] = field(default_factory=dict)


def page(endpoint: str, address: str, statuses: Statuses, *, method: str = "GET", stranger: int = 303) -> Row:
    """A page: a stranger is sent to sign in."""
    return Row(endpoint, method, address, statuses, stranger)


def call(
    endpoint: str, address: str, statuses: Statuses, *, method: str = "GET", body: Mapping[str, Any] = NOTHING
) -> Row:
    """A call of the API: a stranger has no token."""
    return Row(endpoint, method, f"/api/v1{address}", statuses, 401, body)


OPEN = [
    page("static", "/static/loxley.css", everyone(200), stranger=200),
    page("health.live", "/health/live", everyone(200), stranger=200),
    page("health.ready", "/health/ready", everyone(200), stranger=200),
    page("health.metrics", "/metrics", everyone(200), stranger=200),
    page("api_docs.document", "/api/v1/openapi.json", everyone(200), stranger=200),
    page("api_docs.page", "/api/v1/docs", everyone(200), stranger=200),
    page("api_docs.start", "/api/v1/docs/start.js", everyone(200), stranger=200),
    page("api_docs.static", "/api/v1/docs/assets/swagger-ui.css", everyone(200), stranger=200),
    page("access_pages.sign_in", "/sign-in", everyone(303), stranger=200),
    page("access_pages.sign_in", "/sign-in", everyone(422), method="POST", stranger=422),
]

PAGES = [
    page("home_pages.home", "/", everyone(200)),
    page("access_pages.tokens", "/tokens", everyone(200)),
    page("access_pages.issue_token", "/tokens", everyone(422), method="POST"),
    page("access_pages.revoke_token", "/tokens/{nothing}/revoke", everyone(404), method="POST"),
    page("access_pages.users", "/users", only(200, ADMINISTRATOR)),
    page("access_pages.new_user", "/users/new", only(200, ADMINISTRATOR)),
    page("access_pages.create_user", "/users/new", only(422, ADMINISTRATOR), method="POST"),
    page("access_pages.user", "/users/{user}", only(200, ADMINISTRATOR)),
    page("access_pages.change_roles", "/users/{user}/roles", only(422, ADMINISTRATOR), method="POST"),
    page("access_pages.end_user", "/users/{user}/end", only(303, ADMINISTRATOR), method="POST"),
    page("cases_pages.families", "/families", only(200, LEAD, MANAGER, COORDINATOR)),
    page("cases_pages.search_families", "/families", only(303, LEAD, MANAGER, COORDINATOR), method="POST"),
    page("cases_pages.family", "/families/{led}", only(200, LEAD, MANAGER, COORDINATOR)),
    page("cases_pages.family", "/families/{other}", {**only(200, COORDINATOR), LEAD: 404, MANAGER: 404}),
    page("cases_pages.ward_form", "/families/{led}/ward", only(200, COORDINATOR)),
    page("cases_pages.correct_ward", "/families/{led}/ward", only(422, COORDINATOR), method="POST"),
    page("cases_pages.meetings", "/meetings", only(200, COORDINATOR)),
    page("cases_pages.meeting", "/meetings/{meeting}", only(200, COORDINATOR)),
    page("cases_pages.data_quality", "/data-quality", only(200, COORDINATOR, ANALYST)),
    page("claims_pages.claims", "/claims", only(200, COORDINATOR)),
    page("claims_pages.family", "/families/{led}/claim", only(200, COORDINATOR)),
    page("intake_pages.upload", "/import", only(200, ANALYST)),
    page("intake_pages.template", "/import/template.zip", only(200, ANALYST)),
    page("intake_pages.take_upload", "/import", only(422, ANALYST), method="POST"),
    page("reports_pages.data_sheet", "/data-sheet", only(200, COORDINATOR)),
    page("reports_pages.live_figure", "/data-sheet/figure?id={live}", only(200, COORDINATOR)),
    page("reports_pages.reconciliation", "/data-sheet/reconciliation", only(200, COORDINATOR)),
    page("reports_pages.releases", "/reports", only(200, COORDINATOR, OFFICER, ANALYST, BOARD)),
    page("reports_pages.release", "/reports/{report}", only(200, COORDINATOR, OFFICER, ANALYST)),
    page("reports_pages.release", "/reports/{return}", only(200, COORDINATOR, OFFICER)),
    page(
        "reports_pages.release_file",
        "/reports/{report}/files/board-report-internal.json",
        only(200, COORDINATOR, OFFICER, ANALYST),
    ),
    page(
        "reports_pages.release_file",
        "/reports/{return}/files/return-2013-10.csv",
        only(200, COORDINATOR, OFFICER),
    ),
    page("reports_pages.figure", "/reports/{report}/figure?id={figure}", only(200, COORDINATOR)),
    page("reports_pages.name_reader", "/reports/{report}/readers", only(422, COORDINATOR), method="POST"),
    page("reports_pages.compare", "/reports/compare?first={earlier}&second={report}", only(200, COORDINATOR)),
    page("reports_pages.board_report_form", "/reports/board-report", only(200, COORDINATOR, ANALYST)),
    page(
        "reports_pages.request_board_report",
        "/reports/board-report",
        only(422, COORDINATOR, ANALYST),
        method="POST",
    ),
    page("reports_pages.return_form", "/reports/return", only(200, COORDINATOR)),
    page("reports_pages.request_return", "/reports/return", only(422, COORDINATOR), method="POST"),
    page("reports_pages.jobs", "/work", everyone(200)),
    page("reports_pages.job", "/work/{job}", everyone(404)),
    page("reports_pages.cancel_job", "/work/{job}/cancel", everyone(404), method="POST"),
    # Last, since it ends the session.
    page("access_pages.sign_out", "/sign-out", everyone(303), method="POST"),
]

CALLS = [
    call("access_api.me", "/me", everyone(200)),
    call("access_api.list_tokens", "/tokens", everyone(200)),
    call("access_api.issue_token", "/tokens", everyone(201), method="POST", body=A_TOKEN),
    call("access_api.revoke_token", "/tokens/{nothing}/revoke", everyone(404), method="POST"),
    call("access_api.list_users", "/users", only(200, ADMINISTRATOR)),
    call("access_api.create_user", "/users", only(201, ADMINISTRATOR), method="POST", body=A_USER),
    call("access_api.open_user", "/users/{user}", only(200, ADMINISTRATOR)),
    call(
        "access_api.change_roles",
        "/users/{user}/roles",
        only(200, ADMINISTRATOR),
        method="PUT",
        body={"roles": ["board-reader"]},
    ),
    call("access_api.end_user", "/users/{user}/end", only(200, ADMINISTRATOR), method="POST"),
    call("cases_api.wards", "/wards", everyone(200)),
    call("cases_api.agencies", "/agencies", everyone(200)),
    call("cases_api.list_families", "/families", only(200, LEAD, MANAGER, COORDINATOR)),
    call(
        "cases_api.search_families",
        "/families/search",
        only(200, LEAD, MANAGER, COORDINATOR),
        method="POST",
        body={"search": "PF-1"},
    ),
    call("cases_api.open_family", "/families/{led}", only(200, LEAD, MANAGER, COORDINATOR)),
    call("cases_api.open_family", "/families/{other}", {**only(200, COORDINATOR), LEAD: 404, MANAGER: 404}),
    call(
        "cases_api.correct_ward",
        "/families/{led}/ward-correction",
        only(200, COORDINATOR),
        method="POST",
        body={"ward_id": "{ward}", "reason": "mistake-on-the-list"},
    ),
    call("cases_api.families_by_cell", "/families/by-ward-agency-and-status", only(200, COORDINATOR)),
    call("cases_api.list_meetings", "/meetings", only(200, COORDINATOR)),
    call("cases_api.open_meeting", "/meetings/{meeting}", only(200, COORDINATOR)),
    call("cases_api.caseloads", "/caseloads", only(200, LEAD, MANAGER, COORDINATOR)),
    call("cases_api.caf_register", "/caf-register", only(200, COORDINATOR, CAF)),
    call("cases_api.data_quality", "/data-quality", only(200, COORDINATOR, ANALYST)),
    call("claims_api.claim_windows", "/claim-windows", only(200, COORDINATOR)),
    call("claims_api.evaluation", "/evaluation", only(200, COORDINATOR)),
    call("claims_api.explain_family", "/families/{led}/evaluation", only(200, COORDINATOR)),
    call("intake_api.take_import", "/imports", only(200, ANALYST), method="POST"),
    call("reports_api.measures", "/measures", everyone(200)),
    call("reports_api.data_sheet", "/data-sheet", only(200, COORDINATOR)),
    call("reports_api.live_figure", "/data-sheet/figure?id={live}", only(200, COORDINATOR)),
    call("reports_api.reconciliation", "/reconciliation", only(200, COORDINATOR)),
    call(
        "reports_api.request_board_report",
        "/board-reports",
        only(202, COORDINATOR, ANALYST),
        method="POST",
        body=DATES,
    ),
    call(
        "reports_api.request_return",
        "/returns",
        only(202, COORDINATOR),
        method="POST",
        body={"window_id": "{window}", "as_at": "2013-07-12"},
    ),
    call("reports_api.list_jobs", "/jobs", everyone(200)),
    call("reports_api.open_job", "/jobs/{job}", everyone(404)),
    call("reports_api.cancel_job", "/jobs/{job}/cancel", everyone(404), method="POST"),
    call("reports_api.list_releases", "/releases", only(200, COORDINATOR, OFFICER, ANALYST, BOARD)),
    call("reports_api.open_release", "/releases/{report}", only(200, COORDINATOR, OFFICER, ANALYST)),
    call("reports_api.open_release", "/releases/{return}", only(200, COORDINATOR, OFFICER)),
    call(
        "reports_api.download_file",
        "/releases/{return}/files/return-2013-10.csv",
        only(200, COORDINATOR, OFFICER),
    ),
    call("reports_api.list_figures", "/releases/{report}/figures", only(200, COORDINATOR, OFFICER, ANALYST)),
    call("reports_api.open_figure", "/releases/{report}/figure?id={figure}", only(200, COORDINATOR)),
    call(
        "reports_api.compare_releases", "/releases/{earlier}/comparison?to={report}", only(200, COORDINATOR)
    ),
]

FOUND = """
select
    (select id from rollout_meeting order by held_on, id limit 1) as meeting,
    (select id from job limit 1) as job,
    (select id from claim_window order by opens_on desc limit 1) as window,
    (select id from ward where name = 'Wollaton West') as ward,
    (select allocation.family_id from lead_professional
     join practitioner on practitioner.id = practitioner_id and import_key = 'LP-0001'
     join allocation on allocation.id = allocation_id and allocation.ends_on is null
     where lead_professional.ends_on is null order by 1 limit 1) as led,
    (select id from family where reference is not null
     and id not in (select family_id from allocation) order by reference limit 1) as other
"""


@pytest.fixture
def places(city: sa.Connection, released: Released) -> dict[str, Any]:
    """What stands for the names in the addresses."""
    with Sessions() as session:
        found = session.execute(sa.text(FOUND)).one()._asdict()
    return {
        **found,
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
    return browser.client.post(address, data=form).status_code


def _answered(program: Program, row: Row, places: dict[str, Any]) -> int:
    path = row.address.format(**places).removeprefix("/api/v1")
    given: dict[str, Any] = {"headers": {"If-Match": '"1"'}} if row.endpoint.endswith("correct_ward") else {}
    if row.endpoint == "intake_api.take_import":
        given["data"] = {"file": (BytesIO(b"ward,locality\n"), "wards.csv")}
    elif row.method != "GET":
        given["json"] = {
            name: value.format(**places) if isinstance(value, str) else value
            for name, value in row.body.items()
        }
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
