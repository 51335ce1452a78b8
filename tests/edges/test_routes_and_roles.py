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

from app import clock
from app.access import services as access
from app.access.policies import COMMAND_LINE, Actor, Role
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
from tests.edges.conftest import Browser
from tests.edges.programs import Program, a_token, a_user

BrowserOf = Callable[..., Browser]
Statuses = Mapping[Role, int]

LEAD, MANAGER, MEMBER = Role.LEAD_PROFESSIONAL, Role.AGENCY_MANAGER, Role.TEAM_MEMBER
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
A_NOTE = {"kind": "home-visit", "happened_on": "2013-07-01", "text": "All well."}
REFERRERS = (LEAD, Role.TEAM_MEMBER, MANAGER, CAF, COORDINATOR)
NOT_THEIRS: Statuses = {LEAD: 404, Role.TEAM_MEMBER: 404, MANAGER: 404, CAF: 404}
A_CHILD = {"forename": "Tansy", "surname": "Unheardof", "role": "child", "born_on": "2001-05-09"}
A_REFERRAL = {
    "people": [A_CHILD],
    "ward_id": "{ward}",
    "why": "Often absent.",
    "consent": "family-agrees",
}
MATCHED = {
    "cases_api.correct_ward",
    "cases_api.answer_referral",
    "cases_api.ask_about_referral",
    "cases_api.take_referral_to_meeting",
    "cases_api.accept_referral",
    "cases_api.decline_referral",
    "cases_api.change_lead",
    "cases_api.add_to_team",
    "cases_api.remove_from_team",
    "cases_api.record_consent",
    "cases_api.ask_to_share",
    "cases_api.decide_sharing",
    "cases_api.end_sharing",
    "cases_api.plan_meeting",
    "cases_api.open_plan",
    "cases_api.change_plan",
    "cases_api.triage_lists",
    "cases_api.open_triage_list",
    "cases_api.answer_triage_list",
    "cases_api.open_triage",
    "cases_api.open_decision",
    "cases_api.decide_on_family",
    "cases_api.call_off",
    "cases_api.close_meeting",
    "cases_api.add_person",
    "cases_api.correct_person",
    "cases_api.person_leaves",
    "cases_api.person_moves",
    "cases_api.child_is_born",
    "cases_api.family_moves",
    "cases_api.correct_address",
    "cases_api.save_section",
    "cases_api.complete_form",
    "cases_api.reopen_form",
}
A_MEETING = {
    "meets_on": "2013-07-01",
    "people": [{"practitioner_id": "00000000-0000-4000-8000-000000000000", "attendance": "attended"}],
}
A_REVIEW = {"works_well": "School", "worries": "Sleep", "next_review_on": "2013-09-02"}
AN_ACTION = {"desired_outcome": "Sleeps well", "action": "", "who": "", "by_when": ""}
FORM = "/assessments/{assessment}/form"
ASSESSMENT = "/families/{led}/assessments/{nothing}"
A_PLAN = {"held_on": "2013-07-12", "rollout": 4, "wards": ["{ward}"], "agencies": ["{ews}", "{yot}"]}
FAMILIES = (LEAD, MANAGER, COORDINATOR)
A_PERSON = {"forename": "Tansy", "surname": "Testcase", "role": "child", "sex": "female"}
ABOUT = {
    "born_on": "2001-05-09",
    "expected_on": None,
    "ethnicity": None,
    "first_language": None,
    "is_disabled": None,
    "starts_on": "2013-01-01",
    "ends_on": None,
}
A_HOME = {"ward_id": "{ward}", "starts_on": "2013-07-01"}
A_MEMBER = "select id from household_member where family_id = :family and ends_on is null order by id limit 1"
A_HOUSE = "select id from residence where family_id = :family order by starts_on desc limit 1"
DATES = {"as_at": "2013-03-31", "dated": "2013-06-26"}


def only(status: int, *roles: Role) -> Statuses:
    """The roles that get this answer; the others are told that it is not for them."""
    return {role: status if role in roles else 403 for role in Role}


