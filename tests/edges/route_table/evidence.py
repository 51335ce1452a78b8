"""What is supplied as evidence, its checks, and requests for it: what each role is answered."""

from app.access.roles import Role
from tests.edges.route_table.vocabulary import COORDINATOR, FAMILIES, LEAD, MANAGER, call, hidden, only, page

AUDITOR = Role.INTERNAL_AUDITOR
READERS = (LEAD, MANAGER, COORDINATOR, AUDITOR)
NEW = "/families/{led}/evidence/new"
NO_ENTRY = "/families/{led}/evidence/{nothing}/check"
NO_CRITERION = "/families/{led}/criteria/{nothing}/check"
NO_SOURCE = "/evidence-checks/0123456789abcdef"
NO_REQUEST = "/evidence-requests/{nothing}"
OF_LINE = "/claim-lines/{nothing}/evidence"
A_FIGURE = {
    "kind": "employment",
    "person_id": "{nothing}",
    "starts_on": "2013-07-01",
    "source": "Payslip",
    "extract_on": "2013-07-09",
}

PAGES = [
    page("claims_pages.evidence", "/families/{led}/evidence", only(200, *FAMILIES)),
    page(
        "claims_pages.evidence",
        "/families/{other}/evidence",
        {**only(200, COORDINATOR), **hidden(LEAD, MANAGER)},
    ),
    page("claims_pages.evidence_form", NEW, only(200, *FAMILIES)),
    page("claims_pages.evidence_form", f"{NEW}?what=figure-employment", only(200, *FAMILIES)),
    page(
        "claims_pages.evidence_form",
        "/families/{other}/evidence/new",
        {**only(200, COORDINATOR), **hidden(LEAD, MANAGER)},
    ),
    page("claims_pages.enter_evidence", NEW, only(422, *FAMILIES), method="POST"),
    page("claims_pages.check_entry", NO_ENTRY, only(404, MANAGER, COORDINATOR), method="POST"),
    page("claims_pages.check_criterion", NO_CRITERION, only(404, MANAGER, COORDINATOR), method="POST"),
    page("claims_pages.document", "/documents/{nothing}", only(404, *READERS)),
    page("claims_pages.line_evidence", OF_LINE, only(404, COORDINATOR)),
    page("claims_pages.check_item", "/claim-evidence/{nothing}/check", only(404, COORDINATOR), method="POST"),
    page("claims_pages.evidence_sources", "/evidence-checks", only(200, COORDINATOR)),
    page("claims_pages.evidence_from_source", NO_SOURCE, only(404, COORDINATOR)),
    page("claims_pages.check_source", NO_SOURCE, only(404, COORDINATOR), method="POST"),
    page("claims_pages.evidence_requests", "/evidence-requests", only(200, *FAMILIES)),
    page("claims_pages.ask_for_evidence", "/evidence-requests", only(422, COORDINATOR), method="POST"),
    page("claims_pages.evidence_request", NO_REQUEST, only(404, *FAMILIES)),
    page("claims_pages.answer_request", NO_REQUEST, only(404, *FAMILIES), method="POST"),
    page("claims_pages.withdraw_request", f"{NO_REQUEST}/withdrawal", only(404, COORDINATOR), method="POST"),
]

CALLS = [
    call("claims_api.family_evidence", "/families/{led}/evidence", only(200, *FAMILIES)),
    call(
        "claims_api.family_evidence",
        "/families/{other}/evidence",
        {**only(200, COORDINATOR), **hidden(LEAD, MANAGER)},
    ),
    call(
        "claims_api.enter_evidence",
        "/families/{led}/evidence",
        only(422, *FAMILIES),
        method="POST",
        body=A_FIGURE,
    ),
    call(
        "claims_api.on_record",
        "/families/{led}/evidence/on-record",
        only(422, *FAMILIES),
        method="POST",
        body=A_FIGURE,
    ),
    call("claims_api.keep_document", "/families/{led}/documents", only(201, *FAMILIES), method="POST"),
    call("claims_api.check_entry", NO_ENTRY, only(404, MANAGER, COORDINATOR), method="POST"),
    call("claims_api.check_criterion", NO_CRITERION, only(404, MANAGER, COORDINATOR), method="POST"),
    call("claims_api.document", "/documents/{nothing}", only(404, *READERS)),
    call("claims_api.line_evidence", OF_LINE, only(404, COORDINATOR)),
    call("claims_api.check_item", "/claim-evidence/{nothing}/check", only(404, COORDINATOR), method="POST"),
    call("claims_api.evidence_sources", "/evidence-checks", only(200, COORDINATOR)),
    call("claims_api.evidence_from_source", NO_SOURCE, only(404, COORDINATOR)),
    call(
        "claims_api.check_source",
        NO_SOURCE,
        only(404, COORDINATOR),
        method="POST",
        body={"tag": "0123456789abcdef"},
    ),
    call("claims_api.evidence_requests", "/evidence-requests", only(200, *FAMILIES)),
    call("claims_api.evidence_requests", "/evidence-requests?mine=false", only(200, COORDINATOR)),
    call(
        "claims_api.ask_for_evidence",
        "/evidence-requests",
        only(200, COORDINATOR),
        method="POST",
        body={"family_ids": ["{led}"]},
    ),
    call("claims_api.evidence_request", NO_REQUEST, only(404, *FAMILIES)),
    call(
        "claims_api.answer_request",
        f"{NO_REQUEST}/answer",
        only(404, *FAMILIES),
        method="POST",
        body={"answer": "not-held"},
    ),
    call("claims_api.withdraw_request", f"{NO_REQUEST}/withdrawal", only(404, COORDINATOR), method="POST"),
]

MATCHED: set[str] = set()
