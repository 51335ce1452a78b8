"""Every page and call about rule packs and discretion, and what it answers to each role."""

from datetime import UTC, datetime
from uuid import UUID

from app.access.policies import Actor
from app.access.roles import Role
from app.claims.services import rule_packs
from app.programme.phase_two import P2_NOTTINGHAM
from app.programme.writing import as_document
from tests.edges.route_table.vocabulary import COORDINATOR, OFFICER, call, only, page

DRAFTS = Actor(UUID(int=501), frozenset({Role.PROGRAMME_COORDINATOR}))
READERS = (COORDINATOR, Role.INTERNAL_AUDITOR, OFFICER)
EDITION, PLAN = "/rule-packs/{edition}", "/rule-packs/{plan}"
PART = "/families/{other}/claim/let-pass/education"
NOW = datetime(2013, 7, 12, 9, 0, tzinfo=UTC)

A_PROBLEM = {"criteria": ["local-mental-health"], "needed": 1, "decided_in": "Board, 10 July 2013"}
A_MEASURE = {
    "question": "Managed for 9 months?",
    "numbers": {"months-1": 9},
    "applies_to": ["local-mental-health"],
    "decided_in": "Outcome plan",
}


def places() -> dict[str, UUID]:
    """A draft of the local filter, and one of an outcome plan."""
    given = {"actor": DRAFTS, "now": NOW}
    return {
        "edition": rule_packs.start_draft("P1-2013", "A narrower filter", **given),
        "plan": rule_packs.start_draft(P2_NOTTINGHAM.code, "The council’s own plan", **given),
    }


PAGES = [
    page("claims_pages.rule_packs", "/rule-packs", only(200, *READERS)),
    page("claims_pages.start_draft", "/rule-packs", only(422, COORDINATOR), method="POST"),
    page("claims_pages.rule_pack", "/rule-packs/in-force/P1-2013", only(200, *READERS)),
    page("claims_pages.rule_pack", "/rule-packs/in-force/P9-2099", only(404, *READERS)),
    page("claims_pages.edition", EDITION, only(200, *READERS)),
    page("claims_pages.edition", "/rule-packs/{nothing}", only(404, *READERS)),
    page("claims_pages.edition_document", f"{EDITION}/document", only(200, *READERS)),
    page("claims_pages.problem_form", f"{EDITION}/problems/local", only(200, COORDINATOR)),
    page("claims_pages.problem_form", f"{EDITION}/problems/education", only(404, COORDINATOR)),
    page("claims_pages.change_problem", f"{EDITION}/problems/local", only(422, COORDINATOR), method="POST"),
    page("claims_pages.measure_page", f"{PLAN}/measures/health", only(200, COORDINATOR)),
    page("claims_pages.measure_page", f"{EDITION}/measures/education", only(404, COORDINATOR)),
    page("claims_pages.change_measure", f"{PLAN}/measures/health", only(422, COORDINATOR), method="POST"),
    page("claims_pages.discretion_form", f"{PLAN}/discretion", only(200, COORDINATOR)),
    page("claims_pages.change_discretion", f"{PLAN}/discretion", only(422, COORDINATOR), method="POST"),
    page("claims_pages.trial", f"{EDITION}/trial", only(200, *READERS)),
    page("claims_pages.trial_families", f"{EDITION}/trial/eligible-after", only(200, COORDINATOR)),
    page("claims_pages.trial_families", f"{EDITION}/trial/nothing", only(404, COORDINATOR)),
    page("claims_pages.propose", f"{EDITION}/propose", only(422, COORDINATOR), method="POST"),
    page("claims_pages.withdraw", f"{EDITION}/withdraw", only(422, COORDINATOR), method="POST"),
    page("claims_pages.send_back", f"{EDITION}/send-back", only(422, OFFICER), method="POST"),
    page("claims_pages.approve", f"{EDITION}/approve", only(422, OFFICER), method="POST"),
    page("claims_pages.let_pass_form", PART, only(200, COORDINATOR)),
    page("claims_pages.ask_to_let_pass", PART, only(422, COORDINATOR), method="POST"),
    page("claims_pages.let_pass", "/let-pass", only(200, OFFICER)),
    page("claims_pages.let_pass_request", "/let-pass/{nothing}", only(404, OFFICER)),
    page("claims_pages.decide_let_pass", "/let-pass/{nothing}", only(404, OFFICER), method="POST"),
]

CALLS = [
    call("claims_api.rule_packs", "/rule-packs", only(200, *READERS)),
    call(
        "claims_api.start_rule_pack",
        "/rule-packs",
        only(201, COORDINATOR),
        method="POST",
        body={"replaces": "P1-2013", "why": "A wider filter"},
    ),
    call("claims_api.rule_pack", "/rule-packs/in-force/P1-2013", only(200, *READERS)),
    call("claims_api.open_rule_pack", EDITION, only(200, *READERS)),
    call(
        "claims_api.change_rule_pack",
        f"{EDITION}/content",
        only(412, COORDINATOR),
        method="PUT",
        body={"content": as_document(P2_NOTTINGHAM)},
    ),
    call(
        "claims_api.change_rule_pack_problem",
        f"{EDITION}/problems/local",
        only(412, COORDINATOR),
        method="PUT",
        body=A_PROBLEM,
    ),
    call(
        "claims_api.change_rule_pack_measure",
        f"{PLAN}/measures/health",
        only(412, COORDINATOR),
        method="PUT",
        body=A_MEASURE,
    ),
    call(
        "claims_api.change_rule_pack_discretion",
        f"{PLAN}/discretion",
        only(412, COORDINATOR),
        method="PUT",
        body={"allowed": True, "decided_in": "Outcome plan"},
    ),
    call("claims_api.try_rule_pack", f"{EDITION}/trial", only(200, *READERS)),
    call("claims_api.families_of_trial", f"{EDITION}/trial/becomes-eligible", only(200, COORDINATOR)),
    call("claims_api.propose_rule_pack", f"{EDITION}/propose", only(412, COORDINATOR), method="POST"),
    call("claims_api.withdraw_rule_pack", f"{EDITION}/withdraw", only(412, COORDINATOR), method="POST"),
    call(
        "claims_api.send_rule_pack_back",
        f"{EDITION}/send-back",
        only(412, OFFICER),
        method="POST",
        body={"why": "Say more"},
    ),
    call(
        "claims_api.approve_rule_pack",
        f"{EDITION}/approve",
        only(412, OFFICER),
        method="POST",
        body={"in_force_from": "2013-09-01"},
    ),
    call(
        "claims_api.ask_to_let_pass",
        "/families/{other}/let-pass",
        only(422, COORDINATOR),
        method="POST",
        body={"part": "education", "reason": "Made good progress"},
    ),
    call("claims_api.parts_to_let_pass", "/let-pass", only(200, OFFICER)),
    call("claims_api.open_part_to_let_pass", "/let-pass/{nothing}", only(404, OFFICER)),
    call(
        "claims_api.decide_part_to_let_pass",
        "/let-pass/{nothing}/decision",
        only(404, OFFICER),
        method="POST",
        body={"lets_pass": True},
    ),
]

MATCHED: frozenset[str] = frozenset()