def hidden(*roles: Role) -> Statuses:
    """The roles that are told that there is no such family."""
    return dict.fromkeys(roles, 404)


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
    page("cases_pages.ward_form", "/families/{led}/ward", only(200, COORDINATOR)),
    page("cases_pages.correct_ward", "/families/{led}/ward", only(422, COORDINATOR), method="POST"),
    page(
        "cases_pages.chronology_page",
        "/families/{led}/chronology",
        {**only(200, LEAD, MANAGER, COORDINATOR), MEMBER: 404},
    ),
    page(
        "cases_pages.chronology_page",
        "/families/{other}/chronology",
        {**only(200, COORDINATOR), **hidden(LEAD, MANAGER, MEMBER)},
    ),
    page("cases_pages.note_form", "/families/{led}/notes/new", only(200, LEAD, MANAGER, COORDINATOR)),
    page(
        "cases_pages.write_note",
        "/families/{led}/notes/new",
        only(422, LEAD, MANAGER, COORDINATOR),
        method="POST",
    ),
    page(
        "cases_pages.correct_note_form",
        "/families/{led}/notes/{nothing}/correct",
        only(404, LEAD, MANAGER, COORDINATOR),
    ),
    page(
        "cases_pages.correct_note",
        "/families/{led}/notes/{nothing}/correct",
        only(404, LEAD, MANAGER, COORDINATOR),
        method="POST",
    ),
    page("cases_pages.oversight_form", "/families/{led}/oversight/new", only(200, MANAGER, COORDINATOR)),
    page(
        "cases_pages.write_oversight",
        "/families/{led}/oversight/new",
        only(422, MANAGER, COORDINATOR),
        method="POST",
    ),
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
    page("cases_pages.referrals", "/referrals", only(200, *REFERRERS)),
    page("cases_pages.refer_form", "/referrals/new", only(200, *REFERRERS)),
    page("cases_pages.refer_family", "/referrals/new", only(422, *REFERRERS), method="POST"),
    page("cases_pages.referral", "/referrals/{referral}", {**only(200, COORDINATOR), **NOT_THEIRS}),
    page(
        "cases_pages.answer_referral",
        "/referrals/{referral}/answer",
        {**only(422, COORDINATOR), **NOT_THEIRS},
        method="POST",
    ),
    page("cases_pages.ask_form", "/referrals/{referral}/question", only(200, COORDINATOR)),
    page(
        "cases_pages.ask_about_referral",
        "/referrals/{referral}/question",
        only(422, COORDINATOR),
        method="POST",
    ),
    page("cases_pages.meeting_form", "/referrals/{referral}/meeting", only(200, COORDINATOR)),
    page(
        "cases_pages.take_referral_to_meeting",
        "/referrals/{referral}/meeting",
        only(422, COORDINATOR),
        method="POST",
    ),
    page("cases_pages.accept_form", "/referrals/{referral}/acceptance", only(200, COORDINATOR)),
    page(
        "cases_pages.accept_referral",
        "/referrals/{referral}/acceptance",
        only(422, COORDINATOR),
        method="POST",
    ),
    page("cases_pages.decline_form", "/referrals/{referral}/decline", only(200, COORDINATOR)),
    page(
        "cases_pages.decline_referral",
        "/referrals/{referral}/decline",
        only(422, COORDINATOR),
        method="POST",
    ),
    *(
        row
        for endpoint, sent, path in (
            ("register_form", "register_assessment", "/families/{led}/assessments/new"),
            ("team_meeting_form", "record_team_meeting", "{assessed}/team-meetings/new"),
            ("review_form", "record_review", "{assessed}/reviews/new"),
            ("action_form", "agree_action", "{assessed}/actions/new"),
            ("stage_date_form", "date_stage", "{assessed}/dates/initiated"),
            ("closure_form", "close_assessment", "{assessed}/closure"),
            ("reopening_form", "reopen_assessment", "{assessed}/reopening"),
        )
        for row in (
            page(f"cases_pages.{endpoint}", path, only(200, LEAD, MANAGER, COORDINATOR)),
            page(f"cases_pages.{sent}", path, only(422, LEAD, MANAGER, COORDINATOR), method="POST"),
        )
    ),
    *(
        row
        for endpoint, sent, path in (
            ("team_meeting", "change_team_meeting", "{assessed}/team-meetings/{nothing}"),
            ("review_text_form", "correct_review", "{assessed}/reviews/{nothing}"),
            ("action_change_form", "change_action", "{assessed}/actions/{nothing}"),
        )
        for row in (
            page(f"cases_pages.{endpoint}", path, only(404, LEAD, MANAGER, COORDINATOR)),
            page(f"cases_pages.{sent}", path, only(404, LEAD, MANAGER, COORDINATOR), method="POST"),
        )
    ),
    page("cases_pages.assessment", "{assessed}", {**only(200, LEAD, MANAGER, COORDINATOR), MEMBER: 404}),
    page(
        "cases_pages.assessment",
        "/families/{other}/assessments/{nothing}",
        only(404, LEAD, MANAGER, MEMBER, COORDINATOR),
    ),
    page("cases_pages.assessment_form", FORM, only(200, LEAD, MANAGER, COORDINATOR, CAF)),
    page(
        "cases_pages.assessment_form",
        "/assessments/{hidden}/form",
        {**only(200, COORDINATOR, CAF), LEAD: 404, MANAGER: 404},
    ),
    page("cases_pages.form_section", f"{FORM}/plan", only(200, LEAD, MANAGER, COORDINATOR)),
    page("cases_pages.save_section", f"{FORM}/plan", only(422, LEAD, MANAGER, COORDINATOR), method="POST"),
    page(
        "cases_pages.self_save_section", f"{FORM}/plan", only(422, LEAD, MANAGER, COORDINATOR), method="PUT"
    ),
    page("cases_pages.check_form", f"{FORM}/check", only(200, LEAD, MANAGER, COORDINATOR)),
    page("cases_pages.complete_form", f"{FORM}/check", only(422, LEAD, MANAGER, COORDINATOR), method="POST"),
    page("cases_pages.reopen_page", f"{FORM}/reopen", only(303, LEAD, MANAGER, COORDINATOR)),
    page("cases_pages.reopen_form", f"{FORM}/reopen", only(422, LEAD, MANAGER, COORDINATOR), method="POST"),
    page("cases_pages.form_paper", f"{FORM}.pdf", only(422, LEAD, MANAGER, COORDINATOR, CAF)),
    page(
        "cases_pages.completion_paper",
        f"{FORM}/completions/{{nothing}}",
        only(404, LEAD, MANAGER, COORDINATOR, CAF),
    ),
    page("cases_pages.families", "/families", only(200, LEAD, MANAGER, MEMBER, COORDINATOR)),
    page(
        "cases_pages.search_families",
        "/families",
        only(303, LEAD, MANAGER, MEMBER, COORDINATOR),
        method="POST",
    ),
    page("cases_pages.family", "/families/{led}", {**only(200, LEAD, MANAGER, COORDINATOR), MEMBER: 404}),
    page(
        "cases_pages.family", "/families/{other}", {**only(200, COORDINATOR), **hidden(LEAD, MANAGER, MEMBER)}
    ),
    page("cases_pages.lead_form", "/families/{led}/lead", only(200, LEAD, MANAGER, COORDINATOR)),
    page(
        "cases_pages.lead_form", "/families/{other}/lead", {**only(200, COORDINATOR), **hidden(LEAD, MANAGER)}
    ),
    page(
        "cases_pages.change_lead",
        "/families/{led}/lead",
        only(422, LEAD, MANAGER, COORDINATOR),
        method="POST",
    ),
    page(
        "cases_pages.note_lead_change",
        "/lead-changes/{nothing}/noted",
        only(404, CAF),
        method="POST",
    ),
    page("cases_pages.team_form", "/families/{led}/team", only(200, LEAD, MANAGER, COORDINATOR)),
    page(
        "cases_pages.team_form", "/families/{other}/team", {**only(200, COORDINATOR), **hidden(LEAD, MANAGER)}
    ),
    page(
        "cases_pages.add_to_team",
        "/families/{led}/team",
        only(422, LEAD, MANAGER, COORDINATOR),
        method="POST",
    ),
    page(
        "cases_pages.remove_from_team",
        "/families/{led}/team/{nothing}/remove",
        only(422, LEAD, MANAGER, COORDINATOR),
        method="POST",
    ),
    page("cases_pages.cover_form", "/cover", only(200, LEAD, MANAGER)),
    page("cases_pages.name_cover", "/cover", only(422, LEAD, MANAGER), method="POST"),
    page("cases_pages.end_cover", "/cover/{nothing}/end", only(404, LEAD, MANAGER), method="POST"),
    page("cases_pages.consent_form", f"{ASSESSMENT}/consent", only(404, LEAD, MANAGER, COORDINATOR)),
    page(
        "cases_pages.record_consent",
        f"{ASSESSMENT}/consent",
        only(404, LEAD, MANAGER, COORDINATOR),
        method="POST",
    ),
    page("cases_pages.sharing_form", f"{ASSESSMENT}/sharing", only(404, LEAD, MANAGER, COORDINATOR)),
    page(
        "cases_pages.ask_to_share",
        f"{ASSESSMENT}/sharing",
        only(404, LEAD, MANAGER, COORDINATOR),
        method="POST",
    ),
    page(
        "cases_pages.decide_sharing",
        f"{ASSESSMENT}/sharing/{{nothing}}/decision",
        only(422, MANAGER, COORDINATOR),
        method="POST",
    ),
    page(
        "cases_pages.end_sharing",
        f"{ASSESSMENT}/sharing/{{nothing}}/end",
        only(422, LEAD, MANAGER, COORDINATOR),
        method="POST",
    ),
    page("cases_pages.noted_risks", "/noted-risks", only(200, CAF, COORDINATOR)),
    page("cases_pages.noted_risk", "/noted-risks/{nothing}", everyone(404)),
    page("cases_pages.follow_up_risk", "/noted-risks/{nothing}", everyone(404), method="POST"),
    page("reports_pages.family_releases", "/families/{led}/releases", only(200, COORDINATOR)),
    page("cases_pages.new_meeting", "/meetings/new", only(200, COORDINATOR)),
    page("cases_pages.plan_meeting", "/meetings/new", only(422, COORDINATOR), method="POST"),
    page("cases_pages.meeting_plan", "/meetings/{planned}/plan", only(200, COORDINATOR)),
    page("cases_pages.change_plan", "/meetings/{planned}/plan", only(422, COORDINATOR), method="POST"),
    page("cases_pages.close_form", "/meetings/{planned}/close", only(200, COORDINATOR)),
    page("cases_pages.close_meeting", "/meetings/{planned}/close", only(422, COORDINATOR), method="POST"),
    page("cases_pages.meeting_record", "/meetings/{meeting}/record", only(200, COORDINATOR)),
    page("cases_pages.triage_lists", "/triage-lists", only(200, MANAGER)),
    page("cases_pages.triage_list", "/meetings/{planned}/lists/{ews}", only(200, MANAGER, COORDINATOR)),
    page(
        "cases_pages.triage_list", "/meetings/{planned}/lists/{yot}", {**only(200, COORDINATOR), MANAGER: 404}
    ),
    page(
        "cases_pages.answer_list",
        "/meetings/{planned}/lists/{ews}",
        only(422, MANAGER, COORDINATOR),
        method="POST",
    ),
    page("cases_pages.run_meeting", "/meetings/{planned}/run", only(200, COORDINATOR)),
    page("cases_pages.call_off", "/meetings/{planned}/call-off", only(422, COORDINATOR), method="POST"),
    page("cases_pages.decide", "/meetings/{planned}/run/{waiting}", only(422, COORDINATOR), method="POST"),
    page("cases_pages.add_person_form", "/families/{led}/people/new", only(200, *FAMILIES)),
    page("cases_pages.add_person", "/families/{led}/people/new", only(422, *FAMILIES), method="POST"),
    page("cases_pages.correct_person_form", "/families/{led}/people/{member}/correct", only(200, *FAMILIES)),
    page(
        "cases_pages.correct_person",
        "/families/{led}/people/{member}/correct",
        only(422, *FAMILIES),
        method="POST",
    ),
    page(
        "cases_pages.correct_person_form",
        "/families/{other}/people/{other_member}/correct",
        {**only(200, COORDINATOR), LEAD: 404, MANAGER: 404},
    ),
    page("cases_pages.leave_form", "/families/{led}/people/{member}/leave", only(200, *FAMILIES)),
    page(
        "cases_pages.person_leaves",
        "/families/{led}/people/{member}/leave",
        only(422, *FAMILIES),
        method="POST",
    ),
    page("cases_pages.move_person_form", "/families/{led}/people/{member}/move", only(200, *FAMILIES)),
    page(
        "cases_pages.person_moves",
        "/families/{led}/people/{member}/move",
        only(422, *FAMILIES),
        method="POST",
    ),
    page("cases_pages.birth_form", "/families/{led}/people/{member}/birth", only(200, *FAMILIES)),
    page(
        "cases_pages.child_is_born",
        "/families/{led}/people/{member}/birth",
        only(422, *FAMILIES),
        method="POST",
    ),
    page("cases_pages.move_form", "/families/{led}/home", only(200, *FAMILIES)),
    page("cases_pages.family_moves", "/families/{led}/home", only(422, *FAMILIES), method="POST"),
    page("cases_pages.address_form", "/families/{led}/residences/{home}/correct", only(200, *FAMILIES)),
    page(
        "cases_pages.correct_address",
        "/families/{led}/residences/{home}/correct",
        only(422, *FAMILIES),
        method="POST",
    ),
    page("cases_pages.register_home_form", "/families/register/home", only(200, COORDINATOR)),
    page("cases_pages.register_home", "/families/register/home", only(422, COORDINATOR), method="POST"),
    page("cases_pages.register_person_form", "/families/register/people/1", only(404, COORDINATOR)),
    page("cases_pages.register_person", "/families/register/people/1", only(404, COORDINATOR), method="POST"),
    page(
        "cases_pages.remove_from_registration",
        "/families/register/people/1/remove",
        only(404, COORDINATOR),
        method="POST",
    ),
    page("cases_pages.register_family_form", "/families/register", only(303, COORDINATOR)),
    page("cases_pages.register_family", "/families/register", only(303, COORDINATOR), method="POST"),
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
    call(
        "cases_api.correct_ward",
        "/families/{led}/ward-correction",
        only(200, COORDINATOR),
        method="POST",
        body={"ward_id": "{ward}", "reason": "mistake-on-the-list"},
    ),
    call(
        "cases_api.write_note",
        "/families/{led}/notes",
        only(201, LEAD, MANAGER, COORDINATOR),
        method="POST",
        body=A_NOTE,
    ),
    call(
        "cases_api.write_note",
        "/families/{other}/notes",
        {**only(201, COORDINATOR), LEAD: 404, MANAGER: 404},
        method="POST",
        body=A_NOTE,
    ),
    call(
        "cases_api.correct_note",
        "/families/{led}/notes/{nothing}/correction",
        only(404, LEAD, MANAGER, COORDINATOR),
        method="POST",
        body={**A_NOTE, "correction": "mistyped"},
    ),
    call(
        "cases_api.write_oversight",
        "/families/{led}/oversight-notes",
        only(201, MANAGER, COORDINATOR),
        method="POST",
        body={"kind": "supervision", "held_on": "2013-07-01", "direction": "Carry on."},
    ),
    call(
        "cases_api.open_chronology",
        "/families/{led}/chronology",
        {**only(200, LEAD, MANAGER, COORDINATOR), MEMBER: 404},
    ),
    call("cases_api.families_by_cell", "/families/by-ward-agency-and-status", only(200, COORDINATOR)),
    call("cases_api.list_meetings", "/meetings", only(200, COORDINATOR)),
    call("cases_api.open_meeting", "/meetings/{meeting}", only(200, COORDINATOR)),
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
    call("cases_api.list_referrals", "/referrals", only(200, *REFERRERS)),
    call("cases_api.refer_family", "/referrals", only(201, *REFERRERS), method="POST", body=A_REFERRAL),
    call(
        "cases_api.check_referral",
        "/referrals/check",
        only(200, *REFERRERS),
        method="POST",
        body={"people": [A_CHILD]},
    ),
    call("cases_api.open_referral", "/referrals/{referral}", {**only(200, COORDINATOR), **NOT_THEIRS}),
    call(
        "cases_api.ask_about_referral",
        "/referrals/{referral}/question",
        only(200, COORDINATOR),
        method="POST",
        body={"question": "Which school?"},
    ),
    call(
        "cases_api.answer_referral",
        "/referrals/{referral}/answer",
        {**only(412, COORDINATOR), **NOT_THEIRS},
        method="POST",
        body={"answer": "None."},
    ),
    call(
        "cases_api.take_referral_to_meeting",
        "/referrals/{taken}/meeting",
        only(200, COORDINATOR),
        method="POST",
        body={"meeting_id": "{coming}"},
    ),
    call(
        "cases_api.accept_referral",
        "/referrals/{accepted}/acceptance",
        only(200, COORDINATOR),
        method="POST",
    ),
    call(
        "cases_api.decline_referral",
        "/referrals/{declined}/decline",
        only(200, COORDINATOR),
        method="POST",
        body={"reason": "criteria-not-met"},
    ),
    call("cases_api.due", "/due", only(200, LEAD, MANAGER, COORDINATOR)),
    call("cases_api.open_assessment", "{assessed}", {**only(200, LEAD, MANAGER, COORDINATOR), MEMBER: 404}),
    *(
        call(f"cases_api.{endpoint}", path, only(412, LEAD, MANAGER, COORDINATOR), method=method, body=body)
        for endpoint, method, path, body in (
            (
                "register_assessment",
                "POST",
                "/families/{led}/assessments",
                {
                    "kind": "caf",
                    "children": ["00000000-0000-4000-8000-000000000000"],
                    "initiated_on": "2013-07-01",
                    "primary_reason": "behaviour",
                    "initiating_agency_id": "{nothing}",
                },
            ),
            ("record_team_meeting", "POST", "{assessed}/team-meetings", A_MEETING),
            ("change_team_meeting", "PUT", "{assessed}/team-meetings/{nothing}", A_MEETING),
            ("record_review", "POST", "{assessed}/reviews", {**A_REVIEW, "reviewed_on": "2013-07-01"}),
            ("correct_review", "PUT", "{assessed}/reviews/{nothing}", A_REVIEW),
            ("agree_action", "POST", "{assessed}/actions", {"what": "Ring the school"}),
            ("change_action", "PUT", "{assessed}/actions/{nothing}", {"what": "Ring the school"}),
            ("date_stage", "POST", "{assessed}/stage-dates", {"which": "initiated", "day": "2013-07-01"}),
            (
                "close_assessment",
                "POST",
                "{assessed}/closure",
                {"closed_on": "2013-07-01", "reason": "other"},
            ),
            ("reopen_assessment", "POST", "{assessed}/reopening", {"reason": "moved-back"}),
        )
    ),
    call("cases_api.open_form", FORM, only(200, LEAD, MANAGER, COORDINATOR, CAF)),
    call("cases_api.form_paper", f"{FORM}.pdf", only(422, LEAD, MANAGER, COORDINATOR, CAF)),
    call(
        "cases_api.save_section",
        f"{FORM}/sections/plan",
        only(412, LEAD, MANAGER, COORDINATOR),
        method="PUT",
        body={"actions": [AN_ACTION]},
    ),
    call(
        "cases_api.complete_form", f"{FORM}/completion", only(412, LEAD, MANAGER, COORDINATOR), method="POST"
    ),
    call(
        "cases_api.reopen_form",
        f"{FORM}/reopening",
        only(422, LEAD, MANAGER, COORDINATOR),
        method="POST",
        body={"reason": "mistake-found"},
    ),
    call(
        "cases_api.completion_paper",
        f"{FORM}/completions/{{nothing}}",
        only(404, LEAD, MANAGER, COORDINATOR, CAF),
    ),
    call("cases_api.list_families", "/families", only(200, LEAD, MANAGER, MEMBER, COORDINATOR)),
    call(
        "cases_api.search_families",
        "/families/search",
        only(200, LEAD, MANAGER, MEMBER, COORDINATOR),
        method="POST",
        body={"search": "PF-1"},
    ),
    call("cases_api.open_family", "/families/{led}", {**only(200, LEAD, MANAGER, COORDINATOR), MEMBER: 404}),
    call(
        "cases_api.open_family",
        "/families/{other}",
        {**only(200, COORDINATOR), **hidden(LEAD, MANAGER, MEMBER)},
    ),
    call("cases_api.lead_choices", "/families/{led}/lead-choices", only(200, LEAD, MANAGER, COORDINATOR)),
    call(
        "cases_api.change_lead",
        "/families/{led}/lead-changes",
        only(404, LEAD, MANAGER, COORDINATOR),
        method="POST",
        body={"posting_id": "{nothing}", "starts_on": "2013-07-12", "chosen": "key-worker"},
    ),
    call("cases_api.lead_changes", "/lead-changes", only(200, CAF)),
    call("cases_api.note_lead_change", "/lead-changes/{nothing}/noted", only(404, CAF), method="POST"),
    call("cases_api.team_choices", "/families/{led}/team-choices", only(200, LEAD, MANAGER, COORDINATOR)),
    call(
        "cases_api.add_to_team",
        "/families/{led}/team",
        only(404, LEAD, MANAGER, COORDINATOR),
        method="POST",
        body={"posting_id": "{nothing}", "starts_on": "2013-07-12"},
    ),
    call(
        "cases_api.remove_from_team",
        "/families/{led}/team/{nothing}/remove",
        only(404, LEAD, MANAGER, COORDINATOR),
        method="POST",
    ),
    call("cases_api.who_opened", "/families/{led}/openings", only(200, MANAGER, COORDINATOR)),
    call("cases_api.covers", "/covers", only(200, LEAD, MANAGER)),
    call(
        "cases_api.name_cover",
        "/covers",
        only(404, LEAD, MANAGER),
        method="POST",
        body={
            "practitioner_id": "{nothing}",
            "posting_id": "{nothing}",
            "starts_on": "2013-07-12",
            "ends_on": "2013-07-19",
        },
    ),
    call("cases_api.end_cover", "/covers/{nothing}/end", only(404, LEAD, MANAGER), method="POST"),
    call(
        "cases_api.record_consent",
        f"{ASSESSMENT}/consents",
        only(404, LEAD, MANAGER, COORDINATOR),
        method="POST",
        body={"decision": "given", "decided_on": "2013-07-12", "decided_by": "both"},
    ),
    call(
        "cases_api.ask_to_share",
        f"{ASSESSMENT}/sharings",
        only(404, LEAD, MANAGER, COORDINATOR),
        method="POST",
        body={"agency_id": "{nothing}", "reason": "court-order", "explanation": "As ordered."},
    ),
    call(
        "cases_api.decide_sharing",
        f"{ASSESSMENT}/sharings/{{nothing}}/decision",
        only(404, MANAGER, COORDINATOR),
        method="POST",
        body={"approve": True},
    ),
    call(
        "cases_api.end_sharing",
        f"{ASSESSMENT}/sharings/{{nothing}}/end",
        only(404, LEAD, MANAGER, COORDINATOR),
        method="POST",
    ),
    call("cases_api.noted_risks", "/noted-risks", only(200, CAF, COORDINATOR)),
    call("cases_api.open_noted_risk", "/noted-risks/{nothing}", everyone(404)),
    call(
        "cases_api.follow_up_risk",
        "/noted-risks/{nothing}/follow-up",
        everyone(404),
        method="POST",
        body={"outcome": "Seen."},
    ),
    call("cases_api.caseloads", "/caseloads", only(200, LEAD, MANAGER, MEMBER, COORDINATOR)),
    call("reports_api.family_releases", "/families/{led}/releases", only(200, COORDINATOR)),
    call("cases_api.plan_meeting", "/meetings", only(201, COORDINATOR), method="POST", body=A_PLAN),
    call("cases_api.open_plan", "/meetings/{planned}/plan", only(200, COORDINATOR)),
    call(
        "cases_api.change_plan",
        "/meetings/{planned}/plan",
        only(200, COORDINATOR),
        method="PUT",
        body=A_PLAN,
    ),
    call("cases_api.triage_lists", "/triage-lists", only(200, MANAGER)),
    call("cases_api.open_triage_list", "/meetings/{planned}/lists/{ews}", only(200, MANAGER, COORDINATOR)),
    call(
        "cases_api.open_triage_list",
        "/meetings/{planned}/lists/{yot}",
        {**only(200, COORDINATOR), MANAGER: 404},
    ),
    call(
        "cases_api.answer_triage_list",
        "/meetings/{planned}/lists/{ews}",
        only(412, MANAGER, COORDINATOR),
        method="PUT",
        body={"answers": []},
    ),
    call("cases_api.open_triage", "/meetings/{planned}/triage", only(200, COORDINATOR)),
    call(
        "cases_api.open_decision", "/meetings/{planned}/families/{waiting}/decision", only(200, COORDINATOR)
    ),
    call(
        "cases_api.decide_on_family",
        "/meetings/{planned}/families/{waiting}/decision",
        only(200, COORDINATOR),
        method="POST",
        body={"outcome": "check-for-claim"},
    ),
    call("cases_api.call_off", "/meetings/{planned}/call-off", only(412, COORDINATOR), method="POST"),
    call(
        "cases_api.close_meeting",
        "/meetings/{planned}/close",
        only(412, COORDINATOR),
        method="POST",
        body={"present": []},
    ),
    call(
        "cases_api.register_family",
        "/families",
        only(201, COORDINATOR),
        method="POST",
        body={"home": A_HOME, "people": [A_PERSON]},
    ),
    call(
        "cases_api.add_person",
        "/families/{other}/people",
        {**only(201, COORDINATOR), LEAD: 404, MANAGER: 404},
        method="POST",
        body={**A_PERSON, "starts_on": "2013-01-01"},
    ),
    call(
        "cases_api.correct_person",
        "/families/{led}/people/{nothing}",
        only(404, *FAMILIES),
        method="PUT",
        body={**A_PERSON, **ABOUT, "reason": "typed-wrong"},
    ),
    call(
        "cases_api.person_leaves",
        "/families/{led}/people/{nothing}/departure",
        only(404, *FAMILIES),
        method="POST",
        body={"last_day": "2013-07-01"},
    ),
    call(
        "cases_api.person_moves",
        "/families/{led}/people/{nothing}/move",
        only(404, *FAMILIES),
        method="POST",
        body={"to_family_id": "{other}", "moves_on": "2013-07-01", "role": "child"},
    ),
    call(
        "cases_api.child_is_born",
        "/families/{led}/people/{nothing}/birth",
        only(404, *FAMILIES),
        method="POST",
        body={"born_on": "2013-07-01", "forename": "Tansy", "surname": "Testcase", "sex": "female"},
    ),
    call(
        "cases_api.family_moves",
        "/families/{third}/residences",
        {**only(200, COORDINATOR), LEAD: 404, MANAGER: 404},
        method="POST",
        body=A_HOME,
    ),
    call(
        "cases_api.correct_address",
        "/families/{led}/residences/{nothing}",
        only(404, *FAMILIES),
        method="PUT",
        body={
            "address": None,
            "postcode": None,
            "starts_on": "2012-01-01",
            "ends_on": None,
            "reason": "typed-wrong",
        },
    ),
]

FOUND = """
select
    (select id from rollout_meeting order by held_on, id limit 1) as meeting,
    (select id from job limit 1) as job,
    (select id from claim_window order by opens_on desc limit 1) as window,
    (select id from ward where name = 'Wollaton West') as ward,
    (select id from agency where code = 'EWS') as ews,
    (select id from agency where code = 'YOT') as yot,
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


@pytest.fixture
def places(city: sa.Connection, released: Released) -> dict[str, Any]:
    """What stands for the names in the addresses."""
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
        "assessed": f"/families/{found['led']}/assessments/{an_assessment(found['led'])}",
        "coming": _a_coming_meeting(),
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
    if row.endpoint == "intake_api.take_import":
        given["data"] = {"file": (BytesIO(b"ward,locality\n"), "wards.csv")}
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
