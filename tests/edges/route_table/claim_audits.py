"""Every page and call about internal audit and assurance visits, and what it answers to each role."""

from datetime import date
from typing import Any
from uuid import UUID

from app.claims.rules.assurance import VisitKind
from app.claims.services import assurance
from app.claims.services.assurance import VisitMade
from tests.claims.audits import DRAFTER, a_batch, a_window, drawn, opened
from tests.conftest import TODAY
from tests.edges.route_table.vocabulary import COORDINATOR, OFFICER, Role, Row, call, only, page

AUDITOR = Role.INTERNAL_AUDITOR
READERS = (AUDITOR, COORDINATOR, OFFICER)
AUDIT = "/claims/audits/{claim_audit}"
LINE = "/claims/audits/lines/{sampled_claim}"
VISIT = "/assurance-visits/{visit}"
ACTION = "/assurance-actions/{nothing}"
TERMS = {"share_percent": 10, "least": 5, "limit_percent": 5, "decided_by": "Audit Committee"}
A_VISIT = {"kind": "peer", "visited_on": "2013-05-14", "visitors": "Two peers", "rating": "assured"}
AN_ACTION = {"what": "Keep the dates", "user_id": "{user}", "due_on": "2013-08-30"}


def places(families: list[UUID]) -> dict[str, Any]:
    """An audit of two lines of these families, one of them to be read, and a visit."""
    window = a_window("Audited")
    a_batch(window, len(families), families=families)
    audit = drawn(window)
    visit = assurance.record_visit(
        VisitMade(VisitKind.PEER, date(2013, 5, 14), "Two peers", "assured", None, ()),
        actor=DRAFTER,
        today=TODAY,
    )
    return {"claim_audit": audit, "sampled_claim": opened(audit).waiting[0].id, "visit": visit}


PAGES: list[Row] = [
    page("claims_pages.claim_audits", "/claims/audits", only(200, *READERS)),
    page(
        "claims_pages.draw_claim_audit",
        "/claims/audits/windows/{nothing}",
        only(404, AUDITOR),
        method="POST",
    ),
    page("claims_pages.claim_audit_terms", "/claims/audits/terms", only(200, *READERS)),
    page("claims_pages.set_claim_audit_terms", "/claims/audits/terms", only(422, OFFICER), method="POST"),
    page("claims_pages.claim_audit", AUDIT, only(200, *READERS)),
    page("claims_pages.claim_audit", "/claims/audits/{nothing}", only(404, *READERS)),
    page("claims_pages.draw_claim_audit_again", f"{AUDIT}/draw", only(422, AUDITOR), method="POST"),
    page("claims_pages.send_back_claims", f"{AUDIT}/send-back", only(422, AUDITOR), method="POST"),
    page("claims_pages.close_claim_audit", f"{AUDIT}/close", only(422, AUDITOR), method="POST"),
    page("claims_pages.claim_audit_record", f"{AUDIT}/record", only(200, *READERS)),
    page("claims_pages.claim_audit_paper", f"{AUDIT}/record.pdf", only(200, *READERS)),
    page("claims_pages.claim_under_audit", LINE, only(200, AUDITOR)),
    page("claims_pages.claim_under_audit", "/claims/audits/lines/{nothing}", only(404, AUDITOR)),
    page("claims_pages.record_claim_finding", LINE, only(422, AUDITOR), method="POST"),
    page("claims_pages.assurance_visits", "/assurance-visits", only(200, COORDINATOR)),
    page("claims_pages.assurance_visit_form", "/assurance-visits/new", only(200, COORDINATOR)),
    page(
        "claims_pages.record_assurance_visit", "/assurance-visits/new", only(422, COORDINATOR), method="POST"
    ),
    page("claims_pages.assurance_visit", VISIT, only(200, COORDINATOR)),
    page("claims_pages.assurance_visit", "/assurance-visits/{nothing}", only(404, COORDINATOR)),
    page("claims_pages.assurance_visit_change_form", f"{VISIT}/change", only(200, COORDINATOR)),
    page("claims_pages.correct_assurance_visit", f"{VISIT}/change", only(422, COORDINATOR), method="POST"),
    page("claims_pages.assurance_action_form", f"{VISIT}/actions/new", only(200, COORDINATOR)),
    page(
        "claims_pages.ask_for_assurance_action",
        f"{VISIT}/actions/new",
        only(422, COORDINATOR),
        method="POST",
    ),
    page("claims_pages.assurance_action_done", f"{ACTION}/done", only(404, COORDINATOR), method="POST"),
    page(
        "claims_pages.assurance_action_not_done", f"{ACTION}/not-done", only(404, COORDINATOR), method="POST"
    ),
]

CALLS: list[Row] = [
    call("claims_api.claim_audits", "/claim-audits", only(200, *READERS)),
    call("claims_api.draw_claim_audit", "/claim-windows/{nothing}/audits", only(404, AUDITOR), method="POST"),
    call("claims_api.claim_audit_terms", "/claim-audit-terms", only(200, *READERS)),
    call(
        "claims_api.set_claim_audit_terms",
        "/claim-audit-terms",
        only(204, OFFICER),
        method="POST",
        body=TERMS,
    ),
    call("claims_api.claim_audit", "/claim-audits/{claim_audit}", only(200, *READERS)),
    call(
        "claims_api.draw_claim_audit_again",
        "/claim-audits/{claim_audit}/samples",
        only(412, AUDITOR),
        method="POST",
    ),
    call(
        "claims_api.send_back_claims",
        "/claim-audits/{claim_audit}/send-back",
        only(412, AUDITOR),
        method="POST",
    ),
    call(
        "claims_api.close_claim_audit", "/claim-audits/{claim_audit}/close", only(412, AUDITOR), method="POST"
    ),
    call("claims_api.claim_under_audit", "/claims-under-audit/{sampled_claim}", only(200, AUDITOR)),
    call(
        "claims_api.record_claim_finding",
        "/claims-under-audit/{sampled_claim}/finding",
        only(412, AUDITOR),
        method="PUT",
        body={"finding": "upheld"},
    ),
    call("claims_api.assurance_visits", "/assurance-visits", only(200, COORDINATOR)),
    call(
        "claims_api.record_assurance_visit",
        "/assurance-visits",
        only(201, COORDINATOR),
        method="POST",
        body=A_VISIT,
    ),
    call("claims_api.people_for_assurance_actions", "/assurance-visits/people", only(200, COORDINATOR)),
    call("claims_api.assurance_visit", VISIT, only(200, COORDINATOR)),
    call("claims_api.correct_assurance_visit", VISIT, only(412, COORDINATOR), method="PUT", body=A_VISIT),
    call(
        "claims_api.ask_for_assurance_action",
        f"{VISIT}/actions",
        only(201, COORDINATOR),
        method="POST",
        body=AN_ACTION,
    ),
    call("claims_api.assurance_actions", "/assurance-actions", only(200, COORDINATOR)),
    call("claims_api.assurance_action_done", f"{ACTION}/done", only(404, COORDINATOR), method="POST"),
    call("claims_api.assurance_action_not_done", f"{ACTION}/not-done", only(404, COORDINATOR), method="POST"),
]

MATCHED: frozenset[str] = frozenset()
